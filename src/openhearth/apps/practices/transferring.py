"""Would it work here? The core's judgement of a practice in a region, gathered and put into words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isnan

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openhearth.apps.regions import selectors, wording
from openhearth.core.context import Contexts, Means, contexts, means
from openhearth.core.practice import Practice
from openhearth.core.transfer import Reason, Transfer, suited, transfer
from openhearth.core.values import Panel, Territory
from openhearth.sources import registers

BEST_SHOWN = 8
PARTS = {
    "structure": gettext_noop("Structure of the region"),
    "ecosystems": gettext_noop("Industrial ecosystems"),
    "conditions": gettext_noop("Preconditions and resources"),
    "skills": gettext_noop("Skills"),
    "institution": gettext_noop("Level of government"),
}
JUDGEMENTS = {
    "alike": gettext_noop("much alike"),
    "comparable": gettext_noop("comparable"),
    "different": gettext_noop("very different: adapt"),
    "met": gettext_noop("there"),
    "partly": gettext_noop("there in part: adapt"),
    "lacking": gettext_noop("missing"),
    "unknown": gettext_noop("not known: find out"),
    "not_told": gettext_noop("the record of the practice does not say"),
}
LEVELS = {
    "local": gettext_noop("local"),
    "regional": gettext_noop("regional"),
    "national": gettext_noop("national"),
    "european": gettext_noop("European"),
}


@dataclass(frozen=True, slots=True)
class ReasonRow:
    part: str
    about: str
    here: str
    needed: str
    judgement: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement for one place in words; ``score`` is empty where too little is known for one."""

    place: Territory
    score: str
    between: str
    known: str
    rows: tuple[ReasonRow, ...]


def judged(practice: Practice, place: Territory) -> Judged:
    found = transfer(practice, _means(place), _contexts(selectors.data_version()))
    rows = [_row(reason) for part in found.parts for reason in part.reasons]
    between = _("between %(least)s and %(most)s, depending on what is not known yet") % {
        "least": wording.percent(found.least, 0),
        "most": wording.percent(found.most, 0),
    }
    score = "" if isnan(found.score) else wording.percent(found.score, 0)
    return Judged(place, score, between, wording.percent(found.known, 0), tuple(rows))


def judgement(practice: Practice, place: Territory) -> Transfer:
    """The same as values, for the command line."""
    return transfer(practice, _means(place), _contexts(selectors.data_version()))


def best_places(practice: Practice) -> list[tuple[Territory, str]]:
    """Where the practice would fit best, with the score.

    Only places about whose structure as much is known as about any: a gap must not help a place to the top.
    """
    places = {one.code: one for one in selectors.landscape().territories}
    ranked = suited(practice, [_means(one) for one in places.values()], _contexts(selectors.data_version()))
    scored = [one for one in ranked if not isnan(one.score) and one.place != practice.nuts]
    gaps = {one.place: _structural_gaps(one) for one in scored}
    fewest = min(gaps.values(), default=0)
    known = [one for one in scored if gaps[one.place] == fewest]
    return [(places[one.place], wording.percent(one.score, 0)) for one in known[:BEST_SHOWN]]


def _structural_gaps(found: Transfer) -> int:
    return sum(one.dimension == "structure" for one in found.unknown)


@lru_cache
def _industries() -> dict[str, str]:
    """Carbon-intensive group of a practice to the group of emissions that shows such an industry in a region."""
    return {row["code"]: row["emission_group"] for row in registers.register("industries")}


@lru_cache(maxsize=2)
def _contexts(version: str) -> Contexts:
    del version  # only keys the cache
    landscape, economy = selectors.landscape(), selectors.atlas().economy
    emitted = landscape.emissions.select(columns=tuple(_industries().values()))
    return contexts(
        selectors.distances(),
        {
            "ecosystem": economy.ecosystems.quotients,
            "skill": landscape.figures.select(columns=("tertiary_education", "adult_learning")),
            "precondition": Panel(emitted.rows, tuple(_industries()), emitted.values.copy()),
        },
    )


def _means(place: Territory) -> Means:
    return means(place.code, place.country, _contexts(selectors.data_version()))


def _row(reason: Reason) -> ReasonRow:
    return ReasonRow(
        wording.word(PARTS, reason.dimension),
        _about(reason),
        _quantity(reason, reason.here),
        _quantity(reason, reason.needed),
        wording.word(JUDGEMENTS, reason.code),
    )


def _about(reason: Reason) -> str:
    if reason.dimension == "structure":
        return wording.word(wording.DIMENSIONS, reason.about)
    if reason.dimension == "institution":
        return wording.word(LEVELS | PARTS, reason.about)
    names = {entry.code: wording.label(entry) for entry in selectors.ecosystem_labels()}
    names |= {entry.code: wording.label(entry) for entry in selectors.register().indicators}
    if reason.about in _industries():
        group = _industries()[reason.about]
        return selectors.group_labels()[group] if wording.german() else group
    return names.get(reason.about, wording.word(PARTS, reason.about))


def _quantity(reason: Reason, value: float) -> str:
    if isnan(value):
        return wording.NONE
    if reason.dimension == "ecosystems":
        return wording.times(value)
    if reason.dimension == "skills":
        return f"{wording.number(value, 1)} %"
    if reason.about in _industries():
        return _("%(megatonnes)s Mt CO2e") % {"megatonnes": wording.megatonnes(value)}
    return wording.NONE
