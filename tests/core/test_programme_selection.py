"""Which regions to invite, and who complements whom."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.programme.selection import Candidate, Judgement, complements, selection
from openhearth.core.values import Panel

NAMES = ("aviles", "kaunas", "sines", "tampere")
FACTORS = {"steel": 2.0, "startups": 1.0, "policy": 1.0}
FIGURES = Panel(NAMES, ("steel", "startups"), np.array([[9.0, nan], [0.0, 7.0], [3.0, nan], [3.0, 9.0]]))
SAID = (
    Judgement("aviles", "policy", 5, "Strategy of 2023"),
    Judgement("aviles", "policy", 3),
    Judgement("sines", "startups", 2),
    Judgement("kaunas", "steel", 5, "Overruled by the figure"),
)


def found(figures: Panel = FIGURES, said: tuple[Judgement, ...] = SAID) -> dict[str, Candidate]:
    return {one.code: one for one in selection(NAMES, FACTORS, figures, said)}


def test_figures_go_first_judgement_fills_in_and_both_stay_visible() -> None:
    parts = {part.factor: part for part in found()["aviles"].parts}
    assert (parts["steel"].value, parts["steel"].figure, parts["steel"].basis) == (1.0, 9.0, "figure")
    assert (parts["policy"].by_judgement, parts["policy"].basis, len(parts["policy"].judgements)) == (
        0.75,
        "judgement",
        2,
    )
    assert (parts["startups"].basis, isnan(parts["startups"].value)) == ("missing", True)
    overruled = found()["kaunas"].parts[0]
    assert (overruled.value, overruled.by_judgement, overruled.basis) == (0.0, 1.0, "figure")


def test_missing_stays_missing_and_says_how_far_it_could_move() -> None:
    aviles = found()["aviles"]
    assert (aviles.known, aviles.score) == (0.75, (2 * 1.0 + 0.75) / 3)
    assert (aviles.least, aviles.most) == (2.75 / 4, 3.75 / 4)
    only = Panel(("sines",), ("startups",), np.array([[5.0]]))
    alone = {one.code: one for one in selection(NAMES, FACTORS, only)}["sines"]
    assert (isnan(alone.score), alone.known, alone.parts[1].figure) == (True, 0.0, 5.0)


def test_ties_count_half_and_the_best_come_first() -> None:
    steel = {code: one.parts[0].value for code, one in found().items()}
    assert steel == {"aviles": 1.0, "kaunas": 0.0, "sines": 0.5, "tampere": 0.5}
    assert [one.code for one in selection(NAMES, FACTORS, FIGURES, SAID)] == ["aviles", "tampere", "sines", "kaunas"]


def test_who_complements_whom() -> None:
    figures = Panel(("a", "b", "c"), ("steel", "startups"), np.array([[9.0, 1.0], [5.0, 8.0], [9.0, 8.0]]))
    pairs = complements(selection(("a", "b", "c"), {"steel": 1, "startups": 1}, figures))
    assert [(one.first, one.second) for one in pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert (pairs[0].gives, pairs[0].takes, pairs[0].gives_most, pairs[0].takes_most) == (
        0.375,
        0.375,
        "steel",
        "startups",
    )
    assert (pairs[1].mutual, pairs[1].gives_most, pairs[1].takes_most) == (0.0, "", "startups")
    unknown = complements(selection(("a", "z"), {"steel": 1}, Panel(("a",), ("steel",), np.array([[1.0]]))))
    assert isnan(unknown[0].mutual)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as error:
        selection(
            ("a", "a"),
            {"steel": 0.0, "policy": nan},
            Panel(("z",), ("tin",), np.array([[np.inf]])),
            (Judgement("y", "zinc", 6),),
        )
    assert {fault.code for fault in error.value.faults} == {
        "duplicate_key", "bad_weight", "unknown_candidate", "unknown_factor", "not_finite", "out_of_scale",
    }  # fmt: skip
    with pytest.raises(InputError, match=r"no_candidates.*no_factors"):
        selection((), {}, Panel((), (), np.empty((0, 0))))


COLUMNS = st.lists(
    st.lists(st.one_of(st.just(nan), st.integers(-5, 5).map(float)), min_size=2, max_size=2), min_size=4, max_size=4
)


@given(COLUMNS, st.permutations(range(4)))
@settings(max_examples=60)
def test_scores_stay_in_their_range_and_know_no_unit_and_no_order(rows: list[list[float]], order: list[int]) -> None:
    def scored(names: tuple[str, ...], values: list[list[float]]) -> dict[str, tuple[float, ...]]:
        panel = Panel(names, ("steel", "startups"), np.array(values))
        several = selection(names, FACTORS, panel, SAID)
        return {one.code: (one.score, one.least, one.most) for one in several}

    plain = scored(NAMES, rows)
    for score, least, most in plain.values():
        assert 0 <= least <= most <= 1
        assert isnan(score) or least - 1e-12 <= score <= most + 1e-12
    shuffled = scored(tuple(NAMES[k] for k in order), [[7 * value + 3 for value in rows[k]] for k in order])
    for name in NAMES:
        np.testing.assert_allclose(shuffled[name], plain[name])


@given(COLUMNS)
@settings(max_examples=40)
def test_what_one_gives_the_other_takes(rows: list[list[float]]) -> None:
    scored = selection(NAMES, FACTORS, Panel(NAMES, ("steel", "startups"), np.array(rows)), SAID)
    pairs = complements(scored)
    assert len(pairs) == 6
    known = [one.mutual for one in pairs if not isnan(one.gives)]
    assert known == sorted(known, reverse=True)
    assert all(0 <= one.gives <= 1 and one.gives + one.takes <= 1 + 1e-12 for one in pairs if not isnan(one.gives))
    assert [isnan(one.gives) for one in pairs] == sorted(isnan(one.gives) for one in pairs)
