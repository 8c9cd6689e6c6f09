"""Asking for a search, and stopping one."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.services import cancel_job, fail_job, start_job
from openhearth.apps.portfolios.models import Run, Study
from openhearth.apps.portfolios.selectors.runs import run_of, settings_of
from openhearth.apps.portfolios.selectors.studies import Version
from openhearth.apps.portfolios.tasks import search_frontier
from openhearth.core.errors import Fault

LIMITS = (30, 60, 300, 1800, 0)
"""Seconds somebody may be ready to wait; 0: until nothing is missing."""


def start_search(
    study: Study, version: Version, by: User | None, *, limit_s: float = 0.0, algorithm: str = "auto"
) -> Run:
    """The search of this question: answered already, under way, or queued now. The same question is never computed twice.

    Another algorithm goes on from where the one before it stopped: both find the same points.
    """
    last = run_of(study, version)
    if last and (is_answered(last) or (last.job and last.job.is_active(timezone.now()))):
        return last
    if last and last.job and last.job.is_abandoned(timezone.now()):
        fail_job(last.job.pk, Fault("worker_gone"))
    settings = settings_of(algorithm)
    run = run_of(study, version, settings) or _new(study, version, settings)
    if last and last != run and last.core_version == __version__:
        _take_over(run, last)
    elif run.core_version != __version__:
        _forget(run)
    job = start_job(
        "frontier",
        _("Best combinations: %(title)s") % {"title": study.title},
        by,
        search_frontier,
        {"run": run.pk, "limit_s": float(limit_s)},
        input_digest=f"{version.digest[:48]}{study.pk:016d}",
    )
    Run.objects.filter(pk=run.pk).update(job_id=job.pk, updated=timezone.now())
    run.refresh_from_db()
    return run


def is_answered(run: Run) -> bool:
    """Nothing is missing, or nothing is possible, by this version of the core."""
    return (run.complete or run.conflict is not None) and run.core_version == __version__


def stop_search(run: Run) -> None:
    """What was found stays, and the search can go on from there."""
    if run.job:
        cancel_job(run.job)


def _new(study: Study, version: Version, settings: dict[str, str]) -> Run:
    """Two people may ask at once; both get the same row."""
    try:
        with transaction.atomic():
            return Run.objects.create(
                study=study,
                revision=version.revision,
                digest=version.digest,
                settings=settings,
                core_version=__version__,
            )
    except IntegrityError:
        return Run.objects.get(study=study, digest=version.digest, settings=settings)


def _take_over(run: Run, last: Run) -> None:
    """What another search of the same question has found, and where it stopped."""
    names = (
        "points",
        "gap",
        "found",
        "found_digest",
        "every",
        "checkpoint",
        "seconds",
        "algorithm",
        "reason",
        "core_version",
    )
    told = {name: getattr(last, name) for name in names}
    Run.objects.filter(pk=run.pk).update(**told, complete=False, conflict=None)


def _forget(run: Run) -> None:
    """An answer of an older core is asked for again from the beginning."""
    Run.objects.filter(pk=run.pk).update(
        core_version=__version__,
        complete=False,
        gap=None,
        points=0,
        found=None,
        found_digest="",
        every=False,
        checkpoint=None,
        conflict=None,
        seconds=0.0,
    )
