"""Peers: distances that can be taken apart, and what is not known is said."""

from __future__ import annotations

import dataclasses
import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from openhearth.core.errors import InputError
from openhearth.core.peers import Dimension, Distances, default_dimensions, distances, nearest, peers
from openhearth.core.values import Array, Panel

NAN = float("nan")
COLUMNS = ("C24", "C20", "I55", "age", "income")
DIMENSIONS = (
    Dimension("economy", 2.0, ("C24", "C20", "I55"), "hellinger"),
    Dimension("people", 1.0, ("age", "income")),
    Dimension("openness", 0.5, ()),
)
cell = st.floats(0.125, 1000, allow_nan=False, width=32)
tables = arrays(float, (7, 5), elements=cell)
tables_with_holes = arrays(float, (7, 5), elements=st.one_of(cell, cell, st.just(NAN)))


def panel(values: Array, columns: tuple[str, ...] = COLUMNS) -> Panel:
    return Panel(tuple(f"R{position}" for position in range(len(values))), columns, values.copy())


def recombined(between: Distances) -> Array:
    """The combined squared distance, the slow way."""
    size = len(between.codes)
    squared = np.full((size, size), NAN)
    for i in range(size):
        for j in range(size):
            parts = [(dimension.weight, between.squared[k, i, j]) for k, dimension in enumerate(between.dimensions)]
            both = [(weight, square) for weight, square in parts if np.isfinite(square)]
            if sum(weight for weight, _ in both) >= 0.5 * sum(weight for weight, _ in parts):
                squared[i, j] = sum(w * square for w, square in both) / sum(w for w, _ in both)
    return squared


def test_a_standardised_distance_by_hand() -> None:
    """Ages 40, 42, 47: squared differences 4, 49, 25, mean 26."""
    found = distances(panel(np.array([[40.0], [42.0], [47.0]]), ("age",)), [Dimension("people", 3.0, ("age",))])
    np.testing.assert_allclose(found.combined**2 * 26, [[0, 4, 49], [4, 0, 25], [49, 25, 0]])


def test_a_hellinger_distance_by_hand() -> None:
    """(1, 0) and (0, 1) have nothing in common: 1. (1, 0) and (1/2, 1/2) share sqrt(1/2)."""
    shares = panel(np.array([[1.0, 0.0], [0.0, 7.0], [2.0, 2.0]]), ("C24", "C20"))
    found = distances(shares, [Dimension("economy", 1.0, ("C24", "C20"), "hellinger")]).combined ** 2
    half = 1 - 0.5**0.5
    np.testing.assert_allclose(found * (1 + 2 * half) / 3, [[0, 1, half], [1, 0, half], [half, half, 0]], atol=1e-12)


def test_a_hidden_division_is_left_out_for_both() -> None:
    """Over C24 and C20, which both know, the two are alike; C11 decides nothing."""
    values = np.array([[3.0, 1.0, NAN], [30.0, 10.0, 35.0], [1.0, 9.0, 4.0]])
    economy = Dimension("economy", 1.0, ("C24", "C20", "C11"), "hellinger")
    assert distances(panel(values, economy.columns), [economy]).combined[0, 1] == pytest.approx(0.0, abs=1e-7)


def test_too_little_of_a_composition_in_common_is_unknown() -> None:
    values = np.array([[3.0, NAN], [1.0, 9.0], [9.0, 1.0]])
    economy = Dimension("economy", 1.0, ("C24", "C20"), "hellinger")
    found = distances(panel(values, economy.columns), [economy]).combined
    assert np.isnan(found[0, 1])
    assert found[0, 2] == pytest.approx(0.0, abs=1e-7)


@given(tables_with_holes)
@settings(max_examples=50, deadline=None)
def test_distances_are_symmetric_zero_to_itself_and_add_up(values: Array) -> None:
    between = distances(panel(values), DIMENSIONS)
    np.testing.assert_allclose(between.combined, between.combined.T, rtol=1e-9)
    own = np.diagonal(between.combined)
    assert (own[np.isfinite(own)] == 0).all()
    np.testing.assert_allclose(between.combined**2, recombined(between), rtol=1e-9, atol=1e-12)


@given(tables_with_holes)
@settings(max_examples=50, deadline=None)
def test_every_dimension_has_mean_one(values: Array) -> None:
    """So that the stated weights are the weights. A dimension in which all are alike has none."""
    between = distances(panel(values), DIMENSIONS)
    for squared in between.squared:
        pairs = squared[np.triu_indices(len(squared), k=1)]
        known = pairs[np.isfinite(pairs)]
        if known.size and known.max() > 0:
            assert known.mean() == pytest.approx(1.0)


@given(tables_with_holes, st.permutations(range(7)))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_changes_nothing(values: Array, order: list[int]) -> None:
    regions = panel(values)
    moved = distances(regions.select(rows=[regions.rows[position] for position in order]), DIMENSIONS)
    expected = distances(regions, DIMENSIONS).combined[np.ix_(order, order)]
    np.testing.assert_allclose(moved.combined, expected, rtol=1e-7, atol=1e-7)


@given(tables, st.floats(0.01, 100), st.floats(-1000, 1000))
@settings(max_examples=50, deadline=None)
def test_units_do_not_matter(values: Array, unit: float, zero: float) -> None:
    """Neither euros for thousands of euros, nor persons for shares."""
    other = values.copy()
    other[:, 4] = other[:, 4] * unit
    other[:, 3] = other[:, 3] + np.round(zero)
    other[:, :3] = other[:, :3] * np.arange(1, 8)[:, None]
    expected = distances(panel(values), DIMENSIONS).combined
    np.testing.assert_allclose(distances(panel(other), DIMENSIONS).combined, expected, rtol=1e-3, atol=1e-4)


@given(tables_with_holes)
@settings(max_examples=50, deadline=None)
def test_contributions_explain_the_distance(values: Array) -> None:
    weights = {dimension.code: dimension.weight for dimension in DIMENSIONS}
    for peer in peers("R0", panel(values), dimensions=DIMENSIONS).peers:
        shared = sum(weights[part.dimension] for part in peer.contributions)
        squares = {part.dimension: weights[part.dimension] * part.distance**2 / shared for part in peer.contributions}
        assert sum(squares.values()) == pytest.approx(peer.distance**2)
        if peer.distance > 0:
            assert sum(part.share for part in peer.contributions) == pytest.approx(1.0)
        for part in peer.contributions:
            assert part.share * peer.distance**2 == pytest.approx(squares[part.dimension], abs=1e-12)


def test_the_nearest_come_first_and_ties_go_by_code() -> None:
    values = np.array([[10.0], [12.0], [8.0], [30.0], [11.0]])
    found = peers("R0", panel(values, ("age",)), dimensions=[Dimension("people", 1.0, ("age",))], count=3)
    assert [peer.code for peer in found.peers] == ["R4", "R1", "R2"]
    without = peers(
        "R0", panel(values, ("age",)), dimensions=[Dimension("people", 1.0, ("age",))], count=9, exclude={"R4", "R1"}
    )
    assert [peer.code for peer in without.peers] == ["R2", "R3"]


def test_what_is_missing_is_said_on_the_right_side() -> None:
    values = np.array([[1.0, 2.0, 3.0, NAN, NAN], [1.0, 2.0, 4.0, 40.0, 9.0], [NAN, NAN, NAN, 41.0, 8.0]])
    between = distances(panel(values), DIMENSIONS)
    poor, rich = nearest("R0", between), nearest("R1", between)
    assert poor.missing == ("people", "openness")
    assert [peer.code for peer in poor.peers] == ["R1"]
    assert poor.peers[0].missing == ()
    assert rich.missing == ("openness",)
    assert [(peer.code, peer.missing) for peer in rich.peers] == [("R0", ("people",))]


def test_a_required_dimension_must_be_comparable() -> None:
    values = np.array([[1.0, 2.0, 3.0, 40.0, 9.0], [1.0, 2.0, 3.0, NAN, NAN], [3.0, 2.0, 1.0, 50.0, 7.0]])
    between = distances(panel(values), DIMENSIONS)
    assert [peer.code for peer in nearest("R0", between).peers] == ["R1", "R2"]
    assert [peer.code for peer in nearest("R0", between, require=["people"]).peers] == ["R2"]
    with pytest.raises(InputError) as caught:
        nearest("R9", between, require=["moon"])
    assert [fault.code for fault in caught.value.faults] == ["unknown_dimension", "unknown_territory"]


def test_the_bound_on_shared_weight_can_be_lowered() -> None:
    values = np.array([[1.0, 2.0, 3.0, 40.0, 9.0], [NAN, NAN, NAN, 41.0, 8.0], [3.0, 2.0, 1.0, 50.0, 7.0]])
    assert np.isnan(distances(panel(values), DIMENSIONS).combined[0, 1])
    assert distances(panel(values), DIMENSIONS, minimum_weight=0.2).combined[0, 1] > 0


def test_one_unknown_column_leaves_the_dimension() -> None:
    people = [Dimension("people", 1.0, ("age", "income"))]
    values = np.array([[40.0, NAN], [42.0, 5.0], [47.0, 9.0]])
    found = distances(panel(values, ("age", "income")), people)
    np.testing.assert_allclose(found.combined[0, 1] ** 2 / found.combined[0, 2] ** 2, 4 / 49)


def test_every_fault_is_named() -> None:
    dimensions = (
        Dimension("economy", -1.0, ("C24",), "hellinger"),
        Dimension("economy", NAN, ("age",)),
        Dimension("space", 0.0, ("moon",)),
    )
    values = panel(np.array([[-3.0, 4.0]]), ("C24", "age"))
    with pytest.raises(InputError) as caught:
        distances(values, dimensions)
    assert [fault.code for fault in caught.value.faults] == [
        "duplicate_dimension",
        "not_a_weight",
        "negative_part",
        "not_a_weight",
        "unknown_label",
        "no_weight",
    ]
    with pytest.raises(InputError, match="unknown_territory"):
        peers("R9", panel(np.ones((2, 5))), dimensions=DIMENSIONS)


def test_the_house_s_dimensions_take_the_caller_s_compositions() -> None:
    found = {dimension.code: dimension for dimension in default_dimensions(("C24",), ("steel",))}
    assert found["economy"].columns == ("C24",)
    assert found["emission_profile"].columns == ("steel",)
    assert found["openness"].columns == ()
    assert sum(dimension.weight for dimension in found.values()) == 9


def test_the_result_goes_through_json() -> None:
    found = peers("R0", panel(np.arange(35.0).reshape(7, 5)), dimensions=DIMENSIONS)
    assert json.loads(json.dumps(dataclasses.asdict(found)))["target"] == "R0"


def test_three_hundred_regions_take_half_a_second() -> None:
    numbers = np.random.default_rng(1).gamma(1.0, size=(300, 90))
    columns = tuple(f"F{position}" for position in range(90))
    regions = panel(numbers, columns)
    dimensions = [Dimension("economy", 3.0, columns[:80], "hellinger")]
    dimensions += [Dimension(f"D{position}", 1.0, columns[position : position + 2]) for position in range(80, 90, 2)]
    seconds = []
    for _ in range(3):
        start = time.process_time()
        between = distances(regions, dimensions)
        found = [nearest(code, between) for code in regions.rows]
        seconds.append(time.process_time() - start)
        assert all(len(entry.peers) == 10 for entry in found)
    assert min(seconds) < 0.5
