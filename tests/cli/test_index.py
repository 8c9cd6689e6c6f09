"""``openhearth index``, and that killing it in the middle loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from openhearth.apps.practices.finding import index
from openhearth.apps.practices.models import Project
from tests.cli.conftest import Command


def answer(openhearth: Command, schema: str, *words: str) -> Any:
    code, said, _ = openhearth("index", *words, "--json")
    assert code == 0
    found = json.loads(said)
    jsonschema.validate(found, json.loads(openhearth("schema", schema)[1]))
    return found


@pytest.mark.usefixtures("own_index")
def test_the_index_is_built_and_says_how_it_stands(openhearth: Command) -> None:
    public = index.public_practices().count()
    assert answer(openhearth, "indexed", "build")["entries"] == public
    status = answer(openhearth, "index_status", "status")
    assert (status["entries"], status["expected"], status["waiting"], status["oldest"]) == (public, public, 0, None)


@pytest.mark.usefixtures("own_index")
def test_waiting_changes_are_told_and_worked_off(openhearth: Command) -> None:
    Project.objects.create(code="esif-1", corpus="esif", country="IT", language="en", title="Heat")
    index.note_changes(["project:esif-1", "practice:gone"])
    before = answer(openhearth, "index_status", "status")
    assert (before["waiting"], before["expected"] - before["entries"]) == (2, 1)
    assert "2 changes wait since" in openhearth("index", "status")[1]
    assert answer(openhearth, "indexed", "update")["entries"] == 2
    after = answer(openhearth, "index_status", "status")
    assert (after["waiting"], after["expected"] - after["entries"]) == (0, 0)


@pytest.mark.usefixtures("own_index")
def test_a_missing_index_is_said_and_made(openhearth: Command, settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_FOLDER = tmp_path / "elsewhere"
    assert answer(openhearth, "index_status", "status")["entries"] is None
    assert "openhearth index build" in openhearth("index", "status")[1]
    assert answer(openhearth, "indexed", "update")["entries"] == index.public_practices().count()


# Killed in the middle, with the real command in a house of its own

PROJECTS = 2100
"""More than are made ready in one process, and several batches of the update."""

PREPARE = f"""
import openhearth.cli.main
from openhearth.cli import house
from openhearth.apps.practices.models import Project
house.ensure()
Project.objects.bulk_create(
    Project(code=f"esif-{{n}}", corpus="esif", country="IT", language="en", title=f"Heat {{n}}") for n in range({PROJECTS})
)
"""

NOTE_ALL = """
import openhearth.cli.main
from openhearth.apps.practices.finding import index
from openhearth.apps.practices.models import Project
index.note_changes(f"project:{code}" for code in Project.objects.values_list("code", flat=True))
"""

KILLED = """
import os, signal, sys
import openhearth.cli.main
from openhearth.apps.practices.finding import index

def stopping(function, calls, done):
    def counted(*arguments):
        nonlocal calls
        calls -= 1
        found = function(*arguments) if calls or done else None
        return found if calls else os.kill(os.getpid(), signal.SIGKILL)
    return counted

engine = index.engine()
if "{where}" == "reading":
    index.doc_of_project = stopping(index.doc_of_project, {calls}, False)
else:
    engine.index = stopping(engine.index, {calls}, True)
sys.argv = ["openhearth", "index", "{command}"]
openhearth.cli.main.run()
"""
"""Kills itself while reading the given project, or right after the given commit of the index."""


@dataclass(frozen=True, slots=True)
class Home:
    """A house in a folder, used only through processes."""

    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "OPENHEARTH_HOME": str(self.folder)}
        return subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    def openhearth(self, *words: str) -> Any:
        done = self.run("-m", "openhearth.cli.main", *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def killed(self, command: str, where: str, calls: int) -> None:
        done = self.run("-c", KILLED.format(command=command, where=where, calls=calls))
        assert done.returncode == -signal.SIGKILL, done.stderr

    def entries(self) -> tuple[int, int, int]:
        """In the index, in the database, waiting."""
        status = self.openhearth("index", "status")
        return status["entries"], status["expected"], status["waiting"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    found = Home(tmp_path_factory.mktemp("killed"))
    prepared = found.run("-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    return found


def test_a_killed_build_leaves_the_old_index_and_the_next_one_completes(home: Home) -> None:
    old, expected, _ = home.entries()
    assert old == expected - PROJECTS
    home.killed("build", "reading", PROJECTS // 2)
    assert home.entries() == (old, expected, 0), "readers still see the old index, whole"
    assert home.openhearth("practices", "search", "waste heat")["total"] > 0
    assert home.openhearth("index", "build")["entries"] == expected
    assert home.entries() == (expected, expected, 0)


@pytest.mark.parametrize(("where", "calls"), [("reading", PROJECTS // 2), ("committed", 2)])
def test_a_killed_update_is_taken_up_where_it_stood(home: Home, where: str, calls: int) -> None:
    home.openhearth("index", "build")
    assert home.run("-c", NOTE_ALL).returncode == 0
    home.killed("update", where, calls)
    entries, expected, waiting = home.entries()
    assert entries == expected
    assert 0 < waiting < PROJECTS, "what was finished before the kill is not done again"
    assert home.openhearth("index", "update")["entries"] == waiting
    assert home.entries() == (expected, expected, 0)
