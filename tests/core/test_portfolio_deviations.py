"""What is said of a list of figures."""

from __future__ import annotations

from openhearth.core.portfolio.deviations import Deviation, Key, intervals_of, key_of, planned
from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective, Option, Problem

SOLAR = Action("solar", (Option("now", (Cost(5, 2027),), (Effect("jobs", 30, "north"), Effect("co2", -4))),))
SCHOOL = Action("school", (Option("now", (Cost(6, 2027),), (Effect("jobs", 50, "south"),)),))
PROBLEM = Problem(
    (Objective("work", "jobs"), Objective("money", "cost", "min")),
    (Measure("jobs", "jobs"), Measure("co2", "ktCO2e")),
    (SOLAR, SCHOOL),
)
JOBS_NORTH: Key = ("solar", "now", "jobs", "north", "")
JOBS_SOUTH: Key = ("school", "now", "jobs", "south", "")
GONE: Key = ("harbour", "now", "jobs", "", "")


def told(*said: Deviation) -> dict[Key, tuple[float, float]]:
    return {key_of(one): (one.least, one.most) for one in intervals_of(PROBLEM, said)}


def test_a_list_of_figures_is_about_these_and_no_others() -> None:
    low = Deviation(0.5, figures=(JOBS_SOUTH, JOBS_NORTH), called="low")
    assert told(low) == {JOBS_NORTH: (15, 45), JOBS_SOUTH: (25, 75)}
    assert [key for key in planned(PROBLEM) if low.covers(key)] == [JOBS_NORTH, JOBS_SOUTH]


def test_figures_that_are_gone_are_no_fault() -> None:
    assert told(Deviation(0.5, figures=(GONE, JOBS_NORTH))) == {JOBS_NORTH: (15, 45)}
    assert told(Deviation(0.5, figures=(GONE,))) == {}


def test_a_list_without_figures_is_about_nothing() -> None:
    assert told(Deviation(0.5, called="low")) == {}
    assert set(told(Deviation(0.5))) == set(planned(PROBLEM)), "without a list it is about all"


def test_a_list_is_narrowed_by_an_action_or_a_measure() -> None:
    both = (JOBS_NORTH, JOBS_SOUTH)
    assert set(told(Deviation(0.5, action="solar", figures=both))) == {JOBS_NORTH}
    assert told(Deviation(0.5, measure="co2", figures=both)) == {}


def test_what_is_said_later_counts() -> None:
    listed = Deviation(0.5, figures=(JOBS_NORTH,))
    assert told(Deviation(0.1, measure="jobs"), listed)[JOBS_NORTH] == (15, 45)
    assert told(listed, Deviation(0.1, measure="jobs"))[JOBS_NORTH] == (27, 33)
