"""Local groups, where partners begin, and what peers say to a host."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms.groups import CommentForm
from openhearth.apps.learning.pages import groups as pages
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.selectors.learnings import practice_titles
from openhearth.apps.learning.views.seeing import draft, seen, shown
from openhearth.apps.learning.views.writing import may_begin, scene_of
from openhearth.core.programme.group_terms import Member


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
    page = pages.baselines_page(found.programme, found.of_kind("baseline") if inside else ())
    return shown(request, "baselines", found, inside=inside, own=[one.key for one in found.own], **page)


@requires(rules.can_enter_somewhere)
@require_safe
def recommendations(request: HttpRequest, programme: str) -> HttpResponse:
    """All peer reviews, and all that was recommended."""
    found = draft(request, programme)
    whole, today = found.programme, timezone.localdate()
    names = {one.key: one.name for one in whole.partners}
    comments = found.of_kind("comment")
    reviews = [
        (
            one,
            names.get(one.host, ""),
            sum(said.meeting == one.key for said in comments),
            pages.peers_of(whole, one, comments),
        )
        for one in whole.meetings
        if one.host
    ]
    advice = pages.advice(whole, today, reversed(whole.recommendations))
    return shown(request, "recommendations", found, reviews=reviews, advice=advice)


@requires(rules.can_enter_somewhere)
@require_safe
def comments(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """The peer review of the host of a meeting."""
    found = draft(request, programme)
    meeting = next((one for one in found.programme.meetings if one.key == key), None)
    if meeting is None or not meeting.host:
        raise Http404(_("There is no such meeting, or nobody hosts it yet."))
    about = {"meeting": key}
    may_say = may_begin(found, CommentForm, about, scene_of(found, CommentForm, about))
    own = [one.key for one in found.own]
    page = pages.review_page(found.programme, meeting, found.of_kind("comment"), timezone.localdate())
    return shown(request, "comments", found, may_say=may_say, own=own, **page)


@requires(can_read_public)
@require_safe
def recommendation(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """What peers advised, with the answer and what became of it; the chain of a public programme leads here."""
    found = seen(request, programme)
    part = next((one for one in found.programme.recommendations if one.key == key), None)
    if part is None:
        raise Http404(_("There is no such recommendation."))
    (advised,) = pages.advice(found.programme, timezone.localdate(), [part])
    titles = practice_titles()
    return shown(
        request,
        "recommendation",
        found,
        advised=advised,
        part=part,
        meeting=next((one for one in found.programme.meetings if one.key == part.meeting), None),
        practices=[(code, titles.get(code, "")) for code in part.practices],
        follow_ups=[(day(on), said) for on, said in part.follow_ups],
        learnings=[one for one in found.programme.learnings if key in one.recommendations],
        may_reply=not found.as_public and rules.can_reply(request.user, found.programme, part),
        may_write=found.may_write("recommendation", part),
    )
