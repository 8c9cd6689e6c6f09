"""Practices and regions are looked for by words; looking saves nothing and loses nothing that was typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.offers import PRACTICES, REGIONS, practices_found, regions_found
from openhearth.core.programme.terms import Learning
from tests.learned import a_person, a_programme, held, signed_in, written

pytestmark = pytest.mark.django_db
BRESCIA = "irecovery-brescia"


@pytest.fixture
def row() -> Programme:
    return a_programme(Learning("seen", "ruhr", "Pipes under the river", practices=(BRESCIA,)))


@pytest.fixture
def team() -> Client:
    return signed_in(a_person("team", "DEA12"))


def address(row: Programme, tail: str) -> str:
    return f"/programmes/{row.code}/{tail}"


def ticked(page: str) -> set[str]:
    return {
        value
        for value, more in re.findall(r'<input type="(?:checkbox|radio)"[^>]*value="([^"]*)"([^>]*)>', page)
        if "checked" in more
    }


def offered(page: str) -> set[str]:
    return set(re.findall(r'name="practices" value="([^"]+)"', page))


def test_practices_are_found_by_title_and_place_with_place_and_year() -> None:
    found = practices_found("brescia")
    assert BRESCIA in {one.code for one in found.offers}
    assert not found.alike
    offer = next(one for one in found.offers if one.code == BRESCIA)
    assert "Italy" in offer.more
    many = practices_found("a")
    assert len(many.offers) == 8
    assert many.more
    slip = practices_found("irecoveri bresica")
    assert slip.alike, "a slip of the finger is forgiven, and told"
    assert BRESCIA in {one.code for one in slip.offers}
    assert list(PRACTICES.named(("no-such", BRESCIA))) == [BRESCIA]


def test_regions_are_found_by_name_and_code() -> None:
    assert "DEA1" in {one.code for one in regions_found("dusseldorf").offers}
    assert regions_found("asturias").offers[0].code == "ES12", "the level at which regions are compared stands first"
    assert regions_found("es120").offers[0].code == "ES120"
    assert REGIONS.named(("ES12", "XX99")).keys() == {"ES12"}
    assert regions_found("Slesia").alike


@pytest.mark.parametrize("button", [True, False])
def test_looking_saves_nothing_and_keeps_what_was_typed(row: Programme, team: Client, *, button: bool) -> None:
    before, path = row.step, address(row, "write/learning/seen/")
    typed = {"saw": "Pipes, half a sente", "article": "7", "practices": [BRESCIA], "practices-words": "steel"}
    answer = team.post(
        path, {**typed, "read_at": before, "by_when": "soon", **({"find": "practices"} if button else {})}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Pipes, half a sente" in page
    assert 'value="soon"' in page
    assert 'role="alert"' not in page, "nobody is told off for what is not finished"
    assert ticked(page) == {BRESCIA}
    assert len(offered(page)) > 1
    row.refresh_from_db()
    assert row.step == before
    assert f'name="read_at" value="{before}"' in page


def test_what_is_ticked_is_kept_also_when_the_words_still_stand_there(row: Programme, team: Client) -> None:
    other = next(one.code for one in practices_found("steel").offers if one.code != BRESCIA)
    typed = {"saw": "Pipes", "practices": [BRESCIA, other], "practices-words": "steel", "practices-seen": "steel"}
    assert team.post(address(row, "write/learning/seen/"), {**typed, "read_at": row.step}).status_code == 302
    assert held(row, "learning", "seen").practices == (BRESCIA, other)
    page = team.get(address(row, "write/learning/seen/")).content.decode()
    assert ticked(page) == {BRESCIA, other}
    row.refresh_from_db()
    assert team.post(address(row, "write/learning/seen/"), {"saw": "Pipes", "read_at": row.step}).status_code == 302
    assert held(row, "learning", "seen").practices == (), "all can be taken away"


def test_what_nobody_knows_is_refused_unless_it_stood_there(row: Programme, team: Client) -> None:
    path = address(row, "write/learning/seen/")
    lost = team.post(path, {"saw": "Pipes", "practices": ["no-such"], "read_at": row.step})
    assert lost.status_code == 422
    assert "no-such" in lost.content.decode()
    written(row, Learning("old", "ruhr", "Old", practices=("gone-practice",)))
    kept = team.post(
        address(row, "write/learning/old/"), {"saw": "Older", "practices": ["gone-practice"], "read_at": row.step}
    )
    assert kept.status_code == 302
    assert "not in this house any more" in team.get(address(row, "write/learning/old/")).content.decode()


def test_the_region_of_a_partner_is_looked_for(row: Programme) -> None:
    lead = signed_in(a_person("lead", row.code))
    path = address(row, "parts/partner/new/")
    typed = {"name": "Silesia Agency", "role": "policy", "country": "PL", "read_at": "0"}
    looked = lead.post(path, {**typed, "region-words": "slaskie", "find": "region"}).content.decode()
    assert 'type="radio"' in looked
    assert 'value="PL22"' in looked
    assert 'value="Silesia Agency"' in looked
    assert lead.post(path, {**typed, "region": "nowhere"}).status_code == 422
    assert lead.post(path, {**typed, "region": "PL22"}).status_code == 302
    row.refresh_from_db()
    assert held(row, "partner", "silesia-agency").region == "PL22"
