"""Pictures of many outcomes: what is drawn, how it looks without colour, and what is left out of too many."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.chart import (
    ACCENT,
    Aim,
    Alternatives,
    Frame,
    Spec,
    chart_table,
    drawn,
    parallel_coordinates,
    scatter_pairs,
)
from openhearth.core.errors import InputError

AIMS = (Aim("work", "-3 jobs", "90 jobs"), Aim("climate", "0 kt", "-40 kt"), Aim("money", "9 MEUR", "0 MEUR"))
VALUES = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.25], [0.5, 0.5, 1.0], [0.25, 0.75, 0.0]])
SOME = Alternatives(AIMS, VALUES, np.array([True, True, False, True]), marked=(1,))
HEADS, ROWS = ("Aim", "Worst", "Best"), (("work", "-3 jobs", "90 jobs"),)


def layers(spec: Spec) -> Any:
    return json.loads(json.dumps(spec))["layer"]


def values(layer: Any) -> Any:
    return layer["data"]["values"]


def test_a_line_runs_through_every_aim_and_better_is_up() -> None:
    behind, shown, marked, *_rest = layers(parallel_coordinates(Frame("All", "Lines."), SOME, HEADS, ROWS))
    assert [(one["aim"], one["at"]) for one in values(marked)] == [(0, 1.0), (1, 0.0), (2, 0.25)]
    assert {one["line"] for one in values(behind)} == {2}
    assert {one["line"] for one in values(shown)} == {0, 3}
    assert marked["mark"]["color"] == ACCENT
    assert marked["mark"]["strokeWidth"] > shown["mark"]["strokeWidth"]


def test_each_pair_of_aims_has_its_square() -> None:
    squares, *dots = layers(scatter_pairs(Frame("All", "Squares."), SOME, HEADS, ROWS))[:4]
    assert len(values(squares)) == 3
    assert sum(len(values(layer)) for layer in dots) == 3 * len(VALUES)
    (first,) = [one for one in values(dots[2]) if one["x"] < 1 and 1 < one["y"] < 2]  # work across, climate up
    assert first["x"] == pytest.approx(0.86 + 0.07)
    assert first["y"] == pytest.approx(1.07)
    names = [one["label"] for one in values(layers(scatter_pairs(Frame("A", "B."), SOME, HEADS, ROWS))[4])]
    assert names == ["work", "climate", "money"]


@pytest.mark.parametrize("draw", [parallel_coordinates, scatter_pairs])
def test_words_and_table_come_with_the_picture(draw: Any) -> None:
    spec = draw(Frame("All of them", "Said in words."), SOME, HEADS, ROWS)
    assert spec["description"] == "Said in words."
    assert chart_table(spec).rows == ROWS
    assert chart_table(spec).caption == "All of them"


@settings(max_examples=30)
@given(st.integers(2, 3000), st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_too_many_are_left_out_evenly_but_never_the_ends_nor_the_marked(count: int, most: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    cloud = random.random((count, 3))
    about = Alternatives(AIMS, cloud, random.random(count) < 0.5, (int(random.integers(count)),))
    kept = drawn(about, most)
    assert list(kept) == sorted(set(kept))
    assert len(kept) <= most + 2 * 3 + 1
    assert {*about.marked, *cloud.argmin(0).tolist(), *cloud.argmax(0).tolist()} <= set(kept)
    if count <= most:
        assert kept == tuple(range(count))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(InputError, match="shape_mismatch"):
        Alternatives(AIMS, VALUES[:, :2], np.ones(4, dtype=np.bool_))
    with pytest.raises(InputError, match="no_series"):
        Alternatives(AIMS[:1], VALUES[:, :1], np.ones(4, dtype=np.bool_))
