from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_own_account, can_read_public, requires
from openhearth.apps.jobs.models import Job, State
from openhearth.apps.jobs.rules import can_cancel_job, can_see_job
from openhearth.apps.jobs.selectors import jobs_of, state_tag
from openhearth.apps.jobs.services import cancel_job, start_again
from openhearth.apps.jobs.wording import advice

JOBS_ON_A_PAGE = 50


@requires(can_read_own_account)
@require_GET
def my_jobs(request: HttpRequest) -> HttpResponse:
    page = Paginator(jobs_of(cast("User", request.user)), JOBS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page})


@requires(can_read_public)
@require_GET
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    return _shown(request, _visible(request, job), "jobs/job.html")


@requires(can_read_public)
@require_GET
def progress(request: HttpRequest, job: UUID) -> HttpResponse:
    """The part of the page that changes; 304 as long as it has not."""
    found = _visible(request, job)
    tag = state_tag(found, timezone.now())
    unchanged = get_conditional_response(request, etag=tag)
    response = unchanged or _shown(request, found, "jobs/job.html#state")
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@requires(can_read_public)
@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    found = _visible(request, job)
    if not can_cancel_job(request.user, found):
        raise PermissionDenied
    cancel_job(found)
    return redirect("jobs:job", job=found.pk)


@requires(can_read_public)
@require_POST
def again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Whoever starts again owns the new job; the old one stays as it is."""
    found = _visible(request, job)
    if found.is_active(timezone.now()) or found.state == State.SUCCEEDED:
        return redirect("jobs:job", job=found.pk)
    owner = request.user if isinstance(request.user, User) and found.owner_id else None
    return redirect("jobs:job", job=start_again(found, owner).pk)


def _visible(request: HttpRequest, pk: UUID) -> Job:
    found = get_object_or_404(Job, pk=pk)
    if not can_see_job(request.user, found):
        raise PermissionDenied
    return found


def _shown(request: HttpRequest, job: Job, template: str) -> HttpResponse:
    now = timezone.now()
    context = {
        "job": job,
        "active": job.is_active(now),
        "abandoned": job.is_abandoned(now),
        "advice": advice(job.error_code) if job.error_code else "",
        "may_cancel": can_cancel_job(request.user, job),
    }
    return render(request, template, context)
