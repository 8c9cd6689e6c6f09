"""How a document of a programme speaks: in which language, and how it writes days and money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from openhearth.core.document import Block, Column, Inline, List, Note, Paragraph, Section, Table, Text, Words, inlines
from openhearth.core.programme.progress import Money

NONE = "\N{EN DASH}"


def _euro(cents: int) -> str:
    return f"{cents / 100:,.2f} €" if cents % 100 else f"{cents // 100:,} €"


@dataclass(frozen=True, slots=True)
class Voice:
    """What the shell knows about its reader.

    Parameters
    ----------
    say
        A sentence of the house in the language of the reader; such as gettext.
    euro, day
        How an amount in whole euro cents, and a day in ISO 8601, are written.
    author
        Who signs the document.
    """

    language: str = "en"
    say: Callable[[str], str] = str
    euro: Callable[[int], str] = _euro
    day: Callable[[str], str] = str
    author: str = ""
    words: Words = field(default_factory=Words)

    def table(self, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0) -> Table:
        """A table whose last ``numbers`` columns are figures; an empty cell says so by a dash."""
        columns = tuple(
            Column(head, "end" if place >= len(heads) - numbers else "start") for place, head in enumerate(heads)
        )
        return Table(caption, columns, tuple(tuple(cell or NONE for cell in row) for row in rows))

    def gap(self, sentence: str) -> Note:
        """Something that a reader expects here and that nobody told."""
        _ = self.say
        return Note(_("Not told yet"), (Paragraph(inlines(sentence)),))

    def content(self, text: str, language: str) -> Text:
        """Words of the programme, marked where they are in another language than the document."""
        return Text(text, "" if language.partition("-")[0] == self.language.partition("-")[0] else language)

    def days(self, start: str, end: str) -> str:
        """From a day to a day; empty where neither is known."""
        told = [self.day(one[: len("2027-03-01")]) for one in dict.fromkeys((start, end)) if one]
        return f" {NONE} ".join(told)

    def told(self, cents: int | None) -> str:
        """An amount, or that nobody told it."""
        _ = self.say
        return _("not told") if cents is None else self.euro(cents)

    def amount(self, money: Money) -> str:
        """A sum; while a part of it is missing, a least amount."""
        _ = self.say
        if money.whole:
            return self.euro(money.cents)
        return _("at least %(amount)s") % {"amount": self.euro(money.cents)} if money.cents else _("not told")


def points(items: Iterable[str | Inline | tuple[Inline, ...]]) -> List:
    """A list of sentences."""
    return List(tuple(one if isinstance(one, tuple) else inlines(one) for one in items))


def section(title: str, blocks: Iterable[Block]) -> Section:
    """A heading and all that stands under it."""
    return Section(title, tuple(blocks))
