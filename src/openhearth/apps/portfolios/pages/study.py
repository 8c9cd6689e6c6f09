"""What the page of a study shows: its candidates as a table, its aims and conditions in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.sentences import (
    constraint_sentence,
    measure_name,
    objective_sentence,
    synergy_sentence,
    unit_name,
)
from openhearth.apps.regions.wording import number
from openhearth.core.portfolio.problem import COST, Action, Option, Problem, Synergy

NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above a column of figures."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way of an action as a row of the table; ``rows`` of the first one says how many ways there are."""

    action: Action
    name: str
    start: int | None
    cells: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The table of candidates: money by year and in all, then what changes."""

    columns: tuple[Column, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and the number by which it is edited."""

    number: int
    sentence: str
    kind: str = ""


def candidates(problem: Problem) -> Candidates:
    years = _years(problem)
    measures = [one for one in problem.measures if one.code != COST]
    money = problem.measure(COST)
    total = [Column(_("Money in all"), unit_name(money.unit))]
    columns = [Column(str(year) if year else _("no year"), unit_name(money.unit)) for year in years]
    columns = [*(columns if len(columns) > 1 else []), *total]
    columns += [Column(one.code, unit_name(one.unit)) for one in measures]
    ways = [
        Way(action, way.code, way.start, _cells(problem, way, years), 0 if place else len(action.options))
        for action in problem.actions
        for place, way in enumerate(action.options)
    ]
    return Candidates(tuple(columns), tuple(ways))


def known_names(problem: Problem) -> dict[str, list[str]]:
    """Places, groups and sources that the problem names, to choose from while typing."""
    parts: list[Option | Synergy] = [way for action in problem.actions for way in action.options]
    parts += problem.synergies
    effects = [effect for part in parts for effect in part.effects]
    costs = [cost for part in parts for cost in part.costs]
    return {
        "places": sorted({one.place for one in effects if one.place}),
        "groups": sorted({one.group for one in effects if one.group}),
        "sources": sorted({one.source for one in costs if one.source}),
    }


def aims(problem: Problem) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, objective_sentence(problem, one)) for one in problem.objectives)


def conditions(problem: Problem) -> tuple[Told, ...]:
    return tuple(Told(place, constraint_sentence(problem, one)) for place, one in enumerate(problem.constraints, 1))


def synergies(problem: Problem) -> tuple[Told, ...]:
    return tuple(Told(place, synergy_sentence(problem, one)) for place, one in enumerate(problem.synergies, 1))


def conflict(problem: Problem, numbers: Iterable[int]) -> tuple[Told, ...]:
    """The conditions that cannot hold together."""
    told = problem.constraints
    return tuple(
        Told(place + 1, constraint_sentence(problem, told[place])) for place in numbers if 0 <= place < len(told)
    )


def changes(old: Problem, new: Problem) -> tuple[str, ...]:
    """What somebody did to a problem, one sentence for each thing."""
    said = [*_action_changes(old, new)]
    before, after = _sentences(old), _sentences(new)
    said += [_("No longer: %(sentence)s") % {"sentence": one} for one in before if one not in after]
    said += [_("New: %(sentence)s") % {"sentence": one} for one in after if one not in before]
    if old.measures != new.measures:
        said.append(_("What is counted was changed: %(names)s") % {"names": _measures(new)})
    return tuple(said)


def _sentences(problem: Problem) -> list[str]:
    told = [f"{code}: {sentence}" for code, sentence in aims(problem)]
    return told + [one.sentence for one in (*conditions(problem), *synergies(problem))]


def _measures(problem: Problem) -> str:
    return ", ".join(f"{measure_name(one.code)} ({unit_name(one.unit)})" for one in problem.measures)


def _action_changes(old: Problem, new: Problem) -> Iterable[str]:
    before = {action.code: action for action in old.actions}
    after = {action.code: action for action in new.actions}
    for code in before.keys() - after.keys():
        yield _("Action taken out: %(name)s") % {"name": before[code].label or code}
    for code, action in after.items():
        told = {"name": action.label or code}
        if code not in before:
            yield _("New action: %(name)s") % told
        elif before[code] != action:
            yield _("Action changed: %(name)s") % told


def _years(problem: Problem) -> list[int]:
    ways = [way for action in problem.actions for way in action.options]
    return sorted({cost.year for way in ways for cost in way.costs})


def _cells(problem: Problem, way: Option, years: list[int]) -> tuple[str, ...]:
    decimals = max(0, problem.measure(COST).decimals)
    by_year = [_sum([cost.amount for cost in way.costs if cost.year == year], decimals) for year in years]
    money = [*(by_year if len(years) > 1 else []), _sum([cost.amount for cost in way.costs], decimals)]
    effects = [
        _sum([one.amount for one in way.effects if one.measure == measure.code], max(0, measure.decimals))
        for measure in problem.measures
        if measure.code != COST
    ]
    return (*money, *effects)


def _sum(amounts: list[float], decimals: int) -> str:
    """Nothing told is a dash, never a zero."""
    return number(sum(amounts), decimals) if amounts else NOTHING
