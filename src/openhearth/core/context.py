"""Where practices come from and where they go: what they need there, what a place has, how alike two places are.

The literature on transferability calls the two the primary and the target context.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf, isnan, nan
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.peers import DIGITS, Distances
from openhearth.core.practice import Practice
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.values import Array, Panel

Kind = Literal["precondition", "resource", "ecosystem", "skill", "institution"]
"""``ecosystem``: location quotient. ``skill``: level of an indicator. ``institution``: a level of government."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Level = Literal["local", "regional", "national", "european"]
"""Of government, from the smallest."""

LEVELS: tuple[Level, ...] = get_args(Level)

AS_AT_ORIGIN = ("ecosystem", "skill")
"""Kinds of which a practice needs as much as its place of origin has, unless somebody says how much."""

ENOUGH = 2.0
"""No ecosystem need be more than twice as strong as on average, however extreme the place of origin is."""


WHOLE = 1.0
"""How much of a condition told in words is needed: all of it. A place has 1 of it, 0.5 (in part), 0, or does not know."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something a practice needs.

    Parameters
    ----------
    kind, code
        What. The code of an institution is a `Level`.
    quantity
        In the unit of the place's `Have`. NaN: for an ecosystem or a skill, as much as at the place of origin; else any
        amount. An institution has no quantity.
    essential
        Without it the practice cannot work: the score is never above the fulfilment of an essential need.
    source
        Who says so.

    Raises
    ------
    InputError
        ``unknown_kind``, ``unknown_level``, ``not_a_quantity`` (negative or infinite).
    """

    kind: Kind
    code: str
    quantity: float = nan
    essential: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        faults = list(_kind_faults(self.kind, self.code))
        if self.quantity < 0 or self.quantity == inf:
            faults.append(Fault("not_a_quantity", self.code, {"found": self.quantity}))
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True)
class Have:
    """How much a place has: 0 is known to lack, infinity is present in whatever amount is needed, NaN is unknown."""

    kind: Kind
    code: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Means:
    """What a place has, and at which level those who ask can act. What is not listed is unknown.

    Raises
    ------
    InputError
        ``unknown_level``, ``unknown_kind``, ``not_a_quantity`` (negative) or ``duplicate_have``.
    """

    place: str
    country: str
    level: Level = "regional"
    has: tuple[Have, ...] = ()

    def __post_init__(self) -> None:
        faults = [] if self.level in LEVELS else [Fault("unknown_level", self.place, {"found": self.level})]
        for one in self.has:
            faults += _kind_faults(one.kind, one.code)
            if one.quantity < 0:
                faults.append(Fault("not_a_quantity", one.code, {"found": one.quantity}))
        faults += listed_twice(self.has, "duplicate_have")
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True, eq=False)
class Contexts:
    """The regions among which practices travel.

    Parameters
    ----------
    between
        Structural distances of the n regions.
    likeness
        (n, n): share of all pairs of regions that are at least as far apart; 1 is the closest pair, NaN unknown.
    likeness_by_dimension
        (m, n, n): the same in each dimension of ``between``.
    levels
        Regions by what they have, for each kind: location quotients, levels of indicators. Rows may differ.
    """

    between: Distances
    likeness: Array
    likeness_by_dimension: Array
    levels: Mapping[Kind, Panel]

    def __post_init__(self) -> None:
        self.likeness.flags.writeable = False
        self.likeness_by_dimension.flags.writeable = False


def contexts(between: Distances, levels: Mapping[Kind, Panel]) -> Contexts:
    r"""Turn distances into something with a meaning: how rare it is that two regions are so alike.

    .. math:: l_{ij} = \frac{|\{\{k,l\} : d_{kl} \ge d_{ij}\}|}{|\{\{k,l\}\}|}

    over pairs of different regions with a known distance. Invariant to any monotone scaling of distance.

    Parameters
    ----------
    between
        From `peers.distances`.
    levels
        For any kind but ``institution``: regions by code. NaN is unknown.

    Raises
    ------
    InputError
        ``unknown_kind`` or ``negative_quantity``.

    Examples
    --------
    >>> from openhearth.core import peers
    >>> panel = Panel(("A1", "A2", "A3"), ("age",), np.array([[40.0], [42.0], [47.0]]))
    >>> found = contexts(peers.distances(panel, [peers.Dimension("people", 1.0, ("age",))]), {})
    >>> found.likeness.round(2).tolist()
    [[1.0, 1.0, 0.33], [1.0, 1.0, 0.67], [0.33, 0.67, 1.0]]
    """
    allowed = [kind for kind in KINDS if kind != "institution"]
    faults = [Fault("unknown_kind", "levels", {"found": kind}) for kind in levels if kind not in allowed]
    faults += [
        Fault("negative_quantity", f"row {panel.rows[row]}", {"column": panel.columns[column]})
        for panel in levels.values()
        for row, column in zip(*np.nonzero(panel.values < 0), strict=True)
    ]
    if faults:
        raise InputError(*faults)
    by_dimension = [_likeness(squared) for squared in between.squared]
    return Contexts(between, _likeness(between.combined), np.array(by_dimension), MappingProxyType(dict(levels)))


def means(place: str, country: str, known: Contexts, *, level: Level = "regional", has: Sequence[Have] = ()) -> Means:
    """What a place has: what the tables say, or else what its people say (``has``), whose word counts more.

    A place that contains several of the regions has their mean; one that lies in a region has what the region has.

    Examples
    --------
    >>> from openhearth.core import peers
    >>> textile = Panel(("A11", "A12"), ("textile",), np.array([[0.5], [1.5]]))
    >>> known = contexts(peers.distances(textile, [peers.Dimension("economy", 1.0, ("textile",))]), {"ecosystem": textile})
    >>> means("A1", "A", known, has=[Have("resource", "wind", 0.0)]).has
    (Have(kind='ecosystem', code='textile', quantity=1.0), Have(kind='resource', code='wind', quantity=0.0))
    """
    within = regions(place, known)
    said = {(one.kind, one.code) for one in has}
    measured = [
        Have(kind, column, mean_of_known(values))
        for kind, panel in known.levels.items()
        for column, values in zip(panel.columns, _columns(panel, within), strict=True)
        if (kind, column) not in said
    ]
    return Means(place, country, level, (*measured, *has))


def needs(practice: Practice, known: Contexts, *, stated: Sequence[Need] = ()) -> tuple[Need, ...]:
    """What a practice needs, as far as its record and its place of origin tell.

    - each industrial ecosystem of the record: the location quotient of the place of origin, at most `ENOUGH`; the
      average, 1, where that is unknown;
    - each indicator of skills in ``known``: its level at the place of origin;
    - the carbon-intensive group, unless ``horizontal``: a precondition, any amount;
    - the territorial validity: an institution of that level.

    A stated need replaces the derived one of the same kind and code.

    Raises
    ------
    InputError
        ``duplicate_need``.

    Examples
    --------
    >>> from openhearth.core import peers
    >>> quotients = Panel(("A1", "A2"), ("textile",), np.array([[0.5], [4.5]]))
    >>> known = contexts(peers.distances(quotients, [peers.Dimension("all", 1.0, ("textile",))]), {"ecosystem": quotients})
    >>> path = Practice("path", "Joint path", "", "en", "", "", nuts="A2", industrial_ecosystem=("textile",))
    >>> [(need.code, need.quantity) for need in needs(path, known)]
    [('textile', 2.0)]
    """
    faults = listed_twice(stated, "duplicate_need")
    if faults:
        raise InputError(*faults)
    skills = known.levels["skill"].columns if "skill" in known.levels else ()
    found = [Need("ecosystem", code, source="record") for code in practice.industrial_ecosystem]
    found += [Need("skill", code, source="origin") for code in skills]
    if practice.carbon_intensive_group not in ("", "horizontal"):
        found.append(Need("precondition", practice.carbon_intensive_group, source="record"))
    if practice.territorial_validity:
        found.append(Need("institution", practice.territorial_validity, source="record"))
    origin = regions(origin_of(practice), known)
    return tuple(
        replace(need, quantity=_at_origin(need, origin, known))
        if need.kind in AS_AT_ORIGIN and isnan(need.quantity)
        else need
        for need in {(need.kind, need.code): need for need in (*found, *stated)}.values()
    )


def stated_needs(record: PracticeRecord, *, essential: Collection[str] = ()) -> tuple[Need, ...]:
    """What a record says in words that the practice needs: each precondition and resource once, in the order of the record.

    No table knows of them: they are unknown of every place until its people say what they have (`Have` of the same kind and
    code, from 0 to `WHOLE`).

    Parameters
    ----------
    record
        Of the practice. The words themselves are the codes of the needs.
    essential
        The words of those without which nothing works, as those who ask see it.

    Examples
    --------
    >>> heat = Practice("heat", "Heat", "", "en", "", "")
    >>> record = PracticeRecord(heat, preconditions=("a heat network",), resources=("two engineers",))
    >>> [(need.kind, need.code, need.essential) for need in stated_needs(record, essential=["a heat network"])]
    [('precondition', 'a heat network', True), ('resource', 'two engineers', False)]
    """
    told: list[tuple[Kind, str]] = [("precondition", words) for words in record.preconditions]
    told += [("resource", words) for words in record.resources]
    return tuple(Need(kind, words, WHOLE, words in essential, "record") for kind, words in dict.fromkeys(told))


def origin_of(practice: Practice) -> str:
    """The code of the place a practice comes from: its region, or else its country; empty where neither is known."""
    return practice.nuts or practice.country


def regions(place: str, known: Contexts) -> tuple[str, ...]:
    """The compared regions that a place consists of or lies in; NUTS codes nest by prefix."""
    return tuple(code for code in known.between.codes if nested(code, place))


def nested(one: str, other: str) -> bool:
    """Whether one of two places contains the other, or they are the same."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def mean_of_known(values: Sequence[float]) -> float:
    """NaN where none is known. `fsum` is exact, so that the order does not matter."""
    finite = [value for value in values if not isnan(value)]
    return fsum(finite) / len(finite) if finite else nan


def listed_twice(listed: Sequence[Need] | Sequence[Have], code: str) -> list[Fault]:
    """One fault for each kind and code that occurs more than once."""
    counted = Counter((one.kind, one.code) for one in listed)
    return [Fault(code, found, {"kind": kind}) for (kind, found), times in counted.items() if times > 1]


def _kind_faults(kind: str, code: str) -> Iterator[Fault]:
    if kind not in KINDS:
        yield Fault("unknown_kind", code, {"found": kind})
    if kind == "institution" and code not in LEVELS:
        yield Fault("unknown_level", code, {"found": code})


def _at_origin(need: Need, origin: Sequence[str], known: Contexts) -> float:
    panel = known.levels.get(need.kind)
    if panel is None or need.code not in panel.columns:
        found = nan
    else:
        found = mean_of_known([panel.at(row, need.code) for row in origin if row in panel.rows])
    if need.kind != "ecosystem":
        return found
    return 1.0 if isnan(found) else min(found, ENOUGH)


def _columns(panel: Panel, rows: Sequence[str]) -> list[list[float]]:
    found: list[list[float]] = panel.select(rows=[row for row in panel.rows if row in rows]).values.T.tolist()
    return found


def _likeness(distance: Array) -> Array:
    pairs = distance[np.triu_indices(len(distance), k=1)]
    ordered = np.sort(np.round(pairs[np.isfinite(pairs)], DIGITS))
    if not len(ordered):
        return np.where(np.isfinite(distance), 1.0, nan)
    nearer = np.searchsorted(ordered, np.round(distance, DIGITS), side="left")
    found: Array = np.where(np.isfinite(distance), 1.0 - nearer / len(ordered), nan)
    return found
