"""Reports of a semester: read, written by partners, handed in, and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.learning.forms.reports import ReportForm
from openhearth.apps.learning.pages.home import days
from openhearth.apps.learning.pages.reports import report_rows, semester_rows
from openhearth.apps.learning.rules import PARTNER_TEAM, can_enter_somewhere, can_work_somewhere, own_partners
from openhearth.apps.learning.selectors.board import handed_in, readable_reports
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.apps.learning.sentences import in_words
from openhearth.apps.learning.services import reports as services
from openhearth.apps.learning.views.keeping import Writing, kept
from openhearth.apps.learning.views.parts import number
from openhearth.apps.learning.views.seeing import Seen, draft, shown
from openhearth.apps.pathways.sentences import day as day_in_words
from openhearth.core.errors import InputError
from openhearth.core.programme.terms import PartnerReport


@requires(can_enter_somewhere)
@require_safe
def reports(request: HttpRequest, programme: str) -> HttpResponse:
    """The semesters, and how many reports of each are there."""
    found = _draft(request, programme)
    return shown(request, "reports", found, semesters=semester_rows(found.programme, timezone.localdate()))


@requires(can_enter_somewhere)
@require_safe
def report(request: HttpRequest, programme: str, semester: int) -> HttpResponse:
    """The partner tables of a semester."""
    found = _draft(request, programme)
    told = next((one for one in found.programme.semesters if one.number == semester), None)
    if told is None:
        raise Http404(_("The programme has no such semester."))
    whole = handed_in(found.row, semester, found.step)
    own = {one.key for one in own_partners(request.user, found.programme, PARTNER_TEAM)}
    writes = {one.key for one in found.programme.partners} if found.may_lead else own
    return shown(
        request,
        "report",
        found,
        room="reports",
        semester=told,
        days=days(told.start, told.end),
        whole_on=day_in_words(whole[1]) if whole else "",
        **report_rows(found.programme, semester, writes, frozen=whole is not None),
    )


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, programme: str, semester: int, partner: str) -> HttpResponse:
    """A partner's report of a semester."""
    found = draft(request, programme)
    about = found.partner(partner)
    if about is None or all(one.number != semester for one in found.programme.semesters):
        raise Http404(_("There is no such partner or semester in this programme."))
    asked = PartnerReport(partner, semester)
    if not found.may_write("report", asked):
        raise PermissionDenied
    newest = part_at(LEDGER, found.row, "report", asked.key, found.step)
    frozen = bool(newest and newest.part and newest.part.handed_in_on) or handed_in(found.row, semester, found.step)
    back = reverse("learning:report", args=[found.row.code, semester])
    if frozen and request.method != "POST":
        messages.info(request, _("This report was handed in and does not change any more."))
        return redirect(back)
    heading = _("Report of %(partner)s on semester %(number)s") % {"partner": about.name, "number": semester}
    given = (("partner", partner), ("semester", str(semester)))
    writing = Writing(ReportForm, heading, back, lambda part: found.may_write("report", part), asked.key, given)
    return kept(request, found, writing)


@requires(can_work_somewhere)
@require_POST
def hand_in(request: HttpRequest, programme: str, semester: int, partner: str) -> HttpResponse:
    """Freeze a partner's report, as it stands now."""
    found = _writing(request, programme, semester, partner)
    me, today, step = cast("User", request.user), timezone.localdate(), number(request, "read_at")
    return _done(
        request,
        found,
        semester,
        lambda: services.hand_in(found.row, partner, semester, me, read_at=step, today=today),
        _("Handed in. The other partners can read it now, and it does not change any more."),
    )


@requires(can_work_somewhere)
@require_POST
def open_again(request: HttpRequest, programme: str, semester: int, partner: str) -> HttpResponse:
    """Only the lead opens what was handed in."""
    found = _writing(request, programme, semester, partner)
    if not found.may_lead:
        raise PermissionDenied
    me = cast("User", request.user)
    said = _("Opened again. What was handed in stays in its history.")
    return _done(request, found, semester, lambda: services.open_again(found.row, partner, semester, me), said)


@requires(can_work_somewhere)
@require_POST
def hand_in_whole(request: HttpRequest, programme: str, semester: int) -> HttpResponse:
    """The lead freezes the report of all, or opens it again."""
    found = draft(request, programme)
    if not found.may_lead:
        raise PermissionDenied
    me = cast("User", request.user)
    if "open" in request.POST:
        said = _("Opened again. What was handed in stays in its history.")
        return _done(request, found, semester, lambda: services.open_whole_again(found.row, semester, me), said)
    today = timezone.localdate()
    said = _("Handed in. No report of this semester changes any more.")
    return _done(request, found, semester, lambda: services.hand_in_whole(found.row, semester, me, today=today), said)


def _draft(request: HttpRequest, code: str) -> Seen:
    """The programme with the reports that this person may read."""
    found = draft(request, code)
    told = readable_reports(request.user, found.row, found.programme, found.step)
    return replace(found, programme=replace(found.programme, reports=told))


def _writing(request: HttpRequest, code: str, semester: int, partner: str) -> Seen:
    found = draft(request, code)
    if not found.may_write("report", PartnerReport(partner, semester)):
        raise PermissionDenied
    return found


def _done(request: HttpRequest, found: Seen, semester: int, work: Callable[[], None], said: str) -> HttpResponse:
    try:
        work()
    except InputError as error:
        for fault in error.faults:
            messages.error(request, in_words(fault))
    else:
        messages.success(request, said)
    return redirect("learning:report", found.row.code, semester)
