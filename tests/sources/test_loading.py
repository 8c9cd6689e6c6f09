"""Each format: its tables hold what it replaces and nothing else, and a damaged file says all that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources import packaged
from openhearth.sources.facts_tables import KEYS, SCHEMAS
from openhearth.sources.loading import FORMATS, Loaded, format_of, known
from openhearth.sources.territories import boundaries, crosswalk
from openhearth.sources.territories.nuts_2021 import OLDER, history
from openhearth.sources.territories.nuts_past import packaged_history
from openhearth.sources.territories.outlines import outlines
from tests.publisher_files import SAMPLES


def made(code: str, data: bytes | None = None) -> Loaded:
    sample = SAMPLES[code]
    return format_of(code).make(sample.good if data is None else data, known(sample.file_name))


def test_every_format_has_a_sample() -> None:
    assert list(SAMPLES) == list(FORMATS)
    with pytest.raises(InputError, match="unknown_format") as caught:
        format_of("word")
    assert str(caught.value.faults[0].params["known"]).endswith(", io"), (
        "the national tables are loaded by the same command"
    )


@pytest.mark.parametrize("code", FORMATS)
def test_the_tables_hold_what_the_format_replaces(code: str) -> None:
    form, loaded = FORMATS[code], made(code)
    assert set(loaded.tables) == {rows.table for rows in form.replaces}
    for name, table in loaded.tables.items():
        ours = pl.any_horizontal(rows.condition for rows in form.replaces if rows.table == name)
        assert table.height > 0
        assert table.filter(~ours).is_empty()
        assert dict(table.schema) == SCHEMAS[name]


@pytest.mark.parametrize("code", FORMATS)
def test_a_damaged_file_says_all_that_is_wrong(code: str) -> None:
    with pytest.raises(InputError) as raised:
        made(code, SAMPLES[code].damaged)
    assert tuple((fault.code, fault.place) for fault in raised.value.faults) == SAMPLES[code].faults


@pytest.mark.parametrize("code", FORMATS)
@given(data=st.binary(max_size=40))
@settings(max_examples=15, deadline=None)
def test_rubbish_is_an_input_error(code: str, data: bytes) -> None:
    with pytest.raises(InputError):
        made(code, data)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_packaged_figure_belongs_to_one_format(name: str) -> None:
    claims = [rows.condition.cast(pl.Int8) for form in FORMATS.values() for rows in form.replaces if rows.table == name]
    owners = packaged.table(name).select(pl.sum_horizontal(pl.lit(0), *claims).alias("owners"))["owners"]
    elsewhere = {"territories", "successions", "input_output"}  # the last by its own format, see `io_register`
    assert set(owners) == {0 if name in elsewhere else 1}


def test_emissions_with_what_is_derived_from_them() -> None:
    loaded = made("eutl")
    assert (loaded.read, loaded.rejected) == (4, {"not_stationary": 1, "not_placed": 1})
    installations = loaded.tables["installations"]
    assert installations.select("code", "territory", "year", "tonnes").rows() == [
        ("DE-1", "DEA12", 2021, 100.0),
        ("DE-1", "DEA12", 2022, 90.0),
        ("DE-2", "DEA12", 2021, 5.0),
        ("DE-2", "DEA12", 2022, 0.0),
    ]
    emissions = loaded.tables["emissions"].filter(pl.col("territory") == "DEA1")
    assert emissions.select("year", "tonnes", "started", "constant_tonnes").rows() == [
        (2021, 105.0, 1, 105.0),
        (2022, 90.0, 0, 90.0),
    ]
    figures = loaded.tables["figures"]
    assert set(figures["indicator"]) == {"ets_emissions", "ets_emissions_per_head"}
    assert figures.filter(indicator="ets_emissions", territory="DEA1", year=2022)["value"].to_list() == [90.0]


def test_emissions_are_divided_by_the_population_given() -> None:
    people = pl.DataFrame(
        [("DEA1", "population", 2022, 45.0, "", "reported", "mine", "")], schema=SCHEMAS["figures"], orient="row"
    )
    loaded = FORMATS["eutl"].make(SAMPLES["eutl"].good, known("eutl.csv", population=people))
    per_head = loaded.tables["figures"].filter(indicator="ets_emissions_per_head")
    assert per_head.select("territory", "year", "value").rows() == [("DEA1", 2022, 2.0)]


def test_plants_without_boundaries_say_how_they_were_placed() -> None:
    loaded = made("gem-steel")
    assert loaded.rejected == {"not_placed": 1}
    plants = loaded.tables["plants"]
    assert set(plants.select("code", "territory", "year", "placement").rows()) == {("P1", "DEA12", 2026, "nearest")}
    assert plants.select("route", "kilotonnes").rows() == [("BOF", None), ("crude_steel", 1000.0)]
    assert set(loaded.tables["capacities"]["territory"]) == {"DEA1"}


def test_plants_within_boundaries() -> None:
    shape = shapely.to_wkb(shapely.box(6, 51, 7, 52))
    shapes = pl.DataFrame([("DEA1F", "Wesel", "DE", shape)], schema=boundaries.SCHEMA, orient="row")
    light = known("gem_steel_2026.csv", boundaries=shapes)
    plants = FORMATS["gem-steel"].make(SAMPLES["gem-steel"].good, light).tables["plants"]
    assert set(plants.select("territory", "placement").rows()) == {("DEA1F", "boundary")}


def test_a_tracker_without_a_year_in_its_name_is_refused() -> None:
    nameless = replace(known("x"), file_name="steel.csv")
    with pytest.raises(InputError, match="no_release_year"):
        FORMATS["gem-steel"].make(SAMPLES["gem-steel"].good, nameless)


def test_a_split_region_is_shared_out() -> None:
    persons = dict(made("sbs").tables["employment"].select("territory", "persons").filter(pl.col("persons") > 0).rows())
    assert persons["DEA1"] == 52000
    assert persons["LT01"] + persons["LT02"] == 900
    hidden = made("sbs").tables["employment"].filter(nace="C20", territory="DEA1")
    assert hidden.select("persons", "flag", "status").rows() == [(None, "c", "unknown")]


def test_shares_are_made_of_the_parts_in_the_file() -> None:
    industry = made("lfs-employment").tables["figures"]
    assert industry.select("territory", "year", "value").rows() == [("DEA1", 2015, 20.0)]
    education = made("lfs-education").tables["figures"]
    assert education.select("value", "flag", "status").rows() == [(25.0, "u", "derived")]


def test_level_3_and_forecasts_are_kept() -> None:
    figures = made("ardeco-population").tables["figures"]
    local = figures.filter(indicator="population", territory="DEA12")
    assert local.select("year", "status").rows() == [(2021, "reported"), (2022, "reported"), (2023, "forecast")]
    density = figures.filter(indicator="population_density")
    assert density["year"].to_list() == [2021, 2022]
    assert density["value"][0] == pytest.approx(5_000_000 / 5292, rel=0.01)


def test_what_is_left_out_is_counted() -> None:
    loaded = made("ilc-li41")
    assert (loaded.read, loaded.rejected) == (
        8,
        {"not_selected": 2, "not_available": 1, "before_first_year": 2, "unknown_territory": 1},
    )
    assert loaded.tables["figures"].select("territory", "year", "value", "flag").rows() == [
        ("AT", 2015, 18.3, ""),
        ("AT11", 2015, 15.0, "u"),
    ]


def test_boundaries_become_light_geometries() -> None:
    loaded = made("boundaries")
    assert (loaded.read, loaded.rejected, list(loaded.geometries)) == (3, {"unknown_territory": 1}, ["DEA1", "DEA2"])


def test_neighbours_still_share_their_border_when_simplified() -> None:
    angle = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    disc = shapely.Polygon(np.column_stack([10 + np.cos(angle), 50 + np.sin(angle)]))
    west, east = (shapely.intersection(disc, shapely.box(a, 48, b, 52)) for a, b in ((8, 10), (10, 12)))
    regions = pl.DataFrame(
        [("AA01", "", "AA", shapely.to_wkb(west)), ("AA02", "", "AA", shapely.to_wkb(east))],
        schema=boundaries.SCHEMA,
        orient="row",
    )
    light = [
        shapely.from_geojson(str(shape).replace("'", '"')) for shape in outlines(regions, ["AA01", "AA02"]).values()
    ]
    assert shapely.get_num_coordinates(light).sum() < 300
    assert shapely.area(light).sum() == pytest.approx(disc.area, rel=0.01)
    assert light[0].intersection(light[1]).area == 0
    assert light[0].intersection(light[1]).length == pytest.approx(2, rel=0.02)


def known_value(table: str) -> str:
    return {"figures": "value", "employment": "persons", "capacities": "kilotonnes"}.get(table, "tonnes")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("code", "name", "differing"),
    [
        ("eutl", "eutl_installations_2024-10.csv.gz", 0),
        ("sbs", "sbs_2015_clean.csv", 6),
        ("lfs-employment", "lfst_r_lfe2en2.tsv", 2),
        ("lfs-education", "lfst_r_lfp2acedu.tsv", 0),
        ("ardeco-population", "ARDECO-SNPTD.2021.table.csv", 0),
        ("ardeco-gdp", "ARDECO-SUVGDP.2021.table.csv", 0),
        ("tgs", "eurostat_tgs_nuts2_2005_2020.csv", 4),
        ("ilc-li41", "ilc_li41.tsv", 0),
        ("trng", "trng_lfse_04.tsv", 1),
    ],
)
def test_the_packaged_file_gives_the_packaged_figures(shared: Path, code: str, name: str, differing: int) -> None:
    """But for rounding: the package knows shares to six decimals. Converted counts differ by at most one person."""
    loaded = FORMATS[code].make(next((shared / "data").rglob(name)).read_bytes(), known(name))
    apart = 0
    for rows in FORMATS[code].replaces:
        key, value = list(KEYS[rows.table]), known_value(rows.table)
        old = packaged.table(rows.table).filter(rows.condition)
        both = old.join(loaded.tables[rows.table], on=key, suffix="_new")
        assert both.height == old.height
        assert both.filter(pl.col(value).is_null() != pl.col(f"{value}_new").is_null()).is_empty()
        gap = (pl.col(value) - pl.col(f"{value}_new")).abs()
        apart += both.filter(gap > 1e-9).height
        assert both.filter(gap > (1 if rows.table == "employment" else 0.05)).is_empty()
    assert apart <= differing


@pytest.mark.shared
def test_boundaries_as_loaded_place_plants_as_the_package_does(shared: Path) -> None:
    raw = (shared / "data/nuts/NUTS_RG_60M_2021_4326_LEVL_3.geojson").read_bytes()
    shapes = boundaries.parse(raw).frame
    name = "gem_steel_europe_2025-03-25.csv"
    loaded = FORMATS["gem-steel"].make((shared / "data/facilities" / name).read_bytes(), known(name, boundaries=shapes))
    capacities = packaged.table("capacities").filter(pl.col("source") == "gem-steel-2025")
    assert loaded.tables["capacities"].equals(capacities)


@pytest.mark.shared
def test_the_packaged_history_is_that_of_the_crosswalk(shared: Path) -> None:
    table = crosswalk.parse((shared / "data/nuts/nuts2_crosswalks_2006_2021.csv").read_bytes()).frame
    territories, figures = packaged.table("territories"), packaged.table("figures")
    people = figures.filter(indicator="population", year=2018).select("territory", "value")
    found = packaged_history(territories, packaged.table("successions"), people)
    expected = history(table, found.regions)
    assert found.moved == expected.moved
    for version in OLDER:
        ours, theirs = found.level_2[version], expected.level_2[version]
        assert set(theirs.old) <= set(ours.old)
        assert set(theirs.unchanged) <= set(ours.unchanged)
