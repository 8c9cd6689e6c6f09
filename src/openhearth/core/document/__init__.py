"""A document as a tree of frozen values, and the pure writers of that tree.

A brief is written once, as a `Document`; `openhearth.press` prints it as PDF, DOCX, HTML and Markdown.
"""

from openhearth.core.document.html import as_html
from openhearth.core.document.inline import Cite, Emphasis, Inline, Link, Strong, Text, inlines
from openhearth.core.document.pandoc import as_pandoc
from openhearth.core.document.picture import Picture
from openhearth.core.document.tree import (
    Block,
    Column,
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
    as_data,
    canonical,
    digest,
    figures,
    pictures,
)

__all__ = [
    "Block",
    "Cite",
    "Column",
    "Document",
    "Emphasis",
    "Figure",
    "Inline",
    "KeyFigure",
    "KeyFigures",
    "Link",
    "List",
    "Note",
    "Paragraph",
    "Picture",
    "Section",
    "Source",
    "Strong",
    "Table",
    "Text",
    "Words",
    "as_data",
    "as_html",
    "as_pandoc",
    "canonical",
    "digest",
    "figures",
    "inlines",
    "pictures",
]
