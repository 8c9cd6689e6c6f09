"""The transition officer of Duisburg prepares a council meeting."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

PRINTED = 60_000
"""Milliseconds the worker may take for the first brief, on busy cores."""


def find_the_region(page: Page) -> None:
    """From the home page by name to the city, and from there to the region around it."""
    page.goto("/")
    page.get_by_role("searchbox").fill("Duisburg")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_have_text("2 regions")
    page.get_by_role("link", name="Duisburg, Kreisfreie Stadt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Duisburg, Kreisfreie Stadt")
    page.get_by_role("link", name="DEA1 Düsseldorf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Düsseldorf")


def read_the_figures(page: Page) -> None:
    social = page.get_by_role("region", name="Social")
    unemployment = social.get_by_role("row", name="Unemployment rate")
    expect(unemployment).to_contain_text("%")
    expect(unemployment).to_contain_text(re.compile(r"\d+ of \d+"))
    expect(unemployment.get_by_role("link")).to_have_attribute("href", re.compile("^/sources/#."))
    behind = page.locator("figure", has_text="What stands out").locator("details")
    expect(behind.get_by_role("table")).to_be_hidden()
    behind.locator("summary").click()
    expect(behind.get_by_role("row", name="Basic metals")).to_be_visible()


def visit_a_peer_and_a_practice(page: Page) -> None:
    """Each from the region's page, and back."""
    home = page.url
    peer = page.locator("#peers ~ .scroll").first.locator("tbody a").first
    name = peer.inner_text().split(" ", 1)[1]
    peer.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto(home)
    practice = page.locator("#practices ~ .grid .card a").first
    title = practice.inner_text()
    practice.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main")).to_contain_text("Found in:")
    page.goto(home)


def compare_with_two_peers(page: Page) -> None:
    home = page.url
    page.get_by_role("link", name="Compare with its nearest peers").click()
    heads = page.get_by_role("table").first.get_by_role("columnheader")
    expect(heads.filter(has_text="remove")).to_have_count(3)
    expect(heads.nth(1)).to_contain_text("Düsseldorf")
    expect(page.get_by_role("row", name="Population,")).to_contain_text("5,229,420")
    page.get_by_role("link", name="remove Düsseldorf").click()
    expect(heads.filter(has_text="remove")).to_have_count(2)
    page.goto(home)


def order_the_brief(page: Page) -> None:
    page.get_by_role("link", name="The brief for your council").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transition brief: Düsseldorf")
    page.get_by_role("button", name="PDF").click()
    expect(page).to_have_url(re.compile("/jobs/[0-9a-f-]{36}/$"))


def take_the_pdf(page: Page, folder: Path) -> None:
    """The document in hand is the one that was ordered, tagged for a screen reader."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Open the result").click()
    assert download.value.suggested_filename == "openhearth-DEA1.pdf"
    path = folder / "brief.pdf"
    download.value.save_as(path)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) >= 3
        assert pdf.Root.MarkInfo.Marked
        assert "Düsseldorf" in str(pdf.docinfo["/Title"])


def test_from_the_name_of_a_city_to_a_brief_in_hand(page: Page, tmp_path: Path) -> None:
    find_the_region(page)
    read_the_figures(page)
    visit_a_peer_and_a_practice(page)
    compare_with_two_peers(page)
    order_the_brief(page)
    expect(page.locator("#job-said")).to_have_text("finished", timeout=PRINTED, ignore_case=True)
    take_the_pdf(page, tmp_path)


def test_the_same_without_scripts(plain_context: BrowserContext, tmp_path: Path) -> None:
    page = plain_context.new_page()
    find_the_region(page)
    read_the_figures(page)
    visit_a_peer_and_a_practice(page)
    compare_with_two_peers(page)
    order_the_brief(page)
    expect(page.get_by_role("link", name="Open the result")).to_be_visible(timeout=PRINTED)  # the page reloads itself
    take_the_pdf(page, tmp_path)


def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Duisburg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("2 regions")
    level = page.get_by_label("Level")
    tab_to(page, level)
    page.keyboard.type("NUTS 3")
    expect(page.get_by_role("status")).to_have_text("1 region")
    expect(level).to_be_focused()  # the swap of the results leaves the focus where it was
    tab_to(page, page.get_by_role("link", name="Duisburg, Kreisfreie Stadt"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Duisburg, Kreisfreie Stadt")


def test_the_map_can_be_skipped(page: Page) -> None:
    page.goto("/regions/map/")
    tab_to(page, page.get_by_role("link", name="Skip the map"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="The same as a table")).to_be_focused()


@pytest.mark.parametrize(
    ("address", "said", "offered"),
    [
        ("/regions/UKM2/", "It is a code of NUTS 2013. Today the area belongs to:", "UKM7 Eastern Scotland"),
        ("/regions/DEA99/", "Did you mean:", "DEA"),
    ],
)
def test_an_unknown_code_leads_on(plain_context: BrowserContext, address: str, said: str, offered: str) -> None:
    page = plain_context.new_page()
    response = page.goto(address)
    assert response is not None
    assert response.status == 404
    expect(page.locator("main")).to_contain_text(said)
    suggestion = page.locator("main ul a", has_text=offered).first
    name = suggestion.inner_text().split(" ", 1)[1]
    suggestion.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_an_unknown_practice_leads_on(plain_context: BrowserContext) -> None:
    page = plain_context.new_page()
    page.goto("/practices/")
    code = (page.locator(".hits h3 a").first.get_attribute("href") or "").strip("/").rsplit("/", 1)[-1]
    response = page.goto(f"/practices/{code[:-2]}/")
    assert response is not None
    assert response.status == 404
    page.locator("main ul").get_by_role("link", name=code, exact=True).click()
    expect(page).to_have_url(re.compile(f"/practices/{code}/$"))


def test_a_misspelt_name_suggests(page: Page) -> None:
    page.goto("/regions/?q=Dusseldorv")
    expect(page.get_by_role("status")).to_have_text("0 regions")
    page.locator("#results").get_by_role("link", name="DEA1 Düsseldorf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Düsseldorf")


def test_filters_change_the_count_and_the_address(page: Page) -> None:
    page.goto("/regions/")
    everywhere = count(page)
    page.get_by_label("Country").select_option("DE")
    expect(page).to_have_url(re.compile("country=DE"))
    expect(page.get_by_role("status")).to_have_text("38 regions")
    page.get_by_label("Type").select_option(label="Energy and industry")
    expect(page).to_have_url(re.compile("type="))
    expect(page.get_by_role("status")).not_to_have_text("38 regions")
    assert 0 < count(page) < 38 < everywhere
    rows = page.locator("#results tbody tr")
    expect(rows).to_have_count(count(page))
    shown = rows.all_inner_texts()
    page.reload()
    assert rows.all_inner_texts() == shown, "the address says it all"
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("38 regions")


def test_filters_without_scripts(plain_context: BrowserContext) -> None:
    page = plain_context.new_page()
    page.goto("/regions/")
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("country=DE"))
    expect(page.get_by_role("status")).to_have_text("38 regions")
    page.get_by_role("link", name="Population").click()
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    people = [int(text.replace(",", "")) for text in page.locator("#results td:nth-of-type(4)").all_inner_texts()]
    assert len(people) == 38
    assert people == sorted(people)


def test_practices_are_narrowed_down(page: Page) -> None:
    page.goto("/practices/")
    hits = page.locator(".hits > li")
    everything = hits.count()
    page.get_by_role("link", name=re.compile(r"^Spain\b")).first.click()
    expect(page).to_have_url(re.compile("country=ES"))
    assert 0 < hits.count() < everything
    expect(page.locator(".headline h2")).to_have_text(re.compile(rf"^\s*{hits.count()} practice"))
    page.get_by_role("link", name="Take away: Country: Spain").click()
    expect(hits).to_have_count(everything)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab as often as a person would before giving up."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by 30 tabs")


def count(page: Page) -> int:
    return int(page.get_by_role("status").inner_text().split()[0])
