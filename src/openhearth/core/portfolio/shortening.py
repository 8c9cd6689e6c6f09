"""What need not be looked at is left out of a program: the outcomes that can be had stay the same."""

from __future__ import annotations

from math import gcd

import numpy as np

from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.problem import AtMost, Constraint, Exclusion, Problem
from openhearth.core.portfolio.program import Program


def shortened(problem: Problem, plain: Program) -> Program:
    """The program with what excludes each other in one stage, without rows that cannot be broken and columns that cannot be chosen.

    Parameters
    ----------
    plain
        As `openhearth.core.portfolio.program.program` writes it, with every constraint.
    """
    groups, folded = _groups(problem)
    firsts = plain.starts[:-1].tolist()
    stages = [
        [firsts[group[0]], *(column for one in group for column in range(firsts[one] + 1, int(plain.starts[one + 1])))]
        for group in groups
    ]
    stages += [[first, first + 1] for first in firsts[len(problem.actions) :]]
    taken = [column for stage in stages for column in stage]
    rows = [row for row, owner in enumerate(plain.owners) if owner < 0 or problem.constraints[owner] not in folded]
    return _tidied(
        Program(
            tuple(plain.choices[column] for column in taken),
            np.cumsum([0, *(len(stage) for stage in stages)], dtype=np.int64),
            plain.gains[taken],
            plain.uses[np.ix_(taken, rows)],
            plain.capacities[rows],
            tuple(plain.owners[row] for row in rows),
            plain.levels,
        )
    )


def _groups(problem: Problem) -> tuple[list[list[int]], set[Constraint]]:
    """Positions of actions that exclude each other, and the constraints that need no row because of it."""
    groups = {action.code: [number] for number, action in enumerate(problem.actions)}
    folded: set[Constraint] = set()
    taken: set[str] = set()
    for constraint in sorted(problem.constraints, key=lambda one: -len(_exclusive(one))):
        members = _exclusive(constraint)
        if len(members) > 1 and not taken & set(members):
            taken |= set(members)
            folded.add(constraint)
            groups[members[0]] = [number for code in members for number in groups.pop(code)]
    return [*groups.values()], folded


def _exclusive(constraint: Constraint) -> tuple[str, ...]:
    match constraint:
        case Exclusion(first, second):
            return first, second
        case AtMost(1, actions):
            return actions
        case _:
            return ()


def _tidied(written: Program) -> Program:
    """Columns that break a row whatever else is chosen go; then rows that nothing can break; the rest is shortened.

    The first column of a stage always stays, so that a problem without a solution stays one.
    """
    starts, uses, capacities = written.starts, written.uses, written.capacities
    stage = np.repeat(np.arange(written.stages), np.diff(starts))
    keep = np.ones(len(stage), dtype=bool)
    while True:
        least = _extremes(np.where(keep[:, None], uses, np.iinfo(np.int64).max), starts, np.minimum)
        possible = ((uses - least[stage] + least.sum(0)) <= capacities).all(1)
        possible[starts[:-1]] = True
        if not (keep & ~possible).any():
            break
        keep &= possible
    counts = np.add.reduceat(keep.astype(np.int64), starts[:-1]) if written.stages else np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    uses = uses[keep]
    binding = np.flatnonzero(_extremes(uses, starts, np.maximum).sum(0) > capacities)
    divisors = [max(1, gcd(*(int(use) for use in np.unique(uses[:, row])))) for row in binding]
    return Program(
        tuple(choice for choice, kept in zip(written.choices, keep, strict=True) if kept),
        starts,
        np.ascontiguousarray(written.gains[keep]),
        np.ascontiguousarray(uses[:, binding] // np.array(divisors, dtype=np.int64)),
        capacities[binding] // np.array(divisors, dtype=np.int64),
        tuple(written.owners[row] for row in binding),
        written.levels,
    )


def _extremes(uses: Integers, starts: Integers, extreme: np.ufunc) -> Integers:
    """(stages, rows) the least or the greatest use of each stage."""
    if len(starts) == 1:
        return np.zeros((0, uses.shape[1]), dtype=np.int64)
    found: Integers = extreme.reduceat(uses, starts[:-1], axis=0)
    return found
