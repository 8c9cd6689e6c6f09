"""The answers of the commands about practices and their index, as values with a stable schema: see `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of one field; ``marks`` are the parts of ``text`` that were asked for, from and to (code points, end excluded)."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HitAnswer:
    """A record found. ``place`` is the smallest region known, as the source names it; ``language`` that of the title."""

    code: str
    kind: str
    title: str
    language: str
    country: str
    place: str
    address: str
    highlights: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ValueAnswer:
    """A value to filter by; ``hits``: how many records there would be with it beside all other filters."""

    code: str
    label: str
    hits: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterAnswer:
    """A filter with the values that occur or are chosen."""

    code: str
    name: str
    values: tuple[ValueAnswer, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """``openhearth practices search WORDS --json``.

    ``meant``: what the words may have been meant to be where nothing is found. ``complete`` false: there is no index yet.
    """

    schema: str
    words: str
    total: int
    page: int
    pages: int
    meant: str | None
    complete: bool
    hits: tuple[HitAnswer, ...]
    filters: tuple[FilterAnswer, ...]


@dataclass(frozen=True, slots=True)
class ImportedPractice:
    """A record of a file: ``fate`` is ``new``, ``changed`` (in ``fields``) or ``unchanged``; ``like`` are possible duplicates."""

    code: str
    title: str
    fate: str
    fields: tuple[str, ...]
    like: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FaultAnswer:
    """What is wrong with a file, where, and in words."""

    place: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """``openhearth practices import FILE --json``. ``done`` false: a dry run, or a file with faults; then nothing changed."""

    schema: str
    file_name: str
    done: bool
    read: int
    published: bool
    records: tuple[ImportedPractice, ...]
    faults: tuple[FaultAnswer, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """``openhearth index build --json`` and ``openhearth index update --json``: entries written, and how long it took."""

    schema: str
    entries: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """``openhearth index status --json``; ``entries`` null: no index that this version can read. ``waiting`` changes since ``oldest``."""

    schema: str
    engine: str
    entries: int | None
    expected: int
    waiting: int
    oldest: datetime | None


SCHEMAS: Mapping[str, type] = {"found": Found, "imported": Imported, "indexed": Indexed, "index_status": IndexStatus}
