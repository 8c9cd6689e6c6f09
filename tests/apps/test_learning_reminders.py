"""Reminders by e-mail: to whom, once however often the work runs, and never twice when it is killed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner

from openhearth.apps.accounts.models import User
from openhearth.apps.learning import letters, tasks
from openhearth.apps.learning.models import Programme, Sent
from openhearth.apps.learning.services.reminders import begin_reminding
from openhearth.cli.main import gathered
from openhearth.core.programme.terms import PartnerReport, Recommendation
from tests.factories import a_role
from tests.programmes import a_programme, a_value, somebody

pytestmark = pytest.mark.django_db
SOON = date(2027, 5, 20)
"""Eleven days before the homework is due; Avilés has handed it in."""

GIVEN = Recommendation(
    "r1", "1", "aviles", "kaunas", "Use the waste heat", "ecological", "local", given_on="2027-03-04"
)


@pytest.fixture
def row() -> Programme:
    return a_programme(replace(a_value(), recommendations=(GIVEN,)))


@pytest.fixture
def kaunas() -> User:
    return somebody("team", region="LT022")


def received() -> list[tuple[str, str]]:
    return [(message.to[0], str(message.body)) for message in mail.outbox]


def test_homework_is_called_to_mind_to_the_local_group_that_owes_it(row: Programme, kaunas: User) -> None:
    member = somebody("member", region="LT022")
    for other in ("FI197", "PL22"):
        somebody("team", region=other)
    somebody("team")
    somebody("lead", programme=row.code)
    gone = somebody("team", region="LT022")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert letters.remind(SOON) == 2
    assert {to for to, _body in received()} == {kaunas.email, member.email}
    body = received()[0][1]
    assert "Homework: List what is done" in body
    assert f"/programmes/{row.code}/homework/" in body
    assert "A first thought" not in body


def test_a_withdrawn_role_gets_no_letter(row: Programme, kaunas: User) -> None:
    assert row.pk
    kaunas.roles.update(withdrawn=timezone.now())
    assert letters.remind(SOON) == 0


def test_each_reminder_goes_out_once_also_when_the_job_runs_twice(row: Programme, kaunas: User) -> None:
    assert [letters.remind(SOON) for _again in range(3)] == [1, 0, 0]
    assert letters.remind(date(2027, 5, 29)) == 1, "the second reminder, two days before"
    assert letters.remind(date(2027, 5, 30)) == 0
    assert [to for to, _body in received()] == [kaunas.email] * 2
    assert Sent.objects.filter(programme=row).count() == 2


def test_two_roles_are_one_letter(row: Programme, kaunas: User) -> None:
    a_role(user=kaunas, role="lead", scope_kind="region", scope_code="LT")
    a_role(user=kaunas, role="team", scope_kind="region", scope_code="AL")
    assert letters.remind(SOON) == 1
    ((to, body),) = received()
    assert to == kaunas.email
    assert body.count("Homework: List what is done") == 2, "one for each partner"
    assert row.sent.count() == 2


def test_killed_between_note_and_letter_sends_nothing_twice(
    row: Programme, kaunas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kaunas.is_active

    def killed(*_arguments: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(letters, "send_mail", killed)
    with pytest.raises(KeyboardInterrupt):
        letters.remind(SOON)
    monkeypatch.undo()
    assert row.sent.count() == 1
    assert letters.remind(SOON) == 0
    assert received() == []


def test_what_the_mail_server_refuses_is_tried_again(
    row: Programme, kaunas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(letters, "send_mail", refused)
    assert letters.remind(SOON) == 0
    assert row.sent.count() == 0
    monkeypatch.undo()
    assert letters.remind(SOON) == 1
    assert received()[0][0] == kaunas.email


def test_replies_and_late_reports_are_for_the_host_s_team(row: Programme) -> None:
    team, member = somebody("team", region="ES120"), somebody("member", region="ES120")
    assert letters.remind(date(2027, 5, 5)) == 1
    assert received() == [(team.email, received()[0][1])]
    assert "Answer to the recommendation: Use the waste heat" in received()[0][1]
    mail.outbox.clear()
    assert letters.remind(date(2027, 8, 1)) == 1
    assert "Report on semester 1" in received()[0][1]
    assert member.email not in {to for to, _body in received()}


def test_what_became_of_advice_is_asked_once_after_six_and_once_after_twelve_months() -> None:
    taken_on = replace(GIVEN, reply="accepted", because="Yes")
    a_programme(replace(a_value(), recommendations=(taken_on,), homework=(), submissions=()))
    host = somebody("team", region="ES120")
    asked = []
    for month in range(1, 25):
        year, number = divmod(2027 * 12 + 2 + month, 12)
        for day in (4, 5, 12):
            on = date(year, number + 1, day)
            mail.outbox.clear()
            letters.remind(on)
            asked += [on for to, body in received() if to == host.email and "What became of" in body]
    assert asked == [date(2027, 9, 4), date(2028, 3, 4)]


def test_a_report_handed_in_or_long_late_wakes_nobody() -> None:
    value = a_value()
    day = date(2027, 8, 1)
    late = {one.partner for one in letters.calls(value, day) if one.what == "report"}
    assert late == {"duisburg", "aviles", "kaunas", "tirana"}
    done = replace(value, reports=(PartnerReport("kaunas", 1, handed_in_on="2027-07-02"),))
    assert "kaunas" not in {one.partner for one in letters.calls(done, day) if one.what == "report"}
    assert [one for one in letters.calls(value, date(2027, 10, 1)) if one.what == "report"] == []


def test_a_letter_speaks_the_language_of_its_reader(row: Programme, kaunas: User) -> None:
    assert row.pk
    User.objects.filter(pk=kaunas.pk).update(language="de")
    letters.remind(SOON)
    assert "31. Mai 2027" in received()[0][1]


def waiting() -> int:
    path = tasks.remind_partners.module_path
    return DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).count()


def test_one_run_waits_in_the_queue_and_each_sees_to_the_next() -> None:
    assert [begin_reminding(), begin_reminding()] == [True, False]
    assert waiting() == 1
    DBTaskResult.objects.all().delete()
    tasks.remind_partners.call()
    assert waiting() == 1
    (queued,) = DBTaskResult.objects.filter(task_path=tasks.remind_partners.module_path)
    assert queued.run_after > timezone.now()


def test_a_run_that_fails_still_sees_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_today: date) -> int:
        raise RuntimeError

    monkeypatch.setattr(letters, "remind", broken)
    with pytest.raises(RuntimeError):
        tasks.remind_partners.call()
    assert waiting() == 1


def test_the_command_sends_what_is_due(row: Programme, kaunas: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert row.pk
    monkeypatch.setattr("openhearth.cli.reminding.house.ensure", lambda: None)
    monkeypatch.setattr("openhearth.cli.reminding.timezone.localdate", lambda: SOON)
    answer = CliRunner().invoke(gathered(["remind"]), ["remind"])
    assert (answer.exit_code, [to for to, _body in received()]) == (0, [kaunas.email])


def test_two_workers_cannot_note_the_same_reminder(row: Programme) -> None:
    Sent.objects.create(programme=row, key="p:homework:h1:kaunas:2027-05-31:14:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sent.objects.create(programme=row, key="p:homework:h1:kaunas:2027-05-31:14:1")
