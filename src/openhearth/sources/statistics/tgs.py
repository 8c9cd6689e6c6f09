"""Eurostat's *tgs* series of regional indicators, NUTS 2, in one long CSV.

Columns: ``series`` (``tgs00010``), ``territory``, ``year``, ``value``. The codes mix NUTS versions; the file has no flags.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, number, records, text_of

COLUMNS = {"series": pl.String, "territory": pl.String, "year": pl.Int64, "value": pl.Float64}

_REQUIRED = ("input_var_code", "sex", "geo", "time", "values")
_YEAR = re.compile(r"[0-9]{4}")
_GEO = re.compile(r"[A-Z0-9_]{2,9}")


def parse(data: bytes, *, series: Collection[str] | None = None) -> Parsed:
    """The figures of both sexes together of the series asked for (all if None).

    Rejected: ``not_selected`` (another series), ``one_sex``, ``not_available`` (empty).

    Raises
    ------
    InputError
        What `reading.records` raises; for each damaged row ``not_a_year``, ``not_a_code`` or ``not_a_number``; ``duplicate_cell``.
    """
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    rows = []
    read = 0
    for line, row in records(text_of(data), required=_REQUIRED, faults=faults):
        read += 1
        if series is not None and row["input_var_code"] not in series:
            rejected["not_selected"] += 1
        elif row["sex"] not in ("", "T"):
            rejected["one_sex"] += 1
        elif not row["values"]:
            rejected["not_available"] += 1
        else:
            rows.append(_cell(row, line, faults))
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    key = ["series", "territory", "year"]
    twice = frame.filter(pl.struct(key).is_duplicated()).unique(key, maintain_order=True)
    faults += [Fault("duplicate_cell", " ".join(str(part) for part in cell)) for cell in twice.select(key).rows()]
    if faults:
        raise InputError(*faults)
    return Parsed(frame, read=read, rejected=rejected)


def _cell(row: dict[str, str], line: int, faults: list[Fault]) -> tuple[str, str, int, float]:
    if not _YEAR.fullmatch(row["time"]):
        faults.append(Fault("not_a_year", f"line {line}", {"found": row["time"]}))
    if not _GEO.fullmatch(row["geo"]):
        faults.append(Fault("not_a_code", f"line {line}", {"found": row["geo"]}))
    year = int(row["time"]) if _YEAR.fullmatch(row["time"]) else 0
    return row["input_var_code"], row["geo"], year, number(row["values"], line=line, column="values", faults=faults)
