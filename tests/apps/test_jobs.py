"""Long work: queued, reported, cancelled, failed, started again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation
from django_tasks import task, task_backends
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings

from openhearth.apps.accounts.models import User
from openhearth.apps.jobs import services
from openhearth.apps.jobs.models import SILENCE, Job, State
from openhearth.apps.jobs.services import JobCancelled, Progress, cancel_job, carry_out, start_again, start_job
from openhearth.core.errors import Fault, InfeasibleError, InputError
from tests.factories import a_job, a_user
from tests.pages import text

IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@task()
def melt(job_id: str, heats: int, fault: str = "") -> None:
    def work(progress: Progress) -> str:
        for heat in range(heats):
            progress(heat + 1, heats, f"heat {heat + 1}")
        if fault == "input":
            raise InputError(Fault("not_a_number", "line 12", {"found": "12:00 AM"}))
        if fault == "infeasible":
            raise InfeasibleError(("budget", 3))
        if fault:
            raise RuntimeError(f"secret of the house: {fault}")
        return "/practices/"

    carry_out(job_id, work)


@task()
def cancelled_in_the_middle(job_id: str) -> None:
    def work(progress: Progress) -> str:
        progress.reported, progress.clock = -1.0, iter(range(100)).__next__
        progress(1, 3, "first")
        cancel_job(progress.job)
        progress(2, 3, "second")
        pytest.fail("the work went on after it was cancelled")

    carry_out(job_id, work)


@pytest.fixture
def immediately(settings: Settings) -> None:
    settings.TASKS = IMMEDIATE


@pytest.fixture
def queued(settings: Settings) -> Iterator[None]:
    settings.TASKS = DATABASE
    assert type(task_backends["default"]).__name__ == "DatabaseBackend"
    yield
    DBTaskResult.objects.all().delete()


def worker_runs_once() -> None:
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


# Both task backends


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_the_database_worker_carries_the_work_out() -> None:
    owner = a_user()
    job = start_job("melt", "Three heats", owner, melt, {"heats": 3})
    assert (job.state, job.owner, job.started) == (State.QUEUED, owner, None)
    assert str(DBTaskResult.objects.get().id) == job.task_result_id
    worker_runs_once()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result_url) == (State.SUCCEEDED, 3, 3, "/practices/")
    assert job.started is not None
    assert job.finished is not None
    assert job.created <= job.started <= job.finished
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_a_job_cancelled_while_waiting_is_never_begun() -> None:
    job = start_job("melt", "Three heats", None, melt, {"heats": 3})
    cancel_job(job)
    assert job.state == State.CANCELLED
    worker_runs_once()
    job.refresh_from_db()
    assert (job.state, job.done, job.started) == (State.CANCELLED, 0, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("immediately")
def test_cancelling_stops_running_work_at_its_next_report() -> None:
    job = start_job("melt", "Three heats", None, cancelled_in_the_middle, {})
    assert (job.state, job.done, job.message) == (State.CANCELLED, 1, "first")
    assert job.finished is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("immediately")
@pytest.mark.parametrize(
    ("fault", "code", "params"),
    [
        ("input", "not_a_number", {"place": "line 12", "found": "12:00 AM"}),
        ("infeasible", "infeasible", {"witness": "('budget', 3)"}),
        ("bug", "unexpected", {}),
    ],
)
def test_failures_keep_a_code_and_log_the_rest(
    caplog: pytest.LogCaptureFixture, client: Client, fault: str, code: str, params: dict[str, str]
) -> None:
    job = start_job("melt", "Three heats", None, melt, {"heats": 1, "fault": fault})
    assert (job.state, job.error_code, job.error_params, job.result_url) == (State.FAILED, code, params, "")
    shown = text(client.get(f"/jobs/{job.pk}/"))
    assert f"Code: {code}" in shown
    assert "tart again" in shown
    assert "secret" not in shown
    assert "Traceback" not in shown
    assert ("RuntimeError: secret of the house: bug" in caplog.text) is (fault == "bug")


@pytest.mark.django_db
@pytest.mark.parametrize("stop", [SystemExit, KeyboardInterrupt])
def test_a_worker_that_is_told_to_stop_says_so(stop: type[BaseException]) -> None:
    def work(_: Progress) -> str:
        raise stop

    job = a_job(state=State.QUEUED)
    with pytest.raises(stop):
        carry_out(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (State.FAILED, "worker_gone")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_the_queue_too_knows_that_the_work_broke() -> None:
    job = start_job("melt", "Three heats", None, melt, {"heats": 1, "fault": "bug"})
    worker_runs_once()
    job.refresh_from_db()
    assert (job.state, job.error_code) == (State.FAILED, "unexpected")
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.django_db
def test_work_that_cannot_be_queued_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("no queue")

    monkeypatch.setattr(type(task_backends["default"]), "enqueue", broken)
    with pytest.raises(OSError, match="no queue"):
        start_job("melt", "Three heats", None, melt, {"heats": 3})
    assert (Job.objects.get().state, Job.objects.get().error_code) == (State.FAILED, "not_queued")


@pytest.mark.django_db
@pytest.mark.usefixtures("immediately")
def test_the_work_speaks_its_owners_language(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = []
    monkeypatch.setattr(services.Progress, "__call__", lambda *_: spoken.append(translation.get_language()))
    start_job("melt", "Three heats", a_user(language="de"), melt, {"heats": 1})
    start_job("melt", "Three heats", None, melt, {"heats": 1})
    assert spoken == ["de", "en"]


@pytest.mark.django_db
@pytest.mark.usefixtures("queued")
def test_the_same_unfinished_question_of_one_person_is_asked_once() -> None:
    anna, ben = a_user(), a_user()

    def ask(owner: User | None, digest: str = "d1") -> Job:
        return start_job("melt", "Three heats", owner, melt, {"heats": 3}, input_digest=digest)

    first = ask(anna)
    assert ask(anna) == first
    assert ask(None) == ask(None), "what nobody owns, anybody may wait for"
    assert len({first, ask(ben), ask(None), ask(anna, "d2"), ask(anna, ""), ask(anna, "")}) == 6
    Job.objects.filter(pk=first.pk).update(state=State.RUNNING, heartbeat=timezone.now() - 2 * SILENCE)
    assert ask(anna) != first


# Progress


@pytest.mark.django_db
def test_reports_are_written_at_most_twice_a_second(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    clock = [0.0]
    progress = Progress(a_job(), clock=lambda: clock[0])
    with django_assert_num_queries(1):
        progress(1, 100, "first")
        for done in range(2, 60):
            clock[0] += 0.008
            progress(done, 100, "too soon")
    progress.job.refresh_from_db()
    assert (progress.job.done, progress.job.message) == (1, "first")
    clock[0] = 0.5
    with django_assert_num_queries(1):
        progress(60, 100, "half a second later")
    with django_assert_num_queries(1):
        progress(100, 100, "the last step is never dropped")
    progress.job.refresh_from_db()
    assert (progress.job.done, progress.job.total, progress.job.message) == (100, 100, "the last step is never dropped")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"cancel_requested": True}, {"state": State.FAILED, "finished": timezone.now()}])
def test_a_report_for_work_that_was_given_up_stops_it(change: dict[str, object]) -> None:
    job = a_job()
    Job.objects.filter(pk=job.pk).update(**change)
    with pytest.raises(JobCancelled):
        Progress(job)(1, 2)


@pytest.mark.django_db
def test_a_late_worker_does_not_change_what_has_finished() -> None:
    job = a_job(state=State.CANCELLED)
    services.fail_job(job.pk, Fault("late"))
    carry_out(job.pk, lambda _: pytest.fail("finished work was begun again"))
    job.refresh_from_db()
    assert (job.state, job.error_code) == (State.CANCELLED, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"state": "asleep"},
        {"done": 3, "total": 2},
        {"state": State.SUCCEEDED, "finished": None},
        {"state": State.RUNNING, "finished": timezone.now()},
        {"state": State.SUCCEEDED, "error_code": "not_a_number"},
    ],
)
def test_the_database_itself_refuses(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_job(**fields)


# A worker that was killed


@pytest.mark.django_db
@pytest.mark.usefixtures("queued")
def test_work_whose_worker_was_killed_can_be_started_again(client: Client) -> None:
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    job = a_job(heartbeat=long_ago, done=1, total=2)
    shown = client.get(f"/jobs/{job.pk}/")
    assert "Stopped: the worker is gone; start again." in text(shown)
    assert "data-hx-get" not in shown.content.decode()
    assert "<progress" not in shown.content.decode()
    response = client.post(f"/jobs/{job.pk}/again/")
    new = Job.objects.exclude(pk=job.pk).get()
    assert response.headers["Location"] == f"/jobs/{new.pk}/"
    assert (new.state, new.arguments, new.task_path) == (State.QUEUED, {"heats": 2}, melt.module_path)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (State.FAILED, "worker_gone")
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"job_id": str(new.pk), "heats": 2}


@pytest.mark.django_db
def test_a_worker_is_not_given_up_too_early() -> None:
    job = a_job()
    assert job.heartbeat is not None
    assert not job.is_abandoned(job.heartbeat + SILENCE)
    assert job.is_abandoned(job.heartbeat + SILENCE + timedelta(microseconds=1))
    assert not a_job(state=State.QUEUED).is_abandoned(timezone.now() + timedelta(days=1))


@pytest.mark.django_db
def test_abandoned_work_can_be_cancelled_at_once() -> None:
    job = a_job(heartbeat=timezone.now() - 2 * SILENCE)
    cancel_job(job)
    assert job.state == State.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.SUCCEEDED])
def test_going_or_finished_work_is_not_started_again(client: Client, state: State) -> None:
    job = a_job(state=state)
    assert client.post(f"/jobs/{job.pk}/again/").headers["Location"] == f"/jobs/{job.pk}/"
    assert Job.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("immediately")
def test_starting_again_needs_a_task_that_still_exists() -> None:
    with pytest.raises(ImportError):
        start_again(a_job(state=State.CANCELLED, task_path="openhearth.apps.jobs.services.gone"), None)
