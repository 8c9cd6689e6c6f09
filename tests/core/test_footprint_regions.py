"""From the employment of regions to a region in its country's table, and scenarios told in parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.footprint import (
    Column,
    Scenario,
    economy,
    effects,
    for_accounts,
    imbalance,
    jobs_account,
    leontief,
    national_employment,
    regional_structure,
    two_places,
)
from openhearth.core.footprint.products import product_code
from openhearth.core.footprint.table import Account, Table
from openhearth.core.values import Array, Panel
from tests.core.test_footprint import national, region_of

SEEDS, SIZES = st.integers(0, 10_000), st.integers(3, 8)
ACTIVITIES = ("C10", "C11", "C12", "C24", "C", "K")
SECTORS = ("CPA_C10-12", "CPA_C24", "CPA_K64")


def employment(hidden: bool = False) -> tuple[Panel, Array]:
    """Three regions: a large one, and two small ones of which the last hides its metals."""
    values = np.array(
        [
            [50.0, 20.0, 10.0, 300.0, 600.0, 90.0],
            [10.0, 5.0, 0.0, 20.0, 60.0, 8.0],
            [6.0, 4.0, 1.0, np.nan if hidden else 16.0, 40.0, 7.0],
        ]
    )
    return Panel(("A1", "A2", "A3"), ACTIVITIES, values), np.array([8000.0, 1000.0, 1000.0])


def test_a_country_is_the_sum_of_its_regions() -> None:
    panel, totals = employment()
    assert national_employment(panel, totals) == pytest.approx(
        dict(zip(ACTIVITIES, panel.values.sum(axis=0), strict=True))
    )


def test_a_small_region_that_hides_has_as_much_as_the_others_and_a_large_one_makes_it_unknown() -> None:
    panel, totals = employment(hidden=True)
    assert national_employment(panel, totals)["C24"] == pytest.approx(320 / 0.9)
    assert np.isnan(national_employment(panel, np.array([6000.0, 1000.0, 3000.0]))["C24"])


def test_a_region_without_a_total_counts_nowhere() -> None:
    panel, _ = employment()
    found = national_employment(panel, np.array([8000.0, np.nan, 1000.0]))
    assert found["C24"] == 316.0


def test_totals_of_other_regions_are_refused() -> None:
    with pytest.raises(InputError, match="shape_mismatch"):
        national_employment(employment()[0], np.ones(2))


def test_a_region_is_compared_by_its_own_activities_or_those_of_the_group_around() -> None:
    panel, totals = employment()
    found = regional_structure(SECTORS, panel, totals, "A2")
    assert found.size == pytest.approx(0.1)
    assert found.quotients == pytest.approx([15 / 106 / 0.1, 20 / 336 / 0.1, 8 / 105 / 0.1])
    assert found.basis == ("own", "own", "group")


def test_the_whole_country_as_a_region_is_the_nation() -> None:
    panel, totals = employment()
    whole = Panel(("A",), panel.columns, panel.values.sum(axis=0, keepdims=True))
    found = regional_structure(SECTORS, whole, totals.sum(keepdims=True), "A")
    assert found.quotients == pytest.approx([1.0, 1.0, 1.0])
    assert (found.size, found.elsewhere) == (1.0, None)


def test_regions_of_a_country_share_all_of_every_sector() -> None:
    panel, totals = employment()
    shares = sum(regional_structure(SECTORS, panel, totals, region).shares for region in panel.rows)
    assert shares == pytest.approx(np.ones(3))


def test_jobs_of_a_sector_are_known_if_activities_make_up_all_of_it() -> None:
    account = jobs_account(
        (*SECTORS, "CPA_C"), {"C10": 5.0, "C11": 2.0, "C12": float("nan"), "C24": 7.0, "C": 40.0}, year=2015, source="x"
    )
    assert np.isnan(account.values[[0, 2]]).all()
    assert account.values[1] == 7.0
    assert np.isnan(account.values[3]), "the finest activities count, and C10 to C24 are not all of C"


@settings(max_examples=25)
@given(SEEDS, SIZES, st.floats(-1, 1))
def test_a_part_is_the_same_as_its_amount(seed: int, size: int, part: float) -> None:
    found = national(seed, size)
    places = two_places(found.domestic, region_of(seed, size))
    amount = part * float(places.structure.shares[1] * found.output[1])
    told = effects(found, places, Scenario("part", parts=(("s1", part),)))
    stated = effects(found, places, Scenario("amount", output=(("s1", amount),)))
    assert told.output[:2] == pytest.approx(stated.output[:2])
    assert told.output[0, 1] == pytest.approx(part * told.before[0, 1], abs=1e-9)
    assert told.before.sum(axis=0) == pytest.approx(found.output)


@settings(max_examples=25)
@given(SEEDS, SIZES, st.floats(0, 1.2), st.floats(0, 3))
def test_an_input_times_a_factor_is_the_same_as_its_amount(seed: int, size: int, times: float, jobs: float) -> None:
    found = national(seed, size)
    places = two_places(found.domestic, region_of(seed, size))
    old = found.domestic[:, 1] + found.imported[:, 1]
    factor = Column("s1", times=(("s0", times),), intensities_times=(("jobs", jobs),), share=0.5)
    amount = Column(
        "s1", inputs=(("s0", times * old[0]),), intensities=(("jobs", jobs * found.intensities()[0, 1]),), share=0.5
    )
    one, other = (effects(found, places, Scenario("furnace", columns=(column,))) for column in (factor, amount))
    assert one.output[:2] == pytest.approx(other.output[:2])
    assert one.account("jobs").values[:2] == pytest.approx(other.account("jobs").values[:2])
    assert one.imports == pytest.approx(other.imports)


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_a_column_times_one_changes_nothing(seed: int, size: int) -> None:
    found = national(seed, size)
    column = Column("s1", times=(("s0", 1.0), ("s2", 1.0)), intensities_times=(("jobs", 1.0),))
    result = effects(found, two_places(found.domestic, region_of(seed, size)), Scenario("same", columns=(column,)))
    assert result.output[:2] == pytest.approx(np.zeros((2, size)), abs=1e-9)
    assert result.account("jobs").values[:2] == pytest.approx(np.zeros((2, size)), abs=1e-9)


@settings(max_examples=25)
@given(SEEDS, SIZES, st.floats(-1, 1), st.floats(0, 0.5))
def test_regional_effects_add_up_to_the_national_where_output_is_stated(
    seed: int, size: int, part: float, delta: float
) -> None:
    """What the change of final demand behind it does in the country as a whole."""
    found = national(seed, size)
    places = two_places(found.domestic, region_of(seed, size), delta=delta)
    result = effects(found, places, Scenario("part", parts=(("s1", part),)))
    change = result.output[:2].sum(axis=0)
    demand = change - found.domestic @ change
    assert np.delete(demand, 1) == pytest.approx(np.zeros(size - 1), abs=1e-8)
    assert imbalance(found.domestic, leontief(found.domestic).output(demand), demand) < 1e-9


def test_the_faults_of_parts_and_factors_are_told_together() -> None:
    found = national(3, 4)
    wrong = Scenario(
        "wrong",
        demand=(("s0", 1e300),),
        output=(("s1", 1.0),),
        parts=(("s1", -0.5), ("s9", 0.1), ("s2", -2.0)),
        columns=(
            Column(
                "s0",
                inputs=(("s1", 0.1),),
                times=(("s1", 2.0), ("s2", -1.0)),
                intensities_times=(("jobs", 1.0), ("jobs", 2.0)),
            ),
        ),
    )
    with pytest.raises(InputError) as caught:
        effects(found, two_places(found.domestic, region_of(3, 4)), wrong)
    assert sorted((fault.code, fault.place) for fault in caught.value.faults) == [
        ("beyond_counting", "demand"),
        ("duplicate_account", "column s0"),
        ("duplicate_sector", "column s0"),
        ("duplicate_sector", "output"),
        ("negative_input", "column s0"),
        ("share_out_of_range", "parts"),
        ("unknown_sector", "parts"),
    ]


def test_a_sum_over_known_sectors_names_the_unknown_ones() -> None:
    flows = np.array([[1.0, 2.0], [3.0, 1.0]])
    table = Table("XX-2020", "XX", 2020, "MEUR", "domestic", ("a", "b"), ("f",), flows, np.array([[7.0], [6.0]]), np.full(2, 10.0), np.zeros(2), "x")  # fmt: skip
    found = economy(table, [Account("jobs", "persons", 2020, np.array([5.0, np.nan]), "x")])
    place = region_of(3, 2)
    place = type(place)(("a", "b"), place.quotients, place.size, place.basis)
    jobs = effects(found, two_places(found.domestic, place), Scenario("order", demand=(("a", 1.0),))).account("jobs")
    assert np.isnan(jobs.totals).all()
    assert jobs.known[:2] == pytest.approx(jobs.values[:2, 0])
    assert np.isnan(jobs.known[2])
    assert jobs.unknown == (1,)


def test_what_a_table_does_not_account_for_is_left_out_and_named() -> None:
    scenario = Scenario(
        "s", columns=(Column("a", intensities=(("co2", 1.0),), intensities_times=(("jobs", 0.5), ("co2", 2.0))),)
    )
    kept, left_out = for_accounts(scenario, ("jobs",))
    assert left_out == ("co2",)
    assert kept.columns == (Column("a", intensities_times=(("jobs", 0.5),)),)
    assert for_accounts(scenario, ("jobs", "co2")) == (scenario, ())


def test_a_product_has_one_code() -> None:
    assert [product_code(code) for code in ("C24", "CPA_C24", "B-E", "P3_S14", "output")] == [
        "CPA_C24",
        "CPA_C24",
        "CPA_B-E",
        "P3_S14",
        "output",
    ]
