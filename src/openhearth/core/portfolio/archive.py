"""Points that no other one dominates, with what is chosen in each: what enters puts out what it dominates. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.dominance import covers
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row


class Archive(NamedTuple):
    """Points (n, objectives) that no other one dominates, what is chosen in each (n, stages), counted from the first column
    of the stage, and (n,) whether its neighbours wait to be tried: 1 or 0.
    """

    points: Integers
    picks: Integers
    waiting: Integers


@compiled
def _exchanged(archive: Archive, one: int, other: int) -> None:
    for k in range(archive.points.shape[1]):
        archive.points[one, k], archive.points[other, k] = archive.points[other, k], archive.points[one, k]
    for k in range(archive.picks.shape[1]):
        archive.picks[one, k], archive.picks[other, k] = archive.picks[other, k], archive.picks[one, k]
    archive.waiting[one], archive.waiting[other] = archive.waiting[other], archive.waiting[one]


@compiled
def doubled(archive: Archive) -> Archive:
    """The same with at least twice the room."""
    count = archive.points.shape[0]
    room = max(16, 2 * count)
    points = np.empty((room, archive.points.shape[1]), np.int64)
    picks = np.empty((room, archive.picks.shape[1]), np.int64)
    waiting = np.zeros(room, np.int64)
    for one in range(count):
        copy_row(archive.points[one], points[one])
        copy_row(archive.picks[one], picks[one])
        waiting[one] = archive.waiting[one]
    return Archive(points, picks, waiting)


@compiled
def entered(archive: Archive, count: int, point: Integers) -> tuple[int, int]:
    """The count without what the point dominates, or -1 where it is dominated itself; and how many points were compared.

    What dominates moves half the way to the front, where it is found sooner.
    """
    for one in range(count):
        if covers(archive.points[one], point):
            _exchanged(archive, one, one // 2)
            return -1, one + 1
    one, before = 0, count
    while one < count:
        if covers(point, archive.points[one]):
            count -= 1
            _exchanged(archive, one, count)
        else:
            one += 1
    return count, 2 * before
