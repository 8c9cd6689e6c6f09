"""Looking around on a frontier: where it bends, what comes nearest to a wish, what more of one aim costs in the others.

Every question is asked of `openhearth.core.portfolio.outcomes.Outcomes`, of all its points or of those that are shown. Shares
are of the range of an aim over the whole frontier, whatever part of it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import comb, isfinite

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.kernels import Floats
from openhearth.core.portfolio.outcomes import (
    Mask,
    Outcomes,
    amounts_of,
    finite_faults,
    objective_faults,
    points_of,
    position_of,
)
from openhearth.core.portfolio.terms import whole

LATTICE = 500
"""Weight vectors that knees are looked for with, at least, where there are more than two aims; 501 for two."""

DIGITS = 12
"""Shares that differ by less than this many decimals are equal."""


@dataclass(frozen=True, slots=True)
class Knee:
    """A point, and how much would be missed on average if it did not exist: a share of the ranges."""

    point: int
    missed: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far an outcome stays behind, in the unit of the aim and as a share of its range; below zero it is better."""

    objective: str
    wished: float
    found: float
    amount: float
    share: float


@dataclass(frozen=True, slots=True)
class Near:
    """A point near a wish. ``distance`` is the largest of the shares; not above zero: the wish comes true."""

    point: int
    distance: float
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What more of one aim costs in the others.

    Parameters
    ----------
    most
        How much more of the aim there is at most, in its unit.
    points
        How many points have at least so much more.
    least
        For each other aim the least that any of them loses there, and which point that is; no single point need have all.
    compromise
        The one whose largest loss is the smallest share of a range; None where there is no point.
    losses
        What that one loses in each other aim.
    """

    objective: str
    more: float
    most: float
    points: int
    least: tuple[tuple[int, Shortfall], ...]
    compromise: int | None
    losses: tuple[Shortfall, ...]


def knees(about: Outcomes, left: Mask | None = None, *, most: int = 5) -> tuple[Knee, ...]:
    """The points that would be missed most: where a little more of one aim costs much of the others.

    With aims scaled to v between 0 and 1, and a point best for weights w, its *expected marginal utility* is

        mean over w of  v(point) . w - max over the other points of  v . w,   nothing where it is not best,

    J. Branke, K. Deb, H. Dierolf, M. Osswald 2004, doi:10.1007/978-3-540-30217-9_73; here over a lattice of weights rather
    than random ones. Points that are best of all in one aim are ends rather than knees and are left out.

    Returns
    -------
    tuple of Knee
        At most so many, the one missed most first, ties in the order of the points; only those that are missed at all.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> from openhearth.core.portfolio.outcomes import outcomes
    >>> two_of_four = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> about = outcomes(two_of_four, frontier(two_of_four))
    >>> [(knee.point, round(knee.missed, 3)) for knee in knees(about, most=1)]
    [(2, 0.003)]
    """
    points = points_of(about, left)
    if len(points) < 3:
        return ()
    scaled = (about.gains[points] - about.gains.min(0)) / about.ranges
    weights = _lattice(len(about.objectives))
    values = weights @ scaled.T
    every = np.arange(len(weights))
    first = values.argmax(1)
    best = values[every, first].copy()
    values[every, first] = -np.inf
    missed = np.bincount(first, best - values.max(1), len(points)) / len(weights)
    missed[(scaled == scaled.max(0)).any(1)] = 0.0
    order = np.argsort(-np.round(missed, DIGITS), kind="stable")[:most]
    return tuple(Knee(int(points[one]), float(missed[one])) for one in order if round(float(missed[one]), DIGITS) > 0)


def nearest(about: Outcomes, wish: Mapping[str, float], left: Mask | None = None, *, most: int = 1) -> tuple[Near, ...]:
    """The points that stay behind a wish the least.

    The distance is  max over the wished aims of  (wish - found) / range,  with its sign, so that of outcomes that fulfil the wish
    the one that exceeds it most evenly is nearest: the achievement function of A. P. Wierzbicki 1980 with the lexicographic
    second step of the augmented norm, R. E. Steuer, E.-U. Choo 1983, doi:10.1007/BF02591870. Of equals the one whose aims, all
    of them, gain the largest sum of shares comes first, then the order of the points.

    Parameters
    ----------
    wish
        Amounts by aim, in its unit; an aim that is not named is not wished for.

    Raises
    ------
    InputError
        ``unknown_objective``, ``not_finite``, ``no_wish``.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> from openhearth.core.portfolio.outcomes import outcomes
    >>> two_of_four = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> about = outcomes(two_of_four, frontier(two_of_four))
    >>> (near,) = nearest(about, {"profit-1": 15, "profit-2": 11})
    >>> near.point, [(one.objective, one.amount) for one in near.shortfalls]
    (2, [('profit-1', 2.0), ('profit-2', 1.0)])
    """
    faults = [*objective_faults(about, wish, "wish"), *finite_faults(wish, "wish")]
    if faults or not wish:
        raise InputError(*(faults or [Fault("no_wish", "wish")]))
    points = points_of(about, left)
    columns = [position_of(about, code) for code in wish]
    wished = [
        float(whole(amount, about.decimals[column])) for column, amount in zip(columns, wish.values(), strict=True)
    ]
    gains, ranges, signs = about.gains[points], about.ranges, about.signs
    shares = (np.array(wished) * signs[columns] - gains[:, columns]) / ranges[columns]
    distance = np.round(shares.max(1), DIGITS)
    order = np.lexsort((-np.round((gains / ranges).sum(1), DIGITS), distance))[:most]
    amounts = about.amounts[points]
    return tuple(
        Near(
            int(points[row]),
            float(distance[row]),
            tuple(
                _shortfall(about, column, amount, amounts[row, column], shares[row, number])
                for number, (column, amount) in enumerate(zip(columns, wish.values(), strict=True))
            ),
        )
        for row in order
    )


def price(about: Outcomes, point: int, objective: str, more: float, left: Mask | None = None) -> Price:
    """What would have to be given up for ``more`` of an aim, seen from a point.

    Asked of the shown points that are better in the aim by at least so much (for an aim to be kept small, so much less).
    The compromise is the one whose largest share lost in any other aim is least; of equals the one with the least sum of
    shares, then the order of the points.

    Raises
    ------
    InputError
        ``unknown_objective``, ``no_such_point``, ``not_finite``, ``not_more``.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> from openhearth.core.portfolio.outcomes import outcomes
    >>> two_of_four = parse_knapsack("2 4 10  9 8 5 1  1 4 6 9  4 4 4 4")
    >>> about = outcomes(two_of_four, frontier(two_of_four))
    >>> asked = price(about, 3, "profit-1", 5)
    >>> asked.points, asked.compromise, [(one.objective, one.amount) for one in asked.losses]
    (2, 1, [('profit-2', 6.0)])
    """
    faults = [*objective_faults(about, (objective,), "price"), *finite_faults({objective: more}, "price")]
    if not 0 <= point < len(about.steps):
        faults.append(Fault("no_such_point", "price", {"found": point}))
    if isfinite(more) and more <= 0:
        faults.append(Fault("not_more", "price", {"found": more}))
    if faults:
        raise InputError(*faults)
    column = position_of(about, objective)
    gains, points = about.gains, points_of(about, left)
    ahead = gains[points, column] - gains[point, column]
    decimals = about.decimals[column]
    most = float(amounts_of(np.array([[max(0, int(ahead.max(initial=0)))]]), (decimals,))[0, 0])
    able = points[ahead >= float(whole(more, decimals))]
    others = [one for one in range(len(about.objectives)) if one != column]
    if not len(able):
        return Price(objective, more, most, 0, (), None, ())
    lost = gains[point, others] - gains[np.ix_(able, others)]
    shares = np.round(lost / about.ranges[others], DIGITS)
    best = int(np.lexsort((np.round(shares.sum(1), DIGITS), shares.max(1)))[0])
    amounts = about.amounts

    def loss(row: int, number: int) -> Shortfall:
        other = others[number]
        return _shortfall(about, other, amounts[point, other], amounts[able[row], other], float(shares[row, number]))

    cheapest = [int(row) for row in lost.argmin(0)]
    return Price(
        objective,
        more,
        most,
        len(able),
        tuple((int(able[row]), loss(row, number)) for number, row in enumerate(cheapest)),
        int(able[best]),
        tuple(loss(best, number) for number in range(len(others))),
    )


def _shortfall(about: Outcomes, column: int, wished: float, found: float, share: float) -> Shortfall:
    """The amount to as many decimals as count, one more for a wish between two steps."""
    objective = about.objectives[column]
    amount = (wished - found) * (1 if objective.direction == "max" else -1)
    return Shortfall(
        objective.code,
        float(wished),
        float(found),
        round(float(amount), about.decimals[column] + 1) + 0.0,
        float(share),
    )


def _lattice(objectives: int) -> Floats:
    """(weights, objectives) evenly spaced inside the simplex, none of them zero."""
    parts = LATTICE
    if objectives > 2:
        parts = next(one for one in range(1, LATTICE) if comb(one + objectives - 1, objectives - 1) >= LATTICE)
    bars = np.array(list(combinations(range(parts + objectives - 1), objectives - 1)), dtype=np.int64)
    walls = np.hstack([np.full((len(bars), 1), -1), bars, np.full((len(bars), 1), parts + objectives - 1)])
    found: Floats = (np.diff(walls, axis=1) - 0.5) / (parts + objectives / 2)
    return found
