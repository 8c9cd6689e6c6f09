"""The chain from a practice to a changed instrument."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.programme.chain import KINDS, Record, chain, record_of, walk
from openhearth.core.programme.terms import Change, Instrument, Learning, Programme, Recommendation

SEEN = Recommendation(
    "r1", "m2", "aviles", "duisburg", "Use waste heat", "ecological", "local", ("irecovery",), given_on="2027-03-04"
)
LEARNT = Learning(
    "l1",
    "duisburg",
    "Heat for homes",
    practices=("irecovery",),
    recommendations=("r1",),
    actions=("plan:heat",),
    by="DBI Duisburg",
    written_on="2027-05-01",
)
CHANGED = Change(
    "c1", "heat-plan", "Waste heat first", actions=("plan:heat",), indicators=("plan:co2",), day="2028-01-01"
)
HEAT_PLAN = Instrument("heat-plan", "duisburg", "Heat plan")
WHOLE = Programme("p", "P", recommendations=(SEEN,), learnings=(LEARNT,), changes=(CHANGED,), instruments=(HEAT_PLAN,))
MOVES = {"plan:heat": ("plan:co2",), "plan:other": ("plan:jobs",)}


def names(programme: Programme, start: str, back: bool = False) -> list[str]:
    return [str(step.record) for step in walk(chain(programme, MOVES), record_of(start), "back" if back else "onward")]


def test_the_chain_is_walked_in_both_directions() -> None:
    assert names(WHOLE, "practice:irecovery") == [
        "practice:irecovery",
        "recommendation:r1",
        "learning:l1",
        "action:plan:heat",
        "change:c1",
        "indicator:plan:co2",
        "instrument:heat-plan",
    ]
    back = names(WHOLE, "instrument:heat-plan", back=True)
    assert (back[:2], sorted(back)) == (
        ["instrument:heat-plan", "change:c1"],
        sorted(names(WHOLE, "practice:irecovery")),
    )
    assert "indicator:plan:jobs" not in {str(record) for record in chain(WHOLE, MOVES).records}


def test_a_link_says_who_and_when() -> None:
    (_, _, learning, *_) = walk(chain(WHOLE), record_of("practice:irecovery"))
    assert learning.link is not None
    assert (str(learning.record), learning.depth) == ("learning:l1", 1)
    assert (learning.link.by, learning.link.on) == ("DBI Duisburg", "2027-05-01")
    told = replace(WHOLE, changes=(replace(CHANGED, by="City council"),))
    *_, instrument = walk(chain(told), record_of("practice:irecovery"))
    assert instrument.link is not None
    assert (instrument.link.by, instrument.link.on) == ("City council", "2028-01-01")


def test_dead_ends_and_what_has_no_beginning_are_told() -> None:
    lonely = replace(WHOLE, changes=(), learnings=(LEARNT, Learning("l2", "sines", "Nothing led here")))
    found = chain(lonely)
    assert [str(one) for one in found.dead_ends] == ["learning:l2", "action:plan:heat"]
    assert [str(one) for one in found.without_beginning] == ["learning:l2", "instrument:heat-plan"]
    assert chain(WHOLE, MOVES).dead_ends == chain(WHOLE, MOVES).without_beginning == ()


def test_everything_named_that_does_not_exist_is_told_at_once() -> None:
    with pytest.raises(InputError) as error:
        chain(replace(WHOLE, recommendations=(), instruments=()))
    assert {str(fault.params["found"]) for fault in error.value.faults} == {
        "recommendation:r1",
        "instrument:heat-plan",
    }
    with pytest.raises(InputError, match="unknown_record"):
        walk(chain(WHOLE), Record("practice", "nowhere"))
    for text in ("practice", "practice:", "visit:1", ""):
        with pytest.raises(InputError, match="bad_record"):
            record_of(text)


KEYS = st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple)


@given(
    learnings=st.lists(st.tuples(KEYS, KEYS), max_size=4),
    changes=st.lists(st.tuples(KEYS, st.sampled_from("xy")), max_size=4),
)
def test_back_is_onward_reversed_and_no_walk_returns(
    learnings: list[tuple[tuple[str, ...], tuple[str, ...]]], changes: list[tuple[tuple[str, ...], str]]
) -> None:
    programme = Programme(
        "p",
        "P",
        learnings=tuple(
            Learning(f"l{number}", "d", "", practices=practices, actions=actions)
            for number, (practices, actions) in enumerate(learnings)
        ),
        changes=tuple(
            Change(f"c{number}", instrument, "", actions=actions)
            for number, (actions, instrument) in enumerate(changes)
        ),
        instruments=(Instrument("x", "d", "X"), Instrument("y", "d", "Y")),
    )
    found = chain(programme)
    reached = {start: {step.record for step in walk(found, start)} for start in found.records}
    for start, ends in reached.items():
        for end in ends:
            assert start in {step.record for step in walk(found, end, "back")}
            assert start == end or KINDS.index(start.kind) < KINDS.index(end.kind)
