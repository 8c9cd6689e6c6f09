"""Saved searches, and the e-mails about what they newly find."""

from __future__ import annotations

import re
import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_tasks_db.models import DBTaskResult
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.apps.practices import tasks
from openhearth.apps.practices.finding import documents, index, question_of
from openhearth.apps.practices.letters import alerts
from openhearth.apps.practices.letters.alerts import News, Watch, newly_found
from openhearth.apps.practices.models import Practice, SavedSearch, State
from openhearth.search.contract import Doc, Text
from tests.factories import a_user
from tests.pages import text
from tests.told import a_practice

SEARCHES = "/practices/searches/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_search(**fields: Any) -> SavedSearch:
    """About heat, with an alert from now on."""
    known = {"name": "Heat", "query": "?q=heat", "alert": True}
    return SavedSearch.objects.create(**known | {"user": fields.pop("user", None) or a_user()} | fields)


@pytest.fixture
def me(client: Client, db: None) -> Any:
    user = a_user()
    client.force_login(user)
    return user


def news(code: str, hour: int, **facets: tuple[str, ...]) -> News:
    doc = Doc(f"practice:{code}", {"title": Text(f"Heat {code}", "en")}, {"kind": ("practice",), **facets})
    return News(doc, NOON + timedelta(hours=hour))


def watch(key: int, hour: int, **parameters: list[str]) -> Watch:
    return Watch(key, question_of(parameters).query(), NOON + timedelta(hours=hour))


# Who hears of what


def test_a_search_hears_of_what_it_finds_and_was_not_told() -> None:
    found = newly_found(
        [watch(1, 0, q=["heat"]), watch(2, 0, theme=["green"]), watch(3, 2, q=["heat"]), watch(4, 0, q=["zinc"])],
        [news("old", 0), news("green", 1, theme=("green",)), news("grey", 2)],
        documents.SHAPE,
    )
    assert found == {1: ("practice:green", "practice:grey"), 2: ("practice:green",)}


def test_a_search_for_projects_hears_of_no_practice() -> None:
    assert newly_found([watch(1, 0, kind=["project"])], [news("heat", 1)], documents.SHAPE) == {}
    assert newly_found([watch(1, 0)], [], documents.SHAPE) == {}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["green", "digital", ""])), max_size=6),
    st.lists(st.integers(0, 9), max_size=4),
)
@settings(max_examples=50)
def test_told_up_to_an_hour_a_search_hears_of_each_later_match_once(
    published: list[tuple[int, str]], told: list[int]
) -> None:
    items = [
        news(str(number), hour, **({"theme": (theme,)} if theme else {}))
        for number, (hour, theme) in enumerate(published)
    ]
    found = newly_found([watch(key, hour, theme=["green"]) for key, hour in enumerate(told)], items, documents.SHAPE)
    for key, hour in enumerate(told):
        expected = [str(number) for number, (when, theme) in enumerate(published) if when > hour and theme == "green"]
        assert [document.partition(":")[2] for document in found.get(key, ())] == expected


# Telling them


@pytest.mark.django_db
def test_everybody_who_waits_gets_one_e_mail() -> None:
    both, other, silent = a_user(), a_user(), a_user()
    first = a_search(user=both, name="Green", query="?theme=green")
    second = a_search(user=both, name="Italy", query="?country=IT")
    a_search(user=other, query="?q=zinc")
    a_search(user=silent, alert=False)
    a_practice(told={"code": "one", "title": "Heat for one"})
    a_practice(told={"code": "two", "title": "Heat for two", "thematic_priority": ()})
    assert alerts.due()
    assert alerts.tell() == 1
    (sent,) = mail.outbox
    assert sent.to == [both.email]
    assert sent.subject == "2 new practices that you asked to hear of"
    body = str(sent.body)
    assert body.index("Green") < body.index("Heat for one") < body.index("Italy") < body.index("Heat for two")
    assert body.count("Heat for one") == 1, "the second search finds it too, but it is told once"
    assert "http://127.0.0.1:8000/practices/two/" in body
    assert "http://127.0.0.1:8000/practices/?country=IT" in body
    headers = sent.extra_headers
    assert headers["List-Unsubscribe"] == (
        f"<http://127.0.0.1:8000/practices/searches/stop/{first.key}/?also={second.key}>"
    )
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_a_practice_is_told_once_however_often_the_job_runs() -> None:
    a_search()
    a_practice()
    assert [alerts.tell(), alerts.tell()] == [1, 0]
    assert not alerts.due()
    a_practice(told={"code": "later"})
    assert alerts.tell() == 1
    assert "heat-for-homes" not in str(mail.outbox[-1].body)


@pytest.mark.django_db
def test_killed_after_the_e_mail_it_is_sent_again_as_the_same_message() -> None:
    a_search()
    a_practice()
    with (
        patch("django.db.models.query.QuerySet.update", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        alerts.tell()
    assert alerts.tell() == 1
    first, again = (one.extra_headers["Message-ID"] for one in mail.outbox)
    assert first == again


@pytest.mark.django_db
def test_an_e_mail_that_cannot_be_sent_is_tried_again_and_holds_up_nobody() -> None:
    unlucky, lucky = a_search(), a_search()
    a_practice()
    sending = EmailMessage.send

    def send(email: EmailMessage, *args: Any) -> int:
        if email.to == [unlucky.user.email]:
            raise smtplib.SMTPServerDisconnected
        return sending(email, *args)

    with patch.object(EmailMessage, "send", send):
        assert alerts.tell() == 1
    assert [one.to for one in mail.outbox] == [[lucky.user.email]]
    assert alerts.tell() == 1
    assert mail.outbox[-1].to == [unlucky.user.email]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "active"), [(State.ARCHIVED, True), (State.DRAFT, True), (State.PUBLISHED, False)])
def test_nobody_hears_of_what_is_not_public_nor_who_left(state: str, active: bool) -> None:
    a_search(user=a_user(is_active=active))
    a_practice(state=state)
    assert alerts.tell() == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_e_mail_speaks_the_language_of_the_person() -> None:
    a_search(user=a_user(language="de"))
    a_practice()
    with patch("openhearth.apps.practices.letters.alerts.render_to_string") as rendered:
        rendered.side_effect = lambda *_: translation.get_language()
        alerts.tell()
    assert mail.outbox[0].body == "de"


@pytest.mark.usefixtures("own_index")
def test_the_worker_tells_after_the_index_knows() -> None:
    a_search()
    practice = a_practice()
    index.note_changes([documents.document_of(practice)])
    tasks.update_index.func()
    assert DBTaskResult.objects.filter(task_path=tasks.tell_searchers.module_path).count() == 1
    assert index.engine().search(question_of({"q": ["district"]}).query()).total == 1
    tasks.tell_searchers.func()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_as_many_queries_for_three_news_as_for_one() -> None:
    def queries(count: int) -> int:
        for _ in range(count):
            a_practice(told={"code": f"practice-{Practice.objects.count()}"})
        with CaptureQueriesContext(connection) as captured:
            assert alerts.tell() == 1
        return len(captured)

    a_search()
    assert queries(1) == queries(3)


# Stopping them


@pytest.mark.django_db
def test_a_link_opens_a_page_and_changes_nothing_until_its_button_is_pressed(client: Client) -> None:
    search = a_search(name="Heat & homes")
    address = f"{SEARCHES}stop/{search.key}/"
    assert "Heat &amp; homes" in client.get(address).content.decode()
    search.refresh_from_db()
    assert search.alert
    strict = Client(enforce_csrf_checks=True)
    assert "You get no more e-mails about:" in text(strict.post(address, {"List-Unsubscribe": "One-Click"}))
    search.refresh_from_db()
    assert not search.alert
    assert "You get no more e-mails about:" in text(client.get(address))


@pytest.mark.django_db
def test_the_link_of_the_header_stops_every_search_of_the_e_mail(client: Client) -> None:
    user = a_user()
    searches = [a_search(user=user, name=name) for name in ("One", "Two")]
    other = a_search()
    address = alerts.stop_address(searches).removeprefix("http://127.0.0.1:8000")
    assert client.post(address + "&also=nonsense").status_code == 200
    assert set(SavedSearch.objects.filter(alert=True)) == {other}


@pytest.mark.django_db
def test_the_key_of_a_deleted_search_is_not_found(client: Client) -> None:
    search = a_search()
    search.delete()
    assert client.post(f"{SEARCHES}stop/{search.key}/").status_code == 404


# Keeping searches


def test_a_search_is_saved_with_what_its_address_means(client: Client, me: Any) -> None:
    sent = {"name": "Heat", "query": "?q=heat&theme=green&theme=grey&page=7&utm=x", "alert": "on"}
    page = client.post(f"{SEARCHES}save/", sent, follow=True)
    search = SavedSearch.objects.get()
    assert (search.user, search.query, search.alert) == (me, "?theme=green&q=heat", True)
    assert "“Heat” is saved." in text(page)
    assert 'href="/practices/?theme=green&amp;q=heat">Heat</a>' in page.content.decode()
    assert "heat, Green transition" in text(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "query": ""}, "This field is required."),
        ({"name": "Heat", "query": ""}, "You have a saved search of this name already."),
        ({"name": "Long", "query": "?" + "&".join(f"place={'x' * 90}{n}" for n in range(40))}, "too long to be saved"),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(
    sent: dict[str, str], said: str, client: Client, me: Any
) -> None:
    a_search(user=me)
    response = client.post(f"{SEARCHES}save/", sent)
    assert response.status_code == 422
    assert said in text(response)
    assert f'value="{sent["name"]}"' in response.content.decode() or not sent["name"]
    assert SavedSearch.objects.count() == 1


def test_a_search_is_renamed_but_not_to_the_name_of_another(client: Client, me: Any) -> None:
    search, other = a_search(user=me), a_search(user=me, name="Other")
    client.post(f"{SEARCHES}{search.pk}/name/", {"name": "Warmth"})
    search.refresh_from_db()
    assert search.name == "Warmth"
    assert client.post(f"{SEARCHES}{other.pk}/name/", {"name": "Warmth"}).status_code == 422
    other.refresh_from_db()
    assert other.name == "Other"


def test_an_alert_turned_on_begins_now(client: Client, me: Any) -> None:
    a_practice()
    search = a_search(user=me, alert=False, told=NOON)
    client.post(f"{SEARCHES}{search.pk}/alert/", {"on": "1"})
    search.refresh_from_db()
    assert search.alert
    assert alerts.tell() == 0
    client.post(f"{SEARCHES}{search.pk}/alert/", {"on": "0"})
    search.refresh_from_db()
    assert not search.alert


def test_a_deleted_search_comes_back_whole(client: Client, me: Any) -> None:
    search = a_search(user=me)
    page = client.post(f"{SEARCHES}{search.pk}/delete/", follow=True)
    assert "“Heat” was deleted." in text(page)
    assert SavedSearch.objects.count() == 0
    client.post(f"{SEARCHES}restore/")
    back = SavedSearch.objects.get()
    for field in ("user_id", "name", "query", "alert", "told", "created", "key"):
        assert getattr(back, field) == getattr(search, field), field
    assert "There is nothing to bring back." in text(client.post(f"{SEARCHES}restore/", follow=True))


def test_a_deleted_search_comes_back_beside_one_that_took_its_name(client: Client, me: Any) -> None:
    long = "x" * 100
    client.post(f"{SEARCHES}{a_search(user=me, name=long).pk}/delete/")
    a_search(user=me, name=long)
    client.post(f"{SEARCHES}restore/")
    assert sorted(SavedSearch.objects.values_list("name", flat=True)) == [f"{long[:90]} (2)", long]


@pytest.mark.parametrize("action", ["name", "alert", "delete"])
def test_the_searches_of_others_are_not_found(action: str, client: Client, me: Any) -> None:
    search = a_search(name="Theirs")
    assert client.post(f"{SEARCHES}{search.pk}/{action}/", {"name": "Mine", "on": "0"}).status_code == 404
    assert "Theirs" not in text(client.get(SEARCHES))
    search.refresh_from_db()
    assert (search.name, search.alert) == ("Theirs", True)


def test_without_a_search_the_page_says_how_to_save_one(client: Client, me: Any) -> None:
    assert "You have saved no search yet." in text(client.get(SEARCHES))


def test_as_many_queries_for_three_searches_as_for_one(client: Client, me: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(SEARCHES)
        return len(captured)

    a_search(user=me, query="?place=ITC4")
    queries()
    one = queries()
    for number in range(2):
        a_search(user=me, name=str(number), query="?place=ES12&theme=green")
    assert queries() == one


def test_every_form_of_the_page_has_a_name_for_its_button(client: Client, me: Any) -> None:
    a_search(user=me)
    page = client.get(SEARCHES).content.decode()
    assert re.findall(r'aria-label="([^"]+ Heat)"', page) == ["No more e-mails about Heat", "Delete Heat"]
