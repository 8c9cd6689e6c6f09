r"""How much the stages that are still to come can add: upper bounds for many weighted sums of the aims at once.

For a weight vector λ and the stages from j on, with what is left of the rows s = b - r,

    Lagrange     Σ_j max_o (λ g_o - μ a_o) + μ s                        for any multipliers μ >= 0
    surrogate    the best of  Σ_j λ g_o  with  Σ_j ⌊c w a_o⌋ <= ⌊c w s⌋      for any row weights w >= 0, scale c > 0

are both at least what is possible (C. Bazgan, H. Hugot, D. Vanderpooten 2009, doi:10.1016/j.cor.2007.09.009, for one row). Floating
point only ever makes a bound larger: every Lagrange sum carries an allowance for its rounding. Whole numbers below
2^53, or 2^24 in the small tables, are exact.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import compiled
from openhearth.core.portfolio.program import Integers, Program

Floats = NDArray[np.float64]

STEPS = {2: 12, 3: 6, 4: 4, 5: 3, 6: 2}
"""Into how many parts the weight is divided, by number of aims: 13, 28, 35, 35 and 21 weight vectors."""

TABLE_BYTES = 256 * 2**20
"""Memory for surrogate tables at most."""

SURROGATES = 4
"""Surrogate rows at most."""

CELLS, FEWER_CELLS = 20_000, 2_000
"""Cells of a surrogate table at most, where there is one and where there are several; a single row with a smaller capacity is tabulated
exactly."""

MANY = 400
"""A single row is tabulated alone below so many stages, above they have multipliers, too."""

ANCHORS = 16
"""Stages with multipliers of their own at most; those between take the next ones."""

DESCENTS, ONWARDS = 100, 30
"""Subgradient steps at the first anchor, and from one to the next."""

ROUGH = 2
"""How much coarser everything is at first."""


SAMPLES = 4
"""Portfolios found, along which multipliers are sought: at what they leave of the rows."""


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
    steps = STEPS[objectives]
    lattice = np.array([w for w in product(range(steps + 1), repeat=objectives) if sum(w) == steps], dtype=np.int64)
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


def bounds(program: Program, weights: Integers, picks: Integers, *, rough: bool = False) -> Bounds:
    """Bounds for every stage of a program, in the order in which it is.

    Parameters
    ----------
    weights
        (directions, objectives).
    picks
        (n, stages) of portfolios known. Along some of them the multipliers shall be good; without any, where an even use of
        the rows would leave them.
    rough
        Half as fine, in a quarter of the time.
    """
    coarser = ROUGH if rough else 1
    samples = _samples(program, picks, SAMPLES // coarser)
    values = (program.gains @ weights.T).astype(np.float64)
    kind = np.float32 if np.abs(values).max(initial=0) * max(1, program.stages) < 2**24 else np.float64
    multipliers, anchors = _multipliers(program, values, samples, ANCHORS // coarser)
    lagrange = _lagrange(program, values, multipliers, anchors)
    cut = _cut(program, multipliers, len(weights), FEWER_CELLS // coarser)
    small, bases = _normalised(program, cut)
    tables = np.zeros((program.stages + 1, len(cut.scales), cut.cells + 1, len(weights)), dtype=kind)
    if len(cut.scales):
        _tabulate(tables, small, values.astype(kind), program.starts)
    return Bounds(multipliers, anchors, lagrange, cut.row_weights, cut.scales, cut.slops, bases, tables)


def _samples(program: Program, picks: Integers, most: int) -> tuple[Integers, ...]:
    """For each stage (k, rows) what some of the portfolios, from one end to the other, leave of the rows before it."""
    if not len(picks):
        return ()
    some = picks[np.linspace(0, len(picks) - 1, min(most, len(picks))).astype(np.int64)]
    uses = program.uses[some + program.starts[:-1]]
    return tuple((program.capacities - (np.cumsum(uses, axis=1) - uses)).swapaxes(0, 1))


def _multipliers(program: Program, values: Floats, samples: tuple[Integers, ...], most: int) -> tuple[Floats, Integers]:
    """Multipliers by subgradient steps, at anchor stages; none for a single row, whose table is as good."""
    rows, stages = len(program.capacities), program.stages
    if not rows or not stages or (rows == 1 and stages < MANY):
        return np.zeros((1, 0, rows, values.shape[1])), np.zeros(stages + 1, dtype=np.int64)
    step = -(-stages // most)
    anchors = np.append(np.arange(stages), stages - 1) // step
    norms = np.maximum(1.0, np.abs(program.uses).max(0).astype(np.float64))
    uses = program.uses / norms
    sets = max(1, max((len(sample) for sample in samples), default=1))
    found = np.zeros((int(anchors[-1]) + 1, sets, rows, values.shape[1]))
    for anchor in range(len(found)):
        first = min(anchor * step + step // 2, stages - 1)
        left = _left(program, first, sets, samples) / norms
        for direction in range(values.shape[1]):
            start = found[anchor - 1, :, :, direction] if anchor else np.zeros((sets, rows))
            for one in range(sets):
                found[anchor, one, :, direction] = _dual(
                    uses,
                    np.ascontiguousarray(values[:, direction]),
                    program.starts[first:],
                    left[one],
                    start[one].copy(),
                    ONWARDS if anchor else DESCENTS,
                )
    return np.ascontiguousarray(found / norms[:, None]), anchors


def _left(program: Program, first: int, sets: int, samples: tuple[Integers, ...]) -> Floats:
    """(sets, rows) capacities left at a stage."""
    if first < len(samples) and len(samples[first]):
        return np.resize(samples[first], (sets, len(program.capacities))).astype(np.float64)
    least, most = (
        np.concatenate([f.reduceat(program.uses, program.starts[:-1], axis=0), np.zeros((1, program.uses.shape[1]))])
        for f in (np.minimum, np.maximum)
    )
    share = (program.capacities - least.sum(0)) / np.maximum(1, (most - least).sum(0))
    rest = least[first:].sum(0) + np.clip(share, 0, 1) * (most[first:] - least[first:]).sum(0)
    return np.tile(rest, (sets, 1))


@compiled
def _lagrange_sum(uses: Floats, values: Floats, starts: Integers, multipliers: Floats, slope: Floats) -> float:
    """The part of the sum that the stages add; takes their uses from ``slope``."""
    total = 0.0
    for stage in range(starts.shape[0] - 1):
        top, at = -np.inf, 0
        for column in range(starts[stage], starts[stage + 1]):
            reduced = values[column]
            for row in range(slope.shape[0]):
                reduced -= multipliers[row] * uses[column, row]
            if reduced > top:
                top, at = reduced, column
        total += top
        for row in range(slope.shape[0]):
            slope[row] -= uses[at, row]
    return total


@compiled
def _dual(uses: Floats, values: Floats, starts: Integers, left: Floats, multipliers: Floats, steps: int) -> Floats:
    """Multipliers >= 0 that make the Lagrange sum small: projected subgradient, the step towards a falling target."""
    rows = left.shape[0]
    best, slope = multipliers.copy(), left.copy()
    least, gap, stuck = np.inf, 0.0, 0
    for step in range(steps):
        total = 0.0
        for row in range(rows):
            slope[row] = left[row]
            total += multipliers[row] * left[row]
        total += _lagrange_sum(uses, values, starts, multipliers, slope)
        gap = gap if step else 0.05 * abs(total) + 1.0
        stuck = 0 if total < least - 0.1 * gap else stuck + 1
        if total < least:
            least = total
            best = multipliers.copy()
        if stuck > 6:
            gap, stuck = gap / 2, 0
            multipliers = best.copy()
        elif not _descend(multipliers, slope, total - least + gap):
            break
    return best


@compiled
def _descend(multipliers: Floats, slope: Floats, rise: float) -> bool:
    """One step against the slope, as long as would lower a linear function by ``rise``; False where it is flat."""
    length = 0.0
    for row in range(slope.shape[0]):
        if multipliers[row] > 0 or slope[row] < 0:
            length += slope[row] * slope[row]
    if length < 1e-12:
        return False
    for row in range(slope.shape[0]):
        multipliers[row] = max(0.0, multipliers[row] - rise / length * slope[row])
    return True


def _lagrange(program: Program, values: Floats, multipliers: Floats, anchors: Integers) -> Floats:
    """(stages + 1, sets, directions) what the stages from each on add at most, rounding allowed for."""
    stages = program.stages
    found = np.zeros((stages + 1, multipliers.shape[1], values.shape[1]))
    if not multipliers.shape[1] or not stages:
        return found
    starts = program.starts[:-1]
    largest = np.maximum.reduceat(np.abs(values), starts, axis=0).sum(0)
    used = np.maximum.reduceat(np.abs(program.uses), starts, axis=0).sum(0) + np.abs(program.capacities)
    for anchor, sets in enumerate(multipliers):
        reduced = values[:, None, :] - np.einsum("or,srd->osd", program.uses, sets)
        best = np.maximum.reduceat(reduced, starts, axis=0)
        rest = np.concatenate([np.cumsum(best[::-1], axis=0)[::-1], np.zeros((1, *best.shape[1:]))])
        rounding = (stages + len(used) + 8) * 2**-50 * (largest + np.einsum("r,srd->sd", used, sets)) + 1e-9
        mine = np.flatnonzero(anchors == anchor)
        found[mine] = rest[mine] + rounding
    return found


class _Cut(NamedTuple):
    """Surrogate rows and how finely each is cut; ``slops`` is what their rounding may add to a capacity."""

    row_weights: Floats
    scales: Floats
    slops: Floats
    cells: int


def _cut(program: Program, multipliers: Floats, count: int, fewer: int) -> _Cut:
    """Surrogate rows: the row itself where there is one, else means of multipliers.

    A table has as many cells as the capacity needs, and one more for each stage because rounding down may leave so much.
    """
    row_weights = _row_weights(multipliers) if len(program.capacities) > 1 else np.ones((len(program.capacities),) * 2)
    share = TABLE_BYTES // (8 * max(1, len(row_weights)) * count * (program.stages + 1))
    cells = min(share, CELLS if len(row_weights) == 1 else fewer) - program.stages
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


def _row_weights(multipliers: Floats) -> Floats:
    """(surrogates, rows) the mean over stages and directions, then the directions that differ most from those chosen."""
    scaled = multipliers.sum((0, 1)).T
    scaled = scaled[scaled.sum(1) > 0]
    if not len(scaled):
        return np.zeros((0, multipliers.shape[2]))
    scaled = scaled / scaled.sum(1, keepdims=True)
    chosen = [scaled.mean(0)]
    while len(chosen) < SURROGATES:
        distance = np.min([np.abs(scaled - one).sum(1) for one in chosen], axis=0)
        if distance.max() < 0.05:
            break
        chosen.append(scaled[int(np.argmax(distance))])
    return np.array(chosen)


def _normalised(program: Program, cut: _Cut) -> tuple[Integers, Floats]:
    """(columns, surrogates) uses in cells above the least of their stage; (stages + 1, surrogates) sums of the least."""
    small = np.floor(program.uses @ (cut.row_weights * cut.scales[:, None]).T - cut.slops)
    bases = np.zeros((program.stages + 1, len(cut.scales)))
    for stage in range(program.stages - 1, -1, -1):
        part = slice(program.starts[stage], program.starts[stage + 1])
        least = small[part].min(0)
        small[part] -= least
        bases[stage] = bases[stage + 1] + least
    return small.astype(np.int64), bases


@compiled
def _tabulate(tables: NDArray[np.floating], uses: Integers, values: NDArray[np.floating], starts: Integers) -> None:
    """Fill the tables from the last stage back."""
    cells, directions = tables.shape[2], tables.shape[3]
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
