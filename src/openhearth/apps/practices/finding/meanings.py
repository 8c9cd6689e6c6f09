"""Practices by meaning, beside the search by words: an extra on which no result depends.

Projects are left out: encoding some ten thousand texts takes minutes, and their titles say little.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from openhearth.apps.practices.finding.filters import PRACTICE
from openhearth.core.errors import InputError
from openhearth.search.contract import Doc, Text
from openhearth.search.language import language_of
from openhearth.search.meaning import AT_LEAST, MeaningIndex, available, trusted

SURE = 30
"""Letters of a question from which its own language is detected; a shorter one is taken to be in that of the page."""

log = logging.getLogger(__name__)


def keep(docs: Iterable[Doc], *, forget: Iterable[str] = ()) -> None:
    """Bring practices up to date; others are passed over. What an older encoder wrote waits for the next build."""
    if not available():
        return
    texts = list(_texts(docs))
    gone = [one for one in forget if one.startswith(PRACTICE)]
    try:
        if texts:
            _index().index(texts)
        if gone:
            _index().delete(gone)
    except InputError:
        log.warning("The index of meanings was made by another version: openhearth index build")


def rebuild(docs: Iterable[Doc]) -> None:
    if available():
        _index().rebuild(_texts(docs))


def near(words: str, language: str, *, count: int, at_least: float = AT_LEAST) -> Mapping[str, float]:
    """Codes of practices that say something like these words, the most similar first; empty where that is not known."""
    spoken = language_of(words) if len(words) >= SURE else language
    if not (available() and trusted(spoken)):
        return {}
    try:
        found = _index().nearest(words, spoken, count=count, at_least=at_least)
    except InputError:
        log.warning("The index of meanings was made by another version: openhearth index build")
        return {}
    return {id_.partition(":")[2]: similarity for id_, similarity in found}


def _texts(docs: Iterable[Doc]) -> Iterator[tuple[str, Text]]:
    """Title and summary as one text: it is compared whole and sentence by sentence."""
    for doc in docs:
        if doc.id.startswith(PRACTICE):
            title = doc.texts["title"]
            summary = doc.texts["summary"].words if "summary" in doc.texts else ""
            yield doc.id, Text(f"{title.words}. {summary}", title.language)


def _index() -> MeaningIndex:
    return _opened(Path(settings.SEARCH_FOLDER))


@lru_cache(maxsize=4)
def _opened(folder: Path) -> MeaningIndex:
    return MeaningIndex(folder / "meaning")
