"""The report of a study on paper: ordered from the worker, and what the worker does."""

from __future__ import annotations

import hashlib

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job
from openhearth.apps.jobs.printing import print_document
from openhearth.apps.jobs.services import start_job
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.report import report
from openhearth.core.document import Document


def order_report(study: Study, file_format: str, content: str, *, language: str, owner: User | None) -> Job:
    """Queue the printing; the same content (a digest of the document) is printed once at a time."""
    question = f"{study.code} {file_format} {language} {content} {__version__} {timezone.localdate()}"
    return start_job(
        "portfolio_report",
        _("Report of %(title)s as %(format)s") % {"title": study.title, "format": file_format.upper()},
        owner,
        print_report,
        {"study": study.code, "file_format": file_format, "language": language},
        input_digest=hashlib.sha256(question.encode()).hexdigest(),
    )


@task()
def print_report(job_id: str, study: str, file_format: str, language: str) -> None:
    """Print the report of a study."""

    def gathered() -> Document:
        return report(Study.objects.get(code=study), today=timezone.localdate(), wait=True)

    result_url = f"{reverse('portfolios:report_file', args=[study, file_format])}?language={language}"
    print_document(job_id, gathered, file_format, language, result_url)
