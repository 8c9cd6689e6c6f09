"""Which regions to invite."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.pages.selection import selection_page
from openhearth.apps.learning.selectors.groups import selected
from openhearth.apps.learning.views.seeing import draft, shown


@requires(rules.can_enter_somewhere)
@require_safe
def selection(request: HttpRequest, programme: str) -> HttpResponse:
    found = draft(request, programme)
    factors = found.programme.selection_factors
    page = selection_page(factors, selected(factors, found.of_kind("candidate")))
    return shown(request, "selection", found, listed=found.of_kind("candidate"), **page)
