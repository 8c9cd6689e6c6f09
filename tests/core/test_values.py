"""A panel keeps its labels beside its values, and its holes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from openhearth.core.errors import InputError
from openhearth.core.values import Array, Kind, Panel, Territory

NAN = float("nan")
ROWS, COLUMNS = ("DEA1", "FI19", "LT02"), ("C24", "C20")
GOLDEN = Panel(ROWS, COLUMNS, np.array([[52730.0, 30000.0], [5000.0, NAN], [NAN, 0.0]]))


def codes_of(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in error.value.faults]


def test_a_panel_is_read_by_label() -> None:
    np.testing.assert_array_equal(GOLDEN.row("FI19"), [5000.0, NAN])
    np.testing.assert_array_equal(GOLDEN.column("C20"), [30000.0, NAN, 0.0])
    assert GOLDEN.at("DEA1", "C24") == 52730.0


def test_unknown_stays_unknown_and_zero_stays_zero() -> None:
    assert np.isnan(GOLDEN.at("LT02", "C24"))
    assert GOLDEN.at("LT02", "C20") == 0.0
    chosen = GOLDEN.select(rows=("LT02",), columns=("C20", "C24"))
    np.testing.assert_array_equal(chosen.values, [[0.0, NAN]])


def test_selecting_goes_by_the_order_named() -> None:
    assert GOLDEN.select(columns=("C20",)).rows == ROWS
    chosen = GOLDEN.select(rows=("LT02", "DEA1"))
    assert (chosen.rows, chosen.columns) == (("LT02", "DEA1"), COLUMNS)
    np.testing.assert_array_equal(chosen.row("DEA1"), GOLDEN.row("DEA1"))
    assert GOLDEN.select(rows=()).values.shape == (0, 2)


def test_every_unknown_label_is_named() -> None:
    with pytest.raises(InputError) as caught:
        GOLDEN.select(rows=("XX", "DEA1", "YY"))
    assert [fault.params["label"] for fault in caught.value.faults] == ["XX", "YY"]
    assert codes_of(caught) == [("unknown_label", "rows")] * 2
    for read in (GOLDEN.row, lambda label: GOLDEN.at(label, "C24")):
        with pytest.raises(InputError, match="rows: unknown_label"):
            read("XX")
    with pytest.raises(InputError, match="columns: unknown_label"):
        GOLDEN.column("C99")


def test_shape_and_labels_are_refused_together() -> None:
    with pytest.raises(InputError) as caught:
        Panel(("A", "A"), ("x", "y", "x"), np.zeros((1, 3)))
    assert codes_of(caught) == [
        ("shape_mismatch", "panel"),
        ("duplicate_label", "rows"),
        ("duplicate_label", "columns"),
    ]
    assert caught.value.faults[0].params == {"labels": (2, 3), "values": (1, 3)}


def test_nobody_writes_into_a_panel() -> None:
    with pytest.raises(ValueError, match="read-only"):
        GOLDEN.values[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        GOLDEN.row("DEA1")[0] = 1.0


@given(arrays(float, (4, 3), elements=st.one_of(st.just(NAN), st.floats(0, 1e9))), st.permutations(range(4)))
@settings(max_examples=30, deadline=None)
def test_a_selection_and_back_is_the_same(values: Array, order: list[int]) -> None:
    panel = Panel(("a", "b", "c", "d"), ("x", "y", "z"), values.copy())
    there = panel.select(rows=[panel.rows[at] for at in order], columns=("z", "x", "y"))
    back = there.select(rows=panel.rows, columns=panel.columns)
    np.testing.assert_array_equal(back.values, values)


@pytest.mark.parametrize(
    ("kind", "level"),
    [("country", 0), ("nuts1", 1), ("nuts2", 2), ("nuts3", 3), ("state", None), ("municipality", None)],
)
def test_the_level_of_a_territory(kind: Kind, level: int | None) -> None:
    assert Territory("X", kind, "NUTS 2021", "XX", "", "Somewhere", NAN, NAN).level == level
