"""How homework stands, for a reader who may not see everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openhearth.apps.entries.selectors import Version, versions_of
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.core.programme import terms
from openhearth.core.programme.board import concerned


@dataclass(frozen=True, slots=True)
class Handed:
    """A task and a partner: what of the submission the reader may see, and whether it is late.

    ``submission`` None: there is none, or it is an unfinished one of somebody else.
    """

    partner: terms.Partner
    submission: terms.Submission | None
    late: bool

    @property
    def handed_in(self) -> bool:
        return self.submission is not None and bool(self.submission.handed_in_on)


@dataclass(frozen=True, slots=True)
class Task:
    """A homework with all whom it concerns."""

    homework: terms.Homework
    meeting: terms.Meeting | None
    handed: tuple[Handed, ...]

    @property
    def done(self) -> int:
        return sum(one.handed_in for one in self.handed)


def submission_key(homework: str, partner: str) -> str:
    """A partner answers a task once, in as many versions as it likes."""
    return f"{homework}-{partner}"


def tasks(programme: terms.Programme, today: date) -> list[Task]:
    """All homework, the newest first. ``programme`` holds the submissions that the reader may see, and no others."""
    partners = {one.key: one for one in programme.partners}
    meetings = {one.key: one for one in programme.meetings}
    found = {(one.homework, one.partner): one for one in programme.submissions}
    listed = []
    for task in reversed(programme.homework):
        overdue = bool(task.due) and task.due < today.isoformat()
        handed = []
        for key in concerned(task, programme):
            submission = found.get((task.key, key))
            done = submission is not None and bool(submission.handed_in_on)
            if key in partners:
                handed.append(Handed(partners[key], submission, overdue and not done))
        listed.append(Task(task, meetings.get(task.meeting), tuple(handed)))
    return listed


def past_of(row: Programme, submission: terms.Submission, *, until: int, own: bool) -> list[Version[terms.Submission]]:
    """The versions of a submission, the newest first; what stood there before it was handed in is for its partner alone."""
    versions = versions_of(LEDGER, row, "submission", submission.key, until=until)
    return [one for one in versions if own or (one.part is not None and one.part.handed_in_on)]


def own_text(versions: Iterable[Version[terms.Submission]]) -> list[Version[terms.Submission]]:
    """Those versions that changed what the group wrote; the others only brought feedback."""
    listed = list(versions)
    following: list[Version[terms.Submission] | None] = [*listed[1:], None]
    return [
        one
        for one, before in zip(listed, following, strict=True)
        if one.part is not None and (before is None or before.part is None or before.part.text != one.part.text)
    ]
