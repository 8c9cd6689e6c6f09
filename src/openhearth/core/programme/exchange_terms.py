"""What partners do between meetings: visits and secondments, workshops with their self-assessments, and reports handed in.

Organisations are named, never persons. Every part has a ``key`` that is its own among the parts of its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from types import MappingProxyType
from typing import Any, Literal

from openhearth.core.errors import Fault
from openhearth.core.programme.board import has_local_group
from openhearth.core.programme.terms import PartnerReport, Programme

Way = Literal["physical", "virtual"]
Purpose = Literal["visit", "secondment", "innovation_team"]
Moment = Literal["before", "after"]

LEAST, MOST = 1, 5
"""Marks of a self-assessment: from "not at all" to "I could teach it"."""

FEWEST = 3
"""Answers below this number are not shown: a mean of one or two says who gave them."""

REPORT_WITHIN = 30
"""Days after the end of a semester in which partners report on it; a convention."""

WHOLE = "programme"
"""The key of the preface of the handbook, in the place of a partner's."""


@dataclass(frozen=True, slots=True)
class ExchangeVisit:
    """A visit or a secondment of a guest at a host, both partners, or a team of the two; ``start`` and ``end`` are days, empty: not yet known.

    The ``purpose`` of an innovation team is its area of interest.
    """

    key: str
    host: str
    guest: str
    purpose: str
    kind: Purpose = "visit"
    way: Way = "physical"
    start: str = ""
    end: str = ""
    programme: tuple[str, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A run of the course at a partner; ``came``: how many people, None: not counted."""

    key: str
    partner: str
    day: str = ""
    place: str = ""
    organisations: tuple[str, ...] = ()
    came: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """What one participant of a workshop can do, before or after it: code of a step of the course and a mark. Nobody is named."""

    key: str
    workshop: str
    moment: Moment
    marks: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The report of a semester was handed in for the whole programme: no partner's report of it changes any more."""

    semester: int
    on: str

    @property
    def key(self) -> str:
        """A semester is handed in once."""
        return str(self.semester)


@dataclass(frozen=True, slots=True)
class Preface:
    """What editors write at the front of a book of the programme; ``key`` is `WHOLE` for the handbook, a partner for its study."""

    key: str
    paragraphs: tuple[str, ...] = ()


Part = ExchangeVisit | Workshop | SelfAssessment | HandedIn | Preface

KINDS: Mapping[str, type[Part]] = MappingProxyType(
    {
        "visit": ExchangeVisit,
        "workshop": Workshop,
        "assessment": SelfAssessment,
        "handed_in": HandedIn,
        "preface": Preface,
    }
)


@dataclass(frozen=True, slots=True)
class OwedReport:
    """A report that a partner has not handed in, the day until which it was expected, and whether that has passed."""

    partner: str
    semester: int
    day: str
    late: bool


@dataclass(frozen=True, slots=True)
class Gain:
    """How the answers to one step of the course changed: how many answered and their mean mark, NaN below `FEWEST` answers."""

    step: str
    answers_before: int
    mean_before: float
    answers_after: int
    mean_after: float

    @property
    def change(self) -> float:
        """Mean after minus mean before, in marks; NaN where either is."""
        return self.mean_after - self.mean_before


def gains(assessments: Iterable[SelfAssessment], steps: Sequence[str]) -> tuple[Gain, ...]:
    """What changed between the assessments before and after, by step of the course.

    ``mean = sum of marks / number of answers``; the two groups need not be the same people, since nobody is named, so the change is one of
    means and no paired test. A step that fewer than `FEWEST` answered has the mean NaN.

    Examples
    --------
    >>> several = [SelfAssessment(str(n), "w", "before", (("read", mark),)) for n, mark in enumerate((1, 2, 3))]
    >>> gains(several, ("read",))
    (Gain(step='read', answers_before=3, mean_before=2.0, answers_after=0, mean_after=nan),)
    """
    given: dict[tuple[str, str], list[int]] = {}
    for one in assessments:
        for step, mark in one.marks:
            given.setdefault((step, one.moment), []).append(mark)

    def told(step: str, moment: Moment) -> tuple[int, float]:
        marks = given.get((step, moment), [])
        return len(marks), sum(marks) / len(marks) if len(marks) >= FEWEST else nan

    return tuple(Gain(step, *told(step, "before"), *told(step, "after")) for step in steps)


def owed_reports(programme: Programme, today: date) -> tuple[OwedReport, ...]:
    """Reports on semesters that have ended and that partners with a budget have not handed in, the longest owed first.

    Associated partners report nothing. A semester without a last day owes nothing.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Partner, Semester
    >>> programme = Programme("p", "P", partners=(Partner("a", "A", "lead"),), semesters=(Semester(1, "2027-01-01", "2027-06-30"),))
    >>> owed_reports(programme, date(2027, 7, 31))
    (OwedReport(partner='a', semester=1, day='2027-07-30', late=True),)
    """
    handed = {(one.partner, one.semester) for one in programme.reports if one.handed_in_on}
    found = []
    for semester in programme.semesters:
        if not semester.end or semester.end >= today.isoformat():
            continue
        day = (date.fromisoformat(semester.end) + timedelta(REPORT_WITHIN)).isoformat()
        found += [
            OwedReport(one.key, semester.number, day, day < today.isoformat())
            for one in programme.partners
            if has_local_group(one) and (one.key, semester.number) not in handed
        ]
    return tuple(sorted(found, key=lambda one: (one.day, one.partner)))


def frozen_report_faults(parts: Iterable[tuple[str, Any]], kind: str, key: str) -> tuple[Fault, ...]:
    """``report_handed_in`` where a report was handed in, by its partner or with that of the whole programme.

    Examples
    --------
    >>> parts = [("report", PartnerReport("kaunas", 2, handed_in_on="2027-07-01"))]
    >>> [fault.code for fault in frozen_report_faults(parts, "report", "kaunas-2")]
    ['report_handed_in']
    >>> frozen_report_faults(parts, "report", "kaunas-3")
    ()
    """
    if kind != "report":
        return ()
    semester = key.rpartition("-")[2]
    held = {(other, one.key): one for other, one in parts if other in ("report", "handed_in")}
    whole, own = held.get(("handed_in", semester)), held.get(("report", key))
    found = whole.on if whole else own.handed_in_on if own else ""
    return (Fault("report_handed_in", f"report/{key}", {"found": found}),) if found else ()


def exchange_faults(
    part: Part | PartnerReport, programme: Programme, workshops: Iterable[str] = ()
) -> tuple[Fault, ...]:
    """What is wrong with a part of this theme: ``unknown_key``, ``visits_itself``, ``days_reversed``, ``negative`` and ``out_of_scale``.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Partner
    >>> programme = Programme("p", "P", partners=(Partner("a", "A", "lead"),))
    >>> [fault.code for fault in exchange_faults(ExchangeVisit("1", "a", "a", "Steel"), programme)]
    ['visits_itself']
    """
    place = f"{next((kind for kind, known in KINDS.items() if isinstance(part, known)), 'report')}/{part.key}"
    partners = {one.key for one in programme.partners}

    def unknown(name: str, found: object, known: Iterable[object]) -> list[Fault]:
        return [] if found in known else [Fault("unknown_key", f"{place}/{name}", {"kind": f"{name}s", "found": found})]

    match part:
        case ExchangeVisit():
            faults = [*unknown("host", part.host, partners), *unknown("guest", part.guest, partners)]
            faults += (
                [Fault("visits_itself", f"{place}/guest", {"found": part.guest})] if part.host == part.guest else []
            )
            if part.start and part.end and part.end < part.start:
                faults.append(Fault("days_reversed", f"{place}/end", {"start": part.start, "end": part.end}))
        case Workshop():
            faults = unknown("partner", part.partner, partners)
            faults += [Fault("negative", f"{place}/came")] if part.came is not None and part.came < 0 else []
        case SelfAssessment():
            faults = unknown("workshop", part.workshop, set(workshops))
            scale = {"least": LEAST, "most": MOST}
            faults += [
                Fault("out_of_scale", f"{place}/marks", {"found": mark, **scale})
                for _, mark in part.marks
                if not LEAST <= mark <= MOST
            ]
        case Preface():
            faults = unknown("partner", part.key, {WHOLE, *partners})
        case _:
            faults = unknown("semester", part.semester, {one.number for one in programme.semesters})
            faults += [] if isinstance(part, HandedIn) else unknown("partner", part.partner, partners)
    return tuple(faults)
