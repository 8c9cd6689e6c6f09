"""How a frontier is searched: stopped, resumed, shared between workers, turned around, and told why there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from math import isinf, isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio import bounded_dp, outright, passes
from openhearth.core.portfolio.audit import broken, spent
from openhearth.core.portfolio.conflict import Conflict, conflict
from openhearth.core.portfolio.equals import with_equals
from openhearth.core.portfolio.frontier import Frontier, Point, every_portfolio, frontier, improving, verify
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
)
from openhearth.core.portfolio.problem_json import checkpoint_from_json, to_json
from openhearth.core.portfolio.program import program
from openhearth.core.portfolio.stage_order import as_searched
from tests.core.portfolio_cases import AIMS, MEASURES, Everything, problems

KNAPSACK = random_knapsack(3, 50, np.random.default_rng(5))


def asked(times: int) -> Callable[[], bool]:
    """True after so many questions."""
    number = count()
    return lambda: next(number) >= times


def values(found: Frontier) -> list[tuple[int, ...]]:
    return [point.values for point in found.points]


def action(code: str, cost: float, jobs: float) -> Action:
    return Action(code, (Option("do", (Cost(cost),), (Effect("jobs", jobs),)),))


@pytest.fixture(scope="module", autouse=True)
def narrow() -> Iterator[None]:
    """Passes so narrow that small problems need all of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "DIVE": 2,
            "TOGETHER": (7, 60),
            "GLANCES": (5, 5, 5),
            "AT_ONCE": 500,
            "ALONE": 2_000,
            "SLICE": 64,
            "ROUND": 10,
            "ROUNDS": 2,
        }.items():
            patch.setattr(bounded_dp, name, value)
        patch.setattr(passes, "GLANCE", 10)
        patch.setattr(passes, "TRIALS", (2, 4, 20))
        patch.setattr(passes, "WIDTHS", (40,))
        patch.setattr(outright, "FEW", (0, 0, 0, 0))
        yield


@pytest.fixture(scope="module")
def whole() -> Frontier:
    return frontier(KNAPSACK)


def test_it_gets_better_until_nothing_is_missing(whole: Frontier) -> None:
    found = list(improving(KNAPSACK))
    assert len(found) > 2
    assert [one.complete for one in found] == [False] * (len(found) - 1) + [True]
    gaps = [one.gap for one in found]
    assert gaps[0] > 0
    assert gaps[-1] == 0
    assert values(found[-1]) == values(whole)


def test_what_is_missing_is_within_the_gap(whole: Frontier) -> None:
    """The promise of the gap, for every point that was not found yet."""
    all_points = np.array(values(whole))
    for early in list(improving(KNAPSACK))[:-1]:
        points = np.array(values(early))
        short = ((all_points[:, None, :] - points[None]) / np.ptp(points, axis=0)).max(2).min(1)
        assert short.max() <= early.gap + 1e-9
        assert short.max() > 0


@pytest.mark.parametrize("times", [0, 1, 10, 30])
def test_a_stopped_search_says_so_and_goes_on_from_where_it_was(whole: Frontier, times: int) -> None:
    stopped = frontier(KNAPSACK, stop=asked(times))
    assert not stopped.complete
    assert verify(KNAPSACK, stopped.points) == ()
    assert isnan(stopped.gap) == (not stopped.points)
    assert not isinf(stopped.gap)
    again = stopped.checkpoint and checkpoint_from_json(to_json(stopped.checkpoint))
    assert again == stopped.checkpoint
    assert values(frontier(KNAPSACK, checkpoint=again)) == values(whole)


def test_what_a_pass_with_leeway_proves(whole: Frontier) -> None:
    """No missing outcome is better than every one found by more than the leeway: of each pass, while it was the last."""
    search, proved = bounded_dp.Search(as_searched(KNAPSACK, program(KNAPSACK))), set()
    missing = np.array(values(whole))
    for _ in search.passes():
        leeway = np.array(search.found.leeway)
        if len(leeway):
            proved.add(tuple(leeway.tolist()))
            short = missing[:, None, :] - search.found.points[None]
            assert np.all(np.any(np.all(short <= leeway, axis=2), axis=1))
    assert len(proved) > 1


def test_a_pass_with_leeway_that_takes_too_long_is_given_up(whole: Frontier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "EFFORT", 0)
    monkeypatch.setattr(passes, "TRIALS", (0, 0, 0))
    monkeypatch.setattr(passes, "GLANCE", 0)
    search = bounded_dp.Search(as_searched(KNAPSACK, program(KNAPSACK)))
    assert list(search.passes())[-1]
    assert search.found.leeway == ()
    assert len(search.found.points) == len(whole.points)


def test_compiled_code_is_kept_where_the_caller_says(tmp_path: Path) -> None:
    """In a process of its own: it is written there and nowhere beside the source, and the next process takes it from there."""
    script = """
import sys
import numpy as np
from openhearth.core.portfolio import kernels
kernels.keep_compiled(sys.argv[1])
from openhearth.core.portfolio.dominance import best
best(np.arange(600).reshape(200, 3) % 7)
from openhearth.core.portfolio.dominance import _covered_rows
print(sum(_covered_rows.stats.cache_hits.values()), sum(_covered_rows.stats.cache_misses.values()))
"""

    def run() -> list[str]:
        command = [sys.executable, "-c", script, str(tmp_path)]
        where = {**os.environ, "PYTHONPATH": str(Path(bounded_dp.__file__).parents[3])}
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, env=where)
        return done.stdout.split()

    assert run() == ["0", "1"]
    kept = {path.name for path in tmp_path.rglob("*_covered*.nbc")}
    assert kept
    assert run() == ["1", "0"]
    assert {path.name for path in tmp_path.rglob("*_covered*.nbc")} == kept
    assert list(Path(bounded_dp.__file__).parent.rglob("*.nbc")) == []


def test_a_checkpoint_belongs_to_its_problem() -> None:
    stopped = frontier(KNAPSACK, stop=asked(90))
    with pytest.raises(InputError, match="other_problem"):
        frontier(random_knapsack(3, 30, np.random.default_rng(6)), checkpoint=stopped.checkpoint)


def test_a_stage_with_more_children_than_are_tried_at_once(whole: Frontier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_dp, "AT_ONCE", 100)
    assert frontier(KNAPSACK).complete
    assert values(frontier(KNAPSACK)) == values(whole)


def test_workers_change_nothing(whole: Frontier) -> None:
    assert frontier(KNAPSACK, workers=1) == frontier(KNAPSACK, workers=3)
    assert values(frontier(KNAPSACK, workers=3)) == values(whole)


@settings(max_examples=25, deadline=None)
@given(problems(8), st.data())
def test_order_of_aims_and_actions_changes_no_outcome(problem: Problem, data: st.DataObject) -> None:
    assume(len(Everything(problem).frontier()) > 0)
    aims = data.draw(st.permutations(range(len(problem.objectives))))
    turned = replace(
        problem,
        objectives=tuple(problem.objectives[k] for k in aims),
        actions=tuple(data.draw(st.permutations(problem.actions))),
        constraints=tuple(data.draw(st.permutations(problem.constraints))),
    )
    expected = {tuple(one[k] for k in aims) for one in values(frontier(problem))}
    assert set(values(frontier(turned))) == expected


@settings(max_examples=25, deadline=None)
@given(problems(8), st.sampled_from([1, 7, 1000, 10**6]))
def test_a_larger_scale_changes_no_choice(problem: Problem, factor: int) -> None:
    assume(len(Everything(problem).frontier()) > 0)

    def scaled(action: Action) -> Action:
        return replace(
            action,
            options=tuple(
                replace(one, effects=tuple(replace(effect, amount=effect.amount * factor) for effect in one.effects))
                for one in action.options
            ),
        )

    changed = replace(
        problem,
        actions=tuple(scaled(one) for one in problem.actions),
        synergies=tuple(
            replace(one, effects=tuple(replace(effect, amount=effect.amount * factor) for effect in one.effects))
            for one in problem.synergies
        ),
        constraints=tuple(
            replace(one, amount=one.amount * factor) if isinstance(one, Floor | Ceiling) else one
            for one in problem.constraints
        ),
    )
    factors = [1 if aim.measure == "cost" else factor for aim in problem.objectives]
    expected = {
        tuple(one * times for one, times in zip(point, factors, strict=True)) for point in values(frontier(problem))
    }
    assert set(values(frontier(changed))) == expected


@settings(max_examples=40, deadline=None)
@given(problems(7))
def test_all_portfolios_of_each_point(problem: Problem) -> None:
    everything = Everything(problem)
    best = everything.frontier()
    assume(best)
    found = every_portfolio(problem, frontier(problem))
    assert verify(problem, found.points) == ()
    listed = [portfolio for point in found.points for portfolio in point.portfolios]
    expected = sum(
        allowed and tuple(gains) in best
        for allowed, gains in zip(everything.allowed, everything.gains.tolist(), strict=True)
    )
    assert len(listed) == len(set(listed)) == expected
    for point in found.points:
        costs = [spent(problem, portfolio) for portfolio in point.portfolios]
        assert costs == sorted(costs)


def test_all_portfolios_are_told_only_where_they_are_few() -> None:
    idle = tuple(Action(f"idle-{number}", (Option("do"),)) for number in range(4))
    problem = Problem(AIMS[:2], MEASURES, (*idle, action("a", 5, 9)))
    found = frontier(problem)
    everything = every_portfolio(problem, found)
    count = sum(len(point.portfolios) for point in everything.points)
    assert count >= 16
    assert with_equals(problem, found, most=count) == everything
    assert with_equals(problem, found, most=count - 1) is None
    assert with_equals(KNAPSACK, frontier(KNAPSACK), most=10_000, stop=lambda: True) is None
    with pytest.raises(InputError, match="not_complete"):
        with_equals(KNAPSACK, frontier(KNAPSACK, stop=asked(90)), most=10_000)


def test_all_portfolios_only_of_a_complete_frontier() -> None:
    with pytest.raises(InputError, match="not_complete"):
        every_portfolio(KNAPSACK, frontier(KNAPSACK, stop=asked(90)))


def test_nothing_to_choose_from_is_one_outcome() -> None:
    found = frontier(Problem(AIMS[:2], MEASURES, ()))
    assert found.points == (Point((0, 0), ((),)),)
    with pytest.raises(InfeasibleError):
        frontier(Problem(AIMS[:2], MEASURES, (), (Floor("jobs", 1),)))


def test_no_solution_comes_with_a_smallest_conflict() -> None:
    three = (action("a", 5, 9), action("b", 4, 3), action("c", 3, 1))
    wishes = (Budget(100), AtLeast(2, ("a", "b", "c")), Budget(6), Prerequisite("c", "a"), Exclusion("a", "b"))
    with pytest.raises(InfeasibleError) as refused:
        frontier(Problem(AIMS[:2], MEASURES, three, wishes))
    assert refused.value.witness == Conflict((wishes[1], wishes[2]))


@settings(max_examples=40, deadline=None)
@given(problems(6), st.data())
def test_a_conflict_is_one_and_a_smallest_one(problem: Problem, data: st.DataObject) -> None:
    codes = [one.code for one in problem.actions]
    assume(codes)
    more: Sequence[Constraint] = [AtLeast(1, (codes[0],)), Floor("jobs", 8), Floor("heat", 5), Budget(3)]
    extra = data.draw(st.lists(st.sampled_from(more), min_size=2, unique_by=repr))
    try:
        hard = replace(problem, constraints=(*problem.constraints, *extra))
    except InputError:
        assume(False)
    found = conflict(hard)
    assert (found is None) == bool(Everything(hard).allowed.any())
    if found is not None:
        assert not Everything(replace(hard, constraints=found.constraints)).allowed.any()
        for position in range(len(found.constraints)):
            without = found.constraints[:position] + found.constraints[position + 1 :]
            assert Everything(replace(hard, constraints=without)).allowed.any()


def test_the_verifier_finds_what_is_wrong() -> None:
    three = (action("a", 5, 9), action("b", 4, 3), Action("c", (Option("x"), Option("y"))))
    problem = Problem((AIMS[0], AIMS[2]), MEASURES, three, (Budget(5),))
    a, b, nothing = (("a", "do"),), (("b", "do"),), ()
    good = [Point((9, 5), (a,)), Point((3, 4), (b,)), Point((0, 0), (nothing,))]
    assert verify(problem, good) == ()
    wrong = [
        Point((9, 5), (a,)),
        Point((8, 5), (a,)),
        Point((12, 9), ((*a, *b),)),
        Point((9, 5), (a,)),
        Point((0, 0), ((("z", "do"),),)),
        Point((0, 0), ((("c", "x"), ("c", "y")),)),
        Point((1, 0), ()),
    ]
    found = {(fault.code, fault.place) for fault in verify(problem, wrong)}
    assert found == {
        ("wrong_value", "point 2"),
        ("dominated", "point 2"),
        ("broken_constraint", "point 3"),
        ("duplicate_point", "point 4"),
        ("no_such_option", "point 5"),
        ("several_options", "point 6"),
        ("no_portfolio", "point 7"),
        ("dominated", "point 5"),
        ("duplicate_point", "point 6"),
    }
    assert broken(problem, (*a, *b)) == (Budget(5),)


def test_objectives_that_never_change_do_no_harm() -> None:
    found = frontier(Problem((Objective("a", "heat"), Objective("b", "co2")), MEASURES, (action("a", 1, 1),)))
    assert values(found) == [(0, 0)]


def test_ten_thousand_candidates_are_searched_until_stopped() -> None:
    random = np.random.default_rng(3)
    many = tuple(
        action(f"a{number}", int(random.integers(1, 1000)), int(random.integers(1, 1000))) for number in range(10_000)
    )
    problem = Problem((AIMS[0], AIMS[2]), (Measure("jobs", "jobs"),), many, (Budget(10_000),))
    found = frontier(problem, stop=asked(12_000))
    assert not found.complete
    assert verify(problem, found.points[:3]) == ()
