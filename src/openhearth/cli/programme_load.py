"""``openhearth programme load``: a programme from a file into the house."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.selectors import account
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_row
from openhearth.apps.learning.services.programmes import compared, load_programme, release_programme
from openhearth.cli import house, programme, programmes
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.assembly import Change, difference
from openhearth.core.programme.terms import Programme
from openhearth.sources.programmes import programme_yaml


def register(app: typer.Typer) -> None:
    """Put the command beside the others about programmes, which need no database."""
    del app  # `programme` is there already
    programme.app.command()(load)


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A programme (yaml).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    release: Annotated[bool, typer.Option("--release", help="Let everybody read it at once.")] = False,
    by: Annotated[str, typer.Option("--by", help="E-mail address of the person who loads it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make the programme with the code of the file say what the file says, or begin it: all of it, or with a single fault nothing."""
    if not file.is_file():
        raise InputError(Fault("missing_file", str(file)))
    found = programme_yaml.parse(file.read_bytes())
    house.ensure()
    person = _person(by)
    changes = _changes(found)
    if not dry_run:
        loaded = load_programme(found, person, note=file.name)
        changes = loaded.changes
        if release:
            release_programme(loaded.row, step=loaded.row.step)
    _tell(found, changes, done=not dry_run, as_json=as_json)


def _changes(found: Programme) -> tuple[Change, ...]:
    row = programme_row(found.code)
    if row is None:
        return difference(Programme(found.code, "", language=found.language), found)
    return difference(compared(row, all_parts_at(row, row.step), found), found)


def _person(email: str) -> User | None:
    person = account(email) if email else None
    if email and person is None:
        raise InputError(Fault("unknown_person", "--by", {"found": email}))
    return person


def _tell(found: Programme, changes: tuple[Change, ...], *, done: bool, as_json: bool) -> None:
    if as_json:
        told = tuple(programmes.PartChange(one.kind, one.key, one.fate, one.fields) for one in changes)
        print_json(programmes.ProgrammeLoaded("openhearth/programme_loaded/1", found.code, found.title, done, told))
        return
    fates = Counter(one.fate for one in changes)
    counted = ", ".join(f"{fates[fate]} {fate}" for fate in ("added", "changed", "removed"))
    said = f"kept as {found.code}" if done else "nothing was written"
    out.print(f"{found.title}: {counted}; {said}.", highlight=False, markup=False)
    rows = [(one.kind, one.key, one.fate, ", ".join(one.fields)) for one in changes if one.fate != "added"]
    if rows:
        print_table("", [("Kind", False), ("Key", False), ("What", False), ("Fields", False)], rows)
