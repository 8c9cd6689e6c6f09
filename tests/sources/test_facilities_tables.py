from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import shapely

from openhearth.core.errors import InputError
from openhearth.sources.building.facilities_tables import facility_tables, regional_emissions
from openhearth.sources.facilities import eutl

YEARS = range(2013, 2023)
TERRITORIES = pl.DataFrame(
    [("XX01", "nuts2"), ("XX011", "nuts3"), ("XX012", "nuts3"), ("XX02", "nuts2"), ("XX021", "nuts3")],
    schema=["code", "kind"],
    orient="row",
)
COLUMNS = {
    "emissions": "territory,activity,year,tonnes,installations,started,ended,constant_tonnes,source,licence",
    "capacities": "territory,sector,route,status,year,kilotonnes,plants,source,licence",
    "plants": "code,name,sector,place,territory,longitude,latitude,route,status,year,kilotonnes,placement,source,licence",
    "installations": "code,name,place,territory,activity,first_year,last_year,year,tonnes,source,licence",
}


def log(*rows: tuple[str, int, int, list[object], str]) -> bytes:
    header = (
        "id,NationalAdministratorCode,InstallationNameOrAircraftOperatorCode,FirstYearOfEmissions,LastYearOfEmissions,"
        f"City,MainActivityTypeCode,{','.join(f'VerifiedEmissions_{year}' for year in YEARS)},nuts3,nuts2"
    )
    lines = [
        f"{code},XX,Works {code},{first},{last},Town,24,{','.join(map(str, figures))},{nuts3},{nuts3[:4]}"
        for code, first, last, figures, nuts3 in rows
    ]
    return "\n".join([header, *lines]).encode()


LOG = log(
    ("A", 2005, 0, [100] * 10, "XX011"),
    ("B", 2013, 2014, [10, 10] + [""] * 8, "XX011"),
    ("C", 2019, 0, [""] * 6 + [5, 5, 0, 5], "XX012"),
    ("D", 2005, 2022, [7] * 10, "XX019"),  # a NUTS 3 code of another version
    ("E", 2005, 0, [1] * 10, "ZZ999"),
    ("F", 2005, 0, [1] * 10, ""),
)


def square(code: str, west: float) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(shapely.box(west, 51, west + 1, 52))),
        "properties": {"NUTS_ID": code, "CNTR_CODE": "DE"},
    }


FILES = {
    "eutl_installations_2024-10.csv.gz": LOG,
    "gem_steel_europe_2025-03-25.csv": (
        b"plant-id,plant-name-(english),subnational-unit-(province/state),country/area,coordinates,"
        b"operating-nominal-crude-steel-capacity-(ttpa)\n"
        b'P1,One,Land,Germany,"51.5, 6.5",1000\nP2,Two,Land,Germany,"51.5, 7.5",500\nP3,Far,Land,Germany,"40, 7.5",1\n'
    ),
    "gem_cement_europe_2025-07.csv": (
        b"GEM Plant ID,GEM Asset name (English),Coordinates,Municipality,Country/Area,"
        b"Cement Capacity (millions metric tonnes per annum),Clinker Capacity (millions metric tonnes per annum),"
        b"Operating status,Plant type,Production type\n"
        b'C1,Kiln,"51.5, 6.5",Town,Germany,0.35,>0,operating,integrated,dry\n'
        b'C2,Kiln,"51.6, 6.5",Town,Germany,0.1,1,operating,integrated,dry\n'
    ),
    "NUTS_RG_60M_2021_4326_LEVL_3.geojson": json.dumps(
        {"features": [square("XX011", 6), square("XX012", 7), square("XX021", 8)]}
    ).encode(),
    "another.csv": b"",
}


def test_the_columns_are_those_of_the_contract() -> None:
    tables = facility_tables(FILES, TERRITORIES, frozenset({"XX01"}))
    assert {name: ",".join(frame.columns) for name, frame in tables.items()} == COLUMNS
    again = facility_tables(dict(reversed(FILES.items())), TERRITORIES, frozenset({"XX01"}))
    assert all(frame.equals(again[name], null_equal=True) for name, frame in tables.items() if name != "capacities")
    assert tables["capacities"].write_csv() == again["capacities"].write_csv()


def test_emissions_with_their_scope() -> None:
    emissions = facility_tables(FILES, TERRITORIES, frozenset())["emissions"]

    def row(territory: str, year: int) -> tuple[object, ...]:
        columns = ("tonnes", "installations", "started", "ended", "constant_tonnes")
        return emissions.filter(territory=territory, year=year).select(columns).row(0)

    assert row("XX01", 2013) == (117.0, 3, 1, 0, 107.0)
    assert row("XX01", 2014) == (117.0, 3, 0, 1, 107.0)
    assert row("XX01", 2019) == (112.0, 3, 1, 0, 107.0)
    assert row("XX01", 2022) == (112.0, 3, 0, 1, 107.0)
    assert row("XX011", 2013) == (110.0, 2, 1, 0, 100.0)
    assert row("XX012", 2021) == (0.0, 1, 0, 0, 0.0)
    assert set(emissions["territory"]) == {"XX01", "XX011", "XX012"}


def test_what_is_not_placed_is_counted() -> None:
    installations = eutl.parse(LOG)
    coarse = regional_emissions(installations, TERRITORIES, 2)
    fine = regional_emissions(installations, TERRITORIES, 3)
    assert (coarse.read, coarse.kept, coarse.rejected) == (6, 4, {"not_placed": 1, "unknown_nuts2": 1})
    assert (fine.read, fine.kept, fine.rejected) == (6, 3, {"not_placed": 1, "unknown_nuts3": 2})


def test_an_unknown_capacity_makes_the_sum_unknown() -> None:
    capacities = facility_tables(FILES, TERRITORIES, frozenset())["capacities"]
    found = {
        row[:2]: row[2:] for row in capacities.select("territory", "route", "kilotonnes", "plants", "year").iter_rows()
    }
    assert found["XX01", "crude_steel"] == (1500.0, 2, 2025)
    assert found["XX01", "cement_integrated"] == (450.0, 2, 2025)
    assert str(found["XX01", "clinker_dry"]) == "(nan, 2, 2025)"


def test_only_the_demo_regions_are_listed_one_by_one() -> None:
    tables = facility_tables(FILES, TERRITORIES, frozenset({"XX01"}))
    assert tables["plants"].select("code", "territory", "placement").unique().sort("code").rows() == [
        ("C1", "XX011", "boundary"),
        ("C2", "XX011", "boundary"),
        ("P1", "XX011", "boundary"),
        ("P2", "XX012", "boundary"),
    ]
    assert tables["installations"].select("code", "territory").unique().sort("code").rows() == [
        ("A", "XX011"),
        ("B", "XX011"),
        ("C", "XX012"),
        ("D", "XX01"),
    ]
    elsewhere = facility_tables(FILES, TERRITORIES, frozenset({"XX02"}))
    assert elsewhere["plants"].is_empty()
    assert elsewhere["installations"].is_empty()


def test_missing_files_are_all_named() -> None:
    with pytest.raises(InputError) as raised:
        facility_tables({"gem_steel_a_2025.csv": b"", "gem_steel_b_2025.csv": b""}, TERRITORIES, frozenset())
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("missing_file", "eutl"),
        ("ambiguous_file", "steel"),
        ("missing_file", "cement"),
        ("missing_file", "boundaries"),
    ]


@pytest.mark.shared
def test_the_real_files(shared: Path) -> None:
    names = [
        "facilities/eutl_installations_2024-10.csv.gz",
        "facilities/gem_steel_europe_2025-03-25.csv",
        "facilities/gem_cement_europe_2025-07.csv",
        "nuts/NUTS_RG_60M_2021_4326_LEVL_3.geojson",
    ]
    files = {Path(name).name: (shared / "data" / name).read_bytes() for name in names}
    codes = [
        feature["properties"]["NUTS_ID"]
        for level in (2, 3)
        for feature in json.loads((shared / f"data/nuts/NUTS_LB_2021_4326_LEVL_{level}.geojson").read_text())[
            "features"
        ]
    ]
    territories = pl.DataFrame({"code": codes, "kind": [f"nuts{len(code) - 2}" for code in codes]})
    tables = facility_tables(files, territories, frozenset({"DEA1"}))
    emissions = tables["emissions"]
    assert emissions.filter(territory="DEA12", year=2021)["tonnes"].sum() == pytest.approx(28.74e6, rel=0.01)
    assert (emissions["constant_tonnes"] <= emissions["tonnes"]).all()
    assert set(emissions["year"]) == set(YEARS)
    duisburg = tables["plants"].filter(pl.col("territory") == "DEA12")
    assert {"ThyssenKrupp Steel Duisburg steel plant", "Hüttenwerke Krupp Mannesmann (HKM) steel plant"} <= set(
        duisburg["name"]
    )
