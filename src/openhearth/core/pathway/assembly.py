"""A plan taken apart and put together: its parts one by one, and two plans compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from openhearth.core.errors import Fault, InputError
from openhearth.core.merging import changed_fields
from openhearth.core.pathway.terms import KINDS, Part, Plan, Vision

PLACES = {kind: "vision" if kind == "vision" else f"{kind}s" for kind in KINDS}
"""The field of a plan in which the parts of a kind stand."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a new plan does to a part of an old one. The kind of title, region and language is ``plan``, and so is the key."""

    kind: str
    key: str
    fate: Literal["added", "changed", "removed"]
    fields: tuple[str, ...] = ()


def parts_of(plan: Plan) -> Iterator[tuple[str, Part]]:
    """Every part of a plan with its kind, in the order of `KINDS`. An empty vision is no part.

    Examples
    --------
    >>> [kind for kind, _ in parts_of(Plan("P", "DEA12", vision=Vision(text="Green steel")))]
    ['vision']
    """
    for kind, place in PLACES.items():
        if kind == "vision":
            if plan.vision != Vision():
                yield kind, plan.vision
        else:
            for part in getattr(plan, place):
                yield kind, part


def assembled(parts: Iterable[tuple[str, Part]], *, title: str = "", region: str = "", language: str = "en") -> Plan:
    """The plan made of parts, each with its kind; the opposite of `parts_of`.

    Raises
    ------
    InputError
        ``unknown_kind``, ``wrong_kind`` (a part that is not of the kind it says), ``duplicate_key``: all of them.

    Examples
    --------
    >>> assembled([("vision", Vision(year=2040))], title="P", region="DEA12").vision.year
    2040
    """
    gathered: dict[str, dict[str, Part]] = {kind: {} for kind in KINDS}
    faults = []
    for kind, part in parts:
        place = f"{kind}/{part.key}/key"
        if kind not in KINDS:
            faults.append(Fault("unknown_kind", place, {"found": kind}))
        elif not isinstance(part, KINDS[kind]):
            faults.append(Fault("wrong_kind", place, {"found": type(part).__name__.lower()}))
        elif part.key in gathered[kind]:
            faults.append(Fault("duplicate_key", place, {"key": part.key}))
        else:
            gathered[kind][part.key] = part
    if faults:
        raise InputError(*faults)
    vision = gathered.pop("vision").get("vision", Vision())
    lists = {PLACES[kind]: tuple(found.values()) for kind, found in gathered.items()}
    return replace(Plan(title, region, language), vision=vision, **lists)  # type: ignore[arg-type]


def difference(old: Plan, new: Plan) -> tuple[Change, ...]:
    """What would happen to an old plan if a new one took its place. The order of the parts does not matter.

    Examples
    --------
    >>> difference(Plan("P", "DEA12", vision=Vision(year=2040)), Plan("P", "DEA12", vision=Vision(year=2045)))
    (Change(kind='vision', key='vision', fate='changed', fields=('year',)),)
    """
    before = {(kind, part.key): part for kind, part in parts_of(old)}
    after = {(kind, part.key): part for kind, part in parts_of(new)}
    about = tuple(name for name in ("title", "region", "language") if getattr(old, name) != getattr(new, name))
    changes = [Change("plan", "plan", "changed", about)] if about else []
    for (kind, key), part in after.items():
        was = before.get((kind, key))
        if was is None:
            changes.append(Change(kind, key, "added"))
        elif found := changed_fields(was, part):
            changes.append(Change(kind, key, "changed", found))
    return (*changes, *(Change(kind, key, "removed") for kind, key in before if (kind, key) not in after))
