"""The answer of ``openhearth doughnut`` as a value with a stable schema: see `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openhearth.cli.answers import known
from openhearth.core.doughnut import Doughnut, Evidence, Lens, Portrait, Segment, State, Threshold, coverage
from openhearth.core.values import Territory


@dataclass(frozen=True, slots=True)
class EditionAnswer:
    """A publication of thresholds."""

    code: str
    year: int
    title: str
    reference: str
    doi: str


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """How many of the ``dimensions`` of a lens are held against a threshold."""

    judged: int
    dimensions: int


@dataclass(frozen=True, slots=True)
class ThresholdAnswer:
    """Where a floor or a ceiling lies; ``baseline`` is where nothing is met, or nothing is used. ``quoted``: read where others quote it."""

    measure: str
    value: float
    baseline: float
    unit: str
    edition: str
    year: int
    source: str
    licence: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ReadingAnswer:
    """The newest published figure of the place; ``at_least``: a lower bound."""

    value: float
    unit: str
    year: int
    source: str
    at_least: bool


@dataclass(frozen=True, slots=True)
class SegmentAnswer:
    """One measure of a dimension. ``indicator`` null: nothing in the house fills it; ``figure`` null: not known.

    ``position`` is 0 at the baseline and 1 at the threshold, ``excess`` how far beyond it on the bad side; null: not judged.
    """

    lens: Lens
    dimension: str
    label: str
    state: State
    indicator: str | None
    figure: ReadingAnswer | None
    threshold: ThresholdAnswer | None
    position: float | None
    excess: float | None


@dataclass(frozen=True, slots=True)
class DoughnutAnswer:
    """``openhearth doughnut CODE --json``. Portraits of different ``editions`` are not to be compared."""

    schema: str
    place: str
    name: str
    kind: str
    version: str
    editions: tuple[EditionAnswer, ...]
    coverage: Mapping[Lens, CoverageAnswer]
    segments: tuple[SegmentAnswer, ...]


SCHEMAS: Mapping[str, type] = {"doughnut": DoughnutAnswer}


def answer(place: Territory, found: Portrait, doughnut: Doughnut) -> DoughnutAnswer:
    return DoughnutAnswer(
        "openhearth/doughnut/1",
        place.code,
        place.name,
        place.kind,
        place.version,
        tuple(
            EditionAnswer(one.code, one.year, one.label_en, one.reference, one.doi)
            for one in doughnut.editions
            if one.code in found.editions
        ),
        {lens: CoverageAnswer(*counted) for lens, counted in coverage(found).items()},
        tuple(_segment(one) for one in found.segments),
    )


def _segment(one: Segment) -> SegmentAnswer:
    reading = one.reading
    return SegmentAnswer(
        one.dimension.lens,
        one.dimension.code,
        one.dimension.label_en,
        one.state,
        one.indicator or None,
        ReadingAnswer(reading.value, reading.unit, reading.year, reading.source, reading.at_least) if reading else None,
        _threshold(one.threshold) if one.threshold else None,
        known(one.position),
        known(one.excess),
    )


def _threshold(one: Threshold) -> ThresholdAnswer:
    return ThresholdAnswer(
        one.measure,
        one.value,
        one.baseline,
        one.unit,
        one.edition,
        one.year,
        one.source,
        one.licence,
        one.evidence,
    )
