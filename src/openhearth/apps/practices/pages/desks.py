"""What lies on the desk of a person, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.forms.steps import ROLE_NAMES
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.pages.working import NEXT, STATE_NAMES
from openhearth.core.review import State, missing_opinions

HEAPS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "opinions": (_("Waiting for an opinion"), _("Nothing waits for your opinion.")),
    "publication": (_("Reviewed, waiting for publication"), _("Nothing waits to be published.")),
    "due": (_("Due for review"), _("Nothing is due for review.")),
}
"""What a heap is called, and what it says when it is empty."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice on the desk. ``missing`` are the roles that have not found it ready, ``days`` how long it has been due."""

    code: str
    title: str
    language: str
    place: str
    standing: State
    state: str | Promise
    next: str | Promise
    since: datetime
    missing: tuple[str | Promise, ...]
    review_due: date | None
    days: int
    is_public: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """Practices that wait for the same thing."""

    code: str
    name: str | Promise
    empty: str | Promise
    page: Page[Practice]
    entries: tuple[Entry, ...]


def entry_of(row: Practice, today: date) -> Entry:
    """A practice with its newest version read along (`selectors.desk.with_newest`)."""
    newest = row.revisions.all()[0]
    practice, standing = newest.record.practice, row.standing(today)
    opinions = [review.as_opinion(newest.number) for review in newest.reviews.all()]
    missing = missing_opinions(opinions, newest.number) if standing == "submitted" else ()
    return Entry(
        code=row.code,
        title=practice.title,
        language=practice.language,
        place=practice.nuts or practice.country,
        standing=standing,
        state=STATE_NAMES[standing],
        next=NEXT[standing],
        since=row.changed,
        missing=tuple(ROLE_NAMES[role] for role in missing),
        review_due=row.review_due,
        days=(today - row.review_due).days if row.review_due else 0,
        is_public=row.is_public,
    )


def heap_of(code: str, page: Page[Practice], today: date) -> Heap:
    return Heap(code, *HEAPS[code], page, tuple(entry_of(row, today) for row in page))
