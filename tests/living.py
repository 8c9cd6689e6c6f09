"""Practices at every point of their way, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import Practice, Review, Revision, content_of
from openhearth.core import practice as values
from openhearth.core.practice_record import PracticeRecord
from tests.factories import a_role, a_user

NUMBERS = count(1)
RECORD = PracticeRecord(
    values.Practice(
        code="",
        title="Furnace schools",
        summary="Foundry workers teach pupils how metal is cast.",
        language="en",
        source="openhearth",
        provenance="Our own work",
        country="DE",
        nuts="DEA12",
        thematic_priority=("green",),
        industrial_ecosystem=("energy_intensive",),
    ),
)


def a_record(**fields: Any) -> PracticeRecord:
    """A complete record under an address of its own, with other values of its practice where given."""
    known = {"code": f"furnace-schools-{next(NUMBERS)}"} | fields
    return replace(RECORD, practice=replace(RECORD.practice, **known))


def a_practice(state: str = "draft", *, by: User | None = None, record: PracticeRecord | None = None) -> Practice:
    """In a state; ``due`` is published and past its review. Whatever is reviewed or published has both opinions."""
    by = by or a_user()
    record = record or a_record()
    row = (
        Practice.objects.create(
            code=record.practice.code,
            proposer=by,
            keeper=by,
            state={"due": "published"}.get(state, state),
        )
        if state in ("draft", "submitted", "reviewed")
        else Practice.objects.create(code=record.practice.code, proposer=by, keeper=by)
    )
    revision = Revision.objects.create(practice=row, number=1, content=content_of(record), by=by)
    if state in ("reviewed", "published", "due", "archived"):
        for role in ("editor", "expert"):
            Review.objects.create(
                revision=revision, role=role, verdict="ready", opinion=f"Sound, says the {role}.", by=a_user()
            )
    if state in ("published", "due", "archived"):
        today = timezone.localdate()
        due: date = today - timedelta(days=40) if state == "due" else today + timedelta(days=400)
        row.state = "archived" if state == "archived" else "published"
        row.public, row.published = revision, timezone.now()
        row.reviewed_on, row.review_due = due - timedelta(days=700), due
        row.archived_because = "It ended." if state == "archived" else ""
        row.save()
        Revision.objects.filter(pk=revision.pk).update(published=row.published)
    return row


def an_editor(place: str = "") -> User:
    return _holder("editor", place)


def an_expert(place: str = "") -> User:
    return _holder("expert", place)


def _holder(role: str, place: str) -> User:
    where = {"scope_kind": "region", "scope_code": place} if place else {}
    user = a_user()
    a_role(user=user, role=role, **where)
    return user
