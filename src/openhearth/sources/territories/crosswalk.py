"""How NUTS 2 regions of one version overlap those of another (the R package *nuts*, after the Joint Research Centre).

Columns: ``old_code``, ``old_version``, ``new_code``, ``new_version`` (years as text), ``population`` (persons of
2018 in the overlap), ``area`` (km² of the overlap).
"""

from __future__ import annotations

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, number, records, text_of
from openhearth.sources.territories.nuts import CODE

COLUMNS = {
    "old_code": pl.String,
    "old_version": pl.String,
    "new_code": pl.String,
    "new_version": pl.String,
    "population": pl.Float64,
    "area": pl.Float64,
}

_REQUIRED = ("from_code", "to_code", "from_version", "to_version", "pop18", "areaKm")


def parse(data: bytes) -> Parsed:
    """The overlaps of one file.

    Raises
    ------
    InputError
        What `reading.records` raises; for each damaged row ``not_a_nuts_code``, ``not_a_number`` or ``negative``.
    """
    faults: list[Fault] = []
    rows = []
    read = 0
    for line, row in records(text_of(data), required=_REQUIRED, faults=faults):
        read += 1
        population, area = (
            number(row[column], line=line, column=column, faults=faults) for column in ("pop18", "areaKm")
        )
        if population < 0 or area < 0:
            faults.append(Fault("negative", f"line {line}", {"column": "pop18, areaKm"}))
        codes = (row["from_code"], row["to_code"])
        faults += [
            Fault("not_a_nuts_code", f"line {line}", {"found": code}) for code in codes if not CODE.fullmatch(code)
        ]
        rows.append((codes[0], row["from_version"], codes[1], row["to_version"], population, area))
    if faults:
        raise InputError(*faults)
    return Parsed(pl.DataFrame(rows, schema=COLUMNS, orient="row"), read=read)
