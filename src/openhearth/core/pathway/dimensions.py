"""The dimensions of the Doughnut that actions of a plan move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openhearth.core.doughnut import Dimension, Doughnut
from openhearth.core.pathway.effects import Moved
from openhearth.core.pathway.terms import Indicator


@dataclass(frozen=True, slots=True)
class MovedDimension:
    """A dimension with what helps and what hurts it: each move names its action and its indicator."""

    dimension: Dimension
    helped: tuple[Moved, ...]
    hurt: tuple[Moved, ...]


def moved_dimensions(
    moves: Iterable[Moved], indicators: Iterable[Indicator], doughnut: Doughnut
) -> tuple[MovedDimension, ...]:
    """The dimensions that moves reach, in the order of the register of the Doughnut; one that nothing moves is not in it.

    An indicator speaks about the dimension that the plan names, and about those that its figure in the register measures.
    Nothing is added up: a help never outweighs a harm.

    Examples
    --------
    >>> from openhearth.sources.statistics.doughnut_register import doughnut
    >>> jobs = Indicator("jobs", "Jobs", "jobs", "more", "social", dimension="work")
    >>> ovens = Moved("ovens", "phase_out", "jobs", -400.0, False, "high", True)
    >>> [(one.dimension.code, len(one.helped), len(one.hurt)) for one in moved_dimensions([ovens], [jobs], doughnut())]
    [('work', 0, 1)]
    """
    measured: dict[str, set[str]] = {}
    for measure in doughnut.measures:
        measured.setdefault(measure.indicator, set()).add(measure.dimension)
    reached: dict[str, set[str]] = {
        one.key: measured.get(one.register, set()) | ({one.dimension} if one.dimension else set()) for one in indicators
    }
    found: dict[str, list[Moved]] = {}
    for move in moves:
        for dimension in reached.get(move.indicator, ()):
            found.setdefault(dimension, []).append(move)
    return tuple(
        MovedDimension(
            dimension,
            tuple(one for one in found[dimension.code] if one.helps),
            tuple(one for one in found[dimension.code] if not one.helps),
        )
        for dimension in doughnut.dimensions
        if dimension.code in found
    )
