from __future__ import annotations

from math import isnan, nan
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.facilities import gem, gem_cement, gem_steel
from openhearth.sources.reading import Parsed

STEEL = (
    b"plant-id,plant-name-(english),subnational-unit-(province/state),country/area,coordinates,"
    b"operating-nominal-crude-steel-capacity-(ttpa),operating-nominal-bof-steel-capacity-(ttpa),"
    b"operating-nominal-eaf-steel-capacity-(ttpa),operating-nominal-iron-capacity-(ttpa),"
    b"operating-pre-retirement-nominal-bf-capacity-(ttpa),announced-nominal-dri-capacity-(ttpa),"
    b"retired-other/unspecified-steel-capacity-(ttpa)\n"
    b'P1,North works,North Rhine-Westphalia,Germany,"51.5, 6.7",1000,800,200.0,900,>0,2500,unknown\n'
    b'P2,East works,Zenica-Doboj,Bosnia and Herzegovina,"44.2, 17.9",0,N/A,0,,0,0,0\n'
)
CEMENT = (
    b"GEM Plant ID,GEM Asset name (English),Coordinates,Municipality,Country/Area,"
    b"Cement Capacity (millions metric tonnes per annum),Clinker Capacity (millions metric tonnes per annum),"
    b"Operating status,Plant type,Production type\n"
    b'C1,Kiln,"51.5, 6.7",Duisburg,Germany,0.35,>0,operating pre-retirement,integrated,dry\n'
    b'C2,Mill,"37.9, -8.8",Sines,Portugal,1.1,,unknown,grinding,\n'
    b'C3,Plan,"41.3, 19.8",Elbasan,Albania,N/A,,announced,unknown,unknown\n'
)


def same(found: list[tuple[object, ...]], expected: list[tuple[object, ...]]) -> bool:
    return str(found) == str(expected)  # NaN equals NaN in its spelling only


def test_steel_by_route_and_status() -> None:
    parsed = gem_steel.parse(STEEL)
    assert parsed.frame.schema == gem.SCHEMA
    assert (parsed.read, parsed.rejected) == (2, {"no_capacity": 1})
    assert same(
        parsed.frame.select("code", "country", "longitude", "latitude", "route", "status", "kilotonnes").rows(),
        [
            ("P1", "DE", 6.7, 51.5, "BF", "operating_pre_retirement", nan),
            ("P1", "DE", 6.7, 51.5, "BOF", "operating", 800.0),
            ("P1", "DE", 6.7, 51.5, "DRI", "announced", 2500.0),
            ("P1", "DE", 6.7, 51.5, "EAF", "operating", 200.0),
            ("P1", "DE", 6.7, 51.5, "crude_steel", "operating", 1000.0),
            ("P1", "DE", 6.7, 51.5, "other_steel", "retired", nan),
        ],
    )


def test_cement_and_clinker_in_kilotonnes() -> None:
    parsed = gem_cement.parse(CEMENT)
    assert parsed.frame.schema == gem.SCHEMA
    assert (parsed.read, parsed.rejected) == (3, {"no_capacity": 1})
    assert same(
        parsed.frame.select("code", "place", "country", "route", "status", "kilotonnes").rows(),
        [
            ("C1", "Duisburg", "DE", "cement_integrated", "operating_pre_retirement", 350.0),
            ("C1", "Duisburg", "DE", "clinker_dry", "operating_pre_retirement", nan),
            ("C2", "Sines", "PT", "cement_grinding", "unknown", 1100.0),
        ],
    )


@pytest.mark.parametrize(
    ("module", "sample", "wrong", "faults"),
    [
        (gem_steel, STEEL.replace(b"P2", b"P1"), (b",1000,", b",lots,"), ["not_a_number", "duplicate_code"]),
        (
            gem_steel,
            STEEL.replace(b"51.5, 6.7", b"51.5"),
            (b",800,", b",-800,"),
            ["not_coordinates", "negative_capacity"],
        ),
        (gem_cement, CEMENT.replace(b"C2", b"C1"), (b"0.35", b"0.3.5"), ["not_a_number", "duplicate_code"]),
        (
            gem_cement,
            CEMENT.replace(b"51.5, 6.7", b"5150000, 670000"),
            (b"1.1", b"inf"),
            ["not_degrees", "not_a_number"],
        ),
    ],
)
def test_damage_is_named(module: ModuleType, sample: bytes, wrong: tuple[bytes, bytes], faults: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        module.parse(sample.replace(*wrong))
    assert [fault.code for fault in raised.value.faults] == faults


@pytest.mark.parametrize(("module", "sample"), [(gem_steel, STEEL), (gem_cement, CEMENT)])
@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(STEEL)), st.integers(0, 40), st.binary(max_size=8))
def test_mutated_bytes_are_read_or_refused(
    module: ModuleType, sample: bytes, at: int, cut: int, inserted: bytes
) -> None:
    try:
        parsed = module.parse(sample[:at] + inserted + sample[at + cut :])
    except InputError:
        return
    assert isinstance(parsed, Parsed)
    assert parsed.kept == parsed.frame["code"].n_unique()
    assert not (parsed.frame["kilotonnes"] <= 0).any()


@pytest.mark.shared
def test_the_real_steel_tracker(shared: Path) -> None:
    data = (shared / "data/facilities/gem_steel_europe_2025-03-25.csv").read_bytes()
    parsed = gem_steel.parse(data)
    assert (parsed.read, parsed.kept) == (168, 168)
    totals = dict(
        parsed.frame.filter(pl.col("route") == "crude_steel")
        .group_by("status")
        .agg(pl.col("kilotonnes").sum())
        .iter_rows()
    )
    parts = parsed.frame.filter(pl.col("route").is_in(["BOF", "EAF", "OHF", "other_steel"]))
    assert dict(parts.group_by("status").agg(pl.col("kilotonnes").sum()).iter_rows()) == totals
    duisburg = parsed.frame.filter(pl.col("code") == "P100000120421").select("route", "status", "kilotonnes").rows()
    assert ("BF", "operating_pre_retirement", 11_400.0) in duisburg
    assert ("DRI", "announced", 2_500.0) in duisburg


@pytest.mark.shared
def test_the_real_cement_tracker(shared: Path) -> None:
    parsed = gem_cement.parse((shared / "data/facilities/gem_cement_europe_2025-07.csv").read_bytes())
    assert (parsed.read, parsed.kept) == (431, 431)
    clinker = parsed.frame.filter(pl.col("route").str.starts_with("clinker"))
    assert clinker.height == 287
    assert sum(isnan(value) for value in clinker["kilotonnes"]) == 98 + 7  # ">0" and "unknown"
