"""What somebody says about how much the aims matter, as YAML: a list of comparisons and of bounds on weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.preferences import Matters, Statement, Weight
from openhearth.sources.yaml_text import loaded

BYTES = 1_000_000

_FORMS: Mapping[str, Mapping[str, type]] = {
    "more": {"more": str, "less": str, "times": float},
    "objective": {"objective": str, "least": float, "most": float},
}
"""The key that tells the kind of a statement, and the keys of that kind; texts are needed, numbers have a default."""


def parse(data: bytes) -> tuple[Statement, ...]:
    """Statements, in the order of the file.

    Raises
    ------
    InputError
        ``too_large``, ``not_yaml``, ``not_a_list``, ``not_a_mapping``, ``missing_field``, ``unknown_field``, ``not_text`` and
        ``not_a_number``, each with its place, all together.

    Examples
    --------
    >>> parse(b"- {more: climate, less: work}")
    (Matters(more='climate', less='work', times=1.0),)
    >>> parse(b"- {objective: cost, most: 0.4}")
    (Weight(objective='cost', least=0.0, most=0.4),)
    """
    entries = loaded(data, most=BYTES)
    if not isinstance(entries, list):
        raise InputError(Fault("not_a_list", "file"))
    faults: list[Fault] = []
    statements = [
        one for number, entry in enumerate(entries, 1) for one in _statement(entry, f"statement {number}", faults)
    ]
    if faults:
        raise InputError(*faults)
    return tuple(statements)


def _statement(entry: object, place: str, faults: list[Fault]) -> Iterator[Statement]:
    if not isinstance(entry, dict):
        faults.append(Fault("not_a_mapping", place))
        return
    kind = "more" if "more" in entry or "less" in entry else "objective"
    form = _FORMS[kind]
    found = [
        Fault("missing_field", place, {"field": name}) for name, of in form.items() if of is str and name not in entry
    ]
    for name, value in entry.items():
        found += _fault(str(name), value, form, place)
    faults += found
    if not found:
        values: dict[str, Any] = {name: form[name](value) for name, value in entry.items()}
        yield Matters(**values) if kind == "more" else Weight(**values)


def _fault(name: str, value: object, form: Mapping[str, type], place: str) -> list[Fault]:
    if name not in form:
        return [Fault("unknown_field", place, {"field": name})]
    if form[name] is str:
        return [] if isinstance(value, str) else [Fault("not_text", place, {"field": name, "found": value})]
    number = type(value) in (int, float)
    return [] if number else [Fault("not_a_number", place, {"column": name, "found": value})]
