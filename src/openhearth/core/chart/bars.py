"""Bars: beside a reference, and made of parts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from openhearth.core.chart.frame import (
    ACCENT,
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

ROOM = 1.12
"""Space to the right of the longest bar, so that its number is not cut off."""

FILLS = (ACCENT, "#dcdad8", "#78716c", "#b8b3af", "#292524", "#948e89")
"""Six steps of lightness, any two of them apart by a contrast of 1.4 or more, and neighbours by more."""

_HEIGHT = 260


@dataclass(frozen=True, slots=True)
class Reference:
    """A line to compare with, and its name."""

    value: float
    text: str = ""


PARITY = Reference(1.0)
"""A location quotient of one: the share of the whole economy."""


def bar_chart(frame: Frame, labels: Sequence[str], bars: Series, reference: Reference = PARITY) -> Spec:
    """Horizontal bars with a reference line, as location quotients want: bars that reach it carry the accent.

    Parameters
    ----------
    labels, bars
        n distinct names from the top, and n values with their texts. A NaN has a name and a text but no bar.
    reference
        Where the line stands.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``duplicate_label``, ``no_series``.

    Examples
    --------
    >>> frame = Frame("Steel stands out", "Steel has 5.2 times its usual share of jobs.", "location quotient")
    >>> spec = bar_chart(frame, ("Basic metals",), Series("Taranto", (5.2,), ("5.2",)))
    >>> spec["height"]
    28
    """
    faults = list(series_faults((bars,), len(labels), most=1))
    faults += [
        Fault("duplicate_label", "labels", {"label": label}) for label, count in Counter(labels).items() if count > 1
    ]
    refuse(faults)
    rows = [
        {"label": label, "value": drawable(value), "text": text, "reaches": value >= reference.value}
        for label, value, text in zip(labels, bars.values, bars.texts, strict=True)
    ]
    axis = plain_axis(labelColor=INK, labelPadding=8, labelLimit=300)
    y = {"field": "label", "type": "nominal", "axis": axis, "scale": {"padding": 0.3, "domain": list(labels)}}
    below = plain_axis(title=frame.unit, tickCount=5)
    furthest = max((float(value) for value in bars.values if math.isfinite(value)), default=0.0)
    scale = {"zero": True, "domainMax": ROOM * max(furthest, reference.value)}
    x = {"field": "value", "type": "quantitative", "scale": scale, "axis": below}
    fill = {"condition": {"test": "datum.reaches", "value": ACCENT}, "value": GREY}
    drawn = {
        "data": {"values": rows},
        "mark": {"type": "bar"},
        "encoding": {"x": x, "y": y, "color": fill, "tooltip": hints("label", "text")},
    }
    said = [{**row, "value": max(0.0, row["value"] or 0.0)} for row in rows]
    beside = {"type": "text", "align": "left", "dx": 5, "color": INK}
    texts = {"data": {"values": said}, "mark": beside, "encoding": {"x": x, "y": y, "text": {"field": "text"}}}
    halo = {**texts, "mark": {**beside, "stroke": "white", "strokeWidth": 5}}
    line, named = _compared(reference)
    layers = [drawn, line, halo, texts, named]
    return framed(frame, layers, ("", bars.label), by_label(labels, (bars,)), height=28 * len(labels))


def _compared(reference: Reference) -> tuple[Spec, Spec]:
    """The line to compare with, and its name above it."""
    at = {"data": {"values": [{"value": reference.value, "text": reference.text}]}}
    place = {"x": {"field": "value", "type": "quantitative"}}
    name = {
        "type": "text",
        "align": "left",
        "baseline": "bottom",
        "dx": 3,
        "dy": -4,
        "y": 0,
        "fontSize": 11,
        "color": SOFT,
    }
    line = {**at, "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]}, "encoding": place}
    named = {**at, "mark": name, "encoding": {**place, "text": {"field": "text"}}}
    return line, named


def stacked_bar(frame: Frame, labels: Sequence[str], parts: Sequence[Series]) -> Spec:
    """Upright bars made of parts, at most six, named beside the last bar; group smaller parts before.

    Parameters
    ----------
    labels
        (n,) names of the bars, e.g. years.
    parts
        Each with n values, from the foot up. A NaN leaves its part out of the bar; its text stays in the table.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``duplicate_label``, ``no_series``, ``too_many_series``, ``negative``.

    Examples
    --------
    >>> from openhearth.core.chart import chart_table
    >>> parts = (Series("Steel", (4.0,), ("4",)), Series("Lime", (1.0,), ("1",)))
    >>> chart_table(stacked_bar(Frame("Steel leads", "Steel 4, lime 1.", "Mt"), ("2022",), parts)).rows
    (('2022', '4', '1'),)
    """
    faults = list(series_faults(parts, len(labels), most=len(FILLS)))
    faults += [Fault("negative", f"series {one.label!r}") for one in parts if any(value < 0 for value in one.values)]
    faults += [
        Fault("duplicate_label", "labels", {"label": label}) for label, count in Counter(labels).items() if count > 1
    ]
    refuse(faults)
    rows, names = _layers(labels, parts)
    axis = plain_axis(domain=True, labelOverlap=True)
    x = {"field": "label", "type": "nominal", "sort": None, "axis": axis, "scale": {"padding": 0.25}}
    y = {"field": "from", "type": "quantitative", "axis": value_axis(frame.unit), "scale": {"zero": True}}
    fill = scaled("part", [one.label for one in parts], FILLS)
    drawn = {
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": {"x": x, "y": y, "y2": {"field": "to"}, "color": fill, "tooltip": hints("label", "part", "text")},
    }
    beside = {"y": {"field": "from", "type": "quantitative"}}
    key = {"type": "square", "x": {"expr": "width + 8"}, "size": 100, "opacity": 1}
    name = {"type": "text", "align": "left", "x": {"expr": "width + 20"}, "color": INK}
    keys = {"data": {"values": names}, "mark": key, "encoding": {**beside, "color": fill}}
    named = {"data": {"values": names}, "mark": name, "encoding": {**beside, "text": {"field": "part"}}}
    heads = ("", *(one.label for one in parts))
    return framed(frame, [drawn, keys, named], heads, by_label(labels, parts), height=_HEIGHT)


def _layers(labels: Sequence[str], parts: Sequence[Series]) -> tuple[list[Spec], list[Spec]]:
    """From where to where each part goes, and the height of each name beside the last bar."""
    rows: list[Spec] = []
    tops = [0.0] * len(labels)
    middles: list[float] = []
    for one in parts:
        middle = math.nan
        for position, (label, value, text) in enumerate(zip(labels, one.values, one.texts, strict=True)):
            if math.isfinite(value):
                start, tops[position] = tops[position], tops[position] + value
                rows.append({"label": label, "from": start, "to": tops[position], "part": one.label, "text": text})
                middle = (start + tops[position]) / 2
        middles.append(middle)
    places = apart(middles, 17 * max(tops) / _HEIGHT, least=0.0)
    names: list[Spec] = [
        {"from": place, "part": one.label} for one, place in zip(parts, places, strict=True) if math.isfinite(place)
    ]
    return rows, names
