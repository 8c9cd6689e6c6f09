"""Reports of a semester: who has reported, what it cost so far, and what it will have cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openhearth.apps.pathways.sentences import day as day_in_words
from openhearth.apps.pathways.sentences import euro
from openhearth.core.programme.exchange_terms import owed_reports
from openhearth.core.programme.progress import Money, PartnerProgress, in_euros, progress
from openhearth.core.programme.terms import Partner, Programme, Semester


@dataclass(frozen=True, slots=True)
class SemesterRow:
    """A semester, and how many of the reports of it that are expected were handed in."""

    semester: Semester
    start: str
    end: str
    handed_in: int
    expected: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a partner reports, in words; ``readable`` is wrong where its report is not finished and not the reader's."""

    partner: Partner
    state: str
    handed_in_on: str
    may_write: bool
    activities: tuple[str, ...]
    deviations: tuple[str, ...]
    planned: str
    spent: str
    planned_so_far: str
    spent_so_far: str
    planned_in_all: str
    as_planned: str
    at_this_pace: str


def semester_rows(programme: Programme, today: date) -> list[SemesterRow]:
    """The semesters with their reports."""
    owed = owed_reports(programme, today)
    expected = sum(one.role != "associated" for one in programme.partners)
    return [
        SemesterRow(
            one,
            day_in_words(one.start) if one.start else "",
            day_in_words(one.end) if one.end else "",
            sum(report.semester == one.number and bool(report.handed_in_on) for report in programme.reports),
            expected,
            sum(late.semester == one.number and late.late for late in owed),
        )
        for one in programme.semesters
    ]


def report_rows(programme: Programme, semester: int, own: set[str], *, frozen: bool) -> dict[str, Any]:
    """The partner tables of a semester, from the reports that the reader may read, with their sums."""
    found = progress(programme, semester)
    partners = {one.key: one for one in programme.partners}
    rows = [_row(programme, partners[one.partner], one, semester, own, frozen=frozen) for one in found.partners]
    sums = {
        "planned": amount(found.planned),
        "spent": amount(found.spent),
        "planned_so_far": amount(found.planned_so_far),
        "spent_so_far": amount(found.spent_so_far),
        "planned_in_all": amount(found.planned_in_all),
    }
    for name in ("as_planned", "at_this_pace"):
        several = [getattr(one, name) for one in found.partners]
        sums[name] = _forecast(None if None in several else sum(several))
    return {"reports": rows, "sums": sums}


def amount(money: Money) -> str:
    """A sum; while a part of it is missing, a least amount."""
    if money.whole:
        return euro(money.cents)
    return _("at least %(amount)s") % {"amount": euro(money.cents)} if money.cents else _("not told")


def _row(
    programme: Programme, partner: Partner, one: PartnerProgress, semester: int, own: set[str], *, frozen: bool
) -> ReportRow:
    report = next(
        (part for part in programme.reports if (part.partner, part.semester) == (partner.key, semester)), None
    )
    handed = report.handed_in_on if report else ""
    state = _("handed in") if handed else _("begun") if report else _("not handed in")
    return ReportRow(
        partner,
        state,
        day_in_words(handed) if handed else "",
        partner.key in own and not handed and not frozen,
        one.activities,
        one.deviations,
        _told(one.planned),
        _told(one.spent),
        amount(one.planned_so_far),
        amount(one.spent_so_far),
        amount(one.planned_in_all),
        _forecast(one.as_planned),
        _forecast(one.at_this_pace),
    )


def _forecast(cents: int | None) -> str:
    return _told(in_euros(cents))


def _told(cents: int | None) -> str:
    return _("not told") if cents is None else euro(cents)
