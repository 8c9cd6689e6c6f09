"""The study of the demo: begun from the demo plan as a user would, and as large as a real case."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from openhearth.apps.pathways.selectors.plans import plan_by_code
from openhearth.apps.pathways.services.demo import CODE as PLAN_CODE
from openhearth.apps.portfolios.selectors import problem_of
from openhearth.apps.portfolios.selectors.exploring import supposed_in
from openhearth.apps.portfolios.services.demo import additions, create_demo_study, with_additions
from openhearth.core.portfolio.deviations import Deviation, intervals_of, key_of, planned
from openhearth.core.portfolio.from_plan import problem_from_plan, sureness_of_plan
from openhearth.core.portfolio.problem import AtLeast, Budget, Exclusion, Floor, Prerequisite, StartWindow
from openhearth.core.portfolio.problem_json import problem_from_json
from openhearth.sources.plans.plan_yaml import demo_plan
from tests.studies import somebody

QUEUED = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default", "index", "search"]}}


@pytest.mark.django_db
def test_the_demo_study_is_begun_from_the_demo_plan_and_then_edited(settings: Settings) -> None:
    settings.TASKS = QUEUED
    people = {"team": somebody()}
    study = create_demo_study(people)
    assert create_demo_study(people) == study
    assert (study.plan, study.public, study.runs.count(), study.revisions.count()) == (PLAN_CODE, True, 1, 2)
    assert "invented" in study.question
    plan = plan_by_code(PLAN_CODE)
    assert plan is not None
    first, second = (problem_from_json(one.content) for one in study.revisions.order_by("number"))
    assert first == problem_from_plan(plan)
    assert [one.code for one in second.actions] == [one.code for one in first.actions]
    assert {one.code for one in second.actions} < {one.key for one in plan.actions}
    assert all(new.options[0] == old.options[0] for old, new in zip(first.actions, second.actions, strict=True))
    assert second.constraints[: len(first.constraints)] == first.constraints


@pytest.mark.django_db
def test_the_demo_supposes_what_its_plan_is_least_sure_of(settings: Settings) -> None:
    settings.TASKS = QUEUED
    study = create_demo_study({"team": somebody()})
    told = sureness_of_plan(demo_plan())
    assert study.sureness == {called: [list(key) for key in figures] for called, figures in told.items()}
    kept = study.statements.get()
    supposed = supposed_in(kept.content)
    assert supposed == Deviation(0.3, figures=told["low"], called="low")
    known = planned(problem_from_plan(demo_plan()))
    assert 5 < len(told["low"]) < len(known)
    assert set(told["low"]) <= set(known), "real figures of the demo plan"
    version = problem_of(study)
    assert version is not None
    assert {key_of(one) for one in intervals_of(version.problem, [supposed])} == set(told["low"])


def test_the_demo_study_has_what_a_real_case_has() -> None:
    problem = with_additions(problem_from_plan(demo_plan()), additions())
    ways = [way for one in problem.actions for way in one.options]
    assert len(problem.actions) == 30
    assert len(ways) > len(problem.actions)
    assert len(problem.objectives) == 4
    assert {cost.year for way in ways for cost in way.costs} == {2027, 2028, 2029, 2030}
    districts = {effect.place for way in ways for effect in way.effects} - {""}
    assert districts == {"District North", "District Centre", "District South"}
    assert {one.place for one in problem.constraints if isinstance(one, Floor)} - {""} == districts
    kinds = {type(one) for one in problem.constraints}
    assert kinds == {Budget, Prerequisite, Exclusion, Floor, StartWindow, AtLeast}
    aims = {one.measure for one in problem.objectives}
    idle = {one.code for one in problem.actions if not aims & {e.measure for e in one.options[0].effects}}
    assert idle == {"grid-connection", "residents-assembly"}, "needed by others, and asked for by a condition"
