"""Would it work here? On the page of a practice."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.practices import selectors
from openhearth.apps.practices.pages import own_region, transferring
from openhearth.apps.practices.pages.conditions import Condition, conditions, haves_of, needs_of
from openhearth.apps.regions import selectors as regions
from openhearth.core.context import Have
from openhearth.core.practice_record import PracticeRecord
from tests.factories import a_role, a_user
from tests.pages import text
from tests.told import HEAT, a_practice

pytestmark = pytest.mark.django_db


def page(client: Client, practice: str, to: str | list[str], **asked: str | list[str]) -> str:
    return text(client.get(reverse("practices:detail", args=[practice]), {"to": to, **asked}))


def record(code: str) -> PracticeRecord:
    found = selectors.published_with_code(code)
    assert found
    return found.record


def summary(page: str, heading: str) -> str:
    """What stands beside a heading of the answer in words."""
    found = re.search(rf"<dt>{heading}</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert found, heading
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def said(client: Client, practice: str, **asked: str) -> str:
    return client.get(reverse("practices:detail", args=[practice]), asked).content.decode()


def test_a_steel_practice_is_judged_for_a_steel_region_in_words_first(client: Client) -> None:
    raw = said(client, "irecovery-brescia", to="DEA1")
    assert "Iron and steel" in summary(raw, "There") + summary(raw, "To adapt")
    assert raw.index("<dt>There</dt>") < raw.index("Fit: ") < raw.index("Every reason with its figures")
    assert "depending on what is not known yet" in raw
    assert "Mt CO2e" in raw
    assert "Energy-intensive industries" in raw


def test_too_little_known_gives_reasons_but_no_score(client: Client) -> None:
    shown = page(client, "circular-flanders", "asturias")
    assert "Principado de Asturias (ES12)" in shown
    assert "too little for a score" in shown
    assert "Fit: " not in shown
    assert "Not in the record" in shown


@pytest.mark.parametrize(("to", "place"), [("DEA12", "DEA1"), ("Duisburg", "DEA1"), ("avilés", "ES12")])
def test_a_city_means_the_region_around_it(client: Client, to: str, place: str) -> None:
    shown = page(client, "irecovery-brescia", to)
    assert f"({place})" in shown
    assert "lies there; the figures are known for the region as a whole" in shown


@pytest.mark.parametrize("to", ["zzz", "<b>", "\x00", "DEA", "x" * 10_000, "Nord"])
def test_a_place_that_is_no_single_region_is_named_and_others_proposed(client: Client, to: str) -> None:
    shown = page(client, "irecovery-brescia", to)
    assert "No single NUTS 2 region is meant" in shown
    assert "Fit: " not in shown
    assert "<b>" not in shown


def test_ambiguous_words_lead_to_the_regions_they_may_mean() -> None:
    found = own_region.meant("Nord")
    assert found.place is None
    assert len(found.nearest) == own_region.SUGGESTIONS
    assert {one.kind for one in found.nearest} == {regions.COMPARED_KIND}


def test_the_best_places_do_not_profit_from_gaps_and_have_a_reason() -> None:
    practice = record("irecovery-brescia")
    best = transferring.best_places(practice)
    assert len(best) == transferring.BEST_SHOWN
    assert practice.practice.nuts not in {one.place.code for one in best}
    assert {one.place.code for one in best} <= set(regions.landscape().emissions.rows)
    assert all(one.because for one in best)
    assert "Iron and steel" in best[0].because


def test_the_checklist_appears_for_a_region_and_its_answers_are_in_the_address(client: Client) -> None:
    a_practice()
    address = reverse("practices:detail", args=["heat-for-homes"])
    assert "Count my answers" not in text(client.get(address))
    asked = conditions(HEAT, {})
    raw = said(client, "heat-for-homes", to="DEA1", **{f"has-{asked[0].key}": "part", f"must-{asked[0].key}": "1"})
    for one in asked:
        assert f'<span lang="en">{one.words}</span>' in raw
    assert re.search(rf'name="has-{asked[0].key}" value="part" checked', raw)
    assert re.search(rf'name="must-{asked[0].key}" value="1" checked', raw)
    assert re.search(rf'name="has-{asked[1].key}" value="unknown" checked', raw)


def test_answers_move_a_condition_from_what_to_find_out_to_what_is_there_or_missing(client: Client) -> None:
    a_practice()
    network, furnace, engineers = conditions(HEAT, {})
    silent = said(client, "heat-for-homes", to="DEA1")
    assert {one.words for one in (network, furnace, engineers)} <= set(summary(silent, "To find out").split(" ; "))
    answers = {f"has-{network.key}": "yes", f"has-{furnace.key}": "part", f"has-{engineers.key}": "no"}
    spoken = said(client, "heat-for-homes", to="DEA1", **answers)
    assert network.words in summary(spoken, "There")
    assert furnace.words in summary(spoken, "To adapt")
    assert engineers.words in summary(spoken, "Missing")
    assert "we have it" in spoken[spoken.index("Every reason") :]


def test_an_essential_condition_that_is_missing_leaves_no_fit(client: Client) -> None:
    a_practice()
    network = conditions(HEAT, {})[0]
    missing = {f"has-{network.key}": "no"}
    assert "Fit: 0 %" not in page(client, "heat-for-homes", "DEA1", **missing)
    assert "Fit: 0 %" in page(client, "heat-for-homes", "DEA1", **missing, **{f"must-{network.key}": "1"})


def test_an_answer_of_no_known_kind_is_no_answer_and_changed_words_are_another_condition() -> None:
    network = conditions(HEAT, {})[0]
    assert conditions(HEAT, {f"has-{network.key}": ["maybe"]})[0].answer == "unknown"
    other = PracticeRecord(HEAT.practice, preconditions=("A heat network in the next street",))
    (moved,) = conditions(other, {f"has-{network.key}": ["yes"]})
    assert moved.answer == "unknown"


def test_answers_become_amounts() -> None:
    asked = [
        Condition("a", "resource", "engineers", "yes", essential=True),
        Condition("b", "resource", "a tank", "part"),
        Condition("c", "precondition", "a network", "no"),
        Condition("d", "precondition", "a law", "unknown"),
    ]
    assert haves_of(asked) == (
        Have("resource", "engineers", 1.0),
        Have("resource", "a tank", 0.5),
        Have("precondition", "a network", 0.0),
    )
    needs = needs_of(PracticeRecord(HEAT.practice, resources=("engineers", "a tank")), asked)
    assert [(need.code, need.essential) for need in needs] == [("engineers", True), ("a tank", False)]


def test_regions_stand_side_by_side_and_an_unknown_one_is_named(client: Client) -> None:
    raw = client.get(
        reverse("practices:detail", args=["irecovery-brescia"]), {"to": "DEA1", "also": ["PL22", "nowhere"]}
    ).content.decode()
    table = raw[raw.index("Side by side") :]
    assert re.findall(r'<th scope="col">[^<]*\((\w+)\)', table[: table.index("</thead>")]) == ["DEA1", "PL22"]
    assert "No single region is meant by “nowhere”." in raw
    assert "Side by side" not in said(client, "irecovery-brescia", to="DEA1")


def test_the_region_of_a_role_is_the_default_and_any_other_can_be_asked(client: Client) -> None:
    member = a_user()
    a_role(user=member, role="member", scope_kind="region", scope_code="ES120")
    client.force_login(member)
    address = reverse("practices:detail", args=["irecovery-brescia"])
    shown = text(client.get(address))
    assert "Principado de Asturias (ES12)" in shown
    assert "Your region, because you hold a role there." in shown
    other = text(client.get(address, {"to": "DEA1"}))
    assert "Düsseldorf (DEA1)" in other
    assert "Your region, because" not in other
    assert "Fit: " not in text(client.get(address, {"to": ""}))


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [("region", "DE", None), ("region", "DEA12", "DEA1"), ("programme", "jetskir", None), ("everywhere", "", None)],
)
def test_only_a_role_in_one_region_says_which_is_mine(kind: str, code: str, expected: str | None) -> None:
    user = a_user()
    a_role(user=user, role="member", scope_kind=kind, scope_code=code)
    found = own_region.region_of_role(user)
    assert (found.code if found else None) == expected


def test_the_region_is_carried_to_other_practices(client: Client) -> None:
    raw = said(client, "irecovery-brescia", to="DEA1")
    also = raw[raw.index('id="also"') :]
    links = re.findall(r'href="/practices/([\w-]+)/(\?to=\w+)?"', also[: also.index('id="cite"')])
    assert links
    assert {query for _, query in links} == {"?to=DEA1"}
    region = client.get(reverse("regions:region", args=["DEA1"])).content.decode()
    assert re.search(r'href="/practices/[\w-]+/\?to=DEA1"', region)


def test_german(client: Client) -> None:
    shown = text(
        client.get(
            reverse("practices:detail", args=["irecovery-brescia"]), {"to": "DEA1"}, headers={"Accept-Language": "de"}
        )
    )
    assert "Würde es hier funktionieren?" in shown
    assert "Would it work" not in shown
