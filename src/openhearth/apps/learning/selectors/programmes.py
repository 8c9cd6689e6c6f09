"""Programmes as they were at a step, and who may see which of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q

from openhearth.apps.accounts.rules import Person
from openhearth.apps.entries.selectors import Ledger, parts_at
from openhearth.apps.learning import rules
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Programme
from openhearth.apps.regions.selectors import territories
from openhearth.core.merging import Keyed
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import assembled
from openhearth.core.programme.meeting_terms import Shown

LEDGER: Ledger[Any] = Ledger(Entry, CONTENTS)
"""What `openhearth.apps.entries` needs to read and write programmes."""

LONGEST_TITLE = 200


def programme_row(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).first()


def all_parts_at(row: Programme, step: int, *, kinds: Collection[str] | None = None) -> list[tuple[str, Any]]:
    """The parts with their kinds as of a step: one query, however long the past."""
    return parts_at(LEDGER, row, step, kinds=kinds)


def programme_of(row: Programme, parts: Iterable[tuple[str, Any]]) -> terms.Programme:
    """The programme made of its parts; a practice that was shown in a meeting is one of those of the meeting."""
    kept = tuple(parts)
    shown: dict[str, list[str]] = {}
    for _, part in kept:
        if isinstance(part, Shown):
            shown.setdefault(part.meeting, []).append(part.practice)
    whole = assembled(kept, code=row.code, title=row.title, language=row.language)
    meetings = tuple(
        replace(one, practices=tuple(dict.fromkeys((*one.practices, *shown[one.key])))) if one.key in shown else one
        for one in whole.meetings
    )
    return replace(whole, meetings=meetings)


def programme_at(row: Programme, step: int) -> terms.Programme:
    """The programme as of a step, with everything in it, also what not everybody may read."""
    return programme_of(row, all_parts_at(row, step))


def partners_of(row: Programme, step: int) -> tuple[terms.Partner, ...]:
    """Who takes part."""
    return tuple(part for _, part in all_parts_at(row, step, kinds=("partner",)))


def visible_programmes(user: Person) -> list[Programme]:
    """What is public, and the drafts of the programmes in which this person has a part; in the order of their titles."""
    rows = list(Programme.objects.all())
    if not user.is_authenticated:
        return [row for row in rows if row.is_public]
    return [row for row in rows if row.is_public or rules.can_see_draft(user, row, partners_of(row, row.step))]


def title_of(part: Keyed) -> str:
    """What a part is called: the first of its fields that says it."""
    for name in ("title", "name", "organisation", "task", "saw", "text", "topic", "purpose", "practice"):
        found = getattr(part, name, "")
        if isinstance(found, str) and found:
            return found[:LONGEST_TITLE]
    return str(part.key)


def used_keys(row: Programme, kind: str) -> frozenset[str]:
    """The keys that parts of a kind have or had: a key is never given to another part."""
    return frozenset(Entry.objects.filter(book=row, kind=kind).values_list("key", flat=True))


def hidden_entries(row: Programme, own: Collection[str]) -> Q:
    """Entries that only the people of a partner read, if it is none of these; and all self-assessments.

    Homework and reports that were not handed in; learnings as long as they were unfinished. Of a learning that is unfinished now, or was
    when it was taken out, nothing is left, also not what it said before it was taken back.
    """
    finished = ~Q(content__handed_in_on="") & Q(content__handed_in_on__isnull=False)
    unfinished = Q(kind__in=("submission", "report")) & ~finished & ~Q(content__partner__in=own)
    learnings = Entry.objects.filter(book=row, kind="learning")
    gone = learnings.filter(content__isnull=True, superseded=None).values("step")
    drafts = learnings.filter(content__unfinished=True).exclude(content__partner__in=own)
    held_back = drafts.filter(Q(superseded=None) | Q(superseded__in=gone)).values("key")
    of_learnings = Q(pk__in=drafts.values("pk")) | Q(kind="learning", key__in=held_back)
    return unfinished | of_learnings | Q(kind="assessment")


def known_regions(partners: Iterable[terms.Partner]) -> frozenset[str]:
    """The regions of partners that this house has a page for."""
    wanted = {one.region for one in partners if one.region}
    return frozenset(one.code for one in territories() if one.code in wanted) if wanted else frozenset()
