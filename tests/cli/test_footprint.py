"""The command about footprints, and national tables that people load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from openhearth.sources.input_output import io_own, io_register
from tests.cli.conftest import Command

pytestmark = pytest.mark.django_db

SCENARIO = """
name: A tenth less metal
parts: {C24: -0.1}
assumptions: [Nobody follows]
"""


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def asked(openhearth: Command, *words: object) -> dict[str, Any]:
    code, said, complaint = openhearth("footprint", *words, "--json")
    assert (code, complaint) == (0, "")
    answer: dict[str, Any] = json.loads(said)
    name = "footprint_tables" if "tables" in answer else "footprint"
    jsonschema.validate(answer, json.loads(openhearth("schema", name)[1]))
    return answer


def test_the_question_of_the_plan_is_answered(openhearth: Command, scenario: Path) -> None:
    told = asked(openhearth, "--table", "BE-2020", "--region", "BE22", "--scenario", scenario)
    assert (told["scenario"], told["table"], told["region"], told["method"]) == (
        "A tenth less metal",
        "BE-2020",
        "BE22",
        "FLQ",
    )
    assert told["share_of_jobs"] == pytest.approx(0.0757, abs=1e-4)
    measures = {one["measure"]: one for one in told["measures"]}
    assert list(measures) == ["output", "value_added", "jobs", "co2"]
    output = measures["output"]
    assert output["here"] < output["country"] < 0
    assert output["beyond"] is None
    assert output["here"] == pytest.approx(sum(row["here"] for row in output["sectors"]))
    jobs = measures["jobs"]
    assert set(jobs["unknown"]) == {row["product"] for row in jobs["sectors"] if row["here"] is None}
    assert {row["rests_on"] for row in output["sectors"]} == {"own", "group", "assumed"}
    assert [row["delta"] for row in told["band"]] == [0.1, 0.2, 0.3, 0.4]
    assert told["assumptions"] == ["Nobody follows"]


def test_places_add_up_to_the_country_whatever_the_cut(openhearth: Command, scenario: Path) -> None:
    """The same demand in the country: only how it is divided changes with the correction."""
    words = ("--table", "CZ-2015", "--region", "CZ08", "--scenario", scenario)
    sums = []
    for more in ((), ("--delta", "0.1"), ("--augmented",)):
        told = asked(openhearth, *words, *more)
        output = told["measures"][0]
        sums.append((output["here"] + output["country"]) / told["imports"])
    assert sums == pytest.approx([sums[0]] * 3, rel=1e-3)


def test_people_read_a_table(openhearth: Command) -> None:
    code, said, _ = openhearth("footprint", "--table", "SK-2015", "--region", "SK04", "--scenario", "direct_reduction")
    assert code == 0
    for words in ("Rest of Slovakia", "Energy supply", "The table knows nothing of: co2.", "Assumed: Three quarters"):
        assert words in said


def test_without_a_table_the_tables_are_listed(openhearth: Command) -> None:
    assert [one["table"] for one in asked(openhearth)["tables"]] == ["BE-2020", "CZ-2015", "DE-1995", "SK-2015"]
    assert "BE-2020" in openhearth("footprint")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--table", "XX-1", "--region", "BE22", "--scenario", "mining_ends"), "there are: BE-2020, CZ-2015"),
        (("--table", "BE-2020"), "--scenario: this option is needed here"),
        (("--table", "BE-2020", "--region", "CZ08", "--scenario", "mining_ends"), "tables of its own country: CZ-2015"),
        (("--table", "BE-2020", "--region", "BE22", "--scenario", "no.yaml"), "no such file"),
        (("--table", "DE-1995", "--region", "DEA1", "--scenario", "mining_ends"), "the table has no product “CPA_B”"),
        (
            ("--table", "BE-2020", "--region", "BE22", "--scenario", "mining_ends", "--delta", "1"),
            "below 1, not at 1.0",
        ),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(
    openhearth: Command, words: tuple[str, ...], sentence: str
) -> None:
    code, said, complaint = openhearth("footprint", *words)
    assert (code, said) == (2, "")
    assert sentence in " ".join(complaint.split())


def test_a_table_of_one_s_own_is_loaded_used_listed_and_taken_away(
    openhearth: Command, scenario: Path, home: Path
) -> None:
    path = home / "mine.csv"
    packaged = io_own.written(io_register.table("SK-2015", home / "io"))
    path.write_bytes(packaged.replace(b"SK-2015", b"SK-2022"))
    code, said, _ = openhearth("sources", "load", "io", path)
    assert code == 0
    assert "SK-2022: 65 products, jobs, value_added." in said
    assert "SK-2022" in openhearth("sources", "list")[1]
    words = ("--region", "SK04", "--scenario", scenario)
    mine, theirs = (asked(openhearth, "--table", name, *words) for name in ("SK-2022", "SK-2015"))
    assert mine["measures"][0]["here"] == theirs["measures"][0]["here"]
    assert [one["loaded"] for one in asked(openhearth)["tables"]] == [False, False, False, False, True]
    assert "SK-2022 taken away" in openhearth("sources", "reset", "io")[1]
    code, _, complaint = openhearth("sources", "reset", "io")
    assert code == 2
    assert "no file of this format is loaded" in " ".join(complaint.split())


def test_of_several_tables_all_are_kept_or_none(openhearth: Command, home: Path) -> None:
    good, bad = home / "good.csv", home / "bad.csv"
    good.write_bytes(io_own.written(io_register.table("DE-1995", home / "io")).replace(b"DE-1995", b"DE-2001"))
    bad.write_bytes(good.read_bytes().replace(b"DE-2001,output", b"DE-2001,made"))
    code, _, complaint = openhearth("sources", "load", "io", good, bad)
    assert code == 2
    assert "bad.csv, file: the row “output” is missing" in " ".join(complaint.split())
    assert not (home / "io").exists()
    code, said, _ = openhearth("sources", "load", "io", good, "--json")
    assert [one["table"] for one in json.loads(said)["tables"]] == ["DE-2001"]


def test_other_formats_take_one_file(openhearth: Command, home: Path) -> None:
    code, _, complaint = openhearth("sources", "load", "eutl", home / "a.csv", home / "b.csv")
    assert code == 2
    assert "b.csv: this format is loaded one file at a time" in " ".join(complaint.split())
