"""The tables of territories and of their successions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from openhearth.sources import registers
from openhearth.sources.facts_tables import SCHEMAS
from openhearth.sources.statistics import ardeco
from openhearth.sources.territories import nuts, nuts_changes
from openhearth.sources.territories.nuts_2021 import History

_KINDS = {0: "country", 1: "nuts1", 2: "nuts2", 3: "nuts3"}
_GISCO = {"source": "gisco-nuts-2021", "licence": "LicenseRef-GISCO"}
_ARDECO = {"source": "jrc-ardeco", "licence": "CC-BY-4.0"}
_CHANGES = {"source": "nuts-changes", "licence": "MIT"}
_CROSSWALK = {"source": "nuts-crosswalks", "licence": "MIT"}
_HOUSE = {"source": "openhearth", "licence": "EUPL-1.2"}
_LATIN = r"^[\p{Latin}\p{Common}\p{Inherited}]*$"


def territories(files: Mapping[str, bytes]) -> pl.DataFrame:
    """All NUTS 2021 regions of levels 0 to 3 and the places of the register ``places.csv``.

    Names: level 2 and 3 as GISCO writes them in Latin letters; countries in English, from ARDECO; level 1 as in the
    list of changes, or from ARDECO where that is in Greek or Cyrillic. ``source`` says where the name is from.
    The point of a level 0 or 1 region is the median longitude and latitude of its level 2 points: a mean would put
    Portugal into the Atlantic.
    """
    points = pl.concat(nuts.parse(files[f"NUTS_LB_2021_4326_LEVL_{level}.geojson"]).frame for level in (2, 3))
    english = ardeco.parse(files["ARDECO-SNPTD.2021.table.csv"], first_year=2020).frame.filter(pl.col("level") <= 1)
    latin = english.select(pl.col("territory").alias("code"), pl.col("name").alias("other")).unique("code")
    changes = nuts_changes.parse(files["nuts_changes_1999_2021.csv"]).frame.filter(pl.col("old_version") == "2021")
    named = changes.select(pl.col("new_code").alias("code"), pl.col("new_name").alias("name")).join(
        latin, on="code", how="left"
    )
    native = pl.col("name").str.contains(_LATIN) & (pl.col("code").str.len_chars() == 3)
    above = pl.concat([_above(points, named, 1), _above(points, named, 0)]).with_columns(
        pl.when(native | pl.col("other").is_null()).then(pl.col("name")).otherwise(pl.col("other")).alias("name"),
        *(
            pl.when(native | pl.col("other").is_null())
            .then(pl.lit(_CHANGES[key]))
            .otherwise(pl.lit(_ARDECO[key]))
            .alias(key)
            for key in _CHANGES
        ),
    )
    regions = pl.concat(
        [
            above.drop("other"),
            points.drop("level", "country").with_columns(**{k: pl.lit(v) for k, v in _GISCO.items()}),
        ],
        how="diagonal",
    ).with_columns(
        pl.col("code").str.len_chars().sub(2).replace_strict(_KINDS, return_dtype=pl.String).alias("kind"),
        pl.lit("NUTS 2021").alias("version"),
        pl.col("code").str.slice(0, 2).alias("country"),
        pl.when(pl.col("code").str.len_chars() > 2)
        .then(pl.col("code").str.head(-1))
        .otherwise(pl.lit(""))
        .alias("parent"),
    )
    places = (
        pl.DataFrame(registers.register("places"))
        .drop("note")
        .with_columns(**{k: pl.lit(v) for k, v in _HOUSE.items()})
    )
    columns = SCHEMAS["territories"]
    return pl.concat(
        frame.select(pl.col(column).cast(dtype) for column, dtype in columns.items()) for frame in (regions, places)
    )


def _above(points: pl.DataFrame, named: pl.DataFrame, level: int) -> pl.DataFrame:
    below = points.filter(pl.col("level") == 2).with_columns(pl.col("code").str.slice(0, level + 2))
    centre = below.group_by("code").agg(pl.col("longitude").median().round(4), pl.col("latitude").median().round(4))
    return centre.join(named, on="code", how="inner").select("code", "name", "other", "longitude", "latitude")


def successions(files: Mapping[str, bytes], past: History) -> pl.DataFrame:
    """What became of codes of older versions that no longer exist or whose area changed.

    Level 1 and 2 of 2006 to 2016 with shares of population, from the crosswalk; all else as links from the list of
    changes, with a share of 1 where the region only changed its code.
    """
    measured = []
    for version in sorted(past.level_2):
        for change in (past.level_1[version], past.level_2[version]):
            same = set(change.unchanged)
            measured += [
                (change.old[i], f"NUTS {version}", change.new[j], round(float(change.shares[i, j]), 6))
                for i, j in np.argwhere(change.population > 0)
                if change.old[i] not in same
            ]
    schema = dict(list(SCHEMAS["successions"].items())[:4])
    weighted = pl.DataFrame(measured, schema=schema, orient="row").with_columns(
        **{key: pl.lit(value) for key, value in _CROSSWALK.items()}
    )
    changes = nuts_changes.parse(files["nuts_changes_1999_2021.csv"]).frame
    by_crosswalk = pl.col("old_code").str.len_chars().is_in([3, 4]) & pl.col("old_version").is_in(list(past.level_2))
    linked = (
        changes.filter(~by_crosswalk & (pl.col("old_version") != "2021"))
        .filter(pl.col("new_code").is_in(list(past.regions)))
        .group_by("old_code", "old_version", "new_code")
        .agg(pl.col("renamed_only").all())
        .with_columns(pl.len().over("old_code", "old_version").alias("heirs"))
        .filter((pl.col("old_code") != pl.col("new_code")) | ~pl.col("renamed_only") | (pl.col("heirs") > 1))
        .select(
            "old_code",
            pl.format("NUTS {}", "old_version").alias("old_version"),
            "new_code",
            pl.when(pl.col("renamed_only") & (pl.col("heirs") == 1)).then(1.0).alias("share"),
            **{key: pl.lit(value) for key, value in _CHANGES.items()},
        )
    )
    return pl.concat([weighted, linked])
