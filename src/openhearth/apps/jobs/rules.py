"""Work belongs to whoever started it. Work without an owner belongs to whoever knows its unguessable address."""

from __future__ import annotations

from openhearth.apps.accounts.rules import Person, can_administer
from openhearth.apps.jobs.models import Job


def can_see_job(user: Person, job: Job) -> bool:
    return job.owner_id is None or job.owner_id == user.pk or can_administer(user)


def can_cancel_job(user: Person, job: Job) -> bool:
    return can_see_job(user, job)
