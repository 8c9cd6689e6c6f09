"""The table of figures: one number for each region, indicator and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import polars as pl

from openhearth.sources.building.employment_tables import labour_force
from openhearth.sources.facts_tables import SCHEMAS
from openhearth.sources.reading import Parsed
from openhearth.sources.statistics import ardeco, eurostat_tsv, tgs
from openhearth.sources.territories.nuts_2021 import CURRENT, History, counts, in_nuts_2021, rates

FIRST_YEAR = 2010
LAST_YEAR = 2024
SPARSE_YEARS = (2013, 2022)
"""The first and the last year with emissions and observed population. The 1514 regions of level 3, and density, which
hardly moves, ship for these alone: all years would double the package."""

MOSTLY_PLACED, FULLY_PLACED = 0.5, 0.9
"""Share of a country's verified emissions that could be placed in a region. Below the first the regional sums of
the country are unknown, for the missing half may be anywhere; below the second they carry the flag ``d`` (Eurostat's
"definition differs"), for they are lower bounds."""

_COUNTRY_IN_LOG = {"GB": "UK", "XI": "UK", "GR": "EL"}

ACCOUNTS = {"population": "Persons", "gdp_per_head": "PPS"}
"""Indicators of ARDECO and the unit of their rows."""

LIVING_CONDITIONS = {
    "poverty_or_exclusion": "PC_POP",
    "poverty_risk": "PC_POP",
    "low_work_intensity": "PC_Y_LT60",
    "material_deprivation": "PC_POP",
}
"""Indicators of EU-SILC and the unit of their rows: per cent of whom."""

SERIES = {
    "tgs00010": "unemployment",
    "tgs00026": "income",
    "tgs00040": "patents",
    "tgs00049": "broadband",
    "tgs00101": "life_expectancy",
}
"""Series of the *tgs* file and their indicators."""

_CELL = ("territory", "series", "year", "value", "flag")


def figures(
    files: Mapping[str, bytes], crosswalk: pl.DataFrame, emissions: pl.DataFrame, placed: pl.DataFrame, past: History
) -> pl.DataFrame:
    """All indicators of the register, in the columns of the table.

    ``crosswalk`` is what `crosswalk.parse` read, ``emissions`` the table of that name, ``placed`` what `placed_share` found.
    """
    population = account(files["ARDECO-SNPTD.2021.table.csv"], "population", past).frame
    everything = pl.concat(
        [
            population,
            density(population, areas(crosswalk)),
            account(files["ARDECO-SUVGDP.2021.table.csv"], "gdp_per_head", past).frame,
            tgs_rates(files["eurostat_tgs_nuts2_2005_2020.csv"], past).frame,
            living_conditions(files["ilc_peps11.tsv"], "poverty_or_exclusion", past).frame,
            living_conditions(files["ilc_li41.tsv"], "poverty_risk", past).frame,
            living_conditions(files["ilc_lvhl21.tsv"], "low_work_intensity", past).frame,
            living_conditions(files["ilc_mddd21.tsv"], "material_deprivation", past).frame,
            adult_learning(files["trng_lfse_04.tsv"], past).frame,
            tertiary_education(files["lfst_r_lfp2acedu.tsv"], past).frame,
            industry_share(labour_force(files["lfst_r_lfe2en2.tsv"]).frame, past),
            emission_figures(emissions, placed, population),
        ]
    )
    sparse = (pl.col("territory").str.len_chars() == 5) | (pl.col("indicator") == "population_density")
    in_time = pl.col("year").is_between(FIRST_YEAR, LAST_YEAR)
    return everything.filter(in_time & (~sparse | pl.col("year").is_in(SPARSE_YEARS))).select(list(SCHEMAS["figures"]))


def placed_share(installations: pl.DataFrame, regions: Collection[str]) -> pl.DataFrame:
    """The share of each country's verified emissions (`eutl.parse`, all years together) in one of the NUTS 2 regions given."""
    tonnes = pl.col("tonnes")
    return (
        installations.group_by(pl.col("country").replace(_COUNTRY_IN_LOG))
        .agg((tonnes.filter(pl.col("nuts2").is_in(list(regions))).sum() / tonnes.sum()).alias("share"))
        .sort("country")
    )


def account(data: bytes, indicator: str, past: History) -> Parsed:
    """One of `ACCOUNTS` since `FIRST_YEAR`, from a table of ARDECO.

    Rejected, in rows, beside what the parser rejects: ``not_selected`` (another unit), ``unknown_territory``.
    """
    parsed = ardeco.parse(data, first_year=FIRST_YEAR)
    in_unit = pl.col("unit") == ACCOUNTS[indicator]
    known = pl.col("territory").is_in(list(past.regions))
    lost = Counter(parsed.rejected)
    row = ["territory", "unit"]
    lost["not_selected"] += parsed.frame.filter(~in_unit).select(row).n_unique()
    lost["unknown_territory"] += parsed.frame.filter(in_unit & ~known).select(row).n_unique()
    forecast = pl.when(pl.col("year") >= ardeco.FIRST_FORECAST).then(pl.lit("forecast")).otherwise(pl.lit("reported"))
    ours = parsed.frame.filter(in_unit & known).with_columns(forecast.alias("status"), pl.lit("").alias("flag"))
    return Parsed(_labelled(ours, indicator, "jrc-ardeco"), parsed.read, +lost)


def areas(crosswalk: pl.DataFrame) -> pl.DataFrame:
    """``territory`` and ``area`` (km²) of the NUTS 2 regions, from `crosswalk.parse`."""
    same = (
        (pl.col("old_version") == CURRENT)
        & (pl.col("new_version") == CURRENT)
        & (pl.col("old_code") == pl.col("new_code"))
    )
    return crosswalk.filter(same & (pl.col("area") > 0)).select(pl.col("new_code").alias("territory"), "area")


def density(population: pl.DataFrame, area: pl.DataFrame) -> pl.DataFrame:
    """Persons per km² in the years of observed population."""
    observed = population.filter(pl.col("status") == "reported").join(area, on="territory")
    persons_per_km2 = (pl.col("value") / pl.col("area")).round(2)
    return _labelled(
        observed.with_columns(persons_per_km2.alias("value"), pl.lit("derived").alias("status")),
        "population_density",
        "jrc-ardeco",
    )


def tgs_rates(data: bytes, past: History) -> Parsed:
    """All indicators of `SERIES`."""
    parsed = tgs.parse(data, series=SERIES)
    cells = since_first_year(
        Parsed(parsed.frame.with_columns(pl.lit("").alias("flag")), parsed.read, parsed.rejected), past
    )
    moved = _rates(cells.frame, past)
    frames = [
        _labelled(moved.filter(pl.col("series") == code), indicator, "eurostat-tgs")
        for code, indicator in SERIES.items()
    ]
    return Parsed(pl.concat(frames), cells.read, cells.rejected)


def living_conditions(data: bytes, indicator: str, past: History) -> Parsed:
    """One of `LIVING_CONDITIONS`, from its table of EU-SILC."""
    return _survey_rate(data, {"unit": [LIVING_CONDITIONS[indicator]]}, (indicator, "eurostat-ilc"), past)


def adult_learning(data: bytes, past: History) -> Parsed:
    """Adults in education or training, from ``trng_lfse_04``."""
    wanted = {"sex": ["T"], "age": ["Y25-64"], "unit": ["PC"]}
    return _survey_rate(data, wanted, ("adult_learning", "eurostat-trng"), past)


def tertiary_education(data: bytes, past: History) -> Parsed:
    """Share of the labour force with a tertiary degree, from ``lfst_r_lfp2acedu``."""
    wanted = {"sex": ["T"], "age": ["Y25-64"], "isced11": ["ED5-8", "TOTAL"], "unit": ["THS"]}
    parsed = eurostat_tsv.parse(data, where=wanted)
    cells = since_first_year(Parsed(parsed.frame.rename({"isced11": "series"}), parsed.read, parsed.rejected), past)
    shares = _share(in_nuts_2021(cells.frame.select(_CELL), past, counts), ["ED5-8"], "TOTAL", "tertiary_education")
    return Parsed(shares, cells.read, cells.rejected)


def industry_share(labour_force: pl.DataFrame, past: History) -> pl.DataFrame:
    """Share of the employed in NACE B to E, from `employment_tables.labour_force`."""
    return _share(in_nuts_2021(labour_force, past, counts), ["B-E"], "TOTAL", "industry_share")


def since_first_year(parsed: Parsed, past: History) -> Parsed:
    """The cells of countries and regions in some version of NUTS, from `FIRST_YEAR` on.

    Rejected: ``before_first_year`` and ``unknown_territory`` (groups of countries, regions of a newer version).
    """
    old = pl.col("year") < FIRST_YEAR
    known = pl.col("territory").is_in(list(past.regions | past.former))
    lost = Counter(parsed.rejected)
    lost["before_first_year"] += parsed.frame.filter(old).height
    lost["unknown_territory"] += parsed.frame.filter(~old & ~known).height
    return Parsed(parsed.frame.filter(~old & known), parsed.read, +lost)


def _survey_rate(data: bytes, where: Mapping[str, Collection[str]], named: tuple[str, str], past: History) -> Parsed:
    parsed = eurostat_tsv.parse(data, where=where)
    labelled = parsed.frame.with_columns(pl.lit(named[0]).alias("series")).select(_CELL)
    cells = since_first_year(Parsed(labelled, parsed.read, parsed.rejected), past)
    return Parsed(_labelled(_rates(cells.frame, past), *named), cells.read, cells.rejected)


def _rates(cells: pl.DataFrame, past: History) -> pl.DataFrame:
    converted = pl.col("status") == "converted"
    value = pl.when(converted).then(pl.col("value").round(2)).otherwise(pl.col("value"))
    return in_nuts_2021(cells.select(_CELL), past, rates).with_columns(value.alias("value"))


def _share(cells: pl.DataFrame, part: list[str], whole: str, indicator: str) -> pl.DataFrame:
    """Per cent of ``whole`` in ``part``. The flag joins the letters of both; unknown if either is."""
    key = ["territory", "year"]
    wholes = cells.filter(pl.col("series") == whole).select(
        *key, pl.col("value").alias("whole"), pl.col("flag").alias("more")
    )
    joined = cells.filter(pl.col("series").is_in(part)).join(wholes, on=key)
    flag = pl.concat_str("flag", "more").map_elements(
        lambda letters: "".join(sorted(set(letters))), return_dtype=pl.String
    )
    share = (
        joined.filter(pl.col("whole").is_nan() | (pl.col("whole") > 0))
        .with_columns((100 * pl.col("value") / pl.col("whole")).round(2).alias("value"), flag.alias("flag"))
        .with_columns(
            pl.when(pl.col("value").is_nan()).then(pl.lit("unknown")).otherwise(pl.lit("derived")).alias("status")
        )
    )
    return _labelled(share, indicator, "eurostat-lfs-2015")


def emission_figures(emissions: pl.DataFrame, placed: pl.DataFrame, population: pl.DataFrame) -> pl.DataFrame:
    """Verified emissions of each region, and per head where the population of the year was observed."""
    total = emissions.group_by("territory", "year").agg(pl.col("tonnes").sum().alias("value"))
    share = pl.col("share").fill_null(0.0)
    marked = (
        total.with_columns(pl.col("territory").str.slice(0, 2).alias("country"))
        .join(placed, on="country", how="left")
        .with_columns(
            pl.when(share >= MOSTLY_PLACED).then(pl.col("value")).otherwise(float("nan")).alias("value"),
            pl.when(share >= FULLY_PLACED).then(pl.lit("")).otherwise(pl.lit("d")).alias("flag"),
            pl.when(share >= MOSTLY_PLACED).then(pl.lit("derived")).otherwise(pl.lit("unknown")).alias("status"),
        )
    )
    heads = population.filter((pl.col("status") == "reported") & (pl.col("value") > 0))
    per_head = marked.join(heads.select("territory", "year", pl.col("value").alias("heads")), on=["territory", "year"])
    tonnes_each = (pl.col("value") / pl.col("heads")).round(4)
    return pl.concat(
        [
            _labelled(marked, "ets_emissions", "eutl-2024"),
            _labelled(per_head.with_columns(tonnes_each.alias("value")), "ets_emissions_per_head", "eutl-2024"),
        ]
    )


def _labelled(frame: pl.DataFrame, indicator: str, source: str) -> pl.DataFrame:
    labels = {"indicator": indicator, "source": source, "licence": "CC-BY-4.0"}
    types = SCHEMAS["figures"]
    return frame.with_columns(pl.lit(value).alias(key) for key, value in labels.items()).select(
        pl.col(column).cast(dtype) for column, dtype in types.items()
    )
