"""Every table as CSV. Numbers are plain, in no language.

Each row carries year, source and licence; the unit is a column, or the column is named after it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from math import isnan

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.regions import models, selectors
from openhearth.apps.regions.pages import comparison, listing
from openhearth.core.profile import EconomyProfile

TABLES = {
    "figures": (models.Figure, ("territory_id", "indicator", "year", "value", "flag", "status")),
    "employment": (models.Employment, ("territory_id", "nace", "year", "persons", "flag", "status")),
    "emissions": (
        models.Emission,
        ("territory_id", "activity", "year", "tonnes", "installations", "started", "ended", "constant_tonnes"),
    ),
    "capacities": (models.Capacity, ("territory_id", "sector", "route", "status", "year", "kilotonnes", "plants")),
    "plants": (
        models.Plant,
        ("code", "name", "sector", "place", "territory_id", "route", "status", "year", "kilotonnes", "placement"),
    ),
    "installations": (
        models.Installation,
        ("code", "name", "place", "territory_id", "activity", "first_year", "last_year", "year", "tonnes"),
    ),
}
ORIGIN = ("source", "licence")
OURS = ("openhearth", "EUPL-1.2")


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download; an unknown number is an empty cell, and no cell can become a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="openhearth-{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return response


def _cell(value: object) -> object:
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"  # a spreadsheet would run it
    return value


@requires(can_read_public)
def region_table(request: HttpRequest, code: str, table: str) -> HttpResponse:
    place = selectors.territory(code)
    if table in COMPUTED and place.kind == selectors.COMPARED_KIND:
        return COMPUTED[table](place.code)
    if table not in TABLES:
        raise Http404(table)
    model, fields = TABLES[table]
    columns = (*fields, *ORIGIN)
    found = model._default_manager.filter(territory__code__startswith=place.code)  # noqa: SLF001 - Django's own API
    if "code" not in fields:
        found = found.filter(territory_id=place.code)
    head = ["territory" if column == "territory_id" else column for column in columns]
    rows: Iterable[Sequence[object]] = found.order_by(*fields[:3]).values_list(*columns)
    if table == "figures":
        units = {entry.code: entry.unit for entry in selectors.register().indicators}
        head, rows = [*head, "unit"], [(*row, units.get(str(row[1]), "")) for row in rows]
    return as_csv(f"{place.code}-{table}", head, rows)


def _peers(code: str) -> HttpResponse:
    found = selectors.peers_of(code, count=len(selectors.landscape().territories))
    rows = (
        (code, peer.code, peer.distance, one.dimension, one.distance, one.share, *OURS)
        for peer in found.peers
        for one in peer.contributions
    )
    head = ("territory", "peer", "distance", "dimension", "dimension_distance", "share_of_squared_distance", *ORIGIN)
    return as_csv(f"{code}-peers", head, rows)


def _activities(code: str) -> HttpResponse:
    """What the page says about employment: the published persons with the computed share and quotient."""
    economy = _economy(code)
    sources = {row.nace: row.source for row in selectors.place(code).employment}
    rows = (
        (code, one.nace, economy.year, one.persons, one.share, one.quotient, one.status, sources[one.nace], "CC-BY-4.0")
        for one in economy.activities
    )
    head = ("territory", "nace", "year", "persons", "share", "location_quotient", "status", *ORIGIN)
    return as_csv(f"{code}-activities", head, rows)


def _ecosystems(code: str) -> HttpResponse:
    economy = _economy(code)
    rows = (
        (code, one.ecosystem, economy.year, one.share, one.quotient, one.coverage, economy.ecosystems_version, *OURS)
        for one in economy.ecosystems
    )
    head = ("territory", "ecosystem", "year", "share", "location_quotient", "coverage", "weights_version", *ORIGIN)
    return as_csv(f"{code}-ecosystems", head, rows)


def _economy(code: str) -> EconomyProfile:
    economy = selectors.region_profile(code, this_year=timezone.now().year).economy
    if economy is None:
        raise Http404(_("Employment by activity is not known here."))
    return economy


COMPUTED = {"peers": _peers, "activities": _activities, "ecosystems": _ecosystems}


@requires(can_read_public)
def regions(request: HttpRequest) -> HttpResponse:
    chosen = listing.Filters.of(request.GET)
    types = listing.type_codes()
    years = listing.years(chosen)
    entries = [entry for entry in selectors.register().indicators if entry.code in years]
    head = ["code", "name", "kind", "version", "country", "type"]
    head += [f"{entry.code} ({entry.unit}, {years[entry.code]}, {entry.source}, {entry.licence})" for entry in entries]
    places = listing.listed(chosen)
    known = listing.figures(places, [entry.code for entry in entries])
    rows = [
        (
            place.code,
            place.name,
            place.kind,
            place.version,
            place.country,
            types.get(place.code, ""),
            *known[place.code],
        )
        for place in places
    ]
    return as_csv("regions", head, rows)


@requires(can_read_public)
def types(request: HttpRequest) -> HttpResponse:
    typology = selectors.atlas().typology
    year = selectors.landscape().employment_year
    rows = [
        (
            one.territory,
            year,
            one.type_code,
            mark.ecosystem,
            mark.quotient,
            one.runner_up,
            one.margin,
            *OURS,
        )
        for one in typology.placements
        for mark in one.reasons
    ]
    head = ("territory", "year", "type", "because_ecosystem", "location_quotient", "next_type", "margin", *ORIGIN)
    return as_csv("types", head, rows)


@requires(can_read_public)
def comparison_csv(request: HttpRequest) -> HttpResponse:
    places, _faults = comparison.compared(request.GET.getlist("code"))
    codes = [place.code for place in places]
    rows = [
        (table.code, row.code, row.unit, row.year, *(cell.value for cell in row.cells), row.source, row.licence)
        for table in comparison.tables(codes)
        for row in table.rows
    ]
    return as_csv(f"compare-{timezone.now():%Y-%m-%d}", ("table", "figure", "unit", "year", *codes, *ORIGIN), rows)
