"""The Doughnut: thresholds with their edition, gaps that stay gaps, and portraits that are not mixed up."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.doughnut import (
    LENSES,
    Dimension,
    Doughnut,
    Edition,
    ExpectedEffect,
    Measure,
    Portrait,
    Reading,
    Segment,
    Threshold,
    across_editions,
    compared,
    coverage,
    foremost,
    lights,
    portrait,
    position,
)
from openhearth.core.errors import InputError


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


@pytest.mark.parametrize("value", [6.0])
def test_a_figure_on_the_threshold_is_within(value: float) -> None:
    assert segment(drawn(unemployment=value), "unemployment").state == "within"


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
    assert {fault.code for fault in caught.value.faults} == {"different_editions"}
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


DIRECTIONS = {"unemployment": "less", "learning": "more", "plants": "less", "population": "none"}


def test_actions_light_up_what_they_move_and_what_they_hurt() -> None:
    effects = [ExpectedEffect("close", "plants", -2.0), ExpectedEffect("close", "unemployment", 0.4)]
    found = lights(EXAMPLE.measures, DIRECTIONS, effects)  # type: ignore[arg-type]
    assert [(one.dimension, one.helps) for one in found] == [("climate", True), ("work", False)]


@pytest.mark.parametrize(
    "effect",
    [
        ExpectedEffect("talk", "unemployment", 0.0),
        ExpectedEffect("talk", "unemployment", math.nan),
        ExpectedEffect("talk", "population", 5.0),
        ExpectedEffect("talk", "happiness", 5.0),
    ],
)
def test_an_action_without_effect_changes_nothing(effect: ExpectedEffect) -> None:
    assert lights(EXAMPLE.measures, DIRECTIONS, [effect]) == ()  # type: ignore[arg-type]
