"""A place seen through the four lenses of the Doughnut: what its people have, and what that costs here and elsewhere.

A threshold belongs to an edition: between 2018 and 2025 the fair share of CO2 fell from 1.61 to 0.95 t a head. So every
portrait says which editions it was drawn with, and portraits of different thresholds are not compared as if they were one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from openhearth.core.errors import Fault, InputError
from openhearth.core.register import Direction

Lens = Literal["local-social", "local-ecological", "global-social", "global-ecological"]
LENSES: tuple[Lens, ...] = ("local-social", "local-ecological", "global-social", "global-ecological")

Bound = Literal["floor", "ceiling"]
"""``floor``: the social foundation, nobody should fall below. ``ceiling``: the ecological limit, nobody should pass."""

Scope = Literal["place", "world", "any"]
"""Whose figures a threshold is for: per head of a place, of the whole world (350 ppm), or of people anywhere (0 % hungry)."""

Fit = Literal["same", "related"]
"""How well an indicator fits a measure. Only ``same`` is held against the threshold; ``related`` is shown, not judged."""

State = Literal["within", "shortfall", "overshoot", "described", "gap"]
"""``described``: a figure without a threshold of its own. ``gap``: no figure; never zero, never fine."""


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
        ``read``: in the source, in its data, or where it is quoted. ``recalled``: to be looked up before it is used in print.
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
    evidence: Literal["read", "recalled"]


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


@dataclass(frozen=True, slots=True)
class Reading:
    """The figure of an indicator for a place. NaN is unknown."""

    value: float
    unit: str
    year: int


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


@dataclass(frozen=True, slots=True)
class ExpectedEffect:
    """What an action is expected to do to an indicator, in the indicator's unit."""

    action: str
    indicator: str
    change: float


@dataclass(frozen=True, slots=True)
class Light:
    """A dimension that an action moves: for the better, or to its harm."""

    action: str
    dimension: str
    indicator: str
    helps: bool


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
    faults = [Fault("unknown_edition", "editions", {"code": code}) for code in editions if code not in known]
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
        ``different_editions``, for the whole and for each measure whose threshold differs: the difference would be partly
        that of the thresholds. `across_editions` shows them beside each other as what they are.
    """
    pairs = across_editions(first, second)
    faults = []
    if set(first.editions) != set(second.editions):
        faults.append(Fault("different_editions", "portraits", {"first": first.editions, "second": second.editions}))
    faults += [
        Fault("different_editions", pair.dimension, {"measure": pair.measure}) for pair in pairs if not pair.comparable
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


def lights(
    measures: Iterable[Measure], directions: Mapping[str, Direction], effects: Iterable[ExpectedEffect]
) -> tuple[Light, ...]:
    """Which dimensions actions move, and which they hurt.

    An effect of zero or of unknown size lights nothing up; nor does one on an indicator that describes and does not judge.

    Examples
    --------
    >>> work = Measure("work", "unemployment", "unemployment", "same", "", "")
    >>> lights([work], {"unemployment": "less"}, [ExpectedEffect("close", "unemployment", 0.4)])
    (Light(action='close', dimension='work', indicator='unemployment', helps=False),)
    """
    dimensions: dict[str, dict[str, None]] = {}
    for measure in measures:
        dimensions.setdefault(measure.indicator, {})[measure.dimension] = None
    found = {
        Light(
            effect.action, dimension, effect.indicator, (effect.change > 0) == (directions[effect.indicator] == "more")
        )
        for effect in effects
        if abs(effect.change) > 0 and directions.get(effect.indicator, "none") != "none"
        for dimension in dimensions.get(effect.indicator, ())
    }
    return tuple(sorted(found, key=lambda one: (one.action, one.dimension, one.indicator, one.helps)))


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
