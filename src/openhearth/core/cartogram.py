"""Dorling cartogram: one circle for each region, none on top of another."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from openhearth.core.errors import Fault, InputError
from openhearth.core.projection import equal_area
from openhearth.core.values import Array

OVERSEAS = frozenset({"ES70", "FRY1", "FRY2", "FRY3", "FRY4", "FRY5", "NO0B", "PT20", "PT30"})
"""NUTS 2 regions so far from the others that a map of Europe shows them in an inset."""

TOLERANCE = 1e-6
"""Two circles may overlap by this share of the sum of their radii."""

FILL = 0.2
"""Area of all circles as a share of the box around the label points."""

ROUNDS = 150
"""Rounds in which circles are pulled as well as pushed."""

SETTLING = 1500
"""Rounds at most of pushing alone; it ends as soon as nothing overlaps."""

_NEIGHBOURS = 6
_MARGIN = 1.01
_OVERSHOOT = 1.5
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True, eq=False)
class Cartogram:
    """Circles on a plane, in kilometres of the projection; y points north.

    Parameters
    ----------
    codes
        Sorted.
    x, y, radius
        (len(codes),) centre and radius of each circle.
    displacement
        (len(codes),) how far a circle was moved from its label point; NaN for circles in the inset.
    box
        Around all circles.
    inset
        Around the circles that were moved to the strip below the map; None where there are none.
    """

    codes: tuple[str, ...]
    x: Array
    y: Array
    radius: Array
    displacement: Array
    box: Box
    inset: Box | None

    def __post_init__(self) -> None:
        for values in (self.x, self.y, self.radius, self.displacement):
            values.flags.writeable = False


def cartogram(
    codes: Sequence[str], longitude: Array, latitude: Array, size: Array, *, insets: AbstractSet[str] = frozenset()
) -> Cartogram:
    r"""Circles with area proportional to size, near where the regions lie.

    The label points are projected (`equal_area`) and get circles of radius :math:`r_i = s\sqrt{size_i}`, where
    :math:`s` makes the area of all circles the share `FILL` of the box around the label points. Then, in `ROUNDS`
    rounds, each circle is pushed out of those it overlaps, each of two moving in proportion to the other's radius,
    and pulled towards its label point and its six nearest neighbours; the pull fades to nothing. Pushing goes on
    until nothing overlaps. Should it not get there in `SETTLING` rounds, the centres are spread from their mean by
    the one factor that removes what overlap is left. Nothing is random and the order of the input does not matter.

    Circles named in `insets` take no part: they stand in rows below the map, left to right by code.

    Parameters
    ----------
    codes
        n distinct labels.
    longitude, latitude
        (n,) label points, degrees.
    size
        (n,) positive, any unit. A region of unknown size cannot be drawn: leave it out.
    insets
        Codes to draw below the map, e.g. `OVERSEAS`. Codes that are not in ``codes`` are ignored.

    Returns
    -------
    Cartogram
        Circles overlap by less than `TOLERANCE` of the sum of their radii.

    Raises
    ------
    InputError
        ``empty``, ``shape_mismatch``, ``duplicate_label``, ``not_positive``, ``not_degrees``, ``all_in_insets``.

    References
    ----------
    Dorling, D. (1996). Area Cartograms: Their Use and Creation. CATMOG 59, University of East Anglia.

    Examples
    --------
    >>> drawn = cartogram(("B", "A"), np.array([10.0, 10.1]), np.array([52.0, 52.0]), np.array([4.0, 1.0]))
    >>> drawn.codes, (drawn.radius[1] / drawn.radius[0]).round(6)
    (('A', 'B'), np.float64(2.0))
    >>> bool(np.hypot(*np.diff([drawn.x, drawn.y])) > drawn.radius.sum())
    True
    """
    _check(codes, longitude, latitude, size, insets)
    order = np.array(sorted(range(len(codes)), key=lambda position: codes[position]))
    labels = tuple(codes[position] for position in order)
    origin = np.column_stack(equal_area(longitude[order], latitude[order]))
    aside = np.array([label in insets for label in labels])
    radius = _radii(origin, size[order], ~aside)
    centre = origin.copy()
    centre[~aside] = _apart(origin[~aside], radius[~aside])
    if aside.any():
        centre[aside] = _strip(radius[aside], _box(centre[~aside], radius[~aside]))
    inset = _box(centre[aside], radius[aside]) if aside.any() else None
    moved = np.where(aside, np.nan, np.hypot(*(centre - origin).T))
    return Cartogram(labels, centre[:, 0].copy(), centre[:, 1].copy(), radius, moved, _box(centre, radius), inset)


def _check(codes: Sequence[str], longitude: Array, latitude: Array, size: Array, insets: AbstractSet[str]) -> None:
    if not codes:
        raise InputError(Fault("empty", "codes"))
    shape = (len(codes),)
    faults = [
        Fault("shape_mismatch", name, {"codes": shape, "values": values.shape})
        for name, values in (("longitude", longitude), ("latitude", latitude), ("size", size))
        if values.shape != shape
    ]
    if faults:
        raise InputError(*faults)
    if len(set(codes)) < len(codes):
        faults += [Fault("duplicate_label", code) for code in sorted({c for c in codes if list(codes).count(c) > 1})]
    wrong = ~(np.isfinite(size) & (size > 0))
    faults += [
        Fault("not_positive", code, {"size": float(value)})
        for code, value, bad in zip(codes, size, wrong, strict=True)
        if bad
    ]
    # The negation catches NaN, which compares false with everything.
    nowhere = ~((np.abs(longitude) <= 180) & (np.abs(latitude) <= 90))
    faults += [Fault("not_degrees", code) for code, bad in zip(codes, nowhere, strict=True) if bad]
    if all(code in insets for code in codes):
        faults.append(Fault("all_in_insets", "insets"))
    if faults:
        raise InputError(*faults)


def _radii(origin: Array, size: Array, main: NDArray[np.bool_]) -> Array:
    sides = np.ptp(origin[main], axis=0)
    # One point, or points on a line, have no box: then the longer side, or one kilometre, stands for both.
    longest = max(float(sides.max()), 1.0)
    area = longest * max(float(sides.min()), longest / 10)
    share: Array = size / size[main].sum()
    return np.sqrt(FILL * area * share / np.pi)


def _apart(origin: Array, radius: Array) -> Array:
    count = len(radius)
    centre = _untied(origin, radius)
    if count == 1:
        return centre
    known = min(_NEIGHBOURS + 1, count)
    near: NDArray[np.intp] = np.asarray(cKDTree(centre).query(centre, k=known)[1])
    first = np.repeat(np.arange(count), known - 1)
    second = near[:, 1:].ravel()
    for done in range(ROUNDS):
        pull = 0.25 * (1 - done / ROUNDS) ** 2
        move = pull * (origin - centre) + 0.5 * pull * _attraction(centre, radius, first, second)
        centre = centre + move
        centre = centre + _repulsion(centre, radius)
    for _ in range(SETTLING):
        if _spread(centre, radius) <= 1:
            return centre
        # Pushing to a small margin beyond contact lets the rounds end instead of approaching contact for ever.
        centre = centre + _OVERSHOOT * _repulsion(centre, _MARGIN * radius)
    middle: Array = centre.mean(axis=0)
    return middle + (centre - middle) * _spread(centre, radius)


def _untied(origin: Array, radius: Array) -> Array:
    """Points moved apart a hair where they coincide, so that every pair has a direction."""
    angle = _GOLDEN_ANGLE * np.arange(len(radius))
    step = 1e-3 * radius.mean() * np.sqrt(np.arange(len(radius)) / len(radius))
    hair: Array = step[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    return origin + hair


def _gaps(centre: Array, radius: Array, first: NDArray[np.intp], second: NDArray[np.intp]) -> tuple[Array, Array]:
    """Unit vectors from the first to the second circle, and the gap between them (negative: overlap)."""
    between = centre[second] - centre[first]
    distance = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-12)
    return between / distance[:, None], distance - radius[first] - radius[second]


def _sums(count: int, at: NDArray[np.intp], moves: Array) -> Array:
    return np.column_stack([np.bincount(at, weights=moves[:, axis], minlength=count) for axis in (0, 1)])


def _attraction(centre: Array, radius: Array, first: NDArray[np.intp], second: NDArray[np.intp]) -> Array:
    direction, gap = _gaps(centre, radius, first, second)
    weight = np.clip(gap, 0, radius[first])[:, None] / _NEIGHBOURS
    return _sums(len(radius), first, direction * weight)


def _repulsion(centre: Array, radius: Array) -> Array:
    pairs = _touching(centre, radius)
    direction, gap = _gaps(centre, radius, pairs[:, 0], pairs[:, 1])
    overlap = np.maximum(-gap, 0)
    part = radius[pairs[:, 1]] / (radius[pairs[:, 0]] + radius[pairs[:, 1]])
    back = _sums(len(radius), pairs[:, 0], -direction * (overlap * part)[:, None])
    forth = _sums(len(radius), pairs[:, 1], direction * (overlap * (1 - part))[:, None])
    return back + forth


def _touching(centre: Array, radius: Array) -> NDArray[np.intp]:
    pairs: NDArray[np.intp] = cKDTree(centre).query_pairs(2 * float(radius.max()), output_type="ndarray")
    # The tree's order depends on its build; sums of floats depend on the order.
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _spread(centre: Array, radius: Array) -> float:
    pairs = _touching(centre, radius)
    between = centre[pairs[:, 1]] - centre[pairs[:, 0]]
    needed = radius[pairs[:, 0]] + radius[pairs[:, 1]]
    factors = needed / np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-12)
    return max(1.0, float(factors.max(initial=1.0)))


def _strip(radius: Array, box: Box) -> Array:
    """Centres of circles in rows below a box, as wide as the box."""
    gap = 0.25 * float(radius.max())
    left, bottom, right, _ = box
    centres, x, top = [], left, bottom - 2 * gap
    height = 2 * float(radius.max())
    for size in radius:
        if x > left and x + 2 * size > right:
            x, top = left, top - height - gap
        centres.append((x + size, top - height / 2))
        x += 2 * size + gap
    return np.array(centres)


def _box(centre: Array, radius: Array) -> Box:
    low = (centre - radius[:, None]).min(axis=0)
    high = (centre + radius[:, None]).max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
