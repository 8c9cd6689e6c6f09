"""The sheets of an Excel workbook as lines of named cells, there and back. What a sheet means is for `problem_table` to say.

Nothing is read that a person looking at the sheet would not see: formulas, merged cells and hidden sheets are faults, each with
its sheet and cell.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from openhearth.core.errors import Fault, InputError
from openhearth.sources.workbook import CELL

BYTES, UNPACKED_BYTES, ROWS, COLUMNS = 20_000_000, 200_000_000, 200_000, 100
"""At most so many bytes of a file and of what it unpacks to, lines of all sheets together, and columns of one."""

FAULTS = 1_000
"""Faults told at most."""

Value = str | int | float | bool | None

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the header: its place, and for each column that is filled its place and value."""

    place: str
    cells: Mapping[str, tuple[str, Value]]


Sheet = tuple[Line, ...]


def sheets_of(
    data: bytes, known: Mapping[str, Sequence[str]], ignored: Sequence[str], faults: list[Fault]
) -> dict[str, Sheet]:
    """The lines of every known sheet that the workbook has.

    Parameters
    ----------
    known
        Columns of each sheet; they may stand in any order. Names are compared without case and outer spaces.
    ignored
        Sheets that may be there and are not read.
    faults
        Filled with ``unknown_sheet``, ``hidden_sheet``, ``duplicate_sheet``, ``merged_cells``, ``unknown_column``,
        ``duplicate_column``, ``value_without_column``, ``formula`` and ``cell_error``.

    Raises
    ------
    InputError
        Where nothing can be read: ``too_large``, ``not_xlsx``, ``too_many_rows``, ``too_many_columns``.
    """
    if len(data) > BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": len(data), "allowed": BYTES}))
    found: dict[str, Sheet] = {}
    left = ROWS
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts, warnings.catch_warnings():
            _refuse_bomb(parts)
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True)) as book:
                for sheet in book.worksheets:
                    name = sheet.title.strip().casefold()
                    before = len(faults)
                    faults += _sheet_faults(sheet, name, [*known, *ignored], found)
                    if name in known and len(faults) == before:
                        path = sheet._worksheet_path  # type: ignore[attr-defined]  # noqa: SLF001 - not told otherwise
                        merged = _MERGED.findall(parts.read(path))
                        faults += [Fault("merged_cells", f"{name}!{area.decode()}") for area in merged]
                        found[name] = tuple(_lines(sheet, name, known[name], left, faults))
                        left -= len(found[name])
    except InputError:
        raise
    except Exception as error:  # openpyxl passes on whatever a damaged part provokes
        raise InputError(Fault("not_xlsx", "file", {"detail": f"{type(error).__name__}: {error}"})) from error
    return found


def written(sheets: Mapping[str, Sequence[Sequence[Value]]]) -> bytes:
    """Sheets as an Excel workbook; the first row of each is its header, and texts stay texts.

    Raises
    ------
    InputError
        ``too_long`` and ``control_character`` for cells that Excel cannot hold.
    """
    faults = tuple(_unwritable(sheets))
    if faults:  # before a sheet is begun: one that is left half written complains whenever it is thrown away
        raise InputError(*faults)
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for column in range(1, len(rows[0]) + 1):
            widest = max(len(str(row[column - 1] or "")) for row in islice(rows, 50))
            sheet.column_dimensions[get_column_letter(column)].width = min(80, max(10, widest + 2))
        for number, row in enumerate(rows, 1):
            sheet.append([_cell(sheet, value, bold=number == 1) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unwritable(sheets: Mapping[str, Sequence[Sequence[Value]]]) -> Iterator[Fault]:
    for name, rows in sheets.items():
        for number, row in enumerate(rows, 1):
            for value in row:
                if not isinstance(value, str):
                    continue
                if len(value) > CELL:
                    yield Fault("too_long", f"{name}!{number}", {"allowed": CELL})
                elif ILLEGAL_CHARACTERS_RE.search(value):
                    yield Fault("control_character", f"{name}!{number}", {"found": repr(value)})


def _cell(sheet: Any, value: Value, *, bold: bool) -> Any:
    if value is None:
        return None
    if type(value) is float and float(f"{value:.16g}") != value:
        value = repr(value)  # openpyxl writes 16 digits; a number that needs more goes as a text
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" stays a text
    if bold:
        cell.font = Font(bold=True)
    return cell


def _refuse_bomb(parts: zipfile.ZipFile) -> None:
    unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > UNPACKED_BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": unpacked, "allowed": UNPACKED_BYTES}))


def _sheet_faults(sheet: Any, name: str, known: Sequence[str], found: Mapping[str, Sheet]) -> Iterator[Fault]:
    if name not in known:
        near = tuple(get_close_matches(name, known, 3))
        yield Fault("unknown_sheet", sheet.title, {"found": sheet.title, "near": near, "known": tuple(known)})
    elif sheet.sheet_state != "visible":
        yield Fault("hidden_sheet", sheet.title)
    elif name in found:
        yield Fault("duplicate_sheet", sheet.title)


def _lines(sheet: Any, name: str, known: Sequence[str], left: int, faults: list[Fault]) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a file says about its own size can be wrong
    header = next(sheet.iter_rows(max_row=1), ())
    columns = _columns([cell.value for cell in header], name, known, faults)
    kept = 0
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=COLUMNS), 2):
        if number > 5 * ROWS or kept > left:
            raise InputError(Fault("too_many_rows", name, {"allowed": ROWS}))
        cells = {}
        for position, cell in enumerate(row):
            value, place = _value(cell.value), f"{name}!{get_column_letter(position + 1)}{number}"
            if value is None:
                continue
            column = columns.get(position)
            wrong = {"f": "formula", "e": "cell_error"}.get(cell.data_type)
            if wrong:
                faults.append(Fault(wrong, place, {"found": str(value)}))
            elif position not in columns:
                faults.append(Fault("value_without_column", place, {"found": value}))
            if column is not None:
                cells[column] = (place, None if wrong else value)
        if len(faults) > FAULTS:
            raise InputError(*faults[:FAULTS])
        if cells:
            kept += 1
            yield Line(f"{name}!A{number}", cells)


def _columns(header: Sequence[Any], sheet: str, known: Sequence[str], faults: list[Fault]) -> dict[int, str | None]:
    """What stands in which column; None where it is not known, which is told once and not again for each cell."""
    if any(told is not None for told in header[COLUMNS:]):
        raise InputError(Fault("too_many_columns", sheet, {"allowed": COLUMNS}))
    found: dict[int, str | None] = {}
    for position, told in enumerate(header):
        name = str(told if told is not None else "").strip().casefold()
        place = f"{sheet}!{get_column_letter(position + 1)}1"
        if name in found.values():
            faults.append(Fault("duplicate_column", place, {"found": name}))
        elif name and name not in known:
            faults.append(Fault("unknown_column", place, {"found": name}))
        if name:
            found[position] = name if name in known else None
    return found


def _value(value: Any) -> Value:
    """A text without outer spaces, or a number; an empty text is nothing, a day is the text of it."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, bool | int | float) or value is None:
        return value
    return value.date().isoformat() if isinstance(value, datetime) else str(value)
