"""The answers of the command about footprints, as values with a stable schema: see `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectorAnswer:
    """What changes in one sector; null = unknown. ``rests_on``: its own employment, that of its group, or an assumption."""

    product: str
    label: str
    here: float | None
    country: float | None
    beyond: float | None
    rests_on: str


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """Changes by place over the sectors that are known; ``unknown``: products without a figure, which the sums leave out."""

    measure: str
    unit: str
    year: int
    source: str
    here: float | None
    country: float | None
    beyond: float | None
    unknown: tuple[str, ...]
    sectors: tuple[SectorAnswer, ...]


@dataclass(frozen=True, slots=True)
class BandAnswer:
    """Output here and in the rest of the country with another correction for size."""

    delta: float
    here: float
    country: float


@dataclass(frozen=True, slots=True)
class FootprintAnswer:
    """``openhearth footprint --table T --region R --scenario FILE --json``. ``imports``: of the country, for production."""

    schema: str
    scenario: str
    table: str
    table_year: int
    region: str
    share_of_jobs: float
    employment_year: int
    method: str
    delta: float
    abroad: str
    imports: float
    measures: tuple[MeasureAnswer, ...]
    band: tuple[BandAnswer, ...]
    left_out: tuple[str, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """A national table of this house; ``flows``: whether its cells count imported products."""

    table: str
    country: str
    year: int
    unit: str
    products: int
    flows: str
    accounts: tuple[str, ...]
    source: str
    licence: str
    loaded: bool


@dataclass(frozen=True, slots=True)
class TablesAnswer:
    """``openhearth footprint --json`` and ``openhearth sources load io FILE --json``."""

    schema: str
    tables: tuple[TableAnswer, ...]


SCHEMAS: Mapping[str, type] = {"footprint": FootprintAnswer, "footprint_tables": TablesAnswer}
