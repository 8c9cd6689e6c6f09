"""Indicators against their paths: the lamp, the rule that lights it, the trend and where it leads."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import theilslopes

from openhearth.core.pathway.monitoring import monitored, monitoring, observed, path, trend
from openhearth.core.pathway.terms import Indicator, Observation, Plan, Target
from tests.core.pathway_cases import indicator

NAN = float("nan")


def seen(*pairs: tuple[int, float]) -> tuple[Observation, ...]:
    return tuple(Observation(year, value) for year, value in pairs)


def light(value: float, year: int = 2025, **changes: Any) -> tuple[str, str]:
    found = monitored(indicator(**changes), 2026, seen((year, value)))
    return found.light, found.rule.code


def test_the_path_runs_straight_from_target_to_target_and_then_stays() -> None:
    one = indicator(targets=(Target(2030, 20.0), Target(2024, 18.0)))
    assert path(one, (2019, 2020, 2022, 2024, 2027, 2030, 2040)).tolist()[1:] == [10, 14, 18, 19, 20, 20]
    assert math.isnan(path(one, (2019,))[0])


@pytest.mark.parametrize("missing", [{"baseline": None}, {"targets": ()}, {"baseline": Observation(2020, NAN)}])
def test_without_baseline_or_target_there_is_no_path(missing: dict[str, Any]) -> None:
    assert np.isnan(path(indicator(**missing), (2020, 2025))).all()
    assert light(15.0, **missing) == ("grey", "no_path")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (16.0, ("green", "on_path")),
        (15.0, ("green", "on_path")),
        (14.0, ("green", "within_tolerance")),
        (13.9, ("amber", "beside_path")),
        (13.0, ("amber", "beside_path")),
        (12.9, ("red", "off_path")),
    ],
)
def test_the_light_follows_the_shortfall(value: float, expected: tuple[str, str]) -> None:
    assert light(value) == expected
    assert (
        light(-value, direction="less", baseline=Observation(2020, -10.0), targets=(Target(2030, -20.0),)) == expected
    )


def test_a_named_tolerance_counts_and_the_house_convention_is_said() -> None:
    assert light(14.0, tolerance=0.5) == ("amber", "beside_path")
    assert light(14.999, tolerance=0.0) == ("red", "off_path")
    assert monitored(indicator(), 2026).tolerance_assumed
    assert not monitored(indicator(tolerance=2.0), 2026).tolerance_assumed


def test_what_is_not_known_is_grey() -> None:
    bare = indicator(baseline=None, targets=())
    assert monitored(bare, 2026).rule.code == "no_observation"
    assert monitored(indicator(), 2023).rule.code == "only_baseline"
    assert monitored(indicator(), 2026).rule.code == "old"
    assert monitored(indicator(), 2026, seen((2024, NAN))).rule.code == "old", (
        "asked and not known is not an observation"
    )
    assert monitored(indicator(baseline=Observation(2023, 10.0)), 2024, seen((2022, 30.0))).light == "grey"
    young = replace(indicator(baseline=Observation(2030, 10.0)), targets=(Target(2040, 1.0),))
    assert monitored(young, 2026, seen((2025, 10.0))).rule.code == "before_baseline"
    assert light(30.0, year=2021) == ("grey", "old")
    assert monitored(indicator(), 2026, seen((2021, 30.0)), old_after=5).light == "green"
    assert monitored(indicator(), 2026, seen((2027, 30.0))).light == "grey", "the future has not been observed"


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.integers(2015, 2026), st.one_of(st.just(NAN), st.floats(-1e6, 1e6))), max_size=8),
    st.sampled_from(["more", "less"]),
)
def test_missing_data_is_never_green(pairs: list[tuple[int, float]], direction: str) -> None:
    found = monitored(indicator(direction=direction, observations=seen(*dict(pairs).items())), 2026)
    fresh = [year for year, value in dict(pairs).items() if year >= 2022 and not math.isnan(value)]
    if not fresh:
        assert found.light == "grey"
    else:
        assert found.latest is not None
        assert found.latest.year == max(fresh)


def test_the_team_knows_better_than_the_register_but_not_by_silence() -> None:
    one = indicator(observations=seen((2021, 12.0), (2022, NAN)))
    known = observed(one, seen((2021, 11.0), (2022, 13.0)))
    assert [(found.year, found.value) for found in known] == [(2020, 10.0), (2021, 12.0), (2022, 13.0)]


@settings(max_examples=60)
@given(st.lists(st.floats(-100, 100).map(lambda value: round(value, 1)), min_size=5, max_size=10))
def test_the_trend_agrees_with_scipy(values: list[float]) -> None:
    years = list(range(2010, 2010 + len(values)))
    found = trend(years, values)
    slope, _, low, high = theilslopes(values, years, alpha=0.95)
    assert found.slope == pytest.approx(slope, abs=1e-9)
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-9)


def test_too_few_or_unknown_years_have_no_trend() -> None:
    assert math.isnan(trend([2020, 2021, 2022, 2023], [1.0, 2.0, 3.0, 4.0]).slope)
    assert math.isnan(trend([2020, 2021, 2022, 2023, 2024], [1.0, NAN, 3.0, 4.0, 5.0]).slope)
    assert trend([], []).points == 0
    assert trend(range(2000, 2025), [0.0] * 15 + [1.0] * 10).slope == 0.0, "only the last ten years speak"


def test_the_projection_says_whether_the_target_is_met_if_it_goes_on() -> None:
    def outlook(*values: float, target: float = 20.0) -> str:
        flowing = seen(*zip(range(2021, 2027), values, strict=True))
        (found,) = monitored(indicator(targets=(Target(2030, target),)), 2026, flowing).projections
        return found.outlook

    assert outlook(11, 12, 13, 14, 15, 16) == "likely"
    assert outlook(10.1, 10.2, 10.3, 10.4, 10.5, 10.6) == "unlikely"
    assert outlook(10, 14, 11, 15, 12, 16) == "open"
    assert outlook(10, 11, 12, 13, 14, 21) == "reached"
    (unknown,) = monitored(indicator(), 2026, seen((2025, 12.0))).projections
    assert unknown.outlook == "unknown"
    assert math.isnan(unknown.value)


def test_the_figures_for_a_chart_are_those_of_every_year() -> None:
    found = monitored(indicator(), 2026, seen((2022, 13.0)))
    assert found.years == tuple(range(2020, 2031))
    assert found.path[2] == 12.0
    assert found.observed[2] == 13.0
    assert np.isnan(found.observed[1])
    assert found.gap == 1.0
    assert not found.path.flags.writeable


@settings(max_examples=60)
@given(
    st.lists(st.floats(-100, 100), min_size=0, max_size=8),
    st.sampled_from([0.001, 0.5, 2.0, 1024.0]),
    st.sampled_from(["more", "less"]),
)
def test_another_unit_changes_nothing(values: list[float], scale: float, direction: str) -> None:
    """A power of two or a plain factor: lights, rules and outlooks stay, figures scale."""
    one = indicator(direction=direction, tolerance=2.0)
    flowing = seen(*enumerate(values, 2019))

    def scaled(told: Observation) -> Observation:
        return replace(told, value=told.value * scale)

    assert one.baseline is not None
    other: Indicator = replace(
        one, baseline=scaled(one.baseline), targets=(Target(2030, 20.0 * scale),), tolerance=2.0 * scale
    )
    before, after = monitored(one, 2026, flowing), monitored(other, 2026, [scaled(told) for told in flowing])
    clear = abs(before.shortfall - 2.0) > 1e-9 and abs(before.shortfall - 4.0) > 1e-9 and abs(before.shortfall) > 1e-9
    if clear or math.isnan(before.shortfall):
        assert (before.light, before.rule.code) == (after.light, after.rule.code)
    assert after.gap == pytest.approx(before.gap * scale, nan_ok=True)
    assert after.trend.slope == pytest.approx(before.trend.slope * scale, nan_ok=True, abs=1e-9)


def test_figures_flow_in_by_the_code_of_the_register() -> None:
    plan = Plan("P", "DEA12", indicators=(indicator(register="ets_emissions"), indicator("own")))
    found = monitoring(plan, 2026, {"ets_emissions": seen((2025, 15.0))})
    assert (found["heat"].light, found["own"].light) == ("green", "grey")
