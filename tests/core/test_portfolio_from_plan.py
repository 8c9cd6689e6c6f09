"""A portfolio problem out of a transition plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openhearth.core.errors import InputError
from openhearth.core.pathway.terms import Action, Confidence, Effect, Indicator, Plan, PlannedCost, Step
from openhearth.core.portfolio import problem as portfolio
from openhearth.core.portfolio.deviations import planned
from openhearth.core.portfolio.from_plan import problem_from_plan, sureness_of_plan
from openhearth.core.portfolio.frontier import frontier

JOBS = Indicator("jobs", "Jobs", "jobs", "more", "social")
SMOKE = Indicator("smoke", "Emissions", "ktCO2e", "less", "ecological")
PRIDE = Indicator("pride", "Pride", "smiles", "more", "social")
IDLE = Indicator("idle", "Never changed", "jobs", "more", "social")

SCHOOL = Action(
    "school",
    "A school",
    "build_up",
    sites=("North",),
    start="2027-03-01",
    costs=(PlannedCost(2027, 300_000_00, "state"),),
)
OVEN = Action("oven", "The oven closes", "phase_out", sites=("North", "South"), prerequisites=("school",))
PARK = Action("park", "A park", "build_up", excludes=("oven",))

PLAN = Plan(
    "Plan",
    "DEA12",
    actions=(SCHOOL, OVEN, PARK),
    indicators=(JOBS, SMOKE, PRIDE, IDLE),
    effects=(
        Effect("1", "school", "jobs", 40.0),
        Effect("2", "oven", "smoke", -12.5),
        Effect("3", "park", "pride", 0.25),
        Effect("4", "jobs", "pride", 2.0),
    ),
)  # fmt: skip


def test_actions_costs_effects_and_places() -> None:
    found = problem_from_plan(PLAN)
    assert found.title == "Plan"
    assert found.action("school") == portfolio.Action(
        "school",
        (
            portfolio.Option(
                "as planned",
                (portfolio.Cost(300_000, 2027, "state"),),
                (portfolio.Effect("Jobs", 40, "North"),),
                2027,
            ),
        ),
        "A school",
    )
    assert found.action("oven").options[0].effects == (portfolio.Effect("Emissions", -12.5),), "two sites are no place"
    assert found.action("oven").options[0].start is None


def test_aims_are_the_indicators_that_actions_change_and_money() -> None:
    found = problem_from_plan(PLAN)
    assert found.objectives == (
        portfolio.Objective("Jobs", "Jobs"),
        portfolio.Objective("Emissions", "Emissions", "min"),
        portfolio.Objective("Pride", "Pride (smiles)"),
        portfolio.Objective("Money", "cost", "min"),
    )
    assert found.measures == (
        portfolio.Measure("cost", "EUR"),
        portfolio.Measure("Jobs", "jobs"),
        portfolio.Measure("Emissions", "ktCO2e", 1),
        portfolio.Measure("Pride (smiles)", "1", 2),
    ), "counted as finely as written; an unknown unit is a plain number"


def test_at_most_six_aims_the_rest_is_still_counted() -> None:
    many = tuple(Indicator(f"i{n}", f"I {n}", "jobs", "more", "social") for n in range(8))
    effects = tuple(Effect(f"e{n}", "school", f"i{n}", 1.0) for n in range(8))
    found = problem_from_plan(replace(PLAN, indicators=many, effects=effects))
    assert [one.code for one in found.objectives] == ["I 0", "I 1", "I 2", "I 3", "I 4", "Money"]
    assert len(found.measures) == 9


def test_what_is_needed_and_what_is_excluded() -> None:
    assert problem_from_plan(PLAN).constraints == (
        portfolio.Prerequisite("oven", "school"),
        portfolio.Exclusion("oven", "park"),
    )
    both = replace(PLAN, actions=(SCHOOL, replace(OVEN, excludes=("park",)), PARK))
    assert problem_from_plan(both).constraints[1:] == (portfolio.Exclusion("oven", "park"),), "a pair is told once"


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_what_has_ended_is_chosen_no_more_and_needed_no_more(status: str) -> None:
    ended = replace(PLAN, actions=(replace(SCHOOL, status=status), OVEN, PARK))  # type: ignore[arg-type]
    found = problem_from_plan(ended)
    assert [one.code for one in found.actions] == ["oven", "park"]
    assert found.constraints == (portfolio.Exclusion("oven", "park"),)
    assert "Jobs" not in {one.code for one in found.measures}


@pytest.mark.parametrize(("days", "open_ones"), [(("2026-01-10", "2026-02-01"), 2), (("2026-01-10", ""), 3)])
def test_what_has_ended_by_its_last_step_is_chosen_no_more(days: tuple[str, ...], open_ones: int) -> None:
    steps = tuple(Step(f"step {number}", "2026-01-31", done_on) for number, done_on in enumerate(days))
    found = problem_from_plan(replace(PLAN, actions=(replace(SCHOOL, steps=steps), OVEN, PARK)))
    assert len(found.actions) == open_ones


def test_what_was_superseded_is_needed_as_its_successor() -> None:
    academy = Action("academy", "An academy", "build_up")
    merged = replace(PLAN, actions=(replace(SCHOOL, superseded_by="academy"), OVEN, PARK, academy))
    found = problem_from_plan(merged)
    assert portfolio.Prerequisite("oven", "academy") in found.constraints
    assert [one.code for one in found.actions] == ["oven", "park", "academy"]


def test_cents_are_kept() -> None:
    costly = replace(SCHOOL, costs=(PlannedCost(2027, 10_01),))
    found = problem_from_plan(replace(PLAN, actions=(costly, OVEN, PARK)))
    assert found.measure("cost").decimals == 2
    assert found.action("school").options[0].costs == (portfolio.Cost(10.01, 2027),)


def test_the_problem_can_be_searched() -> None:
    found = frontier(problem_from_plan(PLAN))
    chosen = {tuple(action for action, _ in point.portfolio) for point in found.points}
    assert found.complete
    assert ("school", "oven") in chosen
    assert all("school" in one for one in chosen if "oven" in one)
    assert all(not {"oven", "park"} <= set(one) for one in chosen)


def test_a_plan_without_effects_has_too_few_aims() -> None:
    with pytest.raises(InputError) as error:
        problem_from_plan(replace(PLAN, effects=()))
    assert [fault.code for fault in error.value.faults] == ["objectives_out_of_range"]


def test_an_effect_that_is_no_number_is_refused() -> None:
    lost = replace(PLAN, effects=(Effect("1", "school", "jobs", float("nan")),))
    with pytest.raises(InputError) as error:
        problem_from_plan(lost)
    assert [fault.code for fault in error.value.faults] == ["not_finite"]


def test_how_sure_a_plan_calls_the_figures_of_its_problem() -> None:
    said: tuple[Confidence, ...] = ("medium", "high", "medium", "low")
    told = tuple(replace(one, confidence=called) for one, called in zip(PLAN.effects, said, strict=True))
    found = sureness_of_plan(replace(PLAN, effects=told))
    assert found == {
        "medium": (("school", "as planned", "Jobs", "North", ""), ("park", "as planned", "Pride (smiles)", "", "")),
        "high": (("oven", "as planned", "Emissions", "", ""),),
    }, "what one indicator does to another is no figure of the problem"
    named = {key for figures in found.values() for key in figures}
    assert named == {key for key in planned(problem_from_plan(PLAN)) if key[2] != "cost"}


def test_a_figure_of_several_effects_is_as_sure_as_the_least_sure_of_them() -> None:
    more = (
        Effect("1", "school", "jobs", 40.0, confidence="high"),
        Effect("2", "school", "jobs", 2.0, confidence="low"),
        Effect("3", "school", "jobs", 2.0, confidence="medium"),
    )
    assert sureness_of_plan(replace(PLAN, effects=more)) == {"low": (("school", "as planned", "Jobs", "North", ""),)}


def test_what_is_done_or_changes_nothing_has_no_figures() -> None:
    steps = (Step("Opened", "2026-01-01", "2026-01-01"),)
    done = replace(PLAN, actions=(replace(SCHOOL, steps=steps), OVEN, PARK))
    assert {key[0] for figures in sureness_of_plan(done).values() for key in figures} == {"oven", "park"}
    assert sureness_of_plan(replace(PLAN, effects=())) == {}
