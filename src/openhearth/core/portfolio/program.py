"""A portfolio problem in whole numbers: one column of each stage is chosen, gains grow, rows hold.

With x the chosen columns, every problem becomes

    maximise  G x     subject to   A x <= b,   exactly one column of each stage

A stage is a group of columns that exclude each other, "none" among them: the options of one action or of a synergy; or a bit of a
level that an aim about inequality needs. What is to be kept small has its
sign turned. Everything is a 64-bit integer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.audit import named
from openhearth.core.portfolio.columns import NO_START, Choice, Column, Columns, steps
from openhearth.core.portfolio.inequality import Level, level, signs
from openhearth.core.portfolio.kernels import Integers
from openhearth.core.portfolio.matrices import Matrices
from openhearth.core.portfolio.problem import (
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Exclusion,
    Floor,
    Objective,
    Prerequisite,
    Problem,
    StartWindow,
)
from openhearth.core.portfolio.terms import COST


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

    @property
    def matrices(self) -> Matrices:
        """The numbers alone."""
        return Matrices(self.starts, self.gains, self.uses, self.capacities)


Row = tuple[Integers, int, int]
"""Uses of all columns, capacity, owner."""


def program(problem: Problem, *, kept: Sequence[int] | None = None) -> Program:
    """Write a problem in whole numbers: one stage for each action, in their order, then one for each synergy, then the levels.

    Every constraint has its rows; `openhearth.core.portfolio.shortening.shortened` leaves out what need not be looked at.

    Parameters
    ----------
    kept
        Positions of the constraints to respect; all, if None.
    """
    stages = [*_stages(problem)]
    columns = Columns(problem, [column for stage in stages for column in stage])
    starts = np.cumsum([0, *(len(stage) for stage in stages)], dtype=np.int64)
    rows: list[Row] = []
    for number, constraint in enumerate(problem.constraints):
        if kept is None or number in kept:
            rows += [(uses, capacity, number) for uses, capacity in _rows(problem, constraint, columns)]
    rows += [(uses, capacity, -1) for uses, capacity in _synergy_rows(problem, columns)]
    written = Program(
        columns.choices,
        starts,
        _gains(problem, columns),
        np.array([uses for uses, _, _ in rows], dtype=np.int64).reshape(len(rows), columns.count).T.copy(),
        np.array([capacity for _, capacity, _ in rows], dtype=np.int64),
        tuple(owner for _, _, owner in rows),
    )
    for number, aim in enumerate(problem.objectives):
        for sign in signs(aim) if aim.kind != "sum" else ():
            written = _with_level(written, number, level(sign * _sums(problem, aim, columns), starts))
    return written


def raised(problem: Problem, plain: Program, chosen: Integers) -> Integers:
    """The same choices in a program as it is written, with the levels of its aims about inequality as high as they can be.

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


def _stages(problem: Problem) -> Iterator[list[Column]]:
    """The columns of each action and of each synergy."""
    for action in problem.actions:
        ways = [Column((action.code, way.code), way.costs, way.effects, way.start) for way in action.options]
        yield [Column(None), *ways]
    for number, synergy in enumerate(problem.synergies):
        yield [Column(None), Column(None, synergy.costs, synergy.effects, pair=number)]


def _gains(problem: Problem, columns: Columns) -> Integers:
    gains = np.zeros((columns.count, len(problem.objectives)), dtype=np.int64)
    for number, aim in enumerate(problem.objectives):
        if aim.kind == "sum":  # else it comes with its level
            amounts = columns.effect(aim.measure, aim.place, aim.group)
            gains[:, number] = amounts if aim.direction == "max" else -amounts
    return gains


def _sums(problem: Problem, aim: Objective, columns: Columns) -> Integers:
    """(columns, places or groups) that an aim about inequality compares."""
    names = named(problem, aim.across)
    places = [(name, aim.group) if aim.across == "place" else (aim.place, name) for name in names]
    return np.array([columns.effect(aim.measure, *where) for where in places], dtype=np.int64).T.reshape(
        columns.count, len(places)
    )


def _rows(problem: Problem, constraint: Constraint, columns: Columns) -> Iterator[tuple[Integers, int]]:
    match constraint:
        case Budget(amount, year, source):
            yield columns.spent(year, source), steps(amount, problem.measure(COST).decimals)
        case Floor() | Ceiling():
            sign = -1 if isinstance(constraint, Floor) else 1
            limit = steps(constraint.amount, problem.measure(constraint.measure).decimals)
            yield sign * columns.effect(constraint.measure, constraint.place, constraint.group), sign * limit
        case AtMost(count, actions):
            yield columns.of(actions), count
        case AtLeast(count, actions):
            yield -columns.of(actions), -count
        case Exclusion(first, second):
            yield columns.of((first, second)), 1
        case StartWindow(action, earliest, latest):
            yield columns.started(action, lambda start: _outside(start, earliest, latest)), 0
        case Prerequisite():
            yield from ((uses, 0) for uses in _prerequisite_uses(constraint, columns))


def _outside(start: Integers, earliest: int | None, latest: int | None) -> NDArray[np.bool_]:
    early = np.zeros(len(start), dtype=np.bool_) if earliest is None else (start < earliest) & (start != NO_START)
    return early if latest is None else early | (start > latest)


def _prerequisite_uses(constraint: Prerequisite, columns: Columns) -> Iterator[Integers]:
    """For each start year of the action: whatever has started by then needs what had started ``lag`` years before."""
    lag = constraint.lag
    mine, needed = columns.of([constraint.action]), columns.of([constraint.needs])
    if lag is None:
        yield mine - needed
        return
    starts = columns.starts[mine == 1]
    for latest in np.unique(starts[starts != NO_START]).tolist():
        yield mine * (columns.starts <= latest) - needed * (columns.starts <= latest - lag)


def _synergy_rows(problem: Problem, columns: Columns) -> Iterator[tuple[Integers, int]]:
    """A synergy y counts exactly when both are chosen: y <= a, y <= b, a + b <= 1 + y."""
    for number, synergy in enumerate(problem.synergies):
        both = (columns.pairs == number).astype(np.int64)
        first, second = columns.of([synergy.first]), columns.of([synergy.second])
        yield both - first, 0
        yield both - second, 0
        yield first + second - both, 1
