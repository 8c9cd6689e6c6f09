"""Figures of mixed NUTS versions, moved to NUTS 2021 by the core's population weights.

Publishers mix versions: a table "in NUTS 2013" has Swiss codes of 2021 and, for early years, Greek codes of 2010. So the
version is decided for each country, series and year: the one that knows most of the level 2 codes that have figures
(then, of those whose figure is withheld), the newest if several do. Codes of another version beside it are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from openhearth.core.territory import Succession, converted_counts, converted_rates, succession
from openhearth.core.values import Panel

CURRENT = "2021"
OLDER = ("2016", "2013", "2010", "2006")
"""Newest first: the order in which a version wins a tie."""

Conversion = Callable[[Panel, Succession], Panel]
counts: Conversion = converted_counts
rates: Conversion = converted_rates

_KEY = ["territory", "series", "year"]
_COUNTRY = pl.col("territory").str.slice(0, 2).alias("country")


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """How level 2 and level 1 of older versions became NUTS 2021.

    Parameters
    ----------
    regions
        All NUTS 2021 codes of the house, levels 0 to 3.
    level_2, level_1
        Version to the succession of its regions.
    rise
        Version to the succession from its level 2 to the level 1 of 2021: for new level 1 regions that no old one equals.
    """

    regions: frozenset[str]
    level_2: dict[str, Succession]
    level_1: dict[str, Succession]
    rise: dict[str, Succession]

    @property
    def former(self) -> frozenset[str]:
        """Codes of levels 1 and 2 that some older version has."""
        return frozenset(
            code for levels in (self.level_2, self.level_1) for change in levels.values() for code in change.old
        )

    @property
    def moved(self) -> frozenset[str]:
        """Codes of level 1 that did not mean the same area in every version since 2010."""
        return frozenset(
            code
            for version in OLDER[:-1]
            for code in (*self.level_1[version].old, *self.level_1[version].new)
            if code not in self.level_1[version].unchanged
        )


def history(crosswalk: pl.DataFrame, regions: Collection[str]) -> History:
    """The successions in a table of `crosswalk.parse`."""
    links = {
        version: crosswalk.filter((pl.col("old_version") == version) & (pl.col("new_version") == CURRENT))
        .select("old_code", "new_code", "population")
        .rows()
        for version in OLDER
    }
    return History(
        regions=frozenset(regions),
        level_2={version: succession(rows) for version, rows in links.items()},
        level_1={version: succession([(o[:3], n[:3], p) for o, n, p in rows]) for version, rows in links.items()},
        rise={version: succession([(o, n[:3], p) for o, n, p in rows]) for version, rows in links.items()},
    )


def in_nuts_2021(frame: pl.DataFrame, past: History, conversion: Conversion) -> pl.DataFrame:
    """The figures of NUTS 2021 regions, levels 0 to 2.

    Parameters
    ----------
    frame
        ``territory``, ``series``, ``year``, ``value`` (NaN: withheld), ``flag``; distinct in the first three.
    past
        The successions.
    conversion
        `counts` or `rates`.

    Level 1 figures are taken as published if the code means the same area in the version chosen for the level 2
    regions of its country, or in every version where the publisher has no level 2; else they are made of level 2.

    Returns
    -------
    polars.DataFrame
        The same columns and ``status``: ``reported`` as published, ``converted``, or ``unknown`` (NaN). A converted figure
        is there only if the publisher has a row for each of its parts; its flag joins the letters of all parts.
    """
    values = frame.with_columns(pl.col("value").fill_null(float("nan")))
    level = pl.col("territory").str.len_chars() - 2
    regions = _with_version(values.filter(level == 2), past)
    chosen = regions.select(_COUNTRY, "series", "year", "version").unique()
    above = values.filter((level == 1) & pl.col("territory").is_in(list(past.regions))).with_columns(_COUNTRY)
    above = above.join(chosen, on=["country", "series", "year"], how="left").drop("country")
    parts = [_reported(values.filter((level == 0) & pl.col("territory").is_in(list(past.regions))))]
    parts += [_reported(part.filter(pl.col("version") == CURRENT).drop("version")) for part in (regions, above)]
    parts.append(
        _reported(
            above.filter(pl.col("version").is_null() & ~pl.col("territory").is_in(list(past.moved))).drop("version")
        )
    )
    for version in OLDER:
        of_version = pl.col("version") == version
        old = regions.filter(of_version).drop("version")
        kept_2, kept_1 = (list(changes[version].unchanged) for changes in (past.level_2, past.level_1))
        parts.append(_reported(above.filter(of_version & pl.col("territory").is_in(kept_1)).drop("version")))
        parts.append(_reported(old.filter(pl.col("territory").is_in(kept_2))))
        parts.append(_converted(old, past.level_2[version], conversion).filter(~pl.col("territory").is_in(kept_2)))
        parts.append(_converted(old, past.rise[version], conversion).filter(~pl.col("territory").is_in(kept_1)))
    return pl.concat(parts).sort(_KEY)


def _with_version(regions: pl.DataFrame, past: History) -> pl.DataFrame:
    known = {CURRENT: past.regions} | {version: frozenset(past.level_2[version].old) for version in OLDER}
    group = [_COUNTRY, "series", "year"]
    belongs = regions.with_columns(
        pl.col("territory").is_in(list(codes)).alias(version) for version, codes in known.items()
    )
    # A withheld cell may be a row kept for an extinct code: it only decides between versions that know as many figures.
    weight = pl.when(pl.col("value").is_nan()).then(1).otherwise(1_000)
    votes = belongs.with_columns(
        (pl.col(version) * weight).sum().over(group).alias(f"votes {version}") for version in known
    )
    most = pl.max_horizontal(f"votes {version}" for version in known)
    chosen = pl.coalesce(pl.when(pl.col(f"votes {version}") == most).then(pl.lit(version)) for version in known)
    in_chosen = pl.any_horizontal((pl.col("version") == version) & pl.col(version) for version in known)
    return votes.with_columns(chosen.alias("version")).filter(in_chosen).select(*regions.columns, "version")


def _reported(frame: pl.DataFrame) -> pl.DataFrame:
    status = pl.when(pl.col("value").is_nan()).then(pl.lit("unknown")).otherwise(pl.lit("reported"))
    return frame.with_columns(status.alias("status"))


def _converted(old: pl.DataFrame, change: Succession, conversion: Conversion) -> pl.DataFrame:
    schema = dict(old.schema) | {"status": pl.String()}
    if old.is_empty():
        return pl.DataFrame(schema=schema)
    cells = old.select("series", "year").unique().sort("series", "year")
    column_of = cells.with_row_index("column")
    placed = old.join(column_of, on=["series", "year"])
    codes = old["territory"].unique().sort().to_list()
    row_of = {code: row for row, code in enumerate(codes)}
    values = np.full((len(codes), cells.height), np.nan)
    values[[row_of[code] for code in placed["territory"]], placed["column"].to_numpy()] = placed["value"].to_numpy()
    panel = conversion(Panel(tuple(codes), tuple(str(column) for column in range(cells.height)), values), change)
    rows, columns = np.nonzero(change.population)
    links = pl.DataFrame(
        {"territory": [change.old[row] for row in rows], "new": [change.new[column] for column in columns]},
        schema={"territory": pl.String, "new": pl.String},
    ).with_columns(pl.len().over("new").alias("parts"))
    complete = (
        placed.join(links, on="territory")
        .group_by("new", "series", "year", "column")
        .agg(pl.len().alias("found"), pl.col("parts").first(), pl.col("flag").str.join(""))
        .filter(pl.col("found") == pl.col("parts"))
        .with_columns(
            pl.col("flag").map_elements(lambda letters: "".join(sorted(set(letters))), return_dtype=pl.String)
        )
    )
    new_row = {code: row for row, code in enumerate(panel.rows)}
    picked = panel.values[[new_row[code] for code in complete["new"]], complete["column"].to_numpy()]
    status = pl.when(pl.col("value").is_nan()).then(pl.lit("unknown")).otherwise(pl.lit("converted"))
    return (
        complete.with_columns(pl.Series("value", picked, dtype=pl.Float64), pl.col("new").alias("territory"))
        .with_columns(status.alias("status"))
        .select(list(schema))
    )
