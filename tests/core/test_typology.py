"""Seven types of regions: named, explained, and the same in any order."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from openhearth.core.errors import InputError
from openhearth.core.register import (
    RegionType,
    parse_divisions,
    parse_ecosystem_labels,
    parse_ecosystems,
    parse_region_types,
)
from openhearth.core.specialisation import by_ecosystem, regional_totals, scope
from openhearth.core.typology import Placement, Typology, Unclassified, typology
from openhearth.core.values import Array, Panel

NAN = float("nan")
FACTS = Path(__file__).parents[2] / "src" / "openhearth" / "facts"
ECOSYSTEMS = ("agrifood", "textile", "digital", "energy", "retail")
TYPES = (
    RegionType("agri_textile", "", "", 0, ("agrifood", "textile")),
    RegionType("capital", "", "", 0, ("digital",)),
    RegionType("industry", "", "", 0, ("energy",)),
    RegionType("diversified", "", "", 0, ()),
)
REGIONS: dict[str, tuple[float, ...]] = {
    "R1": (2.5, 3.0, 0.3, 0.9, 1.0),
    "R2": (2.0, 4.0, 0.2, 1.0, 1.0),
    "R3": (0.1, 0.2, 2.6, 0.5, 1.1),
    "R4": (0.2, 0.4, 2.2, 0.4, 0.9),
    "R5": (0.6, 0.5, 0.9, 3.0, 0.9),
    "R6": (0.9, 0.7, 1.0, 2.4, 0.9),
    "R7": (1.0, 1.1, 0.9, 1.0, 5.0),
    "R8": (0.9, 1.0, 1.0, 1.1, 0.2),
}
quotients_with_holes = arrays(
    float, (12, 5), elements=st.one_of(st.just(NAN), st.floats(0, 8, allow_nan=False, width=32))
)


def panel(regions: Mapping[str, Sequence[float]]) -> Panel:
    return Panel(tuple(regions), ECOSYSTEMS, np.array(list(regions.values())))


def numbered(values: Array) -> Panel:
    return Panel(tuple(f"N{position:02}" for position in range(len(values))), ECOSYSTEMS, values.copy())


def test_regions_find_the_type_that_names_their_focus() -> None:
    found = typology(panel(REGIONS), TYPES)
    assert {group.type_code: group.members for group in found.groups} == {
        "agri_textile": ("R1", "R2"),
        "capital": ("R3", "R4"),
        "industry": ("R5", "R6"),
        "diversified": ("R7", "R8"),
    }
    assert found.explained > 0.95


def test_an_ecosystem_no_type_is_named_after_decides_nothing() -> None:
    found = typology(panel(REGIONS), TYPES)
    assert "retail" not in found.features
    assert {mark.ecosystem for mark in found.reasons("R7")} == {"textile"}


def test_marks_are_the_typical_quotients_of_the_members() -> None:
    """The typical member is the geometric mean: of 2.6 and 2.2, 2.392."""
    capital = typology(panel(REGIONS), TYPES).groups[1]
    assert [mark.ecosystem for mark in capital.marks] == ["digital"]
    assert capital.marks[0].quotient == pytest.approx((2.6 * 2.2) ** 0.5)


def test_reasons_are_the_region_s_own_figures_strongest_first() -> None:
    found = typology(panel(REGIONS), TYPES)
    assert [(mark.ecosystem, mark.quotient) for mark in found.reasons("R1")] == [("textile", 3.0), ("agrifood", 2.5)]


def test_an_unknown_quotient_is_neither_filled_nor_fatal() -> None:
    found = typology(panel(REGIONS | {"R9": (2.4, NAN, 0.3, 0.8, 1.0)}), TYPES)
    placement = found.placement("R9")
    assert isinstance(placement, Placement)
    assert (placement.type_code, placement.unknown) == ("agri_textile", ("textile",))
    assert [mark.quotient for mark in found.groups[0].marks if mark.ecosystem == "textile"] == [pytest.approx(12**0.5)]


def test_too_little_is_known_to_place_a_region() -> None:
    found = typology(panel(REGIONS | {"R9": (2.4, NAN, NAN, 0.8, 1.0)}), TYPES)
    assert found.placement("R9") == Unclassified("R9", "too_few_known", 2, 3)
    assert found.reasons("R9") == ()
    assert all("R9" not in group.members for group in found.groups)


def test_a_margin_says_how_clear_the_case_is() -> None:
    found = typology(panel(REGIONS | {"R9": (0.9, 0.9, 1.55, 0.9, 1.0)}), TYPES)
    clear, close = found.placement("R3"), found.placement("R9")
    assert isinstance(clear, Placement)
    assert isinstance(close, Placement)
    assert {close.type_code, close.runner_up} == {"capital", "diversified"}
    assert 0 <= close.margin < 0.5 < clear.margin <= 1


def test_equal_distances_go_to_the_first_type() -> None:
    """Wholly average regions are as far from one seed as from the other."""
    types = (RegionType("first", "", "", 0, ("energy",)), RegionType("second", "", "", 0, ("digital",)))
    found = typology(panel({"R1": (1.0,) * 5, "R2": (0.5,) * 5}), types)
    assert [group.members for group in found.groups] == [("R1", "R2"), ()]
    assert [group.marks for group in found.groups] == [(), ()]


def test_the_result_goes_through_json() -> None:
    found = typology(panel(REGIONS), TYPES)
    assert json.loads(json.dumps(dataclasses.asdict(found)))["groups"][1]["members"] == ["R3", "R4"]


@given(quotients_with_holes, st.permutations(range(12)))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_changes_nothing(values: Array, order: list[int]) -> None:
    regions = numbered(values)
    assert typology(regions.select(rows=[regions.rows[position] for position in order]), TYPES) == typology(
        regions, TYPES
    )


@given(quotients_with_holes)
@settings(max_examples=50, deadline=None)
def test_everybody_is_placed_once_or_said_to_be_unplaced(values: Array) -> None:
    regions = numbered(values)
    found = typology(regions, TYPES)
    members = [code for group in found.groups for code in group.members]
    assert sorted(members + [entry.territory for entry in found.unclassified]) == sorted(regions.rows)
    assert sorted(members) == [placement.territory for placement in found.placements]
    assert all(placement.type_code != placement.runner_up for placement in found.placements)


@given(quotients_with_holes)
@settings(max_examples=50, deadline=None)
def test_being_further_below_average_is_no_focus(values: Array) -> None:
    lower = np.where(values < 1, values / 2, values)
    one, two = typology(numbered(values), TYPES), typology(numbered(lower), TYPES)
    assert one == two


def packaged(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def europe() -> Typology:
    """The NUTS 2 regions of the packaged employment table, 2015."""
    codes = [entry.code for entry in parse_ecosystem_labels(packaged("ecosystem_labels.csv"))]
    cells = {
        (row["territory"], row["nace"]): float(row["persons"] or "nan")
        for row in packaged("tables/employment.csv")
        if len(row["territory"]) == 4
    }
    rows, columns = (tuple(sorted({key[axis] for key in cells})) for axis in (0, 1))
    employment = Panel(rows, columns, np.array([[cells.get((row, column), NAN) for column in columns] for row in rows]))
    measured = scope(parse_divisions(packaged("divisions.csv")), columns)
    totals = regional_totals(employment, measured)
    found = by_ecosystem(
        employment.select(columns=measured.activities), totals, parse_ecosystems(packaged("ecosystems.csv"), codes)
    )
    return typology(found.quotients, parse_region_types(packaged("region_types.csv"), codes))


@pytest.mark.parametrize(
    ("territory", "type_code"),
    [
        ("FI1B", "creative_capital"),  # Helsinki: the one published placement we know
        ("DEA1", "energy_industry"),
        ("PL22", "energy_industry"),
        ("CZ08", "electronics_mobility"),
        ("PT11", "agri_textile"),
        ("ES70", "agri_tourism"),
        ("FR10", "creative_capital"),
    ],
)
def test_known_regions_of_europe(europe: Typology, territory: str, type_code: str) -> None:
    placement = europe.placement(territory)
    assert isinstance(placement, Placement)
    assert placement.type_code == type_code


def test_each_group_of_europe_is_strongest_where_its_name_says(europe: Typology) -> None:
    leading = {group.type_code: {mark.ecosystem for mark in group.marks[:2]} for group in europe.groups}
    assert leading["agri_textile"] == {"agrifood", "textile"}
    assert leading["agri_tourism"] == {"agrifood", "tourism"}
    assert leading["creative_capital"] == {"creative", "digital"}
    assert leading["health_local"] == {"health", "social_economy"}
    assert "energy_intensive" in leading["energy_industry"]
    assert "electronics" in leading["electronics_mobility"]


def test_sizes_are_near_the_published_ones(europe: Typology) -> None:
    """Share of the EU-27 regions that would have to change type: below an eighth. Figures in docs/methods/typology.md."""
    published = np.array([entry["published_size"] for entry in packaged("region_types.csv")], dtype=float)
    sizes = np.array([sum(code[:2] not in {"UK", "NO", "IS"} for code in group.members) for group in europe.groups])
    assert np.abs(sizes / sizes.sum() - published / published.sum()).sum() / 2 < 0.125


def test_every_fault_is_named() -> None:
    bad = Panel(("R1",), ("digital",), np.array([[-1.0]]))
    types = (RegionType("a", "", "", 0, ("digital",)), RegionType("a", "", "", 0, ("moon",)))
    with pytest.raises(InputError) as caught:
        typology(bad, types)
    assert [fault.code for fault in caught.value.faults] == ["duplicate_type", "unknown_label", "negative_quotient"]
    with pytest.raises(InputError, match="no_types"):
        typology(bad, ())
    with pytest.raises(InputError, match="unknown_territory"):
        typology(panel(REGIONS), TYPES).placement("R99")
