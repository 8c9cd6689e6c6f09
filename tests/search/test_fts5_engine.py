"""What only the SQLite file can show: the cap of ranking, killed writers, another shape."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from openhearth.core.errors import InputError
from openhearth.search import fts5_engine
from openhearth.search.contract import Query, Shape
from openhearth.search.fts5_engine import Fts5Engine
from tests.search.houses import SHAPE, docs, one

WRITER = """
import sys
from pathlib import Path
from openhearth.search.fts5_engine import Fts5Engine
from tests.search.houses import SHAPE, one

def docs():
    for number in range(500):
        yield one(f"new {number}", "hydrogen")
    print("in the middle", flush=True)
    sys.stdin.readline()

getattr(Fts5Engine(Path(sys.argv[1]), SHAPE), sys.argv[2])(docs())
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "search.sqlite3"


@pytest.mark.parametrize("way", ["index", "rebuild"])
def test_a_killed_writer_loses_nothing(file: Path, way: str) -> None:
    engine = Fts5Engine(file, SHAPE)
    engine.index(docs(50))
    command = [sys.executable, "-c", WRITER, str(file), way]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        assert engine.search(Query()).total == 50
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert (engine.search(Query()).total, engine.search(Query("hydrogen")).total) == (50, 0)
    engine.index([one("later", "hydrogen")])
    assert engine.search(Query("hydrogen")).total == 1
    engine.close()


def test_many_records_are_not_ranked_but_stand_last_written_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Fts5Engine(file, SHAPE)
    engine.index([one("much", "coal coal coal"), one("little", "coal and many other words"), one("none", "steel")])
    assert [hit.id for hit in engine.search(Query("coal")).hits] == ["much", "little"]
    monkeypatch.setattr(fts5_engine, "MOST_RANKED", 1)
    answer = engine.search(Query("coal"))
    assert [(hit.id, hit.score) for hit in answer.hits] == [("little", 0.0), ("much", 0.0)]
    assert answer.total == 2
    engine.close()


def test_threads_read_with_connections_of_their_own(file: Path) -> None:
    engine = Fts5Engine(file, SHAPE)
    engine.index(docs(30))
    totals: list[int] = []
    threads = [Thread(target=lambda: totals.append(engine.search(Query()).total)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert totals == [30] * 4
    engine.close()


def test_another_shape_asks_for_a_rebuild(file: Path) -> None:
    first = Fts5Engine(file, SHAPE)
    first.index(docs(5))
    other = Fts5Engine(file, Shape(("colour",)))
    with pytest.raises(InputError, match="index_of_other_shape"):
        other.search(Query())
    other.rebuild([one("a", "coal", colour=("black",))])
    assert other.search(Query(counted=("colour",))).counts == {"colour": {"black": 1}}
    first.close()
    other.close()
