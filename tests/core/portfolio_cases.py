"""Random portfolio problems, and their answers by trying everything: an oracle that shares no code with what it checks."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
    StartWindow,
    Synergy,
)

MEASURES = (Measure("jobs", "jobs"), Measure("co2", "ktCO2e"), Measure("heat", "GWh"))
PLACES, GROUPS, YEARS, SOURCES = ("north", "south"), ("young", "old"), (2027, 2028, 2029), ("state", "union")
Rows = NDArray[Any]

AIMS = (
    Objective("work", "jobs"),
    Objective("climate", "co2", "min"),
    Objective("money", "cost", "min"),
    Objective("north", "jobs", place="north"),
    Objective("warmth", "heat"),
    Objective("young", "jobs", group="young"),
)
MOST = 20_000
"""Combinations tried at most."""

amounts = st.one_of(st.just(0), st.integers(-9, 20), st.integers(1, 5))
costs = st.builds(
    Cost, st.one_of(st.integers(0, 12), st.integers(-3, 3)), st.sampled_from(YEARS), st.sampled_from(SOURCES)
)
effects = st.builds(
    Effect,
    st.sampled_from([measure.code for measure in MEASURES]),
    amounts,
    st.sampled_from(("", *PLACES)),
    st.sampled_from(("", *GROUPS)),
)


@st.composite
def actions(draw: st.DrawFn, most: int) -> tuple[Action, ...]:
    made: list[Action] = []
    left = MOST
    for number in range(draw(st.integers(0, most))):
        count = draw(st.sampled_from((1, 1, 1, 2, 3)))
        if (count + 1) * 2 ** (most - number - 1) > left:
            count = 1
        left //= count + 1
        if not left:
            break
        options = tuple(
            Option(
                f"o{one}",
                tuple(draw(st.lists(costs, max_size=2))),
                tuple(draw(st.lists(effects, max_size=3))),
                draw(st.sampled_from(YEARS)),
            )
            for one in range(count)
        )
        made.append(Action(f"a{number}", options))
    twin: bool = draw(st.booleans())
    if made and twin:
        made.append(Action("twin", made[0].options))
    return tuple(made)


def constraints(codes: list[str], places: set[str], groups: set[str]) -> st.SearchStrategy[Constraint]:
    """Constraints that can be told of these actions; prerequisites point backwards, so that there is no cycle."""
    money = st.builds(Budget, st.integers(0, 40), st.sampled_from((None, *YEARS)), st.sampled_from(("", *SOURCES)))
    where = {"place": st.sampled_from(("", *sorted(places))), "group": st.sampled_from(("", *sorted(groups)))}
    measure = st.sampled_from([one.code for one in MEASURES])
    kinds: list[st.SearchStrategy[Constraint]] = [
        money,
        st.builds(Floor, measure, st.integers(-30, 5), **where),
        st.builds(Ceiling, measure, st.integers(6, 60), **where),
    ]
    if codes:
        subset = st.lists(st.sampled_from(codes), min_size=1, unique=True).map(tuple)
        kinds += [
            st.builds(AtMost, st.integers(0, 4), subset),
            subset.flatmap(lambda some: st.builds(AtLeast, st.integers(0, min(2, len(some))), st.just(some))),
            st.builds(
                StartWindow, st.sampled_from(codes), st.sampled_from((None, 2028)), st.sampled_from((None, 2029))
            ),
        ]
    if len(codes) > 1:
        pair = st.sampled_from(list(combinations(codes, 2)))
        lag = st.sampled_from((None, 0, 1))
        kinds += [
            pair.map(lambda two: Exclusion(*two)),
            st.tuples(pair, lag).map(lambda one: Prerequisite(one[0][1], one[0][0], one[1])),
        ]
    return st.one_of(kinds)


@st.composite
def problems(draw: st.DrawFn, most_actions: int = 13) -> Problem:
    chosen = draw(actions(most_actions))
    told = [effect for action in chosen for option in action.options for effect in option.effects]
    codes = [action.code for action in chosen]
    places, groups = {one.place for one in told} - {""}, {one.group for one in told} - {""}
    found: list[Constraint] = []
    for one in draw(st.lists(constraints(codes, places, groups), max_size=5)):
        try:
            Problem(AIMS[:2], MEASURES, chosen, (*found, one))
        except ValueError:
            continue
        found.append(one)
    pairs = list(combinations(codes, 2))
    synergies = tuple(
        Synergy(
            *draw(st.sampled_from(pairs)),
            tuple(draw(st.lists(effects, max_size=2))),
            tuple(draw(st.lists(costs, max_size=1))),
        )
        for _ in range(draw(st.integers(0, 2)) if pairs else 0)
    )
    aims = draw(st.permutations(AIMS))[: draw(st.integers(2, 6))]
    return Problem(tuple(aims), MEASURES, chosen, tuple(found), synergies)


class Everything:
    """All combinations of a problem: which are allowed, and what they come to."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        sizes = [range(len(action.options) + 1) for action in problem.actions]
        tried = list(product(*sizes))
        self.picks = np.array(tried, dtype=np.int64).reshape(len(tried), len(sizes))
        self.position = {action.code: number for number, action in enumerate(problem.actions)}
        self.allowed = np.ones(len(self.picks), dtype=bool)
        for constraint in problem.constraints:
            self.allowed &= self._holds(constraint)
        signs = [1 if aim.direction == "max" else -1 for aim in problem.objectives]
        self.gains = np.stack(
            [sign * self.value(aim) for sign, aim in zip(signs, problem.objectives, strict=True)],
            axis=1,
        )

    def frontier(self) -> set[tuple[int, ...]]:
        """Gains of the allowed combinations that no allowed one beats: the last in order is never beaten."""
        left = np.unique(self.gains[self.allowed], axis=0)
        found = set()
        while len(left):
            found.add(tuple(left[-1].tolist()))
            left = left[~(left <= left[-1]).all(1)]
        return found

    def value(self, aim: Objective) -> Rows:
        """An aim in its own direction; places and groups are those that any effect names."""
        if aim.kind == "sum":
            return self.total(aim.measure, aim.place, aim.group)
        told = [option for action in self.problem.actions for option in action.options]
        effects = [effect for option in told for effect in option.effects]
        effects += [effect for synergy in self.problem.synergies for effect in synergy.effects]
        if aim.across == "place":
            sums = [self.total(aim.measure, name, aim.group) for name in {one.place for one in effects} - {""}]
        else:
            sums = [self.total(aim.measure, aim.place, name) for name in {one.group for one in effects} - {""}]
        most, least = np.max(sums, axis=0), np.min(sums, axis=0)
        found: Rows = most - least if aim.kind == "spread" else least if aim.direction == "max" else most
        return found

    def total(self, measure: str, place: str = "", group: str = "") -> Rows:
        def of(some: Iterable[Effect]) -> int:
            return sum(
                int(one.amount)
                for one in some
                if one.measure == measure and (not place or one.place == place) and (not group or one.group == group)
            )

        if measure == "cost":
            return self.spent(None, "")
        return self._sum([[of(one.effects) for one in action.options] for action in self.problem.actions]) + sum(
            of(one.effects) * self._both(one) for one in self.problem.synergies
        )

    def spent(self, year: int | None, source: str) -> Rows:
        def of(some: Iterable[Cost]) -> int:
            return sum(
                int(one.amount)
                for one in some
                if (year is None or one.year == year) and (not source or one.source == source)
            )

        return self._sum([[of(one.costs) for one in action.options] for action in self.problem.actions]) + sum(
            of(one.costs) * self._both(one) for one in self.problem.synergies
        )

    def _sum(self, tables: list[list[int]]) -> Rows:
        total = np.zeros(len(self.picks), dtype=np.int64)
        for number, table in enumerate(tables):
            total += np.array([0, *table], dtype=np.int64)[self.picks[:, number]]
        return total

    def _in(self, code: str) -> Rows:
        found: Rows = self.picks[:, self.position[code]] > 0
        return found

    def _start(self, code: str) -> Rows:
        years = [0, *(option.start or 0 for option in self.problem.action(code).options)]
        found: Rows = np.array(years)[self.picks[:, self.position[code]]]
        return found

    def _both(self, synergy: Synergy) -> Rows:
        found: Rows = self._in(synergy.first) & self._in(synergy.second)
        return found

    def _holds(self, one: Constraint) -> Rows:
        match one:
            case Budget():
                found = self.spent(one.year, one.source) <= one.amount
            case Floor():
                found = self.total(one.measure, one.place, one.group) >= one.amount
            case Ceiling():
                found = self.total(one.measure, one.place, one.group) <= one.amount
            case AtMost():
                found = np.sum([self._in(code) for code in one.actions], axis=0) <= one.count
            case AtLeast():
                found = np.sum([self._in(code) for code in one.actions], axis=0) >= one.count
            case Exclusion():
                found = ~(self._in(one.first) & self._in(one.second))
            case Prerequisite():
                early = self._start(one.needs) + (one.lag or 0) <= self._start(one.action)
                found = ~self._in(one.action) | (self._in(one.needs) & (early | (one.lag is None)))
            case StartWindow():
                start = self._start(one.action)
                found = ~self._in(one.action) | ((start >= (one.earliest or 0)) & (start <= (one.latest or 9999)))
        return np.asarray(found)
