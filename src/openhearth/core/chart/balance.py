"""Gains and losses from a line of nothing, made of parts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from openhearth.core.chart.bars import FILLS
from openhearth.core.chart.frame import (
    FONT,
    INK,
    SOFT,
    Frame,
    Series,
    Spec,
    by_label,
    framed,
    hints,
    plain_axis,
    refuse,
    series_faults,
)
from openhearth.core.errors import Fault

_ROW = 30


def balance_chart(frame: Frame, labels: Sequence[str], parts: Sequence[Series]) -> Spec:
    """Horizontal bars from zero, gains to the right and losses to the left, each side made of up to three parts.

    The parts differ in lightness, so that they can be told apart without colour, and a key above names them.

    Parameters
    ----------
    labels
        (n,) distinct names, from the top.
    parts
        Each with n values. A NaN leaves its part out; its text stays in the table.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``duplicate_label``, ``no_series``, ``too_many_series``.

    Examples
    --------
    >>> from openhearth.core.chart import chart_table
    >>> parts = (Series("here", (-4.0,), ("-4",)), Series("elsewhere", (1.0,), ("1",)))
    >>> chart_table(balance_chart(Frame("Steel falls", "Steel falls by 4 here.", "jobs"), ("Steel",), parts)).rows
    (('Steel', '-4', '1'),)
    """
    faults = list(series_faults(parts, len(labels), most=3))
    faults += [
        Fault("duplicate_label", "labels", {"label": label}) for label, count in Counter(labels).items() if count > 1
    ]
    refuse(faults)
    names = [one.label for one in parts]
    axis = plain_axis(labelColor=INK, labelPadding=8, labelLimit=230)
    y = {"field": "label", "type": "nominal", "axis": axis, "scale": {"padding": 0.3, "domain": list(labels)}}
    below = plain_axis(title=frame.unit, tickCount=5, grid=True, gridColor="#e7e5e4")
    x = {"field": "from", "type": "quantitative", "axis": below, "scale": {"zero": True}}
    # One name below the other: side by side, the names of places would not fit beside the labels.
    key = {
        "orient": "top",
        "columns": 1,
        "title": None,
        "labelFont": FONT,
        "labelFontSize": 12,
        "labelColor": INK,
        "labelLimit": 300,
        "symbolType": "square",
    }
    fill = {
        "field": "part",
        "type": "nominal",
        "scale": {"domain": names, "range": list(FILLS[: len(names)])},
        "legend": key,
    }
    drawn = {
        "data": {"values": _stretches(labels, parts)},
        "mark": {"type": "bar", "stroke": SOFT, "strokeWidth": 0.5},
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "color": fill, "tooltip": hints("label", "part", "text")},
    }
    nothing = {
        "data": {"values": [{"value": 0.0}]},
        "mark": {"type": "rule", "color": INK},
        "encoding": {"x": {"field": "value", "type": "quantitative"}},
    }
    return framed(frame, [drawn, nothing], ("", *names), by_label(labels, parts), height=_ROW * len(labels))


def _stretches(labels: Sequence[str], parts: Sequence[Series]) -> list[Spec]:
    """From where to where each part goes: gains and losses are stacked apart."""
    rows: list[Spec] = []
    ends = {True: [0.0] * len(labels), False: [0.0] * len(labels)}
    for one in parts:
        for position, (label, value, text) in enumerate(zip(labels, one.values, one.texts, strict=True)):
            if math.isfinite(value) and value:
                side = ends[value > 0]
                start, side[position] = side[position], side[position] + value
                rows.append({"label": label, "from": start, "to": side[position], "part": one.label, "text": text})
    return rows
