"""What became of a part, version by version, with what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openhearth.apps.entries.selectors import Version
from openhearth.apps.learning.asked import asked_of, name_of
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Programme
from openhearth.apps.learning.selectors.programmes import title_of
from openhearth.apps.learning.wording import kind_name
from openhearth.apps.pathways.pages.history import Changed, ContestedField, EntryShown, Stretch, VersionShown
from openhearth.core.differences import Piece, field_differences
from openhearth.core.merging import Conflict

NONE = "\N{EN DASH}"
LONGEST_TITLE = 120


def versions(past: Sequence[Version[Any]], *, named: bool) -> list[VersionShown]:
    """The past of a part, the newest first; who wrote is named to those who share the work."""
    shown = []
    for one, before in zip(past, [*past[1:], None], strict=True):
        was = before.part if before else None
        changes = differences(one.kind, was, one.part) if was is not None and one.part is not None else ()
        shown.append(
            VersionShown(one.step, one.at, one.by if named else "", one.note, one.part is None, before is None, changes)
        )
    return shown


def differences(kind: str, old: Any, new: Any) -> tuple[Changed, ...]:
    """The fields that changed, as people call them."""
    found = field_differences(_values(old), _values(new))
    return tuple(
        Changed(
            name_of(kind, one.field),
            tuple(_stretch(piece, kind, one.field) for piece in one.pieces),
            not all(isinstance(piece.value, str) for piece in one.pieces),
        )
        for one in found
    )


def contested(kind: str, conflicts: Sequence[Conflict]) -> list[ContestedField]:
    """What two people wrote differently, field by field."""
    return [
        ContestedField(
            name_of(kind, one.field),
            value_in_words(one.base, kind, one.field),
            value_in_words(one.theirs, kind, one.field),
        )
        for one in conflicts
    ]


def value_in_words(value: Any, kind: str = "", field: str = "") -> str:
    """A value of a part as people read it."""
    asked = asked_of(kind, field)
    if value is None or value in ("", ()):
        return NONE
    if isinstance(value, tuple):
        return "; ".join(value_in_words(item, kind, field) for item in value)
    if is_dataclass(value):
        told = [value_in_words(getattr(value, one.name)) for one in fields(value) if getattr(value, one.name)]
        return ": ".join(told)
    if isinstance(value, bool):
        return _("yes") if value else NONE
    return str((asked.words or {}).get(str(value), value)) if asked else str(value)


def listed(row: Programme, entries: Iterable[Entry], *, named: bool, query: str) -> list[EntryShown]:
    """Entries as the past of a programme lists them; who wrote is named to those who share the work."""
    return [
        EntryShown(
            one.step,
            one.at,
            one.by.name if named and one.by else "",
            str(kind_name(one.kind).one),
            _title(one),
            one.note,
            one.content is None,
            reverse("learning:part_history", args=[row.code, one.kind, one.key]) + query,
        )
        for one in entries
    ]


def _values(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part) if field.name != "key"}


def _stretch(piece: Piece, kind: str, field: str) -> Stretch:
    asked = asked_of(kind, field)
    words = piece.value if isinstance(piece.value, str) else value_in_words(piece.value, kind, field)
    words = value_in_words(words, kind, field) if asked and asked.words else words
    text = words.lstrip()
    return Stretch(piece.kind, text, words[: len(words) - len(text)])


def _title(entry: Entry) -> str:
    return entry.key if entry.content is None else title_of(CONTENTS.part_of(entry.kind, entry.content))[:LONGEST_TITLE]
