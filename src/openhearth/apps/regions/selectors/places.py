"""Places: one, all that fit, what lies around and inside, and where to go instead of an unknown code."""

from __future__ import annotations

from math import nan
from typing import cast

from django.db.models import Q
from rapidfuzz import fuzz, process, utils

from openhearth.apps.regions import models
from openhearth.apps.regions.errors import Heir, UnknownTerritory
from openhearth.core.values import Kind, Territory

SUGGESTIONS = 5


def territories(*, kind: str = "", country: str = "", words: str = "") -> tuple[Territory, ...]:
    """Places by code; ``words`` must all occur in the code or the name."""
    rows = models.Territory.objects.order_by("code")
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(country=country.upper())
    for word in words.split():
        rows = rows.filter(Q(code__istartswith=word) | Q(name__icontains=word))
    return tuple(_territory(row) for row in rows)


def countries() -> tuple[Territory, ...]:
    return territories(kind="country")


def territory(code: str) -> Territory:
    """The place with this code, in any case; an unknown or outdated one raises `UnknownTerritory` with where to go."""
    row = models.Territory.objects.filter(code__iexact=code.strip()).first()
    if row is None:
        raise _unknown(code.strip())
    return _territory(row)


def lineage(place: Territory) -> tuple[Territory, ...]:
    """The territories around a place, the country first."""
    above: list[Territory] = []
    parent = place.parent
    while parent:
        row = models.Territory.objects.filter(code=parent).first()
        if row is None:
            break
        above.insert(0, _territory(row))
        parent = row.parent
    return tuple(above)


def parts(place: Territory) -> tuple[Territory, ...]:
    """The territories directly inside a place."""
    return tuple(_territory(row) for row in models.Territory.objects.filter(parent=place.code).order_by("code"))


def exact_code(words: str) -> str:
    """The code these words are, in any case; empty where they are none."""
    row = models.Territory.objects.filter(code__iexact=words).first() if words else None
    return row.code if row else ""


def _unknown(code: str) -> UnknownTerritory:
    heirs = models.Succession.objects.filter(old_code__iexact=code).order_by("-old_version", "-share", "new_code")
    if newest := heirs.first():
        names = dict(models.Territory.objects.values_list("code", "name"))
        return UnknownTerritory(
            code,
            version=newest.old_version,
            successors=tuple(
                Heir(
                    heir.new_code, names.get(heir.new_code, ""), None if heir.share is None else round(100 * heir.share)
                )
                for heir in heirs.filter(old_version=newest.old_version)
                if heir.new_code in names
            ),
        )
    return UnknownTerritory(code, nearest=nearest(code))


def nearest(words: str) -> tuple[Territory, ...]:
    """Places whose code or name is most like the words."""
    choices: dict[str, str] = {}
    for code, name in models.Territory.objects.order_by("code").values_list("code", "name"):
        choices[f"code:{code}"] = code
        choices[f"name:{code}"] = name
    found = process.extract(
        words, choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=3 * SUGGESTIONS, score_cutoff=50
    )
    codes = list(dict.fromkeys(key.split(":", 1)[1] for _, _, key in found))[:SUGGESTIONS]
    rows = {row.code: row for row in models.Territory.objects.filter(code__in=codes)}
    return tuple(_territory(rows[code]) for code in codes)


def _territory(row: models.Territory) -> Territory:
    return Territory(
        row.code,
        cast("Kind", row.kind),
        row.version,
        row.country,
        row.parent,
        row.name,
        _float(row.longitude),
        _float(row.latitude),
    )


def _float(value: float | None) -> float:
    return nan if value is None else value
