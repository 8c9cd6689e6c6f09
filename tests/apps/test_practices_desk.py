"""Whose turn it is: the desk, one's own practices, and the pages of one practice on its way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openhearth.apps.practices import rules
from openhearth.apps.practices.models import Practice, Review
from openhearth.apps.practices.pages import working
from openhearth.apps.practices.selectors import desk
from openhearth.apps.practices.services import workflow
from openhearth.core.review import State
from tests.factories import a_user
from tests.living import a_practice, a_record, an_editor, an_expert
from tests.pages import text

pytestmark = pytest.mark.django_db


def again(row: Practice) -> Practice:
    return Practice.objects.get(pk=row.pk)


# What lies on the desk.


@pytest.mark.parametrize("place", ["", "DEA", "DEA12", "DEB", "PL"])
@pytest.mark.parametrize("role", [an_editor, an_expert])
def test_the_desk_asks_the_database_what_the_rules_say(role: Any, place: str) -> None:
    user = role(place)
    for where in (
        {"nuts": "DEA12"},
        {"nuts": "", "country": "DE"},
        {"nuts": "", "country": ""},
        {"nuts": "PL22", "country": "PL"},
    ):
        for state in ("submitted", "reviewed", "due"):
            a_practice(state, record=a_record(**where))
    rows = list(Practice.objects.filter(code__startswith="furnace"))
    mine = {
        "submitted": desk.waiting_for_opinions(user),
        "reviewed": desk.waiting_for_publication(user),
        "due": desk.due_for_review(user, timezone.localdate()),
    }
    for state, found in mine.items():
        here = [row for row in rows if row.standing(timezone.localdate()) == state]
        may = rules.can_publish if state == "reviewed" else rules.reviewing_roles
        expected = {row.code for row in here if may(user, row)}
        assert {row.code for row in found if row.code.startswith("furnace")} == expected


@pytest.mark.parametrize("page", ["desk", "mine"])
def test_a_page_costs_the_same_for_one_and_for_many(client: Client, page: str) -> None:
    user = an_editor()
    client.force_login(user)
    counted = []
    for number in (1, 3):
        for state in ("submitted", "reviewed", "due") * number:
            a_practice(state, by=user if page == "mine" else None)
        with CaptureQueriesContext(connection) as queries:
            assert "Furnace schools" in text(client.get(reverse(f"practices:{page}")))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_desk_says_how_long_a_review_is_due_and_whose_word_is_missing(client: Client) -> None:
    client.force_login(an_editor("DEA"))
    a_practice("due", record=a_record(title="Old news"))
    row = a_practice("submitted")
    workflow.give_opinion(row, "expert", "ready", "Sound.", an_expert(), number=1)
    said = text(client.get(reverse("practices:desk")))
    assert "(40 days)" in said
    assert "Furnace schools DEA12" in said
    assert re.search(r"Furnace schools DEA12 [\w .,]+ Editor", said)


def test_my_practices_say_what_comes_next(client: Client) -> None:
    user = a_user()
    client.force_login(user)
    assert "You have not proposed a practice yet." in text(client.get(reverse("practices:mine")))
    for state in ("draft", "submitted", "due", "archived"):
        a_practice(state, by=user)
    said = text(client.get(reverse("practices:mine")))
    for state in ("draft", "submitted", "due", "archived"):
        assert str(working.NEXT[cast("State", state)]) in said
    a_practice("draft", record=a_record(title="Of others"))
    assert "Of others" not in text(client.get(reverse("practices:mine")))


# The pages of one practice.


def test_a_step_is_a_button_and_its_result_a_sentence(client: Client) -> None:
    by = a_user()
    row = a_practice("draft", by=by)
    client.force_login(by)
    page = client.get(reverse("practices:detail", args=[row.code])).content.decode()
    assert "Submit for review" in page
    assert "Publish" not in page
    sent = client.post(reverse("practices:step", args=[row.code]), {"step": "submit", "revision": 1}, follow=True)
    assert "Submitted. Reviewers of its place find it on their desk." in text(sent)
    assert again(row).state == "submitted"


def test_a_step_that_is_gone_says_so_and_keeps_what_was_typed(client: Client) -> None:
    editor = an_editor()
    row = a_practice("draft")
    client.force_login(editor)
    sent = client.post(
        reverse("practices:step", args=[row.code]), {"step": "send_back", "revision": 1, "reason": "Who paid?"}
    )
    assert sent.status_code == 422
    assert "somebody moved the practice on meanwhile" in text(sent)
    assert "Who paid?" in text(sent)


def test_an_opinion_that_came_too_late_is_not_lost(client: Client) -> None:
    row = a_practice("submitted")
    workflow.take_step(row, "withdraw", a_user(), number=1)
    client.force_login(an_expert())
    answer = {"revision": 1, "role": "expert", "verdict": "ready", "opinion": "I read it all night."}
    sent = client.post(reverse("practices:opinion", args=[row.code]), answer)
    assert sent.status_code == 422
    assert "not under review any more" in text(sent)
    assert "I read it all night." in text(sent)


@pytest.mark.parametrize(
    ("name", "data"), [("step", {"step": "submit", "revision": 1}), ("opinion", {}), ("history", {})]
)
def test_what_others_may_do_strangers_may_not(client: Client, name: str, data: dict[str, Any]) -> None:
    public, draft = a_practice("published"), a_practice("draft")
    client.force_login(a_user())
    assert client.post(reverse(f"practices:{name}", args=[public.code]), data).status_code == 403
    assert client.post(reverse(f"practices:{name}", args=[draft.code]), data).status_code == 404
    assert client.get(reverse("practices:history", args=[draft.code])).status_code == 404


@pytest.mark.parametrize("step", ["", "burn", "revise"])
def test_an_unknown_step_is_not_found(client: Client, step: str) -> None:
    by = a_user()
    client.force_login(by)
    row = a_practice("published", by=by)
    assert client.post(reverse("practices:step", args=[row.code]), {"step": step, "revision": 1}).status_code == 404


def test_readers_see_opinions_with_role_and_day_but_no_name(client: Client) -> None:
    row = a_practice("published")
    Review.objects.filter(role="expert").update(by=a_user(name="Erika Beispiel"))
    page = text(client.get(reverse("practices:detail", args=[row.code])))
    assert "Sound, says the expert." in page
    assert "Erika" not in page
    client.force_login(an_editor())
    assert "Erika" in text(client.get(reverse("practices:detail", args=[row.code])))


def test_the_history_shows_what_changed_not_by_colour_alone(client: Client) -> None:
    by = a_user(name="Kim Kohl")
    row = a_practice("draft", by=by)
    changed = replace(
        a_record(code=row.code, summary="Foundry workers teach children how metal is cast."), outcome="mixed"
    )
    workflow.save_version(row, changed, by, based_on=1, note="Children too")
    client.force_login(by)
    response = client.get(reverse("practices:history", args=[row.code]))
    page = response.content.decode()
    assert re.search(r"<del[^>]*>\s*pupils</del>", page)
    assert re.search(r"<ins[^>]*>\s*children</ins>", page)
    said = text(response)
    assert "struck out: pupils" in said
    assert "What became of it put in: mixed results" in said or "put in: mixed results" in said
    assert "Kim Kohl: Children too" in said


def test_readers_see_the_history_of_public_versions_only(client: Client) -> None:
    row, by = a_practice("published"), a_user(name="Kim Kohl")
    workflow.save_version(row, a_record(code=row.code, title="Secret plan"), by, based_on=1, note="Not yet")
    page = text(client.get(reverse("practices:history", args=[row.code])))
    assert "Version 1" in page
    assert "Version 2" not in page
    assert "Not yet" not in page
    compared = client.get(reverse("practices:history", args=[row.code]), {"from": "1", "to": "2"})
    assert "Secret plan" not in text(compared)


def test_going_back_is_a_button_in_the_history(client: Client) -> None:
    by = a_user()
    row = a_practice("draft", by=by)
    workflow.save_version(row, a_record(code=row.code, title="Other"), by, based_on=1)
    client.force_login(by)
    address = reverse("practices:history", args=[row.code])
    assert "Go back to this version" in text(client.get(address))
    sent = client.post(address, {"version": "1", "based_on": "2"}, follow=True)
    assert "Version 3 says again what version 1 said." in text(sent)
    late = client.post(address, {"version": "1", "based_on": "2"}, follow=True)
    assert "There is a newer version by now." in text(late)


def test_somebody_adapts_what_they_read(client: Client) -> None:
    row, by = a_practice("published"), a_user()
    client.force_login(by)
    assert "We adapted this" in text(client.get(reverse("practices:detail", args=[row.code])))
    sent = client.post(reverse("practices:adapt", args=[row.code]), follow=True)
    assert "Furnace schools (adapted)" in sent.content.decode()
    assert Practice.objects.get(adapted_from=row).proposer == by
    assert client.post(reverse("practices:adapt", args=[a_practice("draft", by=by).code])).status_code == 404


@pytest.mark.parametrize("revision", ["", "0", "7", "x", "9" * 30])
@pytest.mark.parametrize("name", ["step", "opinion"])
def test_a_version_that_is_not_there_is_said(client: Client, name: str, revision: str) -> None:
    row = a_practice("submitted")
    client.force_login(an_editor())
    typed = {"step": "send_back", "reason": "Why?", "role": "editor", "verdict": "ready", "opinion": "Fine."}
    sent = client.post(reverse(f"practices:{name}", args=[row.code]), typed | {"revision": revision})
    assert sent.status_code == 422
    assert again(row).state == "submitted"
