"""Calling to mind what is due, by e-mail: each reminder reaches each person once.

What is about to be sent is noted first, under a key that only one worker can write: a job that runs twice, or beside another, finds it
noted. A worker killed between the note and the e-mail therefore sends that one not at all, rather than twice; it stands on the board in
any case. An e-mail that the mail server refuses gives its notes back and is tried again with the next run.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.scopes import PARTNER, REGION
from openhearth.apps.learning.models import Programme, Sent
from openhearth.apps.learning.rules import LOCAL_GROUP, PARTNER_TEAM, speaks_for
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.apps.pathways.sentences import day as day_in_words
from openhearth.core.programme import terms
from openhearth.core.programme.board import subjects
from openhearth.core.programme.exchange_terms import owed_reports
from openhearth.core.programme.reminders import reminders

log = logging.getLogger(__name__)

GRACE = 30
"""Days in which a late report is called to mind; what is older stays on the board and wakes nobody."""

LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class Call:
    """Something that a partner is reminded of; the key stays the same as long as it is right."""

    key: str
    partner: str
    what: str
    about: str
    day: str


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder as a sentence, with the page on which something can be done about it."""

    sentence: str
    day: str
    link: str


def remind(today: date) -> int:
    """Send everybody one e-mail for each programme in which something new is due; how many were sent."""
    return sum(_remind_in(row, today) for row in Programme.objects.all())


def calls(programme: terms.Programme, today: date) -> tuple[Call, ...]:
    """What partners are reminded of: homework, replies and follow-ups as the core says, and late reports."""
    said = subjects(programme)
    known = [
        Call(one.key, one.partner, one.what, said.get((one.what, one.about), one.about), one.due)
        for one in reminders(programme, today)
    ]
    late = [
        Call(
            f"{programme.code}:report:{one.semester}:{one.partner}:{one.day}",
            one.partner,
            "report",
            str(one.semester),
            one.day,
        )
        for one in owed_reports(programme, today)
        if one.late and (today - date.fromisoformat(one.day)).days <= GRACE
    ]
    return (*known, *late)


def _remind_in(row: Programme, today: date) -> int:
    programme = programme_at(row, row.step)
    found = calls(programme, today)
    if not found:
        return 0
    partners = {one.key: one for one in programme.partners}
    sent = 0
    for person in _people(row, partners.values()):
        own = [one for one in found if _is_for(person, row.code, one, partners)]
        new = [one for one in own if _noted(row, one, person)]
        if new and not _sent(person, row, new):
            Sent.objects.filter(programme=row, key__in=[_key(one, person) for one in new]).delete()
            continue
        sent += bool(new)
    return sent


def _people(row: Programme, partners: Iterable[terms.Partner]) -> Iterator[User]:
    """Everybody with a role in a region or for a partner, who may speak for one of them: two queries, however many there are."""
    somewhere = Q(roles__scope_kind=PARTNER, roles__scope_code__startswith=f"{row.code}.")
    if any(one.region for one in partners):
        somewhere |= Q(roles__scope_kind=REGION)
    working = Q(is_active=True, roles__withdrawn=None, roles__role__in=list(LOCAL_GROUP)) & somewhere
    people = list(User.objects.filter(working).distinct().order_by("pk"))
    prefetch_related_objects(people, "roles")
    for person in people:
        held = tuple((role.role, role.scope) for role in person.roles.all() if role.withdrawn is None)
        person.__dict__["held_roles"] = held  # as the rules read it, without asking for each person
        yield person


def _is_for(person: User, programme: str, one: Call, partners: Mapping[str, terms.Partner]) -> bool:
    """Homework is for the whole local group, everything else for the team."""
    roles = LOCAL_GROUP if one.what == "homework" else PARTNER_TEAM
    return speaks_for(person, programme, partners.get(one.partner), roles)


def _key(one: Call, person: User) -> str:
    key = f"{one.key}:{person.pk}"
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _noted(row: Programme, one: Call, person: User) -> bool:
    """Whether it was ours to note: nobody noted it before."""
    _row, made = Sent.objects.get_or_create(programme=row, key=_key(one, person))
    return made


def _sent(person: User, row: Programme, new: Sequence[Call]) -> bool:
    with translation.override(person.language):
        told = [_told(row, one) for one in new]
        subject = ngettext("%(title)s: %(count)s thing is due", "%(title)s: %(count)s things are due", len(told)) % {
            "title": row.title,
            "count": len(told),
        }
        text = render_to_string("learning/reminder_email.txt", {"told": told, "board": _link("board", row.code)})
        try:
            return bool(send_mail(" ".join(subject.split()), text, None, [person.email]))
        except OSError:  # also every SMTP error
            log.exception("The reminder to person %s could not be sent; it is tried again", person.pk)
            return False


def _told(row: Programme, one: Call) -> Told:
    sentence, room = {
        "homework": (_("Homework: %(about)s"), "homework"),
        "reply": (_("Answer to the recommendation: %(about)s"), "recommendations"),
        "follow_up": (_("What became of the recommendation: %(about)s"), "recommendations"),
        "report": (_("Report on semester %(about)s"), "reports"),
    }[one.what]
    return Told(sentence % {"about": one.about}, day_in_words(one.day), _link(room, row.code))


def _link(room: str, code: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(f"learning:{room}", args=[code])
