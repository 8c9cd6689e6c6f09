"""Hosts and dates, beside trying everything."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.programme.rotation import Obstacle, Request, Rotation, Slot, rotation

WEEKS = ("2027-03-01", "2027-05-03", "2027-09-06", "2027-11-01")
PARTNERS = ("aviles", "sines", "tampere")
FAR = {(a, b): float(10 * abs(i - j)) for i, a in enumerate(PARTNERS) for j, b in enumerate(PARTNERS)}


def request(**changes: object) -> Request:
    given_: dict[str, object] = {
        "slots": tuple(Slot(f"m{number}", WEEKS) for number in range(3)),
        "hosts": PARTNERS,
        "travellers": PARTNERS,
        "journeys": FAR,
    }
    return Request(**(given_ | changes))  # type: ignore[arg-type]


def witness(asked: Request) -> tuple[Obstacle, ...]:
    with pytest.raises(InfeasibleError) as error:
        rotation(asked)
    found = error.value.witness
    assert isinstance(found, tuple)
    return found


def test_everybody_hosts_once_in_the_order_of_the_meetings() -> None:
    found = rotation(request())
    assert [(visit.slot, visit.host, visit.week) for visit in found.visits] == [
        ("m0", "aviles", WEEKS[0]),
        ("m1", "sines", WEEKS[1]),
        ("m2", "tampere", WEEKS[2]),
    ]
    assert (found.absences, found.longest, found.total) == (0, 30.0, 80.0)


def test_a_discovery_partner_gets_its_visit_and_nobody_else_may_host_it() -> None:
    slots = (Slot("m0", WEEKS), Slot("m1", WEEKS, ("tampere",)), Slot("m2", WEEKS))
    found = rotation(request(slots=slots))
    assert [visit.host for visit in found.visits] == ["aviles", "tampere", "sines"]


def test_who_cannot_come_is_told_and_avoided() -> None:
    away = {"aviles": (WEEKS[0],), "sines": WEEKS[2:]}
    found = rotation(request(unavailable=away))
    assert found.absences == 2
    assert all(visit.week not in away.get(visit.host, ()) for visit in found.visits)
    assert rotation(request(unavailable={"aviles": (WEEKS[0],)})).visits[0].week == WEEKS[1]


def test_the_smallest_conflict_is_told() -> None:
    assert witness(request(unavailable={"sines": WEEKS, "aviles": (WEEKS[0],)})) == (
        Obstacle("host", "sines"),
        Obstacle("unavailable", "sines"),
    )
    assert witness(request(closed=WEEKS, slots=(Slot("m0", WEEKS),), hosts=("sines",)))[-1] == Obstacle("closed")
    one_week = (Slot("m0", WEEKS[1:2]), Slot("m1", WEEKS[:2]), Slot("m2", WEEKS))
    assert witness(request(slots=one_week)) == (Obstacle("slot", "m0"), Obstacle("slot", "m1"), Obstacle("order", "m1"))
    two_slots = (Slot("m0", WEEKS), Slot("m1", WEEKS))
    assert {one.kind for one in witness(request(slots=two_slots))} == {"host"}


def test_public_holidays_keep_a_partner_from_hosting_and_not_from_coming() -> None:
    found = rotation(request(holidays={"aviles": WEEKS[:2], "tampere": WEEKS[1:]}))
    assert (found.visits[0].host, found.visits[0].week) == ("tampere", WEEKS[0])
    assert all(visit.week not in WEEKS[:2] for visit in found.visits if visit.host == "aviles")
    assert found.absences == 0


def test_public_holidays_in_all_weeks_of_a_host_are_the_smallest_conflict() -> None:
    holidays = {"aviles": WEEKS[:1], "sines": WEEKS}
    assert witness(request(holidays=holidays)) == (Obstacle("host", "sines"), Obstacle("holidays", "sines"))
    both = {"holidays": {"sines": WEEKS[:2]}, "unavailable": {"sines": WEEKS[2:]}}
    assert witness(request(**both)) == (
        Obstacle("host", "sines"),
        Obstacle("unavailable", "sines"),
        Obstacle("holidays", "sines"),
    ), "without any one of the three the others can be met"


def test_all_faults_at_once() -> None:
    slots = (Slot("m0", ("2027-03-02", "soon")), Slot("m0", WEEKS, ("aviles",)))
    with pytest.raises(InputError) as error:
        rotation(request(slots=slots, journeys={("sines", "aviles"): float("nan")}))
    codes = [fault.code for fault in error.value.faults]
    assert {*codes} == {"duplicate_slot", "bad_week", "missing_journey", "bad_journey"}
    assert codes.count("bad_week") == 2
    with pytest.raises(InputError, match="unknown_host"):
        rotation(request(slots=(Slot("m0", WEEKS, ("aviles",)),)))


def test_nothing_to_plan_is_planned() -> None:
    assert rotation(Request((), (), PARTNERS, {})) == Rotation((), dict.fromkeys(PARTNERS, 0.0))


def tried(asked: Request) -> set[tuple[float, ...]]:
    """The aims of everything that respects the requirements."""
    found: set[tuple[float, ...]] = set()
    choices = [[(host, week) for host in asked.may_host(slot) for week in slot.weeks] for slot in asked.slots]
    for picks in product(*choices):
        hosts, weeks = [host for host, _ in picks], [week for _, week in picks]
        closed = any(week in asked.closed for week in weeks)
        home = (asked.unavailable, asked.holidays)
        away = any(week in weeks.get(host, ()) for host, week in picks for weeks in home)
        if closed or away or weeks != sorted(set(weeks)) or any(hosts.count(host) != 1 for host in asked.hosts):
            continue
        absent = [
            [one for one in asked.travellers if one != h and w in asked.unavailable.get(one, ())] for h, w in picks
        ]
        ways = [
            sum(
                asked.journeys[one, h]
                for (h, _), gone in zip(picks, absent, strict=True)
                if h != one and one not in gone
            )
            for one in asked.travellers
        ]
        late = sum(slot.weeks.index(week) for slot, week in zip(asked.slots, weeks, strict=True))
        found.add((float(sum(map(len, absent))), max(ways, default=0.0), float(sum(ways)), float(late)))
    return found


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_nothing_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weeks = {
        number: tuple(str(week) for week in rng.permutation(WEEKS)[: int(rng.integers(1, 4))]) for number in range(3)
    }
    asked = request(
        slots=tuple(
            Slot(f"m{number}", weeks[number], PARTNERS[-1:] if rng.random() < 0.2 else ()) for number in range(3)
        ),
        hosts=PARTNERS[: int(rng.integers(1, 4))] if rng.random() < 0.5 else PARTNERS,
        journeys={(a, b): float(rng.integers(0, 9)) for a in PARTNERS for b in PARTNERS},
        unavailable={one: tuple(w for w in WEEKS if rng.random() < 0.2) for one in PARTNERS},
        closed=tuple(week for week in WEEKS if rng.random() < 0.1),
        holidays={one: tuple(w for w in WEEKS if rng.random() < 0.1) for one in PARTNERS},
    )
    if any(host not in {one for slot in asked.slots for one in asked.may_host(slot)} for host in asked.hosts):
        return
    best = min(tried(asked), default=None)
    if best is None:
        assert witness(asked)
        return
    found = rotation(asked)
    late = sum(slot.weeks.index(visit.week) for slot, visit in zip(asked.slots, found.visits, strict=True))
    assert (found.absences, found.longest, found.total, late) == pytest.approx(best)
    assert rotation(asked) == found
