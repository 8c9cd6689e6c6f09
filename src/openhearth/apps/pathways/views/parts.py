"""Writing a plan: one form for every kind of part, its past, and taking it out."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.entries.services import Contested
from openhearth.apps.pathways.asked import FIELDS
from openhearth.apps.pathways.forms.parts import Choices, PartForm, with_more_rows
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.pages import history as history_page
from openhearth.apps.pathways.pages import territorial
from openhearth.apps.pathways.pages.addresses import address_of, faults_in_words
from openhearth.apps.pathways.rules import can_edit_plans_somewhere
from openhearth.apps.pathways.selectors.plans import part_at, plan_at, title_of, versions_of
from openhearth.apps.pathways.selectors.registers import choices
from openhearth.apps.pathways.services import parts as services
from openhearth.apps.pathways.views.seeing import Seen, editable, seen, shown
from openhearth.apps.pathways.wording import KINDS
from openhearth.core.errors import InputError
from openhearth.core.pathway import terms

GIVEN_KEYS = frozenset({"vision", "section", "answer"})
"""Kinds whose keys are given: they are written for the first time at the address where they are changed later."""

LONGEST = 200


@requires(can_edit_plans_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, plan: str, kind: str) -> HttpResponse:
    row = editable(request, plan)
    if kind not in KINDS or kind in GIVEN_KEYS:
        raise Http404
    return _edited(request, row, kind, "", None, 0)


@requires(can_edit_plans_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, plan: str, kind: str, key: str) -> HttpResponse:
    row = editable(request, plan)
    if kind not in KINDS or (kind in ("section", "answer") and territorial.asked_by(kind, key) is None):
        raise Http404
    if kind == "vision" and key != "vision":
        raise Http404
    newest = part_at(row, kind, key, row.step)
    if (newest is None or newest.part is None) and kind not in GIVEN_KEYS:
        raise Http404(_("There is no such part of this plan."))
    return _edited(request, row, kind, key, newest.part if newest else None, newest.step if newest else 0)


@requires(can_edit_plans_somewhere)
@require_POST
def take_out(request: HttpRequest, plan: str, kind: str, key: str) -> HttpResponse:
    row = editable(request, plan)
    try:
        services.take_out_part(row, kind, key, cast("User", request.user), read_at=_number(request, "read_at"))
    except InputError as error:
        for said in faults_in_words(error.faults):
            messages.error(request, said)
        return redirect("pathways:part_history", row.code, kind, key)
    messages.success(request, _("Taken out. Its past is kept, and you can put it back here."))
    return redirect("pathways:part_history", row.code, kind, key)


@requires(can_edit_plans_somewhere)
@require_POST
def restore(request: HttpRequest, plan: str, kind: str, key: str) -> HttpResponse:
    row = editable(request, plan)
    steps = {name: _number(request, name) for name in ("step", "read_at")}
    try:
        services.restore_part(row, kind, key, steps["step"], cast("User", request.user), read_at=steps["read_at"])
    except InputError as error:
        for said in faults_in_words(error.faults):
            messages.error(request, said)
    else:
        messages.success(request, _("It says again what it said then."))
    return redirect("pathways:part_history", row.code, kind, key)


@requires(can_read_public)
@require_safe
def history(request: HttpRequest, plan: str, kind: str, key: str) -> HttpResponse:
    """The past of a part, with what each version changed; the public reads on to what was released."""
    found = seen(request, plan)
    if kind not in KINDS:
        raise Http404
    versions = versions_of(found.row, kind, key, until=found.step)
    if not versions or (not found.sees_draft and versions[0].part is None):
        raise Http404(_("There is no such part of this plan."))
    named = next((one.part for one in versions if one.part is not None), None)
    return shown(
        request,
        "part_history",
        found,
        kind=kind,
        key=key,
        kind_name=KINDS[kind].one,
        title=title_of(named)[:LONGEST] if named else key,
        versions=history_page.versions(versions, named=found.sees_draft),
        newest=versions[0],
        address=address_of(found.row, kind, key, found.query),
    )


def _edited(request: HttpRequest, row: Plan, kind: str, key: str, part: terms.Part | None, step: int) -> HttpResponse:
    plan = plan_at(row, row.step)
    given = {
        asked.name: _given(request, asked.name, asked.shape) for asked in FIELDS[kind] if asked.name in request.GET
    }
    found = Seen(row, plan, row.step, sees_draft=True, may_edit=True, as_public=False)

    def form_of(data: object = None) -> PartForm:
        return PartForm(kind, plan, data, part=part, key=key, given=given, choices=_choices(kind, key), read_at=step)

    if request.method != "POST":
        return _form(request, found, form_of())
    if "more" in request.POST:
        return _form(request, found, form_of(with_more_rows(request.POST, request.POST["more"])), quiet=True)
    form = form_of(request.POST)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    return _save(request, found, form)


def _save(request: HttpRequest, found: Seen, form: PartForm) -> HttpResponse:
    row, typed = found.row, form.cleaned_data
    read_at = typed["read_at"] or 0
    try:
        saved = services.save_part(
            row, form.part, cast("User", request.user), read_at=read_at, note=typed.get("remark", "")
        )
    except InputError as error:
        for fault, said in zip(error.faults, faults_in_words(error.faults), strict=True):
            form.tell(fault, said)
        return _form(request, found, form, status=422)
    if isinstance(saved, Contested):
        return _overtaken(request, found, form, saved)
    if saved.step == read_at and read_at:
        messages.info(request, _("Nothing was changed."))
    elif saved.joined:
        messages.success(request, _("Saved, together with what somebody else changed meanwhile."))
    else:
        messages.success(request, _("Saved."))
    return redirect(address_of(row, form.kind, saved.part.key))


def _overtaken(request: HttpRequest, found: Seen, form: PartForm, contested: Contested[terms.Part]) -> HttpResponse:
    """Somebody changed the same fields meanwhile: show theirs, keep mine and what we agree on, and ask."""
    again = PartForm(
        form.kind,
        found.plan,
        part=contested.joined,
        key=form.key,
        choices=_choices(form.kind, form.key),
        read_at=contested.step,
    )
    again.initial["remark"] = form.cleaned_data.get("remark", "")
    theirs = history_page.contested(form.kind, contested.conflicts)
    return _form(request, found, again, status=409, contested=contested, theirs=theirs)


def _form(request: HttpRequest, found: Seen, form: PartForm, *, status: int = 200, **context: object) -> HttpResponse:
    name = KINDS[form.kind]
    told = form.before is not None and form.kind not in ("section", "answer", "vision")
    title = title_of(form.before)[:LONGEST] if form.before is not None and told else ""
    back = address_of(found.row, form.kind, form.key)
    asked = territorial.asked_by(form.kind, form.key) if form.kind in ("section", "answer") else None
    known = {"form": form, "kind": form.kind, "kind_name": name, "title": title, "back": back, "asked": asked}
    return shown(request, "edit", found, status=status, **{**known, **context})


def _choices(kind: str, key: str) -> Choices:
    """What fields of a form may be beside parts of the plan; each question of the scorecard has answers of its own."""
    return {"grade": territorial.grades_of(key)} if kind == "answer" else choices()


def _given(request: HttpRequest, name: str, shape: str) -> object:
    """What the address says a field shall begin with."""
    several = [value[:LONGEST] for value in request.GET.getlist(name)]
    return several if shape == "some" else several[0]


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise PermissionDenied
    return int(text)
