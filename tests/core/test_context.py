"""Where practices come from and where they go: likeness with a meaning, needs and means that say what is unknown."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from openhearth.core import peers
from openhearth.core.context import ENOUGH, Contexts, Have, Means, Need, contexts, means, needs
from openhearth.core.errors import InputError
from openhearth.core.practice import Practice
from openhearth.core.values import Array, Panel

NAN = float("nan")
CODES = ("AA11", "AA12", "BB11", "BB12")
AGES = np.array([[40.0], [42.0], [47.0], [NAN]])
QUOTIENTS = np.array([[3.0, 0.5], [1.0, NAN], [0.0, 2.0], [NAN, NAN]])
SKILLS = np.array([[40.0], [20.0], [30.0], [NAN]])


def known(ages: Array = AGES, quotients: Array = QUOTIENTS) -> Contexts:
    between = peers.distances(Panel(CODES, ("age",), ages.copy()), [peers.Dimension("people", 1.0, ("age",))])
    return contexts(
        between,
        {
            "ecosystem": Panel(CODES, ("textile", "digital"), quotients.copy()),
            "skill": Panel(CODES, ("tertiary_education",), SKILLS.copy()),
        },
    )


def practice(**fields: object) -> Practice:
    record: dict[str, object] = {"code": "p", "title": "P", "summary": "", "language": "en", "source": "s"}
    return Practice(**{**record, "provenance": "", **fields})  # type: ignore[arg-type]


def quantities(found: tuple[Need, ...]) -> dict[str, float]:
    return {need.code: need.quantity for need in found}


def test_likeness_is_the_share_of_pairs_at_least_as_far_apart() -> None:
    """Ages 40, 42, 47: differences 2, 5 and 7, so shares 3/3, 2/3 and 1/3. The fourth is unknown, also to itself."""
    expected = [[1, 1, 1 / 3, NAN], [1, 1, 2 / 3, NAN], [1 / 3, 2 / 3, 1, NAN], [NAN] * 4]
    np.testing.assert_allclose(known().likeness, expected)
    np.testing.assert_allclose(known().likeness_by_dimension, [expected])


@settings(max_examples=30)
@given(arrays(float, (6, 1), elements=st.floats(0, 100, width=16)), st.permutations(range(6)))
def test_likeness_does_not_depend_on_order_and_falls_with_distance(ages: Array, order: list[int]) -> None:
    def likeness(rows: Array) -> tuple[Array, Array]:
        panel = Panel(tuple(f"R{row}" for row in range(6)), ("age",), rows)
        between = peers.distances(panel, [peers.Dimension("people", 1.0, ("age",))])
        return contexts(between, {}).likeness, between.combined

    first, distance = likeness(ages.copy())
    second, _ = likeness(ages[order].copy())
    np.testing.assert_array_equal(first[np.ix_(order, order)], second)
    by_distance = first.ravel()[np.argsort(distance.ravel(), kind="stable")]
    assert (np.diff(by_distance) <= 0).all()
    assert first.min() > 0


def test_a_place_of_several_regions_has_their_mean_of_what_is_known() -> None:
    found = {one.code: one.quantity for one in means("AA", "AA", known()).has}
    assert found == {"textile": 2.0, "digital": 0.5, "tertiary_education": 30.0}


def test_a_place_within_a_region_has_what_the_region_has() -> None:
    assert means("AA113", "AA", known()).has == means("AA11", "AA", known()).has


def test_what_is_not_known_stays_unknown() -> None:
    assert all(isnan(one.quantity) for place in ("BB12", "ZZ") for one in means(place, "", known()).has)


def test_what_people_say_counts_more_than_the_tables() -> None:
    said = (Have("ecosystem", "textile", 9.0), Have("resource", "wind", inf))
    found = {(one.kind, one.code): one.quantity for one in means("AA11", "AA", known(), has=said).has}
    assert found["ecosystem", "textile"] == 9.0
    assert found["resource", "wind"] == inf
    assert found["ecosystem", "digital"] == 0.5


def test_a_practice_needs_as_much_as_there_is_where_it_comes_from_but_no_more_than_enough() -> None:
    found = needs(practice(nuts="AA11", industrial_ecosystem=("textile", "digital")), known())
    assert quantities(found) == {"textile": ENOUGH, "digital": 0.5, "tertiary_education": 40.0}


def test_a_practice_of_a_country_comes_from_all_its_regions() -> None:
    found = needs(practice(country="AA", industrial_ecosystem=("digital",)), known())
    assert quantities(found) == {"digital": 0.5, "tertiary_education": 30.0}


def test_without_a_place_of_origin_an_average_ecosystem_will_do_and_skills_are_not_told() -> None:
    found = quantities(needs(practice(industrial_ecosystem=("textile",)), known()))
    assert found["textile"] == 1.0
    assert isnan(found["tertiary_education"])


def test_the_record_tells_of_industry_and_institution() -> None:
    found = needs(
        practice(carbon_intensive_group="steel", territorial_validity="national"), contexts(known().between, {})
    )
    assert [(need.kind, need.code, need.essential) for need in found] == [
        ("precondition", "steel", False),
        ("institution", "national", False),
    ]
    assert needs(practice(carbon_intensive_group="horizontal"), contexts(known().between, {})) == ()


def test_what_the_owner_states_replaces_what_was_derived() -> None:
    stated = (Need("ecosystem", "textile", essential=True, source="owner"), Need("ecosystem", "digital", 0.2))
    found = needs(practice(nuts="AA11", industrial_ecosystem=("textile",)), known(), stated=stated)
    assert quantities(found) == {"textile": ENOUGH, "tertiary_education": 40.0, "digital": 0.2}
    assert [need.code for need in found if need.essential and need.source == "owner"] == ["textile"]


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        (lambda: Need("resource", "wind", -1.0), ["not_a_quantity"]),
        (lambda: Need("resource", "wind", inf), ["not_a_quantity"]),
        (lambda: Need("luck", "wind"), ["unknown_kind"]),  # type: ignore[arg-type]
        (lambda: Need("institution", "galactic", -1.0), ["unknown_level", "not_a_quantity"]),
        (
            lambda: Means("A", "A", "town", (Have("resource", "wind", -1.0), Have("resource", "wind", 1.0))),  # type: ignore[arg-type]
            ["unknown_level", "not_a_quantity", "duplicate_have"],
        ),
        (lambda: needs(practice(), known(), stated=[Need("resource", "wind")] * 2), ["duplicate_need"]),
        (
            lambda: contexts(
                known().between,
                {
                    "institution": Panel(("A",), ("x",), np.array([[1.0]])),
                    "skill": Panel(("A",), ("x",), -np.ones((1, 1))),
                },
            ),
            ["unknown_kind", "negative_quantity"],
        ),
    ],
)
def test_all_faults_are_told_at_once(wrong: Callable[[], object], codes: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        wrong()
    assert [fault.code for fault in refused.value.faults] == codes


def test_contexts_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        known().likeness[0, 0] = 0.0
    with pytest.raises(TypeError):
        known().levels["skill"] = Panel((), (), np.empty((0, 0)))  # type: ignore[index]
