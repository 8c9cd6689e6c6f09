"""Which regions to invite: scored on declared factors, by figures where there are any and by judgement where not; and who complements whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite, isnan, nan
from typing import Literal

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array, Panel

Basis = Literal["figure", "judgement", "missing"]

LEAST, MOST = 1, 5
"""The marks of a judgement: 1 little, 5 much."""

ENOUGH = 0.5
"""Below this share of the weight too little is known for a score."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person thinks of a candidate on one factor: a mark from 1 (little) to 5 (much), and why."""

    candidate: str
    factor: str
    mark: int
    because: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One factor of a candidate.

    Parameters
    ----------
    figure
        As given, in its own unit; NaN where there is none.
    by_figure
        Its place among the candidates that have one, 0 to 1; NaN with fewer than two of them.
    by_judgement
        The mean mark on a scale from 0 to 1; NaN where nobody judged.
    value
        What counts: `by_figure` where there is one, else `by_judgement`, else NaN.
    """

    factor: str
    weight: float
    figure: float
    by_figure: float
    by_judgement: float
    value: float
    basis: Basis
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region with its score from 0 to 1; NaN where less than half of the weight is known.

    ``least`` and ``most`` are the score if everything missing turned out as low, or as high, as it can be; ``known`` is the share of
    the weight that is not missing.
    """

    code: str
    score: float
    least: float
    most: float
    known: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates and what each could teach the other; NaN where they have too few factors in common.

    ``gives`` is what the first has more of, ``takes`` what the second has more of, `mutual` the lesser of both.
    ``gives_most`` and ``takes_most`` name the factor of the largest difference each way, empty where there is none.
    """

    first: str
    second: str
    gives: float
    takes: float
    gives_most: str = ""
    takes_most: str = ""

    @property
    def mutual(self) -> float:
        """How much both can learn; 0 where one of them has more of everything."""
        return min(self.gives, self.takes)


def selection(
    candidates: Sequence[str], weights: Mapping[str, float], figures: Panel, judgements: Sequence[Judgement] = ()
) -> tuple[Candidate, ...]:
    """The candidates with their scores, the best first; of equal score by code, those without a score last.

    Parameters
    ----------
    weights
        Factor to its weight, positive.
    figures
        Candidates (rows) by factors (columns), more of anything being more of the factor; NaN and what is absent are missing.

    Notes
    -----
    ``score = Σ_f w_f v_f / Σ_f w_f`` over the factors that are known. A figure becomes the share of the other candidates with a figure
    that have less, those with the same counting half: no unit, no outlier and no scale decides. A mark m becomes (m - 1) / 4, several
    marks their mean. A figure goes before a judgement; both are kept.

    Raises
    ------
    InputError
        ``no_candidates``, ``no_factors``, ``bad_weight``, ``unknown_candidate``, ``unknown_factor``, ``out_of_scale``, ``not_finite``,
        all at once.

    Examples
    --------
    >>> figures = Panel(("aviles", "sines"), ("steel",), np.array([[4200.0], [0.0]]))
    >>> told = (Judgement("sines", "policy", 5, "National hydrogen plan"),)
    >>> [(one.code, one.score, one.known) for one in selection(("aviles", "sines"), {"steel": 1, "policy": 1}, figures, told)]
    [('aviles', 1.0, 0.5), ('sines', 0.5, 1.0)]
    """
    faults = tuple(_faults(candidates, weights, figures, judgements))
    if faults:
        raise InputError(*faults)
    marks: dict[tuple[str, str], list[Judgement]] = {}
    for one in judgements:
        marks.setdefault((one.candidate, one.factor), []).append(one)
    given = {factor: _given(candidates, factor, figures) for factor in weights}
    places = {factor: _places(column) for factor, column in given.items()}
    found = [
        _candidate(
            code,
            tuple(
                _part(factor, weight, given[factor][row], places[factor][row], marks.get((code, factor), []))
                for factor, weight in weights.items()
            ),
        )
        for row, code in enumerate(candidates)
    ]
    return tuple(
        sorted(found, key=lambda one: (True, 0.0, one.code) if isnan(one.score) else (False, -one.score, one.code))
    )


def complements(found: Sequence[Candidate]) -> tuple[Pair, ...]:
    """Every two candidates by what both can learn, the most first; then by the sum of both ways, then by code.

    Notes
    -----
    ``gives = Σ_f w_f max(0, v_first,f - v_second,f) / Σ_f w_f`` over the factors known of both, ``takes`` the other way round. NaN
    where these factors have less than half of the whole weight: who is unknown complements nobody. Two that are alike score 0, and
    so does a pair of which one is ahead in everything: it could teach, and would not learn.

    Examples
    --------
    >>> figures = Panel(("a", "b"), ("steel", "startups"), np.array([[9.0, 1.0], [2.0, 8.0]]))
    >>> (pair,) = complements(selection(("a", "b"), {"steel": 1, "startups": 1}, figures))
    >>> pair.mutual, pair.gives_most, pair.takes_most
    (0.5, 'steel', 'startups')
    """
    ordered = sorted(found, key=lambda one: one.code)
    pairs = [_pair(first, second) for first, second in combinations(ordered, 2)]
    return tuple(
        sorted(
            pairs,
            key=lambda one: (
                (True, 0.0, 0.0, one.first, one.second)
                if isnan(one.gives)
                else (False, -one.mutual, -(one.gives + one.takes), one.first, one.second)
            ),
        )
    )


def _faults(
    candidates: Sequence[str], weights: Mapping[str, float], figures: Panel, judgements: Sequence[Judgement]
) -> Iterator[Fault]:
    if not candidates:
        yield Fault("no_candidates", "candidates")
    if not weights:
        yield Fault("no_factors", "factors")
    for code in sorted({code for code in candidates if candidates.count(code) > 1}):
        yield Fault("duplicate_key", "candidates", {"key": code})
    wrong = {factor: weight for factor, weight in weights.items() if not (isfinite(weight) and weight > 0)}
    yield from (Fault("bad_weight", factor, {"found": weight}) for factor, weight in wrong.items())
    named = [("figures", "candidate", code) for code in figures.rows]
    named += [("figures", "factor", factor) for factor in figures.columns]
    for number, one in enumerate(judgements, 1):
        named += [(f"judgement {number}", "candidate", one.candidate), (f"judgement {number}", "factor", one.factor)]
        if not LEAST <= one.mark <= MOST:
            yield Fault("out_of_scale", f"judgement {number}", {"found": one.mark, "least": LEAST, "most": MOST})
    for place, what, name in named:
        if name not in (candidates if what == "candidate" else weights):
            yield Fault(f"unknown_{what}", place, {"found": name})
    if np.isinf(figures.values).any():
        yield Fault("not_finite", "figures")


def _given(candidates: Sequence[str], factor: str, figures: Panel) -> Array:
    if factor not in figures.columns:
        return np.full(len(candidates), np.nan)
    return np.array([figures.at(code, factor) if code in figures.rows else np.nan for code in candidates])


def _places(column: Array) -> Array:
    """The share of the others that have less, of the same half; NaN where there is no other."""
    known = column[~np.isnan(column)]
    if len(known) < 2:
        return np.full(len(column), np.nan)
    below = (known < column[:, None]).sum(axis=1)
    same = (known == column[:, None]).sum(axis=1) - 1
    places: Array = np.where(np.isnan(column), np.nan, (below + same / 2) / (len(known) - 1))
    return places


def _part(factor: str, weight: float, figure: float, place: float, judged: Sequence[Judgement]) -> Part:
    mark = sum(one.mark for one in judged) / len(judged) if judged else nan
    by_judgement = (mark - LEAST) / (MOST - LEAST)
    basis: Basis = "figure" if not isnan(place) else "judgement" if judged else "missing"
    value = float(place) if basis == "figure" else by_judgement
    return Part(factor, float(weight), float(figure), float(place), by_judgement, value, basis, tuple(judged))


def _candidate(code: str, parts: tuple[Part, ...]) -> Candidate:
    whole = sum(part.weight for part in parts)
    known = sum(part.weight for part in parts if part.basis != "missing")
    reached = sum(part.weight * part.value for part in parts if part.basis != "missing")
    score = reached / known if known and known >= ENOUGH * whole else nan
    return Candidate(code, score, reached / whole, (reached + whole - known) / whole, known / whole, parts)


def _pair(first: Candidate, second: Candidate) -> Pair:
    both = [
        (one.factor, one.weight, one.value - other.value)
        for one, other in zip(first.parts, second.parts, strict=True)
        if "missing" not in (one.basis, other.basis)
    ]
    known = sum(weight for _, weight, _ in both)
    if not known or known < ENOUGH * sum(part.weight for part in first.parts):
        return Pair(first.code, second.code, nan, nan)
    gives = sum(weight * max(0.0, more) for _, weight, more in both) / known
    takes = sum(weight * max(0.0, -more) for _, weight, more in both) / known
    return Pair(first.code, second.code, gives, takes, _most(both, 1), _most(both, -1))


def _most(both: Sequence[tuple[str, float, float]], way: int) -> str:
    """The factor that weighs most one way, the first of equals."""
    weighed = [(way * weight * more, factor) for factor, weight, more in both]
    most = max((amount for amount, _ in weighed), default=0.0)
    return next((factor for amount, factor in weighed if amount == most > 0), "")
