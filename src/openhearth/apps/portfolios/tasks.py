"""What the worker does for studies: search, and write down what is found while it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isnan
from threading import Event
from time import monotonic, thread_time
from typing import get_args

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from openhearth import __version__
from openhearth.apps.jobs.services import JobCancelled, Progress, carry_out
from openhearth.apps.portfolios.abreast import newest
from openhearth.apps.portfolios.examples import example
from openhearth.apps.portfolios.machine_code import keep_machine_code
from openhearth.apps.portfolios.models import Run
from openhearth.apps.portfolios.packing import checkpoint_in, packed, packed_digest
from openhearth.apps.portfolios.selectors.studies import problem_in
from openhearth.core.errors import InfeasibleError
from openhearth.core.portfolio.algorithm import Algorithm
from openhearth.core.portfolio.conflict import Conflict
from openhearth.core.portfolio.deviations import Deviation, intervals_of
from openhearth.core.portfolio.equals import with_equals
from openhearth.core.portfolio.frontier import Frontier, frontier, improving
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.robustness import robustness
from openhearth.core.portfolio.uncertainty import uncertainty
from openhearth.solving.workers import solver

QUEUE = "search"
"""A worker of its own: a brief must not wait behind a search of half an hour."""

SECONDS_BETWEEN_WRITES = 1.0
TICK = 0.4
"""Seconds between two looks at whether somebody wants the search to stop."""

WORKERS = 2

SECONDS_FOR_EQUALS = 8.0
"""Of computing, however busy the machine is: beyond, they are too many to be told."""

MOST_EQUALS = 30_000
"""Combinations that are told one by one though they have the same figures as another."""


@task(queue_name=QUEUE)
def search_frontier(job_id: str, run: int, limit_s: float) -> None:
    """Search for at most so many seconds (0: until nothing is missing), from where an earlier search stopped."""

    def work(progress: Progress) -> str:
        row = Run.objects.select_related("study", "revision").get(pk=run)
        Searcher(row, progress).search(limit_s)
        return f"{reverse('portfolios:study', args=[row.study.code])}#search"

    carry_out(job_id, work)


@task(queue_name=QUEUE)
def prepare_search() -> None:
    """Compile what a search and the pages about it need, once for this machine, so that nobody waits for it later."""
    keep_machine_code()
    problem = example()
    found = frontier(problem, workers=WORKERS)
    robustness(problem, found)
    uncertainty(problem, found, intervals_of(problem, (Deviation(0.1),)))


class Searcher:
    """One job working on one run. It writes only as long as the run is its own: a newer job takes it over."""

    def __init__(self, run: Run, progress: Progress) -> None:
        self.run, self.progress = run, progress
        self.before, self.begun, self.written = run.seconds, monotonic(), -SECONDS_BETWEEN_WRITES

    def search(self, limit_s: float) -> None:
        keep_machine_code()
        problem = problem_in(self.run.revision).problem
        Run.objects.filter(pk=self.run.pk).update(
            job=self.progress.job, started=timezone.now(), finished=None, core_version=__version__
        )
        stop, waiting, last, cancelled = Event(), None, None, None
        end = self.begun + limit_s if limit_s > 0 else float("inf")
        try:
            for found in newest(self._states(problem, lambda: stop.is_set() or monotonic() > end), TICK):
                waiting, last = found or waiting, found or last
                if waiting and monotonic() - self.written >= SECONDS_BETWEEN_WRITES:
                    self._write(waiting)
                    waiting = None
                try:
                    self._report()
                except JobCancelled as error:
                    cancelled = error
                    stop.set()
        except InfeasibleError as error:
            self._write_conflict(problem, error.witness)
            return
        finally:
            stop.set()
        if waiting:
            self._write(waiting)
        self._update(finished=timezone.now())
        if cancelled:
            raise cancelled
        if last and last.complete:
            self._write_equals(problem, last)

    def _states(self, problem: Problem, stop: Callable[[], bool]) -> Iterator[Frontier]:
        before = checkpoint_in(bytes(self.run.checkpoint)) if self.run.checkpoint else None
        asked = self.run.settings["algorithm"]
        algorithm = next((known for known in get_args(Algorithm) if known == asked), None)
        with solver(WORKERS) as solving:
            yield from improving(
                problem, stop=stop, workers=WORKERS, checkpoint=before, algorithm=algorithm, solver=solving
            )

    def _report(self) -> None:
        found = self.run.points
        said = ngettext("%(count)s combination found", "%(count)s combinations found", found) % {"count": found}
        self.progress(0, 0, said if found else _("Searching"))

    def _write(self, found: Frontier) -> None:
        """What is found now, with how to go on from here."""
        data = packed(replace(found, checkpoint=None)) if found.points else None
        self.run.points = len(found.points)
        self._update(
            algorithm=found.algorithm,
            reason=found.reason,
            complete=found.complete,
            gap=None if isnan(found.gap) else found.gap,
            points=len(found.points),
            found=data,
            found_digest=packed_digest(data) if data else "",
            every=False,
            checkpoint=packed(found.checkpoint) if found.checkpoint else None,
        )
        self.written = monotonic()

    def _write_equals(self, problem: Problem, found: Frontier) -> None:
        """All combinations with the same figures, where that is soon done: which actions are in all depends on them."""
        end = thread_time() + SECONDS_FOR_EQUALS
        told = with_equals(problem, found, most=MOST_EQUALS, stop=lambda: thread_time() > end)
        if told:
            data = packed(replace(told, checkpoint=None))
            rows = Run.objects.filter(pk=self.run.pk, job=self.progress.job)
            rows.update(found=data, found_digest=packed_digest(data), every=True)

    def _write_conflict(self, problem: Problem, witness: object) -> None:
        """That nothing respects all conditions is an answer; kept are the numbers of those that cannot hold together."""
        clashing = witness.constraints if isinstance(witness, Conflict) else ()
        numbers = [problem.constraints.index(one) for one in clashing]
        self._update(conflict=numbers, finished=timezone.now(), points=0, found=None, found_digest="", checkpoint=None)

    def _update(self, **changes: object) -> None:
        seconds = self.before + monotonic() - self.begun
        Run.objects.filter(pk=self.run.pk, job=self.progress.job).update(
            updated=timezone.now(), seconds=seconds, **changes
        )
