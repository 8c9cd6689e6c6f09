"""Who should be reminded of what on a day. Every reminder has a key that stays the same, so that it can be sent once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from openhearth.core.programme.board import Due, What, owed
from openhearth.core.programme.terms import Programme

DAYS_BEFORE = (14, 3)
"""Homework is called to mind so many days before it is due."""

GRACE = 30
"""A follow-up or a reply is called to mind up to so many days after its day; what is older stays on the board and wakes nobody."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to a partner.

    Parameters
    ----------
    key
        The same on every day on which this reminder is right, and another if the day it is about is moved.
    days_left
        Until it is due; negative once the day has passed.
    """

    key: str
    partner: str
    what: What
    about: str
    due: str
    days_left: int


def reminders(programme: Programme, today: date) -> tuple[Reminder, ...]:
    """What partners should be reminded of, in the order of days, then of keys.

    Homework that is not handed in comes twice, 14 and 3 days before its day; a sender that did not run for some days still finds it until the
    day itself. A recommendation without an answer, and one whose follow-up after 6 or 12 months is due, comes on its day.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Homework, Meeting, Partner, Semester
    >>> programme = Programme(
    ...     "p", "P", partners=(Partner("kaunas", "Kaunas", "policy"),), semesters=(Semester(1),),
    ...     meetings=(Meeting("m1", 1, "Kick-off"),), homework=(Homework("h1", "m1", "List actions", "2027-03-15"),),
    ... )
    >>> [(one.key, one.days_left) for one in reminders(programme, date(2027, 3, 2))]
    [('p:homework:h1:kaunas:2027-03-15:14', 13)]
    >>> [one.key for one in reminders(programme, date(2027, 3, 12))]
    ['p:homework:h1:kaunas:2027-03-15:3']
    """
    found = [one for _, due in owed(programme, today) for one in _reminder(programme.code, due, today)]
    return tuple(sorted(found, key=lambda one: (one.due, one.key)))


def _reminder(code: str, due: Due, today: date) -> Iterator[Reminder]:
    if not due.day or not due.partner:
        return
    left = (date.fromisoformat(due.day) - today).days
    key = f"{code}:{due.what}:{due.key}:{due.partner}:{due.day}"
    if due.what == "homework" and 0 <= left <= max(DAYS_BEFORE):
        stage = min(days for days in DAYS_BEFORE if left <= days)
        yield Reminder(f"{key}:{stage}", due.partner, due.what, due.key, due.day, left)
    elif due.what in ("follow_up", "reply") and -GRACE <= left <= 0:
        yield Reminder(key, due.partner, due.what, due.key, due.day, left)
