"""States followed through all stages, a few at a time: those that have come farthest and have the most room first. Compiled.

The others wait until their turn comes, as in a search in depth whose nodes are sets of states. What is found on the way closes corners at once, which
spares what waits. Nothing is dropped: where none waits any more, nothing is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.bounds import Bounds
from openhearth.core.portfolio.dominance import efficient
from openhearth.core.portfolio.expansion import Children, Front, Stages, expand, room_for
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row
from openhearth.core.portfolio.waiting import (
    NOWHERE,
    Trail,
    Waiting,
    joined,
    latest,
    longer,
    moved,
    room_to_wait,
    roomier,
)
from openhearth.core.portfolio.zones import Region, Zones, closed, opened, region

STALE = 0.02
"""New points, as a share of the corners, from which on these are mapped again: until then more is followed than need be, never less."""

LOOKS = 20
"""States and parts of the tree looked at for one state at most, when those that are dominated are sought: with a thousand there were hardly
fewer, and each took nearly four times as long."""

RARE, ENOUGH = 50, 1_000
"""Dominated states are not sought any more where fewer than one in so many was one, of so many or more looked at."""


class Field(NamedTuple):
    """What is searched: the stages, bounds on them, (directions, objectives) weights, and (objectives,) the ``leeway``, by which a
    corner is moved in an aim that some point bounds, where it is above the ``lowest``.
    """

    stages: Stages
    known: Bounds
    weights: Integers
    lowest: Integers
    leeway: Integers


class Reach(NamedTuple):
    """So many states are followed together, about so many children tried, and whether all that lead anywhere are wanted."""

    together: int
    children: int
    every: bool


class Pursued(NamedTuple):
    """What was found: (n, objectives) points, and where their ways end. What still waits, and its way, and how many children were tried.

    Places in the trail that are smaller than where it begins are in the trail of before.
    """

    points: Integers
    ends: Trail
    waiting: Waiting
    trail: Trail
    tried: int


@compiled
def mapped(field: Field, corners: Integers) -> Region:
    """The corners, moved by the leeway."""
    shifted = corners.copy()
    for one in range(corners.shape[0]):
        for k in range(corners.shape[1]):
            if corners[one, k] >= field.lowest[k]:
                shifted[one, k] += field.leeway[k]
    return region(shifted, field.weights, field.known.tables)


@compiled
def pursue(field: Field, corners: Integers, before: Waiting, begin: int, reach: Reach) -> Pursued:
    """Follow what waits, until nothing does or so many children were tried. The trail goes on from ``begin``."""
    stages, zones, search, unmapped = field.stages, opened(corners), mapped(field, corners), 0
    last, rows, aims = stages.starts.shape[0] - 1, stages.uses.shape[1], stages.gains.shape[1]
    into, turn = _room(stages, reach.together), room_to_wait(reach.together, rows, aims)
    trail, told, tally, tried = longer(NOWHERE, 0, 512), 0, np.zeros(2, np.int64), 0
    points, ends, found = np.empty((16, aims), np.int64), longer(NOWHERE, 0, 8), 0
    waiting, count = roomier(before, before.ways.shape[0], 512), before.ways.shape[0]
    waiting.front.hints[:count] = 0
    while count and tried < reach.children:
        first, stage = latest(waiting, count, reach.together), waiting.stages[count - 1]
        tried += (count - first) * (stages.starts[stage + 1] - stages.starts[stage])
        front = _having_turn(waiting, first, count, turn)
        children, count = expand(front, stages, stage, field.known, search, into), first
        for child in range(children):
            into.parents[child] = turn.ways[into.parents[child]]
        if stage + 1 == last:
            before_these = found
            zones, points, ends, found = _completed(zones, (points, ends, found), into, children, reach.every)
            unmapped += found - before_these
            if unmapped > STALE * zones.size:
                search, unmapped = mapped(field, zones.corners[: zones.size]), 0
                waiting.front.hints[:count] = 0
            continue
        kept = _sifted(into, children, tally, reach.every)
        if count + kept.shape[0] > waiting.ways.shape[0]:
            waiting = roomier(waiting, count, kept.shape[0])
        if told + kept.shape[0] > trail.parents.shape[0]:
            trail = longer(trail, told, told + kept.shape[0])
        for child in kept:
            trail.parents[told], trail.columns[told] = into.parents[child], into.columns[child]
            _queued(into, child, waiting, count)
            waiting.stages[count], waiting.ways[count] = stage + 1, begin + told
            count, told = count + 1, told + 1
    return Pursued(points[:found].copy(), _first(ends, found), _rest(waiting, count), _first(trail, told), tried)


@compiled
def _having_turn(waiting: Waiting, first: int, last: int, turn: Waiting) -> Front:
    """Some of what waits, copied, because their children take their places."""
    for one in range(first, last):
        moved(waiting, one, turn, one - first)
    uses, gains, hints = turn.front
    return Front(uses[: last - first], gains[: last - first], hints[: last - first])


@compiled
def _completed(
    zones: Zones, known: tuple[Integers, Trail, int], into: Children, children: int, every: bool
) -> tuple[Zones, Integers, Trail, int]:
    """The points, their ends and how many they are, with completed states that nothing found before covers, or with every one."""
    points, ends, found = known
    for child in range(children):
        new = every
        if not every:
            zones, new = closed(zones, into.gains[child])
        if not new:
            continue
        if found == points.shape[0]:
            points = _taller(points)
        if found == ends.parents.shape[0]:
            ends = longer(ends, found, found)
        copy_row(into.gains[child], points[found])
        ends.parents[found], ends.columns[found] = into.parents[child], into.columns[child]
        found += 1
    return zones, points, ends, found


@compiled
def _taller(points: Integers) -> Integers:
    """The same with twice the room."""
    larger = np.empty((2 * points.shape[0], points.shape[1]), np.int64)
    for one in range(points.shape[0]):
        copy_row(points[one], larger[one])
    return larger


@compiled
def _room(stages: Stages, together: int) -> Children:
    """For all children of so many states, in any stage."""
    widest = 0
    for stage in range(stages.starts.shape[0] - 1):
        widest = max(widest, stages.starts[stage + 1] - stages.starts[stage])
    return room_for(together * widest, stages.uses.shape[1], stages.gains.shape[1])


@compiled
def _sifted(into: Children, children: int, tally: Integers, every: bool) -> Integers:
    """The children that are followed, those with the least room first; ``tally`` counts in how many others were sought, and how many they were."""
    kept = np.arange(children)
    if not every and (tally[0] < ENOUGH or tally[1] * RARE >= tally[0]):
        kept = efficient(into.uses[:children], into.gains[:children], LOOKS)
        tally[0] += children
        tally[1] += children - kept.shape[0]
    return kept[np.argsort(into.slack[kept], kind="mergesort")]


@compiled
def _queued(into: Children, child: int, waiting: Waiting, place: int) -> None:
    copy_row(into.uses[child], waiting.front.uses[place])
    copy_row(into.gains[child], waiting.front.gains[place])
    waiting.front.hints[place] = into.hints[child]


@compiled
def _first(trail: Trail, count: int) -> Trail:
    return Trail(trail.parents[:count].copy(), trail.columns[:count].copy())


@compiled
def _rest(waiting: Waiting, count: int) -> Waiting:
    uses, gains, hints = waiting.front
    front = Front(uses[:count].copy(), gains[:count].copy(), hints[:count].copy())
    return Waiting(front, waiting.stages[:count].copy(), waiting.ways[:count].copy())


def apart(waiting: Waiting, parts: int) -> list[Waiting]:
    """What waits, dealt out."""
    chosen = [np.arange(part, len(waiting.ways), parts) for part in range(min(parts, len(waiting.ways)))]
    return [
        Waiting(Front._make(of[rows] for of in waiting.front), waiting.stages[rows], waiting.ways[rows])
        for rows in chosen
    ]


def together(trail: Trail, told: Sequence[Pursued]) -> tuple[Waiting, Trail, Integers, Trail]:
    """What waits in all parts, those before the latest stage last, the trail, the points found, and where their ways end in the trail."""
    begin = len(trail.parents)
    shifts = np.cumsum([0, *(len(one.trail.parents) for one in told)])[:-1].tolist()

    def moved_on(places: list[Integers]) -> Integers:
        moved = [of + shift * (of >= begin) for of, shift in zip(places, shifts, strict=True)]
        return np.concatenate(moved)

    for one in told:
        trail = joined(trail, one.trail)
    trail = trail._replace(
        parents=np.concatenate([trail.parents[:begin], moved_on([one.trail.parents for one in told])])
    )
    waiting = [one.waiting for one in told]
    stages = np.concatenate([one.stages for one in waiting])
    front = Front._make(np.concatenate(parts) for parts in zip(*(one.front for one in waiting), strict=True))
    order = np.argsort(stages, kind="stable")
    ways = moved_on([one.ways for one in waiting])
    ends = Trail(moved_on([one.ends.parents for one in told]), np.concatenate([one.ends.columns for one in told]))
    waits = Waiting(Front._make(of[order] for of in front), stages[order], ways[order])
    return waits, trail, np.concatenate([one.points for one in told]), ends
