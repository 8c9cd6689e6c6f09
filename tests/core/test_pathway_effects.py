"""Expected effects: through indicators, by kind, towards the targets and against them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.doughnut import Dimension, Doughnut, Measure
from openhearth.core.errors import InputError
from openhearth.core.pathway.dimensions import moved_dimensions
from openhearth.core.pathway.effects import clashes, expected_effects, hurting, moved, toward_targets
from openhearth.core.pathway.terms import Action, Effect, Observation, Plan, Target
from tests.core.pathway_cases import action, indicator

YEARS = tuple(range(2025, 2036))
PIPE = action("pipe", end="2028-06-30")
OVENS = action("ovens", "phase_out", end="2030-12-31")


def plan(*effects: Effect, actions: tuple[Action, ...] = (PIPE, OVENS), watched: str = "abc") -> Plan:
    return Plan("P", "DEA12", actions=actions, indicators=tuple(indicator(key) for key in watched), effects=effects)


def test_an_effect_begins_in_its_year_or_with_the_end_of_its_action() -> None:
    found = expected_effects(plan(Effect("e", "pipe", "a", 3.0), Effect("f", "ovens", "a", -1.0, 2027)), YEARS)
    assert found.of("pipe", "a").tolist() == [0.0] * 3 + [3.0] * 8
    assert found.of("ovens", "a").tolist() == [0.0] * 2 + [-1.0] * 9
    assert found.total()[0, -1] == 2.0
    assert found.total("build_up")[0, -1] == 3.0
    assert found.total("phase_out")[0, -1] == -1.0


def test_an_effect_without_a_year_counts_in_none_and_is_named() -> None:
    found = expected_effects(plan(Effect("e", "pipe", "a", 3.0), actions=(action("pipe"),)), YEARS)
    assert found.undated == ("e",)
    assert not found.change.any()


def test_effects_go_through_indicators_with_the_weakest_confidence() -> None:
    links = (
        Effect("e", "pipe", "a", 3.0, 2026, "high"),
        Effect("f", "a", "b", 2.0, None, "medium"),
        Effect("g", "b", "c", -0.5, 2030, "high"),
        Effect("h", "a", "c", 1.0, None, "low"),
    )
    found = expected_effects(plan(*links), (2026, 2030))
    assert found.of("pipe", "b").tolist() == [6.0, 6.0]
    assert found.of("pipe", "c").tolist() == [3.0, 0.0]
    assert found.confidence[0].tolist() == [3, 2, 1]
    assert found.confidence[1].tolist() == [0, 0, 0]


def test_a_circle_of_indicators_is_refused_with_its_keys() -> None:
    with pytest.raises(InputError) as caught:
        expected_effects(plan(Effect("e", "a", "b", 1.0), Effect("f", "b", "a", 1.0)), YEARS)
    assert [dict(fault.params) for fault in caught.value.faults] == [{"indicators": "a, b"}]


def test_stopped_and_superseded_actions_are_expected_to_do_nothing() -> None:
    effect = Effect("e", "pipe", "a", 3.0)
    for gone in (replace(PIPE, superseded_by="ovens"), replace(PIPE, status="stopped", status_because="No money.")):
        assert not expected_effects(plan(effect, actions=(gone, OVENS)), YEARS).total().any()
        asked = expected_effects(plan(effect, actions=(gone, OVENS)), YEARS, {"pipe"})
        assert asked.total()[0, -1] == 3.0, "unless they are asked for by name"


def test_an_unknown_amount_stays_unknown_and_only_where_it_acts() -> None:
    found = expected_effects(plan(Effect("e", "pipe", "a", float("nan")), Effect("f", "a", "b", 2.0)), (2025, 2030))
    assert np.isnan(found.total()).tolist() == [[False, True], [False, True], [False, False]]


effects = st.builds(
    Effect,
    st.just("e"),
    st.sampled_from(["pipe", "ovens", "tram", "a", "b"]),
    st.sampled_from(["b", "c"]),
    st.integers(-8, 8).map(float),
    st.one_of(st.none(), st.sampled_from(YEARS)),
    st.sampled_from(["low", "medium", "high"]),
).filter(lambda one: one.cause < one.indicator or len(one.cause) > 1)


@settings(max_examples=60)
@given(st.lists(effects, max_size=8))
def test_an_action_without_effect_changes_nothing(links: list[Effect]) -> None:
    links = [one for one in links if one.cause != "tram"]
    tram = action("tram", end="2029-01-01")
    without = expected_effects(plan(*links), YEARS)
    with_it = expected_effects(plan(*links, actions=(PIPE, OVENS, tram)), YEARS)
    assert np.array_equal(without.total(), with_it.total())
    idle = expected_effects(plan(*links, Effect("z", "tram", "a", 0.0), actions=(PIPE, OVENS, tram)), YEARS)
    assert np.array_equal(idle.confidence, with_it.confidence)
    assert {one.action for one in moved(plan(*links, actions=(PIPE, OVENS, tram)))} <= {"pipe", "ovens"}


@settings(max_examples=60)
@given(st.lists(effects, max_size=8), st.sampled_from([0.25, 4.0, 1024.0]))
def test_another_unit_of_an_indicator_changes_nothing_else(links: list[Effect], scale: float) -> None:
    """``b`` in another unit: what moves it scales, what it moves is for so many more units."""

    def scaled(one: Effect) -> Effect:
        amount = one.amount * (scale if one.indicator == "b" else 1) / (scale if one.cause == "b" else 1)
        return replace(one, amount=amount)

    before = expected_effects(plan(*links), YEARS)
    after = expected_effects(plan(*map(scaled, links)), YEARS)
    factors = np.array([1.0, scale, 1.0])[None, :, None]
    assert np.allclose(after.change, before.change * factors)
    assert np.array_equal(after.confidence, before.confidence)


@settings(max_examples=60)
@given(st.lists(effects, max_size=8))
def test_kinds_add_up_and_the_order_of_effects_does_not_matter(links: list[Effect]) -> None:
    found = expected_effects(plan(*links), YEARS)
    assert np.allclose(found.total(), found.total("build_up") + found.total("phase_out"))
    turned = expected_effects(plan(*links[::-1]), YEARS)
    assert np.allclose(found.change, turned.change)
    assert np.array_equal(found.confidence, turned.confidence)


def test_what_hurts_is_told_with_its_way() -> None:
    links = (Effect("e", "ovens", "a", -4.0, 2030, "high"), Effect("f", "a", "b", 0.5), Effect("g", "pipe", "b", 1.0))
    assert [(one.action, one.indicator, one.change, one.confidence, one.direct) for one in hurting(plan(*links))] == [
        ("ovens", "a", -4.0, "high", True),
        ("ovens", "b", -2.0, "low", False),
    ]
    assert [one.action for one in moved(plan(*links)) if one.helps] == ["pipe"]


def test_towards_a_target_counts_what_is_not_in_the_observation_yet() -> None:
    watched = indicator("a", targets=(Target(2030, 20.0), Target(2040, 30.0)), observations=(Observation(2026, 12.0),))
    links = (
        Effect("e", "pipe", "a", 3.0, 2025, "high"),
        Effect("f", "pipe", "a", 2.0, 2028, "medium"),
        Effect("g", "ovens", "a", 4.0, 2035, "low"),
    )
    told = replace(plan(*links), indicators=(watched,))
    near, far = toward_targets(told, 2026)
    assert (near.since, near.needed, near.build_up, near.phase_out) == (2026, 8.0, 2.0, 0.0)
    assert (near.share, near.confidence) == (0.25, "medium")
    assert (far.build_up, far.phase_out, far.confidence) == (2.0, 4.0, "low")
    assert far.share == pytest.approx(6 / 18)


def test_a_target_that_is_met_or_of_which_nothing_is_known_has_no_share() -> None:
    met = replace(plan(), indicators=(indicator("a", observations=(Observation(2026, 25.0),)),))
    (found,) = toward_targets(met, 2026)
    assert np.isnan(found.share)
    assert found.confidence is None
    unknown = replace(plan(), indicators=(indicator("a", baseline=None),))
    assert toward_targets(unknown, 2026) == ()
    assert toward_targets(met, 2031) == (), "the target is past"


def test_alternatives_that_would_both_count_are_named() -> None:
    small, large = action("small", excludes=("large", "gone")), action("large", excludes=("small",))
    both = plan(actions=(small, large, PIPE))
    assert clashes(both) == (("large", "small"),)
    assert clashes(both, {"small", "pipe"}) == ()
    assert clashes(plan(actions=(replace(small, superseded_by="large"), large))) == ()


WORK, CLIMATE = Dimension("work", "local-social", "Work", "Arbeit"), Dimension("climate", "global-ecological", "C", "K")
DOUGHNUT = Doughnut((WORK, CLIMATE), (), (), (Measure("climate", "co2", "ets_emissions", "same", "", ""),))
WATCHED = (
    replace(indicator("jobs"), direction="more", dimension="work"),
    replace(indicator("air"), direction="less", dimension="climate", register="ets_emissions"),
    replace(indicator("noise"), direction="less"),
)


def dimensions(*effects: Effect) -> list[tuple[str, list[str], list[str]]]:
    asked = replace(plan(*effects), indicators=WATCHED)
    found = moved_dimensions(moved(asked), WATCHED, DOUGHNUT)
    return [(one.dimension.code, [by.action for by in one.helped], [by.action for by in one.hurt]) for one in found]


def test_a_dimension_says_what_helps_it_and_what_hurts_it() -> None:
    helps = Effect("e", "ovens", "air", -2.0)
    assert dimensions(helps) == [("climate", ["ovens"], [])], "named twice, by the plan and the register: lit once"
    both = (helps, Effect("f", "ovens", "jobs", -400.0), Effect("g", "pipe", "jobs", 30.0))
    assert dimensions(*both) == [("work", ["pipe"], ["ovens"]), ("climate", ["ovens"], [])]
    assert dimensions(Effect("h", "pipe", "noise", 3.0)) == [], "an indicator that speaks about no dimension"


def test_a_dimension_is_also_reached_through_another_indicator() -> None:
    assert dimensions(Effect("e", "pipe", "noise", 3.0), Effect("f", "noise", "jobs", -1.0)) == [("work", [], ["pipe"])]


SIZES = st.floats(-10, 10).filter(lambda size: size == 0 or abs(size) > 1e-6)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(("pipe", "ovens")), st.sampled_from(("jobs", "air")), SIZES), max_size=6))
def test_the_opposite_effects_swap_help_and_harm(links: list[tuple[str, str, float]]) -> None:
    plain = [Effect(f"e{n}", *link) for n, link in enumerate(links)]
    opposite = [replace(one, amount=-one.amount) for one in plain]
    idle = [Effect("idle", "pipe", "jobs", 0.0)]
    assert dimensions(*plain, *idle) == dimensions(*plain)
    assert dimensions(*opposite) == [(code, hurt, helped) for code, helped, hurt in dimensions(*plain)]
