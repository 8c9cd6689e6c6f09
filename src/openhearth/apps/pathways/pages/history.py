"""What became of a part, version by version, with what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from math import isnan
from typing import Any

from django.urls import reverse

from openhearth.apps.pathways.asked import FIELDS, TABLES, Asked, name_of
from openhearth.apps.pathways.contents import CONTENTS
from openhearth.apps.pathways.models import Entry, Plan
from openhearth.apps.pathways.selectors.plans import Version, title_of
from openhearth.apps.pathways.sentences import day, euro, figure
from openhearth.apps.pathways.wording import KINDS
from openhearth.core.differences import Kind, Piece, field_differences
from openhearth.core.merging import Conflict
from openhearth.core.pathway import terms

LONGEST_TITLE = 120
NONE = "\N{EN DASH}"
RUNNING = frozenset({"text", "story", "what", "note", "evidence", "because", "hypothesis", "result", "learned"})
"""Fields that are a text; others are shown item by item."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a field in words: the same in both versions, struck out, or put in. ``space`` stands before it."""

    kind: Kind
    words: str
    space: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that changed."""

    name: str
    stretches: tuple[Stretch, ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class VersionShown:
    """An entry of the past: who wrote what when, and what it changed."""

    step: int
    at: datetime
    by: str
    note: str
    taken_out: bool
    begun: bool
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class ContestedField:
    """A field that two people changed: how it was, and what the other one wrote."""

    name: str
    before: str
    theirs: str


def versions(past: Sequence[Version], *, named: bool) -> list[VersionShown]:
    """The past of a part, the newest first; who wrote is named to those who share the work."""
    shown = []
    for one, before in zip(past, [*past[1:], None], strict=True):
        was = before.part if before else None
        changes = differences(one.kind, was, one.part) if was is not None and one.part is not None else ()
        shown.append(
            VersionShown(one.step, one.at, one.by if named else "", one.note, one.part is None, before is None, changes)
        )
    return shown


def differences(kind: str, old: terms.Part, new: terms.Part) -> tuple[Changed, ...]:
    """The fields that changed, as people call them."""
    found = field_differences(_values(old), _values(new))
    return tuple(
        Changed(
            name_of(kind, one.field),
            tuple(_stretch(piece, _asked(kind, one.field)) for piece in one.pieces),
            one.field not in RUNNING,
        )
        for one in found
    )


def contested(kind: str, conflicts: Sequence[Conflict]) -> list[ContestedField]:
    """What two people wrote differently, field by field."""
    return [
        ContestedField(
            name_of(kind, one.field),
            value_in_words(one.base, _asked(kind, one.field)),
            value_in_words(one.theirs, _asked(kind, one.field)),
        )
        for one in conflicts
    ]


def value_in_words(value: Any, asked: Asked | None = None) -> str:
    """A value of a part as people read it."""
    if value is None or value in ("", ()) or (isinstance(value, float) and isnan(value)):
        return NONE
    if isinstance(value, tuple):
        return "; ".join(value_in_words(item, asked) for item in value)
    if type(value) in _ROW_KINDS:
        return ", ".join(_row_in_words(value))
    return figure(value) if isinstance(value, float) else _single_in_words(value, asked)


def _single_in_words(value: Any, asked: Asked | None) -> str:
    if asked and asked.words:
        return str(asked.words.get(str(value), value))
    if asked and asked.shape == "day":
        return day(str(value))
    if isinstance(value, bool):
        return "\N{CHECK MARK}" if value else NONE
    return str(value)


_ROW_KINDS = {table.kind: table for table in TABLES.values()}


def _row_in_words(row: Any) -> Iterator[str]:
    for column in _ROW_KINDS[type(row)].columns:
        value = getattr(row, column.name)
        if column.shape == "money":
            yield euro(value)
        elif column.shape == "yes":
            if value:
                yield str(column.label)
        elif value not in ("", None):
            yield value_in_words(value, column)


def _values(part: terms.Part) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part) if field.name != "key"}


def _asked(kind: str, field: str) -> Asked | None:
    return next((one for one in FIELDS[kind] if one.name == field), None)


def _stretch(piece: Piece, asked: Asked | None) -> Stretch:
    words = piece.value if isinstance(piece.value, str) and not (asked and asked.words) else None
    words = value_in_words(piece.value, asked) if words is None or (asked and asked.shape == "day") else words
    text = words.lstrip()
    return Stretch(piece.kind, text, words[: len(words) - len(text)])


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry in the past of a whole plan."""

    step: int
    at: datetime
    by: str
    kind: str
    title: str
    note: str
    taken_out: bool
    address: str


def listed(row: Plan, entries: Iterable[Entry], *, named: bool, query: str) -> list[EntryShown]:
    """Entries as the past of a plan lists them; who wrote is named to those who share the work."""
    return [
        EntryShown(
            one.step,
            one.at,
            one.by.name if named and one.by else "",
            str(KINDS[one.kind].one),
            _title(one),
            one.note,
            one.content is None,
            reverse("pathways:part_history", args=[row.code, one.kind, one.key]) + query,
        )
        for one in entries
    ]


def _title(entry: Entry) -> str:
    if entry.content is None:
        return entry.key
    return title_of(CONTENTS.part_of(entry.kind, entry.content))[:LONGEST_TITLE]
