"""Practices: what a place did for its transition, and which of them were done in places like yours."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from openhearth.core.errors import Fault, InputError

Reason = Literal["here", "peer", "country", "european"]
"""Why a practice is near: from the place itself, from a peer region, valid in its country, valid in Europe."""

REASONS: tuple[Reason, ...] = ("here", "peer", "country", "european")

ONE_TERM = ("country", "region_type", "territorial_validity", "carbon_intensive_group")
SEVERAL_TERMS = ("thematic_priority", "strategic_challenge", "support_type", "recommendation", "industrial_ecosystem")
"""Fields of a practice whose values are terms of the vocabulary of the same name."""

# fmt: off
LANGUAGES = frozenset({
    "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "is", "it",
    "lb", "lt", "lv", "mk", "mt", "nb", "nl", "nn", "no", "pl", "pt", "ro", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
})
# fmt: on
"""Primary language subtags (ISO 639-1) in which content is accepted: those of the countries of the NUTS."""

_LANGUAGE_TAG = re.compile(r"(?P<primary>[a-z]{2})(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_NUTS = re.compile(r"(?P<country>[A-Z]{2})[0-9A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a controlled vocabulary, in English and German."""

    code: str
    en: str
    de: str
    definition_en: str = ""
    definition_de: str = ""

    def label(self, language: str) -> str:
        """The German label for ``de`` and its variants, else the English one."""
        return self.de if _is_german(language) else self.en

    def definition(self, language: str) -> str:
        """The German definition for ``de`` and its variants, else the English one; empty where there is none."""
        return self.definition_de if _is_german(language) else self.definition_en


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A controlled vocabulary; the order of its terms has a meaning and is kept.

    Raises
    ------
    InputError
        ``duplicate_code`` for each code that occurs more than once.

    Examples
    --------
    >>> Vocabulary("lens", (Term("social", "Social", "Sozial"),)).term("social").label("de-AT")
    'Sozial'
    """

    code: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        faults = _duplicates(self.codes, self.code)
        if faults:
            raise InputError(*faults)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order."""
        return tuple(term.code for term in self.terms)

    def term(self, code: str) -> Term:
        """The term of a code; an unknown code raises ``unknown_term``."""
        for term in self.terms:
            if term.code == code:
                return term
        raise InputError(Fault("unknown_term", self.code, {"found": code}))


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that describes a practice. ``unit`` is empty for a plain count."""

    label: str
    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """What somebody did for the transition of a place, as far as the source tells it.

    An empty text, an empty tuple and a year that is None all say the same: the source does not tell.
    ``nuts`` is the smallest region known (NUTS 2021), empty where a practice belongs to a whole country or to several.
    ``language`` is that of the texts, ``original_language`` that of ``original_title`` (BCP-47).
    """

    code: str
    title: str
    summary: str
    language: str
    source: str
    provenance: str
    original_title: str = ""
    original_language: str = ""
    actors: tuple[str, ...] = ()
    country: str = ""
    nuts: str = ""
    region_type: str = ""
    territorial_validity: str = ""
    carbon_intensive_group: str = ""
    thematic_priority: tuple[str, ...] = ()
    strategic_challenge: tuple[str, ...] = ()
    support_type: tuple[str, ...] = ()
    recommendation: tuple[str, ...] = ()
    industrial_ecosystem: tuple[str, ...] = ()
    started: int | None = None
    ended: int | None = None
    url: str = ""
    facts: tuple[KeyFigure, ...] = ()

    def terms(self, vocabulary: str) -> tuple[str, ...]:
        """The codes of this practice in one vocabulary, however many the field may hold.

        Raises
        ------
        InputError
            ``unknown_vocabulary``.
        """
        if vocabulary in SEVERAL_TERMS:
            several: tuple[str, ...] = getattr(self, vocabulary)
            return several
        if vocabulary in ONE_TERM:
            one: str = getattr(self, vocabulary)
            return (one,) if one else ()
        raise InputError(Fault("unknown_vocabulary", "practice", {"found": vocabulary}))


@dataclass(frozen=True, slots=True)
class PracticeNearby:
    """A practice with the reason why it is near; ``peer`` and ``distance`` only where the reason is ``peer``."""

    practice: Practice
    reason: Reason
    peer: str = ""
    distance: float = math.nan


def practice_faults(practices: Sequence[Practice], vocabularies: Mapping[str, Vocabulary]) -> tuple[Fault, ...]:
    """All that is wrong with a collection of practices, in their order; empty when all is well.

    Codes: ``duplicate_code``, ``missing_text``, ``unknown_term``, ``duplicate_term``, ``unknown_vocabulary``,
    ``unknown_language``, ``bad_url``, ``bad_nuts``, ``country_mismatch``, ``years_reversed``, ``not_finite``.

    Examples
    --------
    >>> heat = Practice("heat", "Heat", "Waste heat for homes.", "en", "openhearth", "", url="javascript:alert(1)")
    >>> [str(fault) for fault in practice_faults([heat], {})]
    ["heat: bad_url (found='javascript:alert(1)')"]
    """
    faults = _duplicates([practice.code for practice in practices], "practices")
    for practice in practices:
        faults += [*_term_faults(practice, vocabularies), *_text_faults(practice), *_place_and_time_faults(practice)]
    return tuple(faults)


def practices_of_similar_places(
    practices: Sequence[Practice], ranked: Sequence[tuple[str, float]], target: str, country: str
) -> tuple[PracticeNearby, ...]:
    """Practices worth a look from one place, each with the reason why.

    The first reason that holds is given: ``here``, the practice's region is the target, contains it or lies
    in it; ``peer``, the same for a peer region, the closest one; ``country``, the practice is valid in the whole
    country of the target, or belongs to that country and to no region of it; ``european``, it is valid in Europe.
    NUTS codes nest by prefix, so ``DEA`` contains ``DEA12``.

    Parameters
    ----------
    practices
        Any practices.
    ranked
        Code and distance (>= 0) of peer regions, in any order.
    target
        Code of the place that asks.
    country
        Its country, two letters as in NUTS.

    Returns
    -------
    tuple of PracticeNearby
        Here, then peers by distance, then country, then European; ties by the practice's code, and among
        equally close peers the first code. The order of the arguments does not matter.

    Raises
    ------
    InputError
        ``duplicate_code`` or ``bad_distance`` (NaN or negative: an unknown distance has no place in an order).

    Examples
    --------
    >>> heat = Practice("heat", "Heat", "", "en", "", "", country="IT", nuts="ITC47")
    >>> practices_of_similar_places([heat], [("ITC4", 0.2)], "DEA1", "DE")[0].peer
    'ITC4'
    """
    faults = _duplicates([code for code, _ in ranked], "ranked")
    faults += [Fault("bad_distance", code, {"found": distance}) for code, distance in ranked if not distance >= 0]
    if faults:
        raise InputError(*faults)
    closest_first = sorted(ranked, key=lambda peer: (peer[1], peer[0]))
    nearby = [near for practice in practices if (near := _nearby(practice, closest_first, target, country))]
    return tuple(sorted(nearby, key=_closeness))


def _nearby(
    practice: Practice, closest_first: Sequence[tuple[str, float]], target: str, country: str
) -> PracticeNearby | None:
    if _nested(practice.nuts, target):
        return PracticeNearby(practice, "here")
    for peer, distance in closest_first:
        if _nested(practice.nuts, peer):
            return PracticeNearby(practice, "peer", peer, distance)
    whole_country = practice.territorial_validity == "national" or not practice.nuts
    if country and practice.country == country and whole_country:
        return PracticeNearby(practice, "country")
    if practice.territorial_validity == "european":
        return PracticeNearby(practice, "european")
    return None


def _closeness(near: PracticeNearby) -> tuple[int, float, str]:
    return REASONS.index(near.reason), near.distance if near.reason == "peer" else 0.0, near.practice.code


def _nested(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _is_german(language: str) -> bool:
    return language.partition("-")[0] == "de"


def _duplicates(codes: Sequence[str], place: str) -> list[Fault]:
    return [Fault("duplicate_code", place, {"found": code}) for code, times in Counter(codes).items() if times > 1]


def _term_faults(practice: Practice, vocabularies: Mapping[str, Vocabulary]) -> Iterator[Fault]:
    for name in (*ONE_TERM, *SEVERAL_TERMS):
        codes = practice.terms(name)
        if codes and name not in vocabularies:
            yield Fault("unknown_vocabulary", practice.code, {"found": name})
            continue
        for code, times in Counter(codes).items():
            if code not in vocabularies[name].codes:
                yield Fault("unknown_term", practice.code, {"vocabulary": name, "found": code})
            if times > 1:
                yield Fault("duplicate_term", practice.code, {"vocabulary": name, "found": code})


def _text_faults(practice: Practice) -> Iterator[Fault]:
    for name in ("code", "title", "summary", "source"):
        if not getattr(practice, name).strip():
            yield Fault("missing_text", practice.code, {"field": name})
    if not _known_language(practice.language):
        yield Fault("unknown_language", practice.code, {"field": "language", "found": practice.language})
    if bool(practice.original_title) != _known_language(practice.original_language):
        found = practice.original_language
        yield Fault("unknown_language", practice.code, {"field": "original_language", "found": found})
    if practice.url and not _web_address(practice.url):
        yield Fault("bad_url", practice.code, {"found": practice.url})


def _place_and_time_faults(practice: Practice) -> Iterator[Fault]:
    if practice.nuts:
        match = _NUTS.fullmatch(practice.nuts)
        if not match:
            yield Fault("bad_nuts", practice.code, {"found": practice.nuts})
        elif practice.country not in ("", match["country"]):
            yield Fault("country_mismatch", practice.code, {"country": practice.country, "nuts": practice.nuts})
    if practice.started is not None and practice.ended is not None and practice.ended < practice.started:
        yield Fault("years_reversed", practice.code, {"started": practice.started, "ended": practice.ended})
    for fact in practice.facts:
        if not math.isfinite(fact.value):
            yield Fault("not_finite", practice.code, {"fact": fact.label})


def _known_language(tag: str) -> bool:
    match = _LANGUAGE_TAG.fullmatch(tag)
    return match is not None and match["primary"] in LANGUAGES


def _web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
