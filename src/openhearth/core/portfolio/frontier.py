"""All portfolios that cannot be beaten: the way in, whichever algorithm does the work.

A portfolio is beaten when another one is at least as good in every aim and better in one. The outcomes of those that are not
are the points of the frontier; every point found has been added up again from its portfolio in whole numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from openhearth.core.errors import Fault, InfeasibleError, InputError
from openhearth.core.portfolio.algorithm import Algorithm, Choice, Reason, choice
from openhearth.core.portfolio.audit import Portfolio, broken, outcome, spent
from openhearth.core.portfolio.bounded_dp import Found, Search, Stopped
from openhearth.core.portfolio.conflict import conflict
from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.gap import gap
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.outright import outright
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import Program, program, raised
from openhearth.core.portfolio.search_region import RegionSearch, Solver
from openhearth.core.portfolio.stage_order import as_searched


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
    leeway: tuple[int, ...] = ()
    strips: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Frontier:
    """What was found, and how much may be missing.

    Parameters
    ----------
    objectives
        Codes of the aims, in the order of the values.
    points
        Sorted by the first aim, the best first, then by the next.
    algorithm, reason
        What did the work, and why: see `openhearth.core.portfolio.algorithm`.
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
    reason: Reason = "few_rows"


def frontier(
    problem: Problem,
    *,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 1,
    checkpoint: Checkpoint | None = None,
    algorithm: Algorithm | None = None,
    solver: Solver | None = None,
) -> Frontier:
    """Every point of the frontier, with one portfolio each; what was found until then, if stopped.

    Parameters
    ----------
    stop
        Asked again and again; True ends the search.
    workers
        Threads that share the work. They change the time it takes and nothing else.
    checkpoint
        Of an earlier search in the same problem, by either algorithm.
    algorithm
        Force one; otherwise the structure of the problem decides.
    solver
        For ``search_region``: see `openhearth.solving.solver`. Without it dynamic programming does all.

    Raises
    ------
    InfeasibleError
        No portfolio respects all constraints; the witness is a `openhearth.core.portfolio.conflict.Conflict`.
    InputError
        ``other_problem`` when the checkpoint belongs to another problem, ``no_solver`` when ``search_region`` is forced
        without one.

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
    for state in _searched(problem, stop, workers, checkpoint, algorithm, solver):
        last = state
    return _frontier(problem, last)


def improving(
    problem: Problem,
    *,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 1,
    checkpoint: Checkpoint | None = None,
    algorithm: Algorithm | None = None,
    solver: Solver | None = None,
) -> Iterator[Frontier]:
    """The same, better and better: a frontier now and then, the last one complete or where it was stopped."""
    for state in _searched(problem, stop, workers, checkpoint, algorithm, solver):
        yield _frontier(problem, state)


@dataclass(frozen=True, slots=True)
class _State:
    """A search as it is now, always the same one; ``ended`` when there is no more to come. None where all was looked at outright."""

    found: Found
    search: Search | RegionSearch | None
    plain: Program
    chosen: Choice
    complete: bool
    ended: bool


def _searched(
    problem: Problem,
    stop: Callable[[], bool],
    workers: int,
    checkpoint: Checkpoint | None,
    algorithm: Algorithm | None,
    solver: Solver | None,
) -> Iterator[_State]:
    """The search now and then."""
    if checkpoint is not None and checkpoint.digest != (digest := problem_digest(problem)):
        raise InputError(Fault("other_problem", "checkpoint", {"found": checkpoint.digest, "expected": digest}))
    plain = program(problem)
    everything = outright(plain) if algorithm != "search_region" else None
    if everything is not None:
        if not len(everything[0]):
            raise InfeasibleError(conflict(problem))
        chosen = Choice("bounded_dp", "asked" if algorithm else "few_combinations")
        yield _State(Found(*everything), None, plain, chosen, complete=True, ended=True)
        return
    written = as_searched(problem, plain)
    chosen = choice(written, algorithm, solver=solver is not None)
    start = None if checkpoint is None else _resumed(written, checkpoint)
    search: Search | RegionSearch
    if chosen.algorithm == "bounded_dp":
        search = Search(written, stop, workers, start)
    elif solver is not None:
        search = RegionSearch(written, solver, stop, start, longer=chosen.reason != "asked")
    else:
        raise InputError(Fault("no_solver", "algorithm"))
    try:
        for complete in search.passes():
            if complete and not len(search.found.points):
                raise InfeasibleError(conflict(problem))
            yield _State(search.found, search, plain, chosen, complete, complete)
    except Stopped:
        yield _State(search.found, search, plain, chosen, complete=False, ended=True)


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
    plain = program(problem)
    search = Search(as_searched(problem, plain), stop)
    points = np.array([point.values for point in found.points], dtype=np.int64) * _signs(problem)
    columns = _columns(problem, plain, search.program, search.all_with(points))
    values = (_added_up(plain, columns) * _signs(problem)).tolist()
    by_values: dict[tuple[int, ...], list[Portfolio]] = {}
    for portfolio, one in zip(_portfolios(plain, columns), values, strict=True):
        by_values.setdefault(tuple(one), []).append(portfolio)
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


def _frontier(problem: Problem, state: _State) -> Frontier:
    """What a search has found, as portfolios, and added up again from them."""
    search, chosen = state.search, state.chosen
    if isinstance(search, RegionSearch) and state.complete and chosen.reason == "many_rows" and not search.questions:
        chosen = Choice("bounded_dp", "no_question")
    columns = _columns(problem, state.plain, search.program if search else state.plain, state.found.picks)
    portfolios, gains = _portfolios(state.plain, columns), _added_up(state.plain, columns)
    level = np.array([one.kind != "sum" for one in problem.objectives])
    if np.where(level, gains < state.found.points, gains != state.found.points).any():
        raise AssertionError("a portfolio does not have the values it was found with")
    if level.any():  # a search that was stopped need not have raised the levels of all it found
        kept = best(gains)
        gains, portfolios = gains[kept], [portfolios[one] for one in kept]
    values = (gains * _signs(problem)).tolist()
    return Frontier(
        tuple(one.code for one in problem.objectives),
        tuple(Point(tuple(one), (portfolio,)) for one, portfolio in zip(values, portfolios, strict=True)),
        chosen.algorithm,
        state.complete,
        0.0 if search is None or state.complete else _gap(search, gains, closely=state.ended),
        None if search is None or state.complete else _checkpoint(search, problem_digest(problem)),
        chosen.reason,
    )


def _columns(problem: Problem, plain: Program, written: Program, picks: Integers) -> Integers:
    """(portfolios, stages) columns in the program as it is before anything is left out or ordered; what follows from them is worked out."""
    stages = {action.code: stage for stage, action in enumerate(problem.actions)}
    columns = {choice: column for column, choice in enumerate(plain.choices)}
    places = np.array([stages[choice[0]] if choice else -1 for choice in written.choices], dtype=np.int64)
    meant = np.array([columns[choice] if choice else -1 for choice in written.choices], dtype=np.int64)
    found = np.tile(plain.starts[:-1], (len(picks), 1))
    taken = picks + written.starts[:-1]
    rows, ours = np.nonzero(places[taken] >= 0)
    found[rows, places[taken[rows, ours]]] = meant[taken[rows, ours]]
    for number, synergy in enumerate(problem.synergies, len(stages)):
        both = [found[:, stages[code]] > plain.starts[stages[code]] for code in (synergy.first, synergy.second)]
        found[:, number] += both[0] & both[1]
    return raised(problem, plain, found)


def _portfolios(plain: Program, chosen: Integers) -> list[Portfolio]:
    """In the order of the actions, which is that of the stages."""
    return [tuple(choice for column in row if (choice := plain.choices[column])) for row in chosen.tolist()]


def _added_up(plain: Program, chosen: Integers) -> Integers:
    """(portfolios, objectives) gains."""
    if (plain.uses[chosen].sum(1) > plain.capacities).any():
        raise AssertionError("a portfolio breaks a constraint")
    gains: Integers = plain.gains[chosen].sum(1)
    return gains


def _checkpoint(search: Search | RegionSearch, digest: str) -> Checkpoint:
    found = search.found
    strips = (
        tuple(tuple(strip) for strip in search.strips.tolist()) if isinstance(search, RegionSearch) else found.strips
    )
    picks = tuple(tuple(row) for row in found.picks.tolist())
    return Checkpoint(digest, found.passes, picks, found.leeway, strips)


def _resumed(written: Program, checkpoint: Checkpoint) -> Found:
    picks = np.array(checkpoint.picks, dtype=np.int64).reshape(-1, written.stages)
    points = written.gains[picks + written.starts[:-1]].sum(1)
    return Found(points, picks, checkpoint.passes, checkpoint.leeway, checkpoint.strips)


def _gap(search: Search | RegionSearch, points: Integers, *, closely: bool) -> float:
    """The least that the bounds and the passes with leeway prove; looked at closely once, at the end."""
    leeway = search.found.leeway
    told = gap(search.program, search.corners, points, search.possible, closely=closely)
    if not leeway or not len(points):
        return told
    return min(told, float((np.array(leeway) / np.maximum(1, np.ptp(points, axis=0))).max()))
