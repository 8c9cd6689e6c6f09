"""The tables that ship are those of the publishers, with what was put together and nothing invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from openhearth.core.footprint import economy, leontief
from openhearth.sources import packaged
from openhearth.sources.facts_tables import csv_bytes, read_csv
from openhearth.sources.input_output import io_register
from openhearth.sources.input_output.io_published import PUBLICATIONS, published, published_tables
from openhearth.sources.input_output.io_rows import NationalTable, frame_of, table_of


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (shared / "data" / "io").iterdir()}


def account(found: NationalTable, code: str) -> dict[str, float]:
    one = next(one for one in found.accounts if one.code == code)
    return dict(zip(found.table.sectors, one.values.tolist(), strict=True))


@pytest.mark.shared
def test_the_packaged_table_is_what_the_publishers_files_say(files: dict[str, bytes]) -> None:
    made = read_csv("input_output", csv_bytes("input_output", published_tables(files)))
    assert made.equals(packaged.table("input_output"))


@pytest.mark.shared
@pytest.mark.parametrize("one", PUBLICATIONS, ids=lambda one: one.code)
def test_rows_keep_every_figure(one: object, files: dict[str, bytes]) -> None:
    found = published(one, files)  # type: ignore[arg-type]
    again = table_of(frame_of(found))
    assert again.table.sectors == found.table.sectors
    for name in ("flows", "output", "imports"):
        assert np.array_equal(getattr(again.table, name), getattr(found.table, name)), name
    assert again.table.demand[:, 0] == pytest.approx(found.table.demand.sum(axis=1))
    assert again.table.kind == found.table.kind


def test_accounts_add_up_to_the_published_totals_and_nothing_is_unknown() -> None:
    tables = io_register.tables(Path("nowhere"))
    sums = {(name, one.code): float(one.values.sum()) for name, found in tables.items() for one in found.accounts}
    assert sums == pytest.approx(
        {
            ("BE-2020", "value_added"): 417_994.9,
            ("BE-2020", "co2"): 67_941_159.47,
            ("CZ-2015", "value_added"): 4_135_579,
            ("CZ-2015", "jobs"): 4_622_400,
            ("DE-1995", "value_added"): 1_624_160,
            ("DE-1995", "jobs"): 36_428_000,
            ("DE-1995", "co2"): 687_020_000,
            ("SK-2015", "value_added"): 71_786.18,
            ("SK-2015", "jobs"): 2_515_650,
        },
        rel=1e-6,
    ), "the column TOTAL of each row; the German one without households, 217,137 kt"


def test_real_estate_of_belgium_is_one_product_as_its_emissions_are() -> None:
    belgium = io_register.table("BE-2020", Path("nowhere"))
    assert "CPA_L" in belgium.table.sectors
    assert not any(sector.startswith("CPA_L68") for sector in belgium.table.sectors)
    assert account(belgium, "co2")["CPA_L"] > 0


def test_the_german_table_that_ships_is_that_of_the_manual() -> None:
    """J. Beutel in *Eurostat Manual of Supply, Use and Input-Output Tables*, Luxembourg 2008, chapter 15."""
    german = io_register.table("DE-1995", Path("nowhere"))
    found = economy(german.table, german.accounts)
    jobs = [one.code for one in found.accounts].index("jobs")
    multipliers = leontief(found.domestic).multipliers(found.intensities()[jobs]) / 1000
    assert multipliers.round(4).tolist() == [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242]
