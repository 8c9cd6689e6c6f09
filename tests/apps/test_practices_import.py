"""Taking practices in from a file: told first, then all of it or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.accounts.models import User
from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import index
from openhearth.apps.practices.models import Practice, Revision, State, Unindexed, Upload, content_of
from openhearth.apps.practices.pages.columns import EXAMPLE
from openhearth.apps.practices.selectors import practice_with_code
from openhearth.apps.practices.services import importing
from openhearth.apps.practices.services.importing import discard_upload, import_practices, keep_upload, plan_import
from openhearth.core.errors import InputError
from openhearth.sources.practices import practice_json, practice_table
from tests.factories import a_user
from tests.practice_files import TODAY, an_editor, published, record, table


@pytest.fixture
def editor(db: None) -> User:
    return an_editor()


@pytest.fixture
def regional(db: None) -> User:
    return an_editor("PL22")


# What would happen


@pytest.mark.parametrize("write", [practice_table.to_csv, practice_table.to_xlsx, practice_json.to_json])
@pytest.mark.usefixtures("own_index")
def test_the_content_says_what_a_file_is(write: object) -> None:
    data = write([record("here"), record("there")])  # type: ignore[operator]
    plan = plan_import(data, None, TODAY)
    assert (plan.read, plan.faults) == (2, ())
    assert [entry.code for entry in plan.new] == ["here", "there"]
    assert plan.new[0].record == record("here")


@pytest.mark.usefixtures("own_index")
def test_new_changed_and_unchanged_are_told_apart(editor: User) -> None:
    published("here")
    published("there")
    data = practice_table.to_csv([record("here"), record("there", title="Else", cost=5.0), record("new-one")])
    plan = plan_import(data, editor, TODAY)
    assert [[entry.code for entry in fate] for fate in (plan.new, plan.changed, plan.unchanged)] == [
        ["new-one"],
        ["there"],
        ["here"],
    ]
    assert plan.changed[0].fields == ("title", "cost")


@pytest.mark.usefixtures("own_index")
def test_every_fault_stands_with_its_row_and_column() -> None:
    data = practice_table.to_csv(
        [record("old"), record("bad"), record("good"), record("good", cost=-1.0, url="ftp://x")]
    )
    plan = plan_import(data.replace(b",2019,", b",MMXIX,", 1).replace(b"bad,", b"Bad!,"), None, TODAY)
    assert ([entry.code for entry in plan.entries], plan.left_out) == (["good"], 3)
    assert [(fault.code, fault.place) for fault in plan.faults] == [
        ("not_a_year", "row 2, started"),
        ("bad_code", "row 3, code"),
        ("bad_url", "row 5, url"),
        ("bad_cost", "row 5, cost"),
        ("duplicate_code", "row 5, code"),
    ]


@pytest.mark.parametrize(
    ("state", "fault"),
    [(State.SUBMITTED, "under_review"), (State.REVIEWED, "under_review"), (State.ARCHIVED, "is_archived")],
)
@pytest.mark.usefixtures("own_index")
def test_what_others_work_on_is_left_alone(state: State, fault: str) -> None:
    published("here")
    Practice.objects.update(state=state, archived_because="It ended." if state == State.ARCHIVED else "")
    assert [one.code for one in plan_import(table("here", title="Else"), None, TODAY).faults] == [fault]
    assert plan_import(table("here"), None, TODAY).faults == (), "an unchanged record touches nothing"


@pytest.mark.usefixtures("own_index")
def test_a_practice_elsewhere_is_not_changed_by_an_editor_of_one_region(regional: User, editor: User) -> None:
    published("here")
    data = table("here", title="Else")
    assert [fault.code for fault in plan_import(data, regional, TODAY).faults] == ["not_yours"]
    assert plan_import(data, editor, TODAY).faults == ()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (table("desk"), "reserved_code"),
        (table("c" * 101), "code_too_long"),
        (table("later", last_reviewed="2026-05-02", reviewed_by="Council"), "reviewed_in_the_future"),
        (table(), "nothing_to_import"),
        (b"[]", "nothing_to_import"),
    ],
)
@pytest.mark.django_db
def test_what_the_house_cannot_take(data: bytes, fault: str) -> None:
    assert [one.code for one in plan_import(data, None, TODAY).faults] == [fault]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\x1f\x8b\x08" + b"0" * 50, "compressed_file"),
        (b"PK\x03\x04 not a workbook", "not_xlsx"),
        (b"{]", "not_json"),
        (b"title\nHeat\n", "missing_columns"),
        (b"", "empty_file"),
        (b"\x00\x01\xff", "not_utf8"),
    ],
)
@pytest.mark.django_db
def test_a_file_of_which_nothing_can_be_read(data: bytes, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        plan_import(data, None, TODAY)
    assert caught.value.faults[0].code == fault


@pytest.mark.usefixtures("own_index")
def test_a_plan_asks_the_database_as_often_for_three_as_for_one(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("one", "two", "three"):
        published(code)
    assert editor.held_roles, "asked once for a person"
    counts = []
    for codes in (("one",), ("one", "two", "three")):
        with django_assert_num_queries(2):
            counts.append(len(plan_import(table(*codes, title="Else"), editor, TODAY).changed))
    assert counts == [1, 3]


@pytest.mark.usefixtures("own_index")
def test_what_is_here_under_another_code_is_pointed_out(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    published("here")
    plan_import(table("warm"), None, TODAY)
    with django_assert_num_queries(3):
        plan = plan_import(table("there", "elsewhere", "anywhere"), None, TODAY)
    assert all("here" in [like.code for like in entry.like] for entry in plan.alike)
    assert [entry.code for entry in plan.alike] == ["there", "elsewhere", "anywhere"]
    assert all(reason for entry in plan.alike for like in entry.like for reason in like.reasons)


# Doing it


def test_new_ones_become_drafts_of_the_importer(own_index: Path, editor: User) -> None:
    receipt = import_practices(plan_import(table("a", "b"), editor, TODAY), file_name="mine.csv", by=editor)
    rows = Practice.objects.filter(code__in=receipt.new)
    assert {(row.state, row.proposer, row.public) for row in rows} == {(State.DRAFT, editor, None)}
    assert {(one.number, one.note, one.by, one.at) for one in Revision.objects.filter(practice__in=rows)} == {
        (1, "Imported from mine.csv", editor, receipt.at)
    }
    assert practice_with_code("a") is None
    assert not Unindexed.objects.exists()


def test_published_ones_are_found_and_say_when_they_were_reviewed(own_index: Path) -> None:
    reviewed = record("seen", last_reviewed="2025-02-28", reviewed_by="The council")
    plan = plan_import(practice_table.to_csv([reviewed, record("unseen")]), None, TODAY)
    import_practices(plan, file_name="all.csv", by=None, publish=True)
    seen, unseen = Practice.objects.get(code="seen"), Practice.objects.get(code="unseen")
    assert (seen.reviewed_on, seen.review_due) == (date(2025, 2, 28), date(2027, 2, 28))
    assert (unseen.reviewed_on, unseen.review_due, unseen.standing(TODAY)) == (None, None, "due")
    assert Unindexed.objects.count() == 2
    index.catch_up()
    found = finding.found(finding.question_of({"q": ["rolling mill"]}))
    assert {hit.code for hit in found.hits} == {"seen", "unseen"}


def test_changed_ones_become_drafts_beside_what_is_public(own_index: Path, editor: User) -> None:
    row = published("here")
    plan = plan_import(table("here", title="Else"), editor, TODAY)
    receipt = import_practices(plan, file_name="second.csv", by=editor, publish=True)
    row.refresh_from_db()
    assert (receipt.new, receipt.changed, row.state) == ((), ("here",), State.DRAFT)
    assert row.public is not None
    assert row.public.record.practice.title == EXAMPLE.practice.title
    newest = row.revisions.first()
    assert newest is not None
    assert (newest.number, newest.record.practice.title, newest.by) == (2, "Else", editor)


@pytest.mark.usefixtures("own_index")
def test_importing_the_same_file_again_changes_nothing(editor: User) -> None:
    data = table("a", "b")
    import_practices(plan_import(data, editor, TODAY), file_name="mine.csv", by=editor)
    again = plan_import(data, editor, TODAY)
    assert (len(again.unchanged), again.faults) == (2, ())
    receipt = import_practices(again, file_name="mine.csv", by=editor)
    assert (receipt.new, receipt.changed) == ((), ())
    assert Revision.objects.filter(practice__code__in=("a", "b")).count() == 2


@pytest.mark.usefixtures("own_index")
def test_what_this_house_gives_away_it_takes_back() -> None:
    kept = [row.public.record for row in index.public_practices() if row.public]
    assert len(kept) > 20
    for write in (practice_table.to_csv, practice_table.to_xlsx, practice_json.to_json):
        plan = plan_import(write(kept), None, TODAY)
        assert (len(plan.unchanged), plan.faults) == (len(kept), ())


@pytest.mark.usefixtures("own_index")
def test_one_fault_stops_all_unless_only_the_sound_are_wanted(editor: User) -> None:
    plan = plan_import(table("sound", "desk"), editor, TODAY)
    with pytest.raises(InputError) as caught:
        import_practices(plan, file_name="mine.csv", by=editor)
    assert caught.value.faults == plan.faults
    assert not Practice.objects.filter(code="sound").exists()
    assert import_practices(plan, file_name="mine.csv", by=editor, only_sound=True).new == ("sound",)


@pytest.mark.usefixtures("own_index")
def test_a_failure_in_the_middle_leaves_nothing_behind(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    published("here")
    before = Practice.objects.count(), Revision.objects.count(), Unindexed.objects.count()
    plan = plan_import(practice_table.to_csv([record("new-one"), record("here", title="Else")]), editor, TODAY)

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(importing, "_new_versions", full)
    with pytest.raises(OSError, match="full"):
        import_practices(plan, file_name="mine.csv", by=editor, publish=True)
    assert (Practice.objects.count(), Revision.objects.count(), Unindexed.objects.count()) == before


@pytest.mark.usefixtures("own_index")
def test_what_somebody_changed_meanwhile_stops_the_import(editor: User) -> None:
    row = published("here")
    plan = plan_import(practice_table.to_csv([record("here", title="Else"), record("new-one")]), editor, TODAY)
    Revision.objects.create(practice=row, number=2, content=content_of(record("here", title="Mine")))
    import_practices(plan_import(table("new-one"), None, TODAY), file_name="other.csv", by=None)
    with pytest.raises(InputError) as caught:
        import_practices(plan, file_name="mine.csv", by=editor)
    assert {(fault.code, fault.place) for fault in caught.value.faults} == {
        ("changed_meanwhile", "here"),
        ("changed_meanwhile", "new-one"),
    }


# The file between the two steps


@pytest.mark.django_db(transaction=True)
def test_a_file_is_thrown_away_after_a_day() -> None:
    upload = keep_upload("mine.csv", b"data", a_user())
    waiting = DBTaskResult.objects.get(task_path=discard_upload.module_path)
    assert waiting.run_after - upload.at == timedelta(days=1)
    discard_upload.func(str(upload.pk))
    discard_upload.func(str(upload.pk))
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_a_second_file_of_the_same_person_takes_the_place_of_the_first(editor: User, regional: User) -> None:
    keep_upload("first.csv", b"1", editor)
    keep_upload("other.csv", b"2", regional)
    keep_upload("second.csv", b"3", editor)
    assert sorted(Upload.objects.values_list("file_name", flat=True)) == ["other.csv", "second.csv"]
