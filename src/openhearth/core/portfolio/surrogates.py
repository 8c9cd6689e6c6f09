"""Surrogate rows: weighted sums of the rows in cells, and the best that later stages add for every cell that is left. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhearth.core.portfolio.kernels import Floats, Integers, compiled, copy_row
from openhearth.core.portfolio.matrices import Matrices, sizes, weighed
from openhearth.core.portfolio.multipliers import Fineness

TABLE_BYTES = 256 * 2**20
"""Memory for surrogate tables at most."""

ALIKE = 0.05
"""Directions whose multipliers differ by less need no surrogate row of their own."""


class Cut(NamedTuple):
    """Surrogate rows and how finely each is cut; ``slops`` is what their rounding may add to a capacity."""

    row_weights: Floats
    scales: Floats
    slops: Floats
    cells: int


@compiled
def cut(taken: Matrices, multipliers: Floats, how: Fineness) -> Cut:
    """Surrogate rows: the row itself where there is one, else means of multipliers.

    Of two aims, which have few directions, one row that is cut finely says more than several. A table has as many cells as the capacity
    needs, and one more for each stage because rounding down may leave so much.
    """
    stages, rows, count = taken.starts.shape[0] - 1, taken.capacities.shape[0], multipliers.shape[3]
    row_weights = np.ones((rows, rows), np.float64)
    if rows > 1:
        row_weights = _row_weights(multipliers, how.surrogates if taken.gains.shape[1] > 2 else 1)
    share = TABLE_BYTES // (8 * max(1, row_weights.shape[0]) * count * (stages + 1))
    each = how.cells if row_weights.shape[0] == 1 else how.fewer_cells
    cells = min(share, each * stages) - stages
    if row_weights.shape[0] == 0 or stages == 0 or cells < stages + 16:
        return Cut(row_weights[:0], np.zeros(0, np.float64), np.zeros(0, np.float64), 0)
    room = _rooms(taken, row_weights)
    if rows == 1 and room[0] <= cells:
        return Cut(row_weights, np.ones(1, np.float64), np.zeros(1, np.float64), int(room[0]))
    scales, slops = np.empty_like(room), np.empty_like(room)
    used, sound = sizes(taken.uses.astype(np.float64), taken.starts), 0
    for one in range(room.shape[0]):
        scales[sound], size = cells / max(room[one], 1e-9), 0.0
        for row in range(rows):
            size += (used[row] + abs(taken.capacities[row])) * row_weights[one, row]
        slops[sound] = 1e-9 + 2.0**-46 * size * scales[sound]
        copy_row(row_weights[one], row_weights[sound])
        sound += slops[sound] < 1e-3
    return Cut(row_weights[:sound].copy(), scales[:sound].copy(), slops[:sound].copy(), cells + stages)


@compiled
def _rooms(taken: Matrices, row_weights: Floats) -> Floats:
    """(surrogates,) what is left of each capacity above the least that is used, at most what can be used."""
    found, capacity = np.zeros(row_weights.shape[0], np.float64), weighed(taken.capacities.reshape(1, -1), row_weights)
    uses = weighed(taken.uses, row_weights)
    for one in range(found.shape[0]):
        least, most = 0.0, 0.0
        for stage in range(taken.starts.shape[0] - 1):
            low = high = uses[taken.starts[stage], one]
            for column in range(taken.starts[stage] + 1, taken.starts[stage + 1]):
                low, high = min(low, uses[column, one]), max(high, uses[column, one])
            least, most = least + low, most + high
        found[one] = min(max(capacity[0, one] - least, 0.0), most - least)
    return found


@compiled
def _row_weights(multipliers: Floats, most: int) -> Floats:
    """(surrogates, rows) the mean over stages and directions, then the directions that differ most from those chosen."""
    rows, count = multipliers.shape[2], 0
    scaled = np.zeros((multipliers.shape[3], rows), np.float64)
    for t in range(multipliers.shape[3]):
        total = 0.0
        for row in range(rows):
            scaled[count, row] = multipliers[:, :, row, t].sum()
            total += scaled[count, row]
        if total > 0:
            scaled[count] /= total
            count += 1
    if count == 0:
        return scaled[:0]
    chosen, distance = np.zeros((most, rows), np.float64), np.full(count, np.inf)
    for t in range(count):
        chosen[0] += scaled[t] / count
    taken = 1
    while taken < most:
        for t in range(count):
            distance[t] = min(distance[t], np.abs(scaled[t] - chosen[taken - 1]).sum())
        if distance.max() < ALIKE:
            break
        copy_row(scaled[np.argmax(distance)], chosen[taken])
        taken += 1
    return chosen[:taken].copy()


@compiled
def in_cells(taken: Matrices, rows: Cut) -> tuple[Integers, Floats]:
    """(columns, surrogates) uses in cells above the least of their stage; (stages + 1, surrogates) sums of the least."""
    uses = weighed(taken.uses, rows.row_weights * rows.scales.reshape(-1, 1))
    small, bases = np.empty(uses.shape, np.int64), np.zeros((taken.starts.shape[0], rows.scales.shape[0]), np.float64)
    for one in range(rows.scales.shape[0]):
        for stage in range(taken.starts.shape[0] - 2, -1, -1):
            least = np.inf
            for column in range(taken.starts[stage], taken.starts[stage + 1]):
                uses[column, one] = np.floor(uses[column, one] - rows.slops[one])
                least = min(least, uses[column, one])
            for column in range(taken.starts[stage], taken.starts[stage + 1]):
                small[column, one] = int(uses[column, one] - least)
            bases[stage, one] = bases[stage + 1, one] + least
    return small, bases


@compiled
def tabulate(tables: NDArray[np.floating], uses: Integers, values: NDArray[np.floating], starts: Integers) -> None:
    """Fill the tables from the last stage back; after it nothing can be added."""
    cells, directions = tables.shape[2], tables.shape[3]
    tables[starts.shape[0] - 1] = 0.0
    for stage in range(starts.shape[0] - 2, -1, -1):
        for one in range(tables.shape[1]):
            into, before = tables[stage, one], tables[stage + 1, one]
            for column in range(starts[stage], starts[stage + 1]):
                used, first = uses[column, one], column == starts[stage]
                for cell in range(min(used, cells) if first else 0):
                    for t in range(directions):
                        into[cell, t] = -np.inf
                for cell in range(used, cells):
                    for t in range(directions):
                        reached = before[cell - used, t] + values[column, t]
                        into[cell, t] = reached if first or reached > into[cell, t] else into[cell, t]
