"""E-mails to those who look after a practice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Literal

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import Practice

Occasion = Literal["sent_back", "published", "due"]
log = logging.getLogger(__name__)


def write_to_keepers(practice: Practice, occasion: Occasion, *, text: str = "", but_not: User | None = None) -> int:
    """Write to who proposed a practice and who keeps it, each in their language; how many letters were handed over.

    A letter that cannot be sent is noted in the log: what it tells also stands on the page of their practices.
    """
    return sum(_sent(person, practice, occasion, text) for person in _keepers(practice) if person != but_not)


def _keepers(practice: Practice) -> Iterable[User]:
    people = [person for person in (practice.keeper, practice.proposer) if person and person.is_active]
    return dict.fromkeys(people)


def _sent(person: User, practice: Practice, occasion: Occasion, text: str) -> bool:
    newest = practice.revisions.first()
    title = newest.record.practice.title if newest else practice.code
    with translation.override(person.language):
        subjects = {
            "sent_back": _("Please look at your practice again: %(title)s"),
            "published": _("Your practice is published: %(title)s"),
            "due": _("Does this still hold? %(title)s"),
        }
        said = {
            "occasion": occasion,
            "title": title,
            "text": text,
            "link": settings.SITE_URL.rstrip("/") + reverse("practices:detail", args=[practice.code]),
            "mine": settings.SITE_URL.rstrip("/") + reverse("practices:mine"),
            "review_due": practice.review_due,
        }
        subject = " ".join((subjects[occasion] % {"title": title}).split())
        try:
            return bool(send_mail(subject, render_to_string("practices/work_email.txt", said), None, [person.email]))
        except OSError:  # also every SMTP error
            log.exception("The e-mail about %s (%s) could not be sent", practice.code, occasion)
            return False
