"""Would it work here? How well a place meets what a practice needs, with the reasons.

The answer is never a bare number: every part of the score carries its reasons, what is unknown is left out of the score
and said, and where too little is known there are reasons but no score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, inf, isnan, nan
from types import MappingProxyType
from typing import Literal

import numpy as np

from openhearth.core.context import (
    LEVELS,
    Contexts,
    Kind,
    Level,
    Means,
    Need,
    listed_twice,
    mean_of_known,
    needs,
    nested,
    origin_of,
    regions,
)
from openhearth.core.errors import Fault, InputError
from openhearth.core.peers import DIGITS
from openhearth.core.practice import Practice

Dimension = Literal["structure", "ecosystems", "skills", "conditions", "institution"]
WEIGHTS: Mapping[Dimension, float] = MappingProxyType(
    {"structure": 3.0, "ecosystems": 2.0, "conditions": 2.0, "skills": 1.0, "institution": 1.0}
)
DIMENSIONS = tuple(WEIGHTS)
ASKED: Mapping[Kind, Dimension] = MappingProxyType(
    {
        "precondition": "conditions",
        "resource": "conditions",
        "ecosystem": "ecosystems",
        "skill": "skills",
        "institution": "institution",
    }
)
"""The part of the score to which a need of each kind belongs."""

Code = Literal["alike", "comparable", "different", "met", "partly", "lacking", "unknown", "not_told"]
"""What a reason says.

``alike``, ``different``: among the closest or the farthest quarter of all pairs of regions; else ``comparable``.
``met``, ``lacking``: at least nine tenths, at most one tenth of what is needed is there; else ``partly``. ``unknown``: of
the place. ``not_told``: the record of the practice does not tell.
"""

MINIMUM_KNOWN = 0.5
"""There is a score when at least this part of all weight is known."""

QUARTER, TENTH = 0.25, 0.1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: ``value`` is the fulfilment or the likeness, 0 to 1; NaN unknown. ``here`` and ``needed`` are quantities."""

    code: Code
    dimension: Dimension
    about: str
    value: float = nan
    here: float = nan
    needed: float = nan
    essential: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score, 0 to 1. ``known``: the share of its needs that could be judged; NaN score where none."""

    dimension: Dimension
    score: float
    weight: float
    known: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """The answer, each number from 0 to 1.

    Parameters
    ----------
    practice, place
        Their codes.
    score
        NaN where too little is known.
    least, most
        The score if all that is unknown turned out as bad, or as good, as it can be.
    known
        The judged share of all weight.
    parts
        One for each of `DIMENSIONS`, in that order.
    """

    practice: str
    place: str
    score: float
    least: float
    most: float
    known: float
    parts: tuple[Part, ...]

    @property
    def there(self) -> tuple[Reason, ...]:
        """What the place has, and in what the two places are much alike."""
        return self._reasons("met", "alike")

    @property
    def missing(self) -> tuple[Reason, ...]:
        """What the place lacks, the essential first."""
        return tuple(sorted(self._reasons("lacking"), key=lambda reason: not reason.essential))

    @property
    def adapt(self) -> tuple[Reason, ...]:
        """What is there in part, and in what the two places are very different: the practice must change there."""
        return self._reasons("partly", "different")

    @property
    def unknown(self) -> tuple[Reason, ...]:
        """What to find out, about the place or about the practice."""
        return self._reasons("unknown", "not_told")

    def _reasons(self, *codes: Code) -> tuple[Reason, ...]:
        return tuple(reason for part in self.parts for reason in part.reasons if reason.code in codes)


def transfer(
    practice: Practice,
    place: Means,
    known: Contexts,
    *,
    stated: Sequence[Need] = (),
    weights: Mapping[Dimension, float] = WEIGHTS,
    minimum_known: float = MINIMUM_KNOWN,
) -> Transfer:
    r"""Would this practice work in this place?

    .. math::
        S = \min\Bigl(\frac{\sum_p w_p\, c_p\, s_p}{\sum_p w_p\, c_p},\ \min_{n\ \text{essential}} f_n\Bigr)
        \qquad f_n = \min\Bigl(1, \frac{\text{here}_n}{\text{needed}_n}\Bigr)

    over the parts p, with :math:`s_p` the mean fulfilment :math:`f_n` of the needs that can be judged, :math:`c_p` the
    share of its needs that can, and for the structure the mean likeness to the places of origin (`context.contexts`). An
    institution is fulfilled when those who ask act at its level or above, half one level below, not at all further below;
    also when it is European, or national and of the same country. More of anything in the place never lowers the score.
    What may become known later never leads out of the range from ``least`` to ``most``.

    Parameters
    ----------
    practice
        Its ``nuts``, or else its country, is the place of origin; neither leaves the structure unknown.
    place
        From `context.means`.
    known
        The regions among which both lie.
    stated
        What the record or its owner says the practice needs: `context.stated_needs`; see `context.needs`.
    weights
        Relative, for any of the parts; the others have weight 0.
    minimum_known
        The score is NaN when :math:`\sum w_p c_p / \sum w_p` is smaller. The reasons stay.

    Raises
    ------
    InputError
        ``unknown_dimension``, ``not_a_weight``, ``no_weight``, ``not_a_share`` or ``duplicate_need``.

    References
    ----------
    T. Schloemer, P. Schröder-Bäck, "Criteria for evaluating transferability of health interventions", 2018,
    doi:10.1186/s13012-018-0751-8. D. P. Dolowitz, D. Marsh, "Learning from abroad", 2000, doi:10.1111/0952-1895.00121.
    Likeness of ecosystems: K. Frenken et al., "Related variety, unrelated variety and regional economic growth", 2007,
    doi:10.1080/00343400601120296. Bounds for what is unknown: C. F. Manski, "Nonparametric bounds on treatment effects",
    American Economic Review 80(2), 1990.

    Examples
    --------
    >>> from openhearth.core import peers
    >>> from openhearth.core.context import contexts, means
    >>> from openhearth.core.values import Panel
    >>> textile = Panel(("A1", "A2", "A3"), ("textile",), np.array([[1.0], [0.5], [3.0]]))
    >>> known = contexts(peers.distances(textile, [peers.Dimension("economy", 1.0, ("textile",))]), {"ecosystem": textile})
    >>> path = Practice("path", "Joint path", "", "en", "", "", nuts="A1", industrial_ecosystem=("textile",))
    >>> found = transfer(path, means("A2", "A", known), known)
    >>> [round(number, 2) for number in (found.score, found.least, found.most, found.known)]
    [0.8, 0.44, 0.89, 0.56]
    >>> [(reason.code, reason.about, reason.value) for reason in found.adapt]
    [('partly', 'textile', 0.5)]
    """
    _check(stated, weights, minimum_known)
    return _judged(practice, place, known, needs(practice, known, stated=stated), weights, minimum_known)


def suited(
    practice: Practice,
    places: Sequence[Means],
    known: Contexts,
    *,
    stated: Sequence[Need] = (),
    weights: Mapping[Dimension, float] = WEIGHTS,
    minimum_known: float = MINIMUM_KNOWN,
) -> tuple[Transfer, ...]:
    """For whom would this practice work: `transfer` to each place but those of origin, best first.

    Ties go by the code of the place; places without a score come last. The order of ``places`` does not matter. A gap can lift
    a place: `equally_known` takes out those that it may have lifted.

    Raises
    ------
    InputError
        As `transfer`, and ``duplicate_place``.
    """
    _check(stated, weights, minimum_known)
    counted = Counter(place.place for place in places)
    if len(counted) < len(places):
        raise InputError(*(Fault("duplicate_place", code) for code, times in counted.items() if times > 1))
    required = needs(practice, known, stated=stated)
    found = [
        _judged(practice, place, known, required, weights, minimum_known)
        for place in places
        if not nested(place.place, origin_of(practice))
    ]
    return tuple(sorted(found, key=lambda one: (isnan(one.score), -round(one.score, DIGITS), one.place)))


def equally_known(found: Sequence[Transfer]) -> tuple[Transfer, ...]:
    """Those that may stand in one ranking: with a score, and with no more gaps in their structure than the best known of them.

    What is unknown is left out of a score, so a place can come to the top because nothing is known that speaks against it.
    The order is kept.

    Parameters
    ----------
    found
        From `suited`, all of one practice.

    Examples
    --------
    >>> gap = Reason("unknown", "structure", "emissions")
    >>> whole = Transfer("path", "A2", 0.5, 0.5, 0.5, 1.0, (Part("structure", 0.5, 3.0, 1.0, ()),))
    >>> gappy = Transfer("path", "A3", 0.9, 0.5, 1.0, 0.7, (Part("structure", 0.9, 3.0, 1.0, (gap,)),))
    >>> [one.place for one in equally_known([gappy, whole])]
    ['A2']
    """
    scored = [one for one in found if not isnan(one.score)]
    gaps = [sum(reason.dimension == "structure" for reason in one.unknown) for one in scored]
    fewest = min(gaps, default=0)
    return tuple(one for one, count in zip(scored, gaps, strict=True) if count == fewest)


def _judged(
    practice: Practice,
    place: Means,
    known: Contexts,
    required: Sequence[Need],
    weights: Mapping[Dimension, float],
    minimum_known: float,
) -> Transfer:
    has = {(one.kind, one.code): one.quantity for one in place.has}
    same_country = origin_of(practice)[:2] == place.country
    reasons: dict[Dimension, list[Reason]] = {dimension: [] for dimension in DIMENSIONS}
    for need in required:
        value = _reached(need.code, place.level, same_country) if need.kind == "institution" else None
        reasons[ASKED[need.kind]].append(_reason(need, has.get((need.kind, need.code), nan), value))
    origin, here = regions(origin_of(practice), known), regions(place.place, known)
    parts = (
        _structure(origin, here, known, weights.get("structure", 0.0)),
        *(_part(name, reasons[name], weights.get(name, 0.0)) for name in DIMENSIONS if name != "structure"),
    )
    whole = fsum(part.weight for part in parts)
    judged = fsum(part.weight * part.known for part in parts) / whole
    earned = fsum(part.weight * part.known * part.score for part in parts if part.known > 0) / whole
    essential = [one.value for part in parts for one in part.reasons if one.essential]
    limit = min((value for value in essential if not isnan(value)), default=1.0)
    enough = judged > 0 and judged >= minimum_known - 10**-DIGITS
    return Transfer(
        practice=practice.code,
        place=place.place,
        score=min(earned / judged, limit) if enough else nan,
        least=0.0 if any(isnan(value) for value in essential) else min(earned, limit),
        most=min(earned + 1.0 - judged, limit),
        known=judged,
        parts=parts,
    )


def _structure(origin: Sequence[str], here: Sequence[str], known: Contexts, weight: float) -> Part:
    if not origin or not here:
        missing = Reason("unknown" if origin else "not_told", "structure", "place")
        return Part("structure", nan, weight, 0.0, (missing,))
    position = {code: index for index, code in enumerate(known.between.codes)}
    pairs = np.ix_([position[code] for code in origin], [position[code] for code in here])
    likeness = known.likeness[pairs]
    reasons = []
    for dimension, between in zip(known.between.dimensions, known.likeness_by_dimension, strict=True):
        value = mean_of_known(between[pairs].ravel().tolist())
        code: Code = "alike" if value >= 1 - QUARTER else "different" if value < QUARTER else "comparable"
        reasons.append(Reason("unknown" if isnan(value) else code, "structure", dimension.code, value))
    score, judged = mean_of_known(likeness.ravel().tolist()), float(np.isfinite(likeness).mean())
    return Part("structure", score, weight, judged, tuple(reasons))


def _part(dimension: Dimension, reasons: Sequence[Reason], weight: float) -> Part:
    if not reasons:
        return Part(dimension, nan, weight, 0.0, (Reason("not_told", dimension, dimension),))
    judged = [reason.value for reason in reasons if not isnan(reason.value)]
    return Part(dimension, mean_of_known(judged), weight, len(judged) / len(reasons), tuple(reasons))


def _reason(need: Need, here: float, value: float | None) -> Reason:
    """``value`` is that of an institution; any other need is measured."""
    if value is None:
        value = _fulfilment(need, here)
    code: Code = "met" if value >= 1 - TENTH else "lacking" if value <= TENTH else "partly"
    if isnan(value):
        code = "unknown" if isnan(here) else "not_told"
    return Reason(code, ASKED[need.kind], need.code, value, here, need.quantity, need.essential, need.source)


def _fulfilment(need: Need, here: float) -> float:
    if isnan(here):
        return nan
    if isnan(need.quantity):
        return float(here > 0) if need.kind in ("precondition", "resource") else nan
    return min(1.0, here / need.quantity) if need.quantity > 0 else 1.0


def _reached(needed: str, level: Level, same_country: bool) -> float:
    if needed == "european" or (needed == "national" and same_country):
        return 1.0
    order: dict[str, int] = {one: position for position, one in enumerate(LEVELS)}
    above = order[needed] - order[level]
    return min(1.0, max(0.0, 1.0 - above / 2))


def _check(stated: Sequence[Need], weights: Mapping[Dimension, float], minimum_known: float) -> None:
    faults = [Fault("unknown_dimension", "weights", {"found": code}) for code in weights if code not in DIMENSIONS]
    faults += [
        Fault("not_a_weight", code, {"found": weight}) for code, weight in weights.items() if not 0 <= weight < inf
    ]
    if not any(weight > 0 for weight in weights.values()):
        faults.append(Fault("no_weight", "weights"))
    if not 0 <= minimum_known <= 1:
        faults.append(Fault("not_a_share", "minimum_known", {"found": minimum_known}))
    faults += listed_twice(stated, "duplicate_need")
    if faults:
        raise InputError(*faults)
