"""Histories speak of parts by name, and of codes in words; they never tell of unfinished homework of others."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from openhearth.apps.learning.asked import LABELS, asked_of
from openhearth.apps.learning.contents import KINDS
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages.history import differences
from openhearth.apps.learning.pages.naming import Names, told
from openhearth.apps.learning.selectors.programmes import all_parts_at
from openhearth.apps.learning.services.parts import save_part, take_out_part
from openhearth.core.programme.exchange_terms import ExchangeVisit
from openhearth.core.programme.group_terms import Candidate, Comment, GroupMeeting, Mark, Member
from openhearth.core.programme.terms import Change, Instrument, Learning, Recommendation, Submission
from tests.learned import a_person, a_programme, signed_in, written
from tests.pages import text

pytestmark = pytest.mark.django_db
LEARNING = Learning("seen", "ruhr", "Pipes under the river", practices=("irecovery-brescia",))


@pytest.fixture
def row() -> Programme:
    return a_programme(Member("stadtwerke", "ruhr", "Municipal works", "businesses"), LEARNING)


def names(row: Programme) -> Names:
    return Names(tuple(all_parts_at(row, row.step)))


def said(kind: str, old: object, new: object, known: Names) -> str:
    return " ".join(
        f"{one.name}: {part.kind} {part.words}" for one in differences(kind, old, new, known) for part in one.stretches
    )


@pytest.mark.parametrize(
    ("kind", "old", "changed", "words"),
    [
        ("learning", LEARNING, {"instrument": "heat-plan"}, "Heat plan of the city"),
        ("learning", LEARNING, {"meeting": "kick-off", "by_when": "2027-03-01"}, "Kick-off"),
        ("learning", LEARNING, {"actions": ("secret:close",)}, "of a plan that you cannot open"),
        ("change", Change("c", "heat-plan", "More"), {"learnings": ("seen",)}, "Pipes under the river"),
        ("change", Change("c", "heat-plan", "More"), {"standing": "given_up"}, "new given up"),
        ("group_meeting", GroupMeeting("g", "ruhr", "2027-03-01", "Heat"), {"attended": ("stadtwerke",)}, "Municipal works"),
        ("member", Member("m", "ruhr", "Works", "businesses"), {"helix": "civil_society", "role": "lead"}, "Role in the group: new lead"),
        ("comment", Comment("c", "kick-off", "tampere", "social", "local", "Good"), {"lens": "economic", "by": "asturias"}, "Asturias Agency"),
        ("recommendation", Recommendation("r", "kick-off", "asturias", "Ruhr Agency", "Do", "social", "local"), {"reply": "declined"}, "old not answered yet"),
        ("visit", ExchangeVisit("v", "ruhr", "tampere", "Heat"), {"kind": "secondment", "way": "virtual", "host": "tirana"}, "Tirana Agency"),
        ("instrument", Instrument("heat-plan", "ruhr", "Plan"), {"cents": 250_000_00}, "Budget: new 250,000 €"),
        ("candidate", Candidate("c", "ES120"), {"marks": (Mark("policy relevance", 4, "City plan"),)}, "Policy relevance: 4: City plan"),
    ],
)  # fmt: skip
def test_versions_are_told_in_words(
    row: Programme, kind: str, old: object, changed: dict[str, object], words: str
) -> None:
    found = said(kind, old, replace(old, **changed), names(row))  # type: ignore[type-var]
    assert words in found
    for value in changed.values():
        for code in value if isinstance(value, tuple) else (value,):
            assert not isinstance(code, str) or ("-" not in code and "_" not in code) or code not in found


def test_every_field_of_every_kind_has_a_name() -> None:
    unnamed = {
        f"{kind}.{one.name}"
        for kind, part in KINDS.items()
        for one in fields(part)
        if one.name != "key" and not asked_of(kind, one.name) and one.name not in LABELS
    }
    assert unnamed == {"assessment.moment"}, "self-assessments have no history"


def test_follow_ups_begin_with_a_day_as_people_write_it() -> None:
    found = told((("2027-09-01", "Two streets are dug"),), "recommendation", "follow_ups", Names())
    assert found.endswith(": Two streets are dug")
    assert "2027-09-01" not in found


def test_the_history_of_a_learning_names_what_it_names(row: Programme) -> None:
    team = signed_in(a_person("team", "DEA12"))
    save_part(row, replace(LEARNING, instrument="heat-plan", meeting="kick-off", practices=()), None, read_at=row.step)
    page = text(team.get(f"/programmes/{row.code}/parts/learning/seen/history/"))
    for words in ("Heat plan of the city", "Kick-off", "iRecovery"):
        assert words in page
    for code in ("heat-plan", "kick-off", "irecovery-brescia"):
        assert code not in page


def test_what_was_taken_out_keeps_its_name_in_the_list(row: Programme) -> None:
    take_out_part(row, "learning", "seen", None, read_at=row.step)
    page = text(signed_in(a_person("team", "DEA12")).get(f"/programmes/{row.code}/history/"))
    assert page.count("Learning: Pipes under the river") == 2


def test_unfinished_homework_that_was_taken_out_is_told_to_nobody_else(row: Programme) -> None:
    written(row, Submission("actions-ruhr", "actions", "ruhr", "We have no plan at all"))
    take_out_part(row, "submission", "actions-ruhr", None, read_at=row.step)
    own, other = signed_in(a_person("team", "DEA12")), signed_in(a_person("team", "ES120"))
    listed = other.get(f"/programmes/{row.code}/history/").content.decode()
    assert "actions-ruhr" not in listed
    assert "We have no plan" not in listed
    assert other.get(f"/programmes/{row.code}/parts/submission/actions-ruhr/history/").status_code == 404
    assert "Ruhr Agency: List all actions already in place." in text(own.get(f"/programmes/{row.code}/history/"))
