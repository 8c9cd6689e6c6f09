"""Problems with few combinations: all are looked at, which is sooner done than bounds are made. Compiled."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.archive import Archive, doubled, entered
from openhearth.core.portfolio.dominance import covers, descending
from openhearth.core.portfolio.kernels import Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import sums
from openhearth.core.portfolio.program import Program

FEW = 2_048, 4_096, 16_384, 65_536
"""Combinations at most for two aims, for three, for four, and for more, those that are not allowed among them: the more aims, the less bounds say.
Measured where both take the same time."""

LOOKS = 500_000
"""Points compared at most: where so many of the combinations cannot be beaten, bounds are sooner made."""


class _Way(NamedTuple):
    """The columns chosen (stages + 1,), and what is used (stages + 1, rows) and gained (stages + 1, objectives) before each stage."""

    columns: Integers
    used: Integers
    gained: Integers


def outright(program: Program) -> tuple[Integers, Integers] | None:
    """(n, objectives) all points that nothing dominates, the largest first, and (n, stages) picks of one portfolio for each.

    None where there are more combinations than `FEW` says, or more points to compare than `LOOKS`.

    Examples
    --------
    >>> uses, gains = np.array([[0], [2], [0], [3]]), np.array([[0, 0], [5, 1], [0, 0], [1, 5]])
    >>> one = Program((None,) * 4, np.array([0, 2, 4]), gains, uses, np.array([3]), (0, 1))
    >>> [part.tolist() for part in outright(one)]
    [[[5, 1], [1, 5]], [[1, 0], [0, 1]]]
    """
    if prod(np.diff(program.starts).tolist()) > FEW[min(program.gains.shape[1], len(FEW) + 1) - 2]:
        return None
    limits = program.capacities - sums(program.uses, program.starts)[0]
    archive, count = _all(program.uses, program.gains, program.starts, limits, LOOKS)
    if count < 0:
        return None
    order = descending(archive.points[:count])
    return archive.points[order], archive.picks[order]


@compiled
def _all(uses: Integers, gains: Integers, starts: Integers, limits: Integers, looks: int) -> tuple[Archive, int]:
    """One combination after the other, the last stage the fastest; the count is -1 where that takes too many looks.

    ``limits`` (stages + 1, rows) is what may be used before each stage, so that the later ones still fit.
    """
    stages, aims = starts.shape[0] - 1, gains.shape[1]
    way = _Way(starts - 1, np.zeros(limits.shape, np.int64), np.zeros((stages + 1, aims), np.int64))
    archive = Archive(np.empty((16, aims), np.int64), np.empty((16, stages), np.int64), np.empty(16, np.int64))
    count, stage = 0, 0 if covers(limits[0], way.used[0]) else -1
    while stage >= 0 and looks > 0:
        if stage == stages:
            kept, compared = entered(archive, count, way.gained[stages])
            looks -= compared
            if kept >= 0:
                archive, count = _written(archive, kept, way, starts), kept + 1
            stage -= 1
        elif way.columns[stage] + 1 == starts[stage + 1]:
            way.columns[stage] = starts[stage] - 1
            stage -= 1
        else:
            _take(uses, gains, way, stage, way.columns[stage] + 1)
            stage += covers(limits[stage + 1], way.used[stage + 1])
    return archive, count if stage < 0 else -1


@compiled
def _take(uses: Integers, gains: Integers, way: _Way, stage: int, column: int) -> None:
    way.columns[stage] = column
    for row in range(uses.shape[1]):
        way.used[stage + 1, row] = way.used[stage, row] + uses[column, row]
    for k in range(gains.shape[1]):
        way.gained[stage + 1, k] = way.gained[stage, k] + gains[column, k]


@compiled
def _written(archive: Archive, place: int, way: _Way, starts: Integers) -> Archive:
    """The archive with the combination in this place."""
    if place == archive.points.shape[0]:
        archive = doubled(archive)
    copy_row(way.gained[archive.picks.shape[1]], archive.points[place])
    for stage in range(archive.picks.shape[1]):
        archive.picks[place, stage] = way.columns[stage] - starts[stage]
    return archive
