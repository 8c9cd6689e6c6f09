"""Every best portfolio: equal to trying everything, whatever the problem looks like."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InfeasibleError
from openhearth.core.portfolio import bounded_dp, outright, passes
from openhearth.core.portfolio.frontier import Frontier, frontier, verify
from openhearth.core.portfolio.problem import (
    Problem,
)
from tests.core.portfolio_cases import Everything, problems


def gains(problem: Problem, found: Frontier) -> list[tuple[int, ...]]:
    signs = [1 if aim.direction == "max" else -1 for aim in problem.objectives]
    return [tuple(sign * value for sign, value in zip(signs, point.values, strict=True)) for point in found.points]


def solved(problem: Problem) -> set[tuple[int, ...]]:
    """The gains on the frontier, checked; none where there is no solution."""
    try:
        found = frontier(problem)
    except InfeasibleError:
        return set()
    assert found.complete
    assert found.gap == 0
    assert verify(problem, found.points) == ()
    listed = gains(problem, found)
    assert listed == sorted(set(listed), reverse=True)
    return set(listed)


@settings(max_examples=150, deadline=None)
@given(
    problems(),
    st.sampled_from([(outright.FEW, outright.LOOKS, 0), (outright.FEW, 9, 160), ((0,) * 4, 0, 160), ((0,) * 4, 0, 0)]),
)
def test_it_equals_trying_everything(problem: Problem, limits: tuple[tuple[int, ...], int, int]) -> None:
    """All looked at; bounds where that was too much, or at once; the first passes in one call, or step by step."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, limit in zip(
            (outright, outright, bounded_dp), ("FEW", "LOOKS", "SMALL"), limits, strict=True
        ):
            patch.setattr(module, name, limit)
        assert solved(problem) == Everything(problem).frontier()


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(1, 3), st.integers(1, 9))
def test_narrow_passes_and_states_that_wait_change_nothing(problem: Problem, width: int, aside: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "WIDTHS", (width, 2 * width))
        patch.setattr(bounded_dp, "TOGETHER", (aside, aside))
        patch.setattr(bounded_dp, "GLANCES", (aside, aside, 2 * aside))
        patch.setattr(bounded_dp, "AT_ONCE", 2 * aside)
        patch.setattr(bounded_dp, "ALONE", 3 * aside)
        patch.setattr(bounded_dp, "DIVE", 1)
        patch.setattr(outright, "FEW", (0, 0, 0, 0))
        patch.setattr(passes, "GLANCE", aside)
        patch.setattr(passes, "TRIALS", (aside, 2 * aside, 4 * aside))
        patch.setattr(bounded_dp, "SLICE", 4)
        assert solved(problem) == Everything(problem).frontier()
