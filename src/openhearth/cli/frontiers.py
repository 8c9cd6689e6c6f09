"""The answers of the commands about portfolios, as values with a stable schema: see `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

NOT_ALL = "One portfolio is told for each point: the frontier is not complete, or more than {most:,} have the same values as another."

WHY: Mapping[str, str] = {
    "asked": "as asked for",
    "no_solver": "no solver is installed",
    "few_combinations": "all combinations were looked at",
    "few_rows": "few conditions bind",
    "many_rows": "many conditions bind, each for few actions",
    "no_question": "it ended before a question to the solver was needed",
}
"""The reasons of `openhearth.core.portfolio.algorithm.Reason`, for people."""


@dataclass(frozen=True, slots=True)
class AimAnswer:
    """An aim; ``unit`` is that of the values of the points."""

    code: str
    unit: str
    direction: str


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """A point that cannot be beaten: its values in the order of the aims, and a portfolio that has them, action to option.

    ``portfolios``: with --all every one that has them, the cheapest first.
    """

    values: tuple[float, ...]
    portfolio: Mapping[str, str]
    portfolios: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FrontierAnswer:
    """``openhearth frontier solve PROBLEM --json``. ``gap``: what is missing beats no point by more than this share; null: nothing found.

    ``reason``: why this algorithm: asked, few_combinations where all were looked at, few_rows, many_rows, no_question where that many bind but none had to be asked, or no_solver for the other one. ``every``: all portfolios of each point are told.
    """

    schema: str
    title: str
    algorithm: str
    reason: str
    complete: bool
    gap: float | None
    seconds: float
    aims: tuple[AimAnswer, ...]
    points: tuple[PointAnswer, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """``openhearth frontier check PROBLEM FRONTIER --json``. That no point is missing cannot be seen from the points."""

    schema: str
    points: int
    complete: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoreAction:
    """In how many of the defensible portfolios an action is."""

    action: str
    label: str
    index: float
    found_in: Literal["all", "none", "some"]


@dataclass(frozen=True, slots=True)
class CoreQuestion:
    """Does ``more`` matter at least as much as ``less``? How many portfolios stay defensible if so, and if not."""

    more: str
    less: str
    if_so: int
    if_not: int


@dataclass(frozen=True, slots=True)
class CoreStanding:
    """A point that stays defensible: what is lost with it at most, and the share of the agreeing weights for which nothing is better."""

    values: tuple[float, ...]
    portfolio: Mapping[str, str]
    regret: float
    support: float


@dataclass(frozen=True, slots=True)
class CoreAnswer:
    """``openhearth frontier core PROBLEM --statements FILE --json``."""

    schema: str
    complete: bool
    points: int
    defensible: int
    least_regret: float
    actions: tuple[CoreAction, ...]
    questions: tuple[CoreQuestion, ...]
    standings: tuple[CoreStanding, ...]


@dataclass(frozen=True, slots=True)
class UncertainAction:
    """In how many of the defensible portfolios an action is, and what that share can be once one of the facts is known."""

    action: str
    label: str
    index: float
    least: float
    most: float
    found_in: Literal["all", "none", "some"]


@dataclass(frozen=True, slots=True)
class UncertainFact:
    """A figure that lies between two ends, and how many portfolios stay defensible if it is known to be at either."""

    action: str
    option: str
    measure: str
    place: str
    group: str
    least: float
    most: float
    if_least: int
    if_most: int


@dataclass(frozen=True, slots=True)
class UncertainAnswer:
    """``openhearth frontier core PROBLEM --uncertain FILE --json``. ``facts``: the one that would decide most comes first."""

    schema: str
    complete: bool
    portfolios: int
    defensible: int
    least_regret: float
    intervals: int
    actions: tuple[UncertainAction, ...]
    facts: tuple[UncertainFact, ...]


SCHEMAS = {
    "frontier": FrontierAnswer,
    "frontier_check": CheckAnswer,
    "frontier_core": CoreAnswer,
    "frontier_uncertain": UncertainAnswer,
}
