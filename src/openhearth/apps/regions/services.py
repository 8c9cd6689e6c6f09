"""Writes: the facts that ship with the package, and files that a user loads. Each is one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

import polars as pl
import polars.selectors as cs
import shapely
from django.db import connection, models, transaction
from django.db.models import Q

from openhearth import __version__
from openhearth.apps.regions.models import (
    Boundary,
    Capacity,
    Emission,
    Employment,
    Figure,
    Installation,
    Load,
    Plant,
    Succession,
    Territory,
)
from openhearth.core.errors import Fault, InputError
from openhearth.sources import packaged
from openhearth.sources.facts_tables import SCHEMAS
from openhearth.sources.loading import FORMATS, Known, Rows, format_of, known
from openhearth.sources.territories.boundaries import SCHEMA as BOUNDARIES

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and out of how much."""

PACKAGED = "packaged"

MODELS: Mapping[str, type[models.Model]] = {
    "territories": Territory,
    "successions": Succession,
    "figures": Figure,
    "employment": Employment,
    "emissions": Emission,
    "capacities": Capacity,
    "plants": Plant,
    "installations": Installation,
}
"""Table of the facts to the model that keeps it, parents first."""

BATCH = 5000


def load_packaged_facts(*, progress: Progress) -> Load:
    """Put the packaged facts into the database, except what a user's own file has replaced."""
    tables = {name: packaged.table(name) for name in MODELS}
    total = sum(table.height for table in tables.values())
    done = 0
    with transaction.atomic():
        replaced = _replaced_rows()
        for name, table in tables.items():
            theirs = [rows for rows in replaced if rows.table == name]
            if name == "territories":
                _replace_territories(table)
            else:
                sources = Q(source__in=sorted(set(table["source"])))
                _kept(name).filter(sources).exclude(_any(theirs)).delete()
                _insert(name, table.filter(~pl.any_horizontal(False, *(rows.condition for rows in theirs))))
            done += table.height
            progress(name, done, total)
        return _packaged_load(total)


def load_file(code: str, *, file_name: str, data: bytes, progress: Progress) -> Load:
    """Replace what is packaged of the same figures by what the user's file says.

    A damaged file raises `InputError` with all faults and changes nothing.
    """
    form = format_of(code)
    progress("reading", 0, 0)
    made = form.make(data, _known(file_name))
    total = sum(table.height for table in made.tables.values())
    done = 0
    with transaction.atomic():
        _delete(form.replaces)
        for name, table in made.tables.items():
            _insert(name, table)
            done += table.height
            progress(name, done, total)
        if made.geometries:
            _replace_boundaries(made.geometries)
        return record_load(code, file_name, data, made.read, made.rejected)


def restore_packaged(code: str, *, progress: Progress) -> Load:
    """Undo a user's loads of one format: the packaged facts come back.

    Raises ``not_loaded`` where there is nothing to undo.
    """
    form = format_of(code)
    total = sum(packaged.table(name).height for name in MODELS)
    with transaction.atomic():
        forget_loads(code)
        if code == "boundaries":
            Boundary.objects.all().delete()
        _delete(form.replaces)
        for done, rows in enumerate(form.replaces):
            progress(rows.table, done, len(form.replaces))
            _insert(rows.table, packaged.table(rows.table).filter(rows.condition))
        return _packaged_load(total)


def record_load(code: str, file_name: str, data: bytes, read: int, rejected: Mapping[str, int]) -> Load:
    """Keep what became of a file; later apps that load files of their own say so here too."""
    return Load.objects.create(
        format=code,
        file_name=file_name,
        digest=hashlib.sha256(data).hexdigest(),
        version=__version__,
        read=read,
        kept=read - sum(rejected.values()),
        rejected=dict(rejected),
    )


def forget_loads(code: str) -> None:
    """Forget the loads of a format; ``not_loaded`` where there are none."""
    if not Load.objects.filter(format=code).delete()[0]:
        raise InputError(Fault("not_loaded", code))


def _packaged_load(rows: int) -> Load:
    return Load.objects.create(
        format=PACKAGED,
        file_name="facts/tables",
        digest=packaged.manifest().digest,
        version=__version__,
        read=rows,
        kept=rows,
    )


def _known(file_name: str) -> Known:
    """What a file is read in the light of: the population now in the house, and the boundaries that were loaded."""
    columns = ["territory_id" if column == "territory" else column for column in SCHEMAS["figures"]]
    people = Figure.objects.filter(indicator="population").values_list(*columns)
    shapes = Boundary.objects.filter(territory__kind="nuts3").values_list(
        "territory_id", "territory__name", "territory__country", "geometry"
    )
    rows = [
        (code, name, country, shapely.to_wkb(shapely.from_geojson(json.dumps(geometry))))
        for code, name, country, geometry in shapes
    ]
    return known(
        file_name,
        population=pl.DataFrame(list(people), schema=SCHEMAS["figures"], orient="row"),
        boundaries=pl.DataFrame(rows, schema=BOUNDARIES, orient="row") if rows else None,
    )


def _replaced_rows() -> list[Rows]:
    formats = set(Load.objects.exclude(format=PACKAGED).values_list("format", flat=True))
    return [rows for code in sorted(formats & set(FORMATS)) for rows in FORMATS[code].replaces]


def _any(wanted: Iterable[Rows]) -> Q:
    """The condition of any of these rows in the database; of none where there are none."""
    found = Q(pk__in=[])
    for rows in wanted:
        found |= Q(source=rows.source, indicator__in=rows.indicators) if rows.indicators else Q(source=rows.source)
    return found


def _delete(replaces: Iterable[Rows]) -> None:
    for rows in replaces:
        _kept(rows.table).filter(_any([rows])).delete()


def _kept(name: str) -> models.Manager[models.Model]:
    return MODELS[name]._default_manager  # noqa: SLF001 - Django's documented name


def _insert(name: str, table: pl.DataFrame) -> None:
    """Straight into the table: a hundred thousand rows as objects would take three times as long."""
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(column) for column in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    # Names come from our own models and schemas, values are bound.
    insert = f"INSERT INTO {quoted(MODELS[name]._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608, SLF001
    known = table.with_columns(cs.float().fill_nan(None))
    with connection.cursor() as cursor:
        for part in known.iter_slices(BATCH):
            cursor.executemany(insert, part.rows())


def _replace_territories(table: pl.DataFrame) -> None:
    """Update in place: other rows point to territories, so a code that stays is not deleted and made again."""
    fields = [column for column in table.columns if column != "code"]
    sources = sorted(set(table["source"]))
    Territory.objects.filter(source__in=sources).exclude(code__in=table["code"].to_list()).delete()
    Territory.objects.bulk_create(
        [Territory(**row) for row in table.iter_rows(named=True)],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
    )


def _replace_boundaries(geometries: Mapping[str, object]) -> None:
    """Level by level: who loads NUTS 3 keeps the NUTS 2 that were loaded before."""
    places = Territory.objects.filter(code__in=list(geometries))
    kinds = set(places.values_list("kind", flat=True))
    Boundary.objects.filter(territory__kind__in=kinds).delete()
    Boundary.objects.bulk_create(
        [Boundary(territory_id=place.code, geometry=geometries[place.code]) for place in places.order_by("code")]
    )


def boundaries_loaded(*, level: int) -> bool:
    """Whether a user has loaded boundaries of this NUTS level."""
    return Boundary.objects.filter(territory__kind=f"nuts{level}").exists()
