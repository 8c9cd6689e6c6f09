"""Printing the report of a meeting, by the worker."""

from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from openhearth.apps.jobs.printing import print_document
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages.meetings import report
from openhearth.apps.learning.selectors.meetings import practice_titles, printable_pictures
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_of, programme_row
from openhearth.core.document import Document
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.meeting_terms import record_of


def document(row: Programme, key: str, step: int) -> Document:
    """The report of a meeting as of a step, in the active language."""
    parts = all_parts_at(row, step)
    programme = programme_of(row, parts)
    held = next((one for one in programme.meetings if one.key == key), None)
    if held is None:
        raise InputError(Fault("unknown_part", key, {"found": key}))
    record = record_of(key, (part for _kind, part in parts))
    return report(programme, held, record, titles=practice_titles(), pictures=printable_pictures(row, key))


@task()
def print_meeting_report(job_id: str, code: str, key: str, step: int, file_format: str, language: str) -> None:
    """Print the report of a meeting."""

    def gathered() -> Document:
        row = programme_row(code)
        if row is None:
            raise InputError(Fault("unknown_part", code, {"found": code}))
        return document(row, key, step)

    result_url = f"{reverse('learning:meeting_report_file', args=[code, key, file_format])}?language={language}"
    print_document(job_id, gathered, file_format, language, result_url)
