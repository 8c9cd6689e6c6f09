"""Saying that entries of the search index are old, and having them made new."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from openhearth.apps.practices.finding import documents, index
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.tasks import update_index


def index_changed(practices: Iterable[Practice]) -> None:
    """Call inside the transaction of a change. The worker is told once it is committed."""
    index.note_changes(documents.document_of(practice) for practice in practices)
    transaction.on_commit(update_index.enqueue)
