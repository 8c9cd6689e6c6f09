"""First portfolios, one for each direction: the change that is worth most for what it uses, again and again. Compiled."""

from __future__ import annotations

import numpy as np

from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.kernels import Floats, Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import Matrices, stage_of, weighed
from openhearth.core.portfolio.program import Program


def first_points(program: Program, weights: Integers) -> tuple[Integers, Integers]:
    """(n, objectives) gains and (n, stages) picks of some portfolios, none of which dominates another.

    Each begins with the columns that use least, relative to the capacities. Where that breaks a row, there are none.

    Parameters
    ----------
    weights
        (directions, objectives) of the aims, one greedy portfolio for each.

    Examples
    --------
    >>> uses, gains = np.array([[0], [2], [0], [3]]), np.array([[0, 0], [5, 1], [0, 0], [1, 5]])
    >>> one = Program((None,) * 4, np.array([0, 2, 4]), gains, uses, np.array([3]), (0, 1))
    >>> first_points(one, np.array([[1, 0], [0, 1]]))[0].tolist()
    [[5, 1], [1, 5]]
    """
    columns, points = greedy(program.matrices, weights)
    kept = best(points)
    return points[kept], columns[kept] - program.starts[:-1]


@compiled
def greedy(taken: Matrices, weights: Integers) -> tuple[Integers, Integers]:
    """(directions, stages) the columns of one portfolio for each direction, and (directions, objectives) what it gains; or none."""
    stages, least, left = stage_of(taken), _leanest(taken), taken.capacities.copy()
    for stage in range(least.shape[0]):
        for row in range(left.shape[0]):
            left[row] -= taken.uses[least[stage], row]
    count = weights.shape[0] if (left >= 0).all() else 0
    columns = np.empty((count, least.shape[0]), np.int64)
    points = np.zeros((count, taken.gains.shape[1]), np.int64)
    values = np.ascontiguousarray(weighed(taken.gains, weights).T)
    for direction in range(count):
        copy_row(least, columns[direction])
        rest = left.copy()
        while _changed(taken.uses, values[direction], stages, rest, columns[direction]):
            pass
        for stage in range(least.shape[0]):
            for k in range(points.shape[1]):
                points[direction, k] += taken.gains[columns[direction, stage], k]
    return columns, points


@compiled
def _leanest(taken: Matrices) -> Integers:
    """(stages,) the first column of each with the smallest sum of the shares of the capacities."""
    found = taken.starts[:-1].copy()
    for stage in range(found.shape[0]):
        smallest = np.inf
        for column in range(taken.starts[stage], taken.starts[stage + 1]):
            share = 0.0
            for row in range(taken.capacities.shape[0]):
                share += taken.uses[column, row] / max(1.0, abs(float(taken.capacities[row])))
            if share < smallest:
                found[stage], smallest = column, share
    return found


@compiled
def _price(uses: Integers, now: int, column: int, left: Integers) -> float:
    """Which share of what is left of the rows a change takes; infinite where it does not fit."""
    price = 1e-9
    for row in range(left.shape[0]):
        more = uses[column, row] - uses[now, row]
        if more > left[row]:
            return np.inf
        if more > 0:
            price += more / left[row]
    return price


@compiled
def _changed(uses: Integers, values: Floats, stages: Integers, left: Integers, columns: Integers) -> bool:
    """Make the change that is worth most for what it uses; False where none is worth anything."""
    chosen, most = -1, 0.0
    for column in range(stages.shape[0]):
        now = columns[stages[column]]
        gain = values[column] - values[now]
        worth = gain / _price(uses, now, column, left) if gain > 0 else 0.0
        if worth > most:
            chosen, most = column, worth
    if chosen < 0:
        return False
    stage = stages[chosen]
    for row in range(left.shape[0]):
        left[row] -= uses[chosen, row] - uses[columns[stage], row]
    columns[stage] = chosen
    return True
