"""Keeping searches, and who hears of what they find."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import SavedSearch

KEPT = ("name", "query", "alert", "told", "created", "key")
"""What has to be known of a deleted search to bring it back."""


def save_search(user: User, name: str, query: str, *, alert: bool) -> SavedSearch:
    return SavedSearch.objects.create(user=user, name=name, query=query, alert=alert)


def rename_search(search: SavedSearch, name: str) -> None:
    SavedSearch.objects.filter(pk=search.pk).update(name=name)


def set_alert(search: SavedSearch, *, on: bool) -> None:
    """Who turns it on hears of what is published from then on."""
    SavedSearch.objects.filter(pk=search.pk).update(alert=on, **({"told": timezone.now()} if on else {}))


def delete_search(search: SavedSearch) -> dict[str, Any]:
    """What `restore_search` needs to bring it back, as JSON can say it."""
    kept = {field: getattr(search, field) for field in KEPT}
    search.delete()
    return {**kept, "told": kept["told"].isoformat(), "created": kept["created"].isoformat(), "key": str(kept["key"])}


def restore_search(user: User, kept: dict[str, Any]) -> SavedSearch:
    """Under its own name, or with a number behind it where another search got that name meanwhile."""
    with transaction.atomic():
        taken = set(SavedSearch.objects.filter(user=user).values_list("name", flat=True))
        name = next(name for number in count(1) if (name := _numbered(kept["name"], number)) not in taken)
        search, _new = SavedSearch.objects.get_or_create(key=kept["key"], defaults={**kept, "name": name, "user": user})
    search.refresh_from_db()
    return search


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name[:90]} ({number})"


def stop_alerts(keys: Iterable[UUID]) -> None:
    SavedSearch.objects.filter(key__in=list(keys)).update(alert=False)
