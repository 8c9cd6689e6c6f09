"""Plants and installations in the answer of ``openhearth region``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isnan
from typing import Any

from openhearth.core.profile import Capacity, Installation, Plant


@dataclass(frozen=True, slots=True)
class CapacityAnswer:
    """Steel or cement capacity by route and status; ``kilotonnes`` a year, null = not published."""

    sector: str
    route: str
    status: str
    year: int
    kilotonnes: float | None
    plants: int
    source: str


@dataclass(frozen=True, slots=True)
class PlantAnswer:
    """Capacity of one plant by route and status; ``kilotonnes`` a year, null = not published."""

    code: str
    name: str
    sector: str
    place: str
    territory: str
    route: str
    status: str
    year: int
    kilotonnes: float | None
    placement: str
    source: str


@dataclass(frozen=True, slots=True)
class InstallationAnswer:
    """An EU ETS installation with its verified emissions by year."""

    code: str
    name: str
    place: str
    territory: str
    activity: str
    first_year: int | None
    last_year: int | None
    tonnes: dict[str, float | None]


def capacity(one: Capacity) -> CapacityAnswer:
    return CapacityAnswer(**_published(one))


def plant(one: Plant) -> PlantAnswer:
    return PlantAnswer(**_published(one))


def installation(one: Installation) -> InstallationAnswer:
    tonnes = {str(year): None if isnan(value) else value for year, value in one.tonnes}
    return InstallationAnswer(
        one.code, one.name, one.place, one.territory, one.activity, one.first_year, one.last_year, tonnes
    )


def _published(one: Capacity | Plant) -> dict[str, Any]:
    return asdict(one) | {"kilotonnes": None if isnan(one.kilotonnes) else one.kilotonnes}
