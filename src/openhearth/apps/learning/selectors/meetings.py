"""What is needed to run a meeting: its record, practices to show, photos, and how far partners live from each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import asin, cos, isnan, radians, sin, sqrt
from uuid import UUID

from openhearth.apps.entries.selectors import part_at
from openhearth.apps.learning.models import Picture, Programme
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.apps.practices.selectors.records import all_practices
from openhearth.apps.regions.selectors import territories
from openhearth.core import document
from openhearth.core.programme.terms import Partner

EARTH = 6371.0
"""Mean radius in km."""


@dataclass(frozen=True, slots=True)
class Journeys:
    """How far it is from partner to partner, in km as the crow flies.

    ``roughly``: partners of which only the country is known, taken to be in its middle; ``guessed``: nothing is known of these.
    """

    lengths: Mapping[tuple[str, str], float]
    roughly: tuple[str, ...]
    guessed: tuple[str, ...]


def closing_step(row: Programme, meeting: str, step: int) -> int | None:
    """The step at which a meeting was closed and its report frozen; None where it is open."""
    found = part_at(LEDGER, row, "meeting", meeting, step)
    return found.step if found and found.part is not None and found.part.closed_on else None


def practice_titles() -> dict[str, str]:
    """What the published practices are called, by code."""
    return {one.code: one.title for one in all_practices()}


def pictures_of(row: Programme, meeting: str) -> dict[str, Picture]:
    """The photos of a meeting without their data, by the name that notes use."""
    return {str(one.pk): one for one in Picture.objects.filter(programme=row, meeting=meeting).defer("data")}


def printable_pictures(row: Programme, meeting: str) -> dict[str, document.Picture]:
    """The photos of a meeting as a document carries them, by the name that notes use."""
    return {
        str(one.pk): document.Picture(
            str(one.pk), bytes(one.data), one.caption, one.width, one.height, credit=one.credit
        )
        for one in Picture.objects.filter(programme=row, meeting=meeting)
    }


def picture_of(row: Programme, meeting: str, picture: UUID) -> Picture | None:
    return Picture.objects.filter(programme=row, meeting=meeting, pk=picture).first()


def journeys(partners: Iterable[Partner]) -> Journeys:
    """The distances between all partners. One whose place is not known is taken to live as far away as the longest known way."""
    several = tuple(partners)
    wanted = {code for one in several for code in (one.region, one.country) if code}
    places = {one.code: (one.longitude, one.latitude) for one in territories() if one.code in wanted}
    placed = {code: point for code, point in places.items() if not any(map(isnan, point))}
    exact = {one.key: placed[one.region] for one in several if one.region in placed}
    rough = {one.key: placed[one.country] for one in several if one.key not in exact and one.country in placed}
    points = {**rough, **exact}
    known = {(one, other): _distance(points[one], points[other]) for one in points for other in points if one != other}
    longest = max(known.values(), default=0.0)
    lengths = {
        (one.key, other.key): known.get((one.key, other.key), longest)
        for one in several
        for other in several
        if one.key != other.key
    }
    return Journeys(lengths, tuple(rough), tuple(one.key for one in several if one.key not in points))


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the great circle, by the haversine formula, in km."""
    (east, north), (east_2, north_2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)), 1)
