"""Records of practices as a table: CSV or an Excel workbook, one row each, one column for each field.

Several values stand in one cell with ``; `` between them, the parts of a figure with ``|``: ``Families | 2000 | homes``. A
backslash before one of these marks, or before a backslash, takes its meaning away.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import isfinite
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

from openhearth.core.errors import Fault, InputError
from openhearth.core.practice import KeyFigure, Vocabulary
from openhearth.core.practice_record import FIELDS, REQUIRED, DryRun, PracticeRecord, Result, Row, dry_run, flat
from openhearth.sources.reading import text_of
from openhearth.sources.workbook import (
    BYTES,
    CELL,
    COLUMNS,
    ROWS,
    Cell,
    fill,
    first_cells,
    guarded,
    number_text,
    opened,
    plain,
)

_ZIP = b"PK\x03\x04"
_MARKS = re.compile(r"[\\;|]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_YEAR = re.compile(r"[0-9]{4}")
# A spreadsheet runs a text that begins like this as a formula; an apostrophe before it says that it is a text.
_RISKY = re.compile(r"'*[=+\-@]")

Cells = Iterator[tuple[int, Sequence[Cell]]]
"""Number of a row, and its cells: a text each, or what is wrong with it."""


def parse(data: bytes, vocabularies: Mapping[str, Vocabulary]) -> DryRun:
    """What an import of a CSV (comma or semicolon, UTF-8) or of the first sheet of an Excel file (xlsx) would keep.

    Columns are the names of `FIELDS`, in any order; those of `REQUIRED` must be there. The header is row 1. Empty rows are
    passed over, white space around a cell has no meaning.

    Returns
    -------
    DryRun
        Faults of the rows: ``wrong_field_count``, ``formula``, ``not_a_year``, ``not_a_number``, ``bad_figure`` (too many
        parts), ``cell_error``, and the codes of `record_faults`.

    Raises
    ------
    InputError
        Where no row can be read: ``too_large``, ``too_many_rows``, ``too_many_columns``, ``not_xlsx``, ``not_csv``,
        ``not_utf8``, ``empty_file``; or ``missing_columns``, ``unknown_column`` and ``duplicate_column``, all together.
    """
    if len(data) > BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": len(data), "allowed": BYTES}))
    cells = _excel_cells(data) if data.startswith(_ZIP) else _csv_cells(data)
    header, *rows = islice(cells, ROWS + 2)
    names = _names(header[1])
    if len(rows) > ROWS:
        raise InputError(Fault("too_many_rows", "file", {"allowed": ROWS}))
    return dry_run([_row(number, names, row) for number, row in rows if any(row)], vocabularies)


def to_csv(records: Sequence[PracticeRecord]) -> bytes:
    """The records as CSV; `parse` gives them back unchanged if they have no faults."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELDS)
    writer.writerows([_written(value) for value in flat(record).values()] for record in records)
    return out.getvalue().encode()


def to_xlsx(records: Sequence[PracticeRecord]) -> bytes:
    """The records as an Excel workbook; `parse` gives them back unchanged if they have no faults.

    Raises
    ------
    InputError
        ``too_long`` for each cell that Excel cannot hold.
    """
    rows = [{name: _excel_value(value) for name, value in flat(record).items()} for record in records]
    faults = [
        Fault("too_long", f"{row['code']}, {name}", {"allowed": CELL})
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and len(guarded(value)) > CELL
    ]
    if faults:
        raise InputError(*faults)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("practices")
    sheet.append(list(FIELDS))
    for row in rows:
        cells = [WriteOnlyCell(sheet) for _name in row]
        for cell, value in zip(cells, row.values(), strict=True):
            fill(cell, value)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _names(header: Sequence[Cell]) -> list[str]:
    names = [str(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in REQUIRED if name not in names]
    faults = [Fault("missing_columns", "row 1", {"missing": ", ".join(missing)})] if missing else []
    faults += [Fault("unknown_column", "row 1", {"found": name}) for name in names if name not in FIELDS]
    twice = {name: None for position, name in enumerate(names) if name in names[:position]}
    faults += [Fault("duplicate_column", "row 1", {"found": name}) for name in twice]
    if faults:
        raise InputError(*faults)
    return names


def _row(number: int, names: Sequence[str], cells: Sequence[Cell]) -> Row:
    place = f"row {number}"
    filled = len(cells) - next((n for n, cell in enumerate(reversed(cells)) if cell), len(cells))
    if filled > len(names):
        return Row(place, {}, (Fault("wrong_field_count", place, {"expected": len(names), "found": filled}),))
    values, faults = {}, []
    for name, cell in zip(names, cells, strict=False):
        value = cell if isinstance(cell, Fault) else _value(cell, FIELDS[name])
        if isinstance(value, Fault):
            faults.append(Fault(value.code, f"{place}, {name}", value.params))
        else:
            values[name] = value
    return Row(place, values, tuple(faults))


def _csv_cells(data: bytes) -> Cells:
    text = text_of(data)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if len(row) > COLUMNS:
                raise InputError(Fault("too_many_columns", f"row {number}", {"allowed": COLUMNS}))
            yield number, [Fault("formula") if cell.startswith("=") else plain(cell) for cell in row]
    except csv.Error as error:
        raise InputError(Fault("not_csv", f"row {number + 1}", {"detail": str(error)})) from error


def _excel_cells(data: bytes) -> Cells:
    with opened(data) as book:
        found = list(first_cells(book.worksheets[0]))
    if not any(map(any, found)):
        raise InputError(Fault("empty_file", "file"))
    if any(len(row) > COLUMNS and row[COLUMNS] for row in found):
        raise InputError(Fault("too_many_columns", "file", {"allowed": COLUMNS}))
    return iter(enumerate(found, 1))


def _value(cell: str, kind: str) -> Any:
    """The value of a cell of a field of this type, or a fault without its place."""
    if kind == "str":
        return cell
    if kind == "tuple[str, ...]":
        return tuple(_unescaped(part) for part in _parts(cell, ";") if part)
    if kind == "int | None":
        return None if not cell else int(cell) if _YEAR.fullmatch(cell) else Fault("not_a_year", "", {"found": cell})
    if kind == "float | None":
        return _number(cell) if cell else None
    figures = [_figure(part, kind) for part in _parts(cell, ";") if part]
    return next((figure for figure in figures if isinstance(figure, Fault)), tuple(figures))


def _figure(text: str, kind: str) -> KeyFigure | Result | Fault:
    first, *rest = [_unescaped(part) for part in _parts(text, "|")]
    is_result = kind == "tuple[Result, ...]"
    if len(rest) > (3 if is_result else 2):
        return Fault("bad_figure", "", {"found": text})
    written, unit, evidence = [*rest, "", "", ""][:3]
    value = _number(written) if written or not is_result else None
    if isinstance(value, Fault):
        return value
    return (
        KeyFigure(first, value, unit) if value is not None and not is_result else Result(first, value, unit, evidence)
    )


def _number(text: str) -> float | Fault:
    value = float(text) if _NUMBER.fullmatch(text) else float("inf")
    return value if isfinite(value) else Fault("not_a_number", "", {"found": text})


def _written(value: object) -> str:
    text = _text(value)
    return f"'{text}" if not isinstance(value, float | int) and _RISKY.match(text) else text


def _excel_value(value: object) -> str | float:
    return value if isinstance(value, float | int) else _text(value)


def _text(value: object) -> str:
    """A value in one cell, before anything is done about formulas."""
    if value is None or isinstance(value, float | int):
        return "" if value is None else number_text(value)
    return "; ".join(map(_written_part, value)) if isinstance(value, tuple) else str(value)


def _written_part(part: object) -> str:
    if isinstance(part, KeyFigure):
        return " | ".join((_escaped(part.label), number_text(part.value), _escaped(part.unit)))
    if isinstance(part, Result):
        value = "" if part.value is None else number_text(part.value)
        return " | ".join((_escaped(part.statement), value, _escaped(part.unit), _escaped(part.evidence)))
    return _escaped(str(part))


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\;|])", r"\1", text)


def _parts(cell: str, mark: str) -> list[str]:
    """The parts of a cell between marks that no backslash precedes; escapes stay."""
    tokens = re.findall(r"\\.|.", cell, re.DOTALL)
    parts = [""]
    for token in tokens:
        if token == mark:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts]
