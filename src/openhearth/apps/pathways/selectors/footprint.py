"""What a change in a region does: the tables of this house, the region's employment, and the answer of the core."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings

from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import (
    COMPARED_KIND,
    atlas,
    divisions,
    landscape,
    lineage,
    territories,
    territory,
)
from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import (
    DELTA,
    Account,
    Economy,
    Effects,
    Scenario,
    Structure,
    economy,
    effects,
    for_accounts,
    jobs_account,
    national_employment,
    regional_structure,
    two_places,
)
from openhearth.core.footprint.products import divisions_of
from openhearth.core.values import Array, Panel, Territory
from openhearth.sources.input_output import io_register
from openhearth.sources.input_output.io_rows import NationalTable

BAND = (0.1, 0.2, 0.3, 0.4)
"""Strengths of the correction for size that are shown beside each other."""

AVERAGE = 1.0
"""Quotient of a sector whose employment is known nowhere: as much as in the country. Shown as an assumption."""

EMPLOYMENT = "eurostat-sbs-2015"


@dataclass(frozen=True, slots=True)
class Terms:
    """How the region is cut out of its country, and what is supposed of production abroad."""

    delta: float = DELTA
    augmented: bool = False
    abroad: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A region in its country's table.

    Parameters
    ----------
    employment_year
        Of the employment by which the region is cut out; the table has a year of its own.
    """

    national: NationalTable
    region: Territory
    economy: Economy
    structure: Structure
    employment_year: int


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """The answer.

    Parameters
    ----------
    left_out
        Accounts that the scenario names and the table does not have.
    band
        The same scenario with each strength of `BAND`.
    """

    place: Place
    scenario: Scenario
    terms: Terms
    effects: Effects
    left_out: tuple[str, ...]
    band: tuple[tuple[float, Effects], ...]


def folder() -> Path:
    """Where the tables are that people of this house loaded."""
    return Path(settings.HOME) / "io"


def national_tables() -> dict[str, NationalTable]:
    return io_register.tables(folder())


def regions_with_table() -> tuple[Territory, ...]:
    """The NUTS 2 regions of the countries that have a table, and employment."""
    countries = {found.table.country for found in national_tables().values()}
    known = set(landscape().employment.rows)
    return tuple(one for one in territories(kind=COMPARED_KIND) if one.country in countries and one.code in known)


def tables_of(country: str) -> tuple[str, ...]:
    """Names of the tables of a country, the newest first."""
    found = [(one.table.year, name) for name, one in national_tables().items() if one.table.country == country]
    return tuple(name for _, name in sorted(found, reverse=True))


def place_of(table: str, region: str) -> Place:
    """A region in a table of its country; a smaller place stands for the region around it.

    Raises `InputError` ``unknown_economy``, ``not_a_region``, ``region_of_other_country``, ``unknown_employment``,
    ``size_out_of_range``, and ``UnknownTerritory``.
    """
    national = io_register.table(table, folder())
    found = region_of(region)
    if found.country != national.table.country:
        known = ", ".join(tables_of(found.country)) or "-"
        raise InputError(
            Fault(
                "region_of_other_country",
                found.code,
                {"name": found.name, "table": national.table.code, "country": found.country, "known": known},
            )
        )
    regions, totals, year = _employment(found.country)
    if found.code not in regions.rows:
        raise InputError(Fault("no_employment", found.code, {"name": found.name}))
    structure = regional_structure(national.table.sectors, regions, totals, found.code, assumed=AVERAGE)
    accounts = _accounts(national, regions, totals, year)
    return Place(national, found, economy(national.table, accounts), structure, year)


def region_of(words: str) -> Territory:
    """The NUTS 2 region with this code or name, or around the smaller place with this code.

    Raises ``UnknownTerritory``, and `InputError` ``not_a_region`` for a larger place.
    """
    try:
        found = territory(words)
    except UnknownTerritory:
        named = [one for one in territories(kind=COMPARED_KIND, words=words) if tables_of(one.country)]
        if len(named) != 1:
            raise
        return named[0]
    around = (found, *reversed(lineage(found)))
    region = next((one for one in around if one.kind == COMPARED_KIND), None)
    if region is None:
        raise InputError(Fault("not_a_region", found.code, {"name": found.name}))
    return region


def footprint(place: Place, scenario: Scenario, terms: Terms) -> Footprint:
    """What the change does, by place and sector; faults as `effects` tells them."""
    kept, left_out = for_accounts(scenario, [account.code for account in place.economy.accounts])

    def answer(delta: float) -> Effects:
        places = two_places(place.economy.domestic, place.structure, delta=delta, augmented=terms.augmented)
        return effects(place.economy, places, kept, abroad="as_here" if terms.abroad else "unknown")

    band = tuple((delta, answer(delta)) for delta in BAND)
    chosen = dict(band).get(terms.delta) or answer(terms.delta)
    return Footprint(place, kept, terms, chosen, left_out, band)


@lru_cache(maxsize=512)
def sector_label(sector: str, *, german: bool) -> str:
    """The name of a product: that of its division or section, or of all it is made of."""
    whole = divisions_of(sector)
    spans = [(entry, divisions_of(entry.code)) for entry in divisions()]
    names = [entry.label_de if german else entry.label_en for entry, span in spans if span == whole]
    if not names:
        inside = sorted((-len(span), entry.code, entry) for entry, span in spans if span and span < whole)
        covered: frozenset[str] = frozenset()
        for _, code, entry in inside:
            if not divisions_of(code) & covered:
                covered |= divisions_of(code)
                names.append(entry.label_de if german else entry.label_en)
        return ", ".join(names) or _part_of(sector, german=german)
    return names[0]


def _part_of(sector: str, *, german: bool) -> str:
    """A product smaller than any activity we have a name for: the name of the smallest around it, with its code."""
    around = [(len(span), entry) for entry in divisions() if (span := divisions_of(entry.code)) > divisions_of(sector)]
    if not around or not divisions_of(sector):
        return sector
    entry = min(around, key=lambda one: one[0])[1]
    return f"{entry.label_de if german else entry.label_en} ({sector.removeprefix('CPA_')})"


def _employment(country: str) -> tuple[Panel, Array, int]:
    """Persons by activity, and in all, of the regions of a country; and their year."""
    known, totals = landscape(), atlas().economy
    of_country = {one.code for one in known.territories if one.country == country}
    rows = [position for position, code in enumerate(known.employment.rows) if code in of_country]
    codes = tuple(known.employment.rows[position] for position in rows)
    whole = dict(zip(totals.counts.rows, totals.totals.tolist(), strict=True))
    panel = Panel(codes, known.employment.columns, known.employment.values[rows])
    return panel, np.array([whole.get(code, np.nan) for code in codes]), known.employment_year or 0


def _accounts(national: NationalTable, regions: Panel, totals: Array, year: int) -> tuple[Account, ...]:
    """Those of the table; jobs, where it has none, from the employment of the country's regions."""
    if any(account.code == "jobs" for account in national.accounts):
        return national.accounts
    nation = national_employment(regions, totals)
    return (*national.accounts, jobs_account(national.table.sectors, nation, year=year, source=EMPLOYMENT))
