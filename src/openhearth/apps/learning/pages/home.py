"""The list of programmes, the page of one, and what a file would do to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openhearth.apps.learning import wording
from openhearth.apps.learning.asked import name_of
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages import history
from openhearth.apps.learning.pages.naming import NONE, Names
from openhearth.apps.learning.selectors.programmes import known_regions, title_of
from openhearth.apps.learning.sentences import in_words, place_in_words
from openhearth.apps.pathways.pages.history import Changed
from openhearth.apps.pathways.sentences import day
from openhearth.core.errors import Fault
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import Change, parts_of

SHOWN = 100
"""Changes and faults that one page names; how many more there are is said."""

_DAY = len("2027-03-01")


@dataclass(frozen=True, slots=True)
class ListedProgramme:
    """A programme in the list."""

    code: str
    title: str
    language: str
    is_public: bool
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting in a list."""

    key: str
    title: str
    host: str
    days: str
    theme: str
    form: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    closed: str


@dataclass(frozen=True, slots=True)
class SemesterShown:
    """A semester with its meetings."""

    number: int
    days: str
    phase: str
    meetings: tuple[MeetingShown, ...]


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """A partner and the meetings it hosts; ``is_place``: the house has a page of its region."""

    part: terms.Partner
    role: str
    is_place: bool
    hosts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OutputShown:
    """Something promised."""

    part: terms.Output
    partner: str
    delivered: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What would happen to a part."""

    kind: str
    title: str
    fields: tuple[str, ...]
    changes: tuple[Changed, ...]


def listed_programmes(rows: Iterable[Programme]) -> list[ListedProgramme]:
    """The rows of the list."""
    return [ListedProgramme(one.code, one.title, one.language, one.is_public, one.released_at) for one in rows]


def home_page(programme: terms.Programme) -> dict[str, Any]:
    """What the page of a programme shows."""
    names = partner_names(programme)
    known = known_regions(programme.partners)
    numbers = {one.number for one in programme.semesters}
    return {
        "partners": [
            PartnerShown(
                one,
                wording.word(wording.ROLES, one.role),
                one.region in known,
                tuple((held.key, held.title) for held in programme.meetings if held.host == one.key),
            )
            for one in programme.partners
        ],
        "duties": [(wording.word(wording.ROLES, role), duties) for role, duties in programme.duties],
        "semesters": [_semester(one, programme, names) for one in programme.semesters],
        "elsewhere": [meeting_shown(one, names) for one in programme.meetings if one.semester not in numbers],
        "outputs": [
            OutputShown(one, names.get(one.partner, ""), day(one.delivered_on) if one.delivered_on else "")
            for one in programme.outputs
        ],
        "elements": [(name.replace("_", " ").capitalize(), words) for name, words in programme.elements],
        "figures": [(name.replace("_", " ").capitalize(), words) for name, words in programme.figures],
        "is_empty": not any(True for _ in parts_of(programme)),
    }


def meeting_shown(meeting: terms.Meeting, names: dict[str, str]) -> MeetingShown:
    """A meeting as lists show it."""
    return MeetingShown(
        meeting.key,
        meeting.title,
        names.get(meeting.host, ""),
        days(meeting.start, meeting.end),
        meeting.theme,
        meeting.form,
        tuple((wording.word(wording.SESSION_PARTS, one.part), one.topics) for one in meeting.agenda),
        day(meeting.closed_on) if meeting.closed_on else "",
    )


def partner_names(programme: terms.Programme) -> dict[str, str]:
    """What partners are called, by key."""
    return {one.key: one.name for one in programme.partners}


def days(start: str, end: str) -> str:
    """From a day to a day; empty where neither is known."""
    return f" {NONE} ".join(day(one) for one in dict.fromkeys((start[:_DAY], end[:_DAY])) if one)


def changes_page(old: terms.Programme, new: terms.Programme, changes: Sequence[Change]) -> dict[str, Any]:
    """What would happen, by fate, each with its differences."""
    before = {(kind, part.key): part for kind, part in parts_of(old)}
    after = {(kind, part.key): part for kind, part in parts_of(new)}
    names = Names((*parts_of(old), *parts_of(new)))
    counts: Counter[str] = Counter(one.fate for one in changes)
    heaps = [
        (str(word), counts[fate], [_change(one, before, after, names) for one in changes if one.fate == fate][:SHOWN])
        for fate, word in wording.FATES.items()
    ]
    return {"heaps": [one for one in heaps if one[1]], "changes": len(changes), "shown": SHOWN}


def faults_page(faults: Iterable[Fault]) -> dict[str, Any]:
    """Every fault with its place."""
    found = [(place_in_words(one.place), in_words(one)) for one in faults]
    return {"faults": found[:SHOWN], "more_faults": max(0, len(found) - SHOWN)}


def _semester(semester: terms.Semester, programme: terms.Programme, names: dict[str, str]) -> SemesterShown:
    held = tuple(meeting_shown(one, names) for one in programme.meetings if one.semester == semester.number)
    phase = wording.word(wording.PHASES, semester.phase)
    return SemesterShown(semester.number, days(semester.start, semester.end), phase, held)


def _change(
    change: Change, before: dict[tuple[str, str], Any], after: dict[tuple[str, str], Any], names: Names
) -> ChangeShown:
    was, now = before.get((change.kind, change.key)), after.get((change.kind, change.key))
    named = now or was
    return ChangeShown(
        str(wording.kind_name(change.kind).one) if named else "",
        title_of(named) if named else change.key,
        tuple(name_of(change.kind, field) for field in change.fields),
        history.differences(change.kind, was, now, names) if was and now else (),
    )
