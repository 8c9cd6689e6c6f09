"""Telling keepers that a review is due: one letter for each due day.

The letter is queued when the day is set, at publication or confirmation, and waits in the queue of the worker until then.
Nothing runs daily, and no day is asked about twice.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from openhearth.apps.practices.letters.keepers import write_to_keepers
from openhearth.apps.practices.models import Practice

HOUR = time(6)
"""Of the due day, in the time zone of the house."""


@task()
def remind_keepers(practice: int, due: str) -> None:
    """Only if the practice is still public and its review is still due on that day: a later review has its own letter."""
    row = Practice.objects.filter(pk=practice, review_due=due).exclude(public=None).filter(archived_because="").first()
    if row:
        write_to_keepers(row, "due")


def remember_review(practice: Practice) -> None:
    """Call in the transaction that sets the day of the next review."""
    if practice.review_due is None:
        return
    pk, due = practice.pk, practice.review_due
    transaction.on_commit(lambda: _queue(pk, due))


def _queue(pk: int, due: date) -> None:
    morning = timezone.make_aware(datetime.combine(due, HOUR))
    remind_keepers.using(run_after=morning).enqueue(pk, due.isoformat())
