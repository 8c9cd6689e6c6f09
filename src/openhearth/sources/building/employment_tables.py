"""The table of persons employed by region and NACE: divisions from business statistics, groups from the labour force survey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from openhearth.sources.facts_tables import SCHEMAS
from openhearth.sources.reading import Parsed
from openhearth.sources.statistics import eurostat_tsv, sbs
from openhearth.sources.territories.nuts_2021 import History, counts, in_nuts_2021

FROM_SURVEY = ("A", "K", "O-Q", "R-U")
"""What business statistics leave out and the labour force survey knows."""


def employment(files: Mapping[str, bytes], past: History) -> pl.DataFrame:
    """Both surveys of 2015 in the NUTS 2 regions of 2021, unknown cells included.

    A region is left out of a survey that has no figure of it.
    """
    groups = labour_force(files["lfst_r_lfe2en2.tsv"]).frame
    return pl.concat([divisions(files["sbs_2015_clean.csv"], past).frame, employed_groups(groups, past)])


def divisions(data: bytes, past: History) -> Parsed:
    """Persons employed by division and section, from business statistics.

    Rejected, beside what the parser rejects: ``from_labour_force_survey`` (`FROM_SURVEY`), ``unknown_territory``.
    """
    parsed = sbs.parse(data)
    elsewhere = pl.col("nace").is_in(FROM_SURVEY)
    known = pl.col("territory").is_in(list(past.regions | past.former))
    lost = Counter(parsed.rejected)
    lost["from_labour_force_survey"] += parsed.frame.filter(elsewhere).height
    lost["unknown_territory"] += parsed.frame.filter(~elsewhere & ~known).height
    cells = parsed.frame.filter(~elsewhere & known).rename({"nace": "series", "persons": "value"})
    return Parsed(_surveyed(cells, past, "eurostat-sbs-2015"), parsed.read, +lost)


def employed_groups(labour_force: pl.DataFrame, past: History) -> pl.DataFrame:
    """Persons employed in the groups `FROM_SURVEY` in the year of the business statistics."""
    groups = labour_force.filter((pl.col("year") == sbs.YEAR) & pl.col("series").is_in(FROM_SURVEY))
    return _surveyed(groups.with_columns((pl.col("value") * 1000).round(0)), past, "eurostat-lfs-2015")


def labour_force(data: bytes) -> Parsed:
    """Thousand persons employed aged 15 and over by NACE group: ``territory``, ``series``, ``year``, ``value``, ``flag``."""
    parsed = eurostat_tsv.parse(data, where={"age": ["Y_GE15"], "unit": ["THS"]})
    cells = parsed.frame.select("territory", pl.col("nace_r2").alias("series"), "year", "value", "flag")
    return Parsed(cells, parsed.read, parsed.rejected)


def _surveyed(cells: pl.DataFrame, past: History, source: str) -> pl.DataFrame:
    moved = in_nuts_2021(cells.select("territory", "series", "year", "value", "flag"), past, counts)
    return (
        moved.filter(pl.col("territory").str.len_chars() == 4)
        .filter(pl.col("value").is_not_nan().any().over("territory", "year"))
        .with_columns(
            pl.col("series").alias("nace"),
            pl.when(pl.col("status") == "converted")
            .then(pl.col("value").round(0))
            .otherwise(pl.col("value"))
            .alias("persons"),
            pl.lit(source).alias("source"),
            pl.lit("CC-BY-4.0").alias("licence"),
        )
        .select(list(SCHEMAS["employment"]))
    )
