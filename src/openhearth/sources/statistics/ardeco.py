"""ARDECO, the regional database of the Joint Research Centre: wide tables, one column for each year.

Columns: ``territory`` (NUTS 2021), ``level`` (0 to 3), ``name`` (English for countries), ``unit`` (``Persons``, ``EUR``,
``PPS``), ``year``, ``value``. The tables of gross domestic product hold euros and purchasing power standards *per head*.
"""

from __future__ import annotations

import re
from collections import Counter

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, number, records, text_of
from openhearth.sources.territories.nuts import CODE

COLUMNS = {
    "territory": pl.String,
    "level": pl.Int64,
    "name": pl.String,
    "unit": pl.String,
    "year": pl.Int64,
    "value": pl.Float64,
}

FIRST_FORECAST = 2023
"""First year that is not observed, in the release of January 2025.

The file does not say it; the figures do. Regional accounts are published in steps of ten or a hundred: until 2022
more than half of the NUTS 2 figures are multiples of ten, from 2023 on one in ten, as chance would have it.
"""

_REQUIRED = ("TERRITORY_ID", "LEVEL_ID", "NAME_HTML", "UNIT")
_YEAR = re.compile(r"[0-9]{4}")
_NOT_NUTS = {"4": "metropolitan_region", "9": "aggregate"}


def parse(data: bytes, *, first_year: int = 0) -> Parsed:
    """The figures of NUTS regions from ``first_year`` on; empty cells are left out.

    Rejected rows: ``metropolitan_region``, ``aggregate`` (EU27), ``extra_regio`` (embassies and platforms, codes with Z).

    Raises
    ------
    InputError
        What `reading.records` raises; ``no_years``; for each damaged row ``not_a_nuts_code``, ``not_a_level``,
        ``not_a_number`` or ``duplicate_row``.
    """
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    rows = []
    read = 0
    for line, row in records(text_of(data), required=_REQUIRED, faults=faults):
        read += 1
        code, unit = row["TERRITORY_ID"], row["UNIT"]
        years = [year for year in row if _YEAR.fullmatch(year)]
        if not years:
            raise InputError(Fault("no_years", "line 1"))
        if reason := _NOT_NUTS.get(row["LEVEL_ID"]) or ("extra_regio" if code[2:3] == "Z" else None):
            rejected[reason] += 1
            continue
        faults += _row_faults(row, line, seen)
        seen.add((code, unit))
        for year in years:
            if row[year] and int(year) >= first_year:
                value = number(row[year], line=line, column=year, faults=faults)
                rows.append((code, len(code) - 2, row["NAME_HTML"], unit, int(year), value))
    if faults:
        raise InputError(*faults)
    return Parsed(pl.DataFrame(rows, schema=COLUMNS, orient="row"), read=read, rejected=rejected)


def _row_faults(row: dict[str, str], line: int, seen: set[tuple[str, str]]) -> list[Fault]:
    code, place = row["TERRITORY_ID"], f"line {line}"
    if not CODE.fullmatch(code):
        return [Fault("not_a_nuts_code", place, {"found": code})]
    if row["LEVEL_ID"] != str(len(code) - 2):
        return [Fault("not_a_level", place, {"found": row["LEVEL_ID"], "code": code})]
    return [Fault("duplicate_row", place, {"code": code})] if (code, row["UNIT"]) in seen else []
