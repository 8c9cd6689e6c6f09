"""Two rings around one another: people's foundation within, the ecological ceiling outside, and what breaks out of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openhearth.core.chart.frame import ACCENT, FAINT, GREY, INK, SOFT, Frame, Spec, framed, hints, refuse
from openhearth.core.doughnut import State
from openhearth.core.errors import Fault

_HOLE, _FLOOR, _MIDDLE, _CEILING, _EDGE = 40, 110, 132, 154, 214
"""Radii in pixels: nothing, the social foundation, between the rings, the ecological ceiling, the edge of the chart."""

_HEIGHT = 2 * (_EDGE + 16)

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


def doughnut_chart(frame: Frame, heads: Sequence[str], social: Sequence[Field], ecological: Sequence[Field]) -> Spec:
    """Rings of numbered fields; the numbers are those of the table beside the chart.

    A shortfall grows from the foundation towards the middle, an overshoot from the ceiling outwards. Both carry the
    accent and leave their ring, so that place says what colour says.

    Parameters
    ----------
    heads
        Of the table: the first for the names, the others for ``texts``.
    social, ecological
        Clockwise from the top, in the order of the numbers.

    Raises
    ------
    InputError
        ``no_series`` without any field, ``shape_mismatch`` for texts that do not fit the heads, ``negative`` excess.

    Examples
    --------
    >>> frame = Frame("Work falls short", "One social field falls short by a tenth.")
    >>> spec = doughnut_chart(frame, ("", "State"), (Field("Work", "shortfall", 0.1, ("short by 10 %",)),), ())
    >>> spec["usermeta"]["rows"]
    [['1 Work', 'short by 10 %']]
    """
    fields = (*social, *ecological)
    faults = [] if fields else [Fault("no_series", "chart")]
    faults += [
        Fault("shape_mismatch", one.label, {"expected": len(heads) - 1, "found": len(one.texts)})
        for one in fields
        if len(one.texts) != len(heads) - 1
    ]
    faults += [Fault("negative", one.label) for one in fields if one.excess < 0]
    refuse(faults)
    names = [f"{number} {one.label}" for number, one in enumerate(fields, start=1)]
    rows = _fields(social, names[: len(social)], (_FLOOR, _MIDDLE)) + _fields(
        ecological, names[len(social) :], (_MIDDLE, _CEILING)
    )
    breaks = [row for row in rows if row["depth"]]
    rings = [_ring(rows, states) for states in (_JUDGED, ("described",), ("gap",))]
    layers = [*rings, _breaks(breaks), _cut(breaks), _circle(_FLOOR), _circle(_CEILING), _numbers(rows)]
    table = [(name, *one.texts) for name, one in zip(names, fields, strict=True)]
    return framed(frame, layers, heads, table, height=_HEIGHT)


def _fields(fields: Sequence[Field], names: Sequence[str], ring: tuple[int, int]) -> list[Spec]:
    rows: list[Spec] = []
    for position, (one, name) in enumerate(zip(fields, names, strict=True)):
        depth = 0.0 if math.isnan(one.excess) else one.excess
        inwards = ring[0] == _FLOOR
        if inwards:
            reach = _FLOOR - min(depth, 1.0) * (_FLOOR - _HOLE)
        else:
            reach = _CEILING + min(depth, FULL) / FULL * (_EDGE - _CEILING)
        start, end = (2 * math.pi * part / len(fields) for part in (position, position + 1))
        rows.append(
            {
                "name": name,
                "text": one.texts[0] if one.texts else "",
                "number": name.split(" ", 1)[0],
                "state": one.state,
                "start": start,
                "end": end,
                "inner": ring[0],
                "outer": ring[1],
                "from": reach if inwards else _CEILING,
                "to": _FLOOR if inwards else reach,
                "depth": depth,
                "cut": not inwards and depth > FULL,
                "angle": (start + end) / 2,
                "middle": (ring[0] + ring[1]) / 2,
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
    mark: Spec = {"type": "text", "fontSize": 11, "color": INK, "baseline": "middle"}
    polar: Spec = {
        channel: {"field": field, "type": "quantitative", "scale": None, "stack": None}
        for channel, field in (("theta", "angle"), ("radius", "middle"))
    }
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {**polar, "text": {"field": "number"}}}
