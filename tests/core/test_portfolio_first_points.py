"""Greedy portfolios and their neighbours: allowed, what they say they are, and as good as can be had near by."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings

from openhearth.core.portfolio.archive import Archive
from openhearth.core.portfolio.bounds import directions
from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.greedy import first_points
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.knapsack import random_knapsack
from openhearth.core.portfolio.neighbours import searched
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.program import Program, program
from openhearth.core.portfolio.shortening import shortened
from tests.core.portfolio_cases import problems


def comes_to(one: Program, picks: Integers) -> tuple[Integers, Integers]:
    """What picks use and gain."""
    columns = picks + one.starts[:-1]
    return one.uses[columns].sum(1), one.gains[columns].sum(1)


def near(one: Program, picks: Integers) -> Integers:
    """Everything allowed that differs from a pick in two stages at most, by trying."""
    sizes = np.diff(one.starts)
    found = [picks]
    for changed in combinations(range(one.stages), min(2, one.stages)):
        for choice in product(*(range(sizes[stage]) for stage in changed)):
            other = picks.copy()
            other[list(changed)] = choice
            found.append(other)
    tried = np.array(found)
    uses, _ = comes_to(one, tried)
    return tried[(uses <= one.capacities).all(1)]


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_first_portfolios_are_allowed_and_none_beats_another(problem: Problem) -> None:
    one = shortened(problem, program(problem))
    points, picks = first_points(one, directions(one))
    uses, gains = comes_to(one, picks)
    assert (uses <= one.capacities).all()
    assert np.array_equal(gains, points)
    assert len(best(points)) == len(points)


@settings(max_examples=80, deadline=None)
@given(problems(7))
def test_nothing_near_a_portfolio_that_had_its_turn_beats_the_archive(problem: Problem) -> None:
    one = shortened(problem, program(problem))
    points, picks = first_points(one, directions(one))
    archive, _ = searched(one, Archive(points, picks, np.ones(len(points), dtype=np.int64)), 10**9)
    assert not archive.waiting.any()
    uses, gains = comes_to(one, archive.picks)
    assert (uses <= one.capacities).all()
    assert np.array_equal(gains, archive.points)
    assert len(best(archive.points)) == len(archive.points)
    for pick in archive.picks:
        _, around = comes_to(one, near(one, pick))
        covered = np.all(around[:, None, :] <= archive.points[None], axis=2)
        assert np.all(np.any(covered, axis=1))


def test_a_search_in_parts_goes_on_where_it_was() -> None:
    knapsack = random_knapsack(3, 25, np.random.default_rng(5))
    one = shortened(knapsack, program(knapsack))
    points, picks = first_points(one, directions(one))
    archive, turns = Archive(points, picks, np.ones(len(points), dtype=np.int64)), 0
    while archive.waiting.any():
        archive, looks = searched(one, archive, 500)
        assert looks > 0
        turns += 1
    assert turns > 3
    assert len(archive.points) > 2 * len(points)
    assert searched(one, archive, 500)[1] == 0


def test_where_the_least_breaks_a_row_there_are_no_greedy_portfolios() -> None:
    uses, gains = np.array([[1], [2]]), np.array([[1, 0], [0, 1]])
    one = Program((None,) * 2, np.array([0, 2]), gains, uses, np.array([0]), (0,))
    assert first_points(one, np.array([[1, 1]]))[0].shape == (0, 2)
