"""Exact frontier by dynamic programming with bounds, compiled.

The stages of a program are taken one after the other. A state is what the columns chosen so far use of the rows and gain in
the aims. A state dies when it cannot be completed, when another state of its stage uses no more and gains no less, or when
for every corner of the search region some bound says that its completions stay below. What survives the last stage is new.

Passes of growing width keep the most promising states only and find good points early. The last pass sets states aside
instead of dropping them and comes back to them, so memory stays bounded and, at its end, nothing is missing. Before it,
passes with some leeway do the same, but look only for points that are better than all known ones by more than that: they
are fast, they fill the widest gaps first, and prove how much may still be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from openhearth.core.portfolio.bounds import Bounds, Floats, bounds, directions
from openhearth.core.portfolio.dominance import best, efficient
from openhearth.core.portfolio.expansion import Children, Front, Rest, Step, expand, reach
from openhearth.core.portfolio.gap import Possible
from openhearth.core.portfolio.program import Integers, Program
from openhearth.core.portfolio.zones import Region, corners_after, region

DIVE = 24
"""States kept for each direction in the first pass."""

WIDTHS = (0, 1_000, 4_000, -1)
"""States kept in each pass: 0 is the first one, by directions; -1 the last one, which drops none."""

LEEWAYS = (0.2, 0.1, 0.05, 0.02)
"""Shares of the ranges of the points found: passes that drop none and leave so much, before the last one leaves nothing."""

EFFORT = 2_000_000
"""Children tried in a pass with leeway at most; then it is given up, and the last one begins."""

WORTH = 50_000
"""Children tried in a pass from which on it is worth seeking the multipliers anew, at the capacities it had left."""

SET_ASIDE = 4_000
"""States of one stage that the last pass follows at once."""

SLICE = 2_048
"""States expanded between two looks at whether to stop."""

LOOKS = 1_000
"""States and parts of the tree looked at for one state at most, when those that are dominated are sought."""

SAMPLES = 3
"""Remaining capacities of each stage for which multipliers are sought."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is known after some passes, and enough to go on from there.

    Parameters
    ----------
    points, picks
        (n, objectives) gains of the points found, and (n, stages) the column chosen in each stage, counted from its first.
    passes
        How many are done.
    samples
        For each stage (k, rows) capacities left there in the last pass.
    leeway
        In each aim: no missing outcome is better than every one found by more than this. Empty as long as nothing is proved.
    strips
        What `openhearth.core.portfolio.search_region` knows.
    """

    points: Integers
    picks: Integers
    passes: int = 0
    samples: tuple[Integers, ...] = ()
    leeway: tuple[int, ...] = ()
    strips: tuple[tuple[int, ...], ...] = ()


class Stopped(Exception):  # noqa: N818 (not an error: somebody asked)
    """The caller wants no more."""


class _GivenUp(Exception):  # noqa: N818 (not an error: it would take too long)
    """A pass with leeway is not worth its time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Trail:
    """Where states come from: for each its parent in the trail before, and the column taken."""

    before: _Trail | None
    parents: Integers
    columns: Integers


@dataclass(frozen=True, slots=True, eq=False)
class _States:
    front: Front
    slack: Floats
    trail: _Trail | None

    def __len__(self) -> int:
        return len(self.slack)

    def take(self, rows: Integers) -> _States:
        trail = self.trail and _Trail(self.trail.before, self.trail.parents[rows], self.trail.columns[rows])
        uses, gains, hints = self.front
        return _States(Front(uses[rows], gains[rows], hints[rows]), self.slack[rows], trail)


class Search:
    """One search in one program: what is found so far, and the passes that find more.

    The result is a function of the program and the settings alone; ``workers`` only share the work.
    """

    def __init__(
        self, program: Program, stop: Callable[[], bool] = lambda: False, workers: int = 1, start: Found | None = None
    ) -> None:
        self.program, self.stop, self.workers, self.every = program, stop, workers, False
        self.weights = directions(program)
        self.least, self.most = _sums(program)
        self.lowest: Integers = _sums(program, program.gains)[0][0]
        self.found = start or Found(_nothing(len(self.lowest)), _nothing(program.stages))
        self.corners: Integers = corners_after(self.lowest[None, :] - 1, self.found.points)
        self.leeway, self.tried = np.zeros_like(self.lowest), 0
        self.reachable = np.full(len(self.weights), np.inf)
        self.bounds: Bounds
        self.region: Region
        self._prepare()

    @property
    def possible(self) -> Possible:
        """What is known of outcomes not found."""
        return Possible(self.lowest, self.reachable, self.weights, np.full(self.corners.shape, np.inf))

    def passes(self, most: int | None = None) -> Iterator[bool]:
        """One pass after the other; yields whether nothing is missing, and ends when that is true or after ``most`` passes.

        Passes that drop none also yield when the points have grown by a tenth.

        Raises
        ------
        Stopped
            When the caller wants no more. ``found``, ``corners`` and ``reachable`` say what is known.
        """
        if (self.least[0] > self.program.capacities).any():
            self.reachable[:] = -np.inf
            yield True
            return
        self.reachable = self._reach(0, _root(self.program))
        plan = _plan()
        while self.found.passes < min(len(plan), len(plan) if most is None else most):
            complete = yield from self._one(*plan[self.found.passes])
            yield complete
            if complete:
                return
            if len(self.program.capacities) > 1 and self.tried > WORTH:
                self._prepare()

    def _one(self, width: int, share: float) -> Generator[bool, None, bool]:
        """A pass, and whether nothing is missing after it."""
        done, self.tried = self.found.passes + 1, 0
        ranges = np.ptp(self.found.points, axis=0) if len(self.found.points) else np.zeros_like(self.lowest)
        self.leeway = np.floor(share * ranges).astype(np.int64)
        self.region = self._mapped()
        try:
            dropped = yield from self._pass(width)
        except _GivenUp:
            self.found = replace(self.found, passes=len(_plan()) - 1)
            return False
        if self.leeway.any():
            self.found = replace(self.found, passes=done, leeway=tuple(self.leeway.tolist()))
            return False
        self.found = replace(self.found, passes=done)
        self.reachable = np.minimum(self.reachable, dropped)
        return bool(np.isneginf(dropped).all())

    def _prepare(self) -> None:
        self.bounds = bounds(self.program, self.weights, self.found.samples)
        self.region = self._mapped()

    def _mapped(self) -> Region:
        known = self.corners >= self.lowest
        return region(self.corners + known * self.leeway, self.weights, self.bounds.tables.dtype.type)

    def _rest(self, stage: int) -> Rest:
        found = self.bounds
        return Rest(
            found.multipliers[found.anchors[stage]],
            found.lagrange[stage],
            found.row_weights,
            found.scales,
            found.slops,
            found.bases[stage],
            found.tables[stage],
            np.ascontiguousarray(self.weights.T.astype(np.float64)),
        )

    def _step(self, stage: int) -> Step:
        part = slice(self.program.starts[stage], self.program.starts[stage + 1])
        capacities = self.program.capacities
        return Step(
            self.program.uses[part],
            self.program.gains[part],
            self.least[stage + 1],
            capacities - self.most[stage + 1],
            capacities,
        )

    def all_with(self, points: Integers) -> Integers:
        """(n, stages) the columns of everything that comes to one of these points, where no point is beaten."""
        self.every, self.corners, self.found = (
            True,
            points - 1,
            replace(self.found, points=points, picks=self.found.picks[:0]),
        )
        self.region = self._mapped()
        for _ in self._pass(-1):
            pass
        return self.found.picks

    def _pass(self, width: int) -> Generator[bool, None, Floats]:
        """Follow the states through the stages; ``width`` -1 drops none.

        Yields False when there is something new in the pass that drops none, and returns what the dropped ones can reach.
        """
        aside: list[tuple[int, _States]] = [(0, _root(self.program))]
        samples: list[Integers] = [np.zeros((0, len(self.program.capacities)), dtype=np.int64)] * self.program.stages
        dropped, told = np.full(len(self.weights), -np.inf), len(self.found.points)
        while aside:
            stage, states = aside.pop()
            try:
                while stage < self.program.stages and len(states):
                    if len(samples[stage]) == 0:
                        samples[stage] = _sample(self.program, states)
                    states = self._advance(stage, states)
                    stage += 1
                    states, rest = self._split(stage, states, width)
                    if len(rest) and width >= 0:
                        dropped = np.maximum(dropped, self._reach(stage, rest))
                    elif len(rest):
                        aside.append((stage, rest))
            except Stopped:
                if width < 0 and not self.leeway.any():
                    left = [self._reach(*one) for one in [(stage, states), *aside]]
                    self.reachable = np.minimum(self.reachable, np.max(left, axis=0))
                raise
            if len(states):
                self._found(states)
            if width < 0 and len(self.found.points) > 1.1 * told + 20:
                told = len(self.found.points)
                yield False
        self.found = replace(self.found, samples=tuple(samples))
        return dropped

    def _reach(self, stage: int, states: _States) -> Floats:
        """(directions,) the most that any completion of the states can reach."""
        most = np.full(len(self.weights), -np.inf)
        for first in range(0, len(states), SLICE):
            part = _part(states.front, first, SLICE)
            most = np.maximum(most, reach(part, self.program.capacities, self._rest(stage)).max(0))
        return most

    def _split(self, stage: int, states: _States, width: int) -> tuple[_States, _States]:
        """The states to follow, and the others: by slack, in the first pass by what they reach in each direction."""
        if len(states) <= (width if width > 0 else SET_ASIDE if width else DIVE):
            return states, states.take(np.zeros(0, dtype=np.int64))
        if width:
            order = np.argsort(-states.slack, kind="stable")[: width if width > 0 else SET_ASIDE]
        else:
            reached = reach(states.front, self.program.capacities, self._rest(stage))
            order = np.argsort(-reached, axis=0, kind="stable")[:DIVE]
        followed = np.zeros(len(states), dtype=bool)
        followed[order] = True
        return states.take(np.flatnonzero(followed)), states.take(np.flatnonzero(~followed))

    def _advance(self, stage: int, states: _States) -> _States:
        """All children of the states in one stage that are worth following."""
        step, rest = self._step(stage), self._rest(stage + 1)
        self.tried += len(states) * len(step.uses)
        if self.leeway.any() and self.tried > EFFORT:
            raise _GivenUp
        size = max(1, SLICE // len(step.uses))

        def expanded(first: int) -> Children:
            if self.stop():
                raise Stopped
            part = _part(states.front, first, size)
            into = _empty(len(part.uses) * len(step.uses), step)
            count = expand(part, step, rest, self.region, into)
            children = Children._make(array[:count].copy() for array in into)
            return children._replace(parents=children.parents + first)

        firsts = range(0, len(states), size)
        if self.workers > 1 and len(firsts) > 1:
            with ThreadPoolExecutor(self.workers) as pool:
                slices = list(pool.map(expanded, firsts))
        else:
            slices = [expanded(first) for first in firsts]
        children = Children._make(np.concatenate(parts) for parts in zip(*slices, strict=True))
        trail = _Trail(states.trail, children.parents, children.columns)
        found = _States(Front(children.uses, children.gains, children.hints), children.slack, trail)
        return found if self.every else found.take(efficient(children.uses, children.gains, LOOKS))

    def _found(self, states: _States) -> None:
        """Add the gains of completed states to the points, and close the corners below them."""
        if self.every:
            wanted = {tuple(point) for point in self.found.points.tolist()}
            same = np.array([tuple(gains) in wanted for gains in states.front.gains.tolist()], dtype=np.bool_)
            picks = self._picks(states.take(np.flatnonzero(same)))
            self.found = replace(self.found, picks=np.vstack([self.found.picks, picks]))
            return
        states = states.take(best(states.front.gains))
        points = np.vstack([self.found.points, states.front.gains])
        picks = np.vstack([self.found.picks, self._picks(states)])
        kept = best(points)
        new = points[kept[kept >= len(self.found.points)]]
        self.found = replace(self.found, points=points[kept], picks=picks[kept])
        if len(new):
            self.corners = corners_after(self.corners, new)
            self.region = self._mapped()

    def _picks(self, states: _States) -> Integers:
        """(states, stages) the columns on the way to completed states."""
        picks = np.zeros((len(states), self.program.stages), dtype=np.int64)
        trail, rows, stage = states.trail, np.arange(len(states)), self.program.stages
        while trail is not None:
            stage -= 1
            picks[:, stage] = trail.columns[rows]
            rows = trail.parents[rows]
            trail = trail.before
        return picks


def _plan() -> list[tuple[int, float]]:
    """The width and the leeway of each pass."""
    return [*((width, 0.0) for width in WIDTHS[:-1]), *((WIDTHS[-1], share) for share in (*LEEWAYS, 0.0))]


def _root(program: Program) -> _States:
    uses, gains = (np.zeros((1, part.shape[1]), dtype=np.int64) for part in (program.uses, program.gains))
    return _States(Front(uses, gains, np.zeros(1, dtype=np.int64)), np.zeros(1), None)


def _sample(program: Program, states: _States) -> Integers:
    rows = np.linspace(0, len(states) - 1, min(SAMPLES, len(states))).astype(np.int64)
    return program.capacities - states.front.uses[rows]


def _sums(program: Program, of: Integers | None = None) -> tuple[Integers, Integers]:
    """(stages + 1, rows) what each stage and all later ones use, or gain, at least and at most."""
    entries = program.uses if of is None else of
    least, most = np.zeros((2, program.stages + 1, entries.shape[1]), dtype=np.int64)
    if program.stages:
        for into, extreme in ((least, np.minimum), (most, np.maximum)):
            into[:-1] = np.cumsum(extreme.reduceat(entries, program.starts[:-1], axis=0)[::-1], axis=0)[::-1]
    return least, most


def _nothing(width: int) -> Integers:
    return np.zeros((0, width), dtype=np.int64)


def _part(front: Front, first: int, size: int) -> Front:
    return Front._make(array[first : first + size] for array in front)


def _empty(room: int, step: Step) -> Children:
    sizes = (room, step.uses.shape[1]), (room, step.gains.shape[1])
    uses, gains = (np.empty(size, np.int64) for size in sizes)
    hints, parents, columns = np.empty((3, room), np.int64)
    return Children(uses, gains, hints, parents, columns, np.empty(room, np.float64))
