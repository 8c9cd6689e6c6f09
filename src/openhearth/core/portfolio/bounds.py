r"""How much the stages that are still to come can add: upper bounds for many weighted sums of the aims at once.

For a weight vector λ and the stages from j on, with what is left of the rows s = b - r,

    Lagrange     Σ_j max_o (λ g_o - μ a_o) + μ s                        for any multipliers μ >= 0
    surrogate    the best of  Σ_j λ g_o  with  Σ_j ⌊c w a_o⌋ <= ⌊c w s⌋      for any row weights w >= 0, scale c > 0

are both at least what is possible (C. Bazgan, H. Hugot, D. Vanderpooten 2009, doi:10.1016/j.cor.2007.09.009, for one row). Floating
point only ever makes a bound larger: every Lagrange sum carries an allowance for its rounding. Whole numbers below
2^53, or 2^24 in the small tables, are exact.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.matrices import Matrices, sums, weighed
from openhearth.core.portfolio.multipliers import Fineness, lagrange_sums, sought
from openhearth.core.portfolio.program import Program
from openhearth.core.portfolio.surrogates import cut, in_cells, tabulate

STEPS = {2: 8, 3: 6, 4: 4, 5: 3, 6: 2}
"""Into how many parts the weight is divided, by number of aims: 9, 28, 35, 35 and 21 weight vectors."""

ROUGH = Fineness(1, 8, 30, 10, 1, 40, 40)
MIDDLE = Fineness(4, 12, 40, 10, 4, 100, 40)
FINE = Fineness(4, 16, 60, 20, 4, 200, 80)
"""What is spent before anything is tried, and once it was too little, in small programs and in others."""


class Bounds(NamedTuple):
    """What is needed to bound the rest of every stage.

    ``multipliers`` (anchors, sets, rows, directions), ``anchors`` (stages + 1,) which of them a stage takes,
    ``lagrange`` (stages + 1, sets, directions); ``row_weights`` (surrogates, rows), ``scales`` and
    ``slops`` (surrogates,), ``bases`` (stages + 1, surrogates), ``tables`` (stages + 1, surrogates, cells, directions).
    """

    multipliers: Floats
    anchors: Integers
    lagrange: Floats
    row_weights: Floats
    scales: Floats
    slops: Floats
    bases: Floats
    tables: NDArray[np.floating]


def directions(program: Program) -> Integers:
    """(directions, objectives) weights on a lattice of the simplex, scaled to the ranges of the aims; inner ones first.

    A direction that looks at one aim alone has weight one, so that the last stage compares the aims themselves.
    """
    return _scaled(_lattice(program.gains.shape[1]), *sums(program.gains, program.starts))


@cache
def _lattice(objectives: int) -> Integers:
    """Inner ones first."""
    steps = STEPS[objectives]
    found = np.array([w for w in product(range(steps + 1), repeat=objectives) if sum(w) == steps], dtype=np.int64)
    return np.ascontiguousarray(found[np.argsort(-(found > 0).sum(1), kind="stable")])


@compiled
def _scaled(lattice: Integers, least: Integers, most: Integers) -> Integers:
    ranges = np.maximum(1, most[0] - least[0]).astype(np.float64)
    found, scales = np.empty_like(lattice), np.ones(ranges.shape[0], np.int64)
    if ranges.max() > 1.6 * ranges.min():
        for k in range(ranges.shape[0]):
            scales[k] = max(1, round(8 * ranges.max() / ranges[k]))
    for t in range(lattice.shape[0]):
        mixed = (lattice[t] > 0).sum() > 1
        for k in range(lattice.shape[1]):
            found[t, k] = lattice[t, k] * scales[k] if mixed else min(lattice[t, k], 1)
    return found


def kind(taken: Matrices, weights: Integers) -> NDArray[np.floating]:
    """Nothing, of the kind of which tables are to be: small numbers, as long as they are exact."""
    most = np.abs(weighed(taken.gains, weights)).max(initial=0) * max(1, len(taken.starts) - 1)
    return np.zeros(0, np.float32 if most < 2**24 else np.float64)


@compiled
def bounds(taken: Matrices, weights: Integers, picks: Integers, how: Fineness, like: NDArray[np.floating]) -> Bounds:
    """Bounds for every stage of a program, in the order in which it is.

    Parameters
    ----------
    weights
        (directions, objectives).
    picks
        (n, stages) of portfolios known. Along some of them the multipliers shall be good; without any, where an even use of
        the rows would leave them.
    like
        See `kind`.
    """
    values = weighed(taken.gains, weights)
    multipliers, anchors = sought(taken, values, picks, how)
    lagrange = lagrange_sums(taken, values, multipliers, anchors)
    rows = cut(taken, multipliers, how)
    small, bases = in_cells(taken, rows)
    tables = np.empty((taken.starts.shape[0], rows.scales.shape[0], rows.cells + 1, values.shape[1]), like.dtype)
    if rows.scales.shape[0]:
        tabulate(tables, small, values.astype(like.dtype), taken.starts)
    return Bounds(multipliers, anchors, lagrange, rows.row_weights, rows.scales, rows.slops, bases, tables)
