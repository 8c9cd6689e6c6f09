"""The facets beside an index: what stopped writers leave behind is in nobody's way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.search.columns import Columns, Writer

COUNTRY = {"country": ("DE",)}


def written(folder: Path, *rows: Mapping[str, tuple[str, ...]]) -> list[int]:
    with Writer(folder) as writer:
        return [writer.add(row) for row in rows]


def counts(folder: Path, asked: list[int]) -> dict[str, int]:
    return Columns.opened(folder).answer(asked, {}, ("country",))[1]["country"]


def test_rows_are_numbered_on_and_read_back(tmp_path: Path) -> None:
    assert written(tmp_path / "c", COUNTRY, {"country": ("PL", "PL", "DE")}) == [0, 1]
    assert written(tmp_path / "c", {}, COUNTRY) == [2, 3]
    assert counts(tmp_path / "c", [0, 1, 2, 3]) == {"DE": 3, "PL": 1}
    assert counts(tmp_path / "c", []) == {}


def test_a_folder_without_files_is_empty(tmp_path: Path) -> None:
    passed, found = Columns.opened(tmp_path / "none").answer([], {"country": ("DE",)}, ("country",))
    assert (passed, found) == (0, {"country": {}})


@pytest.mark.parametrize(
    ("name", "left"), [("values", b'["country", "F'), ("codes", b"\x01\x00\x00"), ("rows", bytes([1, 0, 0]))]
)
def test_what_a_killed_writer_left_is_in_nobodys_way(tmp_path: Path, name: str, left: bytes) -> None:
    written(tmp_path, COUNTRY)
    with (tmp_path / name).open("ab") as file:
        file.write(left)
    assert counts(tmp_path, [0]) == {"DE": 1}
    assert written(tmp_path, {"country": ("FR",)}) == [1]
    assert counts(tmp_path, [0, 1]) == {"DE": 1, "FR": 1}


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    written(tmp_path, COUNTRY)
    before = Columns.opened(tmp_path)
    written(tmp_path, {"country": ("FR",)})
    assert before.answer([0], {"country": ("FR",)}, ("country",))[0] == 0


VALUES = st.sets(st.sampled_from("abcd")).map(tuple)


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(st.fixed_dictionaries({"one": VALUES, "two": VALUES}), max_size=12),
    chosen=st.dictionaries(st.sampled_from(("one", "two")), st.sets(st.sampled_from("abcx"), min_size=1)),
    data=st.data(),
)
def test_counts_are_those_of_counting(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, tuple[str, ...]]],
    chosen: dict[str, set[str]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("columns")
    written(folder, *rows)
    asked = data.draw(st.lists(st.sampled_from(range(len(rows))), unique=True)) if rows else []
    passed, found = Columns.opened(folder).answer(asked, chosen, ("one", "two"))
    assert passed == sum(all(chosen[facet] & set(rows[row][facet]) for facet in chosen) for row in asked)
    for facet in ("one", "two"):
        others = [f for f in chosen if f != facet]
        shown = [rows[row] for row in asked if all(chosen[f] & set(rows[row][f]) for f in others)]
        expected = {value: sum(value in row[facet] for row in shown) for value in "abcd"}
        assert found[facet] == {value: count for value, count in expected.items() if count}
