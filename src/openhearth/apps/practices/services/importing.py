"""Taking records in from a file: first told what would happen, then all of it at once or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Max, OuterRef, Prefetch, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.addresses import RESERVED
from openhearth.apps.practices.finding.duplicates import Lookalike, lookalikes_of_each
from openhearth.apps.practices.letters.reminders import remember_review
from openhearth.apps.practices.models import Practice, Revision, State, Upload, content_of
from openhearth.apps.practices.rules import can_edit
from openhearth.apps.practices.selectors import vocabularies
from openhearth.apps.practices.services.indexing import index_changed
from openhearth.core.errors import Fault, InputError
from openhearth.core.practice_record import DryRun, PracticeRecord, flat
from openhearth.core.review import next_review
from openhearth.sources.practices import practice_json, practice_table

KEPT = timedelta(days=1)
"""How long a file waits for its owner's decision."""

BATCH = 500
LONGEST_CODE = 100
COMPARED = 200
"""Of so many new records it is asked whether they are here already under another code: each is compared with all."""

LIKE = 3
"""Practices shown beside a new one that it may be."""

_GZIP = b"\x1f\x8b"

Fate = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A sound record of a file: what would become of it, which fields differ, and what here looks like it."""

    record: PracticeRecord
    fate: Fate
    fields: tuple[str, ...] = ()
    newest: int = 0
    like: tuple[Lookalike, ...] = ()

    @property
    def code(self) -> str:
        return self.record.practice.code


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: the sound records, and every fault with its place."""

    read: int
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]

    def of(self, fate: Fate) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.fate == fate)

    @property
    def new(self) -> tuple[Entry, ...]:
        return self.of("new")

    @property
    def changed(self) -> tuple[Entry, ...]:
        return self.of("changed")

    @property
    def unchanged(self) -> tuple[Entry, ...]:
        return self.of("unchanged")

    @property
    def alike(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.like)

    @property
    def left_out(self) -> int:
        """Records with a fault."""
        return self.read - len(self.entries)


def read_records(data: bytes) -> DryRun:
    """The records of a CSV, an Excel or a JSON file: the content says which it is, not the name.

    Raises
    ------
    InputError
        Where no record can be read; see `practice_table.parse` and `practice_json.parse`.
    """
    if data.startswith(_GZIP):  # a small file may unpack to any size
        raise InputError(Fault("compressed_file", "file"))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return practice_json.parse(data, vocabularies())
    return practice_table.parse(data, vocabularies())


def plan_import(data: bytes, by: User | None, today: date) -> Plan:
    """What an import of a file would do in this house as it is now. ``by`` nobody: the house itself, which may do everything."""
    found = read_records(data)
    known = _known([record.practice.code for record in found.records])
    entries, faults = [], list(found.faults)
    for record, place in zip(found.records, found.places, strict=True):
        entry = _entry(record, known.get(record.practice.code))
        wrong = tuple(_faults(entry, known.get(entry.code), place, by, today))
        faults += wrong
        entries += [] if wrong else [entry]
    if not found.read:
        faults.append(Fault("nothing_to_import", "file"))
    return Plan(found.read, tuple(_compared(entries)), tuple(faults))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done. ``at`` is the moment that all versions made by this import carry."""

    at: datetime
    new: tuple[str, ...]
    changed: tuple[str, ...]


def import_practices(
    plan: Plan, *, file_name: str, by: User | None, publish: bool = False, only_sound: bool = False
) -> Receipt:
    """Do what was planned, all of it or nothing.

    New records become drafts of the importer or, with ``publish``, are published at once. Changed ones become drafts beside
    what everybody reads: somebody looks at them first. ``only_sound`` leaves out the records with faults.

    Raises
    ------
    InputError
        The faults of the plan, unless ``only_sound``; ``changed_meanwhile`` for each record that somebody changed since.
    """
    if plan.faults and not only_sound:
        raise InputError(*plan.faults)
    now = timezone.now()
    note = (_("Imported from %(file)s") % {"file": file_name})[:300]
    with transaction.atomic():
        known = _known([entry.code for entry in (*plan.new, *plan.changed)])
        moved = [entry.code for entry in (*plan.new, *plan.changed) if entry.newest != _number(known.get(entry.code))]
        if moved:
            raise InputError(*(Fault("changed_meanwhile", code) for code in moved))
        rows = _new_rows(plan.new, by, now, note)
        if publish:
            _publish(rows, now)
        _new_versions([(entry, known[entry.code]) for entry in plan.changed], by, now, note)
    return Receipt(now, tuple(entry.code for entry in plan.new), tuple(entry.code for entry in plan.changed))


def keep_upload(file_name: str, data: bytes, by: User) -> Upload:
    """Keep a file until its owner decides, for a day at most; a file of the same person that still waits goes."""
    now = timezone.now()
    with transaction.atomic():
        Upload.objects.filter(by=by).delete()
        upload = Upload.objects.create(by=by, file_name=file_name[:200], data=data, at=now)
        transaction.on_commit(lambda: discard_upload.using(run_after=now + KEPT).enqueue(str(upload.pk)))
    return upload


def throw_away(upload: Upload) -> None:
    upload.delete()


@task()
def discard_upload(upload: str) -> None:
    """What nobody decided about within a day goes."""
    Upload.objects.filter(pk=UUID(upload)).delete()


def _known(codes: Sequence[str]) -> dict[str, Practice]:
    """Practices of these codes, each with its newest version alone."""
    newest = Revision.objects.filter(practice=OuterRef("practice")).values("practice").annotate(newest=Max("number"))
    revisions = Revision.objects.filter(number=Subquery(newest.values("newest")))
    found: dict[str, Practice] = {}
    for first in range(0, len(codes), BATCH):
        rows = Practice.objects.filter(code__in=codes[first : first + BATCH])
        found |= {row.code: row for row in rows.prefetch_related(Prefetch("revisions", queryset=revisions))}
    return found


def _number(row: Practice | None) -> int:
    newest = row.revisions.first() if row else None
    return newest.number if newest else 0


def _entry(record: PracticeRecord, row: Practice | None) -> Entry:
    newest = row.revisions.first() if row else None
    if newest is None:
        return Entry(record, "new")
    here, there = flat(newest.record), flat(record)
    fields = tuple(name for name, value in there.items() if here[name] != value)
    return Entry(record, "changed" if fields else "unchanged", fields, newest.number)


def _faults(entry: Entry, row: Practice | None, place: str, by: User | None, today: date) -> Iterator[Fault]:
    if entry.code in RESERVED:
        yield Fault("reserved_code", f"{place}, code", {"found": entry.code})
    if len(entry.code) > LONGEST_CODE:
        yield Fault("code_too_long", f"{place}, code", {"allowed": LONGEST_CODE})
    reviewed = entry.record.last_reviewed
    if reviewed and date.fromisoformat(reviewed) > today:
        yield Fault("reviewed_in_the_future", f"{place}, last_reviewed", {"found": reviewed})
    if row is None or entry.fate == "unchanged":
        return
    if row.state in (State.SUBMITTED, State.REVIEWED):
        yield Fault("under_review", f"{place}, code")
    elif row.is_put_away:
        yield Fault("is_archived", f"{place}, code")
    elif by and not can_edit(by, row):
        yield Fault("not_yours", f"{place}, code")


def _compared(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries with what here looks like each of the first new ones."""
    asked = [entry for entry in entries if entry.fate == "new"][:COMPARED]
    like = dict(zip((entry.code for entry in asked), _like([entry.record for entry in asked]), strict=True))
    return (replace(entry, like=like[entry.code]) if like.get(entry.code) else entry for entry in entries)


def _like(records: Sequence[PracticeRecord]) -> tuple[tuple[Lookalike, ...], ...]:
    return tuple(found[:LIKE] for found in lookalikes_of_each(records)) if records else ()


def _new_rows(entries: Sequence[Entry], by: User | None, now: datetime, note: str) -> list[tuple[Practice, Revision]]:
    rows = Practice.objects.bulk_create(
        [Practice(code=entry.code, proposer=by, keeper=by, created=now, changed=now) for entry in entries], BATCH
    )
    revisions = Revision.objects.bulk_create(
        [
            Revision(practice=row, number=1, content=content_of(entry.record), by=by, at=now, note=note)
            for entry, row in zip(entries, rows, strict=True)
        ],
        BATCH,
    )
    return list(zip(rows, revisions, strict=True))


def _publish(rows: Sequence[tuple[Practice, Revision]], now: datetime) -> None:
    """Reviewed on the day that the record names; else it is public and never reviewed, which everybody sees."""
    for row, revision in rows:
        reviewed = revision.record.last_reviewed
        row.state, row.public, row.published = State.PUBLISHED, revision, now
        row.reviewed_on = date.fromisoformat(reviewed) if reviewed else None
        row.review_due = next_review(row.reviewed_on) if row.reviewed_on else None
        revision.published = now
        remember_review(row)
    Revision.objects.bulk_update([revision for _, revision in rows], ["published"], BATCH)
    practices = [row for row, _ in rows]
    Practice.objects.bulk_update(practices, ["state", "public", "published", "reviewed_on", "review_due"], BATCH)
    index_changed(practices)


def _new_versions(changed: Sequence[tuple[Entry, Practice]], by: User | None, now: datetime, note: str) -> None:
    Revision.objects.bulk_create(
        [
            Revision(practice=row, number=entry.newest + 1, content=content_of(entry.record), by=by, at=now, note=note)
            for entry, row in changed
        ],
        BATCH,
    )
    rows = [row for _entry, row in changed]
    for row in rows:
        row.state, row.changed = State.DRAFT, now
    Practice.objects.bulk_update(rows, ["state", "changed"], BATCH)
