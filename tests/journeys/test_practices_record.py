"""Somebody of Duisburg reads a practice, judges it by keyboard, asks, and is answered."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import House, new_context
from tests.journeys.fitness import Watch, faults, watched

PREPARE = """
import openhearth.cli.main
from openhearth.apps.accounts.selectors import account
from tests.told import a_practice

a_practice(keeper=account("team@demo.example"))
"""
ADDRESS = "/practices/heat-for-homes/"
QUESTION = "Who owns the heat network? We ask for our council."


@pytest.fixture(scope="module")
def practice(house: House) -> str:
    """The address of a practice with all its fields, kept by the transition team."""
    environment = {**os.environ, "OPENHEARTH_HOME": str(house.folder / "home")}
    subprocess.check_call([sys.executable, "-c", PREPARE], env=environment)
    return ADDRESS


def sign_in(page: Page, house: House, role: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(house.email(role))
    page.get_by_label("Password", exact=True).fill(house.passwords[role])
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="My account").wait_for()


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab as often as a person would before giving up."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by 60 tabs")


def answer(page: Page, words: str) -> str:
    """The group of answers to one condition."""
    return f'[aria-labelledby="{page.locator(".condition", has_text=words).get_attribute("aria-labelledby")}"]'


def test_would_it_work_in_duisburg_by_keyboard_alone(page: Page, practice: str) -> None:
    page.goto(practice)
    tab_to(page, "a[href='#transfer']")
    page.keyboard.press("Enter")
    tab_to(page, "#to")
    page.keyboard.type("Duisburg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Düsseldorf (DEA1)")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Duisburg, Kreisfreie Stadt lies there")
    expect(page.locator("main")).to_contain_text("3 conditions that the record names are not answered")

    tab_to(page, answer(page, "A heat network nearby") + " input[type=radio]")
    for _ in range(3):
        page.keyboard.press("ArrowUp")  # from "do not know" up to "we have it"
    tab_to(page, answer(page, "Two engineers") + " input[type=radio]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("to=Duisburg.*#transfer$"))
    points = page.locator("dl.points")
    expect(points.locator("dt:text-is('There') + dd")).to_contain_text("A heat network nearby")
    expect(points.locator("dt:text-is('Missing') + dd")).to_contain_text("Two engineers for three years")
    expect(points.locator("dt:text-is('To find out') + dd")).to_contain_text("A furnace that runs all year")
    expect(page.locator("main")).to_contain_text("1 condition that the record names is not answered")

    tab_to(page, answer(page, "Two engineers") + " input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, "#checklist button")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Fit: 0 %")
    shown = page.locator("dl.points").inner_text()
    page.reload()
    assert page.locator("dl.points").inner_text() == shown, "the address says it all"
    assert faults(page) == []


def test_the_same_without_scripts(plain_context: BrowserContext, practice: str) -> None:
    page = plain_context.new_page()
    page.goto(practice)
    page.get_by_label("Your region or city").fill("DEA1")
    page.get_by_role("button", name="Judge").click()
    page.get_by_role("group", name="A heat network nearby").get_by_label("we have it").check()
    page.get_by_role("button", name="Count my answers").click()
    expect(page.locator("main")).to_contain_text("2 conditions that the record names are not answered")
    page.locator("summary", has_text="Beside other regions").click()
    page.get_by_label("Other region 1").fill("PL22")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("region", name="Side by side").get_by_role("columnheader")).to_have_count(3)
    expect(page.get_by_role("group", name="A heat network nearby").get_by_label("we have it")).to_be_checked()


def test_a_question_is_asked_and_the_keeper_answers(page: Page, browser: Browser, house: House, practice: str) -> None:
    sign_in(page, house, "member")
    page.goto(practice)
    page.get_by_label("Your words").fill(QUESTION)
    page.get_by_label("This is a question to the keeper").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Your words stand below.")
    expect(page).to_have_url(re.compile(r"#remark-\d+$"))
    assert faults(page) == []

    outbox = house.folder / "home" / "outbox"
    sent = [path.read_text() for path in outbox.iterdir()]
    assert any(house.email("team") in message and QUESTION in message for message in sent)
    with new_context(browser, house) as elsewhere:
        watch: Watch = watched(elsewhere, house.url)
        keeper = elsewhere.new_page()
        sign_in(keeper, house, "team")
        keeper.goto(practice)
        keeper.locator("summary", has_text="Answer").click()
        keeper.get_by_label("Your answer").fill("The city does, <since> 2016.")
        keeper.get_by_role("button", name="Send the answer").click()
        expect(keeper.locator(".talk ol")).to_contain_text("The city does, <since> 2016.")
        expect(keeper.locator(".talk ol")).to_contain_text("keeper of the record")
        assert watch.complaints() == []

    page.reload()
    question = page.locator(".talk > li", has_text=QUESTION)
    expect(question).to_contain_text("The city does, <since> 2016.")
    page.get_by_role("button", name="Withdraw").first.click()
    expect(page.locator(".talk")).to_contain_text("Withdrawn.")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".talk")).to_contain_text(QUESTION)
    answered = [path.read_text() for path in outbox.iterdir() if path.read_text() not in sent]
    assert any(house.email("member") in message and "The city does, <since> 2016." in message for message in answered)
