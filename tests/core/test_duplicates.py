"""Duplicates: each reason, how reasons add up, and that nothing depends on an order."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.duplicates import (
    ADDRESS,
    HOME_PAGE,
    MEANING,
    NAME,
    PLACE_UNKNOWN,
    REASONS,
    SHOWN,
    TITLE,
    Duplicate,
    entry,
    likely_duplicates,
    web_address,
)
from openhearth.core.errors import InputError
from openhearth.core.practice import Practice


def practice(code: str, title: str, summary: str = "", **fields: Any) -> Practice:
    return replace(Practice(code, title, summary, "en", "openhearth", ""), **fields)


HEAT = practice(
    "heat", "Waste heat of a steelworks", "A steelworks heats Brescia with iRecovery.",
    country="IT", url="https://example.org/heat", original_title="Calore di scarto",
)  # fmt: skip
LAKE = practice("lake", "An open-cast mine becomes a lake", "Tourists come to Lusatia.", country="DE")
SCHOOL = practice("school", "Schools buy local food", "Farmers around Gijón deliver.", country="ES")
KNOWN = (HEAT, LAKE, SCHOOL)


def found(candidate: Practice, known: tuple[Practice, ...] = KNOWN, **likeness: float) -> tuple[Duplicate, ...]:
    return likely_duplicates(entry(candidate), [entry(one) for one in known], likeness)


def reasons(candidate: Practice, known: tuple[Practice, ...] = KNOWN, **likeness: float) -> dict[str, float]:
    """Of the first one found."""
    return {reason.code: reason.score for one in found(candidate, known, **likeness)[:1] for reason in one.reasons}


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://www.example.org/heat/", "example.org/heat"),
        ("http://EXAMPLE.org:80//heat?utm_source=x&fbclid=1#part", "example.org/heat"),
        ("https://example.org/de/heat?lang=de", "example.org/heat"),
        ("https://example.org/heat?id=2&a=1", "example.org/heat?a=1&id=2"),
        ("https://example.org/W%C3%A4rme", web_address("https://example.org/Wärme")),
        ("https://example.org:8443/heat", "example.org:8443/heat"),
        ("https://example.org", "example.org"),
        ("", ""),
        ("mailto:someone@example.org", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("https://example.org:port/", ""),
    ],
)
def test_addresses_of_one_page_are_one(url: str, plain: str) -> None:
    assert web_address(url) == plain


def test_addresses_of_two_pages_are_two() -> None:
    pages = [
        "https://example.org/heat",
        "https://example.org/Heat",
        "https://example.org/heat?id=1",
        "https://a.example.org",
    ]
    assert len({web_address(page) for page in pages}) == len(pages)


def test_the_same_address_is_enough() -> None:
    again = practice("", "Something else", url="http://www.example.org/heat/?utm_medium=mail")
    assert reasons(again) == {"same_address": ADDRESS}
    assert found(again)[0].reasons[0].found == ("example.org/heat",)


def test_an_address_of_many_practices_says_little() -> None:
    listed = tuple(
        practice(str(number), f"Measure of number {number}", url="https://example.org/list") for number in "abc"
    )
    assert found(practice("", "Quite another title", url="https://example.org/list"), listed) == ()
    assert reasons(practice("", "Measure a of number", url="https://example.org/list"), listed)[
        "same_address"
    ] == pytest.approx(ADDRESS / 3)


def test_a_home_page_alone_is_not_enough() -> None:
    home = practice("home", "Waste heat", url="https://example.org/")
    assert HOME_PAGE < SHOWN
    assert found(practice("", "Local food", url="http://example.org"), (home,)) == ()


@pytest.mark.parametrize(
    "again",
    [
        practice("", "WASTE HEAT OF A STEELWORKS!"),
        practice("", "Calore di scarto"),
        practice("", "Abwärme", original_title="calore di Scarto"),
    ],
)
def test_any_title_of_one_may_be_any_title_of_the_other(again: Practice) -> None:
    assert reasons(again) == {"same_title": TITLE}


def test_titles_may_differ_a_little() -> None:
    close = reasons(practice("", "Of a steelworks, waste heats"))
    assert list(close) == ["similar_title"]
    assert SHOWN < close["similar_title"] < TITLE
    assert found(practice("", "Waste water of a tannery")) == ()


def test_the_same_name_in_the_same_country_is_enough() -> None:
    assert reasons(practice("", "Abwärme für Brescia", country="IT")) == pytest.approx({"same_names": NAME})
    assert reasons(practice("", "Abwärme für Brescia", nuts="ITC47")) == pytest.approx({"same_names": NAME})
    assert reasons(practice("", "Abwärme für Brescia")) == pytest.approx({"same_names": NAME * PLACE_UNKNOWN})
    assert found(practice("", "Abwärme für Brescia", country="AT")) == ()
    two = found(practice("", "Abwärme für Brescia (iRecovery)", country="IT"))[0]
    assert two.reasons[0].found == ("brescia", "irecovery")
    assert two.score == pytest.approx(1 - (1 - NAME) ** 2)


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Hukkalämpö Tampereella", "Doughnut for Tampere"),
        ("Startuoliai Kaune", "Start-ups in Kaunas"),
        ("Зелено преобразуване на Авилес", "Green change of Avilés"),
        ("Πράσινο υδρογόνο στο Σίνες", "Green hydrogen for Sines"),
        ("Sieć TEX4IM", "TEX4IM projects"),
        ("Kaunas: teisinga pertvarka", "Start-ups in Kaunas"),
    ],
)
def test_names_are_recognised_across_cases_and_alphabets(title: str, known: str) -> None:
    assert list(reasons(practice("", title, country="FI"), (practice("one", known, country="FI"),))) == ["same_names"]


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Die Netzwerke der Stadt", "A new start for the city"),
        ("Plan for 2030", "Targets until 2030"),
        ("Plan for EU", "Money of the EU"),
        ("TEX4IM", "TEX5IM"),
        ("Green change", "Green hydrogen"),
        ("Wine of Porto", "Ships of Portugal"),
        ("MINES BECOME LAKES", "Money for Mines and Lakes"),
    ],
)
def test_what_is_no_shared_name(title: str, known: str) -> None:
    assert found(practice("", title, country="FI"), (practice("one", known, country="FI"),)) == ()


def test_a_german_noun_is_no_name_unless_the_other_has_it_as_one() -> None:
    german = practice("", "Neue Lehrgänge über Brescia und den Transfer", country="IT", language="de")
    other = replace(german, code="other", title="Das Fest des Transfer in der Provinz Brescia")
    assert reasons(german, (HEAT,)) == pytest.approx({"same_names": NAME})
    assert found(german, (other,)) == ()


def test_a_name_of_many_says_little() -> None:
    crowd = tuple(practice(f"lusatia {number}", f"{theme} in Lusatia", country="DE") for number, theme in enumerate(
        ("Mines", "Lakes", "Schools", "Trains", "Museums", "Villages")
    ))  # fmt: skip
    again = practice("", "Wasserstoff für Lusatia", country="DE")
    assert reasons(again, crowd[:1]) == pytest.approx({"same_names": NAME})
    assert found(again, crowd) == ()


def test_likeness_of_meaning_alone_or_with_a_name() -> None:
    again = practice("", "Grubensee", country="DE")
    assert found(again, lake=0.51) == ()
    assert reasons(again, lake=0.55) == pytest.approx({"same_meaning": 0.675})
    assert reasons(again, lake=0.99) == pytest.approx({"same_meaning": MEANING})
    both = found(practice("", "Grubensee in Lusatia", country="DE"), lake=0.5)[0]
    assert [reason.code for reason in both.reasons] == ["same_names", "same_meaning"]
    assert both.score == pytest.approx(1 - (1 - NAME) * (1 - 0.45))


def test_unknown_likeness_is_no_reason() -> None:
    again = practice("", "Grubensee")
    assert found(again, lake=math.nan, nobody=1.0) == ()
    assert likely_duplicates(entry(again), [entry(LAKE)]) == ()


def test_what_is_edited_is_not_its_own_duplicate() -> None:
    assert found(HEAT) == ()
    twin = replace(HEAT, code="twin")
    assert reasons(HEAT, (*KNOWN, twin))["same_address"] == ADDRESS
    assert [one.code for one in found(HEAT, (*KNOWN, twin))] == ["twin"]


def test_ties_go_by_code() -> None:
    twins = tuple(replace(LAKE, code=code) for code in ("b", "a", "c"))
    assert [one.code for one in found(practice("", LAKE.title), twins)] == ["a", "b", "c"]


def test_known_codes_are_different() -> None:
    with pytest.raises(InputError) as error:
        found(LAKE, (HEAT, HEAT, LAKE, SCHOOL, SCHOOL))
    assert [fault.params["found"] for fault in error.value.faults] == ["heat", "school"]


TEXT = st.text(alphabet="abcdäß ΣΑκТи .:-AXYZ09'", max_size=25)
PRACTICES = st.lists(
    st.builds(
        practice, st.text("abcde", min_size=1, max_size=3), TEXT, TEXT,
        original_title=TEXT, country=st.sampled_from(("", "DE", "IT")), nuts=st.sampled_from(("", "DEA1", "ITC4")),
        url=st.sampled_from(("", "https://example.org", "https://example.org/a", "https://example.org/en/a/")),
    ),
    max_size=6, unique_by=lambda one: one.code,
)  # fmt: skip
LIKENESS = st.dictionaries(st.text("abcde", min_size=1, max_size=2), st.floats(-1, 1) | st.just(math.nan), max_size=6)


@settings(max_examples=60)
@given(PRACTICES, LIKENESS)
def test_scores_are_shares_reasons_are_ordered_and_the_order_of_the_known_does_not_matter(
    practices: list[Practice], likeness: dict[str, float]
) -> None:
    if not practices:
        return
    candidate, *known = [entry(one) for one in practices]
    answer = likely_duplicates(candidate, known, likeness)
    for one in answer:
        scores = [reason.score for reason in one.reasons]
        assert SHOWN <= one.score <= 1
        assert one.score == pytest.approx(1 - math.prod(1 - score for score in scores))
        assert all(0 < score < 1 for score in scores)
        assert scores == sorted(scores, reverse=True)
        assert len({reason.code for reason in one.reasons}) == len(scores)
        assert {reason.code for reason in one.reasons} <= set(REASONS)
    assert likely_duplicates(candidate, known[::-1], likeness) == answer
    assert likely_duplicates(candidate, [*known[1::2], *known[::2]], likeness) == answer


@settings(max_examples=60)
@given(PRACTICES.filter(lambda some: len(some) == 2))
def test_two_practices_are_as_alike_either_way(practices: list[Practice]) -> None:
    one, two = (entry(each) for each in practices)
    there = [(each.score, {reason.code for reason in each.reasons}) for each in likely_duplicates(one, [two])]
    back = [(each.score, {reason.code for reason in each.reasons}) for each in likely_duplicates(two, [one])]
    assert [codes for _, codes in there] == [codes for _, codes in back]
    assert [score for score, _ in there] == pytest.approx([score for score, _ in back])


@settings(max_examples=40)
@given(st.floats(-1, 1), st.floats(-1, 1))
def test_more_likeness_never_makes_it_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    again = practice("", "Grubensee in Lusatia", country="DE")
    assert found(again, lake=low)[0].score <= found(again, lake=high)[0].score
