"""Bars to both sides of nothing."""

from __future__ import annotations

from math import nan
from typing import Any, cast

import pytest

from openhearth.core.chart import Frame, Series, chart_table
from openhearth.core.chart.balance import balance_chart
from openhearth.core.errors import InputError

FRAME = Frame("Steel falls", "Steel falls by 4 here and 1 elsewhere.", "jobs")


def stretches(*parts: tuple[float, ...]) -> list[tuple[str, str, float, float]]:
    series = [Series(f"p{n}", values, tuple(str(value) for value in values)) for n, values in enumerate(parts)]
    labels = tuple(f"s{n}" for n in range(len(parts[0])))
    layers = cast("list[dict[str, Any]]", balance_chart(FRAME, labels, series)["layer"])
    return [(row["label"], row["part"], row["from"], row["to"]) for row in layers[0]["data"]["values"]]


def test_losses_are_stacked_to_the_left_and_gains_to_the_right() -> None:
    assert stretches((-4.0,), (1.0,), (-2.0,)) == [
        ("s0", "p0", 0.0, -4.0),
        ("s0", "p1", 0.0, 1.0),
        ("s0", "p2", -4.0, -6.0),
    ]


def test_what_is_unknown_or_nothing_is_not_drawn_and_stays_in_the_table() -> None:
    assert stretches((nan, 0.0), (2.0, 3.0)) == [("s0", "p1", 0.0, 2.0), ("s1", "p1", 0.0, 3.0)]
    spec = balance_chart(FRAME, ("a",), [Series("here", (nan,), ("not known",))])
    assert chart_table(spec).rows == (("a", "not known"),)


def test_parts_differ_in_lightness_and_have_a_key() -> None:
    spec: dict[str, Any] = balance_chart(FRAME, ("a",), [Series(name, (1.0,), ("1",)) for name in ("x", "y", "z")])
    colour = spec["layer"][0]["encoding"]["color"]
    light = [sum(int(fill[at : at + 2], 16) for at in (1, 3, 5)) for fill in colour["scale"]["range"]]
    assert len(set(light)) == 3
    assert min(abs(one - other) for one in light for other in light if one != other) > 60
    assert colour["legend"]["orient"] == "top"


def test_faults_are_told_together() -> None:
    many = [Series(f"p{n}", (1.0,), ("1",)) for n in range(4)]
    with pytest.raises(InputError) as caught:
        balance_chart(FRAME, ("a", "a"), many)
    assert {fault.code for fault in caught.value.faults} == {"too_many_series", "shape_mismatch", "duplicate_label"}
