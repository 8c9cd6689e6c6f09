"""Local groups, where partners begin with the figures of their regions, and candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from openhearth.apps.regions.selectors import landscape, register, territory
from openhearth.core.programme import group_terms, terms
from openhearth.core.programme.group_terms import Composition, composition
from openhearth.core.programme.selection import Candidate, Judgement, Pair, complements, selection
from openhearth.core.register import Indicator
from openhearth.core.values import Panel

KEY_FIGURES = ("population", "industry_share", "unemployment", "gdp_per_head", "ets_emissions", "patents")
"""What a baseline begins with."""

FIGURE_OF: Mapping[str, str] = {
    "production volumes": "ets_emissions",
    "industrial infrastructure": "industry_share",
    "innovative approach": "patents",
}
"""Declared factor to the indicator of the house that stands for it; all other factors are judged."""

_REGION = len("DEA1")


@dataclass(frozen=True, slots=True)
class LocalGroup:
    """A partner's local group."""

    partner: terms.Partner
    members: tuple[group_terms.Member, ...]
    meetings: tuple[group_terms.GroupMeeting, ...]
    balance: Composition


@dataclass(frozen=True, slots=True)
class Selected:
    """Candidates scored, who complements whom, and the parts the scores were made of by code of the region."""

    candidates: tuple[Candidate, ...]
    pairs: tuple[Pair, ...]
    parts: Mapping[str, group_terms.Candidate]


def local_groups(
    partners: Iterable[terms.Partner],
    members: Sequence[group_terms.Member],
    meetings: Sequence[group_terms.GroupMeeting],
) -> list[LocalGroup]:
    """The groups of these partners, each with its meetings by day, the newest first."""
    found = []
    for partner in partners:
        own = tuple(one for one in members if one.partner == partner.key)
        held = sorted((one for one in meetings if one.partner == partner.key), key=lambda one: one.day, reverse=True)
        found.append(LocalGroup(partner, own, tuple(held), composition(own)))
    return found


def key_indicators() -> tuple[tuple[Indicator, int | None], ...]:
    """What a baseline begins with, each with the year in which all regions are compared."""
    known, years = register(), landscape().years
    return tuple((known.indicator(code), years.get(code)) for code in KEY_FIGURES)


def key_figures(regions: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """Region to its figures in the order of `KEY_FIGURES`: those of the NUTS 2 region it is or lies in, NaN where none is known."""
    return {code: tuple(figure_of(code, indicator) for indicator in KEY_FIGURES) for code in dict.fromkeys(regions)}


def figure_of(region: str, indicator: str) -> float:
    figures = landscape().figures
    code = region[:_REGION]
    return figures.at(code, indicator) if code in figures.rows else nan


def selected(factors: Sequence[str], listed: Sequence[group_terms.Candidate]) -> Selected | None:
    """The candidates on the declared factors, all of equal weight; None where there is nothing to decide.

    A mark on a factor that is not declared any more does not count.
    """
    parts = {one.region: one for one in listed}
    if not parts or not factors:
        return None
    codes = tuple(parts)
    values = np.array(
        [[figure_of(code, FIGURE_OF[factor]) if factor in FIGURE_OF else nan for factor in factors] for code in codes]
    )
    judgements = [
        Judgement(code, mark.factor, mark.mark, mark.because)
        for code, part in parts.items()
        for mark in part.marks
        if mark.factor in factors
    ]
    found = selection(codes, dict.fromkeys(factors, 1.0), Panel(codes, tuple(factors), values), judgements)
    return Selected(found, complements(found), parts)


def region_name(code: str) -> str:
    return territory(code).name
