"""The life of a plan: from the arena to a report, with a phase-out, and a failed experiment that others can learn from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import House, new_context
from tests.journeys.fitness import Watch, faults, watched
from tests.journeys.test_accounts import sign_in

TITLE = "Warm homes without coal"


class People:
    """A browser for each role, signed in when it is first needed."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.contexts: list[BrowserContext] = []
        self.watches: list[Watch] = []

    def __call__(self, role: str, **options: object) -> Page:
        context = new_context(self.browser, self.house, **options)
        self.contexts.append(context)
        self.watches.append(watched(context, self.house.url))
        page = context.new_page()
        if role:
            sign_in(page, self.house.email(role), self.house.passwords[role])
            page.locator(".masthead-tools a[href='/account/']").wait_for()
        return page


@pytest.fixture
def people(browser: Browser, house: House) -> Iterator[People]:
    found = People(browser, house)
    yield found
    for context in found.contexts:
        context.close()
    assert [complaint for watch in found.watches for complaint in watch.complaints()] == []


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")


def begin(page: Page) -> str:
    page.goto("/plans/")
    page.get_by_role("link", name="Begin a plan").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Region").fill("DEA12")
    page.get_by_role("button", name="Begin the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert faults(page) == []
    return page.url


def fill_the_arena(page: Page) -> None:
    page.get_by_role("link", name="Add a stakeholder").click()
    page.get_by_label("Organisation").fill("Tenants of the old town")
    page.get_by_label("Belongs to").select_option("civil_society")
    page.get_by_label("Influence").fill("2")
    page.get_by_label("Interest").fill("5")
    saved(page)
    expect(page.get_by_role("row", name="Tenants of the old town")).to_contain_text("keep informed")
    page.get_by_role("link", name="Write the vision").click()
    page.get_by_label("Vision (needed)").fill("Every home is warm, and no chimney smokes.")
    page.get_by_label("Year").fill("2040")
    saved(page)
    expect(page.locator("blockquote")).to_contain_text("no chimney smokes")
    assert faults(page) == []


def plan_back_from_it(page: Page) -> None:
    page.get_by_label("Parts of the plan").get_by_role("link", name="Pathways").click()
    page.get_by_role("link", name="Add a pathway").click()
    page.get_by_label("Title").fill("Heat from the river")
    page.get_by_label("What would prove it wrong").fill("The river freezes.\nNobody connects.")
    saved(page)
    expect(page.get_by_role("heading", name="Heat from the river")).to_be_visible()
    page.get_by_role("link", name="Add a milestone").click()
    expect(page.get_by_label("On the pathway")).to_have_value("heat-from-the-river")
    page.get_by_label("What is true then").fill("Half of the homes are connected")
    page.get_by_label("By (needed)").fill("2034-12-31")
    saved(page)
    page.get_by_role("link", name="Add an action").click()
    expect(page.get_by_role("checkbox", name="Heat from the river")).to_be_checked()
    page.get_by_label("Title").fill("Build the heat pump at the river")
    page.locator("#id_steps-0-title").fill("Permit")
    page.locator("#id_steps-0-due").fill("2031-03-31")
    page.locator("#id_costs-0-year").fill("2030")
    page.locator("#id_costs-0-cents").fill("1,250,000")
    page.get_by_role("button", name=re.compile("Add rows ?: Steps")).click()
    expect(page.locator("#id_steps-5-title")).to_be_visible()
    expect(page.locator("#id_steps-0-title")).to_have_value("Permit")
    saved(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Build the heat pump at the river")
    expect(page.locator("main")).to_contain_text("1,250,000 €")
    assert faults(page) == []


def say_what_stops(page: Page) -> None:
    page.get_by_label("Parts of the plan").get_by_role("link", name="Actions").click()
    page.get_by_role("link", name="Add something that stops").click()
    expect(page.get_by_label("Kind")).to_have_value("phase_out")
    page.get_by_label("Title").fill("Close the coal boilers")
    page.get_by_role("group", name="Must be done before").get_by_label("Build the heat pump at the river").check()
    page.get_by_label("Jobs concerned").fill("40")
    saved(page)
    page.get_by_label("Parts of the plan").get_by_role("link", name="Actions").click()
    expect(page.get_by_role("row", name="Close the coal boilers")).to_contain_text("Phase out")
    assert faults(page) == []


def try_it_out(page: Page) -> None:
    page.get_by_label("Parts of the plan").get_by_role("link", name="Experiments").click()
    page.get_by_role("link", name="Add an experiment").click()
    page.get_by_label("Title").fill("One street on river heat")
    page.get_by_label("Hypothesis").fill("Ten homes stay warm for one winter.")
    saved(page)
    page.get_by_role("link", name=re.compile("Edit ?: One street on river heat")).click()
    page.get_by_label("How it ended").select_option("failed")
    page.get_by_label("What came of it").fill("The pump stood still in January.")
    page.get_by_label("What you learned").fill("Ask when the river is lowest.")
    saved(page)
    expect(page.get_by_role("heading", name="Where else it could scale")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Make it a practice").click()
    expect(page.locator("#id_title")).to_have_value("One street on river heat")
    expect(page.locator("#id_difficulties")).to_have_value("Ask when the river is lowest.")


def test_the_life_of_a_plan(people: People) -> None:
    team = people("team")
    address = begin(team)
    fill_the_arena(team)
    plan_back_from_it(team)
    say_what_stops(team)
    try_it_out(team)

    stranger = people("")
    stranger.goto("/plans/")
    expect(stranger.locator("main")).not_to_contain_text(TITLE)

    team.goto(address)
    expect(team.get_by_role("region", name="Actions by kind and status")).to_contain_text("Phase out")
    team.get_by_label("Parts of the plan").get_by_role("link", name="Report").click()
    expect(team.get_by_role("heading", level=1)).to_have_text(TITLE)
    for words in ("Every home is warm", "Close the coal boilers", "The pump stood still in January."):
        expect(team.locator("main")).to_contain_text(words)
    assert faults(team) == []
    team.get_by_label("Parts of the plan").get_by_role("link", name="History").click()
    team.get_by_role("button", name="Release the plan").click()
    expect(team.get_by_role("status").first).to_contain_text("Released")

    stranger.goto("/plans/")
    stranger.get_by_role("link", name=TITLE).click()
    expect(stranger.locator("main")).to_contain_text("Every home is warm, and no chimney smokes.")
    expect(stranger.get_by_role("link", name="Edit")).to_have_count(0)


def test_two_people_write_one_part_without_scripts_on_a_phone(people: People) -> None:
    first = people("team", java_script_enabled=False, viewport={"width": 360, "height": 800})
    second = people("administrator", java_script_enabled=False)
    address = "/plans/demo-duisburg/parts/vision/vision/"
    first.goto(address)
    second.goto(address)
    first.get_by_label("Year").fill("2039")
    first.get_by_role("button", name="Save", exact=True).last.click()
    expect(first.get_by_role("status").first).to_contain_text("Saved.")
    for watch in people.watches:
        watch.expected.add(f"{people.house.url}{address}")  # answers 409: somebody was faster
    second.get_by_label("Year").fill("2041")
    second.get_by_role("button", name="Save", exact=True).last.click()
    expect(second.get_by_role("alert")).to_contain_text("somebody changed the same fields")
    expect(second.get_by_role("row", name="Year")).to_contain_text("2039")
    expect(second.get_by_label("Year")).to_have_value("2041")
    second.get_by_role("button", name="Save mine").click()
    expect(second.get_by_role("status").first).to_contain_text("Saved.")
