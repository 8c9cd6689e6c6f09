"""The form of a part, made from the table of its kind. Rows have empty ones below that work without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from math import isnan, nan
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.asked import FIELDS, TABLES, Asked, name_of
from openhearth.apps.practices.forms.fields import LineField, LinesField, NumberField, TextField
from openhearth.core.errors import Fault
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import PLACES

EMPTY_ROWS = 3
MOST_ROWS = 120
LONGEST_LINE, LONGEST_TEXT = 300, 20_000
LONGEST_KEY = 60
NOT_CHOSEN = [("", "—")]

Choices = Mapping[str, Sequence[tuple[str, str]]]
"""What a field may name beside parts of the plan: figures of the house, dimensions of the Doughnut."""


class DayField(LineField):
    """A day as text; the core says what is none."""

    widget = forms.DateInput(attrs={"type": "date"})


class MoneyField(NumberField):
    """Euro in, whole cents out."""

    def clean(self, value: Any) -> Any:
        euro = super().clean(value)
        return None if euro is None else round(euro * 100)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value / 100) if isinstance(value, int) else value


SHAPES: Mapping[str, tuple[type[forms.Field], dict[str, Any]]] = {
    "text": (TextField, {"max_length": LONGEST_TEXT}),
    "lines": (LinesField, {"max_length": LONGEST_TEXT}),
    "day": (DayField, {"max_length": 20}),
    "year": (forms.IntegerField, {"min_value": 0, "max_value": 9999}),
    "whole": (forms.IntegerField, {"min_value": 0, "max_value": 2_000_000_000}),
    "number": (NumberField, {}),
    "money": (MoneyField, {}),
    "yes": (forms.BooleanField, {"required": False}),
}
"""How a value is typed; any other is one line."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table to fill in, with its name and hint; ``single``: there is one row, and no more can be asked for."""

    name: str
    label: str | Promise
    hint: str | Promise
    formset: BaseFormSet[forms.Form]
    single: bool


class PartForm(forms.Form):
    """One part of a plan. ``part`` None: a new one, with what the address said in ``given``."""

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
        plan: terms.Plan,
        data: Any = None,
        *,
        part: terms.Part | None = None,
        key: str = "",
        given: Mapping[str, Any] | None = None,
        choices: Choices | None = None,
        read_at: int = 0,
    ) -> None:
        super().__init__(data, initial={"read_at": read_at})
        self.kind, self.plan, self.before, self.key = kind, plan, part, key
        self.choices = choices or {}
        self.tables: list[Rows] = []
        start = dict(given or {}) if part is None else {one.name: getattr(part, one.name) for one in FIELDS[kind]}
        for asked in FIELDS[kind]:
            if asked.shape in ("rows", "row"):
                self.tables.append(_rows_of(asked, start.get(asked.name), data))
            else:
                self.fields[asked.name] = self._field(asked)
                if asked.name in start:
                    self.initial[asked.name] = start[asked.name]
                elif asked.name == "present":
                    self.initial[asked.name] = True
        if part is None:
            del self.fields["remark"]
        else:
            self.order_fields([*(asked.name for asked in FIELDS[kind]), "remark"])

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(rows.formset.is_valid() for rows in self.tables)])

    @property
    def part(self) -> terms.Part:
        """What was typed, as a part; fields that are not asked stay as they were."""
        values: dict[str, Any] = {}
        for asked in FIELDS[self.kind]:
            if asked.shape not in ("rows", "row"):
                values[asked.name] = _value(asked, self.cleaned_data.get(asked.name))
        for rows in self.tables:
            made = tuple(_row(rows.name, form.cleaned_data) for form in rows.formset if _is_told(form))
            values[rows.name] = (made[0] if made else None) if rows.single else made
        if self.before is not None:
            return replace(self.before, **values)
        return terms.KINDS[self.kind](key=self.key or free_key(self.plan, self.kind, values), **values)

    @property
    def list_errors(self) -> list[tuple[str, str, str]]:
        """Every error with the field it belongs to, for the list above the form."""
        found = [
            (self[name].id_for_label, str(self[name].label), str(error))
            for name, errors in self.errors.items()
            if name in self.fields
            for error in errors
        ]
        for rows in self.tables:
            for form in rows.formset:
                for name, errors in form.errors.items():
                    found += [(form[name].id_for_label, f"{rows.label}: {form[name].label}", str(e)) for e in errors]
        return found

    def tell(self, fault: Fault, said: str) -> None:
        """Put a fault of the core beside its field, where it has one on this form."""
        _kind, _slash, about = fault.place.partition("/")
        key, _slash, field = about.partition("/")
        name = field.partition("/")[0]
        mine = fault.place.startswith(f"{self.kind}/") and key == (self.key or key)
        tables = {rows.name: rows for rows in self.tables}
        if mine and name in self.fields:
            self.add_error(name, said)
        elif mine and name in tables:
            self.add_error(None, f"{tables[name].label}: {said}")
        else:
            self.add_error(None, f"{fault.place}: {said}" if not mine else said)

    def _field(self, asked: Asked) -> forms.Field:
        known: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": asked.needed}
        if asked.shape == "word":
            if asked.name in self.choices:
                return forms.ChoiceField(**known, choices=list(self.choices[asked.name]), widget=forms.RadioSelect)
            words = [(code, str(name)) for code, name in (asked.words or {}).items()]
            return forms.ChoiceField(**known, choices=words if asked.needed else [*NOT_CHOSEN, *words])
        if asked.shape == "one":
            named = self._named(asked)
            return forms.ChoiceField(**known, choices=[*NOT_CHOSEN, *named])
        if asked.shape == "some":
            return forms.MultipleChoiceField(**known, choices=self._named(asked), widget=forms.CheckboxSelectMultiple)
        return plain_field(asked, known)

    def _named(self, asked: Asked) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for kind in asked.of:
            if kind in PLACES:
                several = len(asked.of) > 1
                for part in getattr(self.plan, PLACES[kind]):
                    if (kind, part.key) != (self.kind, self.key):
                        name = f"{wording.KINDS[kind].one}: {part.title}" if several else part.title
                        found.append((part.key, name))
            else:
                found += self.choices.get(kind, ())
        return found


def plain_field(asked: Asked, known: dict[str, Any]) -> forms.Field:
    """A field whose value needs no plan to be understood."""
    kind, more = SHAPES.get(asked.shape, (LineField, {"max_length": LONGEST_LINE}))
    return kind(**{**known, **more})


def with_more_rows(data: Any, name: str) -> Any:
    """What was typed, with more empty rows in one of the tables."""
    grown = data.copy()
    typed = data.get(f"{name}-TOTAL_FORMS", "")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    grown[f"{name}-TOTAL_FORMS"] = str(min(count + EMPTY_ROWS, MOST_ROWS))
    return grown


def free_key(plan: terms.Plan, kind: str, values: Mapping[str, Any]) -> str:
    """A key made from what the part is called, with a number behind it where that one is taken."""
    if kind == "vision":
        return kind
    named = next((str(values[name]) for name in ("title", "organisation", "text") if values.get(name)), "")
    if kind == "effect":
        named = f"{values.get('cause', '')} {values.get('indicator', '')}"
    wanted = slugify(named).replace("_", "-")[:LONGEST_KEY].strip("-")
    wanted = "-".join(part for part in wanted.split("-") if part) or kind
    taken = {part.key for place in PLACES.values() if place != "vision" for part in getattr(plan, place)}
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def field_label(kind: str, field: str) -> str:
    return name_of(kind, field)


def _rows_of(asked: Asked, values: Any, data: Any) -> Rows:
    table = TABLES[asked.name]
    single = asked.shape == "row"
    made = {column.name: plain_field(column, {"label": column.label, "required": False}) for column in table.columns}
    row_form = type(f"{table.kind.__name__}Form", (RowForm,), {**made, "needed": table.needed})
    known: list[Any] = [values] if is_dataclass(values) else list(values or ())
    factory = formset_factory(
        cast("type[forms.Form]", row_form),
        extra=0 if single and known else 1 if single else EMPTY_ROWS,
        max_num=1 if single else MOST_ROWS,
        absolute_max=1 if single else MOST_ROWS,
    )
    initial = [
        {name: None if isinstance(v, float) and isnan(v) else v for name, v in asdict(value).items()} for value in known
    ]
    return Rows(asked.name, asked.label, asked.hint, factory(data, initial=initial, prefix=asked.name), single)


class RowForm(forms.Form):
    """A row that says anything says what it is about; an empty row is no row."""

    needed: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if any(value not in (None, "", False) for value in cleaned.values()):
            for name in self.needed:
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("A row needs this."))
        return cleaned


def _is_told(form: forms.Form) -> bool:
    return any(value not in (None, "", False) for value in form.cleaned_data.values())


def _row(name: str, cleaned: Mapping[str, Any]) -> Any:
    table = TABLES[name]
    values = {column.name: _value(column, cleaned.get(column.name)) for column in table.columns}
    if table.kind is terms.Observation and values["value"] is None:
        values["value"] = nan
    return table.kind(**values)


def _value(asked: Asked, cleaned: Any) -> Any:
    """What the form cleaned, as the core wants it: tuples, numbers where words stand for them, None for nothing."""
    if asked.shape in ("lines", "some"):
        return tuple(cleaned or ())
    if asked.name == "grade":
        return int(cleaned)
    if asked.name == "status":
        return cleaned or None
    return "" if cleaned is None and asked.shape in ("line", "text", "day", "one", "word") else cleaned
