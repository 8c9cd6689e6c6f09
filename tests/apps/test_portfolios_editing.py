"""Editing a problem: one part at a time, every fault said, nothing half kept, and nobody's work lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from openhearth.apps.accounts.models import User
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.selectors import problem_of
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.core.portfolio.problem import (
    Action,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Option,
    Prerequisite,
    Problem,
    StartWindow,
    Synergy,
)
from tests.pages import text
from tests.studies import AIMS, MEASURES, PROBLEM, a_study, an_action, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client) -> User:
    user = somebody()
    client.force_login(user)
    return user


def problem(study: Study) -> Problem:
    found = problem_of(study)
    assert found is not None
    return found.problem


def table(prefix: str, *typed: dict[str, Any], initial: int = 0) -> dict[str, str]:
    """Rows of a form as a browser sends them."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(typed)), f"{prefix}-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(typed):
        data |= {f"{prefix}-{number}-{name}": str(value) for name, value in row.items()}
    return data


def an_action_form(label: str, based_on: int, *, ways: Any = (), costs: Any = (), effects: Any = ()) -> dict[str, str]:
    tables = table("ways", *ways) | table("costs", *costs) | table("effects", *effects)
    return {"label": label, "based_on": str(based_on)} | tables


# Actions


@pytest.mark.usefixtures("me")
def test_an_action_is_added_with_its_ways(client: Client) -> None:
    study = a_study()
    form = an_action_form(
        "Heat for homes",
        1,
        ways=[{"code": "early", "start": 2027}, {"code": "late", "start": 2028}, {"code": ""}],
        costs=[
            {"way": "early", "amount": "1.5", "year": 2027, "source": "city"},
            {"way": "late", "amount": "1", "year": 2028},
        ],
        effects=[{"way": "", "measure": "jobs", "amount": "12", "place": "North", "group": ""}],
    )
    response = client.post(f"/portfolios/{study.code}/action/", form)
    assert response.headers["Location"] == f"/portfolios/{study.code}/#actions"
    jobs = (Effect("jobs", 12, "North"),)
    assert problem(study).actions[-1] == Action(
        "heat-for-homes",
        (Option("early", (Cost(1.5, 2027, "city"),), jobs, 2027), Option("late", (Cost(1, 2028),), jobs, 2028)),
        "Heat for homes",
    )
    newest = study.revisions.first()
    assert newest is not None
    assert (newest.number, newest.note) == (2, "New action: Heat for homes")


@pytest.mark.usefixtures("me")
def test_the_form_of_an_action_gives_back_what_it_shows(client: Client) -> None:
    study = a_study()
    address = f"/portfolios/{study.code}/action/?code=furnace"
    page = client.get(address).content.decode()
    assert 'value="The furnace"' in page
    assert 'value="9.5"' in page
    form = an_action_form(
        "The furnace",
        1,
        ways=[{"code": "do", "start": 2028}],
        costs=[{"way": "", "amount": "9.5", "year": 2028, "source": "state"}],
        effects=[
            {"way": "", "measure": "jobs", "amount": "-70", "place": "North"},
            {"way": "", "measure": "co2", "amount": "-120", "place": "North"},
        ],
    )
    form |= {"ways-INITIAL_FORMS": "1", "costs-INITIAL_FORMS": "1", "effects-INITIAL_FORMS": "2"}
    client.post(address, form)
    assert problem(study) == PROBLEM
    assert study.revisions.count() == 1, "what changes nothing is no new version"


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"costs": [{"amount": "much"}]}, "Enter a number."),
        ({"costs": [{"amount": "", "year": 2027}]}, "A row needs this."),
        ({"effects": [{"measure": "jobs", "amount": ""}]}, "A row needs this."),
        ({"costs": [{"amount": "3", "way": "later"}]}, "No way of this action has this name."),
        ({"costs": [{"amount": "3.14"}]}, "finer than the decimals"),
        ({"effects": [{"measure": "jobs", "amount": "0.5"}]}, "finer than the decimals"),
        ({"ways": [{"code": "a"}, {"code": "a"}]}, "“a” stands there twice"),
        ({"costs": [{"amount": "nan"}]}, "Enter a number."),
    ],
)
def test_what_is_wrong_with_an_action_is_said_and_nothing_is_kept(
    wrong: dict[str, Any], said: str, client: Client
) -> None:
    study = a_study()
    response = client.post(f"/portfolios/{study.code}/action/", an_action_form("Heat", 1, **wrong))
    assert response.status_code == 422
    assert said in text(response)
    assert "Nothing was saved." in text(response)
    assert 'value="Heat"' in response.content.decode(), "what was typed stays"
    assert study.revisions.count() == 1


@pytest.mark.usefixtures("me")
def test_all_faults_are_said_at_once_with_their_place(client: Client) -> None:
    study = a_study()
    form = an_action_form("Heat", 1, costs=[{"amount": "3.14"}], effects=[{"measure": "co2", "amount": "0.5"}])
    said = text(client.post(f"/portfolios/{study.code}/action/", form))
    assert said.count("Action “heat”, way “do”") == 1, "the same sentence of the same place once"
    form = an_action_form("Heat", 1, ways=[{"code": "a"}, {"code": "b"}], costs=[{"amount": "3.14"}])
    said = text(client.post(f"/portfolios/{study.code}/action/", form))
    assert "way “a”" in said
    assert "way “b”" in said


@pytest.mark.usefixtures("me")
def test_more_rows_keep_what_was_typed(client: Client) -> None:
    study = a_study()
    form = an_action_form("Heat", 1, costs=[{"amount": "3.14"}]) | {"more": "costs"}
    response = client.post(f"/portfolios/{study.code}/action/", form)
    assert response.status_code == 200
    page = response.content.decode()
    assert 'value="3.14"' in page
    assert page.count('-amount"') > 1
    assert "Nothing was saved" not in page


@pytest.mark.usefixtures("me")
def test_an_action_is_taken_out_with_what_is_said_of_it_alone_and_comes_back(client: Client) -> None:
    study = a_study(replace(PROBLEM, synergies=(Synergy("school", "solar", (Effect("jobs", 5),)),)))
    page = text(client.get(f"/portfolios/{study.code}/action/?code=school"))
    assert "“The furnace” only together with “The school”" in page
    client.post(f"/portfolios/{study.code}/action/remove/", {"code": "school", "based_on": 1})
    left = problem(study)
    assert [one.code for one in left.actions] == ["furnace", "solar"]
    assert left.constraints == PROBLEM.constraints[:2]
    assert left.synergies == ()
    client.post(f"/portfolios/{study.code}/history/", {"version": 1, "based_on": 2})
    assert problem(study).actions == PROBLEM.actions
    assert study.revisions.count() == 3


@pytest.mark.usefixtures("me")
def test_what_would_leave_a_fault_is_not_taken_out(client: Client) -> None:
    study = a_study(replace(PROBLEM, constraints=(Floor("jobs", 0, "South"),)))
    response = client.post(f"/portfolios/{study.code}/action/remove/", {"code": "school", "based_on": 1}, follow=True)
    assert "Condition 1: no action says what it changes in “South”" in text(response)
    assert problem(study).actions == PROBLEM.actions


# Conditions


CONDITIONS: list[tuple[str, dict[str, Any], Constraint, str]] = [
    ("budget", {"amount": "9", "year": "2028"}, Budget(9, 2028), "At most 9.0 million € in 2028"),
    ("budget", {"amount": "9", "source": "state"}, Budget(9, None, "state"), "At most 9.0 million € from state"),
    ("floor", {"measure": "jobs", "amount": "-40", "place": "North"}, Floor("jobs", -40, "North"), "jobs in North: a loss of at most 40 jobs"),
    ("floor", {"measure": "jobs", "amount": "0"}, Floor("jobs", 0), "jobs: no loss"),
    ("ceiling", {"measure": "co2", "amount": "-50"}, Ceiling("co2", -50), "co2: a decrease of at least 50 ktCO2e"),
    ("prerequisite", {"action": "solar", "needs": "school", "lag": "1"}, Prerequisite("solar", "school", 1), "“The solar” only when “The school” has started at least 1 year before"),
    ("exclusion", {"first": "solar", "second": "school"}, Exclusion("solar", "school"), "Not both: “The solar” and “The school”"),
    ("at_most", {"count": "1", "actions": ["school", "solar"]}, AtMost(1, ("school", "solar")), "At most 1 of these: “The school” and “The solar”"),
    ("at_least", {"count": "1", "actions": ["solar"]}, AtLeast(1, ("solar",)), "At least 1 of these: “The solar”"),
    ("start_window", {"action": "furnace", "earliest": "2028"}, StartWindow("furnace", 2028), "“The furnace” starts in 2028 or later, or not at all"),
]  # fmt: skip


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize(("kind", "typed", "constraint", "said"), CONDITIONS)
def test_every_kind_of_condition_has_its_form_and_its_sentence(
    kind: str, typed: dict[str, Any], constraint: Constraint, said: str, client: Client
) -> None:
    study = a_study()
    assert client.get(f"/portfolios/{study.code}/condition/?kind={kind}").status_code == 200
    response = client.post(f"/portfolios/{study.code}/condition/?kind={kind}", {"based_on": 1} | typed)
    assert response.headers["Location"] == f"/portfolios/{study.code}/#conditions"
    assert problem(study).constraints[-1] == constraint
    page = text(client.get(f"/portfolios/{study.code}/"))
    assert said in page
    address = f"/portfolios/{study.code}/condition/?number=4"
    assert client.get(address).status_code == 200
    client.post(address, {"based_on": 2} | typed)
    assert study.revisions.count() == 2, "the form gives back what it shows"
    client.post(f"/portfolios/{study.code}/condition/remove/", {"number": 4, "based_on": 2})
    assert problem(study) == PROBLEM


@pytest.mark.usefixtures("me")
def test_a_cycle_of_prerequisites_and_a_contradiction_are_refused(client: Client) -> None:
    study = a_study()
    typed = {"based_on": 1, "action": "school", "needs": "furnace"}
    said = text(client.post(f"/portfolios/{study.code}/condition/?kind=prerequisite", typed))
    assert "these actions need each other in a circle" in said
    typed = {"based_on": 1, "measure": "jobs", "amount": "-60", "place": "North"}
    said = text(client.post(f"/portfolios/{study.code}/condition/?kind=ceiling", typed))
    assert "these constraints contradict each other" in said
    said = text(client.post(f"/portfolios/{study.code}/condition/?kind=budget", {"based_on": 1, "amount": "-1"}))
    assert "the budget is below zero" in said
    assert study.revisions.count() == 1


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize("query", ["kind=magic", "number=99", "number=x", ""])
def test_there_is_no_form_for_what_is_not_there(query: str, client: Client) -> None:
    study = a_study()
    assert client.get(f"/portfolios/{study.code}/condition/?{query}").status_code == 404


# Aims, measures, synergies


@pytest.mark.usefixtures("me")
def test_a_measure_gets_another_name_everywhere(client: Client) -> None:
    study = a_study()
    told = [{"was": one.code, "code": one.code, "unit": one.unit, "decimals": one.decimals} for one in MEASURES]
    told[1]["code"] = "Work places"
    client.post(f"/portfolios/{study.code}/counted/", {"based_on": 1} | table("measures", *told, initial=3))
    found = problem(study)
    assert found.measures[1] == Measure("Work places", "jobs")
    assert found.objectives[0] == Objective("Work", "Work places")
    assert found.constraints[1] == Floor("Work places", -50, "North")
    assert found.actions[0].options[0].effects[0] == Effect("Work places", 60, "South")


@pytest.mark.usefixtures("me")
def test_a_measure_that_is_used_is_not_taken_out(client: Client) -> None:
    study = a_study()
    told = [{"was": one.code, "code": one.code, "unit": one.unit, "decimals": one.decimals} for one in MEASURES[:2]]
    response = client.post(f"/portfolios/{study.code}/counted/", {"based_on": 1} | table("measures", *told))
    assert response.status_code == 422
    said = text(response)
    assert "Aim “Climate” : there is no measure called “co2”" in said
    assert "Action “furnace”, way “do” : there is no measure called “co2”" in said


@pytest.mark.usefixtures("me")
def test_aims_are_changed_and_said_in_words(client: Client) -> None:
    study = a_study()
    typed = [{"code": one.code, "measure": one.measure, "direction": one.direction, "kind": "sum"} for one in AIMS[:2]]
    typed.append({"code": "South", "measure": "jobs", "direction": "max", "place": "South", "kind": "sum"})
    client.post(f"/portfolios/{study.code}/aims/", {"based_on": 1} | table("aims", *typed, initial=3))
    assert problem(study).objectives == (*AIMS[:2], Objective("South", "jobs", place="South"))
    said = text(client.get(f"/portfolios/{study.code}/"))
    assert "jobs in South: as much as possible (jobs)" in said
    assert "co2: as little as possible (ktCO2e)" in said
    response = client.post(f"/portfolios/{study.code}/aims/", {"based_on": 2} | table("aims", typed[0]))
    assert "a problem has two to six aims" in text(response)


@pytest.mark.usefixtures("me")
def test_two_actions_do_more_together(client: Client) -> None:
    study = a_study()
    form = {"based_on": 1, "first": "school", "second": "solar"}
    form |= table("costs", {"amount": "-1"}) | table("effects", {"measure": "jobs", "amount": "5", "place": "North"})
    client.post(f"/portfolios/{study.code}/together/", form)
    assert problem(study).synergies == (Synergy("school", "solar", (Effect("jobs", 5, "North"),), (Cost(-1),)),)
    said = text(client.get(f"/portfolios/{study.code}/"))
    assert "When both “The school” and “The solar” are done, this is added" in said
    assert client.get(f"/portfolios/{study.code}/together/?number=1").status_code == 200
    client.post(f"/portfolios/{study.code}/together/remove/", {"number": 1, "based_on": 2})
    assert problem(study) == PROBLEM


# Two at once


@pytest.mark.usefixtures("me")
def test_who_comes_second_is_asked_and_nothing_is_lost(client: Client) -> None:
    study, other = a_study(), somebody("lead")
    heat = an_action("heat", 1, 5, -5)
    save_problem(study, replace(PROBLEM, actions=(*PROBLEM.actions, heat)), other, based_on=1)
    form = an_action_form("Wind", 1, costs=[{"amount": "2"}])
    response = client.post(f"/portfolios/{study.code}/action/", form)
    assert response.status_code == 409
    said = text(response)
    assert "somebody saved version 2" in said
    assert other.name in said
    assert "New action: The heat" in said
    page = response.content.decode()
    assert 'value="Wind"' in page
    assert '<input type="hidden" name="based_on" value="2"' in page
    client.post(f"/portfolios/{study.code}/action/", form | {"based_on": "2"})
    assert [one.code for one in problem(study).actions] == ["school", "furnace", "solar", "heat", "wind"]


@pytest.mark.usefixtures("me")
def test_the_right_condition_is_changed_though_numbers_moved(client: Client) -> None:
    study = a_study()
    save_problem(study, replace(PROBLEM, constraints=PROBLEM.constraints[1:]), None, based_on=1)
    address = f"/portfolios/{study.code}/condition/?number=2"
    typed = {"measure": "jobs", "amount": "-30", "place": "North"}
    assert client.post(address, {"based_on": 1, "read_from": 1} | typed).status_code == 409
    client.post(address, {"based_on": 2, "read_from": 1} | typed)
    assert problem(study).constraints == (Floor("jobs", -30, "North"), PROBLEM.constraints[2])


@pytest.mark.usefixtures("me")
def test_nothing_is_taken_out_of_a_version_nobody_looked_at(client: Client) -> None:
    study = a_study()
    save_problem(study, replace(PROBLEM, constraints=PROBLEM.constraints[1:]), None, based_on=1)
    response = client.post(f"/portfolios/{study.code}/condition/remove/", {"number": 1, "based_on": 1}, follow=True)
    assert "Somebody saved a newer version meanwhile" in text(response)
    assert len(problem(study).constraints) == 2
