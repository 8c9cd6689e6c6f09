"""First portfolios, one for each direction: the change that is worth most for what it uses, again and again. Compiled."""

from __future__ import annotations

import numpy as np

from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.kernels import Floats, Integers, compiled
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
    sizes = np.maximum(1.0, np.abs(program.capacities).astype(np.float64))
    shares = (program.uses / sizes).sum(1)
    least = _leanest(shares, program.starts)
    if (program.uses[least].sum(0) > program.capacities).any():
        return np.zeros((0, weights.shape[1]), dtype=np.int64), np.zeros((0, program.stages), dtype=np.int64)
    columns = np.tile(least, (len(weights), 1))
    stages = np.repeat(np.arange(program.stages), np.diff(program.starts))
    values = (program.gains @ weights.T).astype(np.float64)
    _greedy(program.uses, np.ascontiguousarray(values.T), stages, program.capacities, columns)
    points = program.gains[columns].sum(1)
    kept = best(points)
    return points[kept], columns[kept] - program.starts[:-1]


@compiled
def _leanest(shares: Floats, starts: Integers) -> Integers:
    """(stages,) the first column with the smallest share in each."""
    found = starts[:-1].copy()
    for stage in range(found.shape[0]):
        for column in range(starts[stage] + 1, starts[stage + 1]):
            if shares[column] < shares[found[stage]]:
                found[stage] = column
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
def _greedy(uses: Integers, values: Floats, stages: Integers, capacities: Integers, columns: Integers) -> None:
    """Change the columns of each direction until no single change is worth anything; ``values`` is (directions, columns)."""
    for direction in range(values.shape[0]):
        left = capacities.copy()
        for stage in range(columns.shape[1]):
            for row in range(left.shape[0]):
                left[row] -= uses[columns[direction, stage], row]
        while _changed(uses, values[direction], stages, left, columns[direction]):
            pass


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
