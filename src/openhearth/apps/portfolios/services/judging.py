"""Asking what is left where figures are not sure: small questions are answered at once, large ones by the worker, each only once.

What is kept about a study is computed whoever looks first. What stands only in an address is computed by the worker for those who
may start work there, one question at a time; everybody else is told how to get an answer.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import SILENCE, Job, State
from openhearth.apps.jobs.services import cancel_job, fail_job, start_job
from openhearth.apps.portfolios.judging import asked, judge_figures, judge_now
from openhearth.apps.portfolios.models import Judgement, Study
from openhearth.apps.portfolios.selectors.exploring import looked_at
from openhearth.apps.portfolios.selectors.judging import (
    Answer,
    Question,
    answer_in,
    refuse_early,
    standing_question,
)
from openhearth.core.errors import Fault, InfeasibleError, InputError

AT_ONCE = 6_500_000_000
"""Pairs of combinations, by ways of their actions and by facts, that are compared while somebody waits: about half a second."""

STARTING = timedelta(minutes=1)
"""A question without a job is being queued; after so long it was not."""


class Phase(StrEnum):
    """How far the answer to a question is."""

    ANSWERED = "answered"
    WAITING = "waiting"
    RUNNING = "running"
    BUSY = "busy"
    ENDED = "ended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer, or why there is none yet.

    ``BUSY``: another question of the study or of this person comes first; ``ENDED``: the job was stopped or has failed;
    ``CLOSED``: too large to be computed for this person.
    """

    phase: Phase
    answer: Answer | None = None
    job: Job | None = None

    @property
    def coming(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return self.phase in {Phase.WAITING, Phase.RUNNING, Phase.BUSY}


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, whether about what is kept, whether they may have the worker compute, and at which query string it stands."""

    by: User | None = None
    kept: bool = True
    may_start: bool = False
    address: str = ""
    wait: bool = False
    """Compute it here, however long it takes: only the worker may."""


ANYBODY = Asking()
"""Asks about what is kept."""


def standing_of(study: Study, question: Question, asking: Asking = ANYBODY) -> Standing:
    """The answer where there is one or it is made soon; else how far it is, and its job is started where that may be.

    Raises
    ------
    InputError, InfeasibleError
        It cannot be answered: as `openhearth.core.portfolio.uncertainty.uncertainty`.
    """
    row = _row(question)
    if row and asking.kept and not row.kept:
        Judgement.objects.filter(pk=row.pk).update(kept=True)
    if row and (answer := answer_in(row)):
        return Standing(Phase.ANSWERED, answer)
    if asking.wait or question.work <= AT_ONCE:
        return Standing(Phase.ANSWERED, judge_now(question, kept=asking.kept))
    if row and (row.job or timezone.now() - row.at < STARTING):
        return _under_way(row.job)
    refuse_early(question)
    if not (asking.kept or asking.may_start):
        return Standing(Phase.CLOSED)
    if not asking.kept and _others(study, question, asking.by):
        return Standing(Phase.BUSY)
    return _started(study, question, asking, row)


def judge_again(study: Study, question: Question, asking: Asking) -> Standing:
    """Once more, after it was stopped or has failed."""
    row = _row(question)
    if row and row.job and not row.job.is_active(timezone.now()) and not row.answer:
        if row.job.is_abandoned(timezone.now()):
            fail_job(row.job.pk, Fault("worker_gone"))
        Judgement.objects.filter(pk=row.pk, job=row.job).delete()
    return standing_of(study, question, asking)


def stop_judging(question: Question) -> None:
    row = _row(question)
    if row and row.job:
        cancel_job(row.job)


def judge_kept(study: Study, by: User | None) -> None:
    """Have the worker answer what is kept now, where that takes long; what was kept before is waited for no more."""
    looked = looked_at(study)
    if looked is None:
        return
    with suppress(InputError, InfeasibleError):
        question = standing_question(study, looked)
        _let_go(study, question.digest if question else "")
        if question and question.work > AT_ONCE:
            standing_of(study, question, Asking(by))


def _row(question: Question) -> Judgement | None:
    rows = Judgement.objects.select_related("job")
    return rows.filter(run_id=question.run, digest=question.digest).first()


def _under_way(job: Job | None) -> Standing:
    if job is None or job.state == State.QUEUED:
        return Standing(Phase.WAITING, job=job)
    return Standing(Phase.RUNNING if job.is_active(timezone.now()) else Phase.ENDED, job=job)


def _others(study: Study, question: Question, by: User | None) -> bool:
    """Whether something else that is only supposed is computed for this study or this person."""
    reporting = Q(job__state=State.RUNNING, job__heartbeat__gte=timezone.now() - SILENCE)
    rows = Judgement.objects.filter(reporting | Q(job__state=State.QUEUED), kept=False, answer=None)
    mine = Q(job__owner=by) if by else Q()
    return rows.filter(Q(run__study=study) | mine).exclude(digest=question.digest).exists()


def _started(study: Study, question: Question, asking: Asking, row: Judgement | None) -> Standing:
    """Two may ask at once: whoever makes the row starts the job, the other waits for it."""
    if row is not None:
        Judgement.objects.filter(pk=row.pk, job=None, at=row.at).delete()
    told = {**asked(question), "kept": asking.kept}
    row, new = Judgement.objects.get_or_create(run_id=question.run, digest=question.digest, defaults=told)
    if not new:
        return _under_way(row.job)
    if asking.kept:
        _let_go(study, question.digest)
    job = start_job(
        "judgement",
        _("Figures that are not sure: %(title)s") % {"title": study.title},
        asking.by,
        judge_figures,
        {"judgement": row.pk, "address": asking.address},
        input_digest=question.digest,
    )
    Judgement.objects.filter(pk=row.pk).update(job_id=job.pk)
    row = _row(question)
    answer = answer_in(row) if row else None
    return Standing(Phase.ANSWERED, answer) if answer else _under_way(job)


def _let_go(study: Study, digest: str) -> None:
    """What was kept before counts among what is only supposed, and is not waited for."""
    rows = Judgement.objects.filter(run__study=study, kept=True).exclude(digest=digest)
    for row in rows.filter(answer=None).select_related("job"):
        if row.job:
            cancel_job(row.job)
    rows.filter(answer=None).delete()
    rows.update(kept=False)
