"""Adding one observation to the draft of a plan."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.pathways import rules
from openhearth.apps.pathways.forms.plans import ObservationForm
from openhearth.apps.pathways.pages.addresses import address_of, faults_in_words
from openhearth.apps.pathways.services.observing import add_observation
from openhearth.apps.pathways.views.seeing import seen, shown
from openhearth.core.errors import InputError
from openhearth.core.pathway.terms import Observation


@requires(rules.can_observe_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    found = seen(request, plan)
    if not rules.can_observe(request.user, found.row):
        raise PermissionDenied
    indicator = next((one for one in found.plan.indicators if one.key == key), None)
    if indicator is None:
        raise Http404(_("There is no such part of this plan."))
    form = ObservationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_observation(found.row, key, Observation(**form.cleaned_data), cast("User", request.user))
        except InputError as error:
            form.add_error(None, " ".join(faults_in_words(error.faults)))
        else:
            messages.success(
                request, _("Thank you. The figure stands in the draft; the team decides when the public reads it.")
            )
            return redirect(address_of(found.row, "indicator", key))
    return shown(request, "observe", found, indicator=indicator, form=form, status=422 if form.errors else 200)
