"""A place and its portrait in the Doughnut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openhearth.apps.regions import selectors
from openhearth.core.doughnut import Doughnut, Portrait, latest_readings, portrait, world_portrait
from openhearth.core.values import Territory
from openhearth.sources.statistics import doughnut_register


@dataclass(frozen=True, slots=True)
class Portrayed:
    """A place with the territories around it, the country first, and its portrait."""

    place: Territory
    lineage: tuple[Territory, ...]
    portrait: Portrait


def doughnut() -> Doughnut:
    """The registers that ship with the house."""
    return doughnut_register.doughnut()


def earth(editions: Sequence[str]) -> Portrait:
    """The whole planet held against the limits that are meant for it."""
    return world_portrait(doughnut(), doughnut_register.world(), editions)


def portrayed(code: str, editions: Sequence[str]) -> Portrayed:
    """A place held against the thresholds of these editions.

    Raises
    ------
    UnknownTerritory
        With the nearest places or the successors.
    InputError
        As `portrait`.
    """
    found = selectors.place(code)
    readings = latest_readings(found.figures, selectors.register())
    return Portrayed(found.territory, found.lineage, portrait(doughnut(), found.territory.code, readings, editions))
