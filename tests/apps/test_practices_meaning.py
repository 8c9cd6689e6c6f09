from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import duplicates, index, meanings
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.services.indexing import index_changed
from openhearth.core.practice import Practice as Said
from openhearth.core.practice_record import PracticeRecord
from openhearth.search.meaning import available

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not available(), reason="the extra [semantic] is not installed"),
]
HEAT = "irecovery-brescia"


def close(words: str, language: str = "en", **chosen: list[str]) -> list[str]:
    question = finding.question_of({"q": [words], **chosen})
    return [found.code for found in finding.close_in_meaning(question, language)]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("furnace exhaust warms flats", "en"),
        ("Abwärme eines Stahlwerks heizt Wohnungen", "de"),
        ("chaleur perdue d'une aciérie pour chauffer des logements", "fr"),
    ],
)
def test_a_practice_is_found_in_other_words_and_languages(words: str, language: str) -> None:
    assert close(words, language)[0] == HEAT


def test_the_page_shows_them_apart_and_does_not_count_them(client: Client) -> None:
    page = client.get(reverse("practices:list"), {"q": "furnace exhaust warms flats"}).content.decode()
    assert re.search(r"<h2[^>]*>\s*No practices?", page) or "Nothing says all of" in page
    beyond = page.split('id="alike"')[1]
    assert f'href="/practices/{HEAT}/"' in beyond
    assert f'href="{reverse("method", args=["meaning"])}"' in beyond


def test_what_the_words_find_is_not_shown_twice(client: Client) -> None:
    page = client.get(reverse("practices:list"), {"q": "waste heat of an electric-arc furnace"}).content.decode()
    assert page.count(f'href="/practices/{HEAT}/"') == 1


def test_filters_hold_for_them_too() -> None:
    words = "furnace exhaust warms flats"
    assert close(words, theme=["green"], country=["IT", "FI"])[0] == HEAT
    assert close(words, country=["FI"]) == []
    assert close(words, kind=["project"]) == []


def test_where_the_language_is_not_trusted_nothing_is_claimed() -> None:
    assert close("hukkalämpö lämmittää asuntoja talvella", "fi") == []


def test_without_the_encoder_the_page_is_as_before(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "available", lambda: False)
    page = client.get(reverse("practices:list"), {"q": "furnace exhaust warms flats"})
    assert page.status_code == 200
    assert 'id="alike"' not in page.content.decode()


def test_it_follows_the_database(own_index: Path) -> None:
    row = Practice.objects.get(code=HEAT)
    row.state, row.archived_because = "archived", "The furnace was closed."
    row.save()
    index_changed([row])
    assert index.catch_up() == 1
    assert HEAT not in close("furnace exhaust warms flats")
    row.state, row.archived_because = "published", ""
    row.save()
    index_changed([row])
    index.catch_up()
    assert close("furnace exhaust warms flats")[0] == HEAT


def test_a_duplicate_in_another_language_is_noticed() -> None:
    title = "Abwärme eines Elektrolichtbogenofens heizt die Stadt"
    summary = (
        "Ein Stahlwerk gewinnt die Abwärme seines Elektroofens zurück und heizt damit im Winter Wohnungen in der Stadt."
    )
    found = duplicates.lookalikes(PracticeRecord(Said("abwaerme", title, summary, "de", "openhearth", "")))
    assert [(one.code, "says much the same" in one.reasons) for one in found][:1] == [(HEAT, True)]
