"""Proposing hosts and weeks: the question for the core, and its answer in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openhearth.apps.learning.pages.home import partner_names
from openhearth.apps.learning.selectors.holidays import weeks_off
from openhearth.apps.pathways.sentences import day
from openhearth.core.programme.rotation import Obstacle, Request, Rotation, Slot
from openhearth.core.programme.terms import Meeting, Partner, Programme, Semester

WEEKS = 26
"""Of a semester without days of its own."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting of the proposal."""

    key: str
    title: str
    host: str
    week: str
    absent: tuple[str, ...]
    holidays: tuple[str, ...]
    is_new: bool


def open_meetings(programme: Programme) -> tuple[Meeting, ...]:
    """The meetings that are still to be held."""
    return tuple(one for one in programme.meetings if not one.closed_on)


def question(
    programme: Programme,
    *,
    start: date,
    every: int,
    keep: bool,
    closed: Collection[str],
    away: Mapping[str, Collection[str]],
    journeys: Mapping[tuple[str, str], float],
    language: str = "",
) -> Request:
    """What the rotation has to respect: every policy partner hosts once, a discovery partner gets its visit.

    With a language no host meets in a week with a public holiday of its country; its name is told in that language.

    A visit is a meeting whose only part is a site visit. Where there are more other meetings than policy partners, the lead may host too.
    """
    meetings = open_meetings(programme)
    by_role = {
        role: tuple(one.key for one in programme.partners if one.role == role)
        for role in ("lead", "policy", "discovery")
    }
    visits = {one.key for one in meetings if {held.part for held in one.agenda} == {"site_visit"}}
    others = len(meetings) - len(visits)
    usual = (*by_role["policy"], *(by_role["lead"] if others > len(by_role["policy"]) else ()))

    def hosts(meeting: Meeting) -> tuple[str, ...]:
        if keep and meeting.host:
            return (meeting.host,)
        return by_role["discovery"] if meeting.key in visits and by_role["discovery"] else usual

    slots = tuple(Slot(one.key, tuple(_weeks(programme, one, start, every)), hosts(one)) for one in meetings)
    held = {one.host for one in programme.meetings if one.closed_on}
    wanted = (*by_role["policy"], *(by_role["discovery"] if visits else ()))
    travellers = tuple(one.key for one in programme.partners if one.role != "associated")
    partners = tuple(one for one in programme.partners if any(one.key in slot.hosts for slot in slots))
    off = weeks_off(partners, {week for slot in slots for week in slot.weeks}, language) if language else {}
    holidays = {key: tuple(sorted(weeks)) for key, weeks in off.items()}
    hosting = tuple(one for one in wanted if one not in held)
    return Request(slots, hosting, travellers, journeys, away, tuple(closed), holidays)


def planned(programme: Programme, found: Rotation, language: str) -> list[Planned]:
    """The proposal, meeting by meeting, with the public holidays that its travellers have at home in that week."""
    off = weeks_off(travellers(programme), {one.week for one in found.visits}, language)
    names = partner_names(programme)
    meetings = {one.key: one for one in programme.meetings}
    return [
        Planned(
            one.slot,
            meetings[one.slot].title,
            names[one.host],
            day(one.week),
            tuple(names[key] for key in one.absent),
            tuple(f"{names[key]}: {', '.join(weeks[one.week])}" for key, weeks in off.items() if one.week in weeks),
            meetings[one.slot].host != one.host,
        )
        for one in found.visits
    ]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A week in which a partner is not asked to host, and the public holidays in it."""

    partner: str
    week: str
    names: str


def left_out(programme: Programme, request: Request, language: str) -> list[LeftOut]:
    """The weeks that public holidays take from hosts, partner by partner."""
    names = partner_names(programme)
    partners = tuple(one for one in programme.partners if one.key in request.holidays)
    found = weeks_off(partners, {week for weeks in request.holidays.values() for week in weeks}, language)
    return [
        LeftOut(names[key], day(week), ", ".join(weeks[week])) for key, weeks in found.items() for week in sorted(weeks)
    ]


def travelled(programme: Programme, found: Rotation) -> list[tuple[str, int]]:
    """Partners with how far they travel in km, the longest way first."""
    names = partner_names(programme)
    several = [(names[key], round(length)) for key, length in found.travelled.items()]
    return sorted(several, key=lambda one: (-one[1], one[0]))


def obstacles(programme: Programme, witness: tuple[Obstacle, ...]) -> list[str]:
    """Requirements that cannot be met together, as sentences."""
    names = partner_names(programme)
    titles = {one.key: one.title for one in programme.meetings}
    said = {
        "slot": _("“%(one)s” takes place in one of its weeks."),
        "host": _("%(one)s hosts exactly once."),
        "order": _("“%(one)s” comes in a later week than the meeting before it."),
        "unavailable": _("%(one)s cannot host in the weeks in which it is not available."),
        "holidays": _("%(one)s hosts in no week with a public holiday of its country."),
        "closed": _("Nobody meets in the holidays of all."),
    }
    return [said[one.kind] % {"one": names.get(one.key) or titles.get(one.key, one.key)} for one in witness]


def _weeks(programme: Programme, meeting: Meeting, start: date, every: int) -> Iterator[str]:
    """The Mondays of the meeting's semester, the middle ones first: there is time to prepare, and to do what follows."""
    semester = next((one for one in programme.semesters if one.number == meeting.semester), Semester(meeting.semester))
    first, last = _span(programme, semester, start)
    monday = first + timedelta(-first.weekday() % 7)
    weeks = []
    while monday <= last:
        weeks.append(monday)
        monday += timedelta(7 * every)
    middle = first + (last - first) / 2
    yield from (one.isoformat() for one in sorted(weeks, key=lambda one: (abs((one - middle).days), one)))


def _span(programme: Programme, semester: Semester, start: date) -> tuple[date, date]:
    if semester.start and semester.end:
        return date.fromisoformat(semester.start), date.fromisoformat(semester.end)
    numbers = [one.number for one in programme.semesters] or [1]
    first = start + timedelta(7 * WEEKS * (semester.number - min(numbers)))
    return first, first + timedelta(7 * WEEKS - 1)


def travellers(programme: Programme) -> tuple[Partner, ...]:
    """The partners that come to every meeting."""
    return tuple(one for one in programme.partners if one.role != "associated")
