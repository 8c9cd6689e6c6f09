"""Writing a book, part by part. Everything is an entry; what an entry said before stays.

Whether somebody may write is the caller's question. What becomes of a part is decided before the transaction, which only checks that
nobody else wrote it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.models import Book, BookEntry
from openhearth.apps.entries.selectors import Ledger, Version, part_at
from openhearth.core.errors import Fault, InputError
from openhearth.core.merging import Conflict, Keyed, merged

Part = TypeVar("Part", bound=Keyed)

TRIES = 5
"""How often a write is decided anew because somebody else was faster."""

Objections = Callable[[str, str, Part | None], Sequence[Fault]]
"""Kind, key and what the part would say (None: taken out) to what stands against it."""


@dataclass(frozen=True, slots=True)
class Saved(Generic[Part]):
    """The part as it stands now, since which step, and whether what somebody else wrote meanwhile was joined with it."""

    part: Part
    step: int
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Contested(Generic[Part]):
    """Two people changed the same fields. Nothing was written; ``joined`` has what they agree on, and mine elsewhere.

    ``theirs`` None: somebody took the part out. ``step`` is the one to decide on next.
    """

    joined: Part
    theirs: Part | None
    by: str
    step: int
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """An entry to be made, decided on the entry that stood at step ``seen`` (0: none)."""

    kind: str
    key: str
    content: dict[str, Any] | None
    seen: int


class Moved(Exception):  # noqa: N818 - an expected turn, caught by whoever decides anew
    """Somebody wrote the part between the decision and the transaction."""


def nothing_against(kind: str, key: str, part: object) -> Sequence[Fault]:  # noqa: ARG001
    """For books whose parts do not depend on each other."""
    return ()


def save_part(
    ledger: Ledger[Part],
    book: Book,
    part: Part,
    by: User | None,
    *,
    read_at: int,
    note: str = "",
    objections: Objections[Part] = nothing_against,
    only_one: bool = False,
) -> Saved[Part] | Contested[Part]:
    """Write a part that was read at a step (0: it is new).

    Where somebody else wrote the same part since, the two are joined field by field; where both changed the same field
    differently, nothing is written and the answer says so. ``only_one``: there is one such part, such as the minutes of an hour, so two
    who begin it write the same; otherwise two new parts with one key are two parts, and the second is refused.

    Raises
    ------
    InputError
        What ``objections`` finds, ``key_taken``, or ``moved_meanwhile``.
    """
    contents, kind = ledger.contents, ledger.contents.kind_of(part)
    for _try in range(TRIES):
        book.refresh_from_db(fields=["step"])
        newest = part_at(ledger, book, kind, part.key, book.step)
        seen = newest.step if newest else 0
        joined = part
        if newest and seen > read_at:
            decided = _joined(ledger, book, part, newest, read_at, only_one=only_one)
            if isinstance(decided, Contested):
                return decided
            joined = decided
        if newest and newest.part is not None and contents.content_of(newest.part) == contents.content_of(joined):
            return Saved(joined, seen, joined != part)
        _object(objections(kind, part.key, joined))
        try:
            (step,) = write_entries(ledger, book, [Write(kind, part.key, contents.content_of(joined), seen)], by, note)
        except Moved:
            continue
        return Saved(joined, step, joined != part)
    raise InputError(Fault("moved_meanwhile", part.key))


def take_out_part(
    ledger: Ledger[Part],
    book: Book,
    kind: str,
    key: str,
    by: User | None,
    *,
    read_at: int,
    note: str = "",
    objections: Objections[Part] = nothing_against,
) -> int:
    """Take a part out; its past stays and it can be put back.

    Raises
    ------
    InputError
        ``newer_version``: somebody wrote it since it was read; ``unknown_part``; or what stands against it.
    """
    newest = part_at(ledger, book, kind, key, book.step)
    if newest is None or newest.part is None:
        raise InputError(Fault("unknown_part", key, {"found": key}))
    if newest.step > read_at:
        raise InputError(Fault("newer_version", key, {"seen": read_at, "newest": newest.step}))
    _object(objections(kind, key, None))
    return _write_one(ledger, book, Write(kind, key, None, newest.step), by, note)


def restore_part(
    ledger: Ledger[Part],
    book: Book,
    kind: str,
    key: str,
    step: int,
    by: User | None,
    *,
    read_at: int,
    objections: Objections[Part] = nothing_against,
) -> int:
    """Write again what a part said at an earlier step; also undoes taking it out.

    Raises
    ------
    InputError
        ``unknown_version``, ``newer_version``, or what stands against it.
    """
    contents = ledger.contents
    earlier, newest = part_at(ledger, book, kind, key, step), part_at(ledger, book, kind, key, book.step)
    if earlier is None or earlier.part is None or newest is None:
        raise InputError(Fault("unknown_version", key, {"found": step}))
    if newest.step > read_at:
        raise InputError(Fault("newer_version", key, {"seen": read_at, "newest": newest.step}))
    if newest.part is not None and contents.content_of(newest.part) == contents.content_of(earlier.part):
        return newest.step
    _object(objections(kind, key, earlier.part))
    note = _("As of step %(step)s") % {"step": earlier.step}
    return _write_one(ledger, book, Write(kind, key, contents.content_of(earlier.part), newest.step), by, note)


def write_entries(
    ledger: Ledger[Part], book: Book, writes: Sequence[Write], by: User | None, note: str = ""
) -> tuple[int, ...]:
    """Make entries, all or none, and tell their steps.

    Raises
    ------
    Moved
        One of the parts is not at the step it was decided on any more.
    """
    at = timezone.now()
    with transaction.atomic():
        locked = type(book)._default_manager.select_for_update().get(pk=book.pk)  # noqa: SLF001
        held = _held(ledger, locked, writes)
        entries = []
        for step, write in enumerate(writes, start=locked.step + 1):
            before = held.get((write.kind, write.key))
            if (before.step if before else 0) != write.seen:
                raise Moved
            first = before.first if before else step
            said = {"kind": write.kind, "key": write.key, "content": write.content, "note": note[:300]}
            entries.append(ledger.entries(book=locked, step=step, first=first, by=by, at=at, **said))
            if before:
                before.superseded = step
        ledger.entries.objects.bulk_update(
            [one for one in held.values() if one.superseded], ["superseded"], batch_size=200
        )
        ledger.entries.objects.bulk_create(entries, batch_size=200)
        locked.step += len(entries)
        locked.save(update_fields=["step"])
    book.step = locked.step
    return tuple(entry.step for entry in entries)


def _held(ledger: Ledger[Part], book: Book, writes: Sequence[Write]) -> dict[tuple[str, str], BookEntry]:
    """The entries that hold now for the parts to be written."""
    rows = ledger.of(book).filter(superseded=None).defer("content")
    if len(writes) == 1:
        rows = rows.filter(kind=writes[0].kind, key=writes[0].key)
    wanted = {(write.kind, write.key) for write in writes}
    return {(one.kind, one.key): one for one in rows if (one.kind, one.key) in wanted}


def _write_one(ledger: Ledger[Part], book: Book, write: Write, by: User | None, note: str) -> int:
    try:
        return write_entries(ledger, book, [write], by, note)[0]
    except Moved as moved:
        raise InputError(Fault("moved_meanwhile", write.key)) from moved


def _joined(
    ledger: Ledger[Part], book: Book, mine: Part, newest: Version[Part], read_at: int, *, only_one: bool
) -> Part | Contested[Part]:
    """What I wrote joined with what somebody else wrote since I read the part."""
    read = part_at(ledger, book, newest.kind, mine.key, read_at)
    if read is None and not only_one:
        raise InputError(Fault("key_taken", mine.key, {"found": mine.key}))
    if newest.part is None or (read is not None and read.part is None):
        return Contested(mine, newest.part, newest.by, newest.step, ())
    base = read.part if read is not None and read.part is not None else _blank(mine, newest.part)
    both = merged(base, mine, newest.part)
    if not both.conflicts:
        return both.part
    own: dict[str, Any] = {conflict.field: conflict.mine for conflict in both.conflicts}
    return Contested(replace(both.part, **own), newest.part, newest.by, newest.step, both.conflicts)


def _blank(mine: Part, theirs: Part) -> Part:
    """What two people had before them who began the same part: what it is about, and nothing in it."""
    empty: dict[str, Any] = {one.name: one.default for one in fields(mine) if one.default is not MISSING}
    written = [one.name for one in fields(mine) if one.name not in empty]
    differing = [name for name in written if getattr(mine, name) != getattr(theirs, name)]
    return replace(mine, **empty, **dict.fromkeys(differing))


def _object(faults: Sequence[Fault]) -> None:
    if faults:
        raise InputError(*faults)
