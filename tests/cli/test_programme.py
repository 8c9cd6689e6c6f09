"""``openhearth programme``, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest

from openhearth.sources.programmes.programme_yaml import packaged, written
from tests.cli.conftest import Command

pytestmark = pytest.mark.django_db

REQUEST = """
meetings: [{key: m1, weeks: [2027-03-01, 2027-03-08]}, {key: m2, weeks: [2027-09-06], hosts: [iam]}]
hosts: [aviles, iam]
journeys: {aviles: {iam: 2400}}
unavailable: {aviles: [2027-03-01]}
"""


def answered(openhearth: Command, name: str, *words: object) -> dict[str, Any]:
    code, said, complaint = openhearth("programme", *words, "--json")
    assert code == 0, complaint
    answer: dict[str, Any] = json.loads(said)
    jsonschema.validate(answer, json.loads(openhearth("schema", name)[1]))
    assert answer["schema"] == f"openhearth/{name}/1"
    return answer


def test_the_chain_leads_from_a_practice_to_the_instrument_it_changed_and_back(openhearth: Command) -> None:
    told = answered(openhearth, "programme_chain", "chain", "demo", "--from", "practice:irecovery-brescia")
    assert [(one["record"], one["depth"]) for one in told["onward"]] == [
        ("practice:irecovery-brescia", 0),
        ("recommendation:heat-contract", 1),
        ("learning:heat-for-homes", 1),
        ("action:demo-duisburg:heat-north", 2),
        ("change:waste-heat-first", 2),
        ("instrument:river-heat-plan", 3),
    ]
    assert told["onward"][2]["by"] == "Local group of the Town on the River (demo)"
    back = answered(openhearth, "programme_chain", "chain", "demo", "--from", "instrument:river-heat-plan")["back"]
    assert {one["record"] for one in back} >= {one["record"] for one in told["onward"]}
    assert [one["record"] for one in back if one["via"] == "learning:heat-for-homes"] == [
        "practice:irecovery-brescia",
        "recommendation:heat-contract",
    ]
    assert "learning:many-at-one-table" in told["dead_ends"]


def test_a_chain_for_people_says_who_said_what(openhearth: Command) -> None:
    _, said, _ = openhearth("programme", "chain", "demo", "--from", "practice:irecovery-brescia")
    assert "Where a works has heat to give within a kilometre" in said
    assert "The towns, days, amounts and results are invented" in said
    assert "Nothing is linked yet." in openhearth("programme", "chain", "jetskir")[1]
    assert "learning:heat-for-homes" in openhearth("programme", "chain", "demo")[1]


def test_the_board_says_who_hosts_and_what_is_late(openhearth: Command) -> None:
    told = answered(openhearth, "programme_status", "status", "demo", "--day", "2027-05-01")
    assert told["semester"] == 3
    hosts = {one["key"]: [cell["hosted"] for cell in one["semesters"]] for one in told["partners"]}
    assert hosts["hill-town"] == [[], ["waste-heat"], [], []]
    assert {(one["partner"], one["what"], one["day"]) for one in told["late"]} >= {
        ("valley-town", "homework", "2026-05-31"),
        ("river-town", "follow_up", "2027-02-04"),
        ("harbour-town", "meeting", "2027-04-14"),
        ("hill-town", "report", "2026-07-30"),
    }
    assert {one["key"]: (one["delivered_on"], one["late"]) for one in told["outputs"]} == {
        "report-1": ("2026-02-20", False),
        "report-2": ("2026-10-01", False),
        "handbook": ("", False),
    }
    code, said, _ = openhearth("programme", "status", "demo", "--day", "2027-05-01")
    assert (code, "What does it mean for your own instrument?" in said) == (0, True)
    assert "Handbook of best practices" in said
    assert "Nothing is late." in openhearth("programme", "status", "jetskir")[1]


def test_a_file_of_ones_own_is_read(openhearth: Command, tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_bytes(written(packaged("demo")))
    assert answered(openhearth, "programme_status", "status", file, "--day", "2027-05-01")["programme"] == "demo"
    file.write_text("code: p\ntitle: P\npartners: [{name: K, role: boss}, {role: policy}]", encoding="utf-8")
    code, _, complaint = openhearth("programme", "status", file)
    assert code == 2
    assert "partners 1 K, role" in complaint
    assert "the field “name” is missing" in complaint


def test_a_report_and_a_handbook_are_written_whole(openhearth: Command, tmp_path: Path) -> None:
    report = tmp_path / "new" / "report.docx"
    told = answered(
        openhearth, "programme_written", "report", "demo", "--semester", 2, "--day", "2027-05-01", "-o", report
    )
    assert told["bytes"] == report.stat().st_size
    with ZipFile(report) as parts:
        assert b"Contract for heat negotiated" in parts.read("word/document.xml")
    handbook = tmp_path / "handbook.pdf"
    assert openhearth("programme", "handbook", "jetskir", "-o", handbook)[0] == 0
    assert handbook.read_bytes().startswith(b"%PDF")
    page = tmp_path / "handbook.html"
    openhearth("programme", "handbook", "demo", "-o", page, "--language", "de")
    assert '<html lang="de">' in page.read_text("utf-8")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["handbook.html", "handbook.pdf", "new"]


def test_a_calendar_of_a_partner(openhearth: Command, tmp_path: Path) -> None:
    file = tmp_path / "ours.ics"
    answered(openhearth, "programme_written", "calendar", "demo", "--partner", "valley-town", "-o", file)
    text = file.read_bytes().decode()
    assert text.count("BEGIN:VEVENT") == 3 + 2, "three meetings with a day, two homeworks"
    assert "\r\nSUMMARY:Heat that was wasted\r\n" in text


def test_a_rotation_is_proposed_or_the_requirements_in_the_way_are_named(openhearth: Command, tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    file.write_text(REQUEST, encoding="utf-8")
    told = answered(openhearth, "programme_rotation", "rotation", file)
    assert [(one["host"], one["week"]) for one in told["visits"]] == [("aviles", "2027-03-08"), ("iam", "2027-09-06")]
    assert (told["longest"], told["total"], told["absences"]) == (2400, 4800, 0)
    file.write_text(REQUEST.replace("[2027-03-01]}", "[2027-03-01, 2027-03-08]}"), encoding="utf-8")
    code, said, _ = openhearth("programme", "rotation", file, "--json")
    told = json.loads(said)
    jsonschema.validate(told, json.loads(openhearth("schema", "programme_rotation")[1]))
    assert (code, told["possible"]) == (1, False)
    assert {(one["kind"], one["key"]) for one in told["obstacles"]} == {
        ("host", "iam"),
        ("slot", "m1"),
        ("slot", "m2"),
        ("unavailable", "aviles"),
    }
    assert "aviles cannot host in the weeks it said" in openhearth("programme", "rotation", file)[1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("status", "nosuch"), "there is no programme “nosuch”"),
        (("status", "no.yaml"), "there is no such file"),
        (("status", "demo", "--day", "soon"), "“soon” is no day"),
        (("chain", "demo", "--from", "heat"), "names no record"),
        (("chain", "demo", "--from", "practice:none"), "no record “practice:none”"),
        (("report", "demo", "--semester", "9", "-o", "r.md"), "no semester 9; it has: 1, 2, 3, 4"),
        (("report", "demo", "--semester", "1", "-o", "r.odt"), "“odt” is not a known format"),
        (("handbook", "demo", "-o", "h.md", "--language", "fr"), "“fr” is not a language"),
        (("calendar", "demo", "-o", "c.ics", "--partner", "x"), "“x” is no partner"),
        (("rotation", "nowhere.yaml"), "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(openhearth: Command, words: tuple[str, ...], reason: str) -> None:
    code, _, complaint = openhearth("programme", *words)
    assert code == 2
    assert reason in " ".join(complaint.split())
