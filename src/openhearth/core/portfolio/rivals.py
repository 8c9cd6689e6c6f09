"""Which portfolios another one beats wherever uncertain worths end: each pair is looked at until the answer is known.

What two portfolios have in common cancels out. Which options these are is read off bytes of eight options each; what they are worth
stands in a table for each byte, so a pair costs a few additions however many options there are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.dominance import tree
from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.preferences import SAME

NOBODY = -1
SLACK = 4
"""Steps of `SAME` that a rival may stay behind: who beats another one falls short by less than two, and each is rounded."""


class Worths(NamedTuple):
    """At each corner of the weights: what portfolios are worth at least and at most, and between what an option's worth lies.

    ``low`` and ``high`` are (portfolios, corners), ``widths`` is (options, corners).
    """

    low: Floats
    high: Floats
    widths: Floats


def beaten_by(
    chosen: NDArray[np.bool_], worths: Worths, rivals: Integers, guess: Integers | None = None
) -> NDArray[np.int64]:
    """For each portfolio one of the rivals that beats it, `NOBODY` where none does.

    Parameters
    ----------
    chosen
        (portfolios, options) whether a portfolio has an option.
    rivals
        Positions of the portfolios that are tried.
    guess
        Who is tried first for each, one of the rivals or not; `NOBODY` where that is not known.

    Examples
    --------
    Between 0 and 2 beats nothing for sure; what is surely 3 beats both.

    >>> chosen = np.eye(3, dtype=bool)
    >>> worths = Worths(np.array([[0.0], [1.0], [3.0]]), np.array([[2.0], [1.0], [3.0]]), np.array([[2.0], [0.0], [0.0]]))
    >>> beaten_by(chosen, worths, np.arange(3)).tolist()
    [2, 2, -1]
    """
    ends = np.ascontiguousarray(np.hstack([worths.low, worths.high]))
    steps = np.floor(ends / SAME).astype(np.int64)
    order, tops = tree(steps[rivals])
    first = np.full(len(ends), NOBODY, dtype=np.int64) if guess is None else guess
    pairs = _Pairs(ends, np.packbits(chosen, axis=1), _tables(worths.widths))
    return _beaten_by(pairs, steps, rivals[order], tops, first)


class _Pairs(NamedTuple):
    """Ends of worths at the corners, the least before the most; options as bytes; what those in a byte are worth together."""

    ends: Floats
    bits: NDArray[np.uint8]
    tables: Floats


def _tables(widths: Floats) -> Floats:
    """(corners, bytes, 256) the widths of the options in a byte, added up."""
    options, corners = widths.shape
    padded = np.zeros((-(-options // 8) * 8, corners))
    padded[:options] = widths
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float64)
    return np.ascontiguousarray(np.moveaxis(bits @ padded.reshape(-1, 8, corners), -1, 0))


@compiled
def _beaten_by(pairs: _Pairs, steps: Integers, ranked: Integers, tops: Integers, guess: Integers) -> NDArray[np.int64]:
    found = np.full(steps.shape[0], NOBODY, np.int64)
    ranked_steps = steps[ranked]
    for row in range(steps.shape[0]):
        if guess[row] >= 0 and _beats(pairs, guess[row], row):
            found[row] = guess[row]
        else:
            found[row] = _first_winner(pairs, steps[row] - SLACK, row, ranked, ranked_steps, tops)
    return found


@compiled
def _first_winner(
    pairs: _Pairs, floor: Integers, row: int, ranked: Integers, ranked_steps: Integers, tops: Integers
) -> int:
    """Down the tree, only where somebody may have the higher least and the higher most everywhere: few have."""
    nodes, firsts, lasts = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    nodes[0], firsts[0], lasts[0] = 0, 0, ranked.shape[0]
    waiting = 1
    while waiting:
        waiting -= 1
        node, first, last = nodes[waiting], firsts[waiting], lasts[waiting]
        if not _reaches(tops[node], floor):
            continue
        if 2 * node + 2 >= tops.shape[0]:
            for place in range(first, last):
                if _reaches(ranked_steps[place], floor) and _beats(pairs, ranked[place], row):
                    return int(ranked[place])
            continue
        middle = (first + last) // 2
        nodes[waiting], firsts[waiting], lasts[waiting] = 2 * node + 2, middle, last
        nodes[waiting + 1], firsts[waiting + 1], lasts[waiting + 1] = 2 * node + 1, first, middle
        waiting += 2
    return NOBODY


@compiled
def _reaches(steps: Integers, floor: Integers) -> bool:
    for k in range(floor.shape[0]):  # noqa: SIM110 (numba has no generators)
        if steps[k] < floor[k]:
            return False
    return True


@compiled
def _beats(pairs: _Pairs, rival: int, row: int) -> bool:
    """Worth at least as much at every corner wherever the worths end, and more somewhere."""
    ends, bits, tables = pairs
    corners, better = tables.shape[0], False
    for k in range(corners):
        both = 0.0
        for j in range(bits.shape[1]):
            both += tables[k, j, bits[rival, j] & bits[row, j]]
        if ends[rival, k] - ends[row, corners + k] + both < -SAME:
            return False
        if ends[rival, corners + k] - ends[row, k] - both > SAME:
            better = True
    return better
