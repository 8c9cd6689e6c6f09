"""A place seen through the four lenses of the Doughnut: what its people have, and what that costs here and elsewhere.

A threshold belongs to an edition: between 2018 and 2025 the fair share of CO2 fell from 1.61 to 0.95 t a head. So every
portrait says which editions it was drawn with, and portraits of different thresholds are not compared as if they were one.
"""

from openhearth.core.doughnut.editions import Changed, changed_thresholds, newest_editions
from openhearth.core.doughnut.portraits import (
    Pair,
    Portrait,
    Reading,
    Segment,
    State,
    across_editions,
    compared,
    coverage,
    foremost,
    latest_readings,
    portrait,
    position,
    world_portrait,
)
from openhearth.core.doughnut.registers import (
    LENSES,
    Bound,
    Dimension,
    Doughnut,
    Edition,
    Evidence,
    Fit,
    Lens,
    Measure,
    Scope,
    Threshold,
)

__all__ = [
    "LENSES",
    "Bound",
    "Changed",
    "Dimension",
    "Doughnut",
    "Edition",
    "Evidence",
    "Fit",
    "Lens",
    "Measure",
    "Pair",
    "Portrait",
    "Reading",
    "Scope",
    "Segment",
    "State",
    "Threshold",
    "across_editions",
    "changed_thresholds",
    "compared",
    "coverage",
    "foremost",
    "latest_readings",
    "newest_editions",
    "portrait",
    "position",
    "world_portrait",
]
