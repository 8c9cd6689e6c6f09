"""National input-output tables as Eurostat codes them: read whole, or refused with every fault."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.footprint import Account, Table, economy, imbalance, leontief, merged
from openhearth.sources.input_output import io_tables

WIDE = """prod_na,CPA_C24,CPA_C241,CPA_F,CPA_F41,TOTAL,P3_S14,P3_S15,P3_S13,P3,P51G,P5M,P5,P6,TU
CPA_C24,10.0,0,40.0,20.0,50.0,5.0,0,0,5.0,0,0,0,25.0,80.0
CPA_F,0.0,0,5.0,2.0,5.0,40.0,0,0,40.0,4.0,1.0,5.0,0,50.0
CPA_F41,0.0,0,2.0,1.0,2.0,20.0,0,0,20.0,0,0,0,0,22.0
CPA_TOTAL,10,0,45,23,55,45,0,0,45,4,1,5,25,130
P1,60.0,,50.0,22.0,110.0,,,,,,,,,
P7,20.0,,0.0,0.0,20.0,,,,,,,,,
EMP,0.6,,:,0.1,,,,,,,,,,
"""
LONG = """prod_na,induse,geo,time,unit,values
CPA_A,CPA_A,DE,1995-01-01,MIO_EUR,1
CPA_A,P3,DE,1995-01-01,MIO_EUR,5
CPA_A,P5,DE,1995-01-01,MIO_EUR,2
CPA_A,P6,DE,1995-01-01,MIO_EUR,2
P1,CPA_A,DE,1995-01-01,MIO_EUR,10
P7,CPA_A,DE,1995-01-01,MIO_EUR,3
"""


def read(text: str) -> Table:
    return io_tables.parse(text.encode(), code="XX-2020", country="XX", year=2020, unit="MEUR", source="sample")


def codes(text: str) -> dict[str, set[str]]:
    with pytest.raises(InputError) as caught:
        read(text)
    found: dict[str, set[str]] = {}
    for fault in caught.value.faults:
        found.setdefault(fault.code, set()).add(fault.place)
    return found


def test_a_wide_table_keeps_the_products_that_are_part_of_no_other() -> None:
    table = read(WIDE)
    assert table.sectors == ("CPA_C24", "CPA_F")
    assert table.uses == ("P3_S14", "P3_S15", "P3_S13", "P51G", "P5M", "P6")
    assert table.flows.tolist() == [[10.0, 40.0], [0.0, 5.0]]
    assert table.kind == "total"
    assert table.discrepancy.tolist() == [0.0, 0.0]


def test_a_long_table_with_imports_beside_the_flows_is_domestic() -> None:
    table = read(LONG)
    assert (table.kind, table.uses, table.imports.tolist()) == ("domestic", ("P3", "P5", "P6"), [3.0])
    assert economy(table).import_share.tolist() == [0.3]


def test_an_account_without_a_cell_of_its_own_is_unknown() -> None:
    table = read(WIDE)
    account = io_tables.parse_account(
        WIDE.encode(), table, row="EMP", code="jobs", unit="1000 persons", year=2019, source="sample"
    )
    assert account.values[0] == 0.6
    assert np.isnan(account.values[1])
    bare = io_tables.parse_account(
        b"gas,C24,TOTAL\nCO2,7,9\n", table, row="CO2", code="co2", unit="kt", year=2020, source="s"
    )
    assert bare.values[0] == 7.0
    assert np.isnan(bare.values[1])


def test_an_account_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="missing_row"):
        io_tables.parse_account(WIDE.encode(), read(WIDE), row="CO2", code="co2", unit="kt", year=2020, source="s")


def test_every_fault_of_the_cells_is_told() -> None:
    damaged = WIDE.replace("CPA_C24,10.0", "CPA_C24,ten").replace("P7,20.0", "P7,1_0").replace("P1,60.0,,", "P1,60.0,")
    assert codes(damaged) == {"not_a_number": {"line 2", "line 7"}, "wrong_field_count": {"line 6"}}


def test_missing_rows_uses_and_cells_are_told() -> None:
    assert codes("prod_na,CPA_A\nCPA_A,1\n") == {"missing_row": {"XX-2020"}, "missing_uses": {"columns"}}
    assert codes(WIDE.replace("CPA_C24,10.0,0,40.0", "CPA_C24,10.0,0,")) == {"missing_cell": {"CPA_C24"}}
    assert codes(WIDE.replace("P7,20.0", "P7,")) == {"missing_cell": {"P7"}}
    assert codes("prod_na,P3,P5,P6\nP1,1,1,1\nP7,1,1,1\n") == {"no_products": {"XX-2020"}}


def test_a_table_that_does_not_balance_is_refused() -> None:
    assert codes(WIDE.replace("P1,60.0", "P1,90.0")) == {"unbalanced": {"XX-2020"}}


def test_doubled_rows_columns_and_cells_are_refused() -> None:
    assert codes(WIDE + "EMP" + "," * 14 + "\n") == {"duplicate_cell": {"line 9"}}
    assert codes(WIDE.replace("CPA_C241", "CPA_C24"))["duplicate_cell"] == {"line 1"}
    again = LONG.splitlines()[1]
    assert codes(LONG + again + "\n") == {"duplicate_cell": {"line 8"}}


def test_a_long_file_of_two_years_is_not_one_table() -> None:
    assert codes(LONG + "CPA_A,P34,DE,1996-01-01,MIO_EUR,1\n") == {"mixed_tables": {"file"}}


@settings(max_examples=150)
@given(
    st.sampled_from((WIDE, LONG)),
    st.lists(st.tuples(st.integers(0, 500), st.binary(max_size=3), st.integers(0, 4)), min_size=1, max_size=6),
)
def test_whatever_bytes_come_a_table_or_its_faults_come_out(text: str, damage: list[tuple[int, bytes, int]]) -> None:
    data = text.encode()
    for at, put, drop in damage:
        data = data[:at] + put + data[at + drop :]
    try:
        table = io_tables.parse(data, code="XX", country="XX", year=2020, unit="MEUR", source="fuzz")
    except InputError:
        return
    assert len(table.sectors) == len(table.output) > 0
    assert np.isfinite(table.flows).all()


PUBLISHED = {
    "BE-2020": ("env__BE.csv", "total", 65),
    "CZ-2015": ("naio__cz_io.csv", "total", 61),
    "SK-2015": ("naio__sk_io.csv", "total", 65),
    "HU-2020": ("hu2020__HU_IOT_2020.csv", "domestic", 65),
    "DE-1995": ("germany_1995__germany_1995.csv", "domestic", 6),
}


def published(shared: Path, code: str) -> Table:
    data = (shared / "data" / "io" / PUBLISHED[code][0]).read_bytes()
    country, year = code.split("-")
    return io_tables.parse(data, code=code, country=country, year=int(year), unit="MEUR", source="eurostat")


@pytest.mark.shared
@pytest.mark.parametrize("code", PUBLISHED)
def test_published_tables_are_read_whole_and_balance(shared: Path, code: str) -> None:
    table = published(shared, code)
    _, kind, size = PUBLISHED[code]
    assert (table.kind, len(table.sectors)) == (kind, size)
    assert np.abs(table.discrepancy).sum() <= 0.005 * table.supply.sum()
    found = economy(table)
    model = leontief(found.domestic)
    output = model.output(found.demand)
    assert imbalance(found.domestic, output, found.demand) < 1e-9
    assert output == pytest.approx(found.output, rel=1e-9)


@pytest.mark.shared
def test_emissions_of_final_demand_add_up_to_those_of_production(shared: Path) -> None:
    """Belgium 2020: every tonne of production is found again in what it was made for."""
    whole = published(shared, "BE-2020")
    data = (shared / "data" / "io" / "env__co2.csv").read_bytes()

    def co2_of(table: Table) -> Account:
        return io_tables.parse_account(
            data, table, row="CO2_emission", code="co2", unit="kt", year=2020, source="eurostat"
        )

    unknown = [sector for sector, tonnes in zip(whole.sectors, co2_of(whole).values, strict=True) if np.isnan(tonnes)]
    assert unknown == ["CPA_L68A", "CPA_L68B"], "published as 73 kt together and as zero apart"
    table = merged(whole, {"CPA_L": unknown})
    co2 = co2_of(table)
    assert co2.values.sum() == pytest.approx(67941.15947, rel=1e-9), "the total of all industries as published"
    found = economy(table, [co2])
    footprint = leontief(found.domestic).multipliers(found.intensities()[0]) * found.demand
    assert footprint.sum() == pytest.approx(co2.values.sum(), rel=1e-9)


@pytest.mark.shared
def test_the_employment_multipliers_of_the_eurostat_manual_from_its_own_file(shared: Path) -> None:
    table = published(shared, "DE-1995")
    data = (shared / "data" / "io" / PUBLISHED["DE-1995"][0]).read_bytes()
    jobs = io_tables.parse_account(data, table, row="EMP", code="jobs", unit="1000 persons", year=1995, source="manual")
    found = economy(table, [jobs])
    multipliers = leontief(found.domestic).multipliers(found.intensities()[0])
    assert multipliers.round(4).tolist() == [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242]


@pytest.mark.shared
@pytest.mark.parametrize(("code", "name"), [("CZ-2015", "naio__emp_cz.csv"), ("SK-2015", "naio__emp_sk.csv")])
def test_employment_covers_every_product_of_its_table(shared: Path, code: str, name: str) -> None:
    table = published(shared, code)
    data = (shared / "data" / "io" / name).read_bytes()
    jobs = io_tables.parse_account(
        data, table, row="employment_total", code="jobs", unit="1000 persons", year=2015, source="eurostat"
    )
    assert np.isfinite(jobs.values).all()
