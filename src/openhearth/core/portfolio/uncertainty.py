"""What stays defensible when some effects are only known to lie between two figures, and which of them to find out first.

With weights w and effects v that are only known in part, portfolio p beats q when it is worth at least as much whatever they
are, and more in some case. What both contain cancels out, so for each w the worst case is

    sum over p without q of the least it can add  -  sum over q without p of the most it can add,

and the corners of the weights decide (J. Liesiö, P. Mild, A. Salo 2007, doi:10.1016/j.ejor.2005.12.041). Asked of the portfolios
of a frontier: one that is beaten there at the planned effects may also be defensible, and is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.audit import Portfolio, measured
from openhearth.core.portfolio.frontier import Frontier
from openhearth.core.portfolio.kernels import Floats, Integers
from openhearth.core.portfolio.preferences import Statement, corner_weights
from openhearth.core.portfolio.problem import COST, Objective, Option, Problem
from openhearth.core.portfolio.rivals import NOBODY, Worths, beaten_by
from openhearth.core.portfolio.robustness import Core, core_of
from openhearth.core.portfolio.terms import whole

MOST = 10_000
"""Portfolios compared with each other at most."""

ROWS = 256
"""Portfolios compared with all others at once."""

STRONGEST = 256
"""Portfolios that are asked whom they beat at one corner of the weights, to leave these out: more of them seldom leave out more."""

FACTS = 12
"""Intervals that are tried as facts at most: those that move the aims most, compared with the ranges of these."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What an option changes of a measure in a place and for a group lies between these, in the unit of the measure.

    With the measure ``"cost"`` it is all that the option costs, whatever the year and the source.
    """

    action: str
    option: str
    measure: str
    least: float
    most: float
    place: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A portfolio: whether it is defensible, and how much value it can lose at most against another one."""

    point: int
    portfolio: Portfolio
    defensible: bool
    regret: float


@dataclass(frozen=True, slots=True)
class Fact:
    """How many portfolios stay defensible once an interval is known to end at its least, or at its most."""

    interval: Interval
    if_least: int
    if_most: int

    @property
    def expected(self) -> float:
        """Both are as likely."""
        return (self.if_least + self.if_most) / 2


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Portfolios in the order of the points, core in that of the actions, facts with the one that leaves fewest first.

    ``ranges`` are the least and the most that each core index is once one of the facts is known, or none of them.
    """

    held: tuple[Held, ...]
    core: tuple[Core, ...]
    facts: tuple[Fact, ...]
    ranges: tuple[tuple[float, float], ...]


def uncertainty(
    problem: Problem,
    found: Frontier,
    intervals: Sequence[Interval],
    statements: Sequence[Statement] = (),
    *,
    facts: int = FACTS,
) -> Uncertainty:
    """Defensible portfolios, core index, regret, and which fact would decide most, where effects are intervals.

    A value runs from 0 at the worst to 1 at the best of each aim on the frontier at the planned effects. At most ``facts`` of the
    intervals are tried, those that move some aim most; the last interval of a figure counts.

    Raises
    ------
    InputError
        ``no_points``, ``too_many_portfolios``, ``no_such_option``, ``unknown_measure``, ``interval_reversed``, ``not_finite``, ``cost_as_effect``,
        ``not_additive`` for aims about inequality, and those of the statements.
    InfeasibleError
        The statements disagree.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> from openhearth.core.portfolio.preferences import Matters
    >>> problem = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> said = [Matters("profit-1", "profit-2")]
    >>> found = frontier(problem)
    >>> sum(one.defensible for one in uncertainty(problem, found, (), said).held)
    2
    >>> maybe = (Interval("item-4", "take", "profit-1", 1, 9),)
    >>> sum(one.defensible for one in uncertainty(problem, found, maybe, said).held)
    3
    """
    faults = tuple(_faults(problem, found, intervals))
    if faults:
        raise InputError(*faults)
    told = [(number, portfolio) for number, point in enumerate(found.points) for portfolio in point.portfolios]
    corners = corner_weights(found.objectives, statements)
    values = np.array([point.values for point in found.points], dtype=np.float64)
    ranges = np.maximum(1.0, np.ptp(values, axis=0))
    intervals = tuple({(one.action, one.option, one.measure, one.place, one.group): one for one in intervals}.values())
    figures = _figures(problem, intervals, ranges)
    chosen = _chosen(problem, told)
    having = chosen @ _options_of(problem) > 0
    rest = _synergies(problem, having) / ranges
    worths = _worths(chosen, rest, figures, corners)
    winners = beaten_by(chosen > 0, worths, np.arange(len(told)))
    kept, regret = winners == NOBODY, _most_ahead(chosen, worths)
    rivals, said = np.flatnonzero(kept), []  # who is beaten beats nobody whom the winner does not beat as well
    cores = [_core(problem, having[kept])]
    for number in figures.widest(facts):
        known = [_worths(chosen, rest, figures.known(number, end), corners) for end in ("least", "most")]
        left = [beaten_by(chosen > 0, one, rivals, winners) == NOBODY for one in known]
        said.append(Fact(intervals[number], *(int(one.sum()) for one in left)))
        cores += [_core(problem, having[one]) for one in left]
    indices = np.array([[one.index for one in core] for core in cores]).reshape(len(cores), -1)
    return Uncertainty(
        tuple(
            Held(number, portfolio, bool(is_kept), max(0.0, float(lost)))
            for (number, portfolio), is_kept, lost in zip(told, kept, regret, strict=True)
        ),
        cores[0],
        tuple(sorted(said, key=lambda fact: fact.expected)),
        tuple(zip(indices.min(0).tolist(), indices.max(0).tolist(), strict=True)),
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    """What each option adds to the aims, compared with their ranges: what is sure, and each interval at its ends.

    ``sure`` is (options, objectives), ``least`` and ``most`` are (intervals, objectives), ``owners`` the option of each interval.
    """

    sure: Floats
    least: Floats
    most: Floats
    owners: NDArray[np.int64]

    def valued(self, corners: Floats) -> tuple[Floats, Floats]:
        """(options, corners) the least and the most each is worth; one interval ends the same way for all aims."""
        ends = np.stack([self.least @ corners.T, self.most @ corners.T])
        low = self.sure @ corners.T
        high = low.copy()
        np.add.at(low, self.owners, ends.min(0))
        np.add.at(high, self.owners, ends.max(0))
        return low, high

    def known(self, number: int, end: str) -> _Figures:
        """With one interval known to end at its least or its most."""
        least, most = self.least.copy(), self.most.copy()
        least[number] = most[number] = getattr(self, end)[number]
        return replace(self, least=least, most=most)

    def widest(self, count: int) -> list[int]:
        """The intervals that move some aim most."""
        widths = np.abs(self.most - self.least).max(1, initial=0.0)
        ranked: list[int] = np.argsort(-widths, kind="stable")[:count].tolist()
        return ranked


def _chosen(problem: Problem, told: Sequence[tuple[int, Portfolio]]) -> Floats:
    """(portfolios, options) 1 where the portfolio has the option."""
    columns = {cell: column for column, cell in enumerate(_cells(problem))}
    chosen = np.zeros((len(told), len(columns)))
    for row, (_, portfolio) in enumerate(told):
        chosen[row, [columns[one] for one in portfolio]] = 1.0
    return chosen


def _cells(problem: Problem) -> list[tuple[str, str]]:
    return [(action.code, option.code) for action in problem.actions for option in action.options]


def _options_of(problem: Problem) -> Floats:
    """(options, actions) 1 where the option is one of the action."""
    columns = {action.code: column for column, action in enumerate(problem.actions)}
    return np.eye(len(columns))[[columns[action] for action, _ in _cells(problem)]]


def _core(problem: Problem, having: NDArray[np.bool_]) -> tuple[Core, ...]:
    counts = having.sum(0).tolist()
    return core_of({action.code: n for action, n in zip(problem.actions, counts, strict=True)}, len(having))


def _worths(chosen: Floats, rest: Floats, figures: _Figures, corners: Floats) -> Worths:
    least, most = figures.valued(corners)
    sure = rest @ corners.T
    return Worths(sure + chosen @ least, sure + chosen @ most, most - least)


def _most_ahead(chosen: Floats, worths: Worths) -> Floats:
    """(portfolios,) the most another one can be ahead of each."""
    regret = np.full(len(chosen), -np.inf)
    for corner in range(worths.low.shape[1]):
        alone = Worths(*(one[:, corner : corner + 1] for one in worths))
        strongest = np.argsort(-(alone.low + alone.high)[:, 0], kind="stable")[:STRONGEST]
        ahead = np.flatnonzero(beaten_by(chosen > 0, alone, strongest) == NOBODY)
        _raise_most_ahead(regret, chosen, alone, ahead)
    return regret


def _raise_most_ahead(regret: Floats, chosen: Floats, worths: Worths, rivals: Integers) -> None:
    """Rivals with the highest values first; the others need not be looked at once they cannot be further ahead.

    Rivals that another one beats at these weights are left out: the winner is at least as far ahead wherever worths end.
    """
    low, high, widths = (one[:, 0] for one in worths)
    ranked = rivals[np.argsort(-high[rivals], kind="stable")]
    for begin in range(0, len(ranked), ROWS):
        open_ones = np.flatnonzero(high[ranked[begin]] - low > regret)
        if not len(open_ones):
            return
        block = ranked[begin : begin + ROWS]
        both = (chosen[open_ones] * widths) @ chosen[block].T
        ahead = high[None, block] - low[open_ones, None] - both
        regret[open_ones] = np.maximum(regret[open_ones], ahead.max(1))


def _figures(problem: Problem, intervals: Sequence[Interval], ranges: Floats) -> _Figures:
    aims, cells = problem.objectives, _cells(problem)
    columns = {cell: column for column, cell in enumerate(cells)}
    uncertain = {(one.action, one.option, one.measure, one.place, one.group) for one in intervals}
    options = [(action.code, option) for action in problem.actions for option in action.options]
    sure = [[_sure(problem, aim, action, option, uncertain) for aim in aims] for action, option in options]
    ends = [[[_end(problem, aim, one, end) for aim in aims] for one in intervals] for end in ("least", "most")]
    least, most = np.array(ends, dtype=np.float64).reshape(2, len(intervals), len(aims)) / ranges
    owners = np.array([columns[one.action, one.option] for one in intervals], dtype=np.int64)
    return _Figures(np.array(sure, dtype=np.float64).reshape(-1, len(aims)) / ranges, least, most, owners)


def _sure(
    problem: Problem,
    aim: Objective,
    action: str,
    option: Option,
    uncertain: AbstractSet[tuple[str, str, str, str, str]],
) -> float:
    """What an option adds to an aim beside what intervals are about, in whole steps."""
    costs = () if (action, option.code, COST, "", "") in uncertain else option.costs
    effects = [
        one for one in option.effects if (action, option.code, one.measure, one.place, one.group) not in uncertain
    ]
    return _sign(aim) * float(measured(problem, costs, effects, aim.measure, aim.place, aim.group))


def _end(problem: Problem, aim: Objective, one: Interval, end: str) -> float:
    if one.measure != aim.measure or aim.place not in ("", one.place) or aim.group not in ("", one.group):
        return 0.0
    return _sign(aim) * float(whole(getattr(one, end), problem.measure(one.measure).decimals))


def _sign(aim: Objective) -> int:
    return 1 if aim.direction == "max" else -1


def _synergies(problem: Problem, having: NDArray[np.bool_]) -> Floats:
    """(portfolios, objectives) what synergies add to the gains; they are certain."""
    columns = {action.code: column for column, action in enumerate(problem.actions)}
    found = np.zeros((len(having), len(problem.objectives)))
    for one in problem.synergies:
        both = having[:, columns[one.first]] & having[:, columns[one.second]]
        found[both] += [
            _sign(aim) * measured(problem, one.costs, one.effects, aim.measure, aim.place, aim.group)
            for aim in problem.objectives
        ]
    return found


def _faults(problem: Problem, found: Frontier, intervals: Sequence[Interval]) -> Iterator[Fault]:
    count = sum(len(point.portfolios) for point in found.points)
    if not count:
        yield Fault("no_points", "frontier")
    if count > MOST:
        yield Fault("too_many_portfolios", "frontier", {"found": count, "most": MOST})
    for aim in problem.objectives:
        if aim.kind != "sum":
            yield Fault("not_additive", f"objective {aim.code}")
    for number, one in enumerate(intervals, 1):
        yield from interval_faults(problem, one, f"interval {number}")


def interval_faults(problem: Problem, one: Interval, place: str) -> Iterator[Fault]:
    """``no_such_option``, ``unknown_measure``, ``not_finite``, ``interval_reversed`` and ``cost_as_effect``."""
    if (one.action, one.option) not in _cells(problem):
        yield Fault("no_such_option", place, {"choice": (one.action, one.option)})
    if one.measure not in {COST, *(known.code for known in problem.measures)}:
        yield Fault("unknown_measure", place, {"found": one.measure, "near": ()})
    if not (isfinite(one.least) and isfinite(one.most)):
        yield Fault("not_finite", place, {"measure": one.measure, "found": f"{one.least}, {one.most}"})
    elif one.least > one.most:
        yield Fault("interval_reversed", place)
    if one.measure == COST and (one.place or one.group):
        yield Fault("cost_as_effect", place, {"measure": one.measure})
