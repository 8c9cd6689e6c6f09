"""What all charts share: the style of the house, the frame of a specification, and the table behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openhearth.core.document import Column, Figure, Inline, Table, canonical
from openhearth.core.errors import Fault, InputError

ACCENT, INK, SOFT, GREY, FAINT = "#9a3412", "#292524", "#57534e", "#a8a29e", "#e7e5e4"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""One set of letter widths everywhere: vl-convert carries Liberation Sans, browsers have a twin of it."""

WIDTH = 540
"""Of every chart, in pixels, with its labels."""

Spec = dict[str, object]


@dataclass(frozen=True, slots=True)
class Numerals:
    """How the axes write numbers, e.g. ``Numerals(decimal=",", thousands=".")`` in German."""

    decimal: str = "."
    thousands: str = ","


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the marks.

    Parameters
    ----------
    title
        The statement the chart makes; it becomes the caption and the name of the table.
    description
        What a person who does not see the chart needs to know. Blank raises ``missing_alt``.
    unit
        Of all numbers in the chart.
    """

    title: str
    description: str
    unit: str = ""
    numerals: Numerals = Numerals()

    def __post_init__(self) -> None:
        if not self.description.strip():
            raise InputError(Fault("missing_alt", f"chart {self.title!r}"))


@dataclass(frozen=True, slots=True)
class Series:
    """One line, bar or layer: numbers to draw and, in the same order, the texts to print."""

    label: str
    values: tuple[float, ...]
    texts: tuple[str, ...]


def chart_table(spec: Mapping[str, object]) -> Table:
    """The figures behind a chart of this module, as the texts the caller gave."""
    kept = spec["usermeta"]
    if not isinstance(kept, dict):
        raise InputError(Fault("not_a_spec", "usermeta"))
    first, *others = kept["heads"]
    columns = (Column(first), *(Column(head, "end", kept["unit"]) for head in others))
    return Table(kept["title"], columns, tuple(tuple(row) for row in kept["rows"]))


def figure(spec: Mapping[str, object], *, note: tuple[Inline, ...] = ()) -> Figure:
    """The chart as a figure of a document: caption, description and table come from the specification."""
    table = chart_table(spec)
    return Figure(table.caption, str(spec["description"]), canonical(spec), table, note)


def framed(
    frame: Frame, layers: Sequence[Spec], heads: Sequence[str], rows: Sequence[Sequence[str]], *, height: float
) -> Spec:
    """Layers as a whole specification in the style of the house. The title and the table are kept beside the picture."""
    numerals = frame.numerals
    number_locale = {
        "decimal": numerals.decimal,
        "thousands": numerals.thousands,
        "grouping": [3],
        "currency": ["", ""],
    }
    text = {"font": FONT, "fontSize": 12}
    axis = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": frame.description,
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 4,
        "background": "white",
        "config": {
            "font": FONT,
            "locale": {"number": number_locale},
            "view": {"stroke": None},
            "text": text,
            "axis": {**axis, "labelColor": SOFT, "titleColor": SOFT},
        },
        "layer": list(layers),
        "usermeta": {
            "title": frame.title,
            "unit": frame.unit,
            "heads": list(heads),
            "rows": [list(row) for row in rows],
        },
    }


def value_axis(unit: str) -> Spec:
    """Fine horizontal lines, the unit above them."""
    return {
        "title": unit,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleX": 0,
        "titleY": -12,
        "titleBaseline": "bottom",
        "tickCount": 5,
        "grid": True,
        "gridColor": FAINT,
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
    }


def plain_axis(**details: object) -> Spec:
    """Labels alone; ``details`` add to them."""
    bare = {"title": None, "grid": False, "domain": False, "ticks": False, "labelAngle": 0, "labelPadding": 6}
    return {**bare, "domainColor": GREY, "tickColor": GREY, **details}


def scaled(field: str, domain: Sequence[str], ranged: Sequence[object]) -> Spec:
    """An encoding from names to the first so many looks, without a legend: names stand at their marks."""
    scale = {"domain": list(domain), "range": list(ranged[: len(domain)])}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def hints(*names: str) -> list[Spec]:
    """What the interactive chart says under the pointer."""
    return [{"field": name, "type": "nominal", "title": ""} for name in names]


def drawable(value: float) -> float | None:
    """A number JSON can hold; NaN and the infinities are gaps."""
    return value if math.isfinite(value) else None


def by_label(labels: Sequence[object], series: Sequence[Series]) -> tuple[tuple[str, ...], ...]:
    """Rows of a table: a label and what each series prints there."""
    return tuple((str(label), *(one.texts[position] for one in series)) for position, label in enumerate(labels))


def apart(places: Sequence[float], gap: float, *, least: float = -math.inf) -> list[float]:
    """The places moved as little as possible (least squares) to keep a gap between neighbours and to stay above ``least``.

    With the places in order, ``place - rank * gap`` must not fall: an isotonic regression, solved by pooling neighbours.
    NaN stays NaN. Ties keep the order given.

    References
    ----------
    R. E. Barlow et al., *Statistical Inference under Order Restrictions*, Wiley 1972 (pool adjacent violators).

    Examples
    --------
    >>> apart([1.0, 5.0, 1.0], 1.0)
    [0.5, 5.0, 1.5]
    >>> apart([1.0, 5.0, 1.0], 1.0, least=1.0)
    [1.0, 5.0, 2.0]
    """
    order = sorted((at for at, place in enumerate(places) if math.isfinite(place)), key=lambda at: places[at])
    pools: list[tuple[float, int]] = []
    for rank, at in enumerate(order):
        total, size = places[at] - rank * gap, 1
        while pools and pools[-1][0] * size > total * pools[-1][1]:
            total, size = total + pools[-1][0], size + pools.pop()[1]
        pools.append((total, size))
    levels = [max(total / size, least) for total, size in pools for _ in range(size)]
    moved = list(places)
    for rank, (at, level) in enumerate(zip(order, levels, strict=True)):
        moved[at] = level + rank * gap
    return moved


def series_faults(series: Sequence[Series], length: int, *, most: int) -> Iterator[Fault]:
    """``too_many_series``, ``no_series``, ``shape_mismatch``, ``duplicate_label``."""
    if len(series) > most:
        yield Fault("too_many_series", "chart", {"most": most, "found": len(series)})
    if not series or not length:
        yield Fault("no_series", "chart")
    names = [one.label for one in series]
    for one in series:
        if not len(one.values) == len(one.texts) == length:
            found = (len(one.values), len(one.texts))
            yield Fault("shape_mismatch", f"series {one.label!r}", {"expected": length, "found": found})
        if names.count(one.label) > 1:
            yield Fault("duplicate_label", "series", {"label": one.label})


def refuse(faults: Sequence[Fault]) -> None:
    """Raise `InputError` with all faults, if there are any."""
    if faults:
        raise InputError(*faults)
