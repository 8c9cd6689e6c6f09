"""``openhearth practices import``: records of a file, told first, then taken in all at once or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.selectors import account
from openhearth.cli import findings, house
from openhearth.cli.output import AsJson, complain, out, print_json, print_table
from openhearth.core.errors import Fault, InputError
from openhearth.site.faults import message

if TYPE_CHECKING:  # reading Excel is heavy, and a search beside this command must not wait for it
    from openhearth.apps.practices.services.importing import Entry, Plan

FAILED = 1


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel (xlsx) or JSON; the columns: docs/cli.md.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish the new records instead of making drafts.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="E-mail address of the person whose drafts they become.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take practices in from a file: all of them, or with a single fault none. Every fault is listed with its row."""
    from openhearth.apps.practices.services.importing import import_practices  # noqa: PLC0415 - see above

    if not file.is_file():
        raise InputError(Fault("missing_file", str(file)))
    house.ensure()
    person = _person(by)
    plan = _plan(file, person)
    if not plan.faults and not dry_run:
        import_practices(plan, file_name=file.name, by=person, publish=publish)
    done = not plan.faults and not dry_run
    if as_json:
        print_json(_answer(plan, file.name, done=done, published=done and publish))
    else:
        _show(plan, file.name, done=done)
    if plan.faults:
        raise typer.Exit(FAILED)


def _person(email: str) -> User | None:
    person = account(email) if email else None
    if email and person is None:
        raise InputError(Fault("unknown_person", "--by", {"found": email}))
    return person


def _plan(file: Path, by: User | None) -> Plan:
    from openhearth.apps.practices.services.importing import Plan, plan_import  # noqa: PLC0415 - see above

    try:
        return plan_import(file.read_bytes(), by, timezone.localdate())
    except InputError as error:
        return Plan(0, (), error.faults)


def _answer(plan: Plan, file_name: str, *, done: bool, published: bool) -> findings.Imported:
    return findings.Imported(
        "openhearth/imported/1",
        file_name,
        done,
        plan.read,
        published,
        tuple(
            findings.ImportedPractice(
                one.code, one.record.practice.title, one.fate, one.fields, tuple(like.code for like in one.like)
            )
            for one in plan.entries
        ),
        tuple(findings.FaultAnswer(fault.place, fault.code, message(fault)) for fault in plan.faults),
    )


def _show(plan: Plan, file_name: str, *, done: bool) -> None:
    said = "imported" if done else "nothing was changed"
    out.print(
        f"{file_name}: {plan.read:,} read, {len(plan.new):,} new, {len(plan.changed):,} changed, "
        f"{len(plan.unchanged):,} as they are here, {plan.left_out:,} with faults; {said}.",
        highlight=False,
        markup=False,
    )
    shown = [*plan.new, *plan.changed]
    if shown:
        print_table(
            "",
            [("Code", False), ("Title", False), ("What", False), ("Looks like", False)],
            [(one.code, one.record.practice.title, _what(one), _like(one)) for one in shown],
        )
    if plan.faults:
        sentence = f"{len(plan.faults):,} {'fault' if len(plan.faults) == 1 else 'faults'}; repair and try again:"
        complain("invalid_input", sentence, [message(fault) for fault in plan.faults])


def _what(one: Entry) -> str:
    return "new" if one.fate == "new" else f"changed: {', '.join(one.fields)}"


def _like(one: Entry) -> str:
    return ", ".join(f"{like.code} ({'; '.join(like.reasons)})" for like in one.like)
