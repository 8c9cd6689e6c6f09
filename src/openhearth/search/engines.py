"""Which engine a house uses, from one line of its settings; an engine that is not used is not imported."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from openhearth.core.errors import Fault, InputError
from openhearth.search.contract import Engine, Shape

EMBEDDED = ("tantivy", "fts5")
AGENT_PORT = 9312


def kind_of(setting: str) -> str:
    """The engine that a setting means: ``auto`` is tantivy where it can be imported, else SQLite's FTS5.

    Parameters
    ----------
    setting
        ``auto``, ``tantivy``, ``fts5``, or the nodes of a cluster as ``sphinxql://host:port,host:port``.

    Raises
    ------
    InputError
        ``unknown_engine``.
    """
    if setting == "auto":
        return "tantivy" if find_spec("tantivy") else "fts5"
    kind = urlsplit(setting).scheme or setting
    if kind not in (*EMBEDDED, "sphinxql"):
        raise InputError(Fault("unknown_engine", "OPENHEARTH_SEARCH", {"found": setting}))
    return kind


def engine_at(setting: str, folder: Path, shape: Shape) -> Engine:
    """Open the engine of a setting; the embedded ones keep their index below ``folder`` and make it if it is missing."""
    kind = kind_of(setting)
    if kind == "sphinxql":
        module = import_module("openhearth.search.sphinxql_engine")
        nodes = [_node(part, module) for part in urlsplit(setting).netloc.split(",")]
        engine: Engine = module.SphinxqlEngine(nodes, shape)
    elif kind == "fts5":
        engine = import_module("openhearth.search.fts5_engine").Fts5Engine(folder / "fts5.sqlite3", shape)
    else:
        engine = import_module("openhearth.search.tantivy_engine").TantivyEngine(folder / "tantivy", shape)
    return engine


def exists(setting: str, folder: Path) -> bool:
    """Whether the index was ever made; that of a cluster is looked after where the cluster is."""
    made = {"tantivy": folder / "tantivy" / "current", "fts5": folder / "fts5.sqlite3"}
    kind = kind_of(setting)
    return kind not in made or made[kind].exists()


def _node(address: str, module: Any) -> Any:
    host, _, port = address.partition(":")
    return module.Node(host, int(port or 9306), AGENT_PORT)
