"""A meeting: minutes, who came, practices, photos, votes, closing it, its report, and proposing hosts and dates."""

from __future__ import annotations

import zipfile
from base64 import b64encode
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from openhearth.apps.entries.services import Contested, Saved
from openhearth.apps.jobs.models import Job
from openhearth.apps.learning.models import Picture, Programme
from openhearth.apps.learning.pages import rotation as rotation_page
from openhearth.apps.learning.photos import SIDE, photo
from openhearth.apps.learning.selectors.holidays import weeks_off
from openhearth.apps.learning.selectors.meetings import journeys
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_at
from openhearth.apps.learning.services.meetings import add_site_note, cast_vote, close_meeting, show_practice
from openhearth.apps.learning.services.parts import save_part, take_out_part
from openhearth.apps.learning.services.programmes import load_programme, release_programme
from openhearth.core.errors import InputError
from openhearth.core.programme.group_terms import Baseline
from openhearth.core.programme.meeting_terms import Decision, Minutes, Participant, record_of, tally
from openhearth.core.programme.rotation import rotation
from openhearth.core.programme.terms import Homework
from openhearth.sources.programmes.programme_yaml import packaged
from tests.pages import text
from tests.programmes import a_programme, somebody

pytestmark = pytest.mark.django_db

PRACTICE = "irecovery-brescia"


def at(name: str, row: Programme, *keys: str) -> str:
    return reverse(f"learning:{name}", args=[row.code, *keys])


@pytest.fixture
def row() -> Programme:
    return a_programme(released=True)


@pytest.fixture
def host(client: Client) -> Client:
    client.force_login(somebody("team", region="ES120"))
    return client


def a_picture(size: tuple[int, int] = (40, 20), file_format: str = "JPEG", **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, file_format, **options)
    return written.getvalue()


def test_the_host_runs_a_meeting_and_closes_it(row: Programme, host: Client) -> None:
    page = at("meeting", row, "1")
    came = {"meeting": "1", "organisation": "The steel works", "mode": "remote", "helix": "businesses", "read_at": "0"}
    assert host.post(at("new_part", row, "participant"), came).headers["Location"].startswith(page)
    material = {"meeting": "1", "title": "Slides", "link": "https://example.org/slides", "read_at": "0"}
    assert host.post(at("new_part", row, "material"), material).status_code == 302
    unsafe = host.post(at("new_part", row, "material"), material | {"link": "javascript:alert(1)"})
    assert unsafe.status_code == 422
    minutes = {"text": "Everybody reports.\n\nHeat is lost.", "read_at": "0"}
    assert host.post(at("edit_part", row, "minutes", "1-exchange"), minutes).status_code == 302
    assert host.get(at("edit_part", row, "minutes", "1-workshop")).status_code == 404, "not on the agenda"
    found = host.post(at("show_practice", row, "1"), {"practices-words": "brescia", "find": "practices"})
    assert f'value="{PRACTICE}"' in found.content.decode()
    assert host.post(at("show_practice", row, "1"), {"practices": [PRACTICE]}).status_code == 302
    assert host.post(at("show_practice", row, "1"), {"practices": ["no-such"]}).status_code == 422
    assert host.post(at("show_practice", row, "1"), {}).status_code == 422
    row.refresh_from_db()
    assert programme_at(row, row.step).meetings[0].practices == (PRACTICE,), "the chain begins here"
    said = text(host.get(page))
    for words in ("The steel works", "remote", "Slides", "Heat is lost.", "Nobody took minutes of this part."):
        assert words in said
    closed = host.post(at("close_meeting", row, "1"))
    assert closed.headers["Location"] == at("meeting_report", row, "1")
    report = text(host.get(at("meeting_report", row, "1")))
    for words in ("Kick-off", "The steel works", "Heat is lost.", "Minutes of: Site visit", "Town of Kaunas"):
        assert words in report
    assert host.post(at("edit_part", row, "minutes", "1-exchange"), minutes | {"text": "Else"}).status_code in (
        409,
        422,
    )
    assert host.post(at("close_meeting", row, "1"), {"open": "1"}).status_code == 403, "only the lead opens it again"


def test_a_closed_meeting_is_frozen_until_it_is_opened_again(row: Programme, client: Client) -> None:
    save_part(row, Minutes("1", "exchange", "As it was."), None, read_at=0)
    close_meeting(row, programme_at(row, row.step).meetings[0], date(2027, 3, 20), None)
    step = row.step
    (minutes,) = [part for kind, part in all_parts_at(row, row.step) if kind == "minutes"]
    meeting = programme_at(row, row.step).meetings[0]
    for attempt in (
        lambda: save_part(row, replace(minutes, text="Otherwise."), None, read_at=step),
        lambda: save_part(row, Participant("late", "1", "Somebody late"), None, read_at=0),
        lambda: save_part(row, replace(meeting, title="Another"), None, read_at=step),
        lambda: take_out_part(row, "minutes", minutes.key, None, read_at=step),
        lambda: take_out_part(row, "meeting", "1", None, read_at=step),
        lambda: show_practice(row, "1", PRACTICE, "", None),
        lambda: close_meeting(row, meeting, date(2027, 3, 21), None),
    ):
        with pytest.raises(InputError, match="meeting_closed"):
            attempt()
    with pytest.raises(InputError, match="meeting_closed"):
        load_programme(replace(programme_at(row, row.step), meetings=(), homework=(), submissions=()), None)
    assert row.step == step
    report = client.get(at("meeting_report", row, "1"))
    assert report.status_code == 302, "closed, and not released yet"
    client.force_login(somebody("lead", programme=row.code))
    assert client.post(at("close_meeting", row, "1"), {"open": "1"}).status_code == 302
    row.refresh_from_db()
    assert save_part(row, replace(minutes, text="Otherwise."), None, read_at=row.step)
    assert client.get(at("meeting_report", row, "1") + "?as=public").status_code == 403


def test_a_meeting_without_a_day_is_not_closed(row: Programme) -> None:
    with pytest.raises(InputError) as caught:
        close_meeting(row, programme_at(row, row.step).meetings[2], date(2027, 3, 20), None)
    assert [fault.code for fault in caught.value.faults] == ["no_day", "no_host"]


def test_two_people_take_minutes_and_lose_nothing(row: Programme, client: Client) -> None:
    address = at("edit_part", row, "minutes", "1-exchange")
    first, second = Client(), client
    first.force_login(somebody("team", region="ES120"))
    second.force_login(somebody("member", region="LT022"))
    assert first.post(address, {"text": "First", "read_at": "0"}).status_code == 302
    row.refresh_from_db()
    step = str(row.step)
    assert first.post(address, {"text": "First and more", "read_at": step}).status_code == 302
    asked = second.post(address, {"text": "First, said otherwise", "read_at": step})
    assert asked.status_code == 409
    page = asked.content.decode()
    assert "First and more" in page
    assert "First, said otherwise" in page
    row.refresh_from_db()
    assert second.post(address, {"text": "Both", "read_at": str(row.step)}).status_code == 302
    past = text(second.get(at("part_history", row, "minutes", "1-exchange")))
    assert "and more" in past
    both = second.post(at("edit_part", row, "minutes", "1-site-visit"), {"text": "Other part", "read_at": "0"})
    assert both.status_code == 302, "another part is another matter"


def test_two_people_who_begin_the_same_minutes_lose_nothing(row: Programme, client: Client) -> None:
    address = at("edit_part", row, "minutes", "1-exchange")
    client.force_login(somebody("team", region="ES120"))
    assert client.post(address, {"text": "First", "read_at": "0"}).status_code == 302
    client.force_login(somebody("member", region="LT022"))
    asked = client.post(address, {"text": "Second", "read_at": "0"})
    assert asked.status_code == 409
    said = asked.content.decode()
    assert "First" in said
    assert "Second" in said
    row.refresh_from_db()
    assert f'name="read_at" value="{row.step}"' in said, "saving again counts"
    assert client.post(address, {"text": "First\nSecond", "read_at": str(row.step)}).status_code == 302


def test_two_groups_of_fields_that_are_begun_at_once_are_joined(row: Programme) -> None:
    """Each told something else of where a partner begins."""
    assert save_part(row, Baseline("kaunas", facts=("A river",)), None, read_at=0)
    joined = save_part(row, Baseline("kaunas", challenges=("The furnaces end",)), None, read_at=0)
    assert isinstance(joined, Saved)
    assert joined.part == Baseline("kaunas", facts=("A river",), challenges=("The furnaces end",))
    differing = save_part(row, Baseline("kaunas", facts=("A hill",)), None, read_at=0)
    assert isinstance(differing, Contested)
    assert [one.field for one in differing.conflicts] == ["facts"]
    twice = Homework("h1", "1", "Another task")
    with pytest.raises(InputError, match="key_taken"):
        save_part(row, twice, None, read_at=0)


def test_votes_are_counted_for_those_who_have_one(row: Programme, client: Client) -> None:
    lead = somebody("lead", programme=row.code)
    client.force_login(lead)
    assert client.post(at("new_part", row, "decision"), {"meeting": "1", "text": "Meet in May.", "read_at": "0"})
    row.refresh_from_db()
    record = record_of("1", (part for _kind, part in all_parts_at(row, row.step)))
    (decision,) = record.decisions
    typed = {"decision": decision.key, "choice": "yes"}
    for user, partner, status in (
        (lead, "kaunas", 403),
        (somebody("team", region="LT022"), "kaunas", 302),
        (somebody("member", region="ES120"), "aviles", 403),
        (somebody("team", region="LT022"), "aviles", 403),
        (somebody("team", region="AL02"), "tirana", 403),
    ):
        client.force_login(user)
        assert client.post(at("vote", row, "1"), typed | {"partner": partner}).status_code == status
    page = text(client.get(at("meeting", row, "1")))
    assert "How Town of Tirana votes" not in page
    row.refresh_from_db()
    programme = programme_at(row, row.step)
    cast_vote(row, decision, programme.partners[2], "no", None)
    record = record_of("1", (part for _kind, part in all_parts_at(row, row.step)))
    found = tally(decision.key, record.votes, programme.partners)
    assert (found.yes, found.no, found.silent) == ((), ("kaunas",), ("duisburg", "aviles"))
    assert not found.carried
    assert isinstance(decision, Decision)


def test_photos_are_kept_without_what_nobody_sees(row: Programme, host: Client) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6  # held upright
    data = a_picture(exif=exif)
    assert b"Secret camera" in data
    typed = {"text": "Hot steel.", "captions": "A furnace", "pictures": SimpleUploadedFile("a.jpg", data)}
    assert host.post(at("add_note", row, "1"), typed).status_code == 302
    (kept,) = Picture.objects.all()
    assert b"Secret" not in bytes(kept.data)
    assert not Image.open(BytesIO(bytes(kept.data))).getexif()
    assert (kept.width, kept.height) == (20, 40)
    address = at("picture", row, "1", str(kept.pk))
    page = host.get(at("meeting", row, "1")).content.decode()
    assert address in page
    assert 'alt="A furnace"' in page
    assert host.get(address).headers["Content-Type"] == "image/jpeg"
    assert Client().get(address).status_code == 404, "the meeting is open"
    silent = host.post(
        at("add_note", row, "1"), typed | {"captions": "", "pictures": SimpleUploadedFile("a.jpg", data)}
    )
    assert silent.status_code == 422
    bad = [SimpleUploadedFile("a.jpg", data), SimpleUploadedFile("b.jpg", b"<svg onload=alert(1)>")]
    refused = host.post(at("add_note", row, "1"), typed | {"pictures": bad})
    assert refused.status_code == 422
    assert "“b.jpg” is no photo" in text(refused)
    assert Picture.objects.count() == 1, "all or none"


def test_each_photo_has_its_own_words_and_the_frozen_report_keeps_them_all(row: Programme, host: Client) -> None:
    teal, wide = a_picture(), a_picture((60, 20))
    files = [SimpleUploadedFile("a.jpg", teal), SimpleUploadedFile("b.jpg", wide)]
    typed = {"text": "Hot steel.", "captions": "A furnace\nThe quay\nToo much", "credit": "Town of Avilés"}
    refused = host.post(at("add_note", row, "1"), typed | {"pictures": files})
    assert refused.status_code == 422
    assert "3 lines for 2 photos" in text(refused)
    for file in files:
        file.seek(0)
    kept = host.post(at("add_note", row, "1"), typed | {"captions": "A furnace\nThe quay", "pictures": files})
    assert kept.status_code == 302
    host.post(at("close_meeting", row, "1"))
    row.refresh_from_db()
    release_programme(row, step=row.step)
    photos = {one.caption: one for one in Picture.objects.all()}
    assert set(photos) == {"A furnace", "The quay"}
    reader = Client()
    page = reader.get(at("meeting_report", row, "1")).content.decode()
    for caption, one in photos.items():
        address = at("picture", row, "1", str(one.pk))
        assert f'<img src="{address}" alt="{caption}" width="{one.width}"' in page
        assert f"{caption} (Town of Avilés)" in page
        assert reader.get(address).status_code == 200
    alone = reader.get(at("meeting_report_file", row, "1", "html")).content
    with zipfile.ZipFile(BytesIO(reader.get(at("meeting_report_file", row, "1", "docx")).content)) as parts:
        inside = [parts.read(name) for name in parts.namelist() if name.startswith("word/media/")]
    printed = reader.get(at("meeting_report_file", row, "1", "pdf")).content
    for one in photos.values():
        data = bytes(one.data)
        assert b64encode(data) in alone
        assert data in inside
        assert data in printed, "a JPEG goes into a PDF as it is"


def test_a_meeting_keeps_no_more_photos_than_a_report_can_carry(row: Programme) -> None:
    many = [("a.jpg", a_picture())] * 12
    for number in range(4):
        add_site_note(row, "1", f"Note {number}", many, ["A furnace"], None)
    with pytest.raises(InputError, match="meeting_full_of_pictures"):
        add_site_note(row, "1", "One more", many[:1], ["A furnace"], None)
    assert Picture.objects.count() == 48
    assert add_site_note(row, "1", "Words always fit", [], [], None)


def test_a_photo_is_made_smaller_and_a_damaged_or_foreign_one_refused() -> None:
    found = photo("large.png", a_picture((SIDE * 2, SIDE), "PNG"))
    assert (found.width, found.height) == (SIDE, SIDE // 2)
    for data in (b"", a_picture(file_format="GIF"), a_picture((400, 400))[:300]):
        with pytest.raises(InputError, match="bad_picture"):
            photo("x", data)
    with pytest.raises(InputError, match="picture_too_large"):
        photo("x", b"0" * 12_000_001)


@pytest.mark.parametrize("suffix", ["html", "md", "docx", "pdf"])
def test_the_report_can_be_taken_along(suffix: str, row: Programme, host: Client) -> None:
    answer = host.get(at("meeting_report_file", row, "1", suffix))
    assert answer.status_code == 200
    begins = {"html": b"<!doctype html>", "md": b"", "docx": b"PK", "pdf": b"%PDF"}[suffix]
    assert answer.content.lower().startswith(begins.lower())
    assert host.get(at("meeting_report_file", row, "1", "exe")).status_code == 404


def test_the_worker_prints_the_report(row: Programme, host: Client) -> None:
    answer = host.post(at("order_meeting_report", row, "1"), {"format": "docx"})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
    host.post(at("order_meeting_report", row, "1"), {"format": "docx"})
    assert Job.objects.count() == 1, "the same report of the same state is printed once"


def test_hosts_and_dates_are_proposed_and_taken_over(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    typed = {
        "start": "2027-01-04",
        "every": "2",
        "keep": "yes",
        "closed": "2027-08-01 / 2027-08-31",
        "away-tirana": "2027-07-07",
    }
    page = client.get(at("rotation", row), typed)
    said = text(page)
    assert page.status_code == 200
    assert "The proposal" in said
    assert "Town of Kaunas" in said
    assert client.post(at("rotation", row), typed).status_code == 302
    row.refresh_from_db()
    meetings = programme_at(row, row.step).meetings
    assert [one.host for one in meetings] == ["aviles", "tirana", "kaunas"]
    assert meetings[0].start < meetings[1].start < meetings[2].start
    assert all(one.start < "2027-07-27" or one.start > "2027-08-31" for one in meetings)


def test_no_host_meets_in_a_week_with_a_public_holiday_at_home(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    typed = {"start": "2027-01-04", "every": "1", "keep": "yes"}
    said = text(client.get(at("rotation", row), typed))
    left = said.split("Weeks in which a partner is not asked to host")[1]
    assert "Town of Avil\u00e9s" in left
    assert "Good Friday" in left
    own = [line for line in left.split("Town of ") if "Lithuania" in line or "Statehood" in line]
    assert own, "Kaunas may host in the second half of the year"
    assert all(line.startswith("Kaunas") for line in own), "each partner has the holidays of its own country"
    assert "The longest way has" in said
    assert "Weeks in which" not in text(client.get(at("rotation", row), typed | {"holidays": "in"}))


def test_declared_weeks_count_beside_public_holidays(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    off = weeks_off(programme_at(row, row.step).partners, {"2027-03-22", "2027-05-10"}, "en")
    assert off["aviles"] == {"2027-03-22": ["Good Friday"]}
    assert "duisburg" in off
    typed = {"start": "2027-01-04", "every": "1", "keep": "yes", "away-aviles": "2027-01-04 / 2027-06-27"}
    said = text(client.get(at("rotation", row), typed))
    assert "This is impossible" in said
    assert "Town of Avil\u00e9s cannot host in the weeks in which it is not available." in said
    assert "public holiday of its country" not in said.split("This is impossible")[1].split("</div>")[0]


def test_the_proposal_says_why_it_is_impossible(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    typed = {"start": "2027-01-04", "every": "4", "keep": "yes", "closed": "2027-01-01 / 2027-12-31"}
    said = text(client.get(at("rotation", row), typed))
    assert "This is impossible" in said
    assert "Nobody meets in the holidays of all." in said
    assert client.get(at("rotation", row), typed | {"closed": "soon"}).status_code == 422
    client.force_login(somebody("team", region="ES120"))
    assert client.post(at("rotation", row), typed).status_code == 403


def test_jetskir_can_be_planned_anew() -> None:
    programme = packaged("jetskir")
    ways = journeys(rotation_page.travellers(programme))
    assert (ways.roughly, ways.guessed) == (("wirtschaftsservice", "iam"), ())
    assert ways.lengths["aviles", "sines"] == pytest.approx(650, abs=100)
    found = rotation(
        rotation_page.question(
            programme, start=date(2027, 1, 4), every=4, keep=False, closed=(), away={}, journeys=ways.lengths
        )
    )
    policy = [one.key for one in programme.partners if one.role == "policy"]
    hosts = [one.host for one in found.visits]
    assert len(found.visits) == 8
    assert all(hosts.count(one) == 1 for one in policy)
    assert hosts[3] == "iam"
