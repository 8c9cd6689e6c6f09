"""Visits, the course with its workshops and self-assessments, and calendars under a secret address."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from openhearth.apps.accounts.models import User
from openhearth.apps.learning import rules
from openhearth.apps.learning.models import Entry, Feed, Programme
from openhearth.apps.learning.pages.course import address_of, steps_shown
from openhearth.apps.learning.selectors.course import gains_of
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_at
from openhearth.apps.learning.services.course import answer_assessment
from openhearth.apps.learning.services.exchanges import end_feed, renew_feed
from openhearth.apps.learning.services.parts import save_part, take_out_part
from openhearth.core.errors import InputError
from openhearth.core.programme.exchange_terms import (
    FEWEST,
    ExchangeVisit,
    SelfAssessment,
    Workshop,
    exchange_faults,
    gains,
)
from openhearth.sources.programmes.course_yaml import packaged, parse
from tests.pages import text
from tests.programmes import a_programme, a_value, somebody

pytestmark = pytest.mark.django_db
VISIT = ExchangeVisit("visit", "aviles", "kaunas", "How is heat sold?", start="2027-04-01", end="2027-04-02")
WORKSHOP = Workshop("workshop", "kaunas", "2027-05-05", "Kaunas", ("City Council",), 14)


def at(name: str, row: Programme, *keys: object) -> str:
    return reverse(f"learning:{name}", args=[row.code, *keys])


@pytest.fixture
def row() -> Programme:
    found = a_programme(released=True)
    for part in (VISIT, WORKSHOP):
        save_part(found, part, None, read_at=0)
    return found


@pytest.fixture
def kaunas() -> User:
    return somebody("team", region="LT022")


def people(row: Programme) -> dict[str, User]:
    return {
        "lead": somebody("lead", programme=row.code),
        "host": somebody("team", region="ES120"),
        "guest": somebody("team", region="LT022"),
        "guest member": somebody("member", region="LT022"),
        "third": somebody("team", region="AL022"),
        "outside": somebody("team", region="PL22"),
    }


def test_who_writes_visits_workshops_and_assessments(row: Programme) -> None:
    programme, who = programme_at(row, row.step), people(row)
    visits = {
        name for name, one in who.items() if rules.can_write_exchange(one, row, programme, VISIT.host, VISIT.guest)
    }
    begins = {name for name, one in who.items() if rules.can_write_exchange(one, row, programme)}
    workshops = {name for name, one in who.items() if rules.can_write_part(one, row, programme, "workshop", WORKSHOP)}
    assesses = {name for name, one in who.items() if rules.can_assess(one, row, programme, "kaunas")}
    assert visits == {"lead", "host", "guest"}
    assert begins == {"lead", "host", "guest", "third"}
    assert workshops == {"lead", "guest"}
    assert assesses == {"lead", "guest", "guest member"}


def test_a_visit_is_added_and_written_on(row: Programme, kaunas: User, client: Client) -> None:
    client.force_login(kaunas)
    typed = {"kind_of": "secondment", "host": "tirana", "guest": "kaunas", "purpose": "A month in the valley"}
    typed |= {"way": "physical", "start": "2027-06-01", "end": "2027-05-01", "programme": "Day one", "read_at": "0"}
    wrong = client.post(at("new_visit", row), typed)
    assert wrong.status_code == 422
    assert "it cannot end on" in text(wrong)
    assert client.post(at("new_visit", row), {**typed, "end": "2027-06-30"}).status_code == 302
    said = text(client.get(at("exchanges", row)))
    assert "Secondment of Town of Kaunas at Town of Tirana" in said
    assert client.post(at("new_visit", row), {**typed, "end": "", "guest": "aviles"}).status_code == 403
    assert client.post(at("new_visit", row), {**typed, "end": "", "host": "kaunas"}).status_code == 422
    row.refresh_from_db()
    answer = client.post(
        at("edit_visit", row, "visit"),
        {**typed, "host": "aviles", "end": "", "outcome": "Heat is metered", "read_at": str(row.step)},
    )
    assert answer.status_code == 302
    assert "Heat is metered" in text(client.get(at("exchanges", row)))


def test_an_innovation_team_has_an_area_of_interest(row: Programme, kaunas: User, client: Client) -> None:
    client.force_login(kaunas)
    typed = {"kind_of": "innovation_team", "host": "tirana", "guest": "kaunas", "purpose": "Green hydrogen"}
    assert client.post(at("new_visit", row), {**typed, "way": "virtual", "read_at": "0"}).status_code == 302
    said = text(client.get(at("exchanges", row)))
    assert "Innovation team of Town of Kaunas at Town of Tirana" in said
    assert "Green hydrogen" in said


def test_a_new_visit_never_takes_the_key_of_one_that_was_taken_out(
    row: Programme, kaunas: User, client: Client
) -> None:
    take_out_part(row, "visit", "visit", None, read_at=row.step)
    client.force_login(kaunas)
    typed = {
        "kind_of": "visit",
        "host": "tirana",
        "guest": "kaunas",
        "purpose": "Again",
        "way": "virtual",
        "read_at": "0",
    }
    assert client.post(at("new_visit", row), typed).status_code == 302
    row.refresh_from_db()
    assert [part.key for _kind, part in all_parts_at(row, row.step, kinds=("visit",))] == ["visit-2"]


def test_visits_and_workshops_are_not_public(row: Programme, client: Client) -> None:
    outside = somebody("team", region="PL22")
    for address in (at("exchanges", row), at("course", row), at("workshop", row, "workshop"), at("calendar", row)):
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(outside)
        assert client.get(address).status_code == 403


def test_empty_rooms_say_what_to_do(client: Client) -> None:
    row = a_programme()
    client.force_login(somebody("lead", programme=row.code))
    assert "Add one as soon as two partners have a question" in text(client.get(at("exchanges", row)))
    assert "Every partner runs the course once" in text(client.get(at("course", row)))
    assert "The programme has no semesters yet" in text(
        client.get(
            at(
                "reports",
                a_programme(
                    replace(a_value(row.code), semesters=(), meetings=(), homework=(), submissions=(), outputs=())
                ),
            )
        )
    )


def test_the_course_leads_through_the_house_with_the_region_s_figures(row: Programme, client: Client) -> None:
    steps = steps_shown("DEA12", this_year=2026)
    assert [one.address for one in steps][:3] == ["/regions/DEA1/", "/regions/DEA1/#peers", "/plans/doughnut/DEA1/"], (
        "peers and figures are known of the region around a town"
    )
    figures = steps[0].figures
    assert figures
    assert all(one.year and one.source and one.value for one in figures)
    assert {address_of(one.page, "") for one in packaged().steps} >= {"/regions/", "/practices/", "/portfolios/"}
    for one in steps:
        page, _hash, place = one.address.partition("#")
        answer = client.get(page)
        assert answer.status_code == 200
        assert not place or f'id="{place}"' in answer.content.decode(), one.address
        assert "DEA1" in one.address or one.code == "practices", "every step opens for the region"
    client.force_login(somebody("lead", programme=row.code))
    said = text(client.get(at("course", row) + "?partner=duisburg"))
    assert figures[0].value in said
    assert "Exercise:" in said
    assert "Without a workshop so far: Town of Duisburg, Town of Avilés, Town of Tirana" in said


def test_the_course_is_whole_in_both_languages() -> None:
    course = packaged()
    assert sum(one.minutes for one in course.steps) == course.minutes
    for one in course.steps:
        for name in ("title", "text", "exercise", "ability"):
            english, german = getattr(one, f"{name}_en"), getattr(one, f"{name}_de")
            assert english.strip()
            assert german.strip()
            assert english != german
    with pytest.raises(InputError) as caught:
        parse(b"{title_en: a, title_de: b, minutes: 1}")
    assert [fault.code for fault in caught.value.faults] == ["wrong_part"]


def test_a_workshop_is_added_and_answered_without_a_name(row: Programme, kaunas: User, client: Client) -> None:
    client.force_login(kaunas)
    typed = {"partner": "kaunas", "day": "2027-06-06", "came": "9", "read_at": "0"}
    assert client.post(at("new_workshop", row), typed).status_code == 302
    assert client.post(at("new_workshop", row), {**typed, "partner": "aviles"}).status_code == 422
    member = somebody("member", region="LT022")
    client.force_login(member)
    address = at("assess", row, "workshop", "before")
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"figures": "9"}).status_code == 422
    for mark in ("1", "2", "3"):
        assert client.post(address, {"figures": mark}).status_code == 302
    assert client.get(at("assess", row, "workshop", "meanwhile")).status_code == 404
    entries = Entry.objects.filter(book=row, kind="assessment")
    assert entries.count() == 3
    assert {entry.by for entry in entries} == {None}
    row.refresh_from_db()
    found = {one.step: one for one in gains_of(row, "workshop")}["figures"]
    assert (found.answers_before, found.mean_before, found.answers_after) == (3, 2.0, 0)
    assert isnan(found.mean_after)
    key = entries[0].key
    assert client.get(at("part_history", row, "assessment", key)).status_code == 404, "nobody reads them one by one"
    assert key not in client.get(at("history", row)).content.decode()
    client.force_login(somebody("member", region="ES120"))
    assert client.post(address, {"figures": "5"}).status_code == 403


def test_what_is_wrong_with_an_answer(row: Programme) -> None:
    for workshop, mark, code in (("no-such", 3, "unknown_key"), ("workshop", 6, "out_of_scale")):
        with pytest.raises(InputError) as caught:
            answer_assessment(row, workshop, "after", {"figures": mark})
        assert [fault.code for fault in caught.value.faults] == [code]


def test_faults_of_visits_and_workshops() -> None:
    value = a_value()
    wrong = ExchangeVisit("v", "nobody", "nobody", "Steel", start="2027-05-02", end="2027-05-01")
    codes = [fault.code for fault in exchange_faults(wrong, value)]
    assert codes == ["unknown_key", "unknown_key", "visits_itself", "days_reversed"]
    assert [fault.code for fault in exchange_faults(replace(WORKSHOP, came=-1), value)] == ["negative"]
    assert exchange_faults(VISIT, value) == ()


@given(st.lists(st.integers(1, 5), max_size=8), st.lists(st.integers(1, 5), max_size=8))
def test_gains_are_means_of_enough_answers(before: list[int], after: list[int]) -> None:
    several = [SelfAssessment(f"b{n}", "w", "before", (("read", mark),)) for n, mark in enumerate(before)]
    several += [SelfAssessment(f"a{n}", "w", "after", (("read", mark),)) for n, mark in enumerate(after)]
    (found,) = gains(several, ("read",))
    (turned,) = gains(reversed(several), ("read",))
    assert (found.answers_before, found.answers_after) == (len(before), len(after))
    for marks, mean, other in (
        (before, found.mean_before, turned.mean_before),
        (after, found.mean_after, turned.mean_after),
    ):
        if len(marks) < FEWEST:
            assert isnan(mean)
        else:
            assert mean == other == sum(marks) / len(marks)
    assert isnan(found.change) == (min(len(before), len(after)) < FEWEST)


def test_a_calendar_of_one_s_own_under_a_secret_address(row: Programme, kaunas: User, client: Client) -> None:
    client.force_login(kaunas)
    assert "You have none yet" in text(client.get(at("calendar", row)))
    client.post(at("renew_feed", row))
    first = Feed.objects.get(user=kaunas).key
    assert str(first) in client.get(at("calendar", row)).content.decode()
    client.logout()
    answer = client.get(reverse("learning:feed", args=[first]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    said = answer.content.decode()
    assert said.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:Kick-off" in said
    assert "List what is done" in said
    assert "A first thought" not in said
    renew_feed(kaunas)
    assert client.get(reverse("learning:feed", args=[first])).status_code == 404
    second = Feed.objects.get(user=kaunas).key
    assert client.get(reverse("learning:feed", args=[second])).status_code == 200
    User.objects.filter(pk=kaunas.pk).update(is_active=False)
    assert client.get(reverse("learning:feed", args=[second])).status_code == 404
    User.objects.filter(pk=kaunas.pk).update(is_active=True)
    end_feed(kaunas)
    assert client.get(reverse("learning:feed", args=[second])).status_code == 404


def test_a_calendar_shows_what_its_person_may_see_now(row: Programme, client: Client) -> None:
    outside = somebody("team", region="PL22")
    address = reverse("learning:feed", args=[renew_feed(outside).key])
    assert "BEGIN:VEVENT" not in client.get(address).content.decode()
    assert client.get(at("calendar_file", row)).content.decode().count("BEGIN:VEVENT") == 1, (
        "the one meeting with a day"
    )
    client.force_login(somebody("lead", programme=row.code))
    assert "List what is done" in client.get(at("calendar_file", row)).content.decode()
