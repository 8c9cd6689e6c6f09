"""Groups of regions with a similar focus of their economy, each with its name and its reasons.

The method is seeded k-means. Each type starts from the profile its name promises (agri-textile: a usual strength in
agri-food and in textile, average elsewhere), then the data move the profiles. So a group has its name from the
beginning, and the same input always gives the same groups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.register import RegionType
from openhearth.core.values import Array, Panel

MINIMUM_KNOWN = 0.7
"""A region is classified when at least this part of the features is known."""

SEED = 1.0
"""Start of a type in the ecosystems it is named after, in units of the usual strength there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A specialisation: ``quotient`` times the average share of an ecosystem."""

    ecosystem: str
    quotient: float


@dataclass(frozen=True, slots=True)
class Group:
    """The regions of one type. ``marks``: where its typical member is above average, strongest first."""

    type_code: str
    members: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Why a region is where it is.

    Parameters
    ----------
    territory, type_code
        The region and its type.
    reasons
        Its specialisations among the ecosystems that types are named after, strongest first.
    runner_up
        The next nearest type; empty when there is only one type.
    margin
        1 - distance to its own profile / distance to the runner-up's: 0 is a coin toss, 1 is beyond doubt.
    unknown
        Ecosystems without a figure for this region; they took no part.
    """

    territory: str
    type_code: str
    reasons: tuple[Mark, ...]
    runner_up: str
    margin: float
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclassified:
    """A region without enough data, with how many features are known and how many would be needed."""

    territory: str
    reason: str
    known: int
    needed: int


@dataclass(frozen=True, slots=True)
class Typology:
    """All groups in the order of the types, the placement of each region by code, and who could not be placed."""

    groups: tuple[Group, ...]
    placements: tuple[Placement, ...]
    unclassified: tuple[Unclassified, ...]
    features: tuple[str, ...]
    explained: float
    rounds: int

    def placement(self, territory: str) -> Placement | Unclassified:
        """Where a region stands; `InputError` ``unknown_territory`` if it was not among the regions."""
        entries: tuple[Placement | Unclassified, ...] = (*self.placements, *self.unclassified)
        for entry in entries:
            if entry.territory == territory:
                return entry
        raise InputError(Fault("unknown_territory", "typology", {"territory": territory}))

    def reasons(self, territory: str) -> tuple[Mark, ...]:
        """The strongest specialisations that place a region where it is; empty if it has none or is unclassified."""
        entry = self.placement(territory)
        return entry.reasons if isinstance(entry, Placement) else ()


def typology(quotients: Panel, types: Sequence[RegionType], *, minimum_known: float = MINIMUM_KNOWN) -> Typology:
    r"""Place each region in the type whose profile is nearest to its own.

    .. math::
        f_{re} = \max(0, \log_2 LQ_{re}) \qquad
        y_{re} = f_{re} \Big/ \sqrt{\operatorname{mean}_r f_{re}^2} \qquad
        g(r) = \arg\min_k \sum_{e\,\text{known in}\,r} (y_{re} - m_{ke})^2

    Being *below* average in something is no focus, hence the 0. Dividing by the usual strength in an ecosystem keeps
    textile, which varies much, from drowning health, which varies little. ``m_k`` starts at `SEED` for the ecosystems
    in the signature of type ``k`` and 0 for others; then it is the mean of the known values of its members, until
    nobody moves. The features are the ecosystems that some signature names: the others (retail, construction) say
    nothing about the names.

    Parameters
    ----------
    quotients
        Territories by ecosystem, as from `specialisation.by_ecosystem`. An unknown quotient takes no part in its
        region's distances nor in the profile of its group.
    types
        In a meaningful order: equal distances go to the first. A group nobody belongs to keeps its seed.
    minimum_known
        Part of the features that must be known; other regions are listed as ``too_few_known``.

    Returns
    -------
    Typology
        Independent of the order of the rows. ``explained`` is the part of the squared deviations from the overall
        profile that disappears within groups; ``rounds`` how often profiles were moved.

    Raises
    ------
    InputError
        ``no_types``, ``duplicate_type``, ``unknown_label`` (a signature names no column) or ``negative_quotient``.

    References
    ----------
    S. P. Lloyd, "Least squares quantization in PCM", 1982, doi:10.1109/TIT.1982.1056489. S. Basu, A. Banerjee and
    R. Mooney, "Semi-supervised clustering by seeding", ICML 2002. Unknown values: J. T. Chi, E. C. Chi and
    R. G. Baraniuk, "k-POD: a method for k-means clustering of missing data", 2016, doi:10.1080/00031305.2015.1086685.

    Examples
    --------
    >>> panel = Panel(("A1", "A2"), ("agrifood", "digital"), np.array([[3.0, 0.5], [0.4, 2.0]]))
    >>> types = [RegionType("farms", "", "", 0, ("agrifood",)), RegionType("code", "", "", 0, ("digital",))]
    >>> [(group.type_code, group.members) for group in typology(panel, types).groups]
    [('farms', ('A1',)), ('code', ('A2',))]
    """
    _check(quotients, types)
    named = {code for region_type in types for code in region_type.signature}
    features = tuple(code for code in quotients.columns if code in named)

    def promised(_focus: Array) -> Array:
        return np.array([[SEED if code in entry.signature else 0.0 for code in features] for entry in types])

    return _grouped(quotients.select(columns=features), types, promised, minimum_known)


def unnamed_groups(quotients: Panel, count: int, *, minimum_known: float = MINIMUM_KNOWN) -> Typology:
    """As `typology`, in any number of groups that have no names before the data speak.

    All ecosystems are features. The seeds are regions: first the one furthest from the average in everything, then
    always the one furthest from all seeds so far, ties by code. Groups are called ``group_1`` to ``group_n``.

    Parameters
    ----------
    quotients
        As for `typology`.
    count
        At least 1 and at most the number of regions known well enough; otherwise ``out_of_range``.

    References
    ----------
    T. F. Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985, doi:10.1016/0304-3975(85)90224-5.

    Examples
    --------
    >>> panel = Panel(("A1", "A2", "A3"), ("agrifood", "digital"), np.array([[3.0, 0.5], [0.4, 2.0], [2.8, 0.6]]))
    >>> sorted(group.members for group in unnamed_groups(panel, 2).groups)
    [('A1', 'A3'), ('A2',)]
    """
    types = [RegionType(f"group_{number}", "", "", 0, ()) for number in range(1, count + 1)]

    def furthest(focus: Array) -> Array:
        if not 1 <= count <= len(focus):
            raise InputError(Fault("out_of_range", "groups", {"value": count}))
        whole = np.nan_to_num(focus)
        chosen = [int(np.argmax((whole**2).sum(axis=1)))]
        while len(chosen) < count:
            gaps = ((whole[:, None, :] - whole[chosen][None, :, :]) ** 2).sum(axis=2).min(axis=1)
            chosen.append(int(np.argmax(gaps)))
        return whole[chosen]

    return _grouped(quotients, types, furthest, minimum_known)


def _grouped(
    quotients: Panel, types: Sequence[RegionType], seeds_of: Callable[[Array], Array], minimum_known: float
) -> Typology:
    panel = quotients.select(rows=sorted(quotients.rows))
    known = np.isfinite(panel.values).sum(axis=1)
    needed = max(1, int(np.ceil(minimum_known * len(panel.columns))))
    enough = tuple(code for code, count in zip(panel.rows, known, strict=True) if count >= needed)
    unclassified = tuple(
        Unclassified(code, "too_few_known", int(count), needed)
        for code, count in zip(panel.rows, known, strict=True)
        if count < needed
    )
    chosen = panel.select(rows=enough)
    focus, usual = _focus(chosen.values)
    profiles, membership, rounds = _settle(focus, seeds_of(focus))
    return Typology(
        groups=_groups(chosen, types, 2.0 ** (profiles * usual), membership),
        placements=_placements(chosen, types, _distances(focus, profiles), membership),
        unclassified=unclassified,
        features=panel.columns,
        explained=_explained(focus, profiles[membership]),
        rounds=rounds,
    )


def _check(quotients: Panel, types: Sequence[RegionType]) -> None:
    faults = [] if types else [Fault("no_types", "types")]
    codes = [region_type.code for region_type in types]
    faults += [Fault("duplicate_type", code) for code in dict.fromkeys(codes) if codes.count(code) > 1]
    faults += [
        Fault("unknown_label", region_type.code, {"label": code})
        for region_type in types
        for code in region_type.signature
        if code not in quotients.columns
    ]
    faults += [
        Fault("negative_quotient", f"row {quotients.rows[row]}", {"column": quotients.columns[column]})
        for row, column in zip(*np.nonzero(quotients.values < 0), strict=True)
    ]
    if faults:
        raise InputError(*faults)


def _focus(quotients: Array) -> tuple[Array, Array]:
    """Doublings above average in units of what is usual in each ecosystem, and that unit; NaN where unknown."""
    doublings = np.log2(np.maximum(quotients, 1.0))
    count = np.maximum(np.isfinite(doublings).sum(axis=0), 1)
    usual = np.sqrt(np.nansum(doublings**2, axis=0) / count)
    usual = np.where(usual > 0, usual, 1.0)
    return doublings / usual, usual


def _distances(focus: Array, profiles: Array) -> Array:
    """Squared distance of each region to each profile over what is known, scaled up to all features."""
    squares = (focus[:, None, :] - profiles[None, :, :]) ** 2
    known = np.maximum(np.isfinite(focus).sum(axis=1), 1)
    distances: Array = np.nansum(squares, axis=2) * (focus.shape[1] / known)[:, None]
    return distances


def _settle(focus: Array, seeds: Array) -> tuple[Array, NDArray[np.intp], int]:
    """Lloyd's rounds. Each lowers the sum of squares and groupings are finite, so they end."""
    profiles = seeds
    membership = _distances(focus, profiles).argmin(axis=1)
    rounds = 0
    while True:
        profiles = _profiles(focus, membership, seeds)
        moved = _distances(focus, profiles).argmin(axis=1)
        rounds += 1
        if np.array_equal(moved, membership):
            return profiles, membership, rounds
        membership = moved


def _profiles(focus: Array, membership: NDArray[np.intp], seeds: Array) -> Array:
    profiles = seeds.copy()
    for group in range(len(seeds)):
        members = focus[membership == group]
        count = np.isfinite(members).sum(axis=0)
        np.divide(np.nansum(members, axis=0), count, out=profiles[group], where=count > 0)
    return profiles


def _groups(
    chosen: Panel, types: Sequence[RegionType], typical: Array, membership: NDArray[np.intp]
) -> tuple[Group, ...]:
    """``typical``: (types, features) quotients of a type's profile."""
    groups = []
    for position, region_type in enumerate(types):
        members = tuple(code for code, group in zip(chosen.rows, membership, strict=True) if group == position)
        marks = _marks(chosen.columns, typical[position]) if members else ()
        groups.append(Group(region_type.code, members, marks))
    return tuple(groups)


def _placements(
    chosen: Panel, types: Sequence[RegionType], squared: Array, membership: NDArray[np.intp]
) -> tuple[Placement, ...]:
    placements = []
    for code, quotients, distances, own in zip(chosen.rows, chosen.values, squared, membership, strict=True):
        others = [position for position in np.argsort(distances, kind="stable") if position != own]
        second = int(others[0]) if others else -1
        margin = 1.0 - float(np.sqrt(distances[own] / distances[second])) if others and distances[second] > 0 else 0.0
        placements.append(
            Placement(
                territory=code,
                type_code=types[own].code,
                reasons=_marks(chosen.columns, quotients),
                runner_up=types[second].code if others else "",
                margin=margin,
                unknown=tuple(e for e, value in zip(chosen.columns, quotients, strict=True) if np.isnan(value)),
            )
        )
    return tuple(placements)


def _marks(ecosystems: tuple[str, ...], quotients: Array) -> tuple[Mark, ...]:
    """Above average only, strongest first, ties by code."""
    above = [Mark(code, float(value)) for code, value in zip(ecosystems, quotients, strict=True) if value > 1]
    return tuple(sorted(above, key=lambda mark: (-mark.quotient, mark.ecosystem)))


def _explained(focus: Array, own_profiles: Array) -> float:
    """1 - squares within groups / squares around the overall profile, over known values; 0 without any spread."""
    if not len(focus):
        return 0.0
    count = np.maximum(np.isfinite(focus).sum(axis=0), 1)
    overall = np.nansum(focus, axis=0) / count
    spread = float(np.nansum((focus - overall) ** 2))
    return 1.0 - float(np.nansum((focus - own_profiles) ** 2)) / spread if spread > 0 else 0.0
