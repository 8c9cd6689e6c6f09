"""Scenarios as YAML: read whole, or refused with every fault at its place; and the examples that ship."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.footprint import Column, Scenario, economy, for_accounts
from openhearth.sources.input_output import io_register
from openhearth.sources.input_output.scenario_yaml import EXAMPLES, ToldScenario, example, parse, said, written

FURNACE = """
name: {en: Another furnace, de: Ein anderer Ofen}
note: As assumed
demand: {F: 12}
output: {CPA_C19: -5.5}
parts: {B: -0.5}
columns:
  - {product: C24, share: 0.75, imports: 0.1, inputs: {D: 0.2}, times: {C19: 0.1}, intensities: {jobs: 3}, intensities_times: {co2: 0.3}}
assumptions: [Everything, {en: and more, de: und mehr}]
sources: [nobody]
"""


def faults(text: str) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(text.encode())
    return {(fault.code, fault.place) for fault in caught.value.faults}


def test_all_that_a_scenario_can_say_is_read() -> None:
    told = parse(FURNACE.encode())
    assert told.scenario == Scenario(
        "Another furnace",
        demand=(("CPA_F", 12.0),),
        output=(("CPA_C19", -5.5),),
        parts=(("CPA_B", -0.5),),
        columns=(
            Column(
                "CPA_C24",
                inputs=(("CPA_D", 0.2),),
                intensities=(("jobs", 3.0),),
                imports=0.1,
                share=0.75,
                times=(("CPA_C19", 0.1),),
                intensities_times=(("co2", 0.3),),
            ),
        ),
    )
    assert said(told.name, "de") == "Ein anderer Ofen"
    assert [said(one, "de") for one in told.assumptions] == ["Everything", "und mehr"]


def test_every_fault_is_told_at_its_place() -> None:
    wrong = """
demand: {C24: much, CPA_C24: 1}
output: [1]
parts: {B: .inf}
columns:
  - {share: half, colour: red, inputs: 3}
  - steel
assumptions: none
sources: [3]
when: now
"""
    assert faults(wrong) == {
        ("missing_field", "file"),
        ("unknown_field", "file"),
        ("not_a_number", "demand"),
        ("duplicate_sector", "demand"),
        ("not_a_mapping", "output"),
        ("not_a_number", "parts"),
        ("missing_field", "column 1"),
        ("unknown_field", "column 1"),
        ("not_a_number", "column 1"),
        ("not_a_mapping", "column 1, inputs"),
        ("not_a_mapping", "column 2"),
        ("not_a_list", "assumptions"),
        ("not_text", "sources 1"),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: x", "no_change"),
        ("- a list", "not_a_mapping"),
        ("name: [", "not_yaml"),
        ("name: x\nname: y\nparts: {C24: -1}", "not_yaml"),
        ("name: &a x\nnote: *a\nparts: {C24: -1}", "not_yaml"),
        ("", "empty_file"),
        ("[" * 30_000, "not_yaml"),
        ("name: !!python/object/apply:os.getcwd []", "not_yaml"),
        ("name: x\nparts: {C24: true}", "not_a_number"),
        ("x" * 70_000, "too_large"),
    ],
)
def test_what_is_no_scenario_is_refused(text: str, code: str) -> None:
    assert {found for found, _ in faults(text)} == {code}


@pytest.mark.parametrize(
    "told", [parse(FURNACE.encode()), *map(example, EXAMPLES)], ids=lambda told: told.scenario.name[:20]
)
def test_a_scenario_in_one_line_is_the_same_scenario(told: ToldScenario) -> None:
    line = written(told)
    assert "\n" not in line
    assert parse(line.encode()) == told


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(("C24", "B", "jobs", "F")), st.floats(-1e6, 1e6), min_size=1),
    st.text(st.characters(categories=["L", "N", "Zs", "P"]), min_size=1).map(str.strip).filter(bool),
)
def test_whatever_is_said_comes_back(demand: dict[str, float], name: str) -> None:
    told = ToldScenario(
        Scenario(
            name, demand=tuple((code if code == "jobs" else f"CPA_{code}", value) for code, value in demand.items())
        ),
        {"": name},
        {"": ""},
        (),
        (),
    )
    assert parse(written(told).encode()) == told


@pytest.mark.parametrize("code", EXAMPLES)
def test_examples_say_in_both_languages_that_they_are_assumptions(code: str) -> None:
    told = example(code)
    for words in (told.name, told.note, *told.assumptions, *told.sources):
        assert set(words) == {"en", "de"}
    assert told.assumptions
    assert "Assumed by OpenHearth" in said(told.sources[0], "en")
    assert said(told.name, "en").startswith("Example:")


@pytest.mark.parametrize("code", EXAMPLES)
@pytest.mark.parametrize("name", ["BE-2020", "CZ-2015", "SK-2015"])
def test_examples_fit_every_detailed_table_that_ships(code: str, name: str) -> None:
    found = io_register.table(name, Path("nowhere"))
    sectors = economy(found.table).sectors
    scenario, left_out = for_accounts(example(code).scenario, [one.code for one in found.accounts])
    named = [one for one, _ in (*scenario.parts, *scenario.demand, *scenario.output)]
    named += [one for column in scenario.columns for one in (column.sector, *dict(column.times), *dict(column.inputs))]
    assert set(named) <= set(sectors)
    assert set(left_out) <= {"co2", "jobs"}


def test_an_example_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="unknown_example"):
        example("../practices")
