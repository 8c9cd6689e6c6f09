"""The report of a study: as a page, and in the forms in which it comes."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.jobs.printing import asked_format, asked_language
from openhearth.apps.portfolios.printing import order_report
from openhearth.apps.portfolios.report import report as report_of
from openhearth.apps.portfolios.views.access import visible
from openhearth.core.document import Figure, as_html, digest, figures
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES
from openhearth.press.documents import render as printed


@require_safe
@requires(can_read_public)
def report(request: HttpRequest, study: str) -> HttpResponse:
    row = visible(request, study)
    document = report_of(row, today=timezone.localdate())
    numbers = {drawing: number for number, drawing in enumerate(figures(document), start=1)}

    def address(drawing: Figure) -> str:
        here = reverse("portfolios:report_figure", args=[row.code, numbers[drawing]])
        return f"{here}?language={document.language}"

    # Written by the core, which escapes every text.
    article = mark_safe(as_html(document, address))  # noqa: S308
    return render(request, "portfolios/report.html", {"study": row, "document": document, "article": article})


@require_safe
@requires(can_read_public)
def figure(request: HttpRequest, study: str, number: int) -> HttpResponse:
    """One chart of the report."""
    row = visible(request, study)
    with translation.override(asked_language(request)):
        drawings = figures(report_of(row, today=timezone.localdate()))
    if not 1 <= number <= len(drawings):
        raise Http404(_("This report has no such chart."))
    drawing = Charts(settings.PRESS_CACHE / "charts").svg(drawings[number - 1].spec)
    return HttpResponse(drawing, content_type="image/svg+xml")


@require_safe
@requires(can_read_public)
def download(request: HttpRequest, study: str, suffix: str) -> HttpResponse:
    row, file_format = visible(request, study), asked_format(suffix)
    with translation.override(asked_language(request)):
        document = report_of(row, today=timezone.localdate())
        data = printed(document, file_format, cache=settings.PRESS_CACHE)
    response = HttpResponse(data, content_type=MEDIA_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="openhearth-{row.code}.{file_format}"'
    return response


@require_POST
@requires(can_read_public)
def order(request: HttpRequest, study: str) -> HttpResponse:
    """Have the worker print it, and go where the progress is shown."""
    row, file_format = visible(request, study), asked_format(request.POST.get("format", ""))
    owner = request.user if request.user.is_authenticated else None
    content = digest(report_of(row, today=timezone.localdate()))
    job = order_report(row, file_format, content, language=asked_language(request), owner=owner)
    return redirect("jobs:job", job.pk)
