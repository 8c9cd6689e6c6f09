"""Steel plants: the Global Iron and Steel Tracker of Global Energy Monitor.

The file has one row for each plant and one column for each pair of status and route, such as
``operating-pre-retirement-nominal-bof-steel-capacity-(ttpa)``. Columns of the parsed frame, one row for each plant,
route and status with a capacity:

``code``, ``name`` (English), ``place`` (province or state), ``country`` (NUTS; empty outside), ``longitude``,
``latitude``, ``route``, ``status``, ``kilotonnes`` (kt a year; NaN: there is a capacity, unknown how much).

``route`` is ``BF`` (blast furnace) or ``DRI`` (direct reduction), which make iron; ``BOF``, ``EAF`` or ``OHF``, which
make steel; ``other_iron``, ``other_steel``; or ``crude_steel``, the published total of the steel routes. Never add
``crude_steel`` to its parts, nor iron to steel: the iron goes into the steel.

``status`` is as published, with underscores: ``operating``, ``operating_pre_retirement``, ``construction``,
``announced``, ``mothballed``, ``mothballed_pre_retirement``, ``retired``, ``cancelled``. One plant can have several.
"""

from __future__ import annotations

import re
from collections import Counter

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.facilities import gem
from openhearth.sources.reading import Parsed, records, text_of

ROUTES = {
    "nominal-crude-steel": "crude_steel",
    "nominal-bf": "BF",
    "nominal-bof-steel": "BOF",
    "nominal-dri": "DRI",
    "nominal-eaf-steel": "EAF",
    "nominal-ohf-steel": "OHF",
    "other/unspecified-iron": "other_iron",
    "other/unspecified-steel": "other_steel",
}
"""The published total of iron is left out: it is always BF + DRI + other."""

_REQUIRED = (
    "plant-id",
    "plant-name-(english)",
    "subnational-unit-(province/state)",
    "country/area",
    "coordinates",
    "operating-nominal-crude-steel-capacity-(ttpa)",
)
_CAPACITY = re.compile(rf"(?P<status>[a-z-]+)-(?P<route>{'|'.join(map(re.escape, ROUTES))})-capacity-\(ttpa\)")


def parse(data: bytes) -> Parsed:
    """The frame described above, sorted by code, route and status.

    Rejected: ``no_capacity`` (all capacities are zero or missing).

    Raises
    ------
    InputError
        Those of `reading` and `gem`; ``duplicate_code``.
    """
    text = text_of(data, name="gem_steel")
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    rows: list[tuple[object, ...]] = []
    seen: set[str] = set()
    read = 0
    for line, record in records(text, required=_REQUIRED, faults=faults):
        read += 1
        if record["plant-id"] in seen:
            faults.append(Fault("duplicate_code", f"line {line}", {"code": record["plant-id"]}))
        seen.add(record["plant-id"])
        plant = _plant(record, line, faults)
        capacities = list(_capacities(record, line, faults))
        if not capacities:
            rejected["no_capacity"] += 1
        rows += [(*plant, *capacity) for capacity in capacities]
    if faults:
        raise InputError(*faults)
    frame = pl.DataFrame(rows, schema=gem.SCHEMA, orient="row").sort("code", "route", "status")
    return Parsed(frame, read, rejected)


def _plant(record: dict[str, str], line: int, faults: list[Fault]) -> tuple[object, ...]:
    return (
        record["plant-id"],
        " ".join(record["plant-name-(english)"].split()),
        " ".join(record["subnational-unit-(province/state)"].split()),
        gem.COUNTRIES.get(record["country/area"].strip(), ""),
        *gem.point(record["coordinates"], line=line, faults=faults),
    )


def _capacities(record: dict[str, str], line: int, faults: list[Fault]) -> list[tuple[str, str, float]]:
    found = []
    for column, text in record.items():
        named = _CAPACITY.fullmatch(column)
        if named is None:
            continue
        kilotonnes = gem.capacity(text, line=line, column=column, faults=faults)
        if kilotonnes is not None:
            found.append((ROUTES[named["route"]], gem.word(named["status"]), kilotonnes))
    return found
