"""What is known about all regions of one level at once, ready to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from openhearth.core.values import Array, Panel, Territory

EDITION = 2
"""Of this value's fields and meaning: what was kept of an older edition is gathered anew."""

MOST = 0.8
"""A year is comparable when at least this share of the regions of the best-covered year report."""


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """All regions of one level.

    Parameters
    ----------
    territories
        Sorted by code.
    employment
        Persons by NACE division, section and survey group (columns), NaN = unknown; rows are the regions with
        employment data.
    figures
        Regions by indicators, each column in its own reference year (``years``).
    years
        Indicator to reference year: see `reference_year`.
    emissions
        Regions by activity group: verified EU ETS emissions (t CO2e) of ``emissions_year``. A region without a
        placed installation has no row: unknown, not zero.
    emissions_year
        None when no emissions are known.
    employment_year
        None when no employment is known.
    lower_bounds
        Countries whose emission sums are lower bounds, because part of them could be placed in no region.
    """

    territories: tuple[Territory, ...]
    employment: Panel
    figures: Panel
    years: Mapping[str, int]
    emissions: Panel
    emissions_year: int | None
    employment_year: int | None
    lower_bounds: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(territory.code for territory in self.territories)


def reference_year(reporting: Mapping[int, int]) -> int | None:
    """The latest year in which most regions report, so that ranks compare like with like.

    Parameters
    ----------
    reporting
        Year to number of regions with a known, not forecast, value.

    Returns
    -------
    The latest year whose count is at least `MOST` of the largest count; None when nobody reports.

    Examples
    --------
    >>> reference_year({2012: 300, 2018: 310, 2019: 290, 2020: 40})
    2019
    """
    most = max(reporting.values(), default=0)
    return max((year for year, count in reporting.items() if count and count >= MOST * most), default=None)


def panel(cells: Mapping[tuple[str, str], float], rows: tuple[str, ...], columns: tuple[str, ...]) -> Panel:
    """A panel from known cells; every other cell is NaN.

    Examples
    --------
    >>> panel({("A", "x"): 1.0}, ("A", "B"), ("x",)).values.tolist()
    [[1.0], [nan]]
    """
    values: Array = np.full((len(rows), len(columns)), np.nan)
    row_of = {label: position for position, label in enumerate(rows)}
    column_of = {label: position for position, label in enumerate(columns)}
    for (row, column), value in cells.items():
        values[row_of[row], column_of[column]] = value
    return Panel(rows, columns, values)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one value lies among all regions of its level in the same year.

    ``rank`` 1 is the highest value; ties share the better rank. ``quartiles`` are the 25th, 50th and 75th percentile.
    """

    rank: int
    of: int
    quartiles: tuple[float, float, float]


def standing(value: float, values: Array) -> Standing | None:
    """The standing of ``value`` among ``values`` (which include it); None when it or all others are unknown.

    Parameters
    ----------
    value
        In the unit of the indicator; NaN = unknown.
    values
        (regions,) float, NaN ignored.

    Examples
    --------
    >>> standing(3.0, np.array([1.0, 2.0, 3.0, np.nan]))
    Standing(rank=1, of=3, quartiles=(1.5, 2.0, 2.5))
    """
    known = values[~np.isnan(values)]
    if np.isnan(value) or known.size == 0:
        return None
    low, middle, high = (float(quartile) for quartile in np.percentile(known, (25, 50, 75)))
    return Standing(int((known > value).sum()) + 1, int(known.size), (low, middle, high))
