"""The Leontief model, the region cut out of it, and what a change does where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.footprint import (
    Account,
    Basis,
    Column,
    Economy,
    Effects,
    Scenario,
    Structure,
    Table,
    cross_quotients,
    economy,
    effects,
    flegg_quotients,
    imbalance,
    leontief,
    regional_coefficients,
    structure,
    two_places,
)
from openhearth.core.footprint.products import divisions_of, matched, outermost
from openhearth.core.values import Array

MILLER_BLAIR = np.array([[0.15, 0.25], [0.20, 0.05]])
"""R. E. Miller and P. D. Blair, *Input-Output Analysis*, 2nd ed., Cambridge 2009, section 2.3."""

GERMANY_1995 = np.array(
    [
        [1131, 25480, 1, 607, 710, 762],
        [7930, 304584, 64167, 41082, 11981, 30360],
        [426, 7334, 3875, 5296, 23457, 9155],
        [3559, 72717, 14190, 74399, 10835, 21008],
        [3637, 96115, 31027, 65755, 193176, 34223],
        [1552, 14986, 1747, 11225, 15058, 22070],
    ],
    dtype=float,
)
GERMAN_OUTPUT = np.array([43910.0, 1079446, 245606, 540063, 692487, 508918])
GERMAN_JOBS = np.array([1096.0, 8381, 3236, 9251, 4258, 10206])
GERMAN_VALUE_ADDED = np.array([21664.0, 395022, 115624, 311407, 415426, 365017])
"""J. Beutel in *Eurostat Manual of Supply, Use and Input-Output Tables*, Luxembourg 2008, chapter 15: Germany 1995."""

REGION = np.array([170.0, 2227, 403, 821, 4896, 2484])
NATION = np.array([24019.0, 129248, 36320, 63521, 484087, 216831])


def of(region: Array, nation: Array) -> Structure:
    """The structure of a region of six or so sectors, all of them known."""
    labels = tuple(f"s{position}" for position in range(len(region)))
    size = float(region.sum() / nation.sum())
    basis: tuple[Basis, ...] = tuple("own" for _ in region)
    return Structure(labels, (region / region.sum()) / (nation / nation.sum()), size, basis)


def national(seed: int, size: int, kind: str = "total") -> Economy:
    """A balanced table made up by seed."""
    draw = np.random.default_rng(seed)
    flows = draw.random((size, size)) * draw.integers(0, 2, (size, size)) * 10
    demand = draw.random((size, 2)) * 100 + 1
    supply = flows.sum(axis=1) + demand.sum(axis=1)
    abroad = draw.random(size) * 0.5
    imports, output = supply * abroad, supply * (1 - abroad)
    output = np.maximum(output, flows.sum(axis=0) * 1.05)
    demand[:, 0] += output + imports - supply
    if kind == "domestic":
        demand[:, 0] -= imports
    labels = tuple(f"s{position}" for position in range(size))
    table = Table("XX", "XX", 2020, "MEUR", kind, labels, ("home", "abroad"), flows, demand, output, imports, "seed")  # type: ignore[arg-type]
    return economy(table, [Account("jobs", "persons", 2020, draw.random(size) * output, "seed")])


def region_of(draw_seed: int, size: int) -> Structure:
    draw = np.random.default_rng(draw_seed)
    nation = draw.random(size) * 1000 + 10
    return of(nation * draw.random(size) * draw.integers(0, 3, size).clip(0, 1) + 1e-3 * nation, nation)


SEEDS, SIZES = st.integers(0, 10_000), st.integers(2, 8)


def test_miller_and_blair_two_sectors() -> None:
    model = leontief(MILLER_BLAIR)
    assert model.multipliers(np.eye(2)).round(4).tolist() == [[1.2541, 0.33], [0.264, 1.1221]]
    assert model.output(np.array([600.0, 1500.0])).round(1).tolist() == [1247.5, 1841.6]
    assert model.multipliers(np.ones(2)).round(3).tolist() == [1.518, 1.452]


def test_miller_and_blair_closed_for_households() -> None:
    closed = np.array([[0.15, 0.25, 0.05], [0.20, 0.05, 0.40], [0.30, 0.25, 0.05]])
    income = leontief(closed).multipliers(np.array([0.0, 0.0, 1.0]))[:2]
    plain = leontief(MILLER_BLAIR).multipliers(closed[2, :2])
    assert (plain / closed[2, :2]).round(2).tolist() == [1.47, 1.52]
    assert income.round(3).tolist() == [0.570, 0.489]
    assert (income / closed[2, :2]).round(2).tolist() == [1.90, 1.96]


def test_miller_and_blair_two_regions_feed_back() -> None:
    flows = np.array(
        [
            [150.0, 500, 50, 25, 75],
            [200, 100, 400, 200, 100],
            [300, 500, 50, 60, 40],
            [75, 100, 60, 200, 250],
            [50, 25, 25, 150, 100],
        ]
    )
    coefficients = flows / np.array([1000.0, 2000, 1000, 1200, 800])
    both = leontief(coefficients).output(np.array([100.0, 0, 0, 0, 0]))
    alone = leontief(coefficients[:3, :3]).output(np.array([100.0, 0, 0]))
    assert both[:3].round(2).tolist() == [142.34, 63.46, 63.83]
    assert alone.round(2).tolist() == [136.51, 52.73, 56.98]


def test_the_german_table_of_the_eurostat_manual() -> None:
    model = leontief(GERMANY_1995 / GERMAN_OUTPUT)
    assert model.multipliers(np.eye(6)).diagonal().round(4).tolist() == [1.0339, 1.4292, 1.0289, 1.1784, 1.4126, 1.0515]
    jobs = model.multipliers(GERMAN_JOBS / GERMAN_OUTPUT)
    assert jobs.round(4).tolist() == [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242]
    added = model.multipliers(GERMAN_VALUE_ADDED / GERMAN_OUTPUT)
    assert added == pytest.approx([0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199], abs=1e-4)


@settings(max_examples=40)
@given(SEEDS, SIZES)
def test_the_model_balances_and_multipliers_tell_the_same_as_outputs(seed: int, size: int) -> None:
    found = national(seed, size)
    model = leontief(found.domestic)
    output = model.output(found.demand)
    assert imbalance(found.domestic, output, found.demand) < 1e-9
    assert output == pytest.approx(found.output)
    intensities = found.intensities()[0]
    assert model.multipliers(intensities) @ found.demand == pytest.approx(intensities @ output)


@settings(max_examples=40)
@given(SEEDS, SIZES, st.integers(1, 3))
def test_replaced_columns_are_as_if_factorised_anew(seed: int, size: int, count: int) -> None:
    found = national(seed, size)
    draw = np.random.default_rng(seed + 1)
    columns = draw.permutation(size)[:count].tolist()
    new = draw.random((size, len(columns))) / (2 * size)
    whole = found.domestic.copy()
    whole[:, columns] = new
    variant, anew = leontief(found.domestic).replaced(columns, new), leontief(whole)
    demand, intensities = draw.random(size), draw.random((3, size))
    assert variant.output(demand) == pytest.approx(anew.output(demand))
    assert variant.multipliers(intensities) == pytest.approx(anew.multipliers(intensities))


def test_an_account_with_an_unknown_sector_has_unknown_multipliers_and_others_have_not() -> None:
    found = leontief(MILLER_BLAIR).multipliers(np.array([[1.0, np.nan], [1.0, 1.0]]))
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


@pytest.mark.parametrize("coefficients", [np.array([[1.0]]), np.array([[0.6, 0.6], [0.6, 0.6]]), np.eye(2) * 1.5])
def test_an_economy_that_eats_more_than_it_makes_is_refused(coefficients: Array) -> None:
    with pytest.raises(InputError, match="not_productive"):
        leontief(coefficients)


def test_a_replacement_that_eats_more_than_it_makes_is_refused() -> None:
    with pytest.raises(InputError, match="not_productive"):
        leontief(MILLER_BLAIR).replaced([0, 1], np.array([[0.9, 0.9], [0.9, 0.9]]))


def test_flegg_quotients_with_figures_worked_out_by_hand() -> None:
    found = of(REGION, NATION)
    assert np.log2(1 + found.size) ** 0.3 == pytest.approx(0.2921, abs=5e-5)
    quotients = flegg_quotients(found)
    assert (quotients[1, 0], quotients[0, 0]) == pytest.approx((0.7112, 0.1793), abs=5e-5)
    assert flegg_quotients(found, augmented=True)[1, 1] == pytest.approx(0.5756, abs=5e-5)


def test_size_is_of_all_employment_not_of_the_sector() -> None:
    """The sector-ratio variant would give each row its own correction."""
    found = of(REGION, NATION)
    correction = flegg_quotients(found) / cross_quotients(found.quotients)
    assert correction == pytest.approx(np.full((6, 6), correction[0, 0]))


@settings(max_examples=25)
@given(SEEDS, SIZES, st.floats(0, 0.9), st.booleans())
def test_a_region_that_is_the_nation_is_the_nation(seed: int, size: int, delta: float, augmented: bool) -> None:
    found = national(seed, size)
    employment = np.random.default_rng(seed).random(size) + 0.1
    places = two_places(found.domestic, of(employment, employment), delta=delta, augmented=augmented)
    assert places.coefficients[:size, :size] == pytest.approx(found.domestic)
    assert not places.coefficients[size:, :size].any()


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_without_the_correction_for_size_flegg_is_the_cross_quotient(seed: int, size: int) -> None:
    found = region_of(seed, size)
    assert flegg_quotients(found, delta=0.0) == pytest.approx(cross_quotients(found.quotients))


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_multipliers_fall_as_delta_rises_and_never_exceed_the_national(seed: int, size: int) -> None:
    found, place = national(seed, size), region_of(seed, size)
    ones = np.ones(size)
    whole = leontief(found.domestic).multipliers(ones)
    for lower, higher in ((0.0, 0.2), (0.2, 0.4)):
        loose, tight = (
            leontief(regional_coefficients(found.domestic, flegg_quotients(place, delta=delta))).multipliers(ones)
            for delta in (lower, higher)
        )
        assert (tight <= loose + 1e-9).all()
        assert (loose <= whole + 1e-9).all()


@settings(max_examples=40)
@given(SEEDS, SIZES, st.floats(-50, 50), st.booleans())
def test_effects_here_and_in_the_country_add_up_to_the_national(
    seed: int, size: int, amount: float, augmented: bool
) -> None:
    found = national(seed, size)
    places = two_places(found.domestic, region_of(seed, size), augmented=augmented)
    result = effects(found, places, Scenario("order", demand=(("s0", amount),)))
    demand = np.zeros(size)
    demand[0] = amount
    whole = leontief(found.domestic).output(demand)
    assert result.output[:2].sum(axis=0) == pytest.approx(whole, abs=1e-8)
    jobs = result.account("jobs").totals[:2].sum()
    assert jobs == pytest.approx(float(found.intensities()[0] @ whole), abs=1e-8)
    assert result.imports == pytest.approx(float(found.import_share @ whole), abs=1e-8)


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_with_this_technology_abroad_all_places_add_up_to_the_world(seed: int, size: int) -> None:
    found = national(seed, size)
    places = two_places(found.domestic, region_of(seed, size))
    result = effects(found, places, Scenario("order", demand=(("s1", 10.0),)), abroad="as_here")
    demand = np.zeros(size)
    demand[1] = 10.0
    world = leontief(found.domestic + found.imported).output(demand)
    assert result.output.sum(axis=0) == pytest.approx(world)


@settings(max_examples=25)
@given(SEEDS, st.integers(3, 8))
def test_a_change_of_technology_balances_in_the_changed_economy(seed: int, size: int) -> None:
    found = national(seed, size)
    places = two_places(found.domestic, region_of(seed, size))
    column = Column("s1", inputs=(("s0", 0.0), ("s2", 0.1)), intensities=(("jobs", 0.5),), share=0.75)
    result = effects(found, places, Scenario("new furnace", columns=(column,)))
    share = places.structure.shares
    before = np.concatenate([share, 1 - share]) * np.tile(found.output, 2)
    technology = found.domestic[:, 1] + found.imported[:, 1]
    made = technology.copy()
    made[[0, 2]] = 0.0, 0.1
    mixed = found.home_share * (0.25 * technology + 0.75 * made)
    changed = places.coefficients.copy()
    within = places.home[0][:, 1]
    changed[:, 1] = np.concatenate([within * mixed, (1 - within) * mixed])
    after = before + result.output[:2].ravel()
    assert imbalance(changed, after, before - places.coefficients @ before) < 1e-9
    old = found.intensities()[0]
    here = old * after[:size] - old * before[:size]
    here[1] += 0.75 * (0.5 - old[1]) * after[1]
    assert result.account("jobs").values[0] == pytest.approx(here, abs=1e-9)


@settings(max_examples=25)
@given(SEEDS, SIZES, st.floats(1e-6, 1e6))
def test_scaling_the_currency_changes_no_jobs(seed: int, size: int, factor: float) -> None:
    found = national(seed, size)
    scaled = replace(found, output=found.output * factor, demand=found.demand * factor)
    place = region_of(seed, size)

    def jobs(of: Economy, unit: float) -> Array:
        closure = Scenario("closure", output=(("s0", -unit),))
        return effects(of, two_places(of.domestic, place), closure).account("jobs").values

    assert jobs(scaled, factor)[:2] == pytest.approx(jobs(found, 1.0)[:2], abs=1e-9)


def steel(kind: str = "total") -> tuple[Economy, Effects]:
    """A closure and another furnace in a region of a made-up country."""
    found = national(7, 5, kind)
    places = two_places(found.domestic, region_of(7, 5))
    furnace = Column("s1", inputs=(("s0", 0.0), ("s3", 0.2)), intensities=(("jobs", 0.1),), share=0.5)
    return found, effects(found, places, Scenario("steel", output=(("s1", -2.0),), columns=(furnace,)))


def test_a_stated_change_of_output_is_met_after_all_rounds() -> None:
    _, result = steel()
    assert result.output[0, 1] == pytest.approx(-2.0)
    assert result.unit == "MEUR"


def test_what_is_made_abroad_is_unknown_unless_an_assumption_is_made() -> None:
    _, result = steel()
    assert np.isnan(result.output[2]).all()
    assert np.isnan(result.account("jobs").totals[2])
    assert np.isfinite(result.imports)


def test_a_domestic_table_knows_the_price_of_imports_and_not_their_products() -> None:
    found, result = steel("domestic")
    assert np.isnan(found.imported).all()
    assert np.isfinite(result.imports)
    assert (found.home_share == 1).all()
    assert found.domestic @ found.output + found.demand == pytest.approx(found.output)


def test_a_scenario_without_change_changes_nothing() -> None:
    found = national(3, 4)
    same = effects(found, two_places(found.domestic, region_of(3, 4)), Scenario("nothing", columns=(Column("s2"),)))
    assert same.output[:2] == pytest.approx(np.zeros((2, 4)), abs=1e-9)
    assert same.imports == pytest.approx(0.0, abs=1e-9)


def test_all_faults_of_a_scenario_are_told_at_once() -> None:
    found = national(3, 4)
    wrong = Scenario(
        "wrong",
        demand=(("s9", 1.0), ("s0", float("nan"))),
        output=(("s1", 1.0), ("s1", 2.0)),
        columns=(Column("s0", inputs=(("s1", -0.1),), intensities=(("co2", 1.0),), imports=0.1, share=2.0),),
    )
    with pytest.raises(InputError) as caught:
        effects(found, two_places(found.domestic, region_of(3, 4)), wrong)
    assert {fault.code for fault in caught.value.faults} == {
        "unknown_sector",
        "not_finite",
        "duplicate_sector",
        "negative_input",
        "unknown_account",
        "share_out_of_range",
        "imports_follow_from_inputs",
    }


def test_a_table_with_wrong_shapes_and_signs_is_refused_with_all_faults() -> None:
    with pytest.raises(InputError) as caught:
        Table("X", "X", 2020, "MEUR", "total", ("a", "a"), ("f",), np.ones((2, 2)), np.ones((2, 2)), np.array([-1.0, 0.0]), np.array([np.nan, 0.0]), "x")  # fmt: skip
    codes = {fault.code for fault in caught.value.faults}
    assert codes == {"shape_mismatch", "duplicate_label", "negative_output", "inputs_without_output", "not_finite"}


def test_hidden_employment_falls_back_on_its_group_and_is_never_zero() -> None:
    parts, groups = matched(("CPA_C10-12", "CPA_C24", "CPA_P"), ("C10", "C11", "C12", "C24", "C", "O-Q"))
    region = {"C10": 10.0, "C11": float("nan"), "C12": 1.0, "C24": float("nan"), "C": 60.0, "O-Q": 20.0}
    nation = {"C10": 100.0, "C11": 50.0, "C12": 10.0, "C24": 100.0, "C": 400.0, "O-Q": 400.0}
    found = structure(parts, region, nation, (100.0, 1000.0), groups=groups)
    assert found.quotients == pytest.approx([11 / 110 * 10, 60 / 400 * 10, 20 / 400 * 10])
    assert found.basis == ("own", "group", "group")


def test_employment_known_nowhere_is_refused_unless_the_average_is_assumed() -> None:
    parts, groups = matched(("CPA_B", "CPA_C24"), ("C24",))
    with pytest.raises(InputError, match="CPA_B: unknown_employment"):
        structure(parts, {"C24": 1.0}, {"C24": 10.0}, (10.0, 100.0), groups=groups)
    assert (
        structure(parts, {"C24": 1.0}, {"C24": 10.0}, (10.0, 100.0), groups=groups, assumed=1.0).basis[0] == "assumed"
    )


def test_codes_of_products_are_read_in_every_spelling() -> None:
    assert divisions_of("CPA_C31_32") == divisions_of("C31-C32") == {"31", "32"}
    assert divisions_of("CPA_O-T") == {
        "84",
        "85",
        "86",
        "87",
        "88",
        "90",
        "91",
        "92",
        "93",
        "94",
        "95",
        "96",
        "97",
        "98",
    }
    assert divisions_of("P3_S14") == divisions_of("CPA_TOTAL") == frozenset()
    assert outermost(("CPA_L68A", "CPA_L68B", "CPA_F", "CPA_F41")) == ("CPA_L68A", "CPA_L68B", "CPA_F")
