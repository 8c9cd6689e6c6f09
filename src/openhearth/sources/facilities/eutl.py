"""Verified emissions of the stationary installations in the EU emissions trading system (EUTL).

The file is an export of the European Union Transaction Log with one row for each installation and one column
``VerifiedEmissions_YYYY`` for each year, and NUTS codes found by postcode. Columns of the parsed frame, one row for
each installation and year with a verified figure:

``code`` (e.g. ``DE-69``), ``name`` of the installation, ``place`` (city), ``country`` (of the registry; GB and GR as
in the log), ``activity`` (code of ``activities.csv``), ``first_year`` and ``last_year`` with verified emissions,
``nuts3`` and ``nuts2`` (NUTS 2021; null where not placed), ``placement`` (``postcode``, ``city`` or null), ``year``,
``tonnes`` (t CO2e), ``starts`` and ``ends`` (this is the first, or last, year the installation ever reported).

The file's codes mix NUTS 2021 and 2024; the latter become those of 2021 where that is one region. An installation
whose postcode was not found takes the region of its namesakes: the installations of the same country and city, if all
of them lie in one NUTS 3 region. (Asked of those whose postcode was found, this is right for 99.2 % of 6,197.) The
log's coordinates are not used: in Poland and Italy they miss the NUTS 2 region of the postcode in about one of six.

The account holder may be a person; the column is not read. ``Excluded`` and ``Not Reported`` are no figures: such
years have no row. Zero is a figure: the installation reported that it emitted nothing.

The log's own first year counts where it lies before the first column, else the first year with a figure. It writes
last year 0 for accounts still open, and often a last year before the last figure: here it is the year of the last
figure, and in the last column's year an installation only ``ends`` where the log names that year.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import Parsed, number, records, text_of
from openhearth.sources.territories import nuts_2024

SCHEMA = {
    "code": pl.String,
    "name": pl.String,
    "place": pl.String,
    "country": pl.String,
    "activity": pl.String,
    "first_year": pl.Int32,
    "last_year": pl.Int32,
    "nuts3": pl.String,
    "nuts2": pl.String,
    "placement": pl.String,
    "year": pl.Int32,
    "tonnes": pl.Float64,
    "starts": pl.Boolean,
    "ends": pl.Boolean,
}

NOT_STATIONARY = frozenset({"10", "50"})
"""Aircraft operators and shipping companies: they have no place."""

NO_FIGURE = frozenset({"", "Excluded", "Not Reported"})

_REQUIRED = (
    "id",
    "NationalAdministratorCode",
    "InstallationNameOrAircraftOperatorCode",
    "FirstYearOfEmissions",
    "LastYearOfEmissions",
    "City",
    "MainActivityTypeCode",
    "nuts3",
    "nuts2",
)
_YEAR_COLUMN = re.compile(r"VerifiedEmissions_([0-9]{4})")
_YEAR = re.compile(r"0|[0-9]{4}")


def parse(data: bytes) -> Parsed:
    """The frame described above, sorted by code and year.

    Rejected: ``not_stationary`` (aircraft and ships), ``no_verified_emissions`` (no figure in any year).

    Raises
    ------
    InputError
        Those of `reading`; ``no_emission_years``, ``duplicate_code``, ``unknown_activity``, ``not_a_year``,
        ``negative_tonnes``, ``nuts_levels_differ``: with the line of each.
    """
    text = text_of(data, name="eutl")
    faults: list[Fault] = []
    rejected: Counter[str] = Counter()
    rows: list[tuple[object, ...]] = []
    seen: set[str] = set()
    columns: dict[str, int] = {}
    read = 0
    for line, record in records(text, required=_REQUIRED, faults=faults):
        columns = columns or _year_columns(record)
        read += 1
        if record["id"] in seen:
            faults.append(Fault("duplicate_code", f"line {line}", {"code": record["id"]}))
        seen.add(record["id"])
        if record["MainActivityTypeCode"] in NOT_STATIONARY:
            rejected["not_stationary"] += 1
            continue
        figures = _figures(record, columns, line, faults)
        if not figures:
            rejected["no_verified_emissions"] += 1
        rows += _rows(record, figures, list(columns.values()), line, faults)
    if faults:
        raise InputError(*faults)
    frame = _placed_by_city(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    return Parsed(frame.sort("code", "year"), read, rejected)


@cache
def activities() -> dict[str, str]:
    """Every activity code the log has used, and the code of ``activities.csv`` it belongs to."""
    register = pl.read_csv((files("openhearth") / "facts" / "activities.csv").read_bytes(), infer_schema_length=0)
    known = {code: code for code in register["code"]}
    return known | {
        old: code
        for code, merged in register.select("code", "merged_from").iter_rows()
        for old in (merged or "").split()
    }


def _year_columns(record: dict[str, str]) -> dict[str, int]:
    columns = {name: int(found[1]) for name in record if (found := _YEAR_COLUMN.fullmatch(name))}
    if not columns:
        raise InputError(Fault("no_emission_years", "line 1"))
    return dict(sorted(columns.items()))


def _figures(record: dict[str, str], columns: dict[str, int], line: int, faults: list[Fault]) -> dict[int, float]:
    figures = {}
    for name, year in columns.items():
        if record[name].strip() in NO_FIGURE:
            continue
        tonnes = number(record[name], line=line, column=name, faults=faults)
        if tonnes < 0:
            faults.append(Fault("negative_tonnes", f"line {line}", {"column": name, "found": tonnes}))
        figures[year] = tonnes
    return figures


def _rows(
    record: dict[str, str], figures: dict[int, float], years: list[int], line: int, faults: list[Fault]
) -> list[tuple[object, ...]]:
    activity = activities().get(record["MainActivityTypeCode"])
    if activity is None:
        faults.append(Fault("unknown_activity", f"line {line}", {"found": record["MainActivityTypeCode"]}))
    first = _year(record, "FirstYearOfEmissions", line, faults)
    last = _year(record, "LastYearOfEmissions", line, faults)
    if record["nuts3"][:4] != record["nuts2"]:
        faults.append(Fault("nuts_levels_differ", f"line {line}", {"nuts3": record["nuts3"], "nuts2": record["nuts2"]}))
    nuts3, nuts2 = _in_nuts_2021(record["nuts3"])
    if not figures:
        return []
    first_year = first if 0 < first < years[0] else min(figures)
    last_year = max(figures)
    left = last_year < years[-1] or last == last_year
    known = (
        record["id"],
        " ".join(record["InstallationNameOrAircraftOperatorCode"].split()),
        " ".join(record["City"].split()),
        record["NationalAdministratorCode"],
        activity,
        first_year,
        last_year,
        nuts3,
        nuts2,
        "postcode" if nuts2 else None,
    )
    return [(*known, year, tonnes, year == first_year, left and year == last_year) for year, tonnes in figures.items()]


def _in_nuts_2021(code: str) -> tuple[str | None, str | None]:
    if code in nuts_2024.WITHOUT_ONE:
        return None, code[:4]
    nuts3 = nuts_2024.IN_2021.get(code, code)
    return nuts3 or None, nuts3[:4] or None


def _placed_by_city(frame: pl.DataFrame) -> pl.DataFrame:
    city = ("country", pl.col("place").str.to_lowercase().alias("city"))
    regions = (
        frame.filter(pl.col("nuts3").is_not_null() & (pl.col("place") != ""))
        .group_by(*city)
        .agg(pl.col("nuts3").first().alias("region"), pl.col("nuts3").n_unique().alias("regions"))
        .filter(pl.col("regions") == 1)
    )
    unplaced = pl.col("nuts2").is_null() & pl.col("region").is_not_null()
    return (
        frame.with_columns(city[1])
        .join(regions, on=["country", "city"], how="left")
        .with_columns(
            pl.when(unplaced).then("region").otherwise("nuts3").alias("nuts3"),
            pl.when(unplaced).then(pl.col("region").str.slice(0, 4)).otherwise("nuts2").alias("nuts2"),
            pl.when(unplaced).then(pl.lit("city")).otherwise("placement").alias("placement"),
        )
        .select(list(SCHEMA))
    )


def _year(record: dict[str, str], column: str, line: int, faults: list[Fault]) -> int:
    if _YEAR.fullmatch(record[column]):
        return int(record[column])
    faults.append(Fault("not_a_year", f"line {line}", {"column": column, "found": record[column]}))
    return 0
