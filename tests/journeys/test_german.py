"""A visitor who reads German finds no English, except where a page says that it quotes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page, expect

import openhearth.site
from tests.journeys.conftest import House, new_context

CATALOGUE = Path(openhearth.site.__file__).parent / "locale" / "de" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
ENGLISH = re.compile(r"\b(the|with|which|are|from|this|not)\b")
"""Words that no German sentence has, nor the name of a place."""

LETTERS = 8
"""A message with placeholders must have as many letters of its own to be recognised."""

SAID = """root => {
  const said = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest("[lang]").lang !== "de" || element.closest("script, style, code, select#country")) continue;
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
    else for (const name of ["aria-label", "alt", "placeholder", "title"]) said.push(element.getAttribute(name) || "");
  }
  return said.map(text => text.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""


@cache
def untranslated() -> tuple[re.Pattern[str], ...]:
    """A pattern for each English message that reads differently in German."""
    patterns = []
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            english = (message.id,) if isinstance(message.id, str) else message.id
            german = (message.string,) if isinstance(message.string, str) else message.string or ()
            for source in english:
                own = PLACEHOLDER.sub("", source)
                if source in german or sum(map(str.isalpha, own)) < (LETTERS if own != source else 1):
                    continue
                parts = [re.escape(" ".join(part.split(" "))) for part in PLACEHOLDER.split(source.replace("%%", "%"))]
                patterns.append(re.compile(".+".join(parts)))
    return tuple(patterns)


@cache
def translated() -> frozenset[str]:
    """Everything the catalogue says in German; “Programme” is one programme in English and several in German."""
    with CATALOGUE.open("rb") as file:
        return frozenset(
            form
            for message in read_po(file)
            for form in ((message.string,) if isinstance(message.string, str) else message.string or ())
        )


def said_on(page: Page) -> list[str]:
    said: list[str] = page.locator("html").evaluate(SAID)
    assert len(said) > 10, "the page says something"
    return said


def messages_on(page: Page) -> list[str]:
    """What the catalogue has in German and the page says in English."""
    said = [text for text in said_on(page) if text not in translated()]
    return [text for text in said if any(pattern.fullmatch(text) for pattern in untranslated())]


def english_on(page: Page) -> list[str]:
    """Those messages, and whatever else reads like English."""
    return [*messages_on(page), *(text for text in said_on(page) if ENGLISH.search(text))]


@pytest.fixture
def german(browser: Browser, house: House) -> Iterator[Page]:
    with new_context(browser, house, locale="de-DE") as context:
        yield context.new_page()


def test_the_language_is_switched_and_kept(page: Page) -> None:
    page.goto("/regions/?q=duisburg&level=3")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page).to_have_url(re.compile(r"/regions/\?q=duisburg&level=3$"))
    expect(page.get_by_role("status")).to_have_text("1 Region")
    page.get_by_role("link", name="Duisburg, Kreisfreie Stadt").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/", "Lernen Sie von Regionen"),
        ("/regions/", "334 Regionen"),
        ("/regions/?q=zzzz", "0 Regionen"),
        ("/regions/DEA1/", "Düsseldorf"),
        ("/regions/DEA12/", "Duisburg"),
        ("/regions/AL01/", "Veri"),
        ("/regions/map/", "Karte"),
        ("/regions/types/", "Regionstypen"),
        ("/regions/compare/?code=DEA1&code=ES12", "Regionen vergleichen"),
        ("/practices/", "24 Praxisbeispiele"),
        ("/sources/", "Datenquellen"),
        ("/methods/", "Zahlen"),
        ("/account/sign-in/", "Anmelden"),
        ("/account/password/forgotten/", "Passwort"),
        ("/regions/UKM2/", "UKM2"),
    ],
)
def test_no_english_is_left(address: str, key: str, german: Page) -> None:
    german.goto(address)
    expect(german.locator("html")).to_have_attribute("lang", "de")
    expect(german.locator("main")).to_contain_text(key)
    assert english_on(german) == []


def test_the_brief_is_german_but_for_what_it_quotes(german: Page) -> None:
    german.goto("/reports/DEA1/")
    expect(german.get_by_role("heading", level=1)).to_contain_text("Düsseldorf")
    assert messages_on(german) == []


def test_english_would_be_noticed(page: Page) -> None:
    """The check above can fail: an English page posing as a German one is full of findings."""
    page.goto("/regions/DEA1/")
    page.locator("html").evaluate("html => { html.lang = 'de' }")
    assert {"Where it stands", "Skip to content"} <= set(english_on(page))
