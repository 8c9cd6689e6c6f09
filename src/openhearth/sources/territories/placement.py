"""In which region a point lies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import cast

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.projection import equal_area
from openhearth.core.values import Array

REACH = 15.0
"""Kilometres a point may lie outside its region: coarse maps (1:60 million) cut off harbours."""

NAME_REACH = 8.0
"""Kilometres a point may lie outside the region that its own name names. On the map of 1:60 million, all eight plants
of Europe this moves are moved rightly (the works of thyssenkrupp from Wesel to Duisburg); twice as far is wrong."""

LABEL_REACH = 40.0
"""Kilometres to the label point of its region, where there are no boundaries."""

SCHEMA = {"territory": pl.String, "placement": pl.String, "kilometres": pl.Float64}


def placed(
    longitude: Array,
    latitude: Array,
    countries: Sequence[str],
    *,
    names: Sequence[str] = (),
    boundaries: pl.DataFrame | None = None,
    labels: pl.DataFrame | None = None,
    reach: float | None = None,
) -> pl.DataFrame:
    """The region of each point: ``territory``, ``placement`` and ``kilometres``, one row for each point in order.

    ``boundary``: the point lies inside the polygon of the region. ``name``: it lies outside, but at most `NAME_REACH`,
    and its name contains that of the region (before a comma or bracket); this goes first. ``nearest``: it lies outside
    all, and this region is the nearest within `reach` kilometres, measured to the polygon, or to the label point where
    no boundaries are given. Null: unplaced. A region of another country is never taken. Of equals the smaller code is.

    Parameters
    ----------
    longitude, latitude
        (n,) degrees.
    countries
        n NUTS country codes.
    names
        Empty, or n texts that may contain the name of a region, e.g. of a plant and its city.
    boundaries
        ``code``, ``name``, ``country`` and ``wkb`` as parsed by `boundaries`.
    labels
        ``code``, ``country``, ``longitude`` and ``latitude`` of one level. Used only without boundaries.
    reach
        Kilometres; by default `REACH`, without boundaries `LABEL_REACH`.

    Raises
    ------
    InputError
        ``no_regions``: neither boundaries nor labels; ``not_degrees``.
    """
    regions, shapes = _regions(boundaries, labels)
    usual = LABEL_REACH if boundaries is None else REACH
    points = shapely.points(*equal_area(longitude, latitude))
    point, region = shapely.STRtree(shapes).query(
        points, predicate="dwithin", distance=usual if reach is None else reach
    )
    domestic = np.array(countries)[point] == regions["country"].to_numpy()[region]
    point, region = point[domestic], region[domestic]
    distance = shapely.distance(points[point], shapes[region])
    named = np.zeros(len(point), dtype=bool)
    if len(names) and boundaries is not None:
        named = (distance <= NAME_REACH) & _named(names, regions["name"].to_list(), point, region)
    rows: list[tuple[str | None, str | None, float | None]] = [(None, None, None)] * len(points)
    # Last written wins: so the best goes last, and of equals the smallest code.
    for at in np.lexsort((region, distance, ~named))[::-1]:
        inside = boundaries is not None and distance[at] == 0
        method = "boundary" if inside else "name" if named[at] else "nearest"
        rows[point[at]] = (regions["code"][int(region[at])], method, float(distance[at]))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _regions(boundaries: pl.DataFrame | None, labels: pl.DataFrame | None) -> tuple[pl.DataFrame, NDArray[np.object_]]:
    if boundaries is not None:
        regions = boundaries.sort("code")
        return regions, _projected(shapely.from_wkb(regions["wkb"].to_numpy()))
    if labels is None:
        raise InputError(Fault("no_regions"))
    regions = labels.drop_nulls(("longitude", "latitude")).sort("code")
    return regions, shapely.points(*equal_area(regions["longitude"].to_numpy(), regions["latitude"].to_numpy()))


def _named(
    names: Sequence[str], titles: Sequence[str], point: NDArray[np.intp], region: NDArray[np.intp]
) -> NDArray[np.bool_]:
    texts = [_words(name) for name in names]
    sought = [_words(re.split(r"[,(]", title)[0]) for title in titles]
    hits = (sought[at].strip() and sought[at] in texts[of] for of, at in zip(point, region, strict=True))
    return np.array([bool(hit) for hit in hits], dtype=bool)


def _words(text: str) -> str:
    """Plain lower-case words, each between spaces."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return f" {' '.join(re.findall(r'[a-z0-9]+', letters.lower()))} "


def _projected(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    def project(degrees: Array) -> Array:
        return np.column_stack(equal_area(degrees[:, 0], degrees[:, 1]))

    return cast("NDArray[np.object_]", shapely.transform(shapes, project))
