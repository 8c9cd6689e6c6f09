"""Somebody of the team signs in, invites a colleague, and the colleague comes."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House, new_context
from tests.journeys.fitness import faults

PASSWORD = "a long walk by the Rhine"


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_sign_in_invite_accept_and_sign_out(page: Page, browser: Browser, house: House) -> None:
    sign_in(page, house.email("team"), house.passwords["team"])
    page.get_by_role("link", name="My account").click()
    expect(page.locator("main")).to_contain_text(f"Signed in as {house.email('team')}")
    expect(page.get_by_role("region", name="My roles")).to_contain_text("DEA1")

    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill("colleague@duisburg.example")
    page.get_by_label("Role", exact=True).select_option("member")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitation for colleague@duisburg.example")
    assert faults(page) == []
    link = page.locator("main a[href*='/account/invitation/']").get_attribute("href") or ""
    sent = [path.read_text() for path in (house.folder / "home" / "outbox").iterdir()]
    assert any("colleague@duisburg.example" in message and link in message for message in sent)
    page.reload()
    expect(page).to_have_url(re.compile("/account/invite/$"))  # the link is shown once

    with new_context(browser, house) as elsewhere:
        colleague = elsewhere.new_page()
        colleague.goto(link)
        expect(colleague.locator("main")).to_contain_text("colleague@duisburg.example")
        colleague.get_by_label("Name").fill("Kim Kohl")
        fields = colleague.locator("input[type=password]")
        for number in range(fields.count()):
            fields.nth(number).fill(PASSWORD)
        colleague.get_by_role("button", name="Open the account").click()
        expect(colleague.get_by_role("status").first).to_contain_text("Welcome to OpenHearth.")
        expect(colleague.get_by_role("region", name="My roles")).to_contain_text("DEA1")
        refused = colleague.goto("/account/invite/")
        assert refused is not None
        assert refused.status == 403
        colleague.goto(link)
        expect(colleague.locator("main")).to_contain_text("The invitation has been accepted already.")

    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/account/")
    expect(page).to_have_url(re.compile(r"/account/sign-in/\?next=/account/$"))


def test_a_wrong_password_says_what_to_do(page: Page, house: House) -> None:
    sign_in(page, house.email("analyst"), "not this one")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    assert faults(page) == []


def test_the_account_remembers_the_language(page: Page, house: House) -> None:
    sign_in(page, house.email("analyst"), house.passwords["analyst"])
    page.goto("/account/")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/regions/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
