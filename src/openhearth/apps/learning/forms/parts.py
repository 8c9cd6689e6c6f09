"""The form of a part, made from the table of its kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.learning import offers, wording
from openhearth.apps.learning.asked import FIELDS, Asked
from openhearth.apps.learning.contents import KINDS
from openhearth.apps.learning.forms.picking import PickField, keep, picks
from openhearth.apps.learning.selectors.programmes import title_of
from openhearth.apps.pathways.forms.parts import DayField
from openhearth.apps.practices.forms.fields import LineField, LinesField, TextField
from openhearth.apps.regions.selectors import countries
from openhearth.core.document import Link
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.terms import Agenda

LONGEST_LINE, LONGEST_TEXT, LONGEST_KEY = 300, 50_000, 60
NOT_CHOSEN = ("", "—")
GROUPED = {"agenda": wording.SESSION_PARTS, "duties": wording.ROLES}
"""Shapes that are several fields, one for each word."""

Parts = Iterable[tuple[str, Any]]


class PairsField(LinesField):
    """Names with what is meant by them: one on each line, a colon between."""

    def clean(self, value: Any) -> Any:
        pairs = tuple(tuple(part.strip() for part in line.partition(":")[::2]) for line in super().clean(value))
        if any(not name or not words for name, words in pairs):
            raise ValidationError(_("Every line needs a name, a colon, and words behind it."))
        if len({name for name, _words in pairs}) < len(pairs):
            raise ValidationError(_("A name stands there twice."))
        return pairs

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(f"{one}: {two}" for one, two in value)


class LinkField(LineField):
    """A web address."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return Link("", text).address if text else text
        except InputError as error:
            raise ValidationError(_("This is no web address; it should begin with https://")) from error


SHAPES: Mapping[str, tuple[type[forms.Field], dict[str, Any]]] = {
    "whole": (forms.IntegerField, {"min_value": 0, "max_value": 1_000_000}),
    "text": (TextField, {"max_length": LONGEST_TEXT, "rows": 8}),
    "lines": (LinesField, {"max_length": LONGEST_TEXT}),
    "pairs": (PairsField, {"max_length": LONGEST_TEXT}),
    "day": (DayField, {"max_length": 40}),
    "link": (LinkField, {"max_length": LONGEST_LINE}),
}
"""How a value is typed; any other is one line."""


class PartForm(forms.Form):
    """One part of a programme. ``part`` None: a new one, beginning with what ``given`` says."""

    read_at = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    remark = LineField(
        label=gettext_lazy("What you changed, and why"),
        help_text=gettext_lazy("Shown in the history of this part."),
        required=False,
        max_length=LONGEST_LINE,
    )

    def __init__(
        self,
        kind: str,
        parts: Parts,
        data: Any = None,
        *,
        part: Any = None,
        given: Mapping[str, Any] | None = None,
        read_at: int = 0,
        used: Collection[str] = (),
    ) -> None:
        super().__init__(data, initial={"read_at": read_at})
        self.kind, self.before, self.parts, self.used = kind, part, tuple(parts), used
        for asked in FIELDS[kind]:
            if part is not None and asked.lasting:
                continue
            start = getattr(part, asked.name) if part is not None else (given or {}).get(asked.name)
            if asked.shape in GROUPED:
                self._grouped(asked, start)
            else:
                self.fields[asked.name] = self._field(asked)
                self.initial[asked.name] = (start or "") if asked.shape == "one" else start
        keep(self, part)
        if part is None:
            del self.fields["remark"]
        else:
            self.order_fields([*(name for name in self.fields if name != "remark"), "remark"])

    @property
    def part(self) -> Any:
        """What was typed, as a part; fields that are not asked stay as they were."""
        values = {
            asked.name: self._value(asked) for asked in FIELDS[self.kind] if self.before is None or not asked.lasting
        }
        if self.before is not None:
            return replace(self.before, **values)
        made = KINDS[self.kind]
        if any(field.name == "key" for field in fields(made)):
            values["key"] = free_key(self.kind, values, self.used)
        return made(**values)

    @property
    def looks_something_up(self) -> bool:
        """Whether the form has a field in which something is found by words."""
        return bool(picks(self))

    @property
    def list_errors(self) -> list[tuple[str, str, str]]:
        """Every error with the field it belongs to, for the list above the form."""
        return [
            (self[name].id_for_label, str(self[name].label), str(error))
            for name, errors in self.errors.items()
            if name in self.fields
            for error in errors
        ]

    def tell(self, fault: Fault, said: str) -> None:
        """Put a fault of the core beside its field, where it has one on this form."""
        name = fault.place.split("/")[2] if fault.place.count("/") > 1 else ""
        mine = next((one for one in self.fields if name and (one == name or one.startswith(f"{name}_"))), None)
        self.add_error(mine, said)

    def _grouped(self, asked: Asked, start: Any) -> None:
        told = {}
        for one in start or ():
            word, lines = (one.part, one.topics) if isinstance(one, Agenda) else one
            told[word] = lines
        for code, name in GROUPED[asked.shape].items():
            self.fields[f"{asked.name}_{code}"] = LinesField(
                label=f"{asked.label}: {name}", help_text=str(asked.hint), required=False, max_length=LONGEST_TEXT
            )
            self.initial[f"{asked.name}_{code}"] = told.get(code, ())

    def _field(self, asked: Asked) -> forms.Field:
        known: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": asked.needed}
        words = [(code, str(name)) for code, name in (asked.words or {}).items()]
        if asked.shape == "words":
            return forms.MultipleChoiceField(**known, choices=words, widget=forms.CheckboxSelectMultiple)
        if asked.shape == "one":
            words = [(str(one.key), name_in_list(kind, one)) for kind, one in self.parts if kind == asked.of]
        if asked.shape == "region":
            return PickField(offers.REGIONS, several=False, **known)
        if asked.shape == "country":
            words = self._countries()
        if asked.shape in ("word", "one", "country"):
            needed = asked.shape == "word" and asked.needed
            return forms.ChoiceField(**known, choices=words if needed else [NOT_CHOSEN, *words])
        made, more = SHAPES.get(asked.shape, (LineField, {"max_length": LONGEST_LINE}))
        return made(**known, **more)

    def _countries(self) -> list[tuple[str, str]]:
        """Those that this house knows, by name, and the one that stands there already."""
        known = {one.code: one.name for one in countries()}
        own = getattr(self.before, "country", "")
        known |= {own: own} if own and own not in known else {}
        return sorted(known.items(), key=lambda one: one[1])

    def _value(self, asked: Asked) -> Any:
        if asked.shape in GROUPED:
            told = {code: self.cleaned_data.get(f"{asked.name}_{code}") or () for code in GROUPED[asked.shape]}
            if asked.shape == "duties":
                return tuple((code, lines) for code, lines in told.items() if lines)
            had = {one.part for one in self.before.agenda} if self.before is not None else set()
            return tuple(Agenda(code, lines) for code, lines in told.items() if lines or code in had)  # type: ignore[arg-type]
        cleaned = self.cleaned_data.get(asked.name)
        if asked.shape in ("lines", "words", "pairs"):
            return tuple(cleaned or ())
        if asked.shape == "one" and asked.of == "semester":
            return int(cleaned or 0)
        return cleaned if cleaned is not None or asked.shape == "whole" else ""


def name_in_list(kind: str, part: Any) -> str:
    """What a part is called where one is chosen."""
    if kind == "semester":
        return _("Semester %(number)s") % {"number": part.number}
    return f"{part.key}. {part.title}" if kind == "meeting" and part.key.isdigit() else title_of(part)


def free_key(kind: str, values: Mapping[str, Any], taken: Collection[str]) -> str:
    """A key made from what the part is called, with a number behind it where that one is taken; meetings are numbered."""
    if kind == "meeting":
        return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)
    named = next(
        (str(values[name]) for name in ("place", "name", "title", "organisation", "text") if values.get(name)), ""
    )
    wanted = slugify(named).replace("_", "-")[:LONGEST_KEY].strip("-")
    wanted = "-".join(part for part in wanted.split("-") if part) or kind.replace("_", "-")
    if values.get("meeting"):
        wanted = f"{values['meeting']}-{wanted}"
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
