"""``openhearth facts``: the packaged tables, made from the files of the publishers."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from openhearth.cli import receipts
from openhearth.cli.output import AsJson, out, print_json, print_table, progress_bar
from openhearth.core.errors import Fault, InputError
from openhearth.sources.building.facts_build import build_facts

app = typer.Typer(help="The packaged facts.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """The packaged facts."""


@app.command()
def build(
    directory: Annotated[Path, typer.Option("--from", help="Folder with the files of the publishers, at any depth.")],
    to: Annotated[Path | None, typer.Option("--to", help="Folder to replace; the package's own by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make the packaged tables. The same files always give the same bytes."""
    if not directory.is_dir():
        raise InputError(Fault("missing_file", str(directory)))
    target = to or Path(str(files("openhearth"))) / "facts" / "tables"
    if not _writable(target):
        raise InputError(Fault("not_writable", str(target)))
    with progress_bar("Building the facts") as report:
        manifest = build_facts(directory, target, report)
    if as_json:
        tables = {entry.name: receipts.BuiltTable(entry.rows, entry.sha256) for entry in manifest.tables}
        print_json(receipts.Built("openhearth/built/1", str(target), manifest.digest, tables))
        return
    print_table(
        str(target),
        [("Table", False), ("Rows", True), ("SHA-256", False)],
        [(entry.name, f"{entry.rows:,}", entry.sha256[:16]) for entry in manifest.tables],
    )
    out.print(f"Digest of all: {manifest.digest}", highlight=False)


def _writable(folder: Path) -> bool:
    """The folder is replaced whole, so what counts is the first folder above it that exists."""
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    return above.is_dir() and os.access(above, os.W_OK)
