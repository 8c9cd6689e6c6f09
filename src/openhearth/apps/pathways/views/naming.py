"""The title and the language of a plan."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.pathways.forms.plans import NameForm
from openhearth.apps.pathways.pages.addresses import faults_in_words
from openhearth.apps.pathways.rules import can_edit_plans_somewhere
from openhearth.apps.pathways.services.naming import rename_plan
from openhearth.apps.pathways.views.seeing import editable, seen, shown
from openhearth.core.errors import InputError


@requires(can_edit_plans_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, plan: str) -> HttpResponse:
    row = editable(request, plan)
    form = NameForm(
        request.POST if request.method == "POST" else None, initial={"title": row.title, "language": row.language}
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            changed = rename_plan(
                row, typed["title"], typed["language"], cast("User", request.user), note=typed["remark"]
            )
        except InputError as error:
            form.add_error(None, " ".join(faults_in_words(error.faults)))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("pathways:home", row.code)
    return shown(request, "rename", seen(request, plan), form=form, status=422 if form.errors else 200)
