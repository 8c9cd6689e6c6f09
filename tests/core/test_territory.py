"""Counts follow the people, rates are averaged over them, and the unknown stays unknown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.territory import Succession, converted_counts, converted_rates, succession
from openhearth.core.values import Panel

Conversion = Callable[[Panel, Succession], Panel]
Case = tuple[Succession, Panel]

NORWAY = succession(
    [
        ("NO01", "NO08", 1_270_000.0),
        ("NO02", "NO02", 360_000.0),
        ("NO02", "NO08", 15_000.0),
        ("NO03", "NO08", 600_000.0),
        ("NO03", "NO09", 400_000.0),
        ("NO06", "NO06", 450_000.0),
    ]
)
"""A split, a merger, a region that keeps its code but not its area, and one that stays."""


def one(rows: dict[str, float]) -> Panel:
    return Panel(tuple(rows), ("x",), np.array([[value] for value in rows.values()]))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Succession, Panel]:
    olds, news = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    people = st.integers(0, 9_000_000).map(float)
    population = np.array(draw(st.lists(st.lists(people, min_size=news, max_size=news), min_size=olds, max_size=olds)))
    population[:, 0] += 1.0
    change = Succession(tuple(f"O{i}" for i in range(olds)), tuple(f"N{j}" for j in range(news)), population)
    known = st.integers(0, 10**9).map(lambda hundredths: hundredths / 100)
    values = draw(st.lists(st.lists(known, min_size=2, max_size=2), min_size=olds, max_size=olds))
    return change, Panel(change.old, ("a", "b"), np.array(values))


def test_golden_counts_of_a_split_and_a_merger() -> None:
    counts = converted_counts(one({"NO01": 1000.0, "NO02": 750.0, "NO03": 500.0, "NO06": 3.0}), NORWAY)
    assert counts.rows == ("NO02", "NO06", "NO08", "NO09")
    np.testing.assert_allclose(counts.column("x"), [750 * 360 / 375, 3.0, 1000 + 750 * 15 / 375 + 300, 200.0])


def test_golden_rates_are_weighted_by_the_people_of_each_part() -> None:
    rates = converted_rates(one({"NO01": 3.0, "NO02": 4.0, "NO03": 5.0, "NO06": 2.0}), NORWAY)
    np.testing.assert_allclose(rates.column("x"), [4.0, 2.0, (1270 * 3 + 15 * 4 + 600 * 5) / 1885, 5.0])


@pytest.mark.parametrize("convert", [converted_counts, converted_rates])
@pytest.mark.parametrize("rows", [{"NO01": 1.0, "NO02": 1.0, "NO03": np.nan}, {"NO01": 1.0, "NO02": 1.0}])
def test_a_part_unknown_or_absent_makes_the_whole_unknown(convert: Conversion, rows: dict[str, float]) -> None:
    result = convert(one(rows), NORWAY)
    assert np.isnan([result.at("NO08", "x"), result.at("NO09", "x"), result.at("NO06", "x")]).all()
    assert np.isfinite(result.at("NO02", "x"))


def test_unchanged_needs_the_same_code_and_nothing_lost_or_gained() -> None:
    assert NORWAY.unchanged == ("NO06",)
    assert succession([("DE41", "DE40", 5.0), ("DE42", "DE40", 5.0), ("DE50", "DE50", 1.0)]).unchanged == ("DE50",)


def test_a_new_region_without_predecessor_is_unknown() -> None:
    change = Succession(("A",), ("B", "C"), np.array([[10.0, 0.0]]))
    assert np.isnan(converted_counts(one({"A": 1.0}), change).at("C", "x"))
    assert np.isnan(converted_rates(one({"A": 1.0}), change).at("C", "x"))


def test_slivers_are_dropped_only_if_small_for_both_sides() -> None:
    change = succession([("A", "A", 1_000_000.0), ("A", "B", 100.0), ("B", "B", 900_000.0), ("A", "C", 100.0)])
    assert change.shares[0].tolist() == pytest.approx([1_000_000 / 1_000_100, 0.0, 100 / 1_000_100])


def test_order_of_links_does_not_matter_and_repeated_links_add_up() -> None:
    change = succession([("A", "B", 1.0), ("A", "C", 3.0), ("A", "B", 2.0)])
    again = succession([("A", "B", 2.0), ("A", "B", 1.0), ("A", "C", 3.0)])
    assert change.old == again.old
    assert change.shares.tolist() == again.shares.tolist() == [[0.5, 0.5]]


def test_all_faults_are_reported_at_once() -> None:
    with pytest.raises(InputError) as raised:
        succession([("A", "B", -1.0), ("A", "C", np.nan), ("A", "D", 1.0)])
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("not_a_population", "link A B"),
        ("not_a_population", "link A C"),
    ]
    with pytest.raises(InputError, match="region B: no_population"):
        succession([("A", "A", 1.0), ("B", "A", 0.0)])
    with pytest.raises(InputError, match="shape_mismatch"):
        Succession(("A",), ("B",), np.zeros((2, 1)))
    with pytest.raises(InputError) as raised:
        converted_counts(one({"XX": 1.0, "NO01": np.inf}), NORWAY)
    assert [fault.code for fault in raised.value.faults] == ["unknown_label", "not_finite"]


@settings(max_examples=60, deadline=None)
@given(changes())
def test_totals_are_kept_and_arguments_are_not_touched(case: Case) -> None:
    change, panel = case
    before = panel.values.copy(), change.population.copy()
    counts = converted_counts(panel, change)
    np.testing.assert_allclose(np.nansum(counts.values, axis=0), panel.values.sum(axis=0), rtol=1e-9, atol=1e-6)
    np.testing.assert_array_equal(panel.values, before[0])
    np.testing.assert_array_equal(change.population, before[1])


@settings(max_examples=60, deadline=None)
@given(changes())
def test_rates_stay_between_the_lowest_and_the_highest(case: Case) -> None:
    change, panel = case
    rates = converted_rates(panel, change).values
    met = ~np.isnan(rates)
    low, high = (np.broadcast_to(bound, rates.shape) for bound in (panel.values.min(axis=0), panel.values.max(axis=0)))
    assert (rates[met] >= low[met] - 1e-6).all()
    assert (rates[met] <= high[met] + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(changes(), st.permutations(range(5)))
def test_the_order_of_rows_does_not_matter(case: Case, order: list[int]) -> None:
    change, panel = case
    rows = [panel.rows[position] for position in order if position < len(panel.rows)]
    for convert in (converted_counts, converted_rates):
        np.testing.assert_array_equal(convert(panel.select(rows=rows), change).values, convert(panel, change).values)


@settings(max_examples=40, deadline=None)
@given(changes(), st.floats(0.1, 100))
def test_conversion_is_linear(case: Case, factor: float) -> None:
    change, panel = case
    scaled = Panel(panel.rows, panel.columns, panel.values * factor)
    for convert in (converted_counts, converted_rates):
        np.testing.assert_allclose(convert(scaled, change).values, convert(panel, change).values * factor, rtol=1e-9)
