"""Two to six regions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from openhearth.apps.regions import selectors, wording
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.sentences import lower_bounds
from openhearth.core.values import Panel, Territory

MOST = 6
OWN = ("openhearth", "EUPL-1.2")
"""Source and licence of what is computed here."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    value: float
    most: bool


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    label: str
    unit: str
    year: int | None
    source: str
    licence: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    code: str
    title: str
    head: str
    rows: tuple[Row, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A place with the query string of the page without it."""

    code: str
    name: str
    without: str


def compared(wanted: Sequence[str]) -> tuple[tuple[Territory, ...], list[str]]:
    """The NUTS 2 regions asked for by code or name, and a sentence for each that cannot be compared."""
    found: dict[str, Territory] = {}
    faults = []
    for text in filter(None, (one.strip() for one in wanted)):
        place = _region(text)
        if place is None:
            nearest = ", ".join(f"{one.code} {one.name}" for one in selectors.nearest(text))
            faults.append(
                _("No NUTS 2 region is called %(text)s. Nearest: %(nearest)s.") % {"text": text, "nearest": nearest}
            )
        elif place.code not in found and len(found) == MOST:
            faults.append(
                _("At most %(most)s regions fit side by side: remove one to add %(name)s.")
                % {"most": MOST, "name": place.name}
            )
        else:
            found[place.code] = place
    return tuple(found.values()), faults


def _region(text: str) -> Territory | None:
    try:
        place = selectors.territory(text)
    except UnknownTerritory:
        matches = selectors.territories(kind=selectors.COMPARED_KIND, words=text)
        return matches[0] if len(matches) == 1 else None
    if place.kind in {"nuts3", "municipality"}:
        above = [one for one in selectors.lineage(place) if one.kind == selectors.COMPARED_KIND]
        return above[0] if above else None
    return place if place.kind == selectors.COMPARED_KIND else None


def compare_page(wanted: Sequence[str]) -> dict[str, object]:
    places, faults = compared(wanted)
    codes = [place.code for place in places]
    return {
        "places": [
            Compared(place.code, place.name, urlencode([("code", code) for code in codes if code != place.code]))
            for place in places
        ],
        "query": urlencode([("code", code) for code in codes]),
        "faults": faults,
        "tables": tables(codes),
        "suggestions": selectors.territories(kind=selectors.COMPARED_KIND),
    }


def tables(codes: Sequence[str]) -> list[Table]:
    """Figures by lens, then ecosystems; the highest value of a row is marked, whether that is good or not."""
    landscape = selectors.landscape()
    economy = selectors.atlas().economy.ecosystems.quotients
    made = [
        Table(
            lens,
            wording.word(wording.LENSES, lens),
            _("Figure"),
            _figures(lens, codes),
            lower_bounds(landscape) if lens == "ecological" else "",
        )
        for lens in wording.LENSES
    ]
    labels = {entry.code: wording.label(entry) for entry in selectors.ecosystem_labels()}
    ecosystems = tuple(
        Row(
            code,
            labels[code],
            "",
            landscape.employment_year,
            *OWN,
            _cells([_at(economy, place, code) for place in codes], 1),
        )
        for code in economy.columns
    )
    note = _("Location quotient %(year)s: 1 is the average region. Ecosystems are our reconstruction.")
    return [
        *made,
        Table(
            "ecosystems",
            _("Industrial ecosystems"),
            _("Ecosystem"),
            ecosystems,
            note % {"year": landscape.employment_year},
        ),
    ]


def _figures(lens: str, codes: Sequence[str]) -> tuple[Row, ...]:
    landscape = selectors.landscape()
    return tuple(
        Row(
            entry.code,
            wording.label(entry),
            wording.unit(entry.unit),
            landscape.years[entry.code],
            entry.source,
            entry.licence,
            _cells([_at(landscape.figures, code, entry.code) for code in codes], entry.decimals),
        )
        for entry in selectors.register().indicators
        if entry.lens == lens and entry.code in landscape.years
    )


def _at(panel: Panel, row: str, column: str) -> float:
    return panel.at(row, column) if row in panel.rows else float("nan")


def _cells(values: list[float], decimals: int) -> tuple[Cell, ...]:
    known = [value for value in values if not isnan(value)]
    most = max(known) if len(known) > 1 else None
    return tuple(Cell(wording.number(value, decimals), value, value == most) for value in values)
