"""What the demo shows of programmes: those that ship, released; the made-up one says on every page that it is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Moved, Write, write_entries
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import LEDGER, programme_row
from openhearth.apps.learning.services.meetings import close_meeting
from openhearth.apps.learning.services.programmes import load_programme, release_programme
from openhearth.core.programme import meeting_terms as kept
from openhearth.core.programme import terms
from openhearth.sources.programme_yaml import PACKAGED, packaged

MADE_UP = "demo"

RECORD: tuple[kept.Part, ...] = (
    kept.Participant("heat-works", "waste-heat", "Demo: a steel works", "hill-town", "room", "businesses", 4),
    kept.Participant(
        "heat-homes", "waste-heat", "Demo: a tenants' association", "hill-town", "room", "civil_society", 2
    ),
    kept.Participant("heat-river", "waste-heat", "Demo: the town on the river", "river-town", "room", people=2),
    kept.Participant("heat-harbour", "waste-heat", "Demo: the town at the harbour", "harbour-town", "remote", people=1),
    kept.Minutes("waste-heat", "exchange", "Demo: three towns list heat networks among the actions already in place."),
    kept.Minutes(
        "waste-heat",
        "workshop",
        "Demo: the works needs a buyer for fifteen years, the tenants a price they can trust.\n\nBoth are in one contract here.",
    ),
    kept.Minutes(
        "waste-heat", "site_visit", "Demo: the heat exchanger, the pump house, and a cellar with the old boiler."
    ),
    kept.Minutes("waste-heat", "homework", "Demo: which article of the own instrument would have to change?"),
    kept.SiteNote("waste-heat-note-1", "waste-heat", "Demo: the pipe crosses the street that parts works and homes."),
    kept.Decision(
        "heat-next", "waste-heat", "Demo: the final meeting comes back to what became of the heat contracts."
    ),
    kept.Vote("heat-next", "river-town", "yes"),
    kept.Vote("heat-next", "hill-town", "yes"),
    kept.Vote("heat-next", "harbour-town", "abstain"),
    kept.Participant("works", "harbour", "Demo: the port authority", "harbour-town", "room", "businesses", 2),
    kept.Participant("school", "harbour", "Demo: a school for trades", "harbour-town", "room", "researchers", 3),
    kept.Participant("council", "harbour", "Demo: the town on the river", "river-town", "remote", people=1),
    kept.Minutes(
        "harbour",
        "exchange",
        "Demo: feedback on the homework. Two towns name the same obstacle: nobody pays the weeks in which people learn.",
    ),
    kept.Decision("harbour-next", "harbour", "Demo: the next homework asks who pays for the weeks of learning."),
    kept.Vote("harbour-next", "river-town", "yes"),
    kept.Vote("harbour-next", "harbour-town", "yes"),
    kept.SiteNote(
        "harbour-note-1", "harbour", "Demo: a hall beside the quay in which people learn to repair turbines."
    ),
)
"""Kept of two meetings of the made-up programme, one closed and one still open."""


def create_demo_programmes(by: User | None) -> tuple[Programme, ...]:
    """Every packaged programme under its code, released; one that is there is left as it is."""
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
    writes = [Write(CONTENTS.kind_of(part), part.key, CONTENTS.content_of(part), 0) for part in RECORD]
    try:
        write_entries(LEDGER, row, writes, by)
    except Moved as moved:
        raise RuntimeError("a programme that was just begun has no other authors") from moved
    for one in programme.meetings:
        if one.closed_on:
            close_meeting(row, replace(one, closed_on=""), date.fromisoformat(one.closed_on), by)
    return row
