"""The first passes of a small program in one compiled call: greedy portfolios, what is near them, bounds, and all stages at once.

Step by step `openhearth.core.portfolio.bounded_dp.Search` does the same; there each step costs a call, which for small programs is more than
its work. Where this is not enough, the search goes on from what was found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.archive import Archive, doubled, entered
from openhearth.core.portfolio.bounds import bounds
from openhearth.core.portfolio.descent import Descent, Limits, descend
from openhearth.core.portfolio.expansion import Front, stages_of
from openhearth.core.portfolio.greedy import greedy
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import Matrices, rearranged, sums
from openhearth.core.portfolio.multipliers import Fineness
from openhearth.core.portfolio.neighbours import turns
from openhearth.core.portfolio.stage_order import agreed_first
from openhearth.core.portfolio.zones import corners_after, region


class Effort(NamedTuple):
    """How fine the bounds are, how far the stages are followed, and how many neighbours are tried and points compared with them at most."""

    fineness: Fineness
    limits: Limits
    looks: int


@compiled
def glanced(
    taken: Matrices, own: int, weights: Integers, effort: Effort, like: NDArray[np.floating]
) -> tuple[Archive, bool]:
    """What was found, and whether nothing is missing. Where neighbours wait that were not tried, nothing else is done.

    Parameters
    ----------
    own
        Stages that are no bits of levels.
    like
        See `openhearth.core.portfolio.bounds.kind`.
    """
    archive = _seeds(taken, weights)
    archive, count, _ = turns(taken, archive, effort.looks)
    archive = _first(archive, count)
    if count == 0 or archive.waiting.any():
        return archive, False
    order = agreed_first(taken.starts, own, archive.picks)
    ahead, _ = rearranged(taken, order)
    picks = np.empty_like(archive.picks)
    for place in range(order.shape[0]):
        for one in range(count):
            picks[one, place] = archive.picks[one, order[place]]
    known, stages = bounds(ahead, weights, picks, effort.fineness, like), stages_of(ahead, weights)
    least = sums(taken.gains, taken.starts)[0][:1]
    corners = corners_after(least - 1, archive.points)
    nothing = np.zeros((1, taken.uses.shape[1]), np.int64), np.zeros((1, taken.gains.shape[1]), np.int64)
    begin = Front(nothing[0], nothing[1], np.zeros(1, np.int64))
    told = descend(begin, 0, stages, known, region(corners, weights, known.tables), effort.limits)
    if told.stage < stages.starts.shape[0] - 1:
        return archive, told.front.hints.shape[0] == 0
    return _joined(archive, told, order), True


@compiled
def _seeds(taken: Matrices, weights: Integers) -> Archive:
    """Greedy portfolios, none of which dominates another."""
    columns, points = greedy(taken, weights)
    archive = Archive(np.empty_like(points), np.empty_like(columns), np.ones(points.shape[0], np.int64))
    count = 0
    for one in range(points.shape[0]):
        place, _ = entered(archive, count, points[one])
        if place >= 0:
            copy_row(points[one], archive.points[place])
            for stage in range(columns.shape[1]):
                archive.picks[place, stage] = columns[one, stage] - taken.starts[stage]
            count = place + 1
    return _first(archive, count)


@compiled
def _first(archive: Archive, count: int) -> Archive:
    return Archive(archive.points[:count].copy(), archive.picks[:count].copy(), archive.waiting[:count].copy())


@compiled
def _joined(archive: Archive, told: Descent, order: Integers) -> Archive:
    """The archive with what the stages led to, each with its way."""
    count = archive.points.shape[0]
    for one in range(told.front.hints.shape[0]):
        place, _ = entered(archive, count, told.front.gains[one])
        if place < 0:
            continue
        if place == archive.points.shape[0]:
            archive = doubled(archive)
        copy_row(told.front.gains[one], archive.points[place])
        state = one
        for stage in range(order.shape[0] - 1, -1, -1):
            at = told.ends[stage] + state
            archive.picks[place, order[stage]] = told.columns[at]
            state = told.parents[at]
        count = place + 1
    return _first(archive, count)
