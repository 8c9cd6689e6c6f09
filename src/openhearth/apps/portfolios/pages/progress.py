"""How a search stands: what is said, whether it is under way, and a small picture of what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
from django.utils.translation import get_language

from openhearth.apps.jobs.selectors import state_tag
from openhearth.apps.portfolios.models import Run
from openhearth.apps.portfolios.pages.study import Told, conflict
from openhearth.apps.portfolios.selectors.runs import frontier_of
from openhearth.apps.portfolios.selectors.studies import Version
from openhearth.apps.portfolios.sentences import method_sentence, step_amount
from openhearth.apps.portfolios.services.judging import Standing as Judging
from openhearth.apps.portfolios.services.runs import is_answered
from openhearth.core.portfolio.frontier import Frontier
from openhearth.core.portfolio.problem import Problem

WIDTH, HEIGHT, EDGE = 320, 180, 8
DRAWN = 400
"""Points of the small picture at most; the explorer shows all."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Two aims against each other; the better of both lies to the upper right."""

    across: str
    up: str
    dots: tuple[tuple[int, int], ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Span:
    """What an aim reaches among the points found."""

    aim: str
    worst: str
    best: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A search, or that there was none yet."""

    run: Run | None
    active: bool = False
    waiting: bool = False
    abandoned: bool = False
    answered: bool = False
    percent: float | None = None
    conflict: tuple[Told, ...] = ()
    picture: Picture | None = None
    spans: tuple[Span, ...] = ()
    method: str = ""

    @property
    def can_go_on(self) -> bool:
        """Something was begun and neither ended nor is it under way."""
        return self.run is not None and not self.active and not self.answered


def standing(run: Run | None, version: Version, now: datetime) -> Standing:
    if run is None:
        return Standing(None)
    job = run.job
    found = frontier_of(run)
    return Standing(
        run,
        active=bool(job and job.is_active(now)),
        waiting=bool(job and job.state == "queued"),
        abandoned=bool(job and job.is_abandoned(now)),
        answered=is_answered(run),
        percent=None if run.gap is None else 100 * run.gap,
        conflict=conflict(version.problem, run.conflict or ()),
        picture=picture(version.problem, found) if found else None,
        spans=spans(version.problem, found) if found else (),
        method=method_sentence(run.algorithm, run.reason),
    )


def standing_tag(run: Run | None, now: datetime) -> str:
    """An HTTP entity tag: changes whenever what is shown of the search does."""
    job = run.job if run else None
    shown = (
        run and (run.pk, run.points, run.gap, run.complete, run.found_digest, run.finished, run.conflict),
        job and (job.pk, job.state, job.message, job.cancel_requested, job.is_abandoned(now), job.error_code),
        get_language(),
    )
    return f'"{sha256(repr(shown).encode()).hexdigest()[:32]}"'


def judging_tag(standing: Judging | None, now: datetime) -> str:
    """An HTTP entity tag: changes whenever what is shown of a judgement on its way does."""
    job = standing.job if standing else None
    shown = (standing and standing.phase, job and state_tag(job, now), get_language())
    return f'"{sha256(repr(shown).encode()).hexdigest()[:32]}"'


def spans(problem: Problem, found: Frontier) -> tuple[Span, ...]:
    """From the worst to the best of each aim, so that the stakes are seen before the explorer is opened."""
    values = np.array([point.values for point in found.points], dtype=np.int64)
    told = []
    for column, aim in enumerate(problem.objectives):
        ends = int(values[:, column].min()), int(values[:, column].max())
        worst, best = ends if aim.direction == "max" else ends[::-1]
        told.append(Span(aim.code, step_amount(problem, aim.measure, worst), step_amount(problem, aim.measure, best)))
    return tuple(told)


def picture(problem: Problem, found: Frontier) -> Picture:
    """The first two aims of at most so many points, spread evenly over all that were found."""
    step = max(1, -(-len(found.points) // DRAWN))
    values = np.array([point.values[:2] for point in found.points[::step]], dtype=np.float64)
    gains = values * np.array([1.0 if aim.direction == "max" else -1.0 for aim in problem.objectives[:2]])
    low, high = gains.min(0), gains.max(0)
    share = (gains - low) / np.where(high > low, high - low, 1.0)
    x = EDGE + share[:, 0] * (WIDTH - 2 * EDGE)
    y = HEIGHT - EDGE - share[:, 1] * (HEIGHT - 2 * EDGE)
    dots = dict.fromkeys(zip(np.rint(x).astype(int).tolist(), np.rint(y).astype(int).tolist(), strict=True))
    return Picture(found.objectives[0], found.objectives[1], tuple(dots))
