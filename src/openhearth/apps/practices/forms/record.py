"""The form of a whole practice, in sections that follow the questions of a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.addresses import code_faults, free_code
from openhearth.apps.practices.forms.fields import (
    LineField,
    LinesField,
    Meaning,
    NumberField,
    TermsField,
    TextField,
    meanings,
)
from openhearth.apps.practices.forms.rows import FigureForm, ResultForm, rows_of
from openhearth.apps.practices.forms.steps import MOST_VERSIONS
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.objections import objection
from openhearth.apps.practices.selectors.words import vocabularies
from openhearth.apps.regions.selectors import landscape
from openhearth.core.practice import LANGUAGES, ONE_TERM, KeyFigure
from openhearth.core.practice_record import PracticeRecord, Result, field_of, flat, record_faults, record_of

SOURCE = "contributed"
"""Of a record that people of this house write in their own words."""

IN_ITS_LANGUAGE = frozenset(
    {
        "title",
        "summary",
        "actors",
        "owner",
        "funding",
        "preconditions",
        "resources",
        "difficulties",
        "why_it_worked",
        "potential_for_transfer",
        "provenance",
    }
)
"""Fields whose texts are in the language of the record."""

TYPED_BY_NOBODY = ("source", "last_reviewed", "reviewed_by")


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading; ``rows`` are tables to fill in."""

    code: str
    title: str | Promise
    fields: tuple[str, ...]
    intro: str | Promise = ""
    rows: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "what",
        _("What was done"),
        ("title", "summary", "language", "code", "original_title", "original_language", "actors", "owner"),
    ),
    Section(
        "where", _("Where and when"), ("nuts", "country", "region_type", "started", "ended", "territorial_validity")
    ),
    Section(
        "whom",
        _("For whom, and with what support"),
        (
            "thematic_priority",
            "strategic_challenge",
            "support_type",
            "industrial_ecosystem",
            "carbon_intensive_group",
            "recommendation",
            "lens",
            "reach",
        ),
        _("By these words others find it."),
    ),
    Section(
        "cost",
        _("What it cost"),
        ("cost", "currency", "funding"),
        _("Most readers ask first what it cost, and who paid."),
        rows=("facts",),
    ),
    Section(
        "needs",
        _("What it needs"),
        ("preconditions", "resources"),
        _("Readers compare this with what their own region has."),
    ),
    Section(
        "came",
        _("What came of it"),
        ("outcome", "difficulties", "why_it_worked", "potential_for_transfer"),
        _("What failed helps others as much as what succeeded."),
        rows=("results",),
    ),
    Section("source", _("Source and links"), ("provenance", "url")),
)


class RecordForm(forms.Form):
    """Everything a record says. Only title, summary, language and source are needed for a draft."""

    title = LineField(label=_("Title"), max_length=300)
    summary = TextField(
        label=_("Summary"), rows=5, help_text=_("Two to five sentences: who did what, for whom, and why.")
    )
    language = forms.ChoiceField(label=_("Language of these texts"))
    original_title = LineField(label=_("Original title"), required=False, max_length=300)
    original_language = forms.ChoiceField(label=_("Language of the original title"), required=False)
    actors = LinesField(label=_("Who did it"), required=False, help_text=_("Organisations, one on each line."))
    owner = LineField(
        label=_("Who answers for it today"), required=False, help_text=_("An organisation that readers may turn to.")
    )
    code = forms.SlugField(
        label=_("Address of its page"),
        required=False,
        max_length=100,
        help_text=_("Small letters, digits and hyphens; made from the title if empty. Fixed once it is published."),
    )
    nuts = LineField(
        label=_("Region"),
        required=False,
        help_text=_("The smallest region that is known, by its NUTS code or name, for example DEA12 or Duisburg."),
        widget=forms.TextInput(attrs={"list": "regions", "autocomplete": "off"}),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    region_type = forms.ChoiceField(label=_("Type of region"), required=False)
    started = forms.IntegerField(label=_("First year"), required=False)
    ended = forms.IntegerField(label=_("Last year"), required=False, help_text=_("Empty if it goes on."))
    territorial_validity = forms.ChoiceField(label=_("Where it applies"), required=False, widget=forms.RadioSelect)
    thematic_priority = TermsField(label=_("Themes"), required=False)
    strategic_challenge = TermsField(label=_("Strategic challenges"), required=False)
    support_type = TermsField(label=_("Support by a cluster organisation"), required=False)
    industrial_ecosystem = TermsField(label=_("Industrial ecosystems"), required=False)
    carbon_intensive_group = forms.ChoiceField(
        label=_("Carbon-intensive industry"), required=False, widget=forms.RadioSelect
    )
    recommendation = TermsField(label=_("Recommendations of the European Expert Group on Clusters"), required=False)
    lens = TermsField(label=_("Lenses"), required=False)
    reach = TermsField(label=_("Reach of its effects"), required=False)
    cost = NumberField(label=_("Whole cost"), required=False, help_text=_("A number, without the currency."))
    currency = forms.CharField(
        label=_("Currency"), required=False, max_length=3, help_text=_("Three letters, for example EUR.")
    )
    funding = LinesField(label=_("Who paid"), required=False, help_text=_("Funds and payers, one on each line."))
    preconditions = LinesField(
        label=_("What must be there first"),
        required=False,
        help_text=_("One on each line, for example: a steelworks that gives off heat all year."),
    )
    resources = LinesField(
        label=_("What it takes"), required=False, help_text=_("People, skills, equipment, time; one on each line.")
    )
    outcome = forms.ChoiceField(label=_("How did it end?"), required=False, widget=forms.RadioSelect)
    difficulties = TextField(
        label=_("Difficulties"),
        required=False,
        help_text=_("What you would warn a friend of who wants to do the same."),
    )
    why_it_worked = TextField(
        label=_("Why it worked, or why not"),
        required=False,
        help_text=_("So that others know what they must not leave out."),
    )
    potential_for_transfer = TextField(
        label=_("Potential for transfer"),
        required=False,
        help_text=_("What others could take over, and what they would have to change."),
    )
    provenance = LineField(
        label=_("Where this is known from"),
        max_length=500,
        help_text=_("A document, a page, or your own work in it. Reviewers check here."),
    )
    url = forms.CharField(
        label=_("Web address"), required=False, max_length=500, widget=forms.URLInput(attrs={"autocomplete": "off"})
    )
    based_on = forms.IntegerField(required=False, min_value=0, max_value=MOST_VERSIONS, widget=forms.HiddenInput)
    note = LineField(
        label=_("What you changed, and why"),
        required=False,
        max_length=300,
        help_text=_("Stands in the history beside this version."),
    )

    def __init__(
        self, data: Any = None, *, row: Practice | None = None, before: PracticeRecord | None = None, based_on: int = 0
    ) -> None:
        initial = {**flat(before), "based_on": based_on} if before else {"language": get_language() or "en"}
        super().__init__(data, initial={"currency": "EUR"} | {name: value for name, value in initial.items() if value})
        self.row, self.before = row, before
        facts, results = (before.practice.facts, before.results) if before else ((), ())
        self.facts = rows_of(FigureForm, facts, data, prefix="facts")
        self.results = rows_of(ResultForm, results, data, prefix="results")
        self._offer_choices()
        if before:
            for name in IN_ITS_LANGUAGE:
                self.fields[name].widget.attrs["lang"] = before.practice.language
        if row and row.is_public:
            self.fields["code"].disabled = True
        if row is None:
            del self.fields["note"]

    @property
    def rows(self) -> tuple[BaseFormSet[Any], ...]:
        return self.facts, self.results

    def sections(self) -> Iterator[tuple[Section, list[BoundField], list[BaseFormSet[Any]]]]:
        """What the page shows, heading by heading."""
        for section in SECTIONS:
            yield section, [self[name] for name in section.fields], [getattr(self, name) for name in section.rows]

    @property
    def suggestions(self) -> tuple[Any, ...]:
        """Regions to choose from while typing."""
        return landscape().territories

    def is_valid(self) -> bool:
        return super().is_valid() and all(rows.is_valid() for rows in self.rows)

    def list_errors(self) -> Iterator[tuple[str, str, str]]:
        """Every error with the id and the label of its field."""
        for bound in self:
            for error in bound.errors:
                yield f"id_{bound.name}", str(bound.label), str(error)
        for rows in self.rows:
            for number, form in enumerate(rows, 1):
                for bound in form:
                    for error in bound.errors:
                        yield bound.id_for_label, f"{ROW_NAMES[rows.prefix or '']} {number}, {bound.label}", str(error)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("original_title") == "":
            cleaned["original_language"] = ""
        if cleaned.get("cost") is None and "cost" not in self.errors:
            cleaned["currency"] = ""
        cleaned["currency"] = cleaned.get("currency", "").strip().upper()
        cleaned["nuts"] = _region_code(cleaned.get("nuts", ""))
        if cleaned["nuts"] and not cleaned.get("country"):
            country = cleaned["nuts"][:2]
            cleaned["country"] = country if country in vocabularies()["country"].codes else ""
        if not cleaned.get("code") and "code" not in self.errors:
            cleaned["code"] = self.row.code if self.row else free_code(cleaned.get("title", ""))
        for fault in (*record_faults([self.record], vocabularies()), *code_faults(cleaned.get("code", ""), self.row)):
            name = field_of(fault)
            if name in self.fields and name not in self.errors:
                self.add_error(name, objection(fault))
        return cleaned

    @cached_property
    def record(self) -> PracticeRecord:
        """The record as far as it could be read; what could not is empty."""
        values: dict[str, Any] = {"source": SOURCE}
        if self.before:
            values |= {name: value for name, value in flat(self.before).items() if name in TYPED_BY_NOBODY}
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("based_on", "note")}
        values |= {name: value for name, value in typed.items() if value not in (None, "")}
        return record_of(
            values
            | {
                "facts": tuple(KeyFigure(**row) for row in _filled(self.facts)),
                "results": tuple(Result(**row) for row in _filled(self.results)),
            }
        )

    def _offer_choices(self) -> None:
        language = get_language() or "en"
        for name, vocabulary in vocabularies().items():
            if name in self.fields:
                choices = meanings(vocabulary, language)
                unsaid = [("", Meaning(str(_("not said"))))] if name in (*ONE_TERM, "outcome") else []
                self._choose(name, [*unsaid, *choices])
        languages = sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda pair: pair[1].casefold())
        tags = {self.before.practice.language, self.before.practice.original_language} if self.before else set()
        others = [(tag, tag) for tag in sorted(tags - LANGUAGES - {""})]
        self._choose("language", [*languages, *others])
        self._choose("original_language", [("", "—"), *languages, *others])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices


FIELD_NAMES: Mapping[str, str | Promise] = {
    **{name: one.label or name for name, one in RecordForm.base_fields.items()},
    "facts": _("Figures"),
    "results": _("Results"),
}
"""What the fields of a record are called wherever people work on it."""

ROW_NAMES: Mapping[str, str | Promise] = {"facts": _("Figure"), "results": _("Result")}


def language_name(code: str) -> str:
    """What a language is called in that of the page; one that nobody named is its own code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _region_code(typed: str) -> str:
    """The code of a region that was typed by name; what is no single name stays as it is."""
    places = landscape().territories
    named = [place.code for place in places if place.name.casefold() == typed.casefold()]
    return named[0] if len(named) == 1 else typed.upper() if typed.upper() in {p.code for p in places} else typed


def _filled(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    if not rows.is_bound:
        return []
    cleaned = [getattr(form, "cleaned_data", {}) for form in rows if not form.errors]
    return [row for row in cleaned if any(value not in (None, "") for value in row.values())]
