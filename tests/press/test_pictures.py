"""Photos in documents: found again in every format, with their words, and hostile words stay words."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from openhearth.core.document import Document, Paragraph, Picture, Section, as_html, digest, inlines
from openhearth.core.errors import InputError
from openhearth.press.charts import Charts
from openhearth.press.documents import docx, html, markdown, pdf

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("typst", reason="the extra [reports] is not installed")

HOSTILE = "\"><script>alert(1)</script> #set page() *_`[a](b)` &amp; 'x"


def a_photo(name: str, size: tuple[int, int], colour: str, **words: str) -> Picture:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    width, height = size
    alt, caption, credit = (
        words.get(part, other) for part, other in (("alt", f"Alt of {name}"), ("caption", ""), ("credit", ""))
    )
    return Picture(name, written.getvalue(), alt, width, height, caption=caption, credit=credit)


LYING = a_photo("one", (160, 120), "teal", caption="The furnace", credit="Town of Avilés")
STANDING = a_photo("two", (120, 160), "maroon")
REPORT = Document("Report", blocks=(Section("Seen", (Paragraph(inlines("Hot.")), LYING, STANDING)),))


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Charts:
    return Charts(tmp_path_factory.mktemp("press"))


def test_the_pdf_holds_the_photos_as_they_are_with_their_descriptions(charts: Charts) -> None:
    with pikepdf.open(io.BytesIO(pdf(REPORT, charts))) as file:
        kept = [
            one.read_raw_bytes()
            for one in file.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
        said = {
            str(one.Alt)
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        }
    assert sorted(kept) == sorted((LYING.data, STANDING.data))
    assert said == {"Alt of one", "Alt of two"}


def test_the_docx_holds_the_photos_as_they_are_with_their_descriptions(charts: Charts) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(REPORT, charts))) as file:
        kept = [file.read(name) for name in file.namelist() if name.startswith("word/media/")]
        root = ET.fromstring(file.read("word/document.xml"))  # noqa: S314 our own file
    assert sorted(kept) == sorted((LYING.data, STANDING.data))
    assert [one.get("descr") for one in root.iter() if one.tag.endswith("}docPr")] == ["Alt of one", "Alt of two"]
    extents = [(int(one.get("cx", 0)), int(one.get("cy", 0))) for one in root.iter() if one.tag.endswith("}extent")]
    assert all(high <= 8.1 * 360_000 for _wide, high in extents), "no photo takes more than a third of a page"
    assert [round(wide / high, 2) for wide, high in extents] == [1.33, 0.75]


def test_the_html_file_holds_the_photos_and_a_page_asks_for_them(charts: Charts) -> None:
    alone = html(REPORT, charts).decode()
    for one in (LYING, STANDING):
        assert f'src="data:image/jpeg;base64,{b64encode(one.data).decode()}" alt="{one.alt}"' in alone
    assert "The furnace (Town of Avilés)" in alone
    page = as_html(REPORT, lambda _: "", lambda one: f"/photos/{one.name}/")
    assert re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page) == [
        ("/photos/one/", "Alt of one"),
        ("/photos/two/", "Alt of two"),
    ]


def test_markdown_says_what_the_photos_show() -> None:
    said = markdown(REPORT).decode()
    assert "*Photo: The furnace (Town of Avilés)*" in said
    assert "*Photo: Alt of two*" in said


def test_hostile_words_of_a_photo_stay_words(charts: Charts) -> None:
    hostile = replace(LYING, alt=HOSTILE, caption=HOSTILE, credit=HOSTILE)
    document = replace(REPORT, blocks=(hostile,))
    assert "<script" not in html(document, charts).decode()
    with pikepdf.open(io.BytesIO(pdf(document, charts))) as file:
        assert HOSTILE in {
            str(one.Alt) for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        }
    with zipfile.ZipFile(io.BytesIO(docx(document, charts))) as file:
        root = ET.fromstring(file.read("word/document.xml"))  # noqa: S314 our own file
    assert [one.get("descr") for one in root.iter() if one.tag.endswith("}docPr")] == [HOSTILE]


def test_another_photo_is_another_document() -> None:
    other = replace(LYING, data=STANDING.data)
    assert digest(replace(REPORT, blocks=(LYING,))) != digest(replace(REPORT, blocks=(other,)))


def test_a_photo_without_words_and_what_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        Picture(str(tmp_path), b"<svg/>", " ", 0, 1)
    assert [fault.code for fault in error.value.faults] == ["missing_alt", "not_a_picture"]
