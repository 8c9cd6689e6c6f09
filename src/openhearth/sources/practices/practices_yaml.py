"""Practices and controlled vocabularies as YAML: the packaged files, or a collection of your own in the same form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from importlib.resources import files
from typing import Any, TypeGuard

from openhearth.core.errors import Fault, InputError
from openhearth.core.practice import KeyFigure, Practice, Term, Vocabulary
from openhearth.core.practice_record import FIELDS, PracticeRecord, Result, record_faults, record_of
from openhearth.sources.yaml_text import loaded

BYTES = 10_000_000

_FACTS = files("openhearth") / "facts"


def packaged_vocabularies() -> dict[str, Vocabulary]:
    """The vocabularies that ship with the house, by their code.

    Examples
    --------
    >>> packaged_vocabularies()["lens"].codes
    ('social', 'ecological', 'economic')
    """
    return parse_vocabularies((_FACTS / "vocabularies.yaml").read_bytes())


def packaged_records() -> tuple[PracticeRecord, ...]:
    """The practices that ship with the house, each with all that its source tells.

    Examples
    --------
    >>> packaged_records()[0].owner
    'AFNOR'
    """
    return parse((_FACTS / "practices.yaml").read_bytes(), packaged_vocabularies())


def demo_records() -> dict[str, PracticeRecord]:
    """Made-up records by their code, for the demo and as examples; no part of the toolkit.

    Examples
    --------
    >>> demo_records()["demo-vouchers"].outcome
    'failed'
    """
    made_up = parse((_FACTS / "demo_practices.yaml").read_bytes(), packaged_vocabularies())
    return {record.practice.code: record for record in made_up}


def packaged_practices() -> tuple[Practice, ...]:
    """The practices that ship with the house, without cost, needs and results.

    Examples
    --------
    >>> packaged_practices()[0].title
    'Circular Economy Project Management System'
    """
    return tuple(record.practice for record in packaged_records())


def parse_vocabularies(data: bytes) -> dict[str, Vocabulary]:
    """Vocabularies by their code, from a mapping of code to a list of terms.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; ``not_a_mapping``, ``not_a_list``, ``missing_field``, ``unknown_field``, ``not_text`` or
        ``duplicate_code``, all of them together.
    """
    document = loaded(data, most=BYTES)
    if not isinstance(document, dict):
        raise InputError(Fault("not_a_mapping", "file"))
    faults: list[Fault] = []
    vocabularies = {}
    for name, entries in document.items():
        terms = [
            Term(**entry)
            for place, entry in _entries(entries, str(name), faults)
            if _fits(entry, _required(Term), _TERM, place, faults)
        ]
        try:
            vocabularies[str(name)] = Vocabulary(str(name), tuple(terms))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    return vocabularies


def parse(data: bytes, vocabularies: Mapping[str, Vocabulary]) -> tuple[PracticeRecord, ...]:
    """Records from a list of mappings whose keys are those of `FIELDS`; an absent key is an empty field.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; ``not_a_list``, ``not_a_mapping``, ``missing_field``, ``unknown_field``, ``not_text``,
        ``not_a_list_of_texts``, ``not_a_year``, ``not_a_number`` and the codes of `record_faults`, all together.
    """
    faults: list[Fault] = []
    records = []
    for place, entry in _entries(loaded(data, most=BYTES), "practices", faults):
        if not _fits(entry, _NEEDED, _RECORD, place, faults):
            continue
        values = {name: _frozen(value) for name, value in entry.items()}
        for name, (kind, expected) in _ROWS.items():
            values[name] = tuple(
                kind(**row)
                for row_place, row in _entries(entry.get(name, []), f"{place}, {name}", faults)
                if _fits(row, _required(kind), expected, row_place, faults)
            )
        records.append(record_of(values))
    faults += record_faults(records, vocabularies)
    if faults:
        raise InputError(*faults)
    return tuple(records)


def _entries(told: object, place: str, faults: list[Fault]) -> Iterator[tuple[str, object]]:
    if not isinstance(told, list):
        faults.append(Fault("not_a_list", place))
        return
    for position, entry in enumerate(told, 1):
        code = entry.get("code") if isinstance(entry, dict) else None
        yield f"{place} {position}" + (f" {code}" if isinstance(code, str) else ""), entry


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_year(value: object) -> bool:
    return type(value) is int and 1000 <= value <= 9999


def _is_number(value: object) -> bool:
    return type(value) is float or (type(value) is int and abs(value) <= 2**53)


Expected = Mapping[str, tuple[Callable[[object], bool], str]]
"""Field to the test of its value and the code of the fault when it fails."""

_TERM: Expected = {field.name: (_is_text, "not_text") for field in fields(Term)}
_KEY_FIGURE: Expected = {
    "label": (_is_text, "not_text"),
    "value": (_is_number, "not_a_number"),
    "unit": (_is_text, "not_text"),
}
_RESULT: Expected = {
    "statement": (_is_text, "not_text"),
    "value": (_is_number, "not_a_number"),
    "unit": (_is_text, "not_text"),
    "evidence": (_is_text, "not_text"),
}
_ROWS: Mapping[str, tuple[type[KeyFigure | Result], Expected]] = {
    "facts": (KeyFigure, _KEY_FIGURE),
    "results": (Result, _RESULT),
}
_RECORD: Expected = {
    name: {
        "str": (_is_text, "not_text"),
        "tuple[str, ...]": (_is_texts, "not_a_list_of_texts"),
        "int | None": (_is_year, "not_a_year"),
        "float | None": (_is_number, "not_a_number"),
    }.get(kind, (lambda _: True, ""))
    for name, kind in FIELDS.items()
}


def _required(kind: type[Term | KeyFigure | Result | Practice]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.default is MISSING)


_NEEDED = _required(Practice)


def _fits(
    entry: object, required: Collection[str], expected: Expected, place: str, faults: list[Fault]
) -> TypeGuard[dict[str, Any]]:
    if not isinstance(entry, dict):
        faults.append(Fault("not_a_mapping", place))
        return False
    found = [Fault("missing_field", place, {"field": name}) for name in required if name not in entry]
    for name, value in entry.items():
        if name not in expected:
            found.append(Fault("unknown_field", place, {"field": name}))
        elif not expected[name][0](value):
            found.append(Fault(expected[name][1], place, {"field": name, "found": value}))
    faults += found
    return not found


def _frozen(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value
