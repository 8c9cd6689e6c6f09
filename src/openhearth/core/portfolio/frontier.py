"""All portfolios that cannot be beaten: the way in, whichever algorithm does the work.

A portfolio is beaten when another one is at least as good in every aim and better in one. The outcomes of those that are not
are the points of the frontier; every point found has been added up again from its portfolio in whole numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from openhearth.core.errors import Fault, InfeasibleError, InputError
from openhearth.core.portfolio.audit import Portfolio, broken, outcome, spent
from openhearth.core.portfolio.bounded_dp import Found, Search, Stopped
from openhearth.core.portfolio.bounds import Floats
from openhearth.core.portfolio.conflict import conflict
from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import Integers, Program, program
from openhearth.core.portfolio.stage_order import ordered

Algorithm = Literal["bounded_dp"]

PAIRS = 5_000_000
"""Pairs of open corner and point compared for the gap at most; beyond, points are left out and the gap is larger."""


@dataclass(frozen=True, slots=True)
class Point:
    """An outcome that cannot be beaten, in whole steps of each aim's measure, and the portfolios that have it."""

    values: tuple[int, ...]
    portfolios: tuple[Portfolio, ...]

    @property
    def portfolio(self) -> Portfolio:
        """The first of them."""
        return self.portfolios[0]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a search stood; one that goes on from here ends with the same points."""

    digest: str
    passes: int
    picks: tuple[tuple[int, ...], ...]
    samples: tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What was found, and how much may be missing.

    Parameters
    ----------
    objectives
        Codes of the aims, in the order of the values.
    points
        Sorted by the first aim, the best first, then by the next.
    algorithm
        What did the work.
    complete
        Nothing is missing.
    gap
        No missing portfolio is better than some found one by more than this share of the range of the found points, in
        any aim. Zero when complete, NaN as long as nothing is found.
    checkpoint
        None when complete.
    """

    objectives: tuple[str, ...]
    points: tuple[Point, ...]
    algorithm: Algorithm
    complete: bool
    gap: float
    checkpoint: Checkpoint | None


def frontier(
    problem: Problem,
    *,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 1,
    checkpoint: Checkpoint | None = None,
) -> Frontier:
    """Every point of the frontier, with one portfolio each; what was found until then, if stopped.

    Parameters
    ----------
    stop
        Asked again and again; True ends the search.
    workers
        Threads that share the work. They change the time it takes and nothing else.
    checkpoint
        Of an earlier search in the same problem.

    Raises
    ------
    InfeasibleError
        No portfolio respects all constraints; the witness is a `openhearth.core.portfolio.conflict.Conflict`.
    InputError
        ``other_problem`` when the checkpoint belongs to another problem.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective, Option
    >>> def action(code, cost, jobs):
    ...     return Action(code, (Option("do", (Cost(cost),), (Effect("jobs", jobs),)),))
    >>> problem = Problem(
    ...     (Objective("work", "jobs"), Objective("money", "cost", "min")),
    ...     (Measure("jobs", "jobs"),),
    ...     (action("a", 3, 10), action("b", 4, 9), action("c", 2, 9)),
    ... )
    >>> [point.values for point in frontier(problem).points]
    [(28, 9), (19, 5), (10, 3), (9, 2), (0, 0)]
    """
    for state in _searched(problem, stop, workers, checkpoint):
        last = state
    return _frontier(problem, *last)


def improving(
    problem: Problem,
    *,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 1,
    checkpoint: Checkpoint | None = None,
) -> Iterator[Frontier]:
    """The same, better and better: a frontier now and then, the last one complete or where it was stopped."""
    for state in _searched(problem, stop, workers, checkpoint):
        yield _frontier(problem, *state)


def _searched(
    problem: Problem, stop: Callable[[], bool], workers: int, checkpoint: Checkpoint | None
) -> Iterator[tuple[Search, str, bool]]:
    """The search, always the same one, now and then: with the digest of the problem, and whether nothing is missing."""
    written, _ = ordered(program(problem))
    digest = problem_digest(problem)
    if checkpoint is not None and checkpoint.digest != digest:
        raise InputError(Fault("other_problem", "checkpoint", {"found": checkpoint.digest, "expected": digest}))
    search = Search(written, stop, workers, None if checkpoint is None else _resumed(written, checkpoint))
    try:
        for complete in search.passes():
            if complete and not len(search.found.points):
                raise InfeasibleError(conflict(problem))
            yield search, digest, complete
    except Stopped:
        yield search, digest, False


def every_portfolio(problem: Problem, found: Frontier, *, stop: Callable[[], bool] = lambda: False) -> Frontier:
    """The same points with all portfolios that have them, the one that costs least first, then by the order of the actions.

    There may be very many; ``stop`` ends the search with `openhearth.core.portfolio.bounded_dp.Stopped`.

    Raises
    ------
    InputError
        ``not_complete``: what beats a point may be missing.
    """
    if not found.complete:
        raise InputError(Fault("not_complete", "frontier"))
    search = Search(ordered(program(problem))[0], stop)
    points = np.array([point.values for point in found.points], dtype=np.int64) * _signs(problem)
    portfolios = _portfolios(problem, search, search.all_with(points))
    by_values: dict[tuple[int, ...], list[Portfolio]] = {}
    for portfolio, values in zip(portfolios, (_added_up(problem, portfolios) * _signs(problem)).tolist(), strict=True):
        by_values.setdefault(tuple(values), []).append(portfolio)
    rank = {action.code: number for number, action in enumerate(problem.actions)}

    def order(portfolio: Portfolio) -> tuple[int, list[tuple[int, str]]]:
        return spent(problem, portfolio), [(rank[action], option) for action, option in portfolio]

    return replace(
        found, points=tuple(Point(one.values, tuple(sorted(by_values[one.values], key=order))) for one in found.points)
    )


def problem_digest(problem: Problem) -> str:
    """The same for equal problems, another one otherwise."""
    parts = (problem.objectives, problem.measures, problem.actions, problem.constraints, problem.synergies)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def verify(problem: Problem, points: Sequence[Point]) -> tuple[Fault, ...]:
    """Everything wrong with points that claim to belong to the frontier, checked from the problem alone.

    ``no_such_option``, ``several_options``, ``wrong_value``, ``broken_constraint``, ``no_portfolio``, ``duplicate_point``
    and ``dominated``. That no point is missing cannot be seen from the points.
    """
    faults: list[Fault] = []
    options = {(action.code, option.code) for action in problem.actions for option in action.options}
    for number, point in enumerate(points, 1):
        place = f"point {number}"
        if not point.portfolios:
            faults.append(Fault("no_portfolio", place))
        for portfolio in point.portfolios:
            unknown = [choice for choice in portfolio if choice not in options]
            faults += [Fault("no_such_option", place, {"choice": choice}) for choice in unknown]
            if len({action for action, _ in portfolio}) < len(portfolio):
                faults.append(Fault("several_options", place))
            elif not unknown:
                faults += _portfolio_faults(problem, point, portfolio, place)
    return (*faults, *_dominance_faults(problem, points))


def _portfolio_faults(problem: Problem, point: Point, portfolio: Portfolio, place: str) -> Iterator[Fault]:
    values = outcome(problem, portfolio)
    if values != point.values:
        yield Fault("wrong_value", place, {"found": point.values, "expected": values})
    for constraint in broken(problem, portfolio):
        yield Fault("broken_constraint", place, {"constraint": constraint})


def _dominance_faults(problem: Problem, points: Sequence[Point]) -> Iterator[Fault]:
    if any(len(point.values) != len(problem.objectives) for point in points) or not points:
        return
    gains = np.array([point.values for point in points], dtype=np.int64) * _signs(problem)
    kept = set(best(gains).tolist())
    firsts = {point.values: number for number, point in reversed(list(enumerate(points, 1)))}
    for number, point in enumerate(points):
        if number not in kept:
            duplicate = firsts[point.values] != number + 1
            yield Fault("duplicate_point" if duplicate else "dominated", f"point {number + 1}", {"found": point.values})


def _signs(problem: Problem) -> Integers:
    return np.array([1 if one.direction == "max" else -1 for one in problem.objectives], dtype=np.int64)


def _frontier(problem: Problem, search: Search, digest: str, complete: bool) -> Frontier:
    """What a search has found, as portfolios, and added up again from them."""
    portfolios = _portfolios(problem, search, search.found.picks)
    gains = _added_up(problem, portfolios)
    if (gains != search.found.points).any():
        raise AssertionError("a portfolio does not have the values it was found with")
    values = (gains * _signs(problem)).tolist()
    return Frontier(
        tuple(one.code for one in problem.objectives),
        tuple(Point(tuple(one), (portfolio,)) for one, portfolio in zip(values, portfolios, strict=True)),
        "bounded_dp",
        complete,
        0.0 if complete else _gap(search.corners, gains, search.reachable, search.weights),
        None if complete else _checkpoint(search, digest),
    )


def _portfolios(problem: Problem, search: Search, picks: Integers) -> list[Portfolio]:
    rank = {action.code: number for number, action in enumerate(problem.actions)}
    chosen = [
        [choice for column in row if (choice := search.program.choices[column])]
        for row in (picks + search.program.starts[:-1]).tolist()
    ]
    return [tuple(sorted(choices, key=lambda choice: rank[choice[0]])) for choices in chosen]


def _added_up(problem: Problem, portfolios: Sequence[Portfolio]) -> Integers:
    """(portfolios, objectives) gains, from the program as it is written before anything is merged, left out or ordered."""
    plain = program(problem, merged=False)
    stages = {action.code: stage for stage, action in enumerate(problem.actions)}
    columns = {choice: column for column, choice in enumerate(plain.choices)}
    chosen = np.tile(plain.starts[:-1], (len(portfolios), 1))
    for row, portfolio in enumerate(portfolios):
        for choice in portfolio:
            chosen[row, stages[choice[0]]] = columns[choice]
        actions = {action for action, _ in portfolio}
        for number, synergy in enumerate(problem.synergies, len(stages)):
            chosen[row, number] += synergy.first in actions and synergy.second in actions
    if (plain.uses[chosen].sum(1) > plain.capacities).any():
        raise AssertionError("a portfolio breaks a constraint")
    gains: Integers = plain.gains[chosen].sum(1)
    return gains


def _checkpoint(search: Search, digest: str) -> Checkpoint:
    samples = tuple(tuple(tuple(row) for row in sample.tolist()) for sample in search.found.samples)
    return Checkpoint(digest, search.found.passes, tuple(tuple(row) for row in search.found.picks.tolist()), samples)


def _resumed(written: Program, checkpoint: Checkpoint) -> Found:
    picks = np.array(checkpoint.picks, dtype=np.int64).reshape(-1, written.stages)
    points = written.gains[picks + written.starts[:-1]].sum(1)
    rows = len(written.capacities)
    samples = tuple(np.array(sample, dtype=np.int64).reshape(len(sample), rows) for sample in checkpoint.samples)
    return Found(points, picks, checkpoint.passes, samples)


def _gap(corners: Integers, points: Integers, reachable: Floats, weights: Integers) -> float:
    """See `Frontier`: for every open corner, how far above a found point the bounds leave room, in the best case."""
    if not len(points):
        return float("nan")
    ranges = np.maximum(1, np.ptp(points, axis=0))
    least = (corners + 1) @ weights.T
    open_ones = (least <= reachable).all(1)
    corners, least = corners[open_ones], least[open_ones]
    if not len(corners):
        return 0.0
    highest = np.stack(
        [
            ((reachable - least)[:, weights[:, k] > 0] / weights[weights[:, k] > 0, k]).min(1) + corners[:, k] + 1
            for k in range(points.shape[1])
        ],
        axis=1,
    )
    some = points[:: max(1, len(points) * len(corners) // PAIRS)]
    nearest = np.full(len(corners), np.inf)
    for point in some:
        nearest = np.minimum(nearest, ((highest - point) / ranges).max(1))
    return float(max(0.0, nearest.max()))
