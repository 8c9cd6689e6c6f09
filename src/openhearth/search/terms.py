"""A line of search words read as terms, and the passages of a text that they match."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from openhearth.search.contract import Highlight, Query, Text
from openhearth.search.language import LANGUAGES, MARK, fold, lemma, tokens, words_of

LONGEST_LINE = 10_000
MOST_TERMS = 32
"""What a person can mean in one question. The rest of the line is not read."""

SHORTEST_BEGINNING = 2
ALIKE = 3
"""First letters that inflections usually share; looking words up in dictionaries is what takes time."""

PASSAGE = 200
"""Letters of a highlighted passage, about."""

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')


@dataclass(frozen=True, slots=True)
class Term:
    """Something that must occur in a record.

    Parameters
    ----------
    forms
        Folded words that follow each other; usually one.
    lemmas
        Tokens any of which stands for the one form as well. Empty for what was quoted.
    open
        The form may be the beginning of a longer one.
    """

    forms: tuple[str, ...]
    lemmas: tuple[str, ...] = ()
    open: bool = False


def terms(query: Query, languages: Collection[str]) -> tuple[Term, ...]:
    """The terms of a question, each once, in records written in these languages.

    Examples
    --------
    >>> terms(Query('"Waste heat" OR NOT mines'), ("en",))[0]
    Term(forms=('waste', 'heat'), lemmas=(), open=False)
    >>> terms(Query("mines"), ("en", "fr"))
    (Term(forms=('mines',), lemmas=('~en~mine', '~fr~min'), open=False),)
    """
    spoken = tuple(language for language in LANGUAGES if language in languages)
    line = query.words[:LONGEST_LINE]
    said = list(_said(line))
    is_open = query.typing and line == query.words and line[-1:].isalnum() and _may_begin(said)
    asked: dict[tuple[_Said, bool], None] = {}
    for position, one in enumerate(said, 1):
        asked[one, is_open and position == len(said)] = None
    first = islice(asked, MOST_TERMS)  # only these are looked up in dictionaries: a line may have thousands of words
    return tuple(Term(one.forms, _lemmas(one.word, spoken), is_open) for one, is_open in first)


@dataclass(frozen=True, slots=True)
class _Said:
    """Part of a line: a word as typed, or the forms of what was quoted."""

    forms: tuple[str, ...]
    word: str = field(default="", compare=False)
    quoted: bool = False


def _said(line: str) -> Iterator[_Said]:
    position = 0
    for quoted in _QUOTED.finditer(line):
        yield from (_Said((token.form,), token.word) for token in tokens(line[position : quoted.start()]))
        if forms := tuple(token.form for token in tokens(quoted[1])):
            yield _Said(forms[:MOST_TERMS], quoted=True)
        position = quoted.end()
    yield from (_Said((token.form,), token.word) for token in tokens(line[position:]))


def _may_begin(said: Sequence[_Said]) -> bool:
    """Whether the last word may be the beginning of a longer one."""
    return bool(said) and not said[-1].quoted and len(said[-1].forms[0]) >= SHORTEST_BEGINNING


def _lemmas(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lemma(word, language) for language in languages)) if word else ()


def highlights(texts: Mapping[str, Text], wanted: Iterable[Term]) -> tuple[Highlight, ...]:
    """The passage with most matches of each field that has one.

    A word whose form is not asked for is looked up in a dictionary only if it begins like a word that is, with the same three
    letters; where that marks nothing in any field, with the same one; where that marks nothing either, all are looked up.

    Examples
    --------
    >>> highlights({"title": Text("Old mines heat homes", "en")}, terms(Query("mine"), ("en",)))
    (Highlight(field='title', parts=(('Old ', False), ('mines', True), (' heat homes', False))),)
    """
    said = tuple(wanted)
    for letters in (ALIKE, 1, 0):
        asked = _Asked.of(said, letters)
        if found := _marked(texts, asked):
            return found
        if not asked.lemmas:
            break
    return ()


def _marked(texts: Mapping[str, Text], asked: _Asked) -> tuple[Highlight, ...]:
    found = ((name, text.words, asked.spans(text)) for name, text in texts.items())
    return tuple(Highlight(name, _passage(words, spans)) for name, words, spans in found if spans)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Terms sorted by how a word is compared with them, so that each word of a text is looked at once."""

    forms: frozenset[str]
    lemmas: frozenset[str]
    beginnings: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    letters: int
    """How many first letters a word shares with one that is asked for, if its lemma is looked up at all."""

    alike: frozenset[str]
    """These letters, and the fewer ones they begin with; empty: every word is looked up."""

    @classmethod
    def of(cls, wanted: tuple[Term, ...], letters: int) -> _Asked:
        """With lemmas looked up of words that share so many first letters with a word asked for."""
        single = [term for term in wanted if len(term.forms) == 1]
        forms = frozenset(term.forms[0] for term in single)
        lemmas = frozenset(token for term in single for token in term.lemmas)
        return cls(
            forms,
            lemmas,
            tuple(term.forms[0] for term in single if term.open),
            tuple(term.forms for term in wanted if len(term.forms) > 1),
            letters,
            frozenset(
                word[:count]
                for word in (*forms, *(token.rpartition(MARK)[2] for token in lemmas))
                for count in range(letters + 1)
                if letters
            ),
        )

    def spans(self, text: Text) -> list[tuple[int, int]]:
        """Start and end of every match, in order and without overlap."""
        spans = (
            {found.span() for found in words_of(text.words) if self._has(found[0], text.language)}
            if self.forms
            else set()
        )
        words = list(tokens(text.words)) if self.phrases else []
        for phrase in self.phrases:
            width = len(phrase)
            for position in range(len(words) - width + 1):
                if tuple(word.form for word in words[position : position + width]) == phrase:
                    spans |= {(word.start, word.end) for word in words[position : position + width]}
        return sorted(spans)

    def _has(self, word: str, language: str) -> bool:
        if self.alike and fold(word[: self.letters])[: self.letters] not in self.alike:
            return False  # most words end here, with most of their letters unfolded
        form = fold(word)
        if form in self.forms or form.startswith(self.beginnings):
            return True
        return bool(self.lemmas) and lemma(word, language) in self.lemmas


def _passage(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """A short text whole; of a longer one the surroundings of as many matches as fit."""
    start, end, best = 0, len(text), list(spans)
    if len(text) > PASSAGE:
        groups = [[one for one in spans[k:] if one[1] <= spans[k][0] + PASSAGE // 2] for k in range(len(spans[:200]))]
        best = max(groups, key=len) or [spans[0]]
        first, last = best[0][0], best[-1][1]
        start = max(first - PASSAGE // 4, 0)
        start = start and (text.find(" ", start, first) + 1 or start)
        end = min(max(start + PASSAGE, last), len(text))
        end = end if end == len(text) else max(text.rfind(" ", last, end), last)
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    position = start
    for first, last in best:
        parts += [(text[position:first], False), (text[first:last], True)]
        position = last
    parts += [(text[position:end], False), (" …" if end < len(text) else "", False)]
    return tuple(part for part in parts if part[0])
