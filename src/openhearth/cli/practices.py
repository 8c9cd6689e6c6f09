"""``openhearth practices``: find what worked elsewhere, take it in, judge whether it would work here."""

from __future__ import annotations

from typing import Annotated

import typer

from openhearth.apps.practices import selectors
from openhearth.apps.practices.pages import transferring
from openhearth.apps.regions import selectors as regions
from openhearth.cli import house
from openhearth.cli.answers import known
from openhearth.cli.importing import import_file
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.cli.receipts import PartAnswer, ReasonAnswer, Transferred
from openhearth.cli.searching import search
from openhearth.core.errors import Fault, InputError
from openhearth.core.transfer import Part, Transfer

app = typer.Typer(help="What worked elsewhere.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """What worked elsewhere."""


app.command()(search)
app.command("import")(import_file)


@app.command("transfer")
def transfer_to(
    code: Annotated[str, typer.Argument(help="Code of a practice, e.g. irecovery-brescia.")],
    to: Annotated[str, typer.Option("--to", help="Code of your region (NUTS 2), e.g. DEA1.")],
    as_json: AsJson = False,
) -> None:
    """Judge whether a practice would work in a region: never a bare number, always the reasons."""
    house.ensure()
    found = selectors.published_with_code(code)
    if found is None:
        nearest = ", ".join(selectors.nearest_codes(code))
        raise InputError(Fault("unknown_practice", code, {"nearest": nearest}))
    place = regions.territory(to)
    if place.kind != regions.COMPARED_KIND:
        above = [one.code for one in regions.lineage(place) if one.kind == regions.COMPARED_KIND]
        raise InputError(Fault("not_compared", to, {"name": place.name, "nearest": ", ".join(above) or "DEA1"}))
    if as_json:
        print_json(_answer(transferring.judgement(found.record, place)))
        return
    judged = transferring.judged(found.record, place)
    out.print(f"{found.practice.title} → {place.name} ({place.code})", style="bold", highlight=False)
    out.print(f"Fit: {judged.score or 'too little is known'}, {judged.between}; known: {judged.known}", highlight=False)
    print_table(
        "",
        [("Part", False), ("What", False), ("Here", True), ("There", True), ("Judgement", False)],
        [(row.part, row.about, row.here, row.needed, row.judgement) for row in judged.rows],
    )


def _answer(found: Transfer) -> Transferred:
    return Transferred(
        "openhearth/transfer/1",
        found.practice,
        found.place,
        known(found.score),
        found.least,
        found.most,
        found.known,
        tuple(_part(part) for part in found.parts),
    )


def _part(part: Part) -> PartAnswer:
    reasons = tuple(
        ReasonAnswer(one.code, one.about, known(one.here), known(one.needed), one.essential) for one in part.reasons
    )
    return PartAnswer(part.dimension, known(part.score), part.weight, part.known, reasons)
