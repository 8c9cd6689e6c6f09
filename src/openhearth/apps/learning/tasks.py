"""What the worker does for programmes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from openhearth.apps.jobs.printing import print_document
from openhearth.apps.learning import letters
from openhearth.apps.learning.books import book
from openhearth.apps.learning.selectors.board import reader
from openhearth.apps.learning.selectors.programmes import programme_row
from openhearth.core.document import Document
from openhearth.core.errors import Fault, InputError

HOUR = time(6)
"""When reminders go out, in the time zone of the house."""


@task()
def print_book(
    job_id: str, *, code: str, step: int, name: str, file_format: str, language: str, owner: int | None
) -> None:
    """Print a document of a programme as its owner may read it."""

    def gathered() -> Document:
        row = programme_row(code)
        if row is None:
            raise InputError(Fault("unknown_programme", code, {"found": code}))
        return book(reader(owner), row, step, name, today=timezone.localdate())

    result_url = f"{reverse('learning:book_file', args=[code, name, file_format])}?language={language}"
    print_document(job_id, gathered, file_format, language, result_url)


@task()
def remind_partners() -> None:
    """Send what is due today, and see to it that somebody does so tomorrow."""
    try:
        letters.remind(timezone.localdate())
    finally:
        remind_tomorrow()


def remind_tomorrow() -> None:
    """Put the next run into the queue of the worker, unless one waits there."""
    if not reminding():
        tomorrow = timezone.localdate() + timedelta(1)
        morning = timezone.make_aware(datetime.combine(tomorrow, HOUR))
        remind_partners.using(run_after=morning).enqueue()


def reminding() -> bool:
    """Whether a run waits in the queue."""
    path = remind_partners.module_path
    return DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).exists()
