"""Documents as HTML, PDF, DOCX and Markdown, and kept on a shelf."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable
from functools import cache as once
from html import escape
from pathlib import Path
from typing import Any, Literal

from openhearth.core.chart import FONT
from openhearth.core.document import (
    Document,
    Figure,
    Picture,
    as_data,
    as_html,
    as_pandoc,
    canonical,
    digest,
    figures,
    pictures,
)
from openhearth.core.document.html import embedded
from openhearth.core.document.tree import printable
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.press.engines import PressError, engine
from openhearth.press.shelf import kept
from openhearth.press.wordstyle import styled

Format = Literal["html", "pdf", "docx", "md"]
MEDIA_TYPES: dict[Format, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
PDF_STANDARDS = ["ua-1", "a-2a"]
"""Universal access and archiving. Typst refuses to print what does not conform."""

_HERE = Path(__file__).parent
_LOCK = threading.Lock()
_PATIENCE = 60  # seconds for pandoc


def render(document: Document, file_format: Format, *, cache: Path) -> bytes:
    """The document in a format, printed once for each content, template and version of the engines.

    Raises
    ------
    InputError
        ``unknown_format``.
    PressError
        An engine is missing, or refused the document.
    """
    charts = Charts(cache / "charts")
    presses: dict[str, Callable[[], bytes]] = {
        "html": lambda: html(document, charts),
        "pdf": lambda: pdf(document, charts),
        "docx": lambda: docx(document, charts),
        "md": lambda: markdown(document),
    }
    if file_format not in presses:
        raise InputError(Fault("unknown_format", "document", {"found": file_format, "known": tuple(presses)}))
    return kept(cache / "documents", file_format, (edition(), digest(document)), presses[file_format])


def format_named(name: str) -> Format:
    """The format of a name, such as the ending of a file; ``unknown_format`` where there is none."""
    for known in MEDIA_TYPES:
        if known == name:
            return known
    raise InputError(Fault("unknown_format", "document", {"found": name, "known": tuple(MEDIA_TYPES)}))


def html(document: Document, charts: Charts) -> bytes:
    """One file that stands alone: style and pictures inside, no script, nothing asked of another host."""

    def address(figure: Figure) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(charts.svg(figure.spec).encode()).decode()

    style = (_HERE / "document.css").read_text(encoding="utf-8")
    language, title = (escape(printable(text)) for text in (document.language, document.title))
    page = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{style}</style></head><body><main>{as_html(document, address)}</main></body></html>\n"
    )
    return page.encode()


def pdf(document: Document, charts: Charts) -> bytes:
    """A tagged A4 brief that conforms to PDF/UA-1 and PDF/A-2a, typeset by Typst from data, not from markup."""
    # The page is set in Libertinus, which Typst carries; it is narrower than the chart's own letters, so all labels fit.
    drawn = {figure.spec: charts.svg(figure.spec).replace(FONT, "Libertinus Serif") for figure in figures(document)}
    photos = {picture.digest: _framed(picture) for picture in pictures(document)}
    inputs = {"document": canonical(as_data(document)), "pictures": canonical({**drawn, **photos})}
    typst = engine("typst")
    try:
        with _LOCK:
            return bytes(_typesetter().compile(sys_inputs=inputs, format="pdf", pdf_standards=PDF_STANDARDS))
    except typst.TypstError as error:
        raise PressError(f"the document cannot be typeset: {error.message} {' '.join(error.hints)}") from error


def _framed(picture: Picture) -> str:
    """A photo as SVG: what the typesetter is given is text, and the JPEG inside goes into the PDF as it is."""
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<image {size} xlink:href="{embedded(picture)}"/>'
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {size}>{image}</svg>"


def docx(document: Document, charts: Charts) -> bytes:
    """A document for word processors, written by pandoc, with charts as PNG, photos as JPEG, and their descriptions."""
    with tempfile.TemporaryDirectory(prefix="openhearth-") as folder:
        names: dict[Figure | Picture, str] = {}
        for number, figure in enumerate(figures(document), start=1):
            names[figure] = f"figure-{number}.png"
            (Path(folder) / names[figure]).write_bytes(charts.png(figure.spec))
        for number, picture in enumerate(pictures(document), start=1):
            names[picture] = f"photo-{number}.jpg"
            (Path(folder) / names[picture]).write_bytes(picture.data)
        (Path(folder) / "reference.docx").write_bytes(_reference())
        options = ("--to=docx", "--reference-doc=reference.docx", "--output=document.docx")
        _pandoc(as_pandoc(document, names.__getitem__), *options, folder=folder)
        return (Path(folder) / "document.docx").read_bytes()


def markdown(document: Document) -> bytes:
    """GitHub's Markdown by pandoc; a chart is its caption, its description and its table, a photo its words."""
    with tempfile.TemporaryDirectory(prefix="openhearth-") as folder:
        template = f"--template={_HERE / 'document.md'}"
        options = ("--to=gfm", "--wrap=none", "--shift-heading-level-by=1", template)
        return _pandoc(_literal(as_pandoc(document, None)), *options, folder=folder)


def _literal(node: Any) -> Any:
    """The tree with every ``&`` escaped: pandoc's Markdown writer leaves it, and a reader would take ``&lt;`` for ``<``."""
    if isinstance(node, list):
        return [part for item in node for part in _parts(item)]
    return {name: _literal(value) for name, value in node.items()} if isinstance(node, dict) else node


def _parts(node: Any) -> list[Any]:
    if not isinstance(node, dict) or node.get("t") != "Str":
        return [_literal(node)]
    pieces = [{"t": "Str", "c": piece} for piece in node["c"].split("&")]
    escaped = {"t": "RawInline", "c": ["markdown", "&amp;"]}
    return [part for piece in pieces for part in (escaped, piece)][1:]


@once
def edition() -> str:
    """Digest of what prints: the engines and the templates. It is part of every name on the shelf."""
    versions = [f"{name} {engine(name).__version__}" for name in ("vl_convert", "typst", "pypandoc")]
    made_of = [path.read_bytes() for path in sorted(_HERE.iterdir()) if path.suffix in {".py", ".typ", ".css", ".md"}]
    return hashlib.sha256("\n".join(versions).encode() + b"".join(made_of)).hexdigest()


@once
def _typesetter() -> Any:
    # Reading the fonts takes most of a cold start, so the typesetter stays; system fonts would make pages differ by host.
    return engine("typst").Compiler(_HERE / "document.typ", root=_HERE, ignore_system_fonts=True)


@once
def _reference() -> bytes:
    with tempfile.TemporaryDirectory(prefix="openhearth-") as folder:
        return styled(_run(("--print-default-data-file=reference.docx",), b"", folder))


def _pandoc(tree: object, *options: str, folder: str) -> bytes:
    return _run(("--from=json", "--standalone", *options), json.dumps(tree).encode(), folder)


def _run(options: tuple[str, ...], given: bytes, folder: str) -> bytes:
    command = [engine("pypandoc").get_pandoc_path(), *options]
    surroundings = {**os.environ, "HOME": folder, "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 the engine by its own path, options of ours, text by standard input
            command, input=given, capture_output=True, cwd=folder, env=surroundings, timeout=_PATIENCE, check=True
        )
    except subprocess.CalledProcessError as error:
        raise PressError(f"pandoc refused the document: {error.stderr.decode(errors='replace').strip()}") from error
    except subprocess.TimeoutExpired as error:
        raise PressError(f"pandoc did not finish in {_PATIENCE} seconds") from error
    return done.stdout
