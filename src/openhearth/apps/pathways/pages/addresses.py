"""Where a part of a plan is shown, and what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from openhearth.apps.pathways.asked import name_of
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.sentences import fault_in_words
from openhearth.apps.practices.sentences import sentence
from openhearth.core.errors import Fault

ROOMS = {
    "vision": "arena",
    "stakeholder": "arena",
    "challenge": "arena",
    "pathway": "pathways",
    "milestone": "pathways",
    "effect": "actions",
    "experiment": "experiments",
    "section": "territorial",
    "answer": "territorial",
}


def address_of(row: Plan, kind: str, key: str = "", query: str = "") -> str:
    """The page of a part, or the place on a page where it stands."""
    if kind == "action" and key:
        return reverse("pathways:action", args=[row.code, key]) + query
    if kind == "indicator" and key:
        return reverse("pathways:indicator", args=[row.code, key]) + query
    room = {"action": "actions", "indicator": "monitoring"}.get(kind) or ROOMS[kind]
    return reverse(f"pathways:{room}", args=[row.code]) + query + (f"#{kind}-{key}" if key else "")


def faults_in_words(faults: Iterable[Fault]) -> list[str]:
    """Each fault as a sentence; one about another part says which."""
    return [in_words(fault) for fault in faults]


def in_words(fault: Fault) -> str:
    """A fault without its place."""
    return fault_in_words(fault.code, fault.params) or sentence(fault)


def place_in_words(place: str) -> str:
    """``action/heat/steps/2/due`` as people say it: the part and its field."""
    kind, _slash, about = place.partition("/")
    key, _slash, field = about.partition("/")
    name = name_of(kind, field.partition("/")[0])
    return f"{key}: {name}" if field else place
