"""The pages of a plan: what they say, and that they ask the database as often however large it is."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openhearth.apps.pathways.models import Plan, Upload
from openhearth.apps.pathways.selectors.plans import plan_at
from openhearth.apps.pathways.services.demo import create_demo_plan
from openhearth.core.pathway.terms import Effect
from openhearth.sources.plans import plan_table
from tests.pages import rows, text
from tests.planning import PLAN, a_large_plan, a_member_of, a_plan

pytestmark = pytest.mark.django_db

NONE = "\N{EN DASH}"
LISTS = ("home", "arena", "pathways", "actions", "experiments", "monitoring", "territorial", "history", "report")


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(a_member_of("DEA1"))
    return client


def at(name: str, row: Plan, *keys: str) -> str:
    return reverse(f"pathways:{name}", args=[row.code, *keys])


@pytest.mark.parametrize("name", LISTS)
def test_a_page_asks_the_database_as_often_for_one_as_for_many(name: str, client: Client) -> None:
    counts = []
    for size in (1, 3, 500):
        row = a_plan(a_large_plan(size), released=True)
        client.get(at(name, row))  # what the house knows about the region is read once
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(name, row)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_the_list_asks_as_often_for_one_plan_as_for_many(team: Client) -> None:
    counts = []
    for _ in range(3):
        a_plan()
        with CaptureQueriesContext(connection) as asked:
            assert team.get(reverse("pathways:list")).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_an_empty_house_says_what_to_do(client: Client) -> None:
    Plan.objects.all().delete()
    assert "No plan is public yet." in text(client.get(reverse("pathways:list")))


def test_a_plan_is_begun_where_one_has_a_role(team: Client) -> None:
    refused = team.post(reverse("pathways:new"), {"title": "Ours", "region": "PL22", "language": "en"})
    assert refused.status_code == 422
    assert "You have no role there" in text(refused)
    unknown = team.post(reverse("pathways:new"), {"title": "Ours", "region": "DEXX", "language": "en"})
    assert "no region with the code" in text(unknown)
    begun = team.post(reverse("pathways:new"), {"title": "Ours", "region": "dea12", "language": "en"}, follow=True)
    assert "The plan is empty" in text(begun)
    assert "Nobody is at the table from: Businesses." in text(begun)


def test_the_home_of_a_plan(team: Client) -> None:
    said = text(team.get(at("home", a_plan())))
    assert "Clean steel, and nobody left behind. (2040)" in said
    assert "This is a draft" in said
    assert "Nobody is at the table from: Research and education." in said
    assert "Planned cost: 120,000,000.50 €, of which 120,000,000 € is promised in writing." in said
    assert "1 action does not say what it costs." in said


def test_the_arena(team: Client) -> None:
    page = team.get(at("arena", a_plan())).content.decode()
    seats = rows(page, "seats-table")
    assert seats[0][:6] == ["1. The steel works", "Businesses", "5", "4", "work closely together", "yes"]
    assert seats[1][5] == "not yet"
    assert "Nobody takes part yet from:" in page


def test_the_actions_are_filtered_and_sorted_by_the_address(team: Client) -> None:
    row = a_plan()
    page = team.get(at("actions", row) + "?kind=phase_out").content.decode()
    assert [cells[0] for cells in rows(page, "list")] == ["Close the coke ovens"]
    page = team.get(at("actions", row) + "?sort=title").content.decode()
    assert [cells[0] for cells in rows(page, 'id="list"')] == ["Build a direct-reduction plant", "Close the coke ovens"]
    page = team.get(at("actions", row) + "?sort=-title").content.decode()
    assert [cells[0] for cells in rows(page, 'id="list"')] == ["Close the coke ovens", "Build a direct-reduction plant"]
    assert "aria-sort" in page
    assert "No action fits." in text(team.get(at("actions", row) + "?q=zzz"))


def test_an_action_says_how_it_stands_and_why(team: Client) -> None:
    said = text(team.get(at("action", a_plan(), "shaft")))
    assert "1 of 2 steps are done." in said
    assert "In all 120,000,000.50 €" in said
    assert "-8,000,000 t CO2e from 2030 helps medium" in said
    assert "Close the coke ovens" in said


def test_emissions_flow_in_by_themselves(team: Client) -> None:
    row = a_plan()
    page = team.get(at("indicator", row, "co2")).content.decode()
    years = {cells[0]: cells for cells in rows(page, 'id="years"')}
    assert years["2022"][1] == "27,563,574"
    assert years["2022"][4] == "eutl-2024"
    assert "2019" in years
    listed = text(team.get(at("monitoring", row)))
    assert "grey Nothing is known, so there is no light." in listed
    csv = team.get(at("monitoring_csv", row)).content.decode()
    assert "co2,Emissions of the works,t CO2e,2022,27563574.0," in csv


def test_a_workbook_goes_out_and_comes_back(team: Client) -> None:
    row = a_plan()
    data = team.get(at("download", row)).content
    unchanged = SimpleUploadedFile("plan.xlsx", data)
    looked = team.post(at("exchange", row), {"file": unchanged}, follow=True)
    assert "there is nothing to take over" in text(looked)
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(BytesIO(data))
    sheet = book["vision"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("year") + 1, 2047)
    out = BytesIO()
    book.save(out)
    looked = team.post(at("exchange", row), {"file": SimpleUploadedFile("plan.xlsx", out.getvalue())}, follow=True)
    assert "1 changed." in text(looked)
    upload = Upload.objects.get(plan=row)
    row.refresh_from_db()
    stale = team.post(at("dry_run", row, str(upload.pk)), {"seen": row.step - 1})
    assert stale.status_code == 422
    done = team.post(at("dry_run", row, str(upload.pk)), {"seen": row.step}, follow=True)
    assert "1 change taken over." in text(done)
    row.refresh_from_db()
    assert plan_at(row, row.step).vision.year == 2047
    assert not Upload.objects.filter(plan=row).exists()


def test_faults_of_a_workbook_are_told_by_cell(team: Client) -> None:
    row = a_plan()
    refused = team.post(at("exchange", row), {"file": SimpleUploadedFile("plan.xlsx", b"no workbook")})
    assert refused.status_code == 422
    assert "no Excel workbook" in text(refused)


def test_the_public_reads_on_after_a_release(team: Client, client: Client) -> None:
    row = a_plan()
    page = team.post(at("release", row), {"step": row.step}, follow=True)
    assert "Released: everybody can read this state" in text(page)
    assert Client().get(at("home", row)).status_code == 200
    team.post(at("release", row), {"withdraw": "1"})
    assert Client().get(at("home", row)).status_code == 302


def test_an_experiment_is_handed_on_with_one_click(team: Client) -> None:
    row = a_plan()
    page = text(team.get(at("experiments", row)))
    assert "Make it a practice" in page
    assert "Where else it could scale" in page
    edited = team.post(at("hand_on", row, "bikes"))
    assert edited.headers["Location"].startswith("/practices/bikes-for-the-shift")
    assert "(not public yet)" in text(team.get(at("experiments", row)))


def test_the_territorial_plan_names_its_gaps(team: Client) -> None:
    row = a_plan()
    said = text(team.get(at("territorial", row)))
    assert "It does not say where: Close the coke ovens" in said
    assert "Nobody is at the table from: Research and education." in said
    assert "Jobs concerned by what ends 400" in said
    assert "0 of 30 questions are answered." in said or "questions are answered." in said
    sent = {"grade": "2", "evidence": "Minutes of the council", "read_at": "0"}
    assert team.post(at("edit_part", row, "answer", "climate-path"), sent).status_code == 302
    assert "Minutes of the council" in text(team.get(at("territorial", row)))
    assert team.get(at("edit_part", row, "answer", "no-such-question")).status_code == 404


def test_the_report_says_it_all(team: Client) -> None:
    row = a_plan()
    said = text(team.get(at("report", row)))
    for words in (
        "Vision (2040): Clean steel",
        "Close the coke ovens",
        "Nobody came.",
        "It would be proved wrong by: No pipeline",
    ):
        assert words in said
    markdown = team.get(reverse("pathways:report_file", args=[row.code, "md"]))
    assert "Close the coke ovens" in markdown.content.decode()
    ordered = team.post(at("order_report", row), {"format": "pdf"})
    assert ordered.headers["Location"].startswith("/jobs/")
    assert team.post(at("order_report", row), {"format": "exe"}).status_code == 404


def test_the_template_is_for_everybody(client: Client) -> None:
    data = client.get(reverse("pathways:template")).content
    assert data[:2] == b"PK"
    assert plan_table.template()[:2] == b"PK"


def test_what_the_plan_does_about_a_gap(team: Client) -> None:
    page = team.get(at("indicator", a_plan(), "co2")).content.decode()
    ((target, needed, build_up, phase_out, share, confidence),) = rows(page, 'id="closing"')
    assert (target, needed) == ("2035 since 2022", "-22,563,574")
    assert (build_up, phase_out, share, confidence) == ("-8,000,000", "0", "35 %", "medium")


def test_the_home_names_dimensions_that_actions_help_and_hurt(team: Client) -> None:
    hurting = Effect("ovens-trained", "ovens", "trained", -400.0)
    value = replace(
        PLAN,
        indicators=(
            replace(PLAN.indicators[0], dimension="climate"),
            replace(PLAN.indicators[1], dimension="education"),
        ),
        effects=(*PLAN.effects, hurting),
    )
    found = rows(team.get(at("home", a_plan(value))).content.decode(), 'id="dimensions"')
    assert ["\N{MINUS SIGN} Education People here", NONE, "Close the coke ovens"] in found
    assert any(row[0].startswith("+ Climate") and row[1] == "Build a direct-reduction plant" for row in found)


def test_a_region_leads_to_its_plans(team: Client) -> None:
    row, elsewhere = a_plan(released=True), a_plan(replace(PLAN, title="Elsewhere", region="FI197"), released=True)
    assert f"{reverse('pathways:list')}?region=DEA1" in team.get("/regions/DEA1/").content.decode()
    for region in ("DEA1", "DEA12", "DEA"):
        page = team.get(reverse("pathways:list"), {"region": region}).content.decode()
        assert at("home", row) in page
        assert at("home", elsewhere) not in page


def test_the_demo_has_a_plan_with_a_draft_beside_it() -> None:
    row = create_demo_plan(a_member_of("DEA1"))
    assert row.is_public
    assert row.has_draft
    assert create_demo_plan(None) == row
    phase_outs = [one for one in plan_at(row, row.step).actions if one.kind == "phase_out"]
    assert len(phase_outs) > 3
