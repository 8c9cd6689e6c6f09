"""``openhearth index``: the search index, made from the database and brought up to date."""

from __future__ import annotations

from time import perf_counter

import typer
from django.conf import settings

from openhearth.apps.practices.finding import index
from openhearth.apps.practices.finding.filters import KINDS
from openhearth.apps.practices.models import Project, Unindexed
from openhearth.cli import house
from openhearth.cli.findings import Indexed, IndexStatus
from openhearth.cli.output import AsJson, out, print_json, progress_bar
from openhearth.core.errors import InputError
from openhearth.search.contract import Query
from openhearth.search.engines import kind_of

app = typer.Typer(help="The search index.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """The search index."""


@app.command()
def build(as_json: AsJson = False) -> None:
    """Make the whole index anew from the database. Readers see the old one until the new one is complete."""
    house.ensure()
    begun = perf_counter()
    entries = build_index()
    _say(entries, perf_counter() - begun, as_json=as_json)


@app.command()
def update(as_json: AsJson = False) -> None:
    """Bring the index up to date, as the worker does after every change."""
    house.ensure()
    begun = perf_counter()
    entries = index.catch_up() if index.is_built() else build_index()
    _say(entries, perf_counter() - begun, as_json=as_json)


@app.command()
def status(as_json: AsJson = False) -> None:
    """How many entries the index has, how many it should have, and how many changes wait."""
    house.ensure()
    found = _status()
    if as_json:
        print_json(found)
        return
    if found.entries is None:
        out.print("There is no index that this version can read. Make one: openhearth index build", highlight=False)
    else:
        out.print(f"{found.entries:,} of {found.expected:,} entries ({found.engine}).", highlight=False)
    if found.waiting:
        out.print(f"{found.waiting:,} changes wait since {found.oldest:%Y-%m-%d %H:%M:%S %Z}.", highlight=False)


def build_index() -> int:
    """Build it with a bar on the terminal; how many entries it has."""
    with progress_bar("Building the index") as report:
        return index.build(report)


def _status() -> IndexStatus:
    oldest = Unindexed.objects.order_by("pk").first()
    return IndexStatus(
        "openhearth/index_status/1",
        kind_of(settings.SEARCH_ENGINE),
        _entries(),
        index.public_practices().count() + Project.objects.count(),
        Unindexed.objects.count(),
        oldest.at if oldest else None,
    )


def _entries() -> int | None:
    if not index.is_built():
        return None
    try:
        return index.engine().search(Query(filters={"kind": KINDS}, size=0)).total
    except InputError as error:
        if error.faults[0].code != "index_of_other_shape":
            raise
        return None


def _say(entries: int, seconds: float, *, as_json: bool) -> None:
    if as_json:
        print_json(Indexed("openhearth/indexed/1", entries, round(seconds, 3)))
    else:
        out.print(f"{entries:,} entries in {seconds:.1f} s.", highlight=False)
