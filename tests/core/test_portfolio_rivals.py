"""Who beats whom where worths are uncertain: equal to looking at every pair at every end."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.portfolio.rivals import NOBODY, Worths, beaten_by


def drawn(seed: int, portfolios: int, options: int, corners: int, doubt: float) -> tuple[Any, Worths]:
    random = np.random.default_rng(seed)
    chosen = random.random((portfolios, options)) < 0.6
    chosen[: portfolios // 3] = chosen[0]
    sure = random.integers(-9, 10, (options, corners)) / 8
    off = np.round(doubt * random.random((options, corners)) * np.abs(sure) * 64) / 64
    return chosen, Worths(chosen @ (sure - off), chosen @ (sure + off), 2 * off)


def beats(chosen: Any, worths: Worths, rival: int, row: int) -> bool:
    """Option by option, without what both have in common."""
    both = chosen[rival] & chosen[row]
    low, high, widths = worths
    shared = widths[both].sum(0)
    worst, best = low[rival] - high[row] + shared, high[rival] - low[row] - shared
    return bool((worst >= -1e-9).all() and (best > 1e-9).any())


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 70),
    st.integers(1, 20),
    st.integers(1, 5),
    st.sampled_from((0.0, 0.02, 0.1, 0.5)),
    st.data(),
)
def test_it_equals_looking_at_every_pair(
    seed: int, portfolios: int, options: int, corners: int, doubt: float, data: st.DataObject
) -> None:
    chosen, worths = drawn(seed, portfolios, options, corners, doubt)
    some = data.draw(st.lists(st.integers(0, portfolios - 1), min_size=1, unique=True))
    guess = np.array(data.draw(st.lists(st.sampled_from([NOBODY, *some]), min_size=portfolios, max_size=portfolios)))
    for rivals in (range(portfolios), some):
        for first in (None, guess):
            found = beaten_by(chosen, worths, np.array(rivals), first)
            for row, winner in enumerate(found.tolist()):
                if winner == NOBODY:
                    assert not any(beats(chosen, worths, rival, row) for rival in rivals)
                else:
                    assert winner in rivals
                    assert beats(chosen, worths, winner, row)


def test_equal_portfolios_do_not_beat_each_other_by_rounding() -> None:
    chosen = np.ones((40, 3), dtype=bool)
    low = np.full((40, 1), 0.3) + np.linspace(0, 5e-10, 40)[:, None]
    assert (beaten_by(chosen, Worths(low, low, np.zeros((3, 1))), np.arange(40)) == NOBODY).all()


def test_a_certain_world_is_the_order_of_numbers() -> None:
    worth = np.arange(100.0)[:, None]
    chosen = np.eye(100, dtype=bool)
    found = beaten_by(chosen, Worths(worth, worth, np.zeros((100, 1))), np.arange(100))
    assert found[-1] == NOBODY
    assert (found[:-1] > np.arange(99)).all()
