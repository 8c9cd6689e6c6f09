"""How sure the figures of a portfolio problem are, as YAML or JSON: a list of deviations and of intervals.

- {percent: 10}                                   # every figure may be 10 % off
- {percent: 30, action: solar}                    # those of one action,
- {percent: 25, measure: jobs}                    # or of one measure; money is called cost
- {action: solar, option: "2027", measure: jobs, place: north, least: 10, most: 40}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.deviations import Deviation
from openhearth.core.portfolio.uncertainty import Interval
from openhearth.sources.yaml_text import loaded

BYTES = 1_000_000

_DEVIATION: Mapping[str, type] = {"percent": float, "action": str, "measure": str}
_INTERVAL: Mapping[str, type] = {
    "action": str,
    "option": str,
    "measure": str,
    "least": float,
    "most": float,
    "place": str,
    "group": str,
}
_OPTIONAL = {"percent": ("action", "measure"), "least": ("place", "group")}
"""What may be left out, by a field that tells the kind of an entry."""


def parse(data: bytes) -> tuple[Deviation | Interval, ...]:
    """What is said, in the order of the file: a later entry counts where two speak of one figure.

    Raises
    ------
    InputError
        ``too_large``, ``not_yaml``, ``not_a_list``, ``not_a_mapping``, ``missing_field``, ``unknown_field``, ``not_text`` and
        ``not_a_number``, each with its place, all together. Whether the figures exist is for the problem to say:
        `openhearth.core.portfolio.deviations.intervals_of`.

    Examples
    --------
    >>> parse(b"- {percent: 10}") == (Deviation(0.1),)
    True
    """
    entries = loaded(data, most=BYTES)
    if not isinstance(entries, list):
        raise InputError(Fault("not_a_list", "file"))
    faults: list[Fault] = []
    told = [one for number, entry in enumerate(entries, 1) for one in _entry(entry, f"entry {number}", faults)]
    if faults:
        raise InputError(*faults)
    return tuple(told)


def _entry(entry: object, place: str, faults: list[Fault]) -> Iterator[Deviation | Interval]:
    if not isinstance(entry, dict):
        faults.append(Fault("not_a_mapping", place))
        return
    form, kind = (_DEVIATION, "percent") if "percent" in entry else (_INTERVAL, "least")
    found = [
        Fault("missing_field", place, {"field": name})
        for name in form
        if name not in entry and name not in _OPTIONAL[kind]
    ]
    for name, value in entry.items():
        found += _fault(str(name), value, form, place)
    faults += found
    if found:
        return
    if kind == "percent":
        yield Deviation(float(entry["percent"]) / 100, entry.get("action", ""), entry.get("measure", ""))
    else:
        values: dict[str, Any] = {name: form[name](value) for name, value in entry.items()}
        yield Interval(**values)


def _fault(name: str, value: object, form: Mapping[str, type], place: str) -> list[Fault]:
    if name not in form:
        return [Fault("unknown_field", place, {"field": name})]
    if form[name] is str:
        return [] if isinstance(value, str) else [Fault("not_text", place, {"field": name, "found": value})]
    number = type(value) is float or (type(value) is int and abs(value) < 10**300)
    return [] if number else [Fault("not_a_number", place, {"column": name, "found": value})]
