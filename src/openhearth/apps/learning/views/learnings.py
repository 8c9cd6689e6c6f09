"""Learnings, the actions they become, and the policy instruments they change."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.learning import rules
from openhearth.apps.learning.pages import learnings as pages
from openhearth.apps.learning.pages.places import Places
from openhearth.apps.learning.selectors.learnings import walkable, writable_plans
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.apps.learning.services.learnings import become_action
from openhearth.apps.learning.views.parts import number, tell
from openhearth.apps.learning.views.seeing import Seen, draft, seen, shown
from openhearth.core.errors import InputError
from openhearth.core.programme import terms
from openhearth.core.programme.terms import Change, Instrument, Learning


@requires(can_read_public)
@require_safe
def learnings(request: HttpRequest, programme: str) -> HttpResponse:
    """All learnings, under the partners whose groups wrote them."""
    found = seen(request, programme)
    may_write = [one for one in found.programme.partners if found.may_write("learning", Learning("", one.key, ""))]
    return shown(request, "learnings", found, by_partner=pages.by_partner(found.programme), may_write=may_write)


@requires(can_read_public)
@require_safe
def learning(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    found = seen(request, programme)
    part = next((one for one in found.programme.learnings if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such learning."))
    may_write = found.may_write("learning", part)
    page = pages.learning_page(
        found.programme, part, walkable(found.programme, request.user), Places(found.programme, found.query)
    )
    more: dict[str, Any] = {}
    if may_write:
        newest = part_at(LEDGER, found.row, "learning", key, found.row.step)
        more = {"plans": _plans(found, part), "read_at": newest.step if newest else 0}
    return shown(request, "learning", found, may_write=may_write, **more, **page)


@requires(rules.can_work_somewhere)
@require_POST
def act(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Make a learning an action of a plan."""
    found = draft(request, programme)
    part = next((one for one in found.programme.learnings if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such learning."))
    plan, read_at = request.POST.get("plan", ""), number(request, "read_at")
    if not found.may_write("learning", part) or plan not in {one.code for one in _plans(found, part)}:
        raise PermissionDenied
    try:
        become_action(found.row, key, plan, cast("User", request.user), read_at=read_at)
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("It is an action of the plan now. Open it to say who does it, and by when."))
    return redirect("learning:learning", found.row.code, key)


@requires(can_read_public)
@require_safe
def instruments(request: HttpRequest, programme: str) -> HttpResponse:
    found = seen(request, programme)
    may_write = [one for one in found.programme.partners if found.may_write("instrument", Instrument("", one.key, ""))]
    listed = pages.listed_instruments(found.programme)
    return shown(request, "instruments", found, instruments=listed, may_write=may_write)


@requires(can_read_public)
@require_safe
def instrument(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """A policy instrument with the changes that are planned and achieved."""
    found = seen(request, programme)
    part = next((one for one in found.programme.instruments if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such policy instrument."))
    page = pages.instrument_page(
        found.programme, part, walkable(found.programme, request.user), Places(found.programme, found.query)
    )
    may_change = found.may_write("change", Change("", key, ""))
    return shown(
        request, "instrument", found, may_write=found.may_write("instrument", part), may_change=may_change, **page
    )


def _plans(found: Seen, part: terms.Learning) -> list[Any]:
    """The plans of the partner's region that this person may write."""
    partner = found.partner(part.partner)
    return writable_plans(found.user, partner.region if partner else "")
