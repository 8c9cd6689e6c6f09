"""How much more of an activity a region has than its size would suggest.

Employment by activity comes with holes: a statistical office hides a cell when few firms stand behind it. Everything
here compares like with like over the cells that are known, and says how much that was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.register import Division, Ecosystems
from openhearth.core.values import Array, Panel

MINIMUM_COVERAGE = 0.5
"""Below this known part, by reference employment, an ecosystem in a region is unknown."""


MAXIMUM_UNKNOWN = 0.15
"""A region's total is unknown when it publishes nothing of sections with more than this part of all employment."""

GROUPS = {"B-E": "BCDE", "G-I": "GHI", "M_N": "MN", "O-Q": "OPQ", "R-U": "RSTU"}
"""The groups of sections in which the labour force survey is published."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Totals that do not overlap, each with the divisions it is made of; () where it has none."""

    totals: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def activities(self) -> tuple[str, ...]:
        """The finest columns that do not overlap: divisions, and totals that have none."""
        return tuple(code for total, parts in zip(self.totals, self.parts, strict=True) for code in parts or (total,))


@dataclass(frozen=True, slots=True, eq=False)
class EcosystemSpecialisation:
    """Specialisation of regions by industrial ecosystem; three panels of the same rows and columns.

    Parameters
    ----------
    quotients
        Location quotient; NaN where coverage is below the bound.
    shares
        Estimated share of the region's employment: quotient times the ecosystem's reference share; NaN as above.
    coverage
        Known part of the ecosystem in the region, from 0 to 1, by reference employment; NaN where no division of the
        ecosystem is measured anywhere.
    """

    quotients: Panel
    shares: Panel
    coverage: Panel


def scope(divisions: Iterable[Division], columns: Iterable[str]) -> Scope:
    """What the columns of an employment table measure, without counting anybody twice.

    A section is made of its divisions among the columns. A group of sections (``O-Q``) stands for them unless one of
    them is a column itself: then the finer figures are used and the group is left out (``B-E`` beside ``C``). Within a
    group that stands, single divisions (``S95`` within ``R-U``) are left out. So are ``TOTAL`` and no answer (``NRP``).

    Examples
    --------
    >>> known = [Division(*row) for row in (("C", "", "", "C"), ("C24", "", "", "C"), ("S95", "", "", "S"))]
    >>> known += [Division("R-U", "", "", "R-U"), Division("B-E", "", "", "B-E")]
    >>> scope(known, ("C", "C24", "B-E", "R-U", "S95")).totals
    ('C', 'R-U')
    """
    present = set(columns)
    standing = {group for group, members in GROUPS.items() if group in present and not present & set(members)}
    covered = {section for group in standing for section in GROUPS[group]}
    parts: dict[str, tuple[str, ...]] = {}
    for division in divisions:
        usable = division.code in present and division.section not in covered
        if usable and (division.section in standing or len(division.section) == 1):
            own = () if division.is_total else (division.code,)
            parts[division.section] = parts.get(division.section, ()) + own
    return Scope(tuple(parts), tuple(parts.values()))


def regional_totals(employment: Panel, scope: Scope, *, maximum_unknown: float = MAXIMUM_UNKNOWN) -> Array:
    r"""Persons employed in each region over a scope.

    .. math:: X_r = \sum_s \left( x_{rs} \text{ if published, else } \sum_{d \in s,\, \text{known}} x_{rd} \right)

    A published section counts people whose division is confidential, so it is preferred to the sum of its divisions.
    Where the section is confidential too, the sum of known divisions is a lower bound, and so is the total.

    Parameters
    ----------
    employment
        Territories by activity, in persons. NaN is unknown.
    scope
        As from `scope`. A total of the scope need not be a column.
    maximum_unknown
        A region's total is NaN when the sections of which it publishes nothing hold more than this part of the
        employment known in all regions together.

    Returns
    -------
    Array
        (len(employment.rows),) persons.

    Raises
    ------
    InputError
        ``negative_count`` or ``unknown_label``.

    Examples
    --------
    >>> panel = Panel(("A1", "A2"), ("C", "C20", "C24"), np.array([[90.0, 30.0, np.nan], [np.nan, 20.0, 40.0]]))
    >>> regional_totals(panel, Scope(("C",), (("C20", "C24"),)))
    array([90., 60.])
    """
    _refuse_negative(employment)
    persons = np.full((len(employment.rows), len(scope.totals)), np.nan)
    for position, (section, divisions) in enumerate(zip(scope.totals, scope.parts, strict=True)):
        cells = employment.select(columns=divisions).values
        known = np.isfinite(cells).any(axis=1)
        persons[known, position] = np.nansum(cells[known], axis=1)
        if section in employment.columns:
            published = employment.column(section)
            persons[:, position] = np.where(np.isfinite(published), published, persons[:, position])
    structure = np.nansum(persons, axis=0)
    unknown = np.isnan(persons) @ structure
    anything = np.isfinite(persons).any(axis=1)
    return np.where(anything & (unknown <= maximum_unknown * structure.sum()), np.nansum(persons, axis=1), np.nan)


def shares(counts: Panel, totals: Array) -> Panel:
    """Share of each activity in its region's total, (rows, columns). Unknown cells and zero totals give NaN.

    Raises
    ------
    InputError
        ``negative_count`` or ``shape_mismatch``.

    Examples
    --------
    >>> shares(Panel(("A1",), ("C20", "C24"), np.array([[30.0, np.nan]])), np.array([90.0])).values.round(3)
    array([[0.333,   nan]])
    """
    _check(counts, totals)
    usable = np.where(totals > 0, totals, np.nan)
    return Panel(counts.rows, counts.columns, counts.values / usable[:, None])


def reference_shares(counts: Panel, totals: Array) -> Array:
    r"""Share of each activity in all regions together, over the regions that publish it.

    .. math:: s_d = \frac{\sum_{r:\, x_{rd} \text{ known}} x_{rd}}{\sum_{r:\, x_{rd} \text{ known}} X_r}

    Returns
    -------
    Array
        (len(counts.columns),); NaN for an activity nobody publishes.

    Raises
    ------
    InputError
        ``negative_count`` or ``shape_mismatch``.
    """
    _check(counts, totals)
    known = np.isfinite(counts.values) & (totals > 0)[:, None]
    persons = np.where(known, counts.values, 0.0).sum(axis=0)
    base = np.where(known, totals[:, None], 0.0).sum(axis=0)
    found: Array = np.divide(persons, base, out=np.full(persons.shape, np.nan), where=base > 0)
    return found


def location_quotients(counts: Panel, totals: Array, *, reference: Array | None = None) -> Panel:
    r"""How many times its average share an activity has in a region.

    .. math:: LQ_{rd} = \frac{x_{rd} / X_r}{s_d}

    Parameters
    ----------
    counts
        Territories by activity, in persons.
    totals
        :math:`X_r` in persons, as from `regional_totals`.
    reference
        :math:`s_d`, one for each column; by default `reference_shares` of the same regions. Pass the shares of other
        regions, or of a nation, to compare with those.

    Returns
    -------
    Panel
        Dimensionless; 1 is average. NaN where the cell, the total or the reference is unknown or the reference is 0.

    Raises
    ------
    InputError
        ``negative_count`` or ``shape_mismatch``.

    References
    ----------
    P. Sargant Florence, *Investment, Location, and Size of Plant* (1948); A. M. Isserman, "The location quotient
    approach to estimating regional economic impacts", 1977, doi:10.1080/01944367708977758.

    Examples
    --------
    >>> panel = Panel(("A1", "A2"), ("C24",), np.array([[30.0], [10.0]]))
    >>> location_quotients(panel, np.array([100.0, 100.0])).values
    array([[1.5],
           [0.5]])
    """
    base = _reference(counts, totals, reference)
    return Panel(counts.rows, counts.columns, shares(counts, totals).values / np.where(base > 0, base, np.nan))


def coverage(counts: Panel, totals: Array) -> Array:
    """Known part of each region's total: the sum of its known activities over the total, (rows,).

    Give it the columns `Scope.activities`: a section beside its own divisions would count people twice.

    Raises
    ------
    InputError
        ``negative_count`` or ``shape_mismatch``.

    Examples
    --------
    >>> coverage(Panel(("A1",), ("C20", "C24"), np.array([[30.0, np.nan]])), np.array([90.0])).round(3)
    array([0.333])
    """
    return np.where(totals > 0, np.nansum(shares(counts, totals).values, axis=1), np.nan)


def by_ecosystem(
    counts: Panel,
    totals: Array,
    ecosystems: Ecosystems,
    *,
    reference: Array | None = None,
    minimum_coverage: float = MINIMUM_COVERAGE,
) -> EcosystemSpecialisation:
    r"""Specialisation by industrial ecosystem, over the divisions each region publishes.

    .. math::
        LQ_{re} = \frac{\sum_{d\,\text{known in}\,r} w_{de}\, x_{rd} / X_r}{\sum_{d\,\text{known in}\,r} w_{de}\, s_d}
        \qquad
        c_{re} = \frac{\sum_{d\,\text{known in}\,r} w_{de}\, s_d}{\sum_d w_{de}\, s_d}

    Numerator and denominator run over the same divisions, so a confidential division neither lowers nor raises the
    quotient; it lowers the coverage :math:`c_{re}`. The share of the ecosystem is estimated as
    :math:`LQ_{re} \sum_d w_{de} s_d`, as if the hidden divisions had the region's quotient.

    Parameters
    ----------
    counts
        Territories by activity, in persons: the columns `Scope.activities`.
    totals
        :math:`X_r` in persons.
    ecosystems
        The weights :math:`w_{de}`. Divisions that are no column of ``counts`` are not part of the comparison.
    reference
        :math:`s_d`; see `location_quotients`.
    minimum_coverage
        Quotient and share are NaN below this coverage.

    Raises
    ------
    InputError
        ``negative_count`` or ``shape_mismatch``.

    Examples
    --------
    >>> table = Ecosystems(("C29", "C30"), ("mobility",), np.array([[1.0], [0.5]]), "example")
    >>> panel = Panel(("A1", "A2"), ("C29", "C30"), np.array([[30.0, np.nan], [10.0, 20.0]]))
    >>> found = by_ecosystem(panel, np.array([100.0, 100.0]), table)
    >>> found.quotients.values.round(3).tolist(), found.coverage.values.round(3).tolist()
    ([[1.5], [0.667]], [[0.667], [1.0]])
    """
    base = np.nan_to_num(_reference(counts, totals, reference))
    weights = ecosystems.weights_of(counts.columns)
    part = shares(counts, totals).values
    expected = np.isfinite(part) @ (weights * base[:, None])
    whole = base @ weights
    covered = np.divide(expected, whole, out=np.full(expected.shape, np.nan), where=whole > 0)
    enough = (covered >= minimum_coverage) & (expected > 0)
    quotient = np.divide(np.nan_to_num(part) @ weights, expected, out=np.full(expected.shape, np.nan), where=enough)
    labels = (counts.rows, ecosystems.ecosystems)
    return EcosystemSpecialisation(Panel(*labels, quotient), Panel(*labels, quotient * whole), Panel(*labels, covered))


def _reference(counts: Panel, totals: Array, reference: Array | None) -> Array:
    if reference is None:
        return reference_shares(counts, totals)
    if reference.shape != (len(counts.columns),):
        raise InputError(
            Fault("shape_mismatch", "reference", {"labels": len(counts.columns), "values": reference.shape})
        )
    return reference


def _check(counts: Panel, totals: Array) -> None:
    if totals.shape != (len(counts.rows),):
        raise InputError(Fault("shape_mismatch", "totals", {"labels": len(counts.rows), "values": totals.shape}))
    _refuse_negative(counts)


def _refuse_negative(counts: Panel) -> None:
    faults = [
        Fault("negative_count", f"row {counts.rows[row]}", {"column": counts.columns[column]})
        for row, column in zip(*np.nonzero(counts.values < 0), strict=True)
    ]
    if faults:
        raise InputError(*faults)
