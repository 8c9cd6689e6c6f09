"""Who speaks for the partners: named by the lead, also where a partner has no region."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openhearth.apps.accounts.models import Invitation, Role, RoleAtPlace, User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.accounts.scopes import partner_scope
from openhearth.apps.accounts.services import invite_person, send_invitation, withdraw_invitation, withdraw_role
from openhearth.apps.learning.forms.speakers import SpeakerForm
from openhearth.apps.learning.rules import can_lead_somewhere, can_name_speakers
from openhearth.apps.learning.selectors import speakers as selectors
from openhearth.apps.learning.views.seeing import Seen, led, shown


@requires(can_lead_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def speakers(request: HttpRequest, programme: str) -> HttpResponse:
    """Who speaks for whom; on POST somebody is invited to, by e-mail."""
    found = led(request, programme)
    partners = found.programme.partners
    form = SpeakerForm(request.POST or None, partners, initial={"partner": request.GET.get("partner", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        scope = partner_scope(found.row.code, typed["partner"])
        invited = invite_person(typed["email"], typed["role"], scope, invited_by=cast("User", request.user))
        link = request.build_absolute_uri(invited.path)
        sent = send_invitation(invited.invitation, link)
        request.session["invited"] = {"email": invited.invitation.email, "link": link, "sent": sent}
        return redirect("accounts:invited")
    listed = selectors.speakers(found.row, partners, timezone.now())
    status = 422 if form.errors else 200
    return shown(request, "speakers", found, status=status, form=form, listed=listed)


@requires(can_lead_somewhere)
@require_POST
def withdraw(request: HttpRequest, programme: str, role: int) -> HttpResponse:
    """Somebody does not speak for a partner any more."""
    found = led(request, programme)
    held = get_object_or_404(Role.objects.select_related("user"), pk=role)
    _refuse_others(request, found, held)
    withdraw_role(held, withdrawn_by=cast("User", request.user))
    messages.success(request, _("%(person)s does not speak for this partner any more.") % {"person": held.user})
    return redirect("learning:speakers", found.row.code)


@requires(can_lead_somewhere)
@require_POST
def withdraw_invited(request: HttpRequest, programme: str, invitation: UUID) -> HttpResponse:
    """The link of an invitation opens nothing any more."""
    found = led(request, programme)
    offered = get_object_or_404(Invitation, pk=invitation)
    _refuse_others(request, found, offered)
    withdraw_invitation(offered)
    messages.success(request, _("The invitation has been withdrawn; its link opens nothing any more."))
    return redirect("learning:speakers", found.row.code)


def _refuse_others(request: HttpRequest, found: Seen, held: RoleAtPlace) -> None:
    """What was given in another programme, or at another kind of place, is not for this lead to take."""
    if not can_name_speakers(request.user, found.row, held.scope):
        raise PermissionDenied
