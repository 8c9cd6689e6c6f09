"""Words made comparable, read as terms, and marked where they were found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.search.contract import Doc, Query, Text
from openhearth.search.language import (
    DICTIONARY,
    LANGUAGES,
    LONGEST,
    MARK,
    SNOWBALL,
    fold,
    language_of,
    lemma,
    stream,
    tokens,
    with_languages,
)  # fmt: skip
from openhearth.search.terms import MOST_TERMS, PASSAGE, Term, highlights, terms
from openhearth.search.typos import closest, did_you_mean


def test_every_official_language_has_one_way() -> None:
    assert len(LANGUAGES) == len(set(LANGUAGES)) == 24
    assert set(SNOWBALL) & set(DICTIONARY) == set()
    assert set(LANGUAGES) - set(SNOWBALL) - set(DICTIONARY) == {"mt"}
    for language in ("bg", "de", "it", "mt"):
        assert lemma("region", language).startswith(f"{MARK}{language}{MARK}r")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Die Stadt heizt ihre Schulen mit der Abwärme des Stahlwerks"),
        ("en", "The city heats its schools with the waste heat of the steel works"),
        ("fr", "La ville chauffe ses écoles avec la chaleur de l'aciérie"),
        ("pl", "Miasto ogrzewa szkoły ciepłem odpadowym z huty stali"),
        ("es", "La ciudad calienta sus escuelas con el calor de la acería"),
        ("fi", "Kaupunki lämmittää koulunsa terästehtaan hukkalämmöllä"),
        ("lt", "Miestas šildo mokyklas plieno gamyklos šiluma"),
        ("el", "\u0397 πόλη θερμαίνει τα σχολεία της με τη θερμότητα του χαλυβουργείου"),
    ],
)
def test_languages_are_detected(language: str, sentence: str) -> None:
    assert language_of(sentence) == language
    found = with_languages(Doc("a", {"title": Text(sentence), "note": Text("Regio", "nl-BE")}))
    assert (found.texts["title"].language, found.texts["note"].language) == (language, "nl")


def test_what_has_no_letters_has_no_language() -> None:
    assert language_of("1,2 — 3 \x00") == ""
    assert stream(with_languages(Doc("a", {"title": Text("2024 — 3")}))) == "~ 2024 3"


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_any_text_becomes_clean_tokens(text: str) -> None:
    for token in tokens(text):
        assert text[token.start : token.end] == token.word
        assert 0 < len(token.form) <= LONGEST
        assert token.form.isalnum()
        assert fold(token.form) == token.form
        assert lemma(token.word, "fi") == lemma(token.word.lower(), "fi") or len(token.word.lower()) != len(token.word)
    assert "  " not in stream(Doc("a", {"t": Text(text, "de")}))


@settings(max_examples=100)
@given(st.text(max_size=80), st.booleans())
def test_any_line_becomes_few_terms(line: str, typing: bool) -> None:
    found = terms(Query(line, typing=typing), ("en", "mt"))
    assert len(found) == len(set(found)) <= MOST_TERMS
    assert [term for term in found if term.open] == ([found[-1]] if found and found[-1].open else [])
    assert all(MARK not in form for term in found for form in term.forms)


def test_a_quote_left_open_is_a_plain_sign() -> None:
    assert [term.forms for term in terms(Query('waste "heat pump'), ())] == [("waste",), ("heat",), ("pump",)]
    assert terms(Query("„waste heat“ pump"), ()) == (Term(("waste", "heat")), Term(("pump",)))
    assert terms(Query('valley "waste heat"', typing=True), ())[-1] == Term(("waste", "heat"))


def test_only_the_word_being_typed_is_open() -> None:
    assert [term.open for term in terms(Query("green hyd", typing=True), ())] == [False, True]
    assert [term.open for term in terms(Query("green hyd ", typing=True), ())] == [False, False]
    assert [term.open for term in terms(Query("green h", typing=True), ())] == [False, False]


def test_a_long_text_shows_the_passage_with_most_matches() -> None:
    words = f"heat {'filler ' * 100}about waste heat from steel {'filler ' * 100}"
    (mark,) = highlights({"body": Text(words, "en")}, terms(Query("waste heat steel"), ("en",)))
    assert [part for part, marked in mark.parts if marked] == ["waste", "heat", "steel"]
    shown = "".join(part for part, _ in mark.parts)
    assert shown.startswith("… filler")
    assert shown.endswith("filler …")
    assert len(shown) <= PASSAGE + 10
    assert shown.strip("… ") in words


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_marked_parts_join_to_the_text(seed: int) -> None:
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(["heat", "Mines", " ", ", ", "é", "'", "x"], size=int(rng.integers(5, 400))))
    for mark in highlights({"t": Text(text, "en")}, terms(Query('mine heat "x"'), ("en",))):
        shown = "".join(part for part, _ in mark.parts)
        assert shown == text if len(text) <= PASSAGE else shown.removeprefix("… ").removesuffix(" …") in text
        assert len(shown) <= PASSAGE + 4
        assert all(fold(part) in {"heat", "mines", "x"} for part, marked in mark.parts if marked)


def test_an_inflection_that_begins_otherwise_is_marked_where_nothing_else_is() -> None:
    asked = terms(Query("andare"), ("it",))
    for words, marked in (("io vado", ["vado"]), ("io vado, per andare", ["andare"]), ("tu stai", [])):
        found = highlights({"title": Text("x", "it"), "body": Text(words, "it")}, asked)
        assert [part for mark in found for part, is_marked in mark.parts if is_marked] == marked


VOCABULARY = {"hydrogen": 40, "heat": 7, "seat": 2, "waste": 9, "arbeiter": 3, "region": 80, "warmepumpe": 2}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hydrogne", "hydrogen"), ("hidrojen", "hydrogen"), ("haet", "heat"), ("waste haet", "waste heat"),
        ("Wärmepmpe", "warmepumpe"), ("Régoin", "region"), ('"wste heat"', '"waste heat"'), ("zeat", "heat"),
    ],
)  # fmt: skip
def test_typing_errors_are_noticed(typed: str, meant: str) -> None:
    assert did_you_mean(typed, VOCABULARY) == meant


@pytest.mark.parametrize("typed", ["", "waste heat", "Région", "xyz", "entirely different", "hea", "\x00", "🔥"])
def test_nothing_is_made_up(typed: str) -> None:
    assert did_you_mean(typed, VOCABULARY) is None


def test_long_words_may_have_two_errors_and_short_ones_one() -> None:
    assert closest("hydrgne", VOCABULARY) is None
    assert closest("hydroogne", VOCABULARY) == "hydrogen"
    assert closest("x" * 10_000, VOCABULARY) is None


def test_an_inflection_that_shares_the_first_letter_only_is_marked_where_nothing_else_is() -> None:
    (mark,) = highlights({"body": Text("laatu veden", "fi")}, terms(Query("vesi"), ("fi",)))
    assert mark.parts == (("laatu ", False), ("veden", True))
