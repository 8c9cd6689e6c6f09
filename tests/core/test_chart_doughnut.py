"""The rings of the Doughnut: gaps stay empty, what breaks out is seen without colour, numbers lead to the table."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from openhearth.core.chart import Frame, Spec, chart_table
from openhearth.core.chart.doughnut import FULL, Field, Half, doughnut_chart
from openhearth.core.errors import InputError

FRAME = Frame("Work falls short", "Work falls short by a tenth, CO2 is twice the fair share.")
SOCIAL = (Field("Work", "shortfall", 0.1, ("short by 10 %",)), Field("Voice", "gap", math.nan, ("no figure",)))
ECOLOGICAL = (
    Field("Climate", "overshoot", 1.0, ("twice",)),
    Field("Chemicals", "overshoot", 30.0, ("31 times",)),
    Field("Plants", "described", math.nan, ("20 t",)),
    Field("Water", "within", 0.0, ("fine",)),
)


ELSEWHERE = Half("Elsewhere", (Field("Rights", "gap", math.nan, ("no figure",)),), ECOLOGICAL[3:])
RINGS = ("People", "Nature")


def drawn(elsewhere: Half = Half("Elsewhere", (), ())) -> Spec:  # noqa: B008 - a frozen value
    return doughnut_chart(FRAME, ("", "State"), Half("Here", SOCIAL, ECOLOGICAL), elsewhere, RINGS)


def layer(spec: Spec, position: int) -> Any:
    return spec["layer"][position]  # type: ignore[index]


def names(spec: Spec, position: int) -> list[str]:
    return [row["name"] for row in layer(spec, position)["data"]["values"]]


def test_what_is_known_described_and_missing_look_different_without_colour() -> None:
    spec = drawn()
    assert [names(spec, at) for at in (0, 1, 2)] == [
        ["1 Work", "3 Climate", "4 Chemicals", "6 Water"],
        ["5 Plants"],
        ["2 Voice"],
    ]
    looks = [(mark["fill"], tuple(mark["strokeDash"])) for mark in (layer(spec, at)["mark"] for at in (0, 1, 2))]
    assert len(set(looks)) == 3


def test_a_gap_never_breaks_out_and_no_field_is_zero_for_want_of_a_figure() -> None:
    spec = drawn()
    assert names(spec, 3) == ["1 Work", "3 Climate", "4 Chemicals"]
    json.dumps(spec, allow_nan=False)


def test_a_shortfall_grows_inwards_and_an_overshoot_outwards() -> None:
    work, climate, chemicals = layer(drawn(), 3)["data"]["values"]
    assert work["to"] == work["inner"] > work["from"]
    assert climate["from"] == climate["outer"] < climate["to"]
    assert (climate["to"] - climate["from"]) * FULL == pytest.approx(chemicals["to"] - chemicals["from"])


def test_what_is_longer_than_the_chart_is_broken_near_its_edge() -> None:
    assert names(drawn(), 4) == ["4 Chemicals"]


def test_four_lenses_are_four_half_rings_with_numbers_in_one_order() -> None:
    rows = layer(drawn(ELSEWHERE), 8)["data"]["values"]
    assert [row["number"] for row in rows] == [str(number) for number in range(1, 9)]
    halves = [rows[:2], rows[2:6], rows[6:7], rows[7:]]
    for half, begins, inwards in zip(halves, (0, 0, math.pi, math.pi), (True, False, True, False), strict=True):
        assert half[0]["start"] == pytest.approx(begins)
        assert half[-1]["end"] == pytest.approx(begins + math.pi)
        assert all(row["start"] < row["angle"] < row["end"] for row in half)
        assert len({row["middle"] for row in half}) == 1
        assert (half[0]["outer"] == rows[0]["outer"]) == inwards


def test_halves_and_rings_are_named_in_the_drawing() -> None:
    names = [one["mark"]["text"] for one in drawn()["layer"][-4:]]  # type: ignore[index]
    assert names == ["Elsewhere", "Here", *RINGS]


def test_the_table_has_every_field_under_its_number() -> None:
    table = chart_table(drawn())
    assert table.rows[0] == ("1 Work", "short by 10 %")
    assert table.rows[1] == ("2 Voice", "no figure")
    assert len(table.rows) == 6


def test_a_lens_may_be_empty_but_not_all() -> None:
    half, empty = Half("Here", (), ECOLOGICAL), Half("Elsewhere", (), ())
    assert len(chart_table(doughnut_chart(FRAME, ("", "State"), half, empty, RINGS)).rows) == 4
    with pytest.raises(InputError, match="no_series"):
        doughnut_chart(FRAME, ("", "State"), empty, empty, RINGS)


def test_all_faults_are_told() -> None:
    wrong = (Field("Work", "shortfall", -0.1, ()),)
    with pytest.raises(InputError) as caught:
        doughnut_chart(FRAME, ("", "State"), Half("Here", wrong, ()), Half("Elsewhere", (), ()), RINGS)
    assert [fault.code for fault in caught.value.faults] == ["shape_mismatch", "negative"]
