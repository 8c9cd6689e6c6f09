"""What can be chosen, as columns: the amounts of each in smallest steps, added up by measure, place, group, year and source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.problem import COST, Cost, Effect, Problem
from openhearth.core.portfolio.terms import whole
from openhearth.core.portfolio.validation import known_measures

Choice = tuple[str, str]
"""Codes of an action and its option."""

K = TypeVar("K")

NO_START = -(2**62)
"""In place of a start year where there is none."""


class Column(NamedTuple):
    """What a column means before it is numbers. ``pair`` is the number of its synergy."""

    choice: Choice | None
    costs: tuple[Cost, ...] = ()
    effects: tuple[Effect, ...] = ()
    start: int | None = None
    pair: int = -1


class Columns:
    """Columns with their amounts added up once: what rows and aims ask for is a sum of few arrays.

    Everything is (columns,) in 64-bit integers, exactly as the amounts are written.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Measure, Objective, Option
    >>> aims = Objective("work", "jobs"), Objective("money", COST, "min")
    >>> way = Option("take", (Cost(2.5, 2030),), (Effect("jobs", 3, "North"), Effect("jobs", 4, "South")))
    >>> measures = Measure("jobs", "jobs"), Measure(COST, "EUR", 1)
    >>> columns = [Column(None), Column(("a", "take"), way.costs, way.effects)]
    >>> told = Columns(Problem(aims, measures, (Action("a", (way,)),)), columns)
    >>> told.effect("jobs").tolist(), told.effect("jobs", "North").tolist(), told.spent(2030).tolist()
    ([0, 7], [0, 3], [0, 25])
    """

    def __init__(self, problem: Problem, columns: Sequence[Column]) -> None:
        self.count, self._columns = len(columns), columns
        self.choices = tuple(column.choice for column in columns)
        numbers = {action.code: number for number, action in enumerate(problem.actions)}
        self._numbers = numbers
        decimals = {code: measure.decimals for code, measure in known_measures(problem.measures).items()}
        self._effects: dict[tuple[str, str, str], Integers] = self._added(
            ((effect.measure, effect.place, effect.group), number, effect.amount, decimals[effect.measure])
            for number, column in enumerate(columns)
            for effect in column.effects
        )
        self._costs: dict[tuple[int | None, str], Integers] = self._added(
            ((cost.year, cost.source), number, cost.amount, decimals[COST])
            for number, column in enumerate(columns)
            for cost in column.costs
        )

    @cached_property
    def pairs(self) -> Integers:
        """The synergy that each column counts for, -1 for none."""
        return np.array([column.pair for column in self._columns], dtype=np.int64)

    @cached_property
    def starts(self) -> Integers:
        """The start year of each column, or `NO_START`."""
        return np.array([NO_START if one.start is None else one.start for one in self._columns], dtype=np.int64)

    @cached_property
    def actions(self) -> Integers:
        """The action of each column, -1 for none."""
        return np.array([-1 if one is None else self._numbers[one[0]] for one in self.choices], dtype=np.int64)

    def _added(self, entries: Iterable[tuple[K, int, float, int]]) -> dict[K, Integers]:
        found: dict[K, list[int]] = {}
        for key, number, amount, decimals in entries:
            amounts = found.get(key)
            if amounts is None:
                amounts = found[key] = [0] * self.count
            amounts[number] += steps(amount, decimals)
        return {key: np.array(amounts, dtype=np.int64) for key, amounts in found.items()}

    def _sum(self, parts: Iterable[Integers]) -> Integers:
        total = np.zeros(self.count, dtype=np.int64)
        for part in parts:
            total += part
        return total

    def effect(self, measure: str, place: str = "", group: str = "") -> Integers:
        """What each column adds to a measure, everywhere or in one place, for everybody or for one group."""
        if measure == COST:
            return self.spent() if not place + group else self._sum(())
        return self._sum(
            amounts
            for (code, where, whom), amounts in self._effects.items()
            if code == measure and place in ("", where) and group in ("", whom)
        )

    def spent(self, year: int | None = None, source: str = "") -> Integers:
        """What each column costs, in all years or in one, from every source or from one."""
        return self._sum(
            amounts for (when, whose), amounts in self._costs.items() if year in (None, when) and source in ("", whose)
        )

    def of(self, codes: Iterable[str]) -> Integers:
        """1 where a column is an option of one of these actions."""
        wanted = np.zeros(len(self._numbers) + 1, dtype=np.int64)
        wanted[[self._numbers[code] for code in codes]] = 1
        wanted[-1] = 0
        found: Integers = wanted[self.actions]
        return found

    def started(self, code: str, when: Callable[[Integers], NDArray[np.bool_]]) -> Integers:
        """1 where a column is an option of this action whose start year is one of those; what has no start has always started."""
        found: Integers = self.of([code]) * when(self.starts)
        return found


def steps(amount: float, decimals: int) -> int:
    """An amount in the smallest step that counts, as `openhearth.core.portfolio.terms.whole`, as an integer."""
    return amount * 10**decimals if type(amount) is int and decimals >= 0 else int(whole(amount, decimals))
