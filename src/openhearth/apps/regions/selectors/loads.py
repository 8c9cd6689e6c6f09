"""Which facts the house holds, and since when."""

from __future__ import annotations

from django.db import OperationalError, ProgrammingError
from django.db.models import QuerySet

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


def data_version() -> str:
    """Another text after every load; whatever was computed for an older one is stale.

    A number alone would not do: a load that is rolled back gives its number to the next.
    """
    newest = models.Load.objects.order_by("-id").first()
    return f"{newest.pk}-{newest.at:%Y%m%dT%H%M%S%f}" if newest else ""
