r"""Exact frontier by closing the search region, one zone after the other, with a solver for whole numbers.

The search region is a set of corners u: what is new exceeds some u in every aim. One question is put for a corner and an aim k,

    maximise  z_k, then the sum of the others,    subject to  z >= u + 1

An answer is a point that nothing beats; it splits the zones it lies in. Either way the *strip* of the question is known: above
u in the other aims, nothing has more of aim k than the answer, or than u_k if there is none. So one question closes many
zones, and says how much those that stay open can still hold (K. Klamroth, R. Lacour, D. Vanderpooten 2015,
doi:10.1016/j.ejor.2015.03.031, for the corners; S. Tamby, D. Vanderpooten 2021, doi:10.1287/ijoc.2020.0953, for the
strips and which question comes next: the widest). Unlike there the question also asks for more than u_k, and
questions are put a few at a time.

The solver is handed in. It may have as many processes as it likes: questions do not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np

from openhearth.core.portfolio.bounded_dp import Found, Search, Stopped
from openhearth.core.portfolio.dominance import best
from openhearth.core.portfolio.gap import Possible
from openhearth.core.portfolio.kernels import Floats, Integers, compiled
from openhearth.core.portfolio.program import Program
from openhearth.core.portfolio.zones import corners_after

AT_ONCE = 4
"""Questions put together, however many processes answer them."""

FIRST_PASSES, LONGER = 1, 4
"""Passes of the dynamic programme that give the first points, and those that may end it, where nobody asked for questions only."""

Picks = tuple[int, ...]
"""The column chosen in each stage, counted from its first."""


class Question(NamedTuple):
    """Maximise one gain, then the sum of all, where each gain is at least so much; a known choice to start from."""

    aim: int
    least: tuple[int, ...]
    hint: Picks | None


class Solver(Protocol):
    """Answers questions about a program: the best choice, or None where there is none, each in the place of its question."""

    def __call__(
        self, program: Program, questions: Sequence[Question], stop: Callable[[], bool]
    ) -> Sequence[Picks | None]:
        """Raise `openhearth.core.portfolio.bounded_dp.Stopped` when asked to stop."""
        ...


class RegionSearch:
    """One search in one program, as `openhearth.core.portfolio.bounded_dp.Search` is: the same points, another way."""

    def __init__(
        self,
        program: Program,
        solver: Solver,
        stop: Callable[[], bool] = lambda: False,
        start: Found | None = None,
        *,
        longer: bool = False,
    ) -> None:
        self.program, self.solver, self.stop, self.questions = program, solver, stop, 0
        self.first_passes = LONGER if longer else FIRST_PASSES
        self._first = Search(program, stop, 1, start)
        self.lowest = self._first.lowest
        self.strips = _strips(() if start is None else start.strips, len(self.lowest))
        self._take()

    def _take(self) -> None:
        """Go on from what the dynamic programme has found."""
        self.found: Found = self._first.found
        self.corners: Integers = self._first.corners
        self.ceilings: Floats = ceilings(self.corners, self.strips)

    @property
    def possible(self) -> Possible:
        """What is known of outcomes not found."""
        return Possible(self.lowest, self._first.reachable, self._first.weights, self.ceilings)

    def passes(self) -> Iterator[bool]:
        """Yields whether nothing is missing whenever the points have grown by a tenth, and ends when that is true.

        Raises
        ------
        Stopped
            When the caller wants no more.
        """
        try:
            for complete in self._first.passes(self.first_passes):
                self._take()
                yield complete
                if complete:
                    return
        finally:
            self._take()
        told = len(self.found.points)
        self._drop_closed()
        while len(self.corners):
            self._ask(self._first_questions() or self._questions())
            if len(self.found.points) > 1.1 * told + 20:
                told = len(self.found.points)
                yield False
        yield True

    def _first_questions(self) -> list[Question]:
        """What is possible at most in each aim, asked before anything else."""
        known = {int(strip[0]) for strip in self.strips if (strip[1:-1] < self.lowest).all()}
        least = tuple(self.lowest.tolist())
        return [Question(aim, least, None) for aim in range(len(self.lowest)) if aim not in known]

    def _questions(self) -> list[Question]:
        """The widest strips, none of which contains another one's corner."""
        top = np.array([self.strips[self.strips[:, 0] == aim, -1].max() for aim in range(len(self.lowest))])
        sides = np.maximum(1e-9, (top - np.maximum(self.corners, self.lowest)) / np.maximum(1, top - self.lowest))
        widths = np.log(sides).sum(1, keepdims=True) - np.log(sides)
        widths[self.corners < self.lowest] = -np.inf
        asked: list[Question] = []
        while len(asked) < AT_ONCE:
            zone, aim = np.unravel_index(int(np.argmax(widths)), widths.shape)
            if np.isneginf(widths[zone, aim]):
                break
            corner = self.corners[zone]
            asked.append(Question(int(aim), tuple((corner + 1).tolist()), self._hint(corner)))
            inside = self.corners >= corner
            inside[:, aim] = True
            widths[inside.all(1)] = -np.inf
        return asked

    def _hint(self, corner: Integers) -> Picks | None:
        """The known choice that falls short of the corner least, relative to the ranges."""
        points = self.found.points
        if not len(points):
            return None
        short = (np.minimum(points - corner, 1) / np.maximum(1, np.ptp(points, axis=0))).min(1)
        return tuple(self.found.picks[int(np.argmax(short))].tolist())

    def _ask(self, questions: list[Question]) -> None:
        """Put questions, and take their answers in order."""
        if self.stop():
            raise Stopped
        self.questions += len(questions)
        for question, picks in zip(questions, self.solver(self.program, questions, self.stop), strict=True):
            top = question.least[question.aim] - 1
            if picks is not None:
                row = np.array(picks, dtype=np.int64)
                point = self.program.gains[row + self.program.starts[:-1]].sum(0)
                top = int(point[question.aim])
                self._add(point, row)
            corner = [one - 1 for one in question.least]
            strip = np.array([[question.aim, *corner, top]], dtype=np.int64)
            self.strips = np.vstack([self.strips, strip])
            self.ceilings = np.minimum(self.ceilings, ceilings(self.corners, strip))
        self._drop_closed()

    def _add(self, point: Integers, row: Integers) -> None:
        """A new point: what it beats goes, and the zones below it are split."""
        points, picks = np.vstack([self.found.points, point]), np.vstack([self.found.picks, row])
        kept = best(points)
        self.found = replace(self.found, points=points[kept], picks=picks[kept])
        staying = ~(self.corners < point).all(1)
        after = corners_after(self.corners, point[None, :])
        new = after[int(staying.sum()) :]
        self.corners = after
        self.ceilings = np.vstack([self.ceilings[staying], ceilings(new, self.strips)])

    def _drop_closed(self) -> None:
        """Leave the zones in which nothing is possible."""
        first = self._first
        room = ((self.corners + 1) @ first.weights.T <= first.reachable).all(1)
        open_ones = room & (self.ceilings > self.corners).all(1)
        self.corners, self.ceilings = self.corners[open_ones], self.ceilings[open_ones]


def ceilings(corners: Integers, strips: Integers) -> Floats:
    """(corners, objectives) the most of each aim that is possible above each corner, as far as strips say.

    Parameters
    ----------
    corners
        (corners, objectives).
    strips
        (n, objectives + 2) an aim, a corner, and the most of that aim above the corner's other coordinates.

    Examples
    --------
    >>> ceilings(np.array([[1, 5], [4, 2]]), np.array([[0, 0, 3, 7]])).tolist()
    [[7.0, inf], [inf, inf]]
    """
    found = np.full(corners.shape, np.inf)
    _lower(corners, strips, found)
    return found


@compiled
def _lower(corners: Integers, strips: Integers, found: Floats) -> None:
    for zone in range(corners.shape[0]):
        for strip in range(strips.shape[0]):
            aim, inside = strips[strip, 0], True
            for k in range(corners.shape[1]):
                if k != aim and corners[zone, k] < strips[strip, 1 + k]:
                    inside = False
                    break
            if inside:
                found[zone, aim] = min(found[zone, aim], strips[strip, corners.shape[1] + 1])


def _strips(told: Sequence[Sequence[int]], aims: int) -> Integers:
    return np.array(told, dtype=np.int64).reshape(len(told), aims + 2)
