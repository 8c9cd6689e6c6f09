"""All regions side by side, checked by hand on four of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core import comparison
from openhearth.core.comparison import EMISSION_DIMENSIONS, LEAST_PER_HEAD
from openhearth.core.peers import peers
from tests.core.four_regions import CODES, DIVISIONS, ECOSYSTEMS, NAN, landscape

ECONOMY = comparison.economy(landscape(), DIVISIONS, ECOSYSTEMS)


def test_shares_and_quotients_by_hand() -> None:
    """C24 is known everywhere: 80 of 600 persons. C10 is known in AA11 and BB11: 90 of their 400."""
    np.testing.assert_array_equal(ECONOMY.totals, [200.0, 200.0, 200.0])
    assert ECONOMY.shares.at("AA11", "C24") == pytest.approx(0.3)
    assert ECONOMY.quotients.at("AA11", "C24") == pytest.approx(0.3 / (80 / 600))
    assert ECONOMY.quotients.at("AA11", "C10") == pytest.approx(0.2 / (90 / 400))


def test_confidential_is_not_zero() -> None:
    assert np.isnan(ECONOMY.counts.at("AA12", "C10"))
    assert np.isnan(ECONOMY.quotients.at("AA12", "C10"))
    assert ECONOMY.quotients.at("BB11", "C24") == 0.0
    assert ECONOMY.coverage_of("AA11") == pytest.approx(1.0)
    assert ECONOMY.coverage_of("AA12") == pytest.approx(120 / 200)


def test_nobody_is_counted_twice_and_what_nobody_reports_is_no_activity() -> None:
    assert ECONOMY.counts.columns == ("C10", "C24", "G")
    assert comparison.activities(landscape().employment, DIVISIONS).columns == ("C10", "C24", "G")


def test_an_ecosystem_is_what_its_divisions_are() -> None:
    found = ECONOMY.ecosystems
    assert found.quotients.at("AA11", "energy_intensive") == pytest.approx(2.25)
    assert found.quotients.at("BB11", "agrifood") == pytest.approx(0.25 / (90 / 400))
    assert np.isnan(found.quotients.at("AA12", "agrifood"))


def test_features_by_hand() -> None:
    panel, _ = comparison.features(landscape(), ECONOMY.counts)
    assert panel.rows == CODES
    np.testing.assert_allclose(panel.column("log_population"), [3.0, 2.0, 1.0, NAN])
    np.testing.assert_allclose(panel.column("tertiary_education"), [30.0, 20.0, 10.0, NAN])
    np.testing.assert_array_equal(panel.column("C24"), [60.0, 20.0, 0.0, NAN])


def test_emissions_near_zero_have_a_floor_and_unknown_ones_none() -> None:
    panel, _ = comparison.features(landscape(), ECONOMY.counts)
    np.testing.assert_allclose(
        panel.column("log_ets_emissions_per_head"), [2.0, np.log10(LEAST_PER_HEAD), NAN, NAN], rtol=1e-12
    )
    np.testing.assert_array_equal(panel.column("emissions:Iron and steel"), [90_000.0, 0.0, NAN, NAN])


def test_dimensions_use_columns_that_exist_once() -> None:
    panel, dimensions = comparison.features(landscape(), ECONOMY.counts)
    used = [column for dimension in dimensions for column in dimension.columns]
    assert sorted(used) == sorted(panel.columns)
    assert {dimension.code for dimension in dimensions} >= EMISSION_DIMENSIONS
    assert all(dimension.weight > 0 for dimension in dimensions)


@given(st.permutations(CODES))
@settings(max_examples=24, deadline=None)
def test_the_order_of_regions_changes_nothing(order: list[str]) -> None:
    other = landscape(tuple(order))
    economy = comparison.economy(other, DIVISIONS, ECOSYSTEMS)
    for found, expected in (
        (economy.quotients, ECONOMY.quotients),
        (economy.ecosystems.quotients, ECONOMY.ecosystems.quotients),
    ):
        np.testing.assert_allclose(found.select(rows=expected.rows).values, expected.values, rtol=1e-12)
    panel, dimensions = comparison.features(other, economy.counts)
    expected_panel, expected_dimensions = comparison.features(landscape(), ECONOMY.counts)
    assert dimensions == expected_dimensions
    np.testing.assert_array_equal(panel.select(rows=CODES).values, expected_panel.values)
    assert [one.code for one in peers("AA11", panel, dimensions=dimensions).peers] == [
        one.code for one in peers("AA11", expected_panel, dimensions=dimensions).peers
    ]
