"""What to read next: practices of the same place, and those that set out to do much the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan

from openhearth.core.practice import Practice

COMPARED = (
    "thematic_priority",
    "industrial_ecosystem",
    "carbon_intensive_group",
    "strategic_challenge",
    "support_type",
)
"""Vocabularies in which two practices may agree."""

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Kin:
    """A practice like another one: whether it is from the same place, and which (vocabulary, term) both have."""

    practice: Practice
    same_place: bool
    shared: tuple[tuple[str, str], ...]


def kindred(
    practice: Practice, others: Sequence[Practice], distance: Callable[[str], float], *, count: int = SHOWN
) -> tuple[Kin, ...]:
    """The practices most like one: of the same place first, then by how many terms they share, then the nearest place.

    Parameters
    ----------
    practice
        The one that was read.
    others
        Any practices; the one itself is passed over.
    distance
        From its place to that of another practice, by NUTS code; NaN where it is not known, which comes last.
    count
        At most so many.

    Returns
    -------
    tuple of Kin
        Ties by code. A practice of another place that shares no term is left out. The order of ``others`` does not matter.

    Examples
    --------
    >>> heat, glass, school = (
    ...     Practice(code, code, "", "en", "", "", nuts=nuts, thematic_priority=themes)
    ...     for code, nuts, themes in [("heat", "A1", ("green",)), ("glass", "B1", ("green",)), ("school", "A11", ())]
    ... )
    >>> [(kin.practice.code, kin.same_place) for kin in kindred(heat, [glass, school, heat], lambda nuts: 1.0)]
    [('school', True), ('glass', False)]
    """
    mine = _terms(practice)
    found = []
    for other in others:
        theirs = frozenset(_terms(other))
        kin = Kin(other, _same_place(practice.nuts, other.nuts), tuple(term for term in mine if term in theirs))
        if other.code != practice.code and (kin.same_place or kin.shared):
            found.append(kin)
    return tuple(sorted(found, key=lambda kin: _order(kin, distance))[:count])


def _order(kin: Kin, distance: Callable[[str], float]) -> tuple[bool, int, float, str]:
    away = 0.0 if kin.same_place else distance(kin.practice.nuts)
    return not kin.same_place, -len(kin.shared), inf if isnan(away) else away, kin.practice.code


def _terms(practice: Practice) -> tuple[tuple[str, str], ...]:
    return tuple((vocabulary, code) for vocabulary in COMPARED for code in practice.terms(vocabulary))


def _same_place(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))
