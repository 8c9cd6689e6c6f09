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
from tests.journeys.no_pages import NOT_VISITED

NOWHERE = "00000000-0000-4000-8000-000000000000"


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
    Visit("pathways:list", "/plans/"),
    Visit("pathways:list", "/plans/?region=DEA1", role="team"),
    Visit("pathways:new", "/plans/new/", role="team"),
    Visit("pathways:new", "/plans/new/", role="member", status=403),
    Visit("pathways:home", "/plans/demo-duisburg/"),
    Visit("pathways:home", "/plans/demo-duisburg/", role="team"),
    Visit("pathways:home", "/plans/demo-duisburg/?as=public", role="team"),
    Visit("pathways:home", "/plans/no-such-plan/", status=404),
    Visit("pathways:arena", "/plans/demo-duisburg/arena/"),
    Visit("pathways:arena", "/plans/demo-duisburg/arena/", role="team"),
    Visit("pathways:pathways", "/plans/demo-duisburg/pathways/", role="team"),
    Visit("pathways:actions", "/plans/demo-duisburg/actions/"),
    Visit("pathways:actions", "/plans/demo-duisburg/actions/?kind=phase_out&sort=-end&stale=on", role="team"),
    Visit("pathways:action", "{plan_action}", role="team"),
    Visit("pathways:experiments", "/plans/demo-duisburg/experiments/", role="team"),
    Visit("pathways:monitoring", "/plans/demo-duisburg/monitoring/", role="team"),
    Visit("pathways:indicator", "{plan_indicator}", role="team"),
    Visit("pathways:observe", "{plan_indicator}observe/", role="member"),
    Visit("pathways:rename", "/plans/demo-duisburg/title/", role="team"),
    Visit("pathways:territorial", "/plans/demo-duisburg/territorial/", role="team"),
    Visit("pathways:exchange", "/plans/demo-duisburg/exchange/", role="team"),
    Visit("pathways:dry_run", "{plan_upload}", role="team"),
    Visit("pathways:history", "/plans/demo-duisburg/history/", role="team"),
    Visit("pathways:report", "/plans/demo-duisburg/report/"),
    Visit("pathways:new_part", "/plans/demo-duisburg/parts/action/new/?kind=phase_out", role="team"),
    Visit("pathways:new_part", "/plans/demo-duisburg/parts/indicator/new/", role="team"),
    Visit("pathways:edit_part", "/plans/demo-duisburg/parts/answer/climate-path/", role="team"),
    Visit("pathways:edit_part", "/plans/demo-duisburg/parts/vision/vision/", role="team"),
    Visit("pathways:part_history", "{plan_action_history}", role="team"),
    Visit("pathways:doughnut", "/plans/doughnut/DEA1/"),
    Visit("pathways:doughnut", "/plans/doughnut/DEA1/?edition=2018&with=ES12&with=FI19"),
    Visit("pathways:doughnut", "/plans/doughnut/DEA1/?edition=2018&edition=2025"),
    Visit("pathways:doughnut", "/plans/doughnut/AL01/"),
    Visit("pathways:footprint", "/plans/footprint/"),
    Visit("pathways:footprint", "/plans/footprint/?table=CZ-2015&region=CZ08&sector=CPA_C24&amount=-10"),
    Visit("pathways:footprint", "/plans/footprint/?table=BE-2020&region=BE23&example=direct_reduction&abroad=1"),
    Visit("pathways:footprint", "/plans/footprint/?region=PT18"),
    Visit("portfolios:list", "/portfolios/"),
    Visit("portfolios:list", "/portfolios/?q=demonstration", role="team"),
    Visit("portfolios:new", "/portfolios/new/", role="team"),
    Visit("portfolios:new", "/portfolios/new/", role="member", status=403),
    Visit("portfolios:study", "/portfolios/demo-steel-district/"),
    Visit("portfolios:study", "/portfolios/demo-steel-district/", role="team"),
    Visit("portfolios:study", "/portfolios/no-such-study/", status=404),
    Visit("portfolios:heading", "/portfolios/demo-steel-district/heading/", role="team"),
    Visit("portfolios:upload", "/portfolios/demo-steel-district/upload/", role="team"),
    Visit("portfolios:history", "/portfolios/demo-steel-district/history/", role="team"),
    Visit("portfolios:action", "/portfolios/demo-steel-district/action/?code=close-coke-ovens", role="team"),
    Visit("portfolios:measures", "/portfolios/demo-steel-district/counted/", role="team"),
    Visit("portfolios:aims", "/portfolios/demo-steel-district/aims/", role="team"),
    Visit("portfolios:condition", "/portfolios/demo-steel-district/condition/?kind=at_most", role="team"),
    Visit("portfolios:condition", "/portfolios/demo-steel-district/condition/?number=5", role="team"),
    Visit("portfolios:together", "/portfolios/demo-steel-district/together/", role="team"),
    Visit("portfolios:frontier", "/portfolios/demo-steel-district/frontier/"),
    Visit("portfolios:point", "/portfolios/demo-steel-district/frontier/point/1,2,3,4/", status=404),
    Visit("portfolios:compare", "/portfolios/demo-steel-district/frontier/compare/"),
    Visit("portfolios:choices", "/portfolios/demo-steel-district/choices/", role="team"),
    Visit("portfolios:statements", "/portfolios/demo-steel-district/statements/", role="team"),
    Visit("portfolios:uncertain", "/portfolios/demo-steel-district/uncertain/?off=10%7C"),
    Visit("portfolios:uncertain", "/portfolios/demo-steel-district/uncertain/", role="team"),
    Visit("portfolios:report", "/portfolios/demo-steel-district/report/"),
    Visit("learning:list", "/programmes/"),
    Visit("learning:list", "/programmes/", role="lead"),
    Visit("learning:new", "/programmes/new/", role="lead"),
    Visit("learning:new", "/programmes/new/", role="team", status=403),
    Visit("learning:load", "/programmes/load/", role="lead"),
    Visit("learning:programme", "/programmes/jetskir/"),
    Visit("learning:programme", "/programmes/jetskir/", role="lead"),
    Visit("learning:programme", "/programmes/demo/"),
    Visit("learning:programme", "/programmes/industry-transition-platform/"),
    Visit("learning:programme", "/programmes/no-such-programme/", status=404),
    Visit("learning:history", "/programmes/jetskir/history/", role="lead"),
    Visit("learning:rotation", "/programmes/jetskir/hosts/", role="lead"),
    Visit("learning:rotation", "/programmes/jetskir/hosts/?start=2027-01-04&every=4&keep=no", role="lead"),
    Visit("learning:meeting", "/programmes/jetskir/meetings/2/"),
    Visit("learning:meeting", "/programmes/jetskir/meetings/2/", role="lead"),
    Visit("learning:meeting", "/programmes/demo/meetings/harbour/", role="administrator"),
    Visit("learning:meeting_report", "/programmes/demo/meetings/waste-heat/report/"),
    Visit("learning:new_part", "/programmes/jetskir/parts/partner/new/", role="lead"),
    Visit("learning:new_part", "/programmes/jetskir/parts/participant/new/?meeting=2", role="team"),
    Visit("learning:edit_part", "/programmes/jetskir/parts/outline/outline/", role="lead"),
    Visit("learning:edit_part", "/programmes/jetskir/parts/meeting/2/", role="lead"),
    Visit("learning:edit_part", "/programmes/jetskir/parts/minutes/2-site-visit/", role="team"),
    Visit("learning:part_history", "/programmes/jetskir/parts/meeting/2/history/", role="lead"),
    Visit("learning:homework", "/programmes/jetskir/homework/", role="team"),
    Visit("learning:homework", "/programmes/demo/homework/", role="administrator"),
    Visit("learning:submission", "/programmes/demo/homework/actions-in-place/river-town/", role="administrator"),
    Visit("learning:submission", "/programmes/jetskir/homework/1-1/nobody/", role="team", status=404),
    Visit("learning:groups", "/programmes/jetskir/groups/", role="team"),
    Visit("learning:group", "/programmes/jetskir/groups/duisburg/", role="team"),
    Visit("learning:baselines", "/programmes/jetskir/baseline/"),
    Visit("learning:baselines", "/programmes/jetskir/baseline/", role="team"),
    Visit("learning:recommendations", "/programmes/demo/recommendations/", role="administrator"),
    Visit("learning:recommendation", "/programmes/demo/recommendations/heat-contract/"),
    Visit("learning:comments", "/programmes/demo/reviews/waste-heat/", role="administrator"),
    Visit("learning:learnings", "/programmes/demo/learnings/"),
    Visit("learning:learnings", "/programmes/jetskir/learnings/", role="team"),
    Visit("learning:learning", "/programmes/demo/learnings/heat-for-homes/"),
    Visit("learning:learning", "/programmes/demo/learnings/heat-for-homes/", role="administrator"),
    Visit("learning:learnings", "/programmes/demo/learnings/", role="team"),
    Visit("learning:learning", "/programmes/demo/learnings/tariff-that-tenants-read/", role="team"),
    Visit(
        "learning:learning", "/programmes/demo/learnings/tariff-that-tenants-read/", role="administrator", status=404
    ),
    Visit("learning:instruments", "/programmes/demo/instruments/"),
    Visit("learning:instrument", "/programmes/demo/instruments/river-heat-plan/"),
    Visit("learning:chain", "/programmes/demo/chain/"),
    Visit("learning:chain", "/programmes/demo/chain/?from=practice:irecovery-brescia"),
    Visit("learning:chain", "/programmes/demo/chain/?from=practice:no-such", status=404),
    Visit("learning:selection", "/programmes/jetskir/selection/", role="lead"),
    Visit("learning:write_new", "/programmes/jetskir/write/learning/new/?partner=duisburg", role="team"),
    Visit("learning:write", "/programmes/demo/write/learning/tariff-that-tenants-read/", role="team"),
    Visit("learning:write_new", "/programmes/jetskir/write/candidate/new/", role="lead"),
    Visit("learning:write_new", "/programmes/jetskir/write/comment/new/?meeting=2", role="team"),
    Visit("learning:write", "/programmes/jetskir/write/baseline/duisburg/", role="member"),
    Visit("learning:write", "/programmes/jetskir/write/submission/1-1-duisburg/", role="team"),
    Visit("learning:board", "/programmes/jetskir/board/"),
    Visit("learning:board", "/programmes/demo/board/", role="administrator"),
    Visit("learning:reports", "/programmes/jetskir/reports/", role="lead"),
    Visit("learning:report", "/programmes/jetskir/reports/1/", role="lead"),
    Visit("learning:report", "/programmes/jetskir/reports/99/", role="lead", status=404),
    Visit("learning:write_report", "/programmes/jetskir/reports/1/duisburg/", role="lead"),
    Visit("learning:handbook", "/programmes/jetskir/handbook/"),
    Visit("learning:handbook", "/programmes/demo/handbook/", role="administrator"),
    Visit("learning:study", "/programmes/jetskir/studies/duisburg/"),
    Visit("learning:introduce", "/programmes/jetskir/introductions/programme/", role="lead"),
    Visit("learning:exchanges", "/programmes/jetskir/visits/", role="lead"),
    Visit("learning:new_visit", "/programmes/jetskir/visits/new/", role="lead"),
    Visit("learning:course", "/programmes/jetskir/course/", role="lead"),
    Visit("learning:new_workshop", "/programmes/jetskir/course/new/", role="lead"),
    Visit("learning:calendar", "/programmes/jetskir/calendar/", role="lead"),
    Visit("learning:speakers", "/programmes/jetskir/speakers/", role="lead"),
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
