"""Writing a plan with forms: nothing typed is lost, faults stand at their fields, and the second of two is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from openhearth.apps.pathways.forms.parts import PartForm
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import plan_at
from openhearth.apps.pathways.selectors.registers import choices
from openhearth.apps.pathways.services.parts import save_part
from openhearth.core.pathway.assembly import difference, parts_of
from openhearth.core.pathway.terms import KINDS, Answer, Section, Vision
from tests.pages import text
from tests.planning import PLAN, a_member_of, a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(a_member_of("DEA1"))
    return client


def at(name: str, row: Plan, *keys: str) -> str:
    return reverse(f"pathways:{name}", args=[row.code, *keys])


def shaft(**changes: object) -> dict[str, object]:
    """What a browser sends for the first action of the sample, with changes."""
    known: dict[str, object] = {
        "title": "Build a direct-reduction plant",
        "kind": "build_up",
        "pathways": ["hydrogen"],
        "start": "2024-01-01",
        "end": "2029-12-31",
        "steps-TOTAL_FORMS": "2",
        "steps-INITIAL_FORMS": "2",
        "steps-0-title": "Permit",
        "steps-0-due": "2025-06-30",
        "steps-0-done_on": "2025-05-12",
        "steps-1-title": "First heat",
        "steps-1-due": "2029-06-30",
        "costs-TOTAL_FORMS": "2",
        "costs-INITIAL_FORMS": "2",
        "costs-0-year": "2026",
        "costs-0-cents": "120,000,000",
        "costs-0-source": "Just Transition Fund",
        "costs-0-secured": "on",
        "costs-1-year": "2027",
        "costs-1-cents": "0.50",
    }
    return known | changes


def test_a_part_is_written_with_a_form(team: Client) -> None:
    row = a_plan()
    address = at("edit_part", row, "action", "shaft")
    page = team.get(address).content.decode()
    assert 'value="120,000,000"' in page or 'value="120000000"' in page
    saved = team.post(address, shaft(read_at=row.step, owner="The works", remark="They said so"), follow=True)
    assert "Saved." in text(saved)
    row.refresh_from_db()
    action = plan_at(row, row.step).actions[0]
    assert (action.owner, action.costs, action.steps) == ("The works", PLAN.actions[0].costs, PLAN.actions[0].steps)
    past = text(team.get(at("part_history", row, "action", "shaft")))
    assert "They said so" in past
    assert "put in: The works" in past


def sent_by(form: PartForm) -> dict[str, object]:
    """What a browser would send if nobody typed anything."""
    bound = [form[name] for name in form.fields]
    bound += [line[name] for table in form.tables for line in table.formset for name in line.fields]
    for table in form.tables:
        management = table.formset.management_form
        bound += [management[name] for name in management.fields]
    return {one.html_name: value for one in bound if (value := one.value()) is not None and value is not False}


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_nobody_touched_changes_nothing(kind: str, team: Client) -> None:
    value = replace(
        PLAN,
        stakeholders=(replace(PLAN.stakeholders[0], note="Two\nlines"), *PLAN.stakeholders[1:]),
        indicators=(replace(PLAN.indicators[0], tolerance=0.25, dimension="health"), PLAN.indicators[1]),
        sections=(Section("impact", "Much."),),
        answers=(Answer("climate-path", 1, "Minutes", "https://example.org/minutes"),),
    )
    row = a_plan(value)
    for part in [part for known, part in parts_of(value) if known == kind]:
        form = PartForm(kind, value, part=part, key=part.key, choices=choices(), read_at=row.step)
        answer = team.post(at("edit_part", row, kind, part.key), sent_by(form))
        assert answer.status_code == 302, text(answer)
    step = row.step
    row.refresh_from_db()
    assert row.step == step
    assert difference(value, plan_at(row, row.step)) == ()


def test_a_stakeholder_without_a_note_is_read_back(team: Client) -> None:
    row = a_plan()
    sent = {"organisation": "Tenants", "helix": "civil_society", "present": "on", "read_at": "0"}
    assert team.post(at("new_part", row, "stakeholder"), sent).status_code == 302
    row.refresh_from_db()
    assert plan_at(row, row.step).stakeholders[-1].organisation == "Tenants"


def test_rows_are_added_without_scripts_and_nothing_typed_is_lost(team: Client) -> None:
    row = a_plan()
    grown = team.post(at("edit_part", row, "action", "shaft"), shaft(read_at=row.step, more="steps", owner="Typed"))
    page = grown.content.decode()
    assert 'name="steps-4-title"' in page
    assert 'value="Typed"' in page
    assert 'role="alert"' not in page


def test_faults_stand_at_their_fields(team: Client) -> None:
    row = a_plan()
    sent = shaft(read_at=row.step, title="", end="2020-01-01")
    refused = team.post(at("edit_part", row, "action", "shaft"), sent)
    assert refused.status_code == 422
    sent = shaft(read_at=row.step, end="2020-01-01")
    sent["costs-0-year"] = ""
    refused = team.post(at("edit_part", row, "action", "shaft"), sent)
    assert "Cost and funding: Year : A row needs this." in text(refused)
    sent = shaft(read_at=row.step, end="2020-01-01", status="done")
    said = text(team.post(at("edit_part", row, "action", "shaft"), sent))
    assert "it cannot end on 2020-01-01 if it begins on 2024-01-01" in said
    assert "say why you know better than the steps" in said


def test_the_second_of_two_is_asked(team: Client) -> None:
    row = a_plan()
    read = row.step
    save_part(row, Vision(text="Theirs", year=2040), a_member_of("DEA1"), read_at=read)
    asked = team.post(at("edit_part", row, "vision", "vision"), {"text": "Mine", "year": "2040", "read_at": read})
    assert asked.status_code == 409
    said = text(asked)
    assert "somebody changed the same fields" in said
    assert "Theirs" in said
    assert ">\nMine</textarea>" in asked.content.decode()
    row.refresh_from_db()
    sent = {"text": "Mine", "year": "2040", "read_at": row.step}
    assert team.post(at("edit_part", row, "vision", "vision"), sent).status_code == 302
    row.refresh_from_db()
    assert plan_at(row, row.step).vision.text == "Mine"


def test_a_part_begins_with_what_the_address_says(team: Client) -> None:
    row = a_plan()
    page = team.get(at("new_part", row, "milestone") + "?pathway=scrap").content.decode()
    assert '<option value="scrap" selected>' in page
    sent = {"title": "Scrap yard opens", "due": "2031-03-31", "pathway": "scrap", "read_at": "0"}
    assert team.post(at("new_part", row, "milestone"), sent).status_code == 302
    row.refresh_from_db()
    assert plan_at(row, row.step).milestones[-1].key == "scrap-yard-opens"


def test_a_part_is_taken_out_and_put_back(team: Client) -> None:
    row = a_plan()
    out = team.post(at("take_out_part", row, "challenge", "jobs"), {"read_at": row.step}, follow=True)
    assert "Taken out." in text(out)
    assert "Go back to this" in text(out)
    row.refresh_from_db()
    born = row.entries.filter(kind="challenge").order_by("step")[0].step
    team.post(at("restore_part", row, "challenge", "jobs"), {"step": born, "read_at": row.step})
    row.refresh_from_db()
    assert [one.key for one in plan_at(row, row.step).challenges] == ["jobs"]
    refused = team.post(at("take_out_part", row, "action", "shaft"), {"read_at": row.step}, follow=True)
    assert "there is no action with the key" in text(refused)
