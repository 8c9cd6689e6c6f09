"""Where else an experiment could scale: the regions most like the one where it was made."""

from __future__ import annotations

from openhearth.apps.regions import selectors as regions
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.core.values import Territory

COUNT = 5


def similar_regions(region: str) -> tuple[tuple[Territory, float], ...]:
    """The regions most like this one, or like the NUTS 2 region around it, with their distances; none where none is compared."""
    try:
        place = regions.territory(region)
    except UnknownTerritory:
        return ()
    around = [one.code for one in (*regions.lineage(place), place) if one.kind == regions.COMPARED_KIND]
    if not around:
        return ()
    known = {one.code: one for one in regions.territories(kind=regions.COMPARED_KIND)}
    found = regions.peers_of(around[-1], count=COUNT)
    return tuple((known[one.code], one.distance) for one in found.peers if one.code in known)
