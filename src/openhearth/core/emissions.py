"""What a series of verified emissions allows one to say, and what not.

The total of a region moves for two reasons: installations emit more or less, and installations enter or leave the
emissions trading system. Only the first is a change of emissions. And where the law widened what an installation
must report, even the same installation is not comparable with itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array

WIDENED = (2013,)
"""First years in which installations had to report more processes and gases than the year before.

2013: Directive 2009/29/EC added among others ammonia, bulk organic chemicals, aluminium and nitrous oxide. The
ammonia works at Jonava (Lithuania) goes from 0.06 Mt (its boilers) in 2008 to 2.21 Mt in 2021 for this reason.
"""

Reason = Literal[
    "scope_changed",
    "scope_widened",
    "too_few_years",
    "unknown_years",
    "nothing_comparable",
    "low_coverage",
    "zero_base",
]
"""Why something may not be said.

``scope_changed`` does not forbid the trend; it says that the total is not comparable between years, because
installations started after the first year, ended before the last, or reported in some years only. The others do:

- ``scope_widened``: the years reach across one of `WIDENED`. Read the series `since` that year instead;
- ``too_few_years``: fewer than asked for;
- ``unknown_years``: the first or last like-for-like figure or total is NaN;
- ``nothing_comparable``: no like-for-like emissions at all;
- ``low_coverage``: in the first or last year too little of the total is like for like to speak for the place;
- ``zero_base``: the first like-for-like figure is zero.
"""


@dataclass(frozen=True, slots=True, eq=False)
class EmissionsByYear:
    """Verified emissions of the installations of one place.

    Parameters
    ----------
    years
        n years, each one more than the one before.
    tonnes
        (n,) t CO2e of all that reported; NaN is unknown.
    installations, started, ended
        (n,) how many reported, how many for the first time ever, how many for the last time.
    constant_tonnes
        (n,) t CO2e of those that reported in every one of the years; at most ``tonnes``. NaN is unknown.

    Raises
    ------
    InputError
        ``empty``, ``years_not_consecutive``, ``shape_mismatch``, ``negative``, ``more_than_all``.
    """

    years: tuple[int, ...]
    tonnes: Array
    installations: NDArray[np.int64]
    started: NDArray[np.int64]
    ended: NDArray[np.int64]
    constant_tonnes: Array

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError(*faults)
        for _, values in self._columns():
            values.flags.writeable = False

    def since(self, year: int) -> EmissionsByYear:
        """The series from `year` on.

        ``constant_tonnes`` stays that of the longer series: what reported in all of its years also did in these, so
        the figure is a lower bound and its trend still like for like.

        Raises
        ------
        InputError
            ``unknown_year``: the series does not hold it.
        """
        if year not in self.years:
            raise InputError(Fault("unknown_year", "years", {"year": year}))
        at = self.years.index(year)
        return EmissionsByYear(
            self.years[at:],
            self.tonnes[at:].copy(),
            self.installations[at:].copy(),
            self.started[at:].copy(),
            self.ended[at:].copy(),
            self.constant_tonnes[at:].copy(),
        )

    def _columns(self) -> tuple[tuple[str, NDArray[np.float64] | NDArray[np.int64]], ...]:
        return (
            ("tonnes", self.tonnes),
            ("installations", self.installations),
            ("started", self.started),
            ("ended", self.ended),
            ("constant_tonnes", self.constant_tonnes),
        )

    def _faults(self) -> Sequence[Fault]:
        if not self.years:
            return [Fault("empty", "years")]
        expected = (len(self.years),)
        shapes = [
            Fault("shape_mismatch", name, {"years": expected, "values": values.shape})
            for name, values in self._columns()
            if values.shape != expected
        ]
        if shapes:
            return shapes
        faults = []
        if self.years != tuple(range(self.years[0], self.years[0] + len(self.years))):
            faults.append(Fault("years_not_consecutive", "years", {"years": self.years}))
        faults += [
            Fault("negative", f"{name} {self.years[at]}")
            for name, values in self._columns()
            for at in np.flatnonzero(values < 0)
        ]
        parts: tuple[tuple[str, NDArray[np.bool_]], ...] = (
            ("constant_tonnes", self.constant_tonnes > self.tonnes * (1 + 1e-9)),
            ("started", self.started > self.installations),
            ("ended", self.ended > self.installations),
        )
        faults += [
            Fault("more_than_all", f"{name} {self.years[at]}") for name, over in parts for at in np.flatnonzero(over)
        ]
        return faults


@dataclass(frozen=True, slots=True)
class Trend:
    """A change of emissions, from the like-for-like series alone.

    ``change`` is the last value over the first, minus one; ``a_year`` the same as a constant yearly rate.
    """

    first_year: int
    last_year: int
    change: float
    a_year: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What may be said about one `EmissionsByYear`.

    Parameters
    ----------
    coverage
        (n,) like-for-like tonnes over all tonnes; NaN where a part is unknown or nothing was emitted.
    started, ended
        How many installations entered after the first year, and how many left before the last.
    trend
        None where `reasons` forbid it.
    reasons
        In the order of `Reason`.
    """

    years: tuple[int, ...]
    coverage: Array
    started: int
    ended: int
    trend: Trend | None
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        self.coverage.flags.writeable = False


def reading(emissions: EmissionsByYear, *, least_coverage: float = 0.5, least_years: int = 3) -> Reading:
    r"""Decide what the series allows one to say.

    With total :math:`t_y`, like-for-like tonnes :math:`c_y`, first year 0 and last year n:

    .. math::

        \mathrm{coverage}_y = c_y / t_y, \qquad
        \mathrm{change} = c_n / c_0 - 1, \qquad
        \mathrm{a\_year} = (c_n / c_0)^{1/n} - 1

    There is never a trend of :math:`t_y`. The trend of :math:`c_y` is given unless a `Reason` forbids it.

    Parameters
    ----------
    emissions
        The series.
    least_coverage
        Least share of the total that must be like for like, between 0 and 1.
    least_years
        At least 2.

    Returns
    -------
    Reading
        Coverage, counts, the trend or the reasons against it.

    Raises
    ------
    InputError
        ``out_of_range``: `least_coverage` or `least_years`.

    References
    ----------
    Directive 2009/29/EC, Annex I. http://data.europa.eu/eli/dir/2009/29/oj

    Examples
    --------
    One of two installations closes. The total falls by 55 %, the emissions of what can be compared by 10 %:

    >>> total, same, none = np.array([200.0, 190.0, 90.0]), np.array([100.0, 95.0, 90.0]), np.array([0, 0, 0])
    >>> said = reading(EmissionsByYear((2019, 2020, 2021), total, np.array([2, 2, 1]), none, np.array([0, 1, 0]), same))
    >>> said.reasons, round(said.trend.change, 2), said.coverage.round(2)
    (('scope_changed',), -0.1, array([0.5, 0.5, 1. ]))
    """
    wrong = {"least_coverage": not 0 <= least_coverage <= 1, "least_years": least_years < 2}
    if any(wrong.values()):
        raise InputError(*(Fault("out_of_range", name) for name, holds in wrong.items() if holds))
    total = np.where(emissions.tonnes > 0, emissions.tonnes, np.nan)
    coverage = emissions.constant_tonnes / total
    against = _against_trend(emissions, coverage, least_coverage, least_years)
    changed: tuple[Reason, ...] = ("scope_changed",) if _scope_changed(emissions) else ()
    return Reading(
        years=emissions.years,
        coverage=coverage,
        started=int(emissions.started[1:].sum()),
        ended=int(emissions.ended[:-1].sum()),
        trend=None if against else _trend(emissions),
        reasons=changed + against,
    )


def together(parts: Sequence[EmissionsByYear]) -> EmissionsByYear:
    """The sum of several series, e.g. of the activities of a region. A year unknown in one is unknown in the sum.

    Raises
    ------
    InputError
        ``empty``; ``years_differ`` for each series whose years are not those of the first.
    """
    if not parts:
        raise InputError(Fault("empty", "parts"))
    faults = [
        Fault("years_differ", f"series {at}", {"expected": parts[0].years, "found": part.years})
        for at, part in enumerate(parts)
        if part.years != parts[0].years
    ]
    if faults:
        raise InputError(*faults)
    return reduce(_sum, parts)


def _sum(one: EmissionsByYear, other: EmissionsByYear) -> EmissionsByYear:
    return EmissionsByYear(
        one.years,
        one.tonnes + other.tonnes,
        one.installations + other.installations,
        one.started + other.started,
        one.ended + other.ended,
        one.constant_tonnes + other.constant_tonnes,
    )


def _scope_changed(emissions: EmissionsByYear) -> bool:
    moved = emissions.started[1:].any() or emissions.ended[:-1].any()
    # Some installations are excluded for a year or two and come back: neither started nor ended.
    uneven = np.ptp(emissions.installations) > 0
    partial = (emissions.tonnes > emissions.constant_tonnes * (1 + 1e-9)).any()
    return bool(moved or uneven or partial)


def _against_trend(emissions: EmissionsByYear, coverage: Array, least: float, least_years: int) -> tuple[Reason, ...]:
    constant, total = emissions.constant_tonnes, emissions.tonnes
    known = bool(np.isfinite(constant[[0, -1]]).all() and np.isfinite(total[[0, -1]]).all())
    nothing = bool((constant == 0).all())
    rules: tuple[tuple[Reason, bool], ...] = (
        ("scope_widened", any(emissions.years[0] < year <= emissions.years[-1] for year in WIDENED)),
        ("too_few_years", len(emissions.years) < least_years),
        ("unknown_years", not known),
        ("nothing_comparable", nothing),
        ("low_coverage", known and not nothing and bool((coverage[[0, -1]] < least).any())),
        ("zero_base", not nothing and bool(constant[0] == 0)),
    )
    return tuple(reason for reason, holds in rules if holds)


def _trend(emissions: EmissionsByYear) -> Trend:
    ratio = float(emissions.constant_tonnes[-1] / emissions.constant_tonnes[0])
    years = len(emissions.years) - 1
    return Trend(emissions.years[0], emissions.years[-1], ratio - 1, ratio ** (1 / years) - 1)
