"""Calendars: what a person may see in one, and who asks with which secret address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from openhearth.apps.accounts.models import User
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Feed, Programme
from openhearth.apps.learning.rules import can_see_draft, own_partners
from openhearth.apps.learning.selectors.board import readable_programme
from openhearth.core.programme.calendar import Event, Version, Versions, events
from openhearth.core.programme.terms import Meeting


def feed_of(user: User) -> Feed | None:
    return Feed.objects.filter(user=user).first()


def person_with_feed(key: UUID) -> User | None:
    """Whose calendar this is; None after its address was ended, or for somebody who left."""
    found = Feed.objects.filter(key=key, user__is_active=True).select_related("user").first()
    return found.user if found else None


def past_of(row: Programme, step: int) -> tuple[Versions, tuple[Meeting, ...]]:
    """The versions of all parts at a step, and the meetings that had a day before and have none any more, as they last were."""
    listed = Entry.objects.filter(book=row, step__lte=step).order_by("step")
    newest = {
        (kind, key): Version(at_step, at) for kind, key, at_step, at in listed.values_list("kind", "key", "step", "at")
    }
    told = listed.filter(kind="meeting").values_list("key", "content")
    now, dated = {}, {}
    for key, content in told:
        now[key] = bool(content and content.get("start"))
        if content and now[key]:
            dated[key] = content
    struck = [CONTENTS.part_of("meeting", content) for key, content in dated.items() if not now[key]]
    return newest, tuple(struck)


def events_of(user: User, today: date, say: Callable[[str], str]) -> list[Event]:
    """The meetings of all programmes in which this person has a part, and what the own partners owe; for the lead, what all owe."""
    found: dict[str, Event] = {}
    for row in Programme.objects.all():
        programme = readable_programme(user, row, row.step)
        if not can_see_draft(user, row, programme.partners):
            continue
        own = own_partners(user, programme)
        versions, cancelled = past_of(row, row.step)
        for partner in [one.key for one in own] or [""]:
            found |= {
                one.key: one for one in events(programme, today, partner, versions=versions, cancelled=cancelled, _=say)
            }
    return sorted(found.values(), key=lambda one: (one.start.isoformat(), one.key))
