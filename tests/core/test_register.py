"""The registers: what is read, and that every fault is named with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.register import (
    Ecosystems,
    parse_divisions,
    parse_ecosystem_labels,
    parse_ecosystems,
    parse_region_types,
    parse_register,
)

FACTS = Path(__file__).parents[2] / "src" / "openhearth" / "facts"

INDICATOR = {
    "code": "ets",
    "label_en": "Emissions",
    "label_de": "Emissionen",
    "unit": "t CO2e",
    "decimals": "0",
    "direction": "less",
    "lens": "ecological",
    "reach": "global",
    "source": "eutl",
    "licence": "CC-BY-4.0",
    "description_en": "Verified.",
    "description_de": "Verifiziert.",
}
WEIGHT = {"nace": "C30", "ecosystem": "mobility", "weight": "0.5", "version": "v1", "note": ""}


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def faults_of(call: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        call()
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_an_indicator_keeps_every_column() -> None:
    entry = parse_register([INDICATOR]).indicator("ets")
    assert (entry.unit, entry.decimals, entry.direction, entry.lens, entry.reach) == (
        "t CO2e",
        0,
        "less",
        "ecological",
        "global",
    )
    assert (entry.label_de, entry.description_en, entry.source) == ("Emissionen", "Verified.", "eutl")


def test_all_faults_of_a_register_come_at_once() -> None:
    bad = [
        INDICATOR | {"direction": "up", "lens": "moral", "reach": "lunar", "unit": " ", "decimals": "-1"},
        INDICATOR,
        {"code": "short"},
    ]
    assert sorted(faults_of(lambda: parse_register(bad))) == [
        ("duplicate_code", "line 3"),
        ("missing_columns", "line 4"),
        ("missing_value", "line 2"),
        ("not_a_count", "line 2"),
        ("unknown_choice", "line 2"),
        ("unknown_choice", "line 2"),
        ("unknown_choice", "line 2"),
    ]


def test_a_register_answers_by_code_and_lens() -> None:
    register = parse_register([INDICATOR, INDICATOR | {"code": "jobs", "lens": "social", "direction": "more"}])
    assert register.codes == ("ets", "jobs")
    assert [entry.code for entry in register.seen_through("social")] == ["jobs"]
    assert faults_of(lambda: register.indicator("gold")) == [("unknown_indicator", "register")]


def test_the_packaged_indicators_are_sound() -> None:
    register = parse_register(rows("indicators.csv"))
    assert register.indicator("ets_emissions_per_head").direction == "less"
    assert {entry.lens for entry in register.indicators} == {"social", "ecological", "economic"}


def test_a_division_needs_a_section_with_a_row() -> None:
    row = {"code": "C24", "label_en": "Basic metals", "label_de": "Metall", "section": "C"}
    assert faults_of(lambda: parse_divisions([row])) == [("unknown_section", "C24")]
    both = parse_divisions([row, row | {"code": "C"}])
    assert [entry.is_total for entry in both] == [False, True]


def test_the_packaged_divisions_are_the_88_of_nace() -> None:
    entries = parse_divisions(rows("divisions.csv"))
    assert sum(not entry.is_total for entry in entries) == 88
    assert {entry.code for entry in entries if entry.is_total} == {
        *"ABCDEFGHIJKLMNOPQRSTU",
        "B-E",
        "G-I",
        "M_N",
        "O-Q",
        "R-U",
        "NRP",
        "TOTAL",
    }
    assert all(entry.code[0] == entry.section for entry in entries if not entry.is_total)
    assert len({entry.code[1:] for entry in entries if not entry.is_total}) == 88


def test_weights_become_a_labelled_matrix() -> None:
    table = parse_ecosystems([WEIGHT, WEIGHT | {"ecosystem": "aerospace", "weight": "0.25"}], ["aerospace", "mobility"])
    assert table.version == "v1"
    assert table.weights_of(["X99", "C30"]).tolist() == [[0, 0], [0.25, 0.5]]


def test_all_faults_of_the_weights_come_at_once() -> None:
    bad = [
        WEIGHT | {"weight": "0.7"},
        WEIGHT | {"ecosystem": "aerospace", "weight": "0.4", "version": "v2"},
        WEIGHT | {"weight": "0.1"},
        WEIGHT | {"nace": "C29", "ecosystem": "cars"},
        WEIGHT | {"nace": "C28", "weight": "1.5"},
        WEIGHT | {"nace": "C27", "weight": "nan"},
        WEIGHT | {"nace": "C26", "weight": "half"},
    ]
    found = faults_of(lambda: parse_ecosystems(bad, ["aerospace", "mobility"]))
    assert sorted(found) == [
        ("duplicate_pair", "line 4"),
        ("mixed_versions", "ecosystems"),
        ("unknown_ecosystem", "line 5"),
        ("weight_out_of_range", "line 6"),
        ("weight_out_of_range", "line 7"),
        ("weight_out_of_range", "line 8"),
    ]
    heavy = [WEIGHT | {"weight": "0.7"}, WEIGHT | {"ecosystem": "aerospace", "weight": "0.4"}]
    assert faults_of(lambda: parse_ecosystems(heavy, ["aerospace", "mobility"])) == [("weights_exceed_one", "C30")]
    assert faults_of(lambda: parse_ecosystems([], ["mobility"])) == [("empty_register", "ecosystems")]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_division_may_lie_outside_but_never_count_twice(twentieths: list[int]) -> None:
    """The sum of a division's weights decides, and only whether it exceeds one."""
    codes = [f"e{position}" for position in range(len(twentieths))]
    table = [WEIGHT | {"ecosystem": code, "weight": str(n / 20)} for code, n in zip(codes, twentieths, strict=True)]
    if max(twentieths) <= 20 and sum(twentieths) <= 20:
        assert parse_ecosystems(table, codes).weights.sum() == pytest.approx(sum(twentieths) / 20)
    else:
        with pytest.raises(InputError):
            parse_ecosystems(table, codes)


def test_the_packaged_ecosystems_fit_together() -> None:
    codes = [entry.code for entry in parse_ecosystem_labels(rows("ecosystem_labels.csv"))]
    table = parse_ecosystems(rows("ecosystems.csv"), codes)
    divisions = {entry.code for entry in parse_divisions(rows("divisions.csv"))}
    assert len(codes) == 14
    assert set(table.divisions) <= divisions
    assert (table.weights.sum(axis=0) > 0).all()
    assert table.version == "openhearth-1"


def test_the_table_says_on_purpose_what_is_outside() -> None:
    """Every business division is either weighted or named here."""
    codes = [entry.code for entry in parse_ecosystem_labels(rows("ecosystem_labels.csv"))]
    table = parse_ecosystems(rows("ecosystems.csv"), codes)
    business = [entry.code for entry in parse_divisions(rows("divisions.csv")) if entry.section in "BCDEFGHIJLMN"]
    outside = {code for code in business if len(code) == 3} - set(table.divisions)
    assert outside == {"C31", "E36", "E37", "E39", "L68", "M69", "M70", "N78", "N80", "N81"}


def test_a_type_names_known_ecosystems_only() -> None:
    row = {"code": "a", "label_en": "A", "label_de": "A", "published_size": "3", "signature": "textile;moon"}
    assert faults_of(lambda: parse_region_types([row], ["textile"])) == [("unknown_ecosystem", "line 2")]
    assert parse_region_types([row], ["textile", "moon"])[0].signature == ("textile", "moon")


def test_the_packaged_types_are_the_published_seven() -> None:
    codes = [entry.code for entry in parse_ecosystem_labels(rows("ecosystem_labels.csv"))]
    types = parse_region_types(rows("region_types.csv"), codes)
    assert [entry.published_size for entry in types] == [37, 22, 35, 19, 21, 17, 50]
    assert [entry.code for entry in types if not entry.signature] == ["diversified"]


def test_weights_cannot_be_changed_afterwards() -> None:
    table = Ecosystems(("C30",), ("mobility",), np.array([[0.5]]), "v1")
    with pytest.raises(ValueError, match="read-only"):
        table.weights[0, 0] = 1.0
