"""What need not be looked at is left out of a program: the outcomes that can be had stay the same."""

from __future__ import annotations

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import Integers, compiled
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
    return _tidied(_folded(problem, plain, groups, folded) if folded else plain)


def _folded(problem: Problem, plain: Program, groups: list[list[int]], folded: set[Constraint]) -> Program:
    """Each group in one stage, without the rows of what is folded into it."""
    firsts = plain.starts[:-1].tolist()
    stages = [
        [firsts[group[0]], *(column for one in group for column in range(firsts[one] + 1, int(plain.starts[one + 1])))]
        for group in groups
    ]
    stages += [[first, first + 1] for first in firsts[len(problem.actions) :]]
    taken = [column for stage in stages for column in stage]
    rows = [row for row, owner in enumerate(plain.owners) if owner < 0 or problem.constraints[owner] not in folded]
    return Program(
        tuple(plain.choices[column] for column in taken),
        np.cumsum([0, *(len(stage) for stage in stages)], dtype=np.int64),
        plain.gains[taken],
        plain.uses[np.ix_(taken, rows)],
        plain.capacities[rows],
        tuple(plain.owners[row] for row in rows),
        plain.levels,
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
    keep = _possible(written.uses, written.starts, written.capacities)
    starts, uses = written.starts, written.uses
    if not keep.all():
        starts = np.concatenate([[0], np.cumsum(keep)])[starts]
        uses = uses[keep]
    divisors = _divisors(uses, starts, written.capacities)
    binding = np.flatnonzero(divisors)
    divisors = divisors[binding]
    return Program(
        tuple(compress(written.choices, keep.tolist())),
        starts,
        np.ascontiguousarray(written.gains[keep]),
        np.ascontiguousarray(uses[:, binding] // divisors),
        written.capacities[binding] // divisors,
        tuple(written.owners[row] for row in binding.tolist()),
        written.levels,
    )


@compiled
def _possible(uses: Integers, starts: Integers, capacities: Integers) -> NDArray[np.bool_]:
    """(columns,) whether a column fits with the least of the other stages, looked at again until all that stay do."""
    keep, gone = np.ones(uses.shape[0], np.bool_), True
    least = np.empty(starts.shape[0] - 1, np.int64)
    while gone:
        gone = False
        for row in range(capacities.shape[0]):
            room = capacities[row]
            for stage in range(least.shape[0]):
                least[stage] = uses[starts[stage], row]
                for column in range(starts[stage] + 1, starts[stage + 1]):
                    if keep[column]:
                        least[stage] = min(least[stage], uses[column, row])
                room -= least[stage]
            for stage in range(least.shape[0]):
                for column in range(starts[stage] + 1, starts[stage + 1]):
                    if keep[column] and uses[column, row] - least[stage] > room:
                        keep[column], gone = False, True
    return keep


@compiled
def _divisors(uses: Integers, starts: Integers, capacities: Integers) -> Integers:
    """(rows,) what divides all uses of a row, 0 where nothing can break it."""
    found = np.zeros(capacities.shape[0], np.int64)
    for row in range(capacities.shape[0]):
        total, divisor = 0, 0
        for stage in range(starts.shape[0] - 1):
            most = uses[starts[stage], row]
            for column in range(starts[stage], starts[stage + 1]):
                most, rest = max(most, uses[column, row]), abs(uses[column, row])
                while rest:
                    divisor, rest = rest, divisor % rest
            total += most
        if total > capacities[row]:
            found[row] = max(1, divisor)
    return found
