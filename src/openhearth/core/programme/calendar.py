"""A programme as a calendar: the text of an iCalendar (RFC 5545) with its meetings and the days on which something is due.

https://doi.org/10.17487/RFC5545
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.board import concerned, owed, subjects
from openhearth.core.programme.terms import Meeting, Programme

OCTETS = 75
"""A line is folded before it is longer than so many octets, its line break left out."""

PRODUCT = "-//OpenHearth//Peer learning//EN"

Say = Callable[[str], str]

_DAY = len("2027-03-01")
_SPECIAL = re.compile(r"([\\;,])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


REFRESH = "PT12H"
"""How often whoever subscribes should ask again (RFC 7986)."""


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of a part stands behind an event: a number that only grows, and when it was written, with an offset from UTC."""

    number: int
    at: datetime


Versions = Mapping[tuple[str, str], Version]
"""Kind and key of a part to its version."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a calendar.

    Parameters
    ----------
    key
        Stays the same when the event is moved or renamed: calendars know it by that.
    start, end
        Days, or times with their offset from UTC. ``end`` is the last day of a meeting of days, included; None: that of ``start``.
    busy
        Whoever comes can do nothing else then.
    version
        By it calendars tell a newer event from an older one; None: nobody told.
    cancelled
        It does not take place: calendars that hold it strike it out.
    """

    key: str
    summary: str
    start: date | datetime
    end: date | datetime | None = None
    busy: bool = False
    description: str = ""
    location: str = ""
    version: Version | None = None
    cancelled: bool = False


def events(
    programme: Programme,
    today: date,
    partner: str = "",
    *,
    versions: Versions = MappingProxyType({}),
    cancelled: Iterable[Meeting] = (),
    _: Say = str,
) -> tuple[Event, ...]:
    """The meetings with a day, in the order of days, and what is due.

    Parameters
    ----------
    partner
        Only what this partner comes to or owes: every meeting, but only its own homework, follow-ups, replies and outputs. Empty: of all.
    versions, cancelled
        What is known of the past of the programme: which versions stand there, and the meetings that had a day and have none any more,
        as they were.
    _
        Puts the calendar's own words into the language of the reader.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Semester
    >>> meeting = Meeting("2", 1, "Green transformation", start="2027-03-02", end="2027-03-03", place="Avilés")
    >>> programme = Programme("jetskir", "JETSKIR", semesters=(Semester(1),), meetings=(meeting,))
    >>> [(one.key, one.end) for one in events(programme, date(2027, 1, 1))]
    [('jetskir:meeting:2', datetime.date(2027, 3, 3))]
    """
    names = {one.key: one.name for one in programme.partners}
    found = [_of_meeting(programme, one, names, _) for one in programme.meetings if one.start]
    struck = [_of_meeting(programme, one, names, _) for one in cancelled if one.start]
    found += [replace(one, cancelled=True, busy=False) for one in struck]
    found += _dues(programme, today, partner, names, _)
    found = [replace(one, version=versions.get(_part_behind(one))) for one in found]
    return tuple(sorted(found, key=lambda one: (one.start.isoformat(), one.key)))


def icalendar(name: str, listed: Iterable[Event], *, stamp: datetime, house: str) -> str:
    r"""The text of a calendar, with CRLF line breaks.

    Parameters
    ----------
    name
        What calendars call it.
    stamp
        When the text was made, with an offset from UTC.
    house
        The domain of the house that publishes it; two houses never give two events the same UID.

    Raises
    ------
    InputError
        ``no_offset`` for every time without an offset from UTC, ``days_reversed`` for every event that ends before it starts.

    Examples
    --------
    >>> text = icalendar("JETSKIR", [Event("k", "Kick-off; Duisburg", date(2027, 3, 2))],
    ...                  stamp=datetime(2027, 1, 1, tzinfo=UTC), house="hearth.example")
    >>> [line for line in text.split("\r\n") if line.startswith(("SUMMARY", "DT"))]
    ['DTSTAMP:20270101T000000Z', 'DTSTART;VALUE=DATE:20270302', 'DTEND;VALUE=DATE:20270303', 'SUMMARY:Kick-off\\; Duisburg']
    """
    several = tuple(listed)
    faults = [Fault("no_offset", "stamp")] if stamp.tzinfo is None else []
    faults += [fault for one in several for fault in _faults(one)]
    if faults:
        raise InputError(*faults)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    for one in several:
        lines += _lines(one, stamp, house)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def uid(key: str, house: str) -> str:
    """The name of an event for all time, in every calendar of the world: a digest of its key, at the house.

    Examples
    --------
    >>> uid("jetskir:meeting:2", "hearth.example")
    '70747798e6da7323598e99bde3051ee1@hearth.example'
    """
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@{house}"


def _of_meeting(programme: Programme, meeting: Meeting, names: dict[str, str], _: Say) -> Event:
    said = [programme.title, *filter(None, (names.get(meeting.host, meeting.host), meeting.theme))]
    parts = {
        "exchange": _("Exchange"),
        "workshop": _("Workshop"),
        "site_visit": _("Site visit"),
        "homework": _("Homework"),
    }
    said += [f"{parts[part.part]}: {'; '.join(part.topics)}" for part in meeting.agenda]
    return Event(
        f"{programme.code}:meeting:{meeting.key}",
        meeting.title,
        _moment(meeting.start),
        _moment(meeting.end) if meeting.end else None,
        busy=True,
        description="\n".join(said),
        location=meeting.place,
    )


def _dues(programme: Programme, today: date, partner: str, names: dict[str, str], _: Say) -> Iterator[Event]:
    sentences = {
        "output": _("Due: %(about)s"),
        "reply": _("Answer to: %(about)s"),
        "follow_up": _("What became of: %(about)s"),
    }
    about = subjects(programme)
    for task in programme.homework:  # once for all, handed in or not: a past day stays in the calendar
        if task.due and (not partner or partner in concerned(task, programme)):
            summary = _("Homework: %(about)s") % {"about": task.task}
            yield Event(f"{programme.code}:homework:{task.key}", summary, date.fromisoformat(task.due))
    for _semester, due in owed(programme, today):
        if due.what in sentences and due.day and partner in ("", due.partner):
            summary = sentences[due.what] % {"about": about[due.what, due.key]}
            key = f"{programme.code}:{due.what}:{due.key}:{due.partner}"
            yield Event(key, summary, date.fromisoformat(due.day), description=names.get(due.partner, ""))


def _part_behind(event: Event) -> tuple[str, str]:
    """Kind and key of the part that an event is about."""
    _code, what, key = event.key.split(":")[:3]
    return {"reply": "recommendation", "follow_up": "recommendation"}.get(what, what), key


def _moment(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == _DAY else datetime.fromisoformat(text)


def _faults(event: Event) -> Iterator[Fault]:
    ends = [event.start] if event.end is None else [event.start, event.end]
    if any(isinstance(one, datetime) and one.tzinfo is None for one in ends):
        yield Fault("no_offset", event.key)
    elif event.end is not None and _day(event.end) < _day(event.start):
        yield Fault("days_reversed", event.key, {"start": event.start.isoformat(), "end": event.end.isoformat()})


def _lines(event: Event, stamp: datetime, house: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(event.key, house)}"
    yield f"DTSTAMP:{_utc(stamp)}"
    if event.version:
        yield f"LAST-MODIFIED:{_utc(event.version.at)}"
        yield f"SEQUENCE:{event.version.number}"
    if event.cancelled:
        yield "STATUS:CANCELLED"
    if isinstance(event.start, datetime) and (event.end is None or isinstance(event.end, datetime)):
        yield f"DTSTART:{_utc(event.start)}"
        if event.end is not None and event.end > event.start:
            yield f"DTEND:{_utc(event.end)}"
    else:  # the end of a day is the first day after it
        yield f"DTSTART;VALUE=DATE:{_day(event.start):%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{_day(event.end or event.start) + timedelta(1):%Y%m%d}"
    yield f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield from (
        f"{name}:{_text(said)}"
        for name, said in (("DESCRIPTION", event.description), ("LOCATION", event.location))
        if said
    )
    yield "END:VEVENT"


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    r"""RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks are escaped; no other control character may stand there."""
    plain = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\r\n?", "\n", text))
    return _SPECIAL.sub(r"\\\1", plain).replace("\n", r"\n")


def _folded(line: str) -> str:
    """RFC 5545, 3.1: no line is longer than 75 octets; one that goes on begins with a blank. No character is torn apart."""
    parts, width = [""], 0
    for character in line:
        octets = len(character.encode())
        if width + octets > OCTETS:
            parts.append(" ")
            width = 1
        parts[-1] += character
        width += octets
    return "\r\n".join(parts)
