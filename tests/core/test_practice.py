from __future__ import annotations

from dataclasses import replace
from math import inf, isnan, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.practice import (
    REASONS,
    KeyFigure,
    Practice,
    Term,
    Vocabulary,
    practice_faults,
    practices_of_similar_places,
)

Ranked = list[tuple[str, float]]

HEAT = Practice(
    "heat", "Waste heat", "A steelworks heats homes.", "en", "openhearth", "A visit", country="IT", nuts="ITC47"
)
VOCABULARIES = {
    "country": Vocabulary("country", (Term("IT", "Italy", "Italien"), Term("DE", "Germany", "Deutschland"))),
    "thematic_priority": Vocabulary(
        "thematic_priority",
        (Term("green", "Green", "Grün", "Within limits.", "In Grenzen."), Term("digital", "Digital", "Digital")),
    ),
}


def practice(code: str, nuts: str = "", country: str = "", validity: str = "") -> Practice:
    return Practice(code, code, code, "en", "openhearth", "", nuts=nuts, country=country, territorial_validity=validity)


def near(practices: list[Practice], ranked: Ranked, target: str, country: str) -> list[tuple[str, str, str]]:
    return [
        (found.practice.code, found.reason, found.peer)
        for found in practices_of_similar_places(practices, ranked, target, country)
    ]


def test_the_region_itself_what_contains_it_and_what_lies_in_it_are_here() -> None:
    practices = [
        practice("same", "DEA1"),
        practice("around", "DEA"),
        practice("inside", "DEA12"),
        practice("beside", "DEA2"),
    ]
    assert near(practices, [], "DEA1", "DE") == [("around", "here", ""), ("inside", "here", ""), ("same", "here", "")]


def test_a_practice_comes_through_its_closest_peer() -> None:
    found = practices_of_similar_places([practice("heat", "ITC4")], [("ITC4", 0.3), ("ITC47", 0.1)], "DEA1", "DE")
    assert [(one.peer, one.distance) for one in found] == [("ITC47", 0.1)]


def test_equally_close_peers_the_first_code_wins() -> None:
    assert near([practice("heat", "ITC")], [("ITC4", 0.1), ("ITC1", 0.1)], "DEA1", "DE") == [("heat", "peer", "ITC1")]


def test_the_order_is_here_then_peers_by_distance_then_country_then_european() -> None:
    practices = [
        practice("a-european", validity="european"),
        practice("b-national", "DE3", "DE", "national"),
        practice("c-far-peer", "FI19", "FI"),
        practice("d-close-peer", "ITC4", "IT"),
        practice("e-here", "DEA1", "DE"),
    ]
    assert near(practices, [("FI19", 0.9), ("ITC4", 0.2)], "DEA1", "DE") == [
        ("e-here", "here", ""),
        ("d-close-peer", "peer", "ITC4"),
        ("c-far-peer", "peer", "FI19"),
        ("b-national", "country", ""),
        ("a-european", "european", ""),
    ]


def test_ties_are_broken_by_code() -> None:
    practices = [practice("b", "ITC4"), practice("a", "ITC4"), practice("d", country="DE"), practice("c", country="DE")]
    assert [code for code, _, _ in near(practices, [("ITC4", 0.2)], "DEA1", "DE")] == ["a", "b", "c", "d"]


def test_a_regional_practice_elsewhere_in_the_country_is_not_near() -> None:
    assert near([practice("bavaria", "DE2", "DE", "regional")], [], "DEA1", "DE") == []


def test_a_practice_of_another_country_is_not_near() -> None:
    assert near([practice("dk", country="DK", validity="national")], [("ITC4", 0.1)], "DEA1", "DE") == []


def test_a_practice_of_no_country_is_not_valid_in_a_country_that_is_not_known() -> None:
    assert near([practice("nowhere")], [], "US-CA", "") == []


def test_no_peer_and_no_distance_where_the_reason_is_another() -> None:
    (found,) = practices_of_similar_places([practice("here", "DEA1")], [("DEA1", 0.5)], "DEA1", "DE")
    assert (found.reason, found.peer) == ("here", "")
    assert isnan(found.distance)


def test_all_bad_peers_are_reported() -> None:
    with pytest.raises(InputError) as caught:
        practices_of_similar_places(
            [], [("ITC4", nan), ("FI19", -1.0), ("DE2", 0.0), ("DE2", 0.1), ("PL2", inf)], "DEA1", "DE"
        )
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("duplicate_code", "ranked"),
        ("bad_distance", "ITC4"),
        ("bad_distance", "FI19"),
    ]


NUTS = st.sampled_from(["", "DE", "DEA", "DEA1", "DEA12", "DE2", "IT", "ITC", "ITC4", "ITC47", "FI19"])
PRACTICES = st.lists(
    st.builds(
        practice,
        st.text("abcdef", min_size=1, max_size=3),
        NUTS.filter(lambda code: len(code) != 2),
        st.sampled_from(["", "DE", "IT", "FI"]),
        st.sampled_from(["", "european", "national", "regional"]),
    ),
    max_size=8,
    unique_by=lambda one: one.code,
)
RANKED = st.lists(
    st.tuples(NUTS.filter(bool), st.sampled_from([0.0, 0.1, 0.1, 0.5])), max_size=6, unique_by=lambda peer: peer[0]
)


@settings(max_examples=60, deadline=None)
@given(PRACTICES, RANKED, st.data())
def test_the_order_of_the_arguments_does_not_matter(
    practices: list[Practice], ranked: Ranked, data: st.DataObject
) -> None:
    expected = near(practices, ranked, "DEA1", "DE")
    shuffled = data.draw(st.permutations(practices)), data.draw(st.permutations(ranked))
    assert near(*shuffled, "DEA1", "DE") == expected


@settings(max_examples=60, deadline=None)
@given(PRACTICES, RANKED)
def test_reasons_follow_each_other_and_peers_come_closer_first(practices: list[Practice], ranked: Ranked) -> None:
    found = practices_of_similar_places(practices, ranked, "DEA1", "DE")
    order = [REASONS.index(one.reason) for one in found]
    distances = [one.distance for one in found if one.reason == "peer"]
    assert order == sorted(order)
    assert distances == sorted(distances)
    assert len({one.practice.code for one in found}) == len(found)


@settings(max_examples=40, deadline=None)
@given(PRACTICES, RANKED)
def test_more_peers_never_hide_a_practice(practices: list[Practice], ranked: Ranked) -> None:
    fewer = {code for code, _, _ in near(practices, ranked[:-1], "DEA1", "DE")}
    assert fewer <= {code for code, _, _ in near(practices, ranked, "DEA1", "DE")}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "missing_text"),
        ({"source": ""}, "missing_text"),
        ({"country": "XX", "nuts": ""}, "unknown_term"),
        ({"thematic_priority": ("green", "grey")}, "unknown_term"),
        ({"thematic_priority": ("green", "green")}, "duplicate_term"),
        ({"region_type": "creative_capital"}, "unknown_vocabulary"),
        ({"language": "xx"}, "unknown_language"),
        ({"language": "english"}, "unknown_language"),
        ({"original_title": "Calore"}, "unknown_language"),
        ({"original_title": "Calore", "original_language": "zz"}, "unknown_language"),
        ({"original_language": "it"}, "unknown_language"),
        ({"url": "javascript:alert(1)"}, "bad_url"),
        ({"url": "ftp://example.org/"}, "bad_url"),
        ({"url": "https://"}, "bad_url"),
        ({"url": "https://[::1"}, "bad_url"),
        ({"nuts": "IT"}, "bad_nuts"),
        ({"nuts": "itc47"}, "bad_nuts"),
        ({"nuts": "DEA1"}, "country_mismatch"),
        ({"started": 2024, "ended": 2021}, "years_reversed"),
        ({"facts": (KeyFigure("Families", nan),)}, "not_finite"),
    ],
)
def test_what_is_wrong_with_a_practice_is_named(change: dict[str, Any], code: str) -> None:
    assert [fault.code for fault in practice_faults([replace(HEAT, **change)], VOCABULARIES)] == [code]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"language": "pt-BR"},
        {"language": "sr-Latn"},
        {"original_title": "Calore", "original_language": "it"},
        {"url": "https://example.org/a?b=c"},
        {"url": "http://example.org"},
        {"started": 2021, "ended": 2021},
        {"country": "", "nuts": "ITI1"},
    ],
)
def test_a_sound_practice_has_no_fault(change: dict[str, Any]) -> None:
    assert practice_faults([replace(HEAT, **change)], VOCABULARIES) == ()


def test_all_faults_of_all_practices_are_found() -> None:
    broken = [replace(HEAT, url="x"), replace(HEAT, language="xx", nuts="?")]
    assert [fault.code for fault in practice_faults(broken, VOCABULARIES)] == [
        "duplicate_code",
        "bad_url",
        "unknown_language",
        "bad_nuts",
    ]


def test_a_term_speaks_german_to_german_readers_and_english_to_all_others() -> None:
    term = VOCABULARIES["thematic_priority"].term("green")
    assert [term.label(language) for language in ("de", "de-at", "en", "fr", "den")] == [
        "Grün",
        "Grün",
        "Green",
        "Green",
        "Green",
    ]
    assert (term.definition("de"), term.definition("en")) == ("In Grenzen.", "Within limits.")


def test_a_vocabulary_has_each_code_once_and_knows_only_its_own() -> None:
    with pytest.raises(InputError, match="duplicate_code"):
        Vocabulary("lens", (Term("social", "Social", "Sozial"), Term("social", "Social", "Sozial")))
    with pytest.raises(InputError, match="unknown_term"):
        VOCABULARIES["country"].term("FR")
