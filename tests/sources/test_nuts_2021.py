"""Which version a figure is in is decided for each country, series and year; then the core converts it."""

from __future__ import annotations

import math

import polars as pl
import pytest

from openhearth.sources.territories.nuts_2021 import History, counts, history, in_nuts_2021, rates

REGIONS = ["LT", "LT0", "LT01", "LT02", "PL", "PL2", "PL22", "PL7", "PL72", "PL9", "PL91", "PL92", "AL", "AL0", "AL01"]
LINKS = [
    ("LT00", "2013", "LT01", 800.0),
    ("LT00", "2013", "LT02", 2000.0),
    ("PL12", "2013", "PL91", 600.0),
    ("PL12", "2013", "PL92", 400.0),
    ("PL22", "2013", "PL22", 900.0),
    ("PL33", "2013", "PL72", 300.0),
]


@pytest.fixture(scope="module")
def past() -> History:
    """Lithuania and Mazowieckie were split after 2013; in 2016 all was as today; the rest of the world is left out."""
    today = [(new, "2016", new, people) for _, _, new, people in LINKS]
    rows = [*LINKS, *today]
    rows += [(old, version, new, people) for version in ("2010", "2006") for old, _, new, people in LINKS]
    overlaps = pl.DataFrame(
        rows, schema=["old_code", "old_version", "new_code", "population"], orient="row"
    ).with_columns(pl.lit("2021").alias("new_version"))
    return history(overlaps, REGIONS)


def cells(*rows: tuple[str, str, int, float, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["territory", "series", "year", "value", "flag"], orient="row")


def found(frame: pl.DataFrame) -> dict[tuple[str, int], tuple[object, ...]]:
    return {(row[0], row[2]): row[3:] for row in frame.fill_nan(None).rows()}


def test_each_year_has_its_own_version(past: History) -> None:
    moved = in_nuts_2021(
        cells(("LT00", "x", 2012, 280.0, ""), ("LT01", "x", 2013, 90.0, ""), ("LT02", "x", 2013, 195.0, "b")),
        past,
        counts,
    )
    assert found(moved) == {
        ("LT01", 2012): (80.0, "", "converted"),
        ("LT02", 2012): (200.0, "", "converted"),
        ("LT01", 2013): (90.0, "", "reported"),
        ("LT02", 2013): (195.0, "b", "reported"),
    }


def test_a_code_that_stayed_is_reported_with_the_published_value_and_others_are_converted(past: History) -> None:
    moved = found(
        in_nuts_2021(
            cells(("PL12", "x", 2012, 7.0, "u"), ("PL22", "x", 2012, 0.1, ""), ("PL33", "x", 2012, 3.0, "b")),
            past,
            rates,
        )
    )
    assert moved["PL22", 2012] == (0.1, "", "reported")
    assert moved["PL91", 2012] == moved["PL92", 2012] == (7.0, "u", "converted")
    assert moved["PL72", 2012] == (3.0, "b", "converted")


def test_a_new_level_1_region_is_made_of_old_level_2_regions(past: History) -> None:
    moved = found(
        in_nuts_2021(
            cells(("PL12", "x", 2012, 100.0, "b"), ("PL2", "x", 2012, 5.0, ""), ("PL", "x", 2012, 9.0, "")),
            past,
            counts,
        )
    )
    assert moved["PL9", 2012] == (pytest.approx(100.0), "b", "converted")
    assert moved["PL2", 2012] == (5.0, "", "reported")
    assert moved["PL", 2012] == (9.0, "", "reported")


def test_a_withheld_part_makes_the_figure_unknown_and_an_absent_one_makes_none(past: History) -> None:
    moved = found(in_nuts_2021(cells(("LT00", "x", 2012, math.nan, "c"), ("PL33", "x", 2012, 1.0, "")), past, counts))
    assert moved["LT01", 2012] == (None, "c", "unknown")
    assert ("PL91", 2012) not in moved


def test_codes_of_another_version_beside_the_chosen_one_are_left_out(past: History) -> None:
    both = cells(("LT00", "x", 2013, 280.0, ""), ("LT01", "x", 2013, 90.0, ""), ("LT02", "x", 2013, 195.0, ""))
    assert found(in_nuts_2021(both, past, counts)) == {
        ("LT01", 2013): (90.0, "", "reported"),
        ("LT02", 2013): (195.0, "", "reported"),
    }


def test_countries_without_a_crosswalk_pass_and_unknown_codes_do_not(past: History) -> None:
    moved = in_nuts_2021(
        cells(("AL01", "x", 2012, 1.0, ""), ("EU28", "x", 2012, 2.0, ""), ("XX", "x", 2012, 3.0, "")), past, counts
    )
    assert moved["territory"].to_list() == ["AL01"]


def test_counts_keep_the_total_of_the_regions_converted(past: History) -> None:
    old = cells(("PL12", "x", 2012, 100.0, ""), ("PL22", "x", 2012, 31.0, ""), ("PL33", "x", 2012, 17.0, ""))
    moved = in_nuts_2021(old, past, counts).filter(pl.col("territory").str.len_chars() == 4)
    assert moved["value"].sum() == pytest.approx(148.0)


def test_a_level_1_code_counts_as_published_where_its_version_has_it(past: History) -> None:
    published = ("PL9", "x", 2015, 11.0, "")
    today = cells(published, ("PL91", "x", 2015, 6.0, ""), ("PL92", "x", 2015, 4.0, ""))
    assert found(in_nuts_2021(today, past, counts))["PL9", 2015] == (11.0, "", "reported")
    assert found(in_nuts_2021(cells(published), past, counts)) == {}
    before = cells(("PL1", "x", 2012, 8.0, ""), ("PL12", "x", 2012, 8.0, ""))
    assert found(in_nuts_2021(before, past, counts))["PL9", 2012] == (8.0, "", "converted")


def test_withheld_rows_of_extinct_codes_do_not_outvote_figures(past: History) -> None:
    mixed = cells(
        ("LT01", "x", 2015, 90.0, ""),
        ("LT02", "x", 2015, 195.0, ""),
        *((code, "x", 2015, math.nan, "") for code in ("LT00", "PL12", "PL33", "PL22")),
    )
    moved = found(in_nuts_2021(mixed, past, counts))
    assert moved["LT02", 2015] == (195.0, "", "reported")
    assert moved["PL91", 2015] == (None, "", "unknown")
