"""What a choice depends on: figures by hand, a published example, and more knowledge never makes more defensible."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.audit import spent
from openhearth.core.portfolio.frontier import Frontier, Point, frontier
from openhearth.core.portfolio.preferences import (
    Disagreement,
    Matters,
    Weight,
    corner_weights,
    even_weights,
    half_spaces,
)
from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    Budget,
    Constraint,
    Cost,
    Effect,
    Measure,
    Objective,
    Option,
    Problem,
)
from openhearth.core.portfolio.robustness import Question, robustness, worth

AIMS = ("work", "climate", "money")


def problem(*names: str, aims: int = 2) -> Problem:
    options = (Option("do", (Cost(1),), (Effect("jobs", 1),)),)
    return Problem(
        tuple(Objective(name, "jobs") for name in AIMS[:aims]),
        (Measure("jobs", "jobs"),),
        tuple(Action(name, options) for name in names),
    )


def found(*points: tuple[tuple[int, ...], str]) -> Frontier:
    made = tuple(Point(values, (tuple((name, "do") for name in names),)) for values, names in points)
    return Frontier(AIMS[: len(points[0][0])], made, "bounded_dp", complete=True, gap=0.0, checkpoint=None)


ABC = found(((10, 0), "a"), ((8, 4), "ab"), ((3, 6), "b"), ((0, 10), "bc"))


def test_corners_of_weights_by_hand() -> None:
    def corners(*statements: Matters | Weight) -> Any:
        return corner_weights(AIMS, statements).tolist()

    assert corners() == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    third = pytest.approx(1 / 3)
    assert corners(Matters("work", "climate"), Matters("climate", "money")) == [[third] * 3, [0.5, 0.5, 0], [1, 0, 0]]
    assert corners(Matters("work", "climate", 3), Weight("money", 0, 0)) == [[0.75, 0.25, 0], [1, 0, 0]]
    assert corners(Weight("work", 0.5, 0.5), Weight("money", 0.5)) == [[0.5, 0, 0.5]]


def test_disagreeing_statements_are_named() -> None:
    quarrel = (Weight("money", 0.1), Matters("work", "climate", 2), Matters("climate", "work"), Weight("work", 0.3))
    with pytest.raises(InfeasibleError) as refused:
        corner_weights(AIMS, quarrel)
    assert refused.value.witness == Disagreement((quarrel[1], quarrel[2], quarrel[3]))


def test_all_faults_of_statements() -> None:
    with pytest.raises(InputError) as refused:
        corner_weights(AIMS, [Matters("work", "peace"), Matters("work", "work"), Weight("money", 0.9, 0.1)])
    assert [fault.code for fault in refused.value.faults] == ["unknown_objective", "same_objective", "not_a_weight"]
    with pytest.raises(InputError, match="too_many_statements"):
        corner_weights(tuple("abcdef"), [Matters("a", "b")] * 60)


def test_core_regret_and_support_by_hand() -> None:
    """With work at least as important, a is worth .5 to 1 and ab .6 to .8; b and bc are worth less than ab throughout.

    a is better than ab where the weight of work is above 2/3, which is two thirds of what is left.
    """
    said = robustness(problem("a", "b", "c"), ABC, [Matters("work", "climate")])
    assert [one.point.values for one in said.standings] == [(10, 0), (8, 4)]
    assert [one.regret for one in said.standings] == pytest.approx([0.1, 0.2])
    assert [one.support for one in said.standings] == pytest.approx([2 / 3, 1 / 3], abs=0.03)
    assert [(one.action, one.index, one.found_in) for one in said.core] == [
        ("a", 1.0, "all"),
        ("b", 0.5, "some"),
        ("c", 0.0, "none"),
    ]
    assert said.questions == ()


def test_without_statements_everything_on_the_frontier_is_defensible() -> None:
    said = robustness(problem("a", "b", "c"), ABC)
    assert len(said.standings) == 4
    assert [(one.action, one.index, one.found_in) for one in said.core] == [
        ("a", 0.5, "some"),
        ("b", 0.75, "some"),
        ("c", 0.25, "some"),
    ]


def test_the_question_that_decides_most_comes_first() -> None:
    """Whether work or climate matters more leaves two of four either way; each half of the weights is as large."""
    (question,) = robustness(problem("a", "b", "c"), ABC).questions
    assert (question.more, question.less, question.if_so, question.if_not) == ("work", "climate", 2, 2)
    assert question.expected == 2
    three = found(((9, 0, 1), "a"), ((0, 9, 1), "b"), ((6, 6, 0), "ab"), ((4, 5, 1), ""))
    asked = robustness(problem("a", "b", aims=3), three).questions
    assert len(asked) == 3
    assert [one.expected for one in asked] == sorted(one.expected for one in asked)
    assert isinstance(asked[0], Question)


def test_equal_portfolios_defend_each_other_and_all_count_for_the_core() -> None:
    twins = found(((5, 5), "a"), ((9, 0), "b"))
    point = Point((5, 5), ((("a", "do"),), (("c", "do"),)))
    said = robustness(
        problem("a", "b", "c"), Frontier(twins.objectives, (point, twins.points[1]), "bounded_dp", True, 0.0, None)
    )
    assert [one.index for one in said.core] == pytest.approx([1 / 3] * 3)
    assert len(robustness(problem("a", "b"), found(((5, 5), "a"), ((5, 5), "b"))).standings) == 2


def test_worth_runs_from_worst_to_best_in_the_direction_of_the_aim() -> None:
    aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    two = Problem(aims, (Measure("jobs", "jobs"),), ())
    points = Frontier(
        ("work", "money"),
        (Point((10, 40), ((),)), Point((5, 20), ((),)), Point((0, 0), ((),))),
        "bounded_dp",
        True,
        0.0,
        None,
    )
    assert worth(two, points).tolist() == [[1, 0], [0.5, 0.5], [0, 1]]
    assert worth(two, points, {"work": (-10, 10)}).tolist() == [[1, 0], [0.75, 0.5], [0.5, 1]]
    with pytest.raises(InputError) as refused:
        worth(two, points, {"work": (1, 1), "play": (0, 1)})
    assert [fault.code for fault in refused.value.faults] == ["unknown_objective", "empty_range"]
    with pytest.raises(InputError, match="no_points"):
        worth(two, Frontier(("work", "money"), (), "bounded_dp", complete=False, gap=1.0, checkpoint=None))


values = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=12, unique=True)
statements = st.lists(
    st.one_of(
        st.permutations(AIMS).flatmap(
            lambda two: st.builds(Matters, st.just(two[0]), st.just(two[1]), st.sampled_from((1, 2, 0.5)))
        ),
        st.builds(Weight, st.sampled_from(AIMS), st.sampled_from((0, 0.1, 0.2)), st.sampled_from((0.4, 0.7, 1))),
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(values, statements, st.data())
def test_more_knowledge_never_makes_more_defensible(
    points: list[tuple[int, ...]], said: list[Matters | Weight], data: st.DataObject
) -> None:
    aims = tuple(Objective(code, "jobs") for code in AIMS)
    one = Problem(aims, (Measure("jobs", "jobs"),), ())
    frontier_of = Frontier(AIMS, tuple(Point(point, ((),)) for point in points), "bounded_dp", True, 0.0, None)
    fewer = said[: data.draw(st.integers(0, len(said)))]
    try:
        known = robustness(one, frontier_of, said)
    except InfeasibleError:
        return
    before = robustness(one, frontier_of, fewer)
    assert {standing.point for standing in known.standings} <= {standing.point for standing in before.standings}
    assert all(0 <= standing.support <= 1 and standing.regret >= -1e-12 for standing in known.standings)
    assert sum(standing.support for standing in known.standings) > 0.99
    assert known.standings[0].regret <= before.standings[0].regret + 1e-9


@settings(max_examples=60, deadline=None)
@given(values, statements)
def test_defensible_is_what_no_other_beats_for_all_weights_drawn(
    points: list[tuple[int, ...]], said: list[Matters | Weight]
) -> None:
    """Against an oracle: pairwise over all corners; and whoever is best for some drawn weights is defensible."""
    aims = tuple(Objective(code, "jobs") for code in AIMS)
    one = Problem(aims, (Measure("jobs", "jobs"),), ())
    frontier_of = Frontier(AIMS, tuple(Point(point, ((),)) for point in points), "bounded_dp", True, 0.0, None)
    try:
        corners = corner_weights(AIMS, said)
    except InfeasibleError:
        return
    at = worth(one, frontier_of) @ corners.T
    expected = [not any((other >= mine - 1e-9).all() and (other > mine + 1e-9).any() for other in at) for mine in at]
    kept = {standing.point.values for standing in robustness(one, frontier_of, said).standings}
    assert kept == {point for point, is_kept in zip(points, expected, strict=True) if is_kept}
    rows, limits = half_spaces(AIMS, said)
    weights = even_weights(corners, rows, limits, 200)
    np.testing.assert_allclose(weights.sum(1), 1)
    assert (weights @ rows.T <= limits + 1e-7).all()


def test_even_weights_are_even() -> None:
    """Over the whole triangle each aim has weight 1/3 on average and is the largest in a third of the cases."""
    weights = even_weights(np.eye(3), *half_spaces(AIMS, ()), 4000)
    assert weights.mean(0) == pytest.approx([1 / 3] * 3, abs=0.01)
    assert np.bincount(weights.argmax(1)) / 4000 == pytest.approx([1 / 3] * 3, abs=0.03)
    assert np.var(weights[:, 0]) == pytest.approx(1 / 18, rel=0.06)


COSTS = (1.1, 1.9, 0.9, 0.9, 1.8, 1.3, 1.3, 1.1, 0.9, 1.3, 0.7, 0.8)
SCORES = (
    (67, 40, 30, 50), (55, 37, 40, 20), (100, 90, 80, 90), (90, 80, 70, 95), (48, 35, 40, 33), (43, 32, 25, 44),
    (42, 64, 80, 55), (40, 50, 44, 20), (80, 90, 78, 66), (88, 66, 80, 70), (41, 48, 49, 25), (86, 88, 90, 72),
)  # fmt: skip


@pytest.mark.parametrize(
    ("at_least_one_each", "value", "cost"), [(False, 414.25, 48), (True, 396.46, 48)], ids=["free", "departments"]
)
def test_a_published_choice_of_projects(*, at_least_one_each: bool, value: float, cost: int) -> None:
    """J. C. Lourenço, A. Morton, C. A. Bana e Costa 2012, Decision Support Systems 54(1): 12 projects, 4 departments."""
    codes = [f"P{number:02d}" for number in range(1, 13)]
    actions = tuple(
        Action(code, (Option("do", (Cost(price),), tuple(Effect(f"c{k}", score) for k, score in enumerate(row))),))
        for code, price, row in zip(codes, COSTS, SCORES, strict=True)
    )
    departments = (codes[:4], codes[4:8], codes[8:10], codes[10:])
    rules: tuple[Constraint, ...] = (Budget(5),)
    if at_least_one_each:
        rules += tuple(AtLeast(1, tuple(one)) for one in departments)
    measures = (*(Measure(f"c{k}", "points") for k in range(4)), Measure("cost", "MEUR", 1))
    projects = Problem(tuple(Objective(f"c{k}", f"c{k}") for k in range(4)), measures, actions, rules)
    best = frontier(projects)
    worths = [sum(w * v for w, v in zip((0.31, 0.19, 0.29, 0.21), point.values, strict=True)) for point in best.points]
    assert max(worths) == pytest.approx(value)
    assert spent(projects, best.points[int(np.argmax(worths))].portfolio) == cost
