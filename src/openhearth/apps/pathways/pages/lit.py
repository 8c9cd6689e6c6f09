"""The dimensions of the Doughnut that a plan, or one action of it, is expected to help and to hurt: a small ring and its list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext as _

from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.pages.portraits import lens_name
from openhearth.apps.pathways.selectors.doughnut import doughnut
from openhearth.apps.regions.wording import label
from openhearth.core.doughnut import LENSES, Dimension
from openhearth.core.pathway.dimensions import MovedDimension, moved_dimensions
from openhearth.core.pathway.effects import Moved

RADII = {"social": (44, 68), "ecological": (72, 96)}
"""From where to where the ring of people and that of nature reach."""

SIGNS = {"helped": "+", "hurt": "\N{MINUS SIGN}", "both": "\N{PLUS-MINUS SIGN}", "": ""}


@dataclass(frozen=True, slots=True)
class LitDimension:
    """A dimension that is moved: by which actions, and through which indicators."""

    name: str
    lens: str
    sign: str
    helping: tuple[str, ...]
    hurting: tuple[str, ...]
    helped_through: tuple[str, ...]
    hurt_through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LitField:
    """A field of the ring. ``state``: helped, hurt, both, or empty where nothing moves it."""

    title: str
    state: str
    sign: str
    path: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Lit:
    """The ring, what it shows in words, and its list."""

    words: str
    fields: tuple[LitField, ...]
    rows: tuple[LitDimension, ...]


def lit(judged: Judged, moves: Sequence[Moved]) -> Lit:
    """The dimensions that these moves reach."""
    known = doughnut()
    found = moved_dimensions(moves, judged.plan.indicators, known)
    rows = tuple(_row(judged, one) for one in found)
    states = {one.dimension.code: _state(one) for one in found}
    fields = [
        field
        for lens in LENSES
        for field in _fields(lens, [one for one in known.dimensions if one.lens == lens], states)
    ]
    fields.sort(key=lambda field: field.state != "")  # what is lit is drawn last, over the edges of its neighbours
    helped, hurt = (
        [row.name for row in rows if row.sign in (SIGNS[state], SIGNS["both"])] for state in ("helped", "hurt")
    )
    words = _("Helped: %(helped)s. Hurt: %(hurt)s.") % {
        "helped": ", ".join(helped) or _("none"),
        "hurt": ", ".join(hurt) or _("none"),
    }
    return Lit(words, tuple(fields), rows)


def _state(one: MovedDimension) -> str:
    return "both" if one.helped and one.hurt else "helped" if one.helped else "hurt"


def _row(judged: Judged, one: MovedDimension) -> LitDimension:
    def titled(keys: Iterable[str]) -> tuple[str, ...]:
        return judged.titled(tuple(dict.fromkeys(keys)))

    return LitDimension(
        label(one.dimension),
        lens_name(one.dimension.lens),
        SIGNS[_state(one)],
        titled(move.action for move in one.helped),
        titled(move.action for move in one.hurt),
        titled(move.indicator for move in one.helped),
        titled(move.indicator for move in one.hurt),
    )


def _fields(lens: str, dimensions: Sequence[Dimension], states: dict[str, str]) -> list[LitField]:
    """The fields of one lens over half a circle, clockwise from the top: here on the right, elsewhere on the left."""
    place, _dash, ring = lens.partition("-")
    inner, outer = RADII[ring]
    turn = 0.0 if place == "local" else pi
    fields = []
    for position, dimension in enumerate(dimensions):
        start, end = (turn + pi * part / len(dimensions) for part in (position, position + 1))
        state, middle = states.get(dimension.code, ""), (start + end) / 2
        x, y = _point(middle, (inner + outer) / 2).split()
        fields.append(LitField(label(dimension), state, SIGNS[state], _sector(start, end, inner, outer), x, y))
    return fields


def _sector(start: float, end: float, inner: float, outer: float) -> str:
    """A piece of a ring as an SVG path; angles clockwise from the top. None is wider than half a circle."""
    return (
        f"M{_point(start, outer)}A{outer} {outer} 0 0 1 {_point(end, outer)}"
        f"L{_point(end, inner)}A{inner} {inner} 0 0 0 {_point(start, inner)}Z"
    )


def _point(angle: float, radius: float) -> str:
    return f"{radius * sin(angle):.1f} {-radius * cos(angle):.1f}"
