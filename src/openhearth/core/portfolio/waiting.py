"""States of the dynamic programme that wait for their turn, and the ways on which they were reached. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.expansion import Front
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import Matrices


class Waiting(NamedTuple):
    """States, those before the latest stage last, and among the children of the same states those with the most room last.

    ``stages`` (n,) are those before which they stand, ``ways`` (n,) their places in a trail, -1 where nothing is chosen yet.
    """

    front: Front
    stages: Integers
    ways: Integers


class Trail(NamedTuple):
    """Of every state followed the place of its parent in this trail, and its column, counted from the first of the stage."""

    parents: Integers
    columns: Integers


NOWHERE = Trail(np.zeros(0, np.int64), np.zeros(0, np.int64))
"""A trail that has not begun."""


@compiled
def room_to_wait(size: int, rows: int, aims: int) -> Waiting:
    """So many states that use and gain nothing, before the first stage."""
    front = Front(np.zeros((size, rows), np.int64), np.zeros((size, aims), np.int64), np.zeros(size, np.int64))
    return Waiting(front, np.zeros(size, np.int64), np.full(size, -1))


def beginning(taken: Matrices) -> Waiting:
    """Nothing chosen yet."""
    return room_to_wait(1, taken.uses.shape[1], taken.gains.shape[1])


@compiled
def roomier(waiting: Waiting, count: int, more: int) -> Waiting:
    """The first of them, with room for so many more at least."""
    size = waiting.ways.shape[0]
    larger = room_to_wait(2 * (count + more), waiting.front.uses.shape[1], waiting.front.gains.shape[1])
    for one in range(min(size, count)):
        moved(waiting, one, larger, one)
    return larger


@compiled
def moved(waiting: Waiting, one: int, into: Waiting, place: int) -> None:
    """Copy one of them."""
    copy_row(waiting.front.uses[one], into.front.uses[place])
    copy_row(waiting.front.gains[one], into.front.gains[place])
    into.front.hints[place] = waiting.front.hints[one]
    into.stages[place], into.ways[place] = waiting.stages[one], waiting.ways[one]


@compiled
def latest(waiting: Waiting, count: int, most: int) -> int:
    """The first of those that have their turn: before the latest stage, so many at most."""
    first = count - 1
    while first and count - first < most and waiting.stages[first - 1] == waiting.stages[count - 1]:
        first -= 1
    return first


@compiled
def longer(trail: Trail, count: int, size: int) -> Trail:
    """The first entries of a trail, with room for more."""
    larger = Trail(np.empty(2 * size, np.int64), np.empty(2 * size, np.int64))
    for one in range(count):
        larger.parents[one], larger.columns[one] = trail.parents[one], trail.columns[one]
    return larger


@compiled
def picks_along(trail: Trail, ends: Trail, order: Integers) -> Integers:
    """(n, stages) the columns on the way to each end, which is a parent in the trail and a column of the last stage.

    ``order`` says which stage was taken when.
    """
    picks = np.empty((ends.parents.shape[0], order.shape[0]), np.int64)
    for one in range(picks.shape[0]):
        way, column = ends.parents[one], ends.columns[one]
        for place in range(order.shape[0] - 1, -1, -1):
            picks[one, order[place]] = column
            if place:
                way, column = trail.parents[way], trail.columns[way]
    return picks


@compiled
def shortened(trail: Trail, ways: Integers) -> tuple[Trail, Integers]:
    """What of a trail leads to any of these places, and where they are in it."""
    place = np.full(trail.parents.shape[0], -1)
    for one in range(ways.shape[0]):
        way = ways[one]
        while way >= 0 and place[way] < 0:
            place[way] = 0
            way = trail.parents[way]
    kept = Trail(np.empty((place == 0).sum(), np.int64), np.empty((place == 0).sum(), np.int64))
    count = 0
    for way in range(place.shape[0]):
        if place[way] < 0:
            continue
        before = trail.parents[way]
        kept.parents[count], kept.columns[count] = -1 if before < 0 else place[before], trail.columns[way]
        place[way] = count
        count += 1
    found = np.empty_like(ways)
    for one in range(ways.shape[0]):
        found[one] = -1 if ways[one] < 0 else place[ways[one]]
    return kept, found


@compiled
def joined(trail: Trail, more: Trail) -> Trail:
    """One behind the other."""
    return Trail(np.concatenate((trail.parents, more.parents)), np.concatenate((trail.columns, more.columns)))
