"""Which regions are like mine, and in what.

Regions are compared in a few dimensions. Each is brought to the same scale before it is weighted, so that a stated
weight means what it says, and every distance can be taken apart into its dimensions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array, Panel

Measure = Literal["standardised", "hellinger"]
"""``standardised``: root mean square of standardised differences. ``hellinger``: between compositions."""

MINIMUM_WEIGHT = 0.5
"""Two regions are compared when the dimensions both have carry at least this part of all weight."""

MINIMUM_MASS = 0.5
"""Two compositions are compared when the parts both know hold at least this share of each."""

DIGITS = 12
"""Distances equal to this many decimals are a tie, which goes to the code that sorts first."""

ROUNDING = 1e-12
"""Squared Hellinger distances below this are rounding: the compositions are the same."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A respect in which regions are compared. Without columns it is declared, but there are no data yet."""

    code: str
    weight: float
    columns: tuple[str, ...]
    measure: Measure = "standardised"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a dimension adds: its own distance, and its share of the squared distance, from 0 to 1."""

    dimension: str
    distance: float
    share: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A similar region. ``missing``: dimensions the target has and this region has not."""

    code: str
    distance: float
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """The most similar regions, nearest first. ``missing``: dimensions for which the target itself has no data."""

    target: str
    peers: tuple[Peer, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """All distances between regions, dimension by dimension.

    Parameters
    ----------
    codes
        The n regions.
    dimensions
        The m dimensions.
    squared
        (m, n, n): squared distance in each dimension, its mean over pairs being 1; NaN where one of the two lacks it.
    present
        (m, n): whether a region has data in a dimension.
    combined
        (n, n): distance over all dimensions; NaN where too little weight is shared.
    """

    codes: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    squared: Array
    present: NDArray[np.bool_]
    combined: Array

    def __post_init__(self) -> None:
        for values in (self.squared, self.present, self.combined):
            values.flags.writeable = False


def default_dimensions(economy: Sequence[str], emission_profile: Sequence[str]) -> tuple[Dimension, ...]:
    """The dimensions of the house; the caller names the columns of the two compositions.

    The economy counts three times because exchange about transition starts from what a region makes; all else once.
    Openness (trade, migration) is declared, and reported as missing, until there is an open regional source for it.

    Examples
    --------
    >>> [(dimension.code, dimension.weight) for dimension in default_dimensions(["C24"], ["steel"])][:2]
    [('economy', 3.0), ('size', 1.0)]
    """
    return (
        Dimension("economy", 3.0, tuple(economy), "hellinger"),
        Dimension("size", 1.0, ("log_population", "log_population_density")),
        Dimension("people", 1.0, ("tertiary_education", "adult_learning")),
        Dimension("income", 1.0, ("gdp_per_head", "income")),
        Dimension("emissions", 1.0, ("log_ets_emissions_per_head",)),
        Dimension("emission_profile", 1.0, tuple(emission_profile), "hellinger"),
        Dimension("openness", 1.0, ()),
    )


def distances(features: Panel, dimensions: Sequence[Dimension], *, minimum_weight: float = MINIMUM_WEIGHT) -> Distances:
    r"""Distances between all regions.

    .. math:: d_{ij}^2 = \frac{\sum_k w_k\, d_{kij}^2}{\sum_k w_k}

    over the dimensions k that both i and j have. Within a dimension,

    - ``standardised``: each column is divided by the root of its mean squared difference between regions; then the
      mean of the squared differences over the columns both know. The unit of a column does not matter.
    - ``hellinger``: :math:`1 - \sum_c \sqrt{p_{ic}\, p_{jc}}`, where p are the parts of the total over the columns
      both know. The total does not matter.

    At last each :math:`d_k^2` is divided by its mean over all pairs of regions, so it has mean 1.

    Parameters
    ----------
    features
        Regions by column. NaN is unknown. The scale of a dimension depends on all rows: add the regions to compare
        with, not more. Take logarithms of sizes before.
    dimensions
        Weights are relative.
    minimum_weight
        Share of all weight, including that of dimensions without data, that two regions must have in common.

    Raises
    ------
    InputError
        ``unknown_label``, ``duplicate_dimension``, ``not_a_weight``, ``no_weight`` or ``negative_part``.

    References
    ----------
    Regional benchmarking by structural distance: M. Navarro et al., *Regional benchmarking in the smart
    specialisation process*, JRC89819 (2014). E. Hellinger, 1909, doi:10.1515/crll.1909.136.210. Comparing over what
    both have: J. C. Gower, "A general coefficient of similarity and some of its properties", 1971,
    doi:10.2307/2528823.

    Examples
    --------
    >>> panel = Panel(("A1", "A2", "A3"), ("age",), np.array([[40.0], [42.0], [47.0]]))
    >>> found = distances(panel, [Dimension("people", 1.0, ("age",))])
    >>> (found.combined**2).round(3).tolist()
    [[0.0, 0.154, 1.885], [0.154, 0.0, 0.962], [1.885, 0.962, 0.0]]
    """
    _check(features, dimensions)
    size = len(features.rows)
    squared = np.full((len(dimensions), size, size), np.nan)
    present = np.zeros((len(dimensions), size), dtype=bool)
    for position, dimension in enumerate(dimensions):
        values = features.select(columns=dimension.columns).values
        raw = _hellinger(values) if dimension.measure == "hellinger" else _standardised(values)
        squared[position] = _to_mean_one(raw)
        present[position] = np.isfinite(np.diagonal(raw))
    weights = np.array([dimension.weight for dimension in dimensions])
    shared = np.tensordot(weights, np.isfinite(squared), axes=1)
    total = np.tensordot(weights, np.nan_to_num(squared), axes=1)
    enough = (shared >= minimum_weight * weights.sum()) & (shared > 0)
    combined = np.sqrt(np.divide(total, shared, out=np.full(total.shape, np.nan), where=enough))
    return Distances(features.rows, tuple(dimensions), squared, present, combined)


def nearest(
    target: str,
    between: Distances,
    *,
    count: int = 10,
    exclude: Collection[str] = (),
    require: Collection[str] = (),
) -> Peers:
    """The regions nearest to ``target``, without itself and ``exclude``, ties by code.

    Parameters
    ----------
    target, between
        One of the regions of ``between``.
    count
        At most so many. There are fewer when others have too little in common.
    exclude
        Codes to leave out, e.g. the target's own country.
    require
        Codes of dimensions in which a peer must be comparable. A region without data in a dimension in which the
        target is unusual looks nearer than it is; name that dimension here when it matters.

    Raises
    ------
    InputError
        ``unknown_territory`` or ``unknown_dimension``.

    Examples
    --------
    >>> panel = Panel(("A1", "A2", "A3"), ("age",), np.array([[40.0], [42.0], [47.0]]))
    >>> between = distances(panel, [Dimension("people", 1.0, ("age",))])
    >>> [peer.code for peer in nearest("A1", between).peers]
    ['A2', 'A3']
    """
    codes = [dimension.code for dimension in between.dimensions]
    faults = [Fault("unknown_dimension", "require", {"dimension": code}) for code in require if code not in codes]
    if target not in between.codes:
        faults.append(Fault("unknown_territory", "peers", {"territory": target}))
    if faults:
        raise InputError(*faults)
    own = between.codes.index(target)
    needed = between.squared[[codes.index(code) for code in require], own]
    row = np.where(np.isfinite(needed).all(axis=0), between.combined[own], np.nan)
    skipped = {target, *exclude}
    order = np.lexsort((np.array(between.codes), np.round(row, DIGITS)))
    near = (
        int(position) for position in order if np.isfinite(row[position]) and between.codes[position] not in skipped
    )
    return Peers(
        target=target,
        peers=tuple(_peer(between, own, other) for other in islice(near, count)),
        missing=tuple(
            dimension.code
            for dimension, present in zip(between.dimensions, between.present[:, own], strict=True)
            if not present
        ),
    )


def peers(
    target: str,
    features: Panel,
    *,
    dimensions: Sequence[Dimension],
    count: int = 10,
    exclude: Collection[str] = (),
) -> Peers:
    """The regions most like ``target``: `distances`, then `nearest`. For many targets call those two yourself."""
    return nearest(target, distances(features, dimensions), count=count, exclude=exclude)


def _check(features: Panel, dimensions: Sequence[Dimension]) -> None:
    codes = [dimension.code for dimension in dimensions]
    faults = [Fault("duplicate_dimension", code) for code in dict.fromkeys(codes) if codes.count(code) > 1]
    for dimension in dimensions:
        if not 0 <= dimension.weight < np.inf:
            faults.append(Fault("not_a_weight", dimension.code, {"found": dimension.weight}))
        unknown = [column for column in dimension.columns if column not in features.columns]
        faults += [Fault("unknown_label", dimension.code, {"label": column}) for column in unknown]
        if dimension.measure == "hellinger" and not unknown:
            values = features.select(columns=dimension.columns).values
            faults += [
                Fault("negative_part", f"row {features.rows[row]}", {"column": dimension.columns[column]})
                for row, column in zip(*np.nonzero(values < 0), strict=True)
            ]
    if not any(dimension.weight > 0 for dimension in dimensions):
        faults.append(Fault("no_weight", "dimensions"))
    if faults:
        raise InputError(*faults)


def _standardised(values: Array) -> Array:
    """(n, n) mean over the columns both know of squared differences, each column's own mean being 1."""
    size = len(values)
    total, count = np.zeros((size, size)), np.zeros((size, size))
    for column in values.T:
        squares = _to_mean_one((column[:, None] - column[None, :]) ** 2)
        total += np.nan_to_num(squares)
        count += np.isfinite(squares)
    mean: Array = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def _hellinger(values: Array) -> Array:
    """(n, n) squared Hellinger distance of the rows as compositions over the columns both know."""
    known = np.isfinite(values)
    parts = np.nan_to_num(values)
    roots = np.sqrt(parts)
    mass = parts @ known.T.astype(float)  # of i, over the columns known in j
    own = np.diagonal(mass)[:, None]
    enough = (mass > 0) & (mass >= MINIMUM_MASS * own)
    affinity = np.divide(
        roots @ roots.T, np.sqrt(mass * mass.T), out=np.full(mass.shape, np.nan), where=enough & enough.T
    )
    squared: Array = np.clip(1.0 - (affinity + affinity.T) / 2, 0.0, 1.0)
    squared[squared < ROUNDING] = 0.0
    np.fill_diagonal(squared, np.where(own[:, 0] > 0, 0.0, np.nan))
    return squared


def _to_mean_one(squared: Array) -> Array:
    """Divided by the mean over known pairs of different regions; unchanged where all are alike."""
    pairs = squared[np.triu_indices(len(squared), k=1)]
    mean = float(np.mean(pairs, where=np.isfinite(pairs))) if np.isfinite(pairs).any() else 0.0
    return squared / mean if mean > 0 else squared


def _peer(between: Distances, own: int, other: int) -> Peer:
    squared: list[float] = between.squared[:, own, other].tolist()
    present: list[bool] = between.present[:, own].tolist()
    known = [
        (dimension, square) for dimension, square in zip(between.dimensions, squared, strict=True) if isfinite(square)
    ]
    total = sum(dimension.weight * square for dimension, square in known)
    return Peer(
        code=between.codes[other],
        distance=float(between.combined[own, other]),
        contributions=tuple(
            Contribution(dimension.code, sqrt(square), dimension.weight * square / total if total > 0 else 0.0)
            for dimension, square in known
        ),
        missing=tuple(
            dimension.code
            for dimension, square, has in zip(between.dimensions, squared, present, strict=True)
            if has and not isfinite(square)
        ),
    )
