"""The points of a frontier as arrays, what of them is shown, and which actions that needs.

Amounts go in and come out in the units of the measures; in between everything is compared in whole steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.frontier import Frontier
from openhearth.core.portfolio.kernels import Floats, Integers
from openhearth.core.portfolio.problem import Objective, Problem
from openhearth.core.portfolio.terms import whole

Mask = NDArray[np.bool_]
Standing = Literal["core", "optional", "never"]


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """The points of a frontier as arrays.

    Parameters
    ----------
    objectives, decimals
        The aims, and how many decimals of each count.
    steps
        (points, objectives) values in whole steps, in the aim's own direction.
    actions, options
        Codes of the actions, and of the options of each.
    chosen
        (portfolios, actions) 0 for not chosen, n for the n-th option.
    owners
        (portfolios,) the point that each portfolio belongs to, in rising order.
    """

    objectives: tuple[Objective, ...]
    decimals: tuple[int, ...]
    steps: Integers
    actions: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    chosen: NDArray[np.int16]
    owners: Integers

    @property
    def signs(self) -> Integers:
        """(objectives,) 1 where much is good, -1 where little is."""
        return np.array([1 if one.direction == "max" else -1 for one in self.objectives], dtype=np.int64)

    @property
    def gains(self) -> Integers:
        """(points, objectives) steps, larger is better in all."""
        found: Integers = self.steps * self.signs
        return found

    @property
    def ranges(self) -> Integers:
        """(objectives,) steps between the worst and the best point of each aim; 1 where all are equal."""
        found: Integers = np.maximum(1, np.ptp(self.steps, axis=0)) if len(self.steps) else np.ones_like(self.signs)
        return found

    @property
    def amounts(self) -> Floats:
        """(points, objectives) values in the units of the measures."""
        return amounts_of(self.steps, self.decimals)


@dataclass(frozen=True, slots=True)
class Range:
    """The values of an aim that are shown, ends included; None: no end."""

    objective: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Brush:
    """What is shown: points in all ranges, with a portfolio that has all of ``included`` and none of ``excluded``."""

    ranges: tuple[Range, ...] = ()
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """In how many of the shown portfolios an action is, and in which way: core in all, never in none, optional in some."""

    action: str
    count: int
    share: float
    standing: Standing
    options: tuple[tuple[str, int], ...]


def outcomes(problem: Problem, found: Frontier) -> Outcomes:
    """The points of a frontier as arrays, in its order.

    Raises
    ------
    InputError
        ``other_problem`` where the aims differ, ``no_such_option``.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> two_of_four = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> about = outcomes(two_of_four, frontier(two_of_four))
    >>> about.amounts.tolist()
    [[17.0, 5.0], [14.0, 7.0], [13.0, 10.0], [9.0, 13.0], [6.0, 15.0]]
    """
    codes = tuple(one.code for one in problem.objectives)
    if found.objectives != codes:
        raise InputError(Fault("other_problem", "frontier", {"found": found.objectives, "expected": codes}))
    width = 1 + max((len(action.options) for action in problem.actions), default=0)
    cells = {
        (action.code, option.code): column * width + number
        for column, action in enumerate(problem.actions)
        for number, option in enumerate(action.options, 1)
    }
    portfolios = [portfolio for point in found.points for portfolio in point.portfolios]
    told = list(chain.from_iterable(portfolios))
    try:
        picked = np.fromiter(map(cells.__getitem__, told), dtype=np.int64, count=len(told))
    except KeyError as error:
        unknown = sorted(set(told) - set(cells))
        raise InputError(*(Fault("no_such_option", "frontier", {"choice": choice}) for choice in unknown)) from error
    chosen = np.zeros((len(portfolios), len(problem.actions)), dtype=np.int16)
    rows = np.repeat(np.arange(len(portfolios)), [len(one) for one in portfolios])
    chosen[rows, picked // width] = picked % width
    return Outcomes(
        problem.objectives,
        tuple(problem.measure(one.measure).decimals for one in problem.objectives),
        np.array([point.values for point in found.points], dtype=np.int64).reshape(-1, len(codes)),
        tuple(action.code for action in problem.actions),
        tuple(tuple(option.code for option in action.options) for action in problem.actions),
        chosen,
        np.repeat(np.arange(len(found.points)), [len(point.portfolios) for point in found.points]),
    )


def shown(about: Outcomes, brush: Brush) -> Mask:
    """(points,) which points the brush leaves.

    Raises
    ------
    InputError
        ``unknown_objective``, ``unknown_action``, ``not_finite`` and ``empty_range``, all at once.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> two_of_four = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> about = outcomes(two_of_four, frontier(two_of_four))
    >>> shown(about, Brush((Range("profit-1", least=9), Range("profit-2", least=7)), excluded=("item-1",))).tolist()
    [False, False, True, True, False]
    """
    faults = tuple(_brush_faults(about, brush))
    if faults:
        raise InputError(*faults)
    left = np.ones(len(about.steps), dtype=np.bool_)
    for one in brush.ranges:
        column = position_of(about, one.objective)
        for limit, sign in ((one.least, 1), (one.most, -1)):
            if limit is not None:
                left &= sign * about.steps[:, column] >= sign * float(whole(limit, about.decimals[column]))
    if brush.included or brush.excluded:
        left &= np.bincount(about.owners[_wanted(about, brush)], minlength=len(left)) > 0
    return left


def _wanted(about: Outcomes, brush: Brush) -> Mask:
    """(portfolios,) which have all of the included actions and none of the excluded ones."""
    rows = about.chosen > 0
    wanted, unwanted = ([about.actions.index(code) for code in codes] for codes in (brush.included, brush.excluded))
    fits: Mask = np.asarray(rows[:, wanted].all(1) & ~rows[:, unwanted].any(1))
    return fits


def memberships(about: Outcomes, left: Mask | None = None, brush: Brush | None = None) -> tuple[Membership, ...]:
    """For each action, in how many of the shown portfolios it is; in the order of the problem.

    Every portfolio of a point counts that has the actions a brush asks for. Where nothing is shown no action is in anything, and the share is NaN.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> two_of_four = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> about = outcomes(two_of_four, frontier(two_of_four))
    >>> left = shown(about, Brush((Range("profit-1", most=13),)))
    >>> [(one.action, one.standing) for one in memberships(about, left)]
    [('item-1', 'never'), ('item-2', 'optional'), ('item-3', 'optional'), ('item-4', 'optional')]
    """
    counted: Mask = np.ones(len(about.owners), dtype=np.bool_) if brush is None else _wanted(about, brush)
    rows = about.chosen[counted if left is None else counted & left[about.owners]]
    most = max((len(codes) for codes in about.options), default=0)
    counts = np.array([(rows == number).sum(0) for number in range(1, most + 1)]).reshape(most, len(about.actions))
    said = []
    for action, codes, ways in zip(about.actions, about.options, counts.T.tolist(), strict=True):
        count = sum(ways)
        standing: Standing = "never" if not count else "core" if count == len(rows) else "optional"
        share = count / len(rows) if len(rows) else float("nan")
        said.append(Membership(action, count, share, standing, tuple(zip(codes, ways, strict=False))))
    return tuple(said)


def amounts_of(steps: Integers, decimals: Sequence[int]) -> Floats:
    """Divided rather than multiplied by a fraction, so that 7 steps of a hundredth are 0.07 as it is written."""
    up = np.array([10.0 ** max(0, one) for one in decimals])
    down = np.array([10.0 ** max(0, -one) for one in decimals])
    found: Floats = steps * down / up
    return found


def points_of(about: Outcomes, left: Mask | None) -> Integers:
    """Positions of the points that are shown."""
    return np.arange(len(about.steps)) if left is None else np.flatnonzero(left)


def position_of(about: Outcomes, code: str) -> int:
    """Which column an aim is."""
    return [one.code for one in about.objectives].index(code)


def objective_faults(about: Outcomes, codes: Iterable[str], place: str) -> Iterator[Fault]:
    """``unknown_objective`` for each code that is no aim."""
    known = tuple(one.code for one in about.objectives)
    for code in codes:
        if code not in known:
            yield Fault("unknown_objective", place, {"found": code, "known": known})


def finite_faults(amounts: Mapping[str, float], place: str) -> Iterator[Fault]:
    """``not_finite`` for each amount that is no number."""
    for code, amount in amounts.items():
        if not isfinite(amount):
            yield Fault("not_finite", place, {"measure": code, "found": str(amount)})


def _brush_faults(about: Outcomes, brush: Brush) -> Iterator[Fault]:
    for one in brush.ranges:
        place = f"range {one.objective}"
        yield from objective_faults(about, (one.objective,), place)
        limits = [limit for limit in (one.least, one.most) if limit is not None]
        yield from (fault for limit in limits for fault in finite_faults({one.objective: limit}, place))
        if len(limits) == 2 and limits[0] > limits[1]:
            yield Fault("empty_range", place)
    for code in (*brush.included, *brush.excluded):
        if code not in about.actions:
            yield Fault("unknown_action", "actions", {"found": code, "near": ()})
