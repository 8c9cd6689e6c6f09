"""The way of a practice: steps, opinions, letters, history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import get_resolver
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from openhearth.apps.practices import finding
from openhearth.apps.practices.addresses import RESERVED, free_code
from openhearth.apps.practices.finding import documents, index
from openhearth.apps.practices.letters import keepers as letters
from openhearth.apps.practices.letters.reminders import remind_keepers
from openhearth.apps.practices.models import Practice, Revision, Unindexed
from openhearth.apps.practices.pages import working
from openhearth.apps.practices.services import workflow
from openhearth.core.errors import InputError
from openhearth.core.review import next_review
from tests.factories import a_user
from tests.living import RECORD, a_practice, a_record, an_editor, an_expert

pytestmark = pytest.mark.django_db


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def newest(row: Practice) -> Revision:
    return row.revisions.order_by("-number")[0]


def again(row: Practice) -> Practice:
    return Practice.objects.get(pk=row.pk)


@pytest.mark.usefixtures("own_index")
def test_from_a_proposal_to_what_everybody_reads() -> None:
    by, editor, expert = a_user(), an_editor(), an_expert()
    row = workflow.propose(a_record(), by, note="First draft")
    assert (row.state, row.proposer, row.keeper, row.is_public) == ("draft", by, by, False)
    workflow.take_step(row, "submit", by, number=1)
    workflow.give_opinion(row, "editor", "ready", "Clear.", editor, number=1)
    assert again(row).state == "submitted"
    workflow.give_opinion(row, "expert", "ready", "Sound.", expert, number=1)
    assert again(row).state == "reviewed"
    workflow.take_step(row, "publish", editor, number=1)
    row, today = again(row), timezone.localdate()
    assert (row.state, row.public, row.reviewed_on, row.review_due) == (
        "published",
        newest(row),
        today,
        next_review(today),
    )
    index.catch_up()
    found = finding.found(finding.question_of({"q": ["foundry pupils"]}))
    assert [hit.code for hit in found.hits] == [row.code]


def test_an_edit_of_what_is_published_leaves_it_to_readers_until_it_is_published_too() -> None:
    row, by = a_practice("published"), an_editor()
    changed = replace(a_record(code=row.code, title="Furnace schools for all"), outcome="mixed")
    workflow.save_version(row, changed, by, based_on=1, note="Now for all")
    row = again(row)
    assert (row.state, row.public and row.public.number, newest(row).number) == ("draft", 1, 2)
    workflow.take_step(row, "submit", by, number=2)
    assert again(row).state == "submitted", "opinions on version 1 say nothing of version 2"


def test_a_version_that_says_the_same_is_no_version() -> None:
    row = a_practice("draft")
    assert workflow.save_version(row, newest(row).record, a_user(), based_on=1).number == 1
    assert row.revisions.count() == 1


def test_who_saves_after_somebody_else_is_told() -> None:
    row, by = a_practice("draft"), a_user()
    workflow.save_version(row, a_record(code=row.code, title="Theirs"), by, based_on=1)
    with pytest.raises(InputError) as error:
        workflow.save_version(row, a_record(code=row.code, title="Mine"), by, based_on=1)
    assert codes(error) == ["newer_version"]
    assert newest(row).record.practice.title == "Theirs"


def test_who_moves_after_somebody_else_is_told() -> None:
    row, by = a_practice("draft"), a_user()
    stale = again(row)
    workflow.take_step(row, "submit", by, number=1)
    with pytest.raises(InputError) as error:
        workflow.take_step(stale, "archive", by, number=1, reason="It ended.")
    assert codes(error) == ["moved_meanwhile"]
    assert again(row).state == "submitted"


def test_what_is_wrong_with_a_record_is_said_all_at_once() -> None:
    wrong = replace(a_record(code="mine", title=" ", url="nowhere"), cost=5.0)
    with pytest.raises(InputError) as error:
        workflow.propose(wrong, a_user())
    assert set(codes(error)) >= {"missing_text", "bad_url", "bad_currency", "reserved_code"}
    assert not Practice.objects.filter(code="mine").exists()


def test_an_incomplete_draft_cannot_be_submitted() -> None:
    row = workflow.adapt(a_practice("published"), a_user())
    with pytest.raises(InputError) as error:
        workflow.take_step(row, "submit", a_user(), number=1)
    assert "missing_text" in codes(error)


@pytest.mark.parametrize("step", ["send_back", "archive"])
def test_some_steps_need_a_reason(step: Any) -> None:
    row = a_practice("reviewed" if step == "send_back" else "published")
    with pytest.raises(InputError) as error:
        workflow.take_step(row, step, an_editor(), number=1, reason="  ")
    assert codes(error) == ["missing_reason"]


def test_nobody_reviews_what_they_proposed_or_wrote() -> None:
    editor = an_editor()
    proposed, written = a_practice("submitted", by=editor), a_practice("submitted")
    Revision.objects.filter(practice=written).update(by=editor)
    for row in (proposed, written):
        with pytest.raises(InputError) as error:
            workflow.give_opinion(row, "editor", "ready", "Mine is good.", editor, number=1)
        assert codes(error) == ["own_record"]
        assert working.work_of(editor, row).opinion_form is None


def test_an_opinion_that_says_nothing_is_refused() -> None:
    with pytest.raises(InputError) as error:
        workflow.give_opinion(a_practice("submitted"), "editor", "ready", " \n", an_editor(), number=1)
    assert codes(error) == ["missing_text"]


def test_a_later_no_takes_a_practice_back_to_submitted() -> None:
    row, editor = a_practice("submitted"), an_editor()
    workflow.give_opinion(row, "expert", "ready", "Sound.", an_expert(), number=1)
    workflow.give_opinion(row, "editor", "ready", "Clear.", editor, number=1)
    workflow.give_opinion(row, "editor", "changes", "The cost is wrong.", editor, number=1)
    assert again(row).state == "submitted"


def test_submitted_again_without_a_change_the_opinions_still_hold() -> None:
    row = a_practice("reviewed")
    workflow.take_step(row, "withdraw", a_user(), number=1)
    workflow.take_step(row, "submit", a_user(), number=1)
    assert again(row).state == "reviewed"


def test_sent_back_with_a_reason_that_stands_beside_the_version(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    by, editor = a_user(language="de"), an_editor()
    row = a_practice("submitted", by=by)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.take_step(row, "send_back", editor, number=1, reason="Who paid for it?")
    said = newest(row).reviews.get()
    assert (again(row).state, said.role, said.verdict, said.opinion) == (
        "draft",
        "editor",
        "changes",
        "Who paid for it?",
    )
    (letter,) = mail.outbox
    assert letter.to == [by.email]
    assert "Who paid for it?" in letter.body
    assert f"/practices/{row.code}/" in letter.body


def test_a_letter_that_cannot_be_sent_does_not_undo_the_step(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def broken(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(letters, "send_mail", broken)
    monkeypatch.setattr(letters.log, "exception", lambda *_: None)
    row = a_practice("reviewed")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.take_step(row, "publish", an_editor(), number=1)
    assert again(row).state == "published"


def test_a_title_of_several_lines_makes_a_subject_of_one() -> None:
    row = a_practice("published", record=a_record(title="Furnace\nBcc: all@example.org"))
    assert letters.write_to_keepers(row, "due") == 1
    assert mail.outbox[0].subject == "Does this still hold? Furnace Bcc: all@example.org"


def test_publishing_queues_one_letter_for_the_due_day(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = a_practice("reviewed")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.take_step(row, "publish", an_editor(), number=1)
    waiting = DBTaskResult.objects.filter(task_path=remind_keepers.module_path)
    assert [timezone.localdate(one.run_after) for one in waiting] == [again(row).review_due]


def test_keepers_hear_of_a_due_day_unless_it_was_reviewed_since() -> None:
    row = a_practice("due")
    assert row.review_due
    remind_keepers.func(row.pk, (row.review_due - timedelta(days=1)).isoformat())
    assert mail.outbox == []
    remind_keepers.func(row.pk, row.review_due.isoformat())
    assert [letter.to for letter in mail.outbox] == [[row.keeper.email]] if row.keeper else False
    Practice.objects.filter(pk=row.pk).update(state="archived", archived_because="It ended.")
    remind_keepers.func(row.pk, row.review_due.isoformat())
    assert len(mail.outbox) == 1


def test_confirmed_it_is_fresh_and_says_who_looked() -> None:
    row, expert = a_practice("due"), an_expert()
    workflow.take_step(row, "confirm", expert, number=1, reason="Called them.")
    assert again(row).standing(timezone.localdate()) == "published"
    assert newest(row).reviews.filter(by=expert, role="expert", verdict="ready", opinion="Called them.").exists()


@pytest.mark.usefixtures("own_index")
def test_archived_it_is_not_found_until_it_is_reviewed_and_published_again() -> None:
    row, editor = a_practice("published"), an_editor()
    question = finding.question_of({"q": ["foundry pupils"]})
    index.build(lambda *_: None)
    workflow.take_step(row, "archive", editor, number=1, reason="It ended.")
    index.catch_up()
    assert finding.found(question).total == 0
    workflow.take_step(row, "restore", editor, number=1)
    index.catch_up()
    assert finding.found(question).total == 0
    assert again(row).archived_because == "It ended."
    workflow.take_step(again(row), "submit", editor, number=1)
    workflow.take_step(again(row), "publish", editor, number=1)
    index.catch_up()
    assert finding.found(question).total == 1
    assert again(row).archived_because == ""


def test_a_draft_of_an_archived_practice_that_is_given_up_leaves_it_archived() -> None:
    row, by = a_practice("archived"), an_editor()
    workflow.save_version(row, a_record(code=row.code, title="Again"), by, based_on=1)
    assert (again(row).state, again(row).is_put_away) == ("draft", True)
    workflow.go_back_to(again(row), 1, by, based_on=2)
    assert (again(row).state, again(row).archived_because) == ("archived", "It ended.")


def test_only_what_readers_may_notice_goes_to_the_index() -> None:
    row = a_practice("draft")
    workflow.take_step(row, "submit", a_user(), number=1)
    assert not Unindexed.objects.filter(document=documents.document_of(row)).exists()


def test_back_to_an_earlier_version_writes_it_again() -> None:
    row, by = a_practice("draft"), a_user()
    workflow.save_version(row, a_record(code=row.code, title="Other"), by, based_on=1)
    assert workflow.go_back_to(row, 1, by, based_on=2).number == 3
    assert [one.record.practice.title for one in row.revisions.order_by("number")] == [
        "Furnace schools",
        "Other",
        "Furnace schools",
    ]
    with pytest.raises(InputError) as error:
        workflow.go_back_to(row, 9, by, based_on=3)
    assert codes(error) == ["unknown_version"]


def test_a_draft_is_given_up_by_going_back_to_what_everybody_reads() -> None:
    row, by = a_practice("published"), a_user()
    workflow.save_version(row, a_record(code=row.code, title="Other"), by, based_on=1)
    given_up = workflow.go_back_to(again(row), 1, by, based_on=2)
    row = again(row)
    assert (row.state, row.public) == ("published", given_up)
    assert given_up.reviews.count() == 2
    assert given_up.record.practice.title == "Furnace schools"


def test_an_adaptation_keeps_themes_and_asks_for_the_rest() -> None:
    row, by = a_practice("published"), a_user()
    adapted = workflow.adapt(row, by)
    record = newest(adapted).record.practice
    assert (adapted.adapted_from, adapted.keeper, adapted.state) == (row, by, "draft")
    assert (record.title, record.summary, record.nuts, record.country) == ("Furnace schools (adapted)", "", "", "")
    assert record.thematic_priority == RECORD.practice.thematic_priority
    assert record.industrial_ecosystem == RECORD.practice.industrial_ecosystem
    assert workflow.adapt(row, by).code == f"{adapted.code}-2"


def test_what_is_not_public_cannot_be_adapted() -> None:
    with pytest.raises(InputError) as error:
        workflow.adapt(a_practice("draft"), a_user())
    assert codes(error) == ["not_public"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Wärmenetz für Öfen", "warmenetz-fur-ofen"),
        ("Mine", "mine-2"),
        ("Δίκτυο θερμότητας", "practice"),
        ("A_b -- c!", "a-b-c"),
        ("word " * 40, "-".join(["word"] * 12)),
        ("GreenTech Ruhr", "greentech-ruhr"),
    ],
)
def test_a_title_becomes_an_address(title: str, code: str) -> None:
    assert free_code(title).startswith(code)
    assert not Practice.objects.filter(code=free_code(title)).exists()


def test_no_practice_can_take_the_address_of_another_page() -> None:
    (toolkit,) = [one for one in get_resolver().url_patterns if getattr(one, "namespace", None) == "practices"]
    patterns = [str(one.pattern) for one in toolkit.url_patterns]  # type: ignore[union-attr]
    words = {one.split("/")[0].split(".")[0] for one in patterns} - {""}
    assert {word for word in words if "<" not in word} <= RESERVED
