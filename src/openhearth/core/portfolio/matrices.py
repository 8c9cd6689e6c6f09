"""The numbers of a program as compiled loops read them, and what is added up of them again and again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openhearth.core.portfolio.kernels import Floats, Integers, Numbers, compiled, copy_row


class Matrices(NamedTuple):
    """Columns of stages: see `openhearth.core.portfolio.program.Program`, whose numbers these are."""

    starts: Integers
    gains: Integers
    uses: Integers
    capacities: Integers


@compiled
def stage_of(matrices: Matrices) -> Integers:
    """(columns,) the stage of each."""
    found = np.empty(matrices.gains.shape[0], np.int64)
    for stage in range(matrices.starts.shape[0] - 1):
        for column in range(matrices.starts[stage], matrices.starts[stage + 1]):
            found[column] = stage
    return found


@compiled
def sums(of: Integers, starts: Integers) -> tuple[Integers, Integers]:
    """(stages + 1, entries) what each stage and all later ones use, or gain, at least and at most."""
    least, most = np.zeros((starts.shape[0], of.shape[1]), np.int64), np.zeros((starts.shape[0], of.shape[1]), np.int64)
    for stage in range(starts.shape[0] - 2, -1, -1):
        for k in range(of.shape[1]):
            low = high = of[starts[stage], k]
            for column in range(starts[stage] + 1, starts[stage + 1]):
                low, high = min(low, of[column, k]), max(high, of[column, k])
            least[stage, k], most[stage, k] = least[stage + 1, k] + low, most[stage + 1, k] + high
    return least, most


@compiled
def sizes(of: Floats, starts: Integers) -> Floats:
    """(entries,) the largest of each stage without its sign, added up."""
    found = np.zeros(of.shape[1], np.float64)
    for stage in range(starts.shape[0] - 1):
        for k in range(of.shape[1]):
            most = 0.0
            for column in range(starts[stage], starts[stage + 1]):
                most = max(most, abs(of[column, k]))
            found[k] += most
    return found


@compiled
def weighed(of: Numbers, weights: Numbers) -> Floats:
    """(columns, weights) weighted sums of the entries; ``weights`` is (weights, entries). Of whole numbers below 2^53 they are exact."""
    found = np.zeros((of.shape[0], weights.shape[0]), np.float64)
    for column in range(of.shape[0]):
        for one in range(weights.shape[0]):
            for k in range(weights.shape[1]):
                found[column, one] += float(of[column, k]) * weights[one, k]
    return found


@compiled
def rearranged(matrices: Matrices, order: Integers) -> tuple[Matrices, Integers]:
    """The same with the stages in another order, and (columns,) where each column was."""
    starts, gains = np.zeros_like(matrices.starts), np.empty_like(matrices.gains)
    uses, taken = np.empty_like(matrices.uses), np.empty(matrices.gains.shape[0], np.int64)
    into = 0
    for place in range(order.shape[0]):
        for column in range(matrices.starts[order[place]], matrices.starts[order[place] + 1]):
            copy_row(matrices.gains[column], gains[into])
            copy_row(matrices.uses[column], uses[into])
            taken[into] = column
            into += 1
        starts[place + 1] = into
    return Matrices(starts, gains, uses, matrices.capacities), taken
