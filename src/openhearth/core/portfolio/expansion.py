"""One stage of the dynamic programme, compiled: every state with every column, kept only if it may lead to something new."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.bounds import Bounds
from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.matrices import Matrices, sums
from openhearth.core.portfolio.zones import BLOCK, SUPERBLOCK, Region


class Front(NamedTuple):
    """States: what they use and gain, and the first corner above which they may have room: there is none above those before it."""

    uses: Integers
    gains: Integers
    hints: Integers


class Stages(NamedTuple):
    """All stages: their columns; what the later ones use at least, and at most for a row to need watching; what is weighed.

    ``least`` and ``watched`` are (stages, rows), ``weights`` is (objectives, directions).
    """

    starts: Integers
    uses: Integers
    gains: Integers
    least: Integers
    watched: Integers
    capacities: Integers
    weights: Floats


class Children(NamedTuple):
    """The states of the next stage: with their parent, their column, and how much room they have above the corner."""

    uses: Integers
    gains: Integers
    hints: Integers
    parents: Integers
    columns: Integers
    slack: Floats


@compiled
def stages_of(taken: Matrices, weights: Integers) -> Stages:
    """A program as the loops read it; ``weights`` is (directions, objectives)."""
    least, most = sums(taken.uses, taken.starts)
    watched = np.empty((taken.starts.shape[0] - 1, taken.capacities.shape[0]), np.int64)
    for stage in range(watched.shape[0]):
        for row in range(watched.shape[1]):
            watched[stage, row] = taken.capacities[row] - most[stage + 1, row]
    floats = np.empty((weights.shape[1], weights.shape[0]), np.float64)
    for t in range(weights.shape[0]):
        for k in range(weights.shape[1]):
            floats[k, t] = weights[t, k]
    return Stages(taken.starts, taken.uses, taken.gains, least[1:], watched, taken.capacities, floats)


@compiled
def room_for(count: int, rows: int, aims: int) -> Children:
    """Empty children."""
    return Children(
        np.empty((count, rows), np.int64),
        np.empty((count, aims), np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.float64),
    )


@compiled
def _fits(front: Front, stages: Stages, stage: int, into: Children, child: int) -> bool:
    """Write what a child uses and gains: can it be completed? What can no longer exceed its row is raised to the same, so that states become equal."""
    parent, column = into.parents[child], stages.starts[stage] + into.columns[child]
    for row in range(front.uses.shape[1]):
        used = front.uses[parent, row] + stages.uses[column, row]
        if used + stages.least[stage, row] > stages.capacities[row]:
            return False
        into.uses[child, row] = max(used, stages.watched[stage, row])
    for k in range(front.gains.shape[1]):
        into.gains[child, k] = front.gains[parent, k] + stages.gains[column, k]
    return True


@compiled
def _lagrange_bounded(uses: Integers, state: int, stages: Stages, known: Bounds, after: int, into: Floats) -> None:
    """Lower what can be reached to the Lagrange sums."""
    anchor = known.anchors[after]
    for one in range(known.lagrange.shape[1]):
        for t in range(into.shape[1]):
            into[1, t] = known.lagrange[after, one, t]
        for row in range(uses.shape[1]):
            left = float(stages.capacities[row] - uses[state, row])
            for t in range(into.shape[1]):
                into[1, t] += left * known.multipliers[anchor, one, row, t]
        for t in range(into.shape[1]):
            into[0, t] = min(into[0, t], np.floor(into[1, t]))


@compiled
def _bounded(front: Front, state: int, stages: Stages, known: Bounds, after: int, into: Floats) -> bool:
    """Write what a state can reach in every direction into the first row; False where a surrogate row says that nothing can.

    ``after`` is the first of the stages that are still to come; the second row is written over.
    """
    uses, gains, _ = front
    for t in range(into.shape[1]):
        into[0, t] = np.inf
    for one in range(known.scales.shape[0]):
        left = 0.0
        for row in range(uses.shape[1]):
            left += known.row_weights[one, row] * (stages.capacities[row] - uses[state, row])
        cell = int(np.floor(left * known.scales[one] + known.slops[one]) - known.bases[after, one])
        if cell < 0:
            return False
        cell = min(cell, known.tables.shape[2] - 1)
        for t in range(into.shape[1]):
            into[0, t] = min(into[0, t], known.tables[after, one, cell, t])
    _lagrange_bounded(uses, state, stages, known, after, into)
    for k in range(gains.shape[1]):
        gain = float(gains[state, k])
        for t in range(into.shape[1]):
            into[0, t] += gain * stages.weights[k, t]
    return True


@compiled
def _short(reached: Floats, wanted: NDArray[np.floating], one: int, last: int) -> int:
    """A direction in which less is reached than wanted, -1 if there is none; ``last`` is looked at first: neighbours fail alike."""
    if wanted[one, last] > reached[0, last]:
        return last
    for t in range(reached.shape[1]):
        if wanted[one, t] > reached[0, t]:
            return t
    return -1


@compiled
def _room(reached: Floats, search: Region, hint: int, short: Integers) -> int:
    """The first corner from the hint on above which something may be reached; -1 if there is none.

    ``short`` are directions to look at first, for superblocks, blocks and corners.
    """
    corner = hint
    while corner < search.corners.shape[0]:
        if corner % SUPERBLOCK == 0:
            t = _short(reached, search.superblocks, corner // SUPERBLOCK, short[0])
            if t >= 0:
                short[0] = t
                corner += SUPERBLOCK
                continue
        if corner % BLOCK == 0:
            t = _short(reached, search.blocks, corner // BLOCK, short[1])
            if t >= 0:
                short[1] = t
                corner += BLOCK
                continue
        t = _short(reached, search.corners, corner, short[2])
        if t < 0:
            return corner
        short[2] = t
        corner += 1
    return -1


@compiled
def expand(front: Front, stages: Stages, stage: int, known: Bounds, search: Region, into: Children) -> int:
    """Write the children that may lead to something new into ``into``, and say how many they are."""
    count, options = 0, stages.starts[stage + 1] - stages.starts[stage]
    children = Front(into.uses, into.gains, into.hints)
    reached, short = np.empty((2, stages.weights.shape[1]), np.float64), np.zeros(3, np.int64)
    for parent in range(front.hints.shape[0]):
        for column in range(options):
            into.parents[count], into.columns[count] = parent, column
            if not _fits(front, stages, stage, into, count):
                continue
            if not _bounded(children, count, stages, known, stage + 1, reached):
                continue
            corner = _room(reached, search, front.hints[parent], short)
            if corner < 0:
                continue
            slack = np.inf
            for t in range(reached.shape[1]):
                slack = min(slack, reached[0, t] - search.corners[corner, t])
            into.hints[count], into.slack[count] = corner, slack
            count += 1
    return count


@compiled
def reach(front: Front, stages: Stages, after: int, known: Bounds) -> Floats:
    """(states, directions) the most that any completion of a state can reach; minus infinity where there is none."""
    reached = np.empty((front.uses.shape[0], stages.weights.shape[1]), np.float64)
    sums = np.empty((2, stages.weights.shape[1]), np.float64)
    for state in range(front.uses.shape[0]):
        possible = _bounded(front, state, stages, known, after, sums)
        for t in range(reached.shape[1]):
            reached[state, t] = sums[0, t] if possible else -np.inf
    return reached


@compiled
def farthest(front: Front, stages: Stages, after: int, known: Bounds) -> Floats:
    """(directions,) the most that any completion of any of the states can reach."""
    most = np.full(stages.weights.shape[1], -np.inf)
    sums = np.empty((2, stages.weights.shape[1]), np.float64)
    for state in range(front.uses.shape[0]):
        if _bounded(front, state, stages, known, after, sums):
            for t in range(most.shape[0]):
                most[t] = max(most[t], sums[0, t])
    return most
