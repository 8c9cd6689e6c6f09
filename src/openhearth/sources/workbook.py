"""Excel workbooks with several sheets: read as texts with an address for each, and written so that every text stays a text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from openhearth.core.errors import Fault, InputError

BYTES, UNPACKED_BYTES, ROWS, COLUMNS = 20_000_000, 200_000_000, 10_000, 100
"""At most so many bytes of a file and of what it unpacks to, rows of a sheet below the header, and columns."""

CELL = 32_767
"""At most so many characters in a cell of Excel."""

_MARKS = re.compile(r"[\\;]")
# An apostrophe before a text that could be a formula says that it is a text.
_GUARDED = re.compile(r"'+[=+\-@]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Cell = str | Fault
"""What a cell says, or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read: the names of its columns in row 1, and below it number and cells of each row that is not empty."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    def address(self, row: int, column: str = "") -> str:
        """``actions!C7``, or ``actions!7`` for a whole row."""
        letter = get_column_letter(self.columns.index(column) + 1) if column in self.columns else ""
        return f"{self.name}!{letter}{row}"


def sheets(data: bytes, wanted: Collection[str]) -> Mapping[str, Sheet]:
    """The wanted sheets that a workbook has, by name; others are passed over. White space around a cell has no meaning.

    Raises
    ------
    InputError
        ``too_large``, ``not_xlsx``, ``too_many_rows``, ``too_many_columns``.
    """
    if len(data) > BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": len(data), "allowed": BYTES}))
    with opened(data) as book:
        return {name: _sheet(book[name]) for name in book.sheetnames if name in wanted}


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """A workbook to read from; whatever is damaged in it, also where it is read, raises ``not_xlsx``, a bomb ``too_large``."""
    try:
        _refuse_bomb(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True)) as book:
                yield book
    except InputError:
        raise
    except Exception as error:  # openpyxl passes on whatever a damaged part provokes
        raise InputError(Fault("not_xlsx", "file", {"detail": f"{type(error).__name__}: {error}"})) from error


def first_cells(sheet: Any) -> Iterator[tuple[Cell, ...]]:
    """The cells of the rows that are read, with one row and one column more than allowed, so that more is noticed."""
    sheet.reset_dimensions()  # what a file says about its own size can be wrong
    for row in sheet.iter_rows(max_row=ROWS + 2, max_col=COLUMNS + 1):
        yield tuple(_cell(cell) for cell in row)


def text_faults(text: str, place: str) -> Iterator[Fault]:
    """Why a text does not fit into a cell: ``too_long``, ``control_character``."""
    if len(text) > CELL:
        yield Fault("too_long", place, {"allowed": CELL})
    if _CONTROL.search(text):
        yield Fault("control_character", place, {"found": ascii(text)})


def fill(cell: Any, value: str | float | None) -> None:
    """Put a value into a cell; a text stays a text even if it looks like a formula, a number keeps all its digits."""
    if value is None or isinstance(value, str):
        cell.value = guarded(value or "") or None
        if value:
            cell.data_type = "s"
    elif float(f"{value:.16g}") == value and abs(value) < 1e15:
        cell.value = value
    else:
        cell.value = number_text(value)
        cell.data_type = "s"


def guarded(text: str) -> str:
    """A text with an apostrophe before it if it begins with one that would be taken away; `plain` takes it away again."""
    return f"'{text}" if _GUARDED.match(text) else text


def plain(cell: str) -> str:
    """What a cell says: without the white space around it, and without the apostrophe that only says that it is a text."""
    text = cell.replace("\r\n", "\n").strip()
    return text[1:] if _GUARDED.match(text) else text


def number_text(value: float) -> str:
    """A number in digits, all of them."""
    return repr(value).removesuffix(".0")


def joined(texts: tuple[str, ...]) -> str:
    r"""Several texts in one cell, with a semicolon between them and a backslash before one that is part of a text.

    Examples
    --------
    >>> joined(("heat; cold", "light"))
    'heat\\; cold; light'
    """
    return "; ".join(_MARKS.sub(r"\\\g<0>", text) for text in texts)


def divided(cell: str) -> tuple[str, ...]:
    r"""The texts of a cell; the opposite of `joined`.

    Examples
    --------
    >>> divided(r"heat\; cold; light;")
    ('heat; cold', 'light')
    """
    parts = [""]
    for piece in re.findall(r"\\[\\;]|.", cell, re.DOTALL):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece[-1]
    return tuple(part.strip() for part in parts if part.strip())


def _sheet(sheet: Any) -> Sheet:
    rows = list(enumerate(first_cells(sheet), 1))
    if any(len(cells) > COLUMNS and cells[COLUMNS] for _, cells in rows):
        raise InputError(Fault("too_many_columns", sheet.title, {"allowed": COLUMNS}))
    if len(rows) > ROWS + 1 and any(rows[-1][1]):
        raise InputError(Fault("too_many_rows", sheet.title, {"allowed": ROWS}))
    columns = [str(cell) for cell in rows[0][1]] if rows else []
    while columns and not columns[-1]:
        columns.pop()
    return Sheet(sheet.title, tuple(columns), tuple((number, cells) for number, cells in rows[1:] if any(cells)))


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > UNPACKED_BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": unpacked, "allowed": UNPACKED_BYTES}))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type in ("f", "e"):
        return Fault("formula" if cell.data_type == "f" else "cell_error", "", {"found": str(value)})
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value) if isfinite(value) else str(value)
    return "" if value is None else plain(str(value))
