"""What the codes of a record are called, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territory
from openhearth.core.practice import Practice, Vocabulary
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.values import Territory
from openhearth.sources import registers
from openhearth.sources.practices.practices_yaml import packaged_vocabularies


@lru_cache
def vocabularies() -> Mapping[str, Vocabulary]:
    return packaged_vocabularies()


def labels(practice: Practice | PracticeRecord, vocabulary: str, language: str) -> tuple[str, ...]:
    """What the codes of a practice are called in a language; a code no vocabulary knows is its own name."""
    if isinstance(practice, PracticeRecord):
        codes = getattr(practice, vocabulary, None)
        codes = practice.practice.terms(vocabulary) if codes is None else codes
    else:
        codes = practice.terms(vocabulary)
    known = {term.code: term.label(language) for term in vocabularies()[vocabulary].terms}
    return tuple(known.get(code, code) for code in ((codes,) if isinstance(codes, str) else codes))


def region_of(practice: Practice) -> Territory | None:
    """The region of a practice; None for a practice without one, and where the house does not know the code."""
    if practice.nuts:
        with suppress(UnknownTerritory):
            return territory(practice.nuts)
    return None


def licence_of(practice: Practice) -> str:
    """The licence under which its source may be used."""
    return next((row["licence"] for row in registers.register("sources") if row["code"] == practice.source), "")
