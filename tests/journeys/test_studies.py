"""The first workshop of a transition team: begin a study, change it, find all best combinations, take a change back."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import House
from tests.journeys.fitness import faults


def sign_in(page: Page, house: House, role: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(house.email(role))
    page.get_by_label("Password", exact=True).fill(house.passwords[role])
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="My account").wait_for()


def begin(page: Page, title: str) -> None:
    page.goto("/portfolios/")
    page.get_by_role("link", name="Begin a study").click()
    page.get_by_label("Title (needed)").fill(title)
    expect(page.get_by_label("Region (needed)")).to_have_value("DEA1")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_team_finds_all_best_combinations(page: Page, house: House) -> None:
    sign_in(page, house, "team")
    begin(page, f"Workshop {uuid4().hex[:6]}")
    assert faults(page) == []

    page.get_by_role("link", name="Solar roofs on the halls").click()
    page.get_by_label("By how much").first.fill("35")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Solar roofs on the halls")).to_contain_text("35")

    page.get_by_role("link", name="At most so many of some").click()
    page.get_by_label("At most so many").fill("3")
    for action in ("Solar roofs on the halls", "A school for new trades"):
        page.get_by_label(action).check()
    page.get_by_role("button", name="Save").click()
    condition = page.locator(".told").get_by_text("At most 3 of these:")
    expect(condition).to_be_visible()

    page.get_by_role("button", name="Find all best combinations").click()
    expect(page.get_by_text("that is proved")).to_be_visible(timeout=60_000)
    expect(page.locator("#search .value").first).to_have_text(re.compile(r"^[0-9]+$"))
    expect(page.get_by_role("img", name="The combinations found")).to_be_visible()
    assert faults(page) == []

    page.get_by_role("button", name="Take the last change back").click()
    expect(condition).to_have_count(0)
    expect(page.get_by_text("Not searched yet.")).to_be_visible()


def test_the_same_without_scripts(plain_context: BrowserContext, house: House) -> None:
    page = plain_context.new_page()
    sign_in(page, house, "team")
    begin(page, f"Plain {uuid4().hex[:6]}")
    address = page.url
    page.get_by_role("button", name="Find all best combinations").click()
    for _ in range(60):
        if page.get_by_text("that is proved").count():
            break
        page.wait_for_timeout(1_000)
        page.goto(address)
    expect(page.get_by_text("that is proved")).to_be_visible()


def test_an_impossible_wish_is_answered_with_the_conditions_in_conflict(page: Page, house: House) -> None:
    sign_in(page, house, "team")
    begin(page, f"Too much {uuid4().hex[:6]}")
    page.get_by_role("link", name="A floor: at least so much").click()
    page.get_by_label("Of this").select_option(label="jobs (jobs)")
    page.get_by_label("At least", exact=False).fill("500")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".told").get_by_text("jobs: at least 500 jobs")).to_be_visible()
    page.get_by_role("button", name="Find all best combinations").click()
    expect(page.get_by_text("No combination keeps all conditions.")).to_be_visible(timeout=60_000)
    expect(page.locator("#search").get_by_text("jobs: at least 500 jobs")).to_be_visible()
    assert faults(page) == []
