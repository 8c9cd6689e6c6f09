"""A study whose search has ended, for tests of the explorer: small enough to check by hand, or as large as one likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openhearth import __version__
from openhearth.apps.portfolios.models import Run, Study
from openhearth.apps.portfolios.packing import packed, packed_digest
from openhearth.apps.portfolios.selectors import settings_of
from openhearth.apps.portfolios.services.studies import Heading, create_study
from openhearth.core.portfolio.frontier import Frontier, Point, frontier, problem_digest
from openhearth.core.portfolio.problem import (
    Action,
    Budget,
    Cost,
    Effect,
    Floor,
    Measure,
    Objective,
    Option,
    Problem,
)

REGION = "DEA1"


def an_action(name: tuple[str, str], cost: float, jobs: float, co2: float, place: str, group: str = "") -> Action:
    """Code and label; in one way, paid by the state in 2027."""
    code, label = name
    effects = (Effect("jobs", jobs, place, group), Effect("co2", co2, place))
    return Action(code, (Option("now", (Cost(cost, 2027, "state"),), effects, 2027),), label)


HEAT = Action(
    "heat",
    (
        Option("small", (Cost(2, 2027, "state"),), (Effect("jobs", 20, "North"), Effect("co2", -30, "North")), 2027),
        Option("large", (Cost(5, 2027, "state"), Cost(2, 2028, "union")), (Effect("jobs", 45, "North"),), 2027),
    ),
    "Waste heat for homes",
)
PROBLEM = Problem(
    (Objective("work", "jobs"), Objective("climate", "co2", "min"), Objective("money", "cost", "min")),
    (Measure("jobs", "jobs"), Measure("co2", "ktCO2e"), Measure("cost", "MEUR", 1)),
    (
        HEAT,
        an_action(("kiln", "Close the old kiln"), 1.5, -40, -120, "South", "young"),
        an_action(("solar", "Solar <park>"), 4, 30, -25, "South"),
        an_action(("school", "Training centre"), 3, 60, 0, "North", "young"),
        an_action(("gold", "Gold the town hall"), 9, 0, 5, "North"),
    ),
    (Budget(12, None, ""), Floor("jobs", -40, "South")),
)


def a_study(problem: Problem = PROBLEM, found: Frontier | None = None, **fields: Any) -> Study:
    """Public and searched to the end, unless told otherwise."""
    known: dict[str, Any] = {
        "title": "Steel valley",
        "region": REGION,
        "public": True,
        "question": "What first?",
    } | fields
    study = create_study(Heading(**known), problem, None)
    a_run(study, problem, found or frontier(problem))
    return study


def a_run(study: Study, problem: Problem, found: Frontier) -> Run:
    data = packed(replace(found, checkpoint=None))
    revision = study.revisions.order_by("-number")[0]
    return Run.objects.create(
        study=study,
        revision=revision,
        digest=problem_digest(problem),
        settings=settings_of(),
        core_version=__version__,
        algorithm=found.algorithm,
        complete=found.complete,
        gap=found.gap,
        points=len(found.points),
        found=data,
        found_digest=packed_digest(data),
    )


def many_points(count: int) -> tuple[Problem, Frontier]:
    """A made-up frontier of so many points in four aims: nobody looks whether it is one."""
    codes = [f"a{number}" for number in range(30)]
    actions = tuple(
        Action(
            code,
            (
                Option(
                    "do",
                    (Cost(1 + number % 4, 2027 + number % 4, "state"),),
                    (
                        Effect("jobs", 5 + number, f"d{number % 3}"),
                        Effect("co2", -number),
                        Effect("places", number % 7),
                    ),
                ),
            ),
            f"Action {number}",
        )
        for number, code in enumerate(codes)
    )
    aims = (
        Objective("work", "jobs"),
        Objective("climate", "co2", "min"),
        Objective("money", "cost", "min"),
        Objective("skills", "places"),
    )
    measures = (Measure("jobs", "jobs"), Measure("co2", "ktCO2e"), Measure("places", "places"), Measure("cost", "MEUR"))
    points = tuple(
        Point(
            (count - one, -((one * 7919) % count), (one * 104729) % count, (one * 31) % 997),
            (tuple((code, "do") for place, code in enumerate(codes) if (one >> place % 14) & 1),),
        )
        for one in range(count)
    )
    found = Frontier(tuple(aim.code for aim in aims), points, "bounded_dp", True, 0.0, None)
    return Problem(aims, measures, actions), found
