from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.emissions import EmissionsByYear, reading, together
from openhearth.core.errors import InputError


def series(installations: Sequence[Sequence[float | None]], first_year: int = 2013) -> EmissionsByYear:
    """From one row for each installation; None where it did not report."""
    figures = np.array([[np.nan if value is None else value for value in row] for row in installations], dtype=float)
    reported = ~np.isnan(figures)
    constant = reported.all(axis=1)
    last = figures.shape[1] - 1
    starts = [int(np.flatnonzero(row)[0]) for row in reported if row.any()]
    ends = [int(np.flatnonzero(row)[-1]) for row in reported if row.any()]
    return EmissionsByYear(
        years=tuple(range(first_year, first_year + figures.shape[1])),
        tonnes=np.nansum(figures, axis=0),
        installations=reported.sum(axis=0),
        started=np.bincount([at for at in starts if at > 0], minlength=last + 1),
        ended=np.bincount([at for at in ends if at < last], minlength=last + 1),
        constant_tonnes=figures[constant].sum(axis=0) if constant.any() else np.zeros(last + 1),
    )


def test_same_scope_gives_a_trend_and_no_reasons() -> None:
    said = reading(series([[100, 90, 81], [300, 270, 243]]))
    assert said.reasons == ()
    assert said.trend is not None
    assert (said.trend.first_year, said.trend.last_year) == (2013, 2015)
    assert said.trend.change == pytest.approx(-0.19)
    assert said.trend.a_year == pytest.approx(-0.1)
    assert said.coverage.tolist() == [1, 1, 1]


def test_a_closure_is_not_a_saving() -> None:
    said = reading(series([[100, 100, 100], [80, 80, None]]))
    assert said.reasons == ("scope_changed",)
    assert said.trend is not None
    assert said.trend.change == 0
    assert (said.started, said.ended) == (0, 1)
    assert said.coverage == pytest.approx([100 / 180, 100 / 180, 1])


def test_a_year_of_exclusion_changes_the_scope_without_start_or_end() -> None:
    said = reading(series([[100, 100, 100], [10, None, 10]]))
    assert said.reasons == ("scope_changed",)
    assert (said.started, said.ended) == (0, 0)


def test_jonava_the_jump_of_the_ammonia_works_is_the_law_not_the_works() -> None:
    # One works, reporting in every year, from its boilers alone (2012) to all its processes (2013).
    jonava = series([[60_000, 60_000, 2_387_162, 2_716_077, 2_755_145]], first_year=2011)
    said = reading(jonava)
    assert said.reasons == ("scope_widened",)
    assert said.trend is None
    later = reading(jonava.since(2013))
    assert later.reasons == ()
    assert later.trend is not None
    assert later.trend.change == pytest.approx(2_755_145 / 2_387_162 - 1)


@pytest.mark.parametrize(
    ("installations", "reasons"),
    [
        ([[100, 90]], ("too_few_years",)),
        ([[100, 100, 100], [900, None, None]], ("scope_changed", "low_coverage")),
        ([[100, 100, None], [None, 100, 100]], ("scope_changed", "nothing_comparable")),
        ([[0, 10, 10]], ("zero_base",)),
        ([[0, 0, 0]], ("nothing_comparable",)),
    ],
)
def test_reasons_against_a_trend(installations: list[list[float | None]], reasons: tuple[str, ...]) -> None:
    said = reading(series(installations))
    assert said.reasons == reasons
    assert said.trend is None


def test_unknown_stays_unknown() -> None:
    one = np.array([1, 1, 1])
    tonnes = np.array([100.0, np.nan, np.nan])
    said = reading(EmissionsByYear((2013, 2014, 2015), tonnes, one, 0 * one, 0 * one, tonnes.copy()))
    assert said.reasons == ("unknown_years",)
    assert np.isnan(said.coverage).tolist() == [False, True, True]


def test_faults_are_named_all_together() -> None:
    with pytest.raises(InputError) as raised:
        EmissionsByYear(
            years=(2013, 2015),
            tonnes=np.array([1.0, -2.0]),
            installations=np.array([1, 1]),
            started=np.array([2, 0]),
            ended=np.array([0, 0]),
            constant_tonnes=np.array([3.0, 0.0]),
        )
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("years_not_consecutive", "years"),
        ("negative", "tonnes 2015"),
        ("more_than_all", "constant_tonnes 2013"),
        ("more_than_all", "constant_tonnes 2015"),
        ("more_than_all", "started 2013"),
    ]
    good = series([[1, 1, 1]])
    with pytest.raises(InputError) as raised:
        reading(good, least_coverage=1.5, least_years=1)
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("out_of_range", "least_coverage"),
        ("out_of_range", "least_years"),
    ]
    with pytest.raises(InputError, match="unknown_year"):
        good.since(1990)
    with pytest.raises(InputError, match="years_differ"):
        together((good, series([[1, 1, 1]], first_year=2014)))
    with pytest.raises(InputError, match="shape_mismatch"):
        EmissionsByYear((2013,), np.zeros(2), np.zeros(1, int), np.zeros(1, int), np.zeros(1, int), np.zeros(1))


tables = st.integers(3, 8).flatmap(
    lambda years: st.lists(
        st.lists(st.one_of(st.none(), st.integers(1, 10**7)), min_size=years, max_size=years), min_size=1, max_size=6
    )
)


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(2, 1000))
def test_the_unit_does_not_change_what_is_said(table: list[list[int | None]], factor: int) -> None:
    one = reading(series(table))
    other = reading(series([[None if value is None else value * factor for value in row] for row in table]))
    assert other.reasons == one.reasons
    np.testing.assert_allclose(other.coverage, one.coverage)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_a_trend_never_depends_on_installations_that_come_and_go(table: list[list[int | None]]) -> None:
    constant = [row for row in table if None not in row]
    said = reading(series(table), least_coverage=0)
    if not constant:
        assert said.trend is None
        return
    alone = reading(series(constant))
    assert said.trend == alone.trend
    assert ("scope_changed" in said.reasons) == (len(constant) < len([row for row in table if any(row)]))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_the_whole_is_the_sum_of_its_parts(table: list[list[int | None]]) -> None:
    parts = together([series([row]) for row in table])
    whole = series(table)
    np.testing.assert_allclose(parts.tonnes, whole.tonnes)
    np.testing.assert_allclose(parts.constant_tonnes, whole.constant_tonnes)
    assert parts.started.tolist() == whole.started.tolist()
    assert reading(parts).reasons == reading(whole).reasons
