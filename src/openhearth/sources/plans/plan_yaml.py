"""Transition plans as YAML, the codes that a plan may name, and the made-up plan of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict

import msgspec

from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.assembly import PLACES, assembled
from openhearth.core.pathway.terms import KINDS, Part, Plan
from openhearth.core.pathway.validation import plan_faults
from openhearth.sources.registers import register
from openhearth.sources.yaml_text import loaded

BYTES = 2_000_000


class Codes(TypedDict):
    """What a plan may name; the keyword arguments of `plan_faults`."""

    register_codes: tuple[str, ...]
    dimensions: tuple[str, ...]
    sections: tuple[str, ...]
    questions: tuple[str, ...]


@cache
def packaged_codes() -> Codes:
    """The codes of the registers that ship with the house.

    Examples
    --------
    >>> packaged_codes()["sections"][0]
    'transition-process'
    """
    indicators, dimensions, sections, questions = (
        tuple(row["code"] for row in register(name))
        for name in ("indicators", "doughnut_dimensions", "annex_sections", "scorecard")
    )
    return Codes(register_codes=indicators, dimensions=dimensions, sections=sections, questions=questions)


def demo_plan() -> Plan:
    """A plan made up for Duisburg: real in form, and every amount in it invented.

    Examples
    --------
    >>> demo_plan().region
    'DEA12'
    """
    return parse((files("openhearth") / "facts" / "demo_plan.yaml").read_bytes())


def parse(data: bytes) -> Plan:
    """A plan from a mapping with ``title``, ``region``, ``language``, ``vision``, and a list of parts for each kind.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; ``not_a_mapping``, ``unknown_field``, ``not_a_list``, ``wrong_part`` (with what is wrong in
        it), and the codes of `plan_faults`, all together; but a file with a part that cannot be read is not looked at further.
    """
    document = loaded(data, most=BYTES)
    if not isinstance(document, dict):
        raise InputError(Fault("not_a_mapping", "file"))
    faults: list[Fault] = []
    parts = list(_parts(document, faults))
    about = {name: str(document.get(name, default)) for name, default in _ABOUT.items()}
    if faults:
        raise InputError(*faults)
    plan = assembled(parts, **about)
    found = plan_faults(plan, **packaged_codes())
    if found:
        raise InputError(*found)
    return plan


_ABOUT = {"title": "", "region": "", "language": "en"}


def _parts(document: dict[Any, Any], faults: list[Fault]) -> Iterator[tuple[str, Part]]:
    known = {place: kind for kind, place in PLACES.items()}
    for place, entries in document.items():
        if place in _ABOUT:
            continue
        if place not in known:
            faults.append(Fault("unknown_field", "file", {"field": place}))
            continue
        listed = [entries] if place == "vision" else entries
        if not isinstance(listed, list):
            faults.append(Fault("not_a_list", place))
            continue
        for position, entry in enumerate(listed, 1):
            key = entry.get("key", "") if isinstance(entry, dict) else ""
            try:
                yield known[place], _part(KINDS[known[place]], entry)
            except (msgspec.ValidationError, _UnknownField) as error:
                faults.append(Fault("wrong_part", f"{place} {position} {key}".strip(), {"detail": str(error)}))


class _UnknownField(Exception):  # noqa: N818 - told as a fault, never raised to a caller
    """A field that the part does not have, at any depth."""


def _part(kind: type[Part], entry: object) -> Part:
    part = msgspec.convert(entry, kind)
    _refuse_unknown(entry, msgspec.to_builtins(part))
    return part


def _refuse_unknown(given: object, known: object) -> None:
    """A key that a dataclass does not have is passed over by msgspec; a misspelt field would be lost in silence."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            if name not in known:
                raise _UnknownField(str(name))
            _refuse_unknown(value, known[name])
    elif isinstance(given, list) and isinstance(known, list):
        for one, other in zip(given, known, strict=True):
            _refuse_unknown(one, other)
