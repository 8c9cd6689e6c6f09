"""The second way to a frontier, with a solver that tries everything: the same points, bounds that hold, and questions that end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, product
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio import search_region
from openhearth.core.portfolio.algorithm import MANY_ROWS, choice
from openhearth.core.portfolio.bounded_dp import Stopped
from openhearth.core.portfolio.frontier import Frontier, every_portfolio, frontier, improving, verify
from openhearth.core.portfolio.gap import Possible, linear_room, rooms
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    Budget,
    Ceiling,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Objective,
    Option,
    Problem,
    Synergy,
)
from openhearth.core.portfolio.problem_json import checkpoint_from_json, to_json
from openhearth.core.portfolio.program import Program, program
from openhearth.core.portfolio.search_region import Picks, Question, ceilings
from openhearth.core.portfolio.stage_order import as_searched
from openhearth.core.portfolio.zones import corners_after
from tests.core.portfolio_cases import AIMS, MEASURES, Everything, problems

KNAPSACK = random_knapsack(4, 12, np.random.default_rng(3))


class TriesEverything:
    """A solver for small programs, and how many questions it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self._known: tuple[Program, Integers, Integers] | None = None

    def __call__(
        self, program: Program, questions: Sequence[Question], stop: Callable[[], bool]
    ) -> Sequence[Picks | None]:
        if stop():
            raise Stopped
        self.asked += questions
        return [self._best(program, question) for question in questions]

    def _best(self, program: Program, question: Question) -> Picks | None:
        if self._known is None or self._known[0] is not program:
            self._known = (program, *self._allowed(program))
        _, picks, gains = self._known
        inside = np.flatnonzero((gains >= np.array(question.least)).all(1))
        if not len(inside):
            return None
        order = np.lexsort((-gains[inside].sum(1), -gains[inside, question.aim]))
        return tuple(picks[inside[order[0]]].tolist())

    @staticmethod
    def _allowed(program: Program) -> tuple[Integers, Integers]:
        sizes = np.diff(program.starts).tolist()
        picks = np.array(list(product(*map(range, sizes))), dtype=np.int64).reshape(prod(sizes), program.stages)
        chosen = picks + program.starts[:-1]
        allowed = (program.uses[chosen].sum(1) <= program.capacities).all(1)
        return picks[allowed], program.gains[chosen[allowed]].sum(1)


def asked(times: int) -> Callable[[], bool]:
    """True after so many questions."""
    number = count()
    return lambda: next(number) >= times


def searched(problem: Problem, stop: Callable[[], bool] = lambda: False) -> Frontier:
    return frontier(problem, stop=stop, algorithm="search_region", solver=TriesEverything())


def values(found: Frontier) -> list[tuple[int, ...]]:
    return [point.values for point in found.points]


@pytest.fixture(params=[0, 1], autouse=True, scope="module")
def first_passes(request: pytest.FixtureRequest) -> Iterator[int]:
    """With nothing known at first, and with points that dynamic programming has found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_region, "FIRST_PASSES", request.param)
        patch.setattr("openhearth.core.portfolio.bounded_dp.DIVE", 1)
        yield request.param


@settings(max_examples=40, deadline=None)
@given(problems(8))
def test_it_finds_what_trying_everything_finds(problem: Problem) -> None:
    everything = Everything(problem)
    expected = everything.frontier()
    if not expected:
        with pytest.raises(InfeasibleError):
            searched(problem)
        return
    found = searched(problem)
    signs = [1 if aim.direction == "max" else -1 for aim in problem.objectives]
    assert {tuple(s * v for s, v in zip(signs, point, strict=True)) for point in values(found)} == expected
    assert len(found.points) == len(expected)
    assert verify(problem, found.points) == ()
    assert (found.complete, found.gap, found.algorithm, found.reason) == (True, 0.0, "search_region", "asked")


@settings(max_examples=15, deadline=None)
@given(problems(7), st.data())
def test_order_and_scale_change_no_outcome(problem: Problem, data: st.DataObject) -> None:
    assume(len(Everything(problem).frontier()) > 0)
    aims = data.draw(st.permutations(range(len(problem.objectives))))
    turned = replace(
        problem,
        objectives=tuple(problem.objectives[k] for k in aims),
        actions=tuple(data.draw(st.permutations(problem.actions))),
    )
    assert set(values(searched(turned))) == {tuple(one[k] for k in aims) for one in values(searched(problem))}


def test_effects_of_a_billion() -> None:
    def action(number: int) -> Action:
        effects = (Effect("jobs", 10**9 * (number + 1)), Effect("co2", -(10**9) * (7 - number)))
        return Action(f"a{number}", (Option("do", (Cost(10**9 + number),), effects),))

    problem = Problem(AIMS[:3], MEASURES, tuple(map(action, range(7))), (Budget(3 * 10**9 + 9),))
    assert values(searched(problem)) == values(frontier(problem))
    assert max(max(one) for one in values(searched(problem))) > 10**10


def test_every_question_closes_something(first_passes: int) -> None:
    """No more questions than points and corners that remain: far fewer than one for each combination."""
    solver = TriesEverything()
    found = frontier(KNAPSACK, algorithm="search_region", solver=solver)
    written = as_searched(KNAPSACK, program(KNAPSACK))
    gains = np.array(values(found))
    left = corners_after(np.array([[-1] * 4]), gains)
    assert len(found.points) > 10
    assert len(solver.asked) <= len(gains) + len(left) + 4 * search_region.AT_ONCE
    assert len({(one.aim, one.least) for one in solver.asked}) == len(solver.asked)
    for one in solver.asked:
        assert one.hint is None or len(one.hint) == written.stages


@pytest.mark.parametrize("times", [0, 3, 5, 9])
def test_stopped_and_resumed(times: int) -> None:
    whole = searched(KNAPSACK)
    stopped = searched(KNAPSACK, asked(times))
    assert not stopped.complete
    again = stopped.checkpoint and checkpoint_from_json(to_json(stopped.checkpoint))
    assert again == stopped.checkpoint
    for algorithm in ("search_region", "bounded_dp"):
        resumed = frontier(KNAPSACK, checkpoint=again, algorithm=algorithm, solver=TriesEverything())
        assert values(resumed) == values(whole)


def test_it_goes_on_and_asks_nothing_twice() -> None:
    before, after = TriesEverything(), TriesEverything()
    stopped = frontier(KNAPSACK, stop=lambda: len(before.asked) > 6, algorithm="search_region", solver=before)
    frontier(KNAPSACK, checkpoint=stopped.checkpoint, algorithm="search_region", solver=after)
    assert before.asked
    assert {one[:2] for one in before.asked} & {one[:2] for one in after.asked} == set()


def test_what_is_missing_is_within_the_gap() -> None:
    def early(questions: int) -> Frontier:
        solver = TriesEverything()
        return frontier(KNAPSACK, algorithm="search_region", solver=solver, stop=lambda: len(solver.asked) > questions)

    whole = np.array(values(searched(KNAPSACK)))
    stopped = [found for found in map(early, range(0, 30, 4)) if not found.complete and len(found.points) > 1]
    assert stopped
    for found in stopped:
        points = np.array(values(found))
        short = ((whole[:, None, :] - points[None]) / np.ptp(points, axis=0)).max(2).min(1)
        assert short.max() <= found.gap + 1e-9


def test_a_solver_that_stops_stops_the_search() -> None:
    class Tired(TriesEverything):
        def __call__(
            self, program: Program, questions: Sequence[Question], stop: Callable[[], bool]
        ) -> Sequence[Picks | None]:
            if len(self.asked) > 8:
                raise Stopped
            return super().__call__(program, questions, stop)

    found = list(improving(KNAPSACK, algorithm="search_region", solver=Tired()))
    assert not found[-1].complete
    assert len(found[-1].points) > 3
    assert found[-1].checkpoint


def test_nothing_to_choose_from_and_no_solution() -> None:
    assert values(searched(Problem(AIMS[:2], MEASURES, ()))) == [(0, 0)]
    with pytest.raises(InfeasibleError):
        searched(Problem(AIMS[:2], MEASURES, (Action("a", (Option("do"),)),), (Floor("jobs", 1),)))


def test_without_a_solver_it_is_refused_or_the_other_way_is_taken() -> None:
    with pytest.raises(InputError, match="no_solver"):
        frontier(KNAPSACK, algorithm="search_region")
    assert frontier(KNAPSACK).algorithm == "bounded_dp"


def test_the_structure_decides() -> None:
    few = as_searched(KNAPSACK, program(KNAPSACK))
    rows = int(MANY_ROWS * few.stages) + 1
    many = replace(few, uses=np.tile(few.uses, rows), capacities=np.tile(few.capacities, rows))
    sparse = replace(many, uses=many.uses * (np.arange(len(many.uses))[:, None] // 2 % rows == np.arange(rows)))
    assert choice(few, None, solver=True) == ("bounded_dp", "few_rows")
    assert choice(many, None, solver=True) == ("bounded_dp", "few_rows")
    assert choice(sparse, None, solver=True) == ("search_region", "many_rows")
    assert choice(sparse, None, solver=False) == ("bounded_dp", "no_solver")
    assert choice(sparse, "bounded_dp", solver=True) == ("bounded_dp", "asked")


def many_rows(pairs: int) -> Problem:
    """Of each pair of actions one at most, by a limit of its own."""
    random = np.random.default_rng(1)
    actions = tuple(
        Action(f"a{one}", (Option("do", (), (Effect("jobs", int(jobs), f"d{one // 2}"), Effect("co2", -int(saved)))),))
        for one, (jobs, saved) in enumerate(random.integers(25, 40, (2 * pairs, 2)))
    )
    return Problem(AIMS[:2], MEASURES, actions, tuple(Ceiling("jobs", 41, f"d{one}") for one in range(pairs)))


def test_dynamic_programming_begins_and_questions_are_asked_only_where_it_does_not_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, never, needed = many_rows(5), TriesEverything(), TriesEverything()
    assert choice(as_searched(problem, program(problem)), None, solver=True).reason == "many_rows"
    assert frontier(problem, solver=never).reason == "few_combinations"
    monkeypatch.setattr("openhearth.core.portfolio.outright.FEW", (1, 1, 1, 1))
    early = frontier(problem, solver=never)
    assert (early.algorithm, early.reason, never.asked) == ("bounded_dp", "no_question", [])
    limits = {"passes.GLANCE": 1, "passes.TRIALS": (1, 1, 1), "bounded_dp.GLANCES": (1, 1, 1), "bounded_dp.AT_ONCE": 1}
    for limit, few in limits.items():
        monkeypatch.setattr(f"openhearth.core.portfolio.{limit}", few)
    late = frontier(problem, solver=needed)
    assert (late.algorithm, late.reason) == ("search_region", "many_rows")
    assert needed.asked
    assert values(early) == values(late)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), st.integers(0, 10**6))
def test_ceilings_are_what_is_possible_at_most(aims: int, seed: int) -> None:
    """For random outcomes and strips that are true of them, a ceiling is never below what lies above its corner."""
    random = np.random.default_rng(seed)
    outcomes, corners = random.integers(0, 8, (30, aims)), random.integers(-1, 7, (12, aims))
    strips = []
    for corner in random.integers(-1, 6, (9, aims)):
        aim = int(random.integers(aims))
        above = outcomes[np.delete(outcomes > corner, aim, axis=1).all(1)]
        strips.append([aim, *corner, above[:, aim].max(initial=-1)])
    told = ceilings(corners, np.array(strips))
    assert np.isfinite(told).any() or len(strips) == 0
    for corner, most in zip(corners, told, strict=True):
        above = outcomes[(outcomes > corner).all(1)]
        assert (above <= most).all()


@settings(max_examples=40, deadline=None)
@given(problems(6))
def test_no_room_is_promised_that_is_not_there(problem: Problem) -> None:
    """Of every outcome above a corner: how far it is above lies within the room, by sums and by the linear programme."""
    written = as_searched(problem, program(problem))
    _, gains = TriesEverything._allowed(written)
    assume(len(gains) > 1)
    weights = np.ones((1, gains.shape[1]), dtype=np.int64)
    lowest, ranges = gains.min(0), np.maximum(1, np.ptp(gains, axis=0))
    corners = corners_after(lowest[None, :] - 1, gains[: len(gains) // 2])
    possible = Possible(lowest, (gains @ weights.T).max(0).astype(float), weights, np.full(corners.shape, np.inf))
    for corner, room in zip(corners, rooms(corners, ranges, possible), strict=True):
        moved = corner >= lowest
        above = gains[(gains > corner).all(1)]
        if len(above) and moved.any():
            there = ((above - corner) / ranges)[:, moved].min(1).max()
            assert there <= room + 1e-9
            assert there <= linear_room(written, corner, ranges, lowest) + 1e-9


def test_ties_twins_synergies_and_general_rows() -> None:
    made = tuple(
        Action(code, (Option("do", (Cost(cost),), (Effect("jobs", jobs), Effect("co2", co2))),))
        for code, cost, jobs, co2 in (("a", 3, 5, -1), ("twin", 3, 5, -1), ("b", 2, -4, -9), ("zero", 0, 0, 0))
    )
    problem = Problem(
        (Objective("work", "jobs"), Objective("climate", "co2", "min"), Objective("money", "cost", "min")),
        MEASURES,
        made,
        (Ceiling("jobs", 9), AtLeast(1, ("a", "b")), Exclusion("twin", "zero")),
        (Synergy("a", "b", (Effect("jobs", 3),)),),
    )
    found = searched(problem)
    assert values(found) == values(frontier(problem))
    told = every_portfolio(problem, found)
    assert max(len(point.portfolios) for point in told.points) > 1
