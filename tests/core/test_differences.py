from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core import differences as module
from openhearth.core.differences import Difference, Piece, differences
from openhearth.core.practice import KeyFigure, Practice
from openhearth.core.practice_record import FIELDS, PracticeRecord, Result, flat, record_of

HEAT = PracticeRecord(
    Practice(
        "heat", "Waste heat", "The steelworks heats homes.", "en", "openhearth", "A report", actors=("City", "Works")
    ),
    cost=5.0,
    currency="EUR",
    results=(Result("Homes heated", 300.0),),
)

texts = st.text(alphabet="ab \n.", max_size=12)
items = st.lists(st.sampled_from(["City", "Works", "Bank"]), max_size=4).map(tuple)
numbers = st.none() | st.floats(0, 9)
records = st.builds(
    lambda summary, title, actors, cost, started, results: record_of(
        flat(HEAT)
        | {"summary": summary, "title": title, "actors": actors, "cost": cost, "started": started, "results": results}
    ),
    texts,
    texts,
    items,
    numbers,
    st.none() | st.integers(1990, 1995),
    st.lists(st.builds(Result, st.sampled_from(["jobs", "heat"]), numbers), max_size=3).map(tuple),
)


def side(change: Difference, left_out: str, kind: type) -> Any:
    values = [piece.value for piece in change.pieces if piece.kind != left_out]
    if kind is str:
        return "".join(values)
    return tuple(values) if kind is tuple else next(iter(values), None)


@settings(max_examples=150)
@given(records, records)
def test_the_pieces_are_the_old_value_and_the_new_one(old: PracticeRecord, new: PracticeRecord) -> None:
    before, after = flat(old), flat(new)
    found = {change.field: change for change in differences(old, new)}
    assert set(found) == {name for name in FIELDS if before[name] != after[name]}
    for name, change in found.items():
        kind = str if isinstance(before[name], str) else tuple if isinstance(before[name], tuple) else float
        assert side(change, "new", kind) == before[name]
        assert side(change, "old", kind) == after[name]


@settings(max_examples=50)
@given(records)
def test_equal_records_do_not_differ(record: PracticeRecord) -> None:
    assert differences(record, record) == ()


def test_fields_come_in_the_order_of_the_record() -> None:
    changed = replace(HEAT, cost=6.0, practice=replace(HEAT.practice, title="Heat", url="https://example.org"))
    assert [change.field for change in differences(HEAT, changed)] == ["title", "url", "cost"]


def test_a_text_is_compared_by_words() -> None:
    changed = replace(HEAT, practice=replace(HEAT.practice, summary="The steelworks warms 300 homes."))
    (change,) = differences(HEAT, changed)
    assert [(piece.kind, piece.value) for piece in change.pieces] == [
        ("same", "The steelworks"),
        ("old", " heats"),
        ("new", " warms 300"),
        ("same", " homes."),
    ]


def test_a_list_is_compared_by_items() -> None:
    changed = replace(HEAT, practice=replace(HEAT.practice, actors=("City", "Bank", "Works")))
    (change,) = differences(HEAT, changed)
    assert change.pieces == (Piece("same", "City"), Piece("new", "Bank"), Piece("same", "Works"))


def test_a_figure_with_another_value_is_another_figure() -> None:
    old = replace(HEAT, practice=replace(HEAT.practice, facts=(KeyFigure("Pipes", 4.0, "km"),)))
    new = replace(HEAT, practice=replace(HEAT.practice, facts=(KeyFigure("Pipes", 5.0, "km"),)))
    (change,) = differences(old, new)
    assert [(piece.kind, piece.value.value) for piece in change.pieces] == [("old", 4.0), ("new", 5.0)]


def test_what_was_not_said_is_no_old_value() -> None:
    (change, *_) = differences(replace(HEAT, cost=None), HEAT)
    assert change == Difference("cost", (Piece("new", 5.0),))


def test_very_long_texts_stand_one_after_the_other(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "MOST_COMPARED", 5)
    changed = replace(HEAT, practice=replace(HEAT.practice, summary="The steelworks warms homes."))
    (change,) = differences(HEAT, changed)
    assert [piece.kind for piece in change.pieces] == ["old", "new"]
