"""What is left of what was found where figures are not sure: the question, how much work its answer is, and answers that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from openhearth import __version__
from openhearth.apps.portfolios.machine_code import keep_machine_code
from openhearth.apps.portfolios.models import Judgement, Run, Statement, Study
from openhearth.apps.portfolios.packing import unpacked
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    Opened,
    Supposed,
    ever_said,
    fitting,
    opened_run,
    said_in,
    supposed_in,
)
from openhearth.core.portfolio.deviations import intervals_of, key_of, planned
from openhearth.core.portfolio.frontier import Frontier
from openhearth.core.portfolio.preferences import Statement as Said
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.robustness import Core
from openhearth.core.portfolio.uncertainty import FACTS, MOST, Fact, Interval, uncertainty

PAIRS = 400_000_000
"""Pairs of combinations that are compared within a few seconds: as many facts are tried as that allows."""

LEAST_FACTS = 3
"""Facts that are tried however many combinations there are: of fewer none would decide the most."""

REMEMBERED = 32
"""Answers that a process remembers."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of a frontier; ``digest`` is the same wherever the same is asked, ``facts`` are tried as known."""

    run: int
    opened: Opened
    found_digest: str
    told: tuple[Supposed, ...]
    intervals: tuple[Interval, ...]
    said: tuple[Said, ...]
    facts: int
    digest: str

    @property
    def compared(self) -> int:
        """Combinations that are compared with each other."""
        return _compared(self.opened)

    @property
    def work(self) -> int:
        """Pairs that are compared, way by way, once for each fact; none where the core refuses so many combinations."""
        count, ways = self.compared, sum(len(one.options) for one in self.opened.problem.actions)
        return 0 if count > MOST else count**2 * ways * max(1, min(self.facts, len(self.intervals)))


@dataclass(frozen=True, slots=True)
class Left:
    """A combination with the figures of a point: whether it is defensible, and the value that can be lost with it at most."""

    point: int
    defensible: bool
    regret: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is left, in the order of the points, the actions and the facts; ``planned`` and ``before``: if all were as planned."""

    held: tuple[Left, ...]
    core: tuple[Core, ...]
    ranges: tuple[tuple[float, float], ...]
    facts: tuple[Fact, ...]
    planned: tuple[Core, ...]
    before: int
    figures: int


def question_of(looked: Looked, told: Iterable[Supposed], said: Iterable[Said]) -> Question:
    """What is asked of what was found; the more combinations there are, the fewer facts are tried.

    Raises
    ------
    InputError
        What is supposed cannot be: `openhearth.core.portfolio.deviations.intervals_of`.
    """
    return _question(looked.run, looked.opened, tuple(told), tuple(said))


def question_in(row: Judgement) -> Question | None:
    """The question as it is kept; None where something else has been found meanwhile."""
    run = row.run
    if run.found_digest != row.found_digest:
        return None
    opened = opened_run(run.pk, run.digest, run.found_digest)
    return _question(run, opened, tuple(map(supposed_in, row.supposed)), tuple(map(said_in, row.statements)))


def standing_question(study: Study, looked: Looked) -> Question | None:
    """What is asked by all that is kept about aims and figures; None where nothing is said of figures."""
    standing = [one for one in ever_said(study) if one.withdrawn is None]
    told = counting(looked.opened.problem, [one for one in standing if one.about == Statement.FIGURES], ())
    said = [said_in(one.content) for one in standing if one.about == Statement.AIMS]
    return question_of(looked, told, fitting(looked.opened, said)) if told else None


def counting(problem: Problem, kept: Sequence[Statement], told: Sequence[Supposed]) -> list[Supposed]:
    """What is kept and what the address supposes, as far as it speaks of figures that there are.

    What is said of many figures comes first, what of a single one last; the address comes after what is kept.
    """
    said = [supposed_in(one.content) for one in kept]
    return sorted([one for one in (*said, *told) if speaks_of(problem, one)], key=narrowness)


def speaks_of(problem: Problem, one: Supposed) -> bool:
    """Whether the problem has a figure that this is about; an action or a measure may be gone since it was said."""
    figures = planned(problem)
    if isinstance(one, Interval):
        return key_of(one) in figures
    return any(map(one.covers, figures))


def narrowness(one: Supposed) -> int:
    """The fewer figures something is about, the later it is said, so that it counts."""
    if isinstance(one, Interval):
        return 4
    return 3 if one.called else 2 if one.action else 1 if one.measure else 0


def answer_in(row: Judgement) -> Answer | None:
    """The answer of a row, unpacked once in a process; None as long as there is none."""
    return _unpacked(bytes(row.answer)) if row.answer else None


def refuse_early(question: Question) -> None:
    """Raise what the core would raise, asked of a single point, before anybody waits for it.

    Raises
    ------
    InputError, InfeasibleError
        As `openhearth.core.portfolio.uncertainty.uncertainty`, but for the number of combinations.
    """
    keep_machine_code()
    found = replace(question.opened.found, points=question.opened.found.points[:1])
    uncertainty(question.opened.problem, found, question.intervals, question.said, facts=0)


def answer_to(question: Question) -> Answer:
    """What is left, and what would be if all were as planned.

    Raises
    ------
    InputError, InfeasibleError
        As `openhearth.core.portfolio.uncertainty.uncertainty`.
    """
    keep_machine_code()
    problem, found = question.opened.problem, _comparable(question.opened)
    sure = uncertainty(problem, found, (), question.said)
    told = uncertainty(problem, found, question.intervals, question.said, facts=question.facts)
    held = tuple(Left(one.point, one.defensible, one.regret) for one in told.held)
    before = sum(one.defensible for one in sure.held)
    return Answer(held, told.core, told.ranges, told.facts, sure.core, before, len(question.intervals))


def _question(run: Run, opened: Opened, told: tuple[Supposed, ...], said: tuple[Said, ...]) -> Question:
    intervals = intervals_of(opened.problem, told)
    facts = min(FACTS, max(LEAST_FACTS, PAIRS // max(1, _compared(opened) ** 2)))
    words = repr((__version__, opened.digest, intervals, said, facts))
    digest = sha256(words.encode()).hexdigest()
    return Question(run.pk, opened, run.found_digest, told, intervals, said, facts, digest)


def _compared(opened: Opened) -> int:
    """Where there are too many combinations, of those with the same figures only the cheapest is compared."""
    count = len(opened.about.owners)
    return count if count <= MOST else len(opened.found.points)


def _comparable(opened: Opened) -> Frontier:
    if len(opened.about.owners) <= MOST:
        return opened.found
    points = tuple(replace(one, portfolios=one.portfolios[:1]) for one in opened.found.points)
    return replace(opened.found, points=points)


@lru_cache(maxsize=REMEMBERED)
def _unpacked(data: bytes) -> Answer:
    return unpacked(data, Answer)
