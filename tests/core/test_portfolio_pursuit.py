"""States are followed in parts of any size and dealt out among any number: nothing is lost, and every point has its way."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openhearth.core.portfolio.bounds import ROUGH, bounds, directions, kind
from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.expansion import stages_of
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.matrices import sums
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import Program, program
from openhearth.core.portfolio.pursuit import Field, Reach, apart, pursue, together
from openhearth.core.portfolio.waiting import NOWHERE, Trail, beginning, picks_along, shortened
from openhearth.core.portfolio.zones import corners_after
from tests.core.portfolio_cases import Everything, problems


def searchable(problem: Problem) -> Program:
    """Written in whole numbers, where there is something to choose and nothing that breaks a row whatever is chosen."""
    written = program(problem)
    assume(written.stages)
    assume((sums(written.uses, written.starts)[0][0] <= written.capacities).all())
    return written


def field_of(written: Program) -> Field:
    weights, none = directions(written), np.zeros((0, written.stages), dtype=np.int64)
    known = bounds(written.matrices, weights, none, ROUGH, kind(written.matrices, weights))
    least = sums(written.gains, written.starts)[0][0]
    return Field(stages_of(written.matrices, weights), known, weights, least, np.zeros_like(least))


def followed(written: Program, corners: Integers, reach: Reach, parts: int) -> tuple[Integers, Integers]:
    """Points found and their picks, in rounds of so many children, dealt out in parts that do not know of each other."""
    field, waiting, trail = field_of(written), beginning(written.matrices), NOWHERE
    points, picks = [np.zeros((0, written.gains.shape[1]), np.int64)], [np.zeros((0, written.stages), np.int64)]
    while len(waiting.ways):
        told = [pursue(field, corners, part, len(trail.parents), reach) for part in apart(waiting, parts)]
        waiting, trail, found, ends = together(trail, told)
        assert (np.diff(waiting.stages) >= 0).all(), "those that have come farthest are last"
        points.append(found)
        picks.append(picks_along(trail, ends, np.arange(written.stages)))
        trail, ways = shortened(trail, waiting.ways)
        waiting = waiting._replace(ways=ways)
        if not reach.every:
            corners = corners_after(corners, found)
    return np.vstack(points), np.vstack(picks)


@settings(max_examples=60, deadline=None)
@given(problems(8), st.integers(1, 5), st.integers(1, 40), st.integers(1, 4))
def test_rounds_and_parts_of_any_size_find_the_same(problem: Problem, few: int, children: int, parts: int) -> None:
    written = searchable(problem)
    corners = sums(written.gains, written.starts)[0][:1] - 1
    points, picks = followed(written, corners, Reach(few, children, every=False), parts)
    columns = picks + written.starts[:-1]
    assert (written.gains[columns].sum(1) == points).all()
    assert (written.uses[columns].sum(1) <= written.capacities).all()
    assert {tuple(point) for point in points[best(points)].tolist()} == Everything(problem).frontier()


@settings(max_examples=40, deadline=None)
@given(problems(7), st.integers(1, 5), st.integers(1, 40), st.integers(1, 3))
def test_all_that_leads_to_a_point_is_found(problem: Problem, few: int, children: int, parts: int) -> None:
    written = searchable(problem)
    everywhere = sums(written.gains, written.starts)[0][:1] - 1
    points, _ = followed(written, everywhere, Reach(few, children, every=False), 1)
    assume(len(points))
    points = points[best(points)]
    again, picks = followed(written, points - 1, Reach(few, children, every=True), parts)
    wanted = {tuple(one) for one in points.tolist()}
    assert wanted <= {tuple(one) for one in again.tolist()}, "without rows there are no bounds, and others come, too"
    assert len(written.capacities) == 0 or wanted == {tuple(one) for one in again.tolist()}
    assert len({tuple(one) for one in picks.tolist()}) == len(picks)
    assert (written.gains[picks + written.starts[:-1]].sum(1) == again).all()


def test_a_shortened_trail_leads_the_same_way() -> None:
    trail = Trail(np.array([-1, -1, 0, 1, 1, 3]), np.array([0, 1, 5, 6, 7, 8]))
    kept, ways = shortened(trail, np.array([5, 4, -1]))
    assert len(kept.parents) == 4
    ends = Trail(ways[:2], np.array([2, 3]))
    assert picks_along(kept, ends._replace(parents=ways[:1]), np.array([2, 0, 1, 3]))[0].tolist() == [6, 8, 1, 2]
    assert picks_along(kept, Trail(ways[1:2], np.array([3])), np.array([0, 1, 2])).tolist() == [[1, 7, 3]]
    assert ways[2] == -1
