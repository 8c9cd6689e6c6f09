"""Plans as numbered entries: what is written stays, what it meant at a step can be asked, and nothing of two people is lost."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import pytest
from django.test import TestCase

from openhearth.apps.entries.services import Contested, Moved, Saved, Write, write_entries
from openhearth.apps.pathways.contents import CONTENTS
from openhearth.apps.pathways.models import Entry
from openhearth.apps.pathways.selectors.plans import LEDGER, part_at, plan_at, plan_by_code, versions_of
from openhearth.apps.pathways.services.experiments import hand_on_experiment
from openhearth.apps.pathways.services.parts import restore_part, save_part, take_out_part
from openhearth.apps.pathways.services.plans import free_code, import_plan, release_plan, start_plan, withdraw_plan
from openhearth.apps.practices.models import Practice
from openhearth.core.errors import InputError
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import difference, parts_of
from tests.factories import a_user
from tests.planning import PLAN, a_plan

pytestmark = pytest.mark.django_db


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_every_part_is_the_same_after_it_was_kept() -> None:
    for kind, part in parts_of(PLAN):
        again = CONTENTS.part_of(kind, CONTENTS.content_of(part))
        assert type(again) is type(part)
        assert CONTENTS.content_of(again) == CONTENTS.content_of(part)
    trained = CONTENTS.part_of("indicator", CONTENTS.content_of(PLAN.indicators[1]))
    assert isinstance(trained, terms.Indicator)
    assert isnan(trained.observations[0].value)


def test_a_plan_is_read_back_whole() -> None:
    row = a_plan()
    found = plan_by_code(row.code)
    assert found is not None
    assert difference(PLAN, found) == ()
    assert [one.key for one in found.actions] == ["shaft", "ovens"]
    assert plan_by_code("nowhere") is None


def test_the_plan_of_an_earlier_step_is_one_query() -> None:
    row = a_plan()
    before = row.step
    save_part(row, replace(PLAN.vision, year=2045), a_user(), read_at=before)
    take_out_part(row, "challenge", "jobs", a_user(), read_at=before)
    with TestCase().assertNumQueries(1):
        earlier = plan_at(row, before)
    with TestCase().assertNumQueries(1):
        now = plan_at(row, row.step)
    assert (earlier.vision.year, len(earlier.challenges)) == (2040, 1)
    assert (now.vision.year, len(now.challenges)) == (2045, 0)


def test_a_changed_part_stays_in_its_place() -> None:
    row = a_plan()
    save_part(row, replace(PLAN.actions[0], owner="The works"), None, read_at=row.step)
    assert [one.key for one in plan_at(row, row.step).actions] == ["shaft", "ovens"]


def test_what_was_taken_out_is_put_back_where_it_was() -> None:
    row = a_plan()
    born = part_at(row, "stakeholder", "works", row.step)
    assert born is not None
    step = take_out_part(row, "stakeholder", "works", None, read_at=row.step)
    assert [one.key for one in plan_at(row, row.step).stakeholders] == ["council"]
    restore_part(row, "stakeholder", "works", born.step, None, read_at=step)
    assert [one.key for one in plan_at(row, row.step).stakeholders] == ["works", "council"]
    past = versions_of(row, "stakeholder", "works", until=row.step)
    assert [one.part is None for one in past] == [False, True, False]


def test_nothing_that_was_written_is_altered_or_deleted() -> None:
    row = a_plan()
    written = {(one.step, str(one.content)) for one in Entry.objects.filter(book=row)}
    save_part(row, replace(PLAN.vision, text="Other words."), None, read_at=row.step)
    take_out_part(row, "challenge", "jobs", None, read_at=row.step)
    assert written <= {(one.step, str(one.content)) for one in Entry.objects.filter(book=row)}
    holding = Entry.objects.filter(book=row, superseded=None).values_list("kind", "key")
    assert len(holding) == len(set(holding))


def test_the_same_words_again_make_no_entry() -> None:
    row = a_plan()
    step = row.step
    for part in (PLAN.actions[0], PLAN.indicators[1]):
        assert isinstance(save_part(row, part, None, read_at=step), Saved)
    assert row.step == step


def test_two_people_who_change_different_fields_are_joined() -> None:
    row, action = a_plan(), PLAN.actions[0]
    read = row.step
    save_part(row, replace(action, owner="The works"), None, read_at=read)
    saved = save_part(row, replace(action, what="A shaft furnace."), None, read_at=read)
    assert isinstance(saved, Saved)
    assert saved.joined
    (found,) = [one for one in plan_at(row, row.step).actions if one.key == "shaft"]
    assert (found.owner, found.what) == ("The works", "A shaft furnace.")


def test_two_people_who_change_the_same_field_are_asked_and_lose_nothing() -> None:
    row, action, first = a_plan(), PLAN.actions[0], a_user(name="The first")
    read = row.step
    theirs = replace(action, owner="The works", what="A furnace.")
    save_part(row, theirs, first, read_at=read)
    step = row.step
    asked = save_part(row, replace(action, owner="The city"), None, read_at=read)
    assert isinstance(asked, Contested)
    assert row.step == step
    assert [one.field for one in asked.conflicts] == ["owner"]
    assert asked.by == "The first"
    assert asked.theirs == theirs
    assert isinstance(asked.joined, terms.Action)
    assert (asked.joined.owner, asked.joined.what) == ("The city", "A furnace.")
    decided = save_part(row, asked.joined, None, read_at=asked.step)
    assert isinstance(decided, Saved)
    past = versions_of(row, "action", "shaft", until=row.step)
    assert [getattr(one.part, "owner", None) for one in past] == ["The city", "The works", ""]


def test_who_writes_what_somebody_took_out_is_asked() -> None:
    row = a_plan()
    read = row.step
    take_out_part(row, "challenge", "jobs", None, read_at=read)
    asked = save_part(row, replace(PLAN.challenges[0], evidence="A count."), None, read_at=read)
    assert isinstance(asked, Contested)
    assert asked.theirs is None
    assert isinstance(save_part(row, asked.joined, None, read_at=asked.step), Saved)
    assert plan_at(row, row.step).challenges[0].evidence == "A count."


def test_a_write_decided_on_an_older_entry_is_refused() -> None:
    row = a_plan()
    newest = part_at(row, "vision", "vision", row.step)
    assert newest is not None
    write = Write("vision", "vision", {"key": "vision", "text": "x", "year": None}, newest.step)
    write_entries(LEDGER, row, [write], None)
    with pytest.raises(Moved):
        write_entries(LEDGER, row, [write], None)


def test_a_new_key_that_somebody_took_meanwhile_is_refused() -> None:
    row = a_plan()
    with pytest.raises(InputError) as error:
        save_part(row, terms.Challenge("jobs", "Other words.", "economic"), None, read_at=0)
    assert codes(error) == ["key_taken"]


def test_a_change_that_would_break_the_plan_is_refused() -> None:
    row = a_plan()
    with pytest.raises(InputError) as error:
        take_out_part(row, "action", "shaft", None, read_at=row.step)
    assert set(codes(error)) == {"unknown_key"}
    with pytest.raises(InputError) as error:
        save_part(row, replace(PLAN.actions[0], prerequisites=("ovens",)), None, read_at=row.step)
    assert "prerequisite_cycle" in codes(error)
    with pytest.raises(InputError) as error:
        save_part(row, replace(PLAN.actions[0], status="done"), None, read_at=row.step)
    assert codes(error) == ["no_reason"]


def test_an_import_adds_changes_and_takes_out_as_one() -> None:
    row = a_plan()
    new = replace(
        PLAN,
        title="Steel with hydrogen",
        vision=replace(PLAN.vision, year=2045),
        challenges=(),
        stakeholders=(*PLAN.stakeholders, terms.Stakeholder("school", "The technical school", "researchers")),
    )
    seen = row.step
    changes = import_plan(row.code, new, None, seen=seen)
    assert {(one.kind, one.fate) for one in changes} == {
        ("plan", "changed"),
        ("vision", "changed"),
        ("challenge", "removed"),
        ("stakeholder", "added"),
    }
    again = plan_by_code(row.code)
    assert again is not None
    assert difference(new, again) == ()
    with pytest.raises(InputError) as error:
        import_plan(row.code, PLAN, None, seen=seen)
    assert codes(error) == ["newer_version"]
    assert import_plan(row.code, new, None) == ()


def test_an_import_with_faults_changes_nothing() -> None:
    row = a_plan()
    step = row.step
    with pytest.raises(InputError) as error:
        import_plan(row.code, replace(PLAN, region="PL22", pathways=()), None)
    assert {"other_region", "unknown_key"} <= set(codes(error))
    row.refresh_from_db()
    assert row.step == step


def test_what_is_released_is_what_was_looked_at() -> None:
    row = a_plan()
    looked_at = row.step
    save_part(row, replace(PLAN.vision, year=2045), None, read_at=looked_at)
    release_plan(row, step=looked_at)
    row.refresh_from_db()
    assert (row.released, row.has_draft) == (looked_at, True)
    with pytest.raises(InputError):
        release_plan(row, step=row.step + 1)
    withdraw_plan(row)
    row.refresh_from_db()
    assert not row.is_public


def test_a_plan_begins_in_a_region_the_house_knows() -> None:
    assert start_plan("Steel", "dea12", "en", None).region == "DEA12"
    with pytest.raises(InputError) as error:
        start_plan(" ", "XX99", "en", None)
    assert codes(error) == ["missing_text", "not_a_code"]
    assert free_code("Steel") == "steel-2"
    assert free_code("New") == "new-2"
    assert free_code("Σίδηρος") == "plan"


def test_a_failed_experiment_becomes_a_practice_that_says_so() -> None:
    row, me = a_plan(), a_user()
    code = hand_on_experiment(row, "bikes", me)
    practice = Practice.objects.get(code=code)
    record = practice.revisions.get().record
    assert practice.proposer == me
    assert (record.outcome, record.practice.nuts, record.practice.country) == ("failed", "DEA12", "DE")
    assert [one.statement for one in record.results] == ["Nobody came."]
    assert plan_at(row, row.step).experiments[0].practice == code
    with pytest.raises(InputError) as error:
        hand_on_experiment(row, "bikes", me)
    assert codes(error) == ["handed_on"]


def test_a_running_experiment_is_not_handed_on() -> None:
    running = replace(PLAN, experiments=(replace(PLAN.experiments[0], outcome="running"),))
    with pytest.raises(InputError) as error:
        hand_on_experiment(a_plan(running), "bikes", a_user())
    assert codes(error) == ["still_running"]
    assert not Practice.objects.filter(code__startswith="bikes").exists()
