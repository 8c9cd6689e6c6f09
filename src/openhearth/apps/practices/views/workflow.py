"""The way of a practice: whose turn it is, the steps, the opinions, the history."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_own_account, can_read_public, requires
from openhearth.apps.practices import rules
from openhearth.apps.practices.forms.record import FIELD_NAMES
from openhearth.apps.practices.forms.steps import OpinionForm, StepForm
from openhearth.apps.practices.models import Practice, Revision
from openhearth.apps.practices.objections import objections
from openhearth.apps.practices.pages import desks, working
from openhearth.apps.practices.pages.comparing import changes
from openhearth.apps.practices.selectors import desk as selectors
from openhearth.apps.practices.services import workflow
from openhearth.apps.practices.views.record import visible
from openhearth.core.errors import InputError
from openhearth.core.review import Step, after

ON_A_PAGE = 25


@requires(can_read_own_account)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    today = timezone.localdate()
    page = Paginator(selectors.own_practices(me), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": [desks.entry_of(row, today) for row in page],
        "may_review": rules.can_review_somewhere(me),
    }
    return render(request, "practices/mine.html", context)


@requires(rules.can_review_somewhere)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    me, today = cast("User", request.user), timezone.localdate()
    found = (
        ("opinions", selectors.waiting_for_opinions(me)),
        ("publication", selectors.waiting_for_publication(me)),
        ("due", selectors.due_for_review(me, today)),
    )
    heaps = [desks.heap_of(name, _page(request, name, rows), today) for name, rows in found]
    return render(request, "practices/desk.html", {"heaps": heaps, "may_import": rules.can_import(request.user)})


@requires(rules.can_propose)
@require_POST
def step(request: HttpRequest, practice: str) -> HttpResponse:
    row = visible(request, practice)
    taken = cast("Step", request.POST.get("step", ""))
    may = working.MAY.get(taken)
    if may is None:
        raise Http404(_("There is no such step."))
    if not rules.can_see_work(request.user, row):
        raise PermissionDenied
    form = StepForm(request.POST, step=taken)
    if not form.is_valid():
        return _again(request, row, step_form=form)
    try:
        after(row.standing(timezone.localdate()), taken)
        if not may(request.user, row):
            raise PermissionDenied
        said = form.cleaned_data
        workflow.take_step(
            row, taken, cast("User", request.user), number=said["revision"], reason=said.get("reason", "")
        )
    except InputError as error:
        form.add_error(None, objections(error.faults, FIELD_NAMES))
        return _again(request, row, step_form=form)
    messages.success(request, str(working.DONE[taken]))
    return redirect("practices:detail", practice=row.code)


@requires(rules.can_propose)
@require_POST
def opinion(request: HttpRequest, practice: str) -> HttpResponse:
    row = visible(request, practice)
    roles = rules.reviewing_roles(request.user, row)
    if not roles:
        raise PermissionDenied
    form = OpinionForm(request.POST, roles=roles)
    if not form.is_valid():
        return _again(request, row, opinion_form=form)
    said = form.cleaned_data
    try:
        workflow.give_opinion(
            row, said["role"], said["verdict"], said["opinion"], cast("User", request.user), number=said["revision"]
        )
    except InputError as error:
        form.add_error(None, objections(error.faults, FIELD_NAMES))
        return _again(request, row, opinion_form=form)
    messages.success(request, _("Your opinion is saved."))
    return redirect("practices:detail", practice=row.code)


@requires(can_read_public)
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, practice: str) -> HttpResponse:
    row = visible(request, practice)
    whole = rules.can_see_work(request.user, row)
    versions = selectors.versions_of(row, whole=whole)
    if request.method == "POST":
        return _go_back(request, row)
    old, new = _chosen(request, versions)
    context = {
        "row": row,
        "title": versions[0].record.practice if versions else None,
        "versions": [working.version_of(one, row, named=whole) for one in versions],
        "whole": whole,
        "may_go_back": whole and rules.can_edit(request.user, row),
        "old": old,
        "new": new,
        "changes": changes(old.record, new.record) if old and new else (),
    }
    return render(request, "practices/history.html", context)


@requires(rules.can_propose)
@require_POST
def adapt(request: HttpRequest, practice: str) -> HttpResponse:
    row = visible(request, practice)
    if not row.is_public:
        raise Http404
    adapted = workflow.adapt(row, cast("User", request.user))
    messages.success(request, _("A draft of what you made of it has been started. Now tell it in your own words."))
    return redirect("practices:edit", practice=adapted.code)


def _page(request: HttpRequest, name: str, rows: QuerySet[Practice]) -> Page[Practice]:
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get(name))


def _again(
    request: HttpRequest, row: Practice, *, step_form: StepForm | None = None, opinion_form: OpinionForm | None = None
) -> HttpResponse:
    """The forms once more with what was typed and what stands against it."""
    work = working.with_forms(working.work_of(request.user, row), step_form, opinion_form)
    refused = opinion_form if step_form is None else step_form
    typed = request.POST.get("opinion", request.POST.get("reason", ""))
    context = {"row": row, "work": work, "refused": refused, "typed": typed}
    return render(request, "practices/refused.html", context, status=422)


def _go_back(request: HttpRequest, row: Practice) -> HttpResponse:
    if not (rules.can_see_work(request.user, row) and rules.can_edit(request.user, row)):
        raise PermissionDenied
    typed = {name: request.POST.get(name, "") for name in ("version", "based_on")}
    numbers = {
        name: int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0 for name, text in typed.items()
    }
    try:
        saved = workflow.go_back_to(row, numbers["version"], cast("User", request.user), based_on=numbers["based_on"])
    except InputError as error:
        messages.error(request, objections(error.faults, FIELD_NAMES))
    else:
        messages.success(
            request,
            _("Version %(number)s says again what version %(old)s said.")
            % {"number": saved.number, "old": numbers["version"]},
        )
    return redirect("practices:history", practice=row.code)


def _chosen(request: HttpRequest, versions: list[Revision]) -> tuple[Revision | None, Revision | None]:
    """The versions to compare, the older one first; the last two unless others were asked for."""
    by_number = {str(one.number): one for one in versions}
    last_two = versions[:2][::-1] if len(versions) > 1 else []
    asked = [by_number.get(request.GET.get(name, "")) for name in ("from", "to")]
    chosen = sorted((one for one in asked if one), key=lambda one: one.number)
    pair = chosen if len(chosen) == 2 else last_two
    return (pair[0], pair[1]) if pair else (None, None)
