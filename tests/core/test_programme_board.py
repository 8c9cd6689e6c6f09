"""The board of a programme: who owes what, and what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.programme.board import Board, board, has_local_group, may_vote, months_after, to_do
from openhearth.core.programme.terms import (
    Change,
    Homework,
    Instrument,
    Learning,
    Meeting,
    Output,
    Partner,
    Programme,
    Recommendation,
    Semester,
    Submission,
)

PROGRAMME = Programme(
    "p",
    "P",
    partners=(
        Partner("duisburg", "Duisburg", "lead"),
        Partner("aviles", "Avilés", "policy"),
        Partner("albania", "Albania", "discovery"),
        Partner("office", "Office", "associated"),
    ),
    semesters=(Semester(1, "2027-01-01", "2027-06-30"), Semester(2, "2027-07-01", "2027-12-31")),
    meetings=(
        Meeting("m1", 1, "Kick-off", "duisburg", start="2027-02-01", end="2027-02-02", closed_on="2027-02-10"),
        Meeting("m2", 2, "Green", "aviles", start="2027-09-01", end="2027-09-02"),
    ),
    homework=(Homework("h1", "m1", "List actions", "2027-04-01"),),
    submissions=(
        Submission("s1", "h1", "duisburg", "Done", handed_in_on="2027-03-30"),
        Submission("s2", "h1", "aviles", "Not finished"),
    ),
    recommendations=(Recommendation("r1", "m2", "aviles", "duisburg", "Do", "social", "local", given_on="2027-09-02"),),
    learnings=(Learning("l1", "duisburg", "Heat", meeting="m2"),),
    instruments=(Instrument("i1", "duisburg", "Heat plan"),),
    changes=(
        Change("c1", "i1", "First", "achieved", "2027-12-01"),
        Change("c2", "i1", "Later", "planned", "2027-12-02"),
    ),
    outputs=(Output("o1", "Report", 1, delivered_on="2027-06-01"), Output("o2", "Study", 2, "aviles")),
)


def late(day: str, programme: Programme = PROGRAMME) -> list[tuple[str, str, str]]:
    return [(due.partner, due.what, due.key) for due in board(programme, date.fromisoformat(day)).late]


def test_what_is_late_depends_on_the_day() -> None:
    assert late("2027-04-01") == []
    assert late("2027-04-02") == [("albania", "homework", "h1"), ("aviles", "homework", "h1")]
    assert late("2028-01-15")[2:] == [
        ("aviles", "meeting", "m2"),
        ("aviles", "reply", "r1"),
        ("aviles", "output", "o2"),
    ]


def test_a_recommendation_comes_back_after_6_and_12_months_unless_declined() -> None:
    def owed(**changes: Any) -> list[tuple[str, str]]:
        said = replace(PROGRAMME.recommendations[0], **changes)
        only = replace(PROGRAMME, recommendations=(said,), homework=(), outputs=(), meetings=())
        return [(due.key, due.day) for due in board(only, date(2030, 1, 1)).late]

    assert owed() == [("r1", "2027-11-01")]
    assert owed(reply="accepted") == [("r1:6", "2028-03-02"), ("r1:12", "2028-09-02")]
    assert owed(reply="adapted", follow_ups=(("2028-03-01", "Begun"),)) == [("r1:12", "2028-09-02")]
    assert owed(reply="declined") == []
    assert owed(given_on="") == []


def test_a_cell_says_what_was_done_and_what_is_owed() -> None:
    found = board(PROGRAMME, date(2027, 10, 1))
    cell = found.cells["duisburg", 2]
    assert (found.semester, cell.learnings, cell.achieved, cell.planned, cell.late) == (2, ("l1",), ("c1",), ("c2",), 0)
    assert found.cells["duisburg", 1].handed_in == ("h1",)
    assert found.cells["aviles", 1].delivered == ("o1",)
    assert [due.what for due in found.cells["aviles", 2].owed] == ["reply", "output", "meeting"]
    assert board(PROGRAMME, date(2029, 1, 1)).semester is None


def test_roles_decide_who_votes_and_who_has_homework() -> None:
    assert [one.key for one in PROGRAMME.partners if may_vote(one)] == ["duisburg", "aviles"]
    assert [one.key for one in PROGRAMME.partners if has_local_group(one)] == ["duisburg", "aviles", "albania"]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from((1, 6, 12, 25)))
def test_months_later_is_that_many_months_later(day: date, months: int) -> None:
    later = date.fromisoformat(months_after(day.isoformat(), months))
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(st.permutations(range(2)), st.dates(date(2027, 1, 1), date(2028, 12, 31)))
def test_the_order_of_what_was_kept_changes_nothing(order: list[int], day: date) -> None:
    def shuffled(programme: Programme) -> Board:
        return board(
            replace(
                programme,
                submissions=tuple(programme.submissions[k] for k in order),
                changes=tuple(programme.changes[k] for k in order),
            ),
            day,
        )

    assert shuffled(PROGRAMME).late == board(PROGRAMME, day).late


@pytest.mark.parametrize("day", ["2026-01-01", "2027-05-05", "2031-01-01"])
def test_every_partner_has_a_cell_in_every_semester(day: str) -> None:
    assert len(board(PROGRAMME, date.fromisoformat(day)).cells) == 4 * 2
    assert board(Programme("p", "P"), date.fromisoformat(day)).cells == {}


def test_the_to_do_list_of_a_host_is_what_it_took_on() -> None:
    given_on = {"a": "2027-09-02", "b": "2027-08-01", "c": "2027-01-01", "d": "2027-09-02"}
    replies = {"a": "accepted", "b": "adapted", "c": "accepted", "d": "declined"}
    asked = (("2027-07-01", "Begun"), ("2028-01-01", "Done"))
    said = [
        replace(
            PROGRAMME.recommendations[0],
            key=key,
            given_on=given_on[key],
            reply=replies[key],  # type: ignore[arg-type]
            follow_ups=asked if key == "c" else (),
        )
        for key in given_on
    ]
    found = to_do(replace(PROGRAMME, recommendations=tuple(said)), "m2", date(2028, 2, 15))
    assert [(one.recommendation.key, one.asked_on, one.late) for one in found] == [
        ("b", "2028-02-01", True),
        ("a", "2028-03-02", False),
        ("c", "", False),
    ]
    assert to_do(PROGRAMME, "m2", date(2028, 1, 1)) == ()
