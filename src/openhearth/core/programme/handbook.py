"""The handbook of a programme as a document: practices, what peers said, what was learned and what became of it, in a stable order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openhearth.core.document import Block, Cite, Document, Inline, List, Note, Paragraph, Source, Strong, Text, inlines
from openhearth.core.practice import Practice
from openhearth.core.programme.chain import Chain, Record, Step, chain, titles, walk
from openhearth.core.programme.terms import Learning, Meeting, Programme, Recommendation
from openhearth.core.programme.unfinished import handed_on
from openhearth.core.programme.voice import Voice, points, section


def handbook(
    programme: Programme,
    practices: Mapping[str, Practice],
    today: date,
    voice: Voice | None = None,
    *,
    introduction: Sequence[str] = (),
    moves: Mapping[str, Sequence[str]] | None = None,
    called: Mapping[Record, str] | None = None,
) -> Document:
    """The handbook: introduction, practices, peer reviews, learnings with their chain, index, what is missing, sources.

    Unfinished learnings are left out.

    Parameters
    ----------
    practices
        Code to record. Those that the programme shows or refers to are printed, in the order in which it first does.
    introduction
        Paragraphs of its editors; without any, the aims and elements of the programme stand there.
    moves
        As for `chain`.
    called
        What actions and indicators of plans are called; those without a name appear by their keys.

    Examples
    --------
    >>> book = handbook(Programme("p", "Peers"), {}, date(2027, 1, 1))
    >>> [block.title for block in book.blocks if hasattr(block, "title")]
    ['Introduction', 'Practices', 'Peer reviews', 'Learnings and what became of them', 'Index', 'What is missing']
    """
    programme = handed_on(programme)
    found = chain(programme, moves or {})
    shown = [code for meeting in programme.meetings for code in meeting.practices]
    linked = [record.key for record in found.records if record.kind == "practice"]
    codes = tuple(dict.fromkeys((*shown, *linked)))
    speaking = voice or Voice()
    names = _Names.of(programme, practices, codes, found, speaking, called or {})
    return _Handbook(
        programme, practices, codes, found, names, _cited(codes, practices), today, speaking, tuple(introduction)
    ).document()


@dataclass(frozen=True, slots=True)
class _Names:
    """What partners and the records of the chain are called."""

    titles: Mapping[Record, str]
    partners: Mapping[str, str]
    voice: Voice

    @classmethod
    def of(
        cls,
        programme: Programme,
        practices: Mapping[str, Practice],
        codes: Sequence[str],
        found: Chain,
        voice: Voice,
        called: Mapping[Record, str],
    ) -> _Names:
        said = {record: called.get(record, record.key) for record in found.records}
        said |= {Record("practice", code): practices[code].title if code in practices else code for code in codes}
        said |= titles(programme)
        return cls(said, {one.key: one.name for one in programme.partners}, voice)

    def partner(self, key: str) -> str:
        return self.partners.get(key, key)

    def step(self, step: Step) -> tuple[Inline, ...]:
        """A record of the chain in words, with who said so and when."""
        link = step.link
        told = (link.by, self.voice.day(link.on) if link.on else "") if link else ()
        remark = ", ".join(filter(None, told))
        title = self.titles[step.record]
        return inlines(Strong(f"{_kind(step.record, self.voice.say)}: "), title + (f" ({remark})" if remark else ""))

    def joined(self, record: Record) -> str:
        return f"{_kind(record, self.voice.say)}: {self.titles[record]}"


@dataclass(frozen=True, slots=True)
class _Handbook:
    programme: Programme
    practices: Mapping[str, Practice]
    codes: tuple[str, ...]
    chain: Chain
    names: _Names
    cited: Mapping[str, str]
    today: date
    voice: Voice
    introduction: tuple[str, ...]

    def document(self) -> Document:
        _ = self.voice.say
        return Document(
            title=self.programme.title,
            subtitle=_("Handbook of practices, peer reviews and learnings"),
            language=self.voice.language,
            author=self.voice.author,
            date=self.voice.day(self.today.isoformat()),
            blocks=(
                section(_("Introduction"), self._introduction()),
                section(_("Practices"), self._practices()),
                section(_("Peer reviews"), self._reviews()),
                section(_("Learnings and what became of them"), self._learnings()),
                section(_("Index"), self._index()),
                section(_("What is missing"), self._missing()),
            ),
            sources=tuple(self._sources()),
            words=self.voice.words,
            contents=True,
        )

    def _introduction(self) -> Iterator[Block]:
        _ = self.voice.say
        programme = self.programme
        if programme.note:
            yield Note(_("Please note"), (Paragraph((self._said(programme.note),)),))
        yield from (Paragraph(inlines(one)) for one in self.introduction)
        if not self.introduction and programme.aims:
            yield Paragraph(inlines(_("The programme sets out to:")))
            yield points(self._said(one) for one in programme.aims)
        for named in (programme.elements, programme.figures):
            if named and not self.introduction:
                yield List(tuple((Strong(f"{name}: "), self._said(said)) for name, said in named))
        if programme.partners:
            yield self.voice.table(
                _("Partners"),
                (_("Partner"), _("Place"), _("Country"), _("Role")),
                [(one.name, one.place, one.country, _role(one.role, _)) for one in programme.partners],
            )

    def _practices(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.codes:
            yield self.voice.gap(_("No practice was shown or referred to yet."))
        for number, code in enumerate(self.codes, 1):
            practice = self.practices.get(code)
            yield section(f"{number}. {practice.title if practice else code}", self._practice(code, practice))

    def _practice(self, code: str, practice: Practice | None) -> Iterator[Block]:
        _ = self.voice.say
        if practice is None:
            yield self.voice.gap(_("The toolkit has no validated record of the practice “%(code)s”.") % {"code": code})
        else:
            yield Paragraph((self.voice.content(practice.summary, practice.language), Cite(self.cited[code])))
            if practice.facts:
                yield self.voice.table(
                    _("Figures of “%(title)s”") % {"title": practice.title},
                    (_("Figure"), _("Value"), _("Unit")),
                    [(one.label, f"{one.value:,g}", one.unit) for one in practice.facts],
                )
        seen = [one.title for one in self.programme.meetings if code in one.practices]
        if seen:
            yield Paragraph(inlines(Strong(_("Shown at:") + " "), "; ".join(seen)))
        record = Record("practice", code)
        if record in self.chain.onward:
            yield Paragraph(inlines(Strong(_("Led to:"))))
            yield points(self.names.step(step) for step in walk(self.chain, record)[1:])

    def _said(self, text: str) -> Text:
        return self.voice.content(text, self.programme.language)

    def _reviews(self) -> Iterator[Block]:
        _ = self.voice.say
        if not any(one.given_on for one in self.programme.recommendations):
            yield self.voice.gap(_("No recommendation was given yet."))
        for title, several in self._by_meeting():
            yield section(title, (block for one in several for block in self._review(one)))

    def _by_meeting(self) -> Iterator[tuple[str, list[Recommendation]]]:
        _ = self.voice.say
        meetings = (*self.programme.meetings, Meeting("", 0, _("Without a meeting")))
        for meeting in meetings:
            several = [one for one in self.programme.recommendations if one.meeting == meeting.key and one.given_on]
            if several:
                yield meeting.title, several

    def _review(self, said: Recommendation) -> Iterator[Block]:
        _ = self.voice.say
        lens = {"social": _("social"), "ecological": _("ecological"), "economic": _("economic")}[said.lens]
        reach = {"local": _("local"), "global": _("global")}[said.reach]
        about = _("%(by)s to %(to)s (%(lens)s, %(reach)s):") % {
            "by": said.by,
            "to": self.names.partner(said.to),
            "lens": lens,
            "reach": reach,
        }
        yield Paragraph(inlines(Strong(about + " "), self._said(said.text)))
        reply = {
            "open": _("No answer yet."),
            "accepted": _("Accepted."),
            "adapted": _("Adapted."),
            "declined": _("Declined."),
        }[said.reply]
        because = inlines(f"{reply} ", self._said(said.because)) if said.because else inlines(reply)
        later = (inlines(f"{self.voice.day(day)}: ", self._said(found)) for day, found in said.follow_ups)
        yield points((because, *later))

    def _learnings(self) -> Iterator[Block]:
        _ = self.voice.say
        if not self.programme.learnings:
            yield self.voice.gap(_("No learning was written down yet."))
        for number, one in enumerate(self.programme.learnings, 1):
            yield section(f"{number}. {self.names.partner(one.partner)}", self._learning(one))

    def _learning(self, one: Learning) -> Iterator[Block]:
        _ = self.voice.say
        instrument = {plan.key: plan.title for plan in self.programme.instruments}.get(one.instrument, "")
        told = (
            (_("What we saw"), one.saw),
            (_("Why it worked there"), one.why_it_worked),
            (_("What differs here"), one.what_differs),
            (_("What we would change"), one.would_change),
            (_("In which instrument"), ", ".join(filter(None, (instrument, one.article)))),
            (_("Who must agree"), ", ".join(one.must_agree)),
            (_("By when"), self.voice.day(one.by_when) if one.by_when else ""),
        )
        yield List(tuple((Strong(f"{label}: "), self._said(said)) for label, said in told if said))
        empty = [label for label, said in told if not said]
        if empty:
            yield self.voice.gap("; ".join(empty))
        record = Record("learning", one.key)
        before = [self.names.step(step) for step in reversed(walk(self.chain, record, "back")[1:])]
        after = [self.names.step(step) for step in walk(self.chain, record)[1:]]
        for label, steps in ((_("It goes back to:"), before), (_("What became of it:"), after)):
            yield Paragraph(inlines(Strong(label)))
            yield points(steps) if steps else Paragraph(inlines(_("Nothing is on record.")))

    def _index(self) -> Iterator[Block]:
        _ = self.voice.say
        where: dict[str, dict[str, None]] = {}
        for term, place in self._mentions():
            if term:
                where.setdefault(term, {})[place] = None
        if not where:
            yield Paragraph(inlines(_("There is nothing to look up yet.")))
            return
        yield self.voice.table(
            _("Where partners, practices, themes and instruments are found"),
            (_("Entry"), _("Found in")),
            [(term, "; ".join(where[term])) for term in sorted(where, key=_sorted_as)],
        )

    def _mentions(self) -> Iterator[tuple[str, str]]:
        """Entries of the index and where they are found, in the order of the book."""
        _ = self.voice.say
        for number, code in enumerate(self.codes, 1):
            practice = self.practices.get(code)
            place = _("Practice %(number)s") % {"number": number}
            yield practice.title if practice else code, place
            for actor in practice.actors if practice else ():
                yield actor, place
        for title, several in self._by_meeting():
            theme = next((one.theme for one in self.programme.meetings if one.title == title), "")
            place = _("Peer review “%(title)s”") % {"title": title}
            yield theme, place
            for said in several:
                yield self.names.partner(said.to), place
                yield from ((self.names.titles[Record("practice", code)], place) for code in said.practices)
        instruments = {one.key: one.title for one in self.programme.instruments}
        for number, one in enumerate(self.programme.learnings, 1):
            place = _("Learning %(number)s") % {"number": number}
            yield self.names.partner(one.partner), place
            yield instruments.get(one.instrument, ""), place
            yield from ((self.names.titles[Record("practice", code)], place) for code in one.practices)

    def _missing(self) -> Iterator[Block]:
        _ = self.voice.say
        gaps = [
            *(
                _("No validated record of the practice “%(code)s”") % {"code": code}
                for code in self.codes
                if code not in self.practices
            ),
            *(
                _("No answer to the recommendation: %(text)s") % {"text": one.text}
                for one in self.programme.recommendations
                if one.reply == "open"
            ),
            *(_("Led to nothing yet: %(record)s") % {"record": self.names.joined(one)} for one in self.chain.dead_ends),
            *(
                _("Nobody said where it comes from: %(record)s") % {"record": self.names.joined(one)}
                for one in self.chain.without_beginning
                if one.kind != "instrument"
            ),
            *(
                _("No change is on record of: %(record)s") % {"record": self.names.titles[one]}
                for one in self.chain.without_beginning
                if one.kind == "instrument"
            ),
        ]
        yield points(gaps) if gaps else Paragraph(inlines(_("Nothing that this book asks for is missing.")))

    def _sources(self) -> Iterator[Source]:
        for code in dict.fromkeys(self.cited.values()):
            practice = self.practices[code]
            yield Source(code, practice.provenance or practice.title, url=practice.url)


def _cited(codes: Sequence[str], practices: Mapping[str, Practice]) -> Mapping[str, str]:
    """Practice to the first one of the same source: a source is listed once."""
    first: dict[tuple[str, str], str] = {}
    told = [(code, practices[code]) for code in codes if code in practices]
    return {code: first.setdefault((one.provenance or one.title, one.url), code) for code, one in told}


def _kind(record: Record, _: Callable[[str], str]) -> str:
    return {
        "practice": _("Practice"),
        "recommendation": _("Recommendation"),
        "learning": _("Learning"),
        "action": _("Action"),
        "indicator": _("Indicator"),
        "change": _("Change of an instrument"),
        "instrument": _("Policy instrument"),
    }[record.kind]


def _role(role: str, _: Callable[[str], str]) -> str:
    return {
        "lead": _("leads"),
        "policy": _("improves a policy instrument"),
        "discovery": _("discovers"),
        "associated": _("is associated"),
    }[role]


def _sorted_as(term: str) -> tuple[str, str]:
    """As in a dictionary: accents and capitals come second."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", term) if not unicodedata.combining(one))
    return plain.casefold(), term
