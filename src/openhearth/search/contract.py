"""What every search engine of the house takes and gives. Engines differ in size and speed, never in counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isinf, isnan
from typing import Protocol

from openhearth.core.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Text:
    """What one field says, and in which language (ISO 639-1); empty where nobody said: it is then detected."""

    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Doc:
    """One record to be found.

    Parameters
    ----------
    id
        Not empty; a second record with the same id replaces the first.
    texts
        Field to text, the most telling field first: a word found there weighs more.
    facets
        Facet to its values; several are possible, none is no value.
    numbers
        What may be sorted by. A date is its ordinal. NaN is unknown and comes last, whichever way is sorted.
    """

    id: str
    texts: Mapping[str, Text]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    Parameters
    ----------
    words
        Every word must occur, in any inflection; words in quotes occur as they stand, in this order. Nothing else
        is an operator. Without a letter or digit, every record is meant.
    filters
        Facet to values: one of the values of a facet, and so for every facet. No values, no filter.
    counted
        Facets whose values are counted in the answer.
    sort
        A number of the records, upwards; with ``-`` before it downwards. Empty: the best first.
    page, size
        Pages start at 1. ``size`` 0 only counts.
    typing
        The last word may be the beginning of one (two letters and more).
    """

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    size: int = 20
    typing: bool = False

    @property
    def first(self) -> int:
        """How many records stand before this page."""
        return (self.page - 1) * self.size

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """The filters that leave something out."""
        return {facet: values for facet, values in self.filters.items() if values}


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage of one field in parts, each with whether it was asked for. Plain text: the page escapes it."""

    field: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. Scores compare within one answer only, and are 0 where a sort decides."""

    id: str
    score: float
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """How many records, those of the page, and how many there would be with each value.

    ``counts`` holds for each counted facet the values that occur. A facet ignores its own filter and obeys all
    others, so a count says what choosing that value too would show.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which facets and numbers the records of an index have."""

    facets: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def check(self, doc: Doc) -> None:
        """Raise `InputError` with ``empty_id``, ``unknown_facet``, ``empty_value``, ``unknown_number`` and ``infinite``."""
        place = f"record {doc.id}"
        faults = [] if doc.id else [Fault("empty_id", "record")]
        faults += self._unknown("unknown_facet", doc.facets, self.facets, place)
        faults += self._unknown("unknown_number", doc.numbers, self.numbers, place)
        faults += [
            Fault("empty_value", place, {"facet": facet}) for facet, values in doc.facets.items() if "" in values
        ]
        faults += [Fault("infinite", place, {"number": name}) for name, value in doc.numbers.items() if isinf(value)]
        if faults:
            raise InputError(*faults)

    def checked(self, doc: Doc) -> Doc:
        """The record, if it has nothing that `check` finds wrong."""
        self.check(doc)
        return doc

    def check_query(self, query: Query) -> None:
        """Raise `InputError` with ``unknown_facet``, ``unknown_number``, ``page_too_low`` and ``size_too_low``."""
        asked = dict.fromkeys((*query.filters, *query.counted))
        number = (query.sort.removeprefix("-"),) if query.sort else ()
        faults = self._unknown("unknown_facet", asked, self.facets, "query")
        faults += self._unknown("unknown_number", number, self.numbers, "query")
        faults += [Fault("page_too_low", "query", {"page": query.page})] if query.page < 1 else []
        faults += [Fault("size_too_low", "query", {"size": query.size})] if query.size < 0 else []
        if faults:
            raise InputError(*faults)

    @staticmethod
    def _unknown(code: str, asked: Iterable[str], known: tuple[str, ...], place: str) -> list[Fault]:
        return [Fault(code, place, {"found": name, "known": known}) for name in asked if name not in known]


class Engine(Protocol):
    """Keeps records and finds them. One process writes at a time; any number read."""

    def index(self, docs: Iterable[Doc]) -> None:
        """Add records, or replace those of the same id: all of them or, if it fails, none."""

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records. An unknown id is already forgotten."""

    def search(self, query: Query) -> Answer:
        """Answer one question from the last finished state."""

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Replace everything by these records, at once: a reader sees all of the old or all of the new."""

    def vocabulary(self) -> Mapping[str, int]:
        """Folded words with the number of records they occur in."""

    def close(self) -> None:
        """Let go of files and connections."""


def sort_value(doc: Doc, sort: str) -> float:
    """What a record is sorted by, ascending: unknown is infinite, so it comes last both ways."""
    value = doc.numbers.get(sort.removeprefix("-"), float("nan"))
    if isnan(value):
        return float("inf")
    return -value if sort.startswith("-") else value
