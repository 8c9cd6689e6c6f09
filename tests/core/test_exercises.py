"""Questions of the course: one right answer, which follows from figures."""

from __future__ import annotations

from math import nan

from hypothesis import given
from hypothesis import strategies as st

from openhearth.core.programme.exercises import APART, Question, higher_or_lower, how_many, most_alike

FIGURES = st.floats(-1e9, 1e9)
CODES = st.lists(st.text("ABCDE123", min_size=2, max_size=4), min_size=2, unique=True)


@given(FIGURES, FIGURES, st.integers(0, 3))
def test_one_of_two_figures_is_higher_or_both_are_written_alike(own: float, other: float, decimals: int) -> None:
    question, turned = higher_or_lower(own, other, decimals), higher_or_lower(other, own, decimals)
    assert question is not None
    assert turned is not None
    assert {question.right, turned.right} in ({"higher", "lower"}, {"same"})
    assert (question.right == "same") == (
        f"{own:.{decimals}f}" == f"{other:.{decimals}f}" or round(own, decimals) == round(other, decimals)
    )
    assert [choice for choice in question.choices if question.is_right(choice)] == [question.right]


def test_what_is_not_known_is_not_asked() -> None:
    assert higher_or_lower(nan, 1.0, 1) is None
    assert higher_or_lower(1.0, nan, 1) is None
    assert most_alike(()) is None
    assert most_alike(("DEA1",)) is None


@given(CODES)
def test_the_nearest_is_among_few_choices_and_its_place_tells_nothing(ranked: list[str]) -> None:
    question = most_alike(ranked)
    assert question is not None
    assert question.right == ranked[0]
    assert question.choices == tuple(sorted(set(question.choices)))
    assert ranked[0] in question.choices
    assert set(question.choices) <= set(ranked)
    assert 2 <= len(question.choices) <= APART + 1


@given(st.integers(0, 10_000))
def test_a_number_is_right_however_it_is_written(count: int) -> None:
    question = how_many(count)
    assert question.is_right(f" 0{count} ")
    assert not question.is_right(str(count + 1))


def test_nonsense_is_not_right() -> None:
    for answer in ("", "-1", "1.0", "one", "²", "9" * 200):
        assert not Question("1").is_right(answer)
