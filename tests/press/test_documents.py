"""Documents in every format: complete, safe, and conformant to what they claim."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from openhearth.core.chart import Frame, Series, figure, line_chart
from openhearth.core.document import (
    Cite,
    Column,
    Document,
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
    as_pandoc,
    inlines,
)
from openhearth.core.errors import InputError
from openhearth.press import documents
from openhearth.press.charts import Charts
from openhearth.press.documents import Format, docx, html, markdown, pdf, render
from openhearth.press.engines import PressError, engine
from openhearth.press.wordstyle import styled

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("typst", reason="the extra [reports] is not installed")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "<script>alert(1)</script> #set page(width: 1pt) \\input{x} *_`[a](b)` | $x$ &amp; ${ \n# head\n- item @a \"'"
ONE_LINE = re.sub(r"\s+", " ", HOSTILE)


def brief(words: str, language: str = "de-AT") -> Document:
    """A small document that has everything, with the same words wherever words can stand."""
    chart = line_chart(Frame(words, words, "Mt"), (2020, 2021), (Series("All", (2.0, 1.0), (words, "1")),))
    table = Table(
        words,
        (Column("Branch"), Column("Jobs", "end", "persons")),
        ((words, "12"), ("Lime", "no figure")),
        inlines(words),
    )
    body = Paragraph(inlines(words, " ", Strong("strong"), Link(words, "https://example.org/?a=1&b=2"), Cite("x")))
    blocks = (
        KeyFigures((KeyFigure("Jobs", "12 400", "persons", "2015", words), KeyFigure("LQ", "5.2"))),
        Section(words, (body, List((inlines(words),), ordered=True), Note("Care", (Paragraph(inlines(words)),)))),
        Section("Figures", (figure(chart), table, Section("Deeper", (Paragraph(inlines("End.")),)))),
    )
    return Document(
        words,
        words,
        language,
        words,
        "2026",
        blocks,
        (Source("x", words, "Eurostat", "CC-BY-4.0", url="https://example.org"),),
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("press")


@pytest.fixture(scope="module")
def charts(cache: Path) -> Charts:
    return Charts(cache / "charts")


def nodes(element: Any) -> Iterator[Any]:
    """The structure elements of a tagged PDF, from the root down."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from nodes(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from nodes(element.K)


def tagged(data: bytes) -> tuple[Any, dict[str, list[Any]]]:
    file = pikepdf.open(io.BytesIO(data))
    found: dict[str, list[Any]] = {}
    for node in nodes(file.Root.StructTreeRoot.K):
        found.setdefault(str(node.S), []).append(node)
    return file, found


def test_the_pdf_is_tagged_and_says_what_it_conforms_to(charts: Charts) -> None:
    file, found = tagged(pdf(brief("Steel"), charts))
    metadata = file.Root.Metadata.read_bytes()
    assert b"pdfuaid:part>1<" in metadata
    assert b"pdfaid:part>2<" in metadata
    assert bool(file.Root.MarkInfo.Marked)
    assert str(file.Root.Lang) == "de-AT"
    assert str(file.docinfo.Title) == "Steel"
    assert [str(node.Alt) for node in found["/Figure"]] == ["Steel"]
    assert len(found["/Table"]) == 2
    assert len(found["/TH"]) == 4
    assert {"/Title", "/H1", "/H2", "/Caption", "/L", "/Link"} <= set(found)


def test_the_pdf_carries_its_fonts_and_no_script(charts: Charts) -> None:
    file, _ = tagged(pdf(brief("Österreich Ελλάδα България ħ ő ș ģ"), charts))
    fonts = [
        item for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    assert all("Libertinus" in str(font.FontName) for font in fonts)
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    assert "/Names" not in file.Root or "/JavaScript" not in file.Root.Names
    assert all(round(float(page.mediabox[2])) == 595 for page in file.pages)


@pytest.mark.parametrize(("language", "printed"), [("en", "en"), ("pt-BR", "pt-BR"), ("sr-Latn", "sr")])
def test_the_pdf_has_the_language_of_the_document(charts: Charts, language: str, printed: str) -> None:
    file, _ = tagged(pdf(brief("Steel", language), charts))
    assert str(file.Root.Lang) == printed


def test_typst_refuses_a_picture_without_alternative_text(charts: Charts, monkeypatch: pytest.MonkeyPatch) -> None:
    # The core refuses it first; this is the second gate, for a template that forgets it.
    template = documents._HERE / "document.typ"
    bare = template.read_text(encoding="utf-8").replace(", alt: plain(node.alt)", "")
    assert bare != template.read_text(encoding="utf-8")
    monkeypatch.setattr(
        documents, "_typesetter", lambda: engine("typst").Compiler(bare.encode(), ignore_system_fonts=True)
    )
    with pytest.raises(PressError, match="alt"):
        pdf(brief("Steel"), charts)


def test_hostile_text_stays_text_in_the_pdf(charts: Charts) -> None:
    file, found = tagged(pdf(brief(HOSTILE), charts))
    assert str(file.docinfo.Title) == ONE_LINE
    assert [str(node.Alt) for node in found["/Figure"]] == [ONE_LINE]
    assert all(round(float(page.mediabox[2])) == 595 for page in file.pages)


class Outside(HTMLParser):
    """What a page would load or run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "a":
            self.loads += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "data", "action"}]


@pytest.mark.parametrize("words", ["Steel", HOSTILE])
def test_the_html_file_stands_alone(charts: Charts, words: str) -> None:
    page = html(brief(words), charts).decode()
    outside = Outside(page)
    assert [load.split(",")[0] for load in outside.loads] == ["data:image/svg+xml;base64"]
    assert not {"script", "link", "iframe", "object", "base"} & outside.names
    assert not {name for name in outside.attributes if name.startswith("on") or name == "style"}
    assert "url(" not in page
    assert "@import" not in page
    assert page.startswith('<!doctype html>\n<html lang="de-AT">')


def test_the_docx_opens_with_text_pictures_and_descriptions(charts: Charts) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(brief(HOSTILE), charts))) as file:
        assert file.testzip() is None
        root = ET.fromstring(file.read("word/document.xml"))  # noqa: S314 our own file
        style = file.read("word/styles.xml").decode()
        assert len([name for name in file.namelist() if name.endswith(".png")]) == 1
    text = "\n".join("".join(part.text or "" for part in line.iter(f"{W}t")) for line in root.iter(f"{W}p"))
    assert text.count(ONE_LINE) == 16
    assert [node.get("descr") for node in root.iter() if node.tag.endswith("}docPr")] == [ONE_LINE]
    assert len(list(root.iter(f"{W}tbl"))) == len(list(root.iter(f"{W}tblHeader"))) == 2
    assert [node.get(f"{W}w") for node in root.iter(f"{W}pgSz")] == ["11906"]
    assert 'w:val="de-AT"' in style
    assert "tblBorders" in style


def test_another_reference_document_is_noticed() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("word/styles.xml", "<w:styles/>")
    with pytest.raises(PressError, match="has changed"):
        styled(other.getvalue())


def reread(data: bytes) -> list[Any]:
    pandoc = engine("pypandoc").get_pandoc_path()
    done = subprocess.run([pandoc, "--from=gfm", "--to=json"], input=data, capture_output=True, check=True)
    return list(json.loads(done.stdout)["blocks"])


def plain(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(plain, node))
    if isinstance(node, dict):
        return {"Str": str(node.get("c")), "Space": " ", "SoftBreak": " "}.get(node.get("t", "")) or plain(
            node.get("c", "")
        )
    return ""


def test_markdown_is_read_back_with_the_same_tables_and_words() -> None:
    document = brief(HOSTILE)
    again = reread(markdown(document))
    tables = [block for block in again if block["t"] == "Table"]
    before = [block for block in as_pandoc(document, None)["blocks"] if block["t"] == "Table"]  # type: ignore[attr-defined]
    assert [plain(table["c"][3:]) for table in tables] == [plain(table["c"][3:]) for table in before]
    assert plain(tables[1]["c"][4]).startswith(ONE_LINE)
    assert not [block for block in again if block["t"] in {"RawBlock", "HorizontalRule", "CodeBlock"}]
    levels = [(block["c"][0], plain(block["c"][2])) for block in again if block["t"] == "Header"]
    assert levels == [(1, ONE_LINE), (2, ONE_LINE), (2, "Figures"), (3, "Deeper"), (2, "Sources")]


def test_render_prints_once_for_each_content(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(brief("Steel"), "md", cache=cache)
    monkeypatch.setattr(documents, "markdown", lambda _: b"printed again")
    assert render(brief("Steel"), "md", cache=cache) == first
    assert render(brief("Lime"), "md", cache=cache) == b"printed again"


@pytest.mark.parametrize(
    ("file_format", "magic"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-1.7"), ("docx", b"PK"), ("md", b"# Steel")]
)
def test_render_knows_every_format(cache: Path, file_format: Format, magic: bytes) -> None:
    assert render(brief("Steel"), file_format, cache=cache).startswith(magic)
    assert file_format in documents.MEDIA_TYPES


def test_an_unknown_format_is_refused(cache: Path) -> None:
    with pytest.raises(InputError, match="unknown_format"):
        render(brief("Steel"), "odt", cache=cache)  # type: ignore[arg-type]


def test_a_missing_engine_is_a_press_error(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise PressError(f"{name} is missing: pip install openhearth[reports]")

    monkeypatch.setattr(documents, "engine", gone)
    with pytest.raises(PressError, match="pip install"):
        pdf(brief("Steel"), Charts(cache / "none"))


def test_the_contents_lead_to_every_chapter_and_section(charts: Charts) -> None:
    chapters = tuple(
        Section(f"Chapter {one}", tuple(Section(f"Part {one}.{two}", ()) for two in range(2))) for one in range(2)
    )
    names = ["Chapter 0", "Part 0.0", "Part 0.1", "Chapter 1", "Part 1.0", "Part 1.1"]
    book = Document("Book", blocks=chapters, contents=True)
    page = html(book, charts).decode()
    anchors = dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', page))
    assert list(anchors.values()) == names
    assert dict(re.findall(r'<h\d id="([^"]+)">([^<]+)</h', page)) == anchors
    _file, found = tagged(pdf(book, charts))
    assert len(found["/TOCI"]) == len(names)
    with zipfile.ZipFile(io.BytesIO(docx(book, charts))) as file:
        root = ET.fromstring(file.read("word/document.xml"))  # noqa: S314 our own file
    led = [node.get(f"{W}anchor") for node in root.iter(f"{W}hyperlink")]
    assert len(led) == len(names)
    assert set(led) <= {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    assert b"](#" not in markdown(book)
    plainly = html(Document("Book", blocks=chapters), charts).decode()
    assert "#section" not in plainly
