"""One stage of the dynamic programme, compiled: every state with every column, kept only if it may lead to something new."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.bounds import Bounds
from openhearth.core.portfolio.kernels import compiled
from openhearth.core.portfolio.program import Integers, Program
from openhearth.core.portfolio.zones import Region

Floats = NDArray[np.float64]


class Front(NamedTuple):
    """States: what they use and gain, and the corner above which they last had room."""

    uses: Integers
    gains: Integers
    hints: Integers


class Step(NamedTuple):
    """The columns of a stage; what the later stages use at least, and at most for a row to need watching."""

    uses: Integers
    gains: Integers
    least: Integers
    watched: Integers
    capacities: Integers


class Rest(NamedTuple):
    """Bounds of the later stages: those of `openhearth.core.portfolio.bounds.Bounds` at one stage, and the weights.

    ``weights`` is (objectives, directions) here.
    """

    multipliers: Floats
    lagrange: Floats
    row_weights: Floats
    scales: Floats
    slops: Floats
    bases: Floats
    tables: NDArray[np.floating]
    weights: Floats


class Children(NamedTuple):
    """The states of the next stage: with their parent, their column, and how much room they have above the corner."""

    uses: Integers
    gains: Integers
    hints: Integers
    parents: Integers
    columns: Integers
    slack: Floats


def sums(program: Program, of: Integers) -> tuple[Integers, Integers]:
    """(stages + 1, entries) what each stage and all later ones use, or gain, at least and at most."""
    least, most = np.zeros((2, program.stages + 1, of.shape[1]), dtype=np.int64)
    if program.stages:
        for into, extreme in ((least, np.minimum), (most, np.maximum)):
            into[:-1] = np.cumsum(extreme.reduceat(of, program.starts[:-1], axis=0)[::-1], axis=0)[::-1]
    return least, most


def steps(program: Program) -> tuple[Step, ...]:
    """One for each stage."""
    least, most = sums(program, program.uses)
    bounds = zip(program.starts[:-1], program.starts[1:], strict=True)
    return tuple(
        Step(
            program.uses[first:last],
            program.gains[first:last],
            least[stage],
            program.capacities - most[stage],
            program.capacities,
        )
        for stage, (first, last) in enumerate(bounds, 1)
    )


def rests(found: Bounds, weights: Integers) -> tuple[Rest, ...]:
    """What bounds the stages from each on, and nothing after the last; ``weights`` is (directions, objectives)."""
    turned = np.ascontiguousarray(weights.T.astype(np.float64))
    return tuple(
        Rest(
            found.multipliers[anchor],
            found.lagrange[stage],
            found.row_weights,
            found.scales,
            found.slops,
            found.bases[stage],
            found.tables[stage],
            turned,
        )
        for stage, anchor in enumerate(found.anchors)
    )


def room_for(count: int, step: Step) -> Children:
    """Empty children."""
    sizes = (count, step.uses.shape[1]), (count, step.gains.shape[1])
    uses, gains = (np.empty(size, np.int64) for size in sizes)
    hints, parents, columns = np.empty((3, count), np.int64)
    return Children(uses, gains, hints, parents, columns, np.empty(count, np.float64))


@compiled
def _fits(used: Integers, column: Integers, step: Step, into: Integers) -> bool:
    """Can it still be completed? What can no longer exceed its row is raised to the same, so that states become equal."""
    for row in range(used.shape[0]):
        into[row] = used[row] + column[row]
        if into[row] + step.least[row] > step.capacities[row]:
            return False
        into[row] = max(into[row], step.watched[row])
    return True


@compiled
def _lagrange_bounded(used: Integers, capacities: Integers, rest: Rest, reached: Floats) -> None:
    """Lower what can be reached to the Lagrange sums."""
    bound = np.empty(reached.shape[0], np.float64)
    for one in range(rest.lagrange.shape[0]):
        for t in range(reached.shape[0]):
            bound[t] = rest.lagrange[one, t]
        for row in range(used.shape[0]):
            left = float(capacities[row] - used[row])
            for t in range(reached.shape[0]):
                bound[t] += left * rest.multipliers[one, row, t]
        for t in range(reached.shape[0]):
            reached[t] = min(reached[t], np.floor(bound[t]))


@compiled
def _bounded(used: Integers, gained: Integers, capacities: Integers, rest: Rest, reached: Floats) -> bool:
    """Fill in what can be reached in every direction; False where a surrogate row says that nothing can."""
    for t in range(reached.shape[0]):
        reached[t] = np.inf
    for one in range(rest.scales.shape[0]):
        left = 0.0
        for row in range(used.shape[0]):
            left += rest.row_weights[one, row] * (capacities[row] - used[row])
        cell = int(np.floor(left * rest.scales[one] + rest.slops[one]) - rest.bases[one])
        if cell < 0:
            return False
        cell = min(cell, rest.tables.shape[1] - 1)
        for t in range(reached.shape[0]):
            reached[t] = min(reached[t], rest.tables[one, cell, t])
    _lagrange_bounded(used, capacities, rest, reached)
    for k in range(gained.shape[0]):
        gain = float(gained[k])
        for t in range(reached.shape[0]):
            reached[t] += gain * rest.weights[k, t]
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
def expand(front: Front, step: Step, rest: Rest, search: Region, into: Children) -> int:
    """Write the children that may lead to something new into ``into``, and say how many they are."""
    count = 0
    reached = np.empty(rest.weights.shape[1], np.float64)
    for parent in range(front.uses.shape[0]):
        for column in range(step.uses.shape[0]):
            if not _fits(front.uses[parent], step.uses[column], step, into.uses[count]):
                continue
            for k in range(step.gains.shape[1]):
                into.gains[count, k] = front.gains[parent, k] + step.gains[column, k]
            if not _bounded(into.uses[count], into.gains[count], step.capacities, rest, reached):
                continue
            corner = _room(reached, search, front.hints[parent])
            if corner < 0:
                continue
            into.hints[count], into.parents[count], into.columns[count] = corner, parent, column
            slack = np.inf
            for t in range(reached.shape[0]):
                slack = min(slack, reached[t] - search.corners[corner, t])
            into.slack[count] = slack
            count += 1
    return count


@compiled
def reach(front: Front, capacities: Integers, rest: Rest) -> Floats:
    """(states, directions) the most that any completion of a state can reach; minus infinity where there is none."""
    reached = np.empty((front.uses.shape[0], rest.weights.shape[1]), np.float64)
    for state in range(front.uses.shape[0]):
        if not _bounded(front.uses[state], front.gains[state], capacities, rest, reached[state]):
            for t in range(reached.shape[1]):
                reached[state, t] = -np.inf
    return reached
