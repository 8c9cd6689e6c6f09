"""NUTS codes, names and label points from GISCO's GeoJSON (``NUTS_LB_2021_…`` and ``NUTS_RG_…``).

Columns: ``code``, ``level`` (0 to 3), ``country`` (two letters as in NUTS), ``name`` (in Latin letters),
``longitude``, ``latitude`` (degrees WGS 84; NaN where the file holds polygons instead of label points).
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeGuard

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, text_of

COLUMNS = {
    "code": pl.String,
    "level": pl.Int64,
    "country": pl.String,
    "name": pl.String,
    "longitude": pl.Float64,
    "latitude": pl.Float64,
}

CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")


def parse(data: bytes) -> Parsed:
    """The regions of one GeoJSON file.

    Raises
    ------
    InputError
        ``not_json``, ``not_features``; for each damaged feature ``missing_property``, ``not_a_nuts_code`` or
        ``not_a_point``; ``duplicate_code``.
    """
    text = text_of(data)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:  # not only JSONDecodeError: a number of 5000 digits is a ValueError
        raise InputError(Fault("not_json", "file", {"detail": str(error)})) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise InputError(Fault("not_features", "file"))
    faults: list[Fault] = []
    rows = [
        row for position, feature in enumerate(features) if (row := _region(feature, f"feature {position}", faults))
    ]
    codes = [row[0] for row in rows]
    faults += [
        Fault("duplicate_code", "file", {"code": code}) for code in sorted({c for c in codes if codes.count(c) > 1})
    ]
    if faults:
        raise InputError(*faults)
    return Parsed(pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("code"), read=len(features))


def _region(feature: Any, place: str, faults: list[Fault]) -> tuple[str, int, str, str, float, float] | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        faults.append(Fault("missing_property", place, {"property": "properties"}))
        return None
    code, country, name = (properties.get(key) for key in ("NUTS_ID", "CNTR_CODE", "NAME_LATN"))
    if not (isinstance(code, str) and CODE.fullmatch(code)):
        faults.append(Fault("not_a_nuts_code", place, {"found": code}))
        return None
    if not (_is_text(country) and _is_text(name)):
        faults.append(Fault("missing_property", place, {"property": "CNTR_CODE, NAME_LATN"}))
        return None
    longitude, latitude = _label_point(feature.get("geometry"), place, faults)
    return code, len(code) - 2, country, " ".join(name.split()), longitude, latitude


def _is_text(found: Any) -> TypeGuard[str]:
    """JSON can spell half a character (a lone surrogate); no file or database can hold it."""
    return (
        isinstance(found, str) and bool(found.strip()) and not any("\ud800" <= letter <= "\udfff" for letter in found)
    )


def _label_point(geometry: Any, place: str, faults: list[Fault]) -> tuple[float, float]:
    unknown = (math.nan, math.nan)
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return unknown
    match geometry.get("coordinates"):
        case [int() | float() as longitude, int() | float() as latitude] if (
            abs(longitude) <= 180 and abs(latitude) <= 90
        ):
            return float(longitude), float(latitude)
        case found:
            faults.append(Fault("not_a_point", place, {"found": str(found)[:60]}))
            return unknown
