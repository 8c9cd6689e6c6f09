"""The national tables of this house by name: those that ship, and those that somebody loaded, which go first."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from openhearth.core.errors import Fault, InputError
from openhearth.sources import packaged
from openhearth.sources.facts_tables import csv_bytes, read_csv
from openhearth.sources.input_output.io_rows import NationalTable, frame_of, table_of


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How a user names such files in ``openhearth sources load``, what they are, and what they are called."""

    code: str
    title: str
    file: str


TABLES = TableFormat("io", "National input-output tables", "XX-YYYY.csv or .xlsx")


def tables(folder: Path) -> dict[str, NationalTable]:
    """All tables by name; ``folder`` holds the loaded ones and need not exist.

    Examples
    --------
    >>> list(tables(Path("nowhere")))
    ['BE-2020', 'CZ-2015', 'DE-1995', 'SK-2015']
    """
    loaded = {path.stem: _loaded(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.csv"))}
    return dict(sorted({**_packaged(), **loaded}.items()))


def table(name: str, folder: Path) -> NationalTable:
    """One of them; ``unknown_economy`` if there is none of this name."""
    known = tables(folder)
    if name.upper() not in known:
        raise InputError(Fault("unknown_economy", name, {"known": ", ".join(known)}))
    return known[name.upper()]


def keep(found: NationalTable, folder: Path) -> None:
    """Keep a table in ``folder``, in place of an older one of its name."""
    rows = csv_bytes("input_output", frame_of(found))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(rows)
    Path(file.name).replace(folder / f"{found.table.code}.csv")


def forget(folder: Path) -> tuple[str, ...]:
    """Take all loaded tables away; their names. ``not_loaded`` where there are none."""
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise InputError(Fault("not_loaded", TABLES.code))
    for path in paths:
        path.unlink()
    return tuple(path.stem for path in paths)


@lru_cache(maxsize=1)
def _packaged() -> dict[str, NationalTable]:
    frame = packaged.table("input_output")
    return {str(name): table_of(part) for (name,), part in frame.group_by("economy", maintain_order=True)}


@lru_cache(maxsize=32)
def _loaded(path: Path, _changed: int) -> NationalTable:
    return table_of(read_csv("input_output", path.read_bytes()), loaded=True)
