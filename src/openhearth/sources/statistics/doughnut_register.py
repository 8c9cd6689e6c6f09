"""The registers of the Doughnut: dimensions, editions, thresholds, and which indicators fill them.

The ``parse_`` functions take rows of a register as mappings, in file order below one header line, and return values or
raise one `InputError` with every fault and its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import cast, get_args

from openhearth.core.doughnut import (
    Dimension,
    Doughnut,
    Edition,
    Evidence,
    Fit,
    Lens,
    Measure,
    Reading,
    Scope,
    Threshold,
)
from openhearth.core.errors import Fault, InputError
from openhearth.core.register import Row
from openhearth.sources.reading import number
from openhearth.sources.registers import register


def parse_dimensions(rows: Iterable[Row]) -> tuple[Dimension, ...]:
    """The dimensions, in the order in which rings show them.

    Raises
    ------
    InputError
        ``missing_columns``, ``missing_value``, ``unknown_choice``, ``duplicate_code``.

    Examples
    --------
    >>> parse_dimensions([{"code": "work", "lens": "local-social", "label_en": "Work", "label_de": "Arbeit"}])[0].bound
    'floor'
    """
    faults: list[Fault] = []
    found = []
    for line, row in _complete(rows, ("code", "lens", "label_en", "label_de"), (), faults):
        _check_choice(row, "lens", get_args(Lens), line, faults)
        found.append(Dimension(row["code"], cast("Lens", row["lens"]), row["label_en"], row["label_de"]))
    _raise(faults, _doubled([one.code for one in found], "dimensions"))
    return tuple(found)


def parse_editions(rows: Iterable[Row]) -> tuple[Edition, ...]:
    """The publications of thresholds. Raises as `parse_dimensions`, and ``not_a_number`` for the year."""
    faults: list[Fault] = []
    columns = ("code", "year", "label_en", "label_de", "reference", "doi")
    found = [
        Edition(row["code"], _year(row, line, faults), row["label_en"], row["label_de"], row["reference"], row["doi"])
        for line, row in _complete(rows, columns, ("doi",), faults)
    ]
    _raise(faults, _doubled([one.code for one in found], "editions"))
    return tuple(found)


def parse_thresholds(
    rows: Iterable[Row], dimensions: Collection[str], editions: Collection[str]
) -> tuple[Threshold, ...]:
    """Floors and ceilings by edition.

    Raises
    ------
    InputError
        As `parse_dimensions`; ``not_a_number``, ``unknown_dimension``, ``unknown_edition``, ``duplicate_code`` for a measure that has two
        thresholds in one edition, ``no_way_to_threshold`` where baseline and threshold are the same.
    """
    faults: list[Fault] = []
    found = []
    for line, row in _complete(rows, tuple(Threshold.__dataclass_fields__), (), faults):
        _check_choice(row, "scope", get_args(Scope), line, faults)
        _check_choice(row, "evidence", get_args(Evidence), line, faults)
        _check_known(row, "dimension", dimensions, line, faults)
        _check_known(row, "edition", editions, line, faults)
        numbers = {
            column: number(row[column], line=line, column=column, faults=faults) for column in ("value", "baseline")
        }
        if numbers["value"] == numbers["baseline"]:
            faults.append(Fault("no_way_to_threshold", f"line {line}", {"found": row["value"]}))
        texts = {column: row[column] for column in Threshold.__dataclass_fields__ if column not in (*numbers, "year")}
        found.append(Threshold(**{**texts, **numbers, "year": _year(row, line, faults)}))  # type: ignore[arg-type]
    keys = [f"{one.edition} {one.dimension} {one.measure}" for one in found]
    _raise(faults, _doubled(keys, "thresholds"))
    return tuple(found)


def parse_measures(
    rows: Iterable[Row], dimensions: Collection[str], indicators: Collection[str], thresholds: Sequence[Threshold]
) -> tuple[Measure, ...]:
    """Which indicators fill which dimension.

    Raises
    ------
    InputError
        As `parse_dimensions`; ``unknown_dimension``, ``unknown_indicator``, ``unknown_measure`` (no threshold of that name in the
        dimension), ``missing_value`` where an indicator is to be ``same`` as no measure.
    """
    faults: list[Fault] = []
    found = []
    held = {(one.dimension, one.measure) for one in thresholds}
    for line, row in _complete(rows, tuple(Measure.__dataclass_fields__), ("measure",), faults):
        _check_choice(row, "fit", get_args(Fit), line, faults)
        _check_known(row, "dimension", dimensions, line, faults)
        _check_known(row, "indicator", indicators, line, faults)
        if row["measure"] and (row["dimension"], row["measure"]) not in held:
            faults.append(Fault("unknown_measure", f"line {line}", {"code": row["measure"]}))
        if row["fit"] == "same" and not row["measure"]:
            faults.append(Fault("missing_value", f"line {line}", {"column": "measure"}))
        texts = {column: row[column] for column in Measure.__dataclass_fields__}
        found.append(Measure(**texts))  # type: ignore[arg-type]
    _raise(faults, _doubled([f"{one.dimension} {one.indicator}" for one in found], "measures"))
    return tuple(found)


@cache
def doughnut() -> Doughnut:
    """The registers that ship with the house.

    Examples
    --------
    >>> [edition.code for edition in doughnut().editions]
    ['2018', '2025', 'et-2020', 'who-2021']
    """
    dimensions = parse_dimensions(register("doughnut_dimensions"))
    editions = parse_editions(register("doughnut_editions"))
    codes = {one.code for one in dimensions}
    thresholds = parse_thresholds(register("doughnut_thresholds"), codes, {one.code for one in editions})
    indicators = {row["code"] for row in register("indicators")}
    measures = parse_measures(register("doughnut_measures"), codes, indicators, thresholds)
    return Doughnut(dimensions, editions, thresholds, measures)


def parse_world(rows: Iterable[Row], thresholds: Sequence[Threshold]) -> dict[str, Reading]:
    """Figures of the Earth as a whole by measure.

    Raises
    ------
    InputError
        As `parse_dimensions`; ``not_a_number``, and ``unknown_measure`` for what has no threshold for the world.
    """
    faults: list[Fault] = []
    held = {one.measure for one in thresholds if one.scope == "world"}
    found: dict[str, Reading] = {}
    measures: list[str] = []
    for line, row in _complete(rows, ("measure", "value", "unit", "year", "source", "licence"), (), faults):
        _check_known(row, "measure", held, line, faults)
        value = number(row["value"], line=line, column="value", faults=faults)
        measures.append(row["measure"])
        found[row["measure"]] = Reading(value, row["unit"], _year(row, line, faults), row["source"])
    _raise(faults, _doubled(measures, "world"))
    return found


@cache
def world() -> dict[str, Reading]:
    """The published figures of the Earth that ship with the house.

    Examples
    --------
    >>> world()["forest_area"].value
    38.2
    """
    return parse_world(register("doughnut_world"), doughnut().thresholds)


def _complete(
    rows: Iterable[Row], required: Sequence[str], optional: Collection[str], faults: list[Fault]
) -> Iterator[tuple[int, Row]]:
    for line, row in enumerate(rows, start=2):
        missing = [column for column in required if column not in row]
        if missing:
            faults.append(Fault("missing_columns", f"line {line}", {"missing": ", ".join(missing)}))
            continue
        faults += [
            Fault("missing_value", f"line {line}", {"column": column})
            for column in required
            if column not in optional and not row[column].strip()
        ]
        yield line, row


def _year(row: Mapping[str, str], line: int, faults: list[Fault]) -> int:
    text = row["year"]
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    faults.append(Fault("not_a_number", f"line {line}", {"column": "year", "found": text}))
    return 0


def _check_choice(row: Row, column: str, choices: Sequence[str], line: int, faults: list[Fault]) -> None:
    if row[column] and row[column] not in choices:
        params = {"column": column, "found": row[column], "choices": ", ".join(choices)}
        faults.append(Fault("unknown_choice", f"line {line}", params))


def _check_known(row: Row, column: str, known: Collection[str], line: int, faults: list[Fault]) -> None:
    if row[column] and row[column] not in known:
        faults.append(Fault(f"unknown_{column}", f"line {line}", {"code": row[column]}))


def _doubled(codes: Sequence[str], place: str) -> list[Fault]:
    return [
        Fault("duplicate_code", place, {"code": code})
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]


def _raise(faults: list[Fault], more: list[Fault]) -> None:
    if faults or more:
        raise InputError(*faults, *more)
