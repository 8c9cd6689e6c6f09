"""The rooms of a programme, in the order of its menu. One that has no address yet is passed over."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Room:
    """A page of the menu; ``name`` is that of its template and address."""

    name: str
    title: str
    address: str


NAMES = (
    ("programme", _("Overview"), False),
    ("board", _("Board"), False),
    ("homework", _("Homework"), True),
    ("groups", _("Local groups"), True),
    ("baselines", _("Baseline"), False),
    ("recommendations", _("Peer review"), True),
    ("learnings", _("Learnings"), False),
    ("instruments", _("Instruments"), False),
    ("chain", _("Chain"), False),
    ("selection", _("Selection"), True),
    ("reports", _("Reports"), True),
    ("exchanges", _("Visits"), True),
    ("course", _("Course"), True),
    ("calendar", _("Calendar"), True),
    ("handbook", _("Handbook"), False),
    ("rotation", _("Hosts and dates"), True),
    ("history", _("History"), False),
)
"""Name of the address, title, and whether the room is for the people of the programme only."""


def rooms(code: str, *, signed_in: bool) -> list[Room]:
    """The rooms that this reader may enter and that exist."""
    found = []
    for name, title, inside in NAMES:
        if inside and not signed_in:
            continue
        try:
            address = reverse(f"learning:{name}", args=[code])
        except NoReverseMatch:
            continue
        found.append(Room(name, str(title), address))
    return found
