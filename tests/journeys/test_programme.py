"""A semester of a programme: a meeting, a peer review, homework, and a learning that changes an instrument."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House
from tests.journeys.fitness import faults
from tests.journeys.test_accounts import PASSWORD
from tests.journeys.test_plans import People, saved

HOME = "/programmes/jetskir/"
TITLE = "Heat under the river"
DRAFT = "We do not know yet who pays."


@pytest.fixture
def people(browser: Browser, house: House) -> Iterator[People]:
    found = People(browser, house)
    yield found
    for context in found.contexts:
        context.close()
    assert [complaint for watch in found.watches for complaint in watch.complaints()] == []


def a_host(people: People) -> Page:
    """Somebody of the host's team, who is invited and comes."""
    office = people("administrator")
    office.goto("/account/invite/")
    office.get_by_label("E-mail address").fill("host@aviles.example")
    office.get_by_label("Role", exact=True).select_option("team")
    office.get_by_label("Where the role counts").select_option("region")
    office.get_by_label("Code of the region or programme").fill("ES12")
    office.get_by_role("button", name="Send the invitation").click()
    link = office.locator("main a[href*='/account/invitation/']").get_attribute("href") or ""
    host = people("")
    host.goto(link)
    host.get_by_label("Name").fill("Host Team")
    fields = host.locator("input[type=password]")
    for number in range(fields.count()):
        fields.nth(number).fill(PASSWORD)
    host.get_by_role("button", name="Open the account").click()
    expect(host.get_by_role("status").first).to_contain_text("Welcome to OpenHearth.")
    return host


def create_the_meeting(lead: Page) -> str:
    lead.goto(f"{HOME}parts/meeting/new/")
    lead.get_by_label("Title").fill(TITLE)
    lead.get_by_label("Semester").select_option("2")
    lead.get_by_label("Host").select_option("aviles")
    lead.get_by_label("First day").fill("2027-03-02")
    lead.get_by_label("Exchange").fill("feedback on homework")
    saved(lead)
    lead.goto(HOME)
    address = lead.get_by_role("link", name=TITLE).first.get_attribute("href") or ""
    return address.rstrip("/").rpartition("/")[2]


def run_it(host: Page, key: str) -> None:
    host.goto(f"{HOME}meetings/{key}/")
    host.get_by_role("link", name=re.compile("Take minutes")).first.click()
    host.locator("main textarea").first.fill("The mains are public property.")
    saved(host)
    expect(host.locator("main")).to_contain_text("The mains are public property.")


def review_the_host(team: Page, host: Page, key: str) -> None:
    team.goto(f"{HOME}meetings/{key}/")
    team.get_by_role("link", name="Peer review of the host").click()
    team.get_by_role("link", name="Comment", exact=True).first.click()
    team.get_by_label("Seen as").select_option("social")
    team.get_by_label("Where it shows").select_option("local")
    team.get_by_label("Comment").fill("Tenants hear of it last.")
    saved(team)
    expect(team.locator("main")).to_contain_text("Tenants hear of it last.")
    expect(team.locator("main")).to_contain_text("1 is missing")
    assert faults(team) == []
    team.get_by_role("link", name="Recommend something").click()
    team.get_by_label("Recommendation (needed)").fill("Ask the tenants before the pipe is dug.")
    team.get_by_label("Practices it comes from").fill("irecovery-brescia")
    saved(team)
    advice = team.url
    host.goto(advice)
    host.get_by_role("link", name="Answer", exact=True).click()
    host.get_by_label("We have it").select_option("adapted")
    host.get_by_label("Because").fill("Owners too.")
    saved(host)
    expect(host.locator("main")).to_contain_text("adapted")
    assert faults(host) == []


def do_the_homework(people: People, lead: Page, host: Page, team: Page) -> None:
    lead.goto(f"{HOME}homework/")
    lead.get_by_role("link", name="Set homework").click()
    lead.get_by_label("Given at the meeting").select_option(label=TITLE)
    lead.get_by_label("Task").fill("Say who would pay.")
    lead.get_by_label("Due").fill("2027-05-01")
    saved(lead)
    assert faults(lead) == []
    member = people("member")
    member.goto(f"{HOME}homework/")
    member.get_by_role("link", name=re.compile("begin ?: Say who would pay")).click()
    address = member.url
    member.get_by_role("link", name="Begin").click()
    member.get_by_label("What we hand in").fill(DRAFT)
    member.get_by_role("button", name="Save the draft").click()
    expect(member.get_by_role("status").first).to_contain_text("Only your own people can read it")
    assert faults(member) == []
    for other in (lead, host):
        other.goto(address)
        expect(other.locator("main")).to_contain_text("Nothing is handed in yet.")
        expect(other.locator("main")).not_to_contain_text(DRAFT)
    team.goto(address)
    team.get_by_role("link", name="Write on or hand in").click()
    team.get_by_label("What we hand in").fill("The utility pays, over twenty years.")
    team.get_by_role("button", name="Hand in").click()
    expect(team.get_by_role("status").first).to_contain_text("Handed in.")
    host.goto(address)
    expect(host.locator("main")).to_contain_text("over twenty years")
    expect(host.locator("main")).not_to_contain_text(DRAFT)
    host.get_by_role("link", name="Give feedback").click()
    host.get_by_label("Feedback").fill("Who carries the risk?")
    saved(host)
    member.goto(address)
    expect(member.locator("main")).to_contain_text("Who carries the risk?")
    assert faults(member) == []


def learn(team: Page) -> None:
    team.goto(f"{HOME}instruments/")
    team.get_by_role("link", name="Add an instrument of DBI Duisburg").click()
    team.get_by_label("Name of the instrument").fill("Heat plan (demo)")
    saved(team)
    assert faults(team) == []
    team.goto(f"{HOME}learnings/")
    team.get_by_role("link", name="Write down a learning of DBI Duisburg").click()
    team.get_by_label("What we saw").fill("Pipes under the river.")
    team.get_by_label("What we would change").fill("Dig once for heat and for fibre")
    team.get_by_label("In which policy instrument").select_option(label="Heat plan (demo)")
    team.get_by_role("checkbox", name=re.compile("Ask the tenants")).check()
    assert faults(team) == []
    saved(team)
    assert faults(team) == []
    team.get_by_label("Plan", exact=True).select_option("demo-duisburg")
    team.get_by_role("button", name="Make it an action").click()
    expect(team.get_by_role("status").first).to_contain_text("It is an action of the plan now.")
    team.get_by_role("link", name="Add a change of the instrument").click()
    team.get_by_label("What changes").fill("Article 3 asks for one trench")
    team.get_by_role("checkbox", name=re.compile("Dig once .* \\(")).check()
    expect(team.get_by_role("checkbox", name="Dig once for heat and for fibre", exact=True)).to_be_checked()
    saved(team)
    expect(team.get_by_role("heading", name="Article 3 asks for one trench")).to_be_visible()
    assert faults(team) == []


def test_a_semester_from_a_meeting_to_a_changed_instrument(people: People) -> None:
    lead, team, host = people("lead"), people("team"), a_host(people)
    key = create_the_meeting(lead)
    run_it(host, key)
    review_the_host(team, host, key)
    do_the_homework(people, lead, host, team)
    learn(team)
    team.goto(f"{HOME}chain/?from=practice:irecovery-brescia")
    came = team.locator("main")
    for words in ("Ask the tenants before", "Dig once for heat", "Article 3 asks for one trench", "Heat plan (demo)"):
        expect(came).to_contain_text(words)
    assert faults(team) == []
    team.get_by_role("link", name=re.compile("Heat plan")).first.click()
    expect(team.get_by_role("heading", name="What led here")).to_be_visible()
    for words in ("Ask the tenants before", "Dig once for heat", "Article 3 asks for one trench"):
        expect(team.locator("main")).to_contain_text(words)
    team.goto(f"{HOME}handbook/")
    for words in ("Ask the tenants before", "Pipes under the river.", "Article 3 asks for one trench"):
        expect(team.locator("main")).to_contain_text(words)
