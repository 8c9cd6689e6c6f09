from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.sources.facilities import eutl
from openhearth.sources.reading import Parsed

HEADER = (
    "id,AccountHolderName,NationalAdministratorCode,InstallationNameOrAircraftOperatorCode,FirstYearOfEmissions,"
    "LastYearOfEmissions,City,MainActivityTypeCode,VerifiedEmissions_2013,VerifiedEmissions_2014,"
    "VerifiedEmissions_2015,nuts3,nuts2"
)
ROWS = """\
XX-1,Jane Doe,DE,Furnace,2005,0,Town,24,100,90,80,DEA12,DEA1
XX-2,Jane Doe,DE,Boiler,2013,2012,Town,1,5,Excluded,Not Reported,DEA12,DEA1
XX-3,Jane Doe,LT,Ammonia,2014,2015,Village,41,,7,0,,
XX-4,Jane Doe,LT,Old kiln,2005,2007,Village,6,,,,LT022,LT02
XX-5,Jane Doe,IE,An airline,2012,0,City,10,1,1,1,,
"""
SAMPLE = f"{HEADER}\n{ROWS}".encode()


def test_one_row_for_each_verified_figure() -> None:
    parsed = eutl.parse(SAMPLE)
    assert parsed.frame.schema == eutl.SCHEMA
    assert parsed.read == 5
    assert parsed.rejected == {"no_verified_emissions": 1, "not_stationary": 1}
    assert parsed.frame.select("code", "year", "tonnes").rows() == [
        ("XX-1", 2013, 100.0),
        ("XX-1", 2014, 90.0),
        ("XX-1", 2015, 80.0),
        ("XX-2", 2013, 5.0),
        ("XX-3", 2014, 7.0),
        ("XX-3", 2015, 0.0),
    ]


def test_the_years_an_installation_starts_and_ends() -> None:
    spans = (
        eutl.parse(SAMPLE)
        .frame.group_by("code", maintain_order=True)
        .agg(
            pl.col("first_year", "last_year").first(),
            pl.col("year").filter("starts").alias("starts"),
            pl.col("year").filter("ends").alias("ends"),
        )
    )
    assert spans.rows() == [
        ("XX-1", 2005, 2015, [], []),
        ("XX-2", 2013, 2013, [2013], [2013]),
        ("XX-3", 2014, 2015, [2014], [2015]),
    ]


def test_activities_of_before_2013_become_those_of_today() -> None:
    assert eutl.parse(SAMPLE).frame.group_by("code", maintain_order=True).first()["activity"].to_list() == [
        "24",
        "20",
        "41",
    ]
    assert {old: eutl.activities()[old] for old in "123456789"} == {
        "1": "20", "2": "21", "3": "22", "4": "23", "5": "24", "6": "6", "7": "31", "8": "32", "9": "9",
    }  # fmt: skip


def test_codes_of_2024_become_those_of_2021() -> None:
    rows = ROWS.replace("XX-1,Jane Doe,DE,Furnace", "XX-1,Jane Doe,FI,Furnace").replace(
        "80,DEA12,DEA1", "80,FI19B,FI19"
    )
    rows = rows.replace("Reported,DEA12,DEA1", "Reported,LV00A,LV00")
    frame = eutl.parse(f"{HEADER}\n{rows}".encode()).frame
    assert frame.select("code", "nuts3", "nuts2", "placement").unique().sort("code").rows() == [
        ("XX-1", "FI197", "FI19", "postcode"),
        ("XX-2", None, "LV00", "postcode"),
        ("XX-3", None, None, None),
    ]


def test_the_region_of_the_namesakes() -> None:
    more = "XX-6,,LT,Mill,2005,0,VILLAGE,36,1,1,1,LT022,LT02\nXX-7,,DE,Mill,2005,0,Town,36,1,1,1,,\n"
    elsewhere = "XX-8,,DE,Mill,2005,0,Town,36,1,1,1,DEA1F,DEA1\n"

    def found(rows: str) -> dict[str, tuple[str | None, str | None]]:
        frame = eutl.parse(f"{HEADER}\n{rows}".encode()).frame
        return {code: (nuts3, how) for code, nuts3, how in frame.select("code", "nuts3", "placement").iter_rows()}

    agreed = found(ROWS + more)
    assert agreed["XX-3"] == ("LT022", "city")
    assert agreed["XX-7"] == ("DEA12", "city")
    assert found(ROWS + more + elsewhere)["XX-7"] == (None, None)


def test_no_names_of_account_holders() -> None:
    assert not any("Jane Doe" in str(row) for row in eutl.parse(SAMPLE).frame.rows())


def test_gzip_reads_the_same() -> None:
    assert eutl.parse(gzip.compress(SAMPLE)).frame.equals(eutl.parse(SAMPLE).frame)


def test_all_damage_is_reported_with_its_line() -> None:
    rows = ROWS.splitlines()
    rows[0] = rows[0].replace("100", "1OO").replace("90", "-90")
    rows[1] = rows[1].replace("XX-2", "XX-1").replace(",1,5", ",77,5")
    rows[2] = rows[2].replace("2014", "later")
    rows[3] = rows[3].replace("LT022", "LV003")
    with pytest.raises(InputError) as raised:
        eutl.parse("\n".join([HEADER, *rows, "short,row"]).encode())
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("not_a_number", "line 2"),
        ("negative_tonnes", "line 2"),
        ("duplicate_code", "line 3"),
        ("unknown_activity", "line 3"),
        ("not_a_year", "line 4"),
        ("nuts_levels_differ", "line 5"),
        ("wrong_field_count", "line 7"),
    ]
    with pytest.raises(InputError, match="no_emission_years"):
        eutl.parse(SAMPLE.replace(b"VerifiedEmissions_", b"Verified_"))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAMPLE)), st.integers(0, 40), st.binary(max_size=8))
def test_mutated_bytes_are_read_or_refused(at: int, cut: int, inserted: bytes) -> None:
    try:
        parsed = eutl.parse(SAMPLE[:at] + inserted + SAMPLE[at + cut :])
    except InputError:
        return
    assert isinstance(parsed, Parsed)
    assert parsed.kept == parsed.frame["code"].n_unique()


@pytest.mark.shared
def test_duisburg_in_the_real_log(shared: Path) -> None:
    parsed = eutl.parse((shared / "data/facilities/eutl_installations_2024-10.csv.gz").read_bytes())
    assert parsed.read == 16_318
    duisburg = parsed.frame.filter(pl.col("nuts3") == "DEA12", pl.col("year") == 2021)
    assert duisburg["tonnes"].sum() == 28_737_806
    by_code = dict(duisburg.select("code", "tonnes").iter_rows())
    assert by_code["DE-69"] == pytest.approx(7.84e6, rel=1e-3)  # thyssenkrupp, integrated works
    assert by_code["DE-53"] == pytest.approx(4.89e6, rel=1e-3)  # HKM
    sines = parsed.frame.filter(pl.col("nuts3") == "PT181", pl.col("year") == 2021)
    assert dict(sines.select("code", "placement").iter_rows())["PT-39"] == "city"
    assert sines["tonnes"].sum() > 3.3e6
    assert not parsed.frame.filter(pl.col("nuts3") == "FI197", pl.col("year") == 2021).is_empty()
