"""Where every partner stands, semester by semester, on a day; and what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

from openhearth.core.programme.terms import Homework, Meeting, Partner, Programme, Recommendation
from openhearth.core.programme.unfinished import is_unfinished

What = Literal["homework", "reply", "follow_up", "output", "meeting"]

MONTHS_TO_FOLLOW_UP = (6, 12)
"""After a recommendation was given, it is asked what became of it."""

_DAY = len("2027-03-01")

REPLY_WITHIN = 60
"""Days in which a host says what it does with a recommendation; a convention."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something a partner owes, and until when; ``day`` empty: nobody set one. ``late``: the day has passed."""

    partner: str
    what: What
    key: str
    day: str
    late: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A partner in a semester: what was done, and what is owed. ``begun``: learnings that are not handed on yet."""

    hosted: tuple[str, ...] = ()
    handed_in: tuple[str, ...] = ()
    learnings: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    achieved: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    owed: tuple[Due, ...] = ()

    @property
    def late(self) -> int:
        """How much of what is owed is late."""
        return sum(due.late for due in self.owed)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole programme on a day.

    Parameters
    ----------
    semester
        The one the day lies in; None before, after and between them.
    cells
        Partner and number of the semester to what stands there; every pair has one.
    late
        Everything late, the longest first; of one day by partner, then by key.
    """

    day: date
    semester: int | None
    cells: Mapping[tuple[str, int], Cell]
    late: tuple[Due, ...]


def board(programme: Programme, today: date) -> Board:
    """How the programme stands.

    Homework is owed by the partners it names, or by all that have a local group (lead, policy, discovery); a follow-up falls due
    6 and 12 months after its recommendation was given and accepted or adapted; an output falls due with its semester. What has no
    day is never late.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Semester
    >>> programme = Programme(
    ...     "p", "P", partners=(Partner("kaunas", "Kaunas", "policy"),),
    ...     semesters=(Semester(1, "2027-01-01", "2027-06-30"),),
    ...     meetings=(Meeting("m1", 1, "Kick-off"),), homework=(Homework("h1", "m1", "List actions", "2027-03-01"),),
    ... )
    >>> board(programme, date(2027, 3, 2)).late
    (Due(partner='kaunas', what='homework', key='h1', day='2027-03-01', late=True),)
    """
    due = tuple(owed(programme, today))
    found: dict[tuple[str, int], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for partner, number, name, key in _standing(programme):
        found[partner, number][name].append(key)
    for number, one in due:
        found[one.partner, number]["owed"].append(one)
    cells = {
        (partner.key, semester.number): _cell(
            found.get((partner.key, semester.number)), found.get(("", semester.number))
        )
        for partner in programme.partners
        for semester in programme.semesters
    }
    late = sorted((one for _, one in due if one.late), key=lambda one: (one.day, one.partner, one.key))
    return Board(today, semester_on(programme, today.isoformat()), MappingProxyType(cells), tuple(late))


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something a host took on, and the day on which it is asked next what became of it; empty after the last time."""

    recommendation: Recommendation
    asked_on: str
    late: bool


def to_do(programme: Programme, meeting: str, today: date) -> tuple[ToDo, ...]:
    """What the host of a meeting took on from its peer review: what it accepted or adapted, what is asked first coming first.

    Examples
    --------
    >>> said = Recommendation("r", "m", "sines", "aviles", "Pay the weeks of learning", "social", "local", (), "2027-03-01", "accepted")
    >>> [(one.asked_on, one.late) for one in to_do(Programme("p", "P", recommendations=(said,)), "m", date(2027, 6, 1))]
    [('2027-09-01', False)]
    """
    found = []
    for said in programme.recommendations:
        if said.meeting == meeting and said.reply in ("accepted", "adapted"):
            due = next(_after_visit(said, today), None)
            found.append(ToDo(said, due.day if due else "", due.late if due else False))
    return tuple(sorted(found, key=lambda one: (not one.asked_on, one.asked_on)))


def has_local_group(partner: Partner) -> bool:
    """Associated partners listen; all others bring a local group."""
    return partner.role != "associated"


def may_vote(partner: Partner) -> bool:
    """Who decides about the programme: the lead and the policy partners; discovery and associated partners have no vote."""
    return partner.role in ("lead", "policy")


def subjects(programme: Programme) -> Mapping[tuple[What, str], str]:
    """What everything that can be owed is about, in the words of the programme."""
    said: dict[What, dict[str, str]] = {
        "homework": {one.key: one.task for one in programme.homework},
        "reply": {one.key: one.text for one in programme.recommendations},
        "follow_up": {
            f"{one.key}:{months}": one.text for one in programme.recommendations for months in MONTHS_TO_FOLLOW_UP
        },
        "output": {one.key: one.title for one in programme.outputs},
        "meeting": {one.key: one.title for one in programme.meetings},
    }
    return MappingProxyType({(what, key): text for what, texts in said.items() for key, text in texts.items()})


def concerned(homework: Homework, programme: Programme) -> tuple[str, ...]:
    """The partners that a homework is for."""
    return homework.partners or tuple(one.key for one in programme.partners if has_local_group(one))


def months_after(day: str, months: int) -> str:
    """The same day so many months later; of a month without that day its last one.

    Examples
    --------
    >>> months_after("2027-08-31", 6), months_after("2027-12-15", 12)
    ('2028-02-29', '2028-12-15')
    """
    first = date.fromisoformat(day)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    for number in range(first.day, 0, -1):
        try:
            return date(year, month + 1, number).isoformat()
        except ValueError:
            continue
    raise AssertionError(day)


def owed(programme: Programme, today: date) -> Iterator[tuple[int, Due]]:
    """What is owed on a day, with the number of the semester it belongs to; 0 where it belongs to none."""
    meetings = {one.key: one for one in programme.meetings}
    handed_in = {(one.homework, one.partner) for one in programme.submissions if one.handed_in_on}
    for task in programme.homework:
        for partner in concerned(task, programme):
            if (task.key, partner) not in handed_in:
                yield _semester_of(meetings, task.meeting), _due(partner, "homework", task.key, task.due, today)
    for said in programme.recommendations:
        yield from ((_semester_of(meetings, said.meeting), due) for due in _after_visit(said, today))
    ends = {one.number: one.end for one in programme.semesters}
    for output in programme.outputs:
        if not output.delivered_on and output.semester in ends:
            yield output.semester, _due(output.partner, "output", output.key, ends[output.semester], today)
    for meeting in programme.meetings:
        if meeting.end and not meeting.closed_on:
            yield meeting.semester, _due(meeting.host, "meeting", meeting.key, meeting.end[:_DAY], today)


def _after_visit(said: Recommendation, today: date) -> Iterator[Due]:
    """A reply, and what became of what was not declined."""
    if not said.given_on:
        return
    if said.reply == "open":
        day = date.fromisoformat(said.given_on) + timedelta(REPLY_WITHIN)
        yield _due(said.to, "reply", said.key, day.isoformat(), today)
    elif said.reply != "declined":
        for months in MONTHS_TO_FOLLOW_UP[len(said.follow_ups) :]:
            yield _due(said.to, "follow_up", f"{said.key}:{months}", months_after(said.given_on, months), today)


def _due(partner: str, what: What, key: str, day: str, today: date) -> Due:
    return Due(partner, what, key, day, bool(day) and day < today.isoformat())


def _cell(own: Mapping[str, list[Any]] | None, shared: Mapping[str, list[Any]] | None) -> Cell:
    """A cell with what is the partner's own, and behind it what concerns all."""
    names = dict.fromkeys((*(own or ()), *(shared or ())))
    return Cell(**{name: tuple(one for part in (own, shared) if part for one in part.get(name, ())) for name in names})


def _standing(programme: Programme) -> Iterator[tuple[str, int, str, str]]:
    """What was done: partner (empty: all), semester, field of the cell, key."""
    meetings = {one.key: one for one in programme.meetings}
    of_task = {one.key: _semester_of(meetings, one.meeting) for one in programme.homework}
    of_instrument = {one.key: one.partner for one in programme.instruments}
    yield from ((one.host, one.semester, "hosted", one.key) for one in programme.meetings if one.host)
    for handed in programme.submissions:
        if handed.handed_in_on:
            yield handed.partner, of_task.get(handed.homework, 0), "handed_in", handed.homework
    for learning in programme.learnings:
        field = "begun" if is_unfinished(learning) else "learnings"
        yield learning.partner, _semester_of(meetings, learning.meeting), field, learning.key
    for change in programme.changes:
        if change.standing in ("planned", "achieved") and change.instrument in of_instrument:
            number = semester_on(programme, change.day)
            yield of_instrument[change.instrument], number or 0, change.standing, change.key
    for output in programme.outputs:
        if output.delivered_on:
            yield output.partner, output.semester, "delivered", output.key


def semester_on(programme: Programme, day: str) -> int | None:
    """The number of the semester in which a day lies; None before, after and between them.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Semester
    >>> semester_on(Programme("p", "P", semesters=(Semester(1, "2027-01-01", "2027-06-30"), Semester(2))), "2027-06-30")
    1
    """
    return next((one.number for one in programme.semesters if one.start and one.start <= day <= one.end), None)


def _semester_of(meetings: Mapping[str, Meeting], key: str) -> int:
    """The semester of a meeting; 0 where there is no such meeting."""
    return meetings[key].semester if key in meetings else 0
