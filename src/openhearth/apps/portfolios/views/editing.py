"""One part of a problem at a time: an action, what is counted, the aims, a condition, what two actions do together.

Every form carries the version it was read from. Who comes second is shown what the first one changed and asked; the change is
then made to the newest version, so that nobody's work is lost. A change that would leave a fault is not kept at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.portfolios import editing, rules
from openhearth.apps.portfolios.forms.actions import ActionForms, SynergyForms
from openhearth.apps.portfolios.forms.aims import AimForms, MeasureForms
from openhearth.apps.portfolios.forms.conditions import FORMS, ConditionForm, initial_of, kind_of
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.objections import objections
from openhearth.apps.portfolios.pages.study import changes, known_names
from openhearth.apps.portfolios.selectors import Version
from openhearth.apps.portfolios.sentences import KINDS, constraint_sentence, synergy_sentence
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.apps.portfolios.views.access import editable, version_of
from openhearth.apps.practices.forms.rows import with_more_rows
from openhearth.core.errors import InputError
from openhearth.core.portfolio.problem import Constraint, Problem, Synergy

Parts = Any
"""What the forms of a page share: ``head``, ``tables``, ``is_valid()``."""


class OneForm:
    """A page with one form and no tables."""

    def __init__(self, head: Form) -> None:
        self.head, self.tables = head, ()

    def is_valid(self) -> bool:
        return self.head.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def action(request: HttpRequest, study: str) -> HttpResponse:
    """A new action, or the one with ``?code=``."""
    row = editable(request, study)
    version = version_of(row)
    code = request.GET.get("code", "")
    before = next((one for one in version.problem.actions if one.code == code), None)
    if code and before is None:
        raise Http404(_("This study has no such action."))
    parts = ActionForms(version.problem, before, _typed(request), based_on=version.number)

    def change(problem: Problem) -> Problem:
        return editing.with_action(problem, parts.action)

    title = _("Edit an action") if before else _("A new action")
    gone = [] if before is None else _goes_with(version.problem, before.code)
    return _edited(request, row, version, parts, change, title=title, page="action", before=before, gone=gone)


@require_POST
@requires(rules.can_make_study)
def remove_action(request: HttpRequest, study: str) -> HttpResponse:
    row = editable(request, study)
    code = request.POST.get("code", "")
    return _removed(request, row, lambda problem: editing.without_action(problem, code))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def measures(request: HttpRequest, study: str) -> HttpResponse:
    row = editable(request, study)
    version = version_of(row)
    parts = MeasureForms(version.problem, _typed(request), based_on=version.number)

    def change(problem: Problem) -> Problem:
        return editing.with_measures(problem, parts.measures, parts.renamed)

    return _edited(request, row, version, parts, change, title=_("What is counted"), page="measures")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def aims(request: HttpRequest, study: str) -> HttpResponse:
    row = editable(request, study)
    version = version_of(row)
    parts = AimForms(version.problem, _typed(request), based_on=version.number)

    def change(problem: Problem) -> Problem:
        return editing.with_aims(problem, parts.objectives)

    return _edited(request, row, version, parts, change, title=_("Aims"), page="aims")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def condition(request: HttpRequest, study: str) -> HttpResponse:
    """A new condition of a ``?kind=``, or the one with ``?number=`` in the version that the form was read from."""
    row = editable(request, study)
    version = version_of(row)
    before = _numbered(_read_from(request, row, version).problem.constraints, request.GET.get("number", ""))
    kind = kind_of(before) if before else request.GET.get("kind", "")
    if kind not in FORMS:
        raise Http404(_("There is no such kind of condition."))
    initial = {"based_on": version.number} | (initial_of(before) if before else {})
    form: ConditionForm = FORMS[kind](version.problem, _typed(request), initial=initial)

    def change(problem: Problem) -> Problem:
        return editing.with_constraint(problem, form.constraint, before)

    said = constraint_sentence(version.problem, before) if before else ""
    return _edited(request, row, version, OneForm(form), change, title=_(KINDS[kind]), page="condition", said=said)


@require_POST
@requires(rules.can_make_study)
def remove_condition(request: HttpRequest, study: str) -> HttpResponse:
    row = editable(request, study)
    gone = _numbered(version_of(row).problem.constraints, request.POST.get("number", ""))
    return _removed(request, row, lambda problem: editing.without_constraint(problem, cast("Constraint", gone)))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.can_make_study)
def together(request: HttpRequest, study: str) -> HttpResponse:
    """What two actions add when both are done."""
    row = editable(request, study)
    version = version_of(row)
    before = _numbered(_read_from(request, row, version).problem.synergies, request.GET.get("number", ""))
    parts = SynergyForms(version.problem, before, _typed(request), based_on=version.number)

    def change(problem: Problem) -> Problem:
        return editing.with_synergy(problem, parts.synergy, before)

    return _edited(request, row, version, parts, change, title=_("Two actions together"), page="together")


@require_POST
@requires(rules.can_make_study)
def remove_together(request: HttpRequest, study: str) -> HttpResponse:
    row = editable(request, study)
    gone = _numbered(version_of(row).problem.synergies, request.POST.get("number", ""))
    return _removed(request, row, lambda problem: editing.without_synergy(problem, cast("Synergy", gone)))


def _edited(
    request: HttpRequest,
    row: Study,
    version: Version,
    parts: Parts,
    change: Callable[[Problem], Problem],
    **context: Any,
) -> HttpResponse:
    """Show the form, or save what it says; what cannot be saved is shown again with all that stands against it."""
    read_from = request.POST.get("read_from", "") or version.number
    shown = {"study": row, "parts": parts, "version": version, "read_from": read_from, **context}
    shown["known"] = known_names(version.problem)
    if request.method != "POST" or "more" in request.POST:
        return render(request, "portfolios/edit.html", shown | {"quiet": "more" in request.POST})
    if not parts.is_valid():
        return render(request, "portfolios/edit.html", shown, status=422)
    based_on = parts.head.cleaned_data["based_on"]
    if based_on != version.number:
        return _overtaken(request, row, version, shown, based_on)
    try:
        changed = change(version.problem)
        note = " ".join(changes(version.problem, changed))
        save_problem(row, changed, cast("User", request.user), based_on=based_on, note=note)
    except InputError as error:
        if any(fault.code == "newer_version" for fault in error.faults):
            return _overtaken(request, row, version_of(row), shown, based_on)
        return render(request, "portfolios/edit.html", shown | {"objections": objections(error.faults)}, status=422)
    messages.success(request, _("Saved."))
    return redirect(_place_on_page(row, str(context["page"])))


def _overtaken(request: HttpRequest, row: Study, newest: Version, shown: dict[str, Any], based_on: int) -> HttpResponse:
    """Somebody saved meanwhile: show what they changed, keep what was typed, and ask."""
    data = request.POST.copy()
    data["based_on"] = str(newest.number)
    shown["parts"].head.data = data
    theirs = changes(version_of(row, based_on).problem, newest.problem)
    told = {"theirs": theirs, "newest": newest, "version": newest}
    return render(request, "portfolios/edit.html", shown | told, status=409)


def _removed(request: HttpRequest, row: Study, change: Callable[[Problem], Problem]) -> HttpResponse:
    """Taken out of the version that was looked at; only of that one, because numbers may mean others by now."""
    version = version_of(row)
    if request.POST.get("based_on") != str(version.number):
        messages.error(request, _("Somebody saved a newer version meanwhile. Look at it, then decide."))
        return redirect("portfolios:study", study=row.code)
    try:
        changed = change(version.problem)
        note = " ".join(changes(version.problem, changed))
        save_problem(row, changed, cast("User", request.user), based_on=version.number, note=note)
    except InputError as error:
        for one in objections(error.faults):
            messages.error(request, f"{one.where}: {one.sentence}" if one.where else one.sentence)
    else:
        messages.success(request, _("Taken out. You can take the last change back below."))
    return redirect("portfolios:study", study=row.code)


def _typed(request: HttpRequest) -> Any:
    if request.method != "POST":
        return None
    return with_more_rows(request.POST, request.POST["more"]) if "more" in request.POST else request.POST


def _read_from(request: HttpRequest, row: Study, version: Version) -> Version:
    """The version whose numbers the address speaks of."""
    typed = request.POST.get("read_from") or request.POST.get("based_on", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else version.number
    return version if number == version.number else version_of(row, number)


def _numbered(parts: tuple[Any, ...], typed: str) -> Any:
    """The part with a number from 1; None where no number is given."""
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    if not 1 <= number <= len(parts):
        raise Http404(_("This study has no such part any more."))
    return parts[number - 1]


def _goes_with(problem: Problem, code: str) -> list[str]:
    """What would change with an action if it were taken out."""
    return [
        synergy_sentence(problem, one) if isinstance(one, Synergy) else constraint_sentence(problem, one)
        for one in editing.naming(problem, code)
    ]


def _place_on_page(row: Study, page: str) -> str:
    anchors = {"action": "actions", "measures": "aims", "condition": "conditions"}
    return f"{reverse('portfolios:study', args=[row.code])}#{anchors.get(page, page)}"
