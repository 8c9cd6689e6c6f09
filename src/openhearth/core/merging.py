"""Two people changed the same thing at once: what both meant, and where somebody must choose."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from openhearth.core.errors import Fault, InputError


class Keyed(Protocol):
    """A frozen dataclass with a key of its own."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def key(self) -> str: ...


P = TypeVar("P", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed differently."""

    field: str
    base: object
    mine: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Merge(Generic[P]):
    """Two people's changes of one part. Where they conflict, ``part`` has what they wrote, and somebody must choose."""

    part: P
    conflicts: tuple[Conflict, ...] = ()


def merged(base: P | None, mine: P, theirs: P) -> Merge[P]:
    """Three-way merge of a part by field: a field that only one of two people changed has what that one wrote.

    Parameters
    ----------
    base
        What both began with; None: both wrote the part anew.
    mine, theirs
        What I want to keep, and what somebody else kept meanwhile.

    Raises
    ------
    InputError
        ``other_part`` unless all are of one kind and have one key.

    Examples
    --------
    >>> from openhearth.core.pathway.terms import Vision
    >>> first = Vision(text="Green", year=2040)
    >>> merged(first, replace(first, year=2045), replace(first, text="Green steel")).part
    Vision(key='vision', text='Green steel', year=2045)
    >>> [one.field for one in merged(first, replace(first, year=2045), replace(first, year=2050)).conflicts]
    ['year']
    """
    parts = [part for part in (base, mine, theirs) if part is not None]
    if len({(type(part), part.key) for part in parts}) > 1:
        raise InputError(Fault("other_part", mine.key, {"found": theirs.key}))
    values, conflicts = {}, []
    for field in fields(mine):
        wrote, kept = getattr(mine, field.name), getattr(theirs, field.name)
        before = getattr(base, field.name) if base is not None else None
        values[field.name] = wrote if base is not None and same(kept, before) else kept
        if not same(wrote, kept) and (base is None or not (same(wrote, before) or same(kept, before))):
            conflicts.append(Conflict(field.name, before, wrote, kept))
    return Merge(replace(theirs, **values), tuple(conflicts))


def changed_fields(before: Keyed, after: Keyed) -> tuple[str, ...]:
    """The fields in which two values of one type differ."""
    return tuple(
        field.name for field in fields(after) if not same(getattr(before, field.name), getattr(after, field.name))
    )


def same(one: object, other: object) -> bool:
    """Equal, and a figure that is not known is the same as another that is not known."""
    return one == other or repr(one) == repr(other)
