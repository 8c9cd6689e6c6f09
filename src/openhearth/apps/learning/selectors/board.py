"""A programme as one person may read it at a step, for work that is done later and elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import Person
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.learning import rules
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER, all_parts_at
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import assembled


def reader(pk: int | None) -> Person:
    """A person by number; nobody in particular where there is none, or none any more."""
    found = User.objects.filter(pk=pk, is_active=True).first() if pk else None
    return found or AnonymousUser()


def readable_programme(user: Person, row: Programme, step: int) -> terms.Programme:
    """The programme as of a step, without what of it this person may not read (`rules.can_read_part`): one query."""
    whole = assembled(all_parts_at(row, step), code=row.code, title=row.title)

    def readable(kind: str, parts: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(one for one in parts if rules.can_read_part(user, row.code, whole.partners, kind, one))

    reports = tuple(one for one in whole.reports if rules.can_read_report(user, row, whole, one))
    submissions, learnings = readable("submission", whole.submissions), readable("learning", whole.learnings)
    return replace(whole, submissions=submissions, learnings=learnings, reports=reports)


def readable_reports(
    user: Person, row: Programme, programme: terms.Programme, step: int
) -> tuple[terms.PartnerReport, ...]:
    """What partners report that this person may read."""
    parts = all_parts_at(row, step, kinds=("report",))
    return tuple(part for _, part in parts if rules.can_read_report(user, row, programme, part))


def handed_in(row: Programme, semester: int, step: int) -> tuple[int, str] | None:
    """At which step and on which day the report of a semester was handed in for all; None while it was not."""
    found = part_at(LEDGER, row, "handed_in", str(semester), step)
    return (found.step, found.part.on) if found and found.part else None
