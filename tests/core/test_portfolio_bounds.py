"""What a search relies on: the room that corners leave, what covers what, bounds that are never too small, an order of stages."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openhearth.core.portfolio.bounds import FINE, ROUGH, bounds, directions, kind
from openhearth.core.portfolio.dominance import EVERY, covered, efficient
from openhearth.core.portfolio.multipliers import Fineness
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import program
from openhearth.core.portfolio.shortening import shortened
from openhearth.core.portfolio.stage_order import arranged, surest_first
from openhearth.core.portfolio.zones import corners_after
from tests.core.portfolio_cases import Everything, problems


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=12))
def test_corners_leave_exactly_the_room_that_is_not_dominated(points: list[tuple[int, ...]]) -> None:
    corners = corners_after(np.array([[-1, -1, -1]]), np.array(points))
    for outcome in np.ndindex(6, 6, 6):
        new = not any(all(one <= other for one, other in zip(outcome, point, strict=True)) for point in points)
        assert bool((np.array(outcome) > corners).all(1).any()) == new


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(2, 200), st.integers(0, 10**6))
def test_covered_rows(columns: int, rows: int, seed: int) -> None:
    drawn = np.random.default_rng(seed).integers(-3, 6, (rows, columns))
    expected = [
        bool(((drawn >= row).all(1) & (drawn > row).any(1)).any() or (drawn[:number] == row).all(1).any())
        for number, row in enumerate(drawn)
    ]
    assert covered(drawn, EVERY).tolist() == expected
    assert not (covered(drawn, 3) & ~np.array(expected)).any()
    kept = efficient(-drawn[:, :1], np.ascontiguousarray(drawn[:, 1:]), EVERY)
    assert kept.tolist() == np.flatnonzero(~np.array(expected)).tolist()


@settings(max_examples=40, deadline=None)
@given(problems(7), st.sampled_from([ROUGH, FINE]))
def test_bounds_are_never_too_small(problem: Problem, how: Fineness) -> None:
    """For every allowed combination, what the bounds of the first stage say it could reach is at least what it comes to."""
    everything = Everything(problem)
    written = shortened(problem, program(problem))
    assume(everything.allowed.any())
    assume(len(written.capacities) > 0)
    weights = directions(written)
    found = bounds(
        written.matrices, weights, np.zeros((0, written.stages), dtype=np.int64), how, kind(written.matrices, weights)
    )
    reached = np.full(len(weights), np.inf)
    for one in range(found.lagrange.shape[1]):
        left = written.capacities @ found.multipliers[found.anchors[0], one]
        reached = np.minimum(reached, found.lagrange[0, one] + left)
    for one in range(len(found.scales)):
        cell = int(
            written.capacities @ found.row_weights[one] * found.scales[one] + found.slops[one] - found.bases[0, one]
        )
        reached = np.minimum(reached, found.tables[0, one, min(cell, found.tables.shape[2] - 1)])
    best = (everything.gains[everything.allowed] @ weights.T).max(0)
    assert np.isfinite(reached).all()
    assert (np.floor(reached + 1e-9) >= best).all()


@settings(max_examples=40, deadline=None)
@given(problems(7), st.integers(0, 5), st.integers(0, 10**6))
def test_an_order_takes_each_stage_once_and_levels_last(problem: Problem, count: int, seed: int) -> None:
    written = shortened(problem, program(problem))
    options = np.diff(written.starts)
    picks = np.random.default_rng(seed).integers(0, np.maximum(1, options), (count, written.stages))
    order = surest_first(written, picks)
    assert sorted(order.tolist()) == list(range(written.stages))
    own = written.stages - written.levels
    assert sorted(order[:own].tolist()) == list(range(own))
    agreed = [len(set(picks[:, stage].tolist())) < 2 for stage in order[:own]]
    assert agreed == sorted(agreed, reverse=True)
    taken = arranged(written, order)
    for place, stage in enumerate(order):
        mine, before = slice(*taken.starts[place : place + 2]), slice(*written.starts[stage : stage + 2])
        assert taken.choices[mine] == written.choices[before]
        assert (taken.gains[mine] == written.gains[before]).all()
        assert (taken.uses[mine] == written.uses[before]).all()
