"""The list of regions: filters, columns, rows. The query string is the whole state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import inf, isnan
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from openhearth.apps.regions import selectors, wording
from openhearth.apps.regions.sentences import lower_bounds
from openhearth.core.landscape import Landscape
from openhearth.core.typology import Placement
from openhearth.core.values import Territory

WORDS = ("name", "code", "country", "type")
LEVELS = {"0": "country", "1": "nuts1", "2": "nuts2", "3": "nuts3", "state": "state", "municipality": "municipality"}
FIGURES = ("population", "gdp_per_head", "unemployment", "ets_emissions_per_head")
"""Always shown; a list sorted by another indicator shows that one too."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; empty means all."""

    q: str = ""
    level: str = "2"
    country: str = ""
    type: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """The filters of a query string; unknown levels and sort keys fall back to the defaults."""
        words = query.get("q", "").strip()
        level = query.get("level", "" if words else "2")
        sort = query.get("sort", "")
        return cls(
            q=words,
            level=level if level in LEVELS or not level else "2",
            country=query.get("country", "").upper(),
            type=query.get("type", ""),
            sort=sort if sort.removeprefix("-") in {*WORDS, *selectors.register().codes} else "",
        )

    @property
    def figures(self) -> tuple[str, ...]:
        """The indicators to show."""
        key = self.sort.removeprefix("-")
        return FIGURES if not key or key in {*WORDS, *FIGURES} else (*FIGURES, key)

    def query(self) -> str:
        """The query string of these filters; level is kept even when empty, because empty means all levels."""
        return urlencode({key: value for key, value in asdict(self).items() if value or key == "level"})


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    unit: str
    number: bool
    query: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    country: str
    type: str
    values: tuple[str, ...]


def listed(chosen: Filters) -> tuple[Territory, ...]:
    """The places that fit, sorted."""
    places = selectors.territories(kind=LEVELS.get(chosen.level, ""), country=chosen.country, words=chosen.q)
    if chosen.type:
        types = type_codes()
        places = tuple(place for place in places if types.get(place.code) == chosen.type)
    return _sorted(places, chosen.sort)


def _sorted(places: tuple[Territory, ...], sort: str) -> tuple[Territory, ...]:
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key and key not in WORDS:
        values = {code: value for code, (value,) in figures(places, (key,)).items()}
        unknown_last = inf if not down else -inf

        def by_value(place: Territory) -> float:
            return unknown_last if isnan(values[place.code]) else values[place.code]

        return tuple(sorted(places, key=by_value, reverse=down))
    if key == "type":
        types = type_codes()
        unknown_type_last = "" if down else "~"
        return tuple(sorted(places, key=lambda place: types.get(place.code, unknown_type_last), reverse=down))
    if key in {"name", "country"}:
        return tuple(sorted(places, key=lambda place: getattr(place, key).casefold(), reverse=down))
    return tuple(sorted(places, key=lambda place: place.code, reverse=down)) if key else places


def columns(chosen: Filters) -> list[Column]:
    """The heads of the table, each a link that sorts by it, and the other way when it does already."""
    heads = [
        ("name", _("Name"), "", False),
        ("code", _("Code"), "", False),
        ("country", _("Country"), "", False),
        ("type", _("Type"), "", False),
    ]
    for code in chosen.figures:
        entry = selectors.register().indicator(code)
        heads.append((code, wording.label(entry), wording.unit(entry.unit), True))
    return [
        Column(
            label,
            unit,
            number,
            replace(chosen, sort=f"-{key}" if chosen.sort == key else key).query(),
            {key: "ascending", f"-{key}": "descending"}.get(chosen.sort, ""),
        )
        for key, label, unit, number in heads
    ]


def rows(places: Sequence[Territory], indicators: Sequence[str] = FIGURES) -> list[Row]:
    types, labels = type_codes(), {entry.code: wording.label(entry) for entry in selectors.region_types()}
    entries = [selectors.register().indicator(code) for code in indicators]
    known = figures(places, indicators)
    return [
        Row(
            place.code,
            place.name,
            place.country,
            labels.get(types.get(place.code, ""), ""),
            tuple(
                wording.number(value, entry.decimals) for value, entry in zip(known[place.code], entries, strict=True)
            ),
        )
        for place in places
    ]


def type_codes() -> dict[str, str]:
    """Region to the code of its type, where it has one."""
    return {one.territory: one.type_code for one in selectors.atlas().typology.placements if isinstance(one, Placement)}


def levels() -> list[tuple[str, str]]:
    return [("", _("All")), *((value, wording.word(wording.KINDS, kind)) for value, kind in LEVELS.items())]


def years(chosen: Filters) -> dict[str, str]:
    """Indicator to the year its figures are of; several years where levels differ."""
    return _years(_landscapes(chosen))


def _landscapes(chosen: Filters) -> list[Landscape]:
    kinds = [LEVELS[chosen.level]] if chosen.level else list(LEVELS.values())
    return [selectors.landscape(kind) for kind in kinds]


def _years(landscapes: Sequence[Landscape]) -> dict[str, str]:
    known = [one.years for one in landscapes]
    return {
        entry.code: "/".join(str(year) for year in sorted({one[entry.code] for one in known if entry.code in one}))
        for entry in selectors.register().indicators
        if any(entry.code in one for one in known)
    }


def years_note(chosen: Filters) -> str:
    """Which year each column is of; empty where no figure is known."""
    landscapes = _landscapes(chosen)
    known = _years(landscapes)
    named = [
        f"{wording.label(selectors.register().indicator(code))} {known[code]}" for code in FIGURES if code in known
    ]
    if not named:
        return ""
    caveats = dict.fromkeys(lower_bounds(one) for one in landscapes)
    return " ".join([_("Years: %(years)s. NUTS 2021.") % {"years": ", ".join(named)}, *filter(None, caveats)])


def figures(places: Sequence[Territory], indicators: Sequence[str]) -> dict[str, list[float]]:
    """The indicators of each place, in the year of its level; NaN where one is not known."""
    known: dict[str, list[float]] = {}
    for kind in sorted({place.kind for place in places}):
        panel = selectors.landscape(kind).figures.select(columns=indicators)
        known |= zip(panel.rows, panel.values.tolist(), strict=True)
    return known
