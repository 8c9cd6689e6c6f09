"""Which facts the house holds, and since when."""

from __future__ import annotations

from django.db import OperationalError, ProgrammingError
from django.db.models import Max, QuerySet

from openhearth import __version__
from openhearth.apps.regions import models
from openhearth.sources import registers

PACKAGED = "packaged"


def packaged_load() -> models.Load | None:
    return models.Load.objects.filter(format=PACKAGED).order_by("-id").first()


def facts_are_current() -> bool:
    """Whether the database holds the facts of this version of the package."""
    try:
        load = packaged_load()
    except (OperationalError, ProgrammingError):
        return False  # no tables yet
    return load is not None and (load.version, load.digest) == (__version__, registers.facts_digest())


def loads_by_users() -> QuerySet[models.Load]:
    return models.Load.objects.exclude(format=PACKAGED)


def data_version() -> int:
    """Grows with every load; whatever was computed for an older one is stale."""
    return models.Load.objects.aggregate(newest=Max("id"))["newest"] or 0
