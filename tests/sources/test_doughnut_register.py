"""The registers of the Doughnut: every threshold with edition, year, source and licence, and no damaged row let in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.doughnut import LENSES, Reading, Threshold, coverage, portrait, world_portrait
from openhearth.core.errors import InputError
from openhearth.sources.registers import register
from openhearth.sources.statistics.doughnut_register import (
    doughnut,
    parse_dimensions,
    parse_editions,
    parse_measures,
    parse_thresholds,
    parse_world,
    world,
)

THRESHOLD = {
    "edition": "2025",
    "dimension": "climate",
    "measure": "co2",
    "label_en": "CO2",
    "label_de": "CO2",
    "unit": "t",
    "value": "0.95",
    "baseline": "0",
    "scope": "place",
    "year": "2017",
    "source": "s",
    "licence": "l",
    "evidence": "read",
}
MEASURE = {"dimension": "climate", "measure": "co2", "indicator": "co2", "fit": "same", "note_en": "n", "note_de": "n"}


def thresholds(*rows: dict[str, str]) -> tuple[Threshold, ...]:
    return parse_thresholds(rows, {"climate"}, {"2025"})


def faults(*rows: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        thresholds(*rows)
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_the_fair_share_of_co2_differs_between_editions() -> None:
    shares = {one.edition: one.value for one in doughnut().thresholds if one.measure == "co2_footprint"}
    assert shares == {"2018": 1.61, "2025": 0.95}


def test_every_threshold_has_its_source_with_its_licence() -> None:
    licences = {row["code"]: row["licence"] for row in register("sources")}
    assert {(one.source, licences[one.source]) for one in doughnut().thresholds} == {
        (one.source, one.licence) for one in doughnut().thresholds
    }


def test_every_lens_has_dimensions_and_every_edition_thresholds() -> None:
    registers = doughnut()
    assert {one.lens for one in registers.dimensions} == set(LENSES)
    assert {one.edition for one in registers.thresholds} == {one.code for one in registers.editions}
    labelled = [(one.label_en, one.label_de) for one in registers.dimensions]
    labelled += [(one.label_en, one.label_de) for one in registers.editions]
    labelled += [(one.label_en, one.label_de) for one in registers.thresholds]
    assert all(english and german for english, german in labelled)


def test_no_threshold_is_from_memory() -> None:
    evidence = {one.edition: one.evidence for one in doughnut().thresholds}
    assert evidence == {"2018": "quoted", "2025": "read", "et-2020": "read", "who-2021": "read"}
    assert faults(THRESHOLD | {"evidence": "recalled"}) == [("unknown_choice", "line 2")]


def test_units_of_indicators_that_are_judged_are_those_of_their_thresholds() -> None:
    units = {row["code"]: row["unit"] for row in register("indicators")}
    registers = doughnut()
    for measure in registers.measures:
        if measure.fit == "same":
            held = [
                one
                for one in registers.thresholds
                if (one.dimension, one.measure) == (measure.dimension, measure.measure)
            ]
            assert {one.unit for one in held} == {units[measure.indicator]}


def test_industrial_emissions_of_a_place_are_not_held_against_the_footprint_of_its_people() -> None:
    found = portrait(doughnut(), "DEA1", {"ets_emissions_per_head": Reading(9.0, "t CO2e/person", 2022)}, ("2025",))
    (segment,) = [one for one in found.segments if one.indicator == "ets_emissions_per_head"]
    assert (segment.state, segment.threshold) == ("described", None)
    assert math.isnan(segment.excess)


def test_a_portrait_of_a_region_from_the_packaged_registers() -> None:
    known = {"unemployment": Reading(3.2, "%", 2019), "adult_learning": Reading(7.5, "%", 2015)}
    found = portrait(doughnut(), "DEA1", known, ("2018", "et-2020"))
    states = {one.indicator: one.state for one in found.segments if one.reading}
    assert states == {"unemployment": "described", "adult_learning": "shortfall"}
    assert coverage(found) == {
        "local-social": (1, 16),
        "local-ecological": (0, 6),
        "global-social": (0, 4),
        "global-ecological": (0, 10),
    }


def test_every_fault_of_the_thresholds_is_told_with_its_line() -> None:
    assert faults(
        THRESHOLD | {"value": "x", "scope": "town", "evidence": "guess"},
        THRESHOLD | {"edition": "1972", "dimension": "love", "year": "20"},
        THRESHOLD | {"value": "0", "label_de": " "},
        {"edition": "2025"},
    ) == [
        ("unknown_choice", "line 2"),
        ("unknown_choice", "line 2"),
        ("not_a_number", "line 2"),
        ("unknown_dimension", "line 3"),
        ("unknown_edition", "line 3"),
        ("not_a_number", "line 3"),
        ("missing_value", "line 4"),
        ("no_way_to_threshold", "line 4"),
        ("missing_columns", "line 5"),
        ("duplicate_code", "thresholds"),
    ]


def test_an_indicator_cannot_fill_what_is_not_there() -> None:
    held = thresholds(THRESHOLD)
    assert parse_measures([MEASURE], {"climate"}, {"co2"}, held)[0].fit == "same"
    with pytest.raises(InputError) as caught:
        parse_measures(
            [MEASURE | {"measure": "methane"}, MEASURE | {"measure": "", "indicator": "gas"}],
            {"climate"},
            {"co2"},
            held,
        )
    assert [fault.code for fault in caught.value.faults] == ["unknown_measure", "unknown_indicator", "missing_value"]


def test_damaged_dimensions_and_editions_are_refused() -> None:
    row = {"code": "work", "lens": "social", "label_en": "Work", "label_de": "Arbeit"}
    with pytest.raises(InputError, match="unknown_choice"):
        parse_dimensions([row])
    with pytest.raises(InputError, match="duplicate_code"):
        parse_dimensions([row | {"lens": "local-social"}] * 2)
    edition = {"code": "1", "year": "soon", "label_en": "a", "label_de": "b", "reference": "c", "doi": ""}
    with pytest.raises(InputError, match="not_a_number"):
        parse_editions([edition])


def test_figures_of_the_earth_have_the_units_of_their_limits() -> None:
    registers = doughnut()
    limits = {one.measure: one for one in registers.thresholds if one.scope == "world"}
    assert {measure: found.unit for measure, found in world().items()} == {
        measure: limits[measure].unit for measure in world()
    }
    assert {found.source for found in world().values()} == {"doughnut-2025"}
    states = {one.indicator: one.state for one in world_portrait(registers, world(), ["2025"]).segments if one.reading}
    assert states == {
        **dict.fromkeys(world(), "overshoot"),
        **dict.fromkeys(("aragonite_saturation", "aerosol_difference", "total_ozone"), "within"),
    }


def test_a_figure_of_the_earth_without_a_limit_is_refused() -> None:
    row = {"measure": "love", "value": "x", "unit": "%", "year": "20", "source": "s", "licence": "l"}
    with pytest.raises(InputError) as caught:
        parse_world([row], thresholds(THRESHOLD))
    assert [fault.code for fault in caught.value.faults] == ["unknown_measure", "not_a_number", "not_a_number"]


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from([*THRESHOLD]), st.text(max_size=6)), min_size=1, max_size=4))
def test_whatever_rows_come_thresholds_or_their_faults_come_out(rows: list[dict[str, str]]) -> None:
    try:
        found = thresholds(*(THRESHOLD | row for row in rows))
    except InputError:
        return
    assert all(math.isfinite(one.value) and one.value != one.baseline for one in found)
