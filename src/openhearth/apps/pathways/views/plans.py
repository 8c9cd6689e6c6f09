"""The list of plans, beginning one, its home, its past, and what the public may read of it."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.accounts.scopes import REGION
from openhearth.apps.pathways import rules
from openhearth.apps.pathways.forms.plans import PlanForm
from openhearth.apps.pathways.pages import home as home_page
from openhearth.apps.pathways.pages.addresses import in_words
from openhearth.apps.pathways.pages.history import listed
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.pages.listing import listed_plans
from openhearth.apps.pathways.selectors.plans import plans_around, recent_entries, visible_plans
from openhearth.apps.pathways.services import plans as services
from openhearth.apps.pathways.views.seeing import editable, seen, shown
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territories, territory
from openhearth.core.errors import InputError
from openhearth.core.values import Territory

ON_A_PAGE = 50
MOST_SUGGESTED = 200


@requires(can_read_public)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Plans that everybody may read, and the drafts of the places where the reader has a role."""
    region = request.GET.get("region", "")[:20]
    found = plans_around(visible_plans(request.user), region) if region else visible_plans(request.user)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "plans": listed_plans(page.object_list, request.user),
        "may_start": rules.can_edit_plans_somewhere(request.user),
        "region": region,
        "list_query": f"?{urlencode({'region': region})}" if region else "?",
    }
    return render(request, "pathways/list.html", context)


@requires(rules.can_edit_plans_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    own = _own_regions(me)
    given = {"region": request.GET.get("region", own[0].code if len(own) == 1 else "")[:20]}
    form = PlanForm(request.POST if request.method == "POST" else None, suggestions=own, initial=given)
    if request.method != "POST" or not form.is_valid():
        return render(request, "pathways/new.html", {"form": form}, status=422 if form.errors else 200)
    typed = form.cleaned_data
    try:
        place = territory(typed["region"])
    except UnknownTerritory:
        form.add_error(
            "region", _("This house knows no region with the code “%(found)s”.") % {"found": typed["region"]}
        )
        return render(request, "pathways/new.html", {"form": form}, status=422)
    if not rules.can_start_plan(me, place.code):
        form.add_error("region", _("You have no role there that allows to begin a plan."))
        return render(request, "pathways/new.html", {"form": form}, status=422)
    try:
        row = services.start_plan(typed["title"], place.code, typed["language"], me)
    except InputError as error:
        form.add_error(None, " ".join(in_words(fault) for fault in error.faults))
        return render(request, "pathways/new.html", {"form": form}, status=422)
    messages.success(
        request, _("The plan is begun. Only people with a role in its region can see it until you release it.")
    )
    return redirect("pathways:home", row.code)


@requires(can_read_public)
@require_safe
def home(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    judged = Judged(found.row, found.plan, timezone.localdate(), found.query)
    return shown(request, "home", found, **home_page.home_page(judged, may_edit=found.may_edit))


@requires(can_read_public)
@require_safe
def history(request: HttpRequest, plan: str) -> HttpResponse:
    """What was written, the newest first; the public reads on to what was released."""
    found = seen(request, plan)
    page = Paginator(recent_entries(found.row, until=found.step), ON_A_PAGE).get_page(request.GET.get("page"))
    return shown(
        request,
        "history",
        found,
        page=page,
        entries=listed(found.row, page.object_list, named=found.sees_draft, query=found.query),
        may_release=rules.can_release_plan(request.user, found.row),
        unreleased=found.row.step - (found.row.released or 0),
    )


@requires(rules.can_edit_plans_somewhere)
@require_POST
def release(request: HttpRequest, plan: str) -> HttpResponse:
    """Let the public read the plan as of the step that was looked at, or nothing of it any more."""
    row = editable(request, plan)
    if not rules.can_release_plan(request.user, row):
        raise PermissionDenied
    if "withdraw" in request.POST:
        services.withdraw_plan(row)
        messages.success(request, _("The public cannot read the plan any more."))
        return redirect("pathways:history", row.code)
    text = request.POST.get("step", "")
    try:
        services.release_plan(row, step=int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0)
    except InputError as error:
        messages.error(request, " ".join(in_words(fault) for fault in error.faults))
    else:
        messages.success(request, _("Released: everybody can read this state of the plan."))
    return redirect("pathways:history", row.code)


def _own_regions(user: User) -> tuple[Territory, ...]:
    """Where this person may begin a plan; all places where the role counts everywhere are too many to suggest."""
    codes = [scope.code for role, scope in user.held_roles if role in rules.EDITORS and scope.kind == REGION]
    found = [one for one in territories() if any(one.code.startswith(code) for code in codes)] if codes else []
    return tuple(found[:MOST_SUGGESTED])
