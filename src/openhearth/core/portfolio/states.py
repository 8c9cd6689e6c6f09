"""The states of a stage of the dynamic programme, where they come from, and what is chosen on the way to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhearth.core.portfolio.expansion import Front
from openhearth.core.portfolio.kernels import Floats, Integers
from openhearth.core.portfolio.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """Where states come from: for each its parent in the trail before, and the column taken."""

    before: Trail | None
    parents: Integers
    columns: Integers


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """Some states of one stage; ``slack`` is how much room they have above the corner."""

    front: Front
    slack: Floats
    trail: Trail | None

    def __len__(self) -> int:
        return len(self.slack)

    def take(self, rows: Integers) -> States:
        """Some of them, in this order."""
        trail = self.trail and Trail(self.trail.before, self.trail.parents[rows], self.trail.columns[rows])
        uses, gains, hints = self.front
        return States(Front(uses[rows], gains[rows], hints[rows]), self.slack[rows], trail)

    def part(self, first: int, size: int) -> Front:
        """So many of them from the first."""
        return Front._make(array[first : first + size] for array in self.front)

    def picks(self, order: Integers) -> Integers:
        """(states, stages) the columns on the way to completed states; ``order`` says which stage was taken when."""
        picks = np.zeros((len(self), len(order)), dtype=np.int64)
        trail, rows, taken = self.trail, np.arange(len(self)), len(order)
        while trail is not None:
            taken -= 1
            picks[:, order[taken]] = trail.columns[rows]
            rows = trail.parents[rows]
            trail = trail.before
        return picks


def root(program: Program) -> States:
    """Nothing chosen yet."""
    uses, gains = (np.zeros((1, part.shape[1]), dtype=np.int64) for part in (program.uses, program.gains))
    return States(Front(uses, gains, np.zeros(1, dtype=np.int64)), np.zeros(1), None)
