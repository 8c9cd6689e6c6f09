"""Briefs: of every kind of place, in both languages, in every form."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from openhearth.apps.jobs.models import Job, State
from openhearth.apps.regions import selectors
from openhearth.apps.reports.brief import brief
from openhearth.core.document import Document, KeyFigures, Section, Table, as_html, digest, figures
from tests.factories import a_user
from tests.pages import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)
IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def words(document: Document) -> str:
    """What a reader of the brief reads."""
    return " ".join(re.sub("<[^>]+>", " ", as_html(document, lambda _figure: "x.svg")).split())


def titles(document: Document) -> list[str]:
    return [block.title for block in document.blocks if isinstance(block, Section)]


def order(client: Client, code: str, file_format: str, **headers: str) -> Job:
    response = client.post(reverse("reports:order", args=[code]), {"format": file_format}, headers=headers)
    assert response.status_code == 302
    job = Job.objects.get(pk=response.headers["Location"].strip("/").split("/")[-1])
    assert response.headers["Location"] == reverse("jobs:job", args=[job.pk])
    return job


@pytest.fixture
def at_once(settings: Settings, tmp_path: Path) -> None:
    """The work is done while it is ordered, on a shelf of its own."""
    settings.TASKS = IMMEDIATE
    settings.PRESS_CACHE = tmp_path


@pytest.fixture
def queued(settings: Settings) -> None:
    settings.TASKS = QUEUED


def test_the_brief_of_a_region() -> None:
    document = brief("DEA1", today=TODAY)
    said = words(document)
    assert document.title == "Transition brief: Düsseldorf"
    assert document.subtitle == "DEA1, NUTS 2 region · NUTS 2021 · Nordrhein-Westfalen, Germany"
    assert document.date == "1 March 2026"
    (shown,) = [block for block in document.blocks if isinstance(block, KeyFigures)]
    assert [(one.value, one.unit, one.year) for one in shown.figures] == [
        ("5,229,420", "persons", "2022"),
        ("42,100", "PPS/person", "2022"),
        ("3.8", "%", "2019"),
        ("11.68", "t CO2e/person", "2022"),
    ]
    assert titles(document) == [
        "Where the region stands",
        "What the region lives on",
        "Industrial emissions",
        "Plants",
        "Who is like it",
        "What worked in similar places",
        "What is not known",
    ]
    assert "Basic metals (4.3 ×)" in said  # noqa: RUF001
    assert len(figures(document)) >= 2


def test_every_table_of_figures_has_units_years_and_sources() -> None:
    document = brief("DEA1", today=TODAY)
    (standing,) = [block for block in document.blocks if isinstance(block, Section) and "stands" in block.title]
    tables = [block for block in standing.blocks if isinstance(block, Table)]
    known = {entry.code for entry in selectors.register().indicators}
    assert sum(len(table.rows) for table in tables) == 12 <= len(known)
    for table in tables:
        heads = [column.label for column in table.columns]
        for row in table.rows:
            assert re.fullmatch(r"20\d\d", str(row[heads.index("Year")]))
    cited = {source.code for source in document.sources}
    used = {one.latest.source for one in selectors.region_profile("DEA1", this_year=2026).indicators}
    assert used | {"eurostat-sbs-2015", "eutl-2024", "gem-steel-2025"} <= cited
    assert all(source.licence and source.attribution for source in document.sources)


@pytest.mark.parametrize(
    ("code", "missing", "said"),
    [
        ("AL01", ["What the region lives on", "Industrial emissions"], "Employment by activity is not known here"),
        ("LT02", ["Industrial emissions"], "That is not the same as none."),
        ("UKM", ["What the region lives on", "Who is like it"], "Regions are compared at NUTS 2. For a NUTS 1 region"),
        ("US-CA", ["Where the region stands", "Who is like it"], "No figures are known for this place."),
        ("DE-05112000", ["Where the region stands", "Who is like it"], "For a municipality only some figures exist."),
        ("DEA12", ["What the region lives on", "Who is like it"], "For a NUTS 3 region only some figures exist."),
        ("DE", ["What the region lives on"], "For a country only some figures exist."),
        ("IE04", ["Industrial emissions"], "Too little is known to say which type of region this is."),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_brief_of_every_kind_of_place(code: str, missing: list[str], said: str, language: str) -> None:
    with translation.override(language):
        document = brief(code, today=TODAY)
    assert document.language == language
    assert code in document.subtitle
    if language == "en":
        assert set(missing).isdisjoint(titles(document))
        assert titles(document)[-1] == "What is not known"
        assert said in words(document)


def test_the_few_placed_tonnes_of_lithuania_are_in_no_brief() -> None:
    said = words(brief("LT02", today=TODAY))
    assert "CO2e from all installations" not in said
    assert "Largest installations" not in said


def test_a_brief_is_the_same_today_and_other_tomorrow() -> None:
    assert digest(brief("DEA1", today=TODAY)) == digest(brief("DEA1", today=TODAY))
    assert digest(brief("DEA1", today=TODAY)) != digest(brief("DEA1", today=date(2026, 3, 2)))


def test_german_briefs_write_numbers_the_german_way() -> None:
    with translation.override("de"):
        said = words(brief("DEA1", today=TODAY))
    assert "42.100" in said
    assert "11,68" in said
    assert "Arbeitslosenquote" in said
    assert "42,100" not in said


def test_every_region_of_europe_has_a_brief() -> None:
    """Documents only; nothing is drawn. About a tenth of a second each."""
    digests = set()
    for code in selectors.landscape().codes:
        document = brief(code, today=TODAY)
        assert titles(document)[-1] == "What is not known"
        assert "nan" not in re.findall(r"\bnan\b", document.title + words(document), re.IGNORECASE)
        digests.add(digest(document))
    assert len(digests) == 334


# Pages


@pytest.mark.parametrize("code", ["DEA1", "UKM", "US-CA", "AL01", "dea1"])
def test_the_brief_as_a_page(client: Client, code: str) -> None:
    response = client.get(reverse("reports:brief", args=[code]))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Transition brief: " in text(response)
    assert f'action="/reports/{code.upper()}/order/"' in page
    pictures = re.findall(r'src="(/reports/[^"]+\.svg[^"]*)"', page)
    assert len(pictures) == len(figures(brief(code, today=TODAY)))


def test_the_charts_of_a_brief_are_drawn_in_its_language(client: Client) -> None:
    address = reverse("reports:figure", args=["DEA1", 1])
    english, german = (client.get(f"{address}?language={language}") for language in ("en", "de"))
    assert english["Content-Type"] == "image/svg+xml"
    assert "Basic metals" in english.content.decode()
    assert "Basic metals" not in german.content.decode()
    assert client.get(reverse("reports:figure", args=["DEA1", 99])).status_code == 404
    assert client.get(reverse("reports:figure", args=["DEA1", 0])).status_code == 404


@pytest.mark.parametrize("route", ["reports:brief", "reports:download", "reports:figure"])
def test_a_place_that_is_unknown_has_no_brief(client: Client, route: str) -> None:
    rest: dict[str, tuple[str | int, ...]] = {"reports:download": ("pdf",), "reports:figure": (1,)}
    response = client.get(reverse(route, args=["Duisburgg", *rest.get(route, ())]))
    assert response.status_code == 404
    assert "Did you mean:" in text(response)


@pytest.mark.parametrize("suffix", ["exe", "PDF", "tex"])
def test_other_forms_are_refused(client: Client, suffix: str) -> None:
    assert client.get(reverse("reports:download", args=["DEA1", suffix])).status_code == 404
    assert client.post(reverse("reports:order", args=["DEA1"]), {"format": suffix}).status_code == 404
    assert client.post(reverse("reports:order", args=["DEA1"])).status_code == 404
    assert Job.objects.count() == 0


def test_the_brief_as_text_and_as_one_file(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.PRESS_CACHE = tmp_path
    plain = client.get(reverse("reports:download", args=["AL01", "md"]))
    assert plain["Content-Type"] == "text/markdown; charset=utf-8"
    assert plain["Content-Disposition"] == 'attachment; filename="openhearth-AL01.md"'
    assert "Transition brief: Veri" in plain.content.decode()
    alone = client.get(reverse("reports:download", args=["AL01", "html"]) + "?language=de").content.decode()
    assert '<html lang="de">' in alone
    assert "<script" not in alone
    assert "BIP je Einwohner" in alone


# Ordered from the worker


@pytest.mark.usefixtures("at_once")
def test_a_pdf_is_printed_by_the_worker_and_taken_from_the_shelf(client: Client) -> None:
    job = order(client, "AL01", "pdf")
    assert (job.state, job.error_code, job.owner) == (State.SUCCEEDED, "", None)
    assert job.done == job.total
    assert job.result_url == "/reports/AL01/brief.pdf?language=en"
    assert job.result_url in client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    response = client.get(job.result_url)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.")
    assert response["Content-Disposition"] == 'attachment; filename="openhearth-AL01.pdf"'


@pytest.mark.usefixtures("at_once")
def test_a_word_file_in_german(client: Client) -> None:
    job = order(client, "AL01", "docx", **{"Accept-Language": "de"})
    assert job.result_url == "/reports/AL01/brief.docx?language=de"
    assert client.get(job.result_url).content.startswith(b"PK")


@pytest.mark.usefixtures("queued")
def test_the_same_brief_is_printed_once_for_all_who_are_not_signed_in() -> None:
    first = order(Client(), "DEA1", "pdf")
    assert first.state == State.QUEUED
    assert order(Client(), "DEA1", "pdf") == first
    assert order(Client(), "dea1", "pdf") == first
    others = [
        order(Client(), "DEA1", "docx"),
        order(Client(), "ES12", "pdf"),
        order(Client(), "DEA1", "pdf", **{"Accept-Language": "de"}),
    ]
    assert len({first.pk, *(job.pk for job in others)}) == 4


@pytest.mark.usefixtures("queued")
def test_a_person_has_an_order_of_their_own(client: Client) -> None:
    anonymous = order(Client(), "DEA1", "pdf")
    user = a_user()
    client.force_login(user)
    own = order(client, "DEA1", "pdf")
    assert own.owner == user
    assert own != anonymous
    assert order(client, "DEA1", "pdf") == own


@pytest.mark.usefixtures("at_once")
def test_a_brief_that_cannot_be_printed_is_a_failed_job(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr("openhearth.apps.jobs.printing.render", broken)
    job = order(client, "AL01", "pdf")
    assert (job.state, job.error_code, job.result_url) == (State.FAILED, "unexpected", "")
    assert "no space left" not in text(client.get(reverse("jobs:job", args=[job.pk])))


def test_the_shelf_is_inside_the_house() -> None:
    assert house.PRESS_CACHE.is_relative_to(house.HOME)
