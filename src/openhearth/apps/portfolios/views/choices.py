"""Choosing a combination with a reason, taking that back, and what is left when something is said to matter."""

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
from openhearth.apps.portfolios.forms.choices import MattersForm, ReasonForm, WeightForm
from openhearth.apps.portfolios.models import Statement as Said
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.pages import explorer_statements as judging
from openhearth.apps.portfolios.pages.explorer import row_of
from openhearth.apps.portfolios.pages.explorer_choices import told_choices
from openhearth.apps.portfolios.pages.explorer_words import statement_sentence
from openhearth.apps.portfolios.selectors.exploring import (
    Looked,
    chosen_values,
    ever_said,
    fitting,
    looked_at,
    said_in,
    taken_back,
)
from openhearth.apps.portfolios.services.choices import (
    record_choice,
    record_statement,
    restore_choice,
    restore_statement,
    withdraw_choice,
    withdraw_statement,
)
from openhearth.apps.portfolios.views.access import editable, visible
from openhearth.apps.portfolios.views.explorer import point_page, standing
from openhearth.core.errors import InputError
from openhearth.core.portfolio.preferences import Statement

MOST_SUPPOSED = 12
Saying = MattersForm | WeightForm


@require_safe
@requires(can_read_public)
def choices(request: HttpRequest, study: str) -> HttpResponse:
    """What was chosen, by whom and why; the withdrawn ones below."""
    row = visible(request, study)
    looked = looked_at(row)
    told = told_choices(row, looked)
    context = {
        "study": row,
        "has_frontier": looked is not None,
        "standing_choices": [one for one in told if not one.withdrawn],
        "withdrawn_choices": [one for one in told if one.withdrawn],
        "may_choose": rules.can_edit_study(request.user, row),
    }
    return render(request, "portfolios/choices.html", context)


@require_POST
@requires(rules.can_make_study)
def choose(request: HttpRequest, study: str, values: str) -> HttpResponse:
    row = editable(request, study)
    looked = looked_at(row)
    at = None if looked is None else row_of(looked.opened, values)
    if looked is None or at is None:
        raise Http404(_("There is no such combination in what the last search has found."))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return point_page(request, row, values, form, status=422)
    record_choice(looked.run, looked.opened.point(at), form.cleaned_data["reason"], cast("User", request.user))
    messages.success(request, _("The choice and its reason are kept."))
    return redirect("portfolios:choices", row.code)


@require_POST
@requires(rules.can_make_study)
def withdraw(request: HttpRequest, study: str, choice: int) -> HttpResponse:
    """Take a choice back; with ``again``, take it up again."""
    row = editable(request, study)
    found = row.choices.filter(pk=choice).first()
    if found is None:
        raise Http404(_("There is no such choice."))
    if "again" in request.POST:
        restore_choice(found)
        messages.success(request, _("The choice holds again."))
    else:
        withdraw_choice(found, cast("User", request.user))
        messages.success(request, _("The choice is taken back. It stays below, where you can take it up again."))
    return redirect("portfolios:choices", row.code)


@require_safe
@requires(can_read_public)
def statements(request: HttpRequest, study: str) -> HttpResponse:
    """What is left under what was said to matter, and under what the query string supposes beside it."""
    row = visible(request, study)
    looked = looked_at(row)
    if looked is None:
        return render(request, "portfolios/explorer_empty.html", {"study": row})
    return _statements_page(request, row, looked)


@require_POST
@requires(rules.can_make_study)
def say(request: HttpRequest, study: str) -> HttpResponse:
    """Keep a statement for everybody who looks at this study; with ``suppose``, only in the address."""
    row = editable(request, study)
    looked = looked_at(row)
    if looked is None:
        raise Http404(_("Nothing has been found for this study yet."))
    form = _form_of(request.POST, looked)
    if not form.is_valid():
        return _statements_page(request, row, looked, form, status=422)
    said = form.statement
    if "suppose" in request.POST:
        supposed = [*_said_before(request.POST.getlist("say"), looked), said]
        return redirect(reverse("portfolios:statements", args=[row.code]) + judging.query_of(supposed))
    record_statement(row, said, statement_sentence(said), cast("User", request.user))
    messages.success(request, _("It is kept: everybody who looks at this study sees it."))
    return redirect("portfolios:statements", row.code)


@require_POST
@requires(rules.can_make_study)
def unsay(request: HttpRequest, study: str, statement: int) -> HttpResponse:
    """Take a statement back; with ``again``, say it again."""
    row = editable(request, study)
    found = row.statements.filter(pk=statement).first()
    if found is None:
        raise Http404(_("There is no such statement."))
    if "again" in request.POST:
        restore_statement(found, cast("User", request.user))
        messages.success(request, _("It counts again: %(statement)s") % {"statement": found.text})
    else:
        withdraw_statement(found, cast("User", request.user))
        messages.success(request, _("It no longer counts: %(statement)s") % {"statement": found.text})
    about_figures = found.about == Said.FIGURES
    return redirect("portfolios:uncertain" if about_figures else "portfolios:statements", row.code)


def _statements_page(
    request: HttpRequest, row: Study, looked: Looked, form: Saying | None = None, status: int = 200
) -> HttpResponse:
    opened = looked.opened
    everything = list(ever_said(row))
    ever = [one for one in everything if one.about == Said.AIMS]
    kept = [one for one in ever if one.withdrawn is None]
    supposed = _said_before(request.GET.getlist("say"), looked)
    if {"more", "objective"} & set(request.GET) and form is None:
        form = _form_of(request.GET, looked)
        supposed += [form.statement] if form.is_valid() else []
    supposed = list(dict.fromkeys(supposed))[:MOST_SUPPOSED]
    counting: list[Statement] = [*(said_in(one.content) for one in kept), *supposed]
    context: dict[str, Any] = {
        **standing(row, looked),
        "kept": [(one, statement_sentence(said_in(one.content))) for one in kept],
        "supposed": _supposed(row, supposed),
        "hidden": [judging.words_of(one) for one in supposed],
        "withdrawn": [(one, statement_sentence(said_in(one.content))) for one in taken_back(ever)],
        "doubted": any(one.about == Said.FIGURES and one.withdrawn is None for one in everything),
        "refused_form": form if form is not None and form.errors else None,
        "matters": form if isinstance(form, MattersForm) and form.errors else MattersForm(opened.found.objectives),
        "weight": form if isinstance(form, WeightForm) and form.errors else WeightForm(opened.found.objectives),
        "may_choose": rules.can_edit_study(request.user, row),
    }
    try:
        context["judged"] = judging.judged(opened, fitting(opened, counting), chosen_values(row))
    except InputError as error:
        context["refused"] = judging.refused(error)
    return render(request, "portfolios/choice_statements.html", context, status=status)


def _form_of(typed: QueryDict, looked: Looked) -> Saying:
    form = WeightForm if "objective" in typed else MattersForm
    return form(looked.opened.found.objectives, typed)


def _said_before(told: list[str], looked: Looked) -> list[Statement]:
    read = (judging.statement_of(words, looked.opened) for words in told[:MOST_SUPPOSED])
    return list(dict.fromkeys(one for one in read if one is not None))


def _supposed(row: Study, supposed: list[Statement]) -> list[tuple[str, str]]:
    """Each supposition in words, with the address without it."""
    here = reverse("portfolios:statements", args=[row.code])
    return [
        (statement_sentence(one), f"{here}{judging.query_of([other for other in supposed if other != one])}")
        for one in supposed
    ]
