"""What to read next."""

from __future__ import annotations

from math import nan

from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.kindred import kindred
from openhearth.core.practice import Practice


def a_practice(code: str, nuts: str = "", **terms: tuple[str, ...] | str) -> Practice:
    return Practice(code, code, "", "en", "", "", nuts=nuts, **terms)  # type: ignore[arg-type]


HEAT = a_practice("heat", "DEA12", thematic_priority=("green",), strategic_challenge=("skills", "innovation"))


def codes(*others: Practice, away: dict[str, float] | None = None, count: int = 9) -> list[str]:
    known = away or {}
    return [kin.practice.code for kin in kindred(HEAT, others, lambda nuts: known.get(nuts, nan), count=count)]


def test_the_same_place_comes_first_whatever_it_shares() -> None:
    here = a_practice("here", "DEA1")
    alike = a_practice("alike", "ITC4", thematic_priority=("green",), strategic_challenge=("skills", "innovation"))
    assert codes(alike, here, away={"ITC4": 0.1}) == ["here", "alike"]


def test_more_shared_terms_come_before_a_nearer_place() -> None:
    near = a_practice("near", "DEA2", thematic_priority=("green",))
    far = a_practice("far", "PL22", thematic_priority=("green",), strategic_challenge=("skills",))
    assert codes(near, far, away={"DEA2": 0.1, "PL22": 9.0}) == ["far", "near"]


def test_of_equals_the_nearest_place_and_then_the_code() -> None:
    green = {"thematic_priority": ("green",)}
    others = [a_practice("b", "PL22", **green), a_practice("c", "DEA2", **green), a_practice("a", "", **green)]
    assert codes(*others, a_practice("d", "", **green), away={"DEA2": 0.1, "PL22": 9.0}) == ["c", "b", "a", "d"]


def test_what_has_nothing_in_common_is_left_out() -> None:
    assert codes(HEAT, a_practice("other", "PL22", thematic_priority=("digital",)), a_practice("empty")) == []


def test_the_shared_terms_are_told() -> None:
    other = a_practice("other", "", strategic_challenge=("innovation",), thematic_priority=("digital", "green"))
    (kin,) = kindred(HEAT, [other], lambda _nuts: nan)
    assert kin.shared == (("thematic_priority", "green"), ("strategic_challenge", "innovation"))
    assert not kin.same_place


terms = st.lists(st.sampled_from(["green", "digital", "resilience"]), unique=True, max_size=3).map(tuple)
practices = st.lists(
    st.builds(a_practice, st.sampled_from("abcdefgh"), st.sampled_from(["", "DEA1", "PL22"]), thematic_priority=terms),
    unique_by=lambda one: one.code,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(practices, st.randoms(use_true_random=False), st.integers(0, 6))
def test_order_decides_nothing_and_the_count_only_cuts(others: list[Practice], chance: object, count: int) -> None:
    shuffled = [*others]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    everything = codes(*others, count=len(others))
    assert codes(*shuffled, count=count) == everything[:count]
    assert set(everything) <= {one.code for one in others}
