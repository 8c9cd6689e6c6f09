"""``openhearth brief``: the brief of a region as a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import translation

from openhearth.apps.reports.brief import brief as brief_of
from openhearth.cli import house, receipts
from openhearth.cli.output import AsJson, out, print_json, progress_bar
from openhearth.core.document import digest, figures
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.press.documents import MEDIA_TYPES, Format, render

Progress = Callable[[str, int, int], None]


def register(app: typer.Typer) -> None:
    app.command()(brief)


def brief(
    code: Annotated[str, typer.Argument(help="Code of a region, e.g. DEA1.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .pdf, .html, .docx or .md.")],
    language: Annotated[str, typer.Option(help="en or de.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Write the transition brief of a region."""
    house.ensure()
    with progress_bar(f"Writing {output}") as report:
        found = write_brief(code, output, language=language, progress=report)
    if as_json:
        print_json(receipts.Brief("openhearth/brief/1", code, str(output.resolve()), output.stat().st_size, found))
    else:
        out.print(f"Wrote {output} ({output.stat().st_size:,} bytes)", highlight=False, markup=False)


def write_brief(code: str, output: Path, *, language: str, progress: Progress) -> str:
    """Write the brief whole or not at all; returns the digest of its content."""
    file_format = _format(output, language)
    with translation.override(language):
        document = brief_of(code, today=datetime.now(UTC).date())
    drawings = figures(document)
    if file_format != "md":
        for number, drawing in enumerate(drawings, start=1):
            progress("drawing", number, len(drawings) + 1)
            Charts(settings.PRESS_CACHE / "charts").svg(drawing.spec)
    data = render(document, file_format, cache=settings.PRESS_CACHE)
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(output)
    finally:
        Path(draft).unlink(missing_ok=True)
    return digest(document)


def _format(output: Path, language: str) -> Format:
    faults = []
    suffix = output.suffix.lstrip(".").lower()
    if language not in dict(settings.LANGUAGES):
        faults.append(
            Fault("unknown_language", "--language", {"found": language, "known": ", ".join(dict(settings.LANGUAGES))})
        )
    known = next((one for one in MEDIA_TYPES if one == suffix), None)
    if known is None:
        faults.append(Fault("unknown_format", str(output), {"found": suffix, "known": ", ".join(MEDIA_TYPES)}))
    if faults or known is None:
        raise InputError(*faults)
    return known
