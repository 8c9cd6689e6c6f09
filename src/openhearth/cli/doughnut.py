"""``openhearth doughnut``: a place held against the thresholds of an edition."""

from __future__ import annotations

from typing import Annotated

import typer

from openhearth.apps.pathways.pages import portraits as words
from openhearth.apps.pathways.selectors.doughnut import doughnut as registers
from openhearth.apps.pathways.selectors.doughnut import portrayed
from openhearth.apps.regions import wording
from openhearth.cli import house, portraits
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.core.doughnut import foremost, newest_editions


def register(app: typer.Typer) -> None:
    app.command()(doughnut)


def doughnut(
    code: Annotated[str, typer.Argument(help="Code of a place, e.g. DEA1.")],
    edition: Annotated[
        list[str] | None,
        typer.Option(help="2018, 2025, et-2020 or who-2021; several times for several. Without it: the newest."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """A place through the four lenses of the Doughnut: its figures, the thresholds, and the gaps."""
    house.ensure()
    chosen = tuple(dict.fromkeys(edition or newest_editions(registers())))
    found = portrayed(code, chosen)
    if as_json:
        print_json(portraits.answer(found.place, found.portrait, registers()))
        return
    out.print(f"{found.place.name} ({found.place.code}) in the Doughnut", style="bold", highlight=False)
    for sentence in words.summary(found.portrait):
        out.print(sentence, highlight=False, markup=False)
    print_table(
        "",
        [
            ("Lens", False),
            ("Dimension", False),
            ("What is measured", False),
            ("Figure", True),
            ("Year", True),
            ("Threshold", False),
            ("Of the way", True),
            ("How it stands", False),
        ],
        [
            (
                words.lens_name(one.dimension.lens),
                wording.label(one.dimension),
                words.measured(one),
                words.reading_text(one.indicator, one.reading),
                str(one.reading.year),
                f"{words.threshold_text(one.threshold)} ({one.threshold.edition})" if one.threshold else wording.NONE,
                words.ratio(one) or wording.NONE,
                words.standing(one),
            )
            for one in found.portrait.segments
            if one.reading
        ],
    )
    gaps = words.in_states(foremost(found.portrait.segments), "gap")
    out.print(f"\nNo figure: {', '.join(gaps)}.", highlight=False, markup=False)
    editions = ", ".join(words.edition_name(one) for one in chosen)
    out.print(f"Thresholds: {editions}. All of them: --json", style="dim", highlight=False, markup=False)
