"""Ordering a document of a programme from the worker."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job
from openhearth.apps.jobs.services import start_job
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.tasks import print_book


def order_book(row: Programme, step: int, name: str, file_format: str, *, language: str, owner: User | None) -> Job:
    """Queue the printing of a document; the same one of the same state, for the same reader on the same day, is printed once."""
    question = f"{row.pk} {row.title} {step} {name} {file_format} {language} {__version__} {timezone.localdate()}"
    said = {"name": name, "title": row.title, "format": file_format.upper()}
    return start_job(
        "programme",
        _("%(title)s: %(name)s as %(format)s") % said,
        owner,
        print_book,
        {
            "code": row.code,
            "step": step,
            "name": name,
            "file_format": file_format,
            "language": language,
            "owner": owner.pk if owner else None,
        },
        input_digest=hashlib.sha256(question.encode()).hexdigest(),
    )
