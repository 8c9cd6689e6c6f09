"""What changed between two versions of a record, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from openhearth.core.practice_record import PracticeRecord, flat

Kind = Literal["same", "old", "new"]

MOST_COMPARED = 4_000_000
"""Pairs of words: two texts with more are shown whole, one after the other, since comparing takes their product."""

_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, or an item of a list: in both versions, only in the old, or only in the new one."""

    kind: Kind
    value: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that changed. The pieces without the new ones are the old value, those without the old ones the new value."""

    field: str
    pieces: tuple[Piece, ...]


def differences(old: PracticeRecord, new: PracticeRecord) -> tuple[Difference, ...]:
    """The fields whose value changed, in the order of `FIELDS`.

    Texts are compared by words, each with the space before it; tuples by items; other values as a whole, None being no value.

    Returns
    -------
    tuple of Difference
        Empty for equal records.

    Examples
    --------
    >>> from openhearth.core.practice import Practice
    >>> one = PracticeRecord(Practice("heat", "Heat", "Heat for all homes.", "en", "openhearth", ""))
    >>> two = PracticeRecord(Practice("heat", "Heat", "Heat for many homes.", "en", "openhearth", ""), cost=5.0)
    >>> [(change.field, [(piece.kind, piece.value) for piece in change.pieces]) for change in differences(one, two)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('summary', [('same', 'Heat for'), ('old', ' all'), ('new', ' many'), ('same', ' homes.')]),
     ('cost', [('new', 5.0)])]
    """
    return field_differences(flat(old), flat(new))


def field_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields whose value changed, in the order of the old ones; compared as by `differences`.

    Parameters
    ----------
    old, new
        Values by field; both name the same fields.

    Examples
    --------
    >>> [change.field for change in field_differences({"title": "Heat", "year": 2030}, {"title": "Heat", "year": 2035})]
    ['year']
    """
    return tuple(Difference(name, tuple(_pieces(old[name], new[name]))) for name in old if old[name] != new[name])


def _pieces(old: Any, new: Any) -> Iterator[Piece]:
    if isinstance(old, str) and isinstance(new, str):
        for kind, words in _runs(_WORD.findall(old), _WORD.findall(new)):
            yield Piece(kind, "".join(words))
    elif isinstance(old, tuple) and isinstance(new, tuple):
        for kind, items in _runs(old, new):
            yield from (Piece(kind, item) for item in items)
    else:
        yield from (Piece(kind, value) for kind, value in _apart(old, new) if value is not None)


def _runs(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[Kind, Sequence[Any]]]:
    """Runs of equal parts, and what stood and stands between them."""
    if len(old) * len(new) > MOST_COMPARED:
        yield from ((kind, parts) for kind, parts in _apart(old, new) if parts)
        return
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", old[i:j]
            continue
        if i < j:
            yield "old", old[i:j]
        if k < m:
            yield "new", new[k:m]


def _apart(old: Any, new: Any) -> tuple[tuple[Kind, Any], tuple[Kind, Any]]:
    return ("old", old), ("new", new)
