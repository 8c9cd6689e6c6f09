"""The secret address of a person's calendar: made, made anew, ended."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.learning.models import Feed


def renew_feed(user: User) -> Feed:
    """A new address; the one before opens nothing any more."""
    feed, _made = Feed.objects.update_or_create(user=user, defaults={"key": uuid4(), "since": timezone.now()})
    return feed


def end_feed(user: User) -> None:
    Feed.objects.filter(user=user).delete()
