"""What stays defensible when figures are not sure: what is said or supposed of them, what follows, and which figure to find out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from urllib.parse import quote, unquote, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhearth.apps.portfolios.models import Statement as Said
from openhearth.apps.portfolios.pages.explorer import Row, first_of_each, table_rows
from openhearth.apps.portfolios.pages.explorer_words import MINUS, aims_of
from openhearth.apps.portfolios.selectors.exploring import Opened, Supposed, supposed_in
from openhearth.apps.portfolios.selectors.judging import Answer, narrowness, speaks_of
from openhearth.apps.portfolios.sentences import action_name, amount, measure_name
from openhearth.apps.regions.wording import number, percent
from openhearth.core.portfolio.deviations import MOST_OFF, Deviation, Key, key_of, planned
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.uncertainty import Interval

UNSURE = ("low", "medium")
"""What a plan calls figures that may be off; those of high confidence are supposed by hand, if at all."""

MOST_SUPPOSED = 40
MOST_SHOWN = 20
SHOWN_FIGURES = 2_000
"""Figures to choose from at most; more are told in a file, to the command line."""

ACTION, MEASURE, CALLED = "action:", "measure:", "confidence:"
Sureness = Mapping[str, tuple[Key, ...]]
"""What the plan calls its figures."""

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
class Called:
    """Figures that the plan calls alike: how, in words, and each of them with what is planned."""

    called: str
    about: str
    words: str
    figures: tuple[tuple[str, str], ...]


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


def in_address(off: Sequence[str], between: Sequence[str], problem: Problem, sureness: Sureness) -> list[InAddress]:
    """What an address supposes, as name, words and meaning: first what is said of many figures, last what of a single one."""
    figures = planned(problem)
    found: dict[tuple[str, str], Supposed] = {}
    for words in off[:MOST_SUPPOSED]:
        share, _bar, about = words[:300].partition("|")
        with suppress(ValueError):
            kinds = (ACTION, MEASURE, CALLED)
            action, measure, called = (about.removeprefix(kind) if about.startswith(kind) else "" for kind in kinds)
            told = Deviation(float(share) / 100, action, measure, sureness.get(called, ()), called)
            named = not about or action or measure or called
            if named and 0 <= told.share <= MOST_OFF and any(map(told.covers, figures)):
                found["off", words] = told
    for words in between[:MOST_SUPPOSED]:
        ends, key = words[:600].split("|", 2)[:2], key_in(words[:600].split("|", 2)[-1])
        with suppress(ValueError):
            least, most = map(float, ends)
            if key in figures and isfinite(least) and isfinite(most) and least <= most:
                action_code, option, measure, place, group = key
                found["between", words] = Interval(action_code, option, measure, least, most, place, group)
    ranked = [(name, words, one) for (name, words), one in found.items()]
    return sorted(ranked, key=lambda told: narrowness(told[2]))


def kept_words(problem: Problem, kept: Sequence[Said]) -> list[tuple[Said, str]]:
    """Each in words; of figures that are gone in the words of the time."""
    told = []
    for row in kept:
        one = supposed_in(row.content)
        gone = _("%(words)s (the study has no such figure any more)") % {"words": row.text}
        told.append((row, sentence(problem, one) if speaks_of(problem, one) else gone))
    return told


def query_of(supposed: Sequence[InAddress]) -> str:
    return "?" + urlencode([(name, words) for name, words, _one in supposed]) if supposed else ""


def name_of(key: Key) -> str:
    """A figure in an address."""
    return "/".join(quote(part, safe="") for part in key)


def key_in(name: str) -> Key | None:
    parts = tuple(map(unquote, name.split("/")))
    return (parts[0], parts[1], parts[2], parts[3], parts[4]) if len(parts) == 5 else None


def about_choices(problem: Problem, sureness: Sureness) -> list[tuple[str, str]]:
    """All figures, those that the plan calls alike, those of a measure, those of an action."""
    measures = dict.fromkeys(key[2] for key in planned(problem))
    return [
        ("", _("everything")),
        *((one.about, one.words) for one in called_alike(problem, sureness)),
        *((f"{MEASURE}{code}", measure_name(code)) for code in measures),
        *((f"{ACTION}{one.code}", one.label or one.code) for one in problem.actions),
    ]


def called_alike(problem: Problem, sureness: Sureness) -> list[Called]:
    """What the plan calls of low or medium confidence, of the figures that are still there."""
    found, figures = [], planned(problem)
    for called in UNSURE:
        here = [key for key in sureness.get(called, ()) if key in figures]
        told = tuple((figure_words(problem, key), _said(problem, key[2], figures[key])) for key in here)
        found += [Called(called, f"{CALLED}{called}", called_words(called, len(here)), told)] if here else []
    return found


def called_words(called: str, count: int) -> str:
    """Such as "14 figures that the plan calls of low confidence"."""
    many = {"count": number(count)}
    if called == "low":
        words = ngettext(
            "%(count)s figure that the plan calls of low confidence",
            "%(count)s figures that the plan calls of low confidence",
            count,
        )
    elif called == "medium":
        words = ngettext(
            "%(count)s figure that the plan calls of medium confidence",
            "%(count)s figures that the plan calls of medium confidence",
            count,
        )
    else:
        words = ngettext(
            "%(count)s figure that the plan calls of high confidence",
            "%(count)s figures that the plan calls of high confidence",
            count,
        )
    return words % many


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
    if one.called:
        count = sum(map(one.covers, planned(problem)))
        return _("%(figures)s may be %(share)s off") % {"figures": called_words(one.called, count), "share": share}
    if one.action:
        return _("Figures of “%(name)s” may be %(share)s off") % {
            "name": action_name(problem, one.action),
            "share": share,
        }
    if one.measure:
        return _("Figures of “%(name)s” may be %(share)s off") % {"name": measure_name(one.measure), "share": share}
    return _("Every figure may be %(share)s off") % {"share": share}


def judged(opened: Opened, answer: Answer, chosen: frozenset[tuple[int, ...]]) -> Judged:
    """What is left, in words."""
    kept = [one for one in answer.held if one.defensible]
    ranked = sorted(kept, key=lambda one: (round(one.regret, 9), one.point))
    ranked = first_of_each(ranked, lambda one: one.point)[:MOST_SHOWN]
    rows = table_rows(opened, aims_of(opened), [one.point for one in ranked], chosen)
    return Judged(
        len(kept),
        answer.before,
        len(answer.held),
        answer.figures,
        _sure(opened.problem, answer),
        _facts(opened.problem, answer),
        tuple((row, percent(one.regret)) for row, one in zip(rows, ranked, strict=True)),
    )


def _sure(problem: Problem, found: Answer) -> tuple[Sure, ...]:
    words = {"all": _("can be decided now"), "none": _("can be dropped"), "some": _("to be talked about")}
    order = {"all": 0, "some": 1, "none": 2}
    told = sorted(
        zip(found.core, found.ranges, found.planned, strict=True),
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


def _facts(problem: Problem, found: Answer) -> tuple[Find, ...]:
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
