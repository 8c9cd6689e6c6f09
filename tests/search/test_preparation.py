"""Records are made ready by several processes as by one, and whatever happens to those processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from openhearth.search import preparation
from openhearth.search.contract import Doc, Query, Text
from openhearth.search.language import stream, with_languages
from openhearth.search.preparation import AHEAD, CHUNK, FEW, prepared
from openhearth.search.tantivy_engine import TantivyEngine
from tests.search.houses import SHAPE, docs

MANY = FEW + 3 * CHUNK + 7


def children() -> set[int]:
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(number) for path in found for number in path.read_text().split()}


def test_many_processes_prepare_as_one_does_in_the_same_order() -> None:
    given = [
        *docs(MANY - 1),
        Doc("unsaid", {"t": Text("Die Abwärme heizt die Schulen der Stadt")}, numbers={"year": 1.0}),
    ]
    ready = list(prepared(given, workers=2))
    assert [one.doc for one in ready] == [with_languages(doc) for doc in given]
    assert [one.tokens for one in ready] == [stream(one.doc) for one in ready]
    assert ready[-1].doc.texts["t"].language == "de"


def test_few_records_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "Popen", None)
    assert len(list(prepared(docs(50), workers=2))) == 50
    assert list(prepared([], workers=2)) == []
    assert len(list(prepared(docs(FEW + 1), workers=0))) == FEW + 1


def test_only_some_chunks_are_held_at_a_time() -> None:
    taken = 0

    def counted() -> Iterator[Doc]:
        nonlocal taken
        for doc in docs(2 * MANY):
            taken += 1
            yield doc

    ready = prepared(counted(), workers=2)
    for given, _ in enumerate(ready, 1):
        assert taken - given <= max(FEW, (2 * AHEAD + 1) * CHUNK) + CHUNK
    assert taken == 2 * MANY


def test_where_no_process_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    before = children()
    assert [one.doc.id for one in prepared(docs(MANY), workers=2)] == [doc.id for doc in docs(MANY)]
    assert children() == before


def test_the_part_of_a_killed_process_is_done_here() -> None:
    before = children()
    ready = prepared(docs(2 * MANY), workers=2)
    first = [next(ready)]
    workers = children() - before
    assert len(workers) == 2
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    assert [one.doc.id for one in (*first, *ready)] == [doc.id for doc in docs(2 * MANY)]
    assert children() == before


def test_processes_end_with_the_work_done_or_given_up() -> None:
    before = children()
    ready = prepared(docs(2 * MANY), workers=2)
    assert len(list(islice(ready, 10))) == 10
    assert children() - before
    ready.close()
    assert children() == before


def test_a_fault_in_the_middle_ends_the_processes_too(tmp_path: Path) -> None:
    engine, before = TantivyEngine(tmp_path, SHAPE, threads=1), children()

    def broken() -> Iterator[Doc]:
        yield from docs(MANY)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(broken())
    assert children() == before
    assert engine.search(Query()).total == 0


STARTER = """
import time
from openhearth.search.preparation import prepared
from tests.search.houses import docs
ready = prepared(docs(5000), workers=2)
next(ready)
print("in the middle", flush=True)
time.sleep(60)
"""


def test_no_process_outlives_a_killed_starter() -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "in the middle\n"
        workers = {
            int(path.parent.name)
            for path in Path("/proc").glob("[0-9]*/status")
            if f"PPid:\t{starter.pid}\n" in _text(path)
        }
        assert len(workers) == 2
        starter.kill()
    end = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < end
        time.sleep(0.05)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
