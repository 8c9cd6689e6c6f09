"""The chain from what was seen to what was changed, to be walked in both directions.

    practice → recommendation → learning → action → indicator → change of an instrument → instrument

A link may leave out what lies between: a learning may come straight from a practice, a change straight from a learning. Links only
lead on in this order, so no walk ever comes back to where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.terms import Programme

Kind = Literal["practice", "recommendation", "learning", "action", "indicator", "change", "instrument"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Direction = Literal["onward", "back"]


@dataclass(frozen=True, slots=True, order=True)
class Record:
    """Something in the chain. Written ``kind:key``; the key of an action or indicator is ``plan:action``."""

    kind: Kind
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Link:
    """One record led to another; who said so and when, where it is known."""

    source: Record
    target: Record
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """All records with the links that leave and that reach them, in the order of the programme.

    Parameters
    ----------
    onward, back
        Record to its links; every record has an entry, an empty one where nothing leads on or nothing led there.
    """

    onward: Mapping[Record, tuple[Link, ...]]
    back: Mapping[Record, tuple[Link, ...]]

    @property
    def records(self) -> tuple[Record, ...]:
        """By kind in the order of the chain, then in the order of the programme."""
        return tuple(sorted(self.onward, key=lambda record: KINDS.index(record.kind)))

    @property
    def dead_ends(self) -> tuple[Record, ...]:
        """Records that led to nothing yet; a chain should end in an instrument."""
        return tuple(record for record in self.records if record.kind != "instrument" and not self.onward[record])

    @property
    def without_beginning(self) -> tuple[Record, ...]:
        """Records of which nobody said where they come from; a chain should begin with a practice."""
        return tuple(record for record in self.records if record.kind != "practice" and not self.back[record])


@dataclass(frozen=True, slots=True)
class Step:
    """A record met on a walk, how many links away, and the link that led there; None at the start."""

    depth: int
    record: Record
    link: Link | None


def record_of(text: str) -> Record:
    """The record that a text names.

    Raises
    ------
    InputError
        ``bad_record`` where the text is not ``kind:key`` with a known kind.

    Examples
    --------
    >>> record_of("practice:irecovery-brescia")
    Record(kind='practice', key='irecovery-brescia')
    """
    head, _, key = text.partition(":")
    for kind in KINDS:
        if kind == head and key:
            return Record(kind, key)
    raise InputError(Fault("bad_record", "from", {"found": text, "known": KINDS}))


def chain(programme: Programme, moves: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Chain:
    """The chain of a programme.

    Parameters
    ----------
    moves
        Action to the indicators it is expected to move, both as ``plan:key``, from the plans concerned.

    Raises
    ------
    InputError
        ``unknown_record`` for every recommendation, learning or instrument that is named and does not exist.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Change, Instrument, Learning
    >>> seen = Learning("l1", "duisburg", "Heat for homes", practices=("irecovery-brescia",))
    >>> plan, change = Instrument("i1", "duisburg", "Heat plan"), Change("c1", "i1", "Waste heat first", learnings=("l1",))
    >>> found = chain(Programme("p", "P", learnings=(seen,), instruments=(plan,), changes=(change,)))
    >>> [str(step.record) for step in walk(found, record_of("practice:irecovery-brescia"))]
    ['practice:irecovery-brescia', 'learning:l1', 'change:c1', 'instrument:i1']
    """
    links = tuple(dict.fromkeys(_links(programme, moves)))
    held = tuple(_held(programme))
    own = set(held)
    faults = [
        Fault("unknown_record", str(other), {"found": str(record)})
        for link in links
        for record, other in ((link.source, link.target), (link.target, link.source))
        if record.kind in ("recommendation", "learning", "change", "instrument") and record not in own
    ]
    if faults:
        raise InputError(*faults)
    records = dict.fromkeys((*held, *(end for link in links for end in (link.source, link.target))))
    onward: dict[Record, list[Link]] = {record: [] for record in records}
    back: dict[Record, list[Link]] = {record: [] for record in records}
    for link in links:
        onward[link.source].append(link)
        back[link.target].append(link)
    return Chain(
        MappingProxyType({record: tuple(found) for record, found in onward.items()}),
        MappingProxyType({record: tuple(found) for record, found in back.items()}),
    )


def walk(found: Chain, start: Record, direction: Direction = "onward") -> tuple[Step, ...]:
    """Everything that a record led to, or all that led to it: each record once, on the shortest way, the nearest first.

    Raises
    ------
    InputError
        ``unknown_record`` where the chain does not have the record.
    """
    if start not in found.onward:
        raise InputError(Fault("unknown_record", "from", {"found": str(start)}))
    steps = {start: Step(0, start, None)}
    edge = [start]
    while edge:
        following: list[Record] = []
        for record in edge:
            for link in found.onward[record] if direction == "onward" else found.back[record]:
                end = link.target if direction == "onward" else link.source
                if end not in steps:
                    steps[end] = Step(steps[record].depth + 1, end, link)
                    following.append(end)
        edge = following
    return tuple(steps.values())


def titles(programme: Programme) -> Mapping[Record, str]:
    """What the programme's own records say, in its words; practices, actions and indicators are kept elsewhere."""
    found = {Record("recommendation", one.key): one.text for one in programme.recommendations}
    found |= {Record("learning", one.key): one.saw for one in programme.learnings}
    found |= {Record("change", one.key): one.text for one in programme.changes}
    found |= {Record("instrument", one.key): one.title for one in programme.instruments}
    return MappingProxyType(found)


def _held(programme: Programme) -> Iterator[Record]:
    """What the programme itself keeps, linked or not."""
    yield from (Record("recommendation", one.key) for one in programme.recommendations)
    yield from (Record("learning", one.key) for one in programme.learnings)
    yield from (Record("change", one.key) for one in programme.changes)
    yield from (Record("instrument", one.key) for one in programme.instruments)


def _links(programme: Programme, moves: Mapping[str, Sequence[str]]) -> Iterator[Link]:
    acted: set[str] = set()
    for said in programme.recommendations:
        yield from _between("practice", said.practices, Record("recommendation", said.key), said.by, said.given_on)
    for learning in programme.learnings:
        here = Record("learning", learning.key)
        yield from _between("practice", learning.practices, here, learning.by, learning.written_on)
        yield from _between("recommendation", learning.recommendations, here, learning.by, learning.written_on)
        yield from (Link(here, Record("action", key), learning.by, learning.written_on) for key in learning.actions)
        acted |= set(learning.actions)
    for change in programme.changes:
        here = Record("change", change.key)
        yield from _between("learning", change.learnings, here, change.by, change.day)
        yield from _between("action", change.actions, here, change.by, change.day)
        yield from _between("indicator", change.indicators, here, change.by, change.day)
        yield Link(here, Record("instrument", change.instrument), change.by, change.day)
        acted |= set(change.actions)
    for action, moved in moves.items():
        if action in acted:
            yield from (Link(Record("action", action), Record("indicator", key)) for key in moved)


def _between(kind: Kind, keys: Iterable[str], target: Record, by: str, on: str) -> Iterator[Link]:
    return (Link(Record(kind, key), target, by, on) for key in keys)
