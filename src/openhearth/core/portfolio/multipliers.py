"""Multipliers of the rows that make Lagrange sums small, and these sums for the stages from each on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.program import Program

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


def lagrange_sums(program: Program, values: Floats, multipliers: Floats, anchors: Integers) -> Floats:
    """(stages + 1, sets, directions) what the stages from each on add at most, rounding allowed for."""
    stages = program.stages
    found = np.zeros((stages + 1, multipliers.shape[1], values.shape[1]))
    if not multipliers.shape[1] or not stages:
        return found
    starts = program.starts[:-1]
    largest = np.maximum.reduceat(np.abs(values), starts, axis=0).sum(0)
    used = np.maximum.reduceat(np.abs(program.uses), starts, axis=0).sum(0) + np.abs(program.capacities)
    rounding = (stages + len(used) + 8) * 2**-50 * (largest + np.einsum("r,asrd->asd", used, multipliers)) + 1e-9
    _summed(program.uses.astype(np.float64), values, program.starts, multipliers, anchors, found)
    found += rounding[anchors]
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


def sought(program: Program, values: Floats, picks: Integers, how: Fineness) -> tuple[Floats, Integers]:
    """(anchors, sets, rows, directions) multipliers, and (stages + 1,) which of the anchors a stage takes.

    None for a single row and few stages: its table is as good. ``values`` is (columns, directions), ``picks`` (n, stages).
    """
    rows, stages = len(program.capacities), program.stages
    if not rows or not stages or (rows == 1 and stages < MANY):
        return np.zeros((1, 0, rows, values.shape[1])), np.zeros(stages + 1, dtype=np.int64)
    step = -(-stages // how.anchors)
    anchors = np.append(np.arange(stages), stages - 1) // step
    firsts = np.minimum(np.arange(int(anchors[-1]) + 1) * step + step // 2, stages - 1)
    norms = np.maximum(1.0, np.abs(program.uses).max(0).astype(np.float64))
    samples = _samples(program, picks, how.samples)
    sets = max(1, max((len(sample) for sample in samples), default=1))
    left = np.array([_left(program, first, sets, samples) for first in firsts.tolist()]) / norms
    found = _sought(program.uses / norms, np.ascontiguousarray(values.T), program.starts, firsts, left, how)
    return np.ascontiguousarray(found / norms[:, None]), anchors


def _samples(program: Program, picks: Integers, most: int) -> tuple[Integers, ...]:
    """For each stage (k, rows) what some of the portfolios, from one end to the other, leave of the rows before it."""
    if not len(picks):
        return ()
    some = picks[np.linspace(0, len(picks) - 1, min(most, len(picks))).astype(np.int64)]
    uses = program.uses[some + program.starts[:-1]]
    return tuple((program.capacities - (np.cumsum(uses, axis=1) - uses)).swapaxes(0, 1))


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
