"""What the worker does for plans."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from openhearth.apps.jobs.services import Progress, carry_out
from openhearth.apps.pathways.report import report
from openhearth.apps.pathways.selectors.plans import plan_at, plan_row
from openhearth.core.document import figures
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES, Format, render
from openhearth.press.engines import PressError


@task()
def print_plan(job_id: str, code: str, step: int, file_format: str, language: str, query: str) -> None:
    """Print the report of a plan and leave it on the shelf, from where the download takes it."""

    def work(progress: Progress) -> str:
        row = plan_row(code)
        if row is None:
            raise InputError(Fault("unknown_plan", code, {"found": code}))
        with translation.override(language):
            document = report(row, plan_at(row, step), today=timezone.localdate())
            drawings = figures(document)
            total = len(drawings) + 2
            progress(1, total, _("Gathered the plan"))
            for number, drawing in enumerate(drawings, start=2):
                Charts(settings.PRESS_CACHE / "charts").svg(drawing.spec)
                progress(number, total, _("Drew: %(caption)s") % {"caption": drawing.caption})
            render(document, known_format(file_format), cache=settings.PRESS_CACHE)
        return f"{reverse('pathways:report_file', args=[code, file_format])}?language={language}&{query}".rstrip("&")

    def printed(progress: Progress) -> str:
        try:
            return work(progress)
        except PressError as error:
            raise InputError(Fault("not_printed", params={"detail": str(error)})) from error

    carry_out(job_id, printed)


def known_format(suffix: str) -> Format:
    return next(known for known in MEDIA_TYPES if known == suffix)
