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
from openhearth.core.portfolio.multipliers import Fineness, lagrange_sums, sought
from openhearth.core.portfolio.program import Program

STEPS = {2: 8, 3: 6, 4: 4, 5: 3, 6: 2}
"""Into how many parts the weight is divided, by number of aims: 9, 28, 35, 35 and 21 weight vectors."""

TABLE_BYTES = 256 * 2**20
"""Memory for surrogate tables at most."""

ROUGH = Fineness(1, 4, 30, 10, 1, 40, 40)
FINE = Fineness(4, 16, 60, 20, 4, 200, 80)
"""What is spent before anything is tried, and once it was too little."""


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
    gains, starts = program.gains, program.starts
    objectives = gains.shape[1]
    lattice = _lattice(objectives)
    ranges = np.ones(objectives)
    if program.stages:
        low, high = (f.reduceat(gains, starts[:-1], axis=0).sum(0) for f in (np.minimum, np.maximum))
        ranges = np.maximum(1, high - low).astype(float)
    if ranges.max() > 1.6 * ranges.min():
        scale = np.maximum(1, np.rint(8 * ranges.max() / ranges)).astype(np.int64)
    else:
        scale = np.ones(objectives, dtype=np.int64)
    mixed = (lattice > 0).sum(1)
    weights = np.where(mixed[:, None] == 1, np.minimum(lattice, 1), lattice * scale)
    return np.ascontiguousarray(weights[np.argsort(-mixed, kind="stable")])


def _kind(program: Program, values: Floats) -> type[np.floating]:
    """Small tables, as long as they are exact."""
    return np.float32 if np.abs(values).max(initial=0) * max(1, program.stages) < 2**24 else np.float64


@cache
def _lattice(objectives: int) -> Integers:
    steps = STEPS[objectives]
    found = np.array([w for w in product(range(steps + 1), repeat=objectives) if sum(w) == steps], dtype=np.int64)
    found.flags.writeable = False
    return found


def bounds(program: Program, weights: Integers, picks: Integers, how: Fineness) -> Bounds:
    """Bounds for every stage of a program, in the order in which it is.

    Parameters
    ----------
    weights
        (directions, objectives).
    picks
        (n, stages) of portfolios known. Along some of them the multipliers shall be good; without any, where an even use of
        the rows would leave them.
    """
    values = (program.gains @ weights.T).astype(np.float64)
    kind = _kind(program, values)
    multipliers, anchors = sought(program, values, picks, how)
    lagrange = lagrange_sums(program, values, multipliers, anchors)
    cut = _cut(program, multipliers, len(weights), how)
    small, bases = _normalised(program, cut)
    tables = np.empty((program.stages + 1, len(cut.scales), cut.cells + 1, len(weights)), dtype=kind)
    if len(cut.scales):
        _tabulate(tables, small, values.astype(kind), program.starts)
    return Bounds(multipliers, anchors, lagrange, cut.row_weights, cut.scales, cut.slops, bases, tables)


class _Cut(NamedTuple):
    """Surrogate rows and how finely each is cut; ``slops`` is what their rounding may add to a capacity."""

    row_weights: Floats
    scales: Floats
    slops: Floats
    cells: int


def _cut(program: Program, multipliers: Floats, count: int, how: Fineness) -> _Cut:
    """Surrogate rows: the row itself where there is one, else means of multipliers.

    Of two aims, which have few directions, one row that is cut finely says more than several. A table has as many cells as the capacity
    needs, and one more for each stage because rounding down may leave so much.
    """
    row_weights = (
        _row_weights(multipliers, how.surrogates if program.gains.shape[1] > 2 else 1)
        if len(program.capacities) > 1
        else np.ones((len(program.capacities),) * 2)
    )
    share = TABLE_BYTES // (8 * max(1, len(row_weights)) * count * (program.stages + 1))
    each = how.cells if len(row_weights) == 1 else how.fewer_cells
    cells = min(share, each * program.stages) - program.stages
    if not len(row_weights) or not program.stages or cells < program.stages + 16:
        return _Cut(np.zeros((0, len(program.capacities))), np.zeros(0), np.zeros(0), 0)
    starts = program.starts[:-1]
    weighed = program.uses @ row_weights.T
    least, most = (f.reduceat(weighed, starts, axis=0).sum(0) for f in (np.minimum, np.maximum))
    room = np.clip(program.capacities @ row_weights.T - least, 0, most - least)
    if len(program.capacities) == 1 and room[0] <= cells:
        return _Cut(row_weights, np.ones(1), np.zeros(1), int(room[0]))
    scales = cells / np.maximum(room, 1e-9)
    size = np.maximum.reduceat(np.abs(program.uses), starts, axis=0).sum(0) + np.abs(program.capacities)
    slops = 1e-9 + 2**-46 * (size @ row_weights.T) * scales
    sound = slops < 1e-3
    return _Cut(row_weights[sound], scales[sound], slops[sound], cells + program.stages)


def _row_weights(multipliers: Floats, most: int) -> Floats:
    """(surrogates, rows) the mean over stages and directions, then the directions that differ most from those chosen."""
    scaled = multipliers.sum((0, 1)).T
    scaled = scaled[scaled.sum(1) > 0]
    if not len(scaled):
        return np.zeros((0, multipliers.shape[2]))
    scaled = scaled / scaled.sum(1, keepdims=True)
    chosen = [scaled.mean(0)]
    while len(chosen) < most:
        distance = np.min([np.abs(scaled - one).sum(1) for one in chosen], axis=0)
        if distance.max() < 0.05:
            break
        chosen.append(scaled[int(np.argmax(distance))])
    return np.array(chosen)


def _normalised(program: Program, cut: _Cut) -> tuple[Integers, Floats]:
    """(columns, surrogates) uses in cells above the least of their stage; (stages + 1, surrogates) sums of the least."""
    small = np.floor(program.uses @ (cut.row_weights * cut.scales[:, None]).T - cut.slops)
    bases = np.zeros((program.stages + 1, len(cut.scales)))
    if program.stages:
        least = np.minimum.reduceat(small, program.starts[:-1], axis=0)
        bases[:-1] = np.cumsum(least[::-1], axis=0)[::-1]
        small -= np.repeat(least, np.diff(program.starts), axis=0)
    return small.astype(np.int64), bases


@compiled
def _tabulate(tables: NDArray[np.floating], uses: Integers, values: NDArray[np.floating], starts: Integers) -> None:
    """Fill the tables from the last stage back; after it nothing can be added."""
    cells, directions = tables.shape[2], tables.shape[3]
    tables[starts.shape[0] - 1] = 0.0
    for stage in range(starts.shape[0] - 2, -1, -1):
        for one in range(tables.shape[1]):
            into, before = tables[stage, one], tables[stage + 1, one]
            for column in range(starts[stage], starts[stage + 1]):
                used, first = uses[column, one], column == starts[stage]
                for cell in range(min(used, cells) if first else 0):
                    for t in range(directions):
                        into[cell, t] = -np.inf
                for cell in range(used, cells):
                    for t in range(directions):
                        reached = before[cell - used, t] + values[column, t]
                        into[cell, t] = reached if first or reached > into[cell, t] else into[cell, t]
