"""Who sees long work, and what its page says."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.jobs.models import SILENCE, Job, State
from openhearth.apps.jobs.rules import can_cancel_job, can_see_job
from openhearth.apps.jobs.selectors import state_tag
from tests.factories import a_job, a_role, a_user
from tests.pages import text

# Who sees a job


@pytest.mark.django_db
def test_who_sees_and_cancels_a_job() -> None:
    owner, other = a_user(), a_user()
    administrator, regional = a_role().user, a_role(scope_kind="region", scope_code="DE").user
    owned, free = a_job(owner=owner), a_job()
    everybody = (owner, administrator, other, regional, AnonymousUser())
    for rule in (can_see_job, can_cancel_job):
        assert [rule(user, owned) for user in everybody] == [True, True, False, False, False]
        assert [rule(user, free) for user in everybody] == [True] * 5


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["", "progress/", "cancel/", "again/"])
def test_a_job_of_somebody_else_is_refused(client: Client, part: str) -> None:
    job = a_job(owner=a_user(), state=State.QUEUED)
    ask = client.post if part in {"cancel/", "again/"} else client.get
    assert ask(f"/jobs/{job.pk}/{part}").headers["Location"].startswith("/account/sign-in/")
    client.force_login(a_user())
    assert ask(f"/jobs/{job.pk}/{part}").status_code == 403
    job.refresh_from_db()
    assert job.state == State.QUEUED
    assert Job.objects.count() == 1


# Its page


@pytest.mark.django_db
def test_the_page_of_running_work(client: Client) -> None:
    job = a_job(done=1, total=3, message="reading <plants>")
    html = client.get(f"/jobs/{job.pk}/").content.decode()
    assert f'data-hx-get="/jobs/{job.pk}/progress/" data-hx-trigger="every 1s"' in html
    assert '<progress id="job-progress" max="3" value="1">' in html
    assert '<label for="job-progress">' in html
    assert "reading &lt;plants&gt;" in html
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert f'action="/jobs/{job.pk}/cancel/"' in html


@pytest.mark.django_db
def test_the_fragment_is_the_same_part_of_the_page_and_304_until_it_changes(client: Client) -> None:
    job = a_job(done=1, total=3)
    url = f"/jobs/{job.pk}/progress/"
    first = client.get(url, headers={"HX-Request": "true"})
    assert first.content.decode().strip().startswith('<div id="job-state"')
    assert "<html" not in first.content.decode()
    assert "no-cache" in first.headers["Cache-Control"]
    tag = first.headers["ETag"]
    unchanged = client.get(url, headers={"HX-Request": "true", "If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    Job.objects.filter(pk=job.pk).update(done=2)
    changed = client.get(url, headers={"HX-Request": "true", "If-None-Match": tag})
    assert changed.status_code == 200
    assert 'value="2"' in changed.content.decode()
    assert changed.headers["ETag"] != tag


@pytest.mark.django_db
def test_a_poll_that_finds_nothing_new_asks_the_database_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    job = a_job()
    url = f"/jobs/{job.pk}/progress/"
    tag = client.get(url).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.django_db
def test_the_tag_knows_all_that_the_page_shows() -> None:
    job, now = a_job(), timezone.now()
    tags = {state_tag(job, now), state_tag(job, now + 2 * SILENCE)}
    for name, value in {"state": State.FAILED, "done": 1, "total": 9, "message": "m", "cancel_requested": True}.items():
        setattr(job, name, value)
        tags.add(state_tag(job, now))
    with translation.override("de"):
        tags.add(state_tag(job, now))
    assert len(tags) == 8


@pytest.mark.django_db
def test_finished_work_is_polled_no_more_and_said_once(client: Client) -> None:
    job = a_job(state=State.SUCCEEDED, result_url="/practices/")
    url = f"/jobs/{job.pk}/progress/"
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "data-hx-trigger" not in fragment
    assert '<a class="button" href="/practices/">Open the result</a>' in fragment
    assert re.search(r'<p id="job-said" data-hx-swap-oob="innerHTML">Finished</p>', fragment)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "http-equiv" not in page
    assert page.count('id="job-said"') == 1
    assert '<p id="job-said" class="soft" role="status"></p>' in page


@pytest.mark.django_db
def test_cancelling_on_the_page(client: Client) -> None:
    job = a_job()
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    shown = client.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert "Stopping at the next safe point" in text(shown)
    assert f'action="/jobs/{job.pk}/cancel/"' not in shown.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_my_jobs_are_mine_and_asked_for_in_one_go(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    owner = a_user()
    for _ in range(number):
        a_job(owner=owner, title="My heat")
    a_job(owner=a_user(), title="Not mine")
    client.force_login(owner)
    with django_assert_num_queries(4):  # session, person; count, jobs
        shown = text(client.get("/jobs/"))
    assert shown.count("My heat Running") == number
    assert "Not mine" not in shown


@pytest.mark.django_db
def test_no_jobs_yet(client: Client) -> None:
    client.force_login(a_user())
    assert "You have not started any long work yet." in text(client.get("/jobs/"))
