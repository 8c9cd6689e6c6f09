"""Which region somebody asks for: in words, or because they work there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openhearth.apps.accounts.rules import Person
from openhearth.apps.accounts.scopes import REGION
from openhearth.apps.regions import selectors
from openhearth.core.values import Territory

SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """What words in an address mean: one compared region, in which ``asked`` lies, or else which ones may be meant."""

    words: str
    place: Territory | None = None
    asked: Territory | None = None
    nearest: tuple[Territory, ...] = ()


def meant(words: str) -> Meant:
    """A region by code or name; a city or district means the region around it, for which the figures are known."""
    compared = {one.code: one for one in selectors.landscape().territories}
    if place := compared.get(words.upper()):
        return Meant(words, place, place)
    matches = selectors.territories(words=words)
    named = tuple(one for one in matches if one.code in compared)
    around = {place.code: (place, one) for one, place in _around(named or matches, compared)}
    if len(around) == 1:
        ((place, asked),) = around.values()
        return Meant(words, place, asked)
    nearest = [place for place, _ in around.values()] or _compared(selectors.nearest(words), compared)
    return Meant(words, nearest=tuple(nearest[:SUGGESTIONS]))


def region_of_role(user: Person) -> Territory | None:
    """The compared region in which a person holds a role; of several, the first by code."""
    if not user.is_authenticated:
        return None
    compared = {one.code: one for one in selectors.landscape().territories}
    held = sorted(scope.code for _role, scope in user.held_roles if scope.kind == REGION)
    return next((place for code in held if (place := _above(code, compared))), None)


def _above(code: str, compared: Mapping[str, Territory]) -> Territory | None:
    """NUTS codes nest by prefix."""
    return next((one for length in range(len(code), 2, -1) if (one := compared.get(code[:length]))), None)


def _around(places: Sequence[Territory], compared: Mapping[str, Territory]) -> Iterator[tuple[Territory, Territory]]:
    """Each place with the compared region in which it lies; those that lie in none are left out."""
    parents = {one.code: one.parent for one in selectors.territories()}
    for place in places:
        code = place.code
        while code and code not in compared:
            code = parents.get(code, "")
        if code:
            yield place, compared[code]


def _compared(places: Sequence[Territory], compared: Mapping[str, Territory]) -> list[Territory]:
    return list(dict.fromkeys(above for _place, above in _around(places, compared)))
