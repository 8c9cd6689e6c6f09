"""A programme: what is wrong with it, how it goes, and of whom what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.programme.board import board, semester_on, subjects
from openhearth.core.programme.progress import Money, progress
from openhearth.core.programme.reminders import reminders
from openhearth.core.programme.terms import (
    Change,
    Homework,
    Learning,
    Meeting,
    Output,
    Partner,
    PartnerReport,
    Programme,
    Recommendation,
    Semester,
    Submission,
)
from openhearth.core.programme.validation import programme_faults
from tests.core.programme_cases import WHOLE


def test_a_sound_programme_has_no_fault() -> None:
    assert programme_faults(WHOLE) == ()


def test_every_fault_is_told_at_once_and_at_its_place() -> None:
    wrong = Programme(
        "No Key",
        " ",
        language="english!",
        elements=(("a", "1"), ("a", "2")),
        partners=(Partner("a b", "", "policy"), Partner("k", "K\x00", "policy"), Partner("k", "K", "lead")),
        semesters=(Semester(1, "2027-01-01", "2027-06-30"), Semester(2, "2027-06-30", "2027-02-30")),
        meetings=(Meeting("m", 3, "M ", "nobody", start="2027-03-02T09:00", end="2027-03-01"),),
        homework=(Homework("h", "", "Do", "tomorrow"),),
        recommendations=(
            Recommendation("r", "", "k", "", "T", "social", "local", follow_ups=(("2027-13-01", "tomorrow"),)),
        ),
        outputs=(Output("o", "O", 0), Output("p", "P", 9)),
        changes=(Change("c", "i", "C", learnings=("l",)),),
        reports=(PartnerReport("k", 1, planned=-1),),
    )
    assert {(fault.code, fault.place) for fault in programme_faults(wrong)} == {
        ("missing_text", "programme/title"),
        ("untrimmed_text", "programme/title"),
        ("unknown_term", "programme/language"),
        ("bad_key", "programme/code"),
        ("bad_key", "partners/a b/key"),
        ("missing_text", "partners/a b/name"),
        ("control_character", "partners/k/name"),
        ("duplicate_key", "partners/k/key"),
        ("bad_date", "semesters/2/end"),
        ("days_reversed", "semesters/2/end"),
        ("semesters_overlap", "semesters/2/start"),
        ("unknown_key", "meetings/m/semester"),
        ("unknown_key", "meetings/m/host"),
        ("untrimmed_text", "meetings/m/title"),
        ("bad_date", "meetings/m/start"),
        ("days_reversed", "meetings/m/end"),
        ("unknown_key", "homework/h/meeting"),
        ("bad_date", "homework/h/due"),
        ("bad_date", "recommendations/r/follow_ups/1/1"),
        ("unknown_key", "outputs/p/semester"),
        ("unknown_key", "changes/c/instrument"),
        ("unknown_key", "changes/c/learnings"),
        ("bad_cost", "reports/k-1/planned"),
        ("duplicate_term", "programme/elements"),
    }


def test_what_has_no_day_is_owed_and_never_late() -> None:
    programme = Programme(
        "p",
        "P",
        partners=(Partner("k", "K", "policy"),),
        semesters=(Semester(1),),
        meetings=(Meeting("m", 1, "M"),),
        homework=(Homework("h", "m", "Do"),),
        outputs=(Output("o", "O", 1), Output("never", "N")),
        changes=(Change("c", "i", "C"),),
    )
    found = board(programme, date(2090, 1, 1))
    assert [(due.key, due.day, due.late) for due in found.cells["k", 1].owed] == [("h", "", False), ("o", "", False)]
    assert (found.late, found.cells["k", 1].planned, semester_on(programme, "")) == ((), (), None)


def test_everything_owed_has_words() -> None:
    late = board(WHOLE, date(2030, 1, 1)).late
    assert {due.what for due in late} == {"homework", "reply", "follow_up", "output", "meeting"}
    assert all(subjects(WHOLE)[due.what, due.key] for due in late)


def test_a_large_board_takes_milliseconds() -> None:
    partners = tuple(Partner(f"p{number}", "P", "policy") for number in range(20))
    semesters = tuple(Semester(number, f"{2026 + number}-01-01", f"{2026 + number}-12-31") for number in range(1, 9))
    meetings = tuple(
        Meeting(f"m{one.number}-{k}", one.number, "M", f"p{k}", end=one.start) for one in semesters for k in range(3)
    )
    tasks = tuple(Homework(f"h-{one.key}", one.key, "Do", one.end) for one in meetings)
    whole = Programme(
        "p", "P", partners=partners, semesters=semesters, meetings=meetings, homework=tasks,
        submissions=tuple(Submission(f"{one.key}-{p.key}", one.key, p.key, handed_in_on=one.due) for one in tasks for p in partners[:14]),
        recommendations=tuple(
            Recommendation(f"r-{one.key}-{p.key}", one.key, one.host, p.key, "T", "social", "local", given_on=one.end)
            for one in meetings for p in partners
        ),
        learnings=tuple(Learning(f"l-{one.key}-{p.key}", p.key, "Saw", meeting=one.key) for one in meetings for p in partners),
    )  # fmt: skip
    begun = perf_counter()
    found = board(whole, date(2040, 1, 1))
    assert perf_counter() - begun < 0.5, "some milliseconds; a slow machine gets a hundred times that"
    assert len(found.cells) == 160
    assert sum(len(cell.learnings) for cell in found.cells.values()) == 480
    assert len(found.late) == 24 * 6 + 480 + 24


def test_money_that_nobody_told_stays_missing() -> None:
    first = progress(WHOLE, 1)
    duisburg, aviles, albania = first.partners
    assert (duisburg.planned_so_far, duisburg.spent_so_far) == (Money(100_00), Money(120_00))
    assert (duisburg.as_planned, duisburg.at_this_pace) == (420_00, 480_00)
    assert (aviles.spent, aviles.spent_so_far, aviles.as_planned) == (None, Money(0, ("1",)), None)
    assert (albania.told, albania.planned_in_all) == (False, Money(0, ("1", "2")))
    assert first.spent == Money(120_00, ("aviles", "albania"))
    assert first.planned_in_all == Money(500_00, ("albania",))


def test_an_unknown_semester_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError) as error:
        progress(WHOLE, 7)
    assert error.value.faults[0].params == {"found": 7, "known": (1, 2)}


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=8), st.data())
@settings(max_examples=50)
def test_forecasts_end_where_the_money_ends(amounts: list[tuple[int, int]], data: st.DataObject) -> None:
    programme = Programme(
        "p",
        "P",
        partners=(Partner("k", "K", "policy"),),
        semesters=tuple(Semester(number) for number in range(1, len(amounts) + 1)),
        reports=tuple(
            PartnerReport("k", number, planned=planned, spent=spent)
            for number, (planned, spent) in enumerate(amounts, 1)
        ),
    )
    now = data.draw(st.integers(1, len(amounts)))
    (row,) = progress(programme, now).partners
    assert row.as_planned == sum(spent for _, spent in amounts[:now]) + sum(planned for planned, _ in amounts[now:])
    (end,) = progress(programme, len(amounts)).partners
    whole = sum(planned for planned, _ in amounts)
    assert end.at_this_pace == (sum(spent for _, spent in amounts) if whole else None)


def keys(day: date, programme: Programme = WHOLE) -> list[str]:
    return [one.key for one in reminders(programme, day)]


def test_homework_is_called_to_mind_twice_and_follow_ups_on_their_day() -> None:
    tasks = [f"peers:homework:h1:{partner}:2027-04-01" for partner in ("albania", "aviles")]
    assert keys(date(2027, 3, 17)) == []
    assert keys(date(2027, 3, 18)) == keys(date(2027, 3, 28)) == [f"{task}:14" for task in tasks]
    assert keys(date(2027, 4, 1)) == [f"{task}:3" for task in tasks]
    assert keys(date(2027, 4, 3)) == ["peers:reply:r2:aviles:2027-04-03"]
    assert keys(date(2028, 2, 1)) == []
    assert keys(date(2028, 2, 2)) == ["peers:follow_up:r1:12:duisburg:2028-02-02"]
    assert keys(date(2028, 3, 20)) == []


def test_a_day_that_moves_is_called_to_mind_again() -> None:
    moved = replace(WHOLE, homework=(replace(WHOLE.homework[0], due="2027-04-05"),))
    assert set(keys(date(2027, 3, 30), moved)).isdisjoint(keys(date(2027, 3, 30)))


@given(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.integers(1, 5))
@settings(max_examples=50)
def test_whoever_sends_each_key_once_sends_two_for_a_homework(start: date, step: int) -> None:
    days = [start + timedelta(number * step) for number in range(90)]
    sent = {
        (one.key, one.about, one.partner) for day in days for one in reminders(WHOLE, day) if one.what == "homework"
    }
    for partner in ("aviles", "albania"):
        assert len([one for one in sent if one[2] == partner]) <= 2
    if start <= date(2027, 3, 18) and days[-1] >= date(2027, 4, 1) and step <= 3:
        assert len(sent) == 4
