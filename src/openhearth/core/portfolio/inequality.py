"""Aims about who comes off worst, and how far places or groups lie apart, in whole numbers that add up.

With s_p the sums by place, the least of them is the largest t that satisfies  t <= s_p  for all p. So t becomes a choice like any other:
bits that are taken or not, t = L + sum of 2^b x_b, with a row  t - s_p <= 0  for each place; as t is to grow, nothing that cannot
be beaten has it lower than the least s_p. The largest sum is the same with turned signs, and the spread is both together:

    - (max s_p - min s_p)  =  min(s_p) + min(-s_p)

So these aims are exact for every algorithm that is exact for rows and sums.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.problem import Objective

Integers = NDArray[np.int64]


class Level(NamedTuple):
    """The least of some sums as a choice of bits, and the rows that keep it below each of them.

    Parameters
    ----------
    gains
        (2 * bits,) of two columns for each bit: not taken, taken. Those of the first bit carry the least possible sum.
    uses
        (2 * bits, places) of the same columns.
    sums_uses
        (columns, places) of the columns that the sums are made of.
    capacities
        (places,).
    """

    gains: Integers
    uses: Integers
    sums_uses: Integers
    capacities: Integers


def signs(aim: Objective) -> tuple[int, ...]:
    """Which least sums an aim adds up: of the sums themselves (1), of the sums with turned signs (-1), or of both."""
    if aim.kind == "spread":
        return 1, -1
    return (1 if aim.direction == "max" else -1,)


def level(sums: Integers, starts: Integers) -> Level:
    """The least sum of any place as bits and rows.

    Parameters
    ----------
    sums
        (columns, places) what each column adds to each sum.
    starts
        (stages + 1,) of the columns, as in `openhearth.core.portfolio.program.Program`.

    Examples
    --------
    >>> one = level(np.array([[0, 0], [5, -2]]), np.array([0, 2]))
    >>> one.gains.tolist(), one.capacities.tolist()
    ([-2, -1, 0, 2], [2, 2])
    """
    stages = len(starts) - 1
    lows = np.minimum.reduceat(sums, starts[:-1]).sum(0) if stages else np.zeros(sums.shape[1], dtype=np.int64)
    highs = np.maximum.reduceat(sums, starts[:-1]).sum(0) if stages else lows
    least, most = int(lows.min()), int(highs.min())
    bits = max(1, (most - least).bit_length())
    taken = np.zeros(2 * bits, dtype=np.int64)
    taken[1::2] = 2 ** np.arange(bits, dtype=np.int64)
    gains = taken.copy()
    gains[:2] += least
    uses = np.repeat(taken[:, None], sums.shape[1], axis=1)
    return Level(gains, uses, -sums, np.full(sums.shape[1], -least, dtype=np.int64))
