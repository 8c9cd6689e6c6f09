"""Boundaries made light enough to draw: simplified together, so that neighbours still share their border."""

from __future__ import annotations

import json
from collections.abc import Collection

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

TOLERANCE = 0.01
"""Degrees, about a kilometre: a fifth of the finest thing visible on a map of Europe 1,000 points wide."""

DECIMALS = 3
"""Of a degree, about a hundred metres."""


def outlines(regions: pl.DataFrame, codes: Collection[str]) -> dict[str, object]:
    """GeoJSON geometries of the regions (as in `boundaries.parse`) that have one of the codes, by code.

    Each level is simplified by itself, as a coverage (Visvalingam & Whyatt 1993, https://doi.org/10.1179/000870493786962263).
    A region too small to survive keeps its full outline.
    """
    drawn: dict[str, object] = {}
    wanted = regions.filter(pl.col("code").is_in(list(codes)))
    for _level, part in sorted(wanted.group_by(pl.col("code").str.len_chars()), key=lambda group: str(group[0])):
        shapes = shapely.from_wkb(part["wkb"].to_numpy())
        for code, shape, full in zip(part["code"], shapely.coverage_simplify(shapes, TOLERANCE), shapes, strict=True):
            light = shapely.make_valid(shapely.transform(shape, _rounded), method="structure", keep_collapsed=False)
            drawn[code] = json.loads(shapely.to_geojson(full if light.is_empty else light))
    return dict(sorted(drawn.items()))


def _rounded(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(degrees, DECIMALS)
