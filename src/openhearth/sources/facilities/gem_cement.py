"""Cement plants: the Global Cement and Concrete Tracker of Global Energy Monitor.

One row of the file is one plant. Columns of the parsed frame, one row for each plant and product with a capacity:

``code``, ``name`` (English), ``place`` (municipality), ``country`` (NUTS; empty outside), ``longitude``, ``latitude``,
``route``, ``status``, ``kilotonnes`` (kt a year; NaN: there is a capacity, unknown how much).

``route`` is the product with how it is made: ``cement_integrated``, ``cement_grinding``, ``cement_unknown`` by type of
plant; ``clinker_dry``, ``clinker_semidry``, ``clinker_wet``, ``clinker_unknown`` by type of kiln. Never add clinker to
cement: the clinker goes into the cement. ``status`` is as published, with underscores; it may be ``unknown``.
"""

from __future__ import annotations

from collections import Counter

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.facilities import gem
from openhearth.sources.reading import Parsed, records, text_of

PRODUCTS = (
    ("cement", "Cement Capacity (millions metric tonnes per annum)", "Plant type"),
    ("clinker", "Clinker Capacity (millions metric tonnes per annum)", "Production type"),
)
"""Product, column of its capacity, column of how it is made."""

_REQUIRED = (
    "GEM Plant ID",
    "GEM Asset name (English)",
    "Coordinates",
    "Municipality",
    "Country/Area",
    "Operating status",
    *(column for product in PRODUCTS for column in product[1:]),
)


def parse(data: bytes) -> Parsed:
    """The frame described above, sorted by code and route.

    Rejected: ``no_capacity`` (both capacities are zero or missing).

    Raises
    ------
    InputError
        Those of `reading` and `gem`; ``duplicate_code``.
    """
    text = text_of(data, name="gem_cement")
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    rows: list[tuple[object, ...]] = []
    seen: set[str] = set()
    read = 0
    for line, record in records(text, required=_REQUIRED, faults=faults):
        read += 1
        if record["GEM Plant ID"] in seen:
            faults.append(Fault("duplicate_code", f"line {line}", {"code": record["GEM Plant ID"]}))
        seen.add(record["GEM Plant ID"])
        capacities = _rows(record, line, faults)
        if not capacities:
            rejected["no_capacity"] += 1
        rows += capacities
    if faults:
        raise InputError(*faults)
    frame = pl.DataFrame(rows, schema=gem.SCHEMA, orient="row").sort("code", "route")
    return Parsed(frame, read, rejected)


def _rows(record: dict[str, str], line: int, faults: list[Fault]) -> list[tuple[object, ...]]:
    plant = (
        record["GEM Plant ID"],
        " ".join(record["GEM Asset name (English)"].split()),
        " ".join(record["Municipality"].split()),
        gem.COUNTRIES.get(record["Country/Area"].strip(), ""),
        *gem.point(record["Coordinates"], line=line, faults=faults),
    )
    status = gem.word(record["Operating status"]) or "unknown"
    rows: list[tuple[object, ...]] = []
    for product, column, made in PRODUCTS:
        megatonnes = gem.capacity(record[column], line=line, column=column, faults=faults)
        if megatonnes is not None:
            route = f"{product}_{gem.word(record[made]) or 'unknown'}"
            # Whole tonnes: 0.35 Mt is 350 kt, not 350.00000000000006.
            rows.append((*plant, route, status, round(megatonnes * 1000, 3)))
    return rows
