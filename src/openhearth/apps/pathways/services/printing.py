"""Ordering the report of a plan from the worker."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job
from openhearth.apps.jobs.services import start_job
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.tasks import print_plan
from openhearth.apps.regions.selectors import data_version


def order_report(row: Plan, step: int, file_format: str, *, language: str, query: str, owner: User | None) -> Job:
    """Queue the printing of a report; the same report of the same state on the same day is printed once."""
    question = (
        f"{row.pk} {row.title} {step} {file_format} {language} {data_version()} {__version__} {timezone.localdate()}"
    )
    return start_job(
        "plan",
        _("Report of the plan “%(title)s” as %(format)s") % {"title": row.title, "format": file_format.upper()},
        owner,
        print_plan,
        {"code": row.code, "step": step, "file_format": file_format, "language": language, "query": query},
        input_digest=hashlib.sha256(question.encode()).hexdigest(),
    )
