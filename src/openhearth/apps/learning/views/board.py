"""The board of a programme."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning.pages.board import board_page
from openhearth.apps.learning.selectors.board import readable_reports
from openhearth.apps.learning.views.seeing import seen, shown


@requires(can_read_public)
@require_safe
def board(request: HttpRequest, programme: str) -> HttpResponse:
    """Where every partner stands; what is owed is for the people of the programme."""
    found = seen(request, programme)
    inside = found.sees_draft and not found.as_public
    reports = readable_reports(request.user, found.row, found.programme, found.step) if inside else ()
    told = replace(found.programme, reports=reports)
    context = board_page(told, timezone.localdate(), found.query, inside=inside, number=request.GET.get("page"))
    return shown(request, "board", found, inside=inside, **context)
