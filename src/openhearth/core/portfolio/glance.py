"""The first passes of a small program in one compiled call: greedy portfolios, what is near them, bounds, and all states.

Step by step `openhearth.core.portfolio.bounded_dp.Search` does the same; there each step costs a call, which for small programs is more than
its work. Where this is not enough, the search goes on from what was found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.archive import Archive, doubled, entered
from openhearth.core.portfolio.bounds import bounds
from openhearth.core.portfolio.expansion import stages_of
from openhearth.core.portfolio.greedy import greedy
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import Matrices, rearranged, sums
from openhearth.core.portfolio.multipliers import Fineness
from openhearth.core.portfolio.neighbours import turns
from openhearth.core.portfolio.pursuit import Field, Reach, pursue
from openhearth.core.portfolio.stage_order import agreed_first
from openhearth.core.portfolio.waiting import NOWHERE, joined, picks_along, room_to_wait
from openhearth.core.portfolio.zones import corners_after

TRIED = 2
"""Passes that are done then: see `openhearth.core.portfolio.passes.plan`."""


class Effort(NamedTuple):
    """How many neighbours are tried and points compared with them at most, how many states are followed together, and, step by step, how
    fine the bounds are and how many children are tried with them.
    """

    looks: int
    together: int
    bounds: tuple[Fineness, ...]
    children: tuple[int, ...]


@compiled
def glanced(
    taken: Matrices, own: int, weights: Integers, effort: Effort, like: NDArray[np.floating]
) -> tuple[Archive, int, bool]:
    """What was found, how many passes are done, and whether nothing is missing.

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
    if count == 0:
        return archive, 0, False
    order = agreed_first(taken.starts, own, archive.picks)
    ahead, _ = rearranged(taken, order)
    least = sums(taken.gains, taken.starts)[0][0]
    corners = corners_after((least - 1).reshape(1, -1), archive.points)
    waiting, trail = room_to_wait(1, taken.uses.shape[1], taken.gains.shape[1]), NOWHERE
    for step in range(len(effort.bounds)):
        picks = np.empty_like(archive.picks)
        for place in range(order.shape[0]):
            for one in range(picks.shape[0]):
                picks[one, place] = archive.picks[one, order[place]]
        known = bounds(ahead, weights, picks, effort.bounds[step], like)
        field = Field(stages_of(ahead, weights), known, weights, least, np.zeros_like(least))
        reach = Reach(effort.together, effort.children[step], False)
        told = pursue(field, corners, waiting, trail.parents.shape[0], reach)
        waiting, trail = told.waiting, joined(trail, told.trail)
        archive = _with(archive, archive.points.shape[0], told.points, picks_along(trail, told.ends, order))
        corners = corners_after(corners, told.points)
        if waiting.ways.shape[0] == 0:
            return archive, TRIED, True
    return archive, TRIED, False


@compiled
def _seeds(taken: Matrices, weights: Integers) -> Archive:
    """Greedy portfolios, none of which dominates another."""
    columns, points = greedy(taken, weights)
    for one in range(columns.shape[0]):
        for stage in range(columns.shape[1]):
            columns[one, stage] -= taken.starts[stage]
    return _with(
        Archive(np.empty_like(points), np.empty_like(columns), np.ones(points.shape[0], np.int64)), 0, points, columns
    )


@compiled
def _first(archive: Archive, count: int) -> Archive:
    return Archive(archive.points[:count].copy(), archive.picks[:count].copy(), archive.waiting[:count].copy())


@compiled
def _with(archive: Archive, count: int, points: Integers, picks: Integers) -> Archive:
    """The first of an archive, and other points that none dominates; their neighbours wait to be tried."""
    for one in range(points.shape[0]):
        place, _ = entered(archive, count, points[one])
        if place < 0:
            continue
        if place == archive.points.shape[0]:
            archive = doubled(archive)
        copy_row(points[one], archive.points[place])
        copy_row(picks[one], archive.picks[place])
        archive.waiting[place], count = 1, place + 1
    return _first(archive, count)
