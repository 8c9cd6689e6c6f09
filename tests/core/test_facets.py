from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.core.facets import (
    Facet,
    Items,
    Selection,
    counts,
    items_of,
    matches,
    ordered,
    page_of,
    query_string,
    selection_of,
    toggled,
)

Row = dict[str, list[str]]

FACETS = (
    Facet("theme", ("green", "digital", "resilience")),
    Facet("support", ("intelligence", "networking")),
    Facet("country", ("IT", "FI", "EL", "é & =")),
)
ROWS: list[Row] = [
    {"theme": ["green"], "support": ["intelligence"], "country": ["IT"]},
    {"theme": ["green", "digital"], "country": ["FI"]},
    {"theme": ["digital"], "support": ["networking"]},
    {},
]

rows = st.lists(
    st.fixed_dictionaries({f.code: st.lists(st.sampled_from(f.values), unique=True, max_size=3) for f in FACETS}),
    max_size=140,
)
pairs = [(facet.code, value) for facet in FACETS for value in facet.values]
selections = st.frozensets(st.sampled_from(pairs), max_size=5).map(lambda chosen: Selection(FACETS, chosen))


def select(**chosen: str) -> Selection:
    return Selection(FACETS, frozenset((name, value) for name, values in chosen.items() for value in values.split()))


def passes(row: Row, selection: Selection, *, aside: str = "") -> bool:
    """The rule in its plainest words."""
    asked = {facet.code: set(selection.values(facet.code)) for facet in FACETS if facet.code != aside}
    return all(not values or values & set(row.get(name, ())) for name, values in asked.items())


def brute_counts(items: list[Row], selection: Selection) -> dict[str, dict[str, int]]:
    return {
        facet.code: {
            value: sum(value in row.get(facet.code, ()) and passes(row, selection, aside=facet.code) for row in items)
            for value in facet.values
        }
        for facet in FACETS
    }


def faults(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in error.value.faults]


@settings(max_examples=120)
@given(rows, selections)
def test_counts_and_hits_equal_brute_force(items: list[Row], selection: Selection) -> None:
    columns = items_of(items, FACETS)
    assert counts(columns, selection) == brute_counts(items, selection)
    assert matches(columns, selection).tolist() == [i for i, row in enumerate(items) if passes(row, selection)]


@settings(max_examples=40)
@given(rows, selections, st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(items: list[Row], selection: Selection, dice: object) -> None:
    shuffled = list(range(len(items)))
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    moved = items_of([items[i] for i in shuffled], FACETS)
    assert counts(moved, selection) == counts(items_of(items, FACETS), selection)
    assert (
        sorted(shuffled[i] for i in matches(moved, selection)) == matches(items_of(items, FACETS), selection).tolist()
    )


@settings(max_examples=40)
@given(rows, selections, st.sampled_from(pairs))
def test_a_count_is_what_the_list_shows_after_the_click(
    items: list[Row], selection: Selection, pair: tuple[str, str]
) -> None:
    facet, value = pair
    alone = Selection(FACETS, frozenset(p for p in selection.chosen if p[0] != facet) | {pair})
    columns = items_of(items, FACETS)
    assert counts(columns, selection)[facet][value] == len(matches(columns, alone))


@given(selections, st.sampled_from(pairs))
def test_toggling_twice_changes_nothing_and_once_changes_one_value(selection: Selection, pair: tuple[str, str]) -> None:
    once = toggled(selection, *pair)
    assert once.chosen ^ selection.chosen == {pair}
    assert toggled(once, *pair) == selection


@given(selections, st.dictionaries(st.sampled_from(["q", "sort", "page"]), st.text(min_size=1, max_size=9)))
def test_the_address_is_the_state(selection: Selection, others: dict[str, str]) -> None:
    asked = selection_of(query_string(selection, others), FACETS, others=["q", "sort", "page"])
    assert (asked.selection, asked.others, asked.unknown) == (selection, others, ())


@given(st.text(max_size=200))
def test_any_address_opens(query: str) -> None:
    asked = selection_of(query, FACETS, others=["q"])
    assert {fault.code for fault in asked.unknown} <= {"unknown_facet", "unknown_value"}


def test_a_facet_leaves_its_own_choice_aside() -> None:
    found = counts(items_of(ROWS, FACETS), select(theme="green", support="intelligence"))
    assert found["theme"] == {"green": 1, "digital": 0, "resilience": 0}
    assert found["support"] == {"intelligence": 1, "networking": 0}
    assert found["country"]["IT"] == 1
    assert counts(items_of(ROWS, FACETS), select(theme="green"))["theme"] == {"green": 2, "digital": 2, "resilience": 0}


def test_an_item_without_a_value_is_found_by_no_choice_in_that_facet() -> None:
    every = select(theme="green digital resilience")
    assert matches(items_of(ROWS, FACETS), every).tolist() == [0, 1, 2]
    assert matches(items_of(ROWS, FACETS), select()).tolist() == [0, 1, 2, 3]


def test_the_address_has_one_order() -> None:
    assert (
        query_string(select(country="EL IT", theme="digital green"))
        == "theme=green&theme=digital&country=IT&country=EL"
    )
    assert query_string(select()) == ""


def test_what_nobody_knows_is_kept_out_and_reported_once() -> None:
    query = "?theme=grey&place=moon&place=sun&theme=green&page=2&page=3&theme=green&theme="
    asked = selection_of(query, FACETS, others=["page"])
    assert asked.selection == select(theme="green")
    assert asked.others == {"page": "3"}
    assert [str(fault) for fault in asked.unknown] == [
        "theme: unknown_value (found='grey')",
        "place: unknown_facet",
        "theme: unknown_value (found='')",
    ]


def test_wrong_calls_name_everything_that_is_wrong() -> None:
    with pytest.raises(InputError) as error:
        Selection(FACETS, frozenset({("theme", "grey"), ("moon", "full")}))
    assert faults(error) == [("unknown_facet", "moon"), ("unknown_value", "theme")]
    with pytest.raises(InputError) as error:
        items_of([{"theme": ["grey"]}, {"theme": ["grey"], "moon": ["full"]}], FACETS)
    assert faults(error) == [("unknown_facet", "moon"), ("unknown_value", "theme")]
    with pytest.raises(InputError) as error:
        counts(items_of(ROWS, FACETS), Selection(FACETS[:1]))
    assert faults(error) == [("facet_mismatch", "selection")]
    with pytest.raises(InputError) as error:
        query_string(select(), {"theme": "green"})
    assert faults(error) == [("taken_name", "theme")]
    for wrong in (lambda: Facet("theme", ("a", "a")), lambda: Selection((FACETS[0], FACETS[0]))):
        with pytest.raises(InputError, match="duplicate_label"):
            wrong()
    with pytest.raises(InputError, match="unknown_facet"):
        select().values("moon")


def test_columns_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        items_of(ROWS, FACETS).columns[0][0, 0] = 0


@settings(max_examples=60)
@given(st.lists(st.one_of(st.just(float("nan")), st.integers(-3, 3).map(float)), max_size=30), st.booleans())
def test_order_puts_the_unknown_last_and_keeps_ties(values: list[float], descending: bool) -> None:
    key = np.array(values, dtype=float)
    found = ordered(np.arange(len(values)), key, descending=descending).tolist()
    sign = -1 if descending else 1
    known = sorted((i for i, v in enumerate(values) if not math.isnan(v)), key=lambda i: (sign * values[i], i))
    assert found == known + [i for i, v in enumerate(values) if math.isnan(v)]


def test_texts_are_ordered_too() -> None:
    key = np.array(["b", "", "a", "b"])
    assert ordered(np.arange(4), key).tolist() == [2, 0, 3, 1]
    assert ordered(np.arange(4), key, descending=True).tolist() == [0, 3, 2, 1]
    assert ordered(np.array([3, 0]), np.array([4, 3, 2, 1])).tolist() == [3, 0]


@given(st.integers(0, 60), st.integers(1, 25))
def test_the_pages_together_are_the_list(total: int, size: int) -> None:
    hits = np.arange(total)
    pages = [page_of(hits, number, size) for number in range(1, page_of(hits, 1, size).pages + 1)]
    assert np.concatenate([page.positions for page in pages]).tolist() == hits.tolist()
    assert all(0 < len(page.positions) <= size for page in pages) or total == 0
    assert [page.first for page in pages[1:]] == [page.last + 1 for page in pages[:-1]]


@pytest.mark.parametrize(("number", "shown"), [(-5, 1), (0, 1), (2, 2), (99, 3)])
def test_a_page_that_is_not_there_gives_the_nearest(number: int, shown: int) -> None:
    assert page_of(np.arange(45), number, 20).number == shown


def test_no_hits_are_one_empty_page() -> None:
    page = page_of(np.arange(0), 1, 20)
    assert (page.number, page.pages, page.first, page.last, page.total) == (1, 1, 0, 0, 0)
    with pytest.raises(InputError, match="bad_page_size"):
        page_of(np.arange(3), 1, 0)


def test_six_facets_of_a_hundred_thousand_items_are_counted_within_a_tenth_of_a_second() -> None:
    generator = np.random.default_rng(2026)
    facets = tuple(Facet(f"f{k}", tuple(f"v{v}" for v in range(n))) for k, n in enumerate((3, 4, 3, 15, 14, 40)))
    words = -(-100_000 // 64)
    columns = tuple(generator.integers(0, 2**63, (len(facet.values), words), dtype=np.uint64) for facet in facets)
    items = Items(facets, words * 64, columns)
    selection = Selection(facets, frozenset({("f0", "v1"), ("f3", "v2"), ("f3", "v9"), ("f5", "v30")}))
    took = []
    for _ in range(5):
        start = time.perf_counter()
        counts(items, selection)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.1


PRACTICE_FACETS = ("thematic_priority", "strategic_challenge", "support_type", "region_type")


def packaged(**chosen: str) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The demonstrations of the source documents: codes of the hits, and the counts beside the values."""
    pytest.importorskip("yaml")
    from openhearth.sources.practices.practices_yaml import packaged_practices, packaged_vocabularies  # noqa: PLC0415

    practices, vocabularies = packaged_practices(), packaged_vocabularies()
    facets = tuple(Facet(name, vocabularies[name].codes) for name in PRACTICE_FACETS)
    items = items_of([{name: practice.terms(name) for name in PRACTICE_FACETS} for practice in practices], facets)
    selection = Selection(facets, frozenset(chosen.items()))
    return [practices[position].code for position in matches(items, selection)], counts(items, selection)


def test_green_and_skills_then_intelligence() -> None:
    green_skills, counted = packaged(thematic_priority="green", strategic_challenge="skills")
    assert green_skills == [
        "afnor-cepm",
        "innovation-networks-dk",
        "circular-flanders",
        "la-ruta",
        "emc2-sustainable-industry",
        "aviles-green",
        "tampere-doughnut",
        "jtp-working-groups",
    ]
    assert counted["thematic_priority"]["green"] == counted["strategic_challenge"]["skills"] == 8
    narrowed, _ = packaged(thematic_priority="green", strategic_challenge="skills", support_type="intelligence")
    assert narrowed == [
        "innovation-networks-dk",
        "circular-flanders",
        "emc2-sustainable-industry",
        "jtp-working-groups",
    ]
    assert counted["support_type"]["intelligence"] == len(narrowed)


def test_what_creative_capital_regions_did() -> None:
    hits, counted = packaged(region_type="creative_capital")
    assert hits == ["newco-helsinki", "cluster-excellence-dk"]
    assert counted["region_type"]["creative_capital"] == 2
