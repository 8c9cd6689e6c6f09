"""``openhearth sources``: files of the publishers that a user loads in place of the packaged facts, or beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openhearth.apps.pathways.selectors.footprint import folder, national_tables
from openhearth.apps.practices.services import projects
from openhearth.apps.regions import selectors, services
from openhearth.apps.regions.models import Load
from openhearth.cli import house, receipts
from openhearth.cli.footprint import load_tables
from openhearth.cli.index import build_index
from openhearth.cli.output import AsJson, out, print_json, print_table, progress_bar
from openhearth.core.errors import Fault, InputError
from openhearth.site.faults import rejection
from openhearth.sources.input_output import io_register
from openhearth.sources.input_output.io_register import TableFormat
from openhearth.sources.loading import FORMATS, PROJECT_LISTS, Format, ProjectList, format_of, project_list_of

app = typer.Typer(help="Load files of the publishers, or go back to the packaged facts.", no_args_is_help=True)

FormatCode = Annotated[
    str, typer.Argument(metavar="FORMAT", help="Code of the format; all of them: openhearth sources list.")
]


@app.callback()
def main() -> None:
    """Load files of the publishers, or go back to the packaged facts."""


@app.command()
def load(
    code: FormatCode,
    file: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="The file as it was published; of io tables, several.")
    ],
    as_json: AsJson = False,
) -> None:
    """Replace the packaged figures of one kind, or a list of projects, by those of a file. A damaged file changes nothing."""
    if code == io_register.TABLES.code:
        load_tables(file, as_json=as_json)
        return
    if len(file) > 1:
        raise InputError(*(Fault("one_file_only", str(path)) for path in file[1:]))
    _load_file(code, file[0], as_json=as_json)


def _load_file(code: str, file: Path, *, as_json: bool) -> None:
    form = project_list_of(code) if code in PROJECT_LISTS else format_of(code)
    if not file.is_file():
        raise InputError(Fault("missing_file", str(file)))
    house.ensure()
    take_in = projects.load_projects if code in PROJECT_LISTS else services.load_file
    with progress_bar(f"Loading {form.title}") as report:
        done = take_in(code, file_name=file.name, data=file.read_bytes(), progress=report)
    if code in PROJECT_LISTS:
        build_index()
    if as_json:
        print_json(
            receipts.Loaded(
                "openhearth/loaded/1", done.format, done.file_name, done.digest, done.read, done.kept, done.rejected
            )
        )
        return
    out.print(f"{form.title}: read {done.read:,}, kept {done.kept:,}.", highlight=False)
    for reason, rows in sorted(done.rejected.items(), key=lambda item: -item[1]):
        out.print(f"  left out {rows:>9,}  {rejection(reason)}", highlight=False)
    if code in PROJECT_LISTS:
        out.print(
            f"{PROJECT_LISTS[code].licence} They go away again with: openhearth sources reset {code}", style="dim"
        )
        return
    if code in PLACED_BY_BOUNDARY and not services.boundaries_loaded(level=3):
        out.print(NEAREST, style="dim", highlight=False)
    out.print(f"The packaged figures come back with: openhearth sources reset {code}", style="dim", highlight=False)


PLACED_BY_BOUNDARY = ("gem-steel", "gem-cement")
NEAREST = (
    "Placed in the region with the nearest label point, because no NUTS 3 boundaries are loaded: a fifth of the plants "
    "has no region this way. Better: openhearth sources load boundaries FILE, then load this file again."
)


@app.command()
def reset(code: FormatCode, as_json: AsJson = False) -> None:
    """Undo the loads of one format: the packaged facts come back, the projects of a list go away."""
    if code == io_register.TABLES.code:
        gone = io_register.forget(folder())
        _say_restored(code, f"{io_register.TABLES.title}: {', '.join(gone)} taken away.", as_json=as_json)
        return
    form = project_list_of(code) if code in PROJECT_LISTS else format_of(code)
    house.ensure()
    if code in PROJECT_LISTS:
        projects.remove_projects(code)
        build_index()
        _say_restored(code, f"{form.title}: taken away.", as_json=as_json)
        return
    with progress_bar(f"Restoring {form.title}") as report:
        services.restore_packaged(code, progress=report)
    _say_restored(code, f"{form.title}: as packaged.", as_json=as_json)


def _say_restored(code: str, sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json(receipts.Restored("openhearth/restored/1", code))
    else:
        out.print(sentence, highlight=False)


@app.command("list")
def list_formats(as_json: AsJson = False) -> None:
    """The formats, the file each expects, and what is loaded now."""
    house.ensure()
    known_formats: tuple[Format | ProjectList | TableFormat, ...] = (
        *FORMATS.values(),
        *PROJECT_LISTS.values(),
        io_register.TABLES,
    )
    newest = {load.format: load for load in selectors.loads_by_users().order_by("at", "id")}
    if as_json:
        known = tuple(
            receipts.KnownFormat(
                form.code,
                form.title,
                form.file,
                found.file_name if (found := newest.get(form.code)) else None,
                found.at if found else None,
            )
            for form in known_formats
        )
        print_json(receipts.Formats("openhearth/formats/1", known))
        return
    print_table(
        "Formats",
        [("Format", False), ("What it is", False), ("File", False), ("Loaded", False)],
        [
            (
                form.code,
                form.title,
                form.file,
                _loaded(form.code, newest),
            )
            for form in known_formats
        ],
        note="Where to get each file and what happens: docs/loading.md",
    )


def _loaded(code: str, newest: dict[str, Load]) -> str:
    if code == io_register.TABLES.code:
        names = [name for name, one in national_tables().items() if one.loaded]
        return ", ".join(names) or "packaged"
    if code in newest:
        return f"{newest[code].at:%Y-%m-%d}"
    return "not loaded" if code in PROJECT_LISTS else "packaged"
