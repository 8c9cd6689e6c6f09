"""The report of a plan, really printed by the worker, and its pages in German."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from openhearth.apps.jobs.models import Job, State
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.services.demo import create_demo_plan
from tests.pages import text
from tests.planning import PLAN, a_plan

pytestmark = pytest.mark.django_db

IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def shelf(settings: Settings, tmp_path: Path) -> Settings:
    """A shelf of its own."""
    pytest.importorskip("typst", reason="the extra [reports] is not installed")
    settings.PRESS_CACHE = tmp_path
    return settings


def printed(client: Client, row: Plan, file_format: str, shelf: Settings, **headers: str) -> bytes:
    """The report, printed while it is ordered."""
    shelf.TASKS = IMMEDIATE
    ordered = client.post(reverse("pathways:order_report", args=[row.code]), {"format": file_format}, headers=headers)
    job = Job.objects.get(pk=ordered.headers["Location"].strip("/").split("/")[-1])
    assert job.state == State.SUCCEEDED, (job.error_code, job.error_params)
    taken = client.get(job.result_url)
    assert taken.status_code == 200
    assert taken.headers["Content-Disposition"] == f'attachment; filename="plan-{row.code}.{file_format}"'
    return taken.content


def test_the_report_of_the_demo_plan_is_printed_as_a_tagged_pdf(client: Client, shelf: Settings) -> None:
    row = create_demo_plan(None)
    with pikepdf.open(BytesIO(printed(client, row, "pdf", shelf))) as pdf:
        assert len(pdf.pages) > 3
        assert str(pdf.docinfo["/Title"]) == row.title
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")


def test_the_report_is_printed_as_word_in_german(client: Client, shelf: Settings) -> None:
    row = a_plan(released=True)
    with ZipFile(BytesIO(printed(client, row, "docx", shelf, **GERMAN))) as book:
        document = book.read("word/document.xml").decode()
    for part in (PLAN.title, PLAN.vision.text, PLAN.actions[1].title, "Maßnahme"):
        assert part in document, part


@pytest.mark.parametrize(
    "name", ["home", "arena", "pathways", "actions", "experiments", "monitoring", "territorial", "report"]
)
def test_the_pages_of_a_plan_are_there_in_german(name: str, client: Client) -> None:
    row = a_plan(released=True)
    page = client.get(reverse(f"pathways:{name}", args=[row.code]), headers=GERMAN)
    assert page.status_code == 200
    assert '<html lang="de"' in page.content.decode()
    said = text(page)
    assert {"home": PLAN.vision.text, "monitoring": "Emissions of the works"}.get(name, "") in said
    assert "Territorialer Plan" in said
    assert "Maßnahmen" in said
