"""Small studies for tests: three actions, three aims, every kind of condition where a test asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openhearth.apps.accounts.models import User
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.services.studies import Heading, create_study
from openhearth.core.portfolio.problem import (
    Action,
    Budget,
    Cost,
    Effect,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
)
from tests.factories import NUMBERS, a_role, a_user

MEASURES = (Measure("cost", "MEUR", 1), Measure("jobs", "jobs"), Measure("co2", "ktCO2e"))
AIMS = (Objective("Work", "jobs"), Objective("Climate", "co2", "min"), Objective("Money", "cost", "min"))


def an_action(code: str, cost: float, jobs: float, co2: float, *, year: int = 2027, place: str = "North") -> Action:
    effects = (Effect("jobs", jobs, place), Effect("co2", co2, place))
    return Action(code, (Option("do", (Cost(cost, year, "state"),), effects, year),), f"The {code}")


SCHOOL = an_action("school", 3, 60, 0, place="South")
FURNACE = an_action("furnace", 9.5, -70, -120, year=2028)
SOLAR = an_action("solar", 4, 20, -12)

PROBLEM = Problem(
    AIMS,
    MEASURES,
    (SCHOOL, FURNACE, SOLAR),
    (Budget(8, 2027), Floor("jobs", -50, "North"), Prerequisite("furnace", "school")),
)
"""Its frontier: nothing; school; solar; school and solar; all three (the floor needs solar beside the furnace)."""

IMPOSSIBLE = replace(PROBLEM, constraints=(Floor("jobs", 70, "South"), Budget(8, 2027), Floor("jobs", -50, "North")))


def a_study(problem: Problem = PROBLEM, *, by: User | None = None, **heading: Any) -> Study:
    """Of DEA12, a draft, unless told otherwise."""
    known = {"title": f"Study {next(NUMBERS)}", "region": "DEA12", "question": "What first?"}
    return create_study(Heading(**known | heading), problem, by)


def somebody(role: str = "team", place: str = "DEA1") -> User:
    """A person with a role in a region; an empty place is everywhere."""
    user = a_user()
    a_role(user=user, role=role, scope_kind="region" if place else "everywhere", scope_code=place)
    return user
