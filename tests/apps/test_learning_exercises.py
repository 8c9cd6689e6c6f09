"""The exercises of the course ask for what the pages of the house show about the region, and say what the answer follows from."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages.course import StepShown, steps_shown
from openhearth.apps.learning.pages.exercises import lacking, practice_for
from openhearth.apps.practices.finding import found, question_of
from openhearth.apps.regions import selectors as regions
from tests.pages import text
from tests.programmes import a_programme, somebody

pytestmark = pytest.mark.django_db
REGIONS = ("DEA12", "ES120", "LT022", "AL022")


@pytest.fixture
def row() -> Programme:
    return a_programme(released=True)


def steps(region: str) -> dict[str, StepShown]:
    return {one.code: one for one in steps_shown(region, this_year=2026)}


def right(step: StepShown) -> str:
    assert step.checked is not None
    assert step.checked.exercise.question is not None
    return step.checked.exercise.question.right


def test_the_answers_are_those_of_the_region_s_own_figures() -> None:
    asked = steps("ES120")
    profile = regions.region_profile("ES12", this_year=2026)
    unemployment = next(one for one in profile.indicators if one.indicator == "unemployment")
    assert unemployment.compared is not None
    assert unemployment.standing is not None
    above = unemployment.compared.value > unemployment.standing.quartiles[1]
    assert right(asked["figures"]) == ("higher" if above else "lower")
    assert right(asked["peers"]) == regions.peers_of("ES12", count=1).peers[0].code
    assert right(asked["practices"]) == str(found(question_of({"country": ["ES"]})).total)
    place = regions.territory("ES12")
    practice = practice_for(place)
    assert practice is not None
    assert practice.practice.country != "ES"
    assert right(asked["transfer"]) == str(len(lacking(practice, place)))
    assert asked["transfer"].address == f"/practices/{practice.practice.code}/?to=ES12#transfer"
    assert asked["plan"].checked is None, "what follows from no figure is not checked"


def test_what_a_page_shows_is_the_answer(client: Client) -> None:
    asked = steps("DEA12")
    page = text(client.get(asked["transfer"].address.partition("#")[0]))
    assert asked["transfer"].checked is not None
    for name in asked["transfer"].checked.exercise.because.partition(": ")[2].rstrip(".").split("; "):
        assert name in page
    peers = client.get("/regions/DEA1/").content.decode().split('id="peers"')[1]
    nearest = re.search(r'<th scope="row"><a href="/regions/(\w+)/">', peers)
    assert nearest is not None
    assert right(asked["peers"]) == nearest[1]


@pytest.mark.parametrize("region", REGIONS)
def test_where_nothing_is_known_nothing_is_asked(region: str) -> None:
    for one in steps(region).values():
        if one.checked is not None and one.checked.exercise.question is None:
            assert "Nothing can be asked here" in one.checked.exercise.says
    assert right(steps(region)["figures"])


def test_an_answer_is_checked_and_explained_and_not_kept(row: Programme, client: Client) -> None:
    client.force_login(somebody("member", region="ES120"))
    address, before = reverse("learning:course", args=[row.code]), row.step
    asked = right(steps("ES120")["peers"])
    wrong = next(one for one in steps("ES120")["peers"].checked.exercise.question.choices if one != asked)  # type: ignore[union-attr]
    for answer, word in ((asked, "Right."), (wrong, "Not so.")):
        page = text(client.get(address, {"partner": "aviles", "step": "peers", "answer": answer}))
        assert word in page
        assert "The distances by structure" in page
    silent = text(client.get(address, {"partner": "aviles"}))
    assert "Right." not in silent
    assert "The distances by structure" not in silent, "the answer stands nowhere before it is given"
    assert "Figures of Principado de Asturias (ES12)" in silent
    assert "discuss it in the group" in silent
    row.refresh_from_db()
    assert row.step == before


def test_nonsense_in_an_address_is_passed_over(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    address = reverse("learning:course", args=[row.code])
    for query in (
        "?step=peers&answer=%00",
        "?step=nowhere&answer=1",
        "?partner=nobody&step=practices&answer=" + "9" * 300,
    ):
        assert client.get(address + query).status_code == 200
