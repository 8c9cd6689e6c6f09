"""What is counted, and what is wanted of it: one row each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhearth.apps.portfolios.forms.actions import RowForm, Rows, filled, rows_of, suggesting
from openhearth.apps.portfolios.sentences import measure_name
from openhearth.apps.practices.forms.fields import LineField
from openhearth.core.portfolio.problem import COST, Measure, Objective, Problem
from openhearth.core.portfolio.validation import UNITS, unit_meant

DECIMALS = [
    (2, _("two decimals")),
    (1, _("one decimal")),
    (0, _("whole numbers")),
    (-1, _("tens")),
    (-2, _("hundreds")),
    (-3, _("thousands")),
    (-6, _("millions")),
]


class MeasureForm(RowForm):
    needed = ("code", "unit")
    was = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    code = LineField(label=_("What is counted"), required=False, max_length=60)
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, choices=[("", ""), *((one, one) for one in sorted(UNITS))]
    )
    decimals = forms.TypedChoiceField(label=_("Counted in"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.initial.get("decimals", 0)
        known = [] if found in dict(DECIMALS) else [(found, str(found))]
        self.fields["decimals"].choices = [("", ""), *DECIMALS, *known]  # type: ignore[attr-defined]
        unit = self.initial.get("unit", "")
        if meant := unit_meant(unit):
            self.initial = {**self.initial, "unit": meant}
        elif unit:
            self.fields["unit"].choices += [(unit, unit)]  # type: ignore[attr-defined]

    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("code") or self.cleaned_data.get("unit"))


class ObjectiveForm(RowForm):
    needed = ("code", "measure", "direction")
    code = LineField(label=_("Name of the aim"), required=False, max_length=60)
    measure = forms.ChoiceField(label=_("Of what"), required=False)
    direction = forms.ChoiceField(
        label=_("How much"),
        required=False,
        choices=[("", ""), ("max", _("as much as possible")), ("min", _("as little as possible"))],
    )
    kind = forms.ChoiceField(
        label=_("Counted"),
        required=False,
        choices=[
            ("sum", _("all together")),
            ("worst_off", _("where it is worst")),
            ("spread", _("as a difference between")),
        ],
    )
    across = forms.ChoiceField(
        label=_("between"), required=False, choices=[("place", _("the places")), ("group", _("the groups"))]
    )
    place = LineField(label=_("In this place only"), required=False, max_length=60, widget=suggesting("places"))
    group = LineField(label=_("For this group only"), required=False, max_length=60, widget=suggesting("groups"))

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", ""), *measures]  # type: ignore[attr-defined]

    def says_something(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.needed)


class BasedOnForm(forms.Form):
    based_on = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


class MeasureForms:
    """All measures; ``renamed`` says which of them got another name."""

    def __init__(self, problem: Problem, data: Any = None, *, based_on: int = 0) -> None:
        self.data = data
        self.head = BasedOnForm(data, initial={"based_on": based_on})
        told = [
            {"was": one.code, "code": one.code, "unit": one.unit, "decimals": one.decimals} for one in problem.measures
        ]
        self.measures_rows = rows_of(MeasureForm, "measures", data, told)

    @property
    def tables(self) -> tuple[Rows, ...]:
        return (self.measures_rows,)

    def is_valid(self) -> bool:
        return self.head.is_valid() and all(rows.is_valid() for rows in self.tables)

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(Measure(row["code"], row["unit"], row["decimals"] or 0) for row in filled(self.measures_rows))

    @property
    def renamed(self) -> dict[str, str]:
        rows = filled(self.measures_rows)
        return {row["was"]: row["code"] for row in rows if row["was"] not in ("", COST, row["code"])}


class AimForms:
    """All aims."""

    def __init__(self, problem: Problem, data: Any = None, *, based_on: int = 0) -> None:
        self.data = data
        self.head = BasedOnForm(data, initial={"based_on": based_on})
        codes = dict.fromkeys([COST, *(measure.code for measure in problem.measures)])
        told = [{name: getattr(one, name) for name in ObjectiveForm.base_fields} for one in problem.objectives]
        named = [(code, measure_name(code)) for code in codes]
        self.aims_rows = rows_of(ObjectiveForm, "aims", data, told, measures=named)

    @property
    def tables(self) -> tuple[Rows, ...]:
        return (self.aims_rows,)

    def is_valid(self) -> bool:
        return self.head.is_valid() and all(rows.is_valid() for rows in self.tables)

    @property
    def objectives(self) -> tuple[Objective, ...]:
        return tuple(
            Objective(
                row["code"],
                row["measure"],
                row["direction"],
                row["place"],
                row["group"],
                row["kind"] or "sum",
                row["across"] or "place",
            )
            for row in filled(self.aims_rows)
        )
