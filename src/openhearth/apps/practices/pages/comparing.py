"""Two versions of a practice side by side, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language

from openhearth.apps.practices.forms.record import FIELD_NAMES, IN_ITS_LANGUAGE, language_name
from openhearth.apps.practices.selectors.words import vocabularies
from openhearth.core.differences import Difference, Kind, differences
from openhearth.core.practice import KeyFigure
from openhearth.core.practice_record import PracticeRecord, Result

DECIMALS = 6
RUNNING = frozenset(
    {
        "title",
        "summary",
        "original_title",
        "owner",
        "provenance",
        "difficulties",
        "why_it_worked",
        "potential_for_transfer",
    }
)
"""Fields that are a text; others are shown item by item."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a field in words: the same in both versions, struck out, or put in. ``space`` stands before it."""

    kind: Kind
    words: str
    space: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that changed. A list stands item by item, a text runs on; ``language`` is that of its texts."""

    name: str | Promise
    stretches: tuple[Stretch, ...]
    is_list: bool
    language: str = ""


def changes(old: PracticeRecord, new: PracticeRecord) -> tuple[Changed, ...]:
    """The fields that changed, as people call them."""
    return tuple(_in_words(one, new.practice.language) for one in differences(old, new))


def _in_words(one: Difference, language: str) -> Changed:
    stretches = tuple(_stretch(piece.kind, _said(one.field, piece.value)) for piece in one.pieces)
    texts = all(isinstance(piece.value, str) for piece in one.pieces)
    runs_on = texts and one.field in RUNNING
    spoken = language if one.field in IN_ITS_LANGUAGE else ""
    return Changed(FIELD_NAMES.get(one.field, one.field), stretches, is_list=not runs_on, language=spoken)


def _stretch(kind: Kind, words: str) -> Stretch:
    text = words.lstrip()
    return Stretch(kind, text, words[: len(words) - len(text)])


def _said(field: str, value: Any) -> str:
    if isinstance(value, KeyFigure):
        return f"{value.label}: {_number(value.value)} {value.unit}".strip()
    if isinstance(value, Result):
        figure = "" if value.value is None else f": {_number(value.value)} {value.unit}".rstrip()
        return value.statement + figure + (f" ({value.evidence})" if value.evidence else "")
    return _number(value) if isinstance(value, float) else _named(field, str(value))


def _named(field: str, code: str) -> str:
    """What a code is called; any other text is itself."""
    if field in ("language", "original_language"):
        return language_name(code)
    if field in vocabularies():
        language = get_language() or "en"
        return next((term.label(language) for term in vocabularies()[field].terms if term.code == code), code)
    return code


def _number(value: float) -> str:
    whole, _, decimals = f"{value:.{DECIMALS}f}".rstrip("0").partition(".")
    return number_format(value, len(decimals), use_l10n=True, force_grouping=len(whole) > 3)
