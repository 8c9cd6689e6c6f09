"""What people look for by words instead of typing its code: practices of the toolkit, and regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from openhearth.apps.practices.finding import Question, found
from openhearth.apps.practices.finding.names import place_names
from openhearth.apps.practices.pages.results import where_and_when
from openhearth.apps.practices.selectors import nearest_codes, practice_with_code, published
from openhearth.apps.regions import selectors as regions
from openhearth.apps.regions import wording
from openhearth.core.practice import Practice
from openhearth.core.values import Territory
from openhearth.search.language import fold

MOST = 8
"""So many are offered for some words; more words narrow them down."""

ORDER = ("nuts2", "country", "nuts1", "nuts3", "state")
"""Kinds of regions a programme speaks of, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to tick: what it is called in its own language, and where and when it is."""

    code: str
    title: str
    more: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found for some words, the best first; ``more``: there are others. ``alike``: none fits, these only sound like it."""

    offers: tuple[Offer, ...] = ()
    more: bool = False
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where to look.

    Parameters
    ----------
    found
        Words to at most `MOST` offers.
    named
        Codes to what they are called; a code that nobody knows is left out.
    """

    found: Callable[[str], Hits]
    named: Callable[[Iterable[str]], Mapping[str, Offer]]


def practices_found(words: str) -> Hits:
    """Published practices as the toolkit finds them, then those of a place of that name; where nothing fits, those that sound alike."""
    findings = found(Question(words=words, typing=True), size=MOST)
    hits = [one.practice.practice for one in findings.hits if one.practice]
    known = {one.practice.code: one.practice for one in published()}
    wanted, seen = [fold(word) for word in words.split()], {one.code for one in hits}
    there = [one for code, one in known.items() if code not in seen and wanted and _stands_in(wanted, one)]
    if hits or there:
        return Hits(tuple(map(_practice, [*hits, *there][:MOST])), findings.total + len(there) > MOST)
    return Hits(tuple(_practice(known[code]) for code in nearest_codes(words) if code in known), alike=True)


def practices_named(codes: Iterable[str]) -> Mapping[str, Offer]:
    """Practices that everybody may read, archived ones included."""
    wanted = tuple(codes)
    known = {one.practice.code: one.practice for one in published()} if wanted else {}
    told = {code: known.get(code) or practice_with_code(code) for code in wanted}
    return {code: _practice(one) for code, one in told.items() if one}


def regions_found(words: str) -> Hits:
    """Regions of all levels by code or name; where none fits, those that sound alike."""
    fitting = [one for one in regions.territories(words=words) if one.kind in ORDER]
    listed = fitting or [one for one in regions.nearest(words) if one.kind in ORDER]
    listed.sort(key=lambda one: (one.code.casefold() != words.casefold(), ORDER.index(one.kind), one.code))
    return Hits(tuple(map(_region, listed[:MOST])), len(listed) > MOST, alike=not fitting)


def regions_named(codes: Iterable[str]) -> Mapping[str, Offer]:
    """Regions that this house knows."""
    wanted = set(codes)
    return {one.code: _region(one) for one in regions.territories() if one.code in wanted} if wanted else {}


PRACTICES = Shelf(practices_found, practices_named)
REGIONS = Shelf(regions_found, regions_named)


def _stands_in(wanted: list[str], one: Practice) -> bool:
    """Whether all words occur in title, place and years."""
    said = [fold(word) for word in " ".join((one.title, *where_and_when(one, place_names()))).split()]
    return all(any(word in each for each in said) for word in wanted)


def _practice(one: Practice) -> Offer:
    return Offer(one.code, one.title, " · ".join(where_and_when(one, place_names())), one.language)


def _region(one: Territory) -> Offer:
    return Offer(one.code, one.name, f"{wording.word(wording.KINDS, one.kind)} · {one.code}")
