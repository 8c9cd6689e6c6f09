"""The portrait of a place in the Doughnut: its page, its chart and its table. It is made of public facts alone."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.pathways.pages import doughnut as page
from openhearth.apps.pathways.pages import portraits
from openhearth.apps.pathways.selectors.doughnut import Portrayed
from openhearth.apps.regions import wording
from openhearth.apps.regions.downloads import as_csv
from openhearth.core.document import canonical
from openhearth.core.errors import InputError
from openhearth.core.values import Territory
from openhearth.press.charts import Charts


@requires(can_read_public)
@require_GET
def portrait(request: HttpRequest, code: str) -> HttpResponse:
    found = page.doughnut_page(code, request.GET.getlist("edition"), request.GET.getlist("with"))
    place = cast("Territory", found["place"])
    if place.code != code:
        query = request.GET.urlencode()
        return redirect(f"{reverse('pathways:doughnut', args=[place.code])}{'?' if query else ''}{query}")
    return render(request, "pathways/doughnut.html", found)


@requires(can_read_public)
@require_GET
@cache_control(max_age=3600)
def chart(request: HttpRequest, code: str) -> HttpResponse:
    found = _drawable(request, code)
    spec = portraits.chart(wording.place_name(found.place), found.portrait)
    drawing = Charts(settings.PRESS_CACHE / "charts").svg(canonical(spec))
    response = HttpResponse(drawing, content_type="image/svg+xml")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@requires(can_read_public)
@require_GET
def table(request: HttpRequest, code: str) -> HttpResponse:
    found = _drawable(request, code)
    return as_csv(f"{found.place.code}-doughnut", page.HEAD, page.table(found))


def _drawable(request: HttpRequest, code: str) -> Portrayed:
    try:
        return page.drawable(code, request.GET.getlist("edition"))
    except InputError as error:
        raise Http404(_("These editions cannot be drawn together, or there is no such edition.")) from error
