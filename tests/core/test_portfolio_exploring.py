"""Looking around on a frontier: figures by hand, oracles that try every point, and speed at ten thousand points."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import isnan
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.portfolio.audit import outcome
from openhearth.core.portfolio.consequences import consequences, differences
from openhearth.core.portfolio.exploring import knees, nearest, price
from openhearth.core.portfolio.frontier import Frontier, Point
from openhearth.core.portfolio.outcomes import Brush, Outcomes, Range, memberships, outcomes, shown
from openhearth.core.portfolio.problem import (
    Action,
    Cost,
    Effect,
    Measure,
    Objective,
    Option,
    Problem,
    Synergy,
)
from tests.core.portfolio_cases import problems

WORK, CO2, MONEY = Objective("work", "jobs"), Objective("climate", "co2", "min"), Objective("money", "cost", "min")
MEASURES = (Measure("jobs", "jobs"), Measure("co2", "ktCO2e", 1), Measure("cost", "MEUR", 1))
ACTIONS = tuple(Action(code, (Option("small"), Option("large"))) for code in "abc")
PROBLEM = Problem((WORK, CO2, MONEY), MEASURES, ACTIONS)


def made(*points: tuple[tuple[int, int, int], str]) -> Outcomes:
    """Points from values and from words such as ``aB``: a in small, b in large."""
    told = tuple(
        Point(values, (tuple((one.lower(), "large" if one.isupper() else "small") for one in word),))
        for values, word in points
    )
    return outcomes(PROBLEM, Frontier(("work", "climate", "money"), told, "bounded_dp", True, 0.0, None))


FIVE = made(
    ((200, 0, 900), "aBc"),
    ((150, -400, 500), "ab"),
    ((120, -450, 700), "aC"),
    ((100, -800, 300), "aB"),
    ((0, 0, 0), ""),
)


def test_what_is_shown() -> None:
    assert FIVE.amounts[1].tolist() == [150.0, -40.0, 50.0]
    assert shown(FIVE, Brush()).all()
    brushed = shown(FIVE, Brush((Range("work", 100, 150), Range("climate", most=-45.0))))
    assert np.flatnonzero(brushed).tolist() == [2, 3]
    assert np.flatnonzero(shown(FIVE, Brush(included=("b",), excluded=("c",)))).tolist() == [1, 3]
    assert np.flatnonzero(shown(FIVE, Brush((Range("money", 30.0, 30.0),)))).tolist() == [3]


def test_a_brush_has_all_its_faults_at_once() -> None:
    brush = Brush((Range("peace", 1), Range("work", 3, 2), Range("money", float("nan"))), ("a",), ("z",))
    with pytest.raises(InputError) as refused:
        shown(FIVE, brush)
    codes = [fault.code for fault in refused.value.faults]
    assert codes == ["unknown_objective", "empty_range", "not_finite", "unknown_action"]


def test_core_optional_and_never() -> None:
    said = memberships(FIVE, shown(FIVE, Brush((Range("work", 100),), excluded=("c",))))
    assert [(one.action, one.count, one.standing) for one in said] == [
        ("a", 2, "core"),
        ("b", 2, "core"),
        ("c", 0, "never"),
    ]
    assert said[1].options == (("small", 1), ("large", 1))
    everything = memberships(FIVE)
    assert [one.standing for one in everything] == ["optional"] * 3
    assert [one.share for one in everything] == [0.8, 0.6, 0.4]
    nothing = memberships(FIVE, np.zeros(5, dtype=np.bool_))
    assert {one.standing for one in nothing} == {"never"}
    assert all(isnan(one.share) for one in nothing)


def test_every_portfolio_of_a_point_counts() -> None:
    twins = Point((5, 0, 0), ((("a", "small"),), (("b", "small"),)))
    about = outcomes(PROBLEM, Frontier(("work", "climate", "money"), (twins,), "bounded_dp", True, 0.0, None))
    assert [one.standing for one in memberships(about)] == ["optional", "optional", "never"]
    assert shown(about, Brush(included=("b",))).tolist() == [True]


def test_a_frontier_of_another_problem() -> None:
    with pytest.raises(InputError, match="other_problem"):
        outcomes(PROBLEM, Frontier(("work",), (), "bounded_dp", True, 0.0, None))
    with pytest.raises(InputError, match="no_such_option"):
        made(((0, 0, 0), "z"))


def test_the_nearest_point_by_hand() -> None:
    """Shares of the ranges 200, 80 and 90: (150, -40, 50) is 10/200 short of work and 5/90 of money."""
    near, second = nearest(FIVE, {"work": 160, "money": 45}, most=2)
    assert near.point == 1
    assert near.distance == pytest.approx(5 / 90)
    assert [(one.objective, one.amount) for one in near.shortfalls] == [("work", 10.0), ("money", 5.0)]
    assert second.point == 2
    assert nearest(FIVE, {"work": 90, "climate": -70})[0].distance < 0, "the wish comes true"
    left = shown(FIVE, Brush((Range("work", most=120),)))
    assert nearest(FIVE, {"work": 160, "money": 45}, left)[0].point == 2


def test_of_equally_near_points_the_one_that_gains_most_in_all_comes_first() -> None:
    about = made(((10, 5, 5), "a"), ((10, 0, 5), "b"), ((0, 9, 0), "c"))
    assert [one.point for one in nearest(about, {"work": 12}, most=2)] == [1, 0]


@pytest.mark.parametrize(
    ("wish", "code"), [({}, "no_wish"), ({"peace": 1}, "unknown_objective"), ({"work": float("inf")}, "not_finite")]
)
def test_wishes_that_cannot_be_meant(wish: dict[str, float], code: str) -> None:
    with pytest.raises(InputError, match=code):
        nearest(FIVE, wish)


def test_what_forty_more_jobs_cost() -> None:
    """From (100, -80, 30): 150 and 200 jobs are enough; each loses something else least."""
    asked = price(FIVE, 3, "work", 40)
    assert (asked.points, asked.most, asked.compromise) == (2, 100.0, 1)
    assert [(point, one.objective, one.amount) for point, one in asked.least] == [
        (1, "climate", 40.0),
        (1, "money", 20.0),
    ]
    assert [(one.amount, round(one.share, 3)) for one in asked.losses] == [(40.0, 0.5), (20.0, 0.222)]
    too_much = price(FIVE, 3, "work", 101)
    assert (too_much.points, too_much.most, too_much.compromise, too_much.losses) == (0, 100.0, None, ())
    cheaper = price(FIVE, 0, "money", 20)
    assert (cheaper.points, cheaper.most) == (4, 90.0)


def test_questions_of_price_that_cannot_be_meant() -> None:
    with pytest.raises(InputError) as refused:
        price(FIVE, 7, "peace", -1)
    assert [fault.code for fault in refused.value.faults] == ["unknown_objective", "no_such_point", "not_more"]


points = st.lists(st.tuples(*[st.integers(-20, 20)] * 3), min_size=1, max_size=25, unique=True)


@settings(max_examples=60, deadline=None)
@given(points, st.integers(1, 30), st.sampled_from(("work", "climate", "money")), st.data())
def test_prices_equal_looking_at_every_point(
    some: list[tuple[int, int, int]], more: int, objective: str, data: st.DataObject
) -> None:
    about = made(*((values, "a") for values in some))
    point = data.draw(st.integers(0, len(some) - 1))
    k = ("work", "climate", "money").index(objective)
    gains = [(work, -co2, -money) for work, co2, money in some]
    scale = (1, 10, 10)
    able = [row for row in range(len(some)) if gains[row][k] - gains[point][k] >= more * scale[k]]
    asked = price(about, point, objective, more)
    assert asked.points == len(able)
    if able:
        others = [one for one in range(3) if one != k]
        least = [min(gains[point][o] - gains[row][o] for row in able) / scale[o] for o in others]
        assert [one.amount for _, one in asked.least] == pytest.approx(least)
        ranges = [max(1, max(column) - min(column)) for column in zip(*some, strict=True)]
        worst = {row: max((gains[point][o] - gains[row][o]) / ranges[o] for o in others) for row in able}
        assert asked.compromise is not None
        assert worst[asked.compromise] == pytest.approx(min(worst.values()))
        assert max(one.share for one in asked.losses) == pytest.approx(min(worst.values()))


@settings(max_examples=40, deadline=None)
@given(points, st.permutations((0, 1, 2)))
def test_knees_equal_leaving_each_point_out_and_do_not_depend_on_the_order_of_aims(
    some: list[tuple[int, int, int]], order: list[int]
) -> None:
    about = made(*((values, "a") for values in some))
    found = {knee.point: knee.missed for knee in knees(about, most=99)}
    scaled = (about.gains - about.gains.min(0)) / about.ranges
    count = 31
    weights = np.array([(i, j, count - i - j) for i, j in product(range(count + 1), repeat=2) if i + j <= count])
    weights = (weights + 0.5) / (count + 1.5)
    for row in range(len(some)):
        others = np.delete(scaled, row, axis=0)
        expected = 0.0
        if len(others) > 1 and not (scaled[row] == scaled.max(0)).any():
            expected = float(np.maximum(0, scaled[row] @ weights.T - (others @ weights.T).max(0)).mean())
        assert found.get(row, 0.0) == pytest.approx(expected, abs=1e-9)
    turned = Outcomes(
        tuple(about.objectives[k] for k in order), about.decimals, about.steps[:, order],
        about.actions, about.options, about.chosen, about.owners,
    )  # fmt: skip
    assert {knee.point: knee.missed for knee in knees(turned, most=99)} == pytest.approx(found)


def test_a_bend_is_a_knee() -> None:
    """On two aims: (90, 90) of a hundred each is far above the line between the ends; its neighbours are not missed much."""
    values = [(100, 0), (97, 30), (90, 90), (30, 97), (0, 100)]
    told = tuple(Point((work, -climate), ((("a", "small"),),)) for work, climate in values)
    two = Problem((WORK, CO2), MEASURES, ACTIONS)
    about = outcomes(two, Frontier(("work", "climate"), told, "bounded_dp", True, 0.0, None))
    first, *rest = knees(about)
    assert first.point == 2
    assert all(first.missed > 10 * knee.missed for knee in rest)
    assert knees(made(((1, 0, 0), "a"), ((0, -1, 0), "b"))) == ()


def test_ten_thousand_points_are_fluid() -> None:
    random = np.random.default_rng(4)
    many = Outcomes(
        (WORK, CO2, MONEY, Objective("north", "jobs", place="north")),
        (0, 1, 1, 0),
        random.integers(0, 10**6, (10_000, 4)),
        tuple(f"a{one}" for one in range(30)),
        (("small", "large"),) * 30,
        random.integers(0, 3, (10_000, 30)).astype(np.int16),
        np.arange(10_000),
    )
    left = shown(many, Brush((Range("work", 100_000),), ("a1",), ("a2",)))
    questions: list[Callable[[], object]] = [
        lambda: shown(many, Brush((Range("work", 100_000),), ("a1",), ("a2",))),
        lambda: memberships(many, left),
        lambda: knees(many, left),
        lambda: nearest(many, {"work": 10**6, "money": 0}, left, most=5),
        lambda: price(many, 77, "work", 100, left),
    ]
    for question in questions:
        assert min(_seconds(question) for _ in range(5)) < 0.2, "50 ms on an idle machine"


def _seconds(question: Callable[[], object]) -> float:
    begun = process_time()
    question()
    return process_time() - begun


HEAT = Option(
    "2027",
    (Cost(4.5, 2027, "state"), Cost(0.1, 2028, "union")),
    (Effect("jobs", 30, "north", "young"), Effect("co2", -0.3)),
)
OVENS = Option(
    "2028", (Cost(0.2, 2028, "union"),), (Effect("jobs", -45, "south", "old"), Effect("co2", -20.1, "south"))
)
SCHOOL = (Option("small", (Cost(1, 2028, "union"),), (Effect("jobs", 5, "south", "old"),)),
          Option("large", (Cost(2, 2028, "union"),), (Effect("jobs", 60, "south", "old"),)))  # fmt: skip
PLACES = Problem(
    (WORK, CO2, MONEY),
    MEASURES,
    (Action("heat", (HEAT,)), Action("ovens", (OVENS,)), Action("school", SCHOOL)),
    (),
    (Synergy("ovens", "school", (Effect("jobs", 1, "south", "young"),)),),
)


def test_who_gains_and_who_loses() -> None:
    said = consequences(PLACES, (("heat", "2027"), ("ovens", "2028")))
    assert said.aims == (("work", -15.0), ("climate", -20.4), ("money", 4.8))
    assert [(one.year, one.source, one.amount) for one in said.costs] == [(2027, "state", 4.5), (2028, "union", 0.3)]
    assert [(one.measure, one.name, one.amount, one.verdict) for one in said.places] == [
        ("jobs", "north", 30.0, "gains"),
        ("jobs", "south", -45.0, "loses"),
        ("co2", "", -0.3, "gains"),
        ("co2", "north", 0.0, "neither"),
        ("co2", "south", -20.1, "gains"),
    ]
    assert [(one.name, one.amount) for one in said.groups if one.measure == "jobs"] == [("old", -45.0), ("young", 30.0)]


def test_what_differs_between_two_portfolios() -> None:
    before = (("heat", "2027"), ("school", "small"))
    after = (("ovens", "2028"), ("school", "large"))
    found = differences(PLACES, before, after)
    assert (found.added, found.dropped) == ((("ovens", "2028"),), (("heat", "2027"),))
    assert found.exchanged == (("school", "small", "large"),)
    assert [(one.what, one.difference, one.verdict) for one in found.aims] == [
        ("work", -19.0, "loses"),
        ("climate", -19.8, "gains"),
        ("money", -3.4, "gains"),
    ]
    assert [(one.what, one.where, one.before, one.after) for one in found.costs] == [
        ("2027", "state", 4.5, 0.0),
        ("2028", "union", 1.1, 2.2),
    ]
    assert [(one.what, one.where, one.difference) for one in found.places] == [
        ("jobs", "north", -30.0),
        ("jobs", "south", 11.0),
        ("co2", "", 0.3),
        ("co2", "south", -20.1),
    ]
    same = differences(PLACES, after, after)
    assert (same.added, same.dropped, same.exchanged, same.costs, same.places, same.groups) == ((), (), (), (), (), ())
    assert {one.verdict for one in same.aims} == {"neither"}


def test_where_the_aims_disagree_nobody_is_said_to_gain() -> None:
    torn = Problem((WORK, Objective("less", "jobs", "min")), MEASURES, PLACES.actions)
    assert {one.verdict for one in consequences(torn, (("heat", "2027"),)).places if one.measure == "jobs"} == {
        "unknown",
        "neither",
    }


@settings(max_examples=40, deadline=None)
@given(problems(5), st.data())
def test_places_and_the_untold_add_up_to_the_whole(problem: Problem, data: st.DataObject) -> None:
    def some() -> tuple[tuple[str, str], ...]:
        picks = [(one.code, data.draw(st.sampled_from([None, *one.options]))) for one in problem.actions]
        return tuple((code, option.code) for code, option in picks if option)

    first, second = some(), some()
    said = consequences(problem, first)
    whole = Problem(tuple(Objective(one.code, one.code) for one in problem.measures), problem.measures, problem.actions,
                    (), problem.synergies)  # fmt: skip
    for measure, total in zip(problem.measures, outcome(whole, first), strict=True):
        for rows in (said.places, said.groups):
            if rows:
                assert sum(one.amount for one in rows if one.measure == measure.code) == total
    there, back = differences(problem, first, second), differences(problem, second, first)
    assert (there.added, there.dropped) == (back.dropped, back.added)
    assert [one.difference for one in there.aims] == [-one.difference for one in back.aims]
    assert {(one.what, one.where, one.before) for one in there.costs} == {
        (one.what, one.where, one.after) for one in back.costs
    }
