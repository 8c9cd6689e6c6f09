"""The search region: which outcomes could still be new, given the points found.

A point z can be new only if it exceeds some *local upper bound* u in every aim (z > u). The set of these corners is
kept as points are found: a corner below a new point y is replaced by its projections u with u_k = y_k, unless another
corner lies below them (K. Klamroth, R. Lacour, D. Vanderpooten 2015, doi:10.1016/j.ejor.2015.03.031, written here for
aims that are to grow).

To ask fast whether a bound set leaves room above some corner, corners are stored as the weighted sums that a new point
must reach at least, in blocks of neighbours with the least sum of each block.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import Integers, compiled, copy_row

BLOCK = 32
"""Corners in a block, blocks in a superblock."""


class Region(NamedTuple):
    """Weighted sums a new point must reach: of each corner, of each block at least, of each superblock at least."""

    corners: NDArray[np.floating]
    blocks: NDArray[np.floating]
    superblocks: NDArray[np.floating]


def corners_after(corners: Integers, points: Integers) -> Integers:
    """The corners once these points are known, too.

    Parameters
    ----------
    corners
        (c, objectives), before.
    points
        (n, objectives), in any order; dominated ones change nothing.

    Examples
    --------
    >>> corners_after(np.array([[-1, -1]]), np.array([[3, 1], [1, 2]])).tolist()
    [[3, -1], [1, 1], [-1, 2]]
    """
    return _inserted(corners.copy(), np.ascontiguousarray(points))


def region(corners: Integers, weights: Integers, kind: type[np.floating]) -> Region:
    """Corners as weighted sums, neighbours together; ``weights`` is (directions, objectives)."""
    sums = ((corners + 1) @ weights.T).astype(kind)
    sums = np.ascontiguousarray(sums[_neighbours(sums)])
    blocks = _least(sums)
    return Region(sums, blocks, _least(blocks))


def _least(sums: NDArray[np.floating]) -> NDArray[np.floating]:
    least: NDArray[np.floating] = np.minimum.reduceat(sums, np.arange(0, len(sums), BLOCK), axis=0)
    return least


def _neighbours(sums: NDArray[np.floating]) -> Integers:
    """An order in which runs of `BLOCK` rows lie close together: halve along the widest direction, again and again."""
    leaves, open_parts = [], [np.arange(len(sums))]
    while open_parts:
        part = open_parts.pop()
        if len(part) <= BLOCK:
            leaves.append(part)
            continue
        widest = int(np.argmax(np.ptp(sums[part], axis=0)))
        part = part[np.argsort(sums[part, widest], kind="stable")]
        half = (len(part) // 2 + BLOCK - 1) // BLOCK * BLOCK
        half = half if half < len(part) else len(part) // 2
        open_parts += [part[half:], part[:half]]
    return np.concatenate(leaves)


@compiled
def _below(low: Integers, high: Integers) -> bool:
    """Nowhere above."""
    for k in range(low.shape[0]):  # noqa: SIM110 (numba has no generators)
        if low[k] > high[k]:
            return False
    return True


@compiled
def _inside(point: Integers, corner: Integers, but: int) -> bool:
    """Above the corner in every aim, one perhaps excepted."""
    for k in range(point.shape[0]):  # noqa: SIM110 (numba has no generators)
        if k != but and point[k] <= corner[k]:
            return False
    return True


@compiled
def _projected(zones: Integers, count: int, hit: Integers, point: Integers, k: int) -> Integers:
    """The projections of the corners hit onto one coordinate of the point, without those that lie above another."""
    found = np.empty((hit.shape[0], point.shape[0]), np.int64)
    kept = np.ones(hit.shape[0], np.bool_)
    for i in range(hit.shape[0]):
        copy_row(zones[hit[i]], found[i])
        found[i, k] = point[k]
    for i in range(hit.shape[0]):
        for j in range(hit.shape[0]):
            if i != j and kept[j] and _below(found[j], found[i]):
                kept[i] = False
                break
    for z in range(count):
        if zones[z, k] == point[k] and _inside(point, zones[z], k):
            for i in range(hit.shape[0]):
                if kept[i] and _below(zones[z], found[i]):
                    kept[i] = False
    return _compact(found, kept)


@compiled
def _compact(rows: Integers, kept: NDArray[np.bool_]) -> Integers:
    """The kept rows, moved to the front."""
    count = 0
    for i in range(kept.shape[0]):
        if kept[i]:
            copy_row(rows[i], rows[count])
            count += 1
    return rows[:count]


@compiled
def _hit(zones: Integers, count: int, point: Integers) -> Integers:
    """Positions of the corners below a point."""
    hit = np.empty(count, np.int64)
    found = 0
    for z in range(count):
        if _inside(point, zones[z], -1):
            hit[found] = z
            found += 1
    return hit[:found]


@compiled
def _insert(zones: Integers, count: int, point: Integers) -> tuple[Integers, int]:
    """Replace the corners below a point; ``zones`` may be larger than ``count`` and is changed or exchanged."""
    hit = _hit(zones, count, point)
    if hit.shape[0] == 0:
        return zones, count
    objectives = point.shape[0]
    new = np.empty((hit.shape[0] * objectives, objectives), np.int64)
    added = 0
    for k in range(objectives):
        projected = _projected(zones, count, hit, point, k)
        for i in range(projected.shape[0]):
            copy_row(projected[i], new[added])
            added += 1
    kept, next_hit = hit[0], 0
    for z in range(hit[0], count):
        if next_hit < hit.shape[0] and hit[next_hit] == z:
            next_hit += 1
        else:
            copy_row(zones[z], zones[kept])
            kept += 1
    if kept + added > zones.shape[0]:
        larger = np.empty((2 * (kept + added), objectives), np.int64)
        for z in range(kept):
            copy_row(zones[z], larger[z])
        zones = larger
    for i in range(added):
        copy_row(new[i], zones[kept + i])
    return zones, kept + added


@compiled
def _inserted(zones: Integers, points: Integers) -> Integers:
    """The corners after all points; ``zones`` is changed."""
    count = zones.shape[0]
    for one in range(points.shape[0]):
        zones, count = _insert(zones, count, points[one])
    return zones[:count].copy()
