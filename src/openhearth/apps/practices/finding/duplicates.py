"""Practices that may be the same as one that is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from openhearth.apps.practices.finding import meanings
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.selectors import practices_version, published
from openhearth.core import practice as values
from openhearth.core.duplicates import ALIKE, Because, Entry, Reason, entry, likely_duplicates
from openhearth.core.practice_record import PracticeRecord

SHOWN = 5
CANDIDATES = 50
"""Practices close in meaning that are looked at."""
NAMES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A published practice that may be the same, and why it looks so."""

    code: str
    title: str
    language: str
    reasons: tuple[str, ...]


def lookalikes(record: PracticeRecord, row: Practice | None = None) -> tuple[Lookalike, ...]:
    """Published practices that may be the same as a record: neither itself nor what it was adapted from."""
    itself = {row.code, row.adapted_from.code if row.adapted_from else ""} if row else set()
    (found,) = lookalikes_of_each([record])
    return tuple(one for one in found if one.code not in itself)[:SHOWN]


def lookalikes_of_each(records: Sequence[PracticeRecord]) -> tuple[tuple[Lookalike, ...], ...]:
    """The same for many new records; what is known is gathered once."""
    known = {one.practice.code: one.practice for one in published()}
    entries = _entries(practices_version())
    return tuple(
        tuple(
            Lookalike(one.code, known[one.code].title, known[one.code].language, tuple(_said(one.reasons)))
            for one in likely_duplicates(entry(record.practice), entries, _likeness(record.practice))
            if one.code in known
        )
        for record in records
    )


def _likeness(practice: values.Practice) -> Mapping[str, float]:
    """What the published practices have in common with this one in meaning; empty without the encoder."""
    words = f"{practice.title}. {practice.summary}"
    return meanings.near(words, practice.language, count=CANDIDATES, at_least=ALIKE)


@lru_cache(maxsize=1)
def _entries(version: str) -> tuple[Entry, ...]:
    del version  # only keys the cache
    return tuple(entry(one.practice) for one in published())


def _said(reasons: Iterable[Because]) -> Iterable[str]:
    words: Mapping[Reason, Callable[[Because], str]] = {
        "same_address": lambda _why: _("same web address"),
        "same_title": lambda _why: _("same title"),
        "similar_title": lambda _why: _("similar title"),
        "same_names": lambda why: _("same names: %(names)s") % {"names": ", ".join(why.found[:NAMES_SHOWN])},
        "same_meaning": lambda _why: _("says much the same"),
    }
    return (words[why.code](why) for why in reasons)
