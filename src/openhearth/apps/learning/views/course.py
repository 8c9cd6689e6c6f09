"""The course, its workshops, and their self-assessments."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhearth.apps.accounts.rules import requires
from openhearth.apps.learning.forms.course import AssessmentForm, WorkshopForm
from openhearth.apps.learning.pages.course import (
    abilities,
    course_title,
    fewest,
    gains_shown,
    region_meant,
    steps_shown,
)
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.rules import can_assess, can_enter_somewhere, can_work_somewhere, can_write_exchange
from openhearth.apps.learning.selectors.course import gains_of
from openhearth.apps.learning.services.course import answer_assessment
from openhearth.apps.learning.views.keeping import Writing, kept
from openhearth.apps.learning.views.seeing import Seen, draft, shown
from openhearth.core.programme.board import has_local_group
from openhearth.core.programme.exchange_terms import Moment, Workshop

LONGEST = 40
"""Letters of an answer."""

MOMENTS: dict[str, Moment] = {"before": "before", "after": "after"}


@requires(can_enter_somewhere)
@require_safe
def course(request: HttpRequest, programme: str) -> HttpResponse:
    """The steps, with the figures of the region of a partner, and the workshops."""
    found = draft(request, programme)
    own = found.own or found.programme.partners
    asked = request.GET.get("partner", "")
    partner = found.partner(asked) or next((one for one in own if one.region), None)
    names = {one.key: one.name for one in found.programme.partners}
    workshops = [(one, names.get(one.partner, one.partner), day(one.day)) for one in found.of_kind("workshop")]
    return shown(
        request,
        "course",
        found,
        course_title=course_title(),
        partner=partner,
        partners=[one for one in found.programme.partners if one.region],
        region=region_meant(partner.region) if partner else None,
        steps=steps_shown(
            partner.region if partner else "",
            this_year=timezone.localdate().year,
            step=request.GET.get("step", ""),
            answer=request.GET.get("answer", "")[:LONGEST],
        ),
        workshops=workshops,
        to_come=[
            one.name
            for one in found.programme.partners
            if has_local_group(one) and one.key not in {held.partner for held, _name, _day in workshops}
        ],
        may_add=can_write_exchange(request.user, found.row, found.programme),
    )


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, programme: str) -> HttpResponse:
    found = draft(request, programme)
    if not can_write_exchange(request.user, found.row, found.programme):
        raise PermissionDenied
    back = reverse("learning:course", args=[found.row.code]) + "#workshops"
    writing = Writing(WorkshopForm, _("Add a workshop"), back, lambda part: found.may_write("workshop", part))
    return kept(request, found, writing)


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    found, part = _workshop(request, programme, key)
    if not found.may_write("workshop", part):
        raise PermissionDenied
    back = reverse("learning:workshop", args=[found.row.code, key])
    writing = Writing(WorkshopForm, _("Workshop"), back, lambda typed: found.may_write("workshop", typed), key)
    return kept(request, found, writing)


@requires(can_enter_somewhere)
@require_safe
def workshop(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Who came, and what the participants can do now."""
    found, part = _workshop(request, programme, key)
    partner = found.partner(part.partner)
    return shown(
        request,
        "course_workshop",
        found,
        room="course",
        workshop=part,
        partner=partner,
        day=day(part.day),
        gains=gains_shown(gains_of(found.row, key)),
        fewest=fewest(),
        may_write=found.may_write("workshop", part),
        may_answer=can_assess(request.user, found.row, found.programme, part.partner),
    )


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, programme: str, key: str, moment: str) -> HttpResponse:
    """The questions of the self-assessment. Who answered is not kept."""
    found, part = _workshop(request, programme, key)
    if moment not in MOMENTS:
        raise Http404
    if not can_assess(request.user, found.row, found.programme, part.partner):
        raise PermissionDenied
    form = AssessmentForm(request.POST if request.method == "POST" else None, steps=abilities())
    if request.method == "POST" and form.is_valid():
        answer_assessment(found.row, key, MOMENTS[moment], form.marks)
        messages.success(request, _("Thank you. Your answers are counted, without your name."))
        return redirect("learning:workshop", found.row.code, key)
    status = 422 if form.is_bound else 200
    return shown(
        request, "course_assessment", found, status=status, room="course", form=form, workshop=part, moment=moment
    )


def _workshop(request: HttpRequest, code: str, key: str) -> tuple[Seen, Workshop]:
    found = draft(request, code)
    part = next((one for one in found.of_kind("workshop") if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such workshop in this programme."))
    return found, part
