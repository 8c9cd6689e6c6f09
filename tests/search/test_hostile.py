"""Lines that no person types: answered alike by every engine, and with little work however long or odd they are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from openhearth.search.contract import Answer, Doc, Engine, Query, Text
from openhearth.search.language import LANGUAGES, lemma
from openhearth.search.memory import MemoryEngine
from openhearth.search.terms import LONGEST_LINE, MOST_TERMS, terms
from tests.search.houses import SHAPE, WORDS, docs, one

MOST_CALLS = 200_000
"""Functions that Python calls for one question of a small index; an ordinary question needs some hundred, reading 10,000 letters some ten thousand."""

MOST_SECONDS = 1.0
"""Processor time of this process for one question, for what Python does not see; an ordinary question needs a millisecond."""

EVERY_WORD = [f"{first}{second}{third}" for first in "abcdefghijklm" for second in "aeiou" for third in "nprstvxyz"]
METACHARACTERS = (
    ".*",
    "(a+)+$",
    "[^x]",
    "a{9}",
    "x|y",
    "\\w",
    "?",
    "(?i)a",
    "^a",
    "$",
    "a**",
    "[[:alpha:]]",
    "\\1",
    "(?=a)",
)
LINES = {
    "one long word": "x" * LONGEST_LINE,
    "one word many times": "word " * 2_000,
    "many words": " ".join(EVERY_WORD)[:LONGEST_LINE],
    "one word in many cases": " ".join(format(n, "010b").replace("0", "a").replace("1", "A") for n in range(900)),
    "one word in many accents": " ".join(format(n, "09b").replace("0", "e").replace("1", "é") for n in range(1000)),
    "many phrases": '"waste heat" "steel mines" ' * 400,
    "a long phrase": f'"{" ".join(EVERY_WORD)}"',
    "quotes": '"' * 9_999,
    "a quote left open": '"steel',
    "an empty phrase": '"" steel ""',
    "quotes of many kinds": "„steel“ «heat» ”mines” \"coal'",
    "NUL": "\x00",
    "NUL inside": "steel\x00heat",
    "operators": "AND OR NOT steel NEAR/3 -heat +x",
    "operators alone": "AND OR NOT NEAR",
    "a field": "text:steel* facet_country:DE id:1",
    "a star": "*",
    "anchors": "^steel$",
    "fuzzy": "steel~2 ~en~steel ~ ~~",
    "brackets": "(" * 5_000,
    "SQL": "'; DROP TABLE fts; --",
    "a backslash": "\\",
    "wildcards": "%_% [a TO z] /steel/ @title steel {} $1 %s %(x)s",
    "metacharacters": " ".join(METACHARACTERS * 3),
    "Chinese": "钢铁 废热",
    "Russian": "сталь 中",
    "Greek": "χάλυβας",
    "Arabic": "نفايات الحرارة",
    "Hindi": "इस्पात",
    "signs": "🔥🔥",
    "a surrogate": "\ud800",
    "surrogates in words": "steel\ud800heat \udfffmines",
    "right to left": "\u202esteel",
    "combining marks": "e\u0301" * 5_000,
    "compatibility": "½ ﬁ ẞ İ ﷺ",
    "one compatibility letter": "ﷺ" * 1_000,
    "apostrophes": "a'b'c'd" * 1_000,
    "elisions": "l'" * 5_000,
    "a beginning": "st",
    "a beginning of one letter": "s",
    "a beginning after many words": f"{'steel ' * 1_000}he",
    "a long beginning": "é" * 5_000,
    "spaces of many kinds": "steel\u00a0heat\u2028mines\u200bcoal\tvalley\r\nworkers",
}


def house() -> list[Doc]:
    spoken = [one(f"in {language}", f"steel {number}", language) for number, language in enumerate(LANGUAGES)]
    return [
        *docs(60),
        *spoken,
        Doc("odd", {"title": Text("ab'c ½ ﬁ 钢铁 сталь NEAR ''", "en"), "body": Text("x" * 50, "")}),
    ]


ORACLE = MemoryEngine(SHAPE)
ORACLE.index(house())


@pytest.fixture
def full(engine: Engine) -> Engine:
    engine.rebuild(house())
    terms(Query("warm"), LANGUAGES)  # a dictionary is opened once, and no line is to blame
    return engine


def measured(ask: Callable[[], Answer]) -> tuple[Answer, int, float]:
    """The answer, how many functions were called for it, and the processor time of asking once more."""
    calls = 0

    def counted(frame: FrameType, event: str, given: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        answer = ask()
    finally:
        sys.setprofile(None)
    start = time.process_time()
    ask()
    return answer, calls, time.process_time() - start


@pytest.mark.parametrize("typing", [False, True])
def test_any_line_is_answered_with_little_work_and_alike(full: Engine, typing: bool) -> None:
    for name, line in LINES.items():
        query = Query(line, counted=SHAPE.facets, typing=typing)
        answer, calls, seconds = measured(lambda asked=query: full.search(asked))  # type: ignore[misc]
        expected = ORACLE.search(query)
        assert (answer.total, answer.counts) == (expected.total, expected.counts), name
        assert calls < MOST_CALLS, name
        assert seconds < MOST_SECONDS, name


def test_the_bound_of_work_is_one_that_could_be_broken(full: Engine) -> None:
    usual, calls, _ = measured(lambda: full.search(Query("steel", counted=SHAPE.facets)))
    assert usual.total > 24
    assert 30 < calls < MOST_CALLS
    _, more, _ = measured(
        lambda: [full.search(Query(f"w{number} {' '.join(EVERY_WORD)}")) for number in range(200)][-1]
    )
    assert more > MOST_CALLS


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize("typing", [False, True])
def test_only_the_words_that_are_asked_for_are_looked_up(line: str, typing: bool) -> None:
    before = lemma.cache_info()
    found = terms(Query(line, typing=typing), LANGUAGES)
    after = lemma.cache_info()
    assert len(found) <= MOST_TERMS
    assert after.hits + after.misses - before.hits - before.misses <= MOST_TERMS * len(LANGUAGES)


def test_of_a_line_the_first_words_are_read() -> None:
    found = terms(Query(" ".join(EVERY_WORD)), ("en",))
    assert [term.forms[0] for term in found] == EVERY_WORD[:MOST_TERMS]
    assert terms(Query("heat Heat héat"), ("en",)) == terms(Query("heat"), ("en",))
    assert [term.open for term in terms(Query(f"{'steel ' * 3000}he", typing=True), ())] == [False, False]
    assert [term.open for term in terms(Query("heat heat", typing=True), ())] == [False, True]


def test_records_with_odd_words_are_found_by_them(full: Engine) -> None:
    for line in ("钢铁", "сталь", "½", "ﬁ", "x" * 50, WORDS["pl"][0]):
        assert full.search(Query(line)).total == ORACLE.search(Query(line)).total > 0
