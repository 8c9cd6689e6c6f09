"""Practices as a list that can be narrowed down, as a page each, and as a table to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices import selectors, transferring
from openhearth.apps.regions import selectors as regions
from openhearth.core.practice import KeyFigure, Practice

FILTER_NAMES = {
    "theme": gettext_lazy("Theme"),
    "challenge": gettext_lazy("Strategic challenge"),
    "country": gettext_lazy("Country"),
}

FIELD_NAMES = {
    "thematic_priority": gettext_lazy("Theme"),
    "strategic_challenge": gettext_lazy("Strategic challenge"),
    "support_type": gettext_lazy("Support by a cluster organisation"),
    "industrial_ecosystem": gettext_lazy("Industrial ecosystem"),
    "carbon_intensive_group": gettext_lazy("Carbon-intensive industry"),
    "region_type": gettext_lazy("Type of region"),
    "territorial_validity": gettext_lazy("Valid"),
    "recommendation": gettext_lazy("Recommendation of the European Expert Group on Clusters"),
}
"""Vocabularies shown on the page of a practice, in this order."""

COLUMNS = (
    "code",
    "title",
    "language",
    "original_title",
    "original_language",
    "summary",
    "actors",
    "country",
    "nuts_2021",
    "region_type",
    "territorial_validity",
    "carbon_intensive_group",
    "thematic_priority",
    "strategic_challenge",
    "support_type",
    "recommendation",
    "industrial_ecosystem",
    "started",
    "ended",
    "url",
    "facts",
    "source",
    "licence",
    "provenance",
)


@require_safe
@requires(can_read_public)
def index(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    chosen = selectors.chosen_from(dict(request.GET.lists()))
    hits = [
        {
            "practice": practice,
            "validity": selectors.labels(practice, "country", language)
            or selectors.labels(practice, "territorial_validity", language),
            "themes": selectors.labels(practice, "thematic_priority", language),
        }
        for practice in selectors.chosen_practices(chosen)
    ]
    return render(
        request,
        "practices/index.html",
        {
            "hits": hits,
            "facets": [(FILTER_NAMES[facet.filter], facet) for facet in selectors.facets(chosen, language)],
            "query": selectors.query_of(chosen),
        },
    )


@require_safe
@requires(can_read_public)
def detail(request: HttpRequest, practice: str) -> HttpResponse:
    found = selectors.practice_with_code(practice)
    if found is None:
        message = _("There is no practice with the code “%(code)s”.") % {"code": practice}
        raise Http404(message, *selectors.nearest_codes(practice))
    language = get_language() or "en"
    return render(
        request,
        "practices/detail.html",
        {
            "practice": found,
            "country": selectors.labels(found, "country", language),
            "region": selectors.region_of(found),
            "fields": [(name, selectors.labels(found, field, language)) for field, name in FIELD_NAMES.items()],
            "licence": selectors.licence_of(found),
            "to": request.GET.get("to", "").strip(),
            **_transfer(found, request.GET.get("to", "").strip()),
        },
    )


def _transfer(practice: Practice, to: str) -> dict[str, object]:
    """Would it work here, and where would it fit best; places are NUTS 2 regions by code or name."""
    places = regions.landscape().territories
    context: dict[str, object] = {"best": transferring.best_places(practice), "suggestions": places}
    if to:
        matches = [one for one in places if one.code == to.upper()]
        matches = matches or list(regions.territories(kind=regions.COMPARED_KIND, words=to))
        if len(matches) == 1:
            context["judged"] = transferring.judged(practice, matches[0])
        else:
            context["nearest"] = matches[:5] or [
                one for one in regions.nearest(to) if one.kind == regions.COMPARED_KIND
            ]
    return context


@require_safe
@requires(can_read_public)
def table(request: HttpRequest) -> HttpResponse:
    """The same practices as the list with the same query string; codes, not labels, so that it can be joined."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="practices.csv"'
    writer = csv.writer(response, lineterminator="\n")
    writer.writerow(COLUMNS)
    for practice in selectors.chosen_practices(selectors.chosen_from(dict(request.GET.lists()))):
        writer.writerow(_cells(practice))
    return response


def _cells(practice: Practice) -> Iterator[object]:
    renamed = {"nuts_2021": practice.nuts, "licence": selectors.licence_of(practice)}
    for column in COLUMNS:
        value = renamed[column] if column in renamed else getattr(practice, column)
        yield "; ".join(map(_cell, value)) if isinstance(value, tuple) else value


def _cell(value: str | KeyFigure) -> str:
    return value if isinstance(value, str) else f"{value.label}: {value.value} {value.unit}".rstrip()
