"""What the trackers of Global Energy Monitor have in common: countries, coordinates, capacities that are not numbers."""

from __future__ import annotations

import polars as pl

from openhearth.core.errors import Fault
from openhearth.sources.reading import number

SCHEMA = {
    "code": pl.String,
    "name": pl.String,
    "place": pl.String,
    "country": pl.String,
    "longitude": pl.Float64,
    "latitude": pl.Float64,
    "route": pl.String,
    "status": pl.String,
    "kilotonnes": pl.Float64,
}

COUNTRIES = {
    "Albania": "AL",
    "Austria": "AT",
    "Belgium": "BE",
    "Bulgaria": "BG",
    "Croatia": "HR",
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "Estonia": "EE",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "EL",
    "Hungary": "HU",
    "Iceland": "IS",
    "Ireland": "IE",
    "Italy": "IT",
    "Latvia": "LV",
    "Lithuania": "LT",
    "Luxembourg": "LU",
    "Montenegro": "ME",
    "Netherlands": "NL",
    "North Macedonia": "MK",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "Romania": "RO",
    "Serbia": "RS",
    "Slovakia": "SK",
    "Slovenia": "SI",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "Türkiye": "TR",
    "United Kingdom": "UK",
}
"""Countries with NUTS 2021 or statistical regions; all others become an empty code and are not placed."""

UNKNOWN = frozenset({"unknown", ">0"})
"""There is a capacity, nobody says how much."""

NOTHING = frozenset({"", "N/A", "n/a"})
"""The plant does not have this."""


def capacity(text: str, *, line: int, column: str, faults: list[Fault]) -> float | None:
    """A capacity as written; NaN where it is unknown, None where there is none."""
    text = text.strip()
    if text in NOTHING:
        return None
    if text in UNKNOWN:
        return float("nan")
    value = number(text, line=line, column=column, faults=faults)
    if value < 0:
        faults.append(Fault("negative_capacity", f"line {line}", {"column": column, "found": text}))
    return value or None


def point(text: str, *, line: int, faults: list[Fault]) -> tuple[float, float]:
    """Longitude and latitude of ``"latitude, longitude"``."""
    latitude, comma, longitude = text.partition(",")
    if not comma:
        faults.append(Fault("not_coordinates", f"line {line}", {"found": text}))
        return float("nan"), float("nan")
    east = number(longitude, line=line, column="longitude", faults=faults)
    north = number(latitude, line=line, column="latitude", faults=faults)
    if abs(east) > 180 or abs(north) > 90:
        faults.append(Fault("not_degrees", f"line {line}", {"found": text}))
    return east, north


def word(text: str) -> str:
    """A status or kind as a code: ``operating pre-retirement`` becomes ``operating_pre_retirement``."""
    return text.strip().lower().replace("-", "_").replace(" ", "_")
