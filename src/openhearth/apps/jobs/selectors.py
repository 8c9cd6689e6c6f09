from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet
from django.utils.translation import get_language

from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import SILENCE, Job, State


def jobs_of(owner: User) -> QuerySet[Job]:
    return Job.objects.filter(owner=owner).order_by("-created")


def unfinished_job(kind: str, input_digest: str, owner: User | None, now: datetime) -> Job | None:
    """The same question of the same person, already being worked on; what nobody owns, anybody may wait for."""
    if not input_digest:
        return None
    same = Job.objects.filter(kind=kind, input_digest=input_digest, owner=owner, cancel_requested=False)
    alive = same.filter(state=State.QUEUED) | same.filter(state=State.RUNNING, heartbeat__gte=now - SILENCE)
    return alive.order_by("-created").first()


def state_tag(job: Job, now: datetime) -> str:
    """Changes whenever what the page shows of the job changes: an HTTP entity tag."""
    shown = (
        job.pk,
        job.state,
        job.done,
        job.total,
        job.message,
        job.cancel_requested,
        job.is_abandoned(now),
        get_language(),
    )
    return f'"{sha256(repr(shown).encode()).hexdigest()[:32]}"'
