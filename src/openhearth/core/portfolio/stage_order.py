"""In which order the stages are taken: the order changes how long a search lasts, never what it finds."""

from __future__ import annotations

import numpy as np

from openhearth.core.portfolio.kernels import Integers
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
    order = _levels_last(program, _order(program))
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
    if not len(picks):
        return np.arange(program.stages)
    own = program.stages - program.levels
    shares = np.zeros(len(program.choices))
    np.add.at(shares, (picks + program.starts[:-1]).ravel(), 1 / len(picks))
    parts = -shares * np.log(np.maximum(shares, 1e-300))
    entropy = np.round(np.add.reduceat(parts, program.starts[:-1]), 9)
    entropy[own:] = np.inf
    return np.argsort(entropy, kind="stable")


def arranged(program: Program, order: Integers) -> Program:
    """The same program with its stages in another order."""
    sizes = np.diff(program.starts)[order]
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    taken = np.arange(starts[-1]) + np.repeat(program.starts[order] - starts[:-1], sizes)
    return Program(
        tuple(map(program.choices.__getitem__, taken.tolist())),
        starts,
        np.ascontiguousarray(program.gains[taken]),
        np.ascontiguousarray(program.uses[taken]),
        program.capacities,
        program.owners,
        program.levels,
    )


def _levels_last(program: Program, order: Integers) -> Integers:
    """The bits of levels, the largest first, after everything that they depend on: measured, up to thirty times as fast."""
    own = program.stages - program.levels
    columns = [program.gains[program.starts[stage] : program.starts[stage + 1]] for stage in range(own, program.stages)]
    bits = own + np.argsort([-int(np.ptp(gains, axis=0).max()) for gains in columns], kind="stable")
    return np.concatenate([order[order < own], bits]).astype(np.int64)


def _order(program: Program) -> Integers:
    if not program.stages:
        return np.zeros(0, dtype=np.int64)
    starts = program.starts[:-1]
    gains = program.gains / np.maximum(1, np.ptp(program.gains, axis=0))
    uses = (np.abs(program.uses) / np.maximum(1, np.abs(program.capacities))).sum(1)
    worth = gains / np.maximum(1e-9, uses)[:, None]
    worth[(program.gains == 0).all(1) & (program.uses == 0).all(1)] = -np.inf
    best = np.maximum.reduceat(worth, starts, axis=0)
    if program.uses.shape[1] == 1:
        ranks = np.argsort(np.argsort(-best, axis=0, kind="stable"), axis=0)
        return np.lexsort((ranks.sum(1), ranks.max(1)))
    return np.argsort(-np.maximum.reduceat(worth.sum(1), starts), kind="stable")
