"""The published practices, read once for each state of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Max
from rapidfuzz import fuzz, process

from openhearth.apps.practices import models
from openhearth.core.practice import Practice
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.review import State as Standing
from openhearth.core.review import standing

SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Published:
    """A practice as everybody may read it, and how fresh it is."""

    pk: int
    record: PracticeRecord
    published: datetime
    reviewed_on: date | None
    review_due: date | None
    adapted_from: str
    archived: bool = False

    @property
    def practice(self) -> Practice:
        return self.record.practice

    def standing(self, today: date) -> Standing:
        return "archived" if self.archived else standing("published", self.review_due, today)


def practices_version() -> str:
    """Another text after every change of what is published."""
    found = models.Practice.objects.exclude(public=None).aggregate(Count("pk"), Max("public"), Max("changed"))
    return " ".join(str(value) for value in found.values())


def published() -> tuple[Published, ...]:
    """All that are published and not archived, by code."""
    return _published(practices_version())


@lru_cache(maxsize=2)
def _published(version: str) -> tuple[Published, ...]:
    del version  # only keys the cache
    rows = models.Practice.objects.exclude(public=None).filter(archived_because="")
    return tuple(_value(row) for row in rows.select_related("public", "adapted_from").order_by("code"))


def published_with_code(code: str) -> Published | None:
    """One that everybody may read, archived ones included: a lasting address does not vanish."""
    rows = models.Practice.objects.exclude(public=None).select_related("public", "adapted_from")
    found = rows.filter(code=code).first()
    return _value(found) if found else None


def all_practices() -> tuple[Practice, ...]:
    return tuple(one.practice for one in published())


def practice_with_code(code: str) -> Practice | None:
    found = published_with_code(code)
    return found.practice if found else None


def nearest_codes(code: str) -> tuple[str, ...]:
    """Codes of the practices whose code or title is most like the words."""
    names = {practice.code: f"{practice.code} {practice.title}" for practice in all_practices()}
    found = process.extract(code, names, scorer=fuzz.WRatio, processor=str.casefold, limit=SUGGESTIONS, score_cutoff=50)
    return tuple(near for _, _, near in found)


def _value(row: models.Practice) -> Published:
    assert row.public is not None  # noqa: S101 - the queries above ask for it
    return Published(
        pk=row.pk,
        record=row.public.record,
        published=row.published or row.public.at,
        reviewed_on=row.reviewed_on,
        review_due=row.review_due,
        adapted_from=row.adapted_from.code if row.adapted_from and row.adapted_from.public_id else "",
        archived=row.is_put_away,
    )
