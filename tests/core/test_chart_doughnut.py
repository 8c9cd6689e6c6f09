"""The rings of the Doughnut: gaps stay empty, what breaks out is seen without colour, numbers lead to the table."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from openhearth.core.chart import Frame, Spec, chart_table
from openhearth.core.chart.doughnut import FULL, Field, doughnut_chart
from openhearth.core.errors import InputError

FRAME = Frame("Work falls short", "Work falls short by a tenth, CO2 is twice the fair share.")
SOCIAL = (Field("Work", "shortfall", 0.1, ("short by 10 %",)), Field("Voice", "gap", math.nan, ("no figure",)))
ECOLOGICAL = (
    Field("Climate", "overshoot", 1.0, ("twice",)),
    Field("Chemicals", "overshoot", 30.0, ("31 times",)),
    Field("Plants", "described", math.nan, ("20 t",)),
    Field("Water", "within", 0.0, ("fine",)),
)


def drawn() -> Spec:
    return doughnut_chart(FRAME, ("", "State"), SOCIAL, ECOLOGICAL)


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


def test_each_ring_is_closed_and_numbers_stand_in_its_fields() -> None:
    rows = layer(drawn(), 7)["data"]["values"]
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    for ring in (rows[:2], rows[2:]):
        assert ring[0]["start"] == 0
        assert ring[-1]["end"] == pytest.approx(2 * math.pi)
        assert all(row["start"] < row["angle"] < row["end"] for row in ring)


def test_the_table_has_every_field_under_its_number() -> None:
    table = chart_table(drawn())
    assert table.rows[0] == ("1 Work", "short by 10 %")
    assert table.rows[1] == ("2 Voice", "no figure")
    assert len(table.rows) == 6


def test_a_ring_may_be_empty_but_not_both() -> None:
    assert len(chart_table(doughnut_chart(FRAME, ("", "State"), (), ECOLOGICAL)).rows) == 4
    with pytest.raises(InputError, match="no_series"):
        doughnut_chart(FRAME, ("", "State"), (), ())


def test_all_faults_are_told() -> None:
    wrong = (Field("Work", "shortfall", -0.1, ()),)
    with pytest.raises(InputError) as caught:
        doughnut_chart(FRAME, ("", "State"), wrong, ())
    assert [fault.code for fault in caught.value.faults] == ["shape_mismatch", "negative"]
