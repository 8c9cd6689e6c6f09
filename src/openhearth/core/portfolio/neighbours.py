"""Better portfolios near those that are known: Pareto local search, compiled.

Everything that differs from a known portfolio in one stage or in two is tried; what no known point dominates is kept and gets its
turn (L. Paquete, M. Chiarandini, T. Stützle 2004, doi:10.1007/978-3-642-17144-4_7). It proves nothing, but the more is known
early, the smaller is the region that is left to search.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.archive import Archive, doubled, entered
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import Matrices, stage_of
from openhearth.core.portfolio.program import Program


class _Parts(NamedTuple):
    """A program, and in which stage each column is."""

    uses: Integers
    gains: Integers
    starts: Integers
    stages: Integers
    capacities: Integers


class _Scratch(NamedTuple):
    """What is written while one portfolio has its turn: itself, what it uses, and both after one change and after two."""

    point: Integers
    columns: Integers
    used: Integers
    used_once: Integers
    point_once: Integers
    point_twice: Integers


def searched(program: Program, archive: Archive, most: int) -> tuple[Archive, int]:
    """The archive after some portfolios have had their turn, and how much was looked at.

    Parameters
    ----------
    archive
        Each pick respects the rows of the program and comes to its point.
    most
        Neighbours tried and points compared with them at most, up to the end of a turn. While one waits, another call goes on.

    Examples
    --------
    >>> uses, gains = np.array([[0], [2], [0], [3]]), np.array([[0, 0], [5, 1], [0, 0], [1, 5]])
    >>> one = Program((None,) * 4, np.array([0, 2, 4]), gains, uses, np.array([3]), (0, 1))
    >>> nothing = Archive(np.array([[0, 0]]), np.array([[0, 0]]), np.array([1]))
    >>> searched(one, nothing, 100)[0].points.tolist()
    [[5, 1], [1, 5]]
    """
    if not archive.waiting.any() or not program.stages:
        return archive._replace(waiting=np.zeros_like(archive.waiting)), 0
    archive, count, looks = turns(program.matrices, Archive._make(array.copy() for array in archive), most)
    return Archive._make(array[:count].copy() for array in archive), looks


@compiled
def _changed(base: Integers, old: Integers, new: Integers, into: Integers) -> None:
    """Exchange one column for another."""
    for k in range(base.shape[0]):
        into[k] = base[k] - old[k] + new[k]


@compiled
def _fits(used: Integers, old: Integers, new: Integers, capacities: Integers) -> bool:
    for row in range(used.shape[0]):  # noqa: SIM110
        if used[row] - old[row] + new[row] > capacities[row]:
            return False
    return True


@compiled
def _rises(base: Integers, before: Integers, old: Integers, new: Integers, into: Integers) -> bool:
    """Exchange one column for another; whether any entry becomes larger than in the base."""
    rises = False
    for k in range(base.shape[0]):
        into[k] = before[k] - old[k] + new[k]
        rises = rises or into[k] > base[k]
    return rises


@compiled
def _written(parts: _Parts, archive: Archive, place: int, now: _Scratch, first: int, second: int) -> Archive:
    """The archive with what was changed twice in this place; its own turn is to come."""
    if place == archive.points.shape[0]:
        archive = doubled(archive)
    copy_row(now.point_twice, archive.points[place])
    for stage in range(now.columns.shape[0]):
        archive.picks[place, stage] = now.columns[stage] - parts.starts[stage]
    stage, other = parts.stages[first], parts.stages[second]
    archive.picks[place, other] = second - parts.starts[other]
    archive.picks[place, stage] = first - parts.starts[stage]  # the last word where both are the same stage
    archive.waiting[place] = 1
    return archive


@compiled
def _turn(parts: _Parts, archive: Archive, count: int, now: _Scratch) -> tuple[Archive, int, int]:
    """Try all neighbours of one portfolio; the archive, its count, and how much was looked at."""
    looks = 0
    for first in range(parts.stages.shape[0]):
        stage = parts.stages[first]
        was = now.columns[stage]
        if first == was:
            continue
        _changed(now.point, parts.gains[was], parts.gains[first], now.point_once)
        _changed(now.used, parts.uses[was], parts.uses[first], now.used_once)
        for second in range(parts.starts[stage + 1] - 1, parts.stages.shape[0]):
            alone = second < parts.starts[stage + 1]  # the last column of the stage itself stands for no second change
            left = second if alone else now.columns[parts.stages[second]]
            if left == second and not alone:
                continue
            looks += 1
            if not _rises(now.point, now.point_once, parts.gains[left], parts.gains[second], now.point_twice):
                continue
            if not _fits(now.used_once, parts.uses[left], parts.uses[second], parts.capacities):
                continue
            kept, compared = entered(archive, count, now.point_twice)
            looks += compared // 4
            if kept >= 0:
                archive = _written(parts, archive, kept, now, first, second)
                count = kept + 1
    return archive, count, looks


@compiled
def turns(taken: Matrices, archive: Archive, most: int) -> tuple[Archive, int, int]:
    """One portfolio after the other has its turn, the first that waits in each round; the archive is changed."""
    parts = _Parts(taken.uses, taken.gains, taken.starts, stage_of(taken), taken.capacities)
    count, looks, waits = archive.points.shape[0], 0, True
    aims, stages, rows = archive.points.shape[1], archive.picks.shape[1], parts.capacities.shape[0]
    now = _Scratch(
        np.empty(aims, np.int64),
        np.empty(stages, np.int64),
        np.empty(rows, np.int64),
        np.empty(rows, np.int64),
        np.empty(aims, np.int64),
        np.empty(aims, np.int64),
    )
    while waits and looks < most:
        waits = False
        for one in range(count):
            if one >= count or archive.waiting[one] == 0 or looks >= most:
                continue
            waits = True
            archive.waiting[one] = 0
            copy_row(archive.points[one], now.point)
            for row in range(rows):
                now.used[row] = 0
            for stage in range(stages):
                now.columns[stage] = parts.starts[stage] + archive.picks[one, stage]
                for row in range(rows):
                    now.used[row] += parts.uses[now.columns[stage], row]
            archive, count, looked = _turn(parts, archive, count, now)
            looks += looked
    return archive, count, looks
