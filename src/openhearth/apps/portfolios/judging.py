"""Judging what is left where figures are not sure: the work itself, in a request or by the worker, and keeping its answer."""

from __future__ import annotations

from time import monotonic

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from openhearth.apps.jobs.services import Progress, carry_out
from openhearth.apps.portfolios.abreast import newest
from openhearth.apps.portfolios.models import Judgement, Run
from openhearth.apps.portfolios.packing import packed
from openhearth.apps.portfolios.selectors.exploring import as_kept, supposed_as_kept
from openhearth.apps.portfolios.selectors.judging import Answer, Question, answer_to, question_in
from openhearth.apps.regions.wording import number

MOST_KEPT = 50
"""Answers about what stands only in addresses, of each search; the oldest make room."""

TICK = 0.4
"""Seconds between two looks at whether somebody wants it to stop."""


@task()
def judge_figures(job_id: str, judgement: int, address: str) -> None:
    """Answer a question about figures that are not sure; nothing is done where it is asked of nothing any more."""

    def work(progress: Progress) -> str:
        rows = Judgement.objects.select_related("run__study").defer("run__found", "run__checkpoint")
        row = rows.filter(pk=judgement).first()
        if row is None:
            return ""
        question = question_in(row)
        if question is None:
            row.delete()
        elif not row.answer:
            answer, seconds = _answered(question, progress)
            keep_answer(question, answer, seconds, kept=row.kept)
        return reverse("portfolios:uncertain", args=[row.run.study.code]) + address

    carry_out(job_id, work)


def judge_now(question: Question, *, kept: bool) -> Answer:
    """Answer at once, whoever waits, and keep the answer.

    Raises
    ------
    InputError, InfeasibleError
        As `openhearth.core.portfolio.uncertainty.uncertainty`.
    """
    begun = monotonic()
    answer = answer_to(question)
    keep_answer(question, answer, monotonic() - begun, kept=kept)
    return answer


def keep_answer(question: Question, answer: Answer, seconds: float, *, kept: bool) -> None:
    """For every process; of what is only supposed the newest, and nothing about what has been found no more."""
    told = {"answer": packed(answer), "seconds": seconds, "at": timezone.now(), **({"kept": True} if kept else {})}
    Judgement.objects.update_or_create(
        run_id=question.run, digest=question.digest, defaults=told, create_defaults=told | asked(question)
    )
    found = Run.objects.filter(pk=question.run).values_list("found_digest", flat=True).first()
    rows = Judgement.objects.filter(run_id=question.run)
    beyond = rows.filter(kept=False).order_by("-at", "-pk").values_list("pk", flat=True)[MOST_KEPT:]
    rows.filter(Q(pk__in=list(beyond)) | ~Q(found_digest=found)).delete()


def asked(question: Question) -> dict[str, object]:
    """A question as its row keeps it."""
    return {
        "found_digest": question.found_digest,
        "supposed": [supposed_as_kept(one) for one in question.told],
        "statements": [as_kept(one) for one in question.said],
    }


def _answered(question: Question, progress: Progress) -> tuple[Answer, float]:
    """In a thread of its own, so that the worker hears when somebody wants it to stop."""
    begun, told = monotonic(), list[Answer]()
    for one in newest(map(answer_to, (question,)), TICK):
        told += [one] if one else []
        progress(0, 0, _("for %(seconds)s s") % {"seconds": number(monotonic() - begun, 0)})
    return told[-1], monotonic() - begun
