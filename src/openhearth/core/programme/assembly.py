"""A programme taken apart and put together: its parts one by one, and two programmes compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from openhearth.core.merging import Keyed, changed_fields
from openhearth.core.programme import terms
from openhearth.core.programme.terms import Programme, Role, SessionPart


@dataclass(frozen=True, slots=True)
class Outline:
    """What a programme says about itself as a whole; there is one."""

    key: str = "outline"
    note: str = ""
    aims: tuple[str, ...] = ()
    elements: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    duties: tuple[tuple[Role, tuple[str, ...]], ...] = ()
    session_parts: tuple[SessionPart, ...] = ()
    selection_factors: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    ongoing: tuple[str, ...] = ()


KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "outline": Outline,
        "partner": terms.Partner,
        "semester": terms.Semester,
        "meeting": terms.Meeting,
        "homework": terms.Homework,
        "submission": terms.Submission,
        "recommendation": terms.Recommendation,
        "learning": terms.Learning,
        "instrument": terms.Instrument,
        "change": terms.Change,
        "output": terms.Output,
        "report": terms.PartnerReport,
    }
)
"""What a part calls itself where it is kept, to its class."""

PLACES: Mapping[str, str] = MappingProxyType(
    {kind: kind if kind == "homework" else f"{kind}s" for kind in KINDS if kind != "outline"}
)
"""The field of a programme in which the parts of a kind stand."""

_WHOLE = ("note", "aims", "elements", "figures", "duties", "session_parts", "selection_factors", "formats", "ongoing")


@dataclass(frozen=True, slots=True)
class Change:
    """What a new programme does to a part of an old one. The kind of its title is ``programme``, and so is the key."""

    kind: str
    key: str
    fate: Literal["added", "changed", "removed"]
    fields: tuple[str, ...] = ()


def outline_of(programme: Programme) -> Outline:
    """What a programme says about itself.

    Examples
    --------
    >>> outline_of(Programme("p", "P", aims=("learn",))).aims
    ('learn',)
    """
    return Outline(**{name: getattr(programme, name) for name in _WHOLE})


def parts_of(programme: Programme) -> Iterator[tuple[str, Keyed]]:
    """Every part of a programme with its kind, in the order of `KINDS`. An outline that says nothing is no part.

    Examples
    --------
    >>> [kind for kind, _ in parts_of(Programme("p", "P", aims=("learn",), semesters=(terms.Semester(1),)))]
    ['outline', 'semester']
    """
    outline = outline_of(programme)
    if outline != Outline():
        yield "outline", outline
    for kind, place in PLACES.items():
        for part in getattr(programme, place):
            yield kind, part


def assembled(parts: Iterable[tuple[str, Keyed]], *, code: str, title: str, language: str = "en") -> Programme:
    """The programme made of parts, each with its kind; the opposite of `parts_of`. Parts of other kinds are passed over.

    Semesters stand in the order of their numbers, meetings in that of their semesters.

    Examples
    --------
    >>> whole = assembled([("semester", terms.Semester(2)), ("semester", terms.Semester(1))], code="p", title="P")
    >>> [one.number for one in whole.semesters]
    [1, 2]
    """
    gathered: dict[str, list[Any]] = {place: [] for place in PLACES.values()}
    outline = Outline()
    for kind, part in parts:
        if isinstance(part, Outline):
            outline = part
        elif kind in PLACES:
            gathered[PLACES[kind]].append(part)
    gathered["semesters"].sort(key=lambda one: one.number)
    gathered["meetings"].sort(key=lambda one: one.semester)
    lists: dict[str, Any] = {place: tuple(found) for place, found in gathered.items()}
    return Programme(code, title, language=language, **{name: getattr(outline, name) for name in _WHOLE}, **lists)


def with_part(programme: Programme, kind: str, key: str, part: Keyed | None) -> Programme:
    """The programme with a part put in, put in the place of its former self, or taken out (None).

    Examples
    --------
    >>> with_part(Programme("p", "P"), "semester", "1", terms.Semester(1)).semesters
    (Semester(number=1, start='', end='', phase='core'),)
    """
    if kind == "outline":
        told = part if isinstance(part, Outline) else Outline()
        whole: dict[str, Any] = {name: getattr(told, name) for name in _WHOLE}
        return replace(programme, **whole)
    if kind not in PLACES:
        return programme
    before = getattr(programme, PLACES[kind])
    known = any(one.key == key for one in before)
    after = [part if one.key == key else one for one in before] + ([] if known else [part])
    lists: dict[str, Any] = {PLACES[kind]: tuple(one for one in after if one is not None)}
    return replace(programme, **lists)


def difference(old: Programme, new: Programme) -> tuple[Change, ...]:
    """What would happen to an old programme if a new one took its place. The order of the parts does not matter.

    Examples
    --------
    >>> difference(Programme("p", "P"), Programme("p", "P", semesters=(terms.Semester(1),)))
    (Change(kind='semester', key='1', fate='added', fields=()),)
    """
    before = {(kind, part.key): part for kind, part in parts_of(old)}
    after = {(kind, part.key): part for kind, part in parts_of(new)}
    about = tuple(name for name in ("title", "language") if getattr(old, name) != getattr(new, name))
    changes = [Change("programme", "programme", "changed", about)] if about else []
    for (kind, key), part in after.items():
        was = before.get((kind, key))
        if was is None:
            changes.append(Change(kind, key, "added"))
        elif found := changed_fields(was, part):
            changes.append(Change(kind, key, "changed", found))
    return (*changes, *(Change(kind, key, "removed") for kind, key in before if (kind, key) not in after))
