"""What every page must hold: accessible, at home on a phone, quiet in the console, alone on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

PHONE, DESK = 360, 1280
HEIGHT = 900
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ON_A_PHONE = ["target-size", "scrollable-region-focusable", "color-contrast", "meta-viewport"]
"""Rules whose answer may change with the width."""

axe = Axe()


@dataclass
class Watch:  # no slots: Playwright keeps its handlers as attributes
    """Requests to others and complaints in the console, as they happen."""

    host: str
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    """Addresses that should answer with an error, which Chromium notes in the console."""

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.strangers.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and message.location["url"] not in self.expected:
            self.errors.append(f"{message.location['url']}: {message.text}")

    def complaints(self) -> list[str]:
        return [*(f"asks another host: {url}" for url in self.strangers), *self.errors]


def watched(context: BrowserContext, url: str) -> Watch:
    watch = Watch(urlsplit(url).netloc)
    context.on("request", watch.request)
    context.on("console", watch.console)
    context.on("weberror", lambda error: watch.errors.append(str(error.error)))
    return watch


def faults(page: Page, *, language: str = "en") -> list[str]:
    """Everything that is wrong with the page as it stands, at both widths."""
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    found = [*_violations(page, {"type": "tag", "values": STANDARDS}), *_sideways(page, DESK)]
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    found += [*_violations(page, {"type": "rule", "values": ON_A_PHONE}), *_sideways(page, PHONE)]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first headings")
    if not page.title().endswith(" · OpenHearth") or page.title().startswith(" "):
        found.append(f"title: {page.title()!r}")
    if page.locator("html").get_attribute("lang") != language:
        found.append(f"lang: {page.locator('html').get_attribute('lang')}")
    return found


def _violations(page: Page, run_only: dict[str, object]) -> list[str]:
    results = axe.run(page, options={"runOnly": run_only, "resultTypes": ["violations"]})
    return [
        f"{violation['id']} at {page.viewport_size}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in results.response["violations"]
    ]


def _sideways(page: Page, width: int) -> list[str]:
    """The page itself never scrolls sideways; wide tables do so inside their box."""
    inner = page.evaluate("document.documentElement.scrollWidth")
    return [f"{inner} wide in a window of {width}"] if inner > width else []
