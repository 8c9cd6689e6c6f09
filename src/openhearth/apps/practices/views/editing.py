"""Writing a practice: proposing one, and changing one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.practices import rules
from openhearth.apps.practices.finding.duplicates import lookalikes
from openhearth.apps.practices.forms.record import RecordForm
from openhearth.apps.practices.forms.rows import with_more_rows
from openhearth.apps.practices.models import Practice, Revision
from openhearth.apps.practices.objections import objection
from openhearth.apps.practices.pages.comparing import changes
from openhearth.apps.practices.services import workflow
from openhearth.apps.practices.views.record import visible
from openhearth.core.errors import InputError


@requires(rules.can_propose)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, RecordForm())
    if "more" in request.POST:
        return _form(request, RecordForm(with_more_rows(request.POST, request.POST["more"])), quiet=True)
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    found = () if "another" in request.POST else lookalikes(form.record)
    if found:
        return _form(request, form, lookalikes=found)
    try:
        row = workflow.propose(form.record, cast("User", request.user))
    except InputError as error:
        return _refused(request, form, error)
    messages.success(request, _("Your draft is saved. Only you and the reviewers of its place can see it."))
    return redirect("practices:detail", practice=row.code)


@requires(rules.can_propose)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, practice: str) -> HttpResponse:
    row = visible(request, practice)
    if not rules.can_edit(request.user, row):
        raise PermissionDenied
    newest = _newest(row)
    if request.method != "POST":
        return _form(request, RecordForm(row=row, before=newest.record, based_on=newest.number), row=row)
    if "more" in request.POST:
        data = with_more_rows(request.POST, request.POST["more"])
        return _form(request, RecordForm(data, row=row, before=newest.record), row=row, quiet=True)
    form = RecordForm(request.POST, row=row, before=newest.record)
    return _save(request, row, form, newest) if form.is_valid() else _form(request, form, row=row, status=422)


def _save(request: HttpRequest, row: Practice, form: RecordForm, newest: Revision) -> HttpResponse:
    typed, me = form.cleaned_data, cast("User", request.user)
    try:
        saved = workflow.save_version(row, form.record, me, based_on=typed["based_on"] or 0, note=typed["note"])
    except InputError as error:
        if any(fault.code == "newer_version" for fault in error.faults):
            return _overtaken(request, form, row, _newest(row))
        return _refused(request, form, error, row)
    if saved.number == newest.number:
        messages.info(request, _("Nothing was changed, so there is no new version."))
    else:
        messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})
    return redirect(_shown_at(row, saved))


def _newest(row: Practice) -> Revision:
    return row.revisions.select_related("by").order_by("-number")[0]


def _shown_at(row: Practice, saved: Revision) -> str:
    """The page of a practice, at the version that was saved; readers still see the public one."""
    address = reverse("practices:detail", args=[row.code])
    return f"{address}?version={saved.number}" if row.is_public else address


def _form(
    request: HttpRequest, form: RecordForm, *, row: Practice | None = None, status: int = 200, **context: object
) -> HttpResponse:
    shown = {"form": form, "row": row, **context}
    return render(request, "practices/edit.html", shown, status=status)


def _refused(request: HttpRequest, form: RecordForm, error: InputError, row: Practice | None = None) -> HttpResponse:
    for fault in error.faults:
        form.add_error(None, objection(fault))
    return _form(request, form, row=row, status=422)


def _overtaken(request: HttpRequest, form: RecordForm, row: Practice, newest: Revision) -> HttpResponse:
    """Somebody saved meanwhile: show what would change of theirs, keep what was typed, and ask."""
    data = request.POST.copy()
    data["based_on"] = str(newest.number)
    again = RecordForm(data, row=row, before=newest.record)
    compared = changes(newest.record, form.record)
    return _form(request, again, row=row, status=409, theirs=newest, compared=compared, quiet=True)
