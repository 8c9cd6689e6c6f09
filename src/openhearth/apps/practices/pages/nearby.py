"""Practices that matter to a region: from there, from similar regions, from its country, from all of Europe."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import nan

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhearth.apps.practices import selectors
from openhearth.apps.regions import selectors as regions
from openhearth.core.context import mean_of_known, nested
from openhearth.core.kindred import Kin, kindred
from openhearth.core.practice import Practice, PracticeNearby, practices_of_similar_places
from openhearth.core.values import Territory

PEERS_SEARCHED = 30
TERMS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Nearby:
    """A practice and, in words, why it stands here."""

    practice: Practice
    reason: str


def nearby(place: Territory) -> list[Nearby]:
    """Nearest reason first. Only NUTS 2 regions have peers; other places get what is here and what is valid here."""
    ranked: list[tuple[str, float]] = []
    if place.kind == regions.COMPARED_KIND:
        ranked = [(peer.code, peer.distance) for peer in regions.peers_of(place.code, count=PEERS_SEARCHED).peers]
    found = practices_of_similar_places(selectors.all_practices(), ranked, place.code, place.country)
    names = {one.code: one.name for one in regions.landscape().territories}
    return [Nearby(one.practice, _reason(one, names)) for one in found]


def see_also(practice: Practice, without: Collection[str] = ()) -> list[Nearby]:
    """Practices of the same place and like ones, but for those that the page names already."""
    others = [one for one in selectors.all_practices() if one.code not in without]
    return [Nearby(kin.practice, _common(kin)) for kin in kindred(practice, others, _distances_from(practice.nuts))]


def _distances_from(nuts: str) -> Callable[[str], float]:
    between = regions.distances()
    position = {code: index for index, code in enumerate(between.codes)}

    def indices(place: str) -> list[int]:
        return [position[code] for code in between.codes if nested(code, place)]

    here = indices(nuts)

    def distance(place: str) -> float:
        there = indices(place)
        return mean_of_known(between.combined[np.ix_(here, there)].ravel().tolist()) if here and there else nan

    return distance


def _common(kin: Kin) -> str:
    """What two practices have in common, in words."""
    language = get_language() or "en"
    known = selectors.vocabularies()
    terms = [
        next((term.label(language) for term in known[vocabulary].terms if term.code == code), code)
        for vocabulary, code in kin.shared[:TERMS_NAMED]
    ]
    return "; ".join([*([_("from the same place")] if kin.same_place else []), *([", ".join(terms)] if terms else [])])


def _reason(found: PracticeNearby, names: dict[str, str]) -> str:
    return {
        "here": _("from here"),
        "peer": _("from %(name)s, a similar region") % {"name": names.get(found.peer, found.peer)},
        "country": _("from the same country"),
        "european": _("valid across Europe"),
    }[found.reason]
