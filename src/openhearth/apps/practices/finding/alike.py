"""Practices that speak of the same things as a text: a search that is sure to find something, or none."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from openhearth.apps.practices.finding import index
from openhearth.apps.practices.finding.filters import PRACTICE
from openhearth.core.errors import InputError
from openhearth.search.contract import Query
from openhearth.search.language import tokens

SHORTEST, MOST_WORDS = 4, 12
"""Letters of a word that can tell what a text is about; and of how many words that is asked."""

COMMON = 4
"""A word in more than one practice out of so many says little."""


def words_in_practices(text: str) -> tuple[str, int]:
    """Words of a text that published practices have in common with it, and how many practices have all of them.

    The rarest word first, then each that still leaves a practice; empty and 0 where no word tells anything.
    """
    words = list(dict.fromkeys(token.word for token in tokens(text) if len(token.form) >= SHORTEST))[:MOST_WORDS]
    chosen, hits = "", 0
    for word in _rarest_first(words):
        narrower = f"{chosen} {word}".strip()
        if left := _hits(narrower):
            chosen, hits = narrower, left
    return chosen, hits


def _rarest_first(words: list[str]) -> Iterator[str]:
    few = ceil(_hits("") / COMMON)
    known = [(found, word) for word in words if 0 < (found := _hits(word)) <= few]
    return (word for _, word in sorted(known, key=lambda one: one[0]))


def _hits(words: str) -> int:
    if not index.is_built():
        return 0
    try:
        return index.engine().search(Query(words=words, filters={"kind": (PRACTICE,)}, size=0)).total
    except InputError:  # an index of another version finds nothing until it is built anew
        return 0
