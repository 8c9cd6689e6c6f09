"""Handing in what was reported of a semester, and opening it again. Everything stays in the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested, Moved, Write, write_entries
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER, all_parts_at
from openhearth.apps.learning.services.parts import save_part, take_out_part
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.exchange_terms import HandedIn, frozen_report_faults
from openhearth.core.programme.terms import PartnerReport


def hand_in(row: Programme, partner: str, semester: int, by: User, *, read_at: int, today: date) -> None:
    """Freeze a partner's report of a semester as it was read at a step.

    Raises
    ------
    InputError
        ``no_report`` where nothing was written, ``newer_version`` where somebody wrote meanwhile, ``report_handed_in``.
    """
    report, step = _standing(row, partner, semester)
    if step > read_at:
        raise InputError(Fault("newer_version", report.key, {"seen": read_at, "newest": step}))
    handed = replace(report, handed_in_on=today.isoformat())
    _written(save_part(row, handed, by, read_at=step, note=_("Handed in")), report.key)


def open_again(row: Programme, partner: str, semester: int, by: User) -> None:
    """Let a partner go on writing a report that was handed in. Only this opens it: no form does, and no earlier version put back.

    Raises
    ------
    InputError
        ``no_report``, or ``report_handed_in`` where that of the whole programme was handed in.
    """
    report, step = _standing(row, partner, semester)
    others = [(kind, part) for kind, part in all_parts_at(row, row.step) if kind == "handed_in"]
    faults = frozen_report_faults(others, "report", report.key)
    if faults:
        raise InputError(*faults)
    opened = LEDGER.contents.content_of(replace(report, handed_in_on=""))
    try:
        write_entries(LEDGER, row, [Write("report", report.key, opened, step)], by, _("Opened again"))
    except Moved as moved:
        raise InputError(Fault("moved_meanwhile", report.key)) from moved


def hand_in_whole(row: Programme, semester: int, by: User, *, today: date) -> None:
    """Freeze the reports of all partners of a semester: as they stand, in one transaction, nobody writes in between.

    Raises
    ------
    InputError
        ``unknown_semester``, ``report_handed_in``, or ``moved_meanwhile``.
    """
    held = {key: part for kind, part in all_parts_at(row, row.step) for key in [(kind, part.key)]}
    known = tuple(sorted(int(key) for kind, key in held if kind == "semester"))
    if semester not in known:
        raise InputError(Fault("unknown_semester", "semester", {"found": semester, "known": known}))
    if ("handed_in", str(semester)) in held:
        on = held["handed_in", str(semester)].on
        raise InputError(Fault("report_handed_in", f"handed_in/{semester}", {"found": on}))
    reports = [part for (kind, _key), part in held.items() if kind == "report" and part.semester == semester]
    whole = HandedIn(semester, today.isoformat())
    writes = [_write(row, "report", one.key, one) for one in reports]
    try:
        write_entries(LEDGER, row, [*writes, _write(row, "handed_in", whole.key, whole)], by, _("Handed in"))
    except Moved as moved:
        raise InputError(Fault("moved_meanwhile", whole.key)) from moved


def open_whole_again(row: Programme, semester: int, by: User) -> None:
    """Let the reports of a semester change again; what was handed in stays in the history."""
    newest = part_at(LEDGER, row, "handed_in", str(semester), row.step)
    take_out_part(row, "handed_in", str(semester), by, read_at=newest.step if newest else 0, note=_("Opened again"))


def _write(row: Programme, kind: str, key: str, part: object) -> Write:
    newest = part_at(LEDGER, row, kind, key, row.step)
    return Write(kind, key, LEDGER.contents.content_of(part), newest.step if newest else 0)


def _standing(row: Programme, partner: str, semester: int) -> tuple[PartnerReport, int]:
    key = PartnerReport(partner, semester).key
    newest = part_at(LEDGER, row, "report", key, row.step)
    if newest is None or newest.part is None:
        raise InputError(Fault("no_report", key))
    return newest.part, newest.step


def _written(saved: object, key: str) -> None:
    if isinstance(saved, Contested):
        raise InputError(Fault("moved_meanwhile", key))
