"""Running a meeting: showing practices, notes with photos, votes, closing it; and taking over a proposal of hosts and weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested, Moved, Saved, Write, write_entries
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Picture, Programme
from openhearth.apps.learning.photos import photo
from openhearth.apps.learning.selectors.programmes import LEDGER, used_keys
from openhearth.apps.learning.services.parts import save_part
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.meeting_terms import Choice, Decision, Shown, SiteNote, Vote, closing_faults
from openhearth.core.programme.rotation import Visit
from openhearth.core.programme.terms import Meeting, Partner

MOST_PICTURES = 12
MOST_OF_A_MEETING = 48
"""So the report with all its photos can still be sent by e-mail or downloaded on the train: about 20 MB."""

DAYS = 2
"""A meeting that gets its week from a proposal begins on its Tuesday and takes so many days; its lead changes that as needed."""


def show_practice(row: Programme, meeting: str, practice: str, because: str, by: User | None) -> None:
    """Note that a practice was shown; one that was noted before keeps one entry.

    Raises
    ------
    InputError
        ``meeting_closed``, or ``moved_meanwhile``.
    """
    _write(row, Shown(meeting, practice, because), by)


def add_site_note(
    row: Programme,
    meeting: str,
    text: str,
    pictures: Sequence[tuple[str, bytes]],
    captions: Sequence[str],
    by: User | None,
    *,
    credit: str = "",
) -> SiteNote:
    """Keep what was seen on a site visit, with photos: none is kept unless all can be read.

    ``captions``: one for each photo, or one for all.

    Raises
    ------
    InputError
        ``too_many_pictures``, ``meeting_full_of_pictures``, ``bad_picture``, ``picture_too_large`` (each that is wrong),
        ``meeting_closed``.
    """
    faults = (
        [Fault("too_many_pictures", "pictures", {"allowed": MOST_PICTURES})] if len(pictures) > MOST_PICTURES else []
    )
    held = Picture.objects.filter(programme=row, meeting=meeting).count() if pictures else 0
    if held + len(pictures) > MOST_OF_A_MEETING:
        room = max(MOST_OF_A_MEETING - held, 0)
        faults.append(Fault("meeting_full_of_pictures", "pictures", {"allowed": MOST_OF_A_MEETING, "room": room}))
    photos = []
    for name, data in pictures[:MOST_PICTURES]:
        try:
            photos.append(photo(name, data))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    used = used_keys(row, "site_note")
    key = next(
        f"{meeting}-note-{number}" for number in range(1, len(used) + 2) if f"{meeting}-note-{number}" not in used
    )
    each = captions if len(captions) == len(photos) else [*captions[:1]] * len(photos)
    with transaction.atomic():
        kept = [
            Picture.objects.create(
                programme=row,
                meeting=meeting,
                caption=said[:300],
                credit=credit[:200],
                width=one.width,
                height=one.height,
                data=one.data,
                by=by,
            )
            for one, said in zip(photos, each, strict=True)
        ]
        note = SiteNote(key, meeting, text, tuple(str(one.pk) for one in kept))
        _write(row, note, by)
    return note


def cast_vote(row: Programme, decision: Decision, partner: Partner, choice: Choice, by: User | None) -> None:
    """Write what a partner says to a decision; its earlier vote stays in the history."""
    _write(row, Vote(decision.key, partner.key, choice), by)


def close_meeting(row: Programme, meeting: Meeting, today: date, by: User | None) -> int:
    """Freeze a meeting and its report, and tell the step at which it stands.

    Raises
    ------
    InputError
        ``no_day``, ``no_host``, ``meeting_closed``; ``newer_version`` where somebody changed the meeting at this moment.
    """
    faults = closing_faults(meeting)
    if faults:
        raise InputError(*faults)
    return _write(row, replace(_as_kept(row, meeting.key), closed_on=today.isoformat()), by).step


def open_meeting(row: Programme, meeting: Meeting, by: User | None) -> None:
    """Let a closed meeting be written again; its report can be frozen anew."""
    _write(row, replace(_as_kept(row, meeting.key), closed_on=""), by)


def take_over_rotation(row: Programme, visits: Sequence[Visit], by: User | None, *, note: str = "") -> int:
    """Give meetings the hosts and weeks of a proposal, all or none, and tell how many changed. Closed meetings stay as they are.

    Raises
    ------
    InputError
        ``newer_version``: somebody wrote one of them at this moment.
    """
    held = {
        one.key: one for one in Entry.objects.filter(book=row, kind="meeting", superseded=None).exclude(content=None)
    }
    writes = []
    for visit in visits:
        entry = held.get(visit.slot)
        meeting = CONTENTS.part_of("meeting", entry.content or {}) if entry else None
        if entry is None or meeting is None or meeting.closed_on:
            continue
        first = date.fromisoformat(visit.week) + timedelta(1)
        last = first + timedelta(DAYS - 1)
        planned = replace(meeting, host=visit.host, start=first.isoformat(), end=last.isoformat())
        if planned != meeting:
            writes.append(Write("meeting", visit.slot, CONTENTS.content_of(planned), entry.step))
    try:
        return len(write_entries(LEDGER, row, writes, by, note)) if writes else 0
    except Moved as moved:
        raise InputError(Fault("newer_version", row.code, {"seen": row.step, "newest": row.step})) from moved


def _as_kept(row: Programme, key: str) -> Meeting:
    """The meeting as it is written, without what its record adds."""
    found = part_at(LEDGER, row, "meeting", key, row.step)
    if found is None or found.part is None:
        raise InputError(Fault("unknown_part", key, {"found": key}))
    meeting: Meeting = found.part
    return meeting


def _write(row: Programme, part: Any, by: User | None) -> Saved[Any]:
    """Write a part in the place of whatever it said."""
    found = part_at(LEDGER, row, CONTENTS.kind_of(part), part.key, row.step)
    saved = save_part(row, part, by, read_at=found.step if found else 0)
    if isinstance(saved, Contested):
        raise InputError(Fault("newer_version", part.key, {"seen": row.step, "newest": saved.step}))
    return saved
