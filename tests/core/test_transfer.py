"""Would it work here: figures by hand, reasons for everything, and more of a thing never makes it worse."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core import peers
from openhearth.core.context import LEVELS, Contexts, Have, Kind, Level, Means, Need, contexts, means, stated_needs
from openhearth.core.errors import InputError
from openhearth.core.practice import Practice
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.transfer import DIMENSIONS, WEIGHTS, Part, Reason, Transfer, equally_known, suited, transfer
from openhearth.core.values import Panel

NAN = float("nan")
CODES = ("AA11", "AA12", "BB11", "BB12")
HEAT = Practice(
    "heat",
    "Waste heat",
    "A steelworks heats homes.",
    "en",
    "by-hand",
    "",
    country="AA",
    nuts="AA11",
    territorial_validity="regional",
    carbon_intensive_group="steel",
    industrial_ecosystem=("energy_intensive", "renewable_energy"),
)


def known() -> Contexts:
    """Ages 40, 42, 47 and unknown: AA11 is like AA12 as 3 of 3 pairs, like BB11 as 1 of 3."""
    ages = Panel(CODES, ("age",), np.array([[40.0], [42.0], [47.0], [NAN]]))
    between = peers.distances(ages, [peers.Dimension("people", 1.0, ("age",)), peers.Dimension("openness", 0.5, ())])
    return contexts(
        between,
        {
            "ecosystem": Panel(
                CODES,
                ("energy_intensive", "renewable_energy"),
                np.array([[1.6, 1.0], [0.8, 1.5], [0.4, NAN], [NAN, NAN]]),
            ),
            "skill": Panel(CODES, ("tertiary_education",), np.array([[40.0], [30.0], [50.0], [NAN]])),
        },
    )


def to(code: str, *has: Have, level: Level = "regional") -> Means:
    return means(code, code[:2], known(), level=level, has=has)


def scores(found: Transfer) -> dict[str, float]:
    return {part.dimension: part.score for part in found.parts}


def codes(reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    return [(reason.code, reason.about) for reason in reasons]


def test_a_score_by_hand() -> None:
    """Structure 1, ecosystems (0.8/1.6 + 1)/2, steel is there, skills 30/40, a regional body asks."""
    found = transfer(HEAT, to("AA12", Have("precondition", "steel", inf)), known())
    assert scores(found) == {
        "structure": 1.0,
        "ecosystems": 0.75,
        "conditions": 1.0,
        "skills": 0.75,
        "institution": 1.0,
    }
    assert found.known == pytest.approx(1.0)
    assert found.score == pytest.approx((3 * 1 + 2 * 0.75 + 2 * 1 + 0.75 + 1) / 9)
    assert codes(found.adapt) == [("partly", "energy_intensive"), ("partly", "tertiary_education")]
    assert found.missing == ()
    assert codes(found.unknown) == [("unknown", "openness")]


def test_the_unknown_is_left_out_and_said() -> None:
    """BB11: one of two ecosystems and the steel are unknown, so 3 + 1 + 0 + 1 + 1 of 9 are known."""
    found = transfer(HEAT, to("BB11"), known())
    assert found.known == pytest.approx(6 / 9)
    assert found.score == pytest.approx((3 * (1 / 3) + 2 * 0.5 * 0.25 + 1 + 1) / 6)
    assert [found.least, found.most] == pytest.approx([3.25 / 9, 6.25 / 9])
    assert codes(found.unknown) == [("unknown", "openness"), ("unknown", "renewable_energy"), ("unknown", "steel")]
    assert [part.known for part in found.parts] == [1.0, 0.5, 0.0, 1.0, 1.0]


def test_where_little_is_known_there_are_reasons_and_no_score() -> None:
    found = transfer(HEAT, to("BB12"), known())
    assert isnan(found.score)
    assert found.known == pytest.approx(1 / 9)
    assert ("met", "regional") in codes(found.parts[-1].reasons)
    assert len(found.unknown) == 6
    assert transfer(HEAT, to("BB12"), known(), minimum_known=0.1).score == 1.0


def test_a_place_nobody_knows_gets_no_number_at_all() -> None:
    vague = replace(HEAT, territorial_validity="")
    found = transfer(vague, Means("ZZ99", "ZZ"), known(), minimum_known=0.0)
    assert isnan(found.score)
    assert (found.least, found.most, found.known) == (0.0, 1.0, 0.0)
    assert ("not_told", "institution") in codes(found.unknown)


def test_a_practice_without_a_place_has_no_structure_to_compare() -> None:
    found = transfer(replace(HEAT, nuts="", country=""), to("AA12"), known())
    assert codes(found.parts[0].reasons) == [("not_told", "place")]
    assert ("not_told", "tertiary_education") in codes(found.unknown)


def test_a_place_of_several_regions_is_compared_by_each() -> None:
    """AA11 and AA12 are like BB11 as 1 of 3 and 2 of 3 pairs; BB12, half of BB, is like nobody knows whom."""
    found = transfer(replace(HEAT, nuts="AA"), to("BB"), known()).parts[0]
    assert [found.score, found.known] == pytest.approx([0.5, 0.5])
    assert codes(found.reasons) == [("comparable", "people"), ("unknown", "openness")]


def test_very_different_structure_is_a_thing_to_adapt() -> None:
    ages = Panel(tuple("ABCDE"), ("age",), np.array([[20.0], [21.0], [22.0], [23.0], [90.0]]))
    apart = contexts(peers.distances(ages, [peers.Dimension("people", 1.0, ("age",))]), {})
    found = transfer(replace(HEAT, nuts="A", country="A"), Means("E", "E"), apart, minimum_known=0.0)
    assert codes(found.adapt) == [("different", "people")]
    assert found.parts[0].score == pytest.approx(1 / 10)


@pytest.mark.parametrize(
    ("here", "code"), [(0.0, "lacking"), (1.0, "lacking"), (5.0, "partly"), (9.0, "met"), (12.0, "met")]
)
def test_words_for_how_much_is_there(here: float, code: str) -> None:
    found = transfer(
        HEAT, to("AA12", Have("resource", "staff", here)), known(), stated=[Need("resource", "staff", 10.0)]
    )
    (reason,) = (reason for reason in found.parts[2].reasons if reason.about == "staff")
    assert (reason.code, reason.here, reason.needed) == (code, here, 10.0)


def test_what_is_lacking_and_essential_decides() -> None:
    stated = [Need("resource", "district_heating", essential=True, source="owner"), Need("resource", "water")]
    lacks = to("AA12", Have("resource", "district_heating", 0.0), Have("resource", "water", 0.0))
    found = transfer(HEAT, lacks, known(), stated=stated)
    assert found.score == 0.0
    assert codes(found.missing) == [("lacking", "district_heating"), ("lacking", "water")]
    assert [reason.essential for reason in found.missing] == [True, False]
    assert found.missing[0].source == "owner"
    unasked = transfer(HEAT, to("AA12"), known(), stated=stated)
    assert unasked.score > 0.5
    assert unasked.least == 0.0
    assert ("unknown", "district_heating") in codes(unasked.unknown)


def test_half_of_something_essential_is_at_most_half() -> None:
    stated = [Need("resource", "staff", 10.0, essential=True)]
    found = transfer(HEAT, to("AA12", Have("resource", "staff", 5.0)), known(), stated=stated)
    assert found.score == 0.5


@pytest.mark.parametrize(
    ("validity", "level", "place", "expected"),
    [
        ("regional", "regional", "BB11", 1.0),
        ("regional", "local", "BB11", 0.5),
        ("national", "local", "BB11", 0.0),
        ("national", "regional", "BB11", 0.5),
        ("national", "local", "AA12", 1.0),
        ("european", "local", "BB11", 1.0),
        ("local", "national", "BB11", 1.0),
    ],
)
def test_who_can_do_it(validity: str, level: Level, place: str, expected: float) -> None:
    """A national practice is already there for a place of the same country, a European one for all."""
    found = transfer(replace(HEAT, territorial_validity=validity), to(place, level=level), known())
    assert scores(found)["institution"] == expected


def test_weights_are_the_users() -> None:
    only = transfer(HEAT, to("AA12"), known(), weights={"skills": 7.0})
    assert only.score == 0.75
    assert [part.weight for part in only.parts] == [0.0, 0.0, 0.0, 7.0, 0.0]
    assert tuple(part.dimension for part in only.parts) == DIMENSIONS


def test_for_whom_would_it_work() -> None:
    """Not for its own place; the best first, who has no score last, ties by code."""
    places = [to("BB12"), to("BB11"), to("AA11"), to("AA12"), to("AA113")]
    found = suited(HEAT, places, known())
    assert [one.place for one in found] == ["AA12", "BB11", "BB12"]
    assert found[0] == transfer(HEAT, to("AA12"), known())
    assert [one.place for one in suited(HEAT, places[::-1], known())] == ["AA12", "BB11", "BB12"]
    alike = [Means(code, "", has=to("AA12").has) for code in ("C3", "C1", "C2")]
    tied = suited(HEAT, alike, known(), minimum_known=0.0)
    assert [one.place for one in tied] == ["C1", "C2", "C3"]


RECORD = PracticeRecord(HEAT, preconditions=("a heat network", "a mandate"), resources=("two engineers",))
NETWORK, MANDATE, ENGINEERS = (Have(need.kind, need.code, 1.0) for need in stated_needs(RECORD))


def test_what_a_record_states_is_unknown_of_every_place_until_its_people_speak() -> None:
    stated = stated_needs(RECORD)
    silent = transfer(HEAT, to("AA12"), known(), stated=stated)
    assert [code for code in codes(silent.unknown) if code[1] in {need.code for need in stated}] == [
        ("unknown", "a heat network"),
        ("unknown", "a mandate"),
        ("unknown", "two engineers"),
    ]
    spoken = to("AA12", NETWORK, replace(MANDATE, quantity=0.5), replace(ENGINEERS, quantity=0.0))
    found = transfer(HEAT, spoken, known(), stated=stated)
    assert found.parts[2].score == pytest.approx((1 + 0.5 + 0) / 3)
    assert found.parts[2].known == 0.75  # the steel of AA12 is still unknown
    assert ("met", "a heat network") in codes(found.there)
    assert ("partly", "a mandate") in codes(found.adapt)
    assert codes(found.missing) == [("lacking", "two engineers")]
    assert found.known > silent.known
    assert found.most - found.least < silent.most - silent.least


def test_an_essential_condition_limits_the_score_as_soon_as_it_is_called_so() -> None:
    here = to("AA12", replace(MANDATE, quantity=0.5))
    free = transfer(HEAT, here, known(), stated=stated_needs(RECORD))
    bound = transfer(HEAT, here, known(), stated=stated_needs(RECORD, essential=["a mandate"]))
    assert free.score > 0.5
    assert bound.score == 0.5


def test_the_same_words_twice_are_one_condition() -> None:
    twice = replace(RECORD, preconditions=("a mandate", "a mandate"), resources=("a mandate",))
    assert [(need.kind, need.code) for need in stated_needs(twice)] == [
        ("precondition", "a mandate"),
        ("resource", "a mandate"),
    ]
    assert transfer(HEAT, to("AA12"), known(), stated=stated_needs(twice)).known > 0


def a_judgement(place: str, score: float, *gaps: str) -> Transfer:
    reasons = tuple(Reason("unknown", "structure", gap) for gap in gaps)
    return Transfer("heat", place, score, 0.0, 1.0, 1.0, (Part("structure", score, 3.0, 1.0, reasons),))


def test_a_gap_lifts_no_place() -> None:
    """Those with the fewest gaps stay, in their order; who has no score is not compared."""
    gappy, best, second = a_judgement("C3", 0.9, "emissions"), a_judgement("C1", 0.8), a_judgement("C2", 0.7)
    unscored = a_judgement("C4", NAN)
    assert equally_known([gappy, best, second, unscored]) == (best, second)
    assert equally_known([gappy, a_judgement("C5", 0.2, "income", "people")]) == (gappy,)
    assert equally_known([unscored]) == ()


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        transfer(
            HEAT,
            to("AA12"),
            known(),
            stated=[Need("resource", "wind")] * 2,
            weights={"luck": 1.0, "skills": -1.0, "structure": 0.0},  # type: ignore[dict-item]
            minimum_known=2.0,
        )
    assert [fault.code for fault in refused.value.faults] == [
        "unknown_dimension",
        "not_a_weight",
        "not_a_share",
        "duplicate_need",
    ]
    with pytest.raises(InputError, match="no_weight"):
        transfer(HEAT, to("AA12"), known(), weights={})
    with pytest.raises(InputError, match="duplicate_place"):
        suited(HEAT, [to("AA12"), to("AA12")], known())


CONTEXTS = known()
kinds: tuple[Kind, ...] = ("precondition", "resource", "ecosystem", "skill")
amounts = st.floats(0, 10, width=16)
asked = st.lists(
    st.builds(Need, st.sampled_from(kinds), st.sampled_from("abc"), st.one_of(amounts, st.just(NAN)), st.booleans()),
    max_size=6,
    unique_by=lambda need: (need.kind, need.code),
)
owned = st.lists(
    st.builds(Have, st.sampled_from(kinds), st.sampled_from("abc"), st.one_of(amounts, st.just(NAN))),
    max_size=6,
    unique_by=lambda have: (have.kind, have.code),
)


def judged(stated: list[Need], has: list[Have], level: Level = "regional", place: str = "AA12") -> Transfer:
    return transfer(HEAT, means(place, place[:2], CONTEXTS, level=level, has=has), CONTEXTS, stated=stated)


@settings(max_examples=60, deadline=None)
@given(asked, owned, st.data())
def test_more_of_anything_never_makes_it_worse(stated: list[Need], has: list[Have], data: st.DataObject) -> None:
    more = [replace(one, quantity=one.quantity + data.draw(amounts)) for one in has]
    less, most = judged(stated, has), judged(stated, more)
    assert most.known == less.known
    assert not most.score < less.score - 1e-12
    assert len(most.missing) <= len(less.missing)


@settings(max_examples=60, deadline=None)
@given(asked, owned, st.data())
def test_what_becomes_known_stays_in_the_range(stated: list[Need], has: list[Have], data: st.DataObject) -> None:
    found_out = [replace(one, quantity=data.draw(amounts)) if isnan(one.quantity) else one for one in has]
    before, after = judged(stated, has), judged(stated, found_out)
    assert after.known >= before.known
    assert before.least - 1e-12 <= after.least <= after.most <= before.most + 1e-12
    for one in (before, after):
        assert isnan(one.score) or one.least - 1e-12 <= one.score <= one.most + 1e-12


@settings(max_examples=20, deadline=None)
@given(asked, owned, st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_a_higher_level_never_makes_it_worse(stated: list[Need], has: list[Have], one: Level, other: Level) -> None:
    low, high = sorted((one, other), key=LEVELS.index)
    assert not judged(stated, has, high, "BB11").score < judged(stated, has, low, "BB11").score - 1e-12


@settings(max_examples=40, deadline=None)
@given(asked, owned, st.randoms(use_true_random=False))
def test_order_decides_nothing(stated: list[Need], has: list[Have], chance: object) -> None:
    shuffle = chance.shuffle  # type: ignore[attr-defined]
    other, another = [*stated], [*has]
    shuffle(other)
    shuffle(another)
    first, second = judged(stated, has), judged(other, another)
    assert (first.score, first.known) == pytest.approx((second.score, second.known), nan_ok=True, abs=0)
    for names in ("missing", "adapt", "unknown"):
        assert set(codes(getattr(first, names))) == set(codes(getattr(second, names)))


@settings(max_examples=40, deadline=None)
@given(asked, owned)
def test_a_score_is_a_share_every_part_has_reasons_and_nothing_is_changed(stated: list[Need], has: list[Have]) -> None:
    before = repr((stated, has)), CONTEXTS.likeness.copy(), CONTEXTS.levels["ecosystem"].values.copy()
    found = judged(stated, has)
    assert isnan(found.score) or 0 <= found.score <= 1
    assert isnan(found.score) == (found.known < 0.5)
    assert all(part.reasons for part in found.parts)
    assert all(isnan(part.score) == (part.known == 0) for part in found.parts)
    assert repr((stated, has)) == before[0]
    np.testing.assert_array_equal(CONTEXTS.likeness, before[1])
    np.testing.assert_array_equal(CONTEXTS.levels["ecosystem"].values, before[2])


def test_the_weights_of_the_house_are_the_ones_written_down() -> None:
    assert dict(WEIGHTS) == {"structure": 3, "ecosystems": 2, "conditions": 2, "skills": 1, "institution": 1}
