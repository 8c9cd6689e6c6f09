"""Calendars, read back by the rules of RFC 5545."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.programme.calendar import Event, events, icalendar, uid
from tests.core.programme_cases import WHOLE

STAMP = datetime(2027, 1, 1, 12, tzinfo=UTC)


def text(*listed: Event, name: str = "C") -> str:
    return icalendar(name, listed, stamp=STAMP, house="hearth.example")


def unfolded(calendar: str) -> list[str]:
    """Content lines as a reader sees them (3.1)."""
    assert calendar.endswith("\r\n")
    return calendar.replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    r"""3.3.11, from left to right, so that ``\\n`` is a backslash and an n."""
    read, rest = "", iter(value)
    for one in rest:
        if one == "\\":
            following = next(rest)
            read += "\n" if following in "nN" else following
        else:
            assert one not in ";,", "must be escaped"
            read += one
    return read


def properties(calendar: str) -> list[dict[str, str]]:
    """The properties of each event."""
    found: list[dict[str, str]] = []
    for line in unfolded(calendar):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line not in {"END:VEVENT", "END:VCALENDAR"}:
            assert name not in found[-1], "once in an event"
            found[-1][name] = value
    return found


def test_meetings_of_days_and_of_hours() -> None:
    first, second = [one for one in properties(text(*events(WHOLE, date(2027, 1, 1)))) if one["TRANSP"] == "OPAQUE"]
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20270201", "20270203"), (
        "the end is the day after"
    )
    assert (second["DTSTART"], second["DTEND"]) == ("20270901T070000Z", "20270901T153000Z")
    assert (first["LOCATION"], first["DTSTAMP"]) == ("Duisburg", "20270101T120000Z")
    assert unescaped(first["DESCRIPTION"]) == (
        "Peers & friends\nDuisburg\nHeat\nExchange: facts, figures; plans; costs\nSite visit: steel"
    )


def test_a_partner_sees_every_meeting_and_only_what_it_owes_itself() -> None:
    def summaries(partner: str) -> list[str]:
        return [one.summary for one in events(WHOLE, date(2027, 1, 1), partner)]

    meetings = ["Kick-off", "Green"]
    assert summaries("office") == meetings
    assert summaries("albania") == ["Kick-off", "Homework: List actions", "Green"]
    assert set(summaries("aviles")) - set(summaries("albania")) == {"Answer to: Ask the tenants", "Due: Study"}
    assert "What became of: Use the heat" in summaries("duisburg")
    assert summaries("")[-1] == "What became of: Use the heat"


def test_an_event_keeps_its_name_when_it_moves_and_has_another_in_another_house() -> None:
    moved = replace(
        WHOLE, meetings=tuple(replace(one, title="Other", start="2027-11-01", end="") for one in WHOLE.meetings)
    )
    before, after = ([one.key for one in events(each, date(2027, 1, 1)) if one.busy] for each in (WHOLE, moved))
    assert sorted(before) == sorted(after) == ["peers:meeting:m1", "peers:meeting:m2"]
    assert uid("peers:meeting:m1", "a.example") != uid("peers:meeting:m2", "a.example")
    assert uid("k", "a.example").partition("@")[2] == "a.example"


def test_words_of_the_calendar_are_those_of_the_reader() -> None:
    german = {"Homework: %(about)s": "Hausaufgabe: %(about)s"}
    said = [one.summary for one in events(WHOLE, date(2027, 1, 1), "albania", _=lambda word: german.get(word, word))]
    assert "Hausaufgabe: List actions" in said


def test_times_without_an_offset_and_ends_before_the_start_are_refused_together() -> None:
    naive = datetime(2027, 1, 1, 9)  # noqa: DTZ001 - that is the fault
    with pytest.raises(InputError) as error:
        icalendar("C", [Event("k", "S", naive), Event("l", "S", STAMP, STAMP - timedelta(2))], stamp=naive, house="h")
    assert [(fault.code, fault.place) for fault in error.value.faults] == [
        ("no_offset", "stamp"),
        ("no_offset", "k"),
        ("days_reversed", "l"),
    ]


def test_a_meeting_from_a_day_to_an_hour_is_one_of_days() -> None:
    (found,) = properties(text(Event("k", "S", date(2027, 3, 1), STAMP.replace(month=3, day=2))))
    assert found["DTEND;VALUE=DATE"] == "20270303"
    (found,) = properties(text(Event("k", "S", STAMP, STAMP)))
    assert "DTEND" not in found, "an end must come after its start"


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\\;,"), max_size=120)


@settings(max_examples=80)
@given(TEXTS, TEXTS, st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001 - naive on purpose
def test_whatever_is_said_comes_back(summary: str, place: str, moment: datetime, offset: int) -> None:
    start = moment.replace(tzinfo=timezone(timedelta(hours=offset)))
    calendar = text(Event("k", summary, start, start + timedelta(hours=1), location=place), name=summary)
    lines = calendar.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in "".join(lines)
    (found,) = properties(calendar)
    assert unescaped(found["SUMMARY"]) == summary
    assert unescaped(found.get("LOCATION", "")) == place
    assert datetime.strptime(found["DTSTART"], "%Y%m%dT%H%M%S%z") == start.replace(microsecond=0)
    assert unfolded(calendar)[0] == "BEGIN:VCALENDAR"
    assert unfolded(calendar)[-1] == "END:VCALENDAR"


def test_control_characters_cannot_break_out_of_a_line() -> None:
    (found,) = properties(text(Event("k", "a\r\nEND:VEVENT\rb\x00\x1f", date(2027, 1, 1))))
    assert unescaped(found["SUMMARY"]) == "a\nEND:VEVENT\nb��"
