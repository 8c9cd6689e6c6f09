"""Which of many rows are covered by another one: nowhere larger, somewhere smaller. The others stay.

Rows are put into a tree that halves them along the widest column again and again; each node knows the largest entry of each
column below it. Whoever covers a row can only be below nodes that cover it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import compiled
from openhearth.core.portfolio.program import Integers

EVERY = np.iinfo(np.int64).max
LEAF = 16


def best(points: Integers) -> Integers:
    """Positions of the points that no other one dominates, in lexicographic order from the largest; the first of equals.

    Parameters
    ----------
    points
        (n, objectives), to be large in every one.

    Examples
    --------
    >>> best(np.array([[1, 2], [3, 1], [1, 1], [3, 1]])).tolist()
    [1, 0]
    """
    kept = distinct(points)
    kept = kept[~covered(points[kept], EVERY)]
    found: Integers = kept[np.lexsort([-points[kept, k] for k in range(points.shape[1] - 1, -1, -1)])]
    return found


def efficient(uses: Integers, gains: Integers, most: int) -> Integers:
    """Positions of the states that are kept: none of the others uses no more and gains no less; the first of equals.

    Parameters
    ----------
    uses, gains
        (n, rows) and (n, objectives).
    most
        Nodes and states looked at for each state at most; a dominated state may stay, an efficient one never goes.
    """
    moving = np.flatnonzero(np.ptp(uses, axis=0)) if len(uses) else np.zeros(0, dtype=np.int64)
    states = np.ascontiguousarray(np.hstack([gains, -uses[:, moving]]))
    kept = distinct(states)
    found: Integers = kept[~covered(states[kept], most)]
    return found


def distinct(rows: Integers) -> Integers:
    """Positions of the rows without their repetitions, in order; the first of equals stays.

    Neighbours in the order of a hash are compared entry by entry, so a collision never drops a row.
    """
    if len(rows) < 2:
        return np.arange(len(rows))
    factors = np.cumprod(np.full(rows.shape[1], 0x9E3779B97F4A7C15, dtype=np.uint64))
    order = np.argsort(rows.astype(np.uint64) @ factors, kind="stable")
    same = (rows[order[1:]] == rows[order[:-1]]).all(1)
    return np.sort(order[np.concatenate([[True], ~same])])


def covered(rows: Integers, most: int) -> NDArray[np.bool_]:
    """Of distinct rows, whether another one is nowhere smaller; after ``most`` looks the answer is no."""
    if len(rows) < 2:
        return np.zeros(len(rows), dtype=np.bool_)
    order, tops = tree(rows)
    found = np.zeros(len(rows), dtype=np.bool_)
    found[order] = _covered(np.ascontiguousarray(rows[order]), tops, most)
    return found


def tree(rows: Integers) -> tuple[Integers, Integers]:
    """The order of at least one row along the tree, and (nodes, columns) the largest entries below each node, the root first.

    The nodes below node n are 2 n + 1, with the first half of its rows, and 2 n + 2; those without any are leaves.
    """
    depth = max(0, int(np.ceil(np.log2(len(rows) / LEAF))))
    tops = np.empty((2 ** (depth + 1) - 1, rows.shape[1]), dtype=np.int64)
    order = np.arange(len(rows))
    _grow(rows, order, tops, np.maximum(1, np.ptp(rows, axis=0)).astype(np.float64))
    return order, tops


@compiled
def covers(high: Integers, low: Integers) -> bool:
    """Nowhere smaller."""
    for k in range(high.shape[0]):  # noqa: SIM110 (numba has no generators)
        if high[k] < low[k]:
            return False
    return True


@compiled
def _halve(rows: Integers, order: Integers, first: int, last: int, k: int) -> None:
    """Move the half with the larger entries in column k to the front of this part of the order."""
    middle = (first + last) // 2
    low, high = first, last - 1
    while low < high:
        pivot = rows[order[(low + high) // 2], k]
        i, j = low, high
        while i <= j:
            while rows[order[i], k] > pivot:
                i += 1
            while rows[order[j], k] < pivot:
                j -= 1
            if i <= j:
                order[i], order[j] = order[j], order[i]
                i, j = i + 1, j - 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            return


@compiled
def _grow(rows: Integers, order: Integers, tops: Integers, scale: NDArray[np.float64]) -> None:
    """Order the rows along the tree, and fill in the largest entries below each node."""
    firsts, lasts = np.zeros(tops.shape[0], np.int64), np.zeros(tops.shape[0], np.int64)
    lasts[0] = order.shape[0]
    for node in range(tops.shape[0]):
        first, last = firsts[node], lasts[node]
        widest, spread = 0, -1.0
        for k in range(rows.shape[1]):
            least = most = rows[order[first], k]
            for i in range(first + 1, last):
                least, most = min(least, rows[order[i], k]), max(most, rows[order[i], k])
            tops[node, k] = most
            if (most - least) / scale[k] > spread:
                widest, spread = k, (most - least) / scale[k]
        if 2 * node + 2 < tops.shape[0]:
            _halve(rows, order, first, last, widest)
            firsts[2 * node + 1], lasts[2 * node + 1] = first, (first + last) // 2
            firsts[2 * node + 2], lasts[2 * node + 2] = (first + last) // 2, last


@compiled
def _covered(rows: Integers, tops: Integers, most: int) -> NDArray[np.bool_]:
    """Of rows in the order of the tree, whether another one covers each."""
    found = np.zeros(rows.shape[0], np.bool_)
    nodes, firsts, lasts = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    for row in range(rows.shape[0]):
        nodes[0], firsts[0], lasts[0] = 0, 0, rows.shape[0]
        waiting, looks = 1, 0
        while waiting and not found[row] and looks < most:
            waiting -= 1
            node, first, last = nodes[waiting], firsts[waiting], lasts[waiting]
            looks += 1
            if not covers(tops[node], rows[row]):
                continue
            if 2 * node + 2 >= tops.shape[0]:
                looks += last - first
                found[row] = _any_covers(rows, first, last, row)
                continue
            middle = (first + last) // 2
            nodes[waiting], firsts[waiting], lasts[waiting] = 2 * node + 2, middle, last
            nodes[waiting + 1], firsts[waiting + 1], lasts[waiting + 1] = 2 * node + 1, first, middle
            waiting += 2
    return found


@compiled
def _any_covers(rows: Integers, first: int, last: int, row: int) -> bool:
    for other in range(first, last):  # noqa: SIM110 (numba has no generators)
        if other != row and covers(rows[other], rows[row]):
            return True
    return False
