"""Portfolio problems, frontiers and checkpoints as JSON, there and back.

The names are those of the values themselves; what equals its default is left out. A constraint names its ``kind``. Amounts
are numbers; NaN and infinity are read so that they can be refused with their place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.frontier import Checkpoint, Frontier
from openhearth.core.portfolio.problem import (
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Exclusion,
    Floor,
    Prerequisite,
    Problem,
    StartWindow,
)

T = TypeVar("T")

KINDS: Mapping[str, type] = {
    "budget": Budget,
    "prerequisite": Prerequisite,
    "exclusion": Exclusion,
    "at_most": AtMost,
    "at_least": AtLeast,
    "floor": Floor,
    "ceiling": Ceiling,
    "start_window": StartWindow,
}
"""What a constraint calls itself in JSON."""


def problem_from_json(text: str) -> Problem:
    """Read a problem.

    Raises
    ------
    InputError
        ``broken_json`` with line and column, ``nested_too_deep``, ``amount_too_long``; or all of ``wrong_type``, ``missing_field``, ``unknown_field``, ``unknown_kind`` and
        ``unknown_choice``; or, where the form is right, all faults of the problem.

    Examples
    --------
    >>> problem_from_json('{"objectives": [], "measures": [{"code": "jobs"}]}')
    Traceback (most recent call last):
    ...
    openhearth.core.errors.InputError: measures[0]: missing_field (field='unit'); problem: missing_field (field='actions')
    """
    return _read(text, Problem, "problem")


def frontier_from_json(text: str) -> Frontier:
    """Read a frontier; the same faults of form."""
    return _read(text, Frontier, "frontier")


def checkpoint_from_json(text: str) -> Checkpoint:
    """Read a checkpoint; the same faults of form."""
    return _read(text, Checkpoint, "checkpoint")


def to_json(value: Problem | Frontier | Checkpoint) -> str:
    """Write a problem, a frontier or a checkpoint; the same value gives the same text."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    if is_dataclass(value):
        kinds = [kind for kind, of in KINDS.items() if type(value) is of]
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        kept = {one.name: _plain(told[one.name]) for one in fields(value) if told[one.name] != one.default}
        return ({"kind": kinds[0]} if kinds else {}) | kept
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return None if value != value else value  # noqa: PLR0124 (NaN is no JSON)


def _read(text: str, kind: type[T], place: str) -> T:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(Fault("broken_json", f"line {error.lineno}, column {error.colno}")) from error
    except RecursionError as error:
        raise InputError(Fault("nested_too_deep", place)) from error
    except ValueError as error:  # a number with more digits than Python reads
        raise InputError(Fault("amount_too_long", place)) from error
    faults: list[Fault] = []
    if not isinstance(data, dict):
        raise InputError(_wrong(data, "object", place))
    arguments = _arguments(data, kind, "", place, faults)
    if faults:
        raise InputError(*faults)
    return kind(**arguments)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _arguments(data: Mapping[str, object], kind: type, place: str, name: str, faults: list[Fault]) -> dict[str, Any]:
    """The fields of a value; those with a fault are left out."""
    known: dict[str, Field[Any]] = {one.name: one for one in fields(kind)}
    found = {}
    for key, value in data.items():
        if key in known:
            found[key] = _value(value, _hints(kind)[key], f"{place}.{key}".lstrip("."), faults)
        elif key != "kind":
            faults.append(Fault("unknown_field", place or name, {"field": key}))
    for key, one in known.items():
        if key not in data and one.default is MISSING:
            faults.append(Fault("missing_field", place or name, {"field": key}))
    return found


def _value(data: object, hint: Any, place: str, faults: list[Fault]) -> Any:
    """What the data say where they are of the right form; else None, and a fault."""
    found: Any = None
    if hint == Constraint:
        found = _constraint(data, place, faults)
    elif NoneType in get_args(hint) and data is not None and len(get_args(hint)) == 2:
        found = _value(data, get_args(hint)[0], place, faults)
    elif isinstance(hint, type) and is_dataclass(hint) and isinstance(data, dict):
        before = len(faults)
        arguments = _arguments(data, hint, place, place, faults)
        found = hint(**arguments) if len(faults) == before else None
    elif get_origin(hint) is tuple and isinstance(data, list):
        found = _values(data, get_args(hint), place, faults)
    elif get_origin(hint) is Literal and data not in get_args(hint):
        faults.append(Fault("unknown_choice", place, {"found": data, "known": get_args(hint)}))
    elif get_origin(hint) is Literal:
        found = data
    elif get_origin(hint) is not tuple and not is_dataclass(hint) and _is_a(data, hint):
        found = float("nan") if hint is float and data is None else data
    else:
        faults.append(_wrong(data, _expected(hint), place))
    return found


def _values(data: Sequence[object], hints: tuple[Any, ...], place: str, faults: list[Fault]) -> tuple[Any, ...]:
    if hints[-1] is Ellipsis:
        return tuple(_value(one, hints[0], f"{place}[{number}]", faults) for number, one in enumerate(data))
    if len(data) != len(hints):
        faults.append(Fault("wrong_length", place, {"found": len(data), "expected": len(hints)}))
        return ()
    pairs = enumerate(zip(data, hints, strict=True))
    return tuple(_value(one, hint, f"{place}[{number}]", faults) for number, (one, hint) in pairs)


def _constraint(data: object, place: str, faults: list[Fault]) -> Any:
    if not isinstance(data, dict):
        faults.append(_wrong(data, "object", place))
    elif data.get("kind") not in KINDS:
        faults.append(Fault("unknown_kind", place, {"found": data.get("kind"), "known": tuple(KINDS)}))
    else:
        return _value(data, KINDS[data["kind"]], place, faults)
    return None


def _is_a(data: object, hint: Any) -> bool:
    """Of the type, or of one of several; a number is no truth value, and NaN is written as null."""
    kinds = get_args(hint) or (hint,)
    if isinstance(data, bool):
        return bool in kinds
    if data is None:
        return NoneType in kinds or float in kinds
    if isinstance(data, int) and float in kinds:
        return True
    return isinstance(data, kinds)


def _expected(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return "list"
    names = {str: "text", int: "whole number", float: "number", bool: "true or false", NoneType: "null"}
    return " or ".join(names.get(kind, "object") for kind in (get_args(hint) or (hint,)))


def _wrong(data: object, expected: str, place: str) -> Fault:
    return Fault("wrong_type", place, {"found": type(data).__name__, "expected": expected})
