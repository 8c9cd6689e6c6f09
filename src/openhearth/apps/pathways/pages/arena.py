"""The arena of a plan: who is at the table, who is missing, what is the matter, and where it shall lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from openhearth.apps.pathways import wording
from openhearth.core.pathway import terms
from openhearth.core.pathway.arena import balance

QUADRANTS: wording.Words = {
    "work_closely": _("work closely together"),
    "keep_satisfied": _("keep satisfied"),
    "keep_informed": _("keep informed"),
    "keep_in_view": _("keep in view"),
    "not_told": _("not told"),
}
SIDE = 300
"""Of the drawing, in its own unit; the scale runs from 1 to 5 with half a step beside."""

WIDTHS = (30, 44, 58)
"""Of a mark with so many numbers in it; more do not fit, and stand in its title and in the table."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A stakeholder in the table; ``number`` is the one in the drawing."""

    number: int
    part: terms.Stakeholder
    helix: str
    quadrant: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One place in the drawing with the numbers of those who share it."""

    x: float
    y: float
    numbers: str
    present: bool
    names: str
    width: int

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        return self.y - 15


@dataclass(frozen=True, slots=True)
class HelixShown:
    """A helix and how many of it are at the table."""

    name: str
    code: str
    present: int
    dominant: bool


def arena_page(plan: terms.Plan) -> dict[str, Any]:
    """What the page of the arena shows."""
    found = balance(plan)
    seats = [
        Seat(
            number,
            one,
            wording.word(wording.HELICES, one.helix),
            wording.word(QUADRANTS, found.quadrants[one.key]),
        )
        for number, one in enumerate(plan.stakeholders, start=1)
    ]
    return {
        "seats": seats,
        "missing": [seat for seat in seats if not seat.part.present],
        "dots": dots(seats),
        "side": SIDE,
        "middle": SIDE / 2,
        "helices": [
            HelixShown(wording.word(wording.HELICES, helix), helix, count, found.dominant == helix)
            for helix, count in found.present.items()
        ],
        "empty": [(helix, wording.word(wording.HELICES, helix)) for helix in found.empty],
        "dominant": wording.word(wording.HELICES, found.dominant) if found.dominant else "",
        "lenses": [
            (lens, wording.word(wording.LENSES, lens), [one for one in plan.challenges if one.lens == lens])
            for lens in wording.LENSES
        ],
    }


def dots(seats: list[Seat]) -> list[Dot]:
    """Where the stakeholders stand by interest (across) and influence (up); those of one place share a dot."""
    placed: dict[tuple[int, int], list[Seat]] = {}
    for seat in seats:
        if seat.part.influence is not None and seat.part.interest is not None:
            placed.setdefault((seat.part.interest, seat.part.influence), []).append(seat)
    step = SIDE / 5
    return [
        Dot(
            round((across - 0.5) * step, 1),
            round(SIDE - (up - 0.5) * step, 1),
            ", ".join(str(seat.number) for seat in shared[: len(WIDTHS)]) + (" …" if shared[len(WIDTHS) :] else ""),
            all(seat.part.present for seat in shared),
            "; ".join(seat.part.organisation for seat in shared),
            WIDTHS[min(len(shared), len(WIDTHS)) - 1],
        )
        for (across, up), shared in placed.items()
    ]
