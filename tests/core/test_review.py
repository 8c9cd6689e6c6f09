from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.review import (
    ROLES,
    STATES,
    STEPS,
    VERDICTS,
    Opinion,
    State,
    after,
    after_return,
    missing_opinions,
    next_review,
    opinion_faults,
    possible,
    standing,
)

opinions = st.lists(
    st.builds(Opinion, st.sampled_from(ROLES), st.sampled_from(VERDICTS), st.integers(1, 2), st.integers(1, 3)),
    max_size=6,
)


def test_the_way_of_a_record() -> None:
    state = after("draft", "submit")
    for step in ("publish", "confirm", "revise", "archive"):
        with pytest.raises(InputError, match="impossible_step"):
            after(state, step)
    assert after("reviewed", "publish") == "published"
    assert after("published", "archive") == "archived"
    assert after("archived", "restore") == "draft"


def test_every_state_but_due_can_be_left_and_each_step_leads_to_a_state() -> None:
    assert all(possible(state) for state in STATES)
    assert {leads_to for _, leads_to in STEPS.values()} <= set(STATES) - {"due"}


@given(st.sampled_from(STATES))
def test_possible_steps_are_exactly_those_that_do_not_raise(state: str) -> None:
    for step in STEPS:
        if step in possible(state):  # type: ignore[arg-type]
            after(state, step)  # type: ignore[arg-type]
        else:
            with pytest.raises(InputError):
                after(state, step)  # type: ignore[arg-type]


def test_a_published_record_falls_due_on_the_day() -> None:
    day = date(2026, 11, 22)
    assert standing("published", day + timedelta(1), day) == "published"
    assert standing("published", day, day) == "due"
    assert standing("archived", None, day) == "archived"


@given(opinions)
def test_a_record_is_reviewed_when_both_roles_last_said_ready(given_opinions: list[Opinion]) -> None:
    missing = missing_opinions(given_opinions, 1)
    for role in ROLES:
        last = {one.by: one.verdict for one in given_opinions if one.role == role and one.revision == 1}
        ready = bool(last) and set(last.values()) == {"ready"}
        assert (role in missing) is not ready


def test_opinions_on_an_older_version_do_not_count() -> None:
    both = [Opinion("editor", "ready", 1, 1), Opinion("expert", "ready", 1, 2)]
    assert missing_opinions(both, 1) == ()
    assert missing_opinions(both, 2) == ("editor", "expert")


def test_who_may_not_speak() -> None:
    said = [Opinion("editor", "ready", 3, 5)]
    codes = [fault.code for fault in opinion_faults("draft", "expert", 5, 3, 5, said)]
    assert codes == ["not_submitted", "own_record", "other_role"]
    assert opinion_faults("submitted", "editor", 5, 3, 9, said) == ()
    assert opinion_faults("submitted", "expert", 5, 4, 9, said) == ()


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_the_next_review_is_the_same_day_or_the_last_of_its_month(last: date, months: int) -> None:
    found = next_review(last, months=months)
    assert (found.year * 12 + found.month) - (last.year * 12 + last.month) == months
    assert found.day == last.day or (found + timedelta(1)).day == 1


def test_no_review_at_once() -> None:
    with pytest.raises(InputError, match="bad_months"):
        next_review(date(2026, 1, 1), months=0)


def test_going_back_leads_to_a_draft_or_gives_it_up() -> None:
    def leads(state: State, *, to_public: bool = False, archived: bool = False) -> State:
        return after_return(state, to_public=to_public, archived=archived)

    assert leads("draft") == "draft"
    assert leads("draft", to_public=True) == "published"
    assert leads("draft", to_public=True, archived=True) == "archived"
    assert {leads(state, to_public=True) for state in ("published", "due", "archived")} == {"draft"}
    for state in ("submitted", "reviewed"):
        with pytest.raises(InputError, match="impossible_step"):
            leads(state)
