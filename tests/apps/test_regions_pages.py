"""What the pages about regions say: content, not only that they answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.regions import selectors
from tests.pages import cells, rows, text

pytestmark = pytest.mark.django_db

FIGURES, PEERS, ECONOMY = 'id="figures"', 'id="peers"', 'id="economy"'


def region(client: Client, code: str, language: str = "en") -> Any:
    response = client.get(reverse("regions:region", args=[code]), headers={"Accept-Language": language})
    assert response.status_code == 200
    return response


# A region


def test_duisburg_s_region_says_what_it_is(client: Client) -> None:
    response = region(client, "DEA1")
    said = text(response)
    assert "Düsseldorf (DEA1) · OpenHearth" in said
    assert "DEA1 · NUTS 2 region · NUTS 2021 · Energy and industry" in said
    assert "employment stands out in Basic metals (4.3 ×)" in said  # noqa: RUF001
    assert "2013: 88.09 Mt, 2022: 61.05 Mt CO2e from all installations." in said
    assert "Installations that reported in every year changed by −24 % from 2013 to 2022." in said  # noqa: RUF001
    assert "96.1 % of employment is known by activity" in said
    page = response.content.decode()
    assert all(part in page for part in (FIGURES, PEERS, ECONOMY))
    assert len(rows(page, PEERS)) == 10


@pytest.mark.parametrize("code", ["DEA1", "LT02", "UKM", "AL01", "DEA12", "DE", "IE04"])
def test_every_figure_has_a_unit_a_year_and_a_source(client: Client, code: str) -> None:
    page = region(client, code).content.decode()
    body = page[page.index(FIGURES) : page.index('id="emissions"')]
    lenses = [table for table in body.split("<table")[1:] if re.search("<caption>(Social|Ecological|Economic)<", table)]
    known = {row["code"] for row in selectors.source_register()}
    units = {entry.unit for entry in selectors.register().indicators}
    found = [cells(row) for table in lenses for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL) if "<td" in row]
    assert len(found) == len(selectors.region_profile(code, this_year=2026).indicators) > 0
    for name, value, unit, year, _median, _rank, _trend, source in found:
        assert re.fullmatch(r"-?[\d,.]+", value), name
        assert unit in units, name
        assert 2000 <= int(year) <= 2024, name
        assert source.split()[0] in known, name
        assert f'href="/sources/#{source.split()[0]}"' in page, name


@pytest.mark.parametrize("code", ["DEA1", "LT02", "AL01", "UKM", "DEA12"])
def test_every_source_used_is_named_with_its_licence(client: Client, code: str) -> None:
    profile = selectors.region_profile(code, this_year=2026)
    used = {one.latest.source for one in profile.indicators} | {row.source for row in profile.capacities}
    used |= set(profile.economy.sources) if profile.economy else set()
    response = region(client, code)
    page = response.content.decode()
    said = text(response)
    for row in selectors.source_register():
        if row["code"] in used:
            assert f"({row['licence']})" in said
            assert f'/sources/#{row["code"]}">{row["code"]}</a>: {row["attribution"]}' in page.replace("&#x27;", "'")


def test_both_statistics_behind_employment_are_named(client: Client) -> None:
    page = region(client, "DEA1").content.decode()
    named = page[page.index(">Sources</h2>") :]
    assert "eurostat-sbs-2015" in named
    assert "eurostat-lfs-2015" in named


def test_unknown_emissions_are_said_and_the_few_placed_tonnes_are_not(client: Client) -> None:
    """Kaunas: 102 t of one boiler are placed in the region, the works at Jonava are not."""
    response = region(client, "LT02")
    said = text(response)
    assert said.count("Industrial emissions are not known here") == 2
    assert "That is not the same as none." in said
    assert "No installation" not in said
    assert "CO2e from all installations" not in said
    assert "Verified industrial emissions per head" not in said
    assert "Emitting activities" in said[said.index("Who is like it") :]
    assert 'charts/emissions.svg"' not in response.content.decode()


def test_scotland_is_an_overview(client: Client) -> None:
    response = region(client, "UKM")
    said, page = text(response), response.content.decode()
    assert "UKM · NUTS 1 region · NUTS 2021" in said
    assert "Population Average annual population. 5,458,669 persons 2022" in said
    assert "Regions are compared at NUTS 2. For a NUTS 1 region only some figures exist." in said
    assert PEERS not in page
    assert ECONOMY not in page
    assert re.findall(r'href="/regions/(UKM\d)/"', page) == ["UKM5", "UKM6", "UKM7", "UKM8", "UKM9"]


@pytest.mark.parametrize(
    ("code", "kind", "around"),
    [
        ("US-CA", "state or province · ISO 3166-2", ["US"]),
        ("DE-05112000", "municipality · LAU", ["DE", "DEA", "DEA1", "DEA12"]),
    ],
)
def test_a_place_without_figures_says_so_and_leads_on(client: Client, code: str, kind: str, around: list[str]) -> None:
    response = region(client, code)
    said, page = text(response), response.content.decode()
    assert f"{code} · {kind}" in said
    assert "No figures are known for this place yet." in said
    crumbs = page[page.index('class="crumbs"') : page.index("</ol>", page.index('class="crumbs"'))]
    assert re.findall(r'href="/regions/([^/]+)/"', crumbs) == around
    assert PEERS not in page
    assert "Compare with its nearest peers" not in said


def test_a_city_leads_to_the_region_of_which_more_is_known(client: Client) -> None:
    said = text(region(client, "DE-05112000"))
    assert "Employment, type and peers are known for the surrounding region: DEA1 Düsseldorf" in said


def test_a_region_without_employment(client: Client) -> None:
    response = region(client, "AL01")
    said, page = text(response), response.content.decode()
    assert "Employment by activity is not known here, so nothing can be said about specialisation." in said
    assert ECONOMY not in page
    assert rows(page, "<caption>Steel and cement capacity")[1] == [
        "Cement",
        "Cement, integrated works",
        "operating",
        "3,300",
        "2",
        "2025",
    ]


def test_a_small_region_stands_among_small_regions(client: Client) -> None:
    response = region(client, "DEA12")
    said = text(response)
    assert "27,563,574 t CO2e 2022" in said
    assert "2 of 1001" in said
    assert "peers are known for the surrounding region: DEA1 Düsseldorf" in said
    assert PEERS not in response.content.decode()


def test_installations_are_the_largest_first(client: Client) -> None:
    found = rows(region(client, "DEA1").content.decode(), "Largest installations in the EU")
    tonnes = [int(row[3].replace(",", "")) for row in found]
    assert len(tonnes) == 10
    assert tonnes == sorted(tonnes, reverse=True)
    assert {row[4] for row in found} == {"2022"}


def test_the_region_in_german(client: Client) -> None:
    response = region(client, "DEA1", "de")
    said = text(response)
    assert '<html lang="de">' in response.content.decode()
    assert "Arbeitslosenquote" in said
    assert "Energie und Industrie" in said
    assert "42.100" in said
    assert "11,68" in said
    assert "42,100" not in said


def test_a_code_in_small_letters_leads_to_the_page(client: Client) -> None:
    response = client.get("/regions/dea1/")
    assert (response.status_code, response.headers["Location"]) == (302, "/regions/DEA1/")


def test_the_chart_of_a_region_is_drawn_in_its_language_and_kept(client: Client) -> None:
    address = reverse("regions:chart", args=["DEA1", "specialisation"])
    english = client.get(address, headers={"Accept-Language": "en"})
    german = client.get(address, headers={"Accept-Language": "de"})
    assert english["Content-Type"] == "image/svg+xml"
    assert "Basic metals" in english.content.decode()
    assert "Basic metals" not in german.content.decode()
    assert english["ETag"] != german["ETag"]
    assert "max-age=3600" in english["Cache-Control"]
    again = client.get(address, headers={"Accept-Language": "en", "If-None-Match": english["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("code", "chart"), [("US-CA", "emissions"), ("DEA1", "nonsense"), ("DEA1", "spark-nonsense")])
def test_a_chart_of_nothing_is_not_found(client: Client, code: str, chart: str) -> None:
    assert client.get(reverse("regions:chart", args=[code, chart])).status_code == 404


# A code that no place has


@pytest.mark.parametrize(("code", "suggested"), [("Düsseldorff", "DEA1"), ("DEA9", "DEA"), ("UKM99", "UKM9")])
def test_an_unknown_code_suggests_others(client: Client, code: str, suggested: str) -> None:
    response = client.get(reverse("regions:region", args=[code]))
    assert response.status_code == 404
    said = text(response)
    assert f"No place has the code {code} Did you mean:" in said
    assert f'href="/regions/{suggested}/"' in response.content.decode()


def test_a_hostile_code_is_shown_as_text(client: Client) -> None:
    response = client.get(reverse("regions:region", args=["<script>alert(1)<x>"]))
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    ("code", "version", "heirs"),
    [
        ("IE01", "NUTS 2013", ["IE04 Northern and Western (67 %", "IE06 Eastern and Midland (33 %"]),
        (
            "HR04",
            "NUTS 2016",
            ["HR02 Panonska Hrvatska (40 %", "HR06 Sjeverna Hrvatska (30 %", "HR05 Grad Zagreb (29 %"],
        ),
        ("ie01", "NUTS 2013", ["IE04 Northern and Western (67 %"]),
    ],
)
@pytest.mark.parametrize("route", ["regions:region", "reports:brief"])
def test_an_outdated_code_names_its_heirs(
    client: Client, code: str, version: str, heirs: list[str], route: str
) -> None:
    response = client.get(reverse(route, args=[code]))
    assert response.status_code == 404
    said = text(response)
    assert f"It is a code of {version}." in said
    places = [said.index(heir) for heir in heirs]
    assert places == sorted(places)
    assert "Did you mean" not in said


@pytest.mark.parametrize(
    "address",
    ["/regions/", "/regions/map/?indicator=ets_emissions", "/regions/compare/?code=DEA1&code=FI19", "/regions/FI19/"],
)
def test_lower_bounds_of_emissions_are_marked_wherever_they_stand(client: Client, address: str) -> None:
    assert "lower bound" in text(client.get(address))


def test_whole_sums_are_not_called_lower_bounds(client: Client) -> None:
    assert "lower bound" not in text(client.get("/regions/DEA1/"))
    assert "lower bound" not in text(client.get("/regions/map/?indicator=unemployment"))
