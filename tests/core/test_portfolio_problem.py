"""What a problem may look like: every fault at once, amounts exact, there and back as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from openhearth.core.errors import InputError
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.knapsack import parse_knapsack, random_knapsack
from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
    StartWindow,
    Synergy,
)
from openhearth.core.portfolio.problem_json import checkpoint_from_json, frontier_from_json, problem_from_json, to_json
from tests.core.portfolio_cases import AIMS, MEASURES, problems


def action(code: str, cost: float = 1, *, jobs: float = 1, start: int | None = None) -> Action:
    return Action(code, (Option("do", (Cost(cost),), (Effect("jobs", jobs),), start),))


def faults(*constraints: Any, **parts: Any) -> list[tuple[str, str]]:
    given_parts: dict[str, Any] = {
        "objectives": AIMS[:2],
        "measures": MEASURES,
        "actions": tuple(action(code) for code in "abc"),
    }
    with pytest.raises(InputError) as refused:
        Problem(**{**given_parts, "constraints": constraints, **parts})
    return [(fault.code, fault.place) for fault in refused.value.faults]


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        Budget(-1),
        Prerequisite("a", "b"),
        Prerequisite("b", "c"),
        Prerequisite("c", "a"),
        Floor("jobs", 9),
        Ceiling("jobs", 8),
        AtMost(1, ("a", "z")),
        objectives=(Objective("work", "job"), Objective("work", "co2", "least")),  # type: ignore[arg-type]
        measures=(*MEASURES[1:], Measure("jobs", "heads")),
        actions=(action("a", math.nan), action("b", 0.5), action("c"), action("c"), Action("d", ())),
    )
    assert found == [
        ("unknown_unit", "measure jobs"),
        ("duplicate_code", "objectives"),
        ("unknown_measure", "objective work"),
        ("unknown_direction", "objective work"),
        ("duplicate_code", "actions"),
        ("no_options", "action d"),
        ("not_finite", "action a option do"),
        ("finer_than_decimals", "action b option do"),
        ("negative_budget", "constraint 1"),
        ("unknown_action", "constraint 7"),
        ("prerequisite_cycle", "constraints"),
        ("contradiction", "constraints"),
    ]


@pytest.mark.parametrize(
    ("constraint", "code"),
    [
        (Budget(math.inf), "not_finite"),
        (Budget(2.0**50), "amount_too_large"),
        (Floor("wind", 1), "unknown_measure"),
        (Floor("jobs", 1, "nowhere"), "unknown_place"),
        (Ceiling("jobs", 1, group="nobody"), "unknown_group"),
        (AtMost(-1, ("a",)), "count_out_of_range"),
        (AtLeast(3, ("a", "b")), "count_out_of_range"),
        (AtLeast(1, ("a", "a")), "duplicate_action"),
        (Exclusion("a", "a"), "same_action"),
        (Exclusion("a", "z"), "unknown_action"),
        (Prerequisite("z", "a"), "unknown_action"),
        (StartWindow("z"), "unknown_action"),
    ],
)
def test_a_constraint_that_cannot_be_meant_is_refused(constraint: object, code: str) -> None:
    assert faults(constraint) == [(code, "constraint 1")]


def test_start_years_must_be_known_where_they_decide() -> None:
    assert faults(StartWindow("a", 2028, 2027)) == [
        ("start_unknown", "constraint 1"),
        ("years_reversed", "constraint 1"),
    ]
    assert faults(Prerequisite("a", "b", 1)) == [("start_unknown", "constraint 1")] * 2


def test_two_to_six_aims() -> None:
    assert faults(objectives=AIMS[:1]) == [("objectives_out_of_range", "objectives")]
    assert faults(objectives=(*AIMS, Objective("more", "jobs"))) == [("objectives_out_of_range", "objectives")]


def test_a_cycle_is_told_in_the_order_of_needing() -> None:
    with pytest.raises(InputError) as refused:
        Problem(
            AIMS[:2], MEASURES, tuple(action(code) for code in "abc"), (Prerequisite("a", "b"), Prerequisite("b", "a"))
        )
    (fault,) = refused.value.faults
    assert fault.params["actions"] in (("a", "b", "a"), ("b", "a", "b"))


def test_amounts_are_exact_to_the_decimals_that_count() -> None:
    """0.1 + 0.2 is 0.3 here: nothing is added up before it is whole."""
    aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    money = (Measure("jobs", "jobs"), Measure("cost", "MEUR", 1))
    three = (action("a", 0.1), action("b", 0.2), action("c", 0.3))
    found = frontier(Problem(aims, money, three, (Budget(0.3), AtLeast(2, ("a", "b")))))
    assert [point.values for point in found.points] == [(2, 3)]
    assert faults(measures=(*MEASURES, Measure("cost", "MEUR", 1)), actions=(action("a", 0.25),)) == [
        ("finer_than_decimals", "action a option do")
    ]


def test_thousands_may_be_what_counts() -> None:
    aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    found = frontier(Problem(aims, (Measure("jobs", "jobs"), Measure("cost", "EUR", -3)), (action("a", 4_500_000),)))
    assert [point.values for point in found.points] == [(1, 4500), (0, 0)]


def test_large_numbers_work_or_are_refused() -> None:
    aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    big = tuple(action(f"a{number}", 10**9 + number, jobs=10**9 - number) for number in range(6))
    found = frontier(Problem(aims, (Measure("jobs", "jobs"),), big))
    assert len(found.points) == 7
    assert found.points[0].values == (6 * 10**9 - 15, 6 * 10**9 + 15)
    assert faults(actions=(action("a", jobs=2.0**44), action("b", jobs=1.0))) == [("amount_too_large", "measure jobs")]
    assert faults(actions=(Action("a", ()),) * 20_001) == [("too_many_actions", "actions")]


def test_synergies_have_faults_of_their_own() -> None:
    wrong = (Synergy("a", "a"), Synergy("a", "z", (Effect("wind", 1), Effect("cost", 1)), (Cost(math.nan),)))
    assert faults(synergies=wrong) == [
        ("same_action", "synergy a a"),
        ("unknown_action", "synergy a z"),
        ("unknown_measure", "synergy a z"),
        ("cost_as_effect", "synergy a z"),
        ("not_finite", "synergy a z"),
    ]


@settings(max_examples=40, deadline=None)
@given(problems(6))
def test_json_brings_back_the_same_problem(problem: Problem) -> None:
    text = to_json(problem)
    assert problem_from_json(text) == problem
    assert to_json(problem_from_json(text)) == text


def test_json_says_what_is_wrong_with_its_form() -> None:
    text = json.dumps(
        {
            "objectives": [{"code": "work", "measure": "jobs", "direction": "up"}, "more"],
            "measures": [{"code": "jobs", "unit": "jobs", "decimals": True}],
            "actions": [{"code": "a", "options": [{"code": "do", "costs": [{"amount": "4"}], "extra": 1}]}],
            "constraints": [{"kind": "wish"}, {"kind": "at_most", "count": 1}, 7],
        }
    )
    with pytest.raises(InputError) as refused:
        problem_from_json(text)
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [
        ("unknown_choice", "objectives[0].direction"),
        ("wrong_type", "objectives[1]"),
        ("wrong_type", "measures[0].decimals"),
        ("wrong_type", "actions[0].options[0].costs[0].amount"),
        ("unknown_field", "actions[0].options[0]"),
        ("unknown_kind", "constraints[0]"),
        ("missing_field", "constraints[1]"),
        ("wrong_type", "constraints[2]"),
    ]
    with pytest.raises(InputError, match="line 1, column 2: broken_json"):
        problem_from_json("{")
    with pytest.raises(InputError, match="wrong_type"):
        problem_from_json("[]")


def test_nan_in_json_is_refused_with_its_place() -> None:
    text = to_json(Problem(AIMS[:2], MEASURES, (action("a", 77),))).replace("77", "NaN")
    with pytest.raises(InputError, match="action a option do: not_finite"):
        problem_from_json(text)


def test_a_frontier_and_its_checkpoint_come_back_from_json() -> None:
    problem = random_knapsack(3, 16, np.random.default_rng(1))
    found = frontier(problem)
    assert frontier_from_json(to_json(found)) == found
    stopped = frontier(problem, stop=lambda: True)
    assert not stopped.complete
    assert to_json(frontier_from_json(to_json(stopped))) == to_json(stopped)
    assert stopped.checkpoint is not None
    assert checkpoint_from_json(to_json(stopped.checkpoint)) == stopped.checkpoint


@pytest.mark.parametrize("head", ["2\n3\n5\n", "3\n2\n5\n", "[2, 3, 5]\n"])
def test_a_knapsack_is_read_in_either_order(head: str) -> None:
    problem = parse_knapsack(head + "[[3, 1, 2], [1, 4, 1]]\n[2, 3, 4]\n")
    assert [point.values for point in frontier(problem).points] == [(4, 5)]


@pytest.mark.parametrize(
    ("text", "code"), [("2 3 5 1 2", "wrong_length"), ("2 x 5", "not_a_number"), ("", "not_a_number")]
)
def test_a_knapsack_that_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        parse_knapsack(text)


def test_a_problem_is_not_changed_by_solving_it() -> None:
    problem = random_knapsack(2, 8, np.random.default_rng(2))
    before = to_json(problem)
    frontier(problem)
    assert to_json(replace(problem)) == before
