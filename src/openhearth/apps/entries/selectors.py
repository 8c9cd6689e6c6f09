"""What stood in a book at a step, and what became of its parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from openhearth.apps.entries.contents import Contents
from openhearth.apps.entries.models import Book, BookEntry
from openhearth.core.merging import Keyed

Part = TypeVar("Part", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Ledger(Generic[Part]):
    """A kind of book: the model of its entries (a `BookEntry` with its ``book``), and how its parts are written."""

    entries: type[Any]
    contents: Contents[Part]

    def of(self, book: Book) -> QuerySet[Any]:
        """All entries of a book."""
        found: QuerySet[Any] = self.entries.objects.filter(book=book)
        return found


@dataclass(frozen=True, slots=True)
class Version(Generic[Part]):
    """One entry of a part's past. ``part`` None: it was taken out."""

    step: int
    kind: str
    key: str
    part: Part | None
    by: str
    at: datetime
    note: str


def entries_at(ledger: Ledger[Part], book: Book, step: int) -> QuerySet[Any]:
    """What held at a step, in the order in which the parts began."""
    held = ledger.of(book).filter(step__lte=step).filter(Q(superseded=None) | Q(superseded__gt=step))
    return held.exclude(content=None).order_by("first")


def parts_at(
    ledger: Ledger[Part], book: Book, step: int, *, kinds: Collection[str] | None = None
) -> list[tuple[str, Part]]:
    """The parts with their kinds as of a step: one query, however long the past."""
    rows = entries_at(ledger, book, step)
    rows = rows if kinds is None else rows.filter(kind__in=kinds)
    return [(kind, ledger.contents.part_of(kind, content)) for kind, content in rows.values_list("kind", "content")]


def part_at(ledger: Ledger[Part], book: Book, kind: str, key: str, step: int) -> Version[Part] | None:
    """What a part said at a step, with who wrote it; None where it had not begun."""
    rows = ledger.of(book).filter(kind=kind, key=key, step__lte=step).select_related("by")
    found = rows.order_by("-step").first()
    return version_of(ledger, found) if found else None


def versions_of(ledger: Ledger[Part], book: Book, kind: str, key: str, *, until: int) -> list[Version[Part]]:
    """The past of a part, the newest first."""
    rows = ledger.of(book).filter(kind=kind, key=key, step__lte=until).select_related("by")
    return [version_of(ledger, one) for one in rows.order_by("-step")]


def recent_entries(ledger: Ledger[Part], book: Book, *, until: int, after: int = 0) -> QuerySet[Any]:
    """What was written after a step, the newest first."""
    return ledger.of(book).filter(step__lte=until, step__gt=after).select_related("by").order_by("-step")


def version_of(ledger: Ledger[Part], entry: BookEntry) -> Version[Part]:
    part = None if entry.content is None else ledger.contents.part_of(entry.kind, entry.content)
    return Version(entry.step, entry.kind, entry.key, part, entry.by.name if entry.by else "", entry.at, entry.note)
