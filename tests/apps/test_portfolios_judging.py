"""Figures that are not sure are judged once: small questions in the page, large ones by the worker, and nobody can flood it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from openhearth.apps.accounts.models import User
from openhearth.apps.jobs.models import Job, State
from openhearth.apps.portfolios import judging as work
from openhearth.apps.portfolios.models import Judgement, Run, Statement, Study
from openhearth.apps.portfolios.packing import packed, unpacked
from openhearth.apps.portfolios.report import report
from openhearth.apps.portfolios.selectors import judging as selectors
from openhearth.apps.portfolios.selectors.exploring import Looked, looked_at
from openhearth.apps.portfolios.services import judging as services
from openhearth.apps.portfolios.services.choices import record_supposition, withdraw_statement
from openhearth.apps.portfolios.services.judging import Asking, Phase, standing_of
from openhearth.core.document import as_html
from openhearth.core.errors import InputError
from openhearth.core.portfolio.deviations import Deviation, intervals_of
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.preferences import Matters
from openhearth.core.portfolio.uncertainty import uncertainty
from tests.explored import PROBLEM, a_study, many_points
from tests.pages import text
from tests.studies import somebody

pytestmark = pytest.mark.django_db

QUEUES = ["default", "index", "search"]
IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": QUEUES}}
DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": QUEUES}}
HERE = "/portfolios/steel-valley/uncertain/"
TEN = "?off=10%7C"
FOUND = frontier(PROBLEM)
OFF = Deviation(0.1)


@pytest.fixture(autouse=True)
def queued(settings: Settings) -> None:
    """Work waits for a worker that never comes, unless a test says otherwise."""
    settings.TASKS = DUMMY


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question counts as one that takes long."""
    monkeypatch.setattr(services, "AT_ONCE", 0)


@pytest.fixture
def immediately(settings: Settings) -> None:
    settings.TASKS = IMMEDIATE


def asked(study: Study, told: Deviation = OFF, *said: Matters) -> selectors.Question:
    return selectors.question_of(seen(study), (told,), said)


def seen(study: Study) -> Looked:
    looked = looked_at(study)
    assert looked is not None
    return looked


def supposing(by: User | None, address: str = TEN) -> Asking:
    return Asking(by, kept=False, may_start=by is not None, address=address)


def run_waiting() -> None:
    """What the worker would do."""
    for job in Job.objects.filter(state=State.QUEUED):
        work.judge_figures.func(job_id=str(job.pk), **job.arguments)


def test_an_answer_is_what_the_core_says_and_comes_back_as_it_was_kept() -> None:
    study = a_study()
    answer = standing_of(study, asked(study, OFF, Matters("climate", "work")), supposing(None)).answer
    assert answer is not None
    told = intervals_of(PROBLEM, [OFF])
    expected = uncertainty(PROBLEM, FOUND, told, [Matters("climate", "work")])
    planned = uncertainty(PROBLEM, FOUND, (), [Matters("climate", "work")])
    assert [(one.point, one.defensible, one.regret) for one in answer.held] == [
        (one.point, one.defensible, one.regret) for one in expected.held
    ]
    assert (answer.core, answer.ranges, answer.facts) == (expected.core, expected.ranges, expected.facts)
    assert (answer.planned, answer.figures) == (planned.core, len(told))
    assert answer.before == sum(one.defensible for one in planned.held)
    assert unpacked(packed(answer), selectors.Answer) == answer
    row = Judgement.objects.get()
    assert selectors.answer_in(row) == answer
    assert (row.kept, row.job, row.seconds > 0) == (False, None, True)


def test_what_is_asked_decides_whether_it_is_the_same() -> None:
    study = a_study()
    other = a_study(title="Another")
    digests = {
        asked(study).digest,
        asked(study, Deviation(0.2)).digest,
        asked(study, Deviation(0.1, measure="jobs")).digest,
        asked(study, OFF, Matters("climate", "work")).digest,
        asked(other).digest,
    }
    assert len(digests) == 5
    assert asked(study).digest == asked(study).digest


def test_the_work_grows_with_pairs_ways_and_facts() -> None:
    study = a_study()
    pairs, ways = len(FOUND.points) ** 2, sum(len(one.options) for one in PROBLEM.actions)
    assert asked(study, Deviation(0.1, action="gold", measure="cost")).work == pairs * ways, "a single figure"
    assert asked(study).work == pairs * ways * min(12, len(intervals_of(PROBLEM, [OFF])))
    assert asked(a_study(*many_points(2_500), title="Some")).work == 2_500**2 * 30 * 12 < services.AT_ONCE
    assert asked(a_study(*many_points(4_500), title="Many")).work == 4_500**2 * 30 * 12 > services.AT_ONCE
    assert asked(a_study(*many_points(9_500), title="More")).work == 9_500**2 * 30 * 4
    assert asked(a_study(*many_points(10_001), title="Most")).work == 0, "the core refuses it"


@pytest.mark.usefixtures("large")
def test_a_large_question_of_a_member_waits_for_the_worker_and_is_then_there_for_everybody(client: Client) -> None:
    a_study()
    client.force_login(somebody())
    said = client.get(HERE + TEN)
    assert "Waiting for a worker" in text(said)
    assert 'data-hx-get="/portfolios/steel-valley/uncertain/progress/?off=10%7C"' in said.content.decode()
    assert 'class="look-again" href="/portfolios/steel-valley/uncertain/?off=10%7C"' in said.content.decode()
    assert "combinations are defensible" not in text(said)
    job = Job.objects.get()
    assert (job.kind, job.title) == ("judgement", "Figures that are not sure: Steel valley")
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.result_url) == (State.SUCCEEDED, HERE + TEN)
    for reader in (client, Client()):
        page = reader.get(HERE + TEN)
        assert "combinations are defensible" in text(page)
        assert "data-hx-get" not in page.content.decode().split('id="judged"')[1].split(">")[0]
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("large")
def test_the_part_that_changes_is_sent_only_when_it_has_changed(client: Client) -> None:
    a_study()
    client.force_login(somebody())
    progress = f"{HERE}progress/{TEN}"
    first = client.get(progress, HTTP_HX_REQUEST="true")
    assert first.content.decode().strip().startswith('<div id="judged" data-hx-get=')
    assert client.get(progress, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    Job.objects.update(state=State.RUNNING, heartbeat=timezone.now(), message="for 2 s")
    second = client.get(progress, HTTP_IF_NONE_MATCH=first["ETag"])
    assert "Being computed" in text(second)
    assert "for 2 s" in text(second)
    Job.objects.update(state=State.QUEUED)
    run_waiting()
    last = client.get(progress, HTTP_HX_REQUEST="true", HTTP_IF_NONE_MATCH=second["ETag"])
    assert "combinations are defensible" in text(last)
    assert 'id="judged-said" data-hx-swap-oob="innerHTML">It is computed.' in last.content.decode()


@pytest.mark.usefixtures("large")
def test_a_visitor_cannot_fill_the_queue(client: Client) -> None:
    a_study()
    for percent in range(1, 6):
        said = text(client.get(f"{HERE}?off={percent}%7C"))
        assert f"{len(FOUND.points)} combinations would have to be compared with each other." in said
        assert "sign in and have it computed" in said
    client.force_login(somebody("member", "DE300"))
    assert "Those who work in the region can have it computed." in text(client.get(HERE + TEN))
    assert not Job.objects.exists()
    assert not Judgement.objects.exists()


@pytest.mark.usefixtures("large")
def test_one_question_of_a_study_and_of_a_person_at_a_time(client: Client) -> None:
    study, me, you = a_study(), somebody(), somebody("analyst")
    other = a_study(title="Another")
    first = standing_of(study, asked(study), supposing(me))
    assert first.phase == Phase.WAITING
    assert standing_of(study, asked(study), supposing(you)).job == first.job, "the same is not computed twice"
    assert standing_of(study, asked(study, Deviation(0.2)), supposing(you)).phase == Phase.BUSY
    assert standing_of(other, asked(other), supposing(me)).phase == Phase.BUSY
    assert standing_of(other, asked(other), supposing(you)).phase == Phase.WAITING
    assert Job.objects.count() == 2
    client.force_login(you)
    assert "another question about figures is computed first" in text(client.get(f"{HERE}?off=20%7C"))
    run_waiting()
    assert standing_of(study, asked(study, Deviation(0.2)), supposing(you)).phase == Phase.WAITING


@pytest.mark.usefixtures("large")
def test_what_is_kept_is_computed_at_once_and_what_was_kept_before_is_let_go(client: Client) -> None:
    study, me = a_study(), somebody()
    record_supposition(study, OFF, "ten", me)
    first = Job.objects.get()
    assert (first.owner, Judgement.objects.get().kept) == (me, True)
    second = record_supposition(study, Deviation(0.3), "thirty", me)
    first.refresh_from_db()
    assert first.state == State.CANCELLED
    assert Judgement.objects.get().digest == asked(study, Deviation(0.3)).digest
    run_waiting()
    assert "combinations are defensible" in text(client.get(HERE))
    withdraw_statement(second, me)
    assert not Judgement.objects.get().kept
    assert Job.objects.filter(state=State.QUEUED).count() == 0
    assert "Begin with ten percent" in text(client.get(HERE))


@pytest.mark.usefixtures("large")
def test_what_was_supposed_first_and_then_kept_is_not_computed_again() -> None:
    study, me = a_study(), somebody()
    standing_of(study, asked(study), supposing(me))
    run_waiting()
    record_supposition(study, OFF, "ten", me)
    assert Job.objects.count() == 1
    assert Judgement.objects.get().kept


@pytest.mark.usefixtures("large")
def test_what_is_kept_is_computed_whoever_looks_first(client: Client) -> None:
    study = a_study()
    Statement.objects.create(
        study=study, about=Statement.FIGURES, content={"kind": "off", "share": 0.1, "action": "", "measure": ""}
    )
    for _again in range(3):
        assert "Waiting for a worker" in text(client.get(HERE))
    assert Job.objects.get().owner is None
    assert "Stop computing" not in text(client.get(HERE))


@pytest.mark.usefixtures("large")
def test_it_can_be_stopped_and_begun_again_by_those_who_work_there(client: Client) -> None:
    a_study()
    client.force_login(somebody())
    assert "Stop computing" in text(client.get(HERE + TEN))
    assert client.post(f"{HERE}stop/", {"off": "10|"})["Location"] == f"{HERE}{TEN}#judged"
    for reader in (client, Client()):
        assert "The computation was stopped." in text(reader.get(HERE + TEN))
    assert Job.objects.count() == 1, "looking does not begin it again"
    assert "Compute it" not in text(Client().get(HERE + TEN))
    client.post(f"{HERE}judge/", {"off": "10|"})
    assert "Waiting for a worker" in text(client.get(HERE + TEN))
    assert Job.objects.count() == 2
    far = Client()
    far.force_login(somebody(place="FR10"))
    assert {far.post(f"{HERE}{name}/", {"off": "10|"}).status_code for name in ("judge", "stop")} == {403}


@pytest.mark.usefixtures("large")
def test_a_worker_that_is_gone_and_a_failure_are_told(client: Client) -> None:
    a_study()
    client.force_login(somebody())
    client.get(HERE + TEN)
    Job.objects.update(state=State.RUNNING, heartbeat=timezone.now() - timedelta(minutes=5))
    assert "The worker is gone" in text(client.get(HERE + TEN))
    client.post(f"{HERE}judge/", {"off": "10|"})
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.FAILED, State.QUEUED]
    Job.objects.filter(state=State.QUEUED).update(state=State.FAILED, error_code="unexpected", finished=timezone.now())
    assert "The computation failed." in text(client.get(HERE + TEN))


@pytest.mark.usefixtures("large", "immediately")
def test_a_job_that_is_cancelled_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study()

    def stopped(question: selectors.Question) -> selectors.Answer:
        Job.objects.update(cancel_requested=True)
        return selectors.answer_to(question)

    monkeypatch.setattr(work, "answer_to", stopped)
    monkeypatch.setattr(work, "newest", lambda states, _tick: iter(states))
    found = standing_of(study, asked(study), supposing(somebody()))
    assert found.phase == Phase.ENDED
    assert Job.objects.get().state == State.CANCELLED
    assert not Judgement.objects.get().answer


@pytest.mark.usefixtures("large")
def test_what_cannot_be_answered_is_told_before_anybody_waits(client: Client) -> None:
    study = a_study()
    client.force_login(somebody())
    for more, less in (("climate", "work"), ("work", "climate")):
        Statement.objects.create(study=study, content={"kind": "matters", "more": more, "less": less, "times": 2})
    Statement.objects.create(study=study, content={"kind": "weight", "objective": "work", "least": 0.1, "most": 1})
    assert "contradicts itself" in text(client.get(HERE + TEN))
    with pytest.raises(InputError):
        asked(study, Deviation(-1.0))
    assert not Job.objects.exists()


@pytest.mark.usefixtures("large")
def test_a_job_about_what_is_found_no_more_does_nothing() -> None:
    study = a_study()
    standing_of(study, asked(study), supposing(somebody()))
    Run.objects.update(found_digest="0" * 64)
    run_waiting()
    assert not Judgement.objects.exists()
    assert Job.objects.get().state == State.SUCCEEDED
    standing_of(a_study(title="Another"), asked(a_study(title="Third")), supposing(somebody()))
    Judgement.objects.all().delete()
    run_waiting()
    assert not Judgement.objects.exists()


def test_answers_are_bounded_and_go_with_their_search(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study()
    monkeypatch.setattr(work, "MOST_KEPT", 3)
    standing_of(study, asked(study, Deviation(0.5)))
    for share in (0.1, 0.2, 0.3, 0.4, 0.6):
        standing_of(study, asked(study, Deviation(share)), supposing(None))
    left = {(one.supposed[0]["share"], one.kept) for one in Judgement.objects.all()}
    assert left == {(0.3, False), (0.4, False), (0.6, False), (0.5, True)}, "what is kept makes no room"
    question = asked(study)
    Judgement.objects.update(found_digest="older")
    standing_of(study, question, supposing(None))
    assert [one.supposed[0]["share"] for one in Judgement.objects.all()] == [0.1], "what is found no more goes first"
    Run.objects.all().delete()
    assert not Judgement.objects.exists()


def test_the_report_waits_only_in_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study()
    record_supposition(study, OFF, "ten", somebody())
    monkeypatch.setattr(services, "AT_ONCE", 0)
    today = date(2026, 11, 23)
    assert "What follows from this is being computed." in as_html(report(study, today=today), lambda _: "/x.svg")
    assert "wherever they end" in as_html(report(study, today=today, wait=True), lambda _: "/x.svg")
    assert "wherever they end" in as_html(report(study, today=today), lambda _: "/x.svg"), "for everybody then"


@pytest.mark.usefixtures("large")
def test_a_combination_says_that_its_firmness_is_being_computed(client: Client) -> None:
    study = a_study()
    record_supposition(study, OFF, "ten", somebody())
    point = f"/portfolios/steel-valley/frontier/point/{','.join(map(str, FOUND.points[0].values))}/?firm=1"
    assert "What the uncertain figures mean for it is being computed." in text(client.get(point))
    Job.objects.update(state=State.CANCELLED, finished=timezone.now())
    assert "What the uncertain figures mean for it has not been computed." in text(client.get(point))


def test_an_answer_that_is_there_costs_few_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_study()
    client.get(HERE + TEN)
    with django_assert_num_queries(6):
        client.get(HERE + TEN)
