"""What became of a part, version by version, with what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from openhearth.apps.entries.selectors import Version
from openhearth.apps.learning.asked import name_of
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Programme
from openhearth.apps.learning.pages.naming import Names, told, values_told
from openhearth.apps.learning.wording import kind_name
from openhearth.apps.pathways.pages.history import Changed, ContestedField, EntryShown, Stretch, VersionShown
from openhearth.core.differences import Piece, field_differences
from openhearth.core.merging import Conflict

LONGEST_TITLE = 120


def versions(past: Sequence[Version[Any]], names: Names, *, named: bool) -> list[VersionShown]:
    """The past of a part, the newest first; who wrote is named to those who share the work."""
    shown = []
    for one, before in zip(past, [*past[1:], None], strict=True):
        was = before.part if before else None
        changes = differences(one.kind, was, one.part, names) if was is not None and one.part is not None else ()
        shown.append(
            VersionShown(one.step, one.at, one.by if named else "", one.note, one.part is None, before is None, changes)
        )
    return shown


def differences(kind: str, old: Any, new: Any, names: Names) -> tuple[Changed, ...]:
    """The fields that changed, and their values, as people call them."""
    was, now = values_told(old, kind, names), values_told(new, kind, names)
    return tuple(
        Changed(name_of(kind, one.field), tuple(map(_stretch, one.pieces)), not isinstance(was[one.field], str))
        for one in field_differences(was, now)
    )


def contested(kind: str, conflicts: Sequence[Conflict], names: Names) -> list[ContestedField]:
    """What two people wrote differently, field by field."""
    return [
        ContestedField(
            name_of(kind, one.field),
            told(one.base, kind, one.field, names),
            told(one.theirs, kind, one.field, names),
        )
        for one in conflicts
    ]


def listed(row: Programme, entries: Iterable[Entry], names: Names, *, named: bool, query: str) -> list[EntryShown]:
    """Entries as the past of a programme lists them; who wrote is named to those who share the work."""
    shown = list(entries)
    gone = [one.step for one in shown if one.content is None]
    before = {one.superseded: one for one in Entry.objects.filter(book=row, superseded__in=gone)} if gone else {}
    return [
        EntryShown(
            one.step,
            one.at,
            one.by.name if named and one.by else "",
            str(kind_name(one.kind).one),
            _title(before.get(one.step, one) if one.content is None else one, names),
            one.note,
            one.content is None,
            reverse("learning:part_history", args=[row.code, one.kind, one.key]) + query,
        )
        for one in shown
    ]


def _stretch(piece: Piece) -> Stretch:
    words = str(piece.value)
    text = words.lstrip()
    return Stretch(piece.kind, text, words[: len(words) - len(text)])


def _title(entry: Entry, names: Names) -> str:
    if entry.content is None:
        return entry.key
    return names.title(entry.kind, CONTENTS.part_of(entry.kind, entry.content))[:LONGEST_TITLE]
