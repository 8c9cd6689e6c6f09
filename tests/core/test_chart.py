"""Chart specifications: what they hold, what they refuse, and that they read without colour."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.chart import (
    ACCENT,
    Band,
    Frame,
    Numerals,
    Reference,
    Series,
    Spec,
    Standing,
    bar_chart,
    chart_table,
    dot_plot,
    figure,
    line_chart,
    sparkline,
    stacked_bar,
)
from openhearth.core.chart.bars import FILLS
from openhearth.core.chart.frame import GREY, apart
from openhearth.core.chart.lines import DASHES, SHAPES, STROKES
from openhearth.core.errors import InputError

NAN = math.nan
FRAME = Frame("Emissions fell", "From 4 to 2 million tonnes.", "Mt", Numerals(",", "."))
TOTAL = Series("All", (4.0, 3.0, 2.0), ("4", "3", "2"))
STEADY = Series("Like for like", (3.0, NAN, 2.0), ("3", "no figure", "2"))


def layer(spec: Spec, position: int) -> Any:
    return spec["layer"][position]  # type: ignore[index]


def values(spec: Spec, position: int) -> Any:
    return layer(spec, position)["data"]["values"]


def lightness(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_missing_year_is_a_gap_and_never_zero() -> None:
    spec = line_chart(FRAME, (2020, 2021, 2022), (STEADY, TOTAL))
    assert [row["value"] for row in values(spec, 0)] == [3.0, None, 2.0, 4.0, 3.0, 2.0]
    assert "NaN" not in json.dumps(spec, allow_nan=False)
    assert chart_table(spec).rows[1] == ("2021", "no figure", "3")


def test_lines_are_named_at_their_ends_without_overlap() -> None:
    spec = line_chart(FRAME, (2020, 2021, 2022), (STEADY, TOTAL))
    names = values(spec, 2)
    assert [name["series"] for name in names] == ["Like for like", "All"]
    assert abs(names[0]["value"] - names[1]["value"]) * 240 / 4 == pytest.approx(17)


def test_a_line_without_any_figure_has_no_name_on_the_chart() -> None:
    empty = Series("None", (NAN, NAN, NAN), ("-", "-", "-"))
    assert [name["series"] for name in values(line_chart(FRAME, (2020, 2021, 2022), (TOTAL, empty)), 2)] == ["All"]


def test_lines_differ_by_dash_and_shape_not_only_by_colour() -> None:
    assert len({tuple(dash) for dash in DASHES}) == len(set(SHAPES)) == len(STROKES)
    spec = line_chart(FRAME, (2020, 2021, 2022), (STEADY, TOTAL))
    dashes = layer(spec, 0)["encoding"]["strokeDash"]["scale"]
    assert dict(zip(dashes["domain"], dashes["range"], strict=True)) == {"Like for like": [1, 0], "All": [6, 4]}
    assert layer(spec, 1)["encoding"]["shape"]["scale"]["range"] == ["circle", "square"]


def test_a_band_lies_under_the_lines_is_named_at_its_edge_and_breaks_where_nothing_is_known() -> None:
    edge = Series("Edge", (4.0, NAN, 5.0), ("4", "-", "5"))
    spec = line_chart(FRAME, (2020, 2021, 2022), (TOTAL,), Band(edge, TOTAL.values))
    assert layer(spec, 0)["mark"]["type"] == "area"
    assert [(row["value"], row["to"]) for row in values(spec, 0)] == [(4.0, 4.0), (None, None), (5.0, 2.0)]
    assert contrast(layer(spec, 0)["mark"]["line"]["color"], "#ffffff") > 2, "the edge shows without colour"
    assert [name["series"] for name in values(spec, 3)] == ["All", "Edge"]
    table = chart_table(spec)
    assert [column.label for column in table.columns] == ["", "All", "Edge"]
    assert table.rows[1] == ("2021", "3", "-")


def test_parts_differ_by_lightness() -> None:
    assert all(contrast(one, other) >= 1.4 for one, other in combinations(FILLS, 2))
    assert all(contrast(one, other) >= 1.5 for one, other in pairwise(FILLS))


def test_bars_that_reach_the_reference_differ_by_lightness_and_by_place() -> None:
    assert contrast(ACCENT, GREY) > 2
    spec = bar_chart(
        FRAME, ("a", "b", "c"), Series("LQ", (1.2, 0.8, NAN), ("1.2", "0.8", "no figure")), Reference(1.0, "nation")
    )
    assert [row["reaches"] for row in values(spec, 0)] == [True, False, False]
    assert values(spec, 1) == [{"value": 1.0, "text": "nation"}]
    assert layer(spec, 0)["encoding"]["y"]["scale"]["domain"] == ["a", "b", "c"]
    assert values(spec, 0)[2]["value"] is None


@pytest.mark.parametrize("colour", [ACCENT, "#292524", "#57534e"])
def test_letters_have_the_contrast_of_wcag_aa(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 4.5


def test_parts_are_stacked_in_order_and_a_missing_part_leaves_no_hole() -> None:
    parts = (Series("Steel", (4.0,), ("4",)), Series("Lime", (NAN,), ("no figure",)), Series("Power", (2.0,), ("2",)))
    spec = stacked_bar(FRAME, ("2022",), parts)
    assert [(row["part"], row["from"], row["to"]) for row in values(spec, 0)] == [
        ("Steel", 0.0, 4.0),
        ("Power", 4.0, 6.0),
    ]
    assert chart_table(spec).rows == (("2022", "4", "no figure", "2"),)


def test_strips_show_the_quartiles_of_the_others_and_the_region() -> None:
    spec = dot_plot(
        FRAME,
        (Standing("Jobs", 5.0, (1.0, 2.0, 3.0, 4.0, 5.0, NAN), ("5", "2", "3", "4")),),
        ("", "Own", "25", "50", "75"),
    )
    band = values(spec, 0)[0]
    assert [band[name] for name in ("lower", "middle", "upper", "own")] == [0.25, 0.5, 0.75, 1.0]
    assert len(values(spec, 1)) == 5


def test_a_region_without_a_figure_has_no_mark_but_its_text() -> None:
    spec = dot_plot(
        FRAME, (Standing("Jobs", NAN, (1.0, 2.0), ("no figure", "1", "2", "2")),), ("", "Own", "25", "50", "75")
    )
    assert values(spec, 3) == []
    assert [row["text"] for row in values(spec, 5)] == ["no figure"]


def test_a_strip_of_equal_figures_stands_at_the_start() -> None:
    spec = dot_plot(FRAME, (Standing("Jobs", 3.0, (3.0, 3.0), ("3", "3", "3", "3")),), ("", "Own", "25", "50", "75"))
    assert values(spec, 0)[0]["own"] == 0.0


def test_axes_write_numbers_as_the_caller_says() -> None:
    locale = line_chart(FRAME, (2020, 2021, 2022), (TOTAL,))["config"]["locale"]["number"]  # type: ignore[index]
    assert (locale["decimal"], locale["thousands"]) == (",", ".")


def test_a_sparkline_ends_in_a_dot_at_the_last_known_figure() -> None:
    assert values(sparkline("Falls.", (2.0, 1.0, NAN)), 1) == [{"at": 1, "value": 1.0}]


def test_a_chart_becomes_a_figure_of_a_document() -> None:
    made = figure(line_chart(FRAME, (2020, 2021, 2022), (TOTAL,)))
    assert (made.caption, made.alt) == ("Emissions fell", "From 4 to 2 million tonnes.")
    assert [(column.label, column.align, column.unit) for column in made.table.columns] == [
        ("", "start", ""),
        ("All", "end", "Mt"),
    ]
    assert made == figure(line_chart(FRAME, (2020, 2021, 2022), (TOTAL,)))


@pytest.mark.parametrize(
    ("draw", "codes"),
    [
        (lambda: Frame("t", " "), ["missing_alt"]),
        (lambda: sparkline("", (1.0,)), ["missing_alt"]),
        (
            lambda: line_chart(FRAME, (2020, 2021, 2022), (TOTAL,), Band(TOTAL, (1.0,))),
            ["duplicate_label", "duplicate_label", "shape_mismatch"],
        ),
        (
            lambda: line_chart(FRAME, (2021, 2020, 2022), (TOTAL, TOTAL)),
            ["duplicate_label", "duplicate_label", "not_ascending"],
        ),
        (lambda: line_chart(FRAME, (2021, 2022), (TOTAL,)), ["shape_mismatch"]),
        (lambda: line_chart(FRAME, (), ()), ["no_series"]),
        (lambda: bar_chart(FRAME, ("a", "a", "b"), TOTAL), ["duplicate_label"]),
        (lambda: stacked_bar(FRAME, ("a", "b", "c"), (Series("x", (1.0, -1.0, 0.0), ("", "", "")),)), ["negative"]),
        (
            lambda: dot_plot(FRAME, (Standing("x", 1.0, (1.0, NAN), ("", "", "", "")),), ("", "", "", "", "")),
            ["too_few"],
        ),
    ],
)
def test_bad_input_is_refused_with_all_faults(draw: Callable[[], object], codes: list[str]) -> None:
    with pytest.raises(InputError) as error:
        draw()
    assert [fault.code for fault in error.value.faults] == codes


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    parts = tuple(Series(str(number), (1.0,), ("1",)) for number in range(7))
    with pytest.raises(InputError, match="too_many_series"):
        stacked_bar(FRAME, ("a",), parts)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(-1e3, 1e3) | st.just(NAN), max_size=7), st.floats(0.1, 10))
def test_labels_keep_their_gap_their_order_and_their_centre(places: list[float], gap: float) -> None:
    moved = apart(places, gap)
    assert [math.isnan(place) for place in moved] == [math.isnan(place) for place in places]
    order = sorted((at for at, place in enumerate(places) if place == place), key=lambda at: places[at])  # noqa: PLR0124 NaN
    assert all(moved[above] - moved[below] >= gap - 1e-6 for below, above in pairwise(order))
    assert sum(moved[at] for at in order) == pytest.approx(sum(places[at] for at in order), abs=1e-6)
    floored = apart(places, gap, least=-5.0)
    assert all(floored[at] >= -5.0 for at in order)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6).map(sorted), st.floats(0.1, 10))
def test_labels_far_enough_apart_do_not_move(places: list[float], gap: float) -> None:
    spread = [place + 2 * gap * rank for rank, place in enumerate(places)]
    assert apart(spread, gap) == pytest.approx(spread)
