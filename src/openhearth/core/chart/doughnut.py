"""Two rings around one another, each in two halves: four lenses, and what breaks out of them.

People's foundation is the ring within, the ecological ceiling the ring outside; what is here lies on the right, what is
elsewhere on the left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openhearth.core.chart.frame import ACCENT, FAINT, GREY, INK, SOFT, Frame, Spec, framed, hints, refuse
from openhearth.core.doughnut import State
from openhearth.core.errors import Fault

_HOLE, _FLOOR, _MIDDLE, _CEILING, _EDGE = 40, 142, 172, 202, 250
"""Radii in pixels: nothing, the social foundation, between the rings, the ecological ceiling, the edge of the chart."""

_HEIGHT = 2 * (_EDGE + 14)

FULL = 3.0
"""Overshoot that reaches the edge: four times the ceiling. More is cut there and marked; its figure is in the table."""

_JUDGED: tuple[State, ...] = ("within", "shortfall", "overshoot")

LOOKS: dict[State, tuple[str, str, list[int]]] = {
    **dict.fromkeys(_JUDGED, (FAINT, GREY, [1, 0])),
    "described": ("white", SOFT, [1, 0]),
    "gap": ("white", SOFT, [2, 3]),
}
"""Fill, outline and dash of a field. What is not known is empty and dashed; what is not judged is empty with a full outline."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a ring.

    Parameters
    ----------
    excess
        How far beyond the threshold: 1 is the whole way of a foundation, or once more a ceiling. NaN if not judged.
    texts
        What the table prints after the name, one for each head after the first.
    """

    label: str
    state: State
    excess: float
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Half:
    """One side of the rings: its name and, in the order of their numbers, the fields of people and those of nature."""

    label: str
    social: tuple[Field, ...]
    ecological: tuple[Field, ...]


def doughnut_chart(frame: Frame, heads: Sequence[str], here: Half, elsewhere: Half, rings: tuple[str, str]) -> Spec:
    """Half-rings of numbered fields; the numbers are those of the table beside the chart.

    A shortfall grows from the foundation towards the middle, an overshoot from the ceiling outwards. Both carry the
    accent and leave their ring, so that place says what colour says. Fields and numbers run clockwise from the top: those
    of the right half, then those of the left.

    Parameters
    ----------
    heads
        Of the table: the first for the names, the others for ``texts``.
    rings
        Names of the inner ring and of the outer one.

    Raises
    ------
    InputError
        ``no_series`` without any field, ``shape_mismatch`` for texts that do not fit the heads, ``negative`` excess.

    Examples
    --------
    >>> frame = Frame("Work falls short", "One social field falls short by a tenth.")
    >>> here = Half("Here", (Field("Work", "shortfall", 0.1, ("short by 10 %",)),), ())
    >>> spec = doughnut_chart(frame, ("", "State"), here, Half("Elsewhere", (), ()), ("People", "Nature"))
    >>> spec["usermeta"]["rows"]
    [['1 Work', 'short by 10 %']]
    """
    parts = (here.social, here.ecological, elsewhere.social, elsewhere.ecological)
    fields = [one for part in parts for one in part]
    faults = [] if fields else [Fault("no_series", "chart")]
    faults += [
        Fault("shape_mismatch", one.label, {"expected": len(heads) - 1, "found": len(one.texts)})
        for one in fields
        if len(one.texts) != len(heads) - 1
    ]
    faults += [Fault("negative", one.label) for one in fields if one.excess < 0]
    refuse(faults)
    rows: list[Spec] = []
    for position, part in enumerate(parts):
        rows += _fields(part, len(rows) + 1, math.pi * (position // 2), inwards=position % 2 == 0)
    breaks = [row for row in rows if row["depth"]]
    layers = [_ring(rows, states) for states in (_JUDGED, ("described",), ("gap",))]
    layers += [_breaks(breaks), _cut(breaks), _circle(_FLOOR), _circle(_CEILING), _divide(), _numbers(rows)]
    layers += _names(here.label, elsewhere.label, rings)
    table = [(row["name"], *one.texts) for row, one in zip(rows, fields, strict=True)]
    return framed(frame, layers, heads, table, height=_HEIGHT)  # type: ignore[arg-type]


def _fields(fields: Sequence[Field], first: int, turn: float, *, inwards: bool) -> list[Spec]:
    """The fields of one lens, spread over half a circle that begins at ``turn``."""
    inner, outer = (_FLOOR, _MIDDLE) if inwards else (_MIDDLE, _CEILING)
    rows: list[Spec] = []
    for position, one in enumerate(fields):
        depth = 0.0 if math.isnan(one.excess) else one.excess
        if inwards:
            reach = _FLOOR - min(depth, 1.0) * (_FLOOR - _HOLE)
        else:
            reach = _CEILING + min(depth, FULL) / FULL * (_EDGE - _CEILING)
        start, end = (turn + math.pi * part / len(fields) for part in (position, position + 1))
        rows.append(
            {
                "name": f"{first + position} {one.label}",
                "text": one.texts[0] if one.texts else "",
                "number": str(first + position),
                "state": one.state,
                "start": start,
                "end": end,
                "inner": inner,
                "outer": outer,
                "from": reach if inwards else _CEILING,
                "to": _FLOOR if inwards else reach,
                "depth": depth,
                "cut": not inwards and depth > FULL,
                "angle": (start + end) / 2,
                "middle": (inner + outer) / 2,
            }
        )
    return rows


def _arc(rows: Sequence[Spec], inner: str, outer: str, mark: Spec, encoding: Spec) -> Spec:
    """Arcs whose angles and radii are given, not scaled."""
    given: Spec = {
        channel: {"field": field, "type": "quantitative", "scale": None, "stack": None}
        for channel, field in (("theta", "start"), ("radius", outer))
    }
    given |= {"theta2": {"field": "end"}, "radius2": {"field": inner}}
    return {"data": {"values": list(rows)}, "mark": {"type": "arc", **mark}, "encoding": {**given, **encoding}}


def _ring(rows: Sequence[Spec], states: Sequence[State]) -> Spec:
    fill, stroke, dash = LOOKS[states[0]]
    mark: Spec = {"padAngle": 0.02, "fill": fill, "stroke": stroke, "strokeDash": dash, "strokeWidth": 1}
    chosen = [row for row in rows if row["state"] in states]
    return _arc(chosen, "inner", "outer", mark, {"tooltip": hints("name", "text")})


def _breaks(rows: Sequence[Spec]) -> Spec:
    mark: Spec = {"padAngle": 0.02, "color": ACCENT, "stroke": "white", "strokeWidth": 1}
    return _arc(rows, "from", "to", mark, {"tooltip": hints("name", "text")})


def _cut(rows: Sequence[Spec]) -> Spec:
    """A break near the edge of what is longer than the chart, as of an axis that does not reach."""
    cut = [{**row, "from": _EDGE - 12, "to": _EDGE - 7} for row in rows if row["cut"]]
    return _arc(cut, "from", "to", {"color": "white"}, {})


def _circle(radius: int) -> Spec:
    """The line of a threshold, where the just and safe space begins and ends."""
    whole: list[Spec] = [{"start": 0, "end": 2 * math.pi, "line": radius}]
    return _arc(whole, "line", "line", {"fill": None, "stroke": INK, "strokeWidth": 1.5}, {})


def _numbers(rows: Sequence[Spec]) -> Spec:
    mark: Spec = {"type": "text", "fontSize": 13, "color": INK, "baseline": "middle"}
    polar: Spec = {
        channel: {"field": field, "type": "quantitative", "scale": None, "stack": None}
        for channel, field in (("theta", "angle"), ("radius", "middle"))
    }
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {**polar, "text": {"field": "number"}}}


_AXIS: Spec = {"value": {"expr": "width / 2"}}


def _divide() -> Spec:
    """The line between here and elsewhere, in two pieces: the middle belongs to the name of the inner ring."""
    centre = _HEIGHT / 2
    pieces: list[Spec] = [{"from": centre + sign * _HOLE, "to": centre + sign * (_EDGE + 2)} for sign in (-1, 1)]
    given: Spec = {"y": {"field": "from", "type": "quantitative", "scale": None, "axis": None}, "y2": {"field": "to"}}
    mark: Spec = {"type": "rule", "color": INK, "strokeWidth": 1.5}
    return {"data": {"values": pieces}, "mark": mark, "encoding": {"x": _AXIS, **given}}


def _names(here: str, elsewhere: str, rings: tuple[str, str]) -> list[Spec]:
    """The names of the halves in the upper corners, of the inner ring in the middle, of the outer one above it."""
    inner, outer = rings
    right: Spec = {"value": {"expr": "width"}}
    return [
        _name(elsewhere, {"value": 0}, 8, "left", bold=True),
        _name(here, right, 8, "right", bold=True),
        _name(inner, _AXIS, _HEIGHT / 2, "center"),
        _name(outer, _AXIS, 6, "center"),
    ]


def _name(text: str, x: Spec, y: float, align: str, *, bold: bool = False) -> Spec:
    mark: Spec = {"type": "text", "fontSize": 14, "color": INK, "baseline": "middle", "align": align, "text": text}
    mark["fontWeight"] = "bold" if bold else "normal"
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": x, "y": {"value": y}}}
