"""Peer reviews: who counts as a peer, and when recommendations may be handed to the host."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.programme.group_terms import Comment
from openhearth.core.programme.meeting_terms import Minutes
from openhearth.core.programme.peer_review import handing_over_faults, review
from openhearth.core.programme.terms import Meeting, Partner, Programme, Recommendation

COUNTRIES = {"a": "DE", "b": "ES", "c": "ES", "d": "FI", "e": "DE", "f": ""}
PARTNERS = tuple(Partner(key, key.upper(), "policy", country=country) for key, country in COUNTRIES.items())
MEETING = Meeting("m", 1, "Visit", "a", start="2027-03-02", end="2027-03-03")


def advice(by: str, key: str = "r", **more: str) -> Recommendation:
    return Recommendation(key, "m", "a", by.upper(), "Do", "social", "local", **more)  # type: ignore[arg-type]


def comment(by: str) -> Comment:
    return Comment(f"c-{by}", "m", by, "social", "local", "So")


def codes(spoke: str, *given_advice: Recommendation) -> list[str]:
    programme = Programme("p", "P", partners=PARTNERS, meetings=(MEETING,), recommendations=given_advice)
    found = review(programme, MEETING, [comment(one) for one in spoke])
    return [fault.code for fault in handing_over_faults(found)]


def test_two_countries_other_than_the_host_s_are_needed() -> None:
    assert codes("", advice("b")) == ["too_few_countries"]
    assert codes("c", advice("b")) == ["too_few_countries"], "two partners of one country are one country"
    assert codes("ae", advice("b")) == ["too_few_countries"], "the host and its own country add none"
    assert codes("f", advice("b")) == ["too_few_countries"], "a country that nobody told adds none"
    assert codes("d", advice("b")) == []
    assert codes("", advice("b"), advice("d", "s")) == []
    assert codes("bd", advice("b", given_on="2027-03-03")) == ["nothing_to_hand_over"]


def test_the_fault_tells_which_countries_are_there() -> None:
    programme = Programme("p", "P", partners=PARTNERS, recommendations=(advice("b"),))
    (fault,) = handing_over_faults(review(programme, MEETING, []))
    assert (fault.place, dict(fault.params)) == (
        "meetings/m/recommendations",
        {"countries": "ES", "needed": 2, "missing": 1},
    )


@given(st.sets(st.sampled_from(sorted(COUNTRIES))), st.sampled_from(sorted(COUNTRIES)))
def test_more_voices_never_make_a_review_impossible(spoke: set[str], another: str) -> None:
    said = "".join(sorted(spoke))
    if codes(said, advice("b")) == []:
        assert codes(said + another, advice("b")) == []


def test_how_far_a_review_has_come() -> None:
    given_one = advice("b", "s", given_on="2027-03-03", reply="declined")
    programme = Programme("p", "P", partners=PARTNERS, recommendations=(advice("d"), given_one))
    minutes = (Minutes("m", "exchange", "Said."), Minutes("other", "workshop", "Not here."))
    found = review(programme, MEETING, [comment("b"), comment("d"), comment("a")], minutes)
    assert (found.days, found.views, found.exchanged, found.answered, found.held) == (2, 1, True, 1, True)
    assert ([one.key for one in found.written], [one.key for one in found.given]) == (["r"], ["s"])
    assert not review(programme, MEETING, [], minutes[1:]).exchanged
    assert review(programme, replace(MEETING, start="", end=""), []).days == 0
    hours = replace(MEETING, start="2027-03-02T09:00+01:00", end="2027-03-02T17:00+01:00")
    assert review(programme, hours, []).days == 1
