"""One change to a problem, giving a new one. Every function raises the core's InputError with all faults of the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import TypeVar

from django.utils.text import slugify

from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    AtMost,
    Ceiling,
    Constraint,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Prerequisite,
    Problem,
    StartWindow,
    Synergy,
)

T = TypeVar("T")

LONGEST = 40


def code_for(label: str, taken: Iterable[str], nameless: str) -> str:
    """A short code made from a label, with a number behind it where that one is taken."""
    wanted = slugify(label)[:LONGEST].strip("-") or nameless
    known = set(taken)
    return next(code for number in count(1) if (code := wanted if number == 1 else f"{wanted}-{number}") not in known)


def with_action(problem: Problem, action: Action) -> Problem:
    """The action in the place of the one with its code, or as the last."""
    codes = [one.code for one in problem.actions]
    if action.code not in codes:
        return replace(problem, actions=(*problem.actions, action))
    number = codes.index(action.code)
    return replace(problem, actions=(*problem.actions[:number], action, *problem.actions[number + 1 :]))


def without_action(problem: Problem, code: str) -> Problem:
    """Without an action and what is said about it alone; a set of actions loses it."""
    constraints = tuple(left for one in problem.constraints if (left := _without(one, code)) is not None)
    return replace(
        problem,
        actions=tuple(one for one in problem.actions if one.code != code),
        constraints=constraints,
        synergies=tuple(one for one in problem.synergies if code not in (one.first, one.second)),
    )


def naming(problem: Problem, code: str) -> tuple[Constraint | Synergy, ...]:
    """What changes or goes with an action."""
    constraints = tuple(one for one in problem.constraints if _without(one, code) != one)
    return (*constraints, *(one for one in problem.synergies if code in (one.first, one.second)))


def with_constraint(problem: Problem, constraint: Constraint, before: Constraint | None) -> Problem:
    """The constraint in the place of an earlier one, or as the last where that one is gone."""
    return replace(problem, constraints=_with(problem.constraints, constraint, before))


def without_constraint(problem: Problem, constraint: Constraint) -> Problem:
    return replace(problem, constraints=_left(problem.constraints, constraint))


def with_synergy(problem: Problem, synergy: Synergy, before: Synergy | None) -> Problem:
    return replace(problem, synergies=_with(problem.synergies, synergy, before))


def without_synergy(problem: Problem, synergy: Synergy) -> Problem:
    return replace(problem, synergies=_left(problem.synergies, synergy))


def with_aims(problem: Problem, objectives: tuple[Objective, ...]) -> Problem:
    return replace(problem, objectives=objectives)


def _without(constraint: Constraint, code: str) -> Constraint | None:
    """What is left of a constraint without an action."""
    match constraint:
        case AtMost(_, actions) | AtLeast(_, actions) if code in actions:
            left = tuple(one for one in actions if one != code)
            return replace(constraint, actions=left) if left else None
        case Exclusion(first, second) if code in (first, second):
            return None
        case Prerequisite(action, needs, _) if code in (action, needs):
            return None
        case StartWindow(action, _, _) if action == code:
            return None
    return constraint


def with_measures(problem: Problem, measures: tuple[Measure, ...], renamed: Mapping[str, str]) -> Problem:
    """Other measures; what was said of one that got another name is said of that name."""

    def named(code: str) -> str:
        return renamed.get(code, code)

    def said(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(replace(one, measure=named(one.measure)) for one in effects)

    return replace(
        problem,
        measures=measures,
        objectives=tuple(replace(one, measure=named(one.measure)) for one in problem.objectives),
        actions=tuple(
            replace(action, options=tuple(replace(way, effects=said(way.effects)) for way in action.options))
            for action in problem.actions
        ),
        constraints=tuple(
            replace(one, measure=named(one.measure)) if isinstance(one, Floor | Ceiling) else one
            for one in problem.constraints
        ),
        synergies=tuple(replace(one, effects=said(one.effects)) for one in problem.synergies),
    )


def _with(kept: tuple[T, ...], one: T, before: T | None) -> tuple[T, ...]:
    place = kept.index(before) if before in kept else len(kept)
    return (*kept[:place], one, *kept[place + 1 :])


def _left(kept: tuple[T, ...], one: T) -> tuple[T, ...]:
    place = kept.index(one) if one in kept else len(kept)
    return (*kept[:place], *kept[place + 1 :])
