"""Calendars to subscribe to: of a programme, and of a person under a secret address."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning.rules import can_enter_somewhere
from openhearth.apps.learning.selectors.exchanges import events_of, feed_of, past_of, person_with_feed
from openhearth.apps.learning.services.exchanges import end_feed, renew_feed
from openhearth.apps.learning.views.seeing import draft, seen, shown
from openhearth.core.programme.calendar import Event, events, icalendar


@requires(can_enter_somewhere)
@require_safe
def calendar(request: HttpRequest, programme: str) -> HttpResponse:
    """What comes next, and how to have it in one's own calendar."""
    found = draft(request, programme)
    today = timezone.localdate()
    coming = [one for one in events(found.programme, today, _=_) if one.start.isoformat()[:10] >= today.isoformat()]
    feed = feed_of(cast("User", request.user))
    address = settings.SITE_URL.rstrip("/") + reverse("learning:feed", args=[feed.key]) if feed else ""
    return shown(request, "course_calendar", found, room="calendar", coming=coming, feed=feed, address=address)


@requires(can_read_public)
@require_safe
def programme_file(request: HttpRequest, programme: str) -> HttpResponse:
    """The calendar of a programme, as the reader sees it: meetings for everybody, what is owed for its people."""
    found = seen(request, programme)
    public = found.as_public or not found.sees_draft
    versions, cancelled = past_of(found.row, found.step)
    struck = () if public else cancelled  # the public may never have heard of them
    listed = events(found.programme, timezone.localdate(), versions=versions, cancelled=struck, _=_)
    if public:
        listed = tuple(one for one in listed if one.key.startswith(f"{found.row.code}:meeting:"))
    return _file(found.row.title, listed, found.row.code)


@requires(can_read_public)
@require_safe
def feed(request: HttpRequest, key: UUID) -> HttpResponse:  # noqa: ARG001 - the secret address is all that is asked
    """The calendar of whoever has this secret address; what they may see is asked anew each time."""
    person = person_with_feed(key)
    if person is None:
        raise Http404(_("This calendar does not exist any more."))
    with translation.override(person.language):
        listed = events_of(person, timezone.localdate(), _)
        response = _file(_("OpenHearth programmes"), listed, "programmes")
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@requires(can_enter_somewhere)
@require_POST
def renew(request: HttpRequest, programme: str) -> HttpResponse:
    """Make a secret address, or a new one; the one before opens nothing any more."""
    found = draft(request, programme)
    renew_feed(cast("User", request.user))
    messages.success(request, _("Your calendar has a new secret address. An earlier one has stopped working."))
    return redirect("learning:calendar", found.row.code)


@requires(can_enter_somewhere)
@require_POST
def end(request: HttpRequest, programme: str) -> HttpResponse:
    found = draft(request, programme)
    end_feed(cast("User", request.user))
    messages.success(request, _("The secret address has stopped working."))
    return redirect("learning:calendar", found.row.code)


def _file(name: str, listed: tuple[Event, ...] | list[Event], file_name: str) -> HttpResponse:
    house = urlsplit(settings.SITE_URL).hostname or "localhost"
    text = icalendar(name, listed, stamp=timezone.now(), house=house)
    response = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response
