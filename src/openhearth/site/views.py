"""The rooms that belong to no app: the hall, the sources, the methods, and what is said when something is wrong."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_noop

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices import selectors as practices
from openhearth.apps.regions import selectors as regions
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.pages import map as map_page
from openhearth.site import methods as method_pages
from openhearth.sources import registers

EXAMPLES = (
    ("DEA1", "Duisburg"),
    ("ES12", gettext_noop("Asturias")),
    ("FI19", "Tampere"),
    ("LT02", "Kaunas"),
    ("PT18", "Sines"),
    ("AL", gettext_noop("Albania")),
)
"""The regions of the demonstration programme."""


@requires(can_read_public)
def home(request: HttpRequest) -> HttpResponse:
    landscape = regions.landscape()
    return render(
        request,
        "site/home.html",
        {
            "drawing": map_page.drawing(),
            "examples": [(code, gettext(name)) for code, name in EXAMPLES],
            "regions": len(landscape.territories),
            "with_employment": len(landscape.employment.rows),
            "practices": len(practices.all_practices()),
        },
    )


@requires(can_read_public)
def sources(request: HttpRequest) -> HttpResponse:
    return render(
        request, "site/sources.html", {"sources": registers.register("sources"), "loads": regions.loads_by_users()}
    )


@requires(can_read_public)
def methods(request: HttpRequest) -> HttpResponse:
    return render(
        request, "site/methods.html", {"titles": method_pages.titles(), "indicators": regions.register().indicators}
    )


@requires(can_read_public)
def method(request: HttpRequest, topic: str) -> HttpResponse:
    titles = method_pages.titles()
    if topic not in titles:
        raise Http404
    # Our own text, rendered with raw HTML switched off.
    text = mark_safe(method_pages.page(topic))  # noqa: S308
    return render(request, "site/method.html", {"title": titles[topic], "text": text})


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # what was refused is no secret, but the sentence is the same
    return render(request, "site/refused.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    unknown = exception if isinstance(exception, UnknownTerritory) else None
    return render(request, "site/not_found.html", {"unknown": unknown, "reason": exception.args}, status=404)


def broken(_request: HttpRequest) -> HttpResponse:
    """Nothing here may fail: no database, no session, no user."""
    return render(None, "site/broken.html", status=500)
