"""The one suite that every engine passes. The memory engine, which looks at every record, is the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.search.contract import Doc, Engine, Query, Text, sort_value
from openhearth.search.memory import MemoryEngine
from tests.search.houses import COUNTRIES, OUTCOMES, SHAPE, THEMES, WORDS, docs, one

Make = Callable[[], Engine]
ALL = docs(120)
ORACLE = MemoryEngine(SHAPE)
ORACLE.index(ALL)
FACETS = ("country", "theme", "outcome")

words = st.lists(st.sampled_from(sorted({word for said in WORDS.values() for word in said})), max_size=2)
lines = st.one_of(
    words.map(" ".join), words.map(lambda said: f'"{" ".join(said)}"'), st.sampled_from(["wor", "Stahlw"])
)
queries = st.builds(
    Query,
    words=lines,
    filters=st.fixed_dictionaries(
        {},
        optional={
            "country": st.lists(st.sampled_from([*COUNTRIES, "XX"]), max_size=2, unique=True).map(tuple),
            "theme": st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(tuple),
            "outcome": st.lists(st.sampled_from(OUTCOMES), max_size=1).map(tuple),
        },
    ),
    counted=st.just(FACETS),
    size=st.just(1000),
    typing=st.booleans(),
)


def ids(engine: Engine, words: str = "", **asked: object) -> set[str]:
    return {hit.id for hit in engine.search(Query(words, size=1000, **asked)).hits}  # type: ignore[arg-type]


@pytest.fixture
def full(engine: Engine) -> Engine:
    engine.index(ALL[:70])
    engine.index(ALL[70:])
    return engine


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_records_and_counts_are_those_of_looking_at_every_record(full: Engine, query: Query) -> None:
    expected, answer = ORACLE.search(query), full.search(query)
    assert {hit.id for hit in answer.hits} == {hit.id for hit in expected.hits}
    assert answer.total == expected.total == len(answer.hits)
    assert answer.counts == expected.counts


def test_a_facet_ignores_its_own_filter_and_obeys_the_others(engine: Engine) -> None:
    engine.index(
        [
            one("a", "mine", country=("DE",), theme=("skills", "green")),
            one("b", "mine", country=("PL",), theme=("green",)),
            one("c", "mine", country=("PL",)),
            one("d", "port", country=("IT",), theme=("green",)),
        ]
    )
    answer = engine.search(Query("mines", {"country": ("DE",), "theme": ("green",)}, ("country", "theme", "outcome")))
    assert [hit.id for hit in answer.hits] == ["a"]
    assert answer.counts == {"country": {"DE": 1, "PL": 1}, "theme": {"skills": 1, "green": 1}, "outcome": {}}


def test_values_are_joined_by_or_and_facets_by_and(engine: Engine) -> None:
    engine.index([one("a", "x", country=("DE",)), one("b", "x", country=("PL",), theme=("s",)), one("c", "x")])
    assert ids(engine, filters={"country": ("DE", "PL")}) == {"a", "b"}
    assert ids(engine, filters={"country": ("DE", "PL"), "theme": ("s",)}) == {"b"}
    assert ids(engine, filters={"country": ()}) == {"a", "b", "c"}


def test_values_are_whole_strings(engine: Engine) -> None:
    values = ("green transition", "Green", 'O\'Hara "x"', "ünïcode — ✓", "a:b*(c)", "1 OR 1")
    engine.index([one(str(number), "x", theme=(value, value)) for number, value in enumerate(values)])
    assert engine.search(Query(counted=("theme",))).counts == {"theme": dict.fromkeys(values, 1)}
    for number, value in enumerate(values):
        assert ids(engine, filters={"theme": (value,)}) == {str(number)}
    assert ids(engine, filters={"theme": ("green",)}) == set()


@pytest.mark.parametrize("sort", ["year", "-year", "cost", "-cost"])
def test_sorted_records_stand_in_order_with_the_unknown_last(full: Engine, sort: str) -> None:
    by_id = {doc.id: doc for doc in ALL}
    values = [sort_value(by_id[hit.id], sort) for hit in full.search(Query(sort=sort, size=1000)).hits]
    assert len(values) == len(ALL)
    assert values == sorted(values)
    assert all(isinstance(value, float) for value in values)


@pytest.mark.parametrize(("words", "sort"), [("", ""), ("steel", ""), ("", "-cost")])
def test_pages_follow_each_other_without_gap_or_repetition(full: Engine, words: str, sort: str) -> None:
    whole = full.search(Query(words, sort=sort, size=1000))
    pages: list[str] = []
    for page in range(1, 30):
        answer = full.search(Query(words, sort=sort, page=page, size=7))
        assert answer.total == whole.total
        pages += [hit.id for hit in answer.hits]
    assert pages == [hit.id for hit in whole.hits]
    assert len(set(pages)) == whole.total > 7


def test_a_page_beyond_the_last_is_empty_and_size_nought_only_counts(full: Engine) -> None:
    beyond = full.search(Query(page=10**12, size=10**6))
    assert (beyond.total, beyond.hits) == (120, ())
    only = full.search(Query(size=0, counted=("country",)))
    assert (only.total, only.hits) == (120, ())
    assert sum(only.counts["country"].values()) == 120


def test_the_best_record_comes_first(engine: Engine) -> None:
    filler = "and then they spoke about something else in the valley for many years"
    engine.index(
        [
            Doc("beside", {"title": Text("Spa", "en"), "body": Text(f"{filler} heat {filler}", "en")}),
            Doc("about", {"title": Text("Waste heat", "en"), "body": Text(f"heat {filler}", "en")}),
            *(Doc(str(number), {"title": Text(filler, "en")}) for number in range(20)),
        ]
    )
    hits = engine.search(Query("heat")).hits
    assert [hit.id for hit in hits] == ["about", "beside"]
    assert hits[0].score > hits[1].score


def test_scores_fall(full: Engine) -> None:
    scores = [hit.score for hit in full.search(Query("heat", size=100)).hits]
    assert len(scores) > 3
    assert all(before >= after for before, after in pairwise(scores))


def test_found_words_are_marked_in_their_inflection(engine: Engine) -> None:
    engine.index([Doc("a", {"title": Text("Die Stahlwerke", "de"), "body": Text("<b>Kein</b> Wort davon", "de")})])
    (hit,) = engine.search(Query("stahlwerk")).hits
    assert [(mark.field, mark.parts) for mark in hit.highlights] == [
        ("title", (("Die ", False), ("Stahlwerke", True))),
    ]


def test_a_phrase_stays_within_a_field_and_in_order(engine: Engine) -> None:
    engine.index(
        [
            Doc("right", {"title": Text("Using Waste-Heat now", "en")}),
            Doc("turned", {"title": Text("heat waste", "en")}),
            Doc("split", {"title": Text("waste", "en"), "body": Text("heat", "en")}),
        ]
    )
    assert ids(engine, '"waste heat"') == {"right"}
    assert ids(engine, "waste heat") == {"right", "turned", "split"}
    assert ids(engine, '"wast heat"') == set()


def test_the_last_word_may_be_a_beginning_while_typing(engine: Engine) -> None:
    engine.index([one("a", "Hydrogen valley"), one("b", "hydraulics")])
    assert ids(engine, "hydr", typing=True) == {"a", "b"}
    assert ids(engine, "valley hydro", typing=True) == {"a"}
    assert ids(engine, "hydro valley", typing=True) == set()
    assert ids(engine, "hydr", typing=False) == set()
    assert ids(engine, "h", typing=True) == set()
    assert ids(engine, "~e", typing=True) == set()


def test_updates_are_seen_at_once_and_by_readers_already_open(make: Make) -> None:
    writer, reader = make(), make()
    if isinstance(writer, MemoryEngine):
        reader = writer
    assert reader.search(Query()).total == 0
    writer.index([one("a", "coal"), one("b", "steel")])
    assert ids(reader, "coal") == {"a"}
    start = perf_counter()
    writer.index([one("a", "hydrogen", country=("DE",))])
    assert ids(reader, "coal") == set()
    assert ids(reader, "hydrogen", filters={"country": ("DE",)}) == {"a"}
    assert perf_counter() - start < 1
    writer.delete(["a", "never there"])
    answer = reader.search(Query(counted=("country",)))
    assert (answer.total, answer.counts) == (1, {"country": {}})


def test_the_last_of_two_with_one_id_stays(engine: Engine) -> None:
    engine.index([one("a", "coal"), one("a", "steel")])
    assert (ids(engine, "coal"), ids(engine, "steel")) == (set(), {"a"})
    engine.rebuild([one("b", "coal"), one("b", "steel")])
    assert (ids(engine, "coal"), ids(engine, "steel"), engine.search(Query()).total) == (set(), {"b"}, 1)


def test_a_rebuild_is_seen_whole_or_not_at_all(make: Make) -> None:
    writer, reader = make(), make()
    if isinstance(writer, MemoryEngine):
        reader = writer
    old = [one(f"old {number}", "coal") for number in range(10)]
    writer.rebuild(old)
    seen = set()

    def new() -> Iterator[Doc]:
        for number in range(30):
            seen.add((reader.search(Query("coal")).total, reader.search(Query("hydrogen")).total))
            yield one(f"new {number}", "hydrogen")

    writer.rebuild(new())
    assert seen == {(10, 0)}
    assert (ids(reader, "coal"), len(ids(reader, "hydrogen"))) == (set(), 30)


@pytest.mark.parametrize("way", ["index", "rebuild"])
def test_what_fails_in_the_middle_changes_nothing(full: Engine, way: str) -> None:
    def broken() -> Iterator[Doc]:
        yield one("record 1", "hydrogen")
        yield one("record new", "hydrogen", colour=("blue",))

    with pytest.raises(InputError, match="unknown_facet"):
        getattr(full, way)(broken())
    assert full.search(Query()).total == len(ALL)
    assert ids(full, "hydrogen") == set()
    full.index([one("record new", "hydrogen")])
    assert ids(full, "hydrogen") == {"record new"}


def test_a_line_without_a_word_means_every_record(full: Engine) -> None:
    assert full.search(Query("?! \x00")).total == full.search(Query()).total == len(ALL)


def test_all_faults_of_a_question_come_at_once(engine: Engine) -> None:
    with pytest.raises(InputError) as caught:
        engine.search(Query(filters={"colour": ("x",)}, counted=("taste",), sort="-size", page=0, size=-1))
    assert [fault.code for fault in caught.value.faults] == [
        "unknown_facet", "unknown_facet", "unknown_number", "page_too_low", "size_too_low",
    ]  # fmt: skip


INFLECTED = {
    "de": (("Stahlwerk", "Stahlwerke"), ("Region", "Regionen"), ("Haus", "Häuser"), ("Arbeiter", "Arbeitern")),
    "en": (("worker", "workers"), ("factory", "factories"), ("heating", "heated"), ("mine", "mines")),
    "es": (("trabajador", "trabajadores"), ("región", "regiones"), ("industrial", "industriales"), ("mina", "minas")),
    "fr": (("travailleur", "travailleurs"), ("région", "régions"), ("aciérie", "aciéries"), ("usine", "usines")),
    "it": (("lavoratore", "lavoratori"), ("regione", "regioni"), ("fabbrica", "fabbriche"), ("miniera", "miniere")),
    "pl": (("region", "regionów"), ("hutnik", "hutników"), ("górnictwo", "górnictwa"), ("kopalnia", "kopalni")),
    "pt": (("região", "regiões"), ("trabalhador", "trabalhadores"), ("industrial", "industriais"), ("fábrica", "fábricas")),
    "nl": (("fabriek", "fabrieken"), ("regio", "regio's"), ("mijn", "mijnen"), ("opleiding", "opleidingen")),
    "fi": (("tehdas", "tehtaissa"), ("alue", "alueiden"), ("kaivos", "kaivoksen"), ("teollisuus", "teollisuuden")),
    "lt": (("regionas", "regionai"), ("gamykla", "gamyklos"), ("darbuotojas", "darbuotojų"), ("pramonė", "pramonės")),
    "bg": (("регион", "региони"), ("работник", "работници")),
    "cs": (("region", "regiony"), ("důl", "dolů")),
    "el": (("περιοχή", "περιοχές"), ("ορυχείο", "ορυχεία")),
    "et": (("tehas", "tehases"), ("kaevandus", "kaevanduse")),
    "hr": (("regija", "regije"), ("tvornica", "tvornice")),
    "hu": (("gyár", "gyárak"), ("régió", "régiók")),
    "sv": (("gruva", "gruvor"), ("region", "regioner")),
}  # fmt: skip


@pytest.mark.parametrize("language", INFLECTED)
def test_inflected_words_are_found(engine: Engine, language: str) -> None:
    pairs = INFLECTED[language]
    engine.index([one(f"{number}", f"{text}", language) for number, (_, text) in enumerate(pairs)])
    for number, (word, inflected) in enumerate(pairs):
        for asked in (word, inflected, word.upper()):
            assert ids(engine, asked) == {f"{number}"}, asked


def test_a_lemma_counts_in_its_own_language_only(engine: Engine) -> None:
    engine.index([one("de", "Heat", "de"), one("en", "heated", "en"), one("fr", "régime", "fr")])
    assert ids(engine, "heating") == {"en"}
    assert ids(engine, "heat") == {"de", "en"}
    assert ids(engine, "regime") == {"fr"}


def test_the_vocabulary_counts_records(engine: Engine) -> None:
    engine.index([one("a", "Steel steel Région"), one("b", "steel")])
    assert engine.vocabulary() == {"steel": 2, "region": 1}
    engine.delete(["a"])
    engine.rebuild([one("c", "coal")])
    assert engine.vocabulary() == {"coal": 1}
