"""The life of a practice: proposed, reviewed by two, published, found in another language, adapted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import House, new_context
from tests.journeys.fitness import Watch, faults, watched
from tests.journeys.test_accounts import sign_in

TITLE = "Furnace schools of the lower Rhine"


class People:
    """A browser for each role, signed in when it is first needed."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.contexts: list[BrowserContext] = []
        self.watches: list[Watch] = []

    def __call__(self, role: str, **options: object) -> Page:
        page = self.stranger(**options)
        sign_in(page, self.house.email(role), self.house.passwords[role])
        page.locator(".masthead-tools a[href='/account/']").wait_for()
        return page

    def stranger(self, **options: object) -> Page:
        context = new_context(self.browser, self.house, **options)
        self.contexts.append(context)
        watch = watched(context, self.house.url)
        watch.expected.add(f"{self.house.url}/practices/propose/")  # answers 422 to a form with faults
        self.watches.append(watch)
        return context.new_page()


@pytest.fixture
def people(browser: Browser, house: House) -> Iterator[People]:
    found = People(browser, house)
    yield found
    for context in found.contexts:
        context.close()
    assert [complaint for watch in found.watches for complaint in watch.complaints()] == []


def propose(page: Page) -> str:
    """Fill in the form and save it; the address of the draft."""
    page.goto("/practices/propose/")
    assert faults(page) == []
    page.get_by_label("Title (needed)", exact=True).fill(TITLE)
    page.get_by_label("Region", exact=True).fill("DEA12")
    page.get_by_role("group", name="Themes").get_by_label("Green transition").check()
    page.get_by_role("group", name="Strategic challenges").get_by_label("Skills").check()
    page.get_by_label("Whole cost").fill("120,000")
    page.locator("#id_results-2-statement").fill("Pupils taught")
    page.locator("#id_results-2-value").fill("300")
    page.get_by_role("button", name="More rows for results").click()
    expect(page.locator("#id_results-5-statement")).to_be_visible()
    expect(page.locator("#id_results-2-statement")).to_have_value("Pupils taught")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Summary")
    expect(page.get_by_role("alert")).to_contain_text("Where this is known from")
    expect(page.get_by_label("Title (needed)", exact=True)).to_have_value(TITLE)
    page.get_by_role("alert").get_by_role("link", name="Summary").click()
    expect(page.locator("#id_summary")).to_be_focused()
    page.keyboard.type("Foundry workers teach pupils how metal is cast.")
    page.get_by_label("Where this is known from").fill("Our own work")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("same names: rhine", timeout=30_000)
    page.get_by_role("button", name="It is another one").click()
    expect(page.get_by_role("status").first).to_contain_text("Your draft is saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert faults(page) == []
    return page.url


def give_opinion(page: Page, words: str) -> None:
    page.goto("/practices/desk/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Yes, it is ready").check()
    page.get_by_label("Your opinion").fill(words)
    page.get_by_role("button", name="Give this opinion").click()
    expect(page.get_by_role("status").first).to_contain_text("Your opinion is saved.")


def test_the_life_of_a_practice(people: People) -> None:
    member, editor, expert = people("member"), people("editor"), people("expert")
    address = propose(member)
    member.get_by_role("button", name="Submit for review").click()
    expect(member.get_by_role("heading", name="Submitted for review")).to_be_visible()

    give_opinion(expert, "The figures agree with the yearly report.")
    give_opinion(editor, "Clear, and short enough.")
    assert faults(editor) == []
    editor.get_by_role("button", name="Publish").click()
    expect(editor.get_by_role("status").first).to_contain_text("Published.")

    stranger = people.stranger(locale="de-DE")
    listed = stranger.locator("main").get_by_role("link", name=TITLE)
    for _ in range(20):  # the worker of the index has a second
        stranger.goto("/practices/?theme=green&challenge=skills&place=DEA12")
        if listed.count():
            break
        stranger.wait_for_timeout(500)
    expect(stranger.locator("html")).to_have_attribute("lang", "de")
    listed.click()
    expect(stranger.locator("main")).to_contain_text("The figures agree with the yearly report.")

    colleague = people("team")
    colleague.goto(address)
    colleague.get_by_role("button", name="We adapted this").click()
    expect(colleague.locator("#id_title")).to_have_value(f"{TITLE} (adapted)")
    expect(colleague.get_by_role("group", name="Themes").get_by_label("Green transition")).to_be_checked()
    expect(colleague.get_by_label("Region", exact=True)).to_have_value("")
    colleague.get_by_label("Summary").fill("We did it in our bakery.")
    colleague.get_by_label("Where this is known from").fill("Our own work")
    colleague.get_by_role("button", name="Save as a new version").click()
    expect(colleague.locator("main").get_by_role("link", name=TITLE, exact=True)).to_be_visible()
    colleague.goto("/practices/mine/")
    expect(colleague.get_by_role("region", name="What you proposed or look after")).to_contain_text(
        f"{TITLE} (adapted)"
    )
    assert faults(colleague) == []


def test_a_draft_grows_without_scripts_and_goes_back(people: People) -> None:
    page = people("lead", java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto("/practices/propose/")
    page.get_by_label("Title (needed)", exact=True).fill("Cold rooms")
    page.get_by_label("Summary").fill("Old cellars keep vegetables cold.")
    page.get_by_label("Where this is known from").fill("A visit")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_label("Summary").fill("Old cellars keep food cold.")
    page.get_by_label("What you changed, and why").fill("Not only vegetables")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("link", name="All versions and opinions").click()
    expect(page.locator("del")).to_have_text("vegetables")
    expect(page.locator("ins")).to_have_text("food")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_role("status")).to_contain_text("Version 3 says again what version 1 said.")
    expect(page.locator("ins")).to_have_text("vegetables")
