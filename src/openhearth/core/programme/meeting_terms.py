"""What is kept of a meeting while it is held: who came, what was said, shown, seen and decided.

Organisations are named, never persons. Parts name their meeting by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from openhearth.core.errors import Fault
from openhearth.core.programme.board import may_vote
from openhearth.core.programme.terms import Helix, Meeting, Partner, SessionPart

Mode = Literal["room", "remote"]
Choice = Literal["yes", "no", "abstain"]


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation that came, in the room or from afar; ``people``: how many came for it, None: not told."""

    key: str
    meeting: str
    organisation: str
    partner: str = ""
    mode: Mode = "room"
    helix: Helix = "public_administrations"
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """Something to read, by its link."""

    key: str
    meeting: str
    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was said in one part of a meeting; there is one for each part."""

    meeting: str
    part: SessionPart
    text: str = ""

    @property
    def key(self) -> str:
        """Meeting and part."""
        return minutes_key(self.meeting, self.part)


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice of the toolkit that was shown, and what for."""

    meeting: str
    practice: str
    because: str = ""

    @property
    def key(self) -> str:
        """A practice is shown once in a meeting."""
        return f"{self.meeting}-{self.practice}"


@dataclass(frozen=True, slots=True)
class SiteNote:
    """What was seen on a site visit; ``pictures`` are the names under which photos are kept."""

    key: str
    meeting: str
    text: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to be decided by the partners that have a vote."""

    key: str
    meeting: str
    text: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What a partner says to a decision."""

    decision: str
    partner: str
    choice: Choice

    @property
    def key(self) -> str:
        """A partner votes once, and may change its mind until the meeting is closed."""
        return f"{self.decision}-{self.partner}"


Part = Participant | Material | Minutes | Shown | SiteNote | Decision | Vote

KINDS: Mapping[str, type[Part]] = MappingProxyType(
    {
        "participant": Participant,
        "material": Material,
        "minutes": Minutes,
        "shown": Shown,
        "site_note": SiteNote,
        "decision": Decision,
        "vote": Vote,
    }
)


@dataclass(frozen=True, slots=True)
class Record:
    """All that is kept of one meeting."""

    participants: tuple[Participant, ...] = ()
    materials: tuple[Material, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    shown: tuple[Shown, ...] = ()
    notes: tuple[SiteNote, ...] = ()
    decisions: tuple[Decision, ...] = ()
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How the partners that have a vote voted; ``silent`` have not voted."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def carried(self) -> bool:
        """More say yes than no. Nobody's silence counts."""
        return len(self.yes) > len(self.no)


def record_of(meeting: str, parts: Iterable[object]) -> Record:
    """What is kept of a meeting, out of the parts of a programme; parts of other kinds are passed over.

    Examples
    --------
    >>> record_of("2", (Minutes("2", "exchange", "Good."), Minutes("3", "exchange"))).minutes
    (Minutes(meeting='2', part='exchange', text='Good.'),)
    """
    held = tuple(parts)
    decisions = tuple(one for one in held if isinstance(one, Decision) and one.meeting == meeting)
    named = {one.key for one in decisions}
    return Record(
        tuple(one for one in held if isinstance(one, Participant) and one.meeting == meeting),
        tuple(one for one in held if isinstance(one, Material) and one.meeting == meeting),
        tuple(one for one in held if isinstance(one, Minutes) and one.meeting == meeting),
        tuple(one for one in held if isinstance(one, Shown) and one.meeting == meeting),
        tuple(one for one in held if isinstance(one, SiteNote) and one.meeting == meeting),
        decisions,
        tuple(one for one in held if isinstance(one, Vote) and one.decision in named),
    )


def tally(decision: str, votes: Iterable[Vote], partners: Iterable[Partner]) -> Tally:
    """How a decision stands. Votes of partners without a vote are not counted, whoever wrote them.

    Examples
    --------
    >>> partners = (Partner("duisburg", "Duisburg", "lead"), Partner("tirana", "Tirana", "discovery"))
    >>> tally("d1", (Vote("d1", "tirana", "no"), Vote("d1", "duisburg", "yes")), partners)
    Tally(yes=('duisburg',), no=(), abstain=(), silent=())
    """
    said = {vote.partner: vote.choice for vote in votes if vote.decision == decision}
    voters = [one.key for one in partners if may_vote(one)]

    def those(choice: Choice | None) -> tuple[str, ...]:
        return tuple(key for key in voters if said.get(key) == choice)

    return Tally(those("yes"), those("no"), those("abstain"), those(None))


def minutes_key(meeting: str, part: SessionPart) -> str:
    """The key of the minutes of a part.

    Examples
    --------
    >>> minutes_key("2", "site_visit")
    '2-site-visit'
    """
    return f"{meeting}-{part.replace('_', '-')}"


def closing_faults(meeting: Meeting) -> tuple[Fault, ...]:
    """What stands against closing a meeting: ``no_day`` and ``no_host``, and ``meeting_closed`` where it is closed already.

    Examples
    --------
    >>> [fault.code for fault in closing_faults(Meeting("1", 1, "Kick-off", host="duisburg"))]
    ['no_day']
    """
    place = f"meeting/{meeting.key}"
    faults = [Fault("meeting_closed", f"{place}/closed_on", {"found": meeting.title})] if meeting.closed_on else []
    faults += [] if meeting.start else [Fault("no_day", f"{place}/start", {"found": meeting.title})]
    faults += [] if meeting.host else [Fault("no_host", f"{place}/host", {"found": meeting.title})]
    return tuple(faults)
