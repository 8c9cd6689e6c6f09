"""What the worker does for programmes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from openhearth.apps.jobs.services import Progress, carry_out
from openhearth.apps.learning import letters
from openhearth.apps.learning.books import book
from openhearth.apps.learning.selectors.board import reader
from openhearth.apps.learning.selectors.programmes import programme_row
from openhearth.core.errors import Fault, InputError
from openhearth.press.documents import MEDIA_TYPES, Format, render
from openhearth.press.engines import PressError

HOUR = time(6)
"""When reminders go out, in the time zone of the house."""


@task()
def print_book(
    job_id: str, *, code: str, step: int, name: str, file_format: str, language: str, owner: int | None
) -> None:
    """Print a document of a programme as its owner may read it, and leave it on the shelf, from where the download takes it."""

    def work(progress: Progress) -> str:
        row = programme_row(code)
        if row is None:
            raise InputError(Fault("unknown_programme", code, {"found": code}))
        with translation.override(language):
            document = book(reader(owner), row, step, name, today=timezone.localdate())
            progress(1, 2, _("Gathered the document"))
            try:
                render(document, known_format(file_format), cache=settings.PRESS_CACHE)
            except PressError as error:
                raise InputError(Fault("not_printed", params={"detail": str(error)})) from error
            progress(2, 2, _("Printed"))
        return f"{reverse('learning:book_file', args=[code, name, file_format])}?language={language}"

    carry_out(job_id, work)


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


def known_format(suffix: str) -> Format:
    return next(known for known in MEDIA_TYPES if known == suffix)
