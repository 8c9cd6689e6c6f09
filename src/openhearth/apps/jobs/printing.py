"""Printing a document by the worker: gathered, drawn, printed, and left on the shelf, from where its download takes it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from openhearth.apps.jobs.services import Progress, carry_out
from openhearth.core.document import Document, figures
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.press.documents import Format, format_named, render
from openhearth.press.engines import PressError


def print_document(
    job_id: str, gather: Callable[[], Document], file_format: str, language: str, result_url: str
) -> None:
    """Carry out the job of printing what ``gather`` gives in a language; the result is found at ``result_url``.

    Raises
    ------
    InputError
        Inside the job: ``not_printed``, ``unknown_format``, and what gathering refuses.
    """

    def work(progress: Progress) -> str:
        with translation.override(language):
            document = gather()
            drawings = figures(document)
            total = len(drawings) + 2
            progress(1, total, _("Gathered the document"))
            for number, drawing in enumerate(drawings, start=2):
                Charts(settings.PRESS_CACHE / "charts").svg(drawing.spec)
                progress(number, total, _("Drew: %(caption)s") % {"caption": drawing.caption})
            render(document, format_named(file_format), cache=settings.PRESS_CACHE)
        return result_url

    def printed(progress: Progress) -> str:
        try:
            return work(progress)
        except PressError as error:
            raise InputError(Fault("not_printed", params={"detail": str(error)})) from error

    carry_out(job_id, printed)


def asked_format(suffix: str) -> Format:
    """The format somebody asks a document in; page not found where there is none."""
    try:
        return format_named(suffix)
    except InputError as error:
        raise Http404(_("A document comes as PDF, Word, web page or Markdown.")) from error


def asked_language(request: HttpRequest) -> str:
    """The language somebody asks a document in: that of the address, else that of the reader."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
