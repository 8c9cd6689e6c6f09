"""Location quotients, their holes, and the industrial ecosystems."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from openhearth.core.errors import InputError
from openhearth.core.register import Division, Ecosystems, parse_divisions
from openhearth.core.specialisation import (
    Scope,
    by_ecosystem,
    coverage,
    location_quotients,
    reference_shares,
    regional_totals,
    scope,
    shares,
)
from openhearth.core.values import Array, Panel

NAN = float("nan")
FACTS = Path(__file__).parents[2] / "src" / "openhearth" / "facts"

counts_with_holes = arrays(
    float, (5, 4), elements=st.one_of(st.just(NAN), st.floats(1, 1e6, allow_nan=False, width=32))
)


def panel(values: Array, columns: tuple[str, ...] | None = None) -> Panel:
    return Panel(
        tuple(f"R{position}" for position in range(values.shape[0])),
        columns or tuple(f"C{10 + position}" for position in range(values.shape[1])),
        values.copy(),
    )


def totals_of(values: Array) -> Array:
    totals: Array = np.nansum(values, axis=1) + 1000.0
    return totals


def test_a_published_section_counts_its_confidential_divisions() -> None:
    employment = panel(np.array([[100.0, 60.0, NAN], [NAN, 60.0, NAN], [NAN, NAN, NAN]]), ("C", "C10", "C11"))
    np.testing.assert_array_equal(regional_totals(employment, Scope(("C",), (("C10", "C11"),))), [100.0, 60.0, NAN])


def divisions_of(*codes: str) -> list[Division]:
    """Divisions with their letter as section; others are totals."""
    return [Division(code, "", "", code[0] if code[1:].isdigit() else code) for code in codes]


def test_a_scope_counts_nobody_twice() -> None:
    known = divisions_of("A", "B-E", "C", "C10", "C11", "O-Q", "R-U", "S95", "NRP", "TOTAL")
    columns = ("A", "B-E", "C", "C10", "O-Q", "R-U", "S95", "NRP", "TOTAL", "unheard")
    found = scope(known, columns)
    assert dict(zip(found.totals, found.parts, strict=True)) == {"A": (), "C": ("C10",), "O-Q": (), "R-U": ()}
    assert found.activities == ("A", "C10", "O-Q", "R-U")


def test_a_division_stands_for_its_section_without_the_group() -> None:
    found = scope(divisions_of("C10", "R-U", "S95"), ("C10", "S95"))
    assert (found.totals, found.activities) == (("C", "S"), ("C10", "S95"))


def test_a_region_that_publishes_little_has_no_total() -> None:
    """The second region shows a quarter of what the others have: farms, but neither industry nor trade."""
    employment = panel(np.array([[20.0, 50.0, 30.0], [20.0, NAN, NAN], [NAN, 60.0, 40.0]]), ("A", "C", "G"))
    everything = Scope(("A", "C", "G"), ((), (), ()))
    np.testing.assert_array_equal(regional_totals(employment, everything, maximum_unknown=0.2), [100.0, NAN, 100.0])
    np.testing.assert_array_equal(regional_totals(employment, everything, maximum_unknown=0.1), [100.0, NAN, NAN])
    np.testing.assert_array_equal(regional_totals(employment, everything, maximum_unknown=1.0), [100.0, 20.0, 100.0])


def test_the_reference_counts_only_regions_that_publish() -> None:
    values = np.array([[10.0, NAN], [30.0, 50.0]])
    np.testing.assert_allclose(reference_shares(panel(values), np.array([100.0, 100.0])), [0.2, 0.5])


def test_nobody_publishes_nobody_knows() -> None:
    values = np.array([[NAN], [NAN]])
    assert np.isnan(location_quotients(panel(values), np.array([1.0, 1.0])).values).all()


def test_a_region_without_employment_has_no_shares() -> None:
    assert np.isnan(shares(panel(np.zeros((1, 2))), np.array([0.0])).values).all()


def test_a_chosen_reference_is_used() -> None:
    found = location_quotients(panel(np.array([[10.0]])), np.array([100.0]), reference=np.array([0.05]))
    assert found.at("R0", "C10") == pytest.approx(2.0)


def test_shapes_and_signs_are_checked() -> None:
    with pytest.raises(InputError, match="shape_mismatch"):
        shares(panel(np.ones((2, 2))), np.ones(3))
    with pytest.raises(InputError, match="shape_mismatch"):
        location_quotients(panel(np.ones((2, 2))), np.ones(2), reference=np.ones(3))
    with pytest.raises(InputError) as caught:
        location_quotients(panel(np.array([[-1.0, 2.0], [3.0, -4.0]])), np.ones(2))
    assert [(fault.place, fault.params["column"]) for fault in caught.value.faults] == [
        ("row R0", "C10"),
        ("row R1", "C11"),
    ]


@given(counts_with_holes)
@settings(max_examples=50, deadline=None)
def test_quotients_average_one(values: Array) -> None:
    """Weighted by the totals of the regions that publish, the mean quotient of an activity is 1; holes stay holes."""
    totals = totals_of(values)
    found = location_quotients(panel(values), totals).values
    assert (np.isnan(found) == np.isnan(values)).all()
    for column in range(values.shape[1]):
        known = np.isfinite(values[:, column])
        if known.any():
            assert np.average(found[known, column], weights=totals[known]) == pytest.approx(1.0)


@given(counts_with_holes, st.permutations(range(5)), st.floats(0.01, 100))
@settings(max_examples=50, deadline=None)
def test_quotients_know_neither_order_nor_unit(values: Array, order: list[int], unit: float) -> None:
    totals = totals_of(values)
    found = location_quotients(panel(values), totals).values
    moved = location_quotients(panel(values[order] * unit), totals[order] * unit).values
    np.testing.assert_allclose(moved, found[order], rtol=1e-9)


def test_coverage_is_the_known_part() -> None:
    values = np.array([[30.0, NAN], [50.0, 50.0]])
    np.testing.assert_allclose(coverage(panel(values), np.array([90.0, 100.0])), [1 / 3, 1.0])


TABLE = Ecosystems(("C10", "C11"), ("food", "drink", "space"), np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]]), "test")


def test_an_ecosystem_by_hand() -> None:
    """Food: region 0 has (10 + 20/2)/100 = 0.20, reference (20 + 60/2)/200 = 0.25."""
    found = by_ecosystem(panel(np.array([[10.0, 20.0], [10.0, 40.0]])), np.array([100.0, 100.0]), TABLE)
    assert found.quotients.at("R0", "food") == pytest.approx(0.8)
    assert found.shares.at("R0", "food") == pytest.approx(0.20)
    assert found.coverage.at("R0", "food") == pytest.approx(1.0)
    assert np.isnan(found.quotients.column("space")).all()


def test_a_hidden_division_lowers_coverage_not_the_quotient() -> None:
    """Region 0 has twice the average of the division it shows, so its estimate is twice the average."""
    values = np.array([[20.0, NAN], [5.0, 20.0], [5.0, 20.0]])
    found = by_ecosystem(panel(values), np.full(3, 100.0), TABLE)
    assert found.quotients.at("R0", "food") == pytest.approx(2.0)
    assert found.coverage.at("R0", "food") == pytest.approx(0.1 / (0.1 + 0.2 / 2))
    assert np.isnan(found.quotients.at("R0", "drink"))
    assert found.coverage.at("R0", "drink") == 0.0


def test_the_bound_decides_what_is_unknown() -> None:
    values = np.array([[20.0, NAN], [5.0, 20.0], [5.0, 20.0]])
    strict = by_ecosystem(panel(values), np.full(3, 100.0), TABLE, minimum_coverage=0.51)
    assert np.isnan(strict.quotients.at("R0", "food"))
    assert np.isnan(strict.shares.at("R0", "food"))
    assert strict.quotients.at("R1", "food") > 0


@given(arrays(float, (4, 2), elements=st.floats(1, 1e6, width=32)))
@settings(max_examples=30, deadline=None)
def test_without_holes_ecosystem_shares_add_up(values: Array) -> None:
    """With all divisions known and wholly assigned, the shares of the ecosystems are those of the divisions."""
    totals = totals_of(values)
    found = by_ecosystem(panel(values), totals, TABLE)
    np.testing.assert_allclose(np.nansum(found.shares.values, axis=1), values.sum(axis=1) / totals)


@pytest.mark.shared
def test_duisburg_and_its_region_are_metals_and_chemicals(shared: Path) -> None:
    """Düsseldorf (DEA1) in 2015, business economy, 281 regions. docs/methods/specialisation.md explains both figures."""
    with (shared / "data/regional_stats/sbs_2015_clean.csv").open(encoding="utf-8", newline="") as file:
        cells = {
            (row["nuts_2013"], row["nace_r2"]): float(row["persons_employed"] or "nan")
            for row in csv.DictReader(file)
            if row["nace_level"] != "group" and len(row["nuts_2013"]) == 4 and not row["nuts_2013"].endswith("ZZ")
        }
    with (FACTS / "divisions.csv").open(encoding="utf-8", newline="") as file:
        divisions = parse_divisions(csv.DictReader(file))
    columns = tuple(dict.fromkeys(nace for _, nace in cells))
    territories = tuple(dict.fromkeys(territory for territory, _ in cells))
    values = np.array([[cells.get((row, column), NAN) for column in columns] for row in territories])
    employment = Panel(territories, columns, values)
    business = scope(divisions, columns)
    totals = regional_totals(employment, business)
    assert np.isfinite(totals).sum() == 281
    counts = employment.select(columns=business.activities)
    found = location_quotients(counts, totals)
    assert found.at("DEA1", "C24") == pytest.approx(3.91, abs=0.01)
    assert found.at("DEA1", "C20") == pytest.approx(3.08, abs=0.01)
    known = np.nansum(counts.values, axis=1)
    naive = np.nan_to_num(counts.values)
    own = territories.index("DEA1")
    as_zero = (naive[own] / known[own]) / (naive.sum(axis=0) / known.sum())
    assert as_zero[counts.columns.index("C24")] == pytest.approx(4.63, abs=0.01)
    assert as_zero[counts.columns.index("C20")] == pytest.approx(3.34, abs=0.01)
