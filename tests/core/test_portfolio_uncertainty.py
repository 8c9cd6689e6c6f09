"""Effects known only between two figures: equal to trying every end of every interval, and without intervals as before."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.portfolio.audit import outcome
from openhearth.core.portfolio.deviations import Deviation, intervals_of
from openhearth.core.portfolio.frontier import Frontier, every_portfolio, frontier
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.preferences import Matters, Weight, corner_weights
from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective, Option, Problem, Synergy
from openhearth.core.portfolio.robustness import robustness
from openhearth.core.portfolio.uncertainty import Interval, uncertainty

AIMS = (Objective("work", "jobs"), Objective("climate", "co2", "min"), Objective("north", "jobs", place="north"))
MEASURES = (Measure("jobs", "jobs"), Measure("co2", "t"))
SAID = (Matters("climate", "work"), Weight("north", 0.1, 0.5))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Problem, Frontier, tuple[Interval, ...]]:
    amounts = st.integers(-9, 9)
    actions = tuple(
        Action(
            f"a{number}",
            (Option("do", (), (Effect("jobs", draw(amounts), "north"), Effect("jobs", draw(amounts), "south"),
                               Effect("co2", draw(amounts)))),),
        )
        for number in range(draw(st.integers(2, 5)))
    )  # fmt: skip
    problem = Problem(AIMS, MEASURES, actions, (), (Synergy("a0", "a1", (Effect("jobs", draw(amounts)),)),))
    kinds = st.sampled_from((("jobs", "north"), ("jobs", "south"), ("co2", "")))
    keys = draw(st.lists(st.tuples(st.sampled_from([a.code for a in actions]), kinds), max_size=3, unique=True))
    intervals = []
    for code, (measure, place) in keys:
        planned = next(
            e.amount for e in problem.action(code).options[0].effects if (e.measure, e.place) == (measure, place)
        )
        low, high = planned - draw(st.integers(0, 4)), planned + draw(st.integers(0, 4))
        intervals.append(Interval(code, "do", measure, low, high, place))
    return problem, every_portfolio(problem, frontier(problem)), tuple(intervals)


def known(problem: Problem, intervals: tuple[Interval, ...], ends: tuple[str, ...]) -> Problem:
    """The problem with each interval at an end."""
    at = {(one.action, one.measure, one.place): getattr(one, end) for one, end in zip(intervals, ends, strict=True)}
    return replace(
        problem,
        actions=tuple(
            replace(action, options=tuple(
                replace(option, effects=tuple(
                    replace(effect, amount=at.get((action.code, effect.measure, effect.place), effect.amount))
                    for effect in option.effects
                ))
                for option in action.options
            ))
            for action in problem.actions
        ),
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(cases())
def test_it_equals_trying_every_end(case: tuple[Problem, Frontier, tuple[Interval, ...]]) -> None:
    problem, found, intervals = case
    said = uncertainty(problem, found, intervals, SAID)
    portfolios = [portfolio for point in found.points for portfolio in point.portfolios]
    corners = corner_weights(found.objectives, SAID)
    ranges = np.maximum(1, np.ptp([point.values for point in found.points], axis=0))
    signs = np.array([1, -1, 1])
    worlds: list[Any] = [
        np.array([outcome(known(problem, intervals, ends), one) for one in portfolios]) * signs / ranges @ corners.T
        for ends in product(("least", "most"), repeat=len(intervals))
    ]
    values = np.concatenate(worlds, axis=1)
    for row, held in enumerate(said.held):
        ahead = values - values[row]
        beaten = ((ahead >= -1e-9).all(1) & (ahead > 1e-9).any(1)).any()
        assert held.defensible == (not beaten)
        assert held.regret == pytest.approx(max(0.0, ahead.max()))
    kept = [set(dict(one.portfolio)) for one in said.held if one.defensible]
    assert [one.index for one in said.core] == pytest.approx(
        [sum(action.code in one for one in kept) / len(kept) for action in problem.actions]
    )
    assert all(min(fact.if_least, fact.if_most) >= 1 for fact in said.facts)
    assert [fact.expected for fact in said.facts] == sorted(fact.expected for fact in said.facts)


def test_without_intervals_it_is_robust_portfolio_modelling_as_before() -> None:
    problem = random_knapsack(3, 14, np.random.default_rng(8))
    found = frontier(problem)
    statements = (Matters("profit-1", "profit-2"), Weight("profit-3", 0.2, 0.4))
    before = robustness(problem, found, statements)
    now = uncertainty(problem, found, (), statements)
    assert now.core == before.core
    assert {found.points[one.point] for one in now.held if one.defensible} == {one.point for one in before.standings}
    regrets = {one.point.values: one.regret for one in before.standings}
    for one in now.held:
        if one.defensible:
            assert one.regret == pytest.approx(regrets[found.points[one.point].values])


TWO = Problem(
    (Objective("work", "jobs"), Objective("money", "cost", "min")),
    (Measure("jobs", "jobs"),),
    (
        Action("solar", (Option("now", (Cost(4, 2027), Cost(1, 2028)), (Effect("jobs", 30, "north"),)),)),
        Action("school", (Option("now", (Cost(6, 2027),), (Effect("jobs", 30, "south"), Effect("jobs", -3))),)),
    ),
)


def test_money_between_two_figures_replaces_what_is_planned() -> None:
    found, even = every_portfolio(TWO, frontier(TWO)), (Weight("money", 0.5, 0.5),)
    sure = uncertainty(TWO, found, (Interval("solar", "now", "cost", 5, 5),), even)
    assert (sure.held, sure.core) == (uncertainty(TWO, found, (), even).held, uncertainty(TWO, found, (), even).core)
    maybe = uncertainty(TWO, found, (Interval("solar", "now", "cost", 5, 40),), even)
    assert sum(one.defensible for one in maybe.held) > sum(one.defensible for one in sure.held)
    both = next(one for one in maybe.held if len(one.portfolio) == 2)
    work, money = (np.ptp([point.values[aim] for point in found.points]) for aim in (0, 1))
    assert both.regret == pytest.approx(0.5 * (46 / money - 57 / work)), "than nothing, at its dearest"


def test_one_interval_ends_the_same_way_for_two_aims_that_pull_apart() -> None:
    aims = (Objective("more", "jobs"), Objective("fewer", "jobs", "min"))
    small, large = (Option("do", (), (Effect("jobs", amount),)) for amount in (5, 9))
    problem = Problem(aims, MEASURES, (Action("a", (small,)), Action("b", (large,))))
    found = every_portfolio(problem, frontier(problem))
    said = uncertainty(problem, found, (Interval("a", "do", "jobs", 0, 9),), (Weight("more", 0.5, 0.5),))
    assert all(one.defensible for one in said.held), "what one aim wins the other loses, wherever it ends"
    assert max(one.regret for one in said.held) == pytest.approx(0)


def test_only_so_many_facts_are_tried_and_the_core_index_has_a_range() -> None:
    problem = random_knapsack(2, 10, np.random.default_rng(3))
    found = frontier(problem)
    intervals = intervals_of(problem, [Deviation(0.3, measure="profit-1")])
    assert len(intervals) == 10
    narrow = (Weight("profit-1", 0.5, 0.6),)
    said = uncertainty(problem, found, intervals, narrow, facts=3)
    wide = sorted(intervals, key=lambda one: one.least - one.most)[:3]
    assert {fact.interval for fact in said.facts} == set(wide)
    for core, (least, most) in zip(said.core, said.ranges, strict=True):
        assert 0 <= least <= core.index <= most <= 1
    assert any(least < most for least, most in said.ranges)
    for fact in said.facts:
        for end, count in (("least", fact.if_least), ("most", fact.if_most)):
            at = getattr(fact.interval, end)
            settled = [replace(one, least=at, most=at) if one == fact.interval else one for one in intervals]
            assert sum(one.defensible for one in uncertainty(problem, found, settled, narrow, facts=0).held) == count


def test_what_is_said_of_all_figures_of_an_action_or_a_measure() -> None:
    told = intervals_of(
        TWO, [Interval("school", "now", "jobs", 0, 1, "south"), Deviation(0.1, measure="cost"), Deviation(0.5, "solar")]
    )
    assert [(one.action, one.measure, one.place, one.least, one.most) for one in told] == [
        ("solar", "cost", "", 2.5, 7.5),
        ("solar", "jobs", "north", 15, 45),
        ("school", "cost", "", pytest.approx(5.4), pytest.approx(6.6)),
        ("school", "jobs", "south", 0, 1),
    ]
    negative = intervals_of(TWO, [Deviation(0.1)])[-1]
    assert (negative.least, negative.most) == pytest.approx((-3.3, -2.7))
    assert intervals_of(TWO, [Deviation(0.2, "solar"), Deviation(0.0)]) == (), "the last word counts"
    assert intervals_of(TWO, [Interval("solar", "now", "cost", 5, 5)]) == (), "what is as planned is no interval"


def test_all_faults_of_what_is_said() -> None:
    wrong: list[Deviation | Interval] = [
        Deviation(-0.1),
        Deviation(float("nan"), "wind", "wind"),
        Interval("solar", "later", "jobs", 2, 1),
        Interval("solar", "now", "cost", 1, 2, "north"),
        Interval("", "now", "", 1, float("inf")),
    ]
    with pytest.raises(InputError) as refused:
        intervals_of(TWO, wrong)
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [
        ("not_a_deviation", "entry 1"),
        ("unknown_action", "entry 2"),
        ("unknown_measure", "entry 2"),
        ("not_a_deviation", "entry 2"),
        ("no_such_option", "entry 3"),
        ("interval_reversed", "entry 3"),
        ("cost_as_effect", "entry 4"),
        ("no_such_option", "entry 5"),
        ("unknown_measure", "entry 5"),
        ("not_finite", "entry 5"),
    ]


def test_all_faults_of_intervals() -> None:
    problem = random_knapsack(2, 4, np.random.default_rng(1))
    wrong = (
        Interval("item-9", "take", "profit-1", 1, 2),
        Interval("item-1", "take", "wind", 2, 1),
        Interval("item-1", "take", "profit-1", float("nan"), 1),
    )
    with pytest.raises(InputError) as refused:
        uncertainty(problem, frontier(problem), wrong)
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [
        ("no_such_option", "interval 1"),
        ("unknown_measure", "interval 2"),
        ("interval_reversed", "interval 2"),
        ("not_finite", "interval 3"),
    ]
