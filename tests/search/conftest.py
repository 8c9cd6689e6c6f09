"""Every engine of the house, behind one fixture."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pymysql
import pytest

from openhearth.search.contract import Engine, Shape
from openhearth.search.fts5_engine import Fts5Engine
from openhearth.search.memory import MemoryEngine
from openhearth.search.sphinxql_engine import Node, SphinxqlEngine, definitions
from openhearth.search.tantivy_engine import TantivyEngine
from tests.search.houses import SHAPE


def _memory(folder: Path, shape: Shape) -> Engine:
    return MemoryEngine(shape)


def _tantivy(folder: Path, shape: Shape) -> Engine:
    return TantivyEngine(folder, shape, threads=1)


def _tantivy_asked_again(folder: Path, shape: Shape) -> Engine:
    return TantivyEngine(folder, shape, threads=1, few=0)


def _fts5(folder: Path, shape: Shape) -> Engine:
    return Fts5Engine(folder / "search.sqlite3", shape)


ENGINES: dict[str, Callable[[Path, Shape], Engine]] = {
    "memory": _memory,
    "tantivy": _tantivy,
    "tantivy asked again": _tantivy_asked_again,
    "fts5": _fts5,
}


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, ...]]:
    """Two searchd on loopback, as on two machines."""
    if shutil.which("searchd") is None:
        pytest.skip("needs Debian's sphinxsearch (apt-get install sphinxsearch)")
    folder = tmp_path_factory.mktemp("sphinx")
    ports = [_free_port() for _ in range(4)]
    nodes = (Node("127.0.0.1", ports[0], ports[1]), Node("127.0.0.1", ports[2], ports[3]))
    running = []
    for number, node in enumerate(nodes):
        home = folder / str(number)
        home.mkdir()
        (home / "sphinx.conf").write_text(
            definitions(SHAPE, nodes, number, str(home))
            + f"""
searchd {{
  listen = 127.0.0.1:{node.port}:mysql41
  listen = 127.0.0.1:{node.agent_port}
  pid_file = {home}/searchd.pid
  log = {home}/searchd.log
  binlog_path =
  workers = threads
}}
"""
        )
        command = ["searchd", "--config", str(home / "sphinx.conf"), "--nodetach"]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    try:
        for node in nodes:
            _await(node)
        yield nodes
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _await(node: Node) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            pymysql.connect(host=node.host, port=node.port).close()
        except pymysql.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(params=[*ENGINES, "sphinxql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Opens the engine: empty at first, then again and again on the same records."""
    with ExitStack() as stack:
        if request.param == "sphinxql":
            nodes = request.getfixturevalue("nodes")
            SphinxqlEngine(nodes, SHAPE).rebuild([])

        def opened() -> Engine:
            if request.param == "sphinxql":
                engine: Engine = SphinxqlEngine(nodes, SHAPE)
            else:
                engine = ENGINES[request.param](tmp_path / request.param, SHAPE)
            stack.callback(engine.close)
            return engine

        yield opened


@pytest.fixture
def engine(make: Callable[[], Engine]) -> Engine:
    return make()
