"""Beginning a programme, taking one over whole, and letting the public read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Moved, Write, write_entries
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Programme
from openhearth.apps.learning.selectors.programmes import LEDGER, all_parts_at, programme_row
from openhearth.apps.learning.services.parts import taking_back
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import Change, assembled, difference, parts_of, with_part
from openhearth.core.programme.exchange_terms import frozen_report_faults
from openhearth.core.programme.unfinished import is_unfinished
from openhearth.core.programme.validation import programme_faults

RESERVED = frozenset({"new", "load", "course", "calendar", "feeds"})
"""First words of the other addresses of programmes."""

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Loaded:
    """A programme taken over whole, and what that changed."""

    row: Programme
    changes: tuple[Change, ...]
    begun: bool


def start_programme(title: str, language: str, by: User | None, *, code: str = "") -> Programme:
    """An empty programme; a draft until it is released.

    Raises
    ------
    InputError
        ``missing_text``, ``reserved_code``, ``duplicate_key`` (a code that is taken, where one was asked for).
    """
    faults = [] if title.strip() else [Fault("missing_text", "title", {"field": "title"})]
    faults += [Fault("reserved_code", "code", {"found": code})] if code in RESERVED else []
    faults += [Fault("duplicate_key", "code", {"key": code})] if code and programme_row(code) else []
    if faults:
        raise InputError(*faults)
    return Programme.objects.create(
        code=code or free_code(title), title=title.strip()[:200], language=language, created_by=by
    )


def free_code(title: str) -> str:
    """An address that no programme has, made from the title."""
    wanted = "-".join(part for part in slugify(title).replace("_", "-")[:LONGEST].split("-") if part) or "programme"
    taken = {*Programme.objects.filter(code__startswith=wanted).values_list("code", flat=True), *RESERVED}
    return next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def load_programme(programme: terms.Programme, by: User | None, *, seen: int | None = None, note: str = "") -> Loaded:
    """Put a programme in the place of the one with its code, or begin it. What is kept beside it (minutes, groups) stays.

    So does what partners have not finished and the file does not name (`laid_aside`): the file may be of somebody who cannot read it.

    Parameters
    ----------
    seen
        The step of the programme when the change was looked at; None: whatever it is.

    Raises
    ------
    InputError
        ``newer_version`` where somebody wrote since, ``meeting_closed`` and ``report_handed_in`` (each that would change), ``reserved_code``,
        ``needed_by_unfinished``, those of `taking_back`, or the codes of `programme_faults`.
    """
    faults = programme_faults(programme)
    if faults:
        raise InputError(*faults)
    found = programme_row(programme.code)
    old = terms.Programme(programme.code, programme.title, language=programme.language)
    parts: list[tuple[str, Any]] = []
    if found is not None:
        if seen is not None and found.step != seen:
            raise InputError(Fault("newer_version", found.code, {"seen": seen, "newest": found.step}))
        parts = all_parts_at(found, found.step)
        old = compared(found, parts, programme)
    changes = difference(old, programme)
    _refuse_frozen(old, parts, changes)
    _refuse_lost(parts, programme)
    if found is not None:
        _refuse_taken_back(found, old, programme)
    try:
        with transaction.atomic():
            row = found or start_programme(programme.title, programme.language, by, code=programme.code)
            writes = _writes(row, programme, changes)
            if writes:
                write_entries(LEDGER, row, writes, by, note)
            if (row.title, row.language) != (programme.title, programme.language):
                row.title, row.language = programme.title[:200], programme.language
                row.save(update_fields=["title", "language"])
    except Moved as moved:
        newest = found.step if found else 0
        raise InputError(Fault("newer_version", programme.code, {"seen": seen or 0, "newest": newest})) from moved
    return Loaded(row, changes, found is None)


def release_programme(row: Programme, *, step: int) -> None:
    """Let everybody read the programme as of a step. An earlier step than the last takes what came later back from the public.

    Raises
    ------
    InputError
        ``unknown_version``: the programme has not come so far.
    """
    if not 1 <= step <= row.step:
        raise InputError(Fault("unknown_version", row.code, {"found": step}))
    Programme.objects.filter(pk=row.pk).update(released=step, released_at=timezone.now())
    row.refresh_from_db()


def withdraw_programme(row: Programme) -> None:
    """Take the programme back from the public; nothing else changes."""
    Programme.objects.filter(pk=row.pk).update(released=None, released_at=None)
    row.refresh_from_db()


def laid_aside(parts: Sequence[tuple[str, Any]], programme: terms.Programme) -> frozenset[tuple[str, str]]:
    """Kind and key of unfinished learnings and homework that a file does not name: they stay as they are, and nobody is told of them.

    Homework goes with its task, if the file leaves that out.
    """
    named = {(kind, part.key) for kind, part in parts_of(programme)}
    aside = (
        (kind, part.key)
        for kind, part in parts
        if is_unfinished(part)
        and (kind == "learning" or (kind == "submission" and ("homework", part.homework) in named))
    )
    return frozenset(one for one in aside if one not in named)


def compared(row: Programme, parts: Sequence[tuple[str, Any]], programme: terms.Programme) -> terms.Programme:
    """The programme of the house with which a file is compared: without what is laid aside."""
    aside = laid_aside(parts, programme)
    told = [(kind, part) for kind, part in parts if (kind, part.key) not in aside]
    return assembled(told, code=row.code, title=row.title, language=row.language)


def _refuse_lost(parts: Sequence[tuple[str, Any]], programme: terms.Programme) -> None:
    """What is laid aside names nothing that would be lost; whose it is may be said, what it says may not."""
    aside = laid_aside(parts, programme)
    kept = [(kind, part) for kind, part in parts if (kind, part.key) in aside]
    names = {part.key: part.name for kind, part in parts if kind == "partner"}
    losing = [
        names.get(part.partner, part.partner)
        for kind, part in kept
        if programme_faults(with_part(programme, kind, part.key, part))
    ]
    faults = [Fault("needed_by_unfinished", "programme", {"partner": one}) for one in dict.fromkeys(losing)]
    if faults:
        raise InputError(*faults)


def _refuse_taken_back(row: Programme, old: terms.Programme, programme: terms.Programme) -> None:
    """A file takes a learning back under the same conditions as its partner does."""
    back = [one.key for one in programme.learnings if one.unfinished]
    faults = [fault for key in back for fault in taking_back(row, old, key)]
    if faults:
        raise InputError(*faults)


def _refuse_frozen(old: terms.Programme, parts: Sequence[tuple[str, Any]], changes: Sequence[Change]) -> None:
    """Closed meetings and reports that were handed in stay as they are."""
    changed = {one.key for one in changes if one.kind == "meeting"}
    closed = [one for one in old.meetings if one.closed_on and one.key in changed]
    faults = [Fault("meeting_closed", f"meeting/{one.key}", {"found": one.title}) for one in closed]
    faults += [fault for one in changes for fault in frozen_report_faults(parts, one.kind, one.key)]
    if faults:
        raise InputError(*faults)


def _writes(row: Programme, programme: terms.Programme, changes: Sequence[Change]) -> list[Write]:
    parts = {(kind, part.key): part for kind, part in parts_of(programme)}
    rows = Entry.objects.filter(book=row, superseded=None).values_list("kind", "key", "step")
    steps = {(kind, key): step for kind, key, step in rows}
    return [
        Write(
            change.kind,
            change.key,
            None if change.fate == "removed" else CONTENTS.content_of(parts[change.kind, change.key]),
            steps.get((change.kind, change.key), 0),
        )
        for change in changes
        if change.kind != "programme"
    ]
