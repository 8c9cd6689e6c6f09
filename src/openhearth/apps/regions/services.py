"""Writes: the facts that ship with the package, and files that a user loads. Each is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
from django.db import models, transaction

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
from openhearth.sources import packaged

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
    manifest = packaged.manifest()
    tables = {name: packaged.table(name) for name in MODELS}
    replaced = set(Load.objects.exclude(format=PACKAGED).values_list("format", flat=True))
    total = sum(table.height for table in tables.values())
    done = 0
    with transaction.atomic():
        for name, table in tables.items():
            keep = table.filter(~pl.col("source").is_in(sorted(replaced)))
            _replace(name, keep, sources=sorted(set(table["source"]) - replaced))
            done += table.height
            progress(name, done, total)
        return Load.objects.create(
            format=PACKAGED,
            file_name="facts/tables",
            digest=manifest.digest,
            version=__version__,
            read=total,
            kept=total,
        )


def load_tables(
    *,
    source: str,
    file_name: str,
    digest: str,
    read: int,
    rejected: Mapping[str, int],
    tables: Mapping[str, pl.DataFrame],
    progress: Progress,
) -> Load:
    """Replace everything known from one source by the tables made of the user's file."""
    total = sum(table.height for table in tables.values())
    done = 0
    with transaction.atomic():
        for name, table in tables.items():
            _replace(name, table, sources=[source])
            done += table.height
            progress(name, done, total)
        return Load.objects.create(
            format=source,
            file_name=file_name,
            digest=digest,
            version=__version__,
            read=read,
            kept=read - sum(rejected.values()),
            rejected=dict(rejected),
        )


def load_boundaries(
    *, file_name: str, digest: str, read: int, rejected: Mapping[str, int], geometries: Mapping[str, object]
) -> Load:
    """Replace the boundaries that are drawn on the map."""
    known = set(Territory.objects.values_list("code", flat=True))
    with transaction.atomic():
        Boundary.objects.all().delete()
        Boundary.objects.bulk_create(
            Boundary(territory_id=code, geometry=geometry) for code, geometry in geometries.items() if code in known
        )
        return Load.objects.create(
            format="boundaries",
            file_name=file_name,
            digest=digest,
            version=__version__,
            read=read,
            kept=len(known & set(geometries)),
            rejected={**rejected, "unknown_territory": len(set(geometries) - known)},
        )


def restore_packaged(*, source: str, progress: Progress) -> Load:
    """Undo a user's load: the packaged facts of that source come back."""
    with transaction.atomic():
        Load.objects.filter(format=source).delete()
        if source == "boundaries":
            Boundary.objects.all().delete()
        return load_packaged_facts(progress=progress)


def _replace(name: str, table: pl.DataFrame, *, sources: list[str]) -> None:
    model = MODELS[name]
    if name == "territories":
        _replace_territories(table, sources)
        return
    model._default_manager.filter(source__in=sources).delete()
    columns = ["territory_id" if column == "territory" else column for column in table.columns]
    for part in table.iter_slices(BATCH):
        model._default_manager.bulk_create([model(**dict(zip(columns, row, strict=True))) for row in part.iter_rows()])


def _replace_territories(table: pl.DataFrame, sources: list[str]) -> None:
    """Update in place: other rows point to territories, so a code that stays is not deleted and made again."""
    fields = [column for column in table.columns if column != "code"]
    Territory.objects.filter(source__in=sources).exclude(code__in=table["code"].to_list()).delete()
    Territory.objects.bulk_create(
        [Territory(**row) for row in table.iter_rows(named=True)],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
    )
