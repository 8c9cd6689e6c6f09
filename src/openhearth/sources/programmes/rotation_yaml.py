"""What a rotation of hosts has to respect, as YAML: docs/methods/programme.md has the form.

::

    meetings: [{key: m1, weeks: [2027-03-01, 2027-03-08]}, {key: m2, weeks: [2027-09-06], hosts: [iam]}]
    hosts: [aviles, sines]
    journeys: {aviles: {sines: 700, iam: 2400}, sines: {iam: 2900}}
    unavailable: {aviles: [2027-03-01]}
    closed: [2027-12-27]
    holidays: {sines: [2027-04-26]}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.rotation import Request, Slot
from openhearth.sources.yaml_text import loaded

BYTES = 100_000

_FIELDS: Mapping[str, Any] = {
    "meetings": tuple[dict[str, str | tuple[str, ...]], ...],
    "hosts": tuple[str, ...],
    "travellers": tuple[str, ...],
    "journeys": dict[str, dict[str, float]],
    "unavailable": dict[str, tuple[str, ...]],
    "closed": tuple[str, ...],
    "holidays": dict[str, tuple[str, ...]],
}
_NEEDED = ("meetings", "hosts", "journeys")


def parse(data: bytes) -> Request:
    """A request for `rotation`. A journey told one way is as long the other way; without ``travellers`` everybody who hosts travels.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; then, all together: ``not_a_mapping``, ``missing_field``, ``unknown_field``, ``wrong_part``.

    Examples
    --------
    >>> asked = parse(b"{meetings: [{key: m1, weeks: [2027-03-01]}], hosts: [a, b], journeys: {a: {b: 7}}}")
    >>> asked.journeys["b", "a"], asked.travellers
    (7.0, ('a', 'b'))
    """
    document = loaded(data, most=BYTES)
    if not isinstance(document, dict):
        raise InputError(Fault("not_a_mapping", "file"))
    faults = [Fault("unknown_field", "file", {"field": str(name)[:100]}) for name in document if name not in _FIELDS]
    faults += [Fault("missing_field", "file", {"field": name}) for name in _NEEDED if document.get(name) is None]
    told: dict[str, Any] = {}
    for name, kind in _FIELDS.items():
        try:
            told[name] = msgspec.convert(document[name], kind) if document.get(name) is not None else kind()
        except msgspec.ValidationError as error:
            faults.append(Fault("wrong_part", name, {"detail": str(error)[:300]}))
    slots = _slots(told.get("meetings", ()), faults)
    if faults:
        raise InputError(*faults)
    journeys = {(one, other): length for one, others in told["journeys"].items() for other, length in others.items()}
    journeys = {(other, one): length for (one, other), length in journeys.items()} | journeys
    named = dict.fromkeys((*told["hosts"], *(host for slot in slots for host in slot.hosts)))
    travellers = told["travellers"] or tuple(named)
    away = told["unavailable"], told["closed"], told["holidays"]
    return Request(slots, told["hosts"], travellers, journeys, *away)


def _slots(meetings: tuple[dict[str, Any], ...], faults: list[Fault]) -> tuple[Slot, ...]:
    slots = []
    for position, one in enumerate(meetings, 1):
        place = f"meetings {position}"
        before = len(faults)
        faults += [
            Fault("unknown_field", place, {"field": name}) for name in one if name not in ("key", "weeks", "hosts")
        ]
        for name, kind in (("key", str), ("weeks", tuple), ("hosts", tuple)):
            if name not in one and name != "hosts":
                faults.append(Fault("missing_field", place, {"field": name}))
            elif name in one and not isinstance(one[name], kind):
                faults.append(Fault("wrong_part", f"{place}, {name}", {"detail": str(one[name])[:100]}))
        if len(faults) == before:
            slots.append(Slot(one["key"], one["weeks"], one.get("hosts", ())))
    return tuple(slots)
