"""The board: where every partner stands by semester, what is late, and which outputs exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.learning import wording
from openhearth.apps.pathways.sentences import day as day_in_words
from openhearth.core.programme.board import Board, Cell, Due, What, board, subjects
from openhearth.core.programme.exchange_terms import OwedReport, owed_reports
from openhearth.core.programme.terms import Partner, Programme

LATE_ON_A_PAGE = 25

WHAT: Mapping[str, str | Promise] = {
    "homework": gettext_lazy("Homework"),
    "reply": gettext_lazy("Answer to a recommendation"),
    "follow_up": gettext_lazy("What became of a recommendation"),
    "output": gettext_lazy("Output"),
    "meeting": gettext_lazy("Report of a meeting"),
    "report": gettext_lazy("Report on a semester"),
}
ROOMS = {
    "homework": "homework",
    "reply": "recommendations",
    "follow_up": "recommendations",
    "output": "board",
    "meeting": "programme",
    "report": "reports",
}


@dataclass(frozen=True, slots=True)
class Late:
    """Something late: what, whose, since when, and where it is done."""

    what: str
    about: str
    partner: str
    day: str
    days: int
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a cell; ``late`` ones stand out."""

    label: str
    count: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner and its cells, in the order of the semesters."""

    partner: Partner
    role: str
    late: int
    cells: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class OutputRow:
    """An output as the board shows it."""

    title: str
    partner: str
    semester: int
    delivered_on: str
    link: str
    late: bool


def board_page(
    programme: Programme, today: date, query: str, *, inside: bool, number: str | None = None
) -> dict[str, Any]:
    """What the board shows. What is owed is for the people of the programme: nobody else reads enough to know it.

    ``number`` is the page of what is late.
    """
    found = board(programme, today)
    if not inside:
        cells = {place: replace(cell, owed=()) for place, cell in found.cells.items()}
        found = replace(found, cells=cells, late=())
    reports = owed_reports(programme, today) if inside else ()
    page = Paginator(_late(found, reports), LATE_ON_A_PAGE).get_page(number)
    about = subjects(programme)
    late = [_told(programme, about, one, today, query) for one in page.object_list]
    return {
        "today": today,
        "current": found.semester,
        "semesters": [(one, day_in_words(one.end)) for one in programme.semesters],
        "partners": [_row(programme, found, reports, one) for one in programme.partners],
        "page": page,
        "late": late,
        "outputs": _outputs(programme, found),
    }


def _row(programme: Programme, found: Board, reports: tuple[OwedReport, ...], partner: Partner) -> PartnerRow:
    late = [one for one in reports if one.partner == partner.key and one.late]
    handed = {one.semester for one in programme.reports if one.partner == partner.key and one.handed_in_on}
    cells = tuple(
        tuple(
            _lines(
                found.cells[partner.key, semester.number],
                late_reports=sum(one.semester == semester.number for one in late),
                reported=semester.number in handed,
            )
        )
        for semester in programme.semesters
    )
    own = sum(one.partner == partner.key for one in found.late) + len(late)
    return PartnerRow(partner, wording.word(wording.ROLES, partner.role), own, cells)


def _lines(cell: Cell, *, late_reports: int, reported: bool) -> Iterator[Said]:
    counted = (
        (_("Late"), cell.late + late_reports, True),
        (_("Still owed"), len(cell.owed) - cell.late, False),
        (_("Hosted"), len(cell.hosted), False),
        (_("Homework handed in"), len(cell.handed_in), False),
        (_("Learnings"), len(cell.learnings), False),
        (_("Unfinished learnings"), len(cell.begun), False),
        (_("Changes planned"), len(cell.planned), False),
        (_("Changes achieved"), len(cell.achieved), False),
        (_("Outputs"), len(cell.delivered), False),
        (_("Report handed in"), int(reported), False),
    )
    yield from (Said(label, count, is_late) for label, count, is_late in counted if count)


def _late(found: Board, reports: tuple[OwedReport, ...]) -> list[Due | OwedReport]:
    """The longest late first; of one day by partner."""
    return sorted((*found.late, *(one for one in reports if one.late)), key=lambda one: (one.day, one.partner))


def _told(
    programme: Programme, about: Mapping[tuple[What, str], str], one: Due | OwedReport, today: date, query: str
) -> Late:
    if isinstance(one, Due):
        what, said = str(one.what), about.get((one.what, one.key), one.key)
    else:
        what, said = "report", _("Semester %(number)s") % {"number": one.semester}
    name = next((partner.name for partner in programme.partners if partner.key == one.partner), one.partner)
    days = (today - date.fromisoformat(one.day)).days
    address = _address(programme.code, what) + query
    return Late(str(WHAT[what]), said, name or _("all partners"), day_in_words(one.day), days, address)


def _address(code: str, what: str) -> str:
    try:
        return reverse(f"learning:{ROOMS[what]}", args=[code])
    except NoReverseMatch:
        return reverse("learning:programme", args=[code])


def _outputs(programme: Programme, found: Board) -> list[OutputRow]:
    names = {one.key: one.name for one in programme.partners}
    late = {one.key for one in found.late if one.what == "output"}
    return [
        OutputRow(
            one.title,
            names.get(one.partner, ""),
            one.semester,
            day_in_words(one.delivered_on) if one.delivered_on else "",
            one.link,
            one.key in late,
        )
        for one in programme.outputs
    ]
