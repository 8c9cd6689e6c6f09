"""What a choice among best portfolios depends on: robust portfolio modelling.

Under incomplete statements about weights a portfolio is *defensible* unless another one is at least as good for all weights
that agree, and better for some. The *core index* of an action is the share of the defensible portfolios that contain it: what is
in all of them can be decided now, what is in none can be dropped, and only the rest needs to be talked about
(J. Liesiö, P. Mild, A. Salo 2007, doi:10.1016/j.ejor.2005.12.041). Value is linear in the weights, so the corners of
the weights decide all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.audit import Portfolio
from openhearth.core.portfolio.dominance import EVERY, covered
from openhearth.core.portfolio.frontier import Frontier, Point
from openhearth.core.portfolio.kernels import Floats, compiled
from openhearth.core.portfolio.preferences import (
    Matters,
    Statement,
    corner_weights,
    even_weights,
    half_spaces,
)
from openhearth.core.portfolio.problem import Problem

DRAWS = 4_000
"""Weights drawn to estimate shares; the standard error of a share is at most 0.8 percentage points."""

STEPS = 10**9
"""Values are compared in so many steps, so that rounding makes no portfolio better than its equal."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A defensible portfolio.

    Parameters
    ----------
    point
        Its outcome; all its portfolios count for the core index.
    regret
        How much value is lost at most against what would have been best under the true weights.
    support
        The share of the weights that agree for which nothing is better.
    """

    point: Point
    regret: float
    support: float


@dataclass(frozen=True, slots=True)
class Core:
    """How many of the defensible portfolios contain an action: all, none or some; ``index`` is the share."""

    action: str
    index: float
    found_in: Literal["all", "none", "some"]


@dataclass(frozen=True, slots=True)
class Question:
    """Does ``more`` matter at least as much as ``less``? How many would stay defensible if so and if not.

    ``expected`` weighs the two by the share of the agreeing weights for which they hold.
    """

    more: str
    less: str
    if_so: int
    if_not: int
    expected: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """What can be said of a frontier under incomplete statements.

    ``standings`` come with the smallest regret first, ``core`` in the order of the actions, ``questions`` with the one that
    leaves fewest first; ties go to the order of the points, and of the aims.
    """

    standings: tuple[Standing, ...]
    core: tuple[Core, ...]
    questions: tuple[Question, ...]


def robustness(
    problem: Problem,
    found: Frontier,
    statements: Sequence[Statement] = (),
    *,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> Robustness:
    """Defensible portfolios, core index, regret, support, and what to ask next.

    Parameters
    ----------
    found
        The frontier of the problem. If it is not complete, neither is what is said of it.
    statements
        About the weights.
    ranges
        For each aim the values, in whole steps, that are worth 0 and 1; by default the worst and best on the frontier.

    Raises
    ------
    InputError
        ``no_points``, ``unknown_objective``, ``empty_range``, and those of the statements.
    InfeasibleError
        The statements disagree.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective, Option
    >>> def action(code, cost, jobs):
    ...     return Action(code, (Option("do", (Cost(cost),), (Effect("jobs", jobs),)),))
    >>> problem = Problem(
    ...     (Objective("work", "jobs"), Objective("money", "cost", "min")),
    ...     (Measure("jobs", "jobs"),),
    ...     (action("a", 1, 10), action("b", 5, 9), action("c", 9, 4)),
    ... )
    >>> said = robustness(problem, frontier(problem), [Matters("work", "money")])
    >>> [(core.action, core.found_in) for core in said.core]
    [('a', 'all'), ('b', 'all'), ('c', 'some')]
    """
    values = worth(problem, found, ranges)
    corners = corner_weights(found.objectives, statements)
    at_corners = values @ corners.T
    kept = np.flatnonzero(defensible(at_corners))
    weights = even_weights(corners, *half_spaces(found.objectives, statements), DRAWS)
    regrets = (at_corners.max(0) - at_corners[kept]).max(1)
    support = _support(values[kept], weights)
    order = np.lexsort((kept, np.round(regrets, 9)))
    standings = tuple(Standing(found.points[kept[row]], float(regrets[row]), float(support[row])) for row in order)
    return Robustness(
        standings,
        _core(problem, [portfolio for row in kept for portfolio in found.points[row].portfolios]),
        _questions(found.objectives, statements, values[kept], weights),
    )


def worth(problem: Problem, found: Frontier, ranges: Mapping[str, tuple[float, float]] | None = None) -> Floats:
    """(points, objectives) from 0 at the worst to 1 at the best; an aim that is the same everywhere is worth 0."""
    if not found.points:
        raise InputError(Fault("no_points", "frontier"))
    given = dict(ranges or {})
    faults = [Fault("unknown_objective", "ranges", {"found": code}) for code in given if code not in found.objectives]
    faults += [Fault("empty_range", f"ranges {code}") for code, (worst, best) in given.items() if worst == best]
    if faults:
        raise InputError(*faults)
    values = np.array([point.values for point in found.points], dtype=np.float64)
    ends = []
    for objective, column in zip(problem.objectives, values.T, strict=True):
        low, high = float(column.min()), float(column.max())
        ends.append(given.get(objective.code, (low, high) if objective.direction == "max" else (high, low)))
    worst, best = np.array(ends).T
    way = np.where(best == worst, 1.0, best - worst)
    scaled: Floats = (values - worst) / way
    return scaled


def defensible(at_corners: Floats) -> NDArray[np.bool_]:
    """Which portfolios no other one beats, from their (points, corners) values; equal ones defend each other."""
    steps = np.rint(at_corners * STEPS).astype(np.int64)
    apart, owners = np.unique(steps, axis=0, return_inverse=True)
    kept: NDArray[np.bool_] = ~covered(apart, EVERY)
    return kept[owners.reshape(-1)]


@compiled
def _support(values: Floats, weights: Floats) -> Floats:
    """How often each is the best; one that is not defensible is never better than all that are."""
    best, at = np.zeros(values.shape[0]), np.zeros(values.shape[0])
    for draw in range(weights.shape[0]):
        most = -np.inf
        for row in range(values.shape[0]):
            at[row] = 0.0
            for k in range(values.shape[1]):
                at[row] += values[row, k] * weights[draw, k]
            most = max(most, at[row])
        for row in range(values.shape[0]):
            if at[row] >= most - 1 / STEPS:
                best[row] += 1.0
    shares: Floats = best / weights.shape[0]
    return shares


def core_of(counts: Mapping[str, int], portfolios: int) -> tuple[Core, ...]:
    """The core index of each action, from how many of the portfolios, of which there is at least one, contain it."""
    said = []
    for action, count in counts.items():
        where: Literal["all", "none", "some"] = "all" if count == portfolios else "some" if count else "none"
        said.append(Core(action, count / portfolios, where))
    return tuple(said)


def _core(problem: Problem, portfolios: Sequence[Portfolio]) -> tuple[Core, ...]:
    counted = Counter(action for portfolio in portfolios for action, _ in portfolio)
    return core_of({action.code: counted[action.code] for action in problem.actions}, len(portfolios))


def _questions(
    objectives: tuple[str, ...], statements: Sequence[Statement], values: Floats, weights: Floats
) -> tuple[Question, ...]:
    """For each pair of aims whose order is open; one that only the edge of the weights could answer is not asked."""
    asked = []
    for first, second in combinations(range(len(objectives)), 2):
        share = float((weights[:, first] >= weights[:, second]).mean())
        if 0 < share < 1:
            more, less = objectives[first], objectives[second]
            if_so, if_not = (
                int(defensible(values @ corner_weights(objectives, [*statements, one]).T).sum())
                for one in (Matters(more, less), Matters(less, more))
            )
            asked.append(Question(more, less, if_so, if_not, share * if_so + (1 - share) * if_not))
    return tuple(sorted(asked, key=lambda question: round(question.expected, 9)))
