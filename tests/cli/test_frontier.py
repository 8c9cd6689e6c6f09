from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Command

PROBLEM: dict[str, Any] = {
    "title": "Three actions",
    "objectives": [
        {"code": "work", "measure": "jobs"},
        {"code": "climate", "measure": "emissions", "direction": "min"},
        {"code": "money", "measure": "cost", "direction": "min"},
    ],
    "measures": [{"code": "jobs", "unit": "jobs"}, {"code": "emissions", "unit": "tCO2e", "decimals": 0}],
    "actions": [
        {"code": code, "label": label, "options": [option]}
        for code, label, option in (
            ("heat", "Waste heat", {"code": "do", "costs": [{"amount": 3}], "effects": [
                {"measure": "jobs", "amount": 10}, {"measure": "emissions", "amount": -5}]}),
            ("ovens", "Close the coke ovens", {"code": "do", "costs": [{"amount": 1}], "effects": [
                {"measure": "jobs", "amount": -8}, {"measure": "emissions", "amount": -40}]}),
            ("school", "Retraining", {"code": "do", "costs": [{"amount": 2}], "effects": [
                {"measure": "jobs", "amount": 9}]}),
        )
    ],
}  # fmt: skip


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(PROBLEM), encoding="utf-8")
    return path


def solved(openhearth: Command, problem: Path, *more: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(openhearth("frontier", "solve", problem, "--json", *more)[1])
    return answer


def test_every_best_combination_is_told_with_its_units(openhearth: Command, problem: Path) -> None:
    found = solved(openhearth, problem)
    jsonschema.validate(found, json.loads(openhearth("schema", "frontier")[1]))
    assert (found["complete"], found["gap"]) == (True, 0.0)
    assert [(aim["code"], aim["unit"], aim["direction"]) for aim in found["aims"]][:2] == [
        ("work", "jobs", "max"),
        ("climate", "tCO2e", "min"),
    ]
    assert len(found["points"]) == 8, "no combination of these three is beaten by another"
    assert found["points"][0] == {"values": [19.0, -5.0, 5.0], "portfolio": {"heat": "do", "school": "do"}}


def test_what_was_written_is_checked_and_a_lie_is_found(openhearth: Command, problem: Path, tmp_path: Path) -> None:
    written = tmp_path / "frontier.json"
    solved(openhearth, problem, "--output", str(written))
    code, said, _ = openhearth("frontier", "check", problem, written, "--json")
    told = json.loads(said)
    jsonschema.validate(told, json.loads(openhearth("schema", "frontier_check")[1]))
    assert (code, told["points"], told["faults"]) == (0, 8, [])
    frontier = json.loads(written.read_text("utf-8"))
    frontier["points"][0]["values"][0] += 1
    written.write_text(json.dumps(frontier), encoding="utf-8")
    code, _, complaint = openhearth("frontier", "check", problem, written)
    assert code == 1
    assert "point 1: the values are 19, -5, 5, not 20, -5, 5" in " ".join(complaint.split())


def test_what_every_good_plan_contains(openhearth: Command, problem: Path, tmp_path: Path) -> None:
    said = tmp_path / "statements.yaml"
    said.write_text("- {more: climate, less: work, times: 3}\n- {objective: climate, least: 0.7}\n", encoding="utf-8")
    told = json.loads(openhearth("frontier", "core", problem, "--statements", said, "--json")[1])
    jsonschema.validate(told, json.loads(openhearth("schema", "frontier_core")[1]))
    assert {one["action"]: one["found_in"] for one in told["actions"]}["ovens"] == "all"
    assert 0 < told["defensible"] < told["points"] == 8


def test_statements_that_disagree_are_named(openhearth: Command, problem: Path, tmp_path: Path) -> None:
    said = tmp_path / "statements.yaml"
    said.write_text("- {objective: climate, least: 0.7}\n- {objective: work, least: 0.6}\n", encoding="utf-8")
    code, _, complaint = openhearth("frontier", "core", problem, "--statements", said)
    assert code == 1
    assert "No weights agree with all of these statements" in complaint


def test_constraints_in_conflict_are_named(openhearth: Command, problem: Path) -> None:
    constraints = [
        {"kind": "at_least", "count": 2, "actions": ["heat", "school"]},
        {"kind": "exclusion", "first": "heat", "second": "school"},
        {"kind": "budget", "amount": 100},
    ]
    problem.write_text(json.dumps(PROBLEM | {"constraints": constraints}), encoding="utf-8")
    code, _, complaint = openhearth("frontier", "solve", problem, "--json")
    assert code == 1
    error = json.loads(complaint)["error"]
    assert error["code"] == "infeasible"
    assert len(error["details"]) == 2, "the budget is not to blame"


def test_all_faults_of_a_problem_at_once(openhearth: Command, problem: Path) -> None:
    broken = PROBLEM | {
        "measures": [{"code": "jobs", "unit": "jobz"}, {"code": "emissions", "unit": "tCO2e"}],
        "constraints": [
            {"kind": "budget", "amount": -1},
            {"kind": "prerequisite", "action": "heat", "needs": "school"},
            {"kind": "prerequisite", "action": "school", "needs": "heat"},
        ],
    }
    problem.write_text(json.dumps(broken), encoding="utf-8")
    code, _, complaint = openhearth("frontier", "solve", problem)
    assert code == 2
    told = " ".join(complaint.split())
    for words in ("“jobz” is no unit", "below zero", "in a circle"):
        assert words in told, words


def test_knapsack_files_are_read(openhearth: Command, tmp_path: Path) -> None:
    path = tmp_path / "small.kp"
    path.write_text("2\n3\n5\n[[3,1,2],\n[1,4,1]]\n[2,3,4]", encoding="utf-8")
    found = solved(openhearth, path, "--format", "kp")
    assert [point["values"] for point in found["points"]] == [[4.0, 5.0]]
