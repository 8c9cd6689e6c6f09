"""The real product, started as a user starts it, and a real Chromium in front of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.fitness import Watch, watched

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
START_TIMEOUT = 90
PATIENCE = 20_000
"""Milliseconds a page may take; CI is two busy cores."""

PREPARE = """
import json
import openhearth.cli.main
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from openhearth.apps.accounts.scopes import Scope
from openhearth.apps.accounts.selectors import account
from openhearth.apps.accounts.services import create_demo_people, invite_person
from openhearth.apps.learning.services.demo import create_demo_programmes
from openhearth.apps.pathways.selectors.plans import plan_at
from openhearth.apps.pathways.services.demo import create_demo_plan
from openhearth.apps.pathways.services.uploads import keep_upload as keep_workbook
from openhearth.apps.portfolios.services.demo import create_demo_study
from openhearth.apps.practices.pages.columns import EXAMPLE
from openhearth.apps.practices.models import Project
from openhearth.apps.practices.services.importing import import_practices, keep_upload, plan_import
from openhearth.sources.plans import plan_table
from openhearth.sources.practices import practice_json, practice_table
from django.utils import timezone

people = create_demo_people("DEA1", "jetskir")
invited = invite_person("guest@demo.example", "member", Scope("region", "DEA1"), invited_by=None)
also = invite_person("team@demo.example", "member", Scope("region", "DEA1"), invited_by=None)
member = account("member@demo.example")
editor = account("editor@demo.example")
team = account("team@demo.example")
row = create_demo_plan(team)
of_plan = plan_at(row, row.step)
workbook = keep_workbook(row, "plan.xlsx", plan_table.plan_to_xlsx(plan_at(row, row.released)), team)
action = f"/plans/{row.code}/actions/{of_plan.actions[0].key}/"
create_demo_study({"team": account("team@demo.example")})
create_demo_programmes(account("lead@demo.example"), team)
plan = plan_import(practice_json.to_json([EXAMPLE]), editor, timezone.localdate())
imported = import_practices(plan, file_name="example.json", by=editor)
changed = practice_table.to_csv([EXAMPLE]).replace(b"2019", b"2020")
upload = keep_upload("mine.csv", changed + changed.splitlines()[1].replace(b"heat-from", b"-heat"), editor)
project = Project.objects.create(
    code="esif-1", corpus="esif", country="IT", language="it", title="Calore di scarto", amount=5.0, unread=["start"]
)
print(json.dumps({
    "import_report": f"/practices/import/{upload.pk}/",
    "import_receipt": f"/practices/import/done/{imported.at:%Y%m%dT%H%M%S%f}/",
    "project": f"/practices/project/{project.code}/",
    "plan_action": action,
    "plan_action_history": f"/plans/{row.code}/parts/action/{of_plan.actions[0].key}/history/",
    "plan_indicator": f"/plans/{row.code}/monitoring/{of_plan.indicators[0].key}/",
    "plan_upload": f"/plans/{row.code}/exchange/{workbook.pk}/",
    "passwords": {person.role: person.password for person in people},
    "invitation": invited.path,
    "invitation_to_account": also.path,
    "uid": urlsafe_base64_encode(force_bytes(member.pk)),
    "reset": default_token_generator.make_token(member),
}))
"""


@dataclass(frozen=True, slots=True)
class House:
    """A running product: where it is and who may come in."""

    url: str
    folder: Path
    passwords: dict[str, str]
    paths: dict[str, str]

    def email(self, role: str) -> str:
        return f"{role}@demo.example"


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    if not found:
        reason = "no chromium is installed; see tests/install_parts"
        if os.environ.get("OPENHEARTH_REQUIRE_BROWSER"):
            pytest.fail(f"{reason}, and OPENHEARTH_REQUIRE_BROWSER is set")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def house(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`openhearth serve` with a house of its own."""
    folder = tmp_path_factory.mktemp("journeys")
    environment = {**os.environ, "OPENHEARTH_HOME": str(folder / "home"), "PYTHONUNBUFFERED": "1"}
    environment.pop("OPENHEARTH_DATABASE_URL", None)
    log = folder / "serve.log"
    command = [sys.executable, "-m", "openhearth.cli.main", "serve", "--port", str(free_port())]
    with log.open("w") as said, subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
        try:
            url = address(log, process)
            prepared = json.loads(subprocess.check_output([sys.executable, "-c", PREPARE], env=environment))
            yield House(url, folder, prepared.pop("passwords"), prepared)
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """One that the system hands out, so that two test runs at the same time do not meet."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the product says it is, once it answers there."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        said = re.search(r"http://[\d.:]+", log.read_text())
        if said:
            try:
                with urlopen(said[0], timeout=10):  # noqa: S310 - our own address
                    return said[0]
            except OSError:
                pass
        time.sleep(0.2)
    pytest.fail(f"the product did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for each file: while Playwright lives, Django takes this thread for asynchronous and refuses the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


def new_context(browser: Browser, house: House, **options: object) -> BrowserContext:
    """A visitor of their own, with their own cookies."""
    context = browser.new_context(**{"base_url": house.url, "locale": "en-GB", **options})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def context(browser: Browser, house: House) -> Iterator[BrowserContext]:
    context = new_context(browser, house, viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def plain_context(browser: Browser, house: House) -> Iterator[BrowserContext]:
    """A visitor whose browser runs no scripts."""
    context = new_context(browser, house, java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def watch(context: BrowserContext, house: House) -> Watch:
    """What the pages of this visitor do behind their backs."""
    return watched(context, house.url)


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Iterator[Page]:
    page = context.new_page()
    yield page
    assert watch.complaints() == []
