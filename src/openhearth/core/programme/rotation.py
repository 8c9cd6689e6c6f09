"""Who hosts which meeting in which week: exactly, and fairly to those who travel.

A small integer programme, solved to proven optimality by HiGHS inside scipy, one aim after the other: as few absences as possible, then
the longest total journey of a partner as short as possible, then all journeys together, then the weeks that were put first. What
is still equal goes, meeting by meeting, to the host named first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from openhearth.core.errors import Fault, InfeasibleError, InputError
from openhearth.core.values import Array

SLACK = 1e-6
"""An aim that was reached may be missed by so much, in the unit of the journeys, while the next is pursued."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting that needs a host and a week.

    Parameters
    ----------
    weeks
        Mondays, ISO 8601, in which it may take place, the best first.
    hosts
        Partners that may host it; empty: any of those that must host.
    """

    key: str
    weeks: tuple[str, ...]
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What the rotation has to respect.

    Parameters
    ----------
    slots
        The meetings in their order: each takes place in a later week than the one before.
    hosts
        Partners that host exactly once.
    travellers
        Partners that come to every meeting.
    journeys
        (traveller, host) to the length of a journey, not negative, in any unit. Nobody travels to themselves.
    unavailable
        Partner to the Mondays of weeks in which it cannot host; as a traveller it is absent then.
    closed
        Mondays of weeks in which nobody meets: holidays of all.
    holidays
        Partner to the Mondays of weeks with a public holiday at home: it cannot host then, and still comes to the others.
    """

    slots: tuple[Slot, ...]
    hosts: tuple[str, ...]
    travellers: tuple[str, ...]
    journeys: Mapping[tuple[str, str], float]
    unavailable: Mapping[str, Collection[str]] = field(default_factory=dict)
    closed: Collection[str] = ()
    holidays: Mapping[str, Collection[str]] = field(default_factory=dict)

    def may_host(self, slot: Slot) -> tuple[str, ...]:
        """Who may host a meeting."""
        return slot.hosts or self.hosts


@dataclass(frozen=True, slots=True)
class Visit:
    """A meeting with its host, the Monday of its week, and who cannot come."""

    slot: str
    host: str
    week: str
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rotation:
    """A proposal that no other one beats: fewest absences, then the shortest ``longest``, then the least ``total`` of journeys."""

    visits: tuple[Visit, ...]
    travelled: Mapping[str, float]

    @property
    def absences(self) -> int:
        """Partners that cannot come, over all meetings."""
        return sum(len(visit.absent) for visit in self.visits)

    @property
    def longest(self) -> float:
        """The way of the partner that travels most."""
        return max(self.travelled.values(), default=0.0)

    @property
    def total(self) -> float:
        """All ways together."""
        return sum(self.travelled.values())


@dataclass(frozen=True, slots=True, order=True)
class Obstacle:
    """A requirement.

    ``slot``: the meeting takes place. ``host``: the partner hosts once. ``order``: the meeting comes after the one before. ``unavailable``: weeks
    in which the partner cannot host. ``holidays``: weeks with a public holiday at home. ``closed``: holidays of all; the key is empty.
    """

    kind: str
    key: str = ""


def rotation(request: Request) -> Rotation:
    """The best rotation.

    Raises
    ------
    InputError
        ``bad_week`` (no Monday in ISO 8601), ``duplicate_slot``, ``unknown_host``, ``missing_journey`` and ``bad_journey``, all at once.
    InfeasibleError
        The witness is a tuple of `Obstacle`: requirements that cannot be met together, none of which can be left out.

    Examples
    --------
    >>> weeks = ("2027-03-01", "2027-09-06")
    >>> request = Request(
    ...     (Slot("m1", weeks), Slot("m2", weeks)), ("aviles", "sines"), ("aviles", "sines"),
    ...     {("aviles", "sines"): 700.0, ("sines", "aviles"): 700.0}, {"aviles": ("2027-03-01",)},
    ... )
    >>> [(visit.host, visit.week, visit.absent) for visit in rotation(request).visits]
    [('sines', '2027-03-01', ('aviles',)), ('aviles', '2027-09-06', ())]
    """
    faults = _faults(request)
    if faults:
        raise InputError(*faults)
    model = _Model.of(request)
    if model.solved(model.requirements, np.zeros(model.size)) is None:
        raise InfeasibleError(_smallest(model))
    return _best(model)


def _faults(request: Request) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for slot in request.slots:
        faults += [Fault("duplicate_slot", slot.key)] if slot.key in seen else []
        seen.add(slot.key)
    weeks = {week: slot.key for slot in request.slots for week in slot.weeks}
    weeks |= {week: partner for partner, those in request.unavailable.items() for week in those}
    weeks |= {week: partner for partner, those in request.holidays.items() for week in those}
    weeks |= dict.fromkeys(request.closed, "closed")
    faults += [Fault("bad_week", place, {"found": week}) for week, place in weeks.items() if not _is_monday(week)]
    hosts = list(dict.fromkeys(host for slot in request.slots for host in request.may_host(slot)))
    hostless = [host for host in request.hosts if host not in hosts]
    faults += [Fault("unknown_host", host) for host in hostless]
    for traveller in request.travellers:
        for host in hosts:
            length = request.journeys.get((traveller, host))
            if traveller != host and length is None:
                faults.append(Fault("missing_journey", traveller, {"host": host}))
            elif length is not None and not 0 <= length < float("inf"):
                faults.append(Fault("bad_journey", traveller, {"host": host, "found": length}))
    return faults


def _is_monday(week: str) -> bool:
    try:
        return date.fromisoformat(week).weekday() == 0 and len(week) == len("2027-03-01")
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The integer programme: a variable for each meeting, host and week, and a last one for the longest way."""

    request: Request
    picks: tuple[tuple[int, str, str], ...]
    requirements: tuple[Obstacle, ...]

    @classmethod
    def of(cls, request: Request) -> _Model:
        picks = tuple(
            (number, host, week)
            for number, slot in enumerate(request.slots)
            for host in request.may_host(slot)
            for week in slot.weeks
        )
        requirements = (
            *(Obstacle("host", host) for host in request.hosts),
            *(Obstacle("slot", slot.key) for slot in request.slots),
            *(Obstacle("order", slot.key) for slot in request.slots[1:]),
            *(Obstacle("unavailable", partner) for partner, weeks in request.unavailable.items() if weeks),
            *(Obstacle("holidays", partner) for partner, weeks in request.holidays.items() if weeks),
            *((Obstacle("closed"),) if request.closed else ()),
        )
        return cls(request, picks, requirements)

    @property
    def size(self) -> int:
        """How many variables."""
        return len(self.picks) + 1

    def absences(self) -> Array:
        """How many cannot come, for each pick."""
        return np.array([*(float(len(self.absent(pick))) for pick in self.picks), 0.0])

    def absent(self, pick: tuple[int, str, str]) -> tuple[str, ...]:
        """Who cannot come in the week of a pick."""
        _, host, week = pick
        away = self.request.unavailable
        return tuple(one for one in self.request.travellers if one != host and week in away.get(one, ()))

    def ways(self, traveller: str) -> Array:
        """How far a partner travels, for each pick; who is absent stays at home."""
        return np.array(
            [
                *(
                    0.0 if traveller == pick[1] or traveller in self.absent(pick) else self._journey(traveller, pick[1])
                    for pick in self.picks
                ),
                0.0,
            ]
        )

    def _journey(self, traveller: str, host: str) -> float:
        return float(self.request.journeys[traveller, host])

    def lateness(self) -> Array:
        """The place of the week in the list of its meeting."""
        slots = self.request.slots
        return np.array([*(float(slots[number].weeks.index(week)) for number, _, week in self.picks), 0.0])

    def solved(self, required: Collection[Obstacle], aim: Array, *kept: LinearConstraint) -> Array | None:
        """The variables of a best solution; None where nothing meets what is required."""
        upper = np.ones(self.size)
        upper[-1] = np.inf
        for column, (_, host, week) in enumerate(self.picks):
            told = (("unavailable", self.request.unavailable), ("holidays", self.request.holidays))
            away = any(Obstacle(kind, host) in required and week in weeks.get(host, ()) for kind, weeks in told)
            if away or (Obstacle("closed") in required and week in self.request.closed):
                upper[column] = 0
        whole = np.ones(self.size, dtype=np.int64)
        whole[-1] = 0
        rows = [*self._rows(required), *kept]
        found = milp(aim, integrality=whole, bounds=Bounds(0, upper), constraints=rows, options={"mip_rel_gap": 0})
        return None if found.x is None else np.where(whole > 0, np.round(found.x), found.x)

    def _rows(self, required: Collection[Obstacle]) -> list[LinearConstraint]:
        slots = self.request.slots
        of_slot = [np.array([*(pick[0] == number for pick in self.picks), 0.0]) for number in range(len(slots))]
        rows = []
        for number, slot in enumerate(slots):  # left out, a meeting may still not take place twice
            least = 1 if Obstacle("slot", slot.key) in required else 0
            rows.append(LinearConstraint(of_slot[number], least, 1))
        rows += [
            LinearConstraint(np.array([*(pick[1] == host for pick in self.picks), 0.0]), 1, 1)
            for host in self.request.hosts
            if Obstacle("host", host) in required
        ]
        days = np.array([*(float(date.fromisoformat(week).toordinal()) for _, _, week in self.picks), 0.0])
        span = float(np.ptp(days[:-1])) + 14 if self.picks else 0.0
        for number, (_, after) in enumerate(pairwise(slots)):
            if Obstacle("order", after.key) in required:
                first, second = of_slot[number], of_slot[number + 1]
                shifted = (days - days[:-1].min() + 7) * (second - first) - span * (first + second)
                rows.append(LinearConstraint(shifted, 7 - 2 * span, np.inf))
        return rows


def _best(model: _Model) -> Rotation:
    """One aim after the other, each kept while the next is pursued; then the first host for which all of that still holds."""
    travellers = model.request.travellers
    last = np.zeros(model.size)
    last[-1] = 1
    kept = [LinearConstraint(last - model.ways(traveller), 0, np.inf) for traveller in travellers]
    total = np.add.reduce([model.ways(traveller) for traveller in travellers], initial=0) + np.zeros(model.size)
    for aim in (model.absences(), last, total, model.lateness()):
        found = model.solved(model.requirements, aim, *kept)
        assert found is not None, "an earlier solution is still one"  # noqa: S101
        kept.append(LinearConstraint(aim, -np.inf, float(aim @ found) + SLACK))
    for number, slot in enumerate(model.request.slots):
        for host in model.request.may_host(slot):
            chosen = np.array([*(pick[:2] == (number, host) for pick in model.picks), 0.0])
            found = model.solved(model.requirements, np.zeros(model.size), *kept, LinearConstraint(chosen, 1, 1))
            if found is not None:
                kept.append(LinearConstraint(chosen, 1, 1))
                break
    found = model.solved(model.requirements, np.zeros(model.size), *kept)
    assert found is not None, "an earlier solution is still one"  # noqa: S101
    picked = [pick for pick, value in zip(model.picks, found[:-1], strict=True) if value > 0]
    slots = model.request.slots
    visits = tuple(Visit(slots[pick[0]].key, pick[1], pick[2], model.absent(pick)) for pick in picked)
    return Rotation(visits, {traveller: float(model.ways(traveller) @ found) for traveller in travellers})


def _smallest(model: _Model) -> tuple[Obstacle, ...]:
    """Leave out one requirement after the other as long as the rest stays impossible, those of hosts first."""
    left = list(model.requirements)
    for one in model.requirements:
        rest = [other for other in left if other != one]
        if model.solved(rest, np.zeros(model.size)) is None:
            left = rest
    return tuple(left)
