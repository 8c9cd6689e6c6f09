"""People, roles, invitations and jobs for tests. A person has no password unless the test gives one."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from openhearth.apps.accounts.models import Invitation, Role, User
from openhearth.apps.accounts.tokens import token_hash
from openhearth.apps.jobs.models import Job, State

NUMBERS = count(1)


def a_user(**fields: Any) -> User:
    number = next(NUMBERS)
    return User.objects.create(**{"email": f"person{number}@example.org", "name": f"Person {number}"} | fields)


def a_role(**fields: Any) -> Role:
    """An administrator everywhere, unless told otherwise."""
    user = fields.pop("user", None) or a_user()
    return Role.objects.create(**{"user": user, "role": "administrator"} | fields)


def an_invitation(**fields: Any) -> Invitation:
    """For the transition team of DEA1, valid for a day. Its token is "token"."""
    known = {
        "email": f"guest{next(NUMBERS)}@example.org",
        "role": "team",
        "scope_kind": "region",
        "scope_code": "DEA1",
        "token_hash": token_hash("token"),
        "expires": timezone.now() + timedelta(days=1),
        "invited_by": fields.pop("invited_by", None) or a_user(),
    }
    return Invitation.objects.create(**known | fields)


def a_job(**fields: Any) -> Job:
    """Running, unless told otherwise."""
    now = timezone.now()
    state = fields.get("state", State.RUNNING)
    heartbeat = {} if state == State.QUEUED else {"started": now, "heartbeat": now}
    finished = {} if state in {State.QUEUED, State.RUNNING} else {"finished": now}
    known = {
        "kind": "melt",
        "title": "Two heats",
        "task_path": "tests.apps.test_jobs.melt",
        "arguments": {"heats": 2},
        "state": state,
    }
    return Job.objects.create(**known | heartbeat | finished | fields)
