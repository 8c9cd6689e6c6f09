"""Tables as CSV: they parse back, say where they come from, and cannot run anything."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.regions import downloads, models, selectors

pytestmark = pytest.mark.django_db

TABLES = {
    "DEA1": (*downloads.TABLES, *downloads.COMPUTED),
    "LT02": ("figures", "employment", "activities", "ecosystems", "peers"),
    "US-CA": ("figures",),
}
NAN = float("nan")


def table(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(response.content.decode())))
    assert len({len(line) for line in lines}) == 1
    assert len(set(lines[0])) == len(lines[0])
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def of_region(client: Client, code: str, name: str) -> list[dict[str, str]]:
    return table(client.get(reverse("regions:table_csv", args=[code, name])))


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in TABLES.items() for name in names])
def test_every_row_has_a_source_and_its_licence(client: Client, code: str, name: str) -> None:
    licences = {row["code"]: row["licence"] for row in selectors.source_register()}
    rows = of_region(client, code, name)
    assert (len(rows) > 0) == (code != "US-CA")
    assert [row for row in rows if licences.get(row["source"]) != row["licence"]] == []
    if name != "peers":
        assert all(row["year"].isdigit() for row in rows)


def test_figures_come_back_as_they_are_kept(client: Client) -> None:
    rows = of_region(client, "DEA1", "figures")
    units = {entry.code: entry.unit for entry in selectors.register().indicators}
    kept = models.Figure.objects.filter(territory_id="DEA1")
    assert len(rows) == kept.count()
    assert {(row["indicator"], int(row["year"]), float(row["value"] or NAN)) for row in rows} == {
        (one.indicator, one.year, one.value) for one in kept
    }
    assert all(row["unit"] == units[row["indicator"]] != "" for row in rows)


def test_the_unknown_is_an_empty_cell(client: Client) -> None:
    rows = of_region(client, "LT02", "figures")
    hidden = [row["value"] for row in rows if row["indicator"] == "ets_emissions"]
    assert len(hidden) == 10
    assert set(hidden) == {""}
    confidential = [row["persons"] for row in of_region(client, "LT02", "employment") if row["status"] == "unknown"]
    assert set(confidential) == {""}


def test_numbers_are_in_no_language(client: Client) -> None:
    address = reverse("regions:table_csv", args=["DEA1", "figures"])
    german = client.get(address, headers={"Accept-Language": "de"})
    assert german.content == client.get(address, headers={"Accept-Language": "en"}).content


def test_installations_of_a_region_are_those_of_its_parts(client: Client) -> None:
    whole = {row["code"] for row in of_region(client, "DEA1", "installations")}
    part = {row["code"] for row in of_region(client, "DEA12", "installations")}
    assert part < whole


def test_contributions_of_peers_add_up(client: Client) -> None:
    shares: dict[str, float] = {}
    for row in of_region(client, "DEA1", "peers"):
        shares[row["peer"]] = shares.get(row["peer"], 0.0) + float(row["share_of_squared_distance"])
    assert len(shares) > 200
    assert list(shares.values()) == pytest.approx([1.0] * len(shares))


@pytest.mark.parametrize(
    ("code", "name"),
    [("DEA12", "peers"), ("US-CA", "peers"), ("DEA1", "nonsense"), ("XX", "figures"), ("IE01", "figures")],
)
def test_a_table_that_does_not_exist(client: Client, code: str, name: str) -> None:
    assert client.get(reverse("regions:table_csv", args=[code, name])).status_code == 404


# The list, the types, the comparison


def test_the_list_is_filtered_as_on_the_page(client: Client) -> None:
    rows = table(client.get("/regions/regions.csv?country=IE&sort=-population"))
    assert [row["code"] for row in rows] == ["IE06", "IE05", "IE04"]
    assert [row["version"] for row in rows] == ["NUTS 2021"] * 3
    figures = selectors.landscape().figures
    assert float(rows[0]["population (persons, 2022, jrc-ardeco, CC-BY-4.0)"]) == figures.at("IE06", "population")
    assert rows[0]["ets_emissions (t CO2e, 2022, eutl-2024, CC-BY-4.0)"] == ""


@pytest.mark.parametrize("level", ["0", "1", "2", "3", "state", "municipality", ""])
def test_the_list_of_every_level_has_its_figures(client: Client, level: str) -> None:
    rows = table(client.get(f"/regions/regions.csv?level={level}"))
    kinds = {"0": "country", "1": "nuts1", "2": "nuts2", "3": "nuts3"}
    if level:
        assert {row["kind"] for row in rows} == {kinds.get(level, level)}
    else:
        assert len(rows) == models.Territory.objects.count()
    known = [row for row in rows if any(value for name, value in row.items() if name.startswith("population ("))]
    assert (len(known) > 0) == (level in {"0", "1", "2", "3", ""})


def test_the_types_come_with_their_reasons(client: Client) -> None:
    rows = table(client.get(reverse("regions:typology_csv")))
    assert {row["year"] for row in rows} == {"2015"}
    own = [row for row in rows if row["territory"] == "DEA1"]
    assert {row["type"] for row in own} == {"energy_industry"}
    assert own[0]["because_ecosystem"] == "energy_intensive"
    placed = {one.territory for one in selectors.atlas().typology.placements}
    assert {row["territory"] for row in rows} == placed


def test_the_comparison_has_a_column_for_each_region(client: Client) -> None:
    response = client.get("/regions/compare.csv", {"code": ["DEA1", "AL01"]})
    rows = {row["figure"]: row for row in table(response)}
    assert {key: rows["gdp_per_head"][key] for key in ("table", "unit", "year", "DEA1", "AL01")} == {
        "table": "economic",
        "unit": "PPS/person",
        "year": "2022",
        "DEA1": "42100.0",
        "AL01": "9670.0",
    }
    assert rows["unemployment"]["AL01"] == ""
    assert all(row["source"] and row["licence"] and row["year"] for row in rows.values())
    assert 'filename="openhearth-compare-' in response["Content-Disposition"]


def test_comparing_nothing_is_an_empty_table(client: Client) -> None:
    rows = table(client.get("/regions/compare.csv?code=nonsense"))
    assert set(rows[0]) == {"table", "figure", "unit", "year", "source", "licence"}


# Spreadsheets


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(client: Client, formula: str) -> None:
    place = models.Territory.objects.get(code="DEA1")
    models.Capacity.objects.create(
        territory=place,
        sector="steel",
        route=formula,
        status='a,b\n"c"',
        year=2025,
        kilotonnes=-3.5,
        plants=1,
        source="gem-steel-2025",
        licence="CC-BY-4.0",
    )
    (row,) = [row for row in of_region(client, "DEA1", "capacities") if row["status"] == 'a,b\n"c"']
    assert row["route"] == f"'{formula}"
    assert row["kilotonnes"] == "-3.5"  # a number below zero is no formula
