"""Starting, reporting, cancelling and finishing long work."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks.base import Task

from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job, State
from openhearth.apps.jobs.selectors import unfinished_job
from openhearth.core.errors import Fault, InfeasibleError, InputError

SECONDS_BETWEEN_REPORTS = 0.5
log = logging.getLogger(__name__)


class JobCancelled(Exception):  # noqa: N818
    """Raised inside the work when somebody asked to stop, or when the job was given up meanwhile."""


class Progress:
    """What the work calls to say how far it is: ``progress(done, total, message)``.

    Call it often, and at least once a minute, outside any transaction: the page sees what is committed. Reports closer
    than half a second to the last one are dropped, so that reporting costs next to nothing; the last step never is.
    """

    def __init__(self, job: Job, clock: Callable[[], float] = time.monotonic) -> None:
        self.job = job
        self.clock = clock
        self.reported = -SECONDS_BETWEEN_REPORTS + clock()

    def __call__(self, done: int, total: int, message: str = "") -> None:
        if self.clock() - self.reported < SECONDS_BETWEEN_REPORTS and done < total:
            return
        self.reported = self.clock()
        going_on = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, cancel_requested=False)
        if not going_on.update(done=min(done, total), total=total, message=message[:200], heartbeat=timezone.now()):
            raise JobCancelled


Work = Callable[[Progress], str]
"""Does the work and returns the address of its result."""


def start_job(
    kind: str,
    title: str,
    owner: User | None,
    task: Task[..., Any],
    arguments: Mapping[str, Any],
    *,
    input_digest: str = "",
) -> Job:
    """Queue ``task(job_id, **arguments)``; the same unfinished question of the same person is not queued twice."""
    if running := unfinished_job(kind, input_digest, owner, timezone.now()):
        return running
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        owner=owner,
        input_digest=input_digest,
        task_path=task.module_path,
        arguments=dict(arguments),
    )
    try:
        result = task.enqueue(job_id=str(job.pk), **arguments)
    except Exception:
        _finish(job.pk, State.QUEUED, state=State.FAILED, error_code="not_queued")
        raise
    Job.objects.filter(pk=job.pk).update(task_result_id=result.id)
    job.refresh_from_db()
    return job


def carry_out(job_id: str | UUID, work: Work) -> None:
    """What a task does with its job: run the work, then keep its result, its failure or that it was cancelled.

    An unexpected failure goes to the log and on to the task backend; the person is shown a code, never a traceback.
    """
    now = timezone.now()
    if not Job.objects.filter(pk=job_id, state=State.QUEUED).update(state=State.RUNNING, started=now, heartbeat=now):
        log.info("Job %s is not waiting any more", job_id)
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    with translation.override(job.owner.language if job.owner else settings.LANGUAGE_CODE):
        try:
            result_url = work(Progress(job))
        except JobCancelled:
            _finish(job_id, state=State.CANCELLED)
        except InputError as error:
            fail_job(job_id, error.faults[0])
        except InfeasibleError as error:
            fail_job(job_id, Fault("infeasible", params={"witness": str(error.witness)}))
        except (SystemExit, KeyboardInterrupt):
            fail_job(job_id, Fault("worker_gone"))
            raise
        except Exception:
            log.exception("Job %s failed", job_id)
            fail_job(job_id, Fault("unexpected"))
            raise
        else:
            _finish(job_id, state=State.SUCCEEDED, result_url=result_url, done=F("total"), message="")


def fail_job(job_id: str | UUID, fault: Fault) -> None:
    params = {name: str(value) for name, value in fault.params.items()}
    if fault.place:
        params = {"place": fault.place, **params}
    _finish(job_id, state=State.FAILED, error_code=fault.code[:100], error_params=params)


def cancel_job(job: Job) -> None:
    """A waiting job is cancelled at once, a running one as soon as its work next reports, an abandoned one at once."""
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_requested=True)
    _finish(job.pk, State.QUEUED, state=State.CANCELLED, cancel_requested=True)
    if job.is_abandoned(timezone.now()):
        _finish(job.pk, state=State.CANCELLED)
    job.refresh_from_db()


def start_again(job: Job, owner: User | None) -> Job:
    """The same task with the same arguments. Work that keeps its steps by digest goes on where it was stopped."""
    if job.is_abandoned(timezone.now()):
        fail_job(job.pk, Fault("worker_gone"))
    task: Task[..., Any] = import_string(job.task_path)
    return start_job(job.kind, job.title, owner, task, job.arguments, input_digest=job.input_digest)


def _finish(job_id: str | UUID, *before: State, finished: datetime | None = None, **outcome: Any) -> None:
    """Only from the named states, by default running: what has finished stays finished, whoever comes late."""
    Job.objects.filter(pk=job_id, state__in=before or [State.RUNNING]).update(
        finished=finished or timezone.now(), **outcome
    )
