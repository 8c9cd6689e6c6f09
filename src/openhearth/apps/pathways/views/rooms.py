"""The pages of a plan: arena, pathways, actions, experiments, monitoring, territorial plan."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.pathways.pages import actions as actions_page
from openhearth.apps.pathways.pages import arena as arena_page
from openhearth.apps.pathways.pages import territorial as territorial_page
from openhearth.apps.pathways.pages import trials, watching, ways
from openhearth.apps.pathways.pages.addresses import faults_in_words
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.rules import can_edit_plans_somewhere, can_observe
from openhearth.apps.pathways.services.experiments import hand_on_experiment
from openhearth.apps.pathways.views.seeing import Seen, editable, seen, shown
from openhearth.apps.pathways.wording import ACTION_KINDS, STATUSES
from openhearth.apps.regions.downloads import as_csv
from openhearth.core.chart import figure
from openhearth.core.document import canonical
from openhearth.core.errors import InputError
from openhearth.core.pathway import terms
from openhearth.press.charts import Charts

ON_A_PAGE = 100


@requires(can_read_public)
@require_safe
def arena(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    return shown(request, "arena", found, **arena_page.arena_page(found.plan))


@requires(can_read_public)
@require_safe
def pathways(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    return shown(request, "pathways", found, **ways.ways_page(_judged(found)))


@requires(can_read_public)
@require_safe
def actions(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    judged = _judged(found)
    filters = actions_page.Filters.of(request.GET)
    page = Paginator(actions_page.chosen(judged, filters), ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "filters": filters,
        "page": page,
        "list_query": filters.query(),
        "heads": actions_page.heads(filters),
        "rows": judged.action_rows(page.object_list),
        "kinds": ACTION_KINDS.items(),
        "statuses": STATUSES.items(),
        "total": len(found.plan.actions),
    }
    return shown(request, "actions", found, **context)


@requires(can_read_public)
@require_safe
def action(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    found = seen(request, plan)
    part = next((one for one in found.plan.actions if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such part of this plan."))
    return shown(request, "action", found, **actions_page.action_page(_judged(found), part))


@requires(can_read_public)
@require_safe
def experiments(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    return shown(request, "experiments", found, **trials.trials_page(_judged(found)))


@requires(can_edit_plans_somewhere)
@require_POST
def hand_on(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """One click: the experiment becomes the draft of a practice."""
    row = editable(request, plan)
    try:
        code = hand_on_experiment(row, key, cast("User", request.user))
    except InputError as error:
        for said in faults_in_words(error.faults):
            messages.error(request, said)
        return redirect("pathways:experiments", row.code)
    messages.success(request, _("A draft of a practice has been started. Complete it, then submit it for review."))
    return redirect("practices:edit", practice=code)


@requires(can_read_public)
@require_safe
def monitoring(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    judged = _judged(found)
    page = Paginator(found.plan.indicators, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = judged.indicator_rows(page.object_list)
    return shown(request, "monitoring", found, page=page, rows=rows, clashes=watching.clashing(judged))


@requires(can_read_public)
@require_safe
def monitoring_csv(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    return as_csv(f"{found.row.code}-monitoring", watching.CSV_HEAD, watching.csv_rows(_judged(found)))


@requires(can_read_public)
@require_safe
def indicator(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    found, part = _indicator(request, plan, key)
    judged = _judged(found)
    spec = watching.chart(part, judged.watched[key], judged)
    context = watching.indicator_page(judged, part)
    context["may_observe"] = can_observe(request.user, found.row) and not found.as_public
    return shown(request, "indicator", found, **context, drawing=figure(spec) if spec else None)


@requires(can_read_public)
@require_safe
def indicator_chart(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    found, part = _indicator(request, plan, key)
    judged = _judged(found)
    spec = watching.chart(part, judged.watched[key], judged)
    if spec is None:
        raise Http404(_("There is nothing to draw yet."))
    drawing = Charts(settings.PRESS_CACHE / "charts").svg(canonical(spec))
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(can_read_public)
@require_safe
def territorial(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    return shown(request, "territorial", found, **territorial_page.territorial_page(_judged(found)))


def _judged(found: Seen) -> Judged:
    return Judged(found.row, found.plan, timezone.localdate(), found.query)


def _indicator(request: HttpRequest, plan: str, key: str) -> tuple[Seen, terms.Indicator]:
    found = seen(request, plan)
    part = next((one for one in found.plan.indicators if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such part of this plan."))
    return found, part
