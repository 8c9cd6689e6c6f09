"""What a workbook would do to a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.asked import name_of
from openhearth.apps.pathways.pages import history
from openhearth.apps.pathways.pages.addresses import in_words, place_in_words
from openhearth.apps.pathways.selectors.plans import title_of
from openhearth.core.errors import Fault
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import Change, parts_of

SHOWN = 100
"""Changes and faults that one page names; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What would happen to a part."""

    kind: str
    title: str
    fields: tuple[str, ...]
    changes: tuple[history.Changed, ...]


@dataclass(frozen=True, slots=True)
class FaultShown:
    """Where something is wrong, and what."""

    where: str
    sentence: str


def changes_page(old: terms.Plan, new: terms.Plan, changes: Sequence[Change]) -> dict[str, Any]:
    """What would happen, by fate, each with its differences."""
    before = {(kind, part.key): part for kind, part in parts_of(old)}
    after = {(kind, part.key): part for kind, part in parts_of(new)}
    counts: Counter[str] = Counter(one.fate for one in changes)
    heaps = [
        (fate, str(word), counts[fate], [_shown(one, before, after) for one in changes if one.fate == fate][:SHOWN])
        for fate, word in wording.FATES.items()
        if counts[fate]
    ]
    return {"heaps": heaps, "changes": len(changes), "shown": SHOWN}


def faults_page(faults: Iterable[Fault]) -> dict[str, Any]:
    """Every fault by cell."""
    found = [FaultShown(_where(one.place), in_words(one)) for one in faults]
    return {"faults": found[:SHOWN], "more_faults": max(0, len(found) - SHOWN)}


Parts = dict[tuple[str, str], terms.Part]


def _shown(change: Change, before: Parts, after: Parts) -> ChangeShown:
    if change.kind == "plan":
        return ChangeShown("", "", change.fields, ())
    was, now = before.get((change.kind, change.key)), after.get((change.kind, change.key))
    named = now or was
    return ChangeShown(
        wording.word({kind: name.one for kind, name in wording.KINDS.items()}, change.kind),
        title_of(named) if named else change.key,
        tuple(name_of(change.kind, field) for field in change.fields),
        history.differences(change.kind, was, now) if was and now else (),
    )


def _where(place: str) -> str:
    return place_in_words(place) if place.count("/") >= 2 else place
