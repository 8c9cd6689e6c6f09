"""The practices that ship with the house."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth.apps.practices.finding import documents, index
from openhearth.apps.practices.models import Practice, Revision, State, content_of
from openhearth.core.practice_record import PracticeRecord
from openhearth.sources.practices.practices_yaml import packaged_records


def load_packaged_practices() -> int:
    """Put the packaged practices into the database; how many were new or changed.

    What people of this house wrote stays: a practice whose newest version is not the package's is left alone.
    """
    changed = []
    with transaction.atomic():
        kept = {one.code: one for one in Practice.objects.prefetch_related("revisions")}
        for record in packaged_records():
            row = kept.get(record.practice.code) or Practice(code=record.practice.code)
            newest = row.revisions.first() if row.pk else None
            if newest and (not newest.packaged or newest.content == content_of(record)):
                continue
            _publish(row, record, number=newest.number + 1 if newest else 1)
            changed.append(row)
        index.note_changes(documents.document_of(row) for row in changed)
    return len(changed)


def _publish(row: Practice, record: PracticeRecord, *, number: int) -> None:
    now = timezone.now()
    row.changed = now
    row.save()
    revision = Revision.objects.create(
        practice=row,
        number=number,
        content=content_of(record),
        at=now,
        note=_("Packaged with OpenHearth"),
        packaged=True,
        published=now,
    )
    row.public = revision
    row.state = State.PUBLISHED
    row.published = row.published or now
    row.save()
