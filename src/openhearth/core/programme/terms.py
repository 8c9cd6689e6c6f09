"""What a peer-learning programme is made of: who takes part, when they meet, and what becomes of what they saw.

Every part carries a ``key`` that is its own among the parts of its kind; parts name each other by key. Days are ISO 8601
texts. Empty text, None and empty tuples say that nobody has told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "policy", "discovery", "associated"]
Phase = Literal["core", "follow_up"]
SessionPart = Literal["exchange", "workshop", "site_visit", "homework"]
Lens = Literal["social", "ecological", "economic"]
Reach = Literal["local", "global"]
Helix = Literal["researchers", "businesses", "civil_society", "public_administrations"]
Reply = Literal["open", "accepted", "adapted", "declined"]
Standing = Literal["planned", "achieved", "given_up"]


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that takes part; ``region`` is the territory it speaks for, empty where there is no code."""

    key: str
    name: str
    role: Role
    place: str = ""
    country: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Semester:
    """Half a year of the programme; its days are empty until the programme is approved."""

    number: int
    start: str = ""
    end: str = ""
    phase: Phase = "core"

    @property
    def key(self) -> str:
        """Its number, as other parts name it."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one part of a meeting is about."""

    part: SessionPart
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with its host; ``host`` empty: not yet known. ``closed_on``: its report is frozen.

    ``form`` is one of the formats of the programme, such as a webinar or a secondment; empty: a meeting of all. ``method`` is how
    work is done there. ``start`` and ``end`` are days, or times with their offset from UTC. ``practices``: codes of what was shown.
    """

    key: str
    semester: int
    title: str
    host: str = ""
    theme: str = ""
    form: str = ""
    method: str = ""
    agenda: tuple[Agenda, ...] = ()
    start: str = ""
    end: str = ""
    place: str = ""
    practices: tuple[str, ...] = ()
    closed_on: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What peers recommend to a host after a visit, and what the host says to it; ``given_on`` empty: not handed to the host yet."""

    key: str
    meeting: str
    to: str
    by: str
    text: str
    lens: Lens
    reach: Reach
    practices: tuple[str, ...] = ()
    given_on: str = ""
    reply: Reply = "open"
    because: str = ""
    follow_ups: tuple[tuple[str, str], ...] = ()
    """Day and what was found, 6 and 12 months later."""


@dataclass(frozen=True, slots=True)
class Learning:
    """What a partner's local group learned and what it means for the own policy instrument.

    ``unfinished``: not handed on yet. It is for the partner alone and counts nowhere.
    """

    key: str
    partner: str
    saw: str
    why_it_worked: str = ""
    what_differs: str = ""
    would_change: str = ""
    instrument: str = ""
    article: str = ""
    must_agree: tuple[str, ...] = ()
    by_when: str = ""
    meeting: str = ""
    practices: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    """Actions it became, as ``plan:action``."""

    by: str = ""
    written_on: str = ""
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a policy instrument, and the learnings and actions behind it."""

    key: str
    instrument: str
    text: str
    standing: Standing = "planned"
    day: str = ""
    evidence: str = ""
    learnings: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    """As ``plan:action``."""

    indicators: tuple[str, ...] = ()
    """What shows it, as ``plan:indicator``."""

    by: str = ""
    """Who says that it came of them."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A policy instrument that a partner wants to improve: ``what`` it is and for, its budget in whole euro cents."""

    key: str
    partner: str
    title: str
    owner: str = ""
    cents: int | None = None
    baseline: str = ""
    indicator: str = ""
    unit: str = ""
    baseline_value: float | None = None
    target_value: float | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Homework:
    """A task that local groups take home from a meeting; ``due`` empty: no day was set."""

    key: str
    meeting: str
    task: str
    due: str = ""
    partners: tuple[str, ...] = ()
    """Empty: all that have a local group."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a partner handed in, and what was said to it. Unfinished ones are for the partner alone."""

    key: str
    homework: str
    partner: str
    text: str = ""
    handed_in_on: str = ""
    feedback: str = ""
    feedback_on: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Something the programme promised: a report, a study, a handbook; ``partner`` empty: of all, ``semester`` 0: not set."""

    key: str
    title: str
    semester: int = 0
    partner: str = ""
    kind: str = ""
    delivered_on: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PartnerReport:
    """What a partner says about a semester; ``planned`` and ``spent`` in whole euro cents, None: not told.

    ``handed_in_on``: it does not change any more, and the other partners read it.
    """

    partner: str
    semester: int
    activities: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    planned: int | None = None
    spent: int | None = None
    handed_in_on: str = ""

    @property
    def key(self) -> str:
        """A partner reports once a semester."""
        return f"{self.partner}-{self.semester}"


@dataclass(frozen=True, slots=True)
class Programme:
    """A peer-learning programme, whole.

    Parameters
    ----------
    language
        BCP-47 tag of what its people write.
    note
        What a reader must know first, such as that everything is made up.
    elements, figures
        Name and words: what the programme is built of, and what is known of all partners together, as told.
    duties
        What each role takes on.
    """

    code: str
    title: str
    note: str = ""
    language: str = "en"
    aims: tuple[str, ...] = ()
    elements: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    duties: tuple[tuple[Role, tuple[str, ...]], ...] = ()
    session_parts: tuple[SessionPart, ...] = ()
    partners: tuple[Partner, ...] = ()
    semesters: tuple[Semester, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    selection_factors: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    ongoing: tuple[str, ...] = ()
    homework: tuple[Homework, ...] = ()
    submissions: tuple[Submission, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    learnings: tuple[Learning, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    changes: tuple[Change, ...] = ()
    outputs: tuple[Output, ...] = ()
    reports: tuple[PartnerReport, ...] = ()
