"""Ordering a brief from the worker."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job
from openhearth.apps.jobs.services import start_job
from openhearth.apps.regions.selectors import data_version
from openhearth.apps.reports.tasks import print_brief
from openhearth.core.values import Territory


def order_brief(place: Territory, file_format: str, *, language: str, owner: User | None) -> Job:
    """Queue the printing of a brief; the same brief of the same facts on the same day is printed once."""
    question = f"{place.code} {file_format} {language} {data_version()} {__version__} {timezone.localdate()}"
    return start_job(
        "brief",
        _("Brief of %(name)s as %(format)s") % {"name": place.name, "format": file_format.upper()},
        owner,
        print_brief,
        {"code": place.code, "file_format": file_format, "language": language},
        input_digest=hashlib.sha256(question.encode()).hexdigest(),
    )
