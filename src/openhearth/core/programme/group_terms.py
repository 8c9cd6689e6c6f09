"""What local groups and peers bring into a programme: who sits at the table, where a partner begins, what peers say to a host.

Organisations only, never names of persons. Every part has a ``key`` that is its own among the parts of its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from openhearth.core.programme.terms import Helix, Lens, Partner, Reach

HELICES: tuple[Helix, ...] = get_args(Helix)

FOREIGN_COUNTRIES = 2
"""Peers come from at least so many countries other than that of the host: the rule of peer reviews in Interreg Europe."""


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation in the local group of a partner, and what it does there."""

    key: str
    partner: str
    organisation: str
    helix: Helix
    role: str = ""


@dataclass(frozen=True, slots=True)
class GroupMeeting:
    """A meeting of a local group; ``attended`` are keys of its members."""

    key: str
    partner: str
    day: str
    topic: str
    attended: tuple[str, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a partner says about the approach of the host of a meeting, through one lens and for one reach."""

    key: str
    meeting: str
    by: str
    lens: Lens
    reach: Reach
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that matters, who governs it and who pays."""

    title: str
    governance: str = ""
    finance: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where a partner begins. The figures of its region are not repeated: ``facts`` are what they do not tell."""

    partner: str
    facts: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    policies: tuple[Policy, ...] = ()
    actions: tuple[str, ...] = ()
    """What is done already on the themes of the programme."""

    @property
    def key(self) -> str:
        """A partner begins once."""
        return self.partner


@dataclass(frozen=True, slots=True)
class Mark:
    """What the consortium thinks of a candidate on one factor, from 1 (little) to 5 (much), and why."""

    factor: str
    mark: int
    because: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region that may be invited; ``marks`` only where somebody judged."""

    key: str
    region: str
    name: str = ""
    marks: tuple[Mark, ...] = ()
    note: str = ""


Part = Member | GroupMeeting | Comment | Baseline | Candidate

KINDS: Mapping[str, type[Part]] = MappingProxyType(
    {
        "member": Member,
        "group_meeting": GroupMeeting,
        "comment": Comment,
        "baseline": Baseline,
        "candidate": Candidate,
    }
)


@dataclass(frozen=True, slots=True)
class Composition:
    """Who sits in a local group.

    Parameters
    ----------
    counts
        Organisations of each helix, in the order of `HELICES`.
    absent
        Helices of which nobody is there.
    dominant
        The helix with more than half of all; empty text where there is none.
    """

    counts: Mapping[Helix, int]
    absent: tuple[Helix, ...]
    dominant: str


def composition(members: Iterable[Member]) -> Composition:
    """How a local group is made up of the four helices.

    Examples
    --------
    >>> found = composition([Member("a", "kaunas", "City", "public_administrations"), Member("b", "kaunas", "KTU", "researchers")])
    >>> found.absent, found.dominant
    (('businesses', 'civil_society'), '')
    """
    told = [one.helix for one in members]
    counts = {helix: told.count(helix) for helix in HELICES}
    most = next((helix for helix, count in counts.items() if 2 * count > len(told)), "")
    return Composition(MappingProxyType(counts), tuple(one for one in HELICES if not counts[one]), most)


@dataclass(frozen=True, slots=True)
class Peers:
    """Who reviewed a host: partners other than the host, and their countries other than the host's; both in order."""

    partners: tuple[str, ...]
    countries: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many more countries a peer review needs."""
        return max(0, FOREIGN_COUNTRIES - len(self.countries))


def peers(host: str, spoke: Iterable[str], partners: Iterable[Partner]) -> Peers:
    """Who of those that spoke is a peer of the host. A partner without a country adds none.

    Examples
    --------
    >>> known = (Partner("a", "A", "lead", country="DE"), Partner("b", "B", "policy", country="ES"))
    >>> peers("b", ("b", "a"), known), peers("b", ("a",), known).missing
    (Peers(partners=('a',), countries=('DE',)), 1)
    """
    listed = tuple(partners)
    home = next((one.country for one in listed if one.key == host), "")
    said = set(spoke) - {host}
    came = [one for one in listed if one.key in said]
    return Peers(tuple(one.key for one in came), tuple(sorted({one.country for one in came} - {home, ""})))


def attendance(member: str, meetings: Iterable[GroupMeeting]) -> tuple[int, int]:
    """How many of the meetings a member came to, and of how many. A meeting without a list of who came does not count.

    Examples
    --------
    >>> attendance("a", (GroupMeeting("1", "k", "2027-03-01", "Heat", ("a",)), GroupMeeting("2", "k", "2027-05-01", "Cold")))
    (1, 1)
    """
    listed = [one for one in meetings if one.attended]
    return sum(member in one.attended for one in listed), len(listed)
