"""``openhearth sources``: files of the publishers that a user loads in place of the packaged facts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openhearth.apps.regions import selectors, services
from openhearth.cli import house, receipts
from openhearth.cli.output import AsJson, out, print_json, print_table, progress_bar
from openhearth.core.errors import Fault, InputError
from openhearth.site.faults import rejection
from openhearth.sources.loading import FORMATS, format_of

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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file as it was published.")],
    as_json: AsJson = False,
) -> None:
    """Replace the packaged figures of one kind by those of a file. A damaged file changes nothing."""
    form = format_of(code)
    if not file.is_file():
        raise InputError(Fault("missing_file", str(file)))
    house.ensure()
    with progress_bar(f"Loading {form.title}") as report:
        done = services.load_file(code, file_name=file.name, data=file.read_bytes(), progress=report)
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
    if form.code in PLACED_BY_BOUNDARY and not services.boundaries_loaded(level=3):
        out.print(NEAREST, style="dim", highlight=False)
    out.print(f"The packaged figures come back with: openhearth sources reset {code}", style="dim", highlight=False)


PLACED_BY_BOUNDARY = ("gem-steel", "gem-cement")
NEAREST = (
    "Placed in the region with the nearest label point, because no NUTS 3 boundaries are loaded: a fifth of the plants "
    "has no region this way. Better: openhearth sources load boundaries FILE, then load this file again."
)


@app.command()
def reset(code: FormatCode, as_json: AsJson = False) -> None:
    """Undo the loads of one format: the packaged facts come back."""
    form = format_of(code)
    house.ensure()
    with progress_bar(f"Restoring {form.title}") as report:
        services.restore_packaged(code, progress=report)
    if as_json:
        print_json(receipts.Restored("openhearth/restored/1", code))
    else:
        out.print(f"{form.title}: as packaged.", highlight=False)


@app.command("list")
def list_formats(as_json: AsJson = False) -> None:
    """The formats, the file each expects, and what is loaded now."""
    house.ensure()
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
            for form in FORMATS.values()
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
                f"{found.at:%Y-%m-%d}" if (found := newest.get(form.code)) else "packaged",
            )
            for form in FORMATS.values()
        ],
        note="Where to get each file and what happens: docs/loading.md",
    )
