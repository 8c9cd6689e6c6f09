"""From an older version of a territorial classification to a newer one, by population.

Statistics are published for the regions of their day. To put them beside today's regions, a *succession* says how
many people live in the overlap of each old and each new region. Counts follow the people; rates are averaged over them.

The people are those of one census year, spread over the overlaps, so a conversion is an estimate wherever a region
was split: it assumes that the figure is spread over the old region as its population is (areal interpolation;
Goodchild & Lam 1980, "Areal interpolation: a variant of the traditional spatial problem", Geo-Processing 1:297-312).
Regions that were only renamed or merged are converted exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array, Panel


@dataclass(frozen=True, slots=True, eq=False)
class Succession:
    """How many people of each old region live in each new one.

    Parameters
    ----------
    old, new
        Distinct codes of the older and of the newer version.
    population
        (len(old), len(new)) persons, finite and not negative; every old region has people in at least one new region.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``duplicate_label``, ``not_a_population`` or ``no_population``.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    population: Array

    def __post_init__(self) -> None:
        faults = [
            Fault("duplicate_label", axis, {})
            for axis, labels in (("old", self.old), ("new", self.new))
            if len(set(labels)) < len(labels)
        ]
        if self.population.shape != (len(self.old), len(self.new)):
            shape = (len(self.old), len(self.new))
            faults.append(Fault("shape_mismatch", "population", {"labels": shape, "values": self.population.shape}))
        elif not (np.isfinite(self.population) & (self.population >= 0)).all():
            faults.append(Fault("not_a_population", "population"))
        else:
            empty = np.flatnonzero(self.population.sum(axis=1) == 0)
            faults += [Fault("no_population", f"region {self.old[position]}") for position in empty]
        if faults:
            raise InputError(*faults)
        self.population.flags.writeable = False

    @property
    def shares(self) -> Array:
        """(len(old), len(new)) part of each old region's people in each new region; rows sum to 1."""
        shares: Array = self.population / self.population.sum(axis=1, keepdims=True)
        return shares

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Codes that mean the same area in both versions, in the order of ``new``."""
        met = self.population > 0
        alone = met & (met.sum(axis=1, keepdims=True) == 1) & (met.sum(axis=0, keepdims=True) == 1)
        same = {self.old[row] for row, column in np.argwhere(alone) if self.old[row] == self.new[column]}
        return tuple(code for code in self.new if code in same)


def succession(links: Iterable[tuple[str, str, float]], *, negligible: float = 0.002) -> Succession:
    """The succession made of links ``(old code, new code, people in both)``.

    Borders digitised twice leave slivers. A link is dropped if it holds less than ``negligible`` of the people of its
    old region *and* of its new region. Codes are sorted, so the order of the links does not matter; repeated links add up.

    Raises
    ------
    InputError
        ``not_a_population`` for each link whose number is negative or not finite; ``no_population`` for each old
        region without people.

    Examples
    --------
    >>> split = succession([("LT00", "LT01", 810.0), ("LT00", "LT02", 1990.0)])
    >>> split.shares.round(2)
    array([[0.29, 0.71]])
    """
    listed = list(links)
    faults = [
        Fault("not_a_population", f"link {old} {new}", {"found": people})
        for old, new, people in listed
        if not (np.isfinite(people) and people >= 0)
    ]
    if faults:
        raise InputError(*faults)
    olds = tuple(sorted({old for old, _, _ in listed}))
    news = tuple(sorted({new for _, new, _ in listed}))
    population = np.zeros((len(olds), len(news)))
    row_of = {code: row for row, code in enumerate(olds)}
    column_of = {code: column for column, code in enumerate(news)}
    for old, new, people in sorted(listed):
        population[row_of[old], column_of[new]] += people
    of_old, of_new = population.sum(axis=1, keepdims=True), population.sum(axis=0, keepdims=True)
    sliver = (population < negligible * of_old) & (population < negligible * of_new)
    return Succession(olds, news, np.where(sliver, 0.0, population))


def converted_counts(panel: Panel, change: Succession) -> Panel:
    r"""Counts of the old regions, as counts of the new ones.

    .. math:: y_j = \sum_i s_{ij} x_i, \qquad s_{ij} = p_{ij} / \textstyle\sum_k p_{ik}

    with ``x`` the count of old region *i* and ``p`` the people of *i* who live in *j*.

    Parameters
    ----------
    panel
        Rows are codes of ``change.old``, in any order; columns are what was counted (persons, euros, tonnes).
    change
        The succession.

    Returns
    -------
    Panel
        Rows are ``change.new``, columns those of ``panel``. NaN where any part is NaN or is not a row of ``panel``: a
        sum with an unknown part is unknown. If all old regions are known, every column keeps its total.

    Raises
    ------
    InputError
        ``unknown_label`` for rows that are not old regions, ``not_finite`` for infinite values.

    Examples
    --------
    >>> split = succession([("LT00", "LT01", 300.0), ("LT00", "LT02", 700.0)])
    >>> converted_counts(Panel(("LT00",), ("C24",), np.array([[50.0]])), split).column("C24")
    array([15., 35.])
    """
    return _combined(panel, change, change.shares)


def converted_rates(panel: Panel, change: Succession) -> Panel:
    r"""Rates of the old regions, as rates of the new ones.

    .. math:: y_j = \sum_i p_{ij} x_i \Big/ \sum_i p_{ij}

    with ``x`` the rate of old region *i* and ``p`` the people of *i* who live in *j*. The same panel, NaN rule and
    errors as `converted_counts`. Every new rate lies between the lowest and the highest of its parts.

    Examples
    --------
    >>> merger = succession([("SI01", "SI03", 300.0), ("SI02", "SI03", 100.0)])
    >>> converted_rates(Panel(("SI01", "SI02"), ("unemployment",), np.array([[8.0], [4.0]])), merger).values
    array([[7.]])
    """
    people = change.population.sum(axis=0, keepdims=True)
    weights = np.divide(change.population, people, out=np.zeros_like(change.population), where=people > 0)
    return _combined(panel, change, weights)


def _combined(panel: Panel, change: Succession, weights: Array) -> Panel:
    row_of = {code: row for row, code in enumerate(change.old)}
    faults = [Fault("unknown_label", "rows", {"label": code}) for code in panel.rows if code not in row_of]
    faults += [
        Fault("not_finite", f"row {panel.rows[row]}") for row in np.flatnonzero(np.isinf(panel.values).any(axis=1))
    ]
    if faults:
        raise InputError(*faults)
    values = np.full((len(change.old), len(panel.columns)), np.nan)
    values[[row_of[code] for code in panel.rows]] = panel.values
    unknown = np.isnan(values)
    parts = weights.T > 0
    combined = weights.T @ np.where(unknown, 0.0, values)
    a_part_is_unknown = parts.astype(float) @ unknown.astype(float) > 0
    combined[a_part_is_unknown | ~parts.any(axis=1, keepdims=True)] = np.nan
    return Panel(change.new, panel.columns, combined)
