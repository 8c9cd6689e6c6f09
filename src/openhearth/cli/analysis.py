"""``openhearth regions``, ``region``, ``peers``, ``typology`` and ``schema``."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from openhearth.apps.regions import selectors, wording
from openhearth.apps.regions.pages import listing
from openhearth.apps.regions.sentences import gaps, marks_in_words, peer_rows, rank_in_words, summary
from openhearth.cli import answers, findings, footprints, frontiers, house, portraits, programmes, receipts, standings
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.core.comparison import EMISSION_DIMENSIONS
from openhearth.core.errors import Fault, InputError
from openhearth.core.register import Ecosystems, parse_ecosystems
from openhearth.sources.reading import records, text_of

Code = Annotated[str, typer.Argument(help="Code of a place, e.g. DEA1.")]
EcosystemsFile = Annotated[
    Path | None,
    typer.Option("--ecosystems", help="Your own CSV (nace,ecosystem,weight,version,note) of the 14 ecosystems."),
]


def register(app: typer.Typer) -> None:
    for command in (regions, region, peers, typology, schema):
        app.command()(command)


def regions(
    level: Annotated[str, typer.Option(help="0, 1, 2, 3, state or municipality; empty for all.")] = "",
    country: Annotated[str, typer.Option(help="Two letters as in NUTS: DE, EL, UK.")] = "",
    type_code: Annotated[str, typer.Option("--type", help="Type of region, e.g. energy_industry.")] = "",
    as_json: AsJson = False,
) -> None:
    """List places with their type."""
    house.ensure()
    known = [entry.code for entry in selectors.region_types()]
    faults = []
    if type_code and type_code not in known:
        faults.append(Fault("unknown_type", "--type", {"found": type_code, "known": ", ".join(known)}))
    if level and level not in listing.LEVELS:
        faults.append(Fault("unknown_format", "--level", {"found": level, "known": ", ".join(listing.LEVELS)}))
    countries = [one.code for one in selectors.countries()]
    if country and country.upper() not in countries:
        faults.append(Fault("unknown_country", "--country", {"found": country, "known": ", ".join(countries)}))
    if faults:
        raise InputError(*faults)
    places = listing.listed(listing.Filters(level=level, country=country.upper(), type=type_code))
    types = listing.type_codes()
    if as_json:
        print_json(answers.regions(places, types))
        return
    names = {entry.code: wording.label(entry) for entry in selectors.region_types()}
    print_table(
        f"{len(places)} places",
        [("Code", False), ("Name", False), ("Kind", False), ("Country", False), ("Type", False)],
        [
            (
                place.code,
                place.name,
                wording.word(wording.KINDS, place.kind),
                place.country,
                names.get(types.get(place.code, ""), ""),
            )
            for place in places
        ],
    )


def region(code: Code, ecosystems: EcosystemsFile = None, as_json: AsJson = False) -> None:
    """Everything that is known and decided about one place."""
    house.ensure()
    profile = selectors.region_profile(code, this_year=datetime.now(UTC).year, table=_table(ecosystems))
    if as_json:
        print_json(answers.region(profile))
        return
    place = profile.territory
    out.print(f"{place.name} ({place.code}, {place.version})", style="bold", highlight=False)
    for sentence in summary(profile):
        out.print(sentence, highlight=False, markup=False)
    print_table(
        "\nFigures",
        [("Figure", False), ("Value", True), ("Unit", False), ("Year", True), ("Rank", True), ("Source", False)],
        [
            (
                wording.label(entry := selectors.register().indicator(one.indicator)),
                wording.number(one.latest.value, entry.decimals),
                entry.unit,
                str(one.latest.year),
                rank_in_words(one),
                one.latest.source,
            )
            for one in profile.indicators
        ],
    )
    out.print("\nWhat is not known", style="bold")
    for sentence in gaps(profile):
        out.print(f"- {sentence}", highlight=False, markup=False)
    out.print(f"\nAll of it: openhearth region {place.code} --json", style="dim", highlight=False)


def peers(
    code: Code,
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=400)] = 10,
    exclude_country: Annotated[
        bool, typer.Option("--exclude-country", help="Leave out regions of the same country.")
    ] = False,
    features: Annotated[str, typer.Option(help="Dimensions with optional weights: economy=3,emissions,people.")] = "",
    as_json: AsJson = False,
) -> None:
    """The regions most like this one, and what each dimension adds to the distance."""
    house.ensure()
    place = selectors.territory(code)
    if place.kind != selectors.COMPARED_KIND:
        above = [
            one.code
            for one in (*selectors.lineage(place), *selectors.parts(place))
            if one.kind == selectors.COMPARED_KIND
        ]
        raise InputError(Fault("not_compared", code, {"name": place.name, "nearest": ", ".join(above) or "DEA1"}))
    found = selectors.peers_of(place.code, count=count, exclude_country=exclude_country, weights=_weights(features))
    if as_json:
        print_json(answers.peers(found, selectors.landscape().territories))
        return
    rows = [(row.code, row.name, row.distance, row.differences, row.likenesses) for row in peer_rows(found)]
    missing = ", ".join(wording.word(wording.DIMENSIONS, one) for one in found.missing)
    print_table(
        f"Regions most like {place.name} ({place.code})",
        [("Code", False), ("Name", False), ("Distance", True), ("Most different in", False), ("Most alike in", False)],
        rows,
        note="Per cent: the part that a dimension adds to the distance; all parts with --json."
        + (f" Not compared for lack of data: {missing}." if missing else ""),
    )


def typology(
    groups: Annotated[int, typer.Option(min=2, max=30, help="How many groups; seven have names.")] = 7,
    ecosystems: EcosystemsFile = None,
    as_json: AsJson = False,
) -> None:
    """Groups of regions with a similar specialisation, beside the published sizes."""
    house.ensure()
    found = selectors.typology_of(groups, table=_table(ecosystems))
    types = {entry.code: entry for entry in selectors.region_types()}
    if as_json:
        print_json(answers.typology(found, types))
        return
    print_table(
        f"{len(found.groups)} groups of {sum(len(group.members) for group in found.groups)} regions",
        [("Group", False), ("Regions", True), ("Published", True), ("What marks it", False)],
        [
            (
                wording.label(types[group.type_code]) if group.type_code in types else group.type_code,
                str(len(group.members)),
                str(types[group.type_code].published_size) if group.type_code in types else wording.NONE,
                marks_in_words(group.marks),
            )
            for group in found.groups
        ],
        note=f"{len(found.unclassified)} regions are not grouped: too little is known about their employment. "
        "A reconstruction: the published algorithm and the official ecosystem weights are unknown.",
    )


class Answer(StrEnum):
    """What the commands answer with --json."""

    regions = "regions"
    region = "region"
    peers = "peers"
    typology = "typology"
    brief = "brief"
    loaded = "loaded"
    restored = "restored"
    formats = "formats"
    built = "built"
    invited = "invited"
    transfer = "transfer"
    found = "found"
    imported = "imported"
    indexed = "indexed"
    index_status = "index_status"
    footprint = "footprint"
    footprint_tables = "footprint_tables"
    frontier = "frontier"
    frontier_check = "frontier_check"
    frontier_core = "frontier_core"
    frontier_uncertain = "frontier_uncertain"
    plan_status = "plan_status"
    plan_import = "plan_import"
    doughnut = "doughnut"
    programme_chain = "programme_chain"
    programme_status = "programme_status"
    programme_rotation = "programme_rotation"
    programme_written = "programme_written"
    programme_loaded = "programme_loaded"


SCHEMAS = {
    **answers.SCHEMAS,
    "brief": receipts.Brief,
    "loaded": receipts.Loaded,
    "restored": receipts.Restored,
    "formats": receipts.Formats,
    "built": receipts.Built,
    "invited": receipts.Invited,
    "transfer": receipts.Transferred,
    **findings.SCHEMAS,
    **footprints.SCHEMAS,
    **frontiers.SCHEMAS,
    **standings.SCHEMAS,
    **portraits.SCHEMAS,
    **programmes.SCHEMAS,
}


def schema(name: Annotated[Answer, typer.Argument(help="The answer to describe.")]) -> None:
    """The JSON Schema of what a command prints with --json."""
    print_json(msgspec.json.schema(SCHEMAS[name]))


def _weights(features: str) -> dict[str, float] | None:
    """``economy=3,people`` as dimension to weight; None for the house's own."""
    if not features.strip():
        return None
    known = {dimension.code for dimension in selectors.dimensions()}
    house_weights = {dimension.code: dimension.weight for dimension in selectors.dimensions()}
    chosen: dict[str, float] = {}
    faults: list[Fault] = []
    for part in filter(None, (part.strip() for part in features.split(","))):
        name, _equals, weight = part.partition("=")
        for code in sorted(EMISSION_DIMENSIONS) if name == "emissions" else (name,):
            if code not in known:
                faults.append(
                    Fault("unknown_dimension", "--features", {"found": name, "known": ", ".join(sorted(known))})
                )
                continue
            try:
                chosen[code] = float(weight) if weight else house_weights[code]
            except ValueError:
                faults.append(Fault("not_a_number", "--features", {"column": name, "found": weight}))
    if faults:
        raise InputError(*faults)
    return chosen


def _table(path: Path | None) -> Ecosystems | None:
    if path is None:
        return None
    if not path.is_file():
        raise InputError(Fault("missing_file", str(path)))
    faults: list[Fault] = []
    rows = [
        row
        for _line, row in records(
            text_of(path.read_bytes(), name=str(path)), required=("nace", "ecosystem", "weight"), faults=faults
        )
    ]
    if faults:
        raise InputError(*faults)
    return parse_ecosystems(rows, [entry.code for entry in selectors.ecosystem_labels()])
