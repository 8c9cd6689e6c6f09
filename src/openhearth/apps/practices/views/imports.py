"""Taking in a file: choose it, see what would happen, decide, and get a receipt. And what helps to prepare one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices.forms.imports import DecisionForm, UploadForm
from openhearth.apps.practices.models import Revision, Upload
from openhearth.apps.practices.pages.columns import EXAMPLE, columns
from openhearth.apps.practices.rules import can_import, can_publish_import
from openhearth.apps.practices.sentences import Located, located, sentence
from openhearth.apps.practices.services.importing import (
    import_practices,
    keep_upload,
    plan_import,
    read_records,
    throw_away,
)
from openhearth.core.errors import Fault, InputError
from openhearth.sources.practices import practice_table

SHOWN = 200
"""Faults and records that one page lists; how many more there are is said."""

MOMENT = "%Y%m%dT%H%M%S%f"
TEMPLATES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(can_import)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file. One of which nothing can be read is not kept."""
    me = cast("User", request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: list[Located] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read_records(data)
        except InputError as error:
            faults = _located(error.faults)
        else:
            return redirect("practices:import_report", upload=keep_upload(file.name, data, me).pk)
    context = {"form": form, "faults": faults, "waiting": Upload.objects.filter(by=me).defer("data").first()}
    return render(request, "practices/import.html", context, status=422 if form.errors or faults else 200)


@requires(can_import)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, upload: UUID) -> HttpResponse:
    """What would happen; on POST, let it happen."""
    me = cast("User", request.user)
    kept = get_object_or_404(Upload, pk=upload, by=me)
    plan = plan_import(bytes(kept.data), me, timezone.localdate())
    status = 200
    form = DecisionForm(request.POST if request.method == "POST" else None, may_publish=can_publish_import(me))
    if request.method == "POST" and form.is_valid():
        try:
            receipt = import_practices(
                plan,
                file_name=kept.file_name,
                by=me,
                publish=form.cleaned_data.get("publish", False),
                only_sound=form.cleaned_data["only_sound"],
            )
        except InputError as error:
            messages.error(request, _("Nothing was imported. Look at what would happen once more."))
            plan, status = replace(plan, faults=error.faults), 422
        else:
            throw_away(kept)
            messages.success(request, _imported(len(receipt.new), len(receipt.changed)))
            return redirect("practices:import_receipt", moment=receipt.at.astimezone(UTC).strftime(MOMENT))
    return render(
        request,
        "practices/import_report.html",
        {"file": kept, "plan": plan, "form": form, "faults": _located(plan.faults[:SHOWN]), "shown": SHOWN},
        status=status,
    )


@requires(can_import)
@require_POST
def discard(request: HttpRequest, upload: UUID) -> HttpResponse:
    throw_away(get_object_or_404(Upload, pk=upload, by=cast("User", request.user)))
    messages.info(request, _("The file has been thrown away. Nothing was imported."))
    return redirect("practices:import")


@requires(can_import)
@require_safe
def receipt(request: HttpRequest, moment: str) -> HttpResponse:
    """What one import of mine wrote; the address keeps working."""
    try:
        at = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error
    me = cast("User", request.user)
    written = Revision.objects.filter(by=me, at=at).select_related("practice").order_by("number", "practice__code")
    page = Paginator(written, SHOWN).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    rows = [(one.practice, one.record.practice, one.number == 1) for one in page]
    return render(request, "practices/import_receipt.html", {"page": page, "rows": rows, "note": page[0].note})


@requires(can_read_public)
@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """What each column means."""
    return render(request, "practices/import_columns.html", {"columns": columns(get_language() or "en")})


@requires(can_read_public)
@require_safe
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """A table with one example row."""
    del request  # the same for everybody
    if ending not in TEMPLATES:
        raise Http404
    data = practice_table.to_csv([EXAMPLE]) if ending == "csv" else practice_table.to_xlsx([EXAMPLE])
    response = HttpResponse(data, content_type=TEMPLATES[ending])
    response["Content-Disposition"] = f'attachment; filename="practices-template.{ending}"'
    return response


def _located(faults: tuple[Fault, ...]) -> list[Located]:
    return [located(fault, sentence(fault)) for fault in faults]


def _imported(new: int, changed: int) -> str:
    parts = [
        ngettext("%(count)s new practice", "%(count)s new practices", new) % {"count": new},
        ngettext("%(count)s changed practice", "%(count)s changed practices", changed) % {"count": changed},
    ]
    return _("Imported: %(new)s, %(changed)s.") % {"new": parts[0], "changed": parts[1]}
