"""Somebody looks for what worked elsewhere: typing, narrowing down, on the map, by keyboard, and coming back to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import PATIENCE, House, new_context
from tests.journeys.fitness import faults


def heading(page: Page) -> str:
    return page.locator(".headline h2").inner_text().strip()


def sign_in(page: Page, house: House, role: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(house.email(role))
    page.get_by_label("Password", exact=True).fill(house.passwords[role])
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="My account").wait_for()


def test_results_follow_what_is_typed_and_the_address_with_them(page: Page) -> None:
    page.goto("/practices/?theme=green")
    before = heading(page)
    box = page.get_by_role("searchbox")
    box.click()
    page.keyboard.type("hydro", delay=40)
    expect(page.locator(".hits h3")).to_have_text([re.compile("hydrogen")], timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"\?theme=green&q=hydro$"))
    expect(box).to_be_focused()
    expect(page.locator("#count")).to_have_text(re.compile("1 practice"))
    expect(page.locator(".hits mark").first).to_be_visible()
    expect(page.locator(".facet a.chosen")).to_contain_text("Green transition")
    box.fill("")
    expect(page.locator(".headline h2")).to_have_text(before)
    assert faults(page) == []


def test_filters_are_chosen_and_taken_away_by_keyboard(page: Page) -> None:
    page.goto("/practices/")
    spain = page.locator(".facet").get_by_role("link", name="Spain")
    spain.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?country=ES$"))
    kind = page.locator(".facet summary", has_text="Industrial ecosystem")
    kind.focus()
    page.keyboard.press("Enter")
    page.locator(".facet[open]", has=page.locator("summary", has_text="Industrial ecosystem")).get_by_role(
        "link"
    ).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chips .tag")).to_have_count(2)
    page.get_by_role("link", name=re.compile("Take away: Country: Spain")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?ecosystem=\w+$"))


def test_every_filter_works_without_scripts_and_folded_on_a_phone(plain_context: BrowserContext) -> None:
    page = plain_context.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/practices/")
    link = page.locator(".facet").get_by_role("link", name="Finland")
    expect(link).to_be_hidden()
    page.get_by_text("Narrow down").click()
    link.click()
    expect(page.locator(".chips")).to_contain_text("Country: Finland")
    page.get_by_role("searchbox").fill("city")
    page.get_by_label("Order").select_option("title")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"\?q=city&sort=title&country=FI$"))
    expect(page.locator(".hits h3")).to_have_text([re.compile("NewCo Helsinki"), re.compile("Tampere")])


def test_the_map_narrows_down_like_the_list(page: Page) -> None:
    page.goto("/practices/?theme=green")
    page.get_by_role("link", name="Map", exact=True).last.click()
    expect(page.locator(".tiles")).to_be_visible()
    tile = page.locator(".tiles a", has_text="ES")
    count = int(tile.locator(".hits").text_content() or "0")
    tile.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".headline h2")).to_have_text(re.compile(rf"^\s*{count} practices?"))
    assert faults(page) == []
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator(".hits > li")).to_have_count(count)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_search_is_saved_found_again_deleted_and_brought_back(browser: Browser, house: House, width: int) -> None:
    with new_context(browser, house, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        sign_in(page, house, "team")
        page.goto("/practices/?theme=green&q=region")
        found = heading(page)
        page.get_by_text("Save this search").click()
        page.get_by_label("Name").fill(f"At {width}")
        page.get_by_label(re.compile("Tell me by e-mail")).check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_contain_text(f"“At {width}” is saved.")
        assert faults(page) == []
        page.get_by_role("button", name=f"Delete At {width}").click()
        expect(page.get_by_role("link", name=f"At {width}")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("link", name=f"At {width}").click()
        assert heading(page) == found
