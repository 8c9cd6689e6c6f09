"""What the worker does for reports."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from openhearth.apps.jobs.services import Progress, carry_out
from openhearth.apps.reports.brief import brief
from openhearth.core.document import figures
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES, Format, render
from openhearth.press.engines import PressError


@task()
def print_brief(job_id: str, code: str, file_format: str, language: str) -> None:
    """Print a brief and leave it on the shelf, from where the download takes it."""

    def work(progress: Progress) -> str:
        with translation.override(language):
            document = brief(code, today=timezone.localdate())
            drawings = figures(document)
            total = len(drawings) + 2
            progress(1, total, _("Gathered the figures"))
            for number, drawing in enumerate(drawings, start=2):
                Charts(settings.PRESS_CACHE / "charts").svg(drawing.spec)
                progress(number, total, _("Drew: %(caption)s") % {"caption": drawing.caption})
            render(document, _known(file_format), cache=settings.PRESS_CACHE)
        return f"{reverse('reports:download', args=[code, file_format])}?language={language}"

    def printed(progress: Progress) -> str:
        try:
            return work(progress)
        except PressError as error:
            raise InputError(Fault("not_printed", params={"detail": str(error)})) from error

    carry_out(job_id, printed)


def _known(file_format: str) -> Format:
    return next(known for known in MEDIA_TYPES if known == file_format)
