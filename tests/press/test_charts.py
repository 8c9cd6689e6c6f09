"""Charts drawn by the engine: safe, named, kept, and legible without colour."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from openhearth.core.chart import (
    Frame,
    Numerals,
    Series,
    Spec,
    Standing,
    bar_chart,
    dot_plot,
    line_chart,
    sparkline,
    stacked_bar,
)
from openhearth.core.document import canonical
from openhearth.press import charts as press
from openhearth.press import shelf
from openhearth.press.charts import Charts
from openhearth.press.engines import PressError, engine

NAN = math.nan
SVG = "{http://www.w3.org/2000/svg}"
FRAME = Frame("Fell <b>& more", 'From 4 000 "to" 2 <script>', "kt", Numerals(",", "."))
TOTAL = Series("All", (4000.0, 3000.0, 2000.0), ("4.000", "3.000", "2.000"))
STEADY = Series("Like for like", (3000.0, NAN, 2000.0), ("3.000", "keine Angabe", "2.000"))
STRIP = Standing("Jobs", 5.0, (1.0, 2.0, 4.0), ("fünf", "1", "2", "3"))
SPECS: dict[str, Spec] = {
    "line": line_chart(FRAME, (2020, 2021, 2022), (TOTAL, STEADY)),
    "bar": bar_chart(FRAME, ("a", "b", "c"), STEADY),
    "stack": stacked_bar(FRAME, ("a", "b", "c"), (STEADY, TOTAL)),
    "strip": dot_plot(FRAME, (STRIP,), ("", "Own", "25 %", "50 %", "75 %")),
    "spark": sparkline("Falls.", (2.0, NAN, 1.0)),
}


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Charts:
    pytest.importorskip("vl_convert", reason="the extra [reports] is not installed")
    return Charts(tmp_path_factory.mktemp("charts"))


def drawn(charts: Charts, name: str) -> ET.Element:
    return ET.fromstring(charts.svg(canonical(SPECS[name])))  # noqa: S314 our own drawing


def printed(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_an_image_with_a_name_and_nothing_active(charts: Charts, name: str) -> None:
    root = drawn(charts, name)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "line", "text", "defs", "clipPath"}
    assert root.get("role") == "img"
    assert root.get("aria-label") == SPECS[name]["description"] == root.findtext(f"{SVG}desc")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    names = {key for element in root.iter() for key in element.attrib}
    assert not {key for key in names if key.startswith("on") or "href" in key or key == "style"}


@pytest.mark.parametrize("name", ["line", "bar", "stack", "strip"])
def test_a_chart_is_as_wide_as_the_page_with_its_labels(charts: Charts, name: str) -> None:
    assert drawn(charts, name).get("width") == "540"


def test_axes_use_the_numerals_of_the_language_and_marks_the_texts_of_the_caller(charts: Charts) -> None:
    assert {"4.000", "2020", "2022", "All", "Like for like", "kt"} <= set(printed(drawn(charts, "line")))
    assert "keine Angabe" in printed(drawn(charts, "bar"))
    assert {"Jobs", "fünf"} <= set(printed(drawn(charts, "strip")))


def test_lines_read_in_black_and_white(charts: Charts) -> None:
    dashes = {
        path.get("stroke-dasharray")
        for group in drawn(charts, "line").iter(f"{SVG}g")
        if "mark-line" in (group.get("class") or "")
        for path in group.iter(f"{SVG}path")
    }
    assert len(dashes) == 2


def test_a_missing_figure_breaks_the_line(charts: Charts) -> None:
    paths = [path.get("d") or "" for path in drawn(charts, "line").iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert sorted(len(re.findall("M", path)) for path in paths) == [1, 2]


def test_the_second_drawing_comes_from_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    charts, spec = Charts(tmp_path), canonical(SPECS["spark"])
    first = charts.svg(spec)
    monkeypatch.setattr(press, "_drawn", lambda _: pytest.fail("drawn again"))
    assert charts.svg(spec) == first
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".svg"]


def test_png_is_sharp_at_scale_two(charts: Charts) -> None:
    png = charts.png(canonical(SPECS["line"]))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20]) == (1080,)


def test_threads_may_share_the_charts(charts: Charts) -> None:
    specs = [canonical(sparkline(f"Number {number}.", (1.0, number))) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        svgs = list(pool.map(charts.svg, specs))
    assert [f"Number {number}." in svg for number, svg in enumerate(svgs)] == [True] * 8


def test_a_chart_asks_no_other_host(charts: Charts) -> None:
    spec = {"data": {"url": "https://example.org/a.csv"}, "mark": "point", "encoding": {}, "description": "x"}
    with pytest.raises(PressError, match="cannot be drawn"):
        charts.svg(canonical(spec))


@pytest.mark.parametrize(
    "mark", [{"type": "image", "url": "https://example.org/a.png"}, {"type": "point", "href": "https://example.org"}]
)
def test_a_drawing_with_something_active_is_refused(charts: Charts, mark: dict[str, str]) -> None:
    spec = {"data": {"values": [{}]}, "mark": mark, "description": "x"}
    with pytest.raises(PressError):
        charts.svg(canonical(spec))


@pytest.mark.parametrize("draw", [Charts.svg, Charts.png])
def test_a_wrong_specification_is_a_press_error(charts: Charts, draw: Callable[[Charts, str], object]) -> None:
    with pytest.raises(PressError):
        draw(charts, '{"mark": "nonsense"}')


def test_a_missing_engine_says_how_to_get_it() -> None:
    with pytest.raises(PressError, match=re.escape("pip install openhearth[reports]")):
        engine("openhearth_engine_that_is_not_there")


def test_the_shelf_lets_go_of_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "ROOM", 3)
    names = [str(number) for number in range(2000)]
    for name in names:
        shelf.kept(tmp_path, "txt", (name,), name.encode)
    compartments = [list(folder.iterdir()) for folder in tmp_path.iterdir()]
    assert len(compartments) == 256
    assert max(map(len, compartments)) == 3
    assert shelf.kept(tmp_path, "txt", ("0",), lambda: b"printed again") in {b"0", b"printed again"}
    assert shelf.kept(tmp_path, "txt", (names[-1],), lambda: b"lost") == names[-1].encode()
