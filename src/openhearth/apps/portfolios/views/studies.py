"""The list of studies, one study, its history and its files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.portfolios import rules, selectors
from openhearth.apps.portfolios.forms.studies import LIMIT_CHOICES, algorithm_choices
from openhearth.apps.portfolios.models import Run, Study
from openhearth.apps.portfolios.pages import progress
from openhearth.apps.portfolios.pages import study as shown
from openhearth.apps.portfolios.sentences import KINDS
from openhearth.apps.portfolios.services.studies import go_back_to
from openhearth.apps.portfolios.views.access import version_of, visible
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territories, territory
from openhearth.core.errors import InputError
from openhearth.core.portfolio.problem_json import to_json
from openhearth.core.values import Territory
from openhearth.sources.portfolios.problem_table import problem_to_xlsx

ON_A_PAGE = 30
WAYS_ON_A_PAGE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(can_read_public)
def index(request: HttpRequest) -> HttpResponse:
    words, region = (request.GET.get(name, "").strip()[:100] for name in ("q", "region"))
    page = Paginator(selectors.shown_studies(request.user, words=words, region=region), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    names = {place.code: place.name for place in territories()} if page.object_list else {}
    rows = [(row, names.get(row.region, row.region)) for row in page]
    context = {"page": page, "rows": rows, "words": words, "may_make": rules.can_make_study(request.user)}
    return render(request, "portfolios/index.html", context)


@require_safe
@requires(can_read_public)
def study(request: HttpRequest, study: str) -> HttpResponse:
    row = visible(request, study)
    return render(request, "portfolios/study.html", study_context(request, row))


def study_context(request: HttpRequest, row: Study) -> dict[str, Any]:
    version = version_of(row, _number(request))
    problem = version.problem
    candidates = shown.candidates(problem)
    newest = version.number == row.revisions.order_by("-number").values_list("number", flat=True)[0]
    may_edit = newest and rules.can_edit_study(request.user, row)
    return {
        "study": row,
        "place": _place(row.region),
        "version": version,
        "is_newest": newest,
        "previous": version.number - 1,
        "problem": problem,
        "candidates": candidates,
        "page": Paginator(candidates.ways, WAYS_ON_A_PAGE).get_page(request.GET.get("page")),
        "aims": shown.aims(problem),
        "conditions": shown.conditions(problem),
        "synergies": shown.synergies(problem),
        "kinds": [(kind, _(words)) for kind, words in KINDS.items()],
        "may_edit": may_edit,
        **search_context(request, row, version, selectors.run_of(row, version)),
    }


def search_context(request: HttpRequest, row: Study, version: selectors.Version, run: Run | None) -> dict[str, Any]:
    """What the part of the page about the search needs."""
    return {
        "study": row,
        "standing": progress.standing(run, version, timezone.now()),
        "may_search": rules.can_search(request.user, row),
        "limits": LIMIT_CHOICES,
        "algorithms": algorithm_choices(),
        "algorithm": run.settings.get("algorithm", "auto") if run else "auto",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_read_public)
def history(request: HttpRequest, study: str) -> HttpResponse:
    """Every version; on POST, an earlier one is written again as the newest."""
    row = visible(request, study)
    may_edit = rules.can_edit_study(request.user, row)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        return _gone_back(request, row)
    page = Paginator(selectors.versions(row), ON_A_PAGE).get_page(request.GET.get("page"))
    newest = page[0].number if page.number == 1 else selectors.versions(row)[0].number
    compared = _compared(request, row)
    context = {"study": row, "page": page, "newest": newest, "may_edit": may_edit, "compared": compared}
    return render(request, "portfolios/history.html", context)


@require_safe
@requires(can_read_public)
def download(request: HttpRequest, study: str, ending: str) -> HttpResponse:
    """The problem as a file that can be read in again."""
    row = visible(request, study)
    problem = replace(version_of(row, _number(request)).problem, title=row.title)
    if ending == "json":
        response = HttpResponse(to_json(problem), content_type="application/json")
    elif ending == "xlsx":
        response = HttpResponse(problem_to_xlsx(problem), content_type=XLSX)
    else:
        raise Http404(_("A study comes as Excel or JSON."))
    response["Content-Disposition"] = f'attachment; filename="{row.code}.{ending}"'
    return response


def _gone_back(request: HttpRequest, row: Study) -> HttpResponse:
    number, based_on = (_whole(request.POST.get(name, "")) for name in ("version", "based_on"))
    note = _("Back to version %(number)s") % {"number": number}
    try:
        go_back_to(row, number, cast("User", request.user), based_on=based_on, note=note)
    except InputError as error:
        if error.faults[0].code == "unknown_version":
            raise Http404(_("There is no such version of this study.")) from error
        messages.error(request, _("Somebody saved a newer version meanwhile. Look at it, then decide."))
        return redirect("portfolios:history", study=row.code)
    messages.success(request, _("Version %(number)s is the newest again.") % {"number": number})
    return redirect("portfolios:study", study=row.code)


def _compared(request: HttpRequest, row: Study) -> dict[str, Any] | None:
    """What one version changed, against the one before it."""
    number = _whole(request.GET.get("changes", ""))
    new, old = (selectors.problem_of(row, wanted) if wanted > 0 else None for wanted in (number, number - 1))
    if new is None or old is None:
        return None
    return {"number": number, "changes": shown.changes(old.problem, new.problem)}


def _place(code: str) -> Territory | None:
    """None where an update of the territories took the region away: the study stays readable."""
    with suppress(UnknownTerritory):
        return territory(code)
    return None


def _number(request: HttpRequest) -> int | None:
    return _whole(request.GET.get("version", "")) or None


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
