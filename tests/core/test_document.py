"""The document tree and its pure writers."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.document import (
    Cite,
    Column,
    Document,
    Emphasis,
    Figure,
    KeyFigure,
    KeyFigures,
    Link,
    List,
    Note,
    Paragraph,
    Section,
    Source,
    Strong,
    Table,
    Text,
    as_data,
    as_html,
    as_pandoc,
    canonical,
    digest,
    figures,
    inlines,
)
from openhearth.core.document.tree import printable
from openhearth.core.errors import InputError

HOSTILE = "<script>alert(1)</script> #set page() \\input{x} *_`[a](b)` | $x$ &amp; ${ \n# head\n- item \"'"
TABLE = Table("Jobs", (Column("Branch"), Column("Jobs", "end", "persons")), (("Steel", "12"), ("Lime", "no figure")))
FIGURE = Figure("Falls", "Line from 2 to 1.", "{}", TABLE)
BRIEF = Document(
    "Taranto",
    "Where we stand",
    "en-IE",
    "OpenHearth",
    "2026",
    (
        KeyFigures((KeyFigure("Jobs", "12", "persons", "2015", "steel"), KeyFigure("LQ", "5.2"))),
        Section(
            "Work",
            (
                Paragraph(
                    inlines("Less ", Strong("steel"), Emphasis("now"), Link("here", "https://a.eu/b"), Cite("x"))
                ),
                List((inlines("first"), inlines("second")), ordered=True),
                Note("Care", (Paragraph(inlines("Limits.")),)),
                Section("Deeper", (TABLE, FIGURE)),
            ),
        ),
    ),
    (
        Source("w", "Other"),
        Source("x", "Table of jobs", "Eurostat", "CC-BY-4.0", "Source: Eurostat", "https://ec.europa.eu", "2015"),
    ),
)


class Seen(HTMLParser):
    """What a browser would see: tags with attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]


def seen(document: Document) -> Seen:
    return Seen(as_html(document, lambda figure: f"/charts/{figure.caption}.svg"))


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_a_figure_without_alternative_text_is_refused_with_all_its_faults() -> None:
    with pytest.raises(InputError) as error:
        Figure(" ", " ", "[1]", TABLE)
    assert codes(error) == ["missing_caption", "missing_alt", "not_a_spec"]


def test_a_ragged_table_names_every_wrong_row() -> None:
    with pytest.raises(InputError) as error:
        Table("Jobs", TABLE.columns, (("a",), ("a", "1"), ("a", "1", "2")))
    assert [fault.place for fault in error.value.faults] == ["table 'Jobs' row 1", "table 'Jobs' row 3"]


def test_a_document_collects_its_faults() -> None:
    deep = Section("1", (Section("2", (Section("3", (Section("4", ()),)),)),))
    with pytest.raises(InputError) as error:
        Document(
            "",
            language="E N",
            blocks=(deep, Paragraph((Cite("z"),))),
            sources=(Source("x", "X"), Source("x", "X", url="ftp://a")),
        )
    assert codes(error) == [
        "missing_title",
        "not_a_language",
        "duplicate_label",
        "unsafe_link",
        "unknown_source",
        "too_deep",
    ]


def test_a_heading_inside_a_note_is_refused() -> None:
    with pytest.raises(InputError, match="too_deep"):
        Document("T", blocks=(Note("n", (Section("s", ()),)),))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//a.eu", "https://", " https://a.eu", "https://a.eu/\nx"]
)
def test_an_unsafe_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="unsafe_link"):
        Link("x", address)


@pytest.mark.parametrize("count", [1, 6])
def test_too_few_or_too_many_key_figures_are_refused(count: int) -> None:
    with pytest.raises(InputError, match="wrong_count"):
        KeyFigures((KeyFigure("a", "1"),) * count)


def test_citations_in_notes_of_tables_are_checked_too() -> None:
    with pytest.raises(InputError, match="unknown_source"):
        Document("T", blocks=(replace(TABLE, note=inlines(Cite("nowhere"))),))


def test_the_tree_is_frozen_and_figures_come_in_reading_order() -> None:
    second = replace(FIGURE, caption="Rises")
    document = replace(BRIEF, blocks=(*BRIEF.blocks, second))
    assert [figure.caption for figure in figures(document)] == ["Falls", "Rises"]
    with pytest.raises(FrozenInstanceError):
        document.title = "x"  # type: ignore[misc]


def test_the_digest_follows_content_and_kind() -> None:
    assert digest(BRIEF) == digest(replace(BRIEF, title="Taranto"))
    strong, emphasis = (Document("T", blocks=(Paragraph((inline,)),)) for inline in (Strong("a"), Emphasis("a")))
    assert digest(strong) != digest(emphasis)


def test_html_has_headings_in_order_table_scopes_and_the_table_behind_the_chart() -> None:
    page = seen(BRIEF)
    assert [name for name in page.names() if name[0] == "h" and name[1:].isdigit()] == ["h1", "h2", "h3", "h2"]
    assert page.tags[0] == ("article", {"class": "document", "lang": "en-IE"})
    scopes = [attributes["scope"] for tag, attributes in page.tags if tag == "th"]
    assert scopes == ["col", "col", "row", "row"] * 2
    image = next(attributes for tag, attributes in page.tags if tag == "img")
    assert image == {"src": "/charts/Falls.svg", "alt": "Line from 2 to 1."}
    assert page.names().index("details") > page.names().index("img")
    assert "no figure" in page.text


def test_a_citation_leads_to_the_source_with_its_number() -> None:
    page = seen(BRIEF)
    cite = next(attributes for tag, attributes in page.tags if attributes.get("class") == "cite")
    ids = [attributes["id"] for tag, attributes in page.tags if tag == "li" and "id" in attributes]
    assert (cite["href"], ids) == ("#source-2", ["source-1", "source-2"])
    assert "Table of jobs. Eurostat. Source: Eurostat. Licence: CC-BY-4.0. 2015." in page.text


def hostile() -> Document:
    table = Table(HOSTILE, (Column(HOSTILE), Column(HOSTILE, "end", HOSTILE)), ((HOSTILE, HOSTILE),), inlines(HOSTILE))
    blocks = (
        KeyFigures((KeyFigure(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),) * 2),
        Section(
            HOSTILE,
            (Paragraph(inlines(HOSTILE, Strong(HOSTILE), Emphasis(HOSTILE), Link(HOSTILE, 'https://a.eu/"><b>'))),),
        ),
        List((inlines(HOSTILE),)),
        Note(HOSTILE, (table,)),
        Figure(HOSTILE, HOSTILE, "{}", table),
    )
    return Document(
        HOSTILE,
        HOSTILE,
        "en",
        HOSTILE,
        HOSTILE,
        blocks,
        (Source("x", HOSTILE, HOSTILE, HOSTILE, HOSTILE, "", HOSTILE),),
    )


def test_hostile_text_stays_text_in_html() -> None:
    page = Seen(as_html(hostile(), lambda figure: figure.caption))
    assert not {"script", "b"} & set(page.names())
    assert page.text.count(HOSTILE) == canonical(as_data(hostile())).count(json.dumps(HOSTILE)[1:-1]) - 1  # alt
    assert {name for _, attributes in page.tags for name in attributes} == {
        "alt", "aria-label", "class", "href", "id", "lang", "rel", "role", "scope", "src", "tabindex",
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_is_read_back_from_html_as_it_was_written(text: str) -> None:
    # A parser makes one line break of a carriage return, in any page.
    page = seen(Document("T", blocks=(Paragraph((Text(text),)),)))
    assert page.text.removeprefix("T") == printable(text)


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_pandoc_words_keep_the_text_and_hold_no_line_break(text: str) -> None:
    blocks = as_pandoc(Document("T", blocks=(Paragraph((Text(text),)),)), None)["blocks"]
    words = blocks[0]["c"]  # type: ignore[index]
    assert all("\n" not in word["c"] for word in words if word["t"] == "Str")
    assert "".join(word.get("c", " ") for word in words).split() == printable(text).split()


def test_pandoc_keeps_spaces_at_the_edges_of_an_inline() -> None:
    tree = as_pandoc(Document("T", blocks=(Paragraph(inlines("Less ", Strong("steel"), " now")),)), None)
    assert [node["t"] for node in tree["blocks"][0]["c"]] == ["Str", "Space", "Strong", "Space", "Str"]  # type: ignore[index]


def test_pandoc_tables_of_charts_follow_at_the_end_where_pictures_are_shown() -> None:
    def kinds(tree: dict[str, object]) -> list[str]:
        return [node["t"] for node in tree["blocks"]]  # type: ignore[attr-defined]

    assert kinds(as_pandoc(BRIEF, lambda _: "a.png"))[-6:] == [
        "Table",
        "Figure",
        "Header",
        "Table",
        "Header",
        "OrderedList",
    ]
    assert kinds(as_pandoc(BRIEF, None))[-5:] == ["Para", "Table", "Para", "Header", "OrderedList"]
