"""What somebody says about how much the aims matter, without having to name a weight: the weights that are left.

The value of a portfolio is  V(x, w) = Σ_k w_k v_k(x)  with weights that are not negative and sum to one; v_k runs from 0 at the worst
to 1 at the best value the aim has on the frontier, or on a range that is given. A weight is what the whole way from worst to
best is worth, compared with that of the other aims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, isfinite

import numpy as np

from openhearth.core.errors import Fault, InfeasibleError, InputError
from openhearth.core.portfolio.kernels import Floats

SAME = 1e-9
"""Weights and values closer than this are equal."""

MOST_CORNERS = 300_000
"""Sets of bounds tried for corners at most."""


@dataclass(frozen=True, slots=True)
class Matters:
    """``more`` matters at least ``times`` as much as ``less``."""

    more: str
    less: str
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of an aim lies between these."""

    objective: str
    least: float = 0.0
    most: float = 1.0


Statement = Matters | Weight


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Statements that no weights agree with; without any one of them some weights agree with the others."""

    statements: tuple[Statement, ...]


def corner_weights(objectives: tuple[str, ...], statements: Sequence[Statement]) -> Floats:
    """(corners, objectives) the corners of all weights that agree with the statements, in lexicographic order.

    Raises
    ------
    InputError
        ``unknown_objective``, ``same_objective``, ``not_a_weight``, ``too_many_statements``; all at once.
    InfeasibleError
        No weights agree with all; the witness is a `Disagreement`.

    Examples
    --------
    >>> corner_weights(("work", "climate"), [Matters("climate", "work"), Weight("work", 0.2)]).tolist()
    [[0.2, 0.8], [0.5, 0.5]]
    """
    faults = tuple(_faults(objectives, statements))
    if faults:
        raise InputError(*faults)
    found = _corners(*half_spaces(objectives, statements))
    if not len(found):
        kept = list(statements)
        for statement in reversed(statements):
            without = [one for one in kept if one is not statement]
            if not len(_corners(*half_spaces(objectives, without))):
                kept = without
        raise InfeasibleError(Disagreement(tuple(kept)))
    return found


def half_spaces(objectives: tuple[str, ...], statements: Sequence[Statement]) -> tuple[Floats, Floats]:
    """Rows and limits of  rows @ w <= limits;  the first ones say that no weight is negative."""
    unit = dict(zip(objectives, np.eye(len(objectives)), strict=True))
    rows, limits = [-unit[code] for code in objectives], [0.0] * len(objectives)
    for statement in statements:
        match statement:
            case Matters(more, less, times):
                rows.append(times * unit[less] - unit[more])
                limits.append(0.0)
            case Weight(objective, least, most):
                rows += [-unit[objective], unit[objective]]
                limits += [-least, most]
    return np.array(rows), np.array(limits)


def even_weights(corners: Floats, rows: Floats, limits: Floats, count: int) -> Floats:
    """(count, objectives) weights spread evenly over those that agree: hit-and-run from mixtures of the corners.

    The draws are made by a generator of their own that always starts the same (R. L. Smith 1984, Operations Research 32(6)).
    """
    random = np.random.default_rng(0)
    weights = random.dirichlet(np.ones(len(corners)), count) @ corners
    _, sizes, axes = np.linalg.svd(corners - corners.mean(0), full_matrices=False)
    axes = axes[sizes > SAME]
    for _ in range(50 if len(axes) else 0):
        step = random.standard_normal((count, len(axes))) @ axes
        speed, room = step @ rows.T, np.maximum(0.0, limits - weights @ rows.T)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(np.abs(speed) > SAME, room / speed, np.inf)
        forward = np.where(speed > SAME, reach, np.inf).min(1)
        back = np.where(speed < -SAME, reach, -np.inf).max(1)
        weights = weights + (back + (forward - back) * random.random(count))[:, None] * step
    return weights


def _corners(rows: Floats, limits: Floats) -> Floats:
    """Every set of bounds that, with the sum, fixes the weights, and what it fixes where that agrees with the rest."""
    count = rows.shape[1]
    sets = np.array(list(combinations(range(len(rows)), count - 1)), dtype=np.int64)
    systems = np.concatenate([np.ones((len(sets), 1, count)), rows[sets]], axis=1)
    sides = np.concatenate([np.ones((len(sets), 1)), limits[sets]], axis=1)
    regular = np.abs(np.linalg.det(systems)) > SAME
    found = np.linalg.solve(systems[regular], sides[regular][..., None])[..., 0]
    found = found[(found @ rows.T <= limits + SAME).all(1)]
    return np.unique(np.round(np.clip(found, 0, None), 9) + 0.0, axis=0)


def _faults(objectives: tuple[str, ...], statements: Sequence[Statement]) -> Iterator[Fault]:
    for number, statement in enumerate(statements, 1):
        place = f"statement {number}"
        codes = (statement.more, statement.less) if isinstance(statement, Matters) else (statement.objective,)
        for code in codes:
            if code not in objectives:
                yield Fault("unknown_objective", place, {"found": code, "known": objectives})
        if len(set(codes)) < len(codes):
            yield Fault("same_objective", place, {"objective": codes[0]})
        if isinstance(statement, Matters):
            sound = isfinite(statement.times) and statement.times >= 0
        else:
            sound = 0 <= statement.least <= statement.most <= 1
        if not sound:
            yield Fault("not_a_weight", place, {"statement": statement})
    rows = len(objectives) + sum(1 if isinstance(one, Matters) else 2 for one in statements)
    if comb(rows, len(objectives) - 1) > MOST_CORNERS:
        yield Fault("too_many_statements", "statements", {"found": len(statements)})
