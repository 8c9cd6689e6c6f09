"""The page on which partners are selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from django.utils.formats import number_format

from openhearth.apps.learning import words
from openhearth.apps.learning.selectors.groups import FIGURE_OF, Selected, region_name
from openhearth.apps.regions.selectors import landscape, register
from openhearth.apps.regions.wording import label
from openhearth.core.programme.selection import Part

NONE = "\N{EN DASH}"
MOST_PAIRS = 10


@dataclass(frozen=True, slots=True)
class FactorShown:
    """A declared factor, and the figure that stands for it with unit, year and source; empty where it is judged."""

    name: str
    figure: str = ""
    unit: str = ""
    year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CellShown:
    """A factor of a candidate: its figure and its judgement, both visible, and which of them counts."""

    figure: str
    place: str
    mark: str
    because: str
    basis: str


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """A candidate in the table."""

    key: str
    code: str
    name: str
    partner: str
    note: str
    score: str
    least: str
    most: str
    known: str
    cells: tuple[CellShown, ...]


def selection_page(factors: Sequence[str], found: Selected | None) -> dict[str, Any]:
    """Candidates by score, and who complements whom."""
    indicators = {code: register().indicator(code) for code in FIGURE_OF.values()}
    years = landscape().years
    shown_factors = []
    for factor in factors:
        name = words.word(words.FACTORS, factor)
        by = indicators.get(FIGURE_OF.get(factor, ""))
        figure = FactorShown(name, label(by), by.unit, years.get(by.code), by.source) if by else FactorShown(name)
        shown_factors.append(figure)
    if found is None:
        return {"factors": shown_factors, "candidates": [], "pairs": []}
    decimals = [indicators[FIGURE_OF[factor]].decimals if factor in FIGURE_OF else 0 for factor in factors]
    names = {one.code: region_name(one.code) for one in found.candidates}
    candidates = []
    for one in found.candidates:
        part = found.parts[one.code]
        cells = tuple(_cell(cell, places) for cell, places in zip(one.parts, decimals, strict=True))
        scores = (_share(one.score), _share(one.least), _share(one.most), _share(one.known))
        candidates.append(CandidateShown(part.key, one.code, names[one.code], part.name, part.note, *scores, cells))
    pairs = [
        (
            names[one.first],
            names[one.second],
            _share(one.mutual),
            words.word(words.FACTORS, one.gives_most) or NONE,
            words.word(words.FACTORS, one.takes_most) or NONE,
        )
        for one in found.pairs[:MOST_PAIRS]
        if not isnan(one.mutual)
    ]
    return {"factors": shown_factors, "candidates": candidates, "pairs": pairs}


def _cell(part: Part, decimals: int) -> CellShown:
    figure = "" if isnan(part.figure) else number_format(part.figure, decimals, use_l10n=True, force_grouping=True)
    because = "; ".join(one.because for one in part.judgements if one.because)
    mark = ", ".join(str(one.mark) for one in part.judgements)
    return CellShown(figure, "" if isnan(part.by_figure) else _share(part.by_figure), mark, because, part.basis)


def _share(value: float) -> str:
    """Of 100."""
    return NONE if isnan(value) else number_format(100 * value, 0, use_l10n=True)
