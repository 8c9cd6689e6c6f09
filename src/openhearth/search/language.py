"""Words made comparable: the one treatment of text that makes every engine find the same.

A text becomes a stream of tokens that no engine has to understand, only to split at spaces: first the *forms*, as
written but folded, in their order; then the *lemmas*, each marked with its language. ``docs/methods/search.md`` says
why, and on which pairs of words the stemmers were measured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

import Stemmer  # type: ignore[import-not-found]
from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, StreamDictionaryFactory

from openhearth.search.contract import Doc, Text

LONGEST = 40
"""Letters of a token; what follows is not compared. Sphinx allows 42."""

MARK = "~"
"""Begins a lemma and stands alone between two fields. No form contains it, so none is mistaken for a lemma."""

SNOWBALL = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fr": "french",
    "hu": "hungarian", "lt": "lithuanian", "nl": "dutch", "pl": "polish", "ro": "romanian", "sv": "swedish",
}  # fmt: skip
"""Languages for which a Snowball stemmer was as good as the dictionary, or better; it needs no memory."""

DICTIONARY = {
    "bg": "bg", "cs": "cs", "el": "el", "et": "et", "fi": "fi", "ga": "ga", "hr": "hbs",
    "it": "it", "lv": "lv", "pt": "pt", "sk": "sk", "sl": "sl",
}  # fmt: skip
"""Languages with simplemma's dictionary, by simplemma's code."""

LANGUAGES = tuple(sorted((*SNOWBALL, *DICTIONARY, "mt")))
"""The official languages of the European Union. Maltese has neither stemmer nor dictionary: it is only folded."""

_LETTER = r"[^\W_]"
_MARKED = rf"(?:{_LETTER}|[\u0300-\u036f])"
_APOSTROPHE = "['\u2019\u02bc]"
_WORD = re.compile(
    rf"(?!{_LETTER}{_MARKED}?{_APOSTROPHE})(?!(?<={_APOSTROPHE}){_LETTER}(?!{_MARKED})){_LETTER}{_MARKED}*"
)
"""A run of letters and digits, but neither one or two before an apostrophe (l', qu') nor one after it ('s)."""

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t",
})  # fmt: skip
_stemming = Lock()


class Token(NamedTuple):
    """A word of a text, where it stands, and its folded form."""

    word: str
    start: int
    end: int
    form: str


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """A word without case, diacritics and compatibility forms.

    Examples
    --------
    >>> fold("Żółć"), fold("STRASSE") == fold("Straße"), fold("ﬁn")
    ('zolc', True, 'fin')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(letter for letter in plain.translate(_LETTERS) if letter.isalnum())[:LONGEST]


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in their order; elided articles and possessive endings are none.

    Examples
    --------
    >>> [token.form for token in tokens("L'Énergie de la région, CO₂-neutral: the workers' union's choice")]
    ['energie', 'de', 'la', 'region', 'co2', 'neutral', 'the', 'workers', 'union', 'choice']
    """
    for found in _WORD.finditer(text):
        if form := fold(found[0]):
            yield Token(found[0], found.start(), found.end(), form)


@lru_cache(maxsize=1 << 17)
def lemma(word: str, language: str) -> str:
    """What the inflections of a word share, as a token marked with the language.

    Case does not matter. In a language without a stemmer it is the folded word.

    Examples
    --------
    >>> lemma("Häuser", "de") == lemma("haus", "de"), lemma("tehtaissa", "fi"), lemma("ħaddiema", "mt")
    (True, '~fi~tehdas', '~mt~haddiema')
    """
    lower = unicodedata.normalize("NFKC", word).lower()
    if language in SNOWBALL:
        with _stemming:  # a Snowball stemmer keeps its word in itself
            lower = _stemmer(language).stemWord(lower)
    elif language in DICTIONARY:
        lower = _lemmatizer().lemmatize(lower[:LONGEST], lang=DICTIONARY[language])
    return f"{MARK}{language}{MARK}{fold(lower)}"[:LONGEST]


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(SNOWBALL[language], 0)


@cache
def _lemmatizer() -> Lemmatizer:
    """One for all languages: dictionaries kept as compressed lines take a fifth of the memory of hash tables."""
    strategy = DefaultStrategy(dictionary_factory=StreamDictionaryFactory(cache_max_size=len(DICTIONARY)))
    return Lemmatizer(lemmatization_strategy=strategy)


def language_of(text: str) -> str:
    """The most likely of `LANGUAGES`; empty for a text without letters.

    Examples
    --------
    >>> language_of("Die Abwärme des Stahlwerks heizt die Stadt und die Schulen")
    'de'
    """
    if not any(letter.isalpha() for letter in text):
        return ""
    return str(_identifier().classify(text[:2000])[0])


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)  # one second, once
    identifier.set_languages(LANGUAGES)
    return identifier


def with_languages(doc: Doc) -> Doc:
    """The record with the language of every text: as given, else detected from all texts without one."""
    unknown = [text.words for text in doc.texts.values() if not text.language]
    detected = language_of("\n".join(unknown)) if unknown else ""
    texts = {
        name: Text(text.words, text.language.partition("-")[0].lower() or detected) for name, text in doc.texts.items()
    }
    return Doc(doc.id, texts, doc.facets, doc.numbers)


def stream(doc: Doc) -> str:
    """The tokens of a record, separated by spaces: forms field by field, then lemmas.

    Lemmas of the first field stand there twice, so that every engine ranks a word in the title higher.

    Examples
    --------
    >>> stream(Doc("a", {"title": Text("Waste heat", "en"), "body": Text("for homes", "en")}))
    '~ waste heat ~ for homes ~en~wast ~en~heat ~en~wast ~en~heat ~en~for ~en~home'
    """
    forms: list[str] = []
    lemmas: list[str] = []
    for position, text in enumerate(doc.texts.values()):
        words = [word for word in _WORD.findall(text.words) if fold(word)]
        forms += (MARK, *map(fold, words))
        if text.language in LANGUAGES:
            lemmas += [lemma(word, text.language) for word in words] * (1 if position else 2)
    return " ".join((*forms, *lemmas))
