"""The brief of a region: what is in it, and in which forms it comes."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.jobs.printing import asked_format, asked_language
from openhearth.apps.regions import selectors
from openhearth.apps.reports.brief import brief as brief_of
from openhearth.apps.reports.services import order_brief
from openhearth.core.document import Figure, as_html, figures
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES
from openhearth.press.documents import render as printed


@requires(can_read_public)
@require_GET
def brief(request: HttpRequest, code: str) -> HttpResponse:
    place = selectors.territory(code)
    document = brief_of(place.code, today=timezone.localdate())
    numbers = {drawing: number for number, drawing in enumerate(figures(document), start=1)}

    def address(drawing: Figure) -> str:
        return f"{reverse('reports:figure', args=[place.code, numbers[drawing]])}?language={document.language}"

    # Written by the core, which escapes every text.
    article = mark_safe(as_html(document, address))  # noqa: S308
    return render(request, "reports/brief.html", {"place": place, "document": document, "article": article})


@requires(can_read_public)
@require_GET
def figure(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One chart of the brief."""
    with translation.override(asked_language(request)):
        drawings = figures(brief_of(selectors.territory(code).code, today=timezone.localdate()))
    if not 1 <= number <= len(drawings):
        raise Http404(_("This brief has no such chart."))
    drawing = Charts(settings.PRESS_CACHE / "charts").svg(drawings[number - 1].spec)
    return HttpResponse(drawing, content_type="image/svg+xml")


@requires(can_read_public)
@require_GET
def download(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    file_format = asked_format(suffix)
    place = selectors.territory(code)
    with translation.override(asked_language(request)):
        document = brief_of(place.code, today=timezone.localdate())
        data = printed(document, file_format, cache=settings.PRESS_CACHE)
    response = HttpResponse(data, content_type=MEDIA_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="openhearth-{place.code}.{file_format}"'
    return response


@requires(can_read_public)
@require_POST
def order(request: HttpRequest, code: str) -> HttpResponse:
    """Have the worker print it, and go where the progress is shown."""
    file_format = asked_format(request.POST.get("format", ""))
    place = selectors.territory(code)
    owner = request.user if request.user.is_authenticated else None
    job = order_brief(place, file_format, language=asked_language(request), owner=owner)
    return redirect("jobs:job", job.pk)
