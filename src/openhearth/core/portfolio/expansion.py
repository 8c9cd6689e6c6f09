"""One stage of the dynamic programme, compiled: every state with every column, kept only if it may lead to something new."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.bounds import Bounds
from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.matrices import Matrices, sums
from openhearth.core.portfolio.zones import Region


class Front(NamedTuple):
    """States: what they use and gain, and the corner above which they last had room."""

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
def _fits(used: Integers, stages: Stages, stage: int, column: int, into: Integers) -> bool:
    """Can it still be completed? What can no longer exceed its row is raised to the same, so that states become equal."""
    for row in range(used.shape[0]):
        into[row] = used[row] + stages.uses[column, row]
        if into[row] + stages.least[stage, row] > stages.capacities[row]:
            return False
        into[row] = max(into[row], stages.watched[stage, row])
    return True


@compiled
def _lagrange_bounded(used: Integers, stages: Stages, known: Bounds, after: int, into: Floats) -> None:
    """Lower what can be reached to the Lagrange sums."""
    anchor = known.anchors[after]
    for one in range(known.lagrange.shape[1]):
        for t in range(into.shape[1]):
            into[1, t] = known.lagrange[after, one, t]
        for row in range(used.shape[0]):
            left = float(stages.capacities[row] - used[row])
            for t in range(into.shape[1]):
                into[1, t] += left * known.multipliers[anchor, one, row, t]
        for t in range(into.shape[1]):
            into[0, t] = min(into[0, t], np.floor(into[1, t]))


@compiled
def _bounded(used: Integers, gained: Integers, stages: Stages, known: Bounds, after: int, into: Floats) -> bool:
    """Write what can be reached in every direction into the first row; False where a surrogate row says that nothing can.

    ``after`` is the first of the stages that are still to come; the second row is written over.
    """
    for t in range(into.shape[1]):
        into[0, t] = np.inf
    for one in range(known.scales.shape[0]):
        left = 0.0
        for row in range(used.shape[0]):
            left += known.row_weights[one, row] * (stages.capacities[row] - used[row])
        cell = int(np.floor(left * known.scales[one] + known.slops[one]) - known.bases[after, one])
        if cell < 0:
            return False
        cell = min(cell, known.tables.shape[2] - 1)
        for t in range(into.shape[1]):
            into[0, t] = min(into[0, t], known.tables[after, one, cell, t])
    _lagrange_bounded(used, stages, known, after, into)
    for k in range(gained.shape[0]):
        gain = float(gained[k])
        for t in range(into.shape[1]):
            into[0, t] += gain * stages.weights[k, t]
    return True


@compiled
def _exceeds(reached: Floats, wanted: NDArray[np.floating]) -> bool:
    for t in range(reached.shape[0]):  # noqa: SIM110 (numba has no generators)
        if wanted[t] > reached[t]:
            return False
    return True


@compiled
def _room(reached: Floats, search: Region, hint: int) -> int:
    """A corner above which something may be reached, the hint first; -1 if there is none."""
    if hint < search.corners.shape[0] and _exceeds(reached, search.corners[hint]):
        return hint
    for above in range(search.superblocks.shape[0]):
        if not _exceeds(reached, search.superblocks[above]):
            continue
        for block in range(above * 32, min(search.blocks.shape[0], above * 32 + 32)):
            if not _exceeds(reached, search.blocks[block]):
                continue
            for corner in range(block * 32, min(search.corners.shape[0], block * 32 + 32)):
                if _exceeds(reached, search.corners[corner]):
                    return corner
    return -1


@compiled
def expand(front: Front, stages: Stages, stage: int, known: Bounds, search: Region, into: Children) -> int:
    """Write the children that may lead to something new into ``into``, and say how many they are."""
    count, begin = 0, stages.starts[stage]
    sums = np.empty((2, stages.weights.shape[1]), np.float64)
    reached = sums[0]
    for parent in range(front.uses.shape[0]):
        for column in range(begin, stages.starts[stage + 1]):
            if not _fits(front.uses[parent], stages, stage, column, into.uses[count]):
                continue
            for k in range(stages.gains.shape[1]):
                into.gains[count, k] = front.gains[parent, k] + stages.gains[column, k]
            if not _bounded(into.uses[count], into.gains[count], stages, known, stage + 1, sums):
                continue
            corner = _room(reached, search, front.hints[parent])
            if corner < 0:
                continue
            into.hints[count], into.parents[count], into.columns[count] = corner, parent, column - begin
            slack = np.inf
            for t in range(reached.shape[0]):
                slack = min(slack, reached[t] - search.corners[corner, t])
            into.slack[count] = slack
            count += 1
    return count


@compiled
def reach(front: Front, stages: Stages, after: int, known: Bounds) -> Floats:
    """(states, directions) the most that any completion of a state can reach; minus infinity where there is none."""
    reached = np.empty((front.uses.shape[0], stages.weights.shape[1]), np.float64)
    sums = np.empty((2, stages.weights.shape[1]), np.float64)
    for state in range(front.uses.shape[0]):
        possible = _bounded(front.uses[state], front.gains[state], stages, known, after, sums)
        for t in range(reached.shape[1]):
            reached[state, t] = sums[0, t] if possible else -np.inf
    return reached


@compiled
def farthest(front: Front, stages: Stages, after: int, known: Bounds) -> Floats:
    """(directions,) the most that any completion of any of the states can reach."""
    most = np.full(stages.weights.shape[1], -np.inf)
    sums = np.empty((2, stages.weights.shape[1]), np.float64)
    for state in range(front.uses.shape[0]):
        if _bounded(front.uses[state], front.gains[state], stages, known, after, sums):
            for t in range(most.shape[0]):
                most[t] = max(most[t], sums[0, t])
    return most
