"""Where every partner stands, semester by semester, on a day; and what is late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from openhearth.core.programme.terms import Homework, Meeting, Partner, Programme, Recommendation

What = Literal["homework", "reply", "follow_up", "output", "meeting"]

MONTHS_TO_FOLLOW_UP = (6, 12)
"""After a recommendation was given, it is asked what became of it."""

REPLY_WITHIN = 60
"""Days in which a host says what it does with a recommendation; a convention."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something a partner owes, and since when or until when. ``late``: the day has passed."""

    partner: str
    what: What
    key: str
    day: str
    late: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A partner in a semester: what was done, and what is owed."""

    hosted: tuple[str, ...] = ()
    handed_in: tuple[str, ...] = ()
    learnings: tuple[str, ...] = ()
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
    6 and 12 months after its recommendation was given and accepted or adapted; an output falls due with its semester.

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
    owed = tuple(_owed(programme, today.isoformat()))
    cells = {
        (partner.key, semester.number): _cell(programme, partner.key, semester.number, owed)
        for partner in programme.partners
        for semester in programme.semesters
    }
    now = [one.number for one in programme.semesters if one.start <= today.isoformat() <= one.end]
    late = sorted((due for _, due in owed if due.late), key=lambda due: (due.day, due.partner, due.key))
    return Board(today, now[0] if now else None, MappingProxyType(cells), tuple(late))


def has_local_group(partner: Partner) -> bool:
    """Associated partners listen; all others bring a local group."""
    return partner.role != "associated"


def may_vote(partner: Partner) -> bool:
    """Who decides about the programme: the lead and the policy partners; discovery and associated partners have no vote."""
    return partner.role in ("lead", "policy")


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


def _owed(programme: Programme, today: str) -> Iterator[tuple[int, Due]]:
    """What is owed, with the semester it belongs to."""
    meetings = {one.key: one for one in programme.meetings}
    handed_in = {(one.homework, one.partner) for one in programme.submissions if one.handed_in_on}
    for task in programme.homework:
        for partner in concerned(task, programme):
            if (task.key, partner) not in handed_in:
                yield (
                    _semester_of(meetings, task.meeting),
                    Due(partner, "homework", task.key, task.due, task.due < today),
                )
    for said in programme.recommendations:
        yield from ((_semester_of(meetings, said.meeting), due) for due in _after_visit(said, today))
    ends = {one.number: one.end for one in programme.semesters}
    for output in programme.outputs:
        if not output.delivered_on and output.semester in ends:
            end = ends[output.semester]
            yield output.semester, Due(output.partner, "output", output.key, end, end < today)
    for meeting in programme.meetings:
        if meeting.end and not meeting.closed_on:
            yield meeting.semester, Due(meeting.host, "meeting", meeting.key, meeting.end, meeting.end < today)


def _after_visit(said: Recommendation, today: str) -> Iterator[Due]:
    """A reply, and what became of what was not declined."""
    if not said.given_on:
        return
    if said.reply == "open":
        day = date.fromordinal(date.fromisoformat(said.given_on).toordinal() + REPLY_WITHIN).isoformat()
        yield Due(said.to, "reply", said.key, day, day < today)
    elif said.reply != "declined":
        for number, months in enumerate(MONTHS_TO_FOLLOW_UP):
            if len(said.follow_ups) <= number:
                day = months_after(said.given_on, months)
                yield Due(said.to, "follow_up", f"{said.key}:{months}", day, day < today)


def _cell(programme: Programme, partner: str, number: int, owed: tuple[tuple[int, Due], ...]) -> Cell:
    meetings = {one.key: one for one in programme.meetings}
    of_meeting = {one.key: _semester_of(meetings, one.meeting) for one in programme.homework}
    ours = {one.key for one in programme.instruments if one.partner == partner}
    (semester,) = [one for one in programme.semesters if one.number == number]
    changes = [one for one in programme.changes if one.instrument in ours and semester.start <= one.day <= semester.end]
    return Cell(
        tuple(one.key for one in programme.meetings if one.host == partner and one.semester == number),
        tuple(
            one.homework
            for one in programme.submissions
            if one.partner == partner and one.handed_in_on and of_meeting.get(one.homework) == number
        ),
        tuple(
            one.key
            for one in programme.learnings
            if one.partner == partner and _semester_of(meetings, one.meeting) == number
        ),
        tuple(one.key for one in changes if one.standing == "planned"),
        tuple(one.key for one in changes if one.standing == "achieved"),
        tuple(
            one.key
            for one in programme.outputs
            if one.partner in (partner, "") and one.delivered_on and one.semester == number
        ),
        tuple(due for semester_, due in owed if semester_ == number and due.partner in (partner, "")),
    )


def _semester_of(meetings: Mapping[str, Meeting], key: str) -> int:
    """The semester of a meeting; 0 where there is no such meeting."""
    return meetings[key].semester if key in meetings else 0
