"""An unknown place is an answer too: the nearest codes, or what became of an old one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from openhearth.core.values import Territory


@dataclass(frozen=True, slots=True)
class Heir:
    """A territory that took over (part of) an older code; ``percent`` of its people, None where not known."""

    code: str
    name: str
    percent: int | None


class UnknownTerritory(Http404):
    """No territory has this code. Either ``successors`` or ``nearest`` says where to go."""

    def __init__(
        self, code: str, *, nearest: tuple[Territory, ...] = (), version: str = "", successors: tuple[Heir, ...] = ()
    ) -> None:
        self.code = code
        self.nearest = nearest
        self.version = version
        self.successors = successors
        super().__init__(code)
