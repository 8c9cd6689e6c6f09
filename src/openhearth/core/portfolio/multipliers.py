"""Multipliers of the rows that make Lagrange sums small, and these sums for the stages from each on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.matrices import Matrices, sizes, sums

MANY = 400
"""A single row is tabulated alone below so many stages, above they have multipliers, too."""


class Fineness(NamedTuple):
    """How much is spent on bounds.

    Parameters
    ----------
    samples
        Portfolios found, along which multipliers are sought: at what they leave of the rows.
    anchors
        Stages with multipliers of their own at most; those between take the next ones.
    descents, onwards
        Subgradient steps at the first anchor, and from one to the next.
    surrogates
        Surrogate rows at most.
    cells, fewer_cells
        Cells of a surrogate table for each stage at most, where there is one table and where there are several; a single row with a
        smaller capacity is tabulated exactly.
    """

    samples: int
    anchors: int
    descents: int
    onwards: int
    surrogates: int
    cells: int
    fewer_cells: int


@compiled
def lagrange_sums(taken: Matrices, values: Floats, multipliers: Floats, anchors: Integers) -> Floats:
    """(stages + 1, sets, directions) what the stages from each on add at most, rounding allowed for."""
    stages, rows = taken.starts.shape[0] - 1, taken.capacities.shape[0]
    found = np.zeros((stages + 1, multipliers.shape[1], values.shape[1]), np.float64)
    if multipliers.shape[1] == 0 or stages == 0:
        return found
    uses = taken.uses.astype(np.float64)
    largest, used = sizes(values, taken.starts), sizes(uses, taken.starts)
    _summed(uses, values, taken.starts, multipliers, anchors, found)
    for stage in range(stages + 1):
        for one in range(found.shape[1]):
            for t in range(found.shape[2]):
                size = largest[t]
                for row in range(rows):
                    size += (used[row] + abs(taken.capacities[row])) * multipliers[anchors[stage], one, row, t]
                found[stage, one, t] += (stages + rows + 8) * 2.0**-50 * size + 1e-9
    return found


@compiled
def _summed(uses: Floats, values: Floats, starts: Integers, sets: Floats, anchors: Integers, into: Floats) -> None:
    """From the last stage back to the first one of each anchor, once for each set of its multipliers."""
    part = np.empty((3, values.shape[1]), np.float64)
    for anchor in range(sets.shape[0]):
        for one in range(sets.shape[1]):
            part[2] = 0.0
            for stage in range(starts.shape[0] - 2, -1, -1):
                if anchors[stage] < anchor:
                    break
                _add_best(uses, values, starts[stage], starts[stage + 1], sets[anchor, one], part)
                if anchors[stage] == anchor:
                    into[stage, one] = part[2]


@compiled
def _add_best(uses: Floats, values: Floats, first: int, last: int, multipliers: Floats, part: Floats) -> None:
    """Add the best column of a stage, in every direction, to the last row of ``part``; the others are written over."""
    part[1] = -np.inf
    for column in range(first, last):
        for t in range(part.shape[1]):
            part[0, t] = values[column, t]
        for row in range(uses.shape[1]):
            for t in range(part.shape[1]):
                part[0, t] -= uses[column, row] * multipliers[row, t]
        for t in range(part.shape[1]):
            part[1, t] = max(part[1, t], part[0, t])
    for t in range(part.shape[1]):
        part[2, t] += part[1, t]


@compiled
def sought(taken: Matrices, values: Floats, picks: Integers, how: Fineness) -> tuple[Floats, Integers]:
    """(anchors, sets, rows, directions) multipliers, and (stages + 1,) which of the anchors a stage takes.

    None for a single row and few stages: its table is as good. ``values`` is (columns, directions), ``picks`` (n, stages).
    """
    rows, stages = taken.capacities.shape[0], taken.starts.shape[0] - 1
    if rows == 0 or stages == 0 or (rows == 1 and stages < MANY):
        return np.zeros((1, 0, rows, values.shape[1]), np.float64), np.zeros(stages + 1, np.int64)
    step = -(-stages // how.anchors)
    anchors = np.minimum(np.arange(stages + 1), stages - 1) // step
    firsts = np.minimum(np.arange(anchors[-1] + 1) * step + step // 2, stages - 1)
    uses, norms = taken.uses.astype(np.float64), np.ones(rows, np.float64)
    for row in range(rows):
        for column in range(uses.shape[0]):
            norms[row] = max(norms[row], abs(uses[column, row]))
        for column in range(uses.shape[0]):
            uses[column, row] /= norms[row]
    left = _left(taken, firsts, picks, how.samples) / norms
    found = _sought(uses, np.ascontiguousarray(values.T), taken.starts, firsts, left, how)
    for row in range(rows):
        found[:, :, row, :] /= norms[row]
    return found, anchors


@compiled
def _left(taken: Matrices, firsts: Integers, picks: Integers, samples: int) -> Floats:
    """(anchors, sets, rows) what some of the portfolios, from one end to the other, leave of the rows before a stage.

    Without portfolios what an even use of the rows would leave.
    """
    count, rows = picks.shape[0], taken.capacities.shape[0]
    found = np.empty((firsts.shape[0], max(1, min(samples, count)), rows), np.float64)
    least, most = sums(taken.uses, taken.starts)
    for anchor in range(firsts.shape[0]):
        first = firsts[anchor]
        for row in range(rows):
            for one in range(found.shape[1] if count else 0):
                left, pick = taken.capacities[row], one * (count - 1) // max(1, found.shape[1] - 1)
                for stage in range(first):
                    left -= taken.uses[taken.starts[stage] + picks[pick, stage], row]
                found[anchor, one, row] = left
            if count == 0:
                share = (taken.capacities[row] - least[0, row]) / max(1, most[0, row] - least[0, row])
                wide = most[first, row] - least[first, row]
                found[anchor, 0, row] = least[first, row] + min(1.0, max(0.0, share)) * wide
    return found


@compiled
def _sought(uses: Floats, values: Floats, starts: Integers, firsts: Integers, left: Floats, how: Fineness) -> Floats:
    """(anchors, sets, rows, directions) from those of the anchor before on; ``values`` is (directions, columns)."""
    found = np.empty((left.shape[0], left.shape[1], left.shape[2], values.shape[0]), np.float64)
    start = np.zeros(left.shape[2], np.float64)
    for one in range(left.shape[1]):
        for direction in range(values.shape[0]):
            start[:] = 0.0
            for anchor in range(firsts.shape[0]):
                steps = how.onwards if anchor else how.descents
                start = _dual(uses, values[direction], starts[firsts[anchor] :], left[anchor, one], start, steps)
                for row in range(start.shape[0]):
                    found[anchor, one, row, direction] = start[row]
    return found


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
