"""What the commands print for programs: stable schemas, nothing but JSON, null for the unknown."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from openhearth.apps.regions import selectors
from openhearth.cli.analysis import SCHEMAS
from tests.cli.conftest import Command

pytestmark = pytest.mark.django_db


def answer(openhearth: Command, *words: str) -> Any:
    """The answer of a command, proved against the schema that the house publishes for it."""
    code, said, complaints = openhearth(*words, "--json")
    assert (code, complaints) == (0, "")
    found = json.loads(said)
    _, schema, _ = openhearth("schema", words[0])
    jsonschema.validate(found, json.loads(schema))
    assert found["schema"] == f"openhearth/{words[0]}/1"
    return found


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_answer_has_a_schema(openhearth: Command, name: str) -> None:
    code, said, _ = openhearth("schema", name)
    assert code == 0
    schema = json.loads(said)
    jsonschema.Draft202012Validator.check_schema(schema)
    (definition,) = [part for part in schema["$defs"].values() if part["title"] == SCHEMAS[name].__name__]
    assert "schema" in definition["required"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("--country", "LT", "--level", "2"), ["LT01", "LT02"]),
        (("--country", "lt", "--level", "0"), ["LT"]),
        (("--level", "state"), ["CA-QC", "US-CA", "US-MN"]),
    ],
)
def test_regions(openhearth: Command, words: tuple[str, ...], codes: list[str]) -> None:
    found = answer(openhearth, "regions", *words)
    assert [place["code"] for place in found["regions"]] == codes
    assert found["count"] == len(codes)


def test_regions_of_a_type(openhearth: Command) -> None:
    found = answer(openhearth, "regions", "--type", "energy_industry")
    assert {place["type"] for place in found["regions"]} == {"energy_industry"}
    assert "DEA1" in {place["code"] for place in found["regions"]}


def test_all_places(openhearth: Command) -> None:
    found = answer(openhearth, "regions")
    assert found["count"] == len(found["regions"]) == 2021
    assert {place["kind"] for place in found["regions"]} >= {"country", "nuts1", "nuts2", "nuts3", "state"}


def test_a_region(openhearth: Command) -> None:
    found = answer(openhearth, "region", "dea1")
    assert found["place"]["code"] == "DEA1"
    assert found["lineage"] == ["DE", "DEA"]
    indicators = {one["indicator"]: one for one in found["indicators"]}
    gdp = indicators["gdp_per_head"]
    assert (gdp["latest"]["year"], gdp["latest"]["value"], gdp["latest"]["source"]) == (2022, 42100.0, "jrc-ardeco")
    assert (gdp["rank"], gdp["of"]) == (65, 333)
    assert {one["status"] for one in gdp["series"]} == {"reported", "forecast"}
    assert found["employment"]["sources"] == ["eurostat-lfs-2015", "eurostat-sbs-2015"]
    assert found["type"]["type"] == "energy_industry"
    assert found["emissions"]["years"][-1]["tonnes"] == 61_054_676
    groups = [years[-1]["tonnes"] for years in found["emissions"]["groups"].values()]
    assert sum(groups) == pytest.approx(61_054_676)
    assert found["emissions"]["trend"] == pytest.approx(-0.24, abs=0.005)
    assert found["gaps"] == ["old_figures"]


@pytest.mark.parametrize(
    ("code", "nothing", "gap"),
    [
        ("LT02", "emissions", "no_emissions"),
        ("AL01", "employment", "no_employment"),
        ("UKM", "type", "no_type"),
        ("US-CA", "indicators", "no_figures"),
        ("DE-05112000", "indicators", "overview_only"),
    ],
)
def test_what_is_not_known_is_null_and_named(openhearth: Command, code: str, nothing: str, gap: str) -> None:
    found = answer(openhearth, "region", code)
    assert found[nothing] in (None, [])
    assert gap in found["gaps"]


def test_a_confidential_activity_is_null_and_not_zero(openhearth: Command) -> None:
    found = answer(openhearth, "region", "FR10")
    hidden = [one for one in found["employment"]["activities"] if one["status"] == "unknown"]
    assert hidden
    assert {(one["persons"], one["share"], one["location_quotient"]) for one in hidden} == {(None, None, None)}


def test_contributions_of_peers_add_up(openhearth: Command) -> None:
    found = answer(openhearth, "peers", "DEA1", "-n", "25")
    assert len(found["peers"]) == 25
    sums = [sum(one["share"] for one in peer["contributions"]) for peer in found["peers"]]
    assert sums == pytest.approx([1.0] * 25)
    distances = [peer["distance"] for peer in found["peers"]]
    assert distances == sorted(distances)
    assert found["missing"] == ["openness"]


def test_peers_abroad_in_what_was_asked(openhearth: Command) -> None:
    found = answer(openhearth, "peers", "DEA1", "--exclude-country", "--features", "economy=3,emissions,people")
    assert "DE" not in {peer["country"] for peer in found["peers"]}
    used = {one["dimension"] for peer in found["peers"] for one in peer["contributions"]}
    assert used == {"economy", "emissions", "emission_profile", "people"}


def test_the_weights_asked_for_matter(openhearth: Command) -> None:
    def nearest(features: str) -> list[str]:
        return [peer["code"] for peer in answer(openhearth, "peers", "DEA1", "--features", features)["peers"]]

    assert nearest("economy=1,people=1") == nearest("economy=2,people=2")
    assert nearest("economy=1,people=1") != nearest("economy=100,people=1")


def test_the_seven_types(openhearth: Command) -> None:
    found = answer(openhearth, "typology")
    assert [group["type"] for group in found["groups"]] == [entry.code for entry in selectors.region_types()]
    assert sum(group["published_size"] for group in found["groups"]) == 201
    members = [code for group in found["groups"] for code in group["members"]]
    assert [group["size"] for group in found["groups"]] == [len(group["members"]) for group in found["groups"]]
    assert sorted(members + found["unclassified"]) == sorted(selectors.landscape().employment.rows)


def test_any_number_of_groups(openhearth: Command) -> None:
    found = answer(openhearth, "typology", "--groups", "5")
    assert [group["type"] for group in found["groups"]] == [f"group_{number}" for number in range(1, 6)]
    assert {group["published_size"] for group in found["groups"]} == {None}
    assert 0 < found["explained"] < 1


def test_the_same_question_has_the_same_answer(openhearth: Command) -> None:
    assert openhearth("region", "DEA1", "--json") == openhearth("region", "DEA1", "--json")


# Errors are JSON too, and only on standard error


def error(openhearth: Command, *words: object) -> Any:
    code, said, complaints = openhearth(*words, "--json")
    assert (code, said) == (2, "")
    return json.loads(complaints)["error"]


def test_an_unknown_code_names_the_nearest(openhearth: Command) -> None:
    found = error(openhearth, "region", "DEA9")
    assert found["code"] == "unknown_code"
    assert "DEA9" in found["message"]
    assert any(line.startswith("DEA  Nordrhein-Westfalen") for line in found["details"])


@pytest.mark.parametrize("words", [("region",), ("peers",), ("brief", "-o", "x.pdf")])
def test_an_outdated_code_names_its_heirs(openhearth: Command, words: tuple[str, ...]) -> None:
    found = error(openhearth, words[0], "IE01", *words[1:])
    assert found["code"] == "outdated_code"
    assert found["details"] == [
        "IE04  Northern and Western  (67 % of its people)",
        "IE06  Eastern and Midland  (33 % of its people)",
    ]


def test_all_faults_at_once(openhearth: Command) -> None:
    found = error(openhearth, "peers", "DEA1", "--features", "foo,economy=x,bar=1")
    assert found["code"] == "invalid_input"
    assert len(found["details"]) == 3
    assert ["foo" in found["details"][0], "“x”" in found["details"][1], "bar" in found["details"][2]] == [True] * 3


def test_an_unknown_country_is_named_with_those_there_are(openhearth: Command) -> None:
    code, _, said = openhearth("regions", "--country", "XX")
    assert code == 2
    assert "XX" in said
    assert "LT" in said
