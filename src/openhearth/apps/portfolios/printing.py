"""The report of a study on paper: ordered from the worker, and what the worker does."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job
from openhearth.apps.jobs.services import Progress, carry_out, start_job
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.report import report
from openhearth.core.document import figures
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES, Format, render
from openhearth.press.engines import PressError


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
    """Print the report of a study and leave it on the shelf, from where the download takes it."""

    def work(progress: Progress) -> str:
        with translation.override(language):
            document = report(Study.objects.get(code=study), today=timezone.localdate())
            drawings = figures(document)
            progress(1, len(drawings) + 2, _("Gathered the figures"))
            for number, drawing in enumerate(drawings, start=2):
                Charts(settings.PRESS_CACHE / "charts").svg(drawing.spec)
                progress(number, len(drawings) + 2, _("Drew: %(caption)s") % {"caption": drawing.caption})
            render(document, known_format(file_format), cache=settings.PRESS_CACHE)
        return f"{reverse('portfolios:report_file', args=[study, file_format])}?language={language}"

    def printed(progress: Progress) -> str:
        try:
            return work(progress)
        except PressError as error:
            raise InputError(Fault("not_printed", params={"detail": str(error)})) from error

    carry_out(job_id, printed)


def known_format(name: str) -> Format:
    """KeyError where there is no such format."""
    return {str(known): known for known in MEDIA_TYPES}[name]
