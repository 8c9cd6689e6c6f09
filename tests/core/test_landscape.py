"""Comparable years, panels with holes, and where a value stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.landscape import Landscape, Standing, panel, reference_year, standing
from openhearth.core.values import Panel, Territory

NAN = float("nan")
figures = st.lists(st.one_of(st.just(NAN), st.integers(-50, 50).map(float)), max_size=15)


@pytest.mark.parametrize(
    ("reporting", "year"),
    [
        ({}, None),
        ({2019: 0, 2020: 0}, None),
        ({2020: 1}, 2020),
        ({2018: 100, 2019: 80, 2020: 79}, 2019),  # four fifths of the best year are enough, and no less
        ({2012: 300, 2018: 310, 2019: 290, 2020: 40}, 2019),
        ({2021: 30, 2011: 310}, 2011),  # a young year in which few report is not comparable
    ],
)
def test_the_reference_year_is_the_latest_in_which_most_report(reporting: dict[int, int], year: int | None) -> None:
    assert reference_year(reporting) == year


@given(st.dictionaries(st.integers(2000, 2025), st.integers(0, 334), min_size=1))
@settings(max_examples=50, deadline=None)
def test_no_later_year_has_enough_regions(reporting: dict[int, int]) -> None:
    year = reference_year(reporting)
    most = max(reporting.values())
    assert (year is None) == (most == 0)
    if year is not None:
        assert reporting[year] >= 0.8 * most
        assert all(count < 0.8 * most for later, count in reporting.items() if later > year)


def test_what_is_not_said_is_unknown_and_never_zero() -> None:
    found = panel({("B", "y"): 2.0, ("A", "x"): 0.0}, ("A", "B"), ("x", "y"))
    np.testing.assert_array_equal(found.values, [[0.0, NAN], [NAN, 2.0]])
    assert np.isnan(panel({}, ("A",), ("x",)).values).all()


def test_a_cell_outside_the_labels_is_a_mistake() -> None:
    with pytest.raises((KeyError, InputError)):
        panel({("C", "x"): 1.0}, ("A",), ("x",))


def test_a_standing_by_hand() -> None:
    values = np.array([10.0, 20.0, 30.0, 40.0, NAN])
    assert standing(40.0, values) == Standing(1, 4, (17.5, 25.0, 32.5))
    assert standing(10.0, values) == Standing(4, 4, (17.5, 25.0, 32.5))


def test_ties_share_the_better_rank() -> None:
    values = np.array([5.0, 7.0, 7.0, 9.0])
    ranks = [found.rank for value in (9.0, 7.0, 5.0) if (found := standing(value, values))]
    assert ranks == [1, 2, 4]


def test_the_unknown_stands_nowhere() -> None:
    assert standing(NAN, np.array([1.0, NAN])) is None
    assert standing(1.0, np.array([NAN, NAN])) is None
    assert standing(1.0, np.array([])) is None


@given(figures, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_rank_and_quartiles_against_counting(values: list[float], order: object) -> None:
    known = [value for value in values if value == value]  # noqa: PLR0124 - NaN alone differs from itself
    shuffled = list(values)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    for value in known:
        found = standing(value, np.array(values))
        assert found is not None
        assert found.rank == 1 + sum(other > value for other in known)
        assert found.of == len(known)
        assert found == standing(value, np.array(shuffled))
        assert min(known) <= found.quartiles[0] <= found.quartiles[1] <= found.quartiles[2] <= max(known)


def test_the_codes_of_a_landscape_are_those_of_its_territories() -> None:
    nothing = Panel((), (), np.empty((0, 0)))
    places = tuple(Territory(code, "nuts2", "NUTS 2021", code[:2], "", code, NAN, NAN) for code in ("DEA1", "FI19"))
    assert Landscape(places, nothing, nothing, {}, nothing, None, None).codes == ("DEA1", "FI19")
