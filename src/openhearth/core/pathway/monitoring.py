"""Where an indicator stands against its path, which way it is going, and the rule that lights its lamp. See docs/methods/pathway.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from openhearth.core.pathway.status import Rule
from openhearth.core.pathway.terms import Indicator, Observation, Plan
from openhearth.core.values import Array

Light = Literal["green", "amber", "red", "grey"]
"""``grey``: cannot be told. Missing data is never green."""

Outlook = Literal["reached", "likely", "open", "unlikely", "unknown"]
"""Of a target, if the trend goes on: met already, met by the whole interval, by part of it, by none, no trend."""

OLD_AFTER = 4
"""Years after which an observation says nothing about today; a convention: regional statistics come up to three years late."""

TOLERANCE = 0.1
"""Where a plan names no tolerance: this share of the way from the baseline to the last target."""

AMBER = 2.0
"""Amber reaches from once to so many times the tolerance."""

TREND_POINTS, TREND_YEARS, CONFIDENCE = 5, 10, 0.95
"""A trend needs so many known years among the last so many; its interval covers the slope with this confidence."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Change for each year with its interval, and the middle of the observations through which the line runs.

    NaN where there are too few observations. ``points``: how many there are.
    """

    slope: float
    low: float
    high: float
    year: float
    value: float
    points: int

    def at(self, year: float) -> tuple[float, float, float]:
        """The line in a year, and its lowest and highest value within the interval of the slope."""
        ends = [self.value + slope * (year - self.year) for slope in (self.low, self.high)]
        return self.value + self.slope * (year - self.year), min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class Projection:
    """Where the trend leads in the year of a target."""

    year: int
    target: float
    value: float
    low: float
    high: float
    outlook: Outlook


@dataclass(frozen=True, slots=True, eq=False)
class Monitored:
    """An indicator watched: all that a chart and a lamp need.

    Parameters
    ----------
    years, path, observed
        (n,) every year from the first to the last that is told; NaN where the path does not run or nothing is known.
    latest
        The last known observation up to this year; None where there is none.
    expected, gap
        The path in its year, and observed minus expected, in the unit of the indicator.
    shortfall
        The gap counted against the direction: above zero is worse than the path.
    tolerance, tolerance_assumed
        What was used, and whether it is the house's convention.
    """

    key: str
    years: tuple[int, ...]
    path: Array
    observed: Array
    latest: Observation | None
    expected: float
    gap: float
    shortfall: float
    tolerance: float
    tolerance_assumed: bool
    light: Light
    rule: Rule
    trend: Trend
    projections: tuple[Projection, ...]


def path(indicator: Indicator, years: Sequence[int]) -> Array:
    """The way from the baseline to the targets: straight lines between them, level after the last.

    Parameters
    ----------
    years
        (n,) the years asked for.

    Returns
    -------
    Array
        (n,) in the unit of the indicator; NaN before the baseline, and everywhere without a known baseline or a target.

    Examples
    --------
    >>> from openhearth.core.pathway.terms import Target
    >>> heat = Indicator("heat", "Heat", "GWh", "more", "ecological", baseline=Observation(2020, 10.0), targets=(Target(2030, 20.0),))
    >>> path(heat, (2019, 2020, 2025, 2035))
    array([nan, 10., 15., 20.])
    """
    baseline = indicator.baseline
    targets = sorted((one.year, one.value) for one in indicator.targets)
    if baseline is None or math.isnan(baseline.value) or not targets:
        return np.full(len(years), np.nan)
    corners = [(baseline.year, baseline.value), *(one for one in targets if one[0] > baseline.year)]
    at, values = np.array(corners, dtype=float).T
    track: Array = np.interp(np.asarray(years, dtype=float), at, values, left=np.nan)
    return track


def observed(indicator: Indicator, flowing: Iterable[Observation] = ()) -> tuple[Observation, ...]:
    """What was measured, by year: what flows in from the register, over it what the team knows, the baseline where nothing else is.

    A figure that is not known never takes the place of one that is.

    Examples
    --------
    >>> heat = Indicator("heat", "Heat", "GWh", "more", "ecological", observations=(Observation(2021, 12.0),))
    >>> [one.value for one in observed(heat, [Observation(2020, 10.0), Observation(2021, 11.0)])]
    [10.0, 12.0]
    """
    found: dict[int, Observation] = {}
    for one in (*filter(None, (indicator.baseline,)), *flowing, *indicator.observations):
        if not math.isnan(one.value) or one.year not in found:
            found[one.year] = one
    return tuple(found[year] for year in sorted(found))


def monitored(
    indicator: Indicator, this_year: int, flowing: Iterable[Observation] = (), *, old_after: int = OLD_AFTER
) -> Monitored:
    """An indicator against its path, with the lamp and the rule that lights it.

    With the shortfall s (observed minus path where less is better, path minus observed where more is) and the tolerance t, the first
    rule that applies decides:

    ==================== ====== =================================================
    rule                 light  when
    ==================== ====== =================================================
    ``no_observation``   grey   nothing is known up to this year
    ``old``              grey   the last known year is more than ``old_after`` ago
    ``no_path``          grey   there is no baseline or no target
    ``before_baseline``  grey   the last known year lies before the baseline
    ``only_baseline``    grey   nothing is known since the baseline
    ``on_path``          green  s <= 0
    ``within_tolerance`` green  s <= t
    ``beside_path``      amber  s <= 2 t
    ``off_path``         red    else
    ==================== ====== =================================================

    Parameters
    ----------
    this_year
        Observations of later years are not heard.
    flowing
        What the register knows about the region.

    Examples
    --------
    >>> from openhearth.core.pathway.terms import Target
    >>> heat = Indicator("heat", "Heat", "GWh", "more", "ecological", baseline=Observation(2020, 10.0), targets=(Target(2030, 20.0),))
    >>> found = monitored(heat, 2026, [Observation(2025, 13.5)])
    >>> found.light, found.rule.code, found.shortfall, found.tolerance
    ('amber', 'beside_path', 1.5, 1.0)
    """
    known = observed(indicator, flowing)
    told = [one.year for one in known] + [one.year for one in indicator.targets]
    years = tuple(range(min(told), max(told) + 1)) if told else ()
    values = np.full(len(years), np.nan)
    for one in known:
        values[one.year - years[0]] = one.value
    heard = [one for one in known if one.year <= this_year and not math.isnan(one.value)]
    latest = heard[-1] if heard else None
    expected = float(path(indicator, (latest.year,))[0]) if latest else math.nan
    gap = latest.value - expected if latest else math.nan
    shortfall = -gap if indicator.direction == "more" else gap
    tolerance = indicator.tolerance if indicator.tolerance is not None else _assumed_tolerance(indicator)
    light, rule = _light(indicator, latest, shortfall, tolerance, this_year - old_after)
    slope = trend([one.year for one in heard], [one.value for one in heard])
    projections = tuple(
        _projection(indicator, target.year, target.value, latest, slope)
        for target in sorted(indicator.targets, key=lambda one: one.year)
        if target.year >= this_year
    )
    track = path(indicator, years)
    track.flags.writeable = values.flags.writeable = False
    return Monitored(
        indicator.key,
        years,
        track,
        values,
        latest,
        expected,
        gap,
        shortfall,
        tolerance,
        indicator.tolerance is None,
        light,
        rule,
        slope,
        projections,
    )


def monitoring(
    plan: Plan,
    this_year: int,
    flowing: Mapping[str, Sequence[Observation]] | None = None,
    *,
    old_after: int = OLD_AFTER,
) -> Mapping[str, Monitored]:
    """Every indicator of a plan by key; ``flowing`` has what the register knows, by its code."""
    known = flowing or {}
    return {
        one.key: monitored(one, this_year, known.get(one.register, ()), old_after=old_after) for one in plan.indicators
    }


def trend(years: Sequence[int], values: Sequence[float]) -> Trend:
    r"""Change for each year: the median of the slopes between all pairs of observations, after Theil and Sen.

    .. math:: b = \mathrm{median}_{i<j} \frac{v_j - v_i}{y_j - y_i}

    One wild year does not move it. The interval takes the slopes of rank (N ∓ z√V)/2 of all N, where V = n(n-1)(2n+5)/18
    less the ties among values is the variance of Kendall's score; it supposes years that are independent of each other.

    Parameters
    ----------
    years, values
        (n,) distinct years and what was measured; NaN and all before the last `TREND_YEARS` are left out.

    Returns
    -------
    Trend
        All NaN below `TREND_POINTS` observations.

    References
    ----------
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the American Statistical
    Association 63, 1379-1389. https://doi.org/10.1080/01621459.1968.10480934

    Examples
    --------
    >>> trend([2018, 2019, 2020, 2021, 2022], [1.0, 2.0, 3.0, 90.0, 5.0]).slope
    1.0
    """
    at, seen = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    known = ~np.isnan(seen)
    if known.any():
        known &= at > at[known].max() - TREND_YEARS
    at, seen = at[known], seen[known]
    if len(at) < TREND_POINTS:
        return Trend(math.nan, math.nan, math.nan, math.nan, math.nan, len(at))
    first, second = np.triu_indices(len(at), 1)
    slopes = np.sort((seen[second] - seen[first]) / (at[second] - at[first]))
    low, high = _ranks(seen, len(slopes))
    return Trend(
        float(np.median(slopes)),
        float(slopes[low]),
        float(slopes[high]),
        float(np.median(at)),
        float(np.median(seen)),
        len(at),
    )


def _ranks(values: Array, slopes: int) -> tuple[int, int]:
    count = len(values)
    tied = np.unique(values, return_counts=True)[1]
    variance = (count * (count - 1) * (2 * count + 5) - float(np.sum(tied * (tied - 1) * (2 * tied + 5)))) / 18
    spread = float(ndtri((1 + CONFIDENCE) / 2)) * math.sqrt(variance)
    low, high = round((slopes - spread) / 2) - 1, round((slopes + spread) / 2)
    return max(low, 0), min(high, slopes - 1)


def _assumed_tolerance(indicator: Indicator) -> float:
    if indicator.baseline is None or not indicator.targets:
        return math.nan
    last = max(indicator.targets, key=lambda one: one.year)
    return TOLERANCE * abs(last.value - indicator.baseline.value)


def _light(
    indicator: Indicator, latest: Observation | None, shortfall: float, tolerance: float, oldest: int
) -> tuple[Light, Rule]:
    if latest is None:
        return "grey", Rule("no_observation")
    if latest.year < oldest:
        return "grey", Rule("old", {"year": latest.year, "oldest": oldest})
    baseline = indicator.baseline
    if baseline is None or math.isnan(baseline.value) or not indicator.targets:
        return "grey", Rule("no_path")
    if latest.year <= baseline.year:
        code = "only_baseline" if latest.year == baseline.year else "before_baseline"
        return "grey", Rule(code, {"year": latest.year, "baseline": baseline.year})
    params = {"year": latest.year, "shortfall": shortfall, "tolerance": tolerance}
    if shortfall <= tolerance:
        return "green", Rule("on_path" if shortfall <= 0 else "within_tolerance", params)
    return (
        ("amber", Rule("beside_path", params)) if shortfall <= AMBER * tolerance else ("red", Rule("off_path", params))
    )


def _projection(indicator: Indicator, year: int, target: float, latest: Observation | None, slope: Trend) -> Projection:
    value, low, high = slope.at(year)
    sign = 1.0 if indicator.direction == "more" else -1.0
    outlook: Outlook = "unknown"
    if latest is not None and sign * (latest.value - target) >= 0:
        outlook = "reached"
    elif not math.isnan(value):
        worst, best = sorted((sign * low, sign * high))
        outlook = "likely" if worst >= sign * target else "open" if best >= sign * target else "unlikely"
    return Projection(year, target, value, low, high, outlook)
