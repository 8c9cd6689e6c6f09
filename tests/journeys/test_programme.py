"""A semester of a programme: a meeting, a peer review, homework, and a learning that changes an instrument."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
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


def of_the_team(people: People, email: str, region: str) -> Page:
    """Somebody of a partner's team, who is invited and comes."""
    office = people("administrator")
    office.goto("/account/invite/")
    office.get_by_label("E-mail address").fill(email)
    office.get_by_label("Role", exact=True).select_option("team")
    office.get_by_label("Where the role counts").select_option("region")
    office.get_by_label("Code of the region or programme").fill(region)
    office.get_by_role("button", name="Send the invitation").click()
    link = office.locator("main a[href*='/account/invitation/']").get_attribute("href") or ""
    host = people("")
    host.goto(link)
    host.get_by_label("Name").fill(email.partition("@")[0])
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
    lead.get_by_label("Site visit").fill("the works")
    saved(lead)
    lead.goto(HOME)
    address = lead.get_by_role("link", name=TITLE).first.get_attribute("href") or ""
    return address.rstrip("/").rpartition("/")[2]


def run_it(people: People, lead: Page, host: Page, key: str) -> None:
    """Both take minutes of the same part at once: the second is asked, and nothing is lost."""
    for watch in people.watches:
        watch.expected.add(f"{people.house.url}{HOME}parts/minutes/{key}-exchange/")  # answers 409: somebody was faster
    for one in (host, lead):
        one.goto(f"{HOME}meetings/{key}/")
        one.get_by_role("link", name=re.compile("Take minutes")).first.click()
    host.locator("main textarea").first.fill("The mains are public property.")
    saved(host)
    lead.locator("main textarea").first.fill("The river is in the way.")
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("alert")).to_contain_text("Nothing you typed is lost")
    expect(lead.locator("main")).to_contain_text("The mains are public property.")
    expect(lead.locator("main textarea").first).to_have_value("The river is in the way.")
    assert faults(lead) == []
    lead.locator("main textarea").first.fill("The mains are public property.\nThe river is in the way.")
    lead.get_by_role("button", name="Save mine").click()
    expect(lead.get_by_role("status").first).to_contain_text("Saved.")
    for one in (host, lead):
        one.goto(f"{HOME}meetings/{key}/")
        for words in ("The mains are public property.", "The river is in the way."):
            expect(one.locator("main")).to_contain_text(words)


def decide_and_see(lead: Page, team: Page, host: Page, key: str, photo: Path) -> None:
    lead.goto(f"{HOME}meetings/{key}/")
    lead.get_by_role("link", name="Put something to the vote").click()
    lead.get_by_label("What is decided").fill("Meet again in May.")
    saved(lead)
    lead.goto(f"{HOME}meetings/{key}/")
    assert faults(lead) == []
    team.goto(f"{HOME}meetings/{key}/")
    team.get_by_role("group", name="How DBI Duisburg votes").get_by_role("button", name="yes").click()
    expect(team.locator("main")).to_contain_text("Yes: 1")
    expect(lead.locator("main")).to_contain_text("Yes: 1", timeout=20_000)  # without loading the page anew
    host.goto(f"{HOME}meetings/{key}/")
    host.get_by_text("Add a note with photos").click()
    host.get_by_label("What was seen").fill("Hot water leaves the works.")
    host.get_by_label("Photos", exact=True).set_input_files(str(photo))
    host.get_by_label("What the photos show").fill("A pipe beside the road")
    host.get_by_role("button", name="Keep it").click()
    expect(host.get_by_role("img", name="A pipe beside the road")).to_be_visible()
    assert faults(host) == []


def close_it(host: Page, key: str) -> None:
    host.goto(f"{HOME}meetings/{key}/")
    host.get_by_role("button", name="Close it and make the report").click()
    report = host.locator("main article")
    for words in ("The mains are public property.", "Meet again in May.", "carried", "Hot water leaves the works."):
        expect(report).to_contain_text(words)
    photo = report.get_by_role("img", name="A pipe beside the road")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("one => one.complete && one.naturalWidth") == 320
    assert faults(host) == []
    for file_format, begins in (("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")):
        answer = host.request.get(f"{HOME}meetings/{key}/report/report.{file_format}")
        assert (answer.status, answer.body()[: len(begins)]) == (200, begins)


def review_the_host(team: Page, peer: Page, host: Page, key: str) -> None:
    """Peers of two countries other than the host's, or nothing is handed over."""
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
    team.get_by_label("Practices it comes from").press_sequentially("brescia heat", delay=20)
    team.get_by_role("checkbox", name=re.compile("iRecovery", re.IGNORECASE)).check()
    assert faults(team) == []
    saved(team)
    advice = team.url
    host.goto(advice)
    expect(host.locator("main")).to_contain_text("not handed over yet")
    peer.goto(f"{HOME}meetings/{key}/")
    peer.get_by_role("link", name="Peer review of the host").click()
    peer.get_by_role("link", name="Comment", exact=True).first.click()
    peer.get_by_label("Seen as").select_option("ecological")
    peer.get_by_label("Where it shows").select_option("global")
    peer.get_by_label("Comment").fill("The gas that is saved is not burnt elsewhere.")
    saved(peer)
    peer.get_by_role("button", name="Hand 1 recommendation to the host").click()
    expect(peer.get_by_role("status").first).to_contain_text("handed over")
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
    team.get_by_role("button", name="Save for later").click()
    expect(team.get_by_role("status").first).to_contain_text("Only the people of your partner can read it")
    assert faults(team) == []
    team.get_by_role("link", name="Write on or share").click()
    team.get_by_role("button", name="Share with the partners").click()
    expect(team.get_by_role("status").first).to_contain_text("Shared.")
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


def test_a_semester_from_a_meeting_to_a_changed_instrument(people: People, tmp_path: Path) -> None:
    photo = tmp_path / "pipe.jpg"
    Image.new("RGB", (320, 200), "teal").save(photo)
    lead, team = people("lead"), people("team")
    host, peer = (
        of_the_team(people, *one) for one in (("host@aviles.example", "ES12"), ("peer@kaunas.example", "LT02"))
    )
    key = create_the_meeting(lead)
    run_it(people, lead, host, key)
    review_the_host(team, peer, host, key)
    decide_and_see(lead, team, host, key, photo)
    close_it(host, key)
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


HOMEWORK_IS_DUE = """
import openhearth.cli.main
from datetime import timedelta
from django.utils import timezone
from openhearth.apps.learning.selectors.programmes import programme_row
from openhearth.apps.learning.services.parts import save_part
from openhearth.core.programme.terms import Homework

due = (timezone.localdate() + timedelta(5)).isoformat()
save_part(programme_row("jetskir"), Homework("due-soon", "1", "Say who pays", due, ("duisburg",)), None, read_at=0)
"""


def test_reminders_go_out_once_though_three_processes_send_them_at_once(house: House) -> None:
    environment = {**os.environ, "OPENHEARTH_HOME": str(house.folder / "home")}
    subprocess.run([sys.executable, "-c", HOMEWORK_IS_DUE], env=environment, check=True)
    command = [sys.executable, "-m", "openhearth.cli.main", "remind"]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    letters = [letter.read_text() for letter in (house.folder / "home" / "outbox").glob("*.log")]
    received = [
        to for letter in letters if "Say who pays" in letter for to in re.findall(r"^To: (.+)$", letter, re.MULTILINE)
    ]
    assert {house.email("member"), house.email("team")} <= set(received)
    assert len(received) == len(set(received))
    assert sum(int(one.split()[0]) for one in said) >= len(received)
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout.startswith("0 ")
