"""Figures by year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from openhearth.core.chart.frame import (
    ACCENT,
    FAINT,
    GREY,
    INK,
    SOFT,
    Frame,
    Series,
    Spec,
    apart,
    by_label,
    drawable,
    framed,
    hints,
    plain_axis,
    refuse,
    scaled,
    series_faults,
    value_axis,
)
from openhearth.core.errors import Fault

STROKES = (ACCENT, SOFT, "#78716c", INK)
DASHES = ([1, 0], [6, 4], [1, 3], [8, 3, 2, 3])
SHAPES = ("circle", "square", "diamond", "triangle-up")
_HEIGHT = 240


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between an edge and a line: a light grey field, its edge a thin full line.

    Parameters
    ----------
    edge
        The far side, with its name and the texts to print.
    to
        The near side, usually the values of a series that is drawn over it. A NaN on either side breaks the band.
    """

    edge: Series
    to: tuple[float, ...]


def line_chart(frame: Frame, years: Sequence[int], series: Sequence[Series], band: Band | None = None) -> Spec:
    """Figures by year, at most four series; the first carries the accent and a full line, the next are dashed greys.

    Parameters
    ----------
    years
        (n,) ascending.
    series
        Each with n values and n texts. A NaN breaks the line; it is never drawn as zero.
    band
        Drawn under the lines, named at its edge; its texts are the last column of the table.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``duplicate_label``, ``no_series``, ``too_many_series``, ``not_ascending``.

    Examples
    --------
    >>> from openhearth.core.chart import chart_table
    >>> spec = line_chart(Frame("Less", "Falls by half.", "Mt"), (2013, 2014), (Series("Steel", (4.0, 2.0), ("4", "2")),))
    >>> chart_table(spec).rows
    (('2013', '4'), ('2014', '2'))
    """
    named = (*series, *((band.edge,) if band else ()))
    faults = list(series_faults(named, len(years), most=len(DASHES) + (band is not None)))
    if band and len(band.to) != len(years):
        faults.append(Fault("shape_mismatch", "band", {"expected": len(years), "found": len(band.to)}))
    if any(later <= earlier for earlier, later in pairwise(years)):
        faults.append(Fault("not_ascending", "years"))
    refuse(faults)
    rows = [
        {"year": year, "value": drawable(value), "series": one.label, "text": text}
        for one in series
        for year, value, text in zip(years, one.values, one.texts, strict=True)
    ]
    step = math.ceil(len(years) / 8)
    axis = plain_axis(format="d", values=list(years[::-1][::step][::-1]), ticks=True, domain=True)
    x: Spec = {
        "field": "year",
        "type": "quantitative",
        "scale": {"domain": [years[0], years[-1]], "nice": False},
        "axis": axis,
    }
    y: Spec = {"field": "value", "type": "quantitative", "scale": {"zero": True}, "axis": value_axis(frame.unit)}
    kinds, heads = [one.label for one in series], [one.label for one in named]
    placed = {"x": x, "y": y, "color": scaled("series", heads, (*STROKES[: len(kinds)], SOFT))}
    dash, shape = scaled("series", kinds, DASHES), scaled("series", kinds, SHAPES)
    lines = {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2.25},
        "encoding": {**placed, "strokeDash": dash},
    }
    points = {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 32, "opacity": 1, "invalid": "filter"},
        "encoding": {**placed, "shape": shape, "tooltip": hints("year", "series", "text")},
    }
    names = {
        "data": {"values": _names(named, years[-1])},
        "mark": {"type": "text", "align": "left", "dx": 10, "fontWeight": 600},
        "encoding": {**placed, "text": {"field": "series"}},
    }
    below = [_band(years, band, x, y)] if band else []
    return framed(frame, [*below, lines, points, names], ("", *heads), by_label(years, named), height=_HEIGHT)


def _band(years: Sequence[int], band: Band, x: Spec, y: Spec) -> Spec:
    rows = [
        {"year": year, "value": drawable(edge), "to": drawable(to)}
        if math.isfinite(edge) and math.isfinite(to)
        else {"year": year, "value": None, "to": None}
        for year, edge, to in zip(years, band.edge.values, band.to, strict=True)
    ]
    mark = {"type": "area", "color": FAINT, "opacity": 1, "line": {"color": GREY, "strokeWidth": 1}}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y, "y2": {"field": "to"}}}


def _names(series: Sequence[Series], year: int) -> list[Spec]:
    """The label of each line, after the last year, at the height of its last known figure, none over another."""
    known = [[value for value in one.values if math.isfinite(value)] for one in series]
    finite = [0.0, *(value for values in known for value in values)]
    ends = [values[-1] if values else math.nan for values in known]
    places = apart(ends, 17 * (max(finite) - min(finite)) / _HEIGHT, least=min(finite))
    return [
        {"year": year, "value": place, "series": one.label}
        for one, place in zip(series, places, strict=True)
        if math.isfinite(place)
    ]


def sparkline(description: str, values: Sequence[float]) -> Spec:
    """A small line without axes and a dot on the last figure known; it stands beside a number that says it.

    Examples
    --------
    >>> sparkline("Rises from 1 to 2.", (1.0, float("nan"), 2.0))["width"]
    120
    """
    frame = Frame("", description)
    rows = [{"at": position, "value": drawable(value)} for position, value in enumerate(values)]
    known = [row for row in rows if row["value"] is not None]
    x = {"field": "at", "type": "quantitative", "axis": None}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": False}}
    place = {"x": x, "y": y}
    line = {"data": {"values": rows}, "mark": {"type": "line", "color": SOFT, "strokeWidth": 1.5}, "encoding": place}
    dot = {"type": "point", "filled": True, "size": 28, "opacity": 1, "color": ACCENT}
    layers = [line, {"data": {"values": known[-1:]}, "mark": dot, "encoding": place}]
    return {**framed(frame, layers, ("",), (), height=28), "width": 120}
