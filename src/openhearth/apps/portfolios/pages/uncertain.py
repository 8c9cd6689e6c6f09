"""What stays defensible when figures are not sure: what is said or supposed of them, what follows, and which figure to find out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from urllib.parse import quote, unquote, urlencode

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.models import Statement as Said
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.pages.explorer import Row, table_rows
from openhearth.apps.portfolios.pages.explorer_statements import fitting
from openhearth.apps.portfolios.pages.explorer_words import MINUS, aims_of
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    Opened,
    Supposed,
    said_in,
    statements_of,
    supposed_in,
    uncertainty_of,
)
from openhearth.apps.portfolios.sentences import action_name, amount, measure_name
from openhearth.apps.regions.wording import percent
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.deviations import Deviation, Key, key_of, planned
from openhearth.core.portfolio.preferences import Statement
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.uncertainty import Interval, Uncertainty

MOST_SUPPOSED = 40
MOST_SHOWN = 20
SHOWN_FIGURES = 2_000
"""Figures to choose from at most; more are told in a file, to the command line."""

ACTION, MEASURE = "action:", "measure:"
InAddress = tuple[str, str, Supposed]
"""The name and the words in an address, and what they mean."""


@dataclass(frozen=True, slots=True)
class Sure:
    """An action with its core index: at the planned figures, with what is uncertain, and once one figure is known."""

    name: str
    planned: str
    index: str
    least: str
    most: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Find:
    """A figure, and how many combinations are left once it is known to be at one of its ends."""

    figure: str
    planned: str
    least: str
    most: str
    if_least: int
    if_most: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left of a frontier; ``safest`` are rows of it with the value that can be lost at most."""

    defensible: int
    before: int
    total: int
    figures: int
    sure: tuple[Sure, ...]
    facts: tuple[Find, ...]
    safest: tuple[tuple[Row, str], ...]

    @property
    def telling(self) -> bool:
        """Whether knowing one of the figures would leave fewer."""
        return any(min(one.if_least, one.if_most) < self.defensible for one in self.facts)


def in_address(off: Sequence[str], between: Sequence[str], problem: Problem) -> list[InAddress]:
    """What an address supposes, as name, words and meaning: first what is said of many figures, last what of a single one."""
    figures = planned(problem)
    found: dict[tuple[str, str], Supposed] = {}
    for words in off[:MOST_SUPPOSED]:
        share, _bar, about = words[:300].partition("|")
        with suppress(ValueError):
            action, measure = (about.removeprefix(kind) if about.startswith(kind) else "" for kind in (ACTION, MEASURE))
            known = not about or any(action == key[0] or measure == key[2] for key in figures)
            if known and 0 <= float(share) <= 1000:
                found["off", words] = Deviation(float(share) / 100, action, measure)
    for words in between[:MOST_SUPPOSED]:
        ends, key = words[:600].split("|", 2)[:2], key_in(words[:600].split("|", 2)[-1])
        with suppress(ValueError):
            least, most = map(float, ends)
            if key in figures and isfinite(least) and isfinite(most) and least <= most:
                action_code, option, measure, place, group = key
                found["between", words] = Interval(action_code, option, measure, least, most, place, group)
    ranked = [(name, words, one) for (name, words), one in found.items()]
    return sorted(ranked, key=lambda told: _single(told[2]))


def counting(problem: Problem, kept: Sequence[Said], told: Sequence[Supposed]) -> list[Supposed]:
    """What is kept and what the address supposes, as far as it speaks of figures that there are.

    What is said of many figures comes first, what of a single one last; the address comes after what is kept.
    """
    said = [supposed_in(one.content) for one in kept]
    return sorted([one for one in (*said, *told) if speaks_of(problem, one)], key=_single)


def speaks_of(problem: Problem, one: Supposed) -> bool:
    """Whether the problem has a figure that this is about; an action or a measure may be gone since it was said."""
    figures = planned(problem)
    if isinstance(one, Interval):
        return key_of(one) in figures
    return any(one.action in ("", key[0]) and one.measure in ("", key[2]) for key in figures)


def kept_words(problem: Problem, kept: Sequence[Said]) -> list[tuple[Said, str]]:
    """Each in words; of figures that are gone in the words of the time."""
    told = []
    for row in kept:
        one = supposed_in(row.content)
        gone = _("%(words)s (the study has no such figure any more)") % {"words": row.text}
        told.append((row, sentence(problem, one) if speaks_of(problem, one) else gone))
    return told


def _single(one: Supposed) -> int:
    return 3 if isinstance(one, Interval) else 2 if one.action else 1 if one.measure else 0


def query_of(supposed: Sequence[InAddress]) -> str:
    return "?" + urlencode([(name, words) for name, words, _one in supposed]) if supposed else ""


def name_of(key: Key) -> str:
    """A figure in an address."""
    return "/".join(quote(part, safe="") for part in key)


def key_in(name: str) -> Key | None:
    parts = tuple(map(unquote, name.split("/")))
    return (parts[0], parts[1], parts[2], parts[3], parts[4]) if len(parts) == 5 else None


def about_choices(problem: Problem) -> list[tuple[str, str]]:
    """All figures, those of a measure, those of an action."""
    measures = dict.fromkeys(key[2] for key in planned(problem))
    return [
        ("", _("everything")),
        *((f"{MEASURE}{code}", measure_name(code)) for code in measures),
        *((f"{ACTION}{one.code}", one.label or one.code) for one in problem.actions),
    ]


def figure_choices(problem: Problem) -> list[tuple[str, str]]:
    """Every figure in words, with what is planned."""
    some = list(planned(problem).items())[:SHOWN_FIGURES]
    return [(name_of(key), f"{figure_words(problem, key)} ({_said(problem, key[2], told)})") for key, told in some]


def figure_words(problem: Problem, key: Key) -> str:
    """Such as "Waste heat (large): jobs, North"."""
    action, option, measure, place, group = key
    where = ", ".join(part for part in (place, group) if part)
    told = f"{action_name(problem, action)} ({option}): {measure_name(measure)}"
    return f"{told}, {where}" if where else told


def sentence(problem: Problem, one: Supposed) -> str:
    if isinstance(one, Interval):
        told = {
            "figure": figure_words(problem, key_of(one)),
            "least": _said(problem, one.measure, one.least),
            "most": _said(problem, one.measure, one.most),
        }
        return _("%(figure)s: between %(least)s and %(most)s") % told
    share = percent(one.share, 0 if round(100 * one.share, 9).is_integer() else 1)
    if one.action:
        return _("Figures of “%(name)s” may be %(share)s off") % {
            "name": action_name(problem, one.action),
            "share": share,
        }
    if one.measure:
        return _("Figures of “%(name)s” may be %(share)s off") % {"name": measure_name(one.measure), "share": share}
    return _("Every figure may be %(share)s off") % {"share": share}


def judged(
    opened: Opened, supposed: Sequence[Supposed], statements: Sequence[Statement], chosen: frozenset[tuple[int, ...]]
) -> Judged:
    """What follows from what is supposed, under the statements.

    Raises
    ------
    InputError, InfeasibleError
        As the core: too many combinations, aims about inequality, statements that disagree.
    """
    found, figures = uncertainty_of(opened, tuple(supposed), tuple(statements))
    before, _none = uncertainty_of(opened, (), tuple(statements))
    kept = [one for one in found.held if one.defensible]
    ranked = sorted(kept, key=lambda one: (round(one.regret, 9), one.point))[:MOST_SHOWN]
    rows = table_rows(opened, aims_of(opened), [one.point for one in ranked], chosen)
    return Judged(
        len(kept),
        sum(one.defensible for one in before.held),
        len(found.held),
        figures,
        _sure(opened.problem, found, before),
        _facts(opened.problem, found),
        tuple((row, percent(one.regret)) for row, one in zip(rows, ranked, strict=True)),
    )


def judged_now(study: Study, looked: Looked) -> Judged | None:
    """What follows from all that is kept about aims and figures; None where nothing is, or nothing can be judged."""
    opened = looked.opened
    told = counting(opened.problem, list(statements_of(study, Said.FIGURES)), ())
    said = fitting(opened, [said_in(one.content) for one in statements_of(study)])
    with suppress(InputError, InfeasibleError):
        return judged(opened, told, said, frozenset()) if told else None
    return None


def _sure(problem: Problem, found: Uncertainty, before: Uncertainty) -> tuple[Sure, ...]:
    words = {"all": _("can be decided now"), "none": _("can be dropped"), "some": _("to be talked about")}
    order = {"all": 0, "some": 1, "none": 2}
    told = sorted(
        zip(found.core, found.ranges, before.core, strict=True),
        key=lambda one: (order[one[0].found_in], -one[0].index),
    )
    return tuple(
        Sure(
            action_name(problem, now.action),
            percent(sure.index),
            percent(now.index),
            percent(least),
            percent(most),
            words[now.found_in],
        )
        for now, (least, most), sure in told
    )


def _facts(problem: Problem, found: Uncertainty) -> tuple[Find, ...]:
    figures = planned(problem)
    return tuple(
        Find(
            figure_words(problem, key_of(one)),
            _said(problem, one.measure, figures.get(key_of(one), 0)),
            _said(problem, one.measure, one.least),
            _said(problem, one.measure, one.most),
            fact.if_least,
            fact.if_most,
        )
        for fact in found.facts
        for one in (fact.interval,)
    )


def _said(problem: Problem, measure: str, value: float) -> str:
    return amount(problem, measure, value).replace("-", MINUS)
