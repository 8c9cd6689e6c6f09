"""Looking around on a frontier as a team does: brushing, filtering, comparing, choosing with a reason; with and without scripts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import House, new_context
from tests.journeys.fitness import PHONE, faults, watched

HERE = "/portfolios/steel-valley/frontier/"
LARGE = "/portfolios/large/frontier/"
FRAME_MS = 50
"""A frame with ten thousand points."""

PREPARE = """
import json, runpy, sys
import openhearth.cli.main
from openhearth.core.portfolio.frontier import frontier
made = runpy.run_path(sys.argv[1])
made["a_study"]()
made["a_study"](*made["many_points"](10_000), title="Large")
print(json.dumps([point.values for point in frontier(made["PROBLEM"]).points]))
"""


@pytest.fixture(scope="module")
def points(house: House) -> list[list[int]]:
    """Two searched studies; the values of the small one's combinations."""
    environment = {**os.environ, "OPENHEARTH_HOME": str(house.folder / "home")}
    cases = str(Path(__file__).parents[1] / "explored.py")
    said = subprocess.check_output([sys.executable, "-c", PREPARE, cases], env=environment, text=True)
    found: list[list[int]] = json.loads(said.splitlines()[-1])
    return found


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#pictures[data-ready]").wait_for()


def sign_in(page: Page, house: House, role: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(house.email(role))
    page.get_by_label("Password", exact=True).fill(house.passwords[role])
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="My account").wait_for()


def test_a_team_brushes_compares_and_chooses(page: Page, house: House, points: list[list[int]]) -> None:
    sign_in(page, house, "team")
    opened(page, HERE)
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    left = [values for values in points if values[0] >= 50]
    page.get_by_label("work: at least").focus()
    while not page.locator("#min-1").input_value() or float(page.locator("#min-1").input_value()) < 50:
        page.keyboard.press("ArrowRight")
    page.locator("#min-1").fill("50")
    expect(page.locator("#points")).to_have_text(f"{len(left)} of {len(points)} combinations")
    assert page.url == f"{house.url}{HERE}?min.work=50"
    expect(page.locator("#count")).to_have_text(f"{len(left)} of {len(points)} combinations")
    page.locator(".points-table input").nth(0).check()
    page.locator(".points-table input").nth(1).check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.locator("main")).to_contain_text("what changes")
    assert faults(page) == []
    page.get_by_role("link", name="No.").first.click()
    expect(page.locator("h1")).to_contain_text("Combination no.")
    page.get_by_label("For so much more").fill("10")
    page.get_by_label("of this aim").select_option("climate")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("main")).to_contain_text("“climate” by at least 10 ktCO2e")
    assert faults(page) == []
    page.get_by_label("Why this one?").fill("Nobody is left behind.")
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.locator("main")).to_contain_text("Nobody is left behind.")
    assert faults(page) == []
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text("Nothing has been chosen yet.")
    page.get_by_role("button", name="Take it up again").click()
    page.get_by_role("link", name="They stand in the report").click()
    expect(page.locator("article")).to_contain_text("Nobody is left behind.")
    assert faults(page) == []


def test_what_matters_is_said_and_counts(page: Page, house: House, points: list[list[int]]) -> None:
    del points
    page.goto("/portfolios/steel-valley/statements/")
    assert faults(page) == []
    page.get_by_label("This aim", exact=True).select_option("climate")
    page.get_by_label("as this aim").select_option("work")
    page.get_by_role("form", name="Say what matters").get_by_role("button", name="Suppose it").click()
    expect(page.locator("main")).to_contain_text("“climate” matters at least as much as “work”")
    assert faults(page) == []
    page.get_by_role("link", name="Take it away").click()
    expect(page.locator("main")).to_contain_text("Nothing yet")
    assert page.url.startswith(f"{house.url}/portfolios/steel-valley/statements/")


def test_figures_that_may_be_wrong_are_supposed_and_count(page: Page, points: list[list[int]]) -> None:
    del points
    page.goto("/portfolios/steel-valley/uncertain/")
    page.get_by_label("may be off by so many percent").fill("10")
    page.get_by_role("form", name="So many percent off").get_by_role("button", name="Suppose it").click()
    expect(page.locator("main")).to_contain_text("Every figure may be 10 % off")
    expect(page.get_by_role("heading", name="Which figure is worth finding out?")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page) == []
    page.get_by_role("link", name="Take it away").click()
    expect(page.locator("main")).to_contain_text("Begin with ten percent")


def test_ten_thousand_points_stay_fluid(page: Page, points: list[list[int]]) -> None:
    del points
    opened(page, LARGE)
    strip = page.locator(".strip").nth(1)
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    frames = []
    for step in range(1, 31):
        page.mouse.move(x, y + step * 5)
        page.wait_for_timeout(40)
        frames.append(float(page.locator("#pictures").get_attribute("data-frame") or "nan"))
    page.mouse.up()
    assert sorted(frames)[len(frames) // 2] < FRAME_MS
    expect(page.locator("#points")).to_contain_text("of 10,000 combinations")
    expect(page.locator("#points")).not_to_contain_text("All")
    assert "min.climate=" in page.url
    assert page.locator(".points-table tbody tr").count() <= 60
    strip.click()
    expect(page.locator("#points")).to_have_text("All 10,000 combinations")


def test_a_square_is_brushed_with_the_mouse(page: Page, points: list[list[int]]) -> None:
    opened(page, HERE)
    plot = page.locator(".plot").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] * 0.6, steps=4)
    page.mouse.up()
    expect(page.locator("#points")).to_contain_text(f"of {len(points)} combinations")
    page.wait_for_url("**min.work=*")
    low, high = float(page.locator("#min-1").input_value()), float(page.locator("#max-2").input_value())
    assert page.locator("#max-1").input_value() == page.locator("#min-2").input_value() == ""
    left = [values for values in points if values[0] >= low and values[1] <= high]
    expect(page.locator("#points")).to_have_text(f"{len(left)} of {len(points)} combinations")


def test_a_phone_has_room_for_it(browser: Browser, house: House, points: list[list[int]]) -> None:
    del points
    with new_context(browser, house, viewport={"width": PHONE, "height": 740}, has_touch=True) as context:
        watch = watched(context, house.url)
        page = context.new_page()
        opened(page, HERE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        page.get_by_label("money: at most").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**max.money=*")
        assert watch.complaints() == []


def test_without_scripts_the_same_table(plain_context: BrowserContext, points: list[list[int]]) -> None:
    page = plain_context.new_page()
    page.goto(HERE)
    assert page.locator("noscript img, #pictures img").count() == 2
    page.locator("#min-1").fill("50")
    page.get_by_role("button", name="Show these").click()
    left = [values for values in points if values[0] >= 50]
    expect(page.locator("#points")).to_have_text(f"{len(left)} of {len(points)} combinations")
    page.get_by_role("columnheader").get_by_role("link", name="money").click()
    assert "sort=money" in page.url
    expect(page.locator("#points")).to_have_text(f"{len(left)} of {len(points)} combinations")
