"""Everything the tables say about one place."""

from __future__ import annotations

from collections import defaultdict
from math import inf, nan
from typing import cast

from openhearth.apps.regions import models
from openhearth.apps.regions.selectors.places import lineage, parts, territory
from openhearth.core.profile import Capacity, EmissionRow, EmploymentRow, Installation, Place, Plant
from openhearth.core.values import Figure, Status, Territory

LISTED_KINDS = frozenset({"nuts2", "nuts3"})
"""Only in these are plants and installations listed one by one; a country's list would be far from complete."""


def place(code: str) -> Place:
    """Everything the tables say about one place."""
    found = territory(code)
    return Place(
        territory=found,
        lineage=lineage(found),
        parts=parts(found),
        figures=tuple(
            Figure(
                found.code, row.indicator, row.year, _float(row.value), row.flag, cast("Status", row.status), row.source
            )
            for row in models.Figure.objects.filter(territory_id=found.code).order_by("indicator", "year")
        ),
        employment=tuple(
            EmploymentRow(row.nace, row.year, _float(row.persons), row.flag, cast("Status", row.status), row.source)
            for row in models.Employment.objects.filter(territory_id=found.code).order_by("nace")
        ),
        emissions=tuple(
            EmissionRow(
                row.activity,
                row.year,
                _float(row.tonnes),
                row.installations,
                row.started,
                row.ended,
                _float(row.constant_tonnes),
            )
            for row in models.Emission.objects.filter(territory_id=found.code).order_by("activity", "year")
        ),
        capacities=tuple(
            Capacity(row.sector, row.route, row.status, row.year, _float(row.kilotonnes), row.plants, row.source)
            for row in models.Capacity.objects.filter(territory_id=found.code).order_by("sector", "status", "route")
        ),
        plants=_plants(found),
        installations=_installations(found),
    )


def _plants(found: Territory) -> tuple[Plant, ...]:
    if found.kind not in LISTED_KINDS:
        return ()
    rows = (
        models.Plant.objects.filter(territory__code__startswith=found.code)
        .select_related("territory")
        .order_by("sector", "name", "code", "route", "status")
    )
    return tuple(
        Plant(
            row.code,
            row.name,
            row.sector,
            row.place,
            row.territory.code,
            row.route,
            row.status,
            row.year,
            _float(row.kilotonnes),
            row.placement,
            row.source,
        )
        for row in rows
    )


def _installations(found: Territory) -> tuple[Installation, ...]:
    """Installations with their verified emissions by year, the largest of the latest year first."""
    if found.kind not in LISTED_KINDS:
        return ()
    rows = (
        models.Installation.objects.filter(territory__code__startswith=found.code)
        .select_related("territory")
        .order_by("code", "year")
    )
    by_code: dict[str, list[models.Installation]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    installations = [
        Installation(
            code,
            group[0].name,
            group[0].place,
            group[0].territory.code,
            group[0].activity,
            group[0].first_year,
            group[0].last_year,
            tuple((row.year, _float(row.tonnes)) for row in group),
            group[0].source,
        )
        for code, group in by_code.items()
    ]
    return tuple(sorted(installations, key=lambda one: (-one.latest[1] if one.latest else inf, one.code)))


def _float(value: float | None) -> float:
    return nan if value is None else value
