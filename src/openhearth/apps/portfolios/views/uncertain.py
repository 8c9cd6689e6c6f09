"""A frontier whose figures are not sure: what is said of them is kept with its author, what is only supposed stands in the address.

What takes long is computed by the worker; the page shows how far it is, and the part of the page that changes asks for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.portfolios import rules
from openhearth.apps.portfolios.forms.uncertain import BetweenForm, CalledForm, OffForm
from openhearth.apps.portfolios.models import Statement, Study
from openhearth.apps.portfolios.objections import objections
from openhearth.apps.portfolios.pages import uncertain as page
from openhearth.apps.portfolios.pages.explorer_words import statement_sentence
from openhearth.apps.portfolios.pages.progress import judging_tag
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    Supposed,
    chosen_values,
    ever_said,
    fitting,
    looked_at,
    said_in,
    supposed_in,
    sureness_of,
    taken_back,
)
from openhearth.apps.portfolios.selectors.judging import Question, counting, question_of
from openhearth.apps.portfolios.services.choices import record_supposition
from openhearth.apps.portfolios.services.judging import Asking, judge_again, standing_of, stop_judging
from openhearth.apps.portfolios.views.access import editable, visible
from openhearth.apps.portfolios.views.explorer import standing
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.deviations import Deviation
from openhearth.core.portfolio.preferences import Statement as Said
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
    forms = _forms(row, looked, request.GET)
    for form in forms:
        if form.is_bound and form.is_valid():
            return _supposing(row, looked, request.GET, form)
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
    forms = _forms(row, looked, request.POST)
    for form in forms:
        if not form.is_bound or not form.is_valid():
            continue
        if "suppose" in request.POST:
            return _supposing(row, looked, request.POST, form)
        ((_name, _words, one),) = page.in_address(
            **{"off": (), "between": (), form.name: [form.words]}, problem=problem, sureness=sureness_of(row, problem)
        )
        record_supposition(row, one, page.sentence(problem, one), cast("User", request.user))
        messages.success(request, _("It is kept: everybody who looks at this study sees it."))
        here = reverse("portfolios:uncertain", args=[row.code])
        return redirect(here + page.query_of(_in_address(row, looked, request.POST)))
    return _page(request, row, looked, forms, status=422)


@require_safe
@requires(can_read_public)
def progress(request: HttpRequest, study: str) -> HttpResponse:
    """The part of the page that changes while the worker computes; 304 as long as it has not."""
    row, looked = _looked(request, study)
    context = {"study": row, **_judging(request, row, looked, request.GET, list(ever_said(row)))}
    tag = judging_tag(context.get("judging"), timezone.now())
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = render(request, "portfolios/uncertain_judged.html", context)
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_POST
@requires(rules.can_search_somewhere)
def judge(request: HttpRequest, study: str) -> HttpResponse:
    """Have it computed once more, after that was stopped or has failed."""
    row, looked = _looked(request, study)
    if not rules.can_search(request.user, row):
        raise PermissionDenied
    question = _question(row, looked, request.POST, ever_said(row))
    if question:
        with suppress(InputError, InfeasibleError):
            judge_again(row, question, _asking(request, row, looked, request.POST))
    return _back(row, looked, request.POST)


@require_POST
@requires(rules.can_search_somewhere)
def stop(request: HttpRequest, study: str) -> HttpResponse:
    row, looked = _looked(request, study)
    if not rules.can_search(request.user, row):
        raise PermissionDenied
    if question := _question(row, looked, request.POST, ever_said(row)):
        stop_judging(question)
    return _back(row, looked, request.POST)


def _looked(request: HttpRequest, code: str) -> tuple[Study, Looked]:
    row = visible(request, code)
    looked = looked_at(row)
    if looked is None:
        raise Http404(_("Nothing has been found for this study yet."))
    return row, looked


def _page(request: HttpRequest, row: Study, looked: Looked, forms: Forms, status: int = 200) -> HttpResponse:
    problem, here = looked.opened.problem, reverse("portfolios:uncertain", args=[row.code])
    everything = list(ever_said(row))
    ever = [one for one in everything if one.about == Statement.FIGURES]
    typed = request.POST if request.method == "POST" else request.GET
    supposed = _in_address(row, looked, typed)
    said = fitting(looked.opened, _said(everything))
    kept = [one for one in ever if one.withdrawn is None]
    told = [*(supposed_in(one.content) for one in kept), *(one for _name, _words, one in supposed)]
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
        "called": _called(row, problem, told),
        "off": forms[0],
        "between": forms[1],
        "said": [statement_sentence(one) for one in said],
        "may_choose": rules.can_edit_study(request.user, row),
        **_judging(request, row, looked, typed, everything),
    }
    return render(request, "portfolios/uncertain.html", context, status=status)


def _judging(
    request: HttpRequest, row: Study, looked: Looked, typed: QueryDict, ever: Iterable[Statement]
) -> dict[str, Any]:
    """What is left, or how far the answer is, or why there is none."""
    supposed = _in_address(row, looked, typed)
    context: dict[str, Any] = {
        "hidden": [(name, words) for name, words, _one in supposed],
        "address": page.query_of(supposed),
        "may_compute": rules.can_search(request.user, row),
        "every": len(looked.opened.about.owners) if looked.run.every else 0,
    }
    try:
        if question := _question(row, looked, typed, ever):
            found = standing_of(row, question, _asking(request, row, looked, typed))
            context |= {"judging": found, "compared": question.compared}
            if found.answer:
                context["judged"] = page.judged(looked.opened, found.answer, chosen_values(row))
    except InputError as error:
        context["refused"] = objections(error.faults)
    except InfeasibleError:
        context["clash"] = _("What was said to matter contradicts itself: take some of it back first.")
    return context


def _question(row: Study, looked: Looked, typed: QueryDict, ever: Iterable[Statement]) -> Question | None:
    """What is asked by all that is kept and what is supposed beside it; None where nothing is said of figures."""
    said = list(ever)
    kept = [one for one in said if one.about == Statement.FIGURES and one.withdrawn is None]
    told = counting(looked.opened.problem, kept, [one for _name, _words, one in _in_address(row, looked, typed)])
    return question_of(looked, told, fitting(looked.opened, _said(said))) if told else None


def _said(ever: Iterable[Statement]) -> list[Said]:
    """What was said to matter, and still counts."""
    return [said_in(one.content) for one in ever if one.about == Statement.AIMS and one.withdrawn is None]


def _asking(request: HttpRequest, row: Study, looked: Looked, typed: QueryDict) -> Asking:
    supposed = _in_address(row, looked, typed)
    by = request.user if isinstance(request.user, User) else None
    return Asking(by, not supposed, rules.can_search(request.user, row), page.query_of(supposed))


def _back(row: Study, looked: Looked, typed: QueryDict) -> HttpResponse:
    here = reverse("portfolios:uncertain", args=[row.code])
    return redirect(f"{here}{page.query_of(_in_address(row, looked, typed))}#judged")


def _forms(row: Study, looked: Looked, typed: QueryDict) -> Forms:
    """Both forms, and what was typed into the one that was sent."""
    problem = looked.opened.problem
    about = page.about_choices(problem, sureness_of(row, problem))
    return (
        OffForm(about, typed if "percent" in typed else None),
        BetweenForm(page.figure_choices(problem), typed if "figure" in typed else None),
    )


def _called(row: Study, problem: Problem, told: Iterable[Supposed]) -> list[tuple[page.Called, CalledForm]]:
    """What the plan calls alike, with a form each; what is said of them already is not offered again."""
    said = {one.called for one in told if isinstance(one, Deviation)}
    open_ones = [one for one in page.called_alike(problem, sureness_of(row, problem)) if one.called not in said]
    return [(one, CalledForm(one.about, one.words)) for one in open_ones]


def _in_address(row: Study, looked: Looked, typed: QueryDict) -> list[page.InAddress]:
    problem = looked.opened.problem
    return page.in_address(typed.getlist("off"), typed.getlist("between"), problem, sureness_of(row, problem))


def _supposing(row: Study, looked: Looked, typed: QueryDict, form: OffForm | BetweenForm) -> HttpResponse:
    """Where it is supposed, beside what the address supposes already."""
    told = {name: [*typed.getlist(name)] for name in ("off", "between")}
    told[form.name].append(form.words)
    problem, here = looked.opened.problem, reverse("portfolios:uncertain", args=[row.code])
    supposed = page.in_address(told["off"], told["between"], problem, sureness_of(row, problem))
    return redirect(here + page.query_of(supposed))
