"""``openhearth doughnut``: the portrait for programs and for people, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Command

pytestmark = pytest.mark.django_db


def answer(openhearth: Command, *words: str) -> Any:
    code, said, complaints = openhearth("doughnut", *words, "--json")
    assert (code, complaints) == (0, "")
    found = json.loads(said)
    jsonschema.validate(found, json.loads(openhearth("schema", "doughnut")[1]))
    assert found["schema"] == "openhearth/doughnut/1"
    return found


def test_the_edition_of_2025(openhearth: Command) -> None:
    found = answer(openhearth, "dea1", "--edition", "2025")
    assert (found["place"], found["name"]) == ("DEA1", "Düsseldorf")
    assert [(one["code"], one["doi"]) for one in found["editions"]] == [("2025", "10.1038/s41586-025-09385-1")]
    assert found["coverage"]["local-social"] == {"judged": 0, "dimensions": 16}
    (co2,) = [one for one in found["segments"] if one["threshold"] and one["threshold"]["measure"] == "co2_footprint"]
    assert (co2["state"], co2["figure"], co2["position"], co2["excess"]) == ("gap", None, None, None)
    assert (co2["threshold"]["value"], co2["threshold"]["unit"]) == (0.95, "t/person")
    (plants,) = [one for one in found["segments"] if one["indicator"] == "ets_emissions_per_head"]
    assert (plants["state"], plants["threshold"], plants["position"]) == ("described", None, None)
    assert plants["figure"]["source"] == "eutl-2024"


def test_without_an_edition_the_newest_ones_judge(openhearth: Command) -> None:
    found = answer(openhearth, "DEA1")
    assert [one["code"] for one in found["editions"]] == ["2025", "et-2020", "who-2021"]
    (learning,) = [one for one in found["segments"] if one["indicator"] == "adult_learning"]
    assert learning["state"] == "shortfall"
    assert learning["position"] == pytest.approx(7.3 / 15)
    assert learning["excess"] == pytest.approx(1 - 7.3 / 15)


def test_a_place_without_figures_is_all_gaps(openhearth: Command) -> None:
    assert {one["state"] for one in answer(openhearth, "US-CA")["segments"]} == {"gap"}


def test_a_portrait_for_people(openhearth: Command) -> None:
    code, said, complaints = openhearth("doughnut", "DEA1")
    assert (code, complaints) == (0, "")
    assert said.startswith("Düsseldorf (DEA1) in the Doughnut\n1 of 36 dimensions can be held against a threshold.")
    (line,) = [line for line in said.splitlines() if "Adults in education" in line]
    assert line.rstrip().endswith("49 %  falls short by 51 %")
    assert "7.3 %" in line
    assert "at least 15 % (et-2020)" in line
    assert "No figure: Food, Water, Housing" in said
    assert "Thresholds: Doughnut of social and planetary boundaries (2025)" in said


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        (("DEA1", "--edition", "1972"), ["editions: “1972” is no edition of thresholds; known are: 2018, 2025"]),
        (
            ("DEA1", "--edition", "2018", "--edition", "2025", "--edition", "x"),
            ["“x” is no edition", "climate: the editions 2018, 2025 have different thresholds for co2_footprint"],
        ),
    ],
)
def test_what_is_refused_is_said_at_once(openhearth: Command, words: tuple[str, ...], faults: list[str]) -> None:
    code, said, complaints = openhearth("doughnut", *words)
    assert (code, said) == (2, "")
    assert [fault for fault in faults if fault not in complaints] == []


def test_an_unknown_region_is_answered_with_the_nearest(openhearth: Command) -> None:
    code, _, complaints = openhearth("doughnut", "DEA9")
    assert code == 2
    assert complaints.startswith("No place has the code DEA9. Did you mean:")
    assert openhearth("doughnut", "HR04")[2].startswith("HR04 is a code of NUTS 2016.")
