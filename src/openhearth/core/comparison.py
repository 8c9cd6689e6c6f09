"""All regions side by side: their economies, and the features by which peers are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openhearth.core import peers, specialisation
from openhearth.core.landscape import Landscape
from openhearth.core.register import Division, Ecosystems, Register
from openhearth.core.typology import Typology
from openhearth.core.values import Array, Panel

LEAST_PER_HEAD = 0.001
"""Emissions a head (t CO2e) below which differences no longer count: the logarithm needs a floor."""

EMISSION_DIMENSIONS = frozenset({"emissions", "emission_profile"})


@dataclass(frozen=True, slots=True, eq=False)
class Economy:
    """What the regions live on.

    Parameters
    ----------
    counts
        Persons by division; LFS groups stand for the divisions that business statistics leave out.
    totals
        (regions,) persons over the same scope.
    shares, quotients
        Of ``counts``; see `specialisation`.
    coverage
        (regions,) known part of ``totals``.
    ecosystems
        Specialisation by industrial ecosystem.
    """

    counts: Panel
    totals: Array
    shares: Panel
    quotients: Panel
    coverage: Array
    ecosystems: specialisation.EcosystemSpecialisation

    def coverage_of(self, code: str) -> float:
        """The known part of one region's employment."""
        return float(self.coverage[self.counts.rows.index(code)])


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The registers, and what was decided with them about all regions of a landscape."""

    register: Register
    ecosystems: Ecosystems
    activity_groups: Mapping[str, str]
    economy: Economy
    typology: Typology


def activities(employment: Panel, divisions: Sequence[Division]) -> Panel:
    """The finest columns of employment that overlap nowhere, of those that anybody reports."""
    return employment.select(columns=specialisation.scope(divisions, _measured(employment)).activities)


def economy(landscape: Landscape, divisions: Sequence[Division], ecosystems: Ecosystems) -> Economy:
    """The specialisation of every region with employment data."""
    employment = landscape.employment.select(columns=_measured(landscape.employment))
    scope = specialisation.scope(divisions, employment.columns)
    totals = specialisation.regional_totals(employment, scope)
    counts = employment.select(columns=scope.activities)
    return Economy(
        counts=counts,
        totals=totals,
        shares=specialisation.shares(counts, totals),
        quotients=specialisation.location_quotients(counts, totals),
        coverage=specialisation.coverage(counts, totals),
        ecosystems=specialisation.by_ecosystem(counts, totals, ecosystems),
    )


def features(landscape: Landscape, counts: Panel) -> tuple[Panel, tuple[peers.Dimension, ...]]:
    """What regions are compared by, and the dimensions of the house.

    Parameters
    ----------
    landscape
        All regions.
    counts
        Persons by activity (`Economy.counts`).

    Returns
    -------
    (regions, features) with NaN for the unknown, and the dimensions with their stated weights.
    """
    groups = tuple(f"emissions:{group}" for group in landscape.emissions.columns)
    columns: dict[str, Array] = {
        f"log_{code}": np.log10(_positive(landscape.figures.column(code)))
        for code in ("population", "population_density")
    }
    columns |= {
        code: landscape.figures.column(code)
        for code in ("tertiary_education", "adult_learning", "gdp_per_head", "income")
    }
    per_head = landscape.figures.column("ets_emissions_per_head")
    columns["log_ets_emissions_per_head"] = np.log10(np.maximum(per_head, LEAST_PER_HEAD))
    single = Panel(landscape.codes, tuple(columns), np.column_stack(list(columns.values())))
    whole = np.column_stack(
        [
            single.values,
            _aligned(counts, landscape.codes),
            _aligned(landscape.emissions, landscape.codes),
        ]
    )
    panel = Panel(landscape.codes, (*single.columns, *counts.columns, *groups), whole)
    return panel, peers.default_dimensions(counts.columns, groups)


def _measured(employment: Panel) -> tuple[str, ...]:
    return tuple(column for column in employment.columns if np.isfinite(employment.column(column)).any())


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)


def _aligned(panel: Panel, rows: tuple[str, ...]) -> Array:
    """The values of ``panel`` under other rows; NaN for rows it lacks."""
    values = np.full((len(rows), len(panel.columns)), np.nan)
    index = {label: position for position, label in enumerate(rows)}
    for label, row in zip(panel.rows, panel.values, strict=True):
        values[index[label]] = row
    return values
