"""Reads: the packaged practices, what can be asked of them, and where they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

from rapidfuzz import fuzz, process

from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territory
from openhearth.core import facets as core
from openhearth.core.practice import Practice, Vocabulary
from openhearth.core.values import Territory
from openhearth.sources import registers
from openhearth.sources.practices_yaml import packaged_practices, packaged_vocabularies

SUGGESTIONS = 3

FILTERS = {"theme": "thematic_priority", "challenge": "strategic_challenge", "country": "country"}
"""Name in the query string to the vocabulary that it chooses from."""

Chosen = Mapping[str, Collection[str]]
"""Vocabulary to chosen codes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to filter by: how many practices it leaves, and the query string after it is put in or taken out."""

    label: str
    hits: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one filter, in the order of its vocabulary, countries by name."""

    filter: str
    choices: tuple[Choice, ...]


@lru_cache
def vocabularies() -> Mapping[str, Vocabulary]:
    return packaged_vocabularies()


@lru_cache
def all_practices() -> tuple[Practice, ...]:
    return packaged_practices()


def practice_with_code(code: str) -> Practice | None:
    return next((practice for practice in all_practices() if practice.code == code), None)


def nearest_codes(code: str) -> tuple[str, ...]:
    """Codes of the practices whose code or title is most like the words."""
    names = {practice.code: f"{practice.code} {practice.title}" for practice in all_practices()}
    found = process.extract(code, names, scorer=fuzz.WRatio, processor=str.casefold, limit=SUGGESTIONS, score_cutoff=50)
    return tuple(near for _, _, near in found)


def chosen_practices(chosen: Chosen) -> tuple[Practice, ...]:
    """By title, so that a list of hits reads like an index."""
    hits = [all_practices()[position] for position in core.matches(_items(), _selection(chosen))]
    return tuple(sorted(hits, key=lambda practice: _alphabetical(practice.title)))


def chosen_from(query: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """What a query string chooses; codes of no vocabulary are passed over, an old link still opens."""
    selection = _selection({vocabulary: query.get(name, ()) for name, vocabulary in FILTERS.items()})
    return {vocabulary: selection.values(name) for name, vocabulary in FILTERS.items()}


def query_of(chosen: Chosen) -> str:
    """The query string of a choice, with its question mark; empty for no choice."""
    return _address(_selection(chosen))


def facets(chosen: Chosen, language: str) -> tuple[Facet, ...]:
    selection = _selection(chosen)
    counted = core.counts(_items(), selection)
    return tuple(Facet(name, _choices(name, selection, counted[name], language)) for name in FILTERS)


def labels(practice: Practice, vocabulary: str, language: str) -> tuple[str, ...]:
    """What the codes of a practice are called in a language."""
    return tuple(vocabularies()[vocabulary].term(code).label(language) for code in practice.terms(vocabulary))


def region_of(practice: Practice) -> Territory | None:
    """The region of a practice; None for a practice without one, and where the house does not know the code."""
    if practice.nuts:
        with suppress(UnknownTerritory):
            return territory(practice.nuts)
    return None


def licence_of(practice: Practice) -> str:
    """The licence under which its source may be used."""
    return next((row["licence"] for row in registers.register("sources") if row["code"] == practice.source), "")


@lru_cache
def _items() -> core.Items:
    rows = [{name: practice.terms(vocabulary) for name, vocabulary in FILTERS.items()} for practice in all_practices()]
    filters = [core.Facet(name, vocabularies()[vocabulary].codes) for name, vocabulary in FILTERS.items()]
    return core.items_of(rows, filters)


def _selection(chosen: Chosen) -> core.Selection:
    facets = _items().facets
    known = {
        (facet.code, code) for facet in facets for code in facet.values if code in chosen.get(FILTERS[facet.code], ())
    }
    return core.Selection(facets, frozenset(known))


def _address(selection: core.Selection) -> str:
    query = core.query_string(selection)
    return f"?{query}" if query else ""


def _choices(name: str, selection: core.Selection, hits: Mapping[str, int], language: str) -> tuple[Choice, ...]:
    vocabulary = vocabularies()[FILTERS[name]]
    used = {code for practice in all_practices() for code in practice.terms(vocabulary.code)}
    terms = [term for term in vocabulary.terms if term.code in used]
    if name == "country":
        terms.sort(key=lambda term: _alphabetical(term.label(language)))
    return tuple(
        Choice(
            term.label(language),
            hits[term.code],
            (name, term.code) in selection.chosen,
            _address(core.toggled(selection, name, term.code)),
        )
        for term in terms
    )


def _alphabetical(text: str) -> str:
    """Letters with marks beside those without, as in an index: Dänemark before Deutschland."""
    return "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
