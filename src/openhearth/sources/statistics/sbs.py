"""Persons employed by NACE division and region in 2015 (Eurostat ``sbs_r_nuts06_r2``, cleaned to one row a cell).

Columns: ``territory`` (NUTS 2013 code), ``nace`` (``C24`` or ``C``), ``year``, ``persons`` (NaN where unknown),
``flag``, ``status`` (``reported`` or ``unknown``).
"""

from __future__ import annotations

import math
from collections import Counter

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, number, records, text_of
from openhearth.sources.territories.nuts import CODE

COLUMNS = {
    "territory": pl.String,
    "nace": pl.String,
    "year": pl.Int64,
    "persons": pl.Float64,
    "flag": pl.String,
    "status": pl.String,
}

YEAR = 2015
"""The file has one year and does not name it in a column."""

_DESTROYED = "12:00 AM"
"""A spreadsheet took the cell for a time of day: its figure is lost, not zero."""

_REQUIRED = ("nace_r2", "nuts_2013", "persons_employed", "flag", "nace_level")


def parse(data: bytes) -> Parsed:
    """The cells of divisions and sections, the unknown ones included.

    Rejected: three-digit groups such as G451 (``nace_group``), which exist for trade only.

    Raises
    ------
    InputError
        What `reading.records` raises; for each damaged row ``not_a_nuts_code``, ``not_a_level``, ``not_a_number``
        or ``negative``; ``duplicate_cell``.
    """
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    rows = []
    read = 0
    for line, row in records(text_of(data), required=_REQUIRED, faults=faults):
        read += 1
        if row["nace_level"] == "group":
            rejected["nace_group"] += 1
            continue
        rows.append(_cell(row, line, faults))
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    twice = frame.filter(pl.struct("territory", "nace").is_duplicated()).unique(
        ["territory", "nace"], maintain_order=True
    )
    faults += [
        Fault("duplicate_cell", f"{territory} {nace}") for territory, nace in twice.select("territory", "nace").rows()
    ]
    if faults:
        raise InputError(*faults)
    return Parsed(frame, read=read, rejected=rejected)


def _cell(row: dict[str, str], line: int, faults: list[Fault]) -> tuple[str, str, int, float, str, str]:
    place = f"line {line}"
    if row["nace_level"] not in ("division", "section"):
        faults.append(Fault("not_a_level", place, {"found": row["nace_level"]}))
    if not CODE.fullmatch(row["nuts_2013"]):
        faults.append(Fault("not_a_nuts_code", place, {"found": row["nuts_2013"]}))
    known = bool(row["persons_employed"]) and row["flag"] != _DESTROYED
    persons = (
        number(row["persons_employed"], line=line, column="persons_employed", faults=faults) if known else math.nan
    )
    if persons < 0:
        faults.append(Fault("negative", place, {"column": "persons_employed"}))
    flag = "" if row["flag"] == _DESTROYED else row["flag"]
    return row["nuts_2013"], row["nace_r2"], YEAR, persons, flag, "reported" if known else "unknown"
