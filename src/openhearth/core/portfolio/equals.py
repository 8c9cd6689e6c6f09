"""All portfolios that come to the points of a frontier, where they are few enough to be told one by one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from openhearth.core.portfolio.bounded_dp import Search, Stopped
from openhearth.core.portfolio.frontier import Frontier, every_portfolio
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import program
from openhearth.core.portfolio.stage_order import as_searched


def with_equals(
    problem: Problem, found: Frontier, *, most: int, stop: Callable[[], bool] = lambda: False
) -> Frontier | None:
    """The same points with all portfolios that have them; None where these are more than ``most``, or ``stop`` came first.

    An action that changes nothing and costs nothing doubles their number: thirty of them cannot be told one by one.

    Raises
    ------
    InputError
        ``not_complete``, as `openhearth.core.portfolio.frontier.every_portfolio`.

    Examples
    --------
    >>> from openhearth.core.portfolio.frontier import frontier
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> problem = parse_knapsack("2 3 4  5 5 1  2 2 9  3 3 4")
    >>> told = with_equals(problem, frontier(problem), most=3)
    >>> [len(point.portfolios) for point in told.points]
    [2, 1]
    >>> with_equals(problem, frontier(problem), most=2) is None
    True
    """
    if found.complete:
        directions = [1 if one.direction == "max" else -1 for one in problem.objectives]
        points = np.array([point.values for point in found.points], dtype=np.int64) * directions
        try:
            if len(Search(as_searched(problem, program(problem)), stop).all_with(points)) > most:
                return None
        except Stopped:
            return None
    try:
        return every_portfolio(problem, found, stop=stop)
    except Stopped:
        return None
