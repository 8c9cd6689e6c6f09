"""What a portfolio comes to, and what it breaks: written from the problem alone, so that it can check every algorithm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openhearth.core.portfolio.problem import (
    COST,
    Across,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Objective,
    Option,
    Prerequisite,
    Problem,
    StartWindow,
    Synergy,
)
from openhearth.core.portfolio.terms import whole

Portfolio = tuple[tuple[str, str], ...]
"""Pairs of action and option, in the order of the problem's actions."""


def outcome(problem: Problem, portfolio: Portfolio) -> tuple[int, ...]:
    """The value of each aim, in whole steps of its measure and in its own direction.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective, Option
    >>> solar = Action("solar", (Option("now", (Cost(4.5),), (Effect("jobs", 30), Effect("jobs", -2, "north"))),))
    >>> aims = (Objective("work", "jobs"), Objective("north", "jobs", place="north"), Objective("money", "cost", "min"))
    >>> problem = Problem(aims, (Measure("jobs", "jobs"), Measure("cost", "MEUR", 1)), (solar,))
    >>> outcome(problem, (("solar", "now"),))
    (28, -2, 45)
    """
    costs, effects = parts(problem, portfolio)
    return tuple(_value(problem, one, costs, effects) for one in problem.objectives)


def _value(problem: Problem, aim: Objective, costs: Sequence[Cost], effects: Sequence[Effect]) -> int:
    if aim.kind == "sum":
        return measured(problem, costs, effects, aim.measure, aim.place, aim.group)
    sums = [
        measured(problem, costs, effects, aim.measure, name, aim.group)
        if aim.across == "place"
        else measured(problem, costs, effects, aim.measure, aim.place, name)
        for name in named(problem, aim.across)
    ]
    if aim.kind == "spread":
        return max(sums) - min(sums)
    return min(sums) if aim.direction == "max" else max(sums)


def measured(
    problem: Problem, costs: Iterable[Cost], effects: Iterable[Effect], measure: str, place: str = "", group: str = ""
) -> int:
    """The sum of a measure in whole steps; a place or a group counts what is told for it alone."""
    decimals = problem.measure(measure).decimals
    if measure == COST:
        return 0 if place or group else sum(int(whole(cost.amount, decimals)) for cost in costs)
    return sum(
        int(whole(effect.amount, decimals))
        for effect in effects
        if effect.measure == measure and (not place or effect.place == place) and (not group or effect.group == group)
    )


def spent(problem: Problem, portfolio: Portfolio) -> int:
    """The money of all years and sources, in whole steps."""
    costs, _ = parts(problem, portfolio)
    return measured(problem, costs, (), COST)


def broken(problem: Problem, portfolio: Portfolio) -> tuple[Constraint, ...]:
    """The constraints that a portfolio does not respect.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Budget, Cost, Measure, Objective, Option
    >>> aims = (Objective("money", "cost", "min"), Objective("again", "cost", "max"))
    >>> problem = Problem(aims, (), (Action("solar", (Option("now", (Cost(4),)),)),), (Budget(3), Budget(5)))
    >>> broken(problem, (("solar", "now"),))
    (Budget(amount=3, year=None, source=''),)
    """
    chosen = _chosen(problem, portfolio)
    costs, effects = parts(problem, portfolio)
    return tuple(one for one in problem.constraints if not _holds(problem, one, chosen, costs, effects))


def parts(problem: Problem, portfolio: Portfolio) -> tuple[list[Cost], list[Effect]]:
    """All costs and effects of the options chosen, and of the synergies between them."""
    chosen = _chosen(problem, portfolio)
    told: list[Option | Synergy] = list(chosen.values())
    told += [one for one in problem.synergies if one.first in chosen and one.second in chosen]
    return [cost for part in told for cost in part.costs], [effect for part in told for effect in part.effects]


def named(problem: Problem, across: Across) -> tuple[str, ...]:
    """The places, or the groups, that any effect of the problem names, sorted."""
    told: list[Option | Synergy] = [option for action in problem.actions for option in action.options]
    told += problem.synergies
    return tuple(sorted({getattr(effect, across) for part in told for effect in part.effects} - {""}))


def _chosen(problem: Problem, portfolio: Portfolio) -> dict[str, Option]:
    wanted = dict(portfolio)
    found = {
        action.code: option
        for action in problem.actions
        if action.code in wanted
        for option in action.options
        if option.code == wanted[action.code]
    }
    if len(found) < len(wanted):
        raise KeyError(*(code for code in wanted if code not in found))
    return found


def _holds(
    problem: Problem,
    constraint: Constraint,
    chosen: Mapping[str, Option],
    costs: Sequence[Cost],
    effects: Sequence[Effect],
) -> bool:
    match constraint:
        case Budget() | Floor() | Ceiling():
            return _bound_holds(problem, constraint, costs, effects)
        case AtMost(count, actions):
            return sum(code in chosen for code in actions) <= count
        case AtLeast(count, actions):
            return sum(code in chosen for code in actions) >= count
        case Exclusion(first, second):
            return first not in chosen or second not in chosen
        case Prerequisite(action, needs, lag):
            return action not in chosen or (needs in chosen and _in_time(chosen[action], chosen[needs], lag))
        case StartWindow(action, earliest, latest):
            return action not in chosen or _within(chosen[action].start, earliest, latest)


def _bound_holds(
    problem: Problem, bound: Budget | Floor | Ceiling, costs: Sequence[Cost], effects: Sequence[Effect]
) -> bool:
    if isinstance(bound, Budget):
        spent = [cost for cost in costs if bound.year in (None, cost.year) and bound.source in ("", cost.source)]
        return measured(problem, spent, (), COST) <= whole(bound.amount, problem.measure(COST).decimals)
    limit = whole(bound.amount, problem.measure(bound.measure).decimals)
    found = measured(problem, costs, effects, bound.measure, bound.place, bound.group)
    return found >= limit if isinstance(bound, Floor) else found <= limit


def _in_time(option: Option, needed: Option, lag: int | None) -> bool:
    return lag is None or option.start is None or needed.start is None or needed.start + lag <= option.start


def _within(start: int | None, earliest: int | None, latest: int | None) -> bool:
    return start is None or ((earliest is None or start >= earliest) and (latest is None or start <= latest))
