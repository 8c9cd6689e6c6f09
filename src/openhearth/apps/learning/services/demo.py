"""What the demo shows of programmes: those that ship, released; the made-up one says on every page that it is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.accounts.scopes import partner_scope
from openhearth.apps.accounts.services import grant_role
from openhearth.apps.entries.services import Moved, Write, write_entries
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER, programme_row
from openhearth.apps.learning.services.meetings import close_meeting
from openhearth.apps.learning.services.programmes import load_programme, release_programme
from openhearth.core.programme import terms
from openhearth.sources.programmes.programme_yaml import PACKAGED, demo_meetings, packaged

MADE_UP, SPOKEN_FOR = "demo", "hill-town"
"""The made-up programme, and its partner with a learning that is not shared."""


def create_demo_programmes(by: User | None, speaker: User | None = None) -> tuple[Programme, ...]:
    """Every packaged programme under its code, released; one that is there is left as it is.

    ``speaker`` is of the team of a partner of the made-up one, and so finds what that partner has not finished.
    """
    if speaker is not None:
        grant_role(speaker, RoleKind.TEAM, partner_scope(MADE_UP, SPOKEN_FOR), granted_by=by)
    return tuple(_demo(code, by) for code in PACKAGED)


def _demo(code: str, by: User | None) -> Programme:
    found = programme_row(packaged(code).code)
    if found is not None:
        return found
    programme = packaged(code)
    row = _with_record(programme, by) if code == MADE_UP else load_programme(programme, by).row
    release_programme(row, step=row.step)
    return row


def _with_record(programme: terms.Programme, by: User | None) -> Programme:
    """Meetings are held before they are closed."""
    held = tuple(replace(one, closed_on="") for one in programme.meetings)
    row = load_programme(replace(programme, meetings=held), by).row
    parts = [CONTENTS.part_of(kind, content) for kind, content in demo_meetings()]
    writes = [Write(CONTENTS.kind_of(part), part.key, CONTENTS.content_of(part), 0) for part in parts]
    try:
        write_entries(LEDGER, row, writes, by)
    except Moved as moved:
        raise RuntimeError(row.code) from moved  # it was just begun: nobody else can have written in it
    for one in programme.meetings:
        if one.closed_on:
            close_meeting(row, replace(one, closed_on=""), date.fromisoformat(one.closed_on), by)
    return row
