"""Lists of regions, regions side by side, their types and the map: filters, order, and how often the database is asked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.regions import selectors
from tests.pages import rows, text

pytestmark = pytest.mark.django_db


def listed(client: Client, query: str, **headers: str) -> tuple[str, list[str]]:
    """The page of the list, and the codes on it in order."""
    response = client.get(reverse("regions:list") + query, headers=headers)
    assert response.status_code == 200
    page = response.content.decode()
    return page, re.findall(r'<th scope="row"><a href="/regions/([^/]+)/">', page)


def compared(client: Client, *codes: str) -> Any:
    return client.get(reverse("regions:compare"), {"code": codes})


def heads(response: Any) -> list[str]:
    return [one.code for one in response.context["places"]]


# The list


def test_the_list_begins_with_all_regions_that_are_compared(client: Client) -> None:
    page, codes = listed(client, "")
    assert "334 regions" in page
    assert codes[:3] == ["AL01", "AL02", "AL03"]
    assert len(codes) == 100
    assert "Page 1 of 4" in page
    assert "Years: Population 2022, GDP per head 2022, Unemployment rate 2019" in page


@pytest.mark.parametrize(("page", "first"), [("4", "UK"), ("nonsense", "AL"), ("99", "UK"), ("0", "UK")])
def test_pages_of_the_list(client: Client, page: str, first: str) -> None:
    assert listed(client, f"?page={page}")[1][0].startswith(first)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?country=LT", ["LT01", "LT02"]),
        ("?country=lt", ["LT01", "LT02"]),
        ("?level=0&country=LT", ["LT"]),
        ("?level=state", ["CA-QC", "US-CA", "US-MN"]),
        ("?level=nonsense&country=LT", ["LT01", "LT02"]),
        ("?country=LT&type=agri_textile", ["LT01", "LT02"]),
        ("?country=LT&type=creative_capital", []),
        ("?q=duisburg", ["DE-05112000", "DEA12"]),
        ("?q=duisburg&level=3", ["DEA12"]),
        ("?q=apskritis+kauno&level=", ["LT022"]),
        ("?level=3&country=LT&sort=-population&q=v", ["LT011", "LT025"]),
    ],
)
def test_filters(client: Client, query: str, codes: list[str]) -> None:
    page, found = listed(client, query)
    assert found == codes
    assert f"{len(codes)} region" in page


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("population", ["IE04", "IE05", "IE06"]),
        ("-population", ["IE06", "IE05", "IE04"]),
        ("name", ["IE06", "IE04", "IE05"]),
        ("-code", ["IE06", "IE05", "IE04"]),
        ("nonsense", ["IE04", "IE05", "IE06"]),
        ("-ets_emissions_per_head", ["IE04", "IE05", "IE06"]),  # unknown for all: by code
    ],
)
def test_sorting(client: Client, sort: str, codes: list[str]) -> None:
    assert listed(client, f"?country=IE&sort={sort}")[1] == codes


@pytest.mark.parametrize("sort", ["unemployment", "-unemployment", "type", "-type"])
def test_the_unknown_comes_last_either_way(client: Client, sort: str) -> None:
    column = 6 if "unemployment" in sort else 3
    last = rows(listed(client, f"?sort={sort}&page=4")[0], 'id="results"')[-1]
    first = rows(listed(client, f"?sort={sort}")[0], 'id="results"')[0]
    assert last[column] in {"not known", ""}
    assert first[column] not in {"not known", ""}


def test_a_head_sorts_and_then_the_other_way(client: Client) -> None:
    assert 'href="?level=2&amp;country=IE&amp;sort=population"' in listed(client, "?country=IE")[0]
    page = listed(client, "?country=IE&sort=population")[0]
    assert 'aria-sort="ascending"><a href="?level=2&amp;country=IE&amp;sort=-population"' in page


@pytest.mark.parametrize(("query", "value"), [("?level=0&country=IE", "5,2"), ("?level=1&q=Scotland", "5,458,669")])
def test_countries_and_large_regions_show_the_figures_they_have(client: Client, query: str, value: str) -> None:
    (row,) = rows(listed(client, query)[0], 'id="results"')
    assert row[4].startswith(value)
    assert row[6] == "not known"


def test_a_search_for_a_code_goes_there(client: Client) -> None:
    response = client.get("/regions/?q=lt022")
    assert (response.status_code, response.headers["Location"]) == (302, "/regions/LT022/")


def test_a_fragment_is_only_the_results_and_never_a_redirect(client: Client) -> None:
    page, codes = listed(client, "?q=lt022", **{"HX-Request": "true"})
    assert codes == ["LT022"]
    assert page.lstrip().startswith('<div id="results">')
    assert "<html" not in page
    for headers in ({}, {"HX-Request": "true"}):
        assert "HX-Request" in client.get("/regions/?country=IE", headers=headers)["Vary"]


def test_a_search_without_result_suggests(client: Client) -> None:
    page, codes = listed(client, "?q=Dusseldorff")
    assert codes == []
    assert "No region fits." in page
    assert 'href="/regions/DEA1/"' in page


def test_what_is_searched_is_shown_as_text(client: Client) -> None:
    page, _ = listed(client, '?q="><script>alert(1)</script>')
    assert "<script>alert" not in page


# Side by side


def test_nothing_to_compare_says_how_to_begin(client: Client) -> None:
    response = compared(client)
    assert response.status_code == 200
    assert heads(response) == []
    assert "Choose two to six regions." in text(response)


def test_one_region_waits_for_another(client: Client) -> None:
    response = compared(client, "DEA1")
    assert heads(response) == ["DEA1"]
    assert "Choose two to six regions." in text(response)


def test_two_regions_side_by_side(client: Client) -> None:
    response = compared(client, "DEA1", "AL01")
    page = response.content.decode()
    assert rows(page, 'id="economic"')[0] == ["GDP per head, 2022 PPS/person", "42,100", "9,670", "jrc-ardeco"]
    assert rows(page, 'id="ecological"')[0][1:3] == ["61,054,676", "not known"]
    assert page.count('<td class="number most">42,100</td>') == 1
    assert "Choose two" not in text(response)
    assert 'href="?code=AL01"' in page
    assert 'href="/regions/compare.csv?code=DEA1&amp;code=AL01"' in page


SIX = ("DEA1", "ES12", "FI19", "LT02", "PT18", "AL01")


def test_six_regions_fit_and_a_seventh_is_refused(client: Client) -> None:
    assert heads(compared(client, *SIX)) == list(SIX)
    response = compared(client, *SIX, "PL22")
    assert heads(response) == list(SIX)
    assert "At most 6 regions fit side by side: remove one to add Śląskie." in text(response)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("dea1", "DEA1", " DEA1 "), ["DEA1"]),
        (("Asturias",), ["ES12"]),
        (("DEA12", "DE-05112000"), ["DEA1"]),
        (("", " "), []),
    ],
)
def test_regions_are_found_by_code_name_or_part(client: Client, wanted: tuple[str, ...], found: list[str]) -> None:
    response = compared(client, *wanted)
    assert heads(response) == found
    assert response.context["faults"] == []


@pytest.mark.parametrize("nonsense", ["nonsense", "DEA", "DE", "US-CA", "IE01", "<b>", "%", "\x00"])
def test_nonsense_is_named_and_the_rest_is_compared(client: Client, nonsense: str) -> None:
    response = compared(client, "DEA1", nonsense, "ES12")
    assert response.status_code == 200
    assert heads(response) == ["DEA1", "ES12"]
    (fault,) = response.context["faults"]
    assert fault.startswith(f"No NUTS 2 region is called {nonsense.strip()}. Nearest: ")
    assert "<b>" not in response.content.decode()


# Types, map


def test_the_types_stand_beside_the_published_sizes(client: Client) -> None:
    response = client.get(reverse("regions:typology"))
    typology = selectors.atlas().typology
    found = rows(response.content.decode(), "<table>")
    published = [entry.published_size for entry in selectors.region_types()]
    assert [int(row[2]) for row in found] == published
    assert [int(row[1]) for row in found] == [len(group.members) for group in typology.groups]
    assert "This is our reconstruction" in text(response)
    page = response.content.decode()
    assert page.index('id="energy_industry"') < page.index(">DEA1 Düsseldorf</a>") < page.index('id="creative_capital"')
    assert "Not grouped" in page


def test_the_map_shows_what_is_asked_or_emissions(client: Client) -> None:
    page = client.get("/regions/map/?indicator=unemployment").content.decode()
    assert '<option value="unemployment" selected>' in page
    assert "DEA1 Düsseldorf: 3.8 %" in page
    assert (
        '<option value="ets_emissions_per_head" selected>' in client.get("/regions/map/?indicator=x").content.decode()
    )


# How often the database is asked, when caches are warm. A list that asks for every row would show here.


@pytest.mark.parametrize("country", ["LU", "IE"])
def test_the_list_asks_as_often_for_three_regions_as_for_one(
    client: Client, country: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    expected = {"LU": 1, "IE": 3}
    assert len(listed(client, f"?country={country}")[1]) == expected[country]
    with django_assert_num_queries(5):
        listed(client, f"?country={country}")


@pytest.mark.parametrize(("codes", "queries"), [(("DEA1",), 7), (("DEA1", "ES12", "FI19"), 9)])
def test_comparing_asks_once_for_each_region(
    client: Client, codes: tuple[str, ...], queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    compared(client, *codes)
    with django_assert_num_queries(queries):
        compared(client, *codes)
