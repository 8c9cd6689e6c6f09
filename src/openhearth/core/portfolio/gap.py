r"""How much better what is still missing can be than what was found, as a share of the range of the found points.

With r the ranges of the found points Y, a missing outcome z is better than every y by more than e r only if it exceeds
some *shifted* corner of the search region, because the corners of Y + e r are those of Y, moved. So

    gap  =  max over corners u of the largest t with  z >= u + t r  for some z that is possible

where an aim that no point bounds is not moved (z_k >= u_k + 1). What is possible is told by upper bounds on weighted sums, by
ceilings on single aims in each zone, and, for the corners that would decide, by the linear programme.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from openhearth.core.portfolio.kernels import Floats, Integers
from openhearth.core.portfolio.program import Program

PROGRAMMES = 120
"""Linear programmes solved for one gap at most."""

IMPOSSIBLE = 2
"""What scipy says of a programme without a solution."""

ALLOWANCE = 1e-6
"""Added to what a linear programme says, relative to the range: its arithmetic is not exact."""


class Possible(NamedTuple):
    """What is known of outcomes not found.

    ``lowest`` (objectives,) what is possible at least in each aim; ``reachable`` (directions,) the most of each weighted sum;
    ``weights`` (directions, objectives); ``ceilings`` (corners, objectives) the most of each aim above each corner.
    """

    lowest: Integers
    reachable: Floats
    weights: Integers
    ceilings: Floats


def rooms(corners: Integers, ranges: Integers, possible: Possible) -> Floats:
    """(corners,) the largest t of each corner; minus infinity where nothing is possible.

    Parameters
    ----------
    corners
        (corners, objectives); what is possible exceeds one of them in every aim.
    ranges
        (objectives,), above zero.

    Examples
    --------
    >>> possible = Possible(np.array([0, 0]), np.array([12.0]), np.array([[1, 1]]), np.full((1, 2), np.inf))
    >>> rooms(np.array([[3, 5]]), np.array([10, 10]), possible).tolist()
    [0.2]
    """
    moved = corners >= possible.lowest
    weights = possible.weights
    least = (corners + ~moved) @ weights.T
    slopes = (moved * ranges) @ weights.T
    with np.errstate(divide="ignore", invalid="ignore"):
        by_sums = np.where(slopes > 0, (possible.reachable - least) / slopes, np.inf)
        by_ceilings = np.where(moved, (possible.ceilings - corners) / ranges, np.inf)
    found: Floats = np.minimum(by_sums.min(1, initial=np.inf), by_ceilings.min(1))
    closed = ((corners + 1) @ weights.T > possible.reachable).any(1) | (possible.ceilings <= corners).any(1)
    found[closed] = -np.inf
    return found


def gap(program: Program, corners: Integers, points: Integers, possible: Possible, *, closely: bool) -> float:
    """See above; NaN as long as nothing is found.

    Parameters
    ----------
    points
        (n, objectives), found.
    closely
        Ask the linear programme at the corners that would decide.
    """
    if not len(points):
        return float("nan")
    ranges = np.maximum(1, np.ptp(points, axis=0))
    room = rooms(corners, ranges, possible)
    asked: set[int] = set()
    while closely and len(room) and len(asked) < PROGRAMMES:
        widest = int(np.argmax(room))
        if room[widest] <= 0 or widest in asked:
            break
        asked.add(widest)
        room[widest] = min(room[widest], linear_room(program, corners[widest], ranges, possible.lowest))
    return float(max(0.0, room.max(initial=0.0)))


def linear_room(program: Program, corner: Integers, ranges: Integers, lowest: Integers) -> float:
    """The largest t of one corner by the linear programme; infinity where it finds no answer, minus infinity where there is none."""
    moved = corner >= lowest
    columns, stages = len(program.choices), program.stages
    stage = np.repeat(np.arange(stages), np.diff(program.starts))
    one_each = csr_array((np.ones(columns), (stage, np.arange(columns))), shape=(stages, columns + 1))
    above = np.column_stack([program.gains.T, -(moved * ranges)])
    within = np.column_stack([program.uses.T, np.zeros(len(program.capacities))])
    answer = milp(
        np.append(np.zeros(columns), -1.0),
        bounds=Bounds(np.append(np.zeros(columns), -np.inf), np.append(np.ones(columns), np.inf)),
        constraints=[
            LinearConstraint(one_each, 1, 1),
            LinearConstraint(above, corner + ~moved, np.inf),
            LinearConstraint(within, -np.inf, program.capacities),
        ],
    )
    if answer.status == IMPOSSIBLE:
        return -np.inf
    return float(-answer.fun + ALLOWANCE) if answer.status == 0 else np.inf
