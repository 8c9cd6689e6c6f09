"""What the newest search of a study has found, ready to be looked around in; what was chosen, and what was said to matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from openhearth.apps.portfolios.machine_code import keep_machine_code
from openhearth.apps.portfolios.models import Choice, Run, Statement, Study
from openhearth.apps.portfolios.selectors.runs import frontier_of, newest_run
from openhearth.apps.portfolios.selectors.studies import problem_in, problem_of
from openhearth.core.portfolio.deviations import Deviation, Key, planned
from openhearth.core.portfolio.exploring import knees
from openhearth.core.portfolio.frontier import Frontier, Point
from openhearth.core.portfolio.outcomes import Outcomes, outcomes
from openhearth.core.portfolio.preferences import Matters, Weight
from openhearth.core.portfolio.preferences import Statement as Said
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.robustness import Robustness, robustness
from openhearth.core.portfolio.uncertainty import Interval

KEPT = 8
"""Frontiers, and answers about them, that a process remembers."""

Supposed = Deviation | Interval
"""What somebody says about how sure figures are."""

KNEES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A frontier with its problem, its points as arrays, its knees, and the row of each point by its values."""

    problem: Problem
    found: Frontier
    about: Outcomes
    knees: tuple[int, ...]
    rows: Mapping[tuple[int, ...], int]
    digest: str

    def point(self, row: int) -> Point:
        return self.found.points[row]


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A frontier as it is looked at now: of which search, and whether the study has changed since."""

    run: Run
    opened: Opened
    stale: bool


def looked_at(study: Study) -> Looked | None:
    """The newest search that has found anything; None where there is none."""
    run = newest_run(study)
    if run is None:
        return None
    try:
        opened = opened_run(run.pk, run.digest, run.found_digest)
    except Run.DoesNotExist:  # begun anew by a newer core, a moment ago
        return None
    newest = problem_of(study)
    return Looked(run, opened, newest is None or newest.digest != run.digest)


@lru_cache(maxsize=KEPT)
def opened_run(pk: int, digest: str, found_digest: str) -> Opened:
    """Read once in a process for each content that a search has had."""
    run = Run.objects.select_related("revision").get(pk=pk)
    found, problem = frontier_of(run), problem_in(run.revision).problem
    if found is None:
        raise Run.DoesNotExist(pk)
    about = outcomes(problem, found)
    bends = tuple(knee.point for knee in knees(about, most=KNEES))
    rows = {point.values: row for row, point in enumerate(found.points)}
    return Opened(problem, found, about, bends, rows, f"{digest[:16]}-{found_digest[:32]}-{pk}")


def robustness_of(opened: Opened, statements: Iterable[Said]) -> Robustness:
    """What is left under the statements; InputError and InfeasibleError as the core raises them."""
    keep_machine_code()
    return _robustness(opened, tuple(statements))


@lru_cache(maxsize=4 * KEPT)
def _robustness(opened: Opened, statements: tuple[Said, ...]) -> Robustness:
    return robustness(opened.problem, opened.found, statements)


def fitting(opened: Opened, statements: Iterable[Said]) -> tuple[Said, ...]:
    """Those about aims that the frontier has: what was said of an aim that is gone means nothing any more."""
    codes = opened.found.objectives
    return tuple(
        one
        for one in dict.fromkeys(statements)
        if all(code in codes for code in ((one.more, one.less) if isinstance(one, Matters) else (one.objective,)))
    )


def choices_of(study: Study) -> QuerySet[Choice]:
    """The newest first, the withdrawn ones among them, each with the problem that it answers."""
    kept = ("run__found", "run__checkpoint")
    return study.choices.select_related("run__revision", "by", "withdrawn_by").defer(*kept)


def chosen_values(study: Study) -> frozenset[tuple[int, ...]]:
    """The values of what is chosen and not withdrawn."""
    standing = study.choices.filter(withdrawn=None).values_list("values", flat=True)
    return frozenset(tuple(values) for values in standing)


def statements_of(study: Study, about: str = Statement.AIMS) -> QuerySet[Statement]:
    """What was said to matter, or about the figures, and still counts, in the order in which it was said."""
    return ever_said(study).filter(about=about, withdrawn=None)


def ever_said(study: Study) -> QuerySet[Statement]:
    """What was said of aims and figures, the withdrawn among it."""
    return study.statements.select_related("by")


def taken_back(ever: Iterable[Statement]) -> list[Statement]:
    """What was withdrawn and does not stand, each once, the last one first."""
    told = list(ever)
    known = [one.content for one in told if one.withdrawn is None]
    gone: list[Statement] = []
    for one in sorted((one for one in told if one.withdrawn), key=lambda one: (one.withdrawn, one.pk), reverse=True):
        if one.content not in known:
            gone.append(one)
            known.append(one.content)
    return gone


def supposed_in(content: Mapping[str, Any]) -> Supposed:
    """What is supposed about figures, as it is kept."""
    told = {name: value for name, value in content.items() if name != "kind"}
    if "figures" in told:
        told["figures"] = figures_in(told["figures"])
    return Deviation(**told) if content["kind"] == "off" else Interval(**told)


def supposed_as_kept(one: Supposed) -> dict[str, Any]:
    """What is supposed about figures in the form in which it is kept."""
    told = {"kind": "off" if isinstance(one, Deviation) else "between", **asdict(one)}
    if isinstance(one, Deviation):
        told["figures"] = [list(key) for key in one.figures]
    return {name: value for name, value in told.items() if value or name not in {"figures", "called"}}


def figures_in(told: Iterable[Iterable[str]]) -> tuple[Key, ...]:
    """Figures as they are kept: action, option, measure, place and group of each."""
    return tuple((action, option, measure, place, group) for action, option, measure, place, group in told)


def sureness_of(study: Study, problem: Problem) -> dict[str, tuple[Key, ...]]:
    """What the plan that a study was begun from says of its figures, by what it calls them, as far as they are still there."""
    known = planned(problem)
    told = {called: figures_in(figures) for called, figures in study.sureness.items()}
    return {called: figures for called, figures in told.items() if any(key in known for key in figures)}


def said_in(content: Mapping[str, Any]) -> Said:
    """A statement as it is kept."""
    if content.get("kind") == "weight":
        return Weight(str(content["objective"]), float(content["least"]), float(content["most"]))
    return Matters(str(content["more"]), str(content["less"]), float(content.get("times", 1)))


def as_kept(said: Said) -> dict[str, Any]:
    """A statement in the form in which it is kept."""
    if isinstance(said, Weight):
        return {"kind": "weight", "objective": said.objective, "least": said.least, "most": said.most}
    return {"kind": "matters", "more": said.more, "less": said.less, "times": said.times}
