"""Which of the two exact algorithms takes a problem, and why: decided by its structure alone, so that it is the same everywhere."""

from __future__ import annotations

from typing import Literal, NamedTuple

from openhearth.core.portfolio.program import Program

Algorithm = Literal["bounded_dp", "search_region"]
Reason = Literal["asked", "no_solver", "few_combinations", "few_rows", "many_rows", "no_question"]
"""Somebody asked for it; it needs a solver and there is none; the combinations are so few that all were looked at; few rows bind; many
that each concern few stages; many do, but it ended before a question was asked."""

MANY_ROWS = 0.4
"""Rows that bind, for each stage, from which on questions to a solver may be faster: with 0.5 they were (2.6 s where dynamic programming
had not ended after 15), with 0.31 they were not (gap 0.23 after 94 s where dynamic programming took 7.5)."""

SPARSE = 0.3
"""Share of the stages that a row concerns, up to which they are: measured, see docs/methods/portfolio.md."""


class Choice(NamedTuple):
    """An algorithm, and why."""

    algorithm: Algorithm
    reason: Reason


def choice(program: Program, asked: Algorithm | None, *, solver: bool) -> Choice:
    """Dynamic programming, but questions to a solver where many rows bind and each concerns few of the stages.

    Dynamic programming begins in any case, and questions are asked where it has not ended soon. Such rows (prerequisites, synergies, limits of one place or year) leave few outcomes and bounds that are far too high,
    while a solver makes much of them. Where every row concerns all stages, neither is fast, and dynamic programming less slow.

    Examples
    --------
    >>> import numpy as np
    >>> starts, none = np.arange(0, 9, 2), np.zeros((8, 2), dtype=np.int64)
    >>> rows = np.kron(np.eye(4, dtype=np.int64), np.ones((2, 1), dtype=np.int64))
    >>> program = Program((None,) * 8, starts, none, rows, np.ones(4, dtype=np.int64), (0, 1, 2, 3))
    >>> choice(program, None, solver=True)
    Choice(algorithm='search_region', reason='many_rows')
    """
    if asked is not None:
        return Choice(asked, "asked")
    rows, stages = len(program.capacities), program.stages
    if min(rows, stages) == 0 or rows <= MANY_ROWS * stages or _share(program) > SPARSE:
        return Choice("bounded_dp", "few_rows")
    return Choice("search_region", "many_rows") if solver else Choice("bounded_dp", "no_solver")


def _share(program: Program) -> float:
    """Of pairs of a stage and a row, those in which some column uses the row."""
    concerned = [
        (program.uses[first:last] != 0).any(0).mean()
        for first, last in zip(program.starts[:-1], program.starts[1:], strict=True)
    ]
    return float(sum(concerned) / len(concerned))
