"""Which of many rows are covered by another one: nowhere larger, somewhere smaller. The others stay.

Rows are put into a tree that halves them along the widest column again and again; each node knows the largest entry of each
column below it. Whoever covers a row can only be below nodes that cover it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import Integers, Numbers, compiled, copy_row

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
    kept = np.flatnonzero(~covered(points, EVERY))
    return kept[descending(points[kept])]


def descending(points: Integers) -> Integers:
    """Positions of the points in lexicographic order from the largest; of equal ones the first first."""
    return np.lexsort(-points.T[::-1])


def covered(rows: Integers, most: int) -> NDArray[np.bool_]:
    """Of each row, whether another one is nowhere smaller; of equal rows all but the first are. After ``most`` looks the answer is no.

    Examples
    --------
    >>> covered(np.array([[1, 2], [3, 1], [1, 1], [3, 1]]), EVERY).tolist()
    [False, False, True, True]
    """
    return _covered_rows(np.ascontiguousarray(rows), most)


def tree(rows: Integers) -> tuple[Integers, Integers]:
    """The order of at least one row along the tree, and (nodes, columns) the largest entries below each node, the root first.

    The nodes below node n are 2 n + 1, with the first half of its rows, and 2 n + 2; those without any are leaves.
    """
    return _tree(np.ascontiguousarray(rows))


@compiled
def efficient(uses: Integers, gains: Integers, most: int) -> Integers:
    """Positions of the states that are kept: none of the others uses no more and gains no less; the first of equals.

    Parameters
    ----------
    uses, gains
        (n, rows) and (n, objectives).
    most
        Nodes and states looked at for each state at most; a dominated state may stay, an efficient one never goes.
    """
    aims, rows = gains.shape[1], uses.shape[1]
    states = np.empty((gains.shape[0], aims + rows), np.int64)
    for state in range(states.shape[0]):
        for k in range(aims):
            states[state, k] = gains[state, k]
        for row in range(rows):
            states[state, aims + row] = -uses[state, row]
    gone = _covered_rows(states, most)
    kept, count = np.empty(gone.shape[0], np.int64), 0
    for state in range(gone.shape[0]):
        if not gone[state]:
            kept[count] = state
            count += 1
    return kept[:count]


@compiled
def _covered_rows(rows: Integers, most: int) -> NDArray[np.bool_]:
    """`covered`, of rows that lie one after the other."""
    if rows.shape[0] < 2:
        return np.zeros(rows.shape[0], np.bool_)
    order, tops = _tree(rows)
    along = np.empty_like(rows)
    for place in range(order.shape[0]):
        copy_row(rows[order[place]], along[place])
    return _covered(along, order, tops, most)


@compiled
def _tree(rows: Integers) -> tuple[Integers, Integers]:
    nodes, leaves = 1, rows.shape[0]
    while leaves > LEAF:
        nodes, leaves = 2 * nodes + 1, (leaves + 1) // 2
    tops = np.empty((nodes, rows.shape[1]), np.int64)
    order = np.arange(rows.shape[0])
    scale = np.ones(rows.shape[1], np.float64)
    for k in range(rows.shape[1]):
        least = most = rows[0, k]
        for row in range(1, rows.shape[0]):
            least, most = min(least, rows[row, k]), max(most, rows[row, k])
        scale[k] = max(1.0, float(most - least))
    _grow(rows, order, tops, scale)
    return order, tops


@compiled
def covers(high: Integers, low: Integers) -> bool:
    """Nowhere smaller."""
    for k in range(high.shape[0]):  # noqa: SIM110 (numba has no generators)
        if high[k] < low[k]:
            return False
    return True


@compiled
def halve(rows: Numbers, order: Integers, first: int, middle: int, last: int, k: int) -> None:
    """Move those with the larger entries in column k to the front of this part of the order, up to its middle."""
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
            halve(rows, order, first, (first + last) // 2, last, widest)
            firsts[2 * node + 1], lasts[2 * node + 1] = first, (first + last) // 2
            firsts[2 * node + 2], lasts[2 * node + 2] = (first + last) // 2, last


@compiled
def _covered(rows: Integers, order: Integers, tops: Integers, most: int) -> NDArray[np.bool_]:
    """Of rows along the tree, whether another one covers each, in the order in which they were."""
    found = np.zeros(rows.shape[0], np.bool_)
    nodes, firsts, lasts = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    for row in range(rows.shape[0]):
        nodes[0], firsts[0], lasts[0] = 0, 0, rows.shape[0]
        waiting, looks = 1, 0
        while waiting and not found[order[row]] and looks < most:
            waiting -= 1
            node, first, last = nodes[waiting], firsts[waiting], lasts[waiting]
            looks += 1
            if not covers(tops[node], rows[row]):
                continue
            if 2 * node + 2 >= tops.shape[0]:
                looks += last - first
                found[order[row]] = _any_covers(rows, order, first, last, row)
                continue
            middle = (first + last) // 2
            nodes[waiting], firsts[waiting], lasts[waiting] = 2 * node + 2, middle, last
            nodes[waiting + 1], firsts[waiting + 1], lasts[waiting + 1] = 2 * node + 1, first, middle
            waiting += 2
    return found


@compiled
def _any_covers(rows: Integers, order: Integers, first: int, last: int, row: int) -> bool:
    """Does some other row cover it, or an equal one that came before?"""
    for other in range(first, last):
        if (
            other != row
            and covers(rows[other], rows[row])
            and (order[other] < order[row] or not covers(rows[row], rows[other]))
        ):
            return True
    return False
