"""Plans as YAML, the demo plan, and the registers that plans name."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from importlib.resources import files

import pytest

from openhearth.core.errors import InputError
from openhearth.core.pathway.arena import HELICES
from openhearth.core.pathway.effects import hurting, toward_targets
from openhearth.core.pathway.scorecard import parse_questions
from openhearth.core.pathway.status import plan_standing
from openhearth.core.pathway.territorial import eligibility, parse_areas, parse_sections
from openhearth.sources.plans.plan_yaml import demo_plan, packaged_codes, parse
from openhearth.sources.registers import register

DEMO = demo_plan()
TEXT = (files("openhearth") / "facts" / "demo_plan.yaml").read_text("utf-8")


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(text.encode())
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_the_demo_plan_is_as_large_as_a_real_one() -> None:
    assert len(DEMO.actions) >= 30
    assert sum(one.kind == "phase_out" for one in DEMO.actions) >= 8
    assert {cost.year for one in DEMO.actions for cost in one.costs} == {2027, 2028, 2029, 2030}
    assert len({site for one in DEMO.actions for site in one.sites}) == 3
    assert {one.helix for one in DEMO.stakeholders if one.present} == set(HELICES)
    assert "failed" in {one.outcome for one in DEMO.experiments}
    assert len(DEMO.pathways) == 3
    counted = plan_standing(DEMO, date(2026, 11, 22)).counts
    assert {status for _, status in counted} >= {"done", "under_way", "late", "planned", "stopped", "superseded"}


def test_the_demo_plan_shows_harm_and_what_is_missing() -> None:
    assert {one.indicator for one in hurting(DEMO)} >= {"steel-jobs", "plant-emissions"}
    shares = {one.indicator: one.share for one in toward_targets(DEMO, 2026)}
    assert 0 < shares["fine-dust-north"] < 1


def test_no_sentence_of_the_demo_plan_is_cut_at_a_comma() -> None:
    said = [text for one in DEMO.pathways for text in (*one.assumptions, *one.falsified_by)]
    assert "Fewer than 1,000 new jobs by 2030." in said
    assert [text for text in said if not text.endswith(".") or text[0].isdigit() or text[0].islower()] == []


def test_the_demo_plan_says_that_it_is_made_up() -> None:
    assert DEMO.title.startswith("Demo:")
    sources = {cost.source for one in DEMO.actions for cost in one.costs}
    assert all(source.endswith("(demo amount)") for source in sources)
    told = {one.source for entry in DEMO.indicators if not entry.register for one in entry.observations if one.source}
    assert told == {"Invented for the demo"}


def test_the_demo_plan_names_types_of_organisations_and_practices_that_the_demo_has() -> None:
    assert re.findall(r"(?i)thyssen|hkm|arcelor|salzgitter|\bmr\b|\bms\b|\bdr\.", TEXT) == []
    practices = (files("openhearth") / "facts" / "demo_practices.yaml").read_text("utf-8")
    named = {one.practice for one in DEMO.actions} | {one.practice for one in DEMO.experiments}
    named -= {""}
    assert named
    assert all(f"code: {code}\n" in practices for code in named)


def test_the_registers_of_plans_are_whole_and_in_both_languages() -> None:
    sections, questions = parse_sections(register("annex_sections")), parse_questions(register("scorecard"))
    assert [one.number for one in sections] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3", "4"]
    assert len({one.principle for one in questions}) == 10
    rows = [asdict(one) for one in sections] + [asdict(one) for one in questions]
    for row in rows:
        english = {name for name in row if name.endswith("_en")}
        assert english
        assert all(row[name] != row[name[:-2] + "de"] for name in english), row["code"]
    codes = packaged_codes()
    assert len(codes["questions"]) == len(questions)
    assert "climate" in codes["dimensions"]


@pytest.mark.parametrize(
    ("municipality", "nuts3", "status"),
    [
        ("DE-05112000", "DEA12", "not_eligible"),
        ("FI-837", "FI197", "not_eligible"),
        ("LT-19", "LT022", "eligible"),
        ("ES-33004", "ES120", "eligible"),
        ("PT-1513", "PT181", "eligible"),
        ("IT-017029", "ITC47", "unknown"),
    ],
)
def test_the_cities_of_the_project_and_the_fund(municipality: str, nuts3: str, status: str) -> None:
    found = eligibility(municipality, nuts3, parse_areas(register("jtf_municipalities")))
    assert found.status == status
    assert found.area is None or found.area.source.startswith("https://")


def test_what_is_wrong_with_a_file_is_told_part_by_part() -> None:
    assert refused("- a") == [("not_a_mapping", "file")]
    assert refused("a: [") == [("not_yaml", "line 1, column 5")]
    assert refused(
        "title: P\nregion: DEA12\nwishes: []\nactions: 3\npathways:\n- {key: a, title: A, colour: red}\n- {title: B}\n"
        "indicators:\n- {key: c, title: C, unit: t, direction: up, lens: social}\n"
        "vision: {year: soon}"
    ) == [
        ("unknown_field", "file"),
        ("not_a_list", "actions"),
        ("wrong_part", "pathways 1 a"),
        ("wrong_part", "pathways 2"),
        ("wrong_part", "indicators 1 c"),
        ("wrong_part", "vision 1"),
    ]
    assert refused("title: P\nregion: ''\npathways:\n- {key: A, title: A}") == [
        ("missing_text", "plan/plan/region"),
        ("bad_key", "pathway/A/key"),
    ]
