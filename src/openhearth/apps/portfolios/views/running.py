"""Searching for all best combinations: started, watched, stopped."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.portfolios import rules, selectors
from openhearth.apps.portfolios.forms.studies import algorithm_choices
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.pages.progress import standing_tag
from openhearth.apps.portfolios.services.runs import LIMITS, start_search, stop_search
from openhearth.apps.portfolios.views.access import version_of, visible
from openhearth.apps.portfolios.views.studies import search_context


@require_POST
@requires(rules.can_search_somewhere)
def search(request: HttpRequest, study: str) -> HttpResponse:
    """Start, or go on where the last search of this question stopped."""
    row = _searchable(request, study)
    typed = request.POST.get("limit", "")
    limit = int(typed) if typed in {str(known) for known in LIMITS} else 0
    wanted = request.POST.get("algorithm", "")
    algorithm = wanted if wanted in dict(algorithm_choices()) else "auto"
    start_search(row, version_of(row), cast("User", request.user), limit_s=limit, algorithm=algorithm)
    return _at_search(row)


@require_POST
@requires(rules.can_search_somewhere)
def stop(request: HttpRequest, study: str) -> HttpResponse:
    row = _searchable(request, study)
    if run := selectors.run_of(row, version_of(row)):
        stop_search(run)
    return _at_search(row)


@require_safe
@requires(can_read_public)
def progress(request: HttpRequest, study: str) -> HttpResponse:
    """The part of the page that changes while a search runs; 304 as long as it has not."""
    row = visible(request, study)
    version = version_of(row)
    run = selectors.run_of(row, version)
    tag = standing_tag(run, timezone.now())
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = render(request, "portfolios/search.html", search_context(request, row, version, run))
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _searchable(request: HttpRequest, code: str) -> Study:
    row = visible(request, code)
    if not rules.can_search(request.user, row):
        raise PermissionDenied
    return row


def _at_search(row: Study) -> HttpResponse:
    return redirect(f"{reverse('portfolios:study', args=[row.code])}#search")
