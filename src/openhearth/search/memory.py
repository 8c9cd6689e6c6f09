"""Every record looked at for every question: the oracle of the tests, and enough for some thousand records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from openhearth.search.contract import Answer, Doc, Hit, Query, Shape, sort_value
from openhearth.search.language import stream, with_languages
from openhearth.search.terms import Term, highlights, terms


@dataclass(frozen=True, slots=True)
class _Kept:
    doc: Doc
    stream: str
    """With a space before and after, so that a token is found by its text."""
    weights: Mapping[str, int]


class MemoryEngine:
    """Records in a dictionary of this process. Nothing is written anywhere."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._kept: Mapping[str, _Kept] = {}

    def index(self, docs: Iterable[Doc]) -> None:
        """Add or replace records."""
        self._kept = {**self._kept, **self._read(docs)}

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records."""
        gone = set(ids)
        self._kept = {id_: kept for id_, kept in self._kept.items() if id_ not in gone}

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Replace everything."""
        self._kept = self._read(docs)

    def vocabulary(self) -> Mapping[str, int]:
        """Folded words with the number of records they occur in."""
        count = Counter(token for kept in self._kept.values() for token in kept.weights)
        return {token: number for token, number in count.items() if token.isalnum()}

    def close(self) -> None:
        """Nothing to let go of."""

    def search(self, query: Query) -> Answer:
        """Answer by looking at every record."""
        self.shape.check_query(query)
        kept = self._kept
        languages = {text.language for one in kept.values() for text in one.doc.texts.values()}
        wanted = terms(query, languages)
        matching = [one for one in kept.values() if all(_occurs(term, one) for term in wanted)]
        found = [one for one in matching if _passes(one.doc, query.chosen)]
        counts = {}
        for facet in query.counted:
            others = {name: values for name, values in query.chosen.items() if name != facet}
            passing = (one.doc for one in matching if _passes(one.doc, others))
            counts[facet] = dict(Counter(value for doc in passing for value in set(doc.facets.get(facet, ()))))
        scores = _scores(wanted, matching, len(kept))
        if query.sort:
            scores = dict.fromkeys(scores, 0.0)
            found.sort(key=lambda one: sort_value(one.doc, query.sort))
        else:
            found.sort(key=lambda one: -scores[one.doc.id])
        page = found[query.first : query.first + query.size]
        hits = (Hit(one.doc.id, scores[one.doc.id], highlights(one.doc.texts, wanted)) for one in page)
        return Answer(len(found), tuple(hits), counts)

    def _read(self, docs: Iterable[Doc]) -> dict[str, _Kept]:
        read = {}
        for given in docs:
            self.shape.check(given)
            doc = with_languages(given)
            text = stream(doc)
            read[doc.id] = _Kept(doc, f" {text} ", Counter(text.split(" ")))
        return read


def _occurs(term: Term, kept: _Kept) -> bool:
    if f" {' '.join(term.forms)}{'' if term.open else ' '}" in kept.stream:
        return True
    return any(token in kept.weights for token in term.lemmas)


def _passes(doc: Doc, filters: Mapping[str, tuple[str, ...]]) -> bool:
    return all(set(values) & set(doc.facets.get(facet, ())) for facet, values in filters.items())


def _scores(wanted: Iterable[Term], matching: list[_Kept], size: int) -> dict[str, float]:
    """How often the terms occur, rare ones counting more: TF-IDF with dampened frequency."""
    scores = dict.fromkeys((one.doc.id for one in matching), 0.0)
    for term in wanted:
        tokens = (*term.forms, *term.lemmas)
        weights = {one.doc.id: sum(one.weights.get(token, 0) for token in tokens) for one in matching}
        rarity = log(1 + size / (1 + sum(weight > 0 for weight in weights.values())))
        for id_, weight in weights.items():
            scores[id_] += rarity * weight / (weight + 1.2)
    return scores
