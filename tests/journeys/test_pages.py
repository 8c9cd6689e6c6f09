"""Every page of the house, one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page

from openhearth.site.methods import titles
from tests.apps.test_routes import routes
from tests.journeys.conftest import House, new_context
from tests.journeys.fitness import Watch, faults, watched

NOWHERE = "00000000-0000-4000-8000-000000000000"
FRAGMENT = "a part of another page"
ACTION = "only changes something, and leads to a page"
FILE = "a file, not a page"


@dataclass(frozen=True, slots=True)
class Visit:
    """An address; words in braces are filled in from the running house."""

    route: str
    address: str
    role: str = ""
    status: int = 200


VISITS = (
    Visit("home", "/"),
    Visit("sources", "/sources/"),
    Visit("methods", "/methods/"),
    *(Visit("method", f"/methods/{topic}/") for topic in titles()),
    Visit("regions:list", "/regions/"),
    Visit("regions:list", "/regions/?q=duisburg"),
    Visit("regions:list", "/regions/?q=zzzzzz"),
    Visit("regions:map", "/regions/map/"),
    Visit("regions:map", "/regions/map/?indicator=unemployment"),
    Visit("regions:typology", "/regions/types/"),
    Visit("regions:compare", "/regions/compare/"),
    Visit("regions:compare", "/regions/compare/?code=DEA1&code=ES12&code=FI19&code=nowhere"),
    Visit("regions:region", "/regions/DEA1/"),
    Visit("regions:region", "/regions/DEA12/"),
    Visit("regions:region", "/regions/DE/"),
    Visit("regions:region", "/regions/AL01/"),
    Visit("practices:list", "/practices/"),
    Visit("practices:list", "/practices/?theme=green&country=ES"),
    Visit("practices:list", "/practices/?q=hydrogne&theme=green"),
    Visit("practices:list", "/practices/?q=waste&view=map"),
    Visit("practices:list", "/practices/?country=ES&theme=digital&sort=-started", role="team"),
    Visit("practices:terms", "/practices/terms/"),
    Visit("practices:searches", "/practices/searches/", role="team"),
    Visit("practices:stop_alert", f"/practices/searches/stop/{NOWHERE}/", status=404),
    Visit("practices:propose", "/practices/propose/", role="team"),
    Visit("practices:mine", "/practices/mine/", role="team"),
    Visit("practices:desk", "/practices/desk/", role="editor"),
    Visit("practices:edit", "/practices/irecovery-brescia/edit/", role="editor"),
    Visit("practices:history", "/practices/irecovery-brescia/history/"),
    Visit("practices:detail", "/practices/irecovery-brescia/", role="editor"),
    Visit("practices:detail", "{practice}"),
    Visit("practices:detail", "/practices/irecovery-brescia/?to=Duisburg&also=PL22&also=nowhere"),
    Visit("practices:detail", "/practices/extratex/?to=zzz", role="team"),
    Visit("practices:project", "{project}"),
    Visit("practices:project", "/practices/project/esif-nowhere/", status=404),
    Visit("practices:import", "/practices/import/", role="editor"),
    Visit("practices:import", "/practices/import/", role="team", status=403),
    Visit("practices:import_columns", "/practices/import/columns/"),
    Visit("practices:import_report", "{import_report}", role="editor"),
    Visit("practices:import_receipt", "{import_receipt}", role="editor"),
    Visit("reports:brief", "/reports/DEA1/"),
    Visit("reports:brief", "/reports/AL01/"),
    Visit("jobs:job", "{job}"),
    Visit("jobs:list", "/jobs/", role="team"),
    Visit("accounts:sign_in", "/account/sign-in/"),
    Visit("accounts:password_reset", "/account/password/forgotten/"),
    Visit("accounts:password_reset_confirm", "/account/password/new/{uid}/{reset}/"),
    Visit("accounts:password_reset_confirm", "/account/password/new/MQ/used/"),
    Visit("accounts:accept", "{invitation}"),
    Visit("accounts:accept", "{invitation_to_account}"),
    Visit("accounts:accept", "{invitation_to_account}", role="team"),
    Visit("accounts:accept", f"/account/invitation/{NOWHERE}/wrong/", status=404),
    Visit("accounts:account", "/account/", role="team"),
    Visit("accounts:password_change", "/account/password/", role="team"),
    Visit("accounts:invite", "/account/invite/", role="team"),
    Visit("accounts:people", "/account/people/", role="administrator"),
    Visit("accounts:people_in", "/account/people/in/DEA1/", role="administrator"),
    Visit("accounts:people", "/account/people/", role="member", status=403),
    Visit("regions:region", "/regions/DE999/", status=404),
    Visit("regions:region", "/regions/UKM2/", status=404),
    Visit("practices:detail", "/practices/no-such-practice/", status=404),
)

NOT_VISITED = {
    "set_language": ACTION,
    "accounts:sign_out": ACTION,
    "accounts:withdraw": ACTION,
    "accounts:grant_again": ACTION,
    "accounts:withdraw_invitation": ACTION,
    "accounts:invited": "shown once after an invitation; test_accounts.py looks at it",
    "jobs:progress": FRAGMENT,
    "jobs:cancel": ACTION,
    "jobs:again": ACTION,
    "practices:download": FILE,
    "practices:record_json": FILE,
    "practices:record_jsonld": FILE,
    "practices:step": ACTION,
    "practices:opinion": ACTION,
    "practices:adapt": ACTION,
    "practices:comment": ACTION,
    "practices:withdraw_comment": ACTION,
    "practices:restore_comment": ACTION,
    "practices:save_search": ACTION,
    "practices:restore_search": ACTION,
    "practices:rename_search": ACTION,
    "practices:search_alert": ACTION,
    "practices:delete_search": ACTION,
    "practices:import_template": FILE,
    "practices:discard_import": ACTION,
    "regions:list_csv": FILE,
    "regions:typology_csv": FILE,
    "regions:compare_csv": FILE,
    "regions:table_csv": FILE,
    "regions:chart": FILE,
    "reports:download": FILE,
    "reports:figure": FILE,
    "reports:order": ACTION,
}


def test_no_page_is_forgotten() -> None:
    visited = {visit.route for visit in VISITS}
    assert visited & set(NOT_VISITED) == set()
    assert visited | set(NOT_VISITED) == {name for name, _, _ in routes(get_resolver().url_patterns)}


@pytest.fixture(scope="module")
def filled_in(browser: Browser, house: House) -> dict[str, str]:
    """The addresses that only a running house knows."""
    with new_context(browser, house) as context:
        page = context.new_page()
        page.goto("/reports/AL01/")
        page.get_by_role("button", name="PDF").click()
        page.wait_for_url("**/jobs/*/")
        job = page.url
        page.goto("/practices/")
        practice = page.locator("main .hits a").first.get_attribute("href") or ""
    return {**house.paths, "job": job, "practice": practice}


@pytest.fixture(scope="module")
def visitor(browser: Browser, house: House) -> Callable[[str], tuple[Page, Watch]]:
    """The tab of somebody with a role, signed in once."""
    tabs: dict[str, tuple[Page, Watch]] = {}

    def tab(role: str) -> tuple[Page, Watch]:
        if role not in tabs:
            context = new_context(browser, house)
            page = context.new_page()
            if role:
                page.goto("/account/sign-in/")
                page.get_by_label("E-mail address").fill(house.email(role))
                page.get_by_label("Password", exact=True).fill(house.passwords[role])
                page.locator("main").get_by_role("button", name="Sign in").click()
                page.get_by_role("link", name="My account").wait_for()
            tabs[role] = page, watched(context, house.url)
        return tabs[role]

    return tab


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: f"{visit.role} {visit.address}".strip())
def test_a_page_is_fit_for_everybody(
    visit: Visit, house: House, filled_in: dict[str, str], visitor: Callable[[str], tuple[Page, Watch]]
) -> None:
    page, watch = visitor(visit.role)
    address = visit.address.format(**filled_in)
    url = address if address.startswith("http") else house.url + address
    if visit.status >= 400:
        watch.expected.add(url)
    watch.errors.clear()
    watch.strangers.clear()
    response = page.goto(url, wait_until="load")
    assert response is not None
    assert response.status == visit.status
    assert [*faults(page), *watch.complaints()] == []


def test_a_poor_page_would_be_noticed(page: Page) -> None:
    """The check of every page can fail."""
    page.goto("/sources/")
    page.locator("main").evaluate(
        "main => { main.innerHTML = '<img src=/static/site/hearth.svg><canvas width=400></canvas><h1>A</h1><h1>B</h1>' }"
    )
    found = " ".join(faults(page, language="de"))
    for fault in ("image-alt", "wide in a window of 360", "2 first headings", "lang: en"):
        assert fault in found


@pytest.mark.parametrize("address", ["/", "/regions/", "/regions/DEA1/", "/practices/", "/reports/DEA1/"])
def test_a_page_is_fit_in_german(address: str, browser: Browser, house: House) -> None:
    with new_context(browser, house, locale="de-DE") as context:
        watch = watched(context, house.url)
        page = context.new_page()
        page.goto(address, wait_until="load")
        assert [*faults(page, language="de"), *watch.complaints()] == []
