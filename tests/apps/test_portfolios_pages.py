"""Studies as pages: begun, read in and out, gone back, listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.accounts.models import User
from openhearth.apps.pathways.selectors.plans import plan_by_code
from openhearth.apps.pathways.services.demo import create_demo_plan
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.pages.study import NOTHING
from openhearth.apps.portfolios.selectors import problem_of
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.core.portfolio.from_plan import problem_from_plan, sureness_of_plan
from openhearth.core.portfolio.problem import (
    Problem,
)
from openhearth.core.portfolio.problem_json import problem_from_json, to_json
from tests.pages import rows, text
from tests.studies import PROBLEM, SCHOOL, SOLAR, a_study, an_action, somebody

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


# Making one, files, history, the list


@pytest.mark.usefixtures("me")
def test_a_study_begins_with_an_example(client: Client) -> None:
    assert "DEA1" in client.get("/portfolios/new/").content.decode()
    typed = {"title": "What first?", "region": "dea12", "language": "en", "start": "example", "question": "Well?"}
    response = client.post("/portfolios/new/", typed)
    assert response.headers["Location"] == "/portfolios/what-first/"
    study = Study.objects.get()
    assert (study.region, study.public, study.created_by is not None) == ("DEA12", False, True)
    page = text(client.get("/portfolios/what-first/"))
    assert "Heat from the works for homes" in page
    assert "jobs in North: a loss of at most 40 jobs" in page
    assert client.post("/portfolios/new/", typed).headers["Location"] == "/portfolios/what-first-2/"


def test_a_study_begins_with_the_plan_of_a_region(client: Client, me: User) -> None:
    plan = create_demo_plan(me)
    assert plan.title in text(client.get(f"/portfolios/new/?plan={plan.code}"))
    typed = {"title": "Out of the plan", "region": "DEA12", "language": "en", "start": "plan", "plan": plan.code}
    response = client.post("/portfolios/new/", typed)
    assert response.headers["Location"] == "/portfolios/out-of-the-plan/"
    study = Study.objects.get()
    assert study.plan == plan.code
    expected = plan_by_code(plan.code)
    assert expected is not None
    assert problem(study) == problem_from_plan(expected)
    assert len(problem(study).actions) > 20
    told = sureness_of_plan(expected)
    assert {"low", "medium"} <= set(told)
    assert study.sureness == {called: [list(key) for key in figures] for called, figures in told.items()}
    assert "Choose a plan." in text(client.post("/portfolios/new/", typed | {"plan": ""}))


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_a_file_goes_out_and_comes_in_again(ending: str, client: Client) -> None:
    study = a_study(title="There")
    data = client.get(f"/portfolios/{study.code}/problem.{ending}").content
    file = SimpleUploadedFile(f"mine.{ending}", data)
    typed = {"title": "Back", "region": "DEA12", "language": "en", "start": "file", "file": file}
    assert client.post("/portfolios/new/", typed).headers["Location"] == "/portfolios/back/"
    assert problem(Study.objects.get(code="back")) == PROBLEM
    changed = to_json(replace(PROBLEM, constraints=())).encode()
    upload = {"file": SimpleUploadedFile("changed.json", changed), "based_on": 1}
    client.post(f"/portfolios/{study.code}/upload/", upload)
    assert problem(study).constraints == ()


@pytest.mark.usefixtures("me")
def test_a_faulty_file_is_refused_with_all_that_is_wrong(client: Client) -> None:
    study = a_study()
    broken = to_json(PROBLEM).replace('"jobs"', '"jbos"', 1).replace("ktCO2e", "stones")
    upload = {"file": SimpleUploadedFile("broken.json", broken.encode()), "based_on": 1}
    response = client.post(f"/portfolios/{study.code}/upload/", upload)
    assert response.status_code == 422
    said = text(response)
    assert "“stones” is no unit of this house" in said
    assert "there is no measure called “jbos”" in said
    for data in (b"{", b"PK\x03\x04 no zip", b"\xff\xfe"):
        upload = {"file": SimpleUploadedFile("broken", data), "based_on": 1}
        assert client.post(f"/portfolios/{study.code}/upload/", upload).status_code == 422
    assert study.revisions.count() == 1


@pytest.mark.usefixtures("me")
def test_the_history_tells_what_changed(client: Client) -> None:
    study = a_study()
    save_problem(
        study, replace(PROBLEM, actions=(SCHOOL, PROBLEM.actions[1], replace(SOLAR, label="Sun"))), None, based_on=1
    )
    said = text(client.get(f"/portfolios/{study.code}/history/?changes=2"))
    assert "Action changed: Sun" in said
    assert "Go back to this version" in said
    assert client.get(f"/portfolios/{study.code}/?version=1").status_code == 200
    assert client.get(f"/portfolios/{study.code}/?version=9").status_code == 404
    response = client.post(f"/portfolios/{study.code}/history/", {"version": 1, "based_on": 1}, follow=True)
    assert "Somebody saved a newer version meanwhile" in text(response)


def test_an_old_version_can_be_read_but_not_changed(client: Client, me: User) -> None:
    study = a_study(by=me)
    save_problem(study, replace(PROBLEM, constraints=()), me, based_on=1)
    old, new = (text(client.get(f"/portfolios/{study.code}/{query}")) for query in ("?version=1", ""))
    assert "This is an older version" in old
    assert "Add an action" not in old
    assert "Add an action" in new
    assert "There is no condition yet" in new
    assert "Take the last change back" in new


def test_the_table_of_candidates(client: Client) -> None:
    study = a_study(public=True)
    page = client.get(f"/portfolios/{study.code}/").content.decode()
    assert rows(page, "What each costs") == [
        ["The school", "do", "2027", "3.0", NOTHING, "3.0", "60", "0"],
        ["The furnace", "do", "2028", NOTHING, "9.5", "9.5", "-70", "-120"],
        ["The solar", "do", "2027", "4.0", NOTHING, "4.0", "20", "-12"],
    ]
    assert "Add an action" not in page
    assert "Find all best combinations" not in page
    assert "Those who work in the region can start the search." in page


def test_the_list_shows_what_one_may_see(client: Client, me: User) -> None:
    a_study(title="Mine to see")
    a_study(title="Far away", region="PL22")
    a_study(title="For all", region="PL22", public=True)
    said = text(client.get("/portfolios/"))
    assert "2 studies" in said
    assert "Mine to see" in said
    assert "Far away" not in said
    assert "1 study" in text(client.get("/portfolios/?q=for+all"))
    assert "No study fits “zzz”." in text(client.get("/portfolios/?q=zzz"))
    client.logout()
    assert "Mine to see" not in text(client.get("/portfolios/"))


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    assert "Sign in to see those of your region" in text(client.get("/portfolios/"))
    client.force_login(somebody())
    assert "Begin one with a small example" in text(client.get("/portfolios/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_many(
    count: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_study(public=True)
    with django_assert_max_num_queries(3):
        client.get("/portfolios/")


def test_a_stored_version_is_what_the_core_reads() -> None:
    study = a_study()
    assert problem_from_json(study.revisions.get().content) == PROBLEM


@pytest.mark.parametrize("count", [1, 3])
def test_a_study_asks_the_database_as_often_however_long_its_past(
    count: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    study = a_study(public=True)
    for number in range(1, count):
        save_problem(study, replace(PROBLEM, constraints=PROBLEM.constraints[:number]), None, based_on=number)
    with django_assert_max_num_queries(5):
        client.get(f"/portfolios/{study.code}/")
    with django_assert_max_num_queries(4):
        client.get(f"/portfolios/{study.code}/history/")


def test_a_thousand_actions_are_shown_page_by_page(client: Client) -> None:
    many = tuple(an_action(f"a{number}", 1, number, -number) for number in range(1000))
    study = a_study(replace(PROBLEM, actions=many, constraints=()), public=True)
    first, last = (client.get(f"/portfolios/{study.code}/?page={number}").content.decode() for number in (1, 5))
    assert len(first) < 150_000
    assert "The a199" in first
    assert "The a200" not in first
    assert "The a999" in last
    assert "Page 5 of 5" in last
