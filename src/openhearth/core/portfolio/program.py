"""A portfolio problem in whole numbers: one column of each stage is chosen, gains grow, rows hold.

With x the chosen columns, every problem becomes

    maximise  G x     subject to   A x <= b,   exactly one column of each stage

A stage is a group of columns that exclude each other, "none" among them: the options of one action, of several actions that
exclude each other, or of a synergy; or a bit of a level that an aim about inequality needs. What is to be kept small has its
sign turned. Everything is a 64-bit integer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.audit import named
from openhearth.core.portfolio.inequality import Level, level, signs
from openhearth.core.portfolio.problem import (
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Objective,
    Prerequisite,
    Problem,
    StartWindow,
)
from openhearth.core.portfolio.terms import COST, whole

Integers = NDArray[np.int64]
Choice = tuple[str, str]
"""Codes of an action and its option."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Maximise gains over one column of each stage, with no row above its capacity.

    Parameters
    ----------
    choices
        For each column what is chosen with it; None for "none of them" and for the columns of synergies.
    starts
        (stages + 1,) the first column of each stage, and the number of columns.
    gains
        (columns, objectives), larger is better in all of them.
    uses
        (columns, rows).
    capacities
        (rows,).
    owners
        For each row the position of its constraint in the problem; -1 for the definition of a synergy or of a level.
    levels
        How many of the last stages are bits of levels; see `openhearth.core.portfolio.inequality`.
    """

    choices: tuple[Choice | None, ...]
    starts: Integers
    gains: Integers
    uses: Integers
    capacities: Integers
    owners: tuple[int, ...]
    levels: int = 0

    @property
    def stages(self) -> int:
        """How many."""
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column means before it is numbers. ``pair`` is the number of its synergy."""

    choice: Choice | None
    costs: tuple[Cost, ...] = ()
    effects: tuple[Effect, ...] = ()
    start: int | None = None
    pair: int = -1


Row = tuple[Integers, int, int]
"""Uses of all columns, capacity, owner."""


def program(problem: Problem, *, merged: bool = True, kept: Sequence[int] | None = None) -> Program:
    """Write a problem in whole numbers.

    Parameters
    ----------
    merged
        Actions that exclude each other become one stage, rows that cannot be broken and columns that cannot be
        chosen are left out. Otherwise every constraint keeps its rows.
    kept
        Positions of the constraints to respect; all, if None.
    """
    respected = [
        (number, constraint)
        for number, constraint in enumerate(problem.constraints)
        if kept is None or number in set(kept)
    ]
    groups, folded = _stages(problem, [one for _, one in respected] if merged else [])
    columns = [column for group in groups for column in group]
    starts = np.cumsum([0, *(len(group) for group in groups)], dtype=np.int64)
    rows: list[Row] = []
    for number, constraint in respected:
        if constraint not in folded:
            rows += [(uses, capacity, number) for uses, capacity in _rows(problem, constraint, columns)]
    rows += [(uses, capacity, -1) for uses, capacity in _synergy_rows(problem, columns)]
    written = Program(
        tuple(column.choice for column in columns),
        starts,
        _gains(problem, columns),
        np.array([uses for uses, _, _ in rows], dtype=np.int64).reshape(len(rows), len(columns)).T.copy(),
        np.array([capacity for _, capacity, _ in rows], dtype=np.int64),
        tuple(owner for _, _, owner in rows),
    )
    for number, aim in enumerate(problem.objectives):
        for sign in signs(aim) if aim.kind != "sum" else ():
            written = _with_level(written, number, level(sign * _sums(problem, aim, columns), starts))
    return _tidied(written) if merged else written


def raised(problem: Problem, plain: Program, chosen: Integers) -> Integers:
    """The same choices in a program that is not merged, with the levels of its aims about inequality as high as they can be.

    Parameters
    ----------
    chosen
        (portfolios, stages) columns; the levels at their lowest.
    """
    found = chosen.copy()
    used = plain.uses[chosen].sum(1)
    for stage in reversed(range(len(problem.actions) + len(problem.synergies), plain.stages)):
        column = plain.starts[stage]
        more = used + plain.uses[column + 1] - plain.uses[column]
        fits = (more <= plain.capacities).all(1)
        found[fits, stage] += 1
        used[fits] = more[fits]
    return found


def _with_level(written: Program, aim: int, added: Level) -> Program:
    """A program with the bits of a level as further stages, and its rows."""
    bits, before, rows = len(added.gains), len(written.choices), len(written.capacities)
    own = np.zeros((before - len(added.sums_uses), len(added.capacities)), dtype=np.int64)
    gains = np.zeros((bits, written.gains.shape[1]), dtype=np.int64)
    gains[:, aim] = added.gains
    return Program(
        (*written.choices, *(None for _ in range(bits))),
        np.concatenate([written.starts, before + np.arange(2, bits + 2, 2)]).astype(np.int64),
        np.vstack([written.gains, gains]),
        np.block([[written.uses, np.vstack([added.sums_uses, own])], [np.zeros((bits, rows), np.int64), added.uses]]),
        np.concatenate([written.capacities, added.capacities]),
        (*written.owners, *(-1 for _ in added.capacities)),
        written.levels + bits // 2,
    )


def _stages(problem: Problem, constraints: Sequence[Constraint]) -> tuple[list[list[_Column]], set[Constraint]]:
    """Groups of columns that exclude each other, and the constraints that need no row because of it."""
    groups: dict[str, list[_Column]] = {
        action.code: [
            _Column((action.code, option.code), option.costs, option.effects, option.start) for option in action.options
        ]
        for action in problem.actions
    }
    folded: set[Constraint] = set()
    taken: set[str] = set()
    for constraint in sorted(constraints, key=lambda one: -len(_exclusive(one))):
        members = _exclusive(constraint)
        if len(members) > 1 and not taken & set(members):
            taken |= set(members)
            folded.add(constraint)
            groups[members[0]] = [column for code in members for column in groups.pop(code)]
    stages = [[_Column(None), *columns] for columns in groups.values()]
    stages += [
        [_Column(None), _Column(None, synergy.costs, synergy.effects, pair=number)]
        for number, synergy in enumerate(problem.synergies)
    ]
    return stages, folded


def _exclusive(constraint: Constraint) -> tuple[str, ...]:
    match constraint:
        case Exclusion(first, second):
            return first, second
        case AtMost(1, actions):
            return actions
        case _:
            return ()


def _gains(problem: Problem, columns: Sequence[_Column]) -> Integers:
    def gain(objective: Objective, column: _Column) -> int:
        if objective.kind != "sum":
            return 0  # comes with its level
        sign = 1 if objective.direction == "max" else -1
        return sign * _sum(problem, column, objective.measure, objective.place, objective.group)

    return np.array(
        [[gain(objective, column) for objective in problem.objectives] for column in columns], dtype=np.int64
    ).reshape(len(columns), len(problem.objectives))


def _sums(problem: Problem, aim: Objective, columns: Sequence[_Column]) -> Integers:
    """(columns, places or groups) that an aim about inequality compares."""
    names = named(problem, aim.across)
    places = [(name, aim.group) if aim.across == "place" else (aim.place, name) for name in names]
    return np.array(
        [[_sum(problem, column, aim.measure, *where) for where in places] for column in columns], dtype=np.int64
    ).reshape(len(columns), len(places))


def _sum(problem: Problem, column: _Column, measure: str, place: str, group: str) -> int:
    decimals = problem.measure(measure).decimals
    if measure == COST:
        return sum(int(whole(cost.amount, decimals)) for cost in column.costs) if not place + group else 0
    return sum(
        int(whole(effect.amount, decimals))
        for effect in column.effects
        if effect.measure == measure and place in ("", effect.place) and group in ("", effect.group)
    )


def _rows(problem: Problem, constraint: Constraint, columns: Sequence[_Column]) -> Iterator[tuple[Integers, int]]:
    def row(use: Callable[[_Column], int], capacity: int) -> tuple[Integers, int]:
        return np.array([use(column) for column in columns], dtype=np.int64), capacity

    def counted(codes: Sequence[str], sign: int = 1) -> Callable[[_Column], int]:
        return lambda column: sign * (column.choice is not None and column.choice[0] in codes)

    match constraint:
        case Budget() | Floor() | Ceiling():
            yield row(*_bound(problem, constraint))
        case AtMost(count, actions):
            yield row(counted(actions), count)
        case AtLeast(count, actions):
            yield row(counted(actions, -1), -count)
        case Exclusion(first, second):
            yield row(counted((first, second)), 1)
        case StartWindow(action, earliest, latest):
            yield row(lambda column: int(_outside(column, action, earliest, latest)), 0)
        case Prerequisite():
            yield from (row(use, 0) for use in _prerequisite_uses(constraint, columns))


def _bound(problem: Problem, bound: Budget | Floor | Ceiling) -> tuple[Callable[[_Column], int], int]:
    """A floor has its sign turned."""
    if isinstance(bound, Budget):
        decimals = problem.measure(COST).decimals
        return lambda column: _spent(column, bound.year, bound.source, decimals), int(whole(bound.amount, decimals))
    sign = -1 if isinstance(bound, Floor) else 1
    limit = int(whole(bound.amount, problem.measure(bound.measure).decimals))
    return lambda column: sign * _sum(problem, column, bound.measure, bound.place, bound.group), sign * limit


def _spent(column: _Column, year: int | None, source: str, decimals: int) -> int:
    return sum(
        int(whole(cost.amount, decimals))
        for cost in column.costs
        if year in (None, cost.year) and source in ("", cost.source)
    )


def _outside(column: _Column, action: str, earliest: int | None, latest: int | None) -> bool:
    if column.choice is None or column.choice[0] != action or column.start is None:
        return False
    return (earliest is not None and column.start < earliest) or (latest is not None and column.start > latest)


def _prerequisite_uses(constraint: Prerequisite, columns: Sequence[_Column]) -> Iterator[Callable[[_Column], int]]:
    """For each start year of the action: whatever has started by then needs what had started ``lag`` years before."""

    def use(column: _Column, latest: int | None) -> int:
        code = column.choice[0] if column.choice else ""
        started = column.start if latest is not None and column.start is not None else 0
        if code == constraint.action:
            return int(latest is None or started <= latest)
        if code == constraint.needs:
            return -int(latest is None or started + (constraint.lag or 0) <= latest)
        return 0

    if constraint.lag is None:
        yield lambda column: use(column, None)
        return
    mine = (column for column in columns if column.choice and column.choice[0] == constraint.action)
    for latest in sorted({column.start for column in mine if column.start is not None}):
        yield lambda column, latest=latest: use(column, latest)  # type: ignore[misc]


def _synergy_rows(problem: Problem, columns: Sequence[_Column]) -> Iterator[tuple[Integers, int]]:
    """A synergy y counts exactly when both are chosen: y <= a, y <= b, a + b <= 1 + y."""
    for number, synergy in enumerate(problem.synergies):
        both = np.array([column.pair == number for column in columns], dtype=np.int64)
        first, second = (
            np.array([column.choice is not None and column.choice[0] == code for column in columns], dtype=np.int64)
            for code in (synergy.first, synergy.second)
        )
        yield both - first, 0
        yield both - second, 0
        yield first + second - both, 1


def _tidied(written: Program) -> Program:
    """Columns that break a row whatever else is chosen go; then rows that nothing can break; the rest is shortened.

    The first column of a stage always stays, so that a problem without a solution stays one.
    """
    starts, uses, capacities = written.starts, written.uses, written.capacities
    stage = np.repeat(np.arange(written.stages), np.diff(starts))
    keep = np.ones(len(stage), dtype=bool)
    while True:
        least = _extremes(np.where(keep[:, None], uses, np.iinfo(np.int64).max), starts, np.minimum)
        possible = ((uses - least[stage] + least.sum(0)) <= capacities).all(1)
        possible[starts[:-1]] = True
        if not (keep & ~possible).any():
            break
        keep &= possible
    counts = np.add.reduceat(keep.astype(np.int64), starts[:-1]) if written.stages else np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    uses = uses[keep]
    binding = np.flatnonzero(_extremes(uses, starts, np.maximum).sum(0) > capacities)
    divisors = [max(1, gcd(*(int(use) for use in np.unique(uses[:, row])))) for row in binding]
    return Program(
        tuple(choice for choice, kept in zip(written.choices, keep, strict=True) if kept),
        starts,
        np.ascontiguousarray(written.gains[keep]),
        np.ascontiguousarray(uses[:, binding] // np.array(divisors, dtype=np.int64)),
        capacities[binding] // np.array(divisors, dtype=np.int64),
        tuple(written.owners[row] for row in binding),
        written.levels,
    )


def _extremes(uses: Integers, starts: Integers, extreme: np.ufunc) -> Integers:
    """(stages, rows) the least or the greatest use of each stage."""
    if len(starts) == 1:
        return np.zeros((0, uses.shape[1]), dtype=np.int64)
    found: Integers = extreme.reduceat(uses, starts[:-1], axis=0)
    return found
