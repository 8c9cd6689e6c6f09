"""What only an index in a folder can suffer: killed writers, other processes, another shape."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InputError
from openhearth.search.contract import Query, Shape
from openhearth.search.memory import MemoryEngine
from openhearth.search.tantivy_engine import TantivyEngine, _runs
from tests.search.houses import SHAPE, docs, one

WRITER = """
import sys
from pathlib import Path
from openhearth.search.contract import Doc, Shape, Text
from openhearth.search.tantivy_engine import TantivyEngine

def docs(count):
    for number in range(count):
        if number == 2000:
            print("in the middle", flush=True)
            sys.stdin.readline()
        yield Doc(f"new {number}", {"title": Text("hydrogen", "en")})

engine = TantivyEngine(Path(sys.argv[1]), Shape(("country", "theme", "outcome"), ("year", "cost")), threads=1)
getattr(engine, sys.argv[2])(docs(int(sys.argv[3])))
print("done", flush=True)
"""


def writer(folder: Path, way: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), way, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("way", ["index", "rebuild"])
def test_a_killed_writer_loses_nothing(tmp_path: Path, way: str) -> None:
    engine = TantivyEngine(tmp_path, SHAPE, threads=1)
    engine.index(docs(50))
    with writer(tmp_path, way, 4000) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        assert engine.search(Query()).total == 50
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    for reader in (engine, TantivyEngine(tmp_path, SHAPE)):
        assert (reader.search(Query()).total, reader.search(Query("hydrogen")).total) == (50, 0)
    engine.index([one("later", "hydrogen")])
    assert (engine.search(Query()).total, engine.search(Query("hydrogen")).total) == (51, 1)
    engine.rebuild(docs(20))
    assert engine.search(Query()).total == 20


def test_what_another_process_wrote_is_seen(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path, SHAPE, threads=1)
    for way, total in (("index", 60), ("rebuild", 10)):
        if way == "index":
            engine.index(docs(50))
        with writer(tmp_path, way, 10) as process:
            out, _ = process.communicate(timeout=30)
        assert out == "done\n"
        assert engine.search(Query()).total == total


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    engines = [TantivyEngine(tmp_path, SHAPE, threads=1) for _ in range(2)]
    threads = [
        Thread(target=engine.index, args=([one(f"{n} {number}", "coal")],))
        for number in range(4)
        for n, engine in enumerate(engines)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert engines[0].search(Query("coal")).total == 8


def test_another_shape_asks_for_a_rebuild(tmp_path: Path) -> None:
    TantivyEngine(tmp_path, SHAPE, threads=1).index(docs(5))
    other = TantivyEngine(tmp_path, Shape(("colour",)), threads=1)
    with pytest.raises(InputError, match="index_of_other_shape"):
        other.search(Query())
    other.rebuild([one("a", "coal", colour=("black",))])
    assert other.search(Query(counted=("colour",))).counts == {"colour": {"black": 1}}


YEARS = tuple(str(year) for year in range(2010, 2030))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.sampled_from((*YEARS, "2015a", "201", "")), max_size=12), gone=st.sampled_from(YEARS))
def test_numbers_that_follow_each_other_are_found_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, chosen: set[str], gone: str
) -> None:
    folder, facets = tmp_path_factory.getbasetemp() / "years", Shape(("year",))
    engine, oracle = TantivyEngine(folder, facets, threads=1), MemoryEngine(facets)
    years = [(year,) for year in (*YEARS, "2015a", "201") if year != "2013"] + [
        ("2010", "2011", "2019"),
        ("2020", "201"),
        (),
    ]
    given_docs = [one(str(number), "coal", year=values) for number, values in enumerate(years)]
    for each in (engine, oracle):
        each.rebuild(given_docs)
        each.delete([str(years.index((gone,)))] if (gone,) in years else [])
    for words in ("", "coal"):
        query = Query(words, {"year": tuple(chosen)}, ("year",), size=100)
        found, expected = engine.search(query), oracle.search(query)
        assert {hit.id for hit in found.hits} == {hit.id for hit in expected.hits}
        assert (found.total, found.counts) == (expected.total, expected.counts)


def test_only_numbers_that_follow_each_other_make_a_range() -> None:
    held = ["2010", "2011", "2012", "2012a", "2013", "2014", "2016", "2017", "2018"]
    assert _runs(held, {"2010", "2011", "2012", "2013", "2014", "2017", "2018"}) == [["2010", "2011", "2012"]]
    assert _runs(held, {"2013", "2014", "2015", "2016"}) == [["2013", "2014", "2016"]]
    assert _runs([], {"2010"}) == []


def test_old_generations_are_cleared_away(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path, SHAPE, threads=1)
    for _ in range(4):
        engine.rebuild([one("a", "coal")])
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2
    assert engine.search(Query("coal")).total == 1


@settings(max_examples=60, deadline=None)
@given(
    words=st.sampled_from(("heat", "steel mines", '"waste heat"', "Gruben huty", "green vall", "nowhere")),
    filters=st.dictionaries(
        st.sampled_from(SHAPE.facets), st.sets(st.sampled_from(("DE", "IT", "skills", "mixed", "?")), min_size=1)
    ),
    sort=st.sampled_from(("", "year", "-cost")),
    page=st.integers(1, 3),
    typing=st.booleans(),
)
def test_few_records_are_answered_as_many_are(
    two_ways: tuple[TantivyEngine, TantivyEngine],
    words: str,
    filters: dict[str, set[str]],
    sort: str,
    page: int,
    typing: bool,
) -> None:
    chosen = {facet: tuple(sorted(values)) for facet, values in filters.items()}
    query = Query(words, chosen, SHAPE.facets, sort=sort, page=page, size=7, typing=typing)
    one_way, other_way = two_ways
    assert one_way.search(query) == other_way.search(query)


@pytest.fixture(scope="module")
def two_ways(tmp_path_factory: pytest.TempPathFactory) -> tuple[TantivyEngine, TantivyEngine]:
    """The same folder, read from columns and asked again; changed after it was built."""
    folder = tmp_path_factory.mktemp("two ways")
    engine = TantivyEngine(folder, SHAPE, threads=1)
    engine.rebuild(docs(300))
    engine.index(docs(60, seed=1))
    engine.delete([f"record {number}" for number in range(0, 300, 7)])
    return engine, TantivyEngine(folder, SHAPE, threads=1, few=0)
