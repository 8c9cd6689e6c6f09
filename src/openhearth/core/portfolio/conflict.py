"""Why a problem has no solution: a smallest set of constraints that cannot hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from openhearth.core.portfolio.bounded_dp import Search
from openhearth.core.portfolio.problem import Constraint, Problem
from openhearth.core.portfolio.program import Program, program


@dataclass(frozen=True, slots=True)
class Conflict:
    """Constraints that no portfolio respects together; without any one of them some portfolio respects the others."""

    constraints: tuple[Constraint, ...]


def conflict(problem: Problem) -> Conflict | None:
    """The constraints in conflict, or None where there is a portfolio.

    Constraints are left out one after the other; those whose absence changes nothing stay out (a deletion filter).
    The later of the problem's constraints go first, so of several conflicts the one among the earlier constraints is told.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, AtLeast, Budget, Cost, Objective, Option
    >>> aims = (Objective("spend", "cost", "min"), Objective("again", "cost"))
    >>> solar = Action("solar", (Option("now", (Cost(4.0),)),))
    >>> conflict(Problem(aims, (), (solar,), (Budget(9), Budget(3), AtLeast(1, ("solar",))))).constraints
    (Budget(amount=3, year=None, source=''), AtLeast(count=1, actions=('solar',)))
    """
    kept = list(range(len(problem.constraints)))
    if _possible(problem, kept):
        return None
    for number in reversed(range(len(problem.constraints))):
        without = [one for one in kept if one != number]
        if not _possible(problem, without):
            kept = without
    return Conflict(tuple(problem.constraints[number] for number in kept))


def _possible(problem: Problem, kept: Sequence[int]) -> bool:
    written = program(problem, kept=kept)
    if not len(written.choices) or not len(written.capacities):
        return bool((written.capacities >= 0).all())
    stages = np.repeat(np.arange(written.stages), np.diff(written.starts))
    one_each = csr_array((np.ones(len(stages)), (stages, np.arange(len(stages)))))
    size = np.maximum(1, np.abs(written.uses).max(0))
    rows = LinearConstraint(csr_array((written.uses / size).T), -np.inf, written.capacities / size)
    found = milp(
        np.zeros(len(stages)),
        integrality=np.ones(len(stages), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[rows, LinearConstraint(one_each, 1, 1)],
    )
    if found.status == 2:
        return False
    if found.status == 0 and (np.rint(found.x).astype(np.int64) @ written.uses <= written.capacities).all():
        return True
    return _reachable(written)


def _reachable(written: Program) -> bool:
    """The same in whole numbers, where floating point could not tell: a search without aims."""
    aimless = Program(
        written.choices,
        written.starts,
        np.zeros((len(written.choices), 2), dtype=np.int64),
        written.uses,
        written.capacities,
        written.owners,
    )
    search = Search(aimless)
    return any(len(search.found.points) or complete for complete in search.passes()) and len(search.found.points) > 0
