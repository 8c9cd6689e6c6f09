"""In which order the stages are taken: the order changes how long a search lasts, never what it finds."""

from __future__ import annotations

import numpy as np

from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.matrices import Matrices, rearranged
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import Program
from openhearth.core.portfolio.shortening import shortened


def as_searched(problem: Problem, plain: Program) -> Program:
    """The program that is searched for a problem: without what need not be looked at, and with the best value for the rows first.

    ``plain`` is what `openhearth.core.portfolio.program.program` writes.
    """
    return ordered(shortened(problem, plain))[0]


def ordered(program: Program) -> tuple[Program, Integers]:
    """The same program with its best value for the rows first, and the old position of each new stage.

    With one row the worst rank of a stage over the aims decides (C. Bazgan, H. Hugot, D. Vanderpooten 2009,
    doi:10.1016/j.cor.2007.09.009), else its best column by gains over uses, each relative to its range.
    """
    order = _levels_last(program, _by_value(program.matrices))
    return arranged(program, order), order


def surest_first(program: Program, picks: Integers) -> Integers:
    r"""(stages,) the stages in the order in which the portfolios found agree on them: what all choose comes first.

    By the entropy -Σ p ln p of the shares p of the portfolios that choose each column. While little is open the states stay few, and what is
    open in the end is bounded well, because few stages are left. The core of a knapsack is put last for the same reason (E. Balas,
    E. Zemel 1980, doi:10.1287/opre.28.5.1130). Levels stay behind what they depend on; without portfolios all stay as they are.

    Parameters
    ----------
    picks
        (n, stages) the column chosen in each stage, counted from its first.

    Examples
    --------
    >>> none = np.zeros((6, 1), dtype=np.int64)
    >>> one = Program((None,) * 6, np.array([0, 2, 4, 6]), none, none, np.array([3]), (0,))
    >>> surest_first(one, np.array([[0, 1, 1], [1, 1, 0], [0, 1, 1], [0, 1, 0]])).tolist()
    [1, 0, 2]
    """
    return agreed_first(program.starts, program.stages - program.levels, picks)


@compiled
def agreed_first(starts: Integers, own: int, picks: Integers) -> Integers:
    """`surest_first` with the first ``own`` stages before all others."""
    shares, agreed = np.zeros(starts[-1], np.float64), np.zeros(starts.shape[0] - 1, np.float64)
    for one in range(picks.shape[0]):
        for stage in range(agreed.shape[0]):
            shares[starts[stage] + picks[one, stage]] += 1 / picks.shape[0]
    for stage in range(agreed.shape[0]):
        for column in range(starts[stage], starts[stage + 1]):
            if shares[column] > 0:
                agreed[stage] += shares[column] * np.log(shares[column])
        agreed[stage] = np.floor(agreed[stage] * 1e9 + 0.5) if stage < own else -np.inf
    return _descending(agreed)


@compiled
def _descending(keys: Floats) -> Integers:
    """The largest first, equal ones as they are."""
    order = np.arange(keys.shape[0])
    for one in range(1, keys.shape[0]):
        place, held = one, order[one]
        while place > 0 and keys[order[place - 1]] < keys[held]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = held
    return order


def arranged(program: Program, order: Integers) -> Program:
    """The same program with its stages in another order."""
    matrices, taken = rearranged(program.matrices, order)
    return Program(
        tuple(map(program.choices.__getitem__, taken.tolist())),
        matrices.starts,
        matrices.gains,
        matrices.uses,
        program.capacities,
        program.owners,
        program.levels,
    )


def _levels_last(program: Program, order: Integers) -> Integers:
    """The bits of levels, the largest first, after everything that they depend on: measured, up to thirty times as fast."""
    if not program.levels:
        return order
    own = program.stages - program.levels
    columns = [program.gains[program.starts[stage] : program.starts[stage + 1]] for stage in range(own, program.stages)]
    bits = own + np.argsort([-int(np.ptp(gains, axis=0).max()) for gains in columns], kind="stable")
    return np.concatenate([order[order < own], bits]).astype(np.int64)


@compiled
def _by_value(taken: Matrices) -> Integers:
    """The stages, the best value for the rows first."""
    aims, stages = taken.gains.shape[1], taken.starts.shape[0] - 1
    ranges, best = np.ones(aims, np.float64), np.full((aims, stages), -np.inf)
    for k in range(aims):
        if stages:
            ranges[k] = max(1, taken.gains[:, k].max() - taken.gains[:, k].min())
    together, worth = np.full(stages, -np.inf), np.empty(aims, np.float64)
    for stage in range(stages):
        for column in range(taken.starts[stage], taken.starts[stage + 1]):
            used, nothing = 0.0, True
            for row in range(taken.capacities.shape[0]):
                used += abs(taken.uses[column, row]) / max(1, abs(taken.capacities[row]))
                nothing = nothing and taken.uses[column, row] == 0
            for k in range(aims):
                worth[k] = taken.gains[column, k] / ranges[k] / max(1e-9, used)
                nothing = nothing and taken.gains[column, k] == 0
            for k in range(0 if nothing else aims):
                best[k, stage] = max(best[k, stage], worth[k])
            together[stage] = together[stage] if nothing else max(together[stage], worth.sum())
    return _descending(_worst_ranks(best) if taken.capacities.shape[0] == 1 else together)


@compiled
def _worst_ranks(best: Floats) -> Floats:
    """Minus the worst rank of each stage over the aims, and of equal ones the sum of its ranks."""
    aims, stages = best.shape
    worst, total = np.zeros(stages, np.int64), np.zeros(stages, np.int64)
    for k in range(aims):
        order = _descending(best[k])
        for rank in range(stages):
            worst[order[rank]] = max(worst[order[rank]], rank)
            total[order[rank]] += rank
    keys: Floats = -(worst * (aims * stages + 1) + total).astype(np.float64)
    return keys
