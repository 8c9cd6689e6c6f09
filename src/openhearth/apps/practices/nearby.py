"""Practices that matter to a region: from there, from similar regions, from its country, from all of Europe."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.practices import selectors
from openhearth.apps.regions import selectors as regions
from openhearth.core.practice import Practice, PracticeNearby, practices_of_similar_places
from openhearth.core.values import Territory

PEERS_SEARCHED = 30


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


def _reason(found: PracticeNearby, names: dict[str, str]) -> str:
    return {
        "here": _("from here"),
        "peer": _("from %(name)s, a similar region") % {"name": names.get(found.peer, found.peer)},
        "country": _("from the same country"),
        "european": _("valid across Europe"),
    }[found.reason]
