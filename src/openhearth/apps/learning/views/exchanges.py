"""Visits and secondments between partners."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhearth.apps.accounts.rules import requires
from openhearth.apps.learning.forms.exchanges import VisitForm
from openhearth.apps.learning.pages.exchanges import visit_row
from openhearth.apps.learning.rules import can_enter_somewhere, can_work_somewhere, can_write_exchange
from openhearth.apps.learning.views.keeping import Writing, kept
from openhearth.apps.learning.views.seeing import Seen, draft, shown
from openhearth.core.programme.exchange_terms import ExchangeVisit


@requires(can_enter_somewhere)
@require_safe
def exchanges(request: HttpRequest, programme: str) -> HttpResponse:
    """All visits, the latest first; those without a day before all."""
    found = draft(request, programme)
    visits = sorted(found.of_kind("visit"), key=lambda one: one.start or "9999", reverse=True)
    rows = [visit_row(one, found.programme, may_write=_may(request, found, one)) for one in visits]
    may_add = can_write_exchange(request.user, found.row, found.programme)
    return shown(request, "exchanges", found, visits=rows, may_add=may_add)


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, programme: str) -> HttpResponse:
    found = draft(request, programme)
    if not can_write_exchange(request.user, found.row, found.programme):
        raise PermissionDenied
    return kept(request, found, _writing(request, found, _("Add a visit or secondment")))


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    found = draft(request, programme)
    part = next((one for one in found.of_kind("visit") if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such visit in this programme."))
    if not _may(request, found, part):
        raise PermissionDenied
    return kept(request, found, _writing(request, found, part.purpose, key))


def _may(request: HttpRequest, found: Seen, part: ExchangeVisit) -> bool:
    return can_write_exchange(request.user, found.row, found.programme, part.host, part.guest)


def _writing(request: HttpRequest, found: Seen, heading: str, key: str = "") -> Writing:
    back = reverse("learning:exchanges", args=[found.row.code])
    return Writing(VisitForm, heading, back, lambda part: _may(request, found, part), key)
