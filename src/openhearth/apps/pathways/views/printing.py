"""The report of a plan, as a page and in the forms in which it can be taken along."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.jobs.printing import asked_format, asked_language
from openhearth.apps.pathways.report import report as report_of
from openhearth.apps.pathways.services.printing import order_report
from openhearth.apps.pathways.views.seeing import seen, shown
from openhearth.core.document import Figure, as_html, figures
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES
from openhearth.press.documents import render as printed


@requires(can_read_public)
@require_safe
def report(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    document = report_of(found.row, found.plan, today=timezone.localdate())
    numbers = {drawing: number for number, drawing in enumerate(figures(document), start=1)}
    state = f"&{found.query[1:]}" if found.query else ""

    def address(drawing: Figure) -> str:
        place = reverse("pathways:report_figure", args=[found.row.code, numbers[drawing]])
        return f"{place}?language={document.language}{state}"

    # Written by the core, which escapes every text.
    article = mark_safe(as_html(document, address))  # noqa: S308
    return shown(request, "report", found, article=article)


@requires(can_read_public)
@require_safe
def report_figure(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """One chart of the report."""
    found = seen(request, plan)
    with translation.override(asked_language(request)):
        drawings = figures(report_of(found.row, found.plan, today=timezone.localdate()))
    if not 1 <= number <= len(drawings):
        raise Http404(_("This report has no such chart."))
    drawing = Charts(settings.PRESS_CACHE / "charts").svg(drawings[number - 1].spec)
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(can_read_public)
@require_safe
def download(request: HttpRequest, plan: str, suffix: str) -> HttpResponse:
    found = seen(request, plan)
    file_format = asked_format(suffix)
    with translation.override(asked_language(request)):
        document = report_of(found.row, found.plan, today=timezone.localdate())
        data = printed(document, file_format, cache=settings.PRESS_CACHE)
    response = HttpResponse(data, content_type=MEDIA_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="plan-{found.row.code}.{file_format}"'
    return response


@requires(can_read_public)
@require_POST
def order(request: HttpRequest, plan: str) -> HttpResponse:
    """Have the worker print it, and go where the progress is shown."""
    found = seen(request, plan)
    file_format = asked_format(request.POST.get("format", ""))
    owner = request.user if request.user.is_authenticated else None
    job = order_report(
        found.row, found.step, file_format, language=asked_language(request), query=found.query[1:], owner=owner
    )
    return redirect("jobs:job", job.pk)
