"""Figures that are not sure, where there are many combinations: the worker computes, the page shows how far it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import House
from tests.journeys.fitness import PHONE, faults
from tests.journeys.test_explorer import sign_in

HERE = "/portfolios/crowded/uncertain/"
SECONDS = 60_000
"""Milliseconds the worker may take; it starts with compiling."""

PREPARE = """
import runpy, sys
import openhearth.cli.main
made = runpy.run_path(sys.argv[1])
study = made["a_study"](*made["many_points"](6_000), title="Crowded")
study.sureness = {"low": [[f"a{number}", "do", "co2", "", ""] for number in range(1, 9)]}
study.save()
"""


@pytest.fixture(scope="module", autouse=True)
def crowded(house: House) -> None:
    """A searched study with six thousand combinations, begun from a plan that is not sure of eight figures."""
    environment = {**os.environ, "OPENHEARTH_HOME": str(house.folder / "home")}
    cases = str(Path(__file__).parents[1] / "explored.py")
    subprocess.check_output([sys.executable, "-c", PREPARE, cases], env=environment)


def test_what_takes_long_is_computed_by_the_worker_and_shown_when_it_is_there(page: Page, house: House) -> None:
    page.goto(f"{HERE}?off=10%7C")
    expect(page.locator("main")).to_contain_text("That takes too long for a page.")
    assert faults(page) == []
    sign_in(page, house, "team")
    page.set_viewport_size({"width": PHONE, "height": 740})
    page.goto(HERE)
    first = page.get_by_role("form", name="8 figures that the plan calls of low confidence")
    page.get_by_text("Which figures these are").click()
    assert faults(page) == []
    first.get_by_role("spinbutton").fill("40")
    first.get_by_role("button", name="Only suppose it").click()
    expect(page.locator("#judged progress")).to_be_visible()
    assert faults(page) == []
    expect(page.locator("#judged")).to_contain_text("combinations are defensible", timeout=SECONDS)
    expect(page.locator("#judged-said")).to_have_text("It is computed.")
    assert faults(page) == []


def test_it_works_without_scripts_and_an_answer_is_there_for_everybody(
    plain_context: BrowserContext, page: Page, house: House
) -> None:
    plain = plain_context.new_page()
    sign_in(plain, house, "team")
    plain.goto(HERE)
    form = plain.get_by_role("form", name="So many percent off")
    form.get_by_role("spinbutton").fill("15")
    form.get_by_role("button", name="Keep it").click()
    for _look in range(60):
        if plain.get_by_role("link", name="Look again").count() == 0:
            break
        plain.wait_for_timeout(1000)
        plain.get_by_role("link", name="Look again").click()
    expect(plain.locator("#judged")).to_contain_text("combinations are defensible")
    page.goto(HERE)
    expect(page.locator("#judged")).to_contain_text("combinations are defensible")
    expect(page.locator("main")).to_contain_text("Every figure may be 15 % off")
    assert faults(page) == []
