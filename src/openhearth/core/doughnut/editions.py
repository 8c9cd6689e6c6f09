"""What separates the editions of the thresholds from each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from openhearth.core.doughnut.registers import Doughnut, Threshold


@dataclass(frozen=True, slots=True)
class Changed:
    """One measure whose threshold is not the same in two editions."""

    dimension: str
    before: Threshold
    after: Threshold


def newest_editions(doughnut: Doughnut) -> tuple[str, ...]:
    """The editions to draw with where nobody chooses: the newest, and each older one that says nothing the newer ones say.

    Of two editions with a threshold for the same measure only the newer one is in it; ties of the year go by code. In
    the order of the register.

    Examples
    --------
    >>> from openhearth.sources.statistics.doughnut_register import doughnut
    >>> newest_editions(doughnut())
    ('2025', 'et-2020', 'who-2021')
    """
    said: set[tuple[str, str]] = set()
    chosen: set[str] = set()
    for edition in sorted(doughnut.editions, key=lambda one: (-one.year, one.code)):
        says = {(one.dimension, one.measure) for one in doughnut.thresholds if one.edition == edition.code}
        if not says & said:
            said |= says
            chosen.add(edition.code)
    return tuple(edition.code for edition in doughnut.editions if edition.code in chosen)


def changed_thresholds(doughnut: Doughnut) -> tuple[Changed, ...]:
    """The measures whose threshold changed from one edition to the next that has one, in the order of the register.

    Examples
    --------
    >>> from openhearth.sources.statistics.doughnut_register import doughnut
    >>> first = changed_thresholds(doughnut())[0]
    >>> first.dimension, first.before.value, first.after.value, first.after.unit
    ('climate', 1.61, 0.95, 't/person')
    """
    years = {edition.code: edition.year for edition in doughnut.editions}
    measures: dict[tuple[str, str], list[Threshold]] = {}
    for threshold in sorted(doughnut.thresholds, key=lambda one: years[one.edition]):
        measures.setdefault((threshold.dimension, threshold.measure), []).append(threshold)
    return tuple(
        Changed(dimension, before, after)
        for (dimension, _measure), found in measures.items()
        for before, after in pairwise(found)
        if (before.value, before.baseline, before.unit) != (after.value, after.baseline, after.unit)
    )
