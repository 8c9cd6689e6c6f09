"""Plans kept in the house, for tests."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from openhearth.apps.accounts.models import User
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.services.plans import import_plan, release_plan, start_plan
from openhearth.core.pathway.terms import (
    Action,
    Challenge,
    Effect,
    Experiment,
    Indicator,
    Milestone,
    Observation,
    Pathway,
    PlannedCost,
    Stakeholder,
    Step,
    Target,
    Vision,
)
from openhearth.core.pathway.terms import Plan as Value
from tests.factories import a_role, a_user

NUMBERS = count(1)
REGION = "DEA12"

PLAN = Value(
    "Steel without coal",
    REGION,
    vision=Vision(text="Clean steel, and nobody left behind.", year=2040),
    stakeholders=(
        Stakeholder("works", "The steel works", "businesses", 5, 4),
        Stakeholder("council", "Works council of the steel works", "civil_society", 4, 5, present=False),
    ),
    challenges=(Challenge("jobs", "Coke ovens feed whole streets.", "social"),),
    pathways=(
        Pathway("hydrogen", "Hydrogen", assumptions=("Hydrogen is cheap.",), falsified_by=("No pipeline by 2030.",)),
        Pathway("scrap", "Scrap", preferred=True),
    ),
    milestones=(Milestone("half", "Half the coke is gone", "2030-12-31", "hydrogen"),),
    actions=(
        Action(
            "shaft",
            "Build a direct-reduction plant",
            "build_up",
            pathways=("hydrogen",),
            start="2024-01-01",
            end="2029-12-31",
            steps=(Step("Permit", "2025-06-30", "2025-05-12"), Step("First heat", "2029-06-30")),
            costs=(PlannedCost(2026, 120_000_000_00, "Just Transition Fund", secured=True), PlannedCost(2027, 50)),
        ),
        Action("ovens", "Close the coke ovens", "phase_out", prerequisites=("shaft",), jobs_concerned=400),
    ),
    indicators=(
        Indicator(
            "co2",
            "Emissions of the works",
            "t CO2e",
            "less",
            "ecological",
            register="ets_emissions",
            baseline=Observation(2018, 30_000_000.0),
            targets=(Target(2035, 5_000_000.0),),
        ),
        Indicator("trained", "People trained", "persons", "more", "social", observations=(Observation(2024, float("nan")),)),
    ),
    effects=(Effect("shaft-co2", "shaft", "co2", -8_000_000.0, 2030, "medium"),),
    experiments=(
        Experiment("bikes", "Bikes for the shift", "People come by bike if the gate is near.", outcome="failed", result="Nobody came."),
    ),
)  # fmt: skip


def a_plan(value: Value = PLAN, *, by: User | None = None, released: bool = False) -> Plan:
    """A plan under an address of its own, a draft unless it is released."""
    row = start_plan(value.title, value.region, value.language, by, code=f"plan-{next(NUMBERS)}")
    import_plan(row.code, value, by)
    row.refresh_from_db()
    if released:
        release_plan(row, step=row.step)
    return row


def a_large_plan(size: int) -> Value:
    """So many actions, and two indicators over fifteen years for every five of them."""
    actions = tuple(
        Action(
            f"action-{n}",
            f"Action {n}",
            "phase_out" if n % 3 == 0 else "build_up",
            pathways=("scrap",),
            start="2025-01-01",
            end="2032-12-31",
            steps=(Step("One", "2026-01-31", "2026-01-12"), Step("Two", "2031-01-31")),
            costs=(PlannedCost(2026, 100 * n, "Region"),),
            prerequisites=(f"action-{n - 1}",) if n % 10 else (),
        )
        for n in range(size)
    )
    indicators = tuple(
        Indicator(
            f"indicator-{n}",
            f"Indicator {n}",
            "t",
            "less",
            "ecological",
            baseline=Observation(2010, 100.0),
            targets=(Target(2035, 10.0),),
            observations=tuple(Observation(2011 + year, 100.0 - 3 * year) for year in range(15)),
        )
        for n in range(max(1, 2 * size // 5))
    )
    effects = tuple(Effect(f"effect-{n}", f"action-{n}", f"indicator-{n % len(indicators)}", -1.0) for n in range(size))
    return replace(PLAN, actions=actions, indicators=indicators, effects=effects, experiments=())


def a_member_of(place: str, role: str = "team") -> User:
    user = a_user()
    a_role(user=user, role=role, scope_kind="region", scope_code=place)
    return user
