"""The report of a meeting as a document: who came, what was said, shown, seen and decided, and what nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openhearth.core.document import (
    Block,
    Document,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Picture,
    Strong,
    Text,
    inlines,
)
from openhearth.core.programme.meeting_terms import Record, tally
from openhearth.core.programme.terms import Agenda, Meeting, Programme
from openhearth.core.programme.voice import Voice, points, section


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called in the language of the reader: parts of a meeting, sides of the helix, practices; and the photos by name."""

    parts: Mapping[str, str]
    helices: Mapping[str, str]
    practices: Mapping[str, str]
    pictures: Mapping[str, Picture]


def meeting_report(
    programme: Programme, meeting: Meeting, record: Record, names: Names, voice: Voice | None = None
) -> Document:
    """The report of a meeting from what was kept of it.

    Chapters keep their order and stay where there is nothing to say: then they say so. Photos stand below the note they belong to.

    Examples
    --------
    >>> report = meeting_report(Programme("p", "Peers"), Meeting("1", 1, "Kick-off"), Record(), Names({}, {}, {}, {}))
    >>> [block.title for block in report.blocks if hasattr(block, "title")]
    ['Draft', 'Who came', 'What was said', 'Practices shown', 'What was seen', 'Decisions', 'Material', 'What is missing']
    """
    return _Report(programme, meeting, record, names, voice or Voice()).document()


@dataclass(frozen=True, slots=True)
class _Report:
    programme: Programme
    meeting: Meeting
    record: Record
    names: Names
    voice: Voice

    def document(self) -> Document:
        _ = self.voice.say
        told = (
            _("Report of the meeting"),
            self._partner(self.meeting.host),
            self.meeting.place,
            self.voice.days(self.meeting.start, self.meeting.end),
        )
        return Document(
            title=self.meeting.title,
            subtitle=f"{self.programme.title}. {', '.join(one for one in told if one)}",
            language=self.voice.language,
            author=self.voice.author,
            date=self.voice.day(self.meeting.closed_on) if self.meeting.closed_on else "",
            blocks=(
                *self._opening(),
                section(_("Who came"), self._came()),
                section(_("What was said"), self._said()),
                section(_("Practices shown"), self._shown()),
                section(_("What was seen"), self._seen()),
                section(_("Decisions"), self._decided()),
                section(_("Material"), self._material()),
                section(_("What is missing"), self._missing()),
            ),
            words=self.voice.words,
        )

    def _opening(self) -> Iterator[Block]:
        _ = self.voice.say
        if self.programme.note:
            yield Note(_("Please note"), (Paragraph((Text(self.programme.note),)),))
        if not self.meeting.closed_on:
            yield Note(_("Draft"), (Paragraph(inlines(_("The meeting is not closed: this report can still change."))),))
        modes = [one.mode for one in self.record.participants]
        yield KeyFigures(
            (
                KeyFigure(_("Organisations in the room"), str(modes.count("room"))),
                KeyFigure(_("Organisations remote"), str(modes.count("remote"))),
                KeyFigure(_("Practices shown"), str(len(self.record.shown))),
                KeyFigure(_("Decisions"), str(len(self.record.decisions))),
            )
        )

    def _came(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.record.participants:
            yield Paragraph(inlines(_("Nobody wrote down who came.")))
            return
        modes = {"room": _("in the room"), "remote": _("remote")}
        yield self.voice.table(
            _("Organisations that came"),
            (_("Organisation"), _("Came with"), _("Belongs to"), _("Took part"), _("People")),
            [
                (
                    one.organisation,
                    self._partner(one.partner),
                    self.names.helices.get(one.helix, one.helix),
                    modes[one.mode],
                    "" if one.people is None else str(one.people),
                )
                for one in self.record.participants
            ],
            numbers=1,
        )

    def _said(self) -> Iterator[Block]:
        _ = self.voice.say
        minutes = {one.part: one.text for one in self.record.minutes}
        agenda = [*self.meeting.agenda]
        agenda += [Agenda(one.part) for one in self.record.minutes if one.part not in {held.part for held in agenda}]
        if not agenda:
            yield Paragraph(inlines(_("The meeting has no agenda.")))
        for one in agenda:
            blocks: list[Block] = [points(one.topics)] if one.topics else []
            text = minutes.get(one.part, "")
            blocks += [Paragraph(inlines(line)) for line in text.split("\n") if line.strip()]
            if not text.strip():
                blocks.append(Paragraph(inlines(_("Nobody took minutes of this part."))))
            yield section(self.names.parts.get(one.part, one.part), blocks)

    def _shown(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.record.shown:
            yield Paragraph(inlines(_("No practice was shown.")))
            return
        yield points(
            (
                Strong(self.names.practices.get(one.practice, one.practice)),
                Text(f": {one.because}" if one.because else ""),
            )
            for one in self.record.shown
        )

    def _seen(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.record.notes:
            yield Paragraph(inlines(_("There are no notes of a site visit.")))
        for one in self.record.notes:
            yield from (Paragraph(inlines(line)) for line in one.text.split("\n") if line.strip())
            yield from (self.names.pictures[name] for name in one.pictures if name in self.names.pictures)

    def _decided(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.record.decisions:
            yield Paragraph(inlines(_("Nothing was decided.")))
            return
        rows = []
        for one in self.record.decisions:
            found = tally(one.key, self.record.votes, self.programme.partners)
            rows.append(
                (
                    one.text,
                    _("carried") if found.carried else _("not carried"),
                    *(str(len(several)) for several in (found.yes, found.no, found.abstain, found.silent)),
                )
            )
        heads = (_("Decision"), _("Result"), _("Yes"), _("No"), _("Abstained"), _("Did not vote"))
        yield self.voice.table(_("Decisions, by the partners that have a vote"), heads, rows, numbers=4)

    def _material(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.record.materials:
            yield Paragraph(inlines(_("No material was handed out.")))
            return
        yield points((Link(one.title, one.link),) for one in self.record.materials)

    def _missing(self) -> Iterator[Block]:
        _ = self.voice.say
        told = {one.part for one in self.record.minutes if one.text.strip()}
        gaps = [
            _("Minutes of: %(part)s") % {"part": self.names.parts.get(one.part, one.part)}
            for one in self.meeting.agenda
            if one.part not in told
        ]
        gaps += [] if self.record.participants else [_("Who came")]
        came = {one.partner for one in self.record.participants}
        absent = [one.name for one in self.programme.partners if one.key not in came]
        if self.record.participants and absent:
            gaps.append(_("Partners of which nobody is named: %(partners)s") % {"partners": ", ".join(absent)})
        yield points(gaps) if gaps else Paragraph(inlines(_("Nothing that this report asks for is missing.")))

    def _partner(self, key: str) -> str:
        return next((one.name for one in self.programme.partners if one.key == key), "")
