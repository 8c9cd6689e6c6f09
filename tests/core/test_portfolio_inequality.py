"""Who comes off worst, and how far places lie apart, as aims: equal to trying everything, and refused where nothing can be compared."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.frontier import every_portfolio, frontier, verify
from openhearth.core.portfolio.problem import Action, Budget, Cost, Effect, Measure, Objective, Option, Problem
from openhearth.core.portfolio.problem_json import problem_from_json, to_json
from tests.core.portfolio_cases import Everything, problems

FAIR = (
    Objective("worst", "jobs", "max", kind="worst_off"),
    Objective("burden", "co2", "min", kind="worst_off"),
    Objective("apart", "jobs", "min", kind="spread"),
    Objective("groups", "heat", "max", kind="worst_off", across="group"),
    Objective("north-groups", "jobs", "min", place="north", kind="spread", across="group"),
    Objective("young-places", "jobs", "max", group="young", kind="worst_off"),
)


@st.composite
def unequal(draw: st.DrawFn, most_actions: int = 9) -> Problem:
    """Problems with one or two aims about inequality among others."""
    problem = draw(problems(most_actions))
    fair = draw(st.lists(st.sampled_from(FAIR), min_size=1, max_size=2, unique=True))
    aims = draw(st.permutations([*fair, *problem.objectives[: 4 - len(fair)]]))
    try:
        return replace(problem, objectives=tuple(aims))
    except InputError as error:
        assume(any(fault.code != "nothing_to_compare" for fault in error.faults))
        raise


@settings(max_examples=80, deadline=None)
@given(unequal())
def test_it_equals_trying_everything(problem: Problem) -> None:
    expected = Everything(problem).frontier()
    try:
        found = frontier(problem)
    except InfeasibleError:
        assert expected == set()
        return
    assert found.complete
    assert verify(problem, found.points) == ()
    signs = [1 if aim.direction == "max" else -1 for aim in problem.objectives]
    assert {tuple(s * v for s, v in zip(signs, point.values, strict=True)) for point in found.points} == expected


@settings(max_examples=25, deadline=None)
@given(unequal(6))
def test_every_portfolio_of_a_point_is_told_once(problem: Problem) -> None:
    try:
        found = every_portfolio(problem, frontier(problem))
    except InfeasibleError:
        return
    assert verify(problem, found.points) == ()
    everything = Everything(problem)
    allowed = everything.gains[everything.allowed].tolist()
    signs = [1 if aim.direction == "max" else -1 for aim in problem.objectives]
    for point in found.points:
        gains = [sign * value for sign, value in zip(signs, point.values, strict=True)]
        assert len(set(point.portfolios)) == len(point.portfolios) == allowed.count(gains)


@settings(max_examples=25, deadline=None)
@given(unequal(4))
def test_json_brings_back_the_same_aims(problem: Problem) -> None:
    assert problem_from_json(to_json(problem)) == problem


def mine(code: str, north: float, south: float) -> Action:
    effects = (Effect("jobs", north, "north"), Effect("jobs", south, "south"))
    return Action(code, (Option("do", (Cost(1),), effects),))


THREE = (mine("dock", 90, -30), mine("school", 5, 40), mine("rail", 20, 20))


def solved(*aims: Objective, budget: int = 9) -> list[tuple[int, ...]]:
    problem = Problem(aims, (Measure("jobs", "jobs"),), THREE, (Budget(budget),))
    return [point.values for point in frontier(problem).points]


def test_by_hand() -> None:
    """All three give 115 and 30; school and rail 25 and 60; rail alone 20 and 20."""
    jobs = Objective("jobs", "jobs")
    assert solved(jobs, FAIR[0]) == [(145, 30)]
    assert solved(jobs, FAIR[0], budget=2) == [(105, 10), (85, 25)]
    assert solved(jobs, FAIR[2]) == [(145, 85), (85, 35), (40, 0)]
    assert solved(FAIR[0], FAIR[2]) == [(30, 85), (25, 35), (20, 0)]


@pytest.mark.parametrize(
    ("aim", "code"),
    [
        (Objective("apart", "jobs", kind="spread"), "spread_to_grow"),
        (Objective("fair", "cost", kind="worst_off"), "nothing_to_compare"),
        (Objective("fair", "jobs", kind="worst_off", across="group"), "nothing_to_compare"),
        (Objective("fair", "jobs", place="north", kind="worst_off"), "nothing_to_compare"),
        (Objective("fair", "jobs", kind="fair"), "unknown_kind_of_aim"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_compared_is_refused(aim: Objective, code: str) -> None:
    with pytest.raises(InputError) as refused:
        Problem((Objective("work", "jobs"), aim), (Measure("jobs", "jobs"),), THREE)
    assert code in {fault.code for fault in refused.value.faults}
    assert refused.value.faults[0].place == f"objective {aim.code}"


@settings(max_examples=15, deadline=None)
@given(unequal(9), st.integers(1, 40))
def test_what_is_found_when_stopped_is_right_too(problem: Problem, times: int) -> None:
    asked = iter(range(10**9))
    with suppress(InfeasibleError):
        found = frontier(problem, stop=lambda: next(asked) >= times)
        assert verify(problem, found.points) == ()
