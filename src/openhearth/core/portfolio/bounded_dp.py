"""Exact frontier by dynamic programming with bounds, compiled.

The stages of a program are taken one after the other. A state is what the columns chosen so far use of the rows and gain in
the aims. A state dies when it cannot be completed, when another state of its stage uses no more and gains no less, or when
for every corner of the search region some bound says that its completions stay below. What survives the last stage is new.

Greedy portfolios come first, or, where there are none, a pass that keeps the most promising states only; the neighbours of
what is found are tried, and so good points are there early. What these agree on is taken first. A pass that lets states wait
instead of dropping them and comes back to them keeps memory bounded, and at its end nothing is missing. It is tried at once, for a
while. Where that is too short, wider passes that drop states follow, then passes with some leeway that drop none but look only for
points that are better than all known ones by more than that: they are fast, they fill the widest gaps first, and prove how much may
still be missing. The last one leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from openhearth.core.portfolio.archive import Archive
from openhearth.core.portfolio.bounds import FINE, MIDDLE, ROUGH, Bounds, bounds, directions, kind
from openhearth.core.portfolio.dominance import best, descending, efficient
from openhearth.core.portfolio.expansion import Children, Front, Stages, expand, farthest, reach, room_for, stages_of
from openhearth.core.portfolio.gap import Possible
from openhearth.core.portfolio.glance import TRIED, Effort, glanced
from openhearth.core.portfolio.greedy import first_points
from openhearth.core.portfolio.kernels import Floats, Integers
from openhearth.core.portfolio.matrices import rearranged, sums
from openhearth.core.portfolio.multipliers import Fineness
from openhearth.core.portfolio.neighbours import searched
from openhearth.core.portfolio.passes import Pass, plan
from openhearth.core.portfolio.program import Program
from openhearth.core.portfolio.pursuit import LOOKS, Field, Pursued, Reach, apart, mapped, pursue, together
from openhearth.core.portfolio.stage_order import surest_first
from openhearth.core.portfolio.states import States, Trail, root
from openhearth.core.portfolio.waiting import NOWHERE, Waiting, beginning, picks_along, shortened
from openhearth.core.portfolio.zones import Region, corners_after

MANY_AIMS = 4
"""With more aims than these there are so many corners that little is done at once."""

DIVE = 24
"""States kept for each direction in the first pass."""

SMALL, SMALLER = 160, 40
"""Columns up to which the first passes are made at once, and where there are more than four aims, whose corners are many: for some tenths of a second,
with four aims up to a second, nobody is asked whether to stop."""

ROUND, ROUNDS = 2_000_000, 100
"""Neighbours tried between two looks at whether to stop, and how often, after each pass that drops states."""

TOGETHER = 64, 4_000
"""States of one stage that are followed together by a pass that drops none: a tenth of the corners, within these limits. The fewer, the sooner points
are found that spare others; the more, the less often all is looked through again."""

SLICE = 1_024
"""States expanded between two looks at whether to stop."""

GLANCES = 5_000, 60_000, 150_000
"""Children tried at once in a small program, with rough bounds, with better ones and with fine ones."""


AT_ONCE, MANY_CORNERS = 60_000, 30_000
"""Children tried between two looks at whether to stop; a third of them where there are so many corners, which take half a second to map."""

ALONE, PARTS = 600_000, 4
"""After so many children what waits is followed in parts, which workers can share: each knows what the others have found only when all are back."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is known after some passes, and enough to go on from there.

    Parameters
    ----------
    points, picks
        (n, objectives) gains of the points found, and (n, stages) the column chosen in each stage, counted from its first.
    passes
        How many are done.
    leeway
        In each aim: no missing outcome is better than every one found by more than this. Empty as long as nothing is proved.
    strips
        What `openhearth.core.portfolio.search_region` knows.
    """

    points: Integers
    picks: Integers
    passes: int = 0
    leeway: tuple[int, ...] = ()
    strips: tuple[tuple[int, ...], ...] = ()


class Stopped(Exception):  # noqa: N818 (not an error: somebody asked)
    """The caller wants no more."""


class Search:
    """One search in one program: what is found so far, and the passes that find more.

    The result is a function of the program and the settings alone; ``workers`` only share the work.
    """

    def __init__(
        self, program: Program, stop: Callable[[], bool] = lambda: False, workers: int = 1, start: Found | None = None
    ) -> None:
        self.program, self.stop, self.workers = program, stop, workers
        self.weights = directions(program)
        self.like = kind(program.matrices, self.weights)
        self.lowest: Integers = sums(program.gains, program.starts)[0][0]
        nothing = Found(np.zeros((0, len(self.lowest)), dtype=np.int64), np.zeros((0, program.stages), dtype=np.int64))
        self.found = nothing if start is None else replace(start, passes=min(start.passes, len(plan()) - 1))
        self.corners: Integers = corners_after(self.lowest[None, :] - 1, self.found.points)
        self.leeway = np.zeros_like(self.lowest)
        self.tried_near: set[tuple[int, ...]] = (
            set() if start is None else {tuple(one) for one in start.points.tolist()}
        )
        self.reachable = np.full(len(self.weights), np.inf)
        self.order: Integers
        self.stages: Stages
        self.bounds: Bounds

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
        if (sums(self.program.uses, self.program.starts)[0][0] > self.program.capacities).any():
            self.reachable[:] = -np.inf
            yield True
            return
        most_columns = SMALL if len(self.lowest) <= MANY_AIMS else min(SMALL, SMALLER)
        small = 0 < len(self.program.choices) <= most_columns and (most is None or most > 1)
        if small and not len(self.found.points) and self._glanced():
            yield True
            return
        if not len(self.found.points):
            self._know(*first_points(self.program, self.weights))
        passes = plan()
        if len(self.found.points) and self.program.stages:
            yield from self._neighbours()
            self.found = replace(self.found, passes=max(1, self.found.passes))
        self._prepare(ROUGH if self.found.passes < TRIED else FINE)
        yield False
        while self.found.passes < min(len(passes), len(passes) if most is None else most):
            how = passes[self.found.passes]
            if how.by_value != self.by_value:
                self._prepare(FINE, by_value=how.by_value)
            complete = yield from self._one(how)
            yield complete
            if complete:
                return
            if how.width >= 0:
                yield from self._neighbours()
                yield False
            if how.width >= 0 or how.finer:
                self._prepare(FINE if how.width else ROUGH)

    def _glanced(self) -> bool:
        """The first passes at once; whether nothing is missing."""
        if self.stop():
            raise Stopped
        rough = ROUGH._replace(cells=min(ROUGH.cells, self.program.stages))
        effort = Effort(ROUND, TOGETHER[0], (rough, MIDDLE, FINE), GLANCES)
        own = self.program.stages - self.program.levels
        archive, done, complete = glanced(self.program.matrices, own, self.weights, effort, self.like)
        order = descending(archive.points)
        self.found = replace(self.found, points=archive.points[order], picks=archive.picks[order], passes=done)
        if complete:
            self.reachable[:] = -np.inf
        else:
            self.corners = corners_after(self.corners, self.found.points)
            self.tried_near = {tuple(point) for point in archive.points[archive.waiting == 0].tolist()}
        return complete

    def _one(self, how: Pass) -> Generator[bool, None, bool]:
        """A pass, and whether nothing is missing after it."""
        done = self.found.passes + 1
        if how.width >= 0:
            dropped = self._beam(how.width)
            self.found = replace(self.found, passes=done)
            self.reachable = np.minimum(self.reachable, dropped)
            return bool(np.isneginf(dropped).all())
        ranges = np.ptp(self.found.points, axis=0) if len(self.found.points) else np.zeros_like(self.lowest)
        self.leeway = np.floor(how.share * ranges).astype(np.int64)
        ended = yield from self._pursued(how.effort)
        if not ended:
            self.found = replace(self.found, passes=len(plan()) - 1 if how.share else done)
            return False
        if self.leeway.any():
            self.found = replace(self.found, passes=done, leeway=tuple(self.leeway.tolist()))
            return False
        self.found = replace(self.found, passes=done)
        self.reachable[:] = -np.inf
        return True

    def _neighbours(self) -> Iterator[bool]:
        """Try what is near the points found; yields False when they have grown by a tenth."""
        waiting = np.array(
            [tuple(point) not in self.tried_near for point in self.found.points.tolist()], dtype=np.int64
        )
        archive, told = Archive(self.found.points, self.found.picks, waiting), len(self.found.points)
        for _ in range(ROUNDS):
            if not archive.waiting.any():
                break
            stopped, grown = self.stop(), len(archive.points) > 1.1 * told + 20
            if stopped or grown:
                told = len(archive.points)
                self._know(archive.points, archive.picks)
                if np.isinf(self.reachable).all():
                    self._prepare(ROUGH)
                if stopped:
                    raise Stopped
                yield False
            archive, _ = searched(self.program, archive, ROUND)
        self._know(archive.points, archive.picks)
        self.tried_near = {tuple(point) for point in archive.points[archive.waiting == 0].tolist()}

    def _prepare(self, how: Fineness, *, by_value: bool = False) -> None:
        """Order the stages by what is found, or leave them in the order of the program, and bound them."""
        self.by_value = by_value
        self.order = np.arange(self.program.stages) if by_value else surest_first(self.program, self.found.picks)
        taken, _ = rearranged(self.program.matrices, self.order)
        self.stages = stages_of(taken, self.weights)
        self.bounds = bounds(taken, self.weights, np.ascontiguousarray(self.found.picks[:, self.order]), how, self.like)
        self.reachable = np.minimum(self.reachable, farthest(root(self.program).front, self.stages, 0, self.bounds))

    def _field(self) -> Field:
        return Field(self.stages, self.bounds, self.weights, self.lowest, self.leeway)

    def all_with(self, points: Integers) -> Integers:
        """(n, stages) the columns of everything that comes to one of these points, where no point is beaten."""
        if not self.program.stages:
            return np.zeros((1, 0), dtype=np.int64)
        self._prepare(ROUGH)
        self.corners, found = points - 1, [self.found.picks[:0]]
        wanted = {tuple(point) for point in points.tolist()}
        for _, told, picks in self._rounds(beginning(self.program.matrices), np.inf, every=True):
            found.append(picks[[tuple(point) in wanted for point in told.tolist()]])
        return np.vstack(found)

    def _pursued(self, effort: float) -> Generator[bool, None, bool]:
        """Follow all states, until none waits or so many children were tried; whether none waits. Yields False when the points have grown by a tenth."""
        told, waiting = len(self.found.points), beginning(self.program.matrices)
        try:
            for left, points, picks in self._rounds(waiting, effort):
                waiting = left
                self._know(points, picks)
                if len(self.found.points) > 1.1 * told + 20:
                    told = len(self.found.points)
                    yield False
        except Stopped:
            if not self.leeway.any():
                self.reachable = np.minimum(self.reachable, _farthest(waiting, self.stages, self.bounds))
            raise
        return not len(waiting.ways)

    def _rounds(
        self, waiting: Waiting, effort: float, *, every: bool = False
    ) -> Iterator[tuple[Waiting, Integers, Integers]]:
        """What waits after each round of a pass that drops nothing, and points found with their picks."""
        trail, tried, field, widest = NOWHERE, 0, self._field(), int(np.diff(self.program.starts).max())
        while len(waiting.ways) and tried < effort:
            if self.stop():
                raise Stopped
            few = min(int(np.clip(len(self.corners) // 10, *TOGETHER)), max(1, AT_ONCE // widest))
            reach = Reach(few, AT_ONCE if len(self.corners) < MANY_CORNERS else AT_ONCE // 3, every)
            parts = apart(waiting, PARTS if tried > ALONE else 1)
            begin = len(trail.parents)

            def followed(part: Waiting, begin: int = begin, reach: Reach = reach) -> Pursued:
                return pursue(field, self.corners, part, begin, reach)

            if self.workers > 1 and len(parts) > 1:
                with ThreadPoolExecutor(self.workers) as pool:
                    told = list(pool.map(followed, parts))
            else:
                told = [followed(part) for part in parts]
            tried += sum(one.tried for one in told)
            waiting, trail, points, ends = together(trail, told)
            picks = picks_along(trail, ends, self.order)
            trail, ways = shortened(trail, waiting.ways)
            waiting = waiting._replace(ways=ways)
            yield waiting, points, picks

    def _beam(self, width: int) -> Floats:
        """Follow the most promising states through the stages, and find what the others can reach in each direction."""
        states, dropped = root(self.program), np.full(len(self.weights), -np.inf)
        search = mapped(self._field(), self.corners)
        for stage in range(self.program.stages):
            if not len(states):
                break
            states = self._advance(stage, states, search)
            states, rest = self._split(stage + 1, states, width)
            if len(rest):
                dropped = np.maximum(dropped, farthest(rest.front, self.stages, stage + 1, self.bounds))
        if len(states):
            states = states.take(best(states.front.gains))
            self._know(states.front.gains, states.picks(self.order))
        return dropped

    def _split(self, stage: int, states: States, width: int) -> tuple[States, States]:
        """The states to follow, and the others: by slack, in the first pass by what they reach in each direction."""
        most = width or DIVE
        if len(states) <= most:
            return states, states.take(np.zeros(0, dtype=np.int64))
        if width:
            order = np.argsort(-states.slack, kind="stable")[:most]
        else:
            reached = reach(states.front, self.stages, stage, self.bounds)
            order = np.argsort(-reached, axis=0, kind="stable")[:DIVE]
        followed = np.zeros(len(states), dtype=bool)
        followed[order] = True
        return states.take(np.flatnonzero(followed)), states.take(np.flatnonzero(~followed))

    def _advance(self, stage: int, states: States, search: Region) -> States:
        """All children of the states in one stage that are worth following."""
        options = int(self.stages.starts[stage + 1] - self.stages.starts[stage])
        size = max(1, SLICE // options)

        def expanded(first: int) -> Children:
            if self.stop():
                raise Stopped
            part = states.part(first, size)
            into = room_for(len(part.uses) * options, part.uses.shape[1], part.gains.shape[1])
            count = expand(part, self.stages, stage, self.bounds, search, into)
            children = Children._make(array[:count].copy() for array in into)
            return children._replace(parents=children.parents + first)

        firsts = range(0, len(states), size)
        if self.workers > 1 and len(firsts) > 1:
            with ThreadPoolExecutor(self.workers) as pool:
                slices = list(pool.map(expanded, firsts))
        else:
            slices = [expanded(first) for first in firsts]
        children = slices[0]
        if len(slices) > 1:
            children = Children._make(np.concatenate(parts) for parts in zip(*slices, strict=True))
        trail = Trail(states.trail, children.parents, children.columns)
        found = States(Front(children.uses, children.gains, children.hints), children.slack, trail)
        return found.take(efficient(children.uses, children.gains, LOOKS))

    def _know(self, points: Integers, picks: Integers) -> int:
        """Add points that can be had, and close the corners below those that are new; of equal ones the first stays. How many are new."""
        points, picks = np.vstack([self.found.points, points]), np.vstack([self.found.picks, picks])
        kept = best(points)
        new = points[kept[kept >= len(self.found.points)]]
        self.found = replace(self.found, points=points[kept], picks=picks[kept])
        if len(new):
            self.corners = corners_after(self.corners, new)
        return len(new)


def _farthest(waiting: Waiting, stages: Stages, known: Bounds) -> Floats:
    """(directions,) the most that any completion of what waits can reach."""
    reached = [np.full(stages.weights.shape[1], -np.inf)]
    for stage in np.unique(waiting.stages).tolist():
        front = Front._make(of[waiting.stages == stage] for of in waiting.front)
        reached.append(farthest(front, stages, stage, known))
    most: Floats = np.max(reached, axis=0)
    return most
