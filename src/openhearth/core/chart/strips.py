"""Where a region stands among all regions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from openhearth.core.chart.frame import (
    ACCENT,
    FAINT,
    INK,
    SOFT,
    Frame,
    Spec,
    drawable,
    framed,
    hints,
    plain_axis,
    refuse,
)
from openhearth.core.errors import Fault


@dataclass(frozen=True, slots=True)
class Standing:
    """A region's figure among those of all regions.

    ``values`` are the others' figures in the same unit (NaN is left out); ``texts`` are the region's own figure and
    the lower quartile, median and upper quartile as printed.
    """

    label: str
    own: float
    values: tuple[float, ...]
    texts: tuple[str, str, str, str]


def dot_plot(frame: Frame, standings: Sequence[Standing], heads: tuple[str, str, str, str, str]) -> Spec:
    """Where a region's figures lie among all regions: one strip for each figure, each on a scale of its own.

    A thin tick is a region, the band runs from the lower to the upper quartile with a line at the median, the diamond is
    the region itself; without a figure its text stands at the median. Strips run from the least to the greatest figure, so they have no common axis.

    Parameters
    ----------
    standings
        From the top.
    heads
        Heads of the table: figure, own, lower quartile, median, upper quartile.

    Raises
    ------
    InputError
        ``no_series``, ``too_few`` (a strip with fewer than two regions).

    Examples
    --------
    >>> strip = Standing("Jobs", 3.0, (1.0, 2.0, 4.0), ("3", "1.5", "2", "3"))
    >>> spec = dot_plot(Frame("High", "Third of four."), (strip,), ("", "Taranto", "25 %", "Median", "75 %"))
    >>> from openhearth.core.chart import chart_table
    >>> chart_table(spec).rows
    (('Jobs', '3', '1.5', '2', '3'),)
    """
    faults = [] if standings else [Fault("no_series", "chart")]
    faults += [
        Fault("too_few", f"strip {one.label!r}", {"least": 2, "found": sum(map(math.isfinite, one.values))})
        for one in standings
        if sum(map(math.isfinite, one.values)) < 2
    ]
    refuse(faults)
    bands = [_band(one) for one in standings]
    ticks = [{"label": one.label, "at": place} for one in standings for place in _places(one)[1:] if place is not None]
    placed = {"values": [band for band in bands if band["own"] is not None]}
    absent = {"values": [band for band in bands if band["own"] is None]}
    axis = plain_axis(labelColor=INK, labelPadding=12, labelLimit=260)
    y = {"field": "label", "type": "nominal", "sort": None, "axis": axis}
    lower, middle, own, at = (
        {"x": {"field": name, "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}, "y": y}
        for name in ("lower", "middle", "own", "at")
    )
    band = {"type": "bar", "color": FAINT, "height": 16}
    region = {"type": "tick", "color": "#78716c", "thickness": 1, "size": 8, "opacity": 0.55}
    median = {"type": "tick", "color": INK, "thickness": 2, "size": 16}
    diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 150, "opacity": 1, "color": ACCENT}
    name = {"type": "text", "dy": -18, "fontWeight": 600, "color": ACCENT}
    lack = {"type": "text", "dy": -18, "fontStyle": "italic", "color": SOFT}
    layers: list[Spec] = [
        {"data": {"values": bands}, "mark": band, "encoding": {**lower, "x2": {"field": "upper"}}},
        {"data": {"values": ticks}, "mark": region, "encoding": at},
        {"data": {"values": bands}, "mark": median, "encoding": middle},
        {"data": placed, "mark": diamond, "encoding": {**own, "tooltip": hints("label", "text")}},
        {"data": placed, "mark": name, "encoding": {**own, "text": {"field": "text"}}},
        {"data": absent, "mark": lack, "encoding": {**middle, "text": {"field": "text"}}},
    ]
    rows = [(one.label, *one.texts) for one in standings]
    return framed(frame, layers, heads, rows, height=52 * len(standings))


def _places(standing: Standing) -> list[float | None]:
    """The region's own place and the others', from 0 at the least figure to 1 at the greatest."""
    figures = (standing.own, *standing.values)
    known = [figure for figure in figures if math.isfinite(figure)]
    least, width = min(known), (max(known) - min(known)) or 1.0
    return [drawable((figure - least) / width) for figure in figures]


def _band(standing: Standing) -> Spec:
    own, *others = _places(standing)
    lower, middle, upper = quantiles((place for place in others if place is not None), method="inclusive")
    return {
        "label": standing.label,
        "lower": lower,
        "middle": middle,
        "upper": upper,
        "own": own,
        "text": standing.texts[0],
    }
