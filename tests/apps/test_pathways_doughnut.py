"""The portrait of a region: what it says, what it does not know, and that editions are not mixed."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.pathways.pages.doughnut import asked
from openhearth.apps.pathways.selectors.doughnut import doughnut
from openhearth.apps.regions import selectors
from tests.pages import rows, text

pytestmark = pytest.mark.django_db

LENSES = ("local-social", "local-ecological", "global-social", "global-ecological")


def page(client: Client, code: str, query: str = "", language: str = "en") -> Any:
    response = client.get(reverse("pathways:doughnut", args=[code]) + query, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response


def measures(response: Any, lens: str) -> list[list[str]]:
    return rows(response.content.decode(), f'<h2 id="{lens}">')


def table(client: Client, code: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(reverse("pathways:doughnut_csv", args=[code]) + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# What it says


def test_the_portrait_of_duesseldorf(client: Client) -> None:
    response = page(client, "DEA1")
    said = text(response)
    assert "Düsseldorf in the Doughnut" in said
    assert "1 of 36 dimensions can be held against a threshold." in said
    assert "Of 4 more a figure is shown but not judged; 31 are gaps. Falls short: Education." in said
    assert measures(response, "local-ecological")[0][0] == "17 Clean air"
    (learning,) = [row for row in measures(response, "local-social") if row[1].startswith("Adults in education")]
    assert learning[0] == "9 Education"
    assert "A benchmark for the Union as a whole and not a target for each region" in learning[1]
    assert learning[2] == "at least 15 % edition et-2020, for 2020, et-2020"
    assert learning[3] == "7.3 % · 49 % of the way to the threshold falls short by 51 % 2015, eurostat-trng"


@pytest.mark.parametrize("edition", ["", *(f"?edition={one.code}" for one in doughnut().editions)])
def test_every_figure_and_every_threshold_has_its_year_and_source(client: Client, edition: str) -> None:
    response = page(client, "DEA1", edition)
    known = {row["code"] for row in selectors.source_register()}
    found = [row for lens in LENSES for row in measures(response, lens)]
    assert len(found) >= len(doughnut().dimensions)
    limits = [row[2] for row in found if row[2] != "none"]
    assert limits
    for limit in limits:
        edition_year = re.search(r"edition [\w-]+, for (\d{4}), ([\w-]+)", limit)
        assert edition_year is not None, limit
        assert edition_year[2] in known
    figures = [row[3] for row in found if row[3] != "not known"]
    assert figures
    for figure in figures:
        assert re.search(r"(?:shown, not judged|short by|threshold|limit).* (?:19|20)\d\d, ([\w-]+)$", figure), figure


def test_no_gap_is_a_number_and_none_is_fine(client: Client) -> None:
    found = table(client, "DEA1")
    gaps = [row for row in found if row["state"] == "gap"]
    assert len(gaps) > 30
    assert {(row["value"], row["position"]) for row in gaps} == {("", "")}
    (lit,) = [row for row in found if row["position"]]
    assert (lit["indicator"], lit["state"], float(lit["value"])) == ("adult_learning", "shortfall", 7.3)
    assert float(lit["position"]) == pytest.approx(7.3 / 15)


def test_related_figures_are_shown_and_not_judged(client: Client) -> None:
    (climate,) = [row for row in table(client, "DEA1", "?edition=2025") if row["indicator"] == "ets_emissions_per_head"]
    assert (climate["state"], climate["position"], climate["threshold"]) == ("described", "", "")
    shown = next(row for row in measures(page(client, "DEA1"), "global-ecological") if "industrial" in row[1])
    assert "the threshold is for what its people consume" in shown[1]
    assert "shown, not judged" in shown[3]


def test_the_whole_earth_has_limits_that_no_place_is_held_against(client: Client) -> None:
    response = page(client, "DEA1", "?edition=2025")
    limits = {row[0]: row[1:] for row in rows(response.content.decode(), '<h2 id="earth">')}
    assert limits["CO2 in the air"] == [
        "at most 350 ppm, counted from 280 ppm edition 2025, for 2022, doughnut-2025",
        "415.885 ppm · 194 % of the way to the threshold over the limit by 94 % 2022, doughnut-2025",
    ]
    assert limits["Aragonite saturation of the ocean"][0].startswith("at least 2.75 Ω")
    assert "stays within the limit" in limits["Aragonite saturation of the ocean"][1]
    assert limits["Radiative forcing"][1] == "not known"
    assert len(limits) == 13
    assert "ppm" not in " ".join(row[2] for lens in LENSES for row in measures(response, lens))
    assert "has no limit" not in text(response)
    assert "The edition of 2025 has." in text(page(client, "DEA1", "?edition=who-2021"))


def test_the_page_speaks_german_where_the_register_does(client: Client) -> None:
    said = text(page(client, "DEA1", language="de"))
    assert "9 Bildung" in said
    assert "Erwachsene in Bildung oder Weiterbildung" in said
    assert "Ein Richtwert für die ganze Union, kein Ziel für jede Region" in said


# Editions


def test_an_edition_alone_is_drawn_alone(client: Client) -> None:
    response = page(client, "DEA1", "?edition=2018")
    assert {row["edition"] for row in table(client, "DEA1", "?edition=2018")} == {"2018", ""}
    co2 = next(row for row in measures(response, "global-ecological") if row[1] == "CO2 footprint")
    assert co2[2] == "at most 1.61 t/person edition 2018, for 2011, doughnut-2018 (as quoted)"
    assert 'value="2018" checked' in response.content.decode()
    assert 'value="2025" checked' not in response.content.decode()


def test_editions_that_contradict_each_other_are_not_mixed(client: Client) -> None:
    response = page(client, "DEA1", "?edition=2018&edition=2025&edition=who-2021")
    said, content = text(response), response.content.decode()
    assert "These editions set different thresholds for the same thing" in said
    assert 'href="?edition=2018"' in content
    assert 'href="?edition=2025"' in content
    assert "chart.svg" not in content
    assert 'id="local-social"' not in content
    query = "?edition=2018&edition=2025"
    for name in ("doughnut_chart", "doughnut_csv"):
        assert client.get(reverse(f"pathways:{name}", args=["DEA1"]) + query).status_code == 404


def test_what_changed_between_editions_is_told(client: Client) -> None:
    changed = {row[0]: row[1:] for row in rows(page(client, "DEA1").content.decode(), '<h2 id="editions">')}
    assert changed["CO2 footprint"] == ["at most 1.61 t/person edition 2018", "at most 0.95 t/person edition 2025"]
    assert len(changed) == 4


def test_an_unknown_edition_is_told_and_left_out(client: Client) -> None:
    assert "There is no edition 1972; there are 2018, 2025" in text(page(client, "DEA1", "?edition=1972&edition=2025"))
    assert asked(["1972"]).editions == ("2025", "et-2020", "who-2021")
    assert asked(["2025", "2025"]).faults == ()


# Places


def test_three_regions_stand_side_by_side(client: Client) -> None:
    response = page(client, "DEA1", "?with=ES12&with=fi19&with=PL22")
    said, content = text(response), response.content.decode()
    learning = next(row for row in measures(response, "local-social") if row[1].startswith("Adults in education"))
    assert len(learning) == 6
    assert "falls short by" in learning[3]
    assert "meets the threshold" in learning[5]
    assert len(re.findall(r'src="[^"]+chart\.svg', content)) == 3
    assert "At most 3 places fit side by side." in said
    assert 'href="?with=ES12"' in content, "leaves out Finland"


def test_an_unknown_place_beside_is_told_with_the_nearest(client: Client) -> None:
    said = text(page(client, "DEA1", "?with=DEA99"))
    assert "No place has the code DEA99. Nearest: DEA" in said


@pytest.mark.parametrize(("code", "status"), [("DE999", 404), ("dea1", 302)])
def test_codes(client: Client, code: str, status: int) -> None:
    response = client.get(reverse("pathways:doughnut", args=[code]) + "?edition=2025")
    assert response.status_code == status
    if status == 302:
        assert response["Location"] == "/plans/doughnut/DEA1/?edition=2025"


def test_a_place_without_figures_is_all_gaps_and_says_what_to_do(client: Client) -> None:
    response = page(client, "US-CA")
    said = text(response)
    assert "The house has no figure for California that fits a dimension" in said
    assert "That is not the same as fine." in said
    assert "Whoever runs this house can load the published lists" in said
    assert {row[-1] for lens in LENSES for row in measures(response, lens)} == {"not known"}
    assert {row["state"] for row in table(client, "US-CA")} == {"gap"}


def test_a_city_leads_to_its_region(client: Client) -> None:
    response = page(client, "DE-05112000")
    assert "More is known about the region around it: DEA1 Düsseldorf" in text(response)
    assert 'href="/plans/doughnut/DEA1/"' in response.content.decode()


def test_albania_has_figures_but_none_that_fits_a_dimension(client: Client) -> None:
    response = page(client, "AL01")
    assert "The house has no figure for Veri that fits a dimension" in text(response)
    assert {row["state"] for row in table(client, "AL01")} == {"gap"}
    assert len(re.findall(r"<li>", response.content.decode())) > 36, "the rings are drawn all the same"


def test_the_region_page_leads_to_the_portrait(client: Client) -> None:
    assert 'href="/plans/doughnut/DEA1/"' in client.get("/regions/DEA1/").content.decode()


# The chart, and what the page costs


def test_the_chart_says_in_words_what_it_draws(client: Client) -> None:
    drawn = client.get(reverse("pathways:doughnut_chart", args=["DEA1"]))
    assert drawn["Content-Type"] == "image/svg+xml"
    svg = drawn.content.decode()
    assert "<title>Düsseldorf in the Doughnut</title>" in svg
    assert "Falls short: Education." in svg
    assert {">Here<", ">Elsewhere<", ">People<", ">Nature<"} <= set(re.findall(r">\w+<", svg))
    alt = re.search(r'chart\.svg[^>]*alt="([^"]+)"', page(client, "DEA1").content.decode())
    assert alt is not None
    assert "Falls short: Education." in alt[1]


def test_numbers_of_the_chart_are_those_of_the_tables(client: Client) -> None:
    response = page(client, "DEA1")
    listed = re.search(r'<ol class="numbers">(.*?)</ol>', response.content.decode(), re.DOTALL)
    assert listed is not None
    names = [re.sub("<[^>]+>", "", one).split(":")[0] for one in re.findall(r"<li>(.*?)</li>", listed[1])]
    numbered = dict.fromkeys(row[0] for lens in LENSES for row in measures(response, lens))
    assert [f"{number} {name}" for number, name in enumerate(names, start=1)] == list(numbered)
    assert len(names) == 36


@pytest.mark.parametrize(("query", "most"), [("", 11), ("?with=ES12&with=FI19", 31)])
def test_queries(client: Client, query: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    page(client, "DEA1")
    with django_assert_max_num_queries(most):
        page(client, "DEA1", query)
