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

from openhearth.core.portfolio.dominance import covers, halve
from openhearth.core.portfolio.kernels import Floats, Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import weighed

BLOCK, SUPERBLOCK = 32, 1024
"""Corners in each."""


class Region(NamedTuple):
    """Weighted sums a new point must reach: of each corner, of each block at least, of each superblock at least."""

    corners: NDArray[np.floating]
    blocks: NDArray[np.floating]
    superblocks: NDArray[np.floating]


class Zones(NamedTuple):
    """What lies above any of the first ``size`` corners; there is room for more."""

    corners: Integers
    size: int


@compiled
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
    zones = opened(corners)
    for one in range(points.shape[0]):
        zones, _ = closed(zones, points[one])
    return zones.corners[: zones.size].copy()


@compiled
def opened(corners: Integers) -> Zones:
    """With these corners, which stay as they are."""
    return Zones(corners.copy(), corners.shape[0])


@compiled
def region(corners: Integers, weights: Integers, like: NDArray[np.floating]) -> Region:
    """Corners as weighted sums of the kind of ``like``, neighbours together, those first that are easily exceeded; ``weights`` is (directions, objectives)."""
    sums = weighed(corners + 1, weights)
    order, found = _together(-sums), np.empty(sums.shape, like.dtype)
    for place in range(order.shape[0]):
        for t in range(sums.shape[1]):
            found[place, t] = sums[order[place], t]
    blocks = _least(found)
    return Region(found, blocks, _least(blocks))


@compiled
def _least(sums: NDArray[np.floating]) -> NDArray[np.floating]:
    """Of each block."""
    least = np.full(((sums.shape[0] + BLOCK - 1) // BLOCK, sums.shape[1]), np.inf).astype(sums.dtype)
    for row in range(sums.shape[0]):
        for t in range(sums.shape[1]):
            least[row // BLOCK, t] = min(least[row // BLOCK, t], sums[row, t])
    return least


@compiled
def _together(sums: Floats) -> Integers:
    """An order in which runs of `BLOCK` rows lie close together, larger ones first: halve along the widest direction, again and again."""
    order, parts, waiting = np.arange(sums.shape[0]), np.zeros((64, 2), np.int64), 1
    parts[0, 1] = sums.shape[0]
    while waiting:
        waiting -= 1
        first, last = parts[waiting]
        if last - first <= BLOCK:
            continue
        widest, spread = 0, -1.0
        for t in range(sums.shape[1]):
            least = most = sums[order[first], t]
            for place in range(first + 1, last):
                least, most = min(least, sums[order[place], t]), max(most, sums[order[place], t])
            if most - least > spread:
                widest, spread = t, most - least
        half = ((last - first) // 2 + BLOCK - 1) // BLOCK * BLOCK
        middle = first + (half if half < last - first else (last - first) // 2)
        halve(sums, order, first, middle, last, widest)
        parts[waiting, 0], parts[waiting, 1] = middle, last
        parts[waiting + 1, 0], parts[waiting + 1, 1] = first, middle
        waiting += 2
    return order


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
            if i != j and kept[j] and covers(found[i], found[j]):
                kept[i] = False
                break
    for z in range(count):
        if zones[z, k] == point[k] and _inside(point, zones[z], k):
            for i in range(hit.shape[0]):
                if kept[i] and covers(found[i], zones[z]):
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
def closed(zones: Zones, point: Integers) -> tuple[Zones, bool]:
    """The zones without what does not exceed this point, and whether that is anything; those given are written over."""
    corners, count, objectives = zones.corners, zones.size, point.shape[0]
    hit = _hit(corners, count, point)
    if hit.shape[0] == 0:
        return zones, False
    new = np.empty((hit.shape[0] * objectives, objectives), np.int64)
    added = 0
    for k in range(objectives):
        projected = _projected(corners, count, hit, point, k)
        for i in range(projected.shape[0]):
            copy_row(projected[i], new[added])
            added += 1
    kept, next_hit = hit[0], 0
    for z in range(hit[0], count):
        if next_hit < hit.shape[0] and hit[next_hit] == z:
            next_hit += 1
        else:
            copy_row(corners[z], corners[kept])
            kept += 1
    if kept + added > corners.shape[0]:
        larger = np.empty((2 * (kept + added), objectives), np.int64)
        for z in range(kept):
            copy_row(corners[z], larger[z])
        corners = larger
    for i in range(added):
        copy_row(new[i], corners[kept + i])
    return Zones(corners, kept + added), True
