"""Real boundaries on the map: GeoJSON in degrees becomes SVG paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from openhearth.apps.regions.drawing import Boundary
from openhearth.core.projection import CENTRE, equal_area
from openhearth.core.values import Array

WIDTH = 1000.0
"""Of the picture; the view box adds a margin around it."""
INSET = 110.0
"""Side of the square that a region far overseas is drawn in, below the map."""

LETTERS = (10.0, 4.0)
"""Half the width and height of a code, which is written only where no border crosses it."""

Ring = Array
"""(n, 2) points on a plane."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one region in the picture: y down. ``text`` is the code where it fits into the region."""

    code: str
    path: str
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    outlines: tuple[Outline, ...]
    box: str


def layout(geometries: Mapping[str, Mapping[str, Any]], insets: AbstractSet[str] = frozenset()) -> Layout:
    """All regions in one picture `WIDTH` wide, in the equal-area projection of the house.

    The ``insets`` stand in a row below the map, each in a projection around itself and as large as its square allows,
    but never larger than the map's own scale.

    Parameters
    ----------
    geometries
        Code to a GeoJSON polygon or multipolygon in degrees.
    """
    at_home = {code: _projected(geometries[code]) for code in sorted(geometries) if code not in insets}
    overseas = {code: _projected(geometries[code], around_itself=True) for code in sorted(geometries) if code in insets}
    points = [ring for rings in at_home.values() for ring in rings]
    if not points:
        return Layout((), "0 0 1 1")
    (left, bottom), (right, top) = _bounds(points)
    scale = WIDTH / (right - left)
    drawn = [_outline(code, rings, scale, (left, top), (0.0, 0.0)) for code, rings in at_home.items()]
    height = (top - bottom) * scale
    for position, (code, rings) in enumerate(overseas.items()):
        drawn.append(_inset(code, rings, scale, (position * (INSET + 4), height + 8)))
    below = INSET + 8 if overseas else 0.0
    return Layout(tuple(sorted(drawn, key=lambda one: one.code)), f"-4 -4 1008 {round(height + below) + 8}")


def boundaries(found: Layout, labels: Mapping[str, str], styles: Mapping[str, str]) -> tuple[Boundary, ...]:
    """The outlines of the regions that have a label, with it and their shade."""
    return tuple(
        Boundary(one.code, labels[one.code], styles[one.code], one.path, one.x, one.y, one.text)
        for one in found.outlines
        if one.code in labels
    )


def _projected(geometry: Mapping[str, Any], *, around_itself: bool = False) -> list[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [np.array(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon]
    centre = CENTRE
    if around_itself:
        low, high = _bounds(rings)
        centre = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    return [np.column_stack(equal_area(ring[:, 0], ring[:, 1], centre=centre)) for ring in rings]


def _inset(code: str, rings: Sequence[Ring], scale: float, corner: tuple[float, float]) -> Outline:
    (left, bottom), (right, top) = _bounds(rings)
    fitting = min(scale, INSET / max(right - left, top - bottom))
    return _outline(code, rings, fitting, (left, top), corner)


def _outline(
    code: str, rings: Sequence[Ring], scale: float, top_left: tuple[float, float], corner: tuple[float, float]
) -> Outline:
    placed = [(ring - top_left) * (scale, -scale) + corner for ring in rings]
    areas = [shapely.Polygon(ring) for ring in placed]
    largest = max(areas, key=shapely.area)
    middle = largest.centroid
    letters = shapely.box(middle.x - LETTERS[0], middle.y - LETTERS[1], middle.x + LETTERS[0], middle.y + LETTERS[1])
    others = (area for area in areas if area is not largest)
    fits = largest.contains(letters) and not any(area.intersects(letters) for area in others)
    path = "".join(_path(ring) for ring in placed)
    return Outline(code, path, round(middle.x, 1), round(middle.y + 2.5, 1), code if fits else "")


def _path(ring: Ring) -> str:
    """One closed ring; points that fall together at a tenth of a unit are written once."""
    points = [f"{x:g},{y:g}" for x, y in np.round(ring[:-1], 1) + 0.0]
    kept = [point for before, point in zip(["", *points], points, strict=False) if point != before]
    return f"M{' '.join(kept)}Z"


def _bounds(rings: Iterable[Ring]) -> tuple[Array, Array]:
    every = np.vstack(list(rings))
    return every.min(axis=0), every.max(axis=0)
