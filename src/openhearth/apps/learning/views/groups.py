"""Local groups, and where partners begin."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.pages import groups as pages
from openhearth.apps.learning.views.seeing import draft, seen, shown
from openhearth.core.programme.group_terms import Baseline, Member


@requires(rules.can_enter_somewhere)
@require_safe
def groups(request: HttpRequest, programme: str) -> HttpResponse:
    found = draft(request, programme)
    listed = pages.groups_of(found.parts, found.programme.partners)
    own = [one.key for one in found.own]
    return shown(request, "groups", found, groups=pages.listed_groups(listed, own), helices=pages.helix_names())


@requires(rules.can_enter_somewhere)
@require_safe
def group(request: HttpRequest, programme: str, partner: str) -> HttpResponse:
    found = draft(request, programme)
    listed = pages.groups_of(found.parts, [one for one in found.programme.partners if one.key == partner])
    if not listed:
        raise Http404(_("There is no such local group."))
    may_write = found.may_write("member", Member("", partner, "", "businesses"))
    return shown(request, "group", found, may_write=may_write, **pages.group_page(listed[0]))


@requires(can_read_public)
@require_safe
def baselines(request: HttpRequest, programme: str) -> HttpResponse:
    """Where all partners begin, side by side; the public compares their figures only."""
    found = seen(request, programme)
    inside = found.sees_draft and not found.as_public
    page = pages.baselines_page(
        found.programme,
        found.of_kind("baseline") if inside else (),
        lambda partner: inside and found.may_write("baseline", Baseline(partner)),
    )
    return shown(request, "baselines", found, inside=inside, **page)
