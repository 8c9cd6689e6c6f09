"""Boundaries of regions: GeoJSON with polygons in longitude and latitude, such as those of Eurostat GISCO.

Columns of the parsed frame, one row for each region: ``code``, ``name``, ``country`` (empty where not given), ``wkb``
(well-known binary of the polygon or multipolygon, degrees, WGS 84). OpenHearth ships no boundaries; a user loads them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl
import shapely

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, text_of

SCHEMA = {"code": pl.String, "name": pl.String, "country": pl.String, "wkb": pl.Binary}

CODES = ("NUTS_ID", "code", "id")
NAMES = ("NAME_LATN", "name")
COUNTRY = ("CNTR_CODE", "country")
"""Properties of a feature that are tried in turn; the ``id`` of the feature itself stands in for its code."""


def parse(data: bytes) -> Parsed:
    """The frame described above, sorted by code. Polygons that touch or cross themselves are repaired.

    Raises
    ------
    InputError
        Those of `text_of`; ``not_geojson``; for a feature ``no_code``, ``duplicate_code``, ``not_a_polygon`` or
        ``not_degrees`` (the map is in a projection).
    """
    faults: list[Fault] = []
    rows: list[tuple[str, str, str, bytes]] = []
    seen: set[str] = set()
    features = _features(text_of(data, name="boundaries"))
    for position, feature in enumerate(features):
        place = f"feature {position + 1}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            faults.append(Fault("not_geojson", place))
            continue
        code = _first(properties, CODES) or _first(feature, ("id",))
        if not code or code in seen:
            faults.append(Fault("duplicate_code" if code else "no_code", place, {"code": code}))
        seen.add(code)
        polygon = _polygon(feature.get("geometry"), place, faults)
        if polygon is not None:
            rows.append((code, _first(properties, NAMES), _first(properties, COUNTRY), shapely.to_wkb(polygon)))
    if faults:
        raise InputError(*faults)
    return Parsed(pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("code"), len(features))


def _features(text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("not_geojson", "file", {"detail": str(error)})) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise InputError(Fault("not_geojson", "file", {"detail": "no features"}))
    return features


def _first(properties: dict[str, Any], names: Sequence[str]) -> str:
    return next((str(properties[name]) for name in names if properties.get(name) not in (None, "")), "")


def _polygon(geometry: object, place: str, faults: list[Fault]) -> shapely.Geometry | None:
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, ValueError, RecursionError):
        shape = None
    if shape is not None and not shape.is_valid:
        shape = _areas(shapely.make_valid(shape))
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        faults.append(Fault("not_a_polygon", place))
        return None
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        faults.append(Fault("not_degrees", place, {"bounds": shape.bounds}))
        return None
    return shape


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """What of a repaired geometry has an area; repair can leave lines and points beside it."""
    areas = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(areas)
