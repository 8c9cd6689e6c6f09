"""A house without the engines of the press still shows every figure, and says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.jobs.models import Job
from openhearth.press import charts, documents
from openhearth.press.engines import PressError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise PressError(f"{name} is missing: pip install openhearth[reports]")

    settings.PRESS_CACHE = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(charts, "engine", missing)
    monkeypatch.setattr(documents, "engine", missing)
    documents.edition.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        reverse("regions:chart", args=["DEA1", "emissions"]),
        reverse("reports:figure", args=["DEA1", 1]),
        reverse("reports:download", args=["DEA1", "pdf"]),
    ],
)
def test_what_cannot_be_printed_says_what_is_missing(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 503
    assert "pip install openhearth[reports]" in answer.content.decode()


def test_the_page_of_a_region_is_whole_without_the_press(client: Client) -> None:
    page = client.get(reverse("regions:region", args=["DEA1"]))
    assert page.status_code == 200
    assert "Basic metals" in page.content.decode()


def test_an_ordered_brief_fails_with_advice_not_with_a_traceback(client: Client, settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}  # type: ignore[attr-defined]
    page = client.post(reverse("reports:order", args=["DEA1"]), {"format": "pdf"}, follow=True)
    assert Job.objects.get().error_code == "not_printed"
    assert "could not be printed" in page.content.decode()
