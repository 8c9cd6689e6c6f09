"""A national table of one's own: read whole, or refused with every fault at its row and column."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.footprint import economy, imbalance, leontief
from openhearth.sources.input_output import io_own, io_register
from openhearth.sources.input_output.io_own import parse, written
from openhearth.sources.input_output.io_rows import NationalTable, frame_of, table_of

MINE = """economy,row,year,unit,source,licence,CPA_F,CPA_C24,final
PT-2020,CPA_C24,2020,MEUR,office,CC0-1.0,40,10,30
PT-2020,CPA_F,2020,MEUR,office,CC0-1.0,5,0,45
PT-2020,output,2020,MEUR,office,CC0-1.0,50,60,
PT-2020,imports,2020,MEUR,office,CC0-1.0,0,20,
PT-2020,jobs,2019,persons,survey,CC0-1.0,900,,
"""


def faults(data: str | bytes) -> dict[str, set[str]]:
    with pytest.raises(InputError) as caught:
        parse(data if isinstance(data, bytes) else data.encode())
    found: dict[str, set[str]] = {}
    for fault in caught.value.faults:
        found.setdefault(fault.code, set()).add(fault.place)
    return found


def at(table: NationalTable, row: str, column: str) -> float:
    sectors = table.table.sectors
    return float(table.table.flows[sectors.index(row), sectors.index(column)])


def test_a_table_is_read_with_its_accounts_whatever_the_order_of_its_columns() -> None:
    found = parse(MINE.encode())
    assert (found.table.code, found.table.country, found.table.year, found.table.kind) == (
        "PT-2020",
        "PT",
        2020,
        "total",
    )
    assert (at(found, "CPA_C24", "CPA_F"), at(found, "CPA_F", "CPA_C24")) == (40.0, 0.0)
    assert dict(zip(found.table.sectors, found.table.output, strict=True)) == {"CPA_C24": 60.0, "CPA_F": 50.0}
    (jobs,) = found.accounts
    assert (jobs.code, jobs.unit, jobs.year, jobs.source) == ("jobs", "persons", 2019, "survey")
    known = dict(zip(found.table.sectors, jobs.values, strict=True))
    assert known["CPA_F"] == 900.0
    assert np.isnan(known["CPA_C24"])


def test_codes_without_prefix_and_other_delimiters_are_read_too() -> None:
    bare = MINE.replace("CPA_", "").replace(",", ";")
    assert parse(bare.encode()).table.sectors == parse(MINE.encode()).table.sectors


def test_a_workbook_is_read_as_the_same_table() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in MINE.splitlines():
        sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in line.split(",")])
    out = io.BytesIO()
    book.save(out)
    assert written(parse(out.getvalue())) == written(parse(MINE.encode()))
    assert "not_xlsx" in faults(out.getvalue()[:-200])


def test_every_fault_is_told_at_its_row_and_column() -> None:
    damaged = MINE.replace("F,2020,MEUR,office,CC0-1.0,5", "F,2020,MUSD,office,CC0-1.0,five").replace("jobs", "Jobs!")
    damaged = damaged.replace("PT-2020,output", "PT20,output").replace("0,20,\n", "0,,\n")
    assert faults(damaged) == {
        "not_an_economy": {"row 4"},
        "mixed_tables": {"file"},
        "mixed_units": {"column unit"},
        "unknown_row": {"row 6"},
        "not_a_number": {"row 3, column CPA_F"},
        "missing_cell": {"row 5"},
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("economy,", "table,", "missing_columns", "row 1"),
        (",final", ",last", "missing_column", "row 1"),
        (",final", ",last", "unknown_column", "row 1"),
        ("CPA_F,CPA_C24,final", "CPA_F,CPA_F,final", "duplicate_column", "row 1"),
        ("PT-2020,output", "PT-2020,CPA_F", "duplicate_row", "row 4"),
        ("PT-2020,output", "PT-2020,made", "missing_row", "file"),
        ("PT-2020,CPA_F,2020", "PT-2020,CPA_F,", "missing_field", "row 3"),
        ("PT-2020,CPA_F,2020", "PT-2020,CPA_F,soon", "not_a_year", "row 3"),
        ("5,0,45", "5,0,45,7", "wrong_field_count", "row 3"),
        ("5,0,45", "5,,45", "missing_cell", "row 3"),
        ("5,0,45", "5,0,", "missing_cell", "row 3"),
        ("5,0,45", "5,1e999,45", "not_a_number", "row 3, column CPA_C24"),
        ("5,0,45", "5,0,4500", "unbalanced", "PT-2020"),
        ("PT-2020,output", "PT-2020,CPA_F", "missing_cell", "row 4"),
    ],
)
def test_each_kind_of_damage_has_its_name(old: str, new: str, code: str, place: str) -> None:
    assert MINE.count(old) >= 1
    assert place in faults(MINE.replace(old, new))[code]


def test_what_is_no_table_at_all_is_refused() -> None:
    assert set(faults(b"")) == {"empty_file"}
    assert set(faults(b"\xff\xfe\x00")) == {"not_utf8"}
    assert "no_products" in faults("economy,row,year,unit\n")


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3), st.integers(0, 4)), min_size=1, max_size=6))
def test_whatever_bytes_come_a_table_or_its_faults_come_out(damage: list[tuple[int, bytes, int]]) -> None:
    data = MINE.encode()
    for place, put, drop in damage:
        data = data[:place] + put + data[place + drop :]
    try:
        found = parse(data)
    except InputError:
        return
    assert np.isfinite(found.table.flows).all()
    assert table_of(frame_of(found)).table.sectors == tuple(sorted(found.table.sectors))


@pytest.mark.parametrize("name", ["BE-2020", "CZ-2015", "DE-1995", "SK-2015"])
def test_what_ships_is_balanced_and_goes_through_a_file_of_one_s_own_unchanged(name: str) -> None:
    packaged = io_register.table(name, Path("nowhere"))
    again = parse(written(packaged))
    assert np.array_equal(again.table.flows, packaged.table.flows)
    assert {one.code for one in again.accounts} == {one.code for one in packaged.accounts}
    for one, other in zip(again.accounts, packaged.accounts, strict=True):
        assert np.array_equal(one.values, other.values, equal_nan=True)
        assert (one.unit, one.year, one.source) == (other.unit, other.year, other.source)
    found = economy(packaged.table, packaged.accounts)
    output = leontief(found.domestic).output(found.demand)
    assert imbalance(found.domestic, output, found.demand) < 1e-9
    assert output == pytest.approx(found.output, rel=1e-9)


def test_a_loaded_table_goes_before_the_packaged_one_until_it_is_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "io"
    mine = io_own.parse(MINE.encode())
    io_register.keep(mine, folder)
    found = io_register.table("pt-2020", folder)
    assert found.loaded
    assert found.table.sectors == ("CPA_C24", "CPA_F")
    assert (at(found, "CPA_C24", "CPA_F"), found.table.output.tolist()) == (40.0, [60.0, 50.0])
    io_register.keep(io_own.parse(MINE.replace("PT-2020", "SK-2015").encode()), folder)
    assert len(io_register.table("SK-2015", folder).table.sectors) == 2
    assert io_register.forget(folder) == ("PT-2020", "SK-2015")
    assert len(io_register.table("SK-2015", folder).table.sectors) == 65
    with pytest.raises(InputError, match="not_loaded"):
        io_register.forget(folder)
    with pytest.raises(InputError, match="unknown_economy"):
        io_register.table("PT-2020", folder)
