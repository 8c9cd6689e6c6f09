"""A document as semantic HTML: one ``article``, no script, no style, everything escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from openhearth.core.document.inline import Cite, Emphasis, Inline, Link, Strong, Text
from openhearth.core.document.picture import Picture
from openhearth.core.document.tree import (
    Block,
    Document,
    Figure,
    KeyFigures,
    List,
    Note,
    Paragraph,
    Section,
    Source,
    Table,
    Words,
    printable,
    sections,
)


def embedded(picture: Picture) -> str:
    """The photo itself as an address, for a file that stands alone."""
    return "data:image/jpeg;base64," + b64encode(picture.data).decode()


def as_html(
    document: Document, figure_url: Callable[[Figure], str], picture_url: Callable[[Picture], str] = embedded
) -> str:
    """The document as an ``article`` element, ready to stand in a page.

    Parameters
    ----------
    document
        The tree.
    figure_url
        The address of a chart's drawing: a path of the site, or a ``data:`` address in a file that stands alone.
    picture_url
        The address of a photo, likewise.

    Notes
    -----
    A chart stands in a region that can be scrolled and focused, because on a phone its letters would otherwise shrink
    below reading size. Behind it, closed, is the table that says the same.

    Examples
    --------
    >>> from openhearth.core.document.inline import inlines
    >>> tree = Document("A & B", blocks=(Paragraph(inlines("1 < 2")),))
    >>> as_html(tree, lambda figure: "")
    '<article class="document" lang="en"><header><h1>A &amp; B</h1></header><p>1 &lt; 2</p></article>'
    """
    page = _Page(document.numbers, figure_url, picture_url, document.words)
    head = _element("h1", _text(document.title))
    head += _element("p", _text(document.subtitle), "subtitle") if document.subtitle else ""
    byline = " · ".join(_text(part) for part in (document.author, document.date) if part)
    head += _element("p", byline, "byline") if byline else ""
    body = (page.contents(document.blocks) if document.contents else "") + page.blocks(
        document.blocks, 2, "section" if document.contents else ""
    )
    if document.sources:
        items = "".join(page.source(source, number) for number, source in enumerate(document.sources, start=1))
        body += f'<section class="sources">{_element("h2", _text(document.words.sources))}<ol>{items}</ol></section>'
    return f'<article class="document" lang="{_text(document.language)}"><header>{head}</header>{body}</article>'


@dataclass(frozen=True, slots=True)
class _Page:
    numbers: dict[str, int]
    figure_url: Callable[[Figure], str]
    picture_url: Callable[[Picture], str]
    words: Words

    def contents(self, blocks: Sequence[Block], above: str = "section", deeper: int = 1) -> str:
        """The list of the chapters and, ``deeper``, of their sections, each leading there."""
        entries = [
            _element("li", f'<a href="#{at}">{_text(one.title)}</a>' + (self.contents(one.blocks, at, 0) * deeper))
            for at, one in sections(blocks, above)
        ]
        listed = _element("ul", "".join(entries)) if entries else ""
        if not deeper:
            return listed
        name = _text(self.words.contents)
        return f'<nav class="document-contents" aria-label="{name}">{_element("h2", name)}{listed}</nav>'

    def blocks(self, blocks: Sequence[Block], level: int, above: str = "") -> str:
        """``above``: the anchor of the section around, where sections carry one."""
        anchors = iter([at for at, _section in sections(blocks, above)])
        return "".join(
            self.section(block, level, next(anchors) if above else "")
            if isinstance(block, Section)
            else self.block(block, level)
            for block in blocks
        )

    def section(self, section: Section, level: int, anchor: str) -> str:
        named = f' id="{anchor}"' if anchor else ""
        head = f"<h{level}{named}>{_text(section.title)}</h{level}>"
        return _element("section", head + self.blocks(section.blocks, level + 1, anchor))

    def block(self, block: Block, level: int) -> str:  # noqa: PLR0911 one return for each kind
        match block:
            case Paragraph(inlines):
                return _element("p", self.run(inlines))
            case Section():
                return self.section(block, level, "")
            case List(items, ordered):
                return _element("ol" if ordered else "ul", "".join(_element("li", self.run(item)) for item in items))
            case Note(title, blocks):
                named = _element("p", _element("strong", _text(title)))
                return f'<aside class="note" aria-label="{_text(title)}">{named}{self.blocks(blocks, level)}</aside>'
            case KeyFigures():
                return self.key_figures(block)
            case Table():
                return _element("figure", self.table(block) + self.note(block.note), "table")
            case Figure():
                return self.figure(block)
            case Picture():
                return self.picture(block)

    def key_figures(self, block: KeyFigures) -> str:
        def entry(label: str, value: str, unit: str, *remarks: str) -> str:
            measured = _element("strong", _text(value)) + (f" {_element('span', _text(unit), 'unit')}" if unit else "")
            remark = " · ".join(_text(part) for part in remarks if part)
            small = _element("dd", remark, "remark") if remark else ""
            return _element("div", _element("dt", _text(label)) + _element("dd", measured, "value") + small)

        entries = (entry(item.label, item.value, item.unit, item.year, item.note) for item in block.figures)
        return _element("dl", "".join(entries), "key-figures")

    def table(self, table: Table) -> str:
        def head(label: str, unit: str, align: str) -> str:
            small = f" {_element('small', _text(unit))}" if unit else ""
            return f'<th scope="col" class="{align}">{_text(label)}{small}</th>'

        def row(cells: tuple[str, ...]) -> str:
            first = f'<th scope="row" class="{table.columns[0].align}">{_text(cells[0])}</th>'
            rest = zip(table.columns[1:], cells[1:], strict=True)
            return _element("tr", first + "".join(_element("td", _text(cell), column.align) for column, cell in rest))

        heads = "".join(head(column.label, column.unit, column.align) for column in table.columns)
        body = "".join(row(cells) for cells in table.rows)
        caption = _text(table.caption)
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
            f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def figure(self, figure: Figure) -> str:
        caption = _text(figure.caption)
        image = f'<img src="{_text(self.figure_url(figure))}" alt="{_text(figure.alt)}">'
        picture = f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">{image}</div>'
        behind = f"<details>{_element('summary', _text(self.words.data))}{self.table(figure.table)}</details>"
        notes = self.note(figure.note) + self.note(figure.table.note)
        return _element("figure", f"{_element('figcaption', caption)}{picture}{notes}{behind}", "chart")

    def picture(self, picture: Picture) -> str:
        size = f'width="{picture.width}" height="{picture.height}"'
        image = f'<img src="{_text(self.picture_url(picture))}" alt="{_text(picture.alt)}" {size}>'
        return _element("figure", image + _element("figcaption", _text(picture.legend)), "photo")

    def note(self, note: tuple[Inline, ...]) -> str:
        return _element("p", self.run(note), "remark") if note else ""

    def run(self, inlines: Sequence[Inline]) -> str:
        return "".join(self.inline(inline) for inline in inlines)

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(text, language):
                return f'<span lang="{_text(language)}">{_text(text)}</span>' if language else _text(text)
            case Strong(text, language):
                marked = f' lang="{_text(language)}"' if language else ""
                return f"<strong{marked}>{_text(text)}</strong>"
            case Emphasis(text):
                return _element("em", _text(text))
            case Link(text, address):
                return _link(text, address)
            case Cite(source):
                number = self.numbers[source]
                return f'&nbsp;<a class="cite" href="#source-{number}">[{number}]</a>'

    def source(self, source: Source, number: int) -> str:
        title = _link(source.title, source.url) if source.url else _text(source.title)
        licence = f"{self.words.licence}: {source.licence}" if source.licence else ""
        rest = ". ".join(_text(part) for part in (source.publisher, source.attribution, licence, source.note) if part)
        marked = f' lang="{_text(source.language)}"' if source.language else ""
        return f'<li id="source-{number}"{marked}>{title}{rest and f". {rest}."}</li>'


def _element(name: str, content: str, style: str = "") -> str:
    named = f' class="{style}"' if style else ""
    return f"<{name}{named}>{content}</{name}>"


def _link(text: str, address: str) -> str:
    return f'<a href="{_text(address)}" rel="noopener noreferrer">{_text(text)}</a>'


def _text(text: str) -> str:
    return escape(printable(text), quote=True)
