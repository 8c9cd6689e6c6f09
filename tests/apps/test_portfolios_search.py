"""The search of a study: asked once, shown while it runs, stopped and gone on with, and an honest no."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from openhearth.apps.jobs.models import Job, State
from openhearth.apps.portfolios import selectors, sentences, tasks
from openhearth.apps.portfolios.abreast import newest
from openhearth.apps.portfolios.models import Run, Study
from openhearth.apps.portfolios.packing import checkpoint_in
from openhearth.apps.portfolios.selectors import Version, problem_of
from openhearth.apps.portfolios.services.runs import start_search, stop_search
from openhearth.apps.portfolios.services.studies import go_back_to, save_problem
from openhearth.core.portfolio import bounded_dp
from openhearth.core.portfolio.algorithm import Algorithm, Reason
from openhearth.core.portfolio.frontier import Frontier, every_portfolio, frontier, improving, problem_digest
from openhearth.core.portfolio.problem import Problem
from openhearth.solving.workers import installed
from tests.pages import text
from tests.studies import AIMS, IMPOSSIBLE, PROBLEM, a_study, an_action, somebody

pytestmark = pytest.mark.django_db

IMMEDIATE = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "index", "search"]}
}
DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default", "index", "search"]}}
MANY = Problem(
    AIMS, PROBLEM.measures, tuple(an_action(f"a{n}", 1 + n % 5, 3 * n % 17, (-5 * n) % 13) for n in range(18))
)


@pytest.fixture(autouse=True)
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """A study as small as these would be answered in one call, and never be on its way."""
    monkeypatch.setattr(bounded_dp, "SMALL", 0)


@pytest.fixture
def immediately(settings: Settings) -> None:
    settings.TASKS = IMMEDIATE


@pytest.fixture
def queued(settings: Settings) -> None:
    """Work waits for a worker that never comes."""
    settings.TASKS = DUMMY


def version(study: Study) -> Version:
    found = problem_of(study)
    assert found is not None
    return found


@pytest.mark.usefixtures("immediately")
def test_a_search_finds_what_the_core_finds() -> None:
    study, me = a_study(), somebody()
    run = start_search(study, version(study), me)
    expected = frontier(PROBLEM)
    found = selectors.frontier_of(run)
    assert found == replace(expected, checkpoint=None)
    assert len(expected.points) > 3
    assert (run.points, run.complete, run.gap, run.algorithm) == (len(expected.points), True, 0.0, expected.algorithm)
    assert run.digest == problem_digest(PROBLEM)
    assert run.core_version
    assert run.finished is not None
    assert run.job is not None
    assert (run.job.state, run.job.owner) == (State.SUCCEEDED, me)
    assert run.job.result_url == f"/portfolios/{study.code}/#search"


@pytest.mark.usefixtures("immediately")
def test_the_same_question_is_never_computed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study()
    first = start_search(study, version(study), somebody())
    monkeypatch.setattr(tasks, "improving", lambda *_args, **_more: pytest.fail("computed again"))
    again = start_search(study, version(study), somebody("analyst"))
    assert again == first
    assert Job.objects.count() == 1
    save_problem(study, MANY, None, based_on=1)
    go_back_to(study, 1, None, based_on=2)
    assert start_search(study, version(study), somebody()) == first


@pytest.mark.usefixtures("immediately")
def test_an_answer_of_an_older_core_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study()
    run = start_search(study, version(study), None)
    Run.objects.update(core_version="0.0.1", points=999)
    again = start_search(study, version(study), None)
    assert again == run
    assert again.points == len(frontier(PROBLEM).points)
    assert again.core_version != "0.0.1"


@pytest.mark.usefixtures("queued")
def test_two_who_ask_at_once_wait_for_one_search() -> None:
    study = a_study()
    first = start_search(study, version(study), somebody())
    second = start_search(study, version(study), somebody())
    assert first == second
    assert first.job == second.job
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("immediately")
def test_an_impossible_problem_names_the_conditions_in_conflict(client: Client) -> None:
    study = a_study(IMPOSSIBLE, public=True)
    run = start_search(study, version(study), None)
    assert run.conflict == [0]
    assert run.job is not None
    assert run.job.state == State.SUCCEEDED
    said = text(client.get(f"/portfolios/{study.code}/"))
    assert "No combination keeps all conditions." in said
    assert "jobs in South: at least 70 jobs" in said
    assert "Loosen one of them or take it out, then search again." in said
    assert "jobs in North: a loss of at most 50 jobs" in said
    between = said[said.index("No combination keeps") : said.index("Actions to choose from")]
    assert "a loss of at most 50" not in between, "only those in conflict are named"


def test_every_way_and_reason_has_its_words() -> None:
    assert set(sentences.ALGORITHMS) == set(get_args(Algorithm))
    assert {*sentences.REASONS, "few_combinations"} == set(get_args(Reason))
    assert "few" in sentences.method_sentence("bounded_dp", "few_combinations")


@pytest.mark.usefixtures("immediately")
def test_a_stopped_search_keeps_what_it_found_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    study, whole, me = a_study(MANY), frontier(MANY), somebody()
    monkeypatch.setattr(tasks, "improving", first_state_and_no_more)
    monkeypatch.setattr(tasks, "newest", cancelled_after_a_state)
    run = start_search(study, version(study), me)
    assert 0 < run.points <= len(whole.points)
    assert not run.complete
    assert run.gap is not None
    assert run.job is not None
    assert run.job.state == State.CANCELLED
    kept = checkpoint_in(bytes(Run.objects.get().checkpoint or b""))
    assert kept.digest == run.digest

    resumed = []

    def going_on(problem: Problem, **more: Any) -> Iterator[Frontier]:
        resumed.append(more["checkpoint"])
        return improving(problem, **more)

    monkeypatch.setattr(tasks, "improving", going_on)
    monkeypatch.setattr(tasks, "newest", newest)
    seconds = run.seconds
    again = start_search(study, version(study), me)
    assert again == run
    assert resumed == [kept]
    assert again.complete
    assert again.checkpoint is None
    assert again.seconds > seconds
    assert selectors.frontier_of(again) == every_portfolio(MANY, whole)
    assert again.every


def first_state_and_no_more(problem: Problem, *, stop: Callable[[], bool], **more: Any) -> Iterator[Frontier]:
    """A search that takes long: an incomplete frontier, and nothing else until somebody stops it."""
    yield next(state for state in improving(problem, **more) if not state.complete)
    deadline = time.monotonic() + 20
    while not stop():
        assert time.monotonic() < deadline, "nobody stopped the search"
        time.sleep(0.01)


def cancelled_after_a_state(states: Iterator[Frontier], tick: float) -> Iterator[Frontier | None]:
    for state in newest(states, tick / 20):
        yield state
        if state:
            Job.objects.update(cancel_requested=True)


@pytest.mark.usefixtures("immediately")
def test_a_search_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study(MANY)
    monkeypatch.setattr(tasks, "improving", first_state_and_no_more)
    run = start_search(study, version(study), somebody(), limit_s=0.3)
    assert not run.complete
    assert run.points > 0
    assert run.job is not None
    assert run.job.state == State.SUCCEEDED
    assert 0.3 <= run.seconds < 10


@pytest.mark.usefixtures("immediately")
def test_a_job_whose_run_was_taken_over_writes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study(MANY)

    def taken_over(states: Iterator[Frontier], tick: float) -> Iterator[Frontier | None]:
        Run.objects.update(job=None)
        return newest(states, tick)

    monkeypatch.setattr(tasks, "newest", taken_over)
    run = start_search(study, version(study), somebody())
    assert run.points == 0
    assert run.found is None


def test_what_another_thread_raises_comes_out_here() -> None:
    def work() -> Iterator[int]:
        yield 1
        raise KeyError("lost")

    told = newest(work(), 5.0)
    assert next(told) == 1
    with pytest.raises(KeyError, match="lost"):
        next(told)


def test_only_the_newest_of_several_states_is_told() -> None:
    assert [one for one in newest(iter(range(1, 1001)), 1.0) if one is not None][-1] == 1000
    assert list(newest(iter([]), 1.0)) == []


@pytest.mark.usefixtures("immediately")
def test_another_way_of_searching_goes_on_from_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    study, me = a_study(MANY), somebody()
    monkeypatch.setattr(tasks, "improving", first_state_and_no_more)
    first = start_search(study, version(study), me, limit_s=0.2)
    kept = checkpoint_in(bytes(Run.objects.get().checkpoint or b""))
    asked = []

    def going_on(problem: Problem, **more: Any) -> Iterator[Frontier]:
        asked.append((more["algorithm"], more["checkpoint"]))
        return improving(problem, **more)

    monkeypatch.setattr(tasks, "improving", going_on)
    second = start_search(study, version(study), me, algorithm="bounded_dp")
    assert asked == [("bounded_dp", kept)]
    assert (second.settings, second.complete, second.reason) == ({"algorithm": "bounded_dp"}, True, "asked")
    assert second.seconds > first.seconds > 0
    assert selectors.frontier_of(second) is not None
    assert selectors.run_of(study, version(study)) == second
    assert start_search(study, version(study), me) == second, "answered is answered, however it was asked"


# The page


@pytest.mark.usefixtures("queued")
def test_the_way_of_searching_can_be_chosen_and_the_result_says_why(client: Client) -> None:
    study = a_study()
    client.force_login(somebody())
    page = client.get(f"/portfolios/{study.code}/").content.decode()
    assert '<option value="auto" selected>' in page
    assert ("search_region" in page) is installed()
    assert ("has to install the extra “solver”" in page) is not installed()
    client.post(f"/portfolios/{study.code}/search/", {"limit": "60", "algorithm": "bounded_dp"})
    client.post(f"/portfolios/{study.code}/search/stop/")
    assert Run.objects.get().settings == {"algorithm": "bounded_dp"}
    assert '<option value="bounded_dp" selected>' in client.get(f"/portfolios/{study.code}/").content.decode()
    client.post(f"/portfolios/{study.code}/search/", {"algorithm": "guessing"})
    assert {run.settings["algorithm"] for run in Run.objects.all()} == {"auto", "bounded_dp"}


@pytest.mark.usefixtures("immediately")
def test_the_explorer_says_which_algorithm_did_the_work(client: Client) -> None:
    study = a_study(public=True)
    start_search(study, version(study), None, algorithm="bounded_dp")
    for address in ("", "frontier/"):
        said = text(client.get(f"/portfolios/{study.code}/{address}"))
        assert "by dynamic programming with bounds, because it was asked for." in said
        assert "/methods/portfolio" in client.get(f"/portfolios/{study.code}/{address}").content.decode()


@pytest.mark.usefixtures("queued")
def test_a_search_is_started_by_a_button_and_shown_as_waiting(client: Client) -> None:
    study = a_study()
    client.force_login(somebody())
    page = client.get(f"/portfolios/{study.code}/")
    assert "Find all best combinations" in text(page)
    assert "Not searched yet." in text(page)
    response = client.post(f"/portfolios/{study.code}/search/", {"limit": "60"})
    assert response.headers["Location"] == f"/portfolios/{study.code}/#search"
    job = Job.objects.get()
    assert job.arguments == {"run": Run.objects.get().pk, "limit_s": 60.0}
    page = client.get(f"/portfolios/{study.code}/")
    assert "Waiting for a worker" in text(page)
    assert "Stop and keep what was found" in text(page)
    assert 'data-hx-trigger="every 1s"' in page.content.decode()
    assert "Find all best combinations" not in text(page)


@pytest.mark.usefixtures("queued")
def test_others_of_the_region_see_and_stop_it(client: Client) -> None:
    study = a_study()
    run = start_search(study, version(study), somebody("lead"))
    client.force_login(somebody("expert"))
    client.post(f"/portfolios/{study.code}/search/stop/")
    run.refresh_from_db()
    assert run.job is not None
    assert run.job.state == State.CANCELLED
    assert "Go on searching" in text(client.get(f"/portfolios/{study.code}/"))


@pytest.mark.usefixtures("immediately")
def test_progress_is_not_sent_again_while_nothing_changes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study(public=True)
    address = f"/portfolios/{study.code}/search/progress/"
    first = client.get(address)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    start_search(study, version(study), None)
    second = client.get(address, headers={"If-None-Match": tag})
    assert second.status_code == 200
    assert second.headers["ETag"] != tag
    assert "no-cache" in second.headers["Cache-Control"]
    assert second.content.decode().count("<html") == 0


@pytest.mark.usefixtures("immediately")
def test_what_was_found_is_told_in_figures_and_in_a_picture(client: Client) -> None:
    study = a_study(public=True)
    run = start_search(study, version(study), None)
    page = client.get(f"/portfolios/{study.code}/")
    said = text(page)
    assert f"Combinations that cannot be beaten {run.points} " in said
    assert "What may be missing nothing" in said
    assert "that is proved" in said
    assert "Work 0 jobs 80 jobs" in said, "from the worst to the best, in the unit of the aim"
    assert "Climate 0 ktCO2e -132 ktCO2e" in said
    assert page.content.decode().count("<circle") == len({p.values[:2] for p in frontier(PROBLEM).points})


def test_a_worker_that_is_gone_is_said_and_can_be_followed(client: Client) -> None:
    study, me = a_study(), somebody()
    long_ago = timezone.now() - timedelta(minutes=10)
    job = Job.objects.create(
        kind="frontier",
        title="t",
        task_path="openhearth.apps.portfolios.tasks.search_frontier",
        state=State.RUNNING,
        started=long_ago,
        heartbeat=long_ago,
    )
    now = version(study)
    Run.objects.create(study=study, revision=now.revision, digest=now.digest, settings={"algorithm": "auto"}, job=job)
    client.force_login(me)
    said = text(client.get(f"/portfolios/{study.code}/"))
    assert "The worker is gone" in said
    assert "Go on searching" in said


@pytest.mark.usefixtures("queued")
def test_an_abandoned_search_is_taken_over_by_a_new_job() -> None:
    study = a_study()
    run = start_search(study, version(study), somebody())
    long_ago = timezone.now() - timedelta(minutes=10)
    Job.objects.update(state=State.RUNNING, started=long_ago, heartbeat=long_ago)
    run = start_search(study, version(study), somebody())
    assert Job.objects.count() == 2
    assert run.job is not None
    assert run.job.state == State.QUEUED
    assert Job.objects.exclude(pk=run.job.pk).get().error_code == "worker_gone"
    stop_search(run)
    assert run.job.state == State.CANCELLED


@pytest.mark.usefixtures("immediately")
@pytest.mark.parametrize("runs", [1, 3])
def test_a_page_asks_the_database_as_often_whatever_was_searched(
    runs: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    study = a_study(public=True)
    for number in range(runs):
        save_problem(
            study, replace(PROBLEM, actions=PROBLEM.actions[: 3 - number], constraints=()), None, based_on=number + 1
        )
        start_search(study, version(study), None)
    assert study.runs.count() == runs
    client.get(f"/portfolios/{study.code}/")
    with django_assert_max_num_queries(6):
        client.get(f"/portfolios/{study.code}/")
    with django_assert_max_num_queries(3):
        client.get(f"/portfolios/{study.code}/search/progress/")
