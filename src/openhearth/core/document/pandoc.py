"""A document as pandoc's own tree, from which pandoc writes DOCX and Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from openhearth.core.document.inline import Cite, Emphasis, Inline, Link, Strong, Text
from openhearth.core.document.picture import Picture
from openhearth.core.document.tree import (
    Block,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    List,
    Note,
    Paragraph,
    Section,
    Source,
    Table,
    Words,
    figures,
    printable,
    sections,
)

API_VERSION = (1, 23, 1)
"""Of pandoc-types; pandoc 3.0 to 3.9 read it, another major version refuses it with a message of its own."""

Node = dict[str, object]
_NO_ATTRIBUTES: list[object] = ["", [], []]
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # spaces that do not break stay inside a word
_WIDEST, _TALLEST = 15.6, 8.0
"""Of a photo on the page, in cm: two that lie stand on a page with their words."""

_ALIGN = {"start": "AlignLeft", "end": "AlignRight"}


def as_pandoc(document: Document, figure_path: Callable[[Figure | Picture], str] | None) -> Node:
    """The document as pandoc's JSON tree (pandoc-types 1.23).

    Parameters
    ----------
    document
        The tree.
    figure_path
        Where a photo or the drawing of a chart lies. With drawings, the tables behind them follow at the end. None leaves
        them out: the caption, the description and the table stand in the place of a chart, words in that of a photo.

    Notes
    -----
    Text is split at white space into words, so a line break in it cannot begin a heading or a list in Markdown.

    Examples
    --------
    >>> tree = as_pandoc(Document("T", blocks=(Paragraph((Text("a b"),)),)), None)
    >>> tree["blocks"]
    [{'t': 'Para', 'c': [{'t': 'Str', 'c': 'a'}, {'t': 'Space'}, {'t': 'Str', 'c': 'b'}]}]
    """
    writer = _Writer(document.numbers, figure_path, document.words)
    # Without drawings the text is read as it stands, where nothing leads to an anchor.
    listed = document.contents and figure_path is not None
    blocks = writer.blocks(document.blocks, 1, "section" if listed else "")
    if listed:
        blocks = [_header(1, document.words.contents), *_contents(document.blocks), *blocks]
    charts = figures(document)
    if charts and figure_path:
        blocks += [_header(1, document.words.appendix), *(_table(chart.table) for chart in charts)]
    if document.sources:
        items = [[_node("Plain", writer.source(source, document.words.licence))] for source in document.sources]
        blocks.append(_header(1, document.words.sources))
        blocks.append(_node("OrderedList", [[1, _node("Decimal"), _node("Period")], items]))
    meta = {
        name: _node("MetaInlines", _words(text))
        for name in ("title", "subtitle", "author", "date")
        if (text := getattr(document, name))
    }
    meta["lang"] = _node("MetaString", document.language)
    return {"pandoc-api-version": list(API_VERSION), "meta": meta, "blocks": blocks}


@dataclass(frozen=True, slots=True)
class _Writer:
    numbers: dict[str, int]
    figure_path: Callable[[Figure | Picture], str] | None
    words: Words

    def blocks(self, blocks: Sequence[Block], level: int, above: str = "") -> list[Node]:
        """``above``: the anchor of the section around, where sections carry one."""
        anchors = iter([at for at, _section in sections(blocks, above)])
        return [
            node
            for block in blocks
            for node in (
                self.section(block, level, next(anchors) if above else "")
                if isinstance(block, Section)
                else self.block(block, level)
            )
        ]

    def section(self, section: Section, level: int, anchor: str) -> list[Node]:
        return [_header(level, section.title, anchor), *self.blocks(section.blocks, level + 1, anchor)]

    def block(self, block: Block, level: int) -> list[Node]:  # noqa: PLR0911 one return for each kind
        match block:
            case Paragraph(inlines):
                return [_node("Para", self.run(inlines))]
            case Section():
                return self.section(block, level, "")
            case List(items, ordered):
                entries = [[_node("Plain", self.run(item))] for item in items]
                style = [1, _node("Decimal"), _node("Period")]
                return [_node("OrderedList", [style, entries]) if ordered else _node("BulletList", entries)]
            case Note(title, blocks):
                named = _node("Para", [_node("Strong", _words(title))])
                return [_node("BlockQuote", [named, *self.blocks(blocks, level)])]
            case KeyFigures(shown):
                return [_node("BulletList", [[_node("Plain", _key_figure(figure))] for figure in shown])]
            case Table():
                return [*self.table(block), *self.note(block.note)]
            case Figure():
                return self.figure(block)
            case Picture():
                return self.picture(block)

    def figure(self, figure: Figure) -> list[Node]:
        notes = self.note(figure.note) + self.note(figure.table.note)
        if self.figure_path is None:
            return [
                *self.table(replace(figure.table, caption=figure.caption)),
                *notes,
                _node("Para", _words(figure.alt)),
            ]
        return [_image(figure.alt, self.figure_path(figure), "100%", figure.caption), *notes]

    def picture(self, picture: Picture) -> list[Node]:
        if self.figure_path is None:
            return [_node("Para", [_node("Emph", _words(f"{self.words.photo}: {picture.legend}"))])]
        wide = min(_WIDEST, _TALLEST * picture.width / picture.height)
        return [_image(picture.alt, self.figure_path(picture), f"{wide:.1f}cm", picture.legend)]

    def table(self, table: Table) -> list[Node]:
        """Without pictures the text is read as it stands, where a caption belongs before its table."""
        if self.figure_path:
            return [_table(table)]
        return [_node("Para", [_node("Strong", _words(table.caption))]), _table(table, caption="")]

    def note(self, note: tuple[Inline, ...]) -> list[Node]:
        return [_node("Para", self.run(note))] if note else []

    def run(self, inlines: Sequence[Inline]) -> list[Node]:
        return [node for inline in inlines for node in self.inline(inline)]

    def inline(self, inline: Inline) -> list[Node]:
        match inline:
            case Text(text, language):
                return _foreign(_words(text), language)
            case Strong(text, language):
                return _foreign([_node("Strong", _words(text))], language)
            case Emphasis(text):
                return [_node("Emph", _words(text))]
            case Link(text, address):
                return [_link(text, address)]
            case Cite(source):
                return [_node("Str", f"\u00a0[{self.numbers[source]}]")]

    def source(self, source: Source, licence: str) -> list[Node]:
        title = [_link(source.title, source.url)] if source.url else _words(source.title)
        named = f"{licence}: {source.licence}" if source.licence else ""
        rest = ". ".join(part for part in (source.publisher, source.attribution, named, source.note) if part)
        return _foreign([*title, *_words(f". {rest}.")] if rest else title, source.language)


def _foreign(nodes: list[Node], language: str) -> list[Node]:
    """Words in another language than the document's, marked as such."""
    return [_node("Span", [["", [], [["lang", language]]], nodes])] if language else nodes


def _image(alt: str, path: str, width: str, caption: str) -> Node:
    image = _node("Image", [["", [], [["width", width]]], _words(alt), [path, ""]])
    below = [None, [_node("Plain", _words(caption))]]
    return _node("Figure", [_NO_ATTRIBUTES, below, [_node("Plain", [image])]])


def _table(table: Table, caption: str | None = None) -> Node:
    def cell(text: str, align: str) -> list[object]:
        return [_NO_ATTRIBUTES, _node(align), 1, 1, [_node("Plain", _words(text))]]

    def row(texts: Iterable[str]) -> list[object]:
        return [_NO_ATTRIBUTES, [cell(text, align) for text, align in zip(texts, aligns, strict=True)]]

    aligns = [_ALIGN[column.align] for column in table.columns]
    heads = (f"{column.label} ({column.unit})" if column.unit else column.label for column in table.columns)
    widths = [[_node(align), _node("ColWidthDefault")] for align in aligns]
    said = [None, [_node("Plain", _words(table.caption if caption is None else caption))] * (caption != "")]
    body = [_NO_ATTRIBUTES, 1, [], [row(cells) for cells in table.rows]]
    return _node("Table", [_NO_ATTRIBUTES, said, widths, [_NO_ATTRIBUTES, [row(heads)]], [body], [_NO_ATTRIBUTES, []]])


def _key_figure(figure: KeyFigure) -> list[Node]:
    measured = f"{figure.value} {figure.unit}".strip()
    remark = ", ".join(part for part in (figure.year, figure.note) if part)
    return [*_words(f"{figure.label}: "), _node("Strong", _words(measured)), *_words(f" ({remark})" if remark else "")]


def _header(level: int, title: str, anchor: str = "") -> Node:
    return _node("Header", [level, [anchor, [], []], _words(title)])


def _contents(blocks: Sequence[Block], above: str = "section", deeper: int = 1) -> list[Node]:
    """The chapters and, ``deeper``, their sections, each leading there."""
    entries = [
        [_node("Plain", [_link(one.title, f"#{at}")]), *(_contents(one.blocks, at, 0) * deeper)]
        for at, one in sections(blocks, above)
    ]
    return [_node("BulletList", entries)] if entries else []


def _link(text: str, address: str) -> Node:
    return _node("Link", [_NO_ATTRIBUTES, _words(text), [address, ""]])


def _words(text: str) -> list[Node]:
    nodes: list[Node] = []
    for position, word in enumerate(_BLANKS.split(printable(text))):
        nodes += [_node("Space")] * (position > 0) + [_node("Str", word)] * bool(word)
    return nodes


def _node(name: str, content: object = None) -> Node:
    return {"t": name} if content is None else {"t": name, "c": content}
