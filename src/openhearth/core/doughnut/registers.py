"""The registers of the Doughnut as values: dimensions in four lenses, editions, thresholds, and what fills them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lens = Literal["local-social", "local-ecological", "global-social", "global-ecological"]
LENSES: tuple[Lens, ...] = ("local-social", "local-ecological", "global-social", "global-ecological")

Bound = Literal["floor", "ceiling"]
"""``floor``: the social foundation, nobody should fall below. ``ceiling``: the ecological limit, nobody should pass."""

Scope = Literal["place", "world", "any"]
"""Whose figures a threshold is for: per head of a place, of the whole world (350 ppm), or of people anywhere (0 % hungry)."""

Evidence = Literal["read", "quoted"]

Fit = Literal["same", "related"]
"""How well an indicator fits a measure. Only ``same`` is held against the threshold; ``related`` is shown, not judged."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that matters, in the lens it is seen through."""

    code: str
    lens: Lens
    label_en: str
    label_de: str

    @property
    def bound(self) -> Bound:
        """Social dimensions have a floor, ecological ones a ceiling."""
        return "floor" if self.lens.endswith("social") else "ceiling"


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication of thresholds."""

    code: str
    year: int
    label_en: str
    label_de: str
    reference: str
    doi: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a floor or a ceiling lies.

    Parameters
    ----------
    measure
        What is measured, e.g. ``co2_footprint``; one dimension may have several.
    value, baseline
        In ``unit``; ``baseline`` is where the measure stands when nothing is met (floor) or nothing is used (ceiling).
    year
        The threshold is of or for.
    evidence
        ``read``: in the source or in its data. ``quoted``: where others quote it with the reference. Nothing is from memory.
    """

    edition: str
    dimension: str
    measure: str
    label_en: str
    label_de: str
    unit: str
    value: float
    baseline: float
    scope: Scope
    year: int
    source: str
    licence: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Measure:
    """Which indicator of the register fills a measure, and how well. An empty ``measure`` has no threshold anywhere."""

    dimension: str
    measure: str
    indicator: str
    fit: Fit
    note_en: str
    note_de: str


@dataclass(frozen=True, slots=True)
class Doughnut:
    """All registers of the Doughnut, in the order of their files."""

    dimensions: tuple[Dimension, ...]
    editions: tuple[Edition, ...]
    thresholds: tuple[Threshold, ...]
    measures: tuple[Measure, ...]
