"""Reports of a semester: who writes and reads them, that nothing changes once they are handed in, and what they add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Contested, Saved
from openhearth.apps.learning.books import book
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.rules import can_read_report, can_write_part
from openhearth.apps.learning.selectors.board import handed_in, readable_reports
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.apps.learning.services.parts import restore_part, save_part, take_out_part
from openhearth.apps.learning.services.reports import hand_in, hand_in_whole, open_again, open_whole_again
from openhearth.core.document import as_html
from openhearth.core.errors import InputError
from openhearth.core.programme.exchange_terms import REPORT_WITHIN, frozen_report_faults, owed_reports
from openhearth.core.programme.terms import PartnerReport
from tests.pages import rows, text
from tests.programmes import a_programme, a_value, somebody

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 20)
BEGUN = PartnerReport("kaunas", 1, ("Met the local group",), ("Began late",), 100_000, 80_000)
DONE = PartnerReport("aviles", 1, ("Hosted the kick-off",), (), 200_000, 250_000, "2027-07-01")


def at(name: str, row: Programme, *keys: object) -> str:
    return reverse(f"learning:{name}", args=[row.code, *keys])


@pytest.fixture
def row() -> Programme:
    return a_programme(replace(a_value(), reports=(BEGUN, DONE)), released=True)


@pytest.fixture
def lead(row: Programme) -> User:
    return somebody("lead", programme=row.code)


@pytest.fixture
def kaunas() -> User:
    return somebody("team", region="LT022")


def reports(row: Programme) -> dict[str, PartnerReport]:
    return {one.key: one for one in programme_at(row, row.step).reports}


def test_who_reads_and_writes_an_unfinished_report(row: Programme, lead: User, kaunas: User) -> None:
    people = {
        "lead": lead,
        "own team": kaunas,
        "own member": somebody("member", region="LT022"),
        "other team": somebody("team", region="ES120"),
        "lead of another": somebody("lead", programme="another"),
        "team everywhere": somebody("team"),
    }
    programme = programme_at(row, row.step)
    reads = {name for name, one in people.items() if can_read_report(one, row, programme, BEGUN)}
    writes = {name for name, one in people.items() if can_write_part(one, row, programme, "report", BEGUN)}
    assert reads == {"lead", "own team", "own member"}
    assert writes == {"lead", "own team"}
    seen = {
        name: {one.partner for one in readable_reports(user, row, programme, row.step)}
        for name, user in people.items()
        if name in ("lead", "own team", "other team")
    }
    assert seen == {"lead": {"kaunas", "aviles"}, "own team": {"kaunas", "aviles"}, "other team": {"aviles"}}


def test_another_partner_finds_an_unfinished_report_nowhere(row: Programme, client: Client) -> None:
    client.force_login(somebody("team", region="ES120"))
    for address in (
        at("report", row, 1),
        at("history", row),
        at("board", row),
        at("book_file", row, "report-1", "html"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Met the local group" not in answer.content.decode()
    assert "Hosted the kick-off" in client.get(at("report", row, 1)).content.decode()
    past = client.get(at("part_history", row, "report", "kaunas-1"))
    assert past.status_code == 404
    assert client.get(at("write_report", row, 1, "kaunas")).status_code == 403


def test_the_public_reads_no_reports(row: Programme, client: Client) -> None:
    for address in (at("reports", row), at("report", row, 1)):
        assert client.get(address).status_code == 302, "sign in first"
    client.force_login(somebody("team", region="PL22"))
    for address in (at("reports", row), at("report", row, 1), at("book_file", row, "report-1", "html")):
        assert client.get(address).status_code == 403


def test_the_tables_add_up_and_say_what_is_missing(row: Programme, lead: User, client: Client) -> None:
    client.force_login(lead)
    page = client.get(at("report", row, 1)).content.decode()
    told = {one[0]: one[1:] for one in rows(page, "Planned and actual")}
    assert told["Town of Kaunas"][:4] == ["1,000 €", "800 €", "1,000 €", "800 €"]
    assert told["Town of Duisburg"][:2] == ["not told", "not told"]
    assert told["All partners"][:2] == ["at least 3,000 €", "at least 3,300 €"]


def test_a_report_is_written_and_handed_in(row: Programme, kaunas: User, client: Client) -> None:
    client.force_login(kaunas)
    typed = {
        "activities": "Two workshops",
        "deviations": "",
        "planned": "1500.50",
        "spent": "",
        "read_at": str(row.step),
    }
    assert client.post(at("write_report", row, 1, "kaunas"), typed).headers["Location"] == at("report", row, 1)
    row.refresh_from_db()
    assert reports(row)["kaunas-1"] == PartnerReport("kaunas", 1, ("Two workshops",), (), 150_050, None)
    assert client.post(at("hand_in_report", row, 1, "kaunas"), {"read_at": str(row.step)}).status_code == 302
    row.refresh_from_db()
    assert reports(row)["kaunas-1"].handed_in_on == timezone.localdate().isoformat()
    client.post(at("write_report", row, 1, "kaunas"), {**typed, "read_at": str(row.step)})
    row.refresh_from_db()
    assert reports(row)["kaunas-1"].handed_in_on, "the same words again do not open it"
    again = client.post(at("write_report", row, 1, "kaunas"), {**typed, "spent": "9", "read_at": str(row.step)})
    assert again.status_code == 422
    assert "handed in" in text(again)
    assert client.post(at("open_report", row, 1, "kaunas")).status_code == 403, "only the lead opens it again"


def test_nothing_changes_what_was_handed_in(row: Programme, lead: User, kaunas: User) -> None:
    save_part(row, replace(BEGUN, spent=90_000), kaunas, read_at=row.step)
    row.refresh_from_db()
    first = row.step
    hand_in(row, "kaunas", 1, kaunas, read_at=row.step, today=TODAY)
    handed = reports(row)["kaunas-1"]
    for change in (
        lambda: save_part(row, replace(handed, spent=1), kaunas, read_at=row.step),
        lambda: take_out_part(row, "report", "kaunas-1", kaunas, read_at=row.step),
        lambda: restore_part(row, "report", "kaunas-1", first, kaunas, read_at=row.step),
        lambda: hand_in(row, "kaunas", 1, kaunas, read_at=row.step, today=date(2027, 7, 21)),
    ):
        with pytest.raises(InputError) as caught:
            change()
        assert [fault.code for fault in caught.value.faults] == ["report_handed_in"]
        row.refresh_from_db()
    assert reports(row)["kaunas-1"] == handed
    open_again(row, "kaunas", 1, lead)
    assert isinstance(save_part(row, replace(BEGUN, spent=1), kaunas, read_at=row.step), Saved)


def test_what_somebody_else_wrote_meanwhile_is_not_handed_in_unread(row: Programme, kaunas: User) -> None:
    read = row.step
    save_part(row, replace(BEGUN, spent=90_000), somebody("team", region="LT022"), read_at=read)
    row.refresh_from_db()
    with pytest.raises(InputError) as caught:
        hand_in(row, "kaunas", 1, kaunas, read_at=read, today=TODAY)
    assert [fault.code for fault in caught.value.faults] == ["newer_version"]
    with pytest.raises(InputError) as caught:
        hand_in(row, "tirana", 1, kaunas, read_at=read, today=TODAY)
    assert [fault.code for fault in caught.value.faults] == ["no_report"]


def test_the_semester_of_all_is_frozen_at_its_step(row: Programme, lead: User, kaunas: User, client: Client) -> None:
    read = row.step
    hand_in_whole(row, 1, lead, today=TODAY)
    at_step = handed_in(row, 1, row.step)
    assert at_step == (row.step, "2027-07-20")
    with pytest.raises(InputError) as caught:
        save_part(row, replace(BEGUN, spent=5), kaunas, read_at=read)
    assert [fault.code for fault in caught.value.faults] == ["report_handed_in"]
    with pytest.raises(InputError):
        hand_in_whole(row, 1, lead, today=TODAY)
    before = as_html(book(lead, row, row.step, "report-1", today=date(2028, 1, 1)), lambda _figure: "")
    assert "Met the local group" in before
    save_part(row, replace(programme_at(row, row.step).partners[1], name="Renamed"), lead, read_at=row.step)
    row.refresh_from_db()
    after = as_html(book(lead, row, row.step, "report-1", today=date(2029, 1, 1)), lambda _figure: "")
    assert after == before, "neither a later name nor a later day changes it"
    client.force_login(kaunas)
    assert client.post(at("hand_in_semester", row, 1), {"open": "yes"}).status_code == 403
    open_whole_again(row, 1, lead)
    assert handed_in(row, 1, row.step) is None
    assert not isinstance(save_part(row, replace(BEGUN, spent=5), kaunas, read_at=row.step), Contested)


def test_the_lead_hands_a_semester_in_on_the_page(row: Programme, lead: User, client: Client) -> None:
    client.force_login(lead)
    assert client.post(at("hand_in_semester", row, 1), {}).status_code == 302
    said = text(client.get(at("report", row, 1)))
    assert "The report of the whole programme was handed in on" in said
    assert "Write the report" not in said
    client.post(at("hand_in_semester", row, 1), {"open": "yes"})
    assert "Hand in the semester" in text(client.get(at("report", row, 1)))


def test_two_people_writing_one_report_are_joined_or_asked(row: Programme, kaunas: User, client: Client) -> None:
    read = row.step
    save_part(row, replace(BEGUN, deviations=("A strike",)), somebody("team", region="LT022"), read_at=read)
    client.force_login(kaunas)
    typed = {"activities": "Three workshops", "deviations": "Began late", "planned": "1000", "spent": "800"}
    assert client.post(at("write_report", row, 1, "kaunas"), {**typed, "read_at": str(read)}).status_code == 302
    row.refresh_from_db()
    assert reports(row)["kaunas-1"] == replace(BEGUN, activities=("Three workshops",), deviations=("A strike",))
    answer = client.post(at("write_report", row, 1, "kaunas"), {**typed, "activities": "Mine", "read_at": str(read)})
    assert answer.status_code == 409
    assert "Three workshops" in text(answer)


def test_reports_are_owed_by_all_but_associated_partners() -> None:
    value = a_value()
    day = date.fromisoformat(value.semesters[0].end)
    assert owed_reports(value, day) == (), "the semester has not ended"
    owed = owed_reports(value, date.fromordinal(day.toordinal() + REPORT_WITHIN))
    assert {(one.partner, one.semester, one.late) for one in owed} == {
        (partner.key, 1, False) for partner in value.partners
    }
    assert all(one.late for one in owed_reports(value, date.fromordinal(day.toordinal() + REPORT_WITHIN + 1)))
    assert frozen_report_faults([("report", BEGUN)], "report", "kaunas-1") == ()
