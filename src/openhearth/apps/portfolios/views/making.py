"""A new study, what a study says of itself, and a whole problem out of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.pathways.selectors.plans import plan_by_code, visible_plans
from openhearth.apps.portfolios import rules
from openhearth.apps.portfolios.examples import example
from openhearth.apps.portfolios.forms.studies import FileForm, HeadingForm, NewForm, heading_of
from openhearth.apps.portfolios.objections import Objection, objections
from openhearth.apps.portfolios.services.studies import change_heading, create_study, save_problem
from openhearth.apps.portfolios.views.access import editable, version_of
from openhearth.apps.portfolios.views.studies import XLSX
from openhearth.apps.practices.pages.own_region import region_of_role
from openhearth.apps.regions.selectors import landscape
from openhearth.core.errors import InputError
from openhearth.core.portfolio.deviations import Key
from openhearth.core.portfolio.from_plan import problem_from_plan, sureness_of_plan
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.problem_json import problem_from_json
from openhearth.sources.portfolios import problem_table
from openhearth.sources.reading import text_of

ZIP = b"PK\x03\x04"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def new(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    plans = tuple((plan.code, plan.title) for plan in visible_plans(me))
    if request.method != "POST":
        own = region_of_role(me)
        chosen = request.GET.get("plan", "")
        start = {"start": "plan", "plan": chosen} if chosen in dict(plans) else {"start": "example"}
        initial = {"region": own.code if own else "", "language": get_language() or "en", **start}
        return _new(request, NewForm(me, initial=initial, plans=plans))
    form = NewForm(me, request.POST, files=request.FILES, plans=plans)
    if not form.is_valid():
        return _new(request, form, status=422)
    try:
        problem, sureness = _begun(form)
    except InputError as error:
        return _new(request, form, objections(error.faults), status=422)
    heading = replace(form.heading, plan=form.cleaned_data.get("plan", "") if form.begins_with("plan") else "")
    study = create_study(heading, problem, me, note=_("Begun"), sureness=sureness)
    messages.success(request, _("The study is there. Everything in it can be changed, and every change taken back."))
    return redirect("portfolios:study", study=study.code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def heading(request: HttpRequest, study: str) -> HttpResponse:
    row = editable(request, study)
    posted = request.method == "POST"
    form = HeadingForm(request.user, request.POST if posted else None, initial=heading_of(row))
    if posted and form.is_valid():
        change_heading(row, form.heading)
        messages.success(request, _("Saved."))
        return redirect("portfolios:study", study=row.code)
    context = {"study": row, "form": form, "places": landscape().territories}
    return render(request, "portfolios/heading.html", context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def upload(request: HttpRequest, study: str) -> HttpResponse:
    """The problem of a file in the place of the newest version; the version before stays in the history."""
    row = editable(request, study)
    version = version_of(row)
    if request.method != "POST":
        return _upload(request, row, FileForm(initial={"based_on": version.number}))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload(request, row, form, status=422)
    try:
        problem = problem_in_file(form.cleaned_data["file"].read())
        note = _("From the file %(name)s") % {"name": form.cleaned_data["file"].name}
        based_on = form.cleaned_data["based_on"] or 0
        save_problem(row, problem, cast("User", request.user), based_on=based_on, note=note)
    except InputError as error:
        again = FileForm(initial={"based_on": version.number})
        return _upload(request, row, again, objections(error.faults), status=422)
    messages.success(request, _("The file has been read. What was there before stands in the history."))
    return redirect("portfolios:study", study=row.code)


@require_safe
@requires(can_read_public)
def template(request: HttpRequest) -> HttpResponse:
    """A workbook to fill in, with an example and what each column means."""
    del request  # the same for everybody
    response = HttpResponse(problem_table.template(get_language() or "en"), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="portfolio-template.xlsx"'
    return response


def problem_in_file(data: bytes) -> Problem:
    """Excel or JSON, told apart by their first bytes."""
    return problem_table.problem_from_xlsx(data) if data.startswith(ZIP) else problem_from_json(text_of(data))


def _begun(form: NewForm) -> tuple[Problem, Mapping[str, Sequence[Key]]]:
    """What the study begins with, and how sure its plan calls the figures; only a plan says that."""
    typed = form.cleaned_data
    if form.begins_with("file"):
        return problem_in_file(typed["file"].read()), {}
    if form.begins_with("plan") and (plan := plan_by_code(typed["plan"])):
        return problem_from_plan(plan), sureness_of_plan(plan)
    return example(), {}


def _new(request: HttpRequest, form: NewForm, found: tuple[Objection, ...] = (), status: int = 200) -> HttpResponse:
    context = {"form": form, "objections": found, "places": landscape().territories}
    return render(request, "portfolios/new.html", context, status=status)


def _upload(
    request: HttpRequest, row: Any, form: FileForm, found: tuple[Objection, ...] = (), status: int = 200
) -> HttpResponse:
    context = {"study": row, "form": form, "objections": found}
    return render(request, "portfolios/upload.html", context, status=status)
