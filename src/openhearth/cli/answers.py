"""The answers of the commands as values with a stable schema. A field is only ever added; a change of meaning is a new number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from openhearth.cli import facilities
from openhearth.core import peers as core_peers
from openhearth.core import profile as core_profile
from openhearth.core.emissions import EmissionsByYear
from openhearth.core.register import RegionType
from openhearth.core.typology import Mark, Placement, Typology, Unclassified
from openhearth.core.values import Figure, Territory


@dataclass(frozen=True, slots=True)
class Place:
    """A territory; ``type`` is its type of region where it has one."""

    code: str
    name: str
    kind: str
    version: str
    country: str
    parent: str
    longitude: float | None
    latitude: float | None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Regions:
    """``openhearth regions --json``."""

    schema: str
    count: int
    regions: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FigureOfYear:
    """One figure; ``value`` null = unknown."""

    year: int
    value: float | None
    flag: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class IndicatorAnswer:
    """An indicator: the latest published figure, where it stands in the reference year, and all years.

    ``rank`` 1 is the highest of ``of`` regions; ``median`` is of the same regions and year.
    """

    indicator: str
    latest: FigureOfYear
    reference_year: int | None
    rank: int | None
    of: int | None
    median: float | None
    series: tuple[FigureOfYear, ...]


@dataclass(frozen=True, slots=True)
class ActivityAnswer:
    """Employment in a NACE activity; ``share`` of 1; ``location_quotient`` 1 = average; null = unknown."""

    nace: str
    persons: float | None
    status: str
    share: float | None
    location_quotient: float | None


@dataclass(frozen=True, slots=True)
class EcosystemAnswer:
    """An industrial ecosystem; ``coverage`` is its known part, from 0 to 1."""

    ecosystem: str
    share: float | None
    location_quotient: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class EmploymentAnswer:
    """What the region lives on; ``coverage`` is the part of ``total`` persons known by activity."""

    year: int
    sources: tuple[str, ...]
    total: float | None
    coverage: float | None
    ecosystems_version: str
    activities: tuple[ActivityAnswer, ...]
    ecosystems: tuple[EcosystemAnswer, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A specialisation that speaks for a type."""

    ecosystem: str
    location_quotient: float


@dataclass(frozen=True, slots=True)
class TypeAnswer:
    """The type of a region with its reasons, or why it has none."""

    type: str | None
    reasons: tuple[Reason, ...]
    runner_up: str | None
    margin: float | None
    unclassified_because: str | None


@dataclass(frozen=True, slots=True)
class EmissionYear:
    """Verified EU ETS emissions (t CO2e); ``constant_tonnes`` of installations that report in all years of the table."""

    year: int
    tonnes: float | None
    installations: int
    started: int
    ended: int
    constant_tonnes: float | None


@dataclass(frozen=True, slots=True)
class EmissionsAnswer:
    """Emissions by year, by group of activities and by EU ETS activity code; ``trend`` is the like-for-like change or null with ``reasons``."""

    years: tuple[EmissionYear, ...]
    groups: dict[str, tuple[EmissionYear, ...]]
    activities: dict[str, tuple[EmissionYear, ...]]
    trend: float | None
    trend_from: int | None
    trend_to: int | None
    lower_bound: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """``openhearth region CODE --json``. What is null or empty is unknown; ``gaps`` says so in codes."""

    schema: str
    place: Place
    lineage: tuple[str, ...]
    indicators: tuple[IndicatorAnswer, ...]
    employment: EmploymentAnswer | None
    type: TypeAnswer | None
    emissions: EmissionsAnswer | None
    capacities: tuple[facilities.CapacityAnswer, ...]
    plants: tuple[facilities.PlantAnswer, ...]
    installations: tuple[facilities.InstallationAnswer, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """A similar region; the contributions' ``share`` add up to 1."""

    code: str
    name: str
    country: str
    distance: float
    contributions: tuple[core_peers.Contribution, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """``openhearth peers CODE --json``. ``missing``: dimensions without data for the region itself."""

    schema: str
    target: str
    peers: tuple[PeerAnswer, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """A group of regions, what marks it, and how large the published group of that name is."""

    type: str
    size: int
    published_size: int | None
    marks: tuple[Reason, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypologyAnswer:
    """``openhearth typology --json``."""

    schema: str
    groups: tuple[GroupAnswer, ...]
    unclassified: tuple[str, ...]
    explained: float


SCHEMAS = {"regions": Regions, "region": Region, "peers": Peers, "typology": TypologyAnswer}
"""The answers of the commands that only read; those of the others are in `receipts`."""


def regions(places: Sequence[Territory], types: Mapping[str, str]) -> Regions:
    return Regions("openhearth/regions/1", len(places), tuple(_place(one, types.get(one.code)) for one in places))


def region(found: core_profile.Profile) -> Region:
    type_code = found.type.type_code if isinstance(found.type, Placement) else None
    return Region(
        schema="openhearth/region/1",
        place=_place(found.territory, type_code),
        lineage=tuple(one.code for one in found.lineage),
        indicators=tuple(_indicator(one) for one in found.indicators),
        employment=_employment(found.economy) if found.economy else None,
        type=_type(found.type),
        emissions=_emissions(found.emissions) if found.emissions else None,
        capacities=tuple(facilities.capacity(one) for one in found.capacities),
        plants=tuple(facilities.plant(one) for one in found.plants),
        installations=tuple(facilities.installation(one) for one in found.installations),
        gaps=found.gaps,
    )


def peers(found: core_peers.Peers, places: Sequence[Territory]) -> Peers:
    known = {one.code: one for one in places}
    return Peers(
        "openhearth/peers/1",
        found.target,
        tuple(
            PeerAnswer(
                one.code, known[one.code].name, known[one.code].country, one.distance, one.contributions, one.missing
            )
            for one in found.peers
        ),
        found.missing,
    )


def typology(found: Typology, types: Mapping[str, RegionType]) -> TypologyAnswer:
    return TypologyAnswer(
        "openhearth/typology/1",
        tuple(
            GroupAnswer(
                group.type_code,
                len(group.members),
                types[group.type_code].published_size if group.type_code in types else None,
                _reasons(group.marks),
                group.members,
            )
            for group in found.groups
        ),
        tuple(one.territory for one in found.unclassified),
        found.explained,
    )


def _place(one: Territory, type_code: str | None) -> Place:
    return Place(
        one.code,
        one.name,
        one.kind,
        one.version,
        one.country,
        one.parent,
        known(one.longitude),
        known(one.latitude),
        type_code,
    )


def _indicator(one: core_profile.IndicatorProfile) -> IndicatorAnswer:
    standing = one.standing
    return IndicatorAnswer(
        one.indicator,
        _figure(one.latest),
        one.compared.year if one.compared else None,
        standing.rank if standing else None,
        standing.of if standing else None,
        standing.quartiles[1] if standing else None,
        tuple(_figure(figure) for figure in one.series),
    )


def _figure(one: Figure) -> FigureOfYear:
    return FigureOfYear(one.year, known(one.value), one.flag, one.status, one.source)


def _employment(one: core_profile.EconomyProfile) -> EmploymentAnswer:
    return EmploymentAnswer(
        one.year,
        one.sources,
        known(one.total),
        known(one.coverage),
        one.ecosystems_version,
        tuple(
            ActivityAnswer(row.nace, known(row.persons), row.status, known(row.share), known(row.quotient))
            for row in one.activities
        ),
        tuple(
            EcosystemAnswer(row.ecosystem, known(row.share), known(row.quotient), known(row.coverage))
            for row in one.ecosystems
        ),
    )


def _type(one: Placement | Unclassified | None) -> TypeAnswer | None:
    if isinstance(one, Placement):
        return TypeAnswer(one.type_code, _reasons(one.reasons), one.runner_up or None, one.margin, None)
    return TypeAnswer(None, (), None, None, one.reason) if one else None


def _reasons(marks: Sequence[Mark]) -> tuple[Reason, ...]:
    return tuple(Reason(mark.ecosystem, mark.quotient) for mark in marks)


def _emissions(one: core_profile.EmissionsProfile) -> EmissionsAnswer:
    trend = one.reading.trend
    return EmissionsAnswer(
        _years(one.total),
        {group: _years(series) for group, series in one.groups},
        {activity: _years(series) for activity, series in one.activities},
        trend.change if trend else None,
        trend.first_year if trend else None,
        trend.last_year if trend else None,
        one.lower_bound,
        one.reading.reasons,
    )


def _years(series: EmissionsByYear) -> tuple[EmissionYear, ...]:
    return tuple(
        EmissionYear(
            year,
            known(float(series.tonnes[at])),
            int(series.installations[at]),
            int(series.started[at]),
            int(series.ended[at]),
            known(float(series.constant_tonnes[at])),
        )
        for at, year in enumerate(series.years)
    )


def known(value: float) -> float | None:
    """A figure as JSON says it: null where it is not known."""
    return None if isnan(value) else float(value)
