"""Everything that is decided about one place: the content of its page, of its brief and of ``openhearth region``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from openhearth.core.comparison import Atlas, Economy
from openhearth.core.emissions import EmissionsByYear, Reading, reading, together
from openhearth.core.landscape import Landscape, Standing, standing
from openhearth.core.register import Register
from openhearth.core.typology import Placement, Typology, Unclassified
from openhearth.core.values import Figure, Status, Territory

Gap = Literal[
    "no_figures",
    "no_employment",
    "employment_incomplete",
    "no_type",
    "no_emissions",
    "emissions_lower_bound",
    "old_figures",
    "overview_only",
]
"""What is not known, to be said plainly.

``employment_incomplete``: less than `COMPLETE` of employment is known by activity. ``old_figures``: some figures are
older than `OLD` years. ``overview_only``: the place is not of the level at which regions are compared.
"""

COMPLETE = 0.9
OLD = 8


@dataclass(frozen=True, slots=True)
class EmissionRow:
    """One activity in one year, as the tables say it."""

    activity: str
    year: int
    tonnes: float
    installations: int
    started: int
    ended: int
    constant_tonnes: float


@dataclass(frozen=True, slots=True)
class EmploymentRow:
    """Persons employed in one activity; NaN = confidential or not published."""

    nace: str
    year: int
    persons: float
    flag: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """Steel or cement capacity (kt a year) of a region by route and status; NaN kilotonnes = not published."""

    sector: str
    route: str
    status: str
    year: int
    kilotonnes: float
    plants: int
    source: str


@dataclass(frozen=True, slots=True)
class Plant:
    """Capacity (kt a year) of one plant by route and status."""

    code: str
    name: str
    sector: str
    place: str
    territory: str
    route: str
    status: str
    year: int
    kilotonnes: float
    placement: str
    source: str


@dataclass(frozen=True, slots=True)
class Installation:
    """Verified emissions (t CO2e) of one EU ETS installation by year; NaN = not published."""

    code: str
    name: str
    place: str
    territory: str
    activity: str
    first_year: int | None
    last_year: int | None
    tonnes: tuple[tuple[int, float], ...]
    source: str

    @property
    def latest(self) -> tuple[int, float] | None:
        """Year and tonnes of the last known year; None where no year is known."""
        return next((known for known in reversed(self.tonnes) if not np.isnan(known[1])), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Everything the tables say about one place. ``lineage`` starts with the country; ``parts`` lie directly inside."""

    territory: Territory
    lineage: tuple[Territory, ...]
    parts: tuple[Territory, ...]
    figures: tuple[Figure, ...]
    employment: tuple[EmploymentRow, ...]
    emissions: tuple[EmissionRow, ...]
    capacities: tuple[Capacity, ...]
    plants: tuple[Plant, ...]
    installations: tuple[Installation, ...]


@dataclass(frozen=True, slots=True)
class IndicatorProfile:
    """One indicator of a place.

    ``latest`` is the newest figure that is no forecast. ``compared`` is the figure of the reference year, in which
    ``standing`` places it among all regions of its level; both None where the place does not report that year.
    """

    indicator: str
    latest: Figure
    compared: Figure | None
    standing: Standing | None
    series: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EmissionsProfile:
    """Verified emissions of a place: in all, what may be said about them, and by group of activities, largest first,
    and by activity.

    ``lower_bound``: a considerable part of the country's emissions could be placed nowhere, so more may be here.
    """

    lower_bound: bool
    total: EmissionsByYear
    reading: Reading
    groups: tuple[tuple[str, EmissionsByYear], ...]
    activities: tuple[tuple[str, EmissionsByYear], ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """A NACE activity in a place: persons, share of its employment and location quotient; NaN = unknown."""

    nace: str
    persons: float
    status: Status
    share: float
    quotient: float


@dataclass(frozen=True, slots=True)
class EcosystemShare:
    """An industrial ecosystem in a place; ``coverage`` is the known part of it. NaN = unknown."""

    ecosystem: str
    share: float
    quotient: float
    coverage: float


@dataclass(frozen=True, slots=True, eq=False)
class EconomyProfile:
    """What a place lives on. ``total`` persons; ``coverage`` is the part of it known by activity."""

    year: int
    sources: tuple[str, ...]
    total: float
    coverage: float
    activities: tuple[Activity, ...]
    ecosystems: tuple[EcosystemShare, ...]
    ecosystems_version: str


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The whole of what is decided about a place without its peers."""

    territory: Territory
    lineage: tuple[Territory, ...]
    parts: tuple[Territory, ...]
    indicators: tuple[IndicatorProfile, ...]
    economy: EconomyProfile | None
    type: Placement | Unclassified | None
    emissions: EmissionsProfile | None
    capacities: tuple[Capacity, ...]
    plants: tuple[Plant, ...]
    installations: tuple[Installation, ...]
    gaps: tuple[Gap, ...]


def profile(place: Place, landscape: Landscape, atlas: Atlas, *, this_year: int) -> Profile:
    """Decide everything about one place.

    Parameters
    ----------
    place
        What the tables say about it.
    landscape
        The regions of its own level, for the standings.
    atlas
        What was decided about all NUTS 2 regions; a place that is not among them gets no economy and no type.
    this_year
        The year in which the profile is read, to call a figure old.
    """
    known = indicators(place, landscape, atlas.register)
    lives_on = _economy(place, atlas.economy, atlas.ecosystems.version)
    grouped = _placement(place.territory.code, atlas.typology)
    sums = [one for one in place.figures if one.indicator == "ets_emissions"]
    emitted = emissions(place.emissions, atlas.activity_groups, sums)
    return Profile(
        territory=place.territory,
        lineage=place.lineage,
        parts=place.parts,
        indicators=known,
        economy=lives_on,
        type=grouped,
        emissions=emitted,
        capacities=place.capacities,
        plants=place.plants,
        installations=place.installations,
        gaps=_gaps(place, known, lives_on, grouped, emitted, this_year),
    )


WORTH_NAMING = 0.005
"""Activities with a smaller share of employment are not said to stand out, whatever their quotient."""


def strongest(economy: EconomyProfile, count: int) -> tuple[Activity, ...]:
    """The activities that stand out: at least `WORTH_NAMING` of employment, by location quotient, ties by code."""
    known = [one for one in economy.activities if not np.isnan(one.quotient) and one.share >= WORTH_NAMING]
    return tuple(sorted(known, key=lambda one: (-one.quotient, one.nace))[:count])


def _economy(place: Place, economy: Economy, version: str) -> EconomyProfile | None:
    code = place.territory.code
    if code not in economy.counts.rows:
        return None
    rows = {row.nace: row for row in place.employment}
    measured = [nace for nace in economy.counts.columns if nace in rows]
    activities = [
        Activity(
            nace,
            economy.counts.at(code, nace),
            rows[nace].status,
            economy.shares.at(code, nace),
            economy.quotients.at(code, nace),
        )
        for nace in measured
    ]
    found = economy.ecosystems
    return EconomyProfile(
        year=max(row.year for row in place.employment),
        sources=tuple(sorted({rows[nace].source for nace in measured})),
        total=float(economy.totals[economy.counts.rows.index(code)]),
        coverage=economy.coverage_of(code),
        activities=tuple(activities),
        ecosystems=tuple(
            EcosystemShare(
                name, found.shares.at(code, name), found.quotients.at(code, name), found.coverage.at(code, name)
            )
            for name in found.quotients.columns
        ),
        ecosystems_version=version,
    )


def _placement(code: str, typology: Typology) -> Placement | Unclassified | None:
    entries: tuple[Placement | Unclassified, ...] = (*typology.placements, *typology.unclassified)
    return next((entry for entry in entries if entry.territory == code), None)


def _gaps(
    place: Place,
    known: tuple[IndicatorProfile, ...],
    lives_on: EconomyProfile | None,
    grouped: Placement | Unclassified | None,
    emitted: EmissionsProfile | None,
    this_year: int,
) -> tuple[Gap, ...]:
    checks: tuple[tuple[Gap, bool], ...] = (
        ("overview_only", place.territory.kind != "nuts2"),
        ("no_figures", not known),
        ("no_employment", lives_on is None),
        ("employment_incomplete", lives_on is not None and not lives_on.coverage >= COMPLETE),
        ("no_type", not isinstance(grouped, Placement)),
        ("no_emissions", emitted is None),
        ("emissions_lower_bound", emitted is not None and emitted.lower_bound),
        ("old_figures", any(one.latest.year < this_year - OLD for one in known)),
    )
    return tuple(code for code, holds in checks if holds)


def indicators(place: Place, landscape: Landscape, register: Register) -> tuple[IndicatorProfile, ...]:
    """The known indicators of a place in the order of the register."""
    return tuple(
        _indicator(entry.code, known, landscape)
        for entry in register.indicators
        if (known := [one for one in place.figures if one.indicator == entry.code and not np.isnan(one.value)])
        and any(one.status != "forecast" for one in known)
    )


def _indicator(code: str, known: Sequence[Figure], landscape: Landscape) -> IndicatorProfile:
    published = [one for one in known if one.status != "forecast"]
    latest = max(published, key=lambda one: one.year)
    compared = next((one for one in published if one.year == landscape.years.get(code)), None)
    among = None
    if compared is not None and compared.territory in landscape.figures.rows:
        among = standing(compared.value, landscape.figures.column(code))
    return IndicatorProfile(code, latest, compared, among, tuple(sorted(known, key=lambda one: one.year)))


def emissions(
    rows: Iterable[EmissionRow], groups: Mapping[str, str], sums: Iterable[Figure] = ()
) -> EmissionsProfile | None:
    """Emissions in all and by group of activities; None where they are not known.

    They are not known where no installation could be placed, or where the regional sum is marked unknown because most
    of the country's emissions could be placed nowhere: the few placed ones must not pass for the total.

    Parameters
    ----------
    rows
        One for each activity and year. A year without a row means that no installation of that activity reported:
        zero installations and zero tonnes.
    groups
        Activity code to its group.
    sums
        The figures ``ets_emissions`` of the place: status ``unknown``, or flag ``d`` for a lower bound.
    """
    kept, said = tuple(rows), tuple(sums)
    if not kept or any(one.status == "unknown" for one in said):
        return None
    years = tuple(range(min(row.year for row in kept), max(row.year for row in kept) + 1))
    activities = tuple(
        (activity, _series([row for row in kept if row.activity == activity], years))
        for activity in sorted({row.activity for row in kept})
    )
    by_group: dict[str, list[EmissionsByYear]] = {}
    for activity, series in activities:
        by_group.setdefault(groups[activity], []).append(series)
    grouped = [(group, together(parts)) for group, parts in by_group.items()]
    total = together([series for _, series in grouped])
    grouped.sort(key=lambda item: (-float(np.nan_to_num(item[1].tonnes[-1])), item[0]))
    return EmissionsProfile(any("d" in one.flag for one in said), total, reading(total), tuple(grouped), activities)


def _series(rows: Sequence[EmissionRow], years: tuple[int, ...]) -> EmissionsByYear:
    of_year = {row.year: row for row in rows}
    nothing = EmissionRow("", 0, 0.0, 0, 0, 0, 0.0)
    whole = [of_year.get(year, nothing) for year in years]
    return EmissionsByYear(
        years,
        np.array([row.tonnes for row in whole]),
        np.array([row.installations for row in whole]),
        np.array([row.started for row in whole]),
        np.array([row.ended for row in whole]),
        np.array([row.constant_tonnes for row in whole]),
    )
