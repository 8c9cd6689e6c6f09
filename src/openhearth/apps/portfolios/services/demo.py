"""What the demo shows: a study begun from the demo plan, with what its team added, invented and marked so, and its search on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.pathways.selectors.plans import plan_at
from openhearth.apps.pathways.services.demo import create_demo_plan
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.selectors.studies import problem_in, study_by_code
from openhearth.apps.portfolios.services.choices import record_supposition
from openhearth.apps.portfolios.services.runs import start_search
from openhearth.apps.portfolios.services.studies import Heading, create_study, save_problem
from openhearth.core.portfolio.deviations import Deviation
from openhearth.core.portfolio.from_plan import problem_from_plan, sureness_of_plan
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.problem_json import problem_from_json, to_json

CODE = "demo-steel-district"


def create_demo_study(people: dict[str, User]) -> Study:
    """The study, as the team of the region made it, with its search queued; one that exists is left as it is.

    It takes the way of every study: begun from the plan, which is made where there is none, and then edited.
    """
    if study := study_by_code(CODE):
        return study
    team = people[RoleKind.TEAM]
    told = additions()
    plan = create_demo_plan(team)
    heading = Heading(told["title"], plan.region, told["language"], told["question"], public=True, plan=plan.code)
    written = plan_at(plan, plan.step)
    begun, sureness = problem_from_plan(written), sureness_of_plan(written)
    study = create_study(heading, begun, team, note=told["begun"], code=CODE, sureness=sureness)
    revision = save_problem(study, with_additions(begun, told), team, based_on=1, note=told["added"])
    unsure = Deviation(told["unsure"]["share"], figures=sureness["low"], called="low")
    record_supposition(study, unsure, told["unsure"]["words"], team)
    start_search(study, problem_in(revision), team)
    return study


def additions() -> Mapping[str, Any]:
    """The packaged heading of the study, what its team adds to what comes from the plan, and says of its least sure figures."""
    told: dict[str, Any] = json.loads((files("openhearth") / "facts" / "demo_study.json").read_text("utf-8"))
    return told


def with_additions(begun: Problem, told: Mapping[str, Any]) -> Problem:
    """A problem with the aims that were kept, and with more ways and conditions, all by the codes of the problem."""
    problem = json.loads(to_json(begun))
    aims = {aim["code"]: aim for aim in problem["objectives"]}
    actions = {action["code"]: action for action in problem["actions"]}
    for code, ways in told["ways"].items():
        actions[code]["options"] += ways
    problem["objectives"] = [aims[code] for code in told["aims"]]
    problem["constraints"] = [*problem.get("constraints", ()), *told["conditions"]]
    return problem_from_json(json.dumps(problem))
