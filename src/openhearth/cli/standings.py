"""The answers of the commands about plans, as values with a stable schema: see `answers`."""

from __future__ import annotations

from dataclasses import dataclass

from openhearth.cli.findings import FaultAnswer


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """How an action stands: ``rule`` is the code of the rule that says so, ``sentence`` the rule in words."""

    key: str
    title: str
    kind: str
    status: str
    rule: str
    sentence: str
    overridden: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class MilestoneAnswer:
    """How a milestone stands, as an action does."""

    key: str
    title: str
    due: str
    status: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ProjectionAnswer:
    """Where the trend leads in the year of a target; null without a trend."""

    year: int
    target: float
    value: float | None
    low: float | None
    high: float | None
    outlook: str


@dataclass(frozen=True, slots=True)
class IndicatorAnswer:
    """How an indicator stands against its path; null is not known. ``gap``: observed minus path; ``trend``: for each year."""

    key: str
    title: str
    unit: str
    light: str
    rule: str
    sentence: str
    year: int | None
    observed: float | None
    expected: float | None
    gap: float | None
    trend: float | None
    trend_low: float | None
    trend_high: float | None
    projections: tuple[ProjectionAnswer, ...]


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """What the plan does about the gap to a target; ``share`` null where nothing is needed or known."""

    indicator: str
    year: int
    needed: float
    build_up: float
    phase_out: float
    share: float | None
    confidence: str | None


@dataclass(frozen=True, slots=True)
class NextAnswer:
    """A thing to do next, and the key or term it is about."""

    code: str
    about: str


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """How far one of the five steps of transition management has come."""

    step: str
    state: str
    next: tuple[NextAnswer, ...]


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """``openhearth plan status PLAN --json``. ``clashes``: actions that exclude each other, both counted in ``targets``."""

    schema: str
    plan: str
    title: str
    region: str
    day: str
    actions: tuple[ActionAnswer, ...]
    milestones: tuple[MilestoneAnswer, ...]
    indicators: tuple[IndicatorAnswer, ...]
    targets: tuple[TargetAnswer, ...]
    clashes: tuple[tuple[str, str], ...]
    steps: tuple[StepAnswer, ...]
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """What an import does to a part."""

    kind: str
    key: str
    fate: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanImported:
    """``openhearth plan import FILE --json``. ``done``: whether anything was written; ``plan``: its code, empty in a dry run of a new one."""

    schema: str
    file: str
    done: bool
    plan: str
    title: str
    changes: tuple[ChangeAnswer, ...]
    faults: tuple[FaultAnswer, ...]


SCHEMAS = {"plan_status": PlanStatus, "plan_import": PlanImported}
