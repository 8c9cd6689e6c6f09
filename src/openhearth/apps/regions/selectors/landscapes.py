"""All regions side by side, gathered once for each state of the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import isnan, nan
from typing import cast

from django.core.cache import cache
from django.db.models import Count, Max, Q

from openhearth.apps.regions import models
from openhearth.apps.regions.selectors.facts import place
from openhearth.apps.regions.selectors.loads import data_version
from openhearth.apps.regions.selectors.places import territories, territory
from openhearth.apps.regions.selectors.registers import activity_groups, divisions, ecosystems, region_types, register
from openhearth.core import comparison, peers
from openhearth.core.comparison import EMISSION_DIMENSIONS, Atlas
from openhearth.core.landscape import EDITION, Landscape, panel, reference_year
from openhearth.core.profile import Profile, profile
from openhearth.core.register import Ecosystems
from openhearth.core.typology import Typology, typology, unnamed_groups
from openhearth.core.values import Panel

COMPARED_KIND = "nuts2"
Cells = dict[tuple[str, str], float]


def landscape(kind: str = COMPARED_KIND) -> Landscape:
    """All regions of one kind, gathered once for each state of the data and kept for the next process too."""
    return _landscape(kind, data_version())


@lru_cache(maxsize=12)
def _landscape(kind: str, version: str) -> Landscape:
    kept = cache.get_or_set(f"landscape/{EDITION}/{kind}/{version}", lambda: _gathered(kind), timeout=None)
    return cast("Landscape", kept)


def _gathered(kind: str) -> Landscape:
    places = territories(kind=kind)
    codes = tuple(found.code for found in places)
    employment = _employment(kind)
    rows = tuple(sorted({row for row, _ in employment}))
    columns = tuple(entry.code for entry in divisions())
    years, figures = _figures(kind)
    known = {code for (code, indicator), value in figures.items() if indicator == "ets_emissions" and not isnan(value)}
    emissions_year, emissions = _emissions(kind, known)
    return Landscape(
        territories=places,
        employment=panel(employment, rows, columns),
        figures=panel(figures, codes, tuple(entry.code for entry in register().indicators)),
        years=years,
        emissions=panel(
            emissions, tuple(sorted({row for row, _ in emissions})), tuple(sorted({column for _, column in emissions}))
        ),
        emissions_year=emissions_year,
        employment_year=models.Employment.objects.aggregate(latest=Max("year"))["latest"],
        lower_bounds=_lower_bounds(kind),
    )


def atlas(table: Ecosystems | None = None) -> Atlas:
    """What is decided about all NUTS 2 regions; ``table`` replaces the packaged ecosystems."""
    return _atlas(table or ecosystems(), data_version())


@lru_cache(maxsize=4)
def _atlas(table: Ecosystems, version: str) -> Atlas:
    economy = comparison.economy(_landscape(COMPARED_KIND, version), divisions(), table)
    return Atlas(register(), table, activity_groups(), economy, typology(economy.ecosystems.quotients, region_types()))


def typology_of(groups: int, table: Ecosystems | None = None) -> Typology:
    """The named types, or another number of groups named after what marks them."""
    found = atlas(table)
    if groups == len(region_types()):
        return found.typology
    return unnamed_groups(found.economy.ecosystems.quotients, groups)


def region_profile(code: str, *, this_year: int, table: Ecosystems | None = None) -> Profile:
    """Everything that is decided about one place."""
    found = place(code)
    kind = found.territory.kind if found.territory.kind in {"nuts2", "nuts3"} else COMPARED_KIND
    return profile(found, landscape(kind), atlas(table), this_year=this_year)


def distances() -> peers.Distances:
    """Between all NUTS 2 regions, in the dimensions and with the weights of the house."""
    return _distances(data_version(), None)


def dimensions() -> tuple[peers.Dimension, ...]:
    """In what regions are compared, with the weights of the house."""
    return _features(data_version())[1]


def peers_of(
    code: str, *, count: int, exclude_country: bool = False, weights: Mapping[str, float] | None = None
) -> peers.Peers:
    """The regions most like this one; ``weights`` names the dimensions to compare in, None for all.

    A region with known emissions gets peers with known emissions: otherwise the regions of countries without any
    would come first, because nothing speaks against them.
    """
    found = territory(code)
    same = {one.code for one in landscape().territories if one.country == found.country}
    chosen = None if weights is None else tuple(sorted(weights.items()))
    between = _distances(data_version(), chosen)
    required = EMISSION_DIMENSIONS & {one.code for one in between.dimensions}
    lacking = set(peers.nearest(found.code, between, count=0).missing)
    return peers.nearest(
        found.code, between, count=count, exclude=same if exclude_country else (), require=sorted(required - lacking)
    )


@lru_cache(maxsize=2)
def _features(version: str) -> tuple[Panel, tuple[peers.Dimension, ...]]:
    known = _landscape(COMPARED_KIND, version)
    return comparison.features(known, comparison.activities(known.employment, divisions()))


@lru_cache(maxsize=8)
def _distances(version: str, weights: tuple[tuple[str, float], ...] | None) -> peers.Distances:
    panel_, known = _features(version)
    if weights is None:
        return peers.distances(panel_, known)
    chosen = dict(weights)
    return peers.distances(panel_, [replace(one, weight=chosen[one.code]) for one in known if one.code in chosen])


def _employment(kind: str) -> Cells:
    rows = models.Employment.objects.filter(territory__kind=kind).values_list("territory__code", "nace", "persons")
    return {(code, nace): nan if persons is None else persons for code, nace, persons in rows}


def _figures(kind: str) -> tuple[dict[str, int], Cells]:
    """Reference year of each indicator, and the values of that year."""
    known = models.Figure.objects.filter(territory__kind=kind, value__isnull=False).exclude(status="forecast")
    reporting: dict[str, dict[int, int]] = defaultdict(dict)
    for indicator, year, count in known.values_list("indicator", "year").annotate(Count("id")):
        reporting[indicator][year] = count
    years = {indicator: year for indicator, counts in reporting.items() if (year := reference_year(counts)) is not None}
    wanted = Q(pk__in=[])
    for indicator, year in years.items():
        wanted |= Q(indicator=indicator, year=year)
    cells = known.filter(wanted).values_list("territory__code", "indicator", "value")
    return years, {(code, indicator): nan if value is None else value for code, indicator, value in cells}


def _lower_bounds(kind: str) -> tuple[str, ...]:
    marked = models.Figure.objects.filter(territory__kind=kind, indicator="ets_emissions", flag__contains="d")
    return tuple(sorted(set(marked.filter(value__isnull=False).values_list("territory__country", flat=True))))


def _emissions(kind: str, known: set[str]) -> tuple[int | None, Cells]:
    """The latest year, and tonnes of every group of activities in the regions whose sum is known: none means zero."""
    rows = models.Emission.objects.filter(territory__kind=kind, tonnes__isnull=False)
    year = rows.aggregate(latest=Max("year"))["latest"]
    groups = activity_groups()
    cells: Cells = {(code, group): 0.0 for code in known for group in set(groups.values())}
    for code, activity, tonnes in rows.filter(year=year).values_list("territory__code", "activity", "tonnes"):
        if code in known and tonnes is not None:
            cells[code, groups[activity]] += tonnes
    return year, cells
