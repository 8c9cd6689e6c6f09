"""The tree: what a document is made of, what makes it sound, and its digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from openhearth.core.document.inline import SAFE_LINK, Cite, Inline
from openhearth.core.document.picture import Picture
from openhearth.core.errors import Fault, InputError

DEEPEST = 3
"""Sections nest three deep; a brief that needs more is two briefs."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# What XML 1.0 (and so DOCX and SVG) cannot hold: it is shown as a replacement character, never dropped silently.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One thought."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class List:
    """Points, numbered where their order matters."""

    items: tuple[tuple[Inline, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart: a caveat, a limit, an advice."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large number with everything needed to trust it; ``value`` is formatted by the caller."""

    label: str
    value: str
    unit: str = ""
    year: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The two to five numbers a mayor reads. Another count raises ``wrong_count``."""

    figures: tuple[KeyFigure, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.figures) <= 5:
            raise InputError(Fault("wrong_count", "key figures", {"least": 2, "most": 5, "found": len(self.figures)}))


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. Numbers stand at the ``end``; ``unit`` is printed under the label."""

    label: str
    align: Literal["start", "end"] = "start"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Text cells under labelled columns; the first cell of a row names the row.

    Parameters
    ----------
    caption
        What the table shows. It is also its name for a screen reader, so it may not be empty.
    columns, rows
        Every row has one text for each column. A missing figure is written by the caller ("no figure"), not left empty.
    note
        Year, territory version, source, limits.

    Raises
    ------
    InputError
        ``missing_caption``, ``no_columns``, ``wrong_field_count`` with the number of the row.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: tuple[Inline, ...] = ()

    def __post_init__(self) -> None:
        place = f"table {self.caption!r}"
        faults = [] if self.caption.strip() else [Fault("missing_caption", "table")]
        if not self.columns:
            faults.append(Fault("no_columns", place))
        faults += [
            Fault("wrong_field_count", f"{place} row {number}", {"expected": len(self.columns), "found": len(row)})
            for number, row in enumerate(self.rows, start=1)
            if len(row) != len(self.columns)
        ]
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the words and the table that say the same.

    Parameters
    ----------
    caption
        The statement the chart makes.
    alt
        What a person who does not see the chart needs to know. PDF/UA requires it, and so do we.
    spec
        Vega-Lite specification as canonical JSON text (`canonical`), so that the tree stays immutable.
    table
        The figures behind the chart.

    Raises
    ------
    InputError
        ``missing_caption``, ``missing_alt``, ``not_a_spec``.
    """

    caption: str
    alt: str
    spec: str
    table: Table
    note: tuple[Inline, ...] = ()

    def __post_init__(self) -> None:
        place = f"figure {self.caption!r}"
        faults = [] if self.caption.strip() else [Fault("missing_caption", "figure")]
        if not self.alt.strip():
            faults.append(Fault("missing_alt", place))
        if not _is_object(self.spec):
            faults.append(Fault("not_a_spec", place))
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


Block = Paragraph | Section | Table | Figure | Picture | List | Note | KeyFigures


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; the same columns as ``facts/sources.csv``.

    ``language`` is the BCP-47 tag of its words, where it is not the document's.
    """

    code: str
    title: str
    publisher: str = ""
    licence: str = ""
    attribution: str = ""
    url: str = ""
    note: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The house's own words in a document, in the language of the document."""

    sources: str = "Sources"
    data: str = "The figures behind this chart"
    appendix: str = "The figures behind the charts"
    licence: str = "Licence"
    photo: str = "Photo"
    contents: str = "Contents"


@dataclass(frozen=True, slots=True)
class Document:
    """A brief, a report, an answer to print.

    Parameters
    ----------
    language
        BCP-47 tag of the text, with a region where one is meant (``en-IE``).
    date
        As it is to be read; the core knows no clock.
    sources
        Printed at the end in this order; `Cite` shows the position.
    contents
        Whether its chapters and their sections are listed at the front, for a document that nobody reads in one go.

    Raises
    ------
    InputError
        ``missing_title``, ``not_a_language``, ``duplicate_label`` (a source twice), ``unsafe_link`` (a source's address),
        ``unknown_source`` (a citation of none), ``too_deep`` (sections).

    Examples
    --------
    >>> from openhearth.core.document.inline import inlines
    >>> brief = Document("Taranto", blocks=(Paragraph(inlines("Steel.", Cite("x"))),), sources=(Source("x", "A table"),))
    >>> len(digest(brief))
    64
    """

    title: str
    subtitle: str = ""
    language: str = "en"
    author: str = ""
    date: str = ""
    blocks: tuple[Block, ...] = ()
    sources: tuple[Source, ...] = ()
    words: Words = Words()
    contents: bool = False

    def __post_init__(self) -> None:
        faults = [] if self.title.strip() else [Fault("missing_title", "document")]
        if not _LANGUAGE.fullmatch(self.language):
            faults.append(Fault("not_a_language", "document", {"found": self.language}))
        faults += self._source_faults()
        faults += [
            Fault("too_deep", f"section {title!r}", {"most": DEEPEST})
            for title, depth in _depths(self.blocks, 1)
            if depth > DEEPEST
        ]
        if faults:
            raise InputError(*faults)

    def _source_faults(self) -> Iterator[Fault]:
        known: set[str] = set()
        for source in self.sources:
            if source.code in known:
                yield Fault("duplicate_label", "sources", {"label": source.code})
            if source.url and not SAFE_LINK.fullmatch(source.url):
                yield Fault("unsafe_link", f"source {source.code!r}", {"address": source.url})
            known.add(source.code)
        cited = dict.fromkeys(part.source for part in _parts(self.blocks) if isinstance(part, Cite))
        for code in cited:
            if code not in known:
                yield Fault("unknown_source", "citation", {"label": code})

    @property
    def numbers(self) -> dict[str, int]:
        """Source code to the number in the brackets."""
        return {source.code: number for number, source in enumerate(self.sources, start=1)}


def sections(blocks: Sequence[Block], above: str = "section") -> Iterator[tuple[str, Section]]:
    """The sections right below, each with the anchor under which the list of contents finds it.

    Examples
    --------
    >>> [anchor for anchor, _section in sections((Section("A", ()), Section("B", ())))]
    ['section-1', 'section-2']
    """
    found = (block for block in blocks if isinstance(block, Section))
    for number, section in enumerate(found, start=1):
        yield f"{above}-{number}", section


def figures(document: Document) -> tuple[Figure, ...]:
    """The charts of a document in reading order."""
    return tuple(part for part in _parts(document.blocks) if isinstance(part, Figure))


def pictures(document: Document) -> tuple[Picture, ...]:
    """The photos of a document in reading order."""
    return tuple(part for part in _parts(document.blocks) if isinstance(part, Picture))


def canonical(spec: Mapping[str, object]) -> str:
    """The one JSON text of a mapping: sorted keys, no blanks, no NaN.

    Examples
    --------
    >>> canonical({"b": [1, None], "a": "ő"})
    '{"a":"ő","b":[1,null]}'
    """
    return json.dumps(spec, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def as_data(document: Document) -> dict[str, object]:
    """The tree as plain data: every node a mapping with its ``kind``, every text printable, a photo by its digest."""
    data = _data(document)
    if not isinstance(data, dict):
        raise TypeError(document)
    return data


def digest(document: Document) -> str:
    """SHA-256 of the canonical JSON of the tree, in hexadecimal: equal documents, equal digest."""
    return hashlib.sha256(canonical(as_data(document)).encode()).hexdigest()


def printable(text: str) -> str:
    r"""The text with control characters and lone surrogates replaced by U+FFFD.

    Examples
    --------
    >>> printable("a\x00b")
    'a�b'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def _data(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if is_dataclass(value):
        named = {field.name: _data(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **named}
    return value


def _parts(value: object) -> Iterator[object]:
    """Every node below, in reading order."""
    if isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _parts(getattr(value, field.name))


def _depths(blocks: Sequence[Block], depth: int) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if isinstance(block, Section):
            yield block.title, depth
            yield from _depths(block.blocks, depth + 1)
        elif isinstance(block, Note):
            # A heading inside a note would break the outline that screen readers walk.
            yield from ((title, DEEPEST + 1) for title, _ in _depths(block.blocks, depth))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
