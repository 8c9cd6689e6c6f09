"""Writing a programme, part by part. Whether somebody may write is the caller's question (`rules`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from openhearth.apps.accounts.models import User
from openhearth.apps.entries import services as entries
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested, Saved
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER, all_parts_at
from openhearth.core.errors import Fault
from openhearth.core.programme import exchange_terms, meeting_terms, terms
from openhearth.core.programme.assembly import assembled, with_part
from openhearth.core.programme.unfinished import taking_back_faults
from openhearth.core.programme.validation import programme_faults

ONE_FOR_EACH = frozenset({"outline", "minutes", "baseline", "submission", "report", "preface"})
"""Kinds of which there is one for what they are about, so that two people who begin it begin the same part."""

Objections = Callable[[str, str, Any], Sequence[Fault]]


def save_part(
    row: Programme, part: Any, by: User | None, *, read_at: int, note: str = ""
) -> Saved[Any] | Contested[Any]:
    """Write a part that was read at a step (0: it is new); see `openhearth.apps.entries.services.save_part`."""
    only_one = LEDGER.contents.kind_of(part) in ONE_FOR_EACH
    return entries.save_part(
        LEDGER, row, part, by, read_at=read_at, note=note, objections=objections_to(row), only_one=only_one
    )


def take_out_part(row: Programme, kind: str, key: str, by: User | None, *, read_at: int, note: str = "") -> int:
    """Take a part out; its past stays and it can be put back."""
    return entries.take_out_part(LEDGER, row, kind, key, by, read_at=read_at, note=note, objections=objections_to(row))


def restore_part(row: Programme, kind: str, key: str, step: int, by: User | None, *, read_at: int) -> int:
    """Write again what a part said at an earlier step."""
    return entries.restore_part(LEDGER, row, kind, key, step, by, read_at=read_at, objections=objections_to(row))


def objections_to(row: Programme) -> Objections:
    """What stands against a change: a closed meeting, what was told of a learning, and faults that the programme does not have now."""

    def objections(kind: str, key: str, part: Any) -> Sequence[Fault]:
        parts = all_parts_at(row, row.step)
        programme = assembled(parts, code=row.code, title=row.title, language=row.language)
        frozen = frozen_faults(programme, parts, kind, key, part)
        frozen = (*frozen, *exchange_terms.frozen_report_faults(parts, kind, key))
        if kind == "learning" and part is not None and part.unfinished:
            frozen = (*frozen, *taking_back(row, programme, key))
        if frozen:
            return frozen
        before = programme_faults(programme)
        after = programme_faults(with_part(programme, kind, key, part))
        lost = (*_lost(programme, kind, part), *_beside(programme, parts, kind, part))
        return (*lost, *(one for one in after if one not in before))

    return objections


def taking_back(row: Programme, programme: terms.Programme, key: str) -> tuple[Fault, ...]:
    """What stands against taking a learning back: what names it now, the public that reads it, and reports that were handed in with it."""
    held = next((one for one in programme.learnings if one.key == key), None)
    if held is None or held.unfinished:
        return ()
    faults = taking_back_faults(programme, key, reported_with(row, key))
    if row.released is not None and _told_at(row, key, row.released) is not None:
        faults = (*faults, Fault("learning_released", f"learnings/{key}/unfinished"))
    return faults


def reported_with(row: Programme, key: str) -> tuple[int, ...]:
    """The semesters whose report was handed in for all and tells of a learning."""
    found = []
    for kind, handed in all_parts_at(row, row.step, kinds=("handed_in",)):
        version = part_at(LEDGER, row, kind, handed.key, row.step)
        learning = _told_at(row, key, version.step) if version else None
        meeting = part_at(LEDGER, row, "meeting", learning.meeting, version.step) if version and learning else None
        if meeting and meeting.part and meeting.part.semester == handed.semester:
            found.append(handed.semester)
    return tuple(found)


def _told_at(row: Programme, key: str, step: int) -> terms.Learning | None:
    """A learning as everybody read it at a step; None where it was unfinished or not there."""
    found = part_at(LEDGER, row, "learning", key, step)
    return found.part if found and found.part and not found.part.unfinished else None


def frozen_faults(
    programme: terms.Programme, parts: Sequence[tuple[str, Any]], kind: str, key: str, part: Any
) -> tuple[Fault, ...]:
    """``meeting_closed``, where the meeting of a part is closed and its report frozen. It can be opened again, and nothing else."""
    closed = {one.key: one for one in programme.meetings if one.closed_on}
    if kind == "meeting":
        meeting = closed.get(key)
        opened = meeting is not None and part == replace(meeting, closed_on="")
        found = None if opened else meeting
    elif kind in meeting_terms.KINDS:
        before = next((one for other, one in parts if (other, one.key) == (kind, key)), None)
        held = {_meeting_of(one, parts) for one in (before, part) if one is not None}
        found = next((closed[one] for one in held if one in closed), None)
    else:
        found = None
    return (Fault("meeting_closed", f"{kind}/{key}", {"found": found.title}),) if found else ()


def _meeting_of(part: Any, parts: Sequence[tuple[str, Any]]) -> str:
    if isinstance(part, meeting_terms.Vote):
        return next((one.meeting for kind, one in parts if kind == "decision" and one.key == part.decision), "")
    return str(part.meeting)


def _lost(programme: terms.Programme, kind: str, part: Any) -> tuple[Fault, ...]:
    """A part of a meeting names a meeting and, where it names one, a partner that exist."""
    if part is None or kind not in meeting_terms.KINDS:
        return ()
    known = {
        "meeting": {one.key for one in programme.meetings},
        "partner": {"", *(one.key for one in programme.partners)},
    }
    return tuple(
        Fault("unknown_key", f"{kind}/{part.key}/{name}", {"kind": f"{name}s", "found": getattr(part, name)})
        for name, keys in known.items()
        if hasattr(part, name) and getattr(part, name) not in keys
    )


def _beside(programme: terms.Programme, parts: Sequence[tuple[str, Any]], kind: str, part: Any) -> tuple[Fault, ...]:
    """What is wrong with a visit, a workshop or anything else that is done between meetings."""
    if part is None or kind not in exchange_terms.KINDS:
        return ()
    workshops = (one.key for other, one in parts if other == "workshop")
    return exchange_terms.exchange_faults(part, programme, workshops)
