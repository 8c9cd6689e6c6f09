"""Ordering the report of a meeting from the worker."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job
from openhearth.apps.jobs.services import start_job
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.printing import print_meeting_report
from openhearth.core.programme.terms import Meeting


def order_meeting_report(
    row: Programme, meeting: Meeting, step: int, file_format: str, *, language: str, owner: User | None
) -> Job:
    """Queue the printing; the same report of the same state is printed once."""
    question = f"{row.pk} {row.title} {meeting.key} {step} {file_format} {language} {__version__}"
    return start_job(
        "meeting",
        _("Report of the meeting “%(title)s” as %(format)s") % {"title": meeting.title, "format": file_format.upper()},
        owner,
        print_meeting_report,
        {"code": row.code, "key": meeting.key, "step": step, "file_format": file_format, "language": language},
        input_digest=hashlib.sha256(question.encode()).hexdigest(),
    )
