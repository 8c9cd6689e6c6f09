"""The packaged tables about installations and plants: emissions, capacities, plants, installations (docs/facts.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.facilities import eutl, gem_cement, gem_steel
from openhearth.sources.reading import Parsed
from openhearth.sources.territories import boundaries
from openhearth.sources.territories.placement import placed

FIRST_YEAR = 2013
"""The third trading period began, with activities that were not counted before."""

SOURCES = {"eutl": "eutl-2024", "steel": "gem-steel-2025", "cement": "gem-cement-2025"}
LICENCE = "CC-BY-4.0"

TRACKERS = {"steel": gem_steel, "cement": gem_cement}
"""Sector to the parser of its tracker."""

FILES = {
    "eutl": re.compile(r"eutl_installations_.*\.csv(\.gz)?"),
    "steel": re.compile(r"gem_steel_.*?(?P<year>20\d\d).*\.csv"),
    "cement": re.compile(r"gem_cement_.*?(?P<year>20\d\d).*\.csv"),
    "boundaries": re.compile(r"NUTS_RG_.*_LEVL_3\.geojson"),
}
"""What each input is called; the year of a tracker is that of its release."""


def facility_tables(
    files: Mapping[str, bytes], territories: pl.DataFrame, demo_regions: frozenset[str]
) -> dict[str, pl.DataFrame]:
    """The four tables with exactly the columns of docs/facts.md, sorted by their key columns.

    Parameters
    ----------
    files
        Content by file name; exactly one name must match each of `FILES`, other names are ignored.
    territories
        Columns of ``territories.csv``; only codes in it get figures.
    demo_regions
        NUTS 2 codes whose plants and installations are listed one by one.

    Raises
    ------
    InputError
        ``missing_file`` for each input that is absent, ``ambiguous_file`` where two names match; those of the parsers.
    """
    names = _names(files)
    installations = eutl.parse(files[names["eutl"]])
    shapes = boundaries.parse(files[names["boundaries"]]).frame
    plants = pl.concat(
        sector_plants(files[names[sector]], sector, int(_match("year", sector, names)), shapes).frame
        for sector in TRACKERS
    )
    return {
        "emissions": emissions(installations, territories),
        "capacities": capacities(plants),
        "plants": listed_plants(plants, demo_regions),
        "installations": listed_installations(installations.frame, territories, demo_regions),
    }


def sector_plants(
    data: bytes, sector: str, year: int, shapes: pl.DataFrame | None = None, labels: pl.DataFrame | None = None
) -> Parsed:
    """The plants of one of `TRACKERS` as `located_plants`, with ``sector``, ``year`` of the release and source."""
    plants = located_plants(TRACKERS[sector].parse(data), shapes, labels)
    labelled = plants.frame.with_columns(
        pl.lit(sector).alias("sector"),
        pl.lit(year, pl.Int32).alias("year"),
        pl.lit(SOURCES[sector]).alias("source"),
        pl.lit(LICENCE).alias("licence"),
    )
    return Parsed(labelled, plants.read, plants.rejected)


def emissions(installations: Parsed, territories: pl.DataFrame) -> pl.DataFrame:
    """The table of emissions, levels 2 and 3."""
    return pl.concat(regional_emissions(installations, territories, level).frame for level in (2, 3)).sort(
        "territory", "activity", "year"
    )


def regional_emissions(parsed: Parsed, territories: pl.DataFrame, level: int) -> Parsed:
    """Emissions by NUTS region of one level (2 or 3), activity and year, of parsed EUTL installations.

    The years are those of the file from `FIRST_YEAR` on. ``constant_tonnes`` is 0 where none of a year's installations
    reported in every one of them.

    Rejected, in installations, beside what the parser rejected: ``not_placed`` (no NUTS code) and
    ``unknown_nuts{level}`` (a code that is not in `territories`, mostly of NUTS 2024).
    """
    column = f"nuts{level}"
    codes = territories.filter(pl.col("kind") == column)["code"]
    frame = parsed.frame.with_columns(territory=pl.col(column))
    known = pl.col("territory").is_in(codes.implode())
    lost = Counter(parsed.rejected)
    lost["not_placed"] += _installations(frame.filter(pl.col("territory").is_null()))
    lost[f"unknown_{column}"] += _installations(frame.filter(~known))
    in_time = pl.col("year") >= FIRST_YEAR
    in_table = frame.filter(known & in_time)
    constant = pl.col("year").n_unique().over("code") == frame.filter(in_time)["year"].n_unique()
    figures = (
        in_table.with_columns(constant_tonnes=pl.when(constant).then("tonnes").otherwise(0.0))
        .group_by("territory", "activity", "year")
        .agg(
            pl.col("tonnes").sum(),
            pl.len().cast(pl.Int32).alias("installations"),
            pl.col("starts").sum().cast(pl.Int32).alias("started"),
            pl.col("ends").sum().cast(pl.Int32).alias("ended"),
            pl.col("constant_tonnes").sum(),
        )
        .sort("territory", "activity", "year")
        .with_columns(source=pl.lit(SOURCES["eutl"]), licence=pl.lit(LICENCE))
    )
    return Parsed(figures, parsed.read, +lost)


def located_plants(parsed: Parsed, shapes: pl.DataFrame | None, labels: pl.DataFrame | None = None) -> Parsed:
    """Parsed steel or cement plants with ``territory`` (NUTS 3), ``placement`` and ``kilometres`` outside it.

    ``shapes`` are boundaries, ``labels`` the label points that stand in where there are none.

    Rejected, in plants: ``not_placed`` (outside NUTS 2021, or too far from any region of the plant's country).
    """
    plants = parsed.frame.unique("code").sort("code")
    where = placed(
        plants["longitude"].to_numpy(),
        plants["latitude"].to_numpy(),
        plants["country"].to_list(),
        names=[f"{name} {place}" for name, place in plants.select("name", "place").iter_rows()],
        boundaries=shapes,
        labels=labels,
    )
    found = pl.concat([plants.select("code"), where], how="horizontal").drop_nulls("territory")
    lost = Counter(parsed.rejected)
    lost["not_placed"] += plants.height - found.height
    return Parsed(parsed.frame.join(found, on="code"), parsed.read, +lost)


def capacities(plants: pl.DataFrame) -> pl.DataFrame:
    """Capacity by NUTS 2 region, sector, route and status. One plant of unknown capacity makes the sum unknown."""
    return (
        plants.with_columns(territory=_nuts2())
        .group_by("territory", "sector", "route", "status", "year", "source", "licence")
        .agg(pl.col("kilotonnes").sum().round(3), pl.col("code").n_unique().cast(pl.Int32).alias("plants"))
        .select("territory", "sector", "route", "status", "year", "kilotonnes", "plants", "source", "licence")
        .sort("territory", "sector", "route", "status", "year")
    )


def listed_plants(plants: pl.DataFrame, regions: Collection[str] | None = None) -> pl.DataFrame:
    """The plants one by one, all or those of some NUTS 2 regions."""
    columns = (
        "code,name,sector,place,territory,longitude,latitude,route,status,year,kilotonnes,placement,source,licence"
    )
    wanted = True if regions is None else _nuts2().is_in(sorted(regions))
    return plants.filter(wanted).select(columns.split(",")).sort("code", "sector", "route", "status", "year")


def listed_installations(
    frame: pl.DataFrame, territories: pl.DataFrame, regions: Collection[str] | None = None
) -> pl.DataFrame:
    """The installations one by one, all that are placed or those of some NUTS 2 regions.

    Where the NUTS 3 code is not of this version the installation is listed under its NUTS 2 region.
    """
    columns = "code,name,place,territory,activity,first_year,last_year,year,tonnes,source,licence"
    known = {kind: territories.filter(pl.col("kind") == kind)["code"] for kind in ("nuts2", "nuts3")}
    wanted = known["nuts2"].to_list() if regions is None else sorted(regions)
    return (
        frame.filter(pl.col("nuts2").is_in(wanted) & (pl.col("year") >= FIRST_YEAR))
        .with_columns(
            territory=pl.when(pl.col("nuts3").is_in(known["nuts3"].implode())).then("nuts3").otherwise("nuts2"),
            source=pl.lit(SOURCES["eutl"]),
            licence=pl.lit(LICENCE),
        )
        .select(columns.split(","))
        .sort("code", "year")
    )


def _nuts2() -> pl.Expr:
    return pl.col("territory").str.slice(0, 4)


def _installations(frame: pl.DataFrame) -> int:
    return frame["code"].n_unique()


def _names(files: Mapping[str, bytes]) -> dict[str, str]:
    matches = {what: sorted(name for name in files if pattern.fullmatch(name)) for what, pattern in FILES.items()}
    faults = [
        Fault("ambiguous_file" if found else "missing_file", what, {"found": ", ".join(found)})
        for what, found in matches.items()
        if len(found) != 1
    ]
    if faults:
        raise InputError(*faults)
    return {what: found[0] for what, found in matches.items()}


def _match(group: str, what: str, names: Mapping[str, str]) -> str:
    found = FILES[what].fullmatch(names[what])
    return found[group] if found else ""
