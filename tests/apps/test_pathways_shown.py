"""What the pages of a plan add to its parts: lit dimensions, exclusions, rules of lights, its name, and ways on from it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.doughnut import doughnut
from openhearth.apps.pathways.selectors.plans import plan_at
from openhearth.apps.pathways.services.naming import rename_plan
from openhearth.apps.pathways.services.plans import RESERVED, free_code, start_plan
from openhearth.core.errors import InputError
from openhearth.core.pathway.terms import Effect, Vision
from tests.pages import rows, text
from tests.planning import PLAN, REGION, a_member_of, a_plan

pytestmark = pytest.mark.django_db

NONE = "\N{EN DASH}"
LIT = replace(
    PLAN,
    indicators=(replace(PLAN.indicators[0], dimension="climate"), replace(PLAN.indicators[1], dimension="education")),
    effects=(
        *PLAN.effects,
        Effect("ovens-trained", "ovens", "trained", -400.0),
        Effect("shaft-trained", "shaft", "trained", 50.0),
    ),
)
CLASHING = replace(
    PLAN,
    actions=(PLAN.actions[0], replace(PLAN.actions[1], excludes=("shaft",), prerequisites=())),
    effects=(*PLAN.effects, Effect("ovens-co2", "ovens", "co2", -2_000_000.0, 2030)),
)


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(a_member_of("DEA1"))
    return client


def at(name: str, row: Plan, *keys: str) -> str:
    return reverse(f"pathways:{name}", args=[row.code, *keys])


def ring(page: str) -> dict[str, tuple[str, str]]:
    """Name of each field of the ring to its state and sign."""
    found = re.findall(
        r'<g class="(\w*)"><title>([^<]+)</title><path d="[^"]+"/>(?:<text [^>]+>([^<]+)</text>)?</g>', page
    )
    return {name: (state, sign) for state, name, sign in found}


def test_the_ring_lights_up_what_is_helped_hurt_and_both_by_sign_too(team: Client) -> None:
    page = team.get(at("home", a_plan(LIT))).content.decode()
    shown = ring(page)
    assert len(shown) == len(doughnut().dimensions)
    assert shown["Climate change"] == ("helped", "+")
    assert shown["Education"] == ("both", "±")
    assert {state for name, (state, _sign) in shown.items() if name not in ("Climate change", "Education")} == {""}
    assert "Helped: Education, Climate change. Hurt: Education." in page


def test_the_report_says_which_dimensions_are_helped_and_hurt(team: Client) -> None:
    said = text(team.get(at("report", a_plan(LIT))))
    assert "± Education People here Build a direct-reduction plant Close the coke ovens" in said
    assert "Dimensions of the Doughnut" not in text(team.get(at("report", a_plan(replace(LIT, effects=())))))


def test_an_action_shows_its_own_dimensions_only(team: Client) -> None:
    row = a_plan(LIT)
    page = team.get(at("action", row, "ovens")).content.decode()
    assert ring(page)["Education"] == ("hurt", "\N{MINUS SIGN}")
    assert ring(page)["Climate change"] == ("", "")
    assert rows(page, 'id="dimensions"') == [["\N{MINUS SIGN} Education People here", NONE, "People trained"]]
    without = a_plan(replace(LIT, effects=()))
    assert 'class="lit"' not in team.get(at("action", without, "ovens")).content.decode()
    assert 'class="lit"' not in team.get(at("home", without)).content.decode()


def test_actions_that_exclude_each_other_are_named_where_they_are_added_up(team: Client) -> None:
    row, warning = a_plan(CLASHING), "cannot be done beside each other"
    for name, keys in (("monitoring", ()), ("indicator", ("co2",))):
        page = team.get(at(name, row, *keys))
        assert warning in text(page), name
        assert at("action", row, "ovens") in page.content.decode()
    assert warning in text(team.get(at("report", row)))
    assert warning not in text(team.get(at("report", a_plan())))
    assert warning not in text(team.get(at("indicator", row, "trained"))), "which neither of them moves"
    assert warning not in text(team.get(at("monitoring", a_plan())))


def test_the_rule_of_every_light_stands_beside_the_chart(team: Client) -> None:
    row = a_plan()
    said = text(team.get(at("indicator", row, "co2")))
    assert "above it by 2,500,000 t CO2e at most (inside the band)" in said
    assert "above the path by more than 2,500,000 t CO2e, by 5,000,000 t CO2e at most" in said
    assert "When which light burns" not in text(team.get(at("indicator", row, "trained"))), "it has no path"
    drawn = team.get(at("indicator_chart", row, "co2")).content.decode()
    assert "Edge of the tolerance" in drawn


def test_a_plan_gets_another_title_and_language_and_its_history_says_so(team: Client) -> None:
    value = replace(PLAN, indicators=PLAN.indicators[:1])
    row = a_plan(value, released=True)
    assert at("rename", row) in team.get(at("home", row)).content.decode()
    sent = {"title": "Stahl ohne Kohle", "language": "de", "remark": "We write German now."}
    assert team.post(at("rename", row), sent).headers["Location"] == at("home", row)
    after = Plan.objects.get(pk=row.pk)
    assert (after.title, after.language, after.step) == ("Stahl ohne Kohle", "de", row.step + 1)
    assert plan_at(after, after.step) == replace(value, title="Stahl ohne Kohle", language="de"), "no part was changed"
    (newest, *_older) = rows(team.get(at("history", row)).content.decode(), 'id="entries"')
    assert "was “Steel without coal” and is now “Stahl ohne Kohle”" in newest[-1]
    assert newest[-1].endswith("The language of the plan was “en” and is now “de”. We write German now.")
    for wrong in ({**sent, "title": " "}, {**sent, "language": "xx"}):
        assert team.post(at("rename", row), wrong).status_code == 422
    assert not rename_plan(after, "Stahl ohne Kohle", "de", None), "nothing was changed"
    assert after.step == row.step + 1


def test_a_plan_without_a_vision_can_be_renamed_too() -> None:
    row = start_plan("Ours", REGION, "en", None)
    assert rename_plan(row, "Theirs", "en", None)
    row.refresh_from_db()
    assert (row.title, row.step, plan_at(row, row.step).vision) == ("Theirs", 1, Vision())


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_no_plan_takes_the_address_of_another_page(word: str) -> None:
    with pytest.raises(InputError) as caught:
        start_plan("Ours", REGION, "en", None, code=word)
    assert [fault.code for fault in caught.value.faults] == ["reserved_address"]
    assert free_code(word) == f"{word}-2"


def test_the_first_words_of_other_pages_are_reserved() -> None:
    words = {reverse(f"pathways:{name}").strip("/").split("/")[1] for name in ("new", "footprint")}
    assert words | {reverse("pathways:doughnut", args=["DEA1"]).strip("/").split("/")[1]} <= RESERVED


def test_a_region_and_its_plans_lead_to_what_a_change_does(team: Client) -> None:
    row = a_plan()
    for page, region in (("/regions/DEA1/", "DEA1"), (at("home", row), REGION), ("/plans/?region=DEA1", "DEA1")):
        address = f"{reverse('pathways:footprint')}?region={region}"
        assert address in team.get(page).content.decode(), page
        assert team.get(address).status_code == 200
