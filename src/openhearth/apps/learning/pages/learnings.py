"""The pages of learnings and of policy instruments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from openhearth.apps.learning import words
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.pages.places import Places
from openhearth.apps.learning.selectors.learnings import Walkable
from openhearth.apps.pathways.sentences import euro
from openhearth.core.programme import terms
from openhearth.core.programme.chain import Record

NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Named:
    """Something that is linked to; ``address`` empty: the reader may not open it, or it does not exist any more."""

    title: str
    address: str
    is_ours: bool
    """In the language of the programme."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change with what is behind it."""

    part: terms.Change
    standing: str
    day: date | None
    behind: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class InstrumentShown:
    """An instrument in the list, with how many changes are planned and achieved."""

    part: terms.Instrument
    partner: str
    planned: int
    achieved: int


def named(walkable: Walkable, places: Places, *records: Record) -> list[Named]:
    """Records with their titles and pages, in the order given."""
    return [
        Named(
            walkable.title(one),
            places.of(one) if walkable.is_open(one) else "",
            one.kind not in ("practice", "action", "indicator"),
        )
        for one in records
    ]


def learning_page(
    programme: terms.Programme, part: terms.Learning, walkable: Walkable, places: Places
) -> dict[str, Any]:
    """The answers of the structured form, and what lies before and behind the learning."""
    partner = next((one for one in programme.partners if one.key == part.partner), None)
    meeting = next((one for one in programme.meetings if one.key == part.meeting), None)
    instrument = next((one for one in programme.instruments if one.key == part.instrument), None)
    here = Record("learning", part.key)
    return {
        "part": part,
        "partner": partner,
        "meeting": meeting,
        "instrument": instrument,
        "by_when": day(part.by_when),
        "written_on": day(part.written_on),
        "answers": [
            (_("What we saw"), part.saw),
            (_("Why it worked there"), part.why_it_worked),
            (_("What differs here"), part.what_differs),
            (_("What we would change"), part.would_change),
        ],
        "before": named(walkable, places, *(link.source for link in walkable.chain.back[here])),
        "actions": named(walkable, places, *(Record("action", key) for key in part.actions)),
        "changes": [one for one in programme.changes if part.key in one.learnings],
    }


def listed_instruments(programme: terms.Programme) -> list[InstrumentShown]:
    names = {one.key: one.name for one in programme.partners}
    return [
        InstrumentShown(
            one,
            names.get(one.partner, one.partner),
            _count(programme, one.key, "planned"),
            _count(programme, one.key, "achieved"),
        )
        for one in programme.instruments
    ]


def instrument_page(
    programme: terms.Programme, part: terms.Instrument, walkable: Walkable, places: Places
) -> dict[str, Any]:
    """What an instrument is, and how it changes."""
    changes = []
    for one in programme.changes:
        if one.instrument == part.key:
            behind = [link.source for link in walkable.chain.back[Record("change", one.key)]]
            standing = words.word(words.STANDINGS, one.standing)
            changes.append(ChangeShown(one, standing, day(one.day), tuple(named(walkable, places, *behind))))
    return {
        "part": part,
        "partner": next((one for one in programme.partners if one.key == part.partner), None),
        "budget": "" if part.cents is None else euro(part.cents),
        "baseline_value": told(part.baseline_value),
        "target_value": told(part.target_value),
        "changes": changes,
        "learnings": [one for one in programme.learnings if one.instrument == part.key],
    }


def by_partner(programme: terms.Programme) -> list[tuple[terms.Partner, list[terms.Learning]]]:
    """Learnings under their partners; those without any are left out."""
    found: Mapping[str, list[terms.Learning]] = {one.key: [] for one in programme.partners}
    for learning in programme.learnings:
        found.get(learning.partner, []).append(learning)
    return [(one, found[one.key]) for one in programme.partners if found[one.key]]


def told(value: float | None) -> str:
    return NONE if value is None else number_format(f"{value:.15g}", use_l10n=True, force_grouping=True)


def _count(programme: terms.Programme, instrument: str, standing: str) -> int:
    return sum(one.instrument == instrument and one.standing == standing for one in programme.changes)
