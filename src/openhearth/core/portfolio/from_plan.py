"""A portfolio problem out of a transition plan: which of its actions, under which aims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite

from openhearth.core.pathway import terms as plans
from openhearth.core.pathway.status import is_done
from openhearth.core.portfolio.deviations import Key
from openhearth.core.portfolio.problem import (
    COST,
    Action,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
)
from openhearth.core.portfolio.terms import whole
from openhearth.core.portfolio.validation import OBJECTIVES, unit_meant

AS_PLANNED = "as planned"
"""The one way of every action that comes from a plan."""

LEAST_SURE_FIRST: tuple[plans.Confidence, ...] = ("low", "medium", "high")
ENDED = ("done", "stopped")
FINEST = 6
"""Decimals of an amount that are kept at most."""


def problem_from_plan(plan: plans.Plan) -> Problem:
    """What can still be chosen of a plan.

    Every action that is neither done, stopped nor superseded becomes an action with one way: as it is planned, with its costs
    by year and source and with its direct effects on the indicators. An effect lies in the place of the action where it names
    exactly one. Effects of one indicator on another are left out: they would count the same change twice. Each indicator that
    some action changes becomes an aim, in its direction, in the order of the plan and as many as fit; money is the last one.
    What an action needs and what it excludes become conditions; what is done already is needed no more, and what was superseded
    is needed as its successor.

    Parameters
    ----------
    plan
        A plan without faults. Amounts are taken as they are written.

    Returns
    -------
    Problem
        With every amount as written: euro to the cent, and as many decimals of a measure as its amounts have.

    Raises
    ------
    InputError
        ``objectives_out_of_range`` where no action changes any indicator; ``not_finite`` for an effect that is no number;
        ``duplicate_code`` where two indicators have the same title.

    Examples
    --------
    >>> jobs = plans.Indicator("jobs", "Jobs", "jobs", "more", "social")
    >>> solar = plans.Action("solar", "Solar roofs", "build_up", sites=("North",), costs=(plans.PlannedCost(2027, 450_000_00),))
    >>> effect = plans.Effect("e", "solar", "jobs", 20.0)
    >>> made = problem_from_plan(plans.Plan("A plan", "DEA1", actions=(solar,), indicators=(jobs,), effects=(effect,)))
    >>> made.actions[0].options[0].costs, made.actions[0].options[0].effects
    ((Cost(amount=450000, year=2027, source=''),), (Effect(measure='Jobs', amount=20, place='North', group=''),))
    >>> [one.code for one in made.objectives]
    ['Jobs', 'Money']
    """
    after = {action.key: action.superseded_by for action in plan.actions}
    known = {action.key: action for action in plan.actions}
    open_ones = {key: one for key, one in known.items() if not one.superseded_by and not _ended(key, known)}
    moved = _moved(plan, open_ones)
    measures = tuple(_measure(one, moved) for one in moved)
    names = {indicator.key: _name(indicator) for indicator in moved}
    actions = tuple(_action(action, plan.effects, names) for action in open_ones.values())
    aims = [Objective(one.title, _name(one), "max" if one.direction == "more" else "min") for one in moved]
    objectives = (*aims[: OBJECTIVES[1] - 1], Objective("Money", COST, "min"))
    money = Measure(COST, "EUR", 2 if any(cost.cents % 100 for one in open_ones.values() for cost in one.costs) else 0)
    return Problem(objectives, (money, *measures), actions, _constraints(open_ones, after), title=plan.title)


def sureness_of_plan(plan: plans.Plan) -> dict[str, tuple[Key, ...]]:
    """How sure a plan calls the changes that go into its problem: figures of `problem_from_plan` by "low", "medium" and "high".

    A figure that several effects of an action add up to is as sure as the least sure of them. Of costs a plan says nothing here.

    Parameters
    ----------
    plan
        A plan from which `problem_from_plan` makes a problem.

    Returns
    -------
    dict
        The figures in the order of the problem; what no figure is called is left out.

    Examples
    --------
    >>> jobs = plans.Indicator("jobs", "Jobs", "jobs", "more", "social")
    >>> solar = plans.Action("solar", "Solar roofs", "build_up", sites=("North",))
    >>> effect = plans.Effect("e", "solar", "jobs", 20.0, confidence="medium")
    >>> sureness_of_plan(plans.Plan("A plan", "DEA1", actions=(solar,), indicators=(jobs,), effects=(effect,)))
    {'medium': (('solar', 'as planned', 'Jobs', 'North', ''),)}
    """
    known = {action.key: action for action in plan.actions}
    open_ones = {key: one for key, one in known.items() if not one.superseded_by and not _ended(key, known)}
    names = {indicator.key: _name(indicator) for indicator in _moved(plan, open_ones)}
    told: dict[Key, plans.Confidence] = {}
    for action in open_ones.values():
        for one in plan.effects:
            if one.cause == action.key and one.indicator in names:
                key = (action.key, AS_PLANNED, names[one.indicator], _place(action), "")
                told[key] = min(told.get(key, one.confidence), one.confidence, key=LEAST_SURE_FIRST.index)
    called = {name: tuple(key for key, one in told.items() if one == name) for name in LEAST_SURE_FIRST}
    return {name: figures for name, figures in called.items() if figures}


def _ended(key: str, known: Mapping[str, plans.Action]) -> bool:
    """Whoever told so by hand, or by a day for the last of its steps."""
    return known[key].status in ENDED or is_done(key, known, date.max)


def _moved(plan: plans.Plan, open_ones: Mapping[str, plans.Action]) -> dict[plans.Indicator, tuple[plans.Effect, ...]]:
    """The indicators that some action changes, with these changes."""
    effects = {
        one: tuple(effect for effect in plan.effects if effect.indicator == one.key and effect.cause in open_ones)
        for one in plan.indicators
    }
    return {indicator: found for indicator, found in effects.items() if found}


def _measure(indicator: plans.Indicator, moved: Mapping[plans.Indicator, Sequence[plans.Effect]]) -> Measure:
    """Counted as finely as its amounts are written; a unit that is none here becomes a plain number, and stands in the name."""
    amounts = [whole(effect.amount, 0) for effect in moved[indicator] if isfinite(effect.amount)]
    exponents = [int(one.normalize().as_tuple().exponent) for one in amounts]
    decimals = min(FINEST, max([0, *(-exponent for exponent in exponents)]))
    return Measure(_name(indicator), unit_meant(indicator.unit) or "1", decimals)


def _name(indicator: plans.Indicator) -> str:
    return indicator.title if unit_meant(indicator.unit) else f"{indicator.title} ({indicator.unit})"


def _action(action: plans.Action, effects: Sequence[plans.Effect], names: Mapping[str, str]) -> Action:
    place = _place(action)
    way = Option(
        AS_PLANNED,
        tuple(Cost(_plain(one.cents / 100), one.year, one.source) for one in action.costs),
        tuple(
            Effect(names[one.indicator], _plain(one.amount), place)
            for one in effects
            if one.cause == action.key and one.indicator in names
        ),
        int(action.start[:4]) if action.start[:4].isdigit() else None,
    )
    return Action(action.key, (way,), action.title)


def _place(action: plans.Action) -> str:
    return action.sites[0] if len(action.sites) == 1 else ""


def _constraints(open_ones: Mapping[str, plans.Action], after: Mapping[str, str]) -> tuple[Constraint, ...]:
    """Each pair once; only between actions that can still be chosen."""

    def heir(key: str) -> str:
        seen: set[str] = set()
        while after.get(key) and key not in seen:
            seen.add(key)
            key = after[key]
        return key

    needs: list[Constraint] = []
    apart: list[Constraint] = []
    for action in open_ones.values():
        needs += [
            Prerequisite(action.key, wanted)
            for wanted in map(heir, action.prerequisites)
            if wanted in open_ones and wanted != action.key
        ]
        pairs = [tuple(sorted((action.key, other))) for other in map(heir, action.excludes) if other in open_ones]
        apart += [Exclusion(first, second) for first, second in pairs if first != second]
    return tuple(dict.fromkeys((*needs, *apart)))


def _plain(amount: float) -> float:
    return int(amount) if amount.is_integer() else amount
