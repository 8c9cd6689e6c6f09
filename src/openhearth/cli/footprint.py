"""``openhearth footprint``: what a change in a region does here, in the rest of its country, and beyond."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from openhearth.apps.pathways.pages.footprint import Measure, measures, places_in_words
from openhearth.apps.pathways.pages.footprint_question import signed
from openhearth.apps.pathways.selectors.footprint import (
    Footprint,
    Terms,
    folder,
    footprint,
    national_tables,
    place_of,
    sector_label,
)
from openhearth.cli import house
from openhearth.cli.answers import known
from openhearth.cli.footprints import (
    BandAnswer,
    FootprintAnswer,
    MeasureAnswer,
    SectorAnswer,
    TableAnswer,
    TablesAnswer,
)
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import DELTA, PLACES
from openhearth.sources.input_output import io_own, io_register
from openhearth.sources.input_output.io_rows import NationalTable
from openhearth.sources.input_output.scenario_yaml import EXAMPLES, ToldScenario, example, parse, said

TOP = 10


def register(app: typer.Typer) -> None:
    app.command("footprint")(follow)


def follow(  # noqa: PLR0917 - options of a command
    table: Annotated[str, typer.Option(help="Name of a national table, e.g. BE-2020. None: list them.")] = "",
    region: Annotated[str, typer.Option(help="NUTS 2 region of that country, e.g. BE23.")] = "",
    scenario: Annotated[
        str, typer.Option(help=f"A file (YAML), or an example: {', '.join(EXAMPLES)}.", metavar="FILE")
    ] = "",
    delta: Annotated[float, typer.Option(help="Correction for size, from 0 to below 1.")] = DELTA,
    augmented: Annotated[bool, typer.Option("--augmented", help="AFLQ instead of FLQ.")] = False,
    abroad: Annotated[bool, typer.Option("--abroad", help="Suppose that other countries make things as here.")] = False,
    as_json: AsJson = False,
) -> None:
    """Follow a change in a region through all purchases: output, jobs and emissions here, in the country and beyond."""
    house.ensure()
    if not table:
        _list(as_json=as_json)
        return
    missing = [name for name, value in (("--region", region), ("--scenario", scenario)) if not value]
    if missing:
        raise InputError(*(Fault("missing_option", name) for name in missing))
    told = _told(scenario)
    found = footprint(place_of(table, region), told.scenario, Terms(delta, augmented, abroad))
    if as_json:
        print_json(_answer(told, found))
        return
    _show(told, found)


def load_tables(files: list[Path], *, as_json: bool) -> None:
    """Keep national tables in the house: all of them, or with a single fault none."""
    missing = [Fault("missing_file", str(path)) for path in files if not path.is_file()]
    if missing:
        raise InputError(*missing)
    kept: list[NationalTable] = []
    faults: list[Fault] = []
    for path in files:
        try:
            kept.append(io_own.parse(path.read_bytes()))
        except InputError as error:
            faults += [Fault(one.code, f"{path.name}, {one.place}", one.params) for one in error.faults]
    if faults:
        raise InputError(*faults)
    for one in kept:
        io_register.keep(one, folder())
    if as_json:
        print_json(TablesAnswer("openhearth/footprint_tables/1", tuple(_table(one) for one in kept)))
        return
    for one in kept:
        labels = ", ".join(account.code for account in one.accounts) or "no accounts"
        out.print(f"{one.table.code}: {len(one.table.sectors)} products, {labels}.", highlight=False)
    out.print("All loaded tables go away with: openhearth sources reset io", style="dim", highlight=False)


def _told(scenario: str) -> ToldScenario:
    path = Path(scenario)
    if path.is_file():
        return parse(path.read_bytes())
    if scenario in EXAMPLES:
        return example(scenario)
    raise InputError(Fault("missing_file", scenario))


def _list(*, as_json: bool) -> None:
    tables = national_tables().values()
    if as_json:
        print_json(TablesAnswer("openhearth/footprint_tables/1", tuple(_table(one) for one in tables)))
        return
    print_table(
        "National tables",
        [
            ("Table", False),
            ("Products", True),
            ("Unit", False),
            ("Flows", False),
            ("Accounts", False),
            ("Source", False),
        ],
        [
            (
                one.table.code,
                str(len(one.table.sectors)),
                one.table.unit,
                one.table.kind,
                ", ".join(account.code for account in one.accounts),
                one.table.source + (" (loaded)" if one.loaded else ""),
            )
            for one in tables
        ],
        note="Load your own: openhearth sources load io FILE, as docs/loading.md says.",
    )


def _table(one: NationalTable) -> TableAnswer:
    table = one.table
    accounts = tuple(account.code for account in one.accounts)
    about = (table.code, table.country, table.year, table.unit, len(table.sectors), table.kind)
    return TableAnswer(*about, accounts, table.source, one.licence, one.loaded)


def _answer(told: ToldScenario, found: Footprint) -> FootprintAnswer:
    place, terms = found.place, found.terms
    return FootprintAnswer(
        schema="openhearth/footprint/1",
        scenario=said(told.name, "en"),
        table=found.effects.table,
        table_year=found.effects.year,
        region=place.region.code,
        share_of_jobs=place.structure.size,
        employment_year=place.employment_year,
        method="AFLQ" if terms.augmented else "FLQ",
        delta=terms.delta,
        abroad="as_here" if terms.abroad else "unknown",
        imports=found.effects.imports,
        measures=tuple(_measure(one, found) for one in measures(found)),
        band=tuple(
            BandAnswer(delta, *(float(one) for one in effects.output[:2].sum(axis=1))) for delta, effects in found.band
        ),
        left_out=found.left_out,
        assumptions=tuple(said(one, "en") for one in told.assumptions),
    )


def _measure(one: Measure, found: Footprint) -> MeasureAnswer:
    sectors, basis = found.effects.sectors, found.place.structure.basis
    rows = tuple(
        SectorAnswer(
            sector,
            sector_label(sector, german=False),
            known(one.values[0, position]),
            known(one.values[1, position]),
            known(one.values[2, position]),
            basis[position],
        )
        for position, sector in enumerate(sectors)
    )
    unknown = tuple(sectors[position] for position in one.unknown)
    here, country, beyond = (known(value) for value in one.totals)
    return MeasureAnswer(one.code, one.unit, one.year, one.source, here, country, beyond, unknown, rows)


def _show(told: ToldScenario, found: Footprint) -> None:
    here, rest, beyond = places_in_words(found.place)
    shown = measures(found)
    print_table(
        said(told.name, "en"),
        [("Change", False), (here, True), (rest, True), (beyond, True), ("Unit", False), ("Year", True)],
        [(one.label, *(signed(value) for value in one.totals), one.unit, str(one.year)) for one in shown],
        note=f"{found.effects.table}, employment of {found.place.employment_year}, "
        f"{'AFLQ' if found.terms.augmented else 'FLQ'} with {found.terms.delta:g}. "
        f"Imports of the country: {signed(found.effects.imports)} {found.effects.unit}.",
    )
    for one in shown:
        if one.unknown:
            out.print(f"{one.label}: {len(one.unknown)} products are not known and not in the sum.", highlight=False)
    if found.left_out:
        out.print(f"The table knows nothing of: {', '.join(found.left_out)}.", highlight=False)
    sizes = np.abs(np.nan_to_num(found.effects.output)).sum(axis=0)
    top = [position for position in np.argsort(-sizes, kind="stable")[:TOP] if sizes[position] > 0]
    print_table(
        "\nOutput: where it changes most",
        [("Product", False), *((name, True) for name in (here, rest, beyond))],
        [
            (
                sector_label(found.effects.sectors[position], german=False),
                *(signed(float(found.effects.output[row, position])) for row in range(len(PLACES))),
            )
            for position in top
        ],
        note="All of it with --json. Limits of the method: docs/methods/footprint.md.",
    )
    for words in told.assumptions:
        out.print(f"Assumed: {said(words, 'en')}", highlight=False, markup=False)
