"""What the demo shows: a study with thirty actions, invented and marked so, and its search on the way."""

from __future__ import annotations

import json
from importlib.resources import files

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.selectors.studies import problem_in, study_by_code
from openhearth.apps.portfolios.services.runs import start_search
from openhearth.apps.portfolios.services.studies import Heading, create_study
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.problem_json import problem_from_json


def demo_study() -> tuple[str, Heading, Problem]:
    """Address, heading and problem of the packaged study."""
    told = json.loads((files("openhearth") / "facts" / "demo_study.json").read_text("utf-8"))
    heading = Heading(told["title"], told["region"], told["language"], told["question"], public=True)
    return told["code"], heading, problem_from_json(json.dumps(told["problem"]))


def create_demo_study(people: dict[str, User]) -> Study:
    """The study, as the team of the region made it, with its search queued; one that exists is left as it is."""
    code, heading, problem = demo_study()
    if study := study_by_code(code):
        return study
    team = people[RoleKind.TEAM]
    study = create_study(heading, problem, team, code=code)
    start_search(study, problem_in(study.revisions.get()), team)
    return study
