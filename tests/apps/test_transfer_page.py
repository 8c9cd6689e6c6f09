"""Would it work here? On the page of a practice."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.practices import selectors, transferring
from openhearth.apps.regions import selectors as regions
from tests.pages import text

pytestmark = pytest.mark.django_db


def page(client: Client, practice: str, to: str) -> str:
    return text(client.get(reverse("practices:detail", args=[practice]), {"to": to}))


def test_a_steel_practice_is_judged_for_a_steel_region_with_reasons(client: Client) -> None:
    said = page(client, "irecovery-brescia", "DEA1")
    assert "Fit: " in said
    assert "depending on what is not known yet" in said
    assert "Iron and steel" in said
    assert "Mt CO2e" in said
    assert "Energy-intensive industries" in said


def test_too_little_known_gives_reasons_but_no_score(client: Client) -> None:
    said = page(client, "circular-flanders", "asturias")
    assert "Principado de Asturias (ES12)" in said
    assert "too little for a score" in said
    assert "Fit: " not in said
    assert "the record of the practice does not say" in said


@pytest.mark.parametrize("to", ["zzz", "DEA12", "<b>", "\x00"])
def test_a_place_that_is_no_region_of_this_level_is_named_and_others_proposed(client: Client, to: str) -> None:
    said = page(client, "irecovery-brescia", to)
    assert "No single NUTS 2 region is meant" in said or to == "\x00"
    assert "Fit: " not in said


def test_the_best_places_do_not_profit_from_gaps() -> None:
    practice = selectors.practice_with_code("irecovery-brescia")
    assert practice
    best = [place for place, _score in transferring.best_places(practice)]
    assert len(best) == transferring.BEST_SHOWN
    assert practice.nuts not in {place.code for place in best}
    emitters = set(regions.landscape().emissions.rows)
    assert {place.code for place in best} <= emitters


def test_german(client: Client) -> None:
    said = text(
        client.get(
            reverse("practices:detail", args=["irecovery-brescia"]), {"to": "DEA1"}, headers={"Accept-Language": "de"}
        )
    )
    assert "Würde es hier funktionieren?" in said
    assert "Would it work" not in said
