"""A line of search words read as terms, and the passages of a text that they match."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openhearth.search.contract import Highlight, Query, Text
from openhearth.search.language import LANGUAGES, Token, lemma, tokens

LONGEST_LINE = 10_000
MOST_TERMS = 32
"""What a person can mean in one question. The rest of the line is not read."""

SHORTEST_BEGINNING = 2
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
    found: list[Term] = []
    position = 0
    for quoted in _QUOTED.finditer(line):
        found += _words(line[position : quoted.start()], spoken)
        if forms := tuple(token.form for token in tokens(quoted[1])):
            found.append(Term(forms[:MOST_TERMS]))
        position = quoted.end()
    last = list(_words(line[position:], spoken))
    if query.typing and last and line[-1].isalnum() and len(last[-1].forms[0]) >= SHORTEST_BEGINNING:
        last[-1] = Term(last[-1].forms, last[-1].lemmas, open=True)
    found += last
    return tuple(dict.fromkeys(found))[:MOST_TERMS]


def _words(text: str, languages: Sequence[str]) -> Iterator[Term]:
    for token in tokens(text):
        lemmas = dict.fromkeys(lemma(token.word, language) for language in languages)
        yield Term((token.form,), tuple(lemmas))


def highlights(texts: Mapping[str, Text], wanted: Iterable[Term]) -> tuple[Highlight, ...]:
    """The passage with most matches of each field that has one.

    Examples
    --------
    >>> highlights({"title": Text("Old mines heat homes", "en")}, terms(Query("mine"), ("en",)))
    (Highlight(field='title', parts=(('Old ', False), ('mines', True), (' heat homes', False))),)
    """
    asked = tuple(wanted)
    found = ((name, text.words, _matches(text, asked)) for name, text in texts.items())
    return tuple(Highlight(name, _passage(words, spans)) for name, words, spans in found if spans)


def _matches(text: Text, wanted: Sequence[Term]) -> list[tuple[int, int]]:
    """Start and end of every match, in order and without overlap."""
    words = list(tokens(text.words))
    spans = set()
    for term in wanted:
        width = len(term.forms)
        for position in range(len(words) - width + 1):
            if _fits(words[position : position + width], term, text.language):
                spans |= {(word.start, word.end) for word in words[position : position + width]}
    return sorted(spans)


def _fits(words: Sequence[Token], term: Term, language: str) -> bool:
    if tuple(word.form for word in words) == term.forms:
        return True
    if len(words) > 1:
        return False
    if term.open and words[0].form.startswith(term.forms[0]):
        return True
    return bool(term.lemmas) and lemma(words[0].word, language) in term.lemmas


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
