"""What a portfolio means for whom: money by year and source, every measure by place and by group, and what differs between two.

Written from the problem alone, like `openhearth.core.portfolio.audit`; the sums are made in whole steps and told in the units of
the measures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from openhearth.core.portfolio.audit import Portfolio, measured, named, outcome, parts
from openhearth.core.portfolio.problem import COST, Across, Cost, Direction, Effect, Problem

Verdict = Literal["gains", "loses", "neither", "unknown"]


@dataclass(frozen=True, slots=True)
class Spending:
    """Money in a year and from a source, in the unit of ``cost``."""

    year: int
    source: str
    amount: float


@dataclass(frozen=True, slots=True)
class Share:
    """What a place, or a group, has of a measure; an empty ``name``: what is told for none.

    The verdict is ``unknown`` where no aim says, or two aims disagree, whether much of the measure is good.
    """

    measure: str
    name: str
    amount: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Consequences:
    """Of one portfolio: aims in their order, costs by year and source, measures by place and by group."""

    aims: tuple[tuple[str, float], ...]
    costs: tuple[Spending, ...]
    places: tuple[Share, ...]
    groups: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Something before and after; ``verdict`` says whether the change is a gain."""

    what: str
    where: str
    before: float
    after: float
    verdict: Verdict

    @property
    def difference(self) -> float:
        """After less before, without the noise of binary fractions."""
        return float(Decimal(str(self.after)) - Decimal(str(self.before)))


@dataclass(frozen=True, slots=True)
class Differences:
    """What changes from one portfolio to another.

    Parameters
    ----------
    added, dropped
        Pairs of action and option, in the order of the problem.
    exchanged
        Actions in both with another option: action, before, after.
    aims, costs, places, groups
        Of costs ``what`` is the year and ``where`` the source; of places and groups ``what`` is the measure.
    """

    added: Portfolio
    dropped: Portfolio
    exchanged: tuple[tuple[str, str, str], ...]
    aims: tuple[Change, ...]
    costs: tuple[Change, ...]
    places: tuple[Change, ...]
    groups: tuple[Change, ...]


def consequences(problem: Problem, portfolio: Portfolio) -> Consequences:
    """Who gains and who loses: the sum of each measure by place and by group, and of the money by year and source.

    Every place that an effect of the problem names is told for every measure, also where nothing reaches it; what is told for
    no place comes first, where there is any. Rows come by measure, in the order of the problem, then by name.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Measure, Objective, Option
    >>> moved = (Effect("jobs", 30, "north"), Effect("jobs", -45, "south"))
    >>> solar = Action("solar", (Option("2027", (Cost(4.5, 2027, "state"),), moved),))
    >>> aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    >>> problem = Problem(aims, (Measure("jobs", "jobs"), Measure("cost", "MEUR", 1)), (solar,))
    >>> said = consequences(problem, (("solar", "2027"),))
    >>> said.costs, [(one.name, one.amount, one.verdict) for one in said.places]
    ((Spending(year=2027, source='state', amount=4.5),), [('north', 30.0, 'gains'), ('south', -45.0, 'loses')])
    """
    costs, effects = parts(problem, portfolio)
    values = outcome(problem, portfolio)
    return Consequences(
        tuple((one.code, _amount(problem, one.measure, n)) for one, n in zip(problem.objectives, values, strict=True)),
        _spending(problem, costs),
        _shares(problem, "place", effects),
        _shares(problem, "group", effects),
    )


def differences(problem: Problem, before: Portfolio, after: Portfolio) -> Differences:
    """What differs between two portfolios: actions, aims, money, places, groups.

    Rows of money, places and groups that do not change are left out; aims never are.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Measure, Objective, Option
    >>> ways = (Option("small", (Cost(2),), (Effect("jobs", 5),)), Option("large", (Cost(3),), (Effect("jobs", 9),)))
    >>> aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    >>> problem = Problem(aims, (Measure("jobs", "jobs"),), (Action("heat", ways),))
    >>> found = differences(problem, (("heat", "small"),), (("heat", "large"),))
    >>> found.exchanged, [(one.what, one.difference, one.verdict) for one in found.aims]
    ((('heat', 'small', 'large'),), [('work', 4.0, 'gains'), ('money', 1.0, 'loses')])
    """
    was, becomes = dict(before), dict(after)
    old, new = consequences(problem, before), consequences(problem, after)
    directions = [one.direction for one in problem.objectives]
    aims = [
        Change(code, "", first, second, _verdict(direction, second - first))
        for direction, (code, first), (_, second) in zip(directions, old.aims, new.aims, strict=True)
    ]
    good = _good(problem)
    spent = [{(str(one.year), one.source): one.amount for one in told.costs} for told in (old, new)]
    places = [{(one.measure, one.name): one.amount for one in told.places} for told in (old, new)]
    groups = [{(one.measure, one.name): one.amount for one in told.groups} for told in (old, new)]
    return Differences(
        tuple(one for one in after if one[0] not in was),
        tuple(one for one in before if one[0] not in becomes),
        tuple((code, was[code], way) for code, way in after if was.get(code, way) != way),
        tuple(aims),
        tuple(sorted(_changes(spent, lambda _: good.get(COST, "min")), key=lambda one: (one.what, one.where))),
        _changes(places, good.get),
        _changes(groups, good.get),
    )


def _changes(
    told: Sequence[Mapping[tuple[str, str], float]], direction: Callable[[str], Direction | None]
) -> tuple[Change, ...]:
    before, after = told
    pairs = [(key, before.get(key, 0.0), after.get(key, 0.0)) for key in dict.fromkeys([*before, *after])]
    return tuple(
        Change(what, where, first, second, _verdict(direction(what), second - first))
        for (what, where), first, second in pairs
        if first != second
    )


def _spending(problem: Problem, costs: Sequence[Cost]) -> tuple[Spending, ...]:
    keys = sorted({(cost.year, cost.source) for cost in costs})
    return tuple(
        Spending(
            year,
            source,
            _amount(
                problem,
                COST,
                measured(problem, [one for one in costs if (one.year, one.source) == (year, source)], (), COST),
            ),
        )
        for year, source in keys
    )


def _shares(problem: Problem, across: Across, effects: Sequence[Effect]) -> tuple[Share, ...]:
    names = named(problem, across)
    good = _good(problem)
    said = []
    for measure in problem.measures if names else ():
        sums = dict.fromkeys(names, 0)
        for name in sums:
            where = (name, "") if across == "place" else ("", name)
            sums[name] = measured(problem, (), effects, measure.code, *where)
        untold = [one for one in effects if one.measure == measure.code and not getattr(one, across)]
        if untold:
            sums = {"": measured(problem, (), untold, measure.code)} | sums
        if measure.code != COST:
            said += [
                Share(
                    measure.code, name, _amount(problem, measure.code, total), _verdict(good.get(measure.code), total)
                )
                for name, total in sums.items()
            ]
    return tuple(said)


def _good(problem: Problem) -> Mapping[str, Direction]:
    """For each measure whether much or little is good, where the aims agree."""
    wanted: dict[str, set[Direction]] = {}
    for one in problem.objectives:
        if one.kind != "spread":
            wanted.setdefault(one.measure, set()).add(one.direction)
    return {measure: next(iter(ways)) for measure, ways in wanted.items() if len(ways) == 1}


def _verdict(direction: Direction | None, change: float) -> Verdict:
    if not change:
        return "neither"
    if direction is None:
        return "unknown"
    return "gains" if (change > 0) == (direction == "max") else "loses"


def _amount(problem: Problem, measure: str, steps: int) -> float:
    return float(Decimal(steps).scaleb(-problem.measure(measure).decimals))
