from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import openpyxl
import pytest

from openhearth.cli.frontiers import WHY
from openhearth.core.portfolio.algorithm import Reason
from openhearth.core.portfolio.frontier import every_portfolio, frontier
from openhearth.core.portfolio.problem_json import problem_from_json, to_json
from openhearth.sources.portfolios.problem_table import problem_from_xlsx, template
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
    assert found["points"][0] == {
        "values": [19.0, -5.0, 5.0],
        "portfolio": {"heat": "do", "school": "do"},
        "portfolios": [],
    }


def test_people_are_told_which_way_was_gone_and_why(openhearth: Command, problem: Path) -> None:
    assert set(WHY) == set(get_args(Reason))
    _code, said, _errors = openhearth("frontier", "solve", problem)
    assert "8 points" in said
    assert "none is missing (bounded_dp: all combinations were looked at)." in " ".join(said.split())


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


def test_what_stays_sure_though_figures_are_not(openhearth: Command, problem: Path, tmp_path: Path) -> None:
    said, unsure = tmp_path / "statements.yaml", tmp_path / "uncertain.yaml"
    said.write_text("- {objective: work, least: 0.5}\n- {objective: climate, least: 0.3}\n", encoding="utf-8")
    unsure.write_text(
        "- {percent: 10}\n- {action: heat, option: do, measure: jobs, least: -10, most: 30}\n", encoding="utf-8"
    )
    command = ("frontier", "core", problem, "--statements", said)
    told = json.loads(openhearth(*command, "--uncertain", unsure, "--json")[1])
    jsonschema.validate(told, json.loads(openhearth("schema", "frontier_uncertain")[1]))
    sure = json.loads(openhearth(*command, "--json")[1])
    assert sure["defensible"] <= told["defensible"] <= told["portfolios"] == 8
    assert (told["intervals"], len(told["facts"])) == (8, 8)
    assert (told["facts"][0]["action"], told["facts"][0]["measure"]) == ("heat", "jobs")
    assert all(one["least"] <= one["index"] <= one["most"] for one in told["actions"])
    code, text, _ = openhearth(*command, "--uncertain", unsure)
    assert (code, "Find out first: jobs of heat, do" in " ".join(text.split())) == (0, True)
    unsure.write_text("- {percent: -1, action: wind}\n- {percent: 2, measure: wind}\n", encoding="utf-8")
    code, _, complaint = openhearth(*command, "--uncertain", unsure)
    complaint = " ".join(complaint.split())
    assert code == 2
    for words in ("entry 1: there is no action called “wind”", "0 to 1000 percent", "no measure called “wind”"):
        assert words in complaint


def test_an_excel_workbook_is_solved_like_json_by_either_algorithm(openhearth: Command, tmp_path: Path) -> None:
    book = tmp_path / "problem.xlsx"
    assert openhearth("frontier", "template", "-o", book)[0] == 0
    found = solved(openhearth, book)
    jsonschema.validate(found, json.loads(openhearth("schema", "frontier")[1]))
    assert [aim["code"] for aim in found["aims"]] == ["work", "climate", "worst-off", "money"]
    assert found["complete"]
    as_json = tmp_path / "problem.json"
    as_json.write_text(to_json(problem_from_xlsx(book.read_bytes())), encoding="utf-8")
    forced = solved(openhearth, as_json, "--algorithm", "bounded_dp")
    assert (forced["points"], forced["algorithm"], forced["reason"]) == (found["points"], "bounded_dp", "asked")
    code, _, complaint = openhearth("frontier", "template", "-o", book)
    assert (code, "there is a file already" in complaint) == (2, True), "nobody's work is written over"


def test_faults_of_a_workbook_have_their_cells(openhearth: Command, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("de")))
    book["aims"]["C2"], book["costs"]["D2"], book["effects"].sheet_state = "up", "=1", "hidden"
    path = tmp_path / "problem.xlsx"
    book.save(path)
    code, _, complaint = openhearth("frontier", "solve", path)
    told = " ".join(complaint.split())
    assert code == 2
    for words in ("aims!C2: “up” is unknown", "costs!D2: this is a formula", "the sheet is hidden"):
        assert words in told, words


def test_statements_that_disagree_are_named(openhearth: Command, problem: Path, tmp_path: Path) -> None:
    said = tmp_path / "statements.yaml"
    said.write_text("- {objective: climate, least: 0.7}\n- {objective: work, least: 0.6}\n", encoding="utf-8")
    code, _, complaint = openhearth("frontier", "core", problem, "--statements", said)
    assert code == 1
    told = " ".join(complaint.split())
    assert "No weights agree with all of these statements; take back any one of them" in told
    assert "“climate” counts at least 70 % of everything" in told


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
    assert error["details"] == [
        "constraint 1: At least 2 of these: “Waste heat” and “Retraining”",
        "constraint 2: Not both: “Waste heat” and “Retraining”",
    ], "the budget is not to blame"


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


def test_all_portfolios_of_each_point_are_told_on_request(openhearth: Command, problem: Path, tmp_path: Path) -> None:
    twin = PROBLEM | {"actions": [*PROBLEM["actions"], PROBLEM["actions"][0] | {"code": "twin"}]}
    problem.write_text(json.dumps(twin), encoding="utf-8")
    assert not solved(openhearth, problem)["every"]
    written = tmp_path / "frontier.json"
    found = solved(openhearth, problem, "--all", "-o", str(written))
    asked = problem_from_json(problem.read_text("utf-8"))
    expected = every_portfolio(asked, frontier(asked)).points
    assert found["every"]
    assert [point["portfolios"] for point in found["points"]] == [[*map(dict, one.portfolios)] for one in expected]
    assert any(len(point["portfolios"]) > 1 for point in found["points"])
    assert openhearth("frontier", "check", problem, written)[0] == 0


def test_what_a_wrong_weighing_can_cost_is_told(openhearth: Command, problem: Path) -> None:
    code, printed, _ = openhearth("frontier", "core", problem, "--json")
    standings = json.loads(printed)["standings"]
    assert code == 0
    assert [one["regret"] for one in standings] == sorted(one["regret"] for one in standings)
    assert sum(one["support"] for one in standings) >= 1
    _, said, _ = openhearth("frontier", "core", problem)
    assert f"at most {100 * standings[0]['regret']:.1f}% of the whole value is lost" in " ".join(said.split())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- {more: work, less: money\n- {x: [}", "line 2, column 3"),
        ("- 'open", "line 1, column 8"),
        ("- \x07", "line 1"),
    ],
)
def test_a_file_that_is_no_yaml_is_told_in_plain_words(
    openhearth: Command, problem: Path, tmp_path: Path, text: str, place: str
) -> None:
    said = tmp_path / "statements.yaml"
    said.write_text(text, encoding="utf-8")
    code, _, complaint = openhearth("frontier", "core", problem, "--statements", said)
    told = " ".join(complaint.split())
    assert code == 2
    assert f"{place}: the file is not YAML" in told
    for raw in ("expected", "while", "<unicode", "token", "scanning"):
        assert raw not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"aims": [1,, 2]}', "line 1, column 13: from here on this cannot be read as JSON"),
        ("[" * 100_000, "lists stand in lists, too deep to be read"),
        ('{"a": ' + "1" * 5000 + "}", "a number in it has too many digits to be read"),
    ],
)
def test_a_file_that_is_no_json_is_told_in_plain_words(
    openhearth: Command, problem: Path, text: str, words: str
) -> None:
    problem.write_text(text, encoding="utf-8")
    code, _, complaint = openhearth("frontier", "solve", problem)
    assert (code, words in " ".join(complaint.split())) == (2, True)


def test_a_limit_below_zero_is_refused_and_not_taken_for_none(openhearth: Command, problem: Path) -> None:
    code, said, complaint = openhearth("frontier", "solve", problem, "--limit-s", "-3")
    assert (code, said) == (2, "")
    assert "'--limit-s'" in complaint
