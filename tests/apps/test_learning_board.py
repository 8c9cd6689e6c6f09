"""The board, the handbook and the studies: what they show to whom, and how much they ask of the database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openhearth.apps.jobs.models import Job, State
from openhearth.apps.learning import books, tasks
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages import board as page
from openhearth.apps.learning.services.meetings import show_practice
from openhearth.apps.learning.services.parts import save_part
from openhearth.apps.learning.services.programmes import release_programme
from openhearth.core.document import figures
from openhearth.core.errors import InputError
from openhearth.core.programme.exchange_terms import Preface
from openhearth.core.programme.group_terms import Baseline
from openhearth.core.programme.terms import Homework, Learning, Partner, PartnerReport, Recommendation, Submission
from tests.living import a_practice
from tests.pages import rows, text
from tests.programmes import a_programme, a_value, somebody

pytestmark = pytest.mark.django_db


def at(name: str, row: Programme, *keys: object) -> str:
    return reverse(f"learning:{name}", args=[row.code, *keys])


@pytest.fixture
def row() -> Programme:
    value = a_value()
    return a_programme(
        replace(
            value,
            recommendations=(
                Recommendation(
                    "r1", "1", "aviles", "kaunas", "Use the waste heat", "ecological", "local", ("irecovery-brescia",)
                ),
            ),
            learnings=(Learning("l1", "kaunas", "Heat is sold to homes", recommendations=("r1",)),),
        ),
        released=True,
    )


def test_the_board_says_what_is_late_to_the_people_of_the_programme() -> None:
    value = a_value()
    found = page.board_page(value, date(2027, 8, 1), "", inside=True)
    late = [(one.what, one.partner, one.days) for one in found["late"]]
    assert ("Homework", "Town of Kaunas", 62) in late
    assert ("Homework", "Town of Avilés", 62) not in late
    assert ("Report on a semester", "Town of Kaunas", 5) in late
    assert late[0][2] == max(days for _what, _partner, days in late)
    kaunas = next(one for one in found["partners"] if one.partner.key == "kaunas")
    assert kaunas.late == sum(partner == "Town of Kaunas" for _what, partner, _days in late)
    assert [(said.label, said.count) for said in kaunas.cells[0] if said.late] == [("Late", 2)]


def test_the_public_does_not_read_what_is_owed() -> None:
    found = page.board_page(a_value(), date(2027, 8, 1), "", inside=False)
    assert found["late"] == []
    assert [said.label for one in found["partners"] for cell in one.cells for said in cell if said.late] == []
    assert {one.late for one in found["partners"]} == {0}


def test_a_report_that_was_handed_in_is_not_late() -> None:
    value = replace(a_value(), reports=(PartnerReport("kaunas", 1, handed_in_on="2027-07-20"),))
    found = page.board_page(value, date(2027, 8, 1), "", inside=True)
    assert ("Report on a semester", "Town of Kaunas") not in {(one.what, one.partner) for one in found["late"]}
    kaunas = next(one for one in found["partners"] if one.partner.key == "kaunas")
    assert ("Report handed in", 1) in [(said.label, said.count) for said in kaunas.cells[0]]


def test_the_board_as_a_page(row: Programme, client: Client) -> None:
    public = client.get(at("board", row))
    assert "What is late" not in text(public)
    table = rows(public.content.decode(), "What each partner has done")
    assert table[0][0].startswith("Town of Duisburg")
    client.force_login(somebody("lead", programme=row.code))
    assert "What is late" in text(client.get(at("board", row)))


def test_an_empty_board_says_what_to_do(client: Client) -> None:
    row = a_programme(
        replace(a_value(), partners=(), semesters=(), meetings=(), homework=(), submissions=(), outputs=())
    )
    client.force_login(somebody("lead", programme=row.code))
    said = text(client.get(at("board", row)))
    assert "the board needs partners and semesters" in said
    assert "Nothing is late." in said


def test_the_board_asks_the_same_of_the_database_however_large_the_programme(client: Client) -> None:
    def asked(value: object) -> int:
        row = a_programme(value)  # type: ignore[arg-type]
        client.force_login(somebody("lead", programme=row.code))
        client.get(at("board", row))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(at("board", row)).status_code == 200
        return len(caught)

    small = a_value()
    many = tuple(Partner(f"p{n}", f"Partner {n}", "policy", region="LT022") for n in range(12))
    tasks = tuple(Homework(f"t{n}", "1", f"Task {n}", "2027-05-31") for n in range(12))
    handed = tuple(Submission(f"t{n}-p{n}", f"t{n}", f"p{n}", "Done", "2027-05-01") for n in range(12))
    large = replace(
        a_value(),
        partners=(*small.partners, *many),
        homework=tasks,
        submissions=handed,
        reports=(PartnerReport("p1", 1),),
    )
    assert asked(small) == asked(large)


def test_the_handbook_has_its_chapters_and_its_introduction(row: Programme, client: Client) -> None:
    lead = somebody("lead", programme=row.code)
    client.force_login(lead)
    address = at("introduce", row, "programme")
    typed = {"read_at": "0", "paragraphs": "A first thought.\r\n\r\nA second\r\nthought."}
    assert client.post(address, typed).status_code == 302
    said = text(client.get(at("handbook", row)))
    chapters = ["Introduction", "Practices", "Peer reviews", "Learnings and what became of them", "Index"]
    places = [said.index(one, said.index("Handbook of practices")) for one in chapters]
    assert places == sorted(places)
    for expected in ("A first thought. A second thought.", "Use the waste heat", "Heat is sold to homes"):
        assert expected in said
    client.logout()
    assert "A first thought." not in text(client.get(at("handbook", row))), "it is not released yet"
    row.refresh_from_db()
    release_programme(row, step=row.step)
    assert "A first thought." in text(client.get(at("handbook", row)))


@pytest.mark.parametrize(("state", "printed"), [("draft", False), ("reviewed", False), ("published", True)])
def test_only_validated_practices_are_in_the_handbook(
    row: Programme, client: Client, state: str, *, printed: bool
) -> None:
    practice = a_practice(state)
    show_practice(row, "1", practice.code, "", None)
    client.force_login(somebody("lead", programme=row.code))
    said = text(client.get(at("handbook", row)))
    assert ("Foundry workers teach pupils" in said) is printed
    assert (f"no validated record of the practice “{practice.code}”" in said) is not printed


def test_an_introduction_that_two_people_write_is_asked_about(row: Programme, client: Client) -> None:
    save_part(row, Preface("programme", ("Ours.",)), None, read_at=0)
    row.refresh_from_db()
    read = row.step
    save_part(row, Preface("programme", ("Theirs.",)), None, read_at=read)
    client.force_login(somebody("lead", programme=row.code))
    answer = client.post(at("introduce", row, "programme"), {"read_at": str(read), "paragraphs": "Mine."})
    assert answer.status_code == 409
    assert "Theirs." in text(answer)
    assert "Mine." in answer.content.decode()


def test_a_study_tells_figures_and_baseline_and_says_what_is_missing(row: Programme, client: Client) -> None:
    save_part(row, Baseline("duisburg", challenges=("The furnaces end",)), None, read_at=0)
    client.force_login(somebody("lead", programme=row.code))
    said = text(client.get(at("study", row, "duisburg")))
    for expected in (
        "Regional study: Town of Duisburg",
        "The furnaces end",
        "Figures of",
        "DEA12",
        "No learning was written",
    ):
        assert expected in said


def test_a_study_draws_its_region_and_the_wider_one_where_figures_are_published(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    page = client.get(at("study", row, "duisburg"))
    addresses = re.findall(r'<img src="([^"]+)" alt="[^"]{20,}"', page.content.decode())
    assert [one.partition("?")[0] for one in addresses] == [
        "/regions/DEA12/charts/standings.svg",
        "/regions/DEA12/charts/emissions.svg",
        "/regions/DEA12/charts/activities.svg",
        "/regions/DEA1/charts/specialisation.svg",
    ]
    drawing = client.get(unescape(addresses[-1]))
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    said = text(page)
    for words in ("those of Düsseldorf (DEA1, NUTS 2)", "Basic metals (C24)", "Nearest regions by structure"):
        assert words in said
    study = books.book(AnonymousUser(), row, row.step, "study-duisburg", today=date(2027, 2, 1))
    assert len(figures(study)) == 4
    assert all(one.note for one in figures(study)), "every drawing says where its figures come from"
    emissions = next(one.title for one in study.sources if one.code == "eutl-2024")
    assert f"[{study.numbers['eutl-2024']}]" in said
    assert emissions in said


def test_a_study_of_a_partner_without_a_region_says_so(row: Programme, client: Client) -> None:
    save_part(row, Partner("iam", "Institute", "associated"), None, read_at=0)
    client.force_login(somebody("lead", programme=row.code))
    said = text(client.get(at("study", row, "iam")))
    assert "no figures of the region around this partner" in said


def test_who_is_not_there_has_no_study(row: Programme, client: Client) -> None:
    assert "Heat is sold to homes" in text(client.get(at("study", row, "kaunas")))
    assert client.get(at("study", row, "nobody")).status_code == 404


def test_who_writes_introductions(row: Programme, client: Client) -> None:
    writers = {
        "lead": somebody("lead", programme=row.code),
        "own": somebody("team", region="LT022"),
        "other": somebody("team", region="ES120"),
        "member": somebody("member", region="LT022"),
    }
    may = {}
    for name, user in writers.items():
        client.force_login(user)
        may[name] = tuple(client.get(at("introduce", row, key)).status_code == 200 for key in ("programme", "kaunas"))
    assert may == {"lead": (True, True), "own": (False, True), "other": (False, False), "member": (False, False)}


def test_documents_are_ordered_and_taken_along(row: Programme, client: Client) -> None:
    answer = client.post(at("order_book", row, "handbook"), {"format": "pdf"})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
    assert job.arguments["name"] == "handbook"
    tasks.print_book.call(job_id=str(job.pk), **{**job.arguments, "file_format": "html"})
    job.refresh_from_db()
    assert job.state == State.SUCCEEDED
    assert job.result_url.startswith(at("book_file", row, "handbook", "html"))
    assert client.get(job.result_url).status_code == 200
    page_taken = client.get(at("book_file", row, "handbook", "html"))
    assert "Use the waste heat" in page_taken.content.decode()
    assert page_taken.headers["Content-Disposition"] == f'attachment; filename="{row.code}-handbook.html"'
    assert client.get(at("book_file", row, "handbook", "exe")).status_code == 404
    assert client.get(at("book_file", row, "no-such", "html")).status_code == 404
    assert client.get(at("book_file", row, "report-1", "html")).status_code != 200, "reports are not public"


def test_the_report_that_the_worker_prints_is_the_one_that_its_owner_may_read(row: Programme, client: Client) -> None:
    save_part(row, PartnerReport("kaunas", 1, ("A secret so far",)), None, read_at=0)
    own, other = somebody("team", region="LT022"), somebody("team", region="ES120")
    read = {}
    for name, user in (("own", own), ("other", other)):
        client.force_login(user)
        client.post(at("order_report", row, 1), {"format": "html"})
        job = Job.objects.get(owner=user)
        tasks.print_book.call(job_id=str(job.pk), **job.arguments)
        job.refresh_from_db()
        assert job.state == State.SUCCEEDED
        read[name] = "A secret so far" in client.get(job.result_url).content.decode()
    assert read == {"own": True, "other": False}


def test_a_document_that_is_not_there_fails_with_its_reason(row: Programme) -> None:
    for name, code in (
        ("report-9", "unknown_semester"),
        ("study-nobody", "unknown_partner"),
        ("novel", "unknown_document"),
    ):
        with pytest.raises(InputError) as caught:
            books.book(somebody("team", region="LT022"), row, row.step, name, today=date(2027, 1, 1))
        assert [fault.code for fault in caught.value.faults] == [code]
