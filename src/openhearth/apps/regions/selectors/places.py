"""Places: one, all that fit, what lies around and inside, and where to go instead of an unknown code."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import nan
from typing import cast

from rapidfuzz import fuzz, process, utils
from rapidfuzz.distance import JaroWinkler

from openhearth.apps.regions import models
from openhearth.apps.regions.errors import Heir, UnknownTerritory
from openhearth.core.values import Kind, Territory

SUGGESTIONS = 5
CODE_ALIKE = 0.8
"""Codes less alike than this (Jaro and Winkler's measure, from 0 to 1) are suggested only where nothing is alike."""


def territories(*, kind: str = "", country: str = "", words: str = "") -> tuple[Territory, ...]:
    """Places by code; each of ``words`` must begin the code or occur in the name, whatever its case and accents."""
    rows = models.Territory.objects.order_by("code")
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(country=_asked(country).upper())
    wanted = _folded(words).split()
    return tuple(_territory(row) for row in rows if _fits(row, wanted))


def _fits(row: models.Territory, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    code, name = row.code.casefold(), _folded(row.name)
    return all(code.startswith(word) or word in name for word in wanted)


def _folded(text: str) -> str:
    """Without case and accents: who types Aviles means Avilés. Databases differ in this, so Python does it."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _asked(text: str) -> str:
    """What somebody typed, without what no database can hold."""
    return text.replace("\x00", "").strip()


def countries() -> tuple[Territory, ...]:
    return territories(kind="country")


def territory(code: str) -> Territory:
    """The place with this code, in any case; an unknown or outdated one raises `UnknownTerritory` with where to go."""
    row = models.Territory.objects.filter(code__iexact=_asked(code)).first()
    if row is None:
        raise _unknown(_asked(code))
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
    row = models.Territory.objects.filter(code__iexact=words).first() if words and words == _asked(words) else None
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
    """Places whose code begins like the words, or whose name is like them, the most alike first."""
    places = {place.code: place for place in territories()}
    names = {code: place.name for code, place in places.items()}
    by_code = process.extract(
        words.upper(), {code: code for code in places}, scorer=JaroWinkler.similarity, limit=SUGGESTIONS
    )
    by_name = process.extract(
        words, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=SUGGESTIONS, score_cutoff=60
    )
    likeness = {code: score / 100 for _name, score, code in by_name}
    likeness |= {code: max(score, likeness.get(code, 0)) for _code, score, code in by_code if score >= CODE_ALIKE}
    likeness = likeness or {code: score for _code, score, code in by_code}
    ordered = sorted(likeness, key=lambda code: (-likeness[code], code))
    return tuple(places[code] for code in ordered[:SUGGESTIONS])


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
