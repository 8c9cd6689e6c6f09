"""``openhearth programme load``, as a user runs it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.apps.learning.services.parts import save_part
from openhearth.apps.learning.services.reports import hand_in_whole
from openhearth.apps.pathways.services.demo import create_demo_plan
from openhearth.core.programme.exchange_terms import Preface
from openhearth.sources.programmes.programme_yaml import packaged, written
from tests.cli.conftest import Command
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def test_a_programme_is_looked_at_loaded_and_known_by_its_code(openhearth: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    mine = replace(packaged("jetskir"), code="mine", title="Peers of mine")
    file.write_bytes(written(mine))
    code, said, complaint = openhearth("programme", "load", file, "--dry-run", "--json")
    assert code == 0, complaint
    answer = json.loads(said)
    jsonschema.validate(answer, json.loads(openhearth("schema", "programme_loaded")[1]))
    assert answer["done"] is False
    assert {one["fate"] for one in answer["changes"]} == {"added", "changed"}
    assert openhearth("programme", "status", "mine")[0] == 2, "nothing was written"
    code, said, complaint = openhearth("programme", "load", file)
    assert code == 0, complaint
    assert "kept as mine" in said
    assert json.loads(openhearth("programme", "status", "mine", "--json")[1])["title"] == "Peers of mine"
    again = json.loads(openhearth("programme", "load", file, "--json")[1])
    assert (again["done"], again["changes"]) == (True, [])


def test_a_file_with_faults_changes_nothing(openhearth: Command, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_bytes(written(packaged("jetskir")).replace(b"role: discovery", b"role: guest"))
    code, _said, complaint = openhearth("programme", "load", file)
    assert code == 2
    assert "partners 7" in complaint
    assert openhearth("programme", "load", file, "--by", "nobody@example.org")[0] == 2


def test_what_the_house_made_of_a_programme_counts_and_not_what_ships(openhearth: Command, tmp_path: Path) -> None:
    assert json.loads(openhearth("programme", "status", "demo", "--json")[1])["title"] == packaged("demo").title
    file = tmp_path / "ours.yaml"
    file.write_bytes(written(replace(packaged("demo"), title="As we run it")))
    assert openhearth("programme", "load", file)[0] == 0
    assert json.loads(openhearth("programme", "status", "demo", "--json")[1])["title"] == "As we run it"


def test_the_chain_goes_through_the_plans_of_the_house(openhearth: Command) -> None:
    create_demo_plan(None)
    told = json.loads(openhearth("programme", "chain", "demo", "--from", "practice:irecovery-brescia", "--json")[1])
    said = {one["record"]: (one["title"], one["via"]) for one in told["onward"]}
    assert said["action:demo-duisburg:heat-north"][0] == "Waste heat of the rolling mill for District North"
    assert said["indicator:demo-duisburg:homes-with-waste-heat"][1] == "action:demo-duisburg:heat-north"


def test_the_handbook_of_the_house_has_the_introduction_of_its_editors_and_a_report_stays_frozen(
    openhearth: Command, tmp_path: Path
) -> None:
    file = tmp_path / "ours.yaml"
    file.write_bytes(written(replace(packaged("demo"), code="ours")))
    assert openhearth("programme", "load", file)[0] == 0
    row = Programme.objects.get(code="ours")
    save_part(row, Preface("programme", ("We began beside a furnace.",)), None, read_at=0)
    hand_in_whole(row, 2, a_user(), today=date(2027, 1, 15))
    learning = programme_at(row, row.step).learnings[0]
    save_part(row, replace(learning, saw="Written anew since"), None, read_at=row.step)
    for name, words in (("handbook", ()), ("report", ("--semester", 2))):
        out = tmp_path / f"{name}.md"
        assert openhearth("programme", name, "ours", *words, "-o", out, "--day", "2028-06-01")[0] == 0
    assert "We began beside a furnace." in (tmp_path / "handbook.md").read_text("utf-8")
    assert "Written anew since" in (tmp_path / "handbook.md").read_text("utf-8")
    said = (tmp_path / "report.md").read_text("utf-8")
    assert "Jan. 15, 2027" in said
    assert "A steel works heats homes" in said
    assert "Written anew since" not in said


def test_no_command_tells_of_a_learning_that_is_not_shared(openhearth: Command, tmp_path: Path) -> None:
    (draft,) = [one for one in packaged("demo").learnings if one.unfinished]
    kept, file = tmp_path / "kept.yaml", tmp_path / "file.yaml"
    kept.write_bytes(written(replace(packaged("demo"), code="kept")))
    assert openhearth("programme", "load", kept)[0] == 0
    for name in ("demo", "kept", kept):
        for words in (("chain",), ("status",), ("chain", "--json"), ("status", "--json")):
            code, said, complaint = openhearth("programme", words[0], name, *words[1:])
            assert code == 0, complaint
            assert draft.key not in said
            assert draft.saw not in said
        for command in (("report", "--semester", "2"), ("handbook",)):
            made = tmp_path / f"{command[0]}.md"
            assert openhearth("programme", command[0], name, *command[1:], "-o", made)[0] == 0
            assert draft.saw not in made.read_text()
        assert openhearth("programme", "chain", name, "--from", f"learning:{draft.key}")[0] == 2
    shared = tuple(one for one in packaged("demo").learnings if not one.unfinished)
    file.write_bytes(written(replace(packaged("demo"), code="kept", learnings=shared)))
    told = json.loads(openhearth("programme", "load", file, "--json")[1])
    assert told["changes"] == [], "it stays where it is, and nobody is told"
    row = Programme.objects.get(code="kept")
    assert draft in programme_at(row, row.step).learnings
