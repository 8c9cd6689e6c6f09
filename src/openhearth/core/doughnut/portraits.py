"""A place held against the thresholds of some editions, and two such portraits beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from openhearth.core.doughnut.registers import LENSES, Dimension, Doughnut, Lens, Measure, Threshold
from openhearth.core.errors import Fault, InputError
from openhearth.core.register import Register
from openhearth.core.values import Figure

State = Literal["within", "shortfall", "overshoot", "described", "gap"]
"""``described``: a figure without a threshold of its own. ``gap``: no figure; never zero, never fine."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The figure of an indicator for a place. NaN is unknown; ``at_least``: a lower bound."""

    value: float
    unit: str
    year: int
    source: str = ""
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """One measure of one dimension in a portrait.

    Parameters
    ----------
    position
        0 at the baseline, 1 at the threshold; NaN unless the figure is held against a threshold.
    """

    dimension: Dimension
    state: State
    position: float
    threshold: Threshold | None
    indicator: str
    reading: Reading | None

    @property
    def excess(self) -> float:
        """How far beyond the threshold on the bad side, in parts of the way to it; 0 within, NaN if not judged."""
        if math.isnan(self.position):
            return math.nan
        return max(0.0, 1 - self.position if self.dimension.bound == "floor" else self.position - 1)


@dataclass(frozen=True, slots=True)
class Portrait:
    """A place through four lenses, and the editions whose thresholds were used."""

    place: str
    editions: tuple[str, ...]
    segments: tuple[Segment, ...]

    def ring(self, lens: Lens) -> tuple[Segment, ...]:
        """The segments of one lens, in the order of the register."""
        return tuple(segment for segment in self.segments if segment.dimension.lens == lens)


@dataclass(frozen=True, slots=True)
class Pair:
    """The same measure in two portraits; None where one has no such segment."""

    dimension: str
    measure: str
    first: Segment | None
    second: Segment | None

    @property
    def comparable(self) -> bool:
        """Whether both are held against the very same threshold."""
        return self.first is not None and self.second is not None and self.first.threshold == self.second.threshold


def latest_readings(figures: Iterable[Figure], register: Register) -> dict[str, Reading]:
    """The newest published figure of each indicator, in the unit of the register. Forecasts and the unknown are left out."""
    units = {entry.code: entry.unit for entry in register.indicators}
    known = [
        one for one in figures if one.indicator in units and one.status != "forecast" and not math.isnan(one.value)
    ]
    newest = {one.indicator: one for one in sorted(known, key=lambda one: one.year)}
    return {
        code: Reading(
            one.value, units[code], one.year, one.source, code.startswith("ets_emissions") and "d" in one.flag
        )
        for code, one in newest.items()
    }


def position(value: float, threshold: Threshold) -> float:
    r"""Where a figure stands on the way to a threshold; NaN for NaN.

    .. math:: p = \frac{v - b}{t - b}

    With a baseline of 0 this is value over threshold. A social floor of 0 % deprived with a baseline of 100 % gives the part of people
    who are not deprived; a ceiling with a pre-industrial baseline gives the published, baseline-normalised ratio.

    References
    ----------
    A. L. Fanning and K. Raworth, *Doughnut of social and planetary boundaries monitors a world out of balance*, Nature 646,
    2025, doi:10.1038/s41586-025-09385-1.

    Examples
    --------
    >>> carbon = Threshold("2025", "climate", "co2_ppm", "", "", "ppm", 350.0, 280.0, "world", 2025, "", "", "read")
    >>> round(position(415.885, carbon) - 1, 3)
    0.941
    """
    return (value - threshold.baseline) / (threshold.value - threshold.baseline)


def portrait(
    doughnut: Doughnut,
    place: str,
    readings: Mapping[str, Reading],
    editions: Sequence[str],
    *,
    of: Literal["place", "world"] = "place",
) -> Portrait:
    """The portrait of a place with the thresholds of some editions.

    Every dimension has at least one segment. A threshold without a fitting figure is a ``gap``, and so is a dimension
    without anything. A figure whose measure has no threshold here, or does not fit it, is ``described``.

    Parameters
    ----------
    readings
        By indicator. Missing and NaN are the same.
    editions
        Codes; each measure may have a threshold in one of them only.
    of
        Thresholds for the other are left out: 350 ppm is not the limit of a city.

    Raises
    ------
    InputError
        ``unknown_edition``, ``mixed_editions`` (a measure with two thresholds), ``unit_mismatch``: all of them.
    """
    known = {edition.code for edition in doughnut.editions}
    faults = [
        Fault("unknown_edition", "editions", {"found": code, "known": ", ".join(sorted(known))})
        for code in editions
        if code not in known
    ]
    chosen = [one for one in doughnut.thresholds if one.edition in editions and one.scope in (of, "any")]
    faults += _mixed(chosen)
    segments: list[Segment] = []
    for dimension in doughnut.dimensions:
        measures = [one for one in doughnut.measures if one.dimension == dimension.code]
        thresholds = [one for one in chosen if one.dimension == dimension.code]
        judged = [_judged(dimension, one, measures, readings, faults) for one in thresholds]
        held = {one.measure for one in thresholds}
        segments += judged
        described = [
            _described(dimension, one.indicator, readings)
            for one in measures
            if one.fit == "related" or one.measure not in held
        ]
        segments += described or ([] if judged else [Segment(dimension, "gap", math.nan, None, "", None)])
    if faults:
        raise InputError(*faults)
    return Portrait(place, tuple(dict.fromkeys(editions)), tuple(segments))


def world_portrait(doughnut: Doughnut, readings: Mapping[str, Reading], editions: Sequence[str]) -> Portrait:
    """The Earth as a whole: only the measures that have a threshold for it, with figures by measure. Raises as `portrait`.

    Examples
    --------
    >>> from openhearth.sources.statistics.doughnut_register import doughnut
    >>> found = world_portrait(doughnut(), {"co2_concentration": Reading(415.885, "ppm", 2022)}, ["2025"])
    >>> [(one.indicator, one.state, round(one.excess, 2)) for one in found.segments if one.reading]
    [('co2_concentration', 'overshoot', 0.94)]
    """
    limits = tuple(one for one in doughnut.thresholds if one.scope == "world")
    limited = {one.dimension for one in limits}
    dimensions = tuple(one for one in doughnut.dimensions if one.code in limited)
    own = tuple(Measure(one.dimension, one.measure, one.measure, "same", "", "") for one in limits)
    known = replace(doughnut, dimensions=dimensions, thresholds=limits, measures=own)
    return portrait(known, "world", readings, editions, of="world")


def _mixed(thresholds: Iterable[Threshold]) -> list[Fault]:
    editions: dict[tuple[str, str], list[str]] = {}
    for one in thresholds:
        editions.setdefault((one.dimension, one.measure), []).append(one.edition)
    return [
        Fault("mixed_editions", dimension, {"measure": measure, "editions": ", ".join(found)})
        for (dimension, measure), found in editions.items()
        if len(found) > 1
    ]


def _known(readings: Mapping[str, Reading], indicator: str) -> Reading | None:
    reading = readings.get(indicator)
    return None if reading is None or math.isnan(reading.value) else reading


def _judged(
    dimension: Dimension,
    threshold: Threshold,
    measures: Iterable[Measure],
    readings: Mapping[str, Reading],
    faults: list[Fault],
) -> Segment:
    fitting = [one.indicator for one in measures if one.measure == threshold.measure and one.fit == "same"]
    for indicator in fitting:
        reading = _known(readings, indicator)
        if reading is None:
            continue
        if reading.unit != threshold.unit:
            params = {"indicator": indicator, "expected": threshold.unit, "found": reading.unit}
            faults.append(Fault("unit_mismatch", dimension.code, params))
        stands = position(reading.value, threshold)
        floor = dimension.bound == "floor"
        fine = stands >= 1 if floor else stands <= 1
        state: State = "within" if fine else "shortfall" if floor else "overshoot"
        return Segment(dimension, state, stands, threshold, indicator, reading)
    return Segment(dimension, "gap", math.nan, threshold, fitting[0] if fitting else "", None)


def _described(dimension: Dimension, indicator: str, readings: Mapping[str, Reading]) -> Segment:
    reading = _known(readings, indicator)
    return Segment(dimension, "gap" if reading is None else "described", math.nan, None, indicator, reading)


def compared(first: Portrait, second: Portrait) -> tuple[Pair, ...]:
    """Two portraits segment by segment, of the same place at two times or of two places.

    Raises
    ------
    InputError
        ``different_editions`` for the whole, ``different_thresholds`` for each measure: the difference would be partly that
        of the thresholds. `across_editions` shows them beside each other as what they are.
    """
    pairs = across_editions(first, second)
    faults = []
    if set(first.editions) != set(second.editions):
        faults.append(Fault("different_editions", "portraits", {"first": first.editions, "second": second.editions}))
    faults += [
        Fault("different_thresholds", pair.dimension, {"measure": pair.measure})
        for pair in pairs
        if not pair.comparable
    ]
    if faults:
        raise InputError(*faults)
    return pairs


def across_editions(first: Portrait, second: Portrait) -> tuple[Pair, ...]:
    """Two portraits beside each other, whatever their thresholds. `Pair.comparable` says which measures share one."""
    mine, yours = _by_measure(first), _by_measure(second)
    return tuple(
        Pair(dimension, measure, one, other)
        for dimension, measure in dict.fromkeys((*mine, *yours))
        for one, other in zip_longest(mine.get((dimension, measure), ()), yours.get((dimension, measure), ()))
    )


def _by_measure(found: Portrait) -> dict[tuple[str, str], list[Segment]]:
    segments: dict[tuple[str, str], list[Segment]] = {}
    for segment in found.segments:
        measure = segment.threshold.measure if segment.threshold else segment.indicator
        segments.setdefault((segment.dimension.code, measure), []).append(segment)
    return segments


def foremost(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """One segment for each dimension, for the chart: the furthest beyond its threshold, else one within, described, a gap.

    Ties keep the order of the register.
    """
    first: dict[str, Segment] = {}
    for segment in segments:
        present = first.setdefault(segment.dimension.code, segment)
        if _urgency(segment) > _urgency(present):
            first[segment.dimension.code] = segment
    return tuple(first.values())


def _urgency(segment: Segment) -> float:
    return {"gap": -2.0, "described": -1.0}.get(segment.state, segment.excess)


def coverage(found: Portrait) -> Mapping[Lens, tuple[int, int]]:
    """How many dimensions of each lens are held against a threshold, and how many there are."""
    counted: dict[Lens, tuple[int, int]] = {}
    for lens in LENSES:
        ring = found.ring(lens)
        judged = {segment.dimension.code for segment in ring if not math.isnan(segment.position)}
        counted[lens] = len(judged), len({segment.dimension.code for segment in ring})
    return counted
