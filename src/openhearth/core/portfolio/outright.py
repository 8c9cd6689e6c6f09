"""Programs with few combinations, followed to the end without any bounds: that is sooner done than bounds are made."""

from __future__ import annotations

from math import prod

import numpy as np

from openhearth.core.portfolio.bounds import no_bounds
from openhearth.core.portfolio.descent import Limits, descend
from openhearth.core.portfolio.dominance import EVERY, best
from openhearth.core.portfolio.expansion import stages_of
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.program import Program
from openhearth.core.portfolio.states import followed, root
from openhearth.core.portfolio.zones import region

FEW = 1_024
"""Combinations at most, those that are not allowed among them."""


def few(program: Program) -> bool:
    """Are the combinations so few?"""
    return bool(prod(np.diff(program.starts).tolist()) <= FEW)


def outright(program: Program) -> tuple[Integers, Integers]:
    """(n, objectives) all points that nothing dominates and (n, stages) picks of one portfolio for each.

    Examples
    --------
    >>> uses, gains = np.array([[0], [2], [0], [3]]), np.array([[0, 0], [5, 1], [0, 0], [1, 5]])
    >>> one = Program((None,) * 4, np.array([0, 2, 4]), gains, uses, np.array([3]), (0, 1))
    >>> outright(one)[0].tolist()
    [[5, 1], [1, 5]]
    """
    nowhere = np.zeros((0, program.gains.shape[1]), dtype=np.int64)
    search = region(np.zeros((1, program.gains.shape[1]), dtype=np.int64), nowhere, np.float32)
    begin, stages = root(program).front, stages_of(program, nowhere)
    told = descend(begin, 0, stages, no_bounds(program), search, Limits(FEW, EVERY, EVERY))
    states = followed(None, told)
    states = states.take(best(states.front.gains))
    return states.front.gains, states.picks(np.arange(program.stages))
