"""The pages of homework."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.homework import own_text, past_of, submission_key, tasks
from openhearth.core.programme import terms


@dataclass(frozen=True, slots=True)
class HandedShown:
    """A partner's line under a task."""

    name: str
    own: bool
    address: str
    handed_in_on: date | None
    unfinished: bool
    late: bool
    has_feedback: bool


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task with all whom it concerns."""

    homework: terms.Homework
    meeting: str
    due: date | None
    done: int
    handed: tuple[HandedShown, ...]


def listed_tasks(code: str, programme: terms.Programme, own: Collection[str], today: date) -> list[TaskShown]:
    """All tasks, the newest first; the reader's own partners stand first under each."""
    found = []
    for task in tasks(programme, today):
        handed = sorted(task.handed, key=lambda one: one.partner.key not in own)
        shown = tuple(
            HandedShown(
                one.partner.name,
                one.partner.key in own,
                reverse("learning:submission", args=[code, task.homework.key, one.partner.key]),
                day(one.submission.handed_in_on) if one.submission else None,
                one.submission is not None and not one.handed_in,
                one.late,
                one.submission is not None and bool(one.submission.feedback),
            )
            for one in handed
        )
        meeting = task.meeting.title if task.meeting else ""
        found.append(TaskShown(task.homework, meeting, day(task.homework.due), task.done, shown))
    return found


def submission_page(
    row: Programme, task: terms.Homework, partner: terms.Partner, handed: terms.Submission | None, *, own: bool
) -> dict[str, Any]:
    """The versions of what a group wrote, and where it writes."""
    past = own_text(past_of(row, handed, until=row.step, own=own)) if handed else []
    return {
        "due": day(task.due),
        "handed_in_on": day(handed.handed_in_on) if handed else None,
        "feedback_on": day(handed.feedback_on) if handed else None,
        "versions": past,
        "key": submission_key(task.key, partner.key),
    }


def meeting_after(programme: terms.Programme, task: terms.Homework) -> terms.Meeting | None:
    """The meeting at which homework is spoken about: the next one after that which gave it; None where none is planned."""
    listed = list(programme.meetings)
    place = next((number for number, one in enumerate(listed) if one.key == task.meeting), len(listed))
    given = listed[place].start if place < len(listed) else ""
    later = [
        one
        for number, one in enumerate(listed)
        if one.key != task.meeting and (one.start > given if one.start and given else number > place)
    ]
    return min(later, key=lambda one: (one.semester, one.start or "9999"), default=None)


def day(text: str) -> date | None:
    """A day as the template formats it; None where there is none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
