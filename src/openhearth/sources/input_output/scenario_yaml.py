"""A change whose footprint is asked for, as YAML: docs/methods/footprint.md has the form, and two examples ship.

::

    name: Basic metals make a tenth less
    parts: {C24: -0.1}

Texts are plain or by language (``{en: …, de: …}``). Products are codes of CPA with or without their prefix.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from math import isfinite
from typing import Any

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import Column, Scenario
from openhearth.core.footprint.products import product_code
from openhearth.sources.yaml_text import loaded

_FACTS = files("openhearth") / "facts"

EXAMPLES = ("direct_reduction", "mining_ends")
"""Scenarios that ship, as examples: their figures are assumptions."""

BYTES = 64_000

_CHANGES = ("demand", "output", "parts")
_NAMED = ("inputs", "times", "intensities", "intensities_times")
_NUMBERS = ("share", "imports")
_TEXTS = ("assumptions", "sources")

Words = Mapping[str, str]
"""A text by language; the key is empty where the file names none."""


@dataclass(frozen=True, slots=True)
class ToldScenario:
    """A scenario with what its author says about it.

    Parameters
    ----------
    assumptions, sources
        Where its figures come from.
    """

    scenario: Scenario
    name: Words
    note: Words
    assumptions: tuple[Words, ...]
    sources: tuple[Words, ...]


def said(words: Words, language: str) -> str:
    """The words in a language, or in the first one there is.

    Examples
    --------
    >>> said({"en": "steel", "de": "Stahl"}, "de"), said({"": "steel"}, "de")
    ('Stahl', 'steel')
    """
    return words.get(language) or next(iter(words.values()), "")


def example(code: str) -> ToldScenario:
    """A packaged example; ``unknown_example`` for another code.

    Examples
    --------
    >>> example("mining_ends").scenario.parts
    (('CPA_B', -1.0),)
    """
    if code not in EXAMPLES:
        raise InputError(Fault("unknown_example", code, {"known": ", ".join(EXAMPLES)}))
    return parse(example_text(code))


def example_text(code: str) -> bytes:
    """The file of a packaged example, to copy and change."""
    return (_FACTS / f"scenario_{code}.yaml").read_bytes()


def parse(data: bytes) -> ToldScenario:
    """A scenario.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; then, all together and each at its place: ``not_a_mapping``, ``not_a_list``, ``missing_field``, ``unknown_field``, ``not_text``,
        ``not_a_number``, ``duplicate_sector``, ``no_change``. Whether a table has these products is told by `effects`.
    """
    document = loaded(data, most=BYTES)
    if not isinstance(document, dict):
        raise InputError(Fault("not_a_mapping", "file"))
    faults = _unknown(document, ("name", "note", *_TEXTS, *_CHANGES, "columns"), "file")
    if "name" not in document:
        faults.append(Fault("missing_field", "file", {"field": "name"}))
    name = _words(document.get("name", ""), "name", faults)
    note = _words(document.get("note", ""), "note", faults)
    texts = [
        tuple(_words(one, f"{field} {number}", faults) for number, one in enumerate(_list(document, field, faults), 1))
        for field in _TEXTS
    ]
    changes = {field: _pairs(document.get(field, {}), field, faults) for field in _CHANGES}
    columns = [
        column
        for number, entry in enumerate(_list(document, "columns", faults), 1)
        for column in _column(entry, f"column {number}", faults)
    ]
    if not faults and not any(changes.values()) and not columns:
        faults.append(Fault("no_change", "file"))
    if faults:
        raise InputError(*faults)
    scenario = Scenario(said(name, "en"), columns=tuple(columns), **changes)
    return ToldScenario(scenario, name, note, *texts)


def written(told: ToldScenario) -> str:
    """The scenario in one line that `parse` reads: what an address can carry."""
    document: dict[str, Any] = {"name": _plain(told.name)}
    document |= {"note": _plain(told.note)} if any(told.note.values()) else {}
    document |= {field: [_plain(one) for one in getattr(told, field)] for field in _TEXTS if getattr(told, field)}
    document |= {field: _bare(pairs) for field in _CHANGES if (pairs := getattr(told.scenario, field))}
    if told.scenario.columns:
        document["columns"] = [_column_document(column) for column in told.scenario.columns]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _column_document(column: Column) -> dict[str, Any]:
    document: dict[str, Any] = {"product": column.sector.removeprefix("CPA_")}
    for field in fields(column):
        value = getattr(column, field.name)
        if field.name != "sector" and value != field.default:
            document[field.name] = _bare(value) if isinstance(value, tuple) else value
    return document


def _bare(pairs: tuple[tuple[str, float], ...]) -> dict[str, float]:
    return {code.removeprefix("CPA_"): amount for code, amount in pairs}


def _column(entry: object, place: str, faults: list[Fault]) -> Iterator[Column]:
    if not isinstance(entry, dict):
        faults.append(Fault("not_a_mapping", place))
        return
    found = _unknown(entry, ("product", *_NAMED, *_NUMBERS), place)
    if not isinstance(entry.get("product"), str):
        found.append(Fault("missing_field", place, {"field": "product"}))
    values: dict[str, Any] = {field: _pairs(entry.get(field, {}), f"{place}, {field}", found) for field in _NAMED}
    values |= {field: _number(entry[field], place, field, found) for field in _NUMBERS if field in entry}
    faults += found
    if not found:
        yield Column(product_code(entry["product"]), **values)


def _pairs(entry: object, place: str, faults: list[Fault]) -> tuple[tuple[str, float], ...]:
    if not isinstance(entry, dict):
        faults.append(Fault("not_a_mapping", place))
        return ()
    codes = [product_code(str(key)) for key in entry]
    faults += [
        Fault("duplicate_sector", place, {"sector": code}) for code in sorted(set(codes)) if codes.count(code) > 1
    ]
    values = [_number(value, place, str(key), faults) for key, value in entry.items()]
    return tuple(zip(codes, values, strict=True))


def _number(value: object, place: str, field: str, faults: list[Fault]) -> float:
    if type(value) in (int, float) and isfinite(value):  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    shown = value if isinstance(value, str | int | float | None) else type(value).__name__
    faults.append(Fault("not_a_number", place, {"column": field, "found": str(shown)[:100]}))
    return float("nan")


def _words(entry: object, place: str, faults: list[Fault]) -> Words:
    if isinstance(entry, str):
        return {"": entry.strip()}
    if isinstance(entry, dict) and entry and all(isinstance(one, str) for one in (*entry, *entry.values())):
        return {language: text.strip() for language, text in entry.items()}
    faults.append(Fault("not_text", place, {"field": place, "found": type(entry).__name__}))
    return {"": ""}


def _list(document: Mapping[Any, Any], field: str, faults: list[Fault]) -> list[object]:
    entry = document.get(field, [])
    if isinstance(entry, list):
        return entry
    faults.append(Fault("not_a_list", field))
    return []


def _unknown(entry: Mapping[Any, Any], known: tuple[str, ...], place: str) -> list[Fault]:
    return [Fault("unknown_field", place, {"field": str(name)[:100]}) for name in entry if name not in known]


def _plain(words: Words) -> str | Words:
    return words[""] if set(words) == {""} else words
