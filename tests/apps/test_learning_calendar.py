"""Calendar feeds, read by a parser that other people wrote: https://pypi.org/project/icalendar/."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.services.exchanges import renew_feed
from openhearth.apps.learning.services.parts import save_part, take_out_part
from openhearth.apps.learning.services.programmes import release_programme
from openhearth.core.programme.terms import Meeting
from tests.programmes import a_programme, somebody

pytestmark = pytest.mark.django_db

LONG = "Überlange Überschrift; mit Komma, Strichpunkt und \\ — " * 4 + "Ende"


@pytest.fixture
def row() -> Programme:
    return a_programme()


def calendar(client: Client, address: str) -> dict[str, Any]:
    """The events of a calendar by their summaries."""
    answer = client.get(address)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    read = icalendar.Calendar.from_ical(answer.content)
    assert read["version"] == "2.0"
    found = list(read.walk("VEVENT"))
    assert not [event.errors for event in found if event.errors]
    assert all(event.decoded("dtstamp").tzinfo is not None for event in found)
    assert len({str(event["uid"]) for event in found}) == len(found)
    return {str(event["summary"]): event for event in found}


def changed(row: Programme, **fields: Any) -> None:
    """Write the first meeting anew."""
    entry = row.entries.get(kind="meeting", key="1", superseded=None)
    before = Meeting("1", 1, "Kick-off", "aviles", start="2027-03-02", end="2027-03-03")
    save_part(row, replace(before, **fields), None, read_at=entry.step)
    row.refresh_from_db()


def test_a_meeting_that_moves_is_the_same_event_in_a_newer_version(row: Programme, client: Client) -> None:
    feed = reverse("learning:feed", args=[renew_feed(somebody("team", region="LT022")).key])
    first = calendar(client, feed)["Kick-off"]
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2027, 3, 2), date(2027, 3, 4))
    changed(row, title=LONG, start="2027-05-04T09:00+02:00", end="2027-05-05T16:30+02:00")
    moved = calendar(client, feed)[LONG]
    assert moved["uid"] == first["uid"]
    assert moved["sequence"] > first["sequence"]
    assert moved.decoded("last-modified") >= first.decoded("last-modified")
    assert moved.decoded("dtstart") == datetime(2027, 5, 4, 7, tzinfo=UTC)
    assert moved.decoded("dtend") == datetime(2027, 5, 5, 14, 30, tzinfo=UTC)
    again = calendar(client, feed)[LONG]
    assert again["sequence"] == moved["sequence"], "what did not change is no newer version"


@pytest.mark.parametrize("how", ["its days were taken back", "it was taken out"])
def test_a_meeting_that_does_not_take_place_is_struck_out(row: Programme, client: Client, how: str) -> None:
    feed = reverse("learning:feed", args=[renew_feed(somebody("team", region="LT022")).key])
    first = calendar(client, feed)["Kick-off"]
    assert "status" not in first
    if how == "it was taken out":
        for kind in ("submission", "homework"):
            for entry in row.entries.filter(kind=kind, superseded=None):
                take_out_part(row, kind, entry.key, None, read_at=entry.step)
        entry = row.entries.get(kind="meeting", key="1", superseded=None)
        take_out_part(row, "meeting", "1", None, read_at=entry.step)
    else:
        changed(row, start="", end="")
    struck = calendar(client, feed)["Kick-off"]
    assert (struck["uid"], struck["status"], struck["transp"]) == (first["uid"], "CANCELLED", "TRANSPARENT")
    assert struck.decoded("dtstart") == date(2027, 3, 2), "calendars find it where they have it"
    assert struck["sequence"] > first["sequence"]
    row.refresh_from_db()
    release_programme(row, step=row.step)
    assert calendar(client, reverse("learning:calendar_file", args=[row.code])) == {}
    if how == "its days were taken back":
        changed(row, start="2027-06-01", end="2027-06-02")
        assert "status" not in calendar(client, feed)["Kick-off"]


def test_every_kind_of_day_is_an_event_with_its_version(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    found = calendar(client, reverse("learning:calendar_file", args=[row.code]))
    assert {"Kick-off", "Homework: List what is done", "Due: Handbook"} <= set(found)
    assert all(event["sequence"] > 0 for event in found.values())
    assert {name for name, event in found.items() if event["transp"] == "OPAQUE"} == {"Kick-off"}
