"""What a portfolio problem is made of: measures, aims, actions with their options, and what every choice must respect."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Direction = Literal["max", "min"]
Kind = Literal["sum", "worst_off", "spread"]
Across = Literal["place", "group"]

COST = "cost"
"""The measure of money, which every problem has: it may be an aim, and it may have a ceiling like any other."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something an action changes. ``decimals`` of an amount count; negative ones count tens, hundreds, thousands."""

    code: str
    unit: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Objective:
    """An aim: the sum of a measure over the chosen options, everywhere or in one place or for one group.

    With s_p the sum for each place p that any effect of the problem names (or for each group, ``across``):

    - ``sum`` counts everything together,
    - ``worst_off`` is what the place has that comes off worst: the least s_p where much is good, the largest where little is,
    - ``spread`` is how far the places lie apart: the largest s_p less the least; it can only be kept small.

    What is told for no place counts for none of them.
    """

    code: str
    measure: str
    direction: Direction = "max"
    place: str = ""
    group: str = ""
    kind: Kind = "sum"
    across: Across = "place"


@dataclass(frozen=True, slots=True)
class Cost:
    """Money spent in a year from a source; an income is negative."""

    amount: float
    year: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an option changes, in the unit of its measure; empty place and group: not told."""

    measure: str
    amount: float
    place: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way of doing an action, such as a start year or a size. At most one option of an action is chosen."""

    code: str
    costs: tuple[Cost, ...] = ()
    effects: tuple[Effect, ...] = ()
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A project, a measure, a phase-out: done in one of its ways, or not at all."""

    code: str
    options: tuple[Option, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """At most ``amount`` of money, in a year (None: in all years) and from a source (empty: from all sources)."""

    amount: float
    year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """``action`` only together with ``needs``; with a ``lag``, not before ``needs`` has started so many years earlier."""

    action: str
    needs: str
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Not both."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class AtMost:
    """At most ``count`` of the actions."""

    count: int
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the actions."""

    count: int
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """The sum of a measure is at least ``amount``; with a place or group, what is told for it alone."""

    measure: str
    amount: float
    place: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The sum of a measure is at most ``amount``; with a place or group, what is told for it alone."""

    measure: str
    amount: float
    place: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class StartWindow:
    """The action starts in these years or not at all."""

    action: str
    earliest: int | None = None
    latest: int | None = None


Constraint = Budget | Prerequisite | Exclusion | AtMost | AtLeast | Floor | Ceiling | StartWindow


@dataclass(frozen=True, slots=True)
class Synergy:
    """What is added when both actions are chosen, in whatever way: effects and costs of either sign."""

    first: str
    second: str
    effects: tuple[Effect, ...] = ()
    costs: tuple[Cost, ...] = ()


@lru_cache(maxsize=1 << 16)
def whole(amount: float, decimals: int) -> Decimal:
    """An amount in the smallest step that counts: 12.5 with two decimals is 1250, exactly as it is written.

    Examples
    --------
    >>> whole(0.07, 2) == 7, whole(45_000, -3) == 45
    (True, True)
    """
    return Decimal(str(amount)).scaleb(decimals)
