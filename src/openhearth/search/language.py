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
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import Stemmer  # type: ignore[import-not-found]
from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy

from openhearth.search.contract import Doc, Text
from openhearth.search.dictionaries import Dictionaries

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

_PLAIN_WORD = re.compile(rf"{_LETTER}+")
_NOT_PLAIN = re.compile(r"['\u2019\u02bc\u0300-\u036f]")
"""Without these a word is a plain run, which is found in a third of the time."""

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t",
})  # fmt: skip
_stemming = Lock()
_dictionaries = Dictionaries()


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
    for found in words_of(text):
        if form := fold(found[0]):
            yield Token(found[0], found.start(), found.end(), form)


def words_of(text: str) -> Iterator[re.Match[str]]:
    """The words of a text as they stand there, unfolded."""
    return _word(text).finditer(text)


def _word(text: str) -> re.Pattern[str]:
    """What finds the words of a text: the quicker pattern where both find the same."""
    return _WORD if _NOT_PLAIN.search(text) else _PLAIN_WORD


@lru_cache(maxsize=1 << 16)
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
    """One for all languages, without a memory of its own: `lemma` has one."""
    return Lemmatizer(cache_max_size=0, lemmatization_strategy=DefaultStrategy(dictionary_factory=_dictionaries))


def keep_dictionaries(folder: Path) -> None:
    """Keep dictionaries that are not open yet in files of a folder, so that the next process need not unpack them."""
    _dictionaries.folder = folder


def dictionaries_folder() -> Path | None:
    """Where dictionaries are kept, if anywhere."""
    return _dictionaries.folder


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


@lru_cache(maxsize=1 << 18)
def form_and_lemma(word: str, language: str) -> tuple[str, str]:
    """The folded word, and its lemma; no lemma outside `LANGUAGES`.

    Examples
    --------
    >>> form_and_lemma("Mines", "en"), form_and_lemma("Mines", "xx")
    (('mines', '~en~mine'), ('mines', ''))
    """
    form = fold(word)
    return form, lemma.__wrapped__(word, language) if form and language in LANGUAGES else ""


def forms_and_lemmas(doc: Doc) -> tuple[str, str]:
    """The forms of a record, field by field, and its lemmas; both separated by spaces.

    Lemmas of the first field stand there twice, so that every engine ranks a word in the title higher.

    Examples
    --------
    >>> forms_and_lemmas(Doc("a", {"title": Text("Waste heat", "en"), "body": Text("for homes", "en")}))
    ('~ waste heat ~ for homes', '~en~wast ~en~heat ~en~wast ~en~heat ~en~for ~en~home')
    """
    forms: list[str] = []
    lemmas: list[str] = []
    for position, text in enumerate(doc.texts.values()):
        words = _word(text.words).findall(text.words)
        known = [pair for word in words if (pair := form_and_lemma(word, text.language))[0]]
        forms += (MARK, *(form for form, _ in known))
        lemmas += [found for _, found in known if found] * (1 if position else 2)
    return " ".join(forms), " ".join(lemmas)


def stream(doc: Doc) -> str:
    """All tokens of a record in one text: forms, then lemmas.

    Examples
    --------
    >>> stream(Doc("a", {"title": Text("Waste heat", "en")}))
    '~ waste heat ~en~wast ~en~heat ~en~wast ~en~heat'
    """
    return " ".join(filter(None, forms_and_lemmas(doc)))
