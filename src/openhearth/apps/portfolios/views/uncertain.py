"""A frontier whose figures are not sure: what is said of them is kept with its author, what is only supposed stands in the address."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.portfolios import rules
from openhearth.apps.portfolios.forms.uncertain import BetweenForm, OffForm
from openhearth.apps.portfolios.models import Statement, Study
from openhearth.apps.portfolios.objections import objections
from openhearth.apps.portfolios.pages import uncertain as page
from openhearth.apps.portfolios.pages.explorer_statements import fitting
from openhearth.apps.portfolios.pages.explorer_words import statement_sentence
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    chosen_values,
    ever_said,
    looked_at,
    said_in,
    statements_of,
    taken_back,
)
from openhearth.apps.portfolios.services.choices import record_supposition
from openhearth.apps.portfolios.views.access import editable, visible
from openhearth.apps.portfolios.views.explorer import standing
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.problem import Problem

Forms = tuple[OffForm, BetweenForm]


@require_safe
@requires(can_read_public)
def uncertain(request: HttpRequest, study: str) -> HttpResponse:
    """What is left if figures are so far off; a form that is sent leads to the address that supposes it."""
    row = visible(request, study)
    looked = looked_at(row)
    if looked is None:
        return render(request, "portfolios/explorer_empty.html", {"study": row})
    forms = _forms(looked.opened.problem, request.GET)
    for form in forms:
        if form.is_bound and form.is_valid():
            return _supposing(row, looked.opened.problem, request.GET, form)
    return _page(request, row, looked, forms)


@require_POST
@requires(rules.can_make_study)
def suppose(request: HttpRequest, study: str) -> HttpResponse:
    """Keep for everybody how sure figures are; with ``suppose``, only in the address."""
    row = editable(request, study)
    looked = looked_at(row)
    if looked is None:
        raise Http404(_("Nothing has been found for this study yet."))
    problem = looked.opened.problem
    forms = _forms(problem, request.POST)
    for form in forms:
        if not form.is_bound or not form.is_valid():
            continue
        if "suppose" in request.POST:
            return _supposing(row, problem, request.POST, form)
        ((_name, _words, one),) = page.in_address(
            **{"off": (), "between": (), form.name: [form.words]}, problem=problem
        )
        record_supposition(row, one, page.sentence(problem, one), cast("User", request.user))
        messages.success(request, _("It is kept: everybody who looks at this study sees it."))
        here = reverse("portfolios:uncertain", args=[row.code])
        return redirect(here + page.query_of(_in_address(problem, request.POST)))
    return _page(request, row, looked, forms, status=422)


def _page(request: HttpRequest, row: Study, looked: Looked, forms: Forms, status: int = 200) -> HttpResponse:
    problem, here = looked.opened.problem, reverse("portfolios:uncertain", args=[row.code])
    ever = [one for one in ever_said(row) if one.about == Statement.FIGURES]
    kept = [one for one in ever if one.withdrawn is None]
    supposed = _in_address(problem, request.POST if request.method == "POST" else request.GET)
    said = fitting(looked.opened, [said_in(one.content) for one in statements_of(row)])
    told = page.counting(problem, kept, [one for _name, _words, one in supposed])
    context: dict[str, Any] = {
        **standing(row, looked),
        "kept": page.kept_words(problem, kept),
        "withdrawn": page.kept_words(problem, taken_back(ever)),
        "supposed": [
            (
                page.sentence(problem, one),
                here + page.query_of([other for other in supposed if other[:2] != (name, words)]),
            )
            for name, words, one in supposed
        ],
        "hidden": [(name, words) for name, words, _one in supposed],
        "off": forms[0],
        "between": forms[1],
        "said": [statement_sentence(one) for one in said],
        "may_choose": rules.can_edit_study(request.user, row),
    }
    try:
        if told:
            context["judged"] = page.judged(looked.opened, told, said, chosen_values(row))
    except InputError as error:
        context["refused"] = objections(error.faults)
    except InfeasibleError:
        context["clash"] = _("What was said to matter contradicts itself: take some of it back first.")
    return render(request, "portfolios/uncertain.html", context, status=status)


def _forms(problem: Problem, typed: QueryDict) -> Forms:
    """Both forms, and what was typed into the one that was sent."""
    return (
        OffForm(page.about_choices(problem), typed if "percent" in typed else None),
        BetweenForm(page.figure_choices(problem), typed if "figure" in typed else None),
    )


def _in_address(problem: Problem, typed: QueryDict) -> list[page.InAddress]:
    return page.in_address(typed.getlist("off"), typed.getlist("between"), problem)


def _supposing(row: Study, problem: Problem, typed: QueryDict, form: OffForm | BetweenForm) -> HttpResponse:
    """Where it is supposed, beside what the address supposes already."""
    told = {name: [*typed.getlist(name)] for name in ("off", "between")}
    told[form.name].append(form.words)
    here = reverse("portfolios:uncertain", args=[row.code])
    return redirect(here + page.query_of(page.in_address(told["off"], told["between"], problem)))
