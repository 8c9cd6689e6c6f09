"""Where a part of a programme is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse

from openhearth.apps.learning.models import Programme
from openhearth.core.programme.meeting_terms import KINDS as OF_MEETING

ROOMS = {
    "homework": "homework",
    "submission": "homework",
    "recommendation": "recommendations",
    "learning": "learnings",
    "instrument": "instruments",
    "change": "instruments",
    "report": "reports",
    "member": "groups",
    "group_meeting": "groups",
    "baseline": "baselines",
    "comment": "recommendations",
    "candidate": "selection",
    "visit": "exchanges",
    "workshop": "course",
    "assessment": "course",
    "handed_in": "reports",
    "preface": "handbook",
}
"""Kind of part to the room in which it stands; others stand on the page of the programme."""


def address_of(row: Programme, kind: str, part: Any, parts: Iterable[tuple[str, Any]] = (), query: str = "") -> str:
    """The page of a part, or the place on a page where it stands; ``parts`` say to which meeting a vote belongs."""
    meeting = _meeting_of(kind, part, parts)
    if meeting:
        anchor = f"#{kind}-{part.key}" if kind in OF_MEETING else ""
        return reverse("learning:meeting", args=[row.code, meeting]) + query + anchor
    anchor = f"#{kind}-{part.key}" if part is not None else ""
    try:
        return reverse(f"learning:{ROOMS.get(kind, 'programme')}", args=[row.code]) + query + anchor
    except NoReverseMatch:
        return reverse("learning:programme", args=[row.code]) + query


def _meeting_of(kind: str, part: Any, parts: Iterable[tuple[str, Any]]) -> str:
    if kind == "meeting" and part is not None:
        return str(part.key)
    if kind == "vote" and part is not None:
        return next((str(one.meeting) for other, one in parts if other == "decision" and one.key == part.decision), "")
    return str(part.meeting) if kind in OF_MEETING and part is not None else ""
