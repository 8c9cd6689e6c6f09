"""Dictionaries in files say what those in memory say, and open in no time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simplemma.strategies import StreamDictionaryFactory

from openhearth.search.dictionaries import WORDS, Dictionaries, Dictionary, write_dictionary

CODE = "lv"
"""The second smallest of the dictionaries in use."""


@pytest.fixture(scope="module")
def original() -> Mapping[str, str]:
    return StreamDictionaryFactory(1).get_dictionary(CODE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dictionaries")


@pytest.fixture(scope="module")
def kept(folder: Path) -> Mapping[str, str]:
    found = Dictionaries()
    found.folder = folder
    return found.get_dictionary(CODE)


def test_every_word_is_there_with_its_lemma(kept: Mapping[str, str], original: Mapping[str, str]) -> None:
    assert isinstance(kept, Dictionary)
    assert len(kept) == len(original) > 100_000
    assert list(kept) == list(original)
    some = list(original)[::97]
    assert [kept[word] for word in some] == [original[word] for word in some]
    assert kept[some[0]] == original[some[0]]


@given(word=st.text(max_size=8) | st.sampled_from(["", "\n", "\t", "a\tb", "\ud800", "\U0010ffff", "zzzzzz"]))
def test_other_words_are_not(kept: Mapping[str, str], original: Mapping[str, str], word: str) -> None:
    if word.isprintable():
        assert kept.get(word) == original.get(word)
    elif not word.isalpha():
        assert kept.get(word) is None
        with pytest.raises(KeyError):
            kept[word]


def test_any_number_of_words_is_found_again(tmp_path: Path) -> None:
    for count in (1, WORDS - 1, WORDS, WORDS + 1, 5 * WORDS):
        words = {f"{number:05}": f"ö{number}" for number in range(count)}
        write_dictionary(tmp_path / "x", ((word.encode(), lemma.encode()) for word, lemma in words.items()))
        assert dict(Dictionary(tmp_path / "x").items()) == words


def test_a_file_is_written_once_and_whole(folder: Path, kept: Mapping[str, str]) -> None:
    (file,) = folder.iterdir()
    assert file.name.startswith(f"{CODE}-")
    stamp = file.stat().st_mtime_ns
    again = Dictionaries()
    again.folder = folder
    assert len(again.get_dictionary(CODE)) == len(kept)
    assert file.stat().st_mtime_ns == stamp


def test_what_fails_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> list[tuple[bytes, bytes]]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dictionary(tmp_path / "x", (entry for _ in "x" for entry in broken()))
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_that_can_be_written_they_are_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (None, tmp_path / "file" / "below"):
        found = Dictionaries()
        found.folder = folder
        assert found.get_dictionary("sl")["regijah"] == "regija"


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    first = Dictionaries()
    first.folder = tmp_path
    first.get_dictionary("sl")
    (file,) = tmp_path.iterdir()
    (tmp_path / "sl-0.9").write_bytes(b"of an older simplemma")
    for damage in (b"", file.read_bytes()[:-1], b"x" * 100):
        file.write_bytes(damage)
        again = Dictionaries()
        again.folder = tmp_path
        found = again.get_dictionary("sl")
        assert isinstance(found, Dictionary)
        assert found["regijah"] == "regija"
        assert list(tmp_path.iterdir()) == [file]


FIRST = """
import sys
from pathlib import Path
from openhearth.search import dictionaries
from openhearth.search.contract import Query, Shape
from openhearth.search.tantivy_engine import TantivyEngine

def unpacked(code):
    raise AssertionError(code)

dictionaries._entries = dictionaries.StreamDictionaryFactory.get_dictionary = unpacked
print(TantivyEngine(Path(sys.argv[1]), Shape()).search(Query("fabbriche")).total)
"""


def test_the_first_question_of_a_new_process_unpacks_nothing(tmp_path: Path) -> None:
    index = (
        "import sys; from pathlib import Path; from openhearth.search.contract import Doc, Shape, Text; "
        "from openhearth.search.tantivy_engine import TantivyEngine; "
        "TantivyEngine(Path(sys.argv[1]), Shape()).index([Doc('a', {'t': Text('vecchia fabbrica', 'it')})])"
    )
    for program in (index, FIRST):
        command = [sys.executable, "-c", program, str(tmp_path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout == "1\n"
