"""The Doughnut: thresholds with their edition, gaps that stay gaps, and portraits that are not mixed up."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.doughnut import (
    LENSES,
    Dimension,
    Doughnut,
    Edition,
    Measure,
    Portrait,
    Reading,
    Segment,
    Threshold,
    across_editions,
    changed_thresholds,
    compared,
    coverage,
    foremost,
    latest_readings,
    newest_editions,
    portrait,
    position,
)
from openhearth.core.errors import InputError
from openhearth.core.register import Indicator, Register
from openhearth.core.values import Figure


def threshold(edition: str, dimension: str, measure: str, value: float, baseline: float = 0.0) -> Threshold:
    return Threshold(edition, dimension, measure, "", "", "%", value, baseline, "place", 2020, "s", "l", "read")


WORK, LEARNING = Dimension("work", "local-social", "Work", "Arbeit"), Dimension("education", "local-social", "E", "B")
CLIMATE, VOICE = Dimension("climate", "global-ecological", "C", "K"), Dimension("voice", "global-social", "V", "M")
EXAMPLE = Doughnut(
    (WORK, LEARNING, CLIMATE, VOICE),
    (Edition("2018", 2018, "", "", "r", ""), Edition("2025", 2025, "", "", "r", "")),
    (
        threshold("2018", "work", "unemployment", 6.0, 100.0),
        threshold("2018", "education", "learning", 15.0),
        threshold("2018", "climate", "co2", 1.61),
        threshold("2025", "climate", "co2", 0.95),
        replace(threshold("2025", "climate", "ppm", 350.0, 280.0), scope="world"),
    ),
    (
        Measure("work", "unemployment", "unemployment", "same", "", ""),
        Measure("education", "learning", "learning", "same", "", ""),
        Measure("education", "learning", "degrees", "related", "", ""),
        Measure("climate", "co2", "footprint", "same", "", ""),
        Measure("climate", "co2", "plants", "related", "", ""),
    ),
)


def readings(**values: float) -> dict[str, Reading]:
    return {indicator: Reading(value, "%", 2020) for indicator, value in values.items()}


def drawn(*editions: str, **values: float) -> Portrait:
    return portrait(EXAMPLE, "X1", readings(**values), editions or ("2018",))


def segment(found: Portrait, indicator: str) -> Segment:
    (only,) = [one for one in found.segments if one.indicator == indicator]
    return only


@pytest.mark.parametrize(
    ("value", "floor", "baseline", "published"),
    [
        (415.885, 350.0, 280.0, 0.941),
        (2.795, 2.75, 3.44, -0.064),
        (1964.173, 60.0, 0.0, 31.736),
        (23.121, 6.2, 0.0, 2.729),
        (193.156, 62.0, 0.0, 2.115),
        (0.08, 0.1, 0.03, -0.286),
        (18.596, 10.2, 0.0, 0.823),
        (38.2, 47.9, 63.87, 0.607),
        (283.398, 276.0, 290.0, -0.528),
        (16.965, 5.59, 0.0, 2.035),
    ],
)
def test_overshoot_of_the_world_as_published(value: float, floor: float, baseline: float, published: float) -> None:
    """A. L. Fanning and K. Raworth, Nature 646, 2025, doi:10.1038/s41586-025-09385-1: averages of 2021-22."""
    assert position(value, threshold("2025", "x", "y", floor, baseline)) - 1 == pytest.approx(published, abs=1.5e-3)


def test_shortfall_of_the_world_as_published() -> None:
    """9.53 % undernourished and none allowed is a shortfall of 0.095, of the same publication."""
    assert 1 - position(9.53, threshold("2025", "food", "hunger", 0.0, 100.0)) == pytest.approx(0.095, abs=5e-4)


def test_figures_within_short_of_and_beyond_their_thresholds() -> None:
    found = drawn(unemployment=12.0, learning=18.0, footprint=3.22)
    work, learning, climate = (segment(found, code) for code in ("unemployment", "learning", "footprint"))
    assert [one.state for one in (work, learning, climate)] == ["shortfall", "within", "overshoot"]
    assert [one.excess for one in (work, learning, climate)] == pytest.approx([6 / 94, 0.0, 1.0])
    assert [len(found.ring(lens)) for lens in LENSES] == [3, 0, 1, 2]


@pytest.mark.parametrize(("indicator", "value"), [("unemployment", 6.0), ("learning", 15.0), ("footprint", 1.61)])
def test_a_figure_on_the_threshold_is_within(indicator: str, value: float) -> None:
    found = segment(drawn(**{indicator: value}), indicator)
    assert (found.state, found.position, found.excess) == ("within", 1.0, 0.0)


def test_missing_is_a_gap_and_never_zero() -> None:
    found = drawn(unemployment=math.nan)
    work = segment(found, "unemployment")
    assert (work.state, work.reading) == ("gap", None)
    assert math.isnan(work.position)
    assert math.isnan(work.excess)
    assert work.threshold is not None, "the gap still says which figure is wanted"
    assert [one.state for one in found.ring("global-social")] == ["gap"]


def test_a_figure_of_something_else_is_shown_and_not_judged() -> None:
    found = drawn(degrees=30.0, plants=20.0)
    assert [segment(found, code).state for code in ("degrees", "plants")] == ["described", "described"]
    assert math.isnan(segment(found, "plants").position)
    assert coverage(found)["global-ecological"] == (0, 1)


def test_an_edition_without_a_threshold_describes_what_another_would_judge() -> None:
    assert segment(drawn("2025", unemployment=12.0), "unemployment").state == "described"


def test_limits_of_the_world_are_not_those_of_a_place() -> None:
    of_place, of_world = drawn("2025"), portrait(EXAMPLE, "world", {}, ("2025",), of="world")
    assert [one.threshold.measure for one in of_place.segments if one.threshold] == ["co2"]
    assert [one.threshold.measure for one in of_world.segments if one.threshold] == ["ppm"]


def test_two_editions_of_one_measure_are_not_mixed() -> None:
    with pytest.raises(InputError) as caught:
        drawn("2018", "2025", "1972")
    assert [fault.code for fault in caught.value.faults] == ["unknown_edition", "mixed_editions"]


def test_a_figure_in_another_unit_is_refused() -> None:
    with pytest.raises(InputError, match="unit_mismatch"):
        portrait(EXAMPLE, "X1", {"unemployment": Reading(0.12, "share", 2020)}, ("2018",))


def test_portraits_of_two_editions_are_not_compared_but_can_be_laid_beside_each_other() -> None:
    """2 t of CO2 a head are 1.24 times the fair share of one edition and 2.11 times that of the other."""
    old, new = drawn("2018", footprint=2.0), drawn("2025", footprint=2.0)
    with pytest.raises(InputError) as caught:
        compared(old, new)
    assert caught.value.faults[0].code == "different_editions"
    differing = [fault.params["measure"] for fault in caught.value.faults if fault.code == "different_thresholds"]
    assert differing == [one.measure for one in across_editions(old, new) if not one.comparable]
    assert "co2" in differing
    (pair,) = [one for one in across_editions(old, new) if one.measure == "co2"]
    assert not pair.comparable
    assert pair.first is not None
    assert pair.second is not None
    assert (round(pair.first.position, 2), round(pair.second.position, 2)) == (1.24, 2.11)


def test_portraits_of_one_edition_are_compared_measure_by_measure() -> None:
    pairs = compared(drawn(unemployment=12.0, degrees=20.0), drawn(unemployment=8.0))
    assert [(one.dimension, one.measure) for one in pairs if one.first and one.first.reading] == [
        ("work", "unemployment"),
        ("education", "degrees"),
    ]
    assert all(one.comparable for one in pairs)


@given(st.floats(0, 100), st.floats(0.01, 50), st.floats(0.001, 1000))
def test_scaling_units_changes_nothing(value: float, limit: float, factor: float) -> None:
    plain = position(value, threshold("2018", "climate", "co2", limit))
    scaled = position(value * factor, threshold("2018", "climate", "co2", limit * factor))
    assert scaled == pytest.approx(plain)


def scaled(factor: float, **values: float) -> Portrait:
    """Everything in another unit: thresholds, baselines and figures."""
    thresholds = tuple(
        replace(one, value=one.value * factor, baseline=one.baseline * factor) for one in EXAMPLE.thresholds
    )
    known = {code: Reading(value * factor, "%", 2020) for code, value in values.items()}
    return portrait(replace(EXAMPLE, thresholds=thresholds), "X1", known, ("2018",))


@settings(max_examples=40)
@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 50), st.integers(-9, 9))
def test_scaling_all_units_changes_no_state_and_no_position(u: float, learn: float, co2: float, power: int) -> None:
    values = {"unemployment": u, "learning": learn, "footprint": co2}
    plain, other = scaled(1.0, **values), scaled(2.0**power, **values)
    assert [one.state for one in plain.segments] == [one.state for one in other.segments]
    assert [one.position for one in plain.segments] == pytest.approx(
        [one.position for one in other.segments], nan_ok=True
    )


@given(st.permutations(("unemployment", "learning", "footprint", "plants")))
def test_the_order_of_readings_does_not_matter(order: list[str]) -> None:
    values = {"unemployment": 12.0, "learning": 18.0, "footprint": 3.0, "plants": 1.0}
    assert drawn(**{code: values[code] for code in order}) == drawn(**values)


def test_the_chart_shows_the_worst_of_each_dimension() -> None:
    found = drawn(learning=10.0, degrees=30.0, plants=5.0)
    assert [(one.dimension.code, one.state) for one in foremost(found.segments)] == [
        ("work", "gap"),
        ("education", "shortfall"),
        ("climate", "described"),
        ("voice", "gap"),
    ]


def test_without_a_choice_the_newest_editions_that_do_not_collide_are_drawn() -> None:
    assert newest_editions(EXAMPLE) == ("2025",), "2018 says something else about CO2"
    beside = replace(EXAMPLE, thresholds=tuple(one for one in EXAMPLE.thresholds if one.measure != "co2"))
    assert newest_editions(beside) == ("2018", "2025")


def test_a_threshold_that_changed_is_told_with_both_values() -> None:
    (co2,) = changed_thresholds(EXAMPLE)
    assert (co2.dimension, co2.before.edition, co2.before.value) == ("climate", "2018", 1.61)
    assert (co2.after.edition, co2.after.value) == ("2025", 0.95)
    same = replace(EXAMPLE, thresholds=(EXAMPLE.thresholds[2], replace(EXAMPLE.thresholds[2], edition="2025")))
    assert changed_thresholds(same) == ()


REGISTER = Register(
    tuple(
        Indicator(code, "", "", unit, 1, "less", "social", "local", "s", "l", "", "")
        for code, unit in (("unemployment", "%"), ("ets_emissions_per_head", "t"))
    )
)


def test_the_newest_published_figure_is_read() -> None:
    def figure(indicator: str, year: int, value: float, flag: str = "", status: str = "reported") -> Figure:
        return Figure("X1", indicator, year, value, flag, status, "eurostat")  # type: ignore[arg-type]

    found = latest_readings(
        [
            figure("unemployment", 2019, 3.2),
            figure("unemployment", 2018, 3.5, flag="d"),
            figure("unemployment", 2020, math.nan),
            figure("unemployment", 2024, 3.0, status="forecast"),
            figure("ets_emissions_per_head", 2022, 9.0, flag="d"),
            figure("happiness", 2022, 7.0),
        ],
        REGISTER,
    )
    assert found == {
        "unemployment": Reading(3.2, "%", 2019, "eurostat"),
        "ets_emissions_per_head": Reading(9.0, "t", 2022, "eurostat", at_least=True),
    }
