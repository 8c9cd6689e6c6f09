"""The hits on the map, and to take away as a table."""

from __future__ import annotations

import csv
import io
import json
import re

import openpyxl
import pytest
from django.test import Client

from openhearth.apps.practices import finding
from openhearth.apps.practices.pages import mapping
from openhearth.apps.practices.selectors import vocabularies
from tests.apps.test_practices_list import LIST, asked, hits, page_of, some_projects
from tests.pages import text

pytestmark = pytest.mark.django_db


# The map


def test_the_map_links_countries_and_regions_with_a_table_of_the_same(client: Client) -> None:
    page = page_of(client, "?view=map&theme=green")
    spain = next(choice for choice in asked("?view=map&theme=green").of("country").choices if choice.code == "ES")
    assert "view=map" in spain.query
    link = re.escape(f"/practices/{spain.query}".replace("&", "&amp;"))
    assert len(re.findall(rf'href="{link}"', page)) == 3, "filter, tile and table"
    assert re.search(rf'<a href="{link}"[^>]* aria-label="Spain: {spain.hits}">', page)
    assert re.search(r'aria-label="Principado de Asturias \(ES12\): \d"', page)
    assert hits(page) == []


def test_a_chosen_country_is_marked_on_the_map(client: Client) -> None:
    assert 'aria-label="Spain: 4, chosen; take away"' in page_of(client, "?view=map&country=ES")


def test_every_country_of_the_vocabulary_has_one_place_on_the_map() -> None:
    assert len(set(mapping.PLACES.values())) == len(mapping.PLACES)
    assert set(vocabularies()["country"].codes) <= set(mapping.PLACES)


# To take away


def test_the_table_holds_all_pages_in_the_order_of_the_list(client: Client) -> None:
    everything = finding.found(asked("?sort=-started").question, size=1000)
    response = client.get("/practices/practices.csv?sort=-started")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == everything.total > finding.PAGE
    assert [row["code"] for row in rows] == [hit.code for hit in everything.hits]
    assert all(row["source"] for row in rows)
    assert response["Content-Disposition"] == 'attachment; filename="practices.csv"'


def test_the_same_selection_as_excel_and_json(client: Client) -> None:
    expected = [hit.code for hit in asked("?country=ES").hits]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/practices/practices.xlsx?country=ES").content))
    rows = list(book["practices"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == expected
    assert [one["code"] for one in json.loads(client.get("/practices/practices.json?country=ES").content)] == expected
    assert client.get("/practices/practices.pdf").status_code == 404


def test_the_page_names_licence_and_limit_beside_the_download(client: Client) -> None:
    page = text(client.get(LIST + "?country=ES"))
    assert "Each row names its source. Licence: EUPL-1.2." in page
    assert "at most 10,000 rows" in page
    assert 'href="/practices/practices.csv?country=ES"' in page_of(client, "?country=ES")


@pytest.mark.usefixtures("own_index")
def test_projects_have_a_table_of_their_own_with_licence_and_without_formulas(client: Client) -> None:
    some_projects(3)
    response = client.get("/practices/practices.csv?kind=project&country=FI")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [(row["code"], row["title"], row["amount"]) for row in rows] == [
        ("esif-0", "'=Project 00", ""),
        ("esif-2", "'=Project 02", "1000.5"),
    ]
    assert set(rows[0]) >= {"source", "licence", "fund", "period"}
    assert client.get("/practices/practices.xlsx?kind=project").status_code == 404
