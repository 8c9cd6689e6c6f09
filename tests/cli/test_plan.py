"""``openhearth plan``: standing, import and export as a user runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from openhearth.apps.pathways.selectors.plans import plan_by_code
from openhearth.cli.standings import PlanImported, PlanStatus
from openhearth.core.pathway.assembly import difference
from openhearth.core.pathway.terms import Action, Indicator, Observation, Plan, Step, Target
from openhearth.sources.plans.plan_table import plan_from_xlsx, plan_to_xlsx
from openhearth.sources.plans.plan_yaml import demo_plan
from tests.cli.conftest import Command

pytestmark = pytest.mark.django_db

SMALL = Plan(
    "Green steel",
    "DEA12",
    actions=(
        Action("ovens", "Close the ovens", "phase_out", start="2024-01-01", steps=(Step("Agreement", "2025-01-31"),)),
        Action("pipe", "Build a pipe", "build_up", start="2031-01-01"),
    ),
    indicators=(
        Indicator(
            "emissions",
            "Emissions",
            "t CO2e",
            "less",
            "ecological",
            register="ets_emissions",
            baseline=Observation(2018, 31e6),
            targets=(Target(2030, 20e6),),
        ),
        Indicator("jobs", "Jobs", "jobs", "more", "social"),
    ),
)


def written(folder: Path, plan: Plan = SMALL) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(plan_to_xlsx(plan))
    return path


def test_the_standing_of_a_workbook_with_figures_that_flow_in(openhearth: Command, tmp_path: Path) -> None:
    code, said, _ = openhearth("plan", "status", written(tmp_path), "--day", "2024-06-01", "--json")
    assert code == 0
    found = msgspec.json.decode(said, type=PlanStatus)
    assert [(one.key, one.status, one.rule) for one in found.actions] == [
        ("ovens", "under_way", "started"),
        ("pipe", "planned", "starts_later"),
    ]
    emissions, jobs = found.indicators
    assert (emissions.year, emissions.light) == (2022, "green")
    assert emissions.observed == pytest.approx(27_563_574)
    assert emissions.trend is not None
    assert emissions.trend < 0
    assert (jobs.light, jobs.rule, jobs.observed, jobs.trend) == ("grey", "no_observation", None, None)
    assert [one.step for one in found.steps] == ["arena", "pathway", "experiment", "anchor", "scale"]


def test_the_standing_for_people_says_the_rule(openhearth: Command, tmp_path: Path) -> None:
    code, said, _ = openhearth("plan", "status", written(tmp_path), "--day", "2025-02-10")
    assert code == 0
    assert "The step “Agreement” was due on" in said
    assert "10 days ago" in said
    assert "Nothing is known, so there is no light." in said


def test_a_dry_run_tells_and_writes_nothing_and_an_import_begins_a_plan(openhearth: Command, tmp_path: Path) -> None:
    path = written(tmp_path)
    code, said, _ = openhearth("plan", "import", path, "--dry-run", "--json")
    told = msgspec.json.decode(said, type=PlanImported)
    assert (code, told.done, told.plan) == (0, False, "")
    assert {(one.kind, one.key, one.fate) for one in told.changes} >= {("action", "ovens", "added")}
    assert plan_by_code("green-steel") is None
    code, said, _ = openhearth("plan", "import", path)
    assert code == 0
    assert "imported as green-steel" in said
    kept = plan_by_code("green-steel")
    assert kept is not None
    assert difference(kept, SMALL) == ()


def test_a_plan_goes_out_and_comes_back_changed(openhearth: Command, tmp_path: Path) -> None:
    openhearth("plan", "import", written(tmp_path))
    out = tmp_path / "out.xlsx"
    assert openhearth("plan", "export", "green-steel", "-o", out, "--language", "de")[0] == 0
    plan = plan_from_xlsx(out.read_bytes())
    less = replace(plan, actions=(replace(plan.actions[0], owner="Works"),))
    code, said, _ = openhearth("plan", "import", written(tmp_path, less), "--plan", "green-steel", "--dry-run")
    assert code == 0
    assert "0 added, 1 changed, 1 removed; nothing was written" in said
    openhearth("plan", "import", written(tmp_path, less), "--plan", "green-steel")
    kept = plan_by_code("green-steel")
    assert kept is not None
    assert [one.owner for one in kept.actions] == ["Works"]
    assert json.loads(openhearth("plan", "status", "green-steel", "--json")[1])["title"] == "Green steel"


def test_every_fault_is_told_at_its_cell_and_nothing_is_written(openhearth: Command, tmp_path: Path) -> None:
    broken = replace(SMALL, actions=(Action("ovens", "", "phase_out", start="soon", prerequisites=("gone",)),))
    code, said, _ = openhearth("plan", "import", written(tmp_path, broken), "--json")
    told = msgspec.json.decode(said, type=PlanImported)
    assert (code, told.done) == (1, False)
    assert [(one.code, one.place) for one in told.faults] == [
        ("missing_text", "actions!B2"),
        ("bad_date", "actions!J2"),
        ("unknown_key", "actions!L2"),
    ]
    code, _, complaint = openhearth("plan", "import", written(tmp_path, broken))
    assert code == 1
    assert "actions!J2: “soon” is no day" in complaint
    assert plan_by_code("green-steel") is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "status", "nowhere"), "there is no plan with the code “nowhere”"),
        (("plan", "status", "nowhere.xlsx"), "there is no such file"),
        (("plan", "import", "nowhere.xlsx"), "there is no such file"),
        (("plan", "export", "nowhere", "-o", "out.xlsx"), "there is no plan with the code “nowhere”"),
        (("plan", "status", "nowhere", "--day", "soon"), "“soon” is no day"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(openhearth: Command, words: tuple[str, ...], sentence: str) -> None:
    code, _, complaint = openhearth(*words)
    assert code == 2
    assert sentence in complaint


def test_the_demo_plan_can_be_imported(openhearth: Command, tmp_path: Path) -> None:
    code, said, _ = openhearth("plan", "import", written(tmp_path, demo_plan()))
    assert code == 0
    assert "imported as demo-duisburg-after-coal" in said


def test_effects_are_counted_for_one_pathway_and_clashes_are_told(openhearth: Command, tmp_path: Path) -> None:
    path = written(tmp_path, demo_plan())
    words = ("plan", "status", path, "--day", "2026-11-22", "--json")
    whole = msgspec.json.decode(openhearth(*words)[1], type=PlanStatus)
    assert whole.clashes == (("direct-reduction", "scrap-furnace-large"),)
    scrap = msgspec.json.decode(openhearth(*words, "--pathway", "electric-scrap")[1], type=PlanStatus)
    assert scrap.clashes == ()
    near, far = (
        next(one for one in found.targets if (one.indicator, one.year) == ("plant-emissions", 2038))
        for found in (scrap, whole)
    )
    assert near.build_up == -700_000
    assert far.build_up == -500_000
    assert openhearth(*words, "--pathway", "nowhere")[0] == 2


def test_the_answers_have_a_schema(openhearth: Command) -> None:
    for name in ("plan_status", "plan_import"):
        code, said, _ = openhearth("schema", name)
        assert code == 0
        assert "$ref" in json.loads(said)
