"""In which order the stages are taken: the order changes how long a search lasts, never what it finds."""

from __future__ import annotations

import numpy as np

from openhearth.core.portfolio.program import Integers, Program


def ordered(program: Program) -> tuple[Program, Integers]:
    """The same program with its best value for the rows first, and the old position of each new stage.

    With one row the worst rank of a stage over the aims decides (C. Bazgan, H. Hugot, D. Vanderpooten 2009,
    doi:10.1016/j.cor.2007.09.009), else its best column by gains over uses, each relative to its range.
    """
    order = _levels_last(program, _order(program))
    columns = [np.arange(program.starts[stage], program.starts[stage + 1]) for stage in order]
    taken = np.concatenate([np.zeros(0, dtype=np.int64), *columns]).astype(np.int64)
    starts = np.cumsum([0, *(len(part) for part in columns)], dtype=np.int64)
    return (
        Program(
            tuple(program.choices[column] for column in taken),
            starts,
            np.ascontiguousarray(program.gains[taken]),
            np.ascontiguousarray(program.uses[taken]),
            program.capacities,
            program.owners,
        ),
        order,
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
