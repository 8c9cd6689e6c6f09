"""The search index: made from the database at any time, brought up to date after every change.

A change writes a row of `Unindexed` in its own transaction. `catch_up` takes those rows out only after the index holds what
they stand for, so a killed indexer loses nothing: the next one finds them. One indexer at a time reads and writes, so an
older text can never be written over a newer one.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from openhearth.apps.practices.finding import meanings
from openhearth.apps.practices.finding.documents import SHAPE, doc_of_practice, doc_of_project
from openhearth.apps.practices.finding.filters import PRACTICE, PROJECT
from openhearth.apps.practices.models import Practice, Project, Unindexed
from openhearth.core.errors import InputError
from openhearth.search.contract import Doc, Engine, Query
from openhearth.search.engines import engine_at, exists

BATCH = 500

Progress = Callable[[str, int, int], None]


def engine() -> Engine:
    """The engine of this house, one for each process."""
    return _engine(settings.SEARCH_ENGINE, Path(settings.SEARCH_FOLDER))


@lru_cache(maxsize=4)
def _engine(kind: str, folder: Path) -> Engine:
    return engine_at(kind, folder, SHAPE)


def is_built() -> bool:
    """Whether there is an index at all; searching an empty one would look like an empty house."""
    return exists(settings.SEARCH_ENGINE, Path(settings.SEARCH_FOLDER))


def is_readable() -> bool:
    """Whether there is one that this version can read."""
    try:
        return is_built() and engine().search(Query(size=0)).total >= 0
    except InputError as error:
        if error.faults[0].code != "index_of_other_shape":
            raise
        return False


def note_changes(documents: Iterable[str]) -> None:
    """Say, in the transaction of the change, that these entries of the index are old."""
    Unindexed.objects.bulk_create([Unindexed(document=document) for document in documents], batch_size=BATCH)


def catch_up() -> int:
    """Bring the index up to date; how many entries were changed."""
    changed = 0
    with _alone():
        while rows := list(Unindexed.objects.order_by("pk")[:BATCH]):
            documents = dict.fromkeys(row.document for row in rows)
            current = {doc.id: doc for doc in _docs(documents)}
            if current:
                engine().index(current.values())
            gone = [document for document in documents if document not in current]
            if gone:
                engine().delete(gone)
            meanings.keep(current.values(), forget=gone)
            Unindexed.objects.filter(pk__in=[row.pk for row in rows]).delete()
            changed += len(documents)
    return changed


def build(progress: Progress) -> int:
    """Build the whole index anew; how many entries it has. Readers see the old one until the new one is complete."""
    total = public_practices().count() + Project.objects.count()
    done = 0

    def counted() -> Iterator[Doc]:
        nonlocal done
        for doc in every_doc():
            yield doc
            done += 1
            if done % BATCH == 0:
                progress("index", done, total)

    with _alone():
        stale = list(Unindexed.objects.values_list("pk", flat=True))
        engine().rebuild(counted())
        meanings.rebuild(doc_of_practice(practice) for practice in public_practices().iterator(BATCH))
        for first in range(0, len(stale), BATCH):
            Unindexed.objects.filter(pk__in=stale[first : first + BATCH]).delete()
    progress("index", total, total)
    return done


def every_doc() -> Iterator[Doc]:
    """All that is found by searching: public practices that are not archived, and projects."""
    for practice in public_practices().iterator(BATCH):
        yield doc_of_practice(practice)
    for project in Project.objects.order_by("pk").iterator(BATCH):
        yield doc_of_project(project)


def public_practices() -> QuerySet[Practice]:
    """Those that are found: what was archived comes back when it is published again."""
    return Practice.objects.exclude(public=None).filter(archived_because="").select_related("public").order_by("pk")


@contextmanager
def _alone() -> Iterator[None]:
    """One indexer of this house at a time, over all processes; the lock of a killed one is free."""
    folder = Path(settings.SEARCH_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "indexer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _docs(documents: Iterable[str]) -> Iterator[Doc]:
    codes: dict[str, list[str]] = {PRACTICE: [], PROJECT: []}
    for document in documents:
        kind, _, code = document.partition(":")
        codes[kind].append(code)
    with transaction.atomic():
        for practice in public_practices().filter(code__in=codes[PRACTICE]):
            yield doc_of_practice(practice)
        for project in Project.objects.filter(code__in=codes[PROJECT]):
            yield doc_of_project(project)
