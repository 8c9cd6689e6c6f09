"""Programmes: who sees and writes what, parts and their past, beginning one, and the file it can come from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested, Saved
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms.parts import PartForm
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import (
    LEDGER,
    all_parts_at,
    hidden_entries,
    programme_at,
    programme_row,
    visible_programmes,
)
from openhearth.apps.learning.services.demo import create_demo_programmes
from openhearth.apps.learning.services.parts import save_part, take_out_part
from openhearth.apps.learning.services.programmes import (
    load_programme,
    release_programme,
    start_programme,
    withdraw_programme,
)
from openhearth.core.errors import InputError
from openhearth.core.programme.assembly import difference, parts_of
from openhearth.core.programme.meeting_terms import Minutes, Participant, Vote
from openhearth.core.programme.terms import Meeting, Output, Submission
from openhearth.sources.programmes.programme_yaml import PACKAGED, packaged, written
from tests.pages import text
from tests.programmes import a_programme, a_value, somebody

pytestmark = pytest.mark.django_db


def at(name: str, row: Programme, *keys: str) -> str:
    return reverse(f"learning:{name}", args=[row.code, *keys])


@pytest.fixture
def row() -> Programme:
    return a_programme(released=True)


def people(code: str) -> dict[str, User]:
    return {
        "lead": somebody("lead", programme=code),
        "analyst of the programme": somebody("analyst", programme=code),
        "lead of another": somebody("lead", programme="another"),
        "administrator": somebody("administrator"),
        "editor everywhere": somebody("editor"),
        "team everywhere": somebody("team"),
        "host": somebody("team", region="ES120"),
        "host country": somebody("team", region="ES"),
        "policy": somebody("team", region="LT022"),
        "policy group": somebody("member", region="LT022"),
        "discovery": somebody("team", region="AL02"),
        "elsewhere": somebody("team", region="PL22"),
    }


WRITES = {
    # kind: who may write the part of the sample; nobody else may
    "outline": {"lead", "administrator"},
    "partner": {"lead", "administrator"},
    "meeting": {"lead", "administrator", "host", "host country"},
    "minutes": {"lead", "administrator", "host", "host country", "policy", "policy group", "discovery"},
    "vote": {"policy"},
    "vote of discovery": set(),
    "submission": {"policy", "policy group"},
    "output": {"lead", "administrator"},
}


def test_who_writes_what(row: Programme) -> None:
    programme = programme_at(row, row.step)
    samples = {
        "outline": ("outline", None),
        "partner": ("partner", programme.partners[0]),
        "meeting": ("meeting", programme.meetings[0]),
        "minutes": ("minutes", Minutes("1", "exchange", "Said.")),
        "vote": ("vote", Vote("d", "kaunas", "yes")),
        "vote of discovery": ("vote", Vote("d", "tirana", "yes")),
        "submission": ("submission", programme.submissions[0]),
        "output": ("output", programme.outputs[0]),
    }
    who = people(row.code)
    found = {
        name: {one for one, user in who.items() if rules.can_write_part(user, row, programme, *sample)}
        for name, sample in samples.items()
    }
    assert found == WRITES


def test_who_sees_the_draft_and_the_unfinished_homework(row: Programme) -> None:
    parts = all_parts_at(row, row.step)
    partners = [part for kind, part in parts if kind == "partner"]
    who = people(row.code)
    outside = {"lead of another", "editor everywhere", "team everywhere", "elsewhere"}
    assert {name for name, user in who.items() if not rules.can_see_draft(user, row, partners)} == outside
    unfinished = next(part for kind, part in parts if kind == "submission" and not part.handed_in_on)
    readers = {
        name for name, user in who.items() if rules.can_read_part(user, row.code, partners, "submission", unfinished)
    }
    assert readers == {"policy", "policy group"}


def test_unfinished_homework_appears_on_no_page_of_others(row: Programme, client: Client) -> None:
    lead, own = somebody("lead", programme=row.code), somebody("member", region="LT022")
    pages = [
        at("programme", row),
        at("history", row),
        at("download", row),
        at("meeting", row, "1"),
        at("part_history", row, "submission", "h1-kaunas"),
    ]
    for user, sees in ((None, False), (lead, False), (somebody("team", region="ES120"), False), (own, True)):
        client.logout()
        if user:
            client.force_login(user)
        said = "".join(client.get(page).content.decode() for page in pages)
        assert ("A first thought" in said) is sees
    client.force_login(lead)
    assert client.get(pages[-1]).status_code == 404
    take_out_part(row, "submission", "h1-kaunas", None, read_at=row.step)
    hidden = set(row.entries.filter(hidden_entries(row, ())).values_list("key", flat=True))
    assert hidden == {"h1-kaunas"}


def test_the_public_reads_what_was_released_and_nothing_of_open_meetings(row: Programme, client: Client) -> None:
    save_part(row, Minutes("1", "exchange", "Said behind doors."), None, read_at=0)
    release_programme(row, step=row.step)
    page = text(client.get(at("meeting", row, "1")))
    assert "Said behind doors" not in page
    assert "once the meeting is closed" in page
    assert "key figures" in page
    assert client.get(at("part_history", row, "minutes", "1-exchange")).status_code == 404
    refused = client.get(at("meeting_report", row, "1"))
    assert refused.headers["Location"].startswith(reverse("accounts:sign_in"))
    assert "List what is done" not in text(client.get(at("download", row)))
    withdraw_programme(row)
    assert client.get(at("programme", row)).status_code == 302
    assert row.title not in text(client.get(reverse("learning:list")))


def test_two_people_change_one_meeting(row: Programme) -> None:
    newest = part_at(LEDGER, row, "meeting", "1", row.step)
    assert newest is not None
    meeting = newest.part
    assert isinstance(meeting, Meeting)
    save_part(row, replace(meeting, title="The kick-off"), None, read_at=newest.step)
    joined = save_part(row, replace(meeting, place="Avilés"), None, read_at=newest.step)
    assert isinstance(joined, Saved)
    assert joined.joined
    assert (joined.part.title, joined.part.place) == ("The kick-off", "Avilés")
    asked = save_part(row, replace(meeting, title="First meeting"), None, read_at=newest.step)
    assert isinstance(asked, Contested)
    assert [one.theirs for one in asked.conflicts] == ["The kick-off"]


def test_a_part_that_names_nothing_real_is_refused(row: Programme) -> None:
    with pytest.raises(InputError) as caught:
        save_part(row, Participant("p", "nowhere", "Works", "nobody"), None, read_at=0)
    assert [fault.place for fault in caught.value.faults] == ["participant/p/meeting", "participant/p/partner"]
    with pytest.raises(InputError) as caught:
        take_out_part(row, "partner", "aviles", None, read_at=row.step)
    assert "unknown_key" in {fault.code for fault in caught.value.faults}


def test_the_lead_writes_a_programme_from_nothing(client: Client) -> None:
    user = somebody("lead", programme="steel")
    client.force_login(user)
    refused = client.post(reverse("learning:new"), {"title": "Iron", "code": "iron", "language": "en"})
    assert refused.status_code == 422
    answer = client.post(reverse("learning:new"), {"title": "Steel", "code": "steel", "language": "en"})
    row = programme_row("steel")
    assert row is not None
    assert answer.headers["Location"] == at("programme", row)
    assert "The programme is empty" in text(client.get(at("programme", row)))
    new = {
        "partner": {
            "name": "Town of Duisburg",
            "role": "lead",
            "region": "DEA12",
            "country": "DE",
            "place": "Duisburg",
        },
        "semester": {"number": "1", "phase": "core"},
        "meeting": {"title": "Kick-off", "semester": "1", "host": "duisburg", "agenda_exchange": "figures\nplans"},
        "output": {"title": "Handbook", "semester": "1"},
    }
    for kind, typed in new.items():
        answer = client.post(at("new_part", row, kind), typed | {"read_at": "0"})
        assert answer.status_code == 302, text(answer)
    row.refresh_from_db()
    programme = programme_at(row, row.step)
    assert programme.partners[0].key == "duisburg"
    assert programme.meetings[0].agenda[0].topics == ("figures", "plans")
    assert programme.outputs == (Output("handbook", "Handbook", 1),)
    wrong = client.post(
        at("new_part", row, "semester"), {"number": "2", "phase": "core", "start": "soon", "read_at": "0"}
    )
    assert wrong.status_code == 422
    assert "“soon” is no day" in text(wrong)
    assert (
        client.post(at("new_part", row, "semester"), {"number": "1", "phase": "core", "read_at": "0"}).status_code
        == 422
    )


def test_a_contested_form_keeps_what_was_typed(row: Programme, client: Client) -> None:
    client.force_login(somebody("lead", programme=row.code))
    step = row.step
    typed = {"name": "Duisburg, the town", "role": "lead", "region": "DEA12", "country": "DE", "place": "Duisburg"}
    address = at("edit_part", row, "partner", "duisburg")
    assert client.post(address, typed | {"read_at": str(step)}).status_code == 302
    answer = client.post(address, typed | {"name": "The town of Duisburg", "read_at": str(step)})
    assert answer.status_code == 409
    assert "What they wrote where you wrote something else" in text(answer)
    assert "The town of Duisburg" in answer.content.decode()
    past = text(client.get(at("part_history", row, "partner", "duisburg")))
    assert "Duisburg, the town" in past or "Changed" in past


@pytest.mark.parametrize("kind", ["outline", "partner", "semester", "meeting", "output"])
def test_a_form_that_is_sent_back_unchanged_changes_nothing(kind: str) -> None:
    programme = packaged("jetskir")
    parts = list(parts_of(programme))
    for _, part in (one for one in parts if one[0] == kind):
        blank = PartForm(kind, parts, part=part, read_at=1)
        typed = {name: blank[name].value() for name in blank.fields}
        form = PartForm(kind, parts, {name: "" if one is None else one for name, one in typed.items()}, part=part)
        assert form.is_valid(), form.errors
        assert form.part == part


def test_taking_a_programme_over_twice_changes_nothing(client: Client) -> None:
    value = a_value()
    row = load_programme(value, None).row
    step = row.step
    again = load_programme(programme_at(row, row.step), None)
    assert (again.changes, again.row.step, again.begun) == ((), step, False)
    with pytest.raises(InputError, match="newer_version"):
        load_programme(value, None, seen=step - 1)
    less = load_programme(replace(value, outputs=(), title="Peers"), None, seen=step)
    assert {(one.kind, one.fate) for one in less.changes} == {("programme", "changed"), ("output", "removed")}
    assert programme_at(less.row, less.row.step).outputs == ()
    assert programme_at(less.row, step).outputs == value.outputs


def test_a_file_is_looked_at_before_it_is_taken_over(client: Client) -> None:
    client.force_login(somebody("lead", programme="from-file"))
    value = replace(a_value("from-file"), submissions=(Submission("h1-aviles", "h1", "aviles", "Done", "2027-05-01"),))
    typed = {"text": written(value).decode()}
    looked = client.post(reverse("learning:load"), typed)
    assert looked.status_code == 200
    assert "would be begun" in text(looked)
    assert programme_row("from-file") is None
    wrong = client.post(reverse("learning:load"), {"text": typed["text"].replace("role: discovery", "role: guest")})
    assert wrong.status_code == 422
    assert "partners 4" in text(wrong)
    assert "role: guest" in wrong.content.decode(), "what is wrong can be corrected on the spot"
    taken = client.post(reverse("learning:load"), typed | {"take_over": "1", "seen": "0"})
    assert taken.status_code == 302
    row = programme_row("from-file")
    assert row is not None
    assert programme_at(row, row.step) == value
    foreign = client.post(
        reverse("learning:load"), {"text": written(a_value("not-mine")).decode(), "take_over": "1", "seen": "0"}
    )
    assert foreign.status_code == 422
    assert programme_row("not-mine") is None


def test_the_demo_holds_every_packaged_programme_once() -> None:
    rows = create_demo_programmes(None)
    assert [row.code for row in rows] == [packaged(code).code for code in PACKAGED]
    assert all(row.is_public and not row.has_draft for row in rows)
    for row, code in zip(rows, PACKAGED, strict=True):
        assert difference(programme_at(row, row.step), packaged(code)) == ()
    jetskir = packaged("jetskir")
    assert programme_at(rows[0], rows[0].step) == jetskir
    assert len(jetskir.meetings) == 8
    steps = [row.step for row in rows]
    assert [row.step for row in create_demo_programmes(None)] == steps


def test_the_list_shows_drafts_to_their_people() -> None:
    row = a_programme()
    assert row not in visible_programmes(somebody("editor"))
    assert row in visible_programmes(somebody("member", region="LT"))
    assert start_programme("Empty", "en", None).code == "empty"


def test_pages_ask_the_database_as_often_for_many_parts(client: Client) -> None:
    counts = []
    for size in (3, 60):
        value = a_value()
        outputs = tuple(Output(f"o{n}", f"Output {n}", 1) for n in range(size))
        more = tuple(Meeting(f"9{n}", 1, f"Meeting {n}", "kaunas") for n in range(size))
        row = a_programme(replace(value, outputs=outputs, meetings=(*value.meetings, *more)), released=True)
        client.get(at("programme", row))
        with CaptureQueriesContext(connection) as asked:
            for page in ("programme", "history"):
                assert client.get(at(page, row)).status_code == 200
            assert client.get(at("meeting", row, "1")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
