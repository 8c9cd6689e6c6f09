"""The tables that ship, from the publishers' files: products that overlap nowhere, and the accounts beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from openhearth.core.footprint import Account, Table, merged
from openhearth.sources.input_output.io_rows import NationalTable, frame_of
from openhearth.sources.input_output.io_tables import parse, parse_account

EUROSTAT, MANUAL, AIR = "eurostat-naio", "eurostat-iot-manual", "eurostat-air"


@dataclass(frozen=True, slots=True)
class Row:
    """Where an account stands, and what one of its published units is in the unit we keep."""

    code: str
    file: str
    row: str
    unit: str
    times: float
    source: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A table and its files; ``groups`` are sectors that its accounts know only together."""

    code: str
    unit: str
    file: str
    source: str
    accounts: tuple[Row, ...]
    licence: str = "CC-BY-4.0"
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)


def _added(file: str, unit: str, source: str = EUROSTAT) -> Row:
    return Row("value_added", file, "B1G", unit, 1.0, source)


def _jobs(file: str, row: str = "employment_total", source: str = EUROSTAT) -> Row:
    return Row("jobs", file, row, "persons", 1000.0, source)


BELGIUM, CZECHIA, SLOVAKIA, GERMANY = (
    "env__BE.csv",
    "naio__cz_io.csv",
    "naio__sk_io.csv",
    "germany_1995__germany_1995.csv",
)

PUBLICATIONS = (
    Publication(
        "BE-2020",
        "million EUR",
        BELGIUM,
        EUROSTAT,
        (_added(BELGIUM, "million EUR"), Row("co2", "env__co2.csv", "CO2_emission", "t", 1000.0, AIR)),
        groups={"CPA_L": ("CPA_L68A", "CPA_L68B")},
    ),
    Publication(
        "CZ-2015", "million CZK", CZECHIA, EUROSTAT, (_added(CZECHIA, "million CZK"), _jobs("naio__emp_cz.csv"))
    ),
    Publication(
        "DE-1995",
        "million EUR",
        GERMANY,
        MANUAL,
        (
            _added(GERMANY, "million EUR", MANUAL),
            _jobs(GERMANY, "EMP", MANUAL),
            Row("co2", "germany_airpol__germany_airpol.csv", "CO2", "t", 1000.0, MANUAL),
        ),
        "LicenseRef-EC-Reuse",
    ),
    Publication(
        "SK-2015", "million EUR", SLOVAKIA, EUROSTAT, (_added(SLOVAKIA, "million EUR"), _jobs("naio__emp_sk.csv"))
    ),
)


def published_tables(files: Mapping[str, bytes]) -> pl.DataFrame:
    """All of `PUBLICATIONS` in rows.

    Raises
    ------
    InputError
        As `io_tables.parse`.
    """
    return pl.concat([frame_of(published(one, files)) for one in PUBLICATIONS])


def published(one: Publication, files: Mapping[str, bytes]) -> NationalTable:
    """One of them, of the publishers' files by name."""
    country, _, year = one.code.partition("-")
    whole = parse(files[one.file], code=one.code, country=country, year=int(year), unit=one.unit, source=one.source)
    table = merged(whole, one.groups)
    accounts = tuple(_account(row, files[row.file], whole, table, one.groups) for row in one.accounts)
    return NationalTable(table, accounts, one.licence)


def _account(row: Row, data: bytes, whole: Table, table: Table, groups: Mapping[str, Sequence[str]]) -> Account:
    """The account of the merged table: a group's own figure, or the sum of its parts where all are known."""
    about = {"row": row.row, "code": row.code, "unit": row.unit, "source": row.source}
    apart = parse_account(data, whole, year=table.year, **about)
    found = parse_account(data, table, year=table.year, **about)
    parts = dict(zip(whole.sectors, apart.values.tolist(), strict=True))
    sums = {label: sum(parts[sector] for sector in sectors) for label, sectors in groups.items()}
    values = np.array(
        [
            sums.get(label, value) if np.isnan(value) else value
            for label, value in zip(table.sectors, found.values, strict=True)
        ]
    )
    # What makes nothing uses nothing: such a sector has an empty cell, not an unknown one.
    values = np.where(np.isnan(values) & (table.output == 0), 0.0, values)
    # Thousands as single ones: the publisher's decimals stay, those of the multiplication go.
    return replace(found, values=np.round(values * row.times, 6))
