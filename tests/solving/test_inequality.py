"""Aims about inequality, asked of the solver: the same points as the dynamic programme finds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from openhearth.core.errors import InfeasibleError
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.problem import Problem
from openhearth.solving.workers import installed, solver
from tests.core.test_portfolio_inequality import unequal

pytestmark = pytest.mark.skipif(not installed(), reason="the extra solver is not installed")


def test_both_algorithms_find_the_same_points() -> None:
    with solver(1) as asked:

        @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(unequal(6))
        def same(problem: Problem) -> None:
            try:
                found = frontier(problem)
            except InfeasibleError:
                return
            again = frontier(problem, algorithm="search_region", solver=asked)
            assert again.algorithm == "search_region"
            assert [point.values for point in again.points] == [point.values for point in found.points]

        same()
