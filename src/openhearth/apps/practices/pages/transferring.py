"""Would it work here? The core's judgement of a practice in a region, gathered and put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from openhearth.apps.practices.pages.conditions import ANSWERS, Condition, haves_of, needs_of
from openhearth.apps.regions import selectors, wording
from openhearth.core.context import Contexts, Means, contexts, means
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.transfer import Reason, Transfer, equally_known, suited, transfer
from openhearth.core.values import Panel, Territory
from openhearth.sources import registers

BEST_SHOWN = 8
REASONS_OF_BEST = 3
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
ANSWERED = {"met": "yes", "partly": "part", "lacking": "no"}


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason. ``language`` of what it is about is set where the record's own words are quoted."""

    part: str
    about: str
    here: str
    needed: str
    judgement: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing in the summary, with what to know about it."""

    about: str
    detail: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement for one place in words; ``score`` is empty where too little is known for one."""

    place: Territory
    score: str
    least: str
    most: str
    known: str
    alike: tuple[Point, ...]
    there: tuple[Point, ...]
    missing: tuple[Point, ...]
    adapt: tuple[Point, ...]
    find_out: tuple[Point, ...]
    not_told: tuple[Point, ...]
    rows: tuple[ReasonRow, ...]

    @property
    def between(self) -> str:
        return _("between %(least)s and %(most)s, depending on what is not known yet") % {
            "least": self.least,
            "most": self.most,
        }


@dataclass(frozen=True, slots=True)
class Best:
    """A place where the practice would fit, and why in one phrase."""

    place: Territory
    score: str
    because: str


def judged(record: PracticeRecord, place: Territory, asked: Sequence[Condition] = ()) -> Judged:
    found = judgement(record, place, asked)
    language = record.practice.language
    told = {need.code for need in needs_of(record)}

    def points(reasons: Sequence[Reason]) -> tuple[Point, ...]:
        return tuple(
            Point(_pointed(reason), _detail(reason, told), language if _is_stated(reason, told) else "")
            for reason in reasons
        )

    return Judged(
        place,
        "" if isnan(found.score) else wording.percent(found.score, 0),
        wording.percent(found.least, 0),
        wording.percent(found.most, 0),
        wording.percent(found.known, 0),
        points([reason for reason in found.there if reason.code == "alike"]),
        points([reason for reason in found.there if reason.code == "met"]),
        points(found.missing),
        points(found.adapt),
        points([reason for reason in found.unknown if reason.code == "unknown"]),
        points([reason for reason in found.unknown if reason.code == "not_told"]),
        tuple(_row(reason, told, language) for part in found.parts for reason in part.reasons),
    )


def judgement(record: PracticeRecord, place: Territory, asked: Sequence[Condition] = ()) -> Transfer:
    """The same as values, for the command line."""
    known = _contexts(selectors.data_version())
    here = means(place.code, place.country, known, has=haves_of(asked))
    return transfer(record.practice, here, known, stated=needs_of(record, asked))


def best_places(record: PracticeRecord) -> list[Best]:
    """Where the practice would fit best: only places about whose structure as much is known as about any."""
    places = {one.code: one for one in selectors.landscape().territories}
    ranked = _ranked(selectors.data_version(), record)
    return [Best(places[one.place], wording.percent(one.score, 0), _because(one)) for one in ranked]


@lru_cache(maxsize=256)
def _ranked(version: str, record: PracticeRecord) -> tuple[Transfer, ...]:
    """Of one practice in all regions: a tenth of a second that a second reader need not wait."""
    known = _contexts(version)
    places = [_means(one) for one in selectors.landscape().territories]
    return equally_known(suited(record.practice, places, known, stated=needs_of(record)))[:BEST_SHOWN]


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


def _because(found: Transfer) -> str:
    """In one phrase: what is there of what the practice works with, in what the places are alike, what would have to change."""
    working = [one for one in found.there if one.dimension in ("conditions", "ecosystems")]
    alike = sorted((one for one in found.there if one.dimension == "structure"), key=lambda one: -one.value)
    has = [_about(one) for one in working][:REASONS_OF_BEST]
    like = [_about(one) for one in alike][: REASONS_OF_BEST - len(has) or 1]
    change = [_about(one) for one in (*found.missing, *found.adapt)][:REASONS_OF_BEST]
    phrases = [
        (has, _("there: %(things)s")),
        (like, _("much alike: %(things)s")),
        (change, _("to adapt: %(things)s")),
    ]
    said = [phrase % {"things": wording.joined(things)} for things, phrase in phrases if things]
    return "; ".join(said) or _("comparable in most respects")


def _is_stated(reason: Reason, told: set[str]) -> bool:
    return reason.dimension == "conditions" and reason.about in told


def _row(reason: Reason, told: set[str], language: str) -> ReasonRow:
    stated = _is_stated(reason, told)
    return ReasonRow(
        wording.word(PARTS, reason.dimension),
        _about(reason),
        _answer(reason) if stated else _quantity(reason, reason.here),
        wording.NONE if stated else _quantity(reason, reason.needed),
        wording.word(JUDGEMENTS, reason.code),
        language if stated else "",
    )


def _detail(reason: Reason, told: set[str]) -> str:
    """What stands behind a point of the summary: figures where there are any, else the word for it."""
    if _is_stated(reason, told):
        return _("nothing works without it") if reason.essential else ""
    if reason.code == "different":
        return _("very different")
    if reason.code in ("partly", "lacking"):
        here, needed = _quantity(reason, reason.here), _quantity(reason, reason.needed)
        if needed != wording.NONE:
            return _("%(here)s here, %(needed)s where it comes from") % {"here": here, "needed": needed}
        return "" if here == wording.NONE else here
    return ""


def _about(reason: Reason) -> str:
    if reason.dimension == "structure":
        return wording.word(wording.DIMENSIONS | PARTS, _named(reason))
    if reason.dimension == "institution":
        return wording.word(LEVELS | PARTS, reason.about)
    if reason.about in _industries():
        group = _industries()[reason.about]
        return selectors.group_labels()[group] if wording.german() else group
    return _names(get_language() or "en").get(reason.about, wording.word(PARTS, reason.about))


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    """Of ecosystems and indicators, in the active language."""
    del language  # only keys the cache
    names = {entry.code: wording.label(entry) for entry in selectors.ecosystem_labels()}
    return names | {entry.code: wording.label(entry) for entry in selectors.register().indicators}


def _pointed(reason: Reason) -> str:
    """A level of government needs its heading where no table gives one."""
    about = _about(reason)
    if reason.dimension != "institution" or reason.about not in LEVELS:
        return about
    return _("level of government: %(level)s") % {"level": about}


def _named(reason: Reason) -> str:
    """The core says ``place`` where no structure can be compared at all."""
    return "structure" if reason.about == "place" else reason.about


def _answer(reason: Reason) -> str:
    return str(ANSWERS[ANSWERED.get(reason.code, "unknown")])


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
