r"""Eurostat's bulk TSV: one row for each combination of dimensions, one column for each year, flags behind the values.

The first header cell names the dimensions and the columns, ``unit,sex,age,geo\time``. Columns here: the dimensions
under their own names except ``geo``, which is ``territory``; then ``year``, ``value`` (NaN where it is withheld), ``flag``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, text_of

_CELL = re.compile(r"(?P<value>:|-?[0-9]{1,15}(?:\.[0-9]{1,15})?)(?: ?(?P<flag>[a-z]{1,4}))?")
_YEAR = re.compile(r"[0-9]{4}")
_WITHHELD = frozenset("cu")
"""Flags that say a figure exists but is not shown: confidential, or too unreliable."""


def parse(data: bytes, *, where: Mapping[str, Collection[str]] | None = None) -> Parsed:
    """The cells of one file, of the dimension values asked for.

    Parameters
    ----------
    data
        Plain or gzip-compressed TSV.
    where
        Dimension to the values wanted, e.g. ``{"sex": ["T"]}``. All rows if None.

    Rejected cells: ``not_selected`` (another dimension value), ``not_available`` (``:`` without a flag that says
    the figure is withheld).

    Raises
    ------
    InputError
        ``not_a_header``, ``unknown_dimension``; for each damaged row ``wrong_field_count`` or ``not_a_cell``; ``duplicate_row``.
    """
    lines = text_of(data).splitlines()
    dimensions, years = _header(lines[0])
    wanted = {dimension: frozenset(values) for dimension, values in (where or {}).items()}
    unknown = [
        Fault("unknown_dimension", "line 1", {"found": name, "known": ", ".join(dimensions)})
        for name in wanted
        if name not in dimensions
    ]
    if unknown:
        raise InputError(*unknown)
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    seen: set[str] = set()
    rows: list[tuple[str | int | float, ...]] = []
    read = 0
    for line, text in enumerate(lines[1:], start=2):
        if not text.strip():
            continue
        read += len(years)
        head, *cells = text.split("\t")
        key = tuple(part.strip() for part in head.split(","))
        if len(key) != len(dimensions) or len(cells) != len(years):
            fields = {"expected": len(dimensions) + len(years), "found": len(key) + len(cells)}
            faults.append(Fault("wrong_field_count", f"line {line}", fields))
            continue
        if any(key[dimensions.index(dimension)] not in values for dimension, values in wanted.items()):
            rejected["not_selected"] += len(years)
            continue
        if head in seen:
            faults.append(Fault("duplicate_row", f"line {line}", {"key": head}))
        seen.add(head)
        found: list[tuple[str | int | float, ...]] = [(*key, *cell) for cell in _cells(cells, years, line, faults)]
        rejected["not_available"] += len(years) - len(found)
        rows += found
    if faults:
        raise InputError(*faults)
    text_columns = ["territory" if name == "geo" else name for name in dimensions]
    schema = dict.fromkeys(text_columns, pl.String) | {"year": pl.Int64, "value": pl.Float64, "flag": pl.String}
    return Parsed(pl.DataFrame(rows, schema=schema, orient="row"), read=read, rejected=+rejected)


def _header(line: str) -> tuple[list[str], list[int]]:
    head, *years = (part.strip() for part in line.split("\t"))
    dimensions, separator, _ = head.partition("\\")
    names = [name.strip() for name in dimensions.split(",")]
    fixed = {"year", "value", "flag", "territory", ""}
    well_formed = separator and "geo" in names and len(set(names)) == len(names) and not fixed & set(names)
    if not well_formed or not years or not all(_YEAR.fullmatch(year) for year in years) or len(set(years)) < len(years):
        raise InputError(Fault("not_a_header", "line 1", {"found": line[:80]}))
    return names, [int(year) for year in years]


def _cells(cells: list[str], years: list[int], line: int, faults: list[Fault]) -> list[tuple[int, float, str]]:
    found = []
    for year, text in zip(years, cells, strict=True):
        match = _CELL.fullmatch(text.strip())
        if match is None:
            faults.append(Fault("not_a_cell", f"line {line}", {"year": year, "found": text[:40]}))
            continue
        flag = match["flag"] or ""
        if match["value"] != ":":
            found.append((year, float(match["value"]), flag))
        elif _WITHHELD & set(flag):
            found.append((year, math.nan, flag))
    return found
