"""A small form for each kind of condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhearth.apps.portfolios.forms.actions import WholeField, YearField, suggesting, whole_or_not
from openhearth.apps.portfolios.sentences import measure_name, unit_name
from openhearth.apps.practices.forms.fields import LineField, NumberField
from openhearth.core.portfolio.problem import (
    COST,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Exclusion,
    Floor,
    Prerequisite,
    Problem,
    StartWindow,
)
from openhearth.core.portfolio.problem_json import KINDS


class ConditionForm(forms.Form):
    """What all kinds share: the version it was read from, and the words of the problem to choose from."""

    based_on = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, problem: Problem, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.problem = problem
        actions = [(one.code, one.label or one.code) for one in problem.actions]
        for name in ("action", "needs", "first", "second"):
            self._choose(name, [("", ""), *actions])
        self._choose("actions", actions)
        measures = {measure.code: measure for measure in problem.measures}
        money = measures.pop(COST, None) or problem.measure(COST)
        told = [(COST, money), *measures.items()]
        self._choose("measure", [(code, f"{measure_name(code)} ({unit_name(one.unit)})") for code, one in told])
        effects = [effect for action in problem.actions for way in action.options for effect in way.effects]
        self._choose("place", [("", _("everywhere")), *_named({one.place for one in effects})])
        self._choose("group", [("", _("everybody")), *_named({one.group for one in effects})])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def constraint(self) -> Constraint:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "based_on"}
        if "amount" in typed:
            typed["amount"] = whole_or_not(typed["amount"])
        if "actions" in typed:
            typed["actions"] = tuple(typed["actions"])
        made: Constraint = self.kind(**typed)
        return made

    kind: Callable[..., Any]


class BudgetForm(ConditionForm):
    kind = Budget
    amount = NumberField(label=_("At most so much money"))
    year = YearField(label=_("In this year"), help_text=_("Empty: in all years together."))
    source = LineField(
        label=_("From this source"),
        help_text=_("As it is written beside the costs. Empty: from all sources together."),
        required=False,
        max_length=60,
        widget=suggesting("sources"),
    )


class FloorForm(ConditionForm):
    kind = Floor
    measure = forms.ChoiceField(label=_("Of this"))
    amount = NumberField(label=_("At least"), help_text=_("-40 means: a loss of at most 40."))
    place = forms.ChoiceField(label=_("In this place"), required=False)
    group = forms.ChoiceField(label=_("For this group"), required=False)


class CeilingForm(ConditionForm):
    kind = Ceiling
    measure = forms.ChoiceField(label=_("Of this"))
    amount = NumberField(label=_("At most"), help_text=_("-40 means: a decrease of at least 40."))
    place = forms.ChoiceField(label=_("In this place"), required=False)
    group = forms.ChoiceField(label=_("For this group"), required=False)


class PrerequisiteForm(ConditionForm):
    kind = Prerequisite
    action = forms.ChoiceField(label=_("This action"))
    needs = forms.ChoiceField(label=_("only together with"))
    lag = WholeField(
        label=_("that started so many years before"),
        help_text=_("Empty: whenever it starts. 0: not before it. Needs a start year in every way of both."),
        required=False,
        min_value=0,
        max_value=100,
    )


class ExclusionForm(ConditionForm):
    kind = Exclusion
    first = forms.ChoiceField(label=_("Not both this"))
    second = forms.ChoiceField(label=_("and this"))


class AtMostForm(ConditionForm):
    kind = AtMost
    count = WholeField(label=_("At most so many"), min_value=0, max_value=20_000)
    actions = forms.MultipleChoiceField(label=_("Of these"), widget=forms.CheckboxSelectMultiple)


class AtLeastForm(ConditionForm):
    kind = AtLeast
    count = WholeField(label=_("At least so many"), min_value=0, max_value=20_000)
    actions = forms.MultipleChoiceField(label=_("Of these"), widget=forms.CheckboxSelectMultiple)


class StartWindowForm(ConditionForm):
    kind = StartWindow
    action = forms.ChoiceField(label=_("This action"))
    earliest = YearField(label=_("starts in this year or later"))
    latest = YearField(label=_("starts in this year or before"))


FORMS: dict[str, type[ConditionForm]] = {
    "budget": BudgetForm,
    "floor": FloorForm,
    "ceiling": CeilingForm,
    "prerequisite": PrerequisiteForm,
    "exclusion": ExclusionForm,
    "at_most": AtMostForm,
    "at_least": AtLeastForm,
    "start_window": StartWindowForm,
}


def kind_of(constraint: Constraint) -> str:
    return next(kind for kind, of in KINDS.items() if type(constraint) is of)


def initial_of(constraint: Constraint) -> dict[str, Any]:
    told = {name: getattr(constraint, name) for name in FORMS[kind_of(constraint)].base_fields if name != "based_on"}
    return told | ({"amount": float(told["amount"])} if "amount" in told else {})


def _named(names: set[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(names) if name]
