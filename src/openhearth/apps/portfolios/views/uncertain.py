"""A frontier whose figures are not sure: what is supposed stands in the address and nowhere else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.portfolios.forms.uncertain import BetweenForm, OffForm
from openhearth.apps.portfolios.objections import objections
from openhearth.apps.portfolios.pages import uncertain as page
from openhearth.apps.portfolios.pages.explorer_statements import fitting
from openhearth.apps.portfolios.pages.explorer_words import statement_sentence
from openhearth.apps.portfolios.selectors.exploring import chosen_values, looked_at, said_in, statements_of
from openhearth.apps.portfolios.views.access import visible
from openhearth.apps.portfolios.views.explorer import standing
from openhearth.core.errors import InfeasibleError, InputError


@require_safe
@requires(can_read_public)
def uncertain(request: HttpRequest, study: str) -> HttpResponse:
    """What is left if figures are so far off; a form that is sent leads to the address that supposes it."""
    row = visible(request, study)
    looked = looked_at(row)
    if looked is None:
        return render(request, "portfolios/explorer_empty.html", {"study": row})
    problem, typed = looked.opened.problem, request.GET
    here = reverse("portfolios:uncertain", args=[row.code])
    supposed = page.supposed_in(typed.getlist("off"), typed.getlist("between"), problem)
    off = OffForm(page.about_choices(problem), typed if "percent" in typed else None)
    between = BetweenForm(page.figure_choices(problem), typed if "figure" in typed else None)
    for name, form in (("off", off), ("between", between)):
        if form.is_bound and form.is_valid():
            told = {key: [*typed.getlist(key)] for key in ("off", "between")}
            told[name].append(form.words)
            return redirect(here + page.query_of(page.supposed_in(told["off"], told["between"], problem)))
    said = fitting(looked.opened, [said_in(one.content) for one in statements_of(row)])
    context: dict[str, Any] = {
        **standing(row, looked),
        "supposed": [
            (
                page.sentence(problem, one),
                here + page.query_of([other for other in supposed if other[:2] != (name, words)]),
            )
            for name, words, one in supposed
        ],
        "hidden": [(name, words) for name, words, _one in supposed],
        "off": off,
        "between": between,
        "said": [statement_sentence(one) for one in said],
    }
    try:
        if supposed:
            context["judged"] = page.judged(
                looked.opened, [one for _name, _words, one in supposed], said, chosen_values(row)
            )
    except InputError as error:
        context["refused"] = objections(error.faults)
    except InfeasibleError:
        context["clash"] = _("What was said to matter contradicts itself: take some of it back first.")
    return render(request, "portfolios/uncertain.html", context)
