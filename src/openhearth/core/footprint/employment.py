"""The employment behind a table: what a country's regions add up to, and how a region differs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint.products import divisions_of, matched
from openhearth.core.footprint.regional import Structure, structure
from openhearth.core.footprint.table import Account
from openhearth.core.values import Array, Panel

LEAST_KNOWN = 0.8
"""Regions that publish an activity must hold this part of all the country's jobs for its national figure to be known."""


def national_employment(regions: Panel, totals: Array) -> dict[str, float]:
    r"""Persons by activity in the whole country, from its regions.

    .. math:: e^n_a = \frac{\sum_{r \in K} e^r_a}{\sum_{r \in K} e^r / \sum_r e^r}

    :math:`K` are the regions that publish the activity. Those that keep it secret are taken to have as much of it as the
    others, if they are small; otherwise the national figure is unknown. A region without a total counts nowhere.

    Parameters
    ----------
    regions
        (regions, activities) persons; NaN is unknown.
    totals
        (regions,) all persons.

    Raises
    ------
    InputError
        ``shape_mismatch``.

    Examples
    --------
    >>> panel = Panel(("A1", "A2"), ("C24", "B"), np.array([[8.0, 1.0], [np.nan, 3.0]]))
    >>> national_employment(panel, np.array([80.0, 20.0]))
    {'C24': 10.0, 'B': 4.0}
    """
    if totals.shape != (len(regions.rows),):
        raise InputError(Fault("shape_mismatch", "totals", {"expected": (len(regions.rows),), "found": totals.shape}))
    counted = np.isfinite(totals)
    cells, whole = regions.values[counted], totals[counted]
    publishing = np.isfinite(cells).T @ whole / whole.sum() if whole.sum() > 0 else np.zeros(len(regions.columns))
    enough = publishing >= LEAST_KNOWN
    found = np.divide(np.nansum(cells, axis=0), publishing, out=np.full(len(publishing), np.nan), where=enough)
    return dict(zip(regions.columns, found.tolist(), strict=True))


def regional_structure(
    sectors: Sequence[str], regions: Panel, totals: Array, region: str, *, assumed: float = float("nan")
) -> Structure:
    """How one region differs from its country, for the sectors of a table: `matched`, then `structure`.

    Parameters
    ----------
    sectors
        Products in CPA.
    regions, totals
        As in `national_employment`: all regions of the country.
    region
        One of them.
    assumed
        As in `structure`.

    Raises
    ------
    InputError
        ``unknown_label`` for another region, ``unknown_product``, ``unknown_employment``, ``size_out_of_range``.
    """
    parts, groups = matched(sectors, regions.columns)
    here = dict(zip(regions.columns, regions.row(region).tolist(), strict=True))
    own, whole = float(totals[regions.rows.index(region)]), float(np.nansum(totals))
    return structure(parts, here, national_employment(regions, totals), (own, whole), groups=groups, assumed=assumed)


def jobs_account(sectors: Sequence[str], nation: Mapping[str, float], *, year: int, source: str) -> Account:
    """Persons employed by sector, from employment by activity.

    A sector is known if activities that are known make up all of it: one with a hidden part is unknown, and employment of a
    wider group is not divided.

    Examples
    --------
    >>> jobs_account(("CPA_C10-12", "CPA_K64"), {"C10": 5.0, "C11": 2.0, "C12": 1.0, "K": 9.0}, year=2015, source="x").values
    array([ 8., nan])
    """
    parts, _ = matched(sectors, nation)
    values = [
        float(sum(nation[code] for code in parts[sector]))
        if frozenset().union(*map(divisions_of, parts[sector])) == divisions_of(sector)
        else float("nan")
        for sector in sectors
    ]
    return Account("jobs", "persons", year, np.array(values), source)
