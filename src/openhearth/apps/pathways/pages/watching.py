"""The indicators of a plan, and the page of one: what was measured against the path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages.actions import effects_of, effects_on
from openhearth.apps.pathways.pages.judged import ActionRow, Judged
from openhearth.apps.pathways.selectors.registers import register_observations
from openhearth.apps.pathways.sentences import figure, rule_in_words
from openhearth.apps.regions.charts import numerals
from openhearth.apps.regions.wording import percent
from openhearth.core.chart import Band, Frame, Series, Spec, line_chart
from openhearth.core.errors import InputError
from openhearth.core.pathway import terms
from openhearth.core.pathway.effects import toward_targets
from openhearth.core.pathway.monitoring import AMBER, OLD_AFTER, Monitored, observed

OUTLOOKS: wording.Words = {
    "reached": gettext_lazy("reached already"),
    "likely": gettext_lazy("likely to be reached if the trend goes on"),
    "open": gettext_lazy("open: the trend may reach it or not"),
    "unlikely": gettext_lazy("unlikely to be reached if the trend goes on"),
    "unknown": gettext_lazy("not known: there are too few observations for a trend"),
}
NONE = "\N{EN DASH}"
CSV_HEAD = ("indicator", "title", "unit", "year", "observed", "path", "gap", "source", "note")


def indicator_page(judged: Judged, indicator: terms.Indicator) -> dict[str, Any]:
    """What the page of one indicator shows."""
    found = judged.watched[indicator.key]
    trend = found.trend
    return {
        "indicator": indicator,
        "shown": judged.indicator_rows([indicator])[0],
        "direction": wording.word(wording.DIRECTIONS, indicator.direction),
        "watched": found,
        "tolerance": "" if isnan(found.tolerance) else figure(found.tolerance),
        "light_rules": light_rules(indicator, found),
        "rows": year_rows(judged, indicator, found),
        "trend": None
        if isnan(trend.slope)
        else (figure(trend.slope), figure(trend.low), figure(trend.high), trend.points),
        "projections": [
            (
                one.year,
                figure(one.target),
                "" if isnan(one.value) else figure(one.value),
                "" if isnan(one.low) else f"{figure(one.low)} \N{EN DASH} {figure(one.high)}",
                wording.word(OUTLOOKS, one.outlook),
            )
            for one in found.projections
        ],
        "closing": closing(judged, indicator),
        "clashes": clashing(judged, indicator.key),
        "movers": effects_on(judged, indicator.key),
        "moves": effects_of(judged, indicator.key),
        "has_chart": chart(indicator, found, judged) is not None,
    }


@dataclass(frozen=True, slots=True)
class Closing:
    """What the plan is expected to do about the gap to a target."""

    year: int
    since: int
    needed: str
    build_up: str
    phase_out: str
    share: str
    confidence: str


def closing(judged: Judged, indicator: terms.Indicator) -> list[Closing]:
    """What actions are expected to add between the last observation and each target; none where indicators run in a circle."""
    flowing = {indicator.register: _flowing(judged, indicator)} if indicator.register else {}
    try:
        found = toward_targets(judged.plan, judged.today.year, flowing)
    except InputError:
        return []
    return [
        Closing(
            one.year,
            one.since,
            figure(one.needed),
            figure(one.build_up),
            figure(one.phase_out),
            "" if isnan(one.share) else percent(one.share, 0),
            wording.word(wording.CONFIDENCES, one.confidence) if one.confidence else "",
        )
        for one in found
        if one.indicator == indicator.key
    ]


def clashing(judged: Judged, indicator: str = "") -> list[tuple[ActionRow, ActionRow]]:
    """Actions that exclude each other and are both counted in what is expected: of the plan, or of one indicator."""
    actions = {one.key: one for one in judged.plan.actions}
    counted = {one.action for one in judged.moved if indicator in ("", one.indicator)}
    pairs = (
        judged.action_rows((actions[one], actions[other])) for one, other in judged.clashes if {one, other} <= counted
    )
    return [(one, other) for one, other in pairs]


def year_rows(judged: Judged, indicator: terms.Indicator, found: Monitored) -> list[tuple[int, str, str, str, str]]:
    """Year, observed, path, gap and source of every year of which anything is told."""
    sources = {one.year: one for one in observed(indicator, _flowing(judged, indicator))}
    rows = []
    for year, value, expected in zip(found.years, found.observed.tolist(), found.path.tolist(), strict=True):
        told = sources.get(year)
        if isnan(value) and isnan(expected) and told is None:
            continue
        gap = value - expected
        rows.append(
            (
                year,
                "" if isnan(value) else figure(value),
                "" if isnan(expected) else figure(expected),
                "" if isnan(gap) else figure(gap),
                " ".join(text for text in (told.source, told.note) if text) if told else "",
            )
        )
    return rows


def csv_rows(judged: Judged) -> Iterator[tuple[object, ...]]:
    """Every year of every indicator with full figures; an unknown one is empty."""
    for indicator in judged.plan.indicators:
        found = judged.watched[indicator.key]
        sources = {one.year: one for one in observed(indicator, _flowing(judged, indicator))}
        for year, value, expected in zip(found.years, found.observed.tolist(), found.path.tolist(), strict=True):
            told = sources.get(year)
            numbers = ("" if isnan(one) else one for one in (value, expected, value - expected))
            yield (
                indicator.key,
                indicator.title,
                indicator.unit,
                year,
                *numbers,
                told.source if told else "",
                told.note if told else "",
            )


def chart(indicator: terms.Indicator, found: Monitored, judged: Judged) -> Spec | None:
    """Observed against the path with its tolerance; None where fewer than two years tell anything."""
    values, track = found.observed.tolist(), found.path.tolist()
    if len(found.years) < 2 or all(isnan(one) for one in (*values, *track)):
        return None
    series = [Series(_("Observed"), tuple(values), _texts(values))]
    band = None
    if not all(isnan(one) for one in track):
        series.append(Series(_("Path"), tuple(track), _texts(track)))
        if found.tolerance > 0:
            worse = found.tolerance if indicator.direction == "less" else -found.tolerance
            edge = tuple(one + worse for one in track)
            band = Band(Series(_("Edge of the tolerance"), edge, _texts(list(edge))), tuple(track))
    described = rule_in_words(found.rule, judged.titles, indicator.unit)
    frame = Frame(indicator.title, described, indicator.unit, numerals())
    return line_chart(frame, found.years, tuple(series), band)


def light_rules(indicator: terms.Indicator, found: Monitored) -> list[tuple[str, str, str]]:
    """When each light burns, in figures of this indicator: its code, its name and the rule; empty without a path to compare with."""
    if isnan(found.tolerance) or all(isnan(one) for one in found.path.tolist()):
        return []
    words = {
        "once": f"{figure(found.tolerance)} {indicator.unit}",
        "twice": f"{figure(AMBER * found.tolerance)} {indicator.unit}",
    }
    if indicator.direction == "less":
        rules = {
            "green": _("on the path, below it, or above it by %(once)s at most (inside the band)"),
            "amber": _("above the path by more than %(once)s, by %(twice)s at most"),
            "red": _("above the path by more than %(twice)s"),
        }
    else:
        rules = {
            "green": _("on the path, above it, or below it by %(once)s at most (inside the band)"),
            "amber": _("below the path by more than %(once)s, by %(twice)s at most"),
            "red": _("below the path by more than %(twice)s"),
        }
    rules["grey"] = _("nothing is known since the baseline, or the last figure is more than %(years)s years old")
    known = words | {"years": str(OLD_AFTER)}
    return [(light, wording.word(wording.LIGHTS, light), rule % known) for light, rule in rules.items()]


def _texts(values: list[float]) -> tuple[str, ...]:
    return tuple(NONE if isnan(one) else figure(one) for one in values)


def _flowing(judged: Judged, indicator: terms.Indicator) -> tuple[terms.Observation, ...]:
    return register_observations(judged.plan.region).get(indicator.register, ()) if indicator.register else ()
