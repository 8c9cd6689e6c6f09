"""What a transition plan is made of: an arena and its vision, pathways of actions that build up and phase out, and what is watched.

Every part carries a ``key`` that is its own within the plan; parts name each other by key. Days are ISO 8601 texts, because a
plan is a document before it is a calculation. Empty text, None and empty tuples say that nobody has told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Helix = Literal["researchers", "businesses", "civil_society", "public_administrations"]
Lens = Literal["social", "ecological", "economic"]
Direction = Literal["more", "less"]
Kind = Literal["build_up", "phase_out"]
Confidence = Literal["low", "medium", "high"]
Outcome = Literal["running", "succeeded", "mixed", "failed", "stopped"]
ReportedStatus = Literal["planned", "under_way", "late", "done", "stopped"]


@dataclass(frozen=True, slots=True)
class Vision:
    """Where the place wants to be, and when. There is one for each plan; its key is always ``vision``."""

    key: str = "vision"
    text: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """An organisation that has a stake. ``influence`` and ``interest`` from 1 (little) to 5 (much).

    ``present`` False: the arena needs it and it is not there yet.
    """

    key: str
    organisation: str
    helix: Helix
    influence: int | None = None
    interest: int | None = None
    present: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is the matter today, seen through one lens, with what shows it."""

    key: str
    text: str
    lens: Lens
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """One way from the vision back to today. Alternatives stand side by side; at most one is ``preferred``."""

    key: str
    title: str
    story: str = ""
    assumptions: tuple[str, ...] = ()
    falsified_by: tuple[str, ...] = ()
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """What must be true on a day on a pathway, told backwards from the vision."""

    key: str
    title: str
    due: str
    pathway: str
    reached_on: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PlannedCost:
    """Money in whole cents for a year from a source; ``secured``: promised in writing."""

    year: int
    cents: int
    source: str = ""
    secured: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an action with its day. What is done has the day on which it was done."""

    title: str
    due: str
    done_on: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that starts (``build_up``) or stops (``phase_out``): both are work, and both are planned.

    Parameters
    ----------
    what
        What starts or what stops.
    sites, jobs_concerned
        Where, and how many jobs there depend on it; None is unknown, not zero.
    prerequisites, excludes
        Keys of actions that must be done before, and of those that cannot be done beside it.
    status, status_because
        Only where somebody knows better than the steps: an override and its reason.
    superseded_by
        The action this one was merged into or replaced by.
    reported_on
        The day somebody last said how it stands.
    practice
        Code of the practice it was learned from.
    """

    key: str
    title: str
    kind: Kind
    what: str = ""
    pathways: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    jobs_concerned: int | None = None
    owner: str = ""
    partners: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    steps: tuple[Step, ...] = ()
    costs: tuple[PlannedCost, ...] = ()
    prerequisites: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    status: ReportedStatus | None = None
    status_because: str = ""
    superseded_by: str = ""
    reported_on: str = ""
    practice: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """What was measured for a year. ``value`` NaN: asked, and not known."""

    year: int
    value: float
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the indicator shall stand in a year."""

    year: int
    value: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is watched, from where it started to where it shall be.

    Parameters
    ----------
    register
        Code in the house's register of indicators: then observations flow in by themselves and ``observations`` adds to them.
    baseline
        Where it started.
    tolerance
        How far beside the path still counts as on it, in the unit of the indicator.
    dimension
        The dimension of the Doughnut it speaks about.
    """

    key: str
    title: str
    unit: str
    direction: Direction
    lens: Lens
    register: str = ""
    dimension: str = ""
    baseline: Observation | None = None
    targets: tuple[Target, ...] = ()
    tolerance: float | None = None
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action, or another indicator, is expected to change in an indicator once it works fully.

    Parameters
    ----------
    cause
        Key of an action or of an indicator.
    amount
        Of an action: in the unit of ``indicator``. Of an indicator: change of ``indicator`` for one unit of the cause.
    from_year
        When it works fully; None: with the end of the action.
    """

    key: str
    cause: str
    indicator: str
    amount: float
    from_year: int | None = None
    confidence: Confidence = "low"
    because: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A pathway tried out in practice: what was expected, where, for how long, and what came of it."""

    key: str
    title: str
    hypothesis: str
    place: str = ""
    start: str = ""
    end: str = ""
    indicators: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    outcome: Outcome = "running"
    result: str = ""
    learned: str = ""
    practice: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The team's own text for a section of the territorial just transition plan; the key is that of the section."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A graded answer, 0 to 2, to a question of the scorecard, with what shows it; the key is that of the question."""

    key: str
    grade: int
    evidence: str = ""
    link: str = ""


Part = (
    Vision | Stakeholder | Challenge | Pathway | Milestone | Action | Indicator | Effect | Experiment | Section | Answer
)

KINDS: dict[str, type[Part]] = {
    "vision": Vision,
    "stakeholder": Stakeholder,
    "challenge": Challenge,
    "pathway": Pathway,
    "milestone": Milestone,
    "action": Action,
    "indicator": Indicator,
    "effect": Effect,
    "experiment": Experiment,
    "section": Section,
    "answer": Answer,
}
"""What a part calls itself where plans are kept and exchanged."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A region's plan, whole: every part once, in the order of their keys' first appearance."""

    title: str
    region: str
    language: str = "en"
    vision: Vision = Vision()
    stakeholders: tuple[Stakeholder, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    effects: tuple[Effect, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    sections: tuple[Section, ...] = ()
    answers: tuple[Answer, ...] = ()
