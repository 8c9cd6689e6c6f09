"""Many outcomes under several aims: lines across parallel axes, and a dot for each outcome under each pair of aims.

Better is up, and right, for every aim. What is not shown stays in a pale grey behind what is, so the picture reads in black
and white. A picture holds few enough marks to be drawn and printed: beyond, outcomes are left out evenly, never those that
are marked or to be kept nor the ends of an aim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhearth.core.chart.frame import ACCENT, FAINT, GREY, INK, SOFT, Frame, Spec, framed, refuse
from openhearth.core.errors import Fault
from openhearth.core.values import Array

MOST_DRAWN = 1_200
"""Alternatives in one picture."""

_LINES = 300
_GRID, _ROOM = 540, 0.86
_PALE = "#cfc9c2"


@dataclass(frozen=True, slots=True)
class Aim:
    """An axis: its name, and the printed figures at its two ends."""

    label: str
    worst: str
    best: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What is drawn.

    Parameters
    ----------
    aims
        Two to six.
    values
        (outcomes, aims), from 0 at the worst to 1 at the best.
    shown
        (outcomes,) whether it is among those that count now; the others are drawn behind them.
    marked
        Rows that stand out, such as a chosen one.
    kept
        Rows that are drawn in any case, such as knee points.

    Raises
    ------
    InputError
        ``no_series``, ``shape_mismatch``.
    """

    aims: tuple[Aim, ...]
    values: Array
    shown: NDArray[np.bool_]
    marked: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        faults = [] if len(self.aims) > 1 and len(self.values) else [Fault("no_series", "chart")]
        if self.values.shape != (len(self.shown), len(self.aims)):
            expected = (len(self.shown), len(self.aims))
            faults.append(Fault("shape_mismatch", "outcomes", {"expected": expected, "found": self.values.shape}))
        refuse(faults)


def drawn(outcomes: Alternatives, most: int = MOST_DRAWN) -> tuple[int, ...]:
    """The rows that are drawn: all, or evenly chosen ones of the shown and, where room is left, of the others.

    Examples
    --------
    >>> aims = (Aim("work", "0", "9"), Aim("climate", "0", "9"))
    >>> rows = np.array([[place, 1 - place] for place in np.linspace(0, 1, 1001)])
    >>> kept = drawn(Alternatives(aims, rows, np.ones(1001, dtype=bool), (777,), (555,)), 50)
    >>> len(kept) <= 50 + 5, {0, 555, 777, 1000} <= set(kept)
    (True, True)
    """
    ends = {int(row) for column in outcomes.values.T for row in (column.argmin(), column.argmax())}
    first, second = np.flatnonzero(outcomes.shown), np.flatnonzero(~outcomes.shown)
    kept = ends | {*outcomes.marked, *outcomes.kept} | set(_evenly(first, most - min(len(second), most // 4)))
    return tuple(sorted(kept | set(_evenly(second, max(most // 4, most - len(first))))))


def parallel_coordinates(
    frame: Frame, outcomes: Alternatives, heads: tuple[str, ...], rows: Sequence[Sequence[str]]
) -> Spec:
    """A line for each outcome across one upright axis for each aim, the best figure at the top.

    Parameters
    ----------
    heads, rows
        The table behind the picture: the caller's own summary, since a table of all lines could not be read.
    """
    places = range(len(outcomes.aims))
    lines = [
        {"line": row, "aim": aim, "at": float(outcomes.values[row, aim]), "look": _look(outcomes, row)}
        for row in drawn(outcomes)
        for aim in places
    ]
    x = {"field": "aim", "type": "quantitative", "scale": {"domain": [-0.35, len(places) - 0.65]}, "axis": None}
    y = {"field": "at", "type": "quantitative", "scale": {"domain": [-0.12, 1.24]}, "axis": None}
    ends = [
        {"aim": place, "at": at, "text": text, "label": aim.label if at else ""}
        for place, aim in enumerate(outcomes.aims)
        for at, text in ((0.0, aim.worst), (1.0, aim.best))
    ]
    layers: list[Spec] = []
    for look, stroke in _STROKES.items():
        data = {"values": [line for line in lines if line["look"] == look]}
        encoding = {"x": x, "y": y, "detail": {"field": "line", "type": "nominal"}}
        layers.append({"data": data, "mark": {"type": "line", **stroke}, "encoding": encoding})
    placed = {"x": x, "y": y}
    axis = {"type": "rule", "color": INK, "strokeWidth": 1.5}
    upright = [{"aim": place, "at": 0.0, "to": 1.0} for place in places]
    top = [end for end in ends if end["at"]]
    layers += [
        {"data": {"values": upright}, "mark": axis, "encoding": {**placed, "y2": {"field": "to"}}},
        {"data": {"values": top}, "mark": _text(dy=-10, color=SOFT), "encoding": {**placed, "text": {"field": "text"}}},
        {
            "data": {"values": top},
            "mark": _text(dy=-28, color=INK, fontWeight=600, limit=_GRID / len(places) - 6),
            "encoding": {**placed, "text": {"field": "label"}},
        },
        {
            "data": {"values": [end for end in ends if not end["at"]]},
            "mark": _text(dy=14, color=SOFT),
            "encoding": {**placed, "text": {"field": "text"}},
        },
    ]
    return framed(frame, layers, heads, rows, height=_LINES)


def scatter_pairs(frame: Frame, outcomes: Alternatives, heads: tuple[str, ...], rows: Sequence[Sequence[str]]) -> Spec:
    """A dot for each outcome in a small square for each pair of aims, the names of the aims on the diagonal.

    In every square better is right for the aim of its column and up for the aim of its row.
    """
    count = len(outcomes.aims)
    cells = [(row, column) for row in range(count) for column in range(row)]
    dots = [
        {
            "x": column + _ROOM * float(outcomes.values[one, column]) + (1 - _ROOM) / 2,
            "y": count - 1 - row + _ROOM * float(outcomes.values[one, row]) + (1 - _ROOM) / 2,
            "look": _look(outcomes, one),
        }
        for one in drawn(outcomes)
        for row, column in cells
    ]
    gap = (1 - _ROOM) / 4
    squares = [
        {"x": column + gap, "x2": column + 1 - gap, "y": count - 1 - row + gap, "y2": count - row - gap}
        for row, column in cells
    ]
    names = [
        {"x": place + 0.5, "y": count - place - 0.5, "label": aim.label, "worst": aim.worst, "best": aim.best}
        for place, aim in enumerate(outcomes.aims)
    ]
    scale = {"domain": [0, count]}
    placed = {side: {"field": side, "type": "quantitative", "scale": scale, "axis": None} for side in ("x", "y")}
    layers: list[Spec] = [
        {
            "data": {"values": squares},
            "mark": {"type": "rect", "fill": None, "stroke": FAINT, "strokeWidth": 1},
            "encoding": {**placed, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
        }
    ]
    for look, dot in _DOTS.items():
        data = {"values": [one for one in dots if one["look"] == look]}
        layers.append(
            {"data": data, "mark": {"type": "point", "filled": True, "opacity": 1, **dot}, "encoding": placed}
        )
    limit = _GRID / count - 8
    for field, looks in (
        ("label", {"color": INK, "fontWeight": 600}),
        ("worst", {"color": SOFT, "dy": 18}),
        ("best", {"color": SOFT, "dy": 34}),
    ):
        mark = _text(limit=limit, **looks)
        layers.append({"data": {"values": names}, "mark": mark, "encoding": {**placed, "text": {"field": field}}})
    return framed(frame, layers, heads, rows, height=_GRID)


_STROKES: dict[str, Spec] = {
    "behind": {"color": _PALE, "strokeWidth": 0.5, "opacity": 0.7},
    "shown": {"color": SOFT, "strokeWidth": 0.8, "opacity": 0.55},
    "marked": {"color": ACCENT, "strokeWidth": 3, "opacity": 1},
}
_DOTS: dict[str, Spec] = {
    "behind": {"color": _PALE, "size": 6},
    "shown": {"color": GREY, "size": 10},
    "marked": {"color": ACCENT, "size": 70, "shape": "diamond"},
}


def _look(outcomes: Alternatives, row: int) -> str:
    if row in outcomes.marked:
        return "marked"
    return "shown" if outcomes.shown[row] else "behind"


def _evenly(rows: NDArray[np.intp], most: int) -> list[int]:
    if len(rows) <= most:
        return [int(row) for row in rows]
    return [int(rows[place]) for place in np.linspace(0, len(rows) - 1, most).round().astype(int)] if most else []


def _text(**looks: object) -> Spec:
    return {"type": "text", "align": "center", **looks}
