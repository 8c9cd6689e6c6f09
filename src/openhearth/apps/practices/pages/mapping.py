"""The hits on two maps: a tile for each country, and the regions where the region is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.practices.finding import Choice
from openhearth.apps.regions.drawing import SHADES, UNKNOWN, Drawing

# fmt: off
ROWS = (
    "IS .  .  .  NO SE FI .  . ",
    ".  .  .  .  .  .  EE .  . ",
    "IE UK .  .  DK .  LV .  . ",
    ".  .  .  NL DE PL LT .  . ",
    ".  .  BE LU CZ SK UA .  . ",
    ".  FR CH LI AT HU RO MD . ",
    "PT ES .  IT SI HR RS BG . ",
    ".  .  .  .  .  BA XK MK TR",
    ".  .  .  MT .  ME AL EL CY",
)
# fmt: on
"""Where each country stands: neighbours beside each other as far as squares allow."""

SIDE, GAP = 100, 6
READABLE = 13.0
"""Radius at which a number can be read, in a picture 1,000 wide."""
PLACES = {
    code: (column, row) for row, line in enumerate(ROWS) for column, code in enumerate(line.split()) if code != "."
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A country as a square; ``query`` is empty where there is nothing to find."""

    code: str
    label: str
    hits: int
    style: str
    chosen: bool
    query: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A region, as a circle or with its boundary; ``query`` is empty where there is nothing to find."""

    label: str
    hits: int
    chosen: bool
    query: str
    x: float
    y: float
    r: float = 0.0
    path: str = ""


def tiles(choices: Sequence[Choice]) -> tuple[Tile, ...]:
    """Every country of the map, the darker the more hits; countries without a place on the map are left out.

    Examples
    --------
    >>> heat = Choice("FI", "Finland", "", 3, False, "?country=FI")
    >>> [(tile.code, tile.hits, tile.style) for tile in tiles([heat]) if tile.query]
    [('FI', 3, 'accent')]
    """
    known = {choice.code: choice for choice in choices}
    most = max((choice.hits for choice in choices), default=0)
    return tuple(_tile(code, column, row, known.get(code), most) for code, (column, row) in PLACES.items())


def marks(drawn: Drawing, choices: Sequence[Choice]) -> tuple[Mark, ...]:
    """The regions of a map of the house; those with hits are large enough for their number."""
    known = {choice.code: choice for choice in choices}
    circles = [_mark(known.get(one.code), x=one.x, y=one.y, r=one.r) for one in drawn.circles]
    return (*circles, *(_mark(known.get(one.code), x=one.x, y=one.y, path=one.path) for one in drawn.boundaries))


def shade(hits: int, most: int) -> str:
    """One of four shades by the share of the most; nothing has none.

    Examples
    --------
    >>> [shade(hits, 8) for hits in (0, 1, 3, 5, 8)]
    ['empty', '', 'mid', 'strong', 'accent']
    """
    return SHADES[min(4 * hits // most, 3)] if hits else UNKNOWN


def _tile(code: str, column: int, row: int, choice: Choice | None, most: int) -> Tile:
    hits = choice.hits if choice else 0
    return Tile(
        code,
        _spoken(choice) if choice else "",
        hits,
        shade(hits, most),
        bool(choice and choice.chosen),
        choice.query if choice else "",
        column * SIDE + GAP // 2,
        row * SIDE + GAP // 2,
    )


def _mark(choice: Choice | None, *, x: float, y: float, r: float = 0.0, path: str = "") -> Mark:
    if choice is None:
        return Mark("", 0, chosen=False, query="", x=x, y=y, r=r, path=path)
    return Mark(_spoken(choice), choice.hits, choice.chosen, choice.query, x, y, max(r, READABLE), path)


def _spoken(choice: Choice) -> str:
    words = {"place": choice.label, "hits": choice.hits}
    if choice.chosen:
        return _("%(place)s: %(hits)s, chosen; take away") % words
    return f"{words['place']}: {words['hits']}"
