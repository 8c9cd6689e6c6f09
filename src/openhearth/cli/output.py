"""What the commands print: JSON with a stable schema, tables for people, errors that say what to do next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import msgspec
import numpy as np
import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from openhearth.apps.regions.errors import UnknownTerritory

out = Console()
err = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; its schema: openhearth schema NAME.")]


def print_json(answer: object) -> None:
    """One JSON document, indented, UTF-8; unknown numbers are null."""
    encoded = msgspec.json.encode(answer, enc_hook=_plain)
    sys.stdout.buffer.write(msgspec.json.format(encoded, indent=2) + b"\n")
    sys.stdout.buffer.flush()


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value).__name__)


def print_table(
    title: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[RenderableType]], *, note: str = ""
) -> None:
    """A table for people; ``columns`` are labels and whether they hold numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for label, number in columns:
        table.add_column(label, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(table)
    if note:
        out.print(note, style="dim")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the terminal (standard error), silent when piped."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def report(what: str, done: int, total: int) -> None:
            progress.update(task, description=f"{title}: {what}", completed=done, total=total)

        yield report


def complain(code: str, sentence: str, details: Sequence[str] = ()) -> None:
    """An error on standard error: a sentence, or JSON when JSON was asked for."""
    if "--json" in sys.argv:
        document = {"error": {"code": code, "message": sentence, "details": list(details)}}
        sys.stderr.write(msgspec.json.encode(document).decode() + "\n")
        return
    err.print(sentence, style="bold", markup=False)
    for detail in details:
        err.print(f"  {detail}", markup=False, highlight=False)


def unknown_place(error: UnknownTerritory) -> None:
    """Where to go instead of a code that no place has."""
    if error.successors:
        heirs = [
            f"{heir.code}  {heir.name}" + (f"  ({heir.percent} % of its people)" if heir.percent is not None else "")
            for heir in error.successors
        ]
        complain("outdated_code", f"{error.code} is a code of {error.version}. Today the area belongs to:", heirs)
    elif error.nearest:
        nearest = [f"{place.code}  {place.name}" for place in error.nearest]
        complain("unknown_code", f"No place has the code {error.code}. Did you mean:", nearest)
    else:
        complain("unknown_code", f"No place has the code {error.code}. List all with: openhearth regions --level 2")
