"""Learnings that are not handed on: they count in no document, no change names them, and some cannot be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.document import as_html
from openhearth.core.programme.board import board
from openhearth.core.programme.handbook import handbook
from openhearth.core.programme.report import semester_report
from openhearth.core.programme.terms import (
    Change,
    Instrument,
    Learning,
    Meeting,
    Partner,
    PartnerReport,
    Programme,
    Semester,
    Submission,
)
from openhearth.core.programme.unfinished import handed_on, is_unfinished, taking_back_faults
from openhearth.core.programme.validation import programme_faults

DAY = date(2027, 3, 1)
SHARED = Learning("heat", "aviles", "Heat is sold to homes", instrument="plan", meeting="m")
WHOLE = Programme(
    "p",
    "Peers",
    partners=(Partner("aviles", "Avilés", "lead"),),
    semesters=(Semester(1, "2027-01-01", "2027-06-30"),),
    meetings=(Meeting("m", 1, "Kick-off"),),
    instruments=(Instrument("plan", "aviles", "Heat plan"),),
    learnings=(SHARED,),
)


@pytest.mark.parametrize(
    ("part", "unfinished"),
    [
        (SHARED, False),
        (replace(SHARED, unfinished=True), True),
        (Submission("s", "h", "aviles", "Text"), True),
        (Submission("s", "h", "aviles", "Text", "2027-02-01"), False),
        (PartnerReport("aviles", 1), True),
        (PartnerReport("aviles", 1, handed_in_on="2027-07-01"), False),
        (Meeting("m", 1, "Kick-off"), False),
        (None, False),
    ],
)
def test_what_waits_to_be_handed_on(part: object, *, unfinished: bool) -> None:
    assert is_unfinished(part) is unfinished


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_no_document_and_no_count_tells_of_an_unfinished_learning(unfinished: list[bool]) -> None:
    several = tuple(
        Learning(f"l{number}", "aviles", f"Words{number}.", would_change=f"Turn{number}.", meeting="m", unfinished=one)
        for number, one in enumerate(unfinished)
    )
    programme = replace(WHOLE, learnings=several)
    for book in (semester_report(programme, 1, DAY), handbook(programme, {}, DAY)):
        said = as_html(book, lambda _drawing: "")
        assert [f"Words{number}." in said for number in range(len(several))] == [not one for one in unfinished]
        assert not any(f"Turn{number}." in said for number, one in enumerate(unfinished) if one)
    cell = board(programme, DAY).cells["aviles", 1]
    assert cell.learnings == tuple(one.key for one in handed_on(programme).learnings)
    assert (len(cell.learnings), len(cell.begun)) == (unfinished.count(False), unfinished.count(True))


def test_a_change_names_only_what_is_handed_on() -> None:
    change = Change("c", "plan", "Waste heat first", learnings=("heat",))
    assert programme_faults(replace(WHOLE, changes=(change,))) == ()
    early = replace(WHOLE, changes=(change,), learnings=(replace(SHARED, unfinished=True),))
    assert [(one.code, one.place) for one in programme_faults(early)] == [
        ("unfinished_learning", "changes/c/learnings")
    ]


@pytest.mark.parametrize(
    ("programme", "reported", "codes"),
    [
        (WHOLE, (), []),
        (replace(WHOLE, learnings=()), (1,), []),
        (replace(WHOLE, learnings=(replace(SHARED, unfinished=True, actions=("plan:heat",)),)), (), []),
        (replace(WHOLE, changes=(Change("c", "plan", "Other"),)), (), []),
        (replace(WHOLE, changes=(Change("c", "plan", "It", learnings=("heat",)),)), (), ["learning_named"]),
        (replace(WHOLE, learnings=(replace(SHARED, actions=("plan:heat",)),)), (), ["learning_became_action"]),
        (WHOLE, (1, 2), ["learning_reported", "learning_reported"]),
    ],
)
def test_a_learning_is_taken_back_only_where_nothing_names_it(
    programme: Programme, reported: tuple[int, ...], codes: list[str]
) -> None:
    assert [one.code for one in taking_back_faults(programme, "heat", reported)] == codes
