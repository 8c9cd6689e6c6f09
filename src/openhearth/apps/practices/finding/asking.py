"""What a reader asks of the toolkit, and what is found: hits, the counts beside every value, and the addresses they lead to."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil

from openhearth.apps.practices import models
from openhearth.apps.practices.finding import documents, index, meanings
from openhearth.apps.practices.finding.filters import BY_CODE, FILTERS, KINDS, PRACTICE, SORTS, Filter
from openhearth.apps.practices.finding.names import definitions, label_of, labels
from openhearth.apps.practices.selectors import Published, practices_version, published, vocabularies
from openhearth.core.errors import InputError
from openhearth.core.facets import Facet, Selection, query_string
from openhearth.search.contract import Answer, Highlight, Hit, Query
from openhearth.search.language import fold
from openhearth.search.memory import MemoryEngine
from openhearth.search.typos import did_you_mean

__all__ = [
    "Choice",
    "Choices",
    "Findings",
    "Found",
    "Question",
    "address",
    "close_in_meaning",
    "found",
    "label_of",
    "only",
    "question_of",
]

PAGE = 20
ALIKE = 5
"""Practices close in meaning that are shown."""
MOST_PAGES = 500
LONGEST_WORDS = 500
"""Letters of a question. Every link of the page repeats them."""
LONGEST_VALUE = 100
FEW = 8
"""So many values of a filter are shown; the others are folded away."""
OPEN = frozenset(one.code for one in FILTERS if not one.vocabulary) - {"kind"}
"""Filters whose values no vocabulary lists."""

log = logging.getLogger(__name__)
Parameters = Mapping[str, Sequence[str]]
Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """What an address asks."""

    words: str = ""
    chosen: Chosen = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    view: str = "list"
    typing: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Practices, unless projects were asked for too."""
        return self.chosen.get("kind", ()) or (PRACTICE,)

    def query(self, *, size: int = PAGE) -> Query:
        sort = self.sort or ("best" if self.words.strip() else "title")
        return Query(
            words=self.words,
            filters={**self.chosen, "kind": self.kinds},
            counted=tuple(one.code for one in FILTERS),
            sort="" if sort == "best" and self.words.strip() else "title" if sort == "best" else sort,
            page=self.page,
            size=size,
            typing=self.typing,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to filter by: how many records it would show, and the address after it is put in or taken out."""

    code: str
    label: str
    definition: str
    hits: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one filter: in the order of its vocabulary, else the most frequent first."""

    filter: Filter
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.chosen)

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The most frequent ones and those chosen, in their order; all of them where that leaves only one or two."""
        if len(self.choices) <= FEW + 2:
            return self.choices
        frequent = sorted(self.choices, key=lambda choice: -choice.hits)[:FEW]
        return tuple(choice for choice in self.choices if choice.chosen or choice in frequent)

    @property
    def folded(self) -> tuple[Choice, ...]:
        """The others."""
        shown = self.shown
        return tuple(choice for choice in self.choices if choice not in shown)


@dataclass(frozen=True, slots=True)
class Found:
    """One record found. ``practice`` or ``project`` is set, by ``kind``."""

    kind: str
    code: str
    highlights: Mapping[str, Highlight]
    practice: Published | None = None
    project: models.Project | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer to a question, as the page and the command line show it."""

    question: Question
    total: int
    hits: tuple[Found, ...]
    filters: tuple[Choices, ...]
    meant: str | None
    complete: bool
    size: int = PAGE

    @property
    def pages(self) -> int:
        return max(1, min(MOST_PAGES, ceil(self.total / self.size)))

    @property
    def first(self) -> int:
        """Number of the first hit of this page, from 1; 0 where there is nothing."""
        return min((self.question.page - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.question.page * self.size, self.total)

    @property
    def chosen(self) -> tuple[Choices, ...]:
        """The filters in which something is chosen, but for the kind of record, which is no narrowing down."""
        return tuple(one for one in self.filters if one.chosen and one.filter.code != "kind")

    def of(self, code: str) -> Choices:
        """The choices of one filter."""
        return next(one for one in self.filters if one.filter.code == code)

    def address(self, **changed: str) -> str:
        """The query string of this question with other words, sort, page or view; with its question mark."""
        return address(self.question, **changed)


def question_of(parameters: Parameters) -> Question:
    """What an address asks; names and values that nobody knows are passed over: an old link still opens."""
    chosen = {}
    for one in FILTERS:
        values = tuple(value for value in dict.fromkeys(parameters.get(one.code, ())) if _known(one, value))
        if values:
            chosen[one.code] = _in_order(one, values)
    last = {name: values[-1] for name, values in parameters.items() if values}
    page = last.get("page", "")
    return Question(
        words=_readable(last.get("q", "")),
        chosen=chosen,
        sort=last.get("sort", "") if last.get("sort") in SORTS else "",
        page=min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 10 else 1,
        view="map" if last.get("view") == "map" else "list",
    )


def found(question: Question, *, size: int = PAGE) -> Findings:
    """Ask the index; where there is none yet, the practices themselves are asked and the answer is not complete."""
    answer, complete = _answer(question.query(size=size))
    if question.page > 1 and not answer.hits and answer.total:
        question = replace(question, page=max(1, min(MOST_PAGES, ceil(answer.total / size))))
        answer, complete = _answer(question.query(size=size))
    question = question if answer.total else replace(question, page=1)
    meant = None
    if question.words and not answer.total:
        meant = did_you_mean(question.words, _vocabulary(practices_version()))
    choices = tuple(_choices(one, question, answer.counts[one.code]) for one in FILTERS)
    return Findings(question, answer.total, _loaded(answer.hits), choices, meant, complete=complete, size=size)


def close_in_meaning(question: Question, language: str) -> tuple[Found, ...]:
    """Practices that say something like the words in other words or another language, within the chosen filters.

    They are no hits: they are not counted, and stand apart. Empty where the encoder is not installed or does not know the
    language.
    """
    if not question.words or PRACTICE not in question.kinds or question.typing:
        return ()
    near = meanings.near(question.words, language, count=ALIKE)
    practices = {one.practice.code: one for one in published()}
    return tuple(
        Found(PRACTICE, code, {}, practice=practices[code])
        for code in near
        if code in practices and _passes(practices[code], question.chosen)
    )


def _passes(practice: Published, chosen: Chosen) -> bool:
    return all(
        code == "kind" or set(values) & set(BY_CODE[code].values(practice.record)) for code, values in chosen.items()
    )


def address(question: Question, **changed: str) -> str:
    """The query string of a question. Changing anything but the page goes back to its first page."""
    return _address(question, question.chosen, **changed)


def only(question: Question, code: str, *values: str) -> str:
    """The query string after exactly these values are chosen in one filter."""
    return _address(question, {**question.chosen, code: _in_order(BY_CODE[code], values)})


def _address(question: Question, chosen: Chosen, **changed: str) -> str:
    facets = tuple(Facet(one.code, chosen.get(one.code, ())) for one in FILTERS)
    pairs = frozenset((facet.code, value) for facet in facets for value in facet.values)
    others = {"q": question.words, "sort": question.sort, "view": "map" if question.view == "map" else ""} | changed
    query = query_string(Selection(facets, pairs), others)
    return f"?{query}" if query else "?"


def _known(one: Filter, value: str) -> bool:
    if one.code in OPEN:
        return 0 < len(value) <= LONGEST_VALUE and value.isprintable()
    return value in _codes(one)


def _readable(words: str) -> str:
    """What can be shown again: no control characters, none that turn the direction of the line."""
    letters = "".join(letter if letter.isprintable() else " " for letter in words[:LONGEST_WORDS])
    return letters.strip()


def _in_order(one: Filter, values: Sequence[str]) -> tuple[str, ...]:
    """Of a vocabulary in its order, else by alphabet: the same choice has the same address."""
    order = _codes(one)
    return tuple(value for value in order if value in values) if order else tuple(sorted(values))


def _codes(one: Filter) -> tuple[str, ...]:
    if one.code == "kind":
        return KINDS
    return vocabularies()[one.vocabulary].codes if one.vocabulary else ()


def _answer(query: Query) -> tuple[Answer, bool]:
    if index.is_built():
        try:
            return index.engine().search(query), True
        except InputError as error:
            if error.faults[0].code != "index_of_other_shape":
                raise
            log.warning("The search index was made by another version: build it anew (openhearth index build)")
    return _without_index(practices_version()).search(query), False


@lru_cache(maxsize=1)
def _without_index(version: str) -> MemoryEngine:
    del version  # only keys the cache
    engine = MemoryEngine(documents.SHAPE)
    engine.rebuild(documents.doc_of_practice(practice) for practice in index.public_practices())
    return engine


@lru_cache(maxsize=2)
def _vocabulary(version: str) -> Mapping[str, int]:
    engine = index.engine() if index.is_built() else _without_index(version)
    return engine.vocabulary()


def _loaded(hits: Sequence[Hit]) -> tuple[Found, ...]:
    """The records of the hits, in their order. One that vanished since the last update of the index is left out."""
    codes = [(hit.id.partition(":")[0], hit.id.partition(":")[2], hit) for hit in hits]
    practices = {one.practice.code: one for one in published()}
    wanted = [code for kind, code, _ in codes if kind != PRACTICE]
    projects = {one.code: one for one in models.Project.objects.filter(code__in=wanted)} if wanted else {}
    found = []
    for kind, code, hit in codes:
        highlights = {one.field: one for one in hit.highlights}
        if kind == PRACTICE and code in practices:
            found.append(Found(kind, code, highlights, practice=practices[code]))
        elif kind != PRACTICE and code in projects:
            found.append(Found(kind, code, highlights, project=projects[code]))
    return tuple(found)


def _choices(one: Filter, question: Question, counted: Mapping[str, int]) -> Choices:
    chosen = question.chosen.get(one.code, ())
    values = _occurring(one, counted, chosen)
    names, meanings = labels(one, values), definitions(one)
    choices = [
        Choice(
            value,
            names[value],
            meanings.get(value, ""),
            counted.get(value, 0),
            value in chosen,
            _toggled(question, one, value),
        )
        for value in values
    ]
    if one.code == "country":
        choices.sort(key=lambda choice: fold(choice.label))
    return Choices(one, tuple(choices))


def _occurring(one: Filter, counted: Mapping[str, int], chosen: Sequence[str]) -> tuple[str, ...]:
    """The values that occur or are chosen: of a vocabulary in its order, else the most frequent first."""
    if one.code == "kind":
        return KINDS
    by_frequency = tuple(value for _, value in sorted((-hits, value) for value, hits in counted.items()))
    order = dict.fromkeys((*(_codes(one) or by_frequency), *chosen))
    return tuple(value for value in order if counted.get(value) or value in chosen)


def _toggled(question: Question, one: Filter, value: str) -> str:
    before = question.chosen.get(one.code, ())
    values = tuple(kept for kept in before if kept != value) if value in before else (*before, value)
    return _address(question, {**question.chosen, one.code: _in_order(one, values)})
