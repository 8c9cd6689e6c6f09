"""The pages about regions."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.regions import charts, selectors
from openhearth.apps.regions.pages import (
    comparison,
    listing,
)
from openhearth.apps.regions.pages import (
    map as map_page,
)
from openhearth.apps.regions.pages import (
    region as region_page,
)
from openhearth.apps.regions.pages import (
    types as types_page,
)
from openhearth.core.document import canonical
from openhearth.press.charts import Charts

PAGE = 100
PEERS_SHOWN = 10


@requires(can_read_public)
def region_list(request: HttpRequest) -> HttpResponse:
    chosen = listing.Filters.of(request.GET)
    exact = selectors.exact_code(chosen.q)
    if exact and not request.htmx:  # type: ignore[attr-defined]
        return redirect("regions:region", exact)
    found = listing.listed(chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "query": chosen.query(),
        "page": page,
        "rows": listing.rows(found[(page.number - 1) * PAGE : page.number * PAGE], chosen.figures),
        "columns": listing.columns(chosen),
        "total": len(found),
        "levels": listing.levels(),
        "countries": selectors.countries(),
        "types": selectors.region_types(),
        "nearest": selectors.nearest(chosen.q) if chosen.q and not found else (),
        "years_note": listing.years_note(chosen),
    }
    template = "regions/list.html#results" if request.htmx else "regions/list.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@requires(can_read_public)
def region(request: HttpRequest, code: str) -> HttpResponse:
    profile = selectors.region_profile(code, this_year=timezone.now().year)
    if profile.territory.code != code:
        return redirect("regions:region", profile.territory.code)
    return render(request, "regions/region.html", region_page.region_page(profile, count=PEERS_SHOWN))


@requires(can_read_public)
@cache_control(max_age=3600)
def chart(request: HttpRequest, code: str, chart: str) -> HttpResponse:
    profile = selectors.region_profile(code, this_year=timezone.now().year)
    spec = charts.chart(chart, profile, selectors.landscape(region_page.compared_kind(profile)))
    if spec is None:
        raise Http404(_("This place has no such chart."))
    text = canonical(spec)

    def draw(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(Charts(settings.PRESS_CACHE / "charts").svg(text), content_type="image/svg+xml")

    response = etag(lambda _request: region_page.etag_of(text))(draw)(request)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@requires(can_read_public)
def region_map(request: HttpRequest) -> HttpResponse:
    entry = map_page.mapped_indicator(request.GET.get("indicator", ""))
    context = {"indicator": entry, "indicators": map_page.mapped_indicators(), "drawing": map_page.drawing(entry)}
    return render(request, "regions/map.html", context)


@requires(can_read_public)
def types(request: HttpRequest) -> HttpResponse:
    return render(request, "regions/typology.html", types_page.types_page())


@requires(can_read_public)
def compare(request: HttpRequest) -> HttpResponse:
    return render(request, "regions/compare.html", comparison.compare_page(request.GET.getlist("code")))
