"""The files that a user may load, and the tables each of them becomes.

A format replaces what is packaged of the same figures: ``ilc-li41`` one indicator, ``eutl`` three tables. The tables have
the columns of the packaged ones (docs/facts.md) and are made by the same functions, but of everything in the file, where
the package is kept small: all plants and installations by name, and level 3 in all years.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import MappingProxyType

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources import packaged
from openhearth.sources.building import figure_tables as figures
from openhearth.sources.building.employment_tables import divisions, employed_groups, labour_force
from openhearth.sources.building.facilities_tables import (
    capacities,
    emissions,
    listed_installations,
    listed_plants,
    regional_emissions,
    sector_plants,
)
from openhearth.sources.facilities import eutl
from openhearth.sources.facts_tables import csv_bytes, read_csv
from openhearth.sources.input_output.io_register import TABLES as NATIONAL_TABLES
from openhearth.sources.practices import esif, kohesio
from openhearth.sources.reading import Parsed
from openhearth.sources.territories import boundaries
from openhearth.sources.territories.nuts_2021 import History
from openhearth.sources.territories.nuts_past import packaged_history
from openhearth.sources.territories.outlines import outlines

PEOPLE_OF = 2018
"""Year of the population that older regions are converted by."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: those of a source, or of some of its indicators."""

    table: str
    source: str
    indicators: tuple[str, ...] = ()

    @property
    def condition(self) -> pl.Expr:
        """True for these rows in a frame of the table."""
        of_source = pl.col("source") == self.source
        return of_source & pl.col("indicator").is_in(self.indicators) if self.indicators else of_source


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What a file is read in the light of.

    Parameters
    ----------
    file_name
        The trackers say the year of their release nowhere else.
    territories
        The table of that name.
    past
        How older regions became those of today.
    population
        Figures of population, in the columns of that table: emissions are divided by them.
    area
        ``territory`` and ``area`` (km²).
    boundaries
        NUTS 3 regions as in `boundaries.parse`; None where a user has loaded none.
    """

    file_name: str
    territories: pl.DataFrame
    past: History
    population: pl.DataFrame
    area: pl.DataFrame
    boundaries: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What became of a file: tables (or, of a map, GeoJSON geometries by code), and what was left out and why."""

    tables: Mapping[str, pl.DataFrame]
    read: int
    rejected: Mapping[str, int]
    geometries: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Parameters
    ----------
    code
        How a user names it.
    title
        What it is, in English.
    file
        What the file is called where it is published.
    replaces
        The packaged rows that a file of this format stands in for.
    make
        From the bytes to the tables, in the light of what is known. Damage raises `InputError` with all faults.
    """

    code: str
    title: str
    file: str
    replaces: tuple[Rows, ...]
    make: Callable[[bytes, Known], Loaded]


def known(file_name: str, *, population: pl.DataFrame | None = None, boundaries: pl.DataFrame | None = None) -> Known:
    """What the packaged tables say; ``population`` and ``boundaries`` are those that a user has loaded."""
    territories, past, people, area = _packaged()
    return Known(file_name, territories, past, people if population is None else population, area, boundaries)


@lru_cache(maxsize=1)
def _packaged() -> tuple[pl.DataFrame, History, pl.DataFrame, pl.DataFrame]:
    territories, table = packaged.table("territories"), packaged.table("figures")
    population = table.filter(pl.col("indicator") == "population")
    of_year = population.filter(pl.col("year") == PEOPLE_OF).select("territory", "value")
    past = packaged_history(territories, packaged.table("successions"), of_year)
    return territories, past, population, _areas(population, table)


def _areas(population: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """The areas behind the packaged densities: the file of areas itself is not packaged."""
    density = table.filter((pl.col("indicator") == "population_density") & (pl.col("value") > 0))
    both = population.join(density, on=["territory", "year"], suffix="_density")
    return both.group_by("territory").agg((pl.col("value").sum() / pl.col("value_density").sum()).alias("area"))


@dataclass(frozen=True, slots=True)
class ProjectList:
    """One kind of list of funded projects; it stands beside the facts and replaces none of them.

    Parameters
    ----------
    code, title, file
        As in `Format`.
    licence
        Under which the list may be used, in English.
    parse
        From the bytes to projects in the columns `esif.PROJECT_COLUMNS`.
    """

    code: str
    title: str
    file: str
    licence: str
    parse: Callable[[bytes], Parsed]


def format_of(code: str) -> Format:
    """The format with this code; another raises ``unknown_format``."""
    if code not in FORMATS:
        raise _unknown(code)
    return FORMATS[code]


def project_list_of(code: str) -> ProjectList:
    """The list of projects with this code; another raises ``unknown_format``."""
    if code not in PROJECT_LISTS:
        raise _unknown(code)
    return PROJECT_LISTS[code]


def _unknown(code: str) -> InputError:
    known = ", ".join((*FORMATS, *PROJECT_LISTS, NATIONAL_TABLES.code))
    return InputError(Fault("unknown_format", "FORMAT", {"found": code, "known": known}))


def _tables(read: int, rejected: Mapping[str, int], **tables: pl.DataFrame) -> Loaded:
    """Written and read as the packaged ones are: the same types and order, and doubled keys are found."""
    return Loaded({name: read_csv(name, csv_bytes(name, frame)) for name, frame in tables.items()}, read, rejected)


def _eutl(data: bytes, known: Known) -> Loaded:
    installations = eutl.parse(data)
    placed = regional_emissions(installations, known.territories, 2)
    regional = emissions(installations, known.territories)
    shares = figures.placed_share(installations.frame, known.past.regions)
    return _tables(
        placed.read,
        placed.rejected,
        emissions=regional,
        installations=listed_installations(installations.frame, known.territories),
        figures=figures.emission_figures(regional, shares, known.population),
    )


def _tracker(data: bytes, known: Known, *, sector: str) -> Loaded:
    release = re.search(r"20\d\d", known.file_name)
    if release is None:
        raise InputError(Fault("no_release_year", known.file_name))
    labels = known.territories.filter(pl.col("kind") == "nuts3")
    plants = sector_plants(data, sector, int(release[0]), known.boundaries, labels)
    return _tables(
        plants.read, plants.rejected, capacities=capacities(plants.frame), plants=listed_plants(plants.frame)
    )


def _divisions(data: bytes, known: Known) -> Loaded:
    parsed = divisions(data, known.past)
    return _tables(parsed.read, parsed.rejected, employment=parsed.frame)


def _groups(data: bytes, known: Known) -> Loaded:
    cells = figures.since_first_year(labour_force(data), known.past)
    return _tables(
        cells.read,
        cells.rejected,
        employment=employed_groups(cells.frame, known.past),
        figures=figures.industry_share(cells.frame, known.past),
    )


def _population(data: bytes, known: Known) -> Loaded:
    parsed = figures.account(data, "population", known.past)
    density = figures.density(parsed.frame, known.area)
    return _tables(parsed.read, parsed.rejected, figures=pl.concat([parsed.frame, density]))


def _figures(data: bytes, known: Known, *, make: Callable[[bytes, History], Parsed]) -> Loaded:
    parsed = make(data, known.past)
    return _tables(parsed.read, parsed.rejected, figures=parsed.frame)


def _boundaries(data: bytes, known: Known) -> Loaded:
    parsed = boundaries.parse(data)
    drawn = outlines(parsed.frame, known.territories["code"].to_list())
    lost = {"unknown_territory": parsed.frame.height - len(drawn)}
    return Loaded({}, parsed.read, {reason: rows for reason, rows in lost.items() if rows}, drawn)


def _rates(code: str, title: str, file: str, replaces: Rows, make: Callable[[bytes, History], Parsed]) -> Format:
    return Format(code, title, file, (replaces,), partial(_figures, make=make))


def _silc(indicator: str, title: str, table: str) -> Format:
    rows = Rows("figures", "eurostat-ilc", (indicator,))
    make = partial(_living_conditions, indicator=indicator)
    return _rates(f"ilc-{table}", title, f"ilc_{table}.tsv", rows, make)


def _living_conditions(data: bytes, past: History, *, indicator: str) -> Parsed:
    return figures.living_conditions(data, indicator, past)


def _gdp(data: bytes, past: History) -> Parsed:
    return figures.account(data, "gdp_per_head", past)


def _plants(code: str, title: str, file: str, sector: str, source: str) -> Format:
    rows = (Rows("capacities", source), Rows("plants", source))
    return Format(code, title, file, rows, partial(_tracker, sector=sector))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.code: one
        for one in (
            Format(
                "eutl",
                "EU ETS emissions by installation",
                "eutl_installations.csv(.gz)",
                tuple(Rows(table, "eutl-2024") for table in ("emissions", "installations", "figures")),
                _eutl,
            ),
            _plants("gem-steel", "Global Iron and Steel Tracker", "gem_steel_YYYY.csv", "steel", "gem-steel-2025"),
            _plants("gem-cement", "Global Cement Tracker", "gem_cement_YYYY.csv", "cement", "gem-cement-2025"),
            Format(
                "sbs",
                "Persons employed by NACE division",
                "sbs_2015.csv",
                (Rows("employment", "eurostat-sbs-2015"),),
                _divisions,
            ),
            Format(
                "lfs-employment",
                "Employment by NACE group",
                "lfst_r_lfe2en2.tsv(.gz)",
                (
                    Rows("employment", "eurostat-lfs-2015"),
                    Rows("figures", "eurostat-lfs-2015", ("industry_share",)),
                ),
                _groups,
            ),
            _rates(
                "lfs-education",
                "Labour force by education",
                "lfst_r_lfp2acedu.tsv(.gz)",
                Rows("figures", "eurostat-lfs-2015", ("tertiary_education",)),
                figures.tertiary_education,
            ),
            Format(
                "ardeco-population",
                "Population (ARDECO)",
                "ARDECO-SNPTD.2021.table.csv",
                (Rows("figures", "jrc-ardeco", ("population", "population_density")),),
                _population,
            ),
            _rates(
                "ardeco-gdp",
                "GDP per head (ARDECO)",
                "ARDECO-SUVGDP.2021.table.csv",
                Rows("figures", "jrc-ardeco", ("gdp_per_head",)),
                _gdp,
            ),
            _rates("tgs", "Regional indicators", "tgs.csv", Rows("figures", "eurostat-tgs"), figures.tgs_rates),
            _silc("poverty_or_exclusion", "At risk of poverty or social exclusion", "peps11"),
            _silc("poverty_risk", "At risk of poverty", "li41"),
            _silc("low_work_intensity", "Very low work intensity", "lvhl21"),
            _silc("material_deprivation", "Severe material deprivation", "mddd21"),
            _rates(
                "trng",
                "Adults in education or training",
                "trng_lfse_04.tsv(.gz)",
                Rows("figures", "eurostat-trng"),
                figures.adult_learning,
            ),
            Format("boundaries", "Boundaries of NUTS regions", "NUTS_RG_*.geojson", (), _boundaries),
        )
    }
)
"""The files of facts that `openhearth sources load` knows, by code."""

UNSTATED = "Licence not stated by the publisher: for evaluation only."

PROJECT_LISTS: Mapping[str, ProjectList] = MappingProxyType(
    {
        one.code: one
        for one in (
            ProjectList(
                "esif",
                "Projects of the European structural funds, 2007 to 2020",
                "esif_projects_multilingual.jsonl(.gz)",
                UNSTATED,
                esif.parse,
            ),
            ProjectList(
                "kohesio",
                "Projects of cohesion policy by country (Kohesio)",
                "latest_XX.csv(.gz)",
                UNSTATED,
                kohesio.parse,
            ),
        )
    }
)
"""The lists of funded projects that `openhearth sources load` knows, by code."""
