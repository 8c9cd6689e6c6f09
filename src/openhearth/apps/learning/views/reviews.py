"""Peer reviews: what partners say to a host, what they recommend, and handing that over."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms.groups import CommentForm
from openhearth.apps.learning.pages import reviews as pages
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.selectors.learnings import practice_titles
from openhearth.apps.learning.services import reviews as services
from openhearth.apps.learning.views.parts import tell
from openhearth.apps.learning.views.seeing import Seen, draft, seen, shown
from openhearth.apps.learning.views.writing import may_begin, scene_of
from openhearth.core.errors import InputError
from openhearth.core.programme.terms import Meeting


@requires(rules.can_enter_somewhere)
@require_safe
def recommendations(request: HttpRequest, programme: str) -> HttpResponse:
    """All peer reviews, and all that was recommended."""
    found = draft(request, programme)
    whole, today = found.programme, timezone.localdate()
    names = {one.key: one.name for one in whole.partners}
    titles = {one.key: one.title for one in whole.meetings}
    reviews = [(one, titles[one.meeting], names.get(one.host, "")) for one in pages.reviews_of(whole, found.parts)]
    advice = pages.advice(whole, today, reversed(whole.recommendations))
    return shown(request, "recommendations", found, reviews=reviews, advice=advice)


@requires(rules.can_enter_somewhere)
@require_safe
def comments(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """The peer review of the host of a meeting."""
    found = draft(request, programme)
    meeting = _hosted(found, key)
    about = {"meeting": key}
    may_say = may_begin(found, CommentForm, about, scene_of(found, CommentForm, about))
    page = pages.review_page(found.programme, meeting, found.parts, timezone.localdate())
    may_give = rules.can_hand_over(request.user, found.row, found.programme, page["review"].peers.partners)
    own = [one.key for one in found.own]
    return shown(request, "comments", found, may_say=may_say, may_hand_over=may_give, own=own, **page)


@requires(rules.can_work_somewhere)
@require_POST
def hand_over(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Give the host all recommendations that are written; refused while the peers come from too few countries."""
    found = draft(request, programme)
    review = pages.review_of(found.programme, _hosted(found, key), found.parts)
    if not rules.can_hand_over(request.user, found.row, found.programme, review.peers.partners):
        raise PermissionDenied
    try:
        count = services.hand_over(found.row, review, timezone.localdate(), cast("User", request.user))
    except InputError as error:
        tell(request, error)
    else:
        said = ngettext(
            "%(count)s recommendation was handed over. The host answers it.",
            "%(count)s recommendations were handed over. The host answers them.",
            count,
        )
        messages.success(request, said % {"count": count})
    return redirect("learning:comments", found.row.code, key)


def _hosted(found: Seen, key: str) -> Meeting:
    meeting = next((one for one in found.programme.meetings if one.key == key), None)
    if meeting is None or not meeting.host:
        raise Http404(_("There is no such meeting, or nobody hosts it yet."))
    return meeting


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
