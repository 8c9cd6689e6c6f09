r"""A region cut out of a national table by location quotients, and the rest of the country beside it.

A region buys less at home than a country does. How much less is estimated from employment alone, after Flegg and
Webber: a product comes from within as far as the region specialises in it and as far as the region is large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array

DELTA = 0.3
"""Strength of the correction for size; Flegg and Tohmo find about 0.3 for Finnish regions. Show 0.1 to 0.4 as a band."""

MINIMUM_COVERAGE = 0.5
"""Below this known part of a sector's national employment its own quotient is unknown, and a wider group's is taken."""

Basis = Literal["own", "group", "assumed"]
"""What a quotient rests on: the sector's own employment, that of the smallest known group around it, or an assumption."""


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    r"""How a region's employment is made up beside its country's.

    Parameters
    ----------
    quotients
        (n,): :math:`SLQ_i = (e^r_i / e^r) / (e^n_i / e^n)`.
    size
        :math:`e^r / e^n`, regional over national *total* employment, in (0, 1].
    basis
        (n,): where each quotient comes from.
    """

    sectors: tuple[str, ...]
    quotients: Array
    size: float
    basis: tuple[Basis, ...]

    def __post_init__(self) -> None:
        faults = [Fault("unknown_employment", label) for label in self._unknown()]
        if self.quotients.shape != (len(self.sectors),):
            expected = (len(self.sectors),)
            faults = [Fault("shape_mismatch", "quotients", {"expected": expected, "found": self.quotients.shape})]
        if not 0 < self.size <= 1:
            faults.append(Fault("size_out_of_range", "region", {"found": self.size}))
        if faults:
            raise InputError(*faults)

    def _unknown(self) -> tuple[str, ...]:
        return tuple(
            label
            for label, found in zip(self.sectors, self.quotients, strict=False)
            if not np.isfinite(found) or found < 0
        )

    @property
    def shares(self) -> Array:
        """(n,): the region's part of each sector's national employment, at most 1."""
        return np.minimum(self.quotients * self.size, 1.0)

    @property
    def elsewhere(self) -> Structure | None:
        """The structure of the rest of the country; None where the region is the whole country."""
        if self.size == 1:
            return None
        rest = (1 - self.shares) / (1 - self.size)
        return Structure(self.sectors, rest, 1 - self.size, self.basis)


def structure(
    sectors: Mapping[str, Sequence[str]],
    region: Mapping[str, float],
    nation: Mapping[str, float],
    totals: tuple[float, float],
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    assumed: float = float("nan"),
) -> Structure:
    """The quotients of the sectors of a table, from employment by activity.

    A sector is compared with its nation over the activities known in both. Where they hold less than
    `MINIMUM_COVERAGE` of the sector's known national employment, the quotient of the smallest known group around it
    stands in, marked as such: a hidden cell is not zero.

    Parameters
    ----------
    sectors
        Label of each sector to the activities it is made of.
    region, nation
        Persons by activity; NaN or absent is unknown.
    totals
        All persons in the region and in the nation.
    groups
        Sector to the activities around it, smallest first.
    assumed
        Quotient where neither the sector nor a group is known. NaN refuses; 1 supposes the country's average, and
        has to be shown.

    Raises
    ------
    InputError
        ``unknown_employment`` for each sector without a quotient, ``size_out_of_range``.

    Examples
    --------
    >>> found = structure({"food": ("C10", "C11"), "steel": ("C24",)}, {"C10": 5.0, "C": 20.0},
    ...     {"C10": 100.0, "C11": 50.0, "C24": 50.0, "C": 200.0}, (100.0, 1000.0), groups={"steel": ("C",)})
    >>> found.quotients.tolist(), found.basis
    ([0.5, 1.0], ('own', 'group'))
    """
    size = totals[0] / totals[1] if totals[1] > 0 else float("nan")
    quotients: list[float] = []
    basis: list[Basis] = []
    for label, activities in sectors.items():
        own = _share(activities, region, nation)
        around = (_share((group,), region, nation) for group in (groups or {}).get(label, ()))
        wider = next((share for share in around if np.isfinite(share)), float("nan"))
        share = own if np.isfinite(own) else wider
        basis.append("own" if np.isfinite(own) else "group" if np.isfinite(wider) else "assumed")
        quotients.append(share / size if np.isfinite(share) and size > 0 else assumed)
    return Structure(tuple(sectors), np.array(quotients), size, tuple(basis))


def _share(activities: Sequence[str], region: Mapping[str, float], nation: Mapping[str, float]) -> float:
    """The region's part of the nation over the activities known in both; NaN where they are too few."""
    pairs = np.array([(region.get(code, np.nan), nation.get(code, np.nan)) for code in activities]).reshape(-1, 2)
    both = np.isfinite(pairs).all(axis=1)
    here, everywhere = pairs[both].sum(axis=0)
    enough = everywhere > 0 and everywhere >= MINIMUM_COVERAGE * np.nansum(pairs[:, 1])
    return float(here / everywhere) if enough else float("nan")


def cross_quotients(quotients: Array) -> Array:
    r"""Cross-industry location quotients, with the simple quotient on the diagonal.

    .. math:: CILQ_{ij} = SLQ_i / SLQ_j \quad (i \ne j), \qquad CILQ_{ii} = SLQ_i

    A supplier the region does not have gives 0; a buyer it does not have gives infinity, which no flow meets.

    Examples
    --------
    >>> cross_quotients(np.array([0.5, 2.0]))
    array([[0.5 , 0.25],
           [4.  , 2.  ]])
    """
    supplier, buyer = quotients[:, None], quotients[None, :]
    empty = np.where(supplier > 0, np.inf, np.zeros_like(buyer))
    found: Array = np.divide(supplier, buyer, out=empty, where=buyer > 0)
    np.fill_diagonal(found, quotients)
    return found


def flegg_quotients(found: Structure, *, delta: float = DELTA, augmented: bool = False) -> Array:
    r"""Flegg's location quotients FLQ, or the augmented AFLQ, (n, n).

    .. math:: FLQ_{ij} = CILQ_{ij} \lambda^*, \quad \lambda^* = \left[\log_2 (1 + e^r / e^n)\right]^\delta, \quad
              AFLQ_{ij} = FLQ_{ij} \log_2 (1 + SLQ_j) \text{ where } SLQ_j > 1

    :math:`e^r / e^n` is of *total* employment; some programs take each sector's own, which is another thing.

    Parameters
    ----------
    delta
        From 0 (no correction for size: CILQ) to below 1.
    augmented
        AFLQ lets a specialised buyer draw more from within. Flegg and Tohmo advise the plain FLQ.

    Raises
    ------
    InputError
        ``delta_out_of_range``.

    References
    ----------
    A. T. Flegg and C. D. Webber, *Regional size, regional specialization and the FLQ formula*, Regional Studies 34,
    2000, doi:10.1080/00343400050085675. A. T. Flegg and T. Tohmo, *Regional input-output tables and the FLQ formula: a
    case study of Finland*, Regional Studies 47, 2013, doi:10.1080/00343404.2011.592138.
    """
    if not 0 <= delta < 1:
        raise InputError(Fault("delta_out_of_range", "delta", {"found": delta}))
    quotients: Array = cross_quotients(found.quotients) * np.log2(1 + found.size) ** delta
    if augmented:
        quotients = quotients * np.where(found.quotients > 1, np.log2(1 + found.quotients), 1.0)
    return quotients


def regional_coefficients(national: Array, quotients: Array) -> Array:
    r"""Inputs from within the region, :math:`a^r_{ij} = a_{ij} \min(1, q_{ij})`.

    Raises
    ------
    InputError
        ``shape_mismatch``.

    Examples
    --------
    >>> regional_coefficients(np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[0.5, 0.25], [4.0, np.inf]]))
    array([[0.05, 0.05],
           [0.3 , 0.4 ]])
    """
    if national.shape != quotients.shape:
        raise InputError(Fault("shape_mismatch", "quotients", {"expected": national.shape, "found": quotients.shape}))
    return national * np.minimum(quotients, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class TwoPlaces:
    """A region and the rest of its country, of the same technology.

    Parameters
    ----------
    coefficients
        (2n, 2n): the region first. The columns of a sector, added over the place of origin, are the national column.
    home
        (n, n) and (n, n): which part of each domestic input the region, and the rest, take from within.
    """

    structure: Structure
    coefficients: Array
    home: tuple[Array, Array]


def two_places(national: Array, found: Structure, *, delta: float = DELTA, augmented: bool = False) -> TwoPlaces:
    r"""The region and the rest of the country as one model.

    .. math:: A = \begin{pmatrix} A^{rr} & A^n - A^{ss} \\ A^n - A^{rr} & A^{ss} \end{pmatrix}

    Each diagonal block is regionalised by `flegg_quotients`; what a place does not take from within it takes from the
    other. So effects in both places add up to the national effect exactly, whatever the quotients.

    Raises
    ------
    InputError
        ``shape_mismatch``, ``delta_out_of_range``.
    """
    ones = np.ones_like(national)
    elsewhere = found.elsewhere
    within = np.minimum(flegg_quotients(found, delta=delta, augmented=augmented), 1.0)
    others = ones if elsewhere is None else flegg_quotients(elsewhere, delta=delta, augmented=augmented)
    here = regional_coefficients(national, within)
    there = regional_coefficients(national, others)
    coefficients = np.block([[here, national - there], [national - here, there]])
    return TwoPlaces(found, coefficients, (within, np.minimum(others, 1.0)))
