"""The map with a class for the shade, ready for the template: circles, or boundaries where a user has loaded them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np

from openhearth.core.cartogram import Cartogram
from openhearth.core.values import Array

SHADES = ("", "mid", "strong", "accent")
"""Style of the quarters, from the lowest."""
UNKNOWN = "empty"
LETTERS_FIT = 58.0
"""Kilometres of radius from which a code can be read in its circle."""


@dataclass(frozen=True, slots=True)
class Circle:
    code: str
    label: str
    style: str
    x: float
    y: float
    r: float
    text: str
    text_y: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """A region drawn with its real boundary; ``path`` is the ``d`` of an SVG path."""

    code: str
    label: str
    style: str
    path: str
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    label: str
    style: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map with its key; coordinates in the picture's own unit, y down. Either circles or boundaries are drawn."""

    title: str
    indicator: str
    box: str
    circles: tuple[Circle, ...]
    legend: tuple[LegendEntry, ...]
    note: str
    boundaries: tuple[Boundary, ...] = ()
    attribution: str = ""


def quarters(values: Array) -> tuple[float, float, float] | None:
    """The three values that part the known ones into quarters; None where fewer than four are known."""
    known = values[~np.isnan(values)]
    if known.size < len(SHADES):
        return None
    low, middle, high = np.percentile(known, (25, 50, 75))
    return float(low), float(middle), float(high)


def shade(value: float, bounds: tuple[float, float, float] | None) -> str:
    """The style of the quarter a value lies in; a bound belongs to the upper quarter."""
    if bounds is None or isnan(value):
        return UNKNOWN
    return SHADES[sum(value >= bound for bound in bounds)]


def circles(layout: Cartogram, labels: dict[str, str], styles: dict[str, str]) -> tuple[tuple[Circle, ...], str]:
    """The circles in a picture 1,000 wide, and its view box."""
    left, bottom, right, top = layout.box
    scale = 1000 / (right - left)
    drawn = []
    for code, x, y, radius in zip(layout.codes, layout.x, layout.y, layout.radius, strict=True):
        across, down = round((x - left) * scale, 1), round((top - y) * scale, 1)
        text = code if radius >= LETTERS_FIT else ""
        drawn.append(
            Circle(code, labels[code], styles[code], across, down, round(radius * scale, 1), text, round(down + 2.5, 1))
        )
    return tuple(drawn), f"-4 -4 1008 {round((top - bottom) * scale) + 8}"
