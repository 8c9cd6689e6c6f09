"""A plan as a workbook, out and in: see what would happen, cell by cell, then decide."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.pathways.forms.plans import WorkbookForm
from openhearth.apps.pathways.models import Plan, Upload
from openhearth.apps.pathways.pages import exchanging
from openhearth.apps.pathways.rules import can_edit_plans_somewhere
from openhearth.apps.pathways.services.plans import import_plan
from openhearth.apps.pathways.services.uploads import keep_upload, throw_away
from openhearth.apps.pathways.views.seeing import editable, seen, shown
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.assembly import difference
from openhearth.sources.plans import plan_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(can_read_public)
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, plan: str) -> HttpResponse:
    """Take the plan as a workbook; those who write it may also bring one."""
    found = seen(request, plan)
    if request.method == "POST":
        editable(request, plan)
    form = WorkbookForm(request.POST or None, request.FILES or None) if found.may_edit else None
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            plan_table.plan_from_xlsx(data)
        except InputError as error:
            faults = error.faults
        else:
            kept = keep_upload(found.row, file.name, data, cast("User", request.user))
            return redirect("pathways:dry_run", found.row.code, kept.pk)
    waiting = Upload.objects.filter(plan=found.row, by=cast("User", request.user)).first() if found.may_edit else None
    refused = faults or (form is not None and form.errors)
    context = {"form": form, "waiting": waiting, **exchanging.faults_page(faults)}
    return shown(request, "exchange", found, status=422 if refused else 200, **context)


@requires(can_edit_plans_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def dry_run(request: HttpRequest, plan: str, upload: UUID) -> HttpResponse:
    """What would happen; on POST, let it happen."""
    row, kept = _kept(request, plan, upload)
    found = seen(request, row.code)
    status = 200
    faults: tuple[Fault, ...] = ()
    try:
        new = plan_table.plan_from_xlsx(bytes(kept.data))
    except InputError as error:  # read by an older version of the house, which knew less
        throw_away(kept)
        raise Http404(_("This file cannot be read any more; choose it again.")) from error
    changes = difference(found.plan, new)
    if request.method == "POST":
        try:
            done = import_plan(row.code, new, cast("User", request.user), seen=_seen(request), note=kept.file_name)
        except InputError as error:
            status, faults = 422, error.faults
        else:
            throw_away(kept)
            messages.success(
                request,
                ngettext("%(count)s change taken over.", "%(count)s changes taken over.", len(done))
                % {"count": len(done)},
            )
            return redirect("pathways:home", row.code)
    context = {"file": kept, **exchanging.changes_page(found.plan, new, changes), **exchanging.faults_page(faults)}
    return shown(request, "dry_run", found, status=status, **context)


@requires(can_edit_plans_somewhere)
@require_POST
def discard(request: HttpRequest, plan: str, upload: UUID) -> HttpResponse:
    row, kept = _kept(request, plan, upload)
    throw_away(kept)
    messages.info(request, _("The file has been thrown away. Nothing was changed."))
    return redirect("pathways:exchange", row.code)


@requires(can_read_public)
@require_safe
def download(request: HttpRequest, plan: str) -> HttpResponse:
    found = seen(request, plan)
    return _workbook(plan_table.plan_to_xlsx(found.plan, language=_language()), f"plan-{found.row.code}")


@requires(can_read_public)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook that explains itself."""
    del request  # the same for everybody
    return _workbook(plan_table.template(language=_language()), "plan-template")


def _kept(request: HttpRequest, plan: str, upload: UUID) -> tuple[Plan, Upload]:
    row = editable(request, plan)
    return row, get_object_or_404(Upload, pk=upload, plan=row, by=cast("User", request.user))


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _language() -> str:
    return "de" if (get_language() or "").startswith("de") else "en"


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
