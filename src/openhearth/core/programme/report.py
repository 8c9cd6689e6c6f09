"""The report of a semester as a document: what was done, what it cost, what is late, and what nobody told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from openhearth.core.document import (
    Block,
    Document,
    Inline,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Strong,
    Text,
    inlines,
)
from openhearth.core.programme.board import Board, Cell, Due, board, subjects
from openhearth.core.programme.progress import PartnerProgress, Progress, in_euros, progress
from openhearth.core.programme.terms import Meeting, Programme, Semester
from openhearth.core.programme.unfinished import handed_on
from openhearth.core.programme.voice import Voice, points, section


def semester_report(programme: Programme, semester: int, today: date, voice: Voice | None = None) -> Document:
    """The report of a semester, as it is known on a day; unfinished learnings are left out.

    Chapters keep their order and stay where there is nothing to say: then they say so.

    Raises
    ------
    InputError
        ``unknown_semester``.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Partner
    >>> programme = Programme("p", "Peers", partners=(Partner("k", "Kaunas", "policy"),), semesters=(Semester(1),))
    >>> [block.title for block in semester_report(programme, 1, date(2027, 1, 1)).blocks if hasattr(block, "title")]
    ['Meetings', 'Partners', 'Spending', 'Outputs', 'What is late', 'What is missing']
    """
    programme = handed_on(programme)
    return _Report(
        programme, progress(programme, semester), board(programme, today), today, voice or Voice()
    ).document()


@dataclass(frozen=True, slots=True)
class _Report:
    programme: Programme
    progress: Progress
    board: Board
    today: date
    voice: Voice

    def document(self) -> Document:
        _ = self.voice.say
        (semester,) = [one for one in self.programme.semesters if one.number == self.progress.semester]
        return Document(
            title=self.programme.title,
            subtitle=_("Report of semester %(number)s") % {"number": semester.number} + self._when(semester),
            language=self.voice.language,
            author=self.voice.author,
            date=self.voice.day(self.today.isoformat()),
            blocks=(
                *self._opening(),
                section(_("Meetings"), self._meetings()),
                section(_("Partners"), self._partners()),
                section(_("Spending"), self._spending()),
                section(_("Outputs"), self._outputs()),
                section(_("What is late"), self._late()),
                section(_("What is missing"), self._missing()),
            ),
            words=self.voice.words,
        )

    def _when(self, semester: Semester) -> str:
        days = self.voice.days(semester.start, semester.end)
        return f", {days}" if days else ""

    def _opening(self) -> Iterator[Block]:
        _ = self.voice.say
        if self.programme.note:
            yield Note(_("Please note"), (Paragraph((self._said(self.programme.note),)),))
        cells = self._cells()
        yield KeyFigures(
            (
                KeyFigure(_("Meetings held"), str(sum(bool(one.closed_on) for one in self._held()))),
                KeyFigure(_("Homework handed in"), str(sum(len(cell.handed_in) for cell in cells))),
                KeyFigure(_("Learnings"), str(sum(len(cell.learnings) for cell in cells))),
                KeyFigure(_("Spent"), self.voice.amount(self.progress.spent)),
                KeyFigure(_("Late today"), str(len(self.board.late))),
            )
        )

    def _cells(self) -> list[Cell]:
        return [cell for (_, number), cell in self.board.cells.items() if number == self.progress.semester]

    def _held(self) -> list[Meeting]:
        return [one for one in self.programme.meetings if one.semester == self.progress.semester]

    def _name(self, partner: str) -> str:
        return next((one.name for one in self.programme.partners if one.key == partner), "")

    def _meetings(self) -> Iterator[Block]:
        _ = self.voice.say
        meetings = self._held()
        if not meetings:
            yield Paragraph(inlines(_("No meeting was planned in this semester.")))
            return
        yield self.voice.table(
            _("Meetings of the semester"),
            (_("Meeting"), _("Host"), _("Days"), _("Report closed on")),
            [
                (
                    one.title,
                    self._name(one.host),
                    self.voice.days(one.start, one.end),
                    self.voice.day(one.closed_on) if one.closed_on else "",
                )
                for one in meetings
            ],
        )

    def _partners(self) -> Iterator[Block]:
        for row in self.progress.partners:
            yield section(self._name(row.partner), self._partner(row))

    def _partner(self, row: PartnerProgress) -> Iterator[Block]:
        _ = self.voice.say
        if not row.told:
            yield self.voice.gap(_("This partner has not reported on the semester."))
        for label, several in ((_("Activities"), row.activities), (_("Deviations"), row.deviations)):
            if several:
                yield Paragraph((Strong(label),))
                yield points(self._said(one) for one in several)
        if row.told and not row.activities:
            yield self.voice.gap(_("The report of this partner names no activity."))
        cell = self.board.cells[row.partner, self.progress.semester]
        done = [
            *(self._titled("homework", key, _("Homework handed in")) for key in cell.handed_in),
            *(self._titled("learnings", key, _("Learning")) for key in cell.learnings),
            *(self._titled("changes", key, _("Change planned")) for key in cell.planned),
            *(self._titled("changes", key, _("Change achieved")) for key in cell.achieved),
        ]
        if done:
            yield Paragraph((Strong(_("On record")),))
            yield points(done)

    def _titled(self, kind: str, key: str, label: str) -> tuple[Inline, ...]:
        (part,) = [one for one in getattr(self.programme, kind) if one.key == key]
        field = {"homework": "task", "learnings": "saw", "changes": "text"}[kind]
        return (Text(f"{label}: "), self._said(getattr(part, field)))

    def _said(self, text: str) -> Text:
        return self.voice.content(text, self.programme.language)

    def _spending(self) -> Iterator[Block]:
        _ = self.voice.say
        whole = self.progress
        rows: list[tuple[str, ...]] = [
            (
                self._name(row.partner),
                self.voice.told(row.planned),
                self.voice.told(row.spent),
                self.voice.amount(row.planned_so_far),
                self.voice.amount(row.spent_so_far),
                self.voice.amount(row.planned_in_all),
                self.voice.told(in_euros(row.as_planned)),
                self.voice.told(in_euros(row.at_this_pace)),
            )
            for row in whole.partners
        ]
        sums = (whole.planned, whole.spent, whole.planned_so_far, whole.spent_so_far, whole.planned_in_all)
        forecasts = [[getattr(row, name) for row in whole.partners] for name in ("as_planned", "at_this_pace")]
        ends = [self.voice.told(in_euros(None if None in several else sum(several))) for several in forecasts]
        heads = (
            *(_("Partner"), _("Planned"), _("Spent"), _("Planned so far"), _("Spent so far"), _("Planned in all")),
            *(_("Forecast, rest as planned"), _("Forecast, rest at this pace")),
        )
        rows.append((_("All"), *(self.voice.amount(one) for one in sums), *ends))
        yield self.voice.table(_("Money planned and spent"), heads, rows, numbers=7)
        yield Paragraph(
            inlines(
                _(
                    "“At least” stands before a sum in which something was not told. The first forecast adds what is planned "
                    "for the coming semesters to what was spent; the second multiplies the whole plan by spent over planned so far."
                )
            )
        )

    def _outputs(self) -> Iterator[Block]:
        _ = self.voice.say
        outputs = [one for one in self.programme.outputs if one.semester == self.progress.semester]
        if not outputs:
            yield Paragraph(inlines(_("No output was promised for this semester.")))
            return
        yield self.voice.table(
            _("Outputs promised for this semester"),
            (_("Output"), _("Partner"), _("Delivered on")),
            [
                (
                    one.title,
                    self._name(one.partner) or _("all"),
                    self.voice.day(one.delivered_on) if one.delivered_on else _("not yet"),
                )
                for one in outputs
            ],
        )

    def _late(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.board.late:
            yield Paragraph(inlines(_("Nothing is late.")))
            return
        about = subjects(self.programme)
        yield self.voice.table(
            _("Late on the day of this report, the longest first"),
            (_("Partner"), _("What"), _("About"), _("Was due on")),
            [
                (self._name(due.partner) or _("all"), _what(due, _), about[due.what, due.key], self.voice.day(due.day))
                for due in self.board.late
            ],
        )

    def _missing(self) -> Iterator[Block]:
        _ = self.voice.say
        silent = [self._name(row.partner) for row in self.progress.partners if not row.told]
        unspent = [self._name(row.partner) for row in self.progress.partners if row.told and row.spent is None]
        gaps = [
            *([_("No report from: %(partners)s") % {"partners": ", ".join(silent)}] if silent else []),
            *([_("Spending not told by: %(partners)s") % {"partners": ", ".join(unspent)}] if unspent else []),
            *(_("No day is set for “%(meeting)s”") % {"meeting": one.title} for one in self._held() if not one.start),
            *(_("Nobody hosts “%(meeting)s” yet") % {"meeting": one.title} for one in self._held() if not one.host),
        ]
        yield points(gaps) if gaps else Paragraph(inlines(_("Nothing that this report asks for is missing.")))


def _what(due: Due, _: Callable[[str], str]) -> str:
    return {
        "homework": _("Homework"),
        "reply": _("Answer to a recommendation"),
        "follow_up": _("Follow-up of a recommendation"),
        "output": _("Output"),
        "meeting": _("Report of a meeting"),
    }[due.what]
