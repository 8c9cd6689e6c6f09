"""What every source module returns, and how text with line numbers becomes columns."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from openhearth.core.errors import Fault, InputError

if TYPE_CHECKING:  # a command that only reads registers must not wait for polars
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """The facts of one file, and what was left out and why.

    Parameters
    ----------
    frame
        The rows kept, in the module's documented columns.
    read
        How many data rows the file held.
    rejected
        Reason code to number of rows left out, e.g. ``{"not_stationary": 12}``. Rows left out are
        well-formed but not usable; a *damaged* row raises `InputError` instead, with its line.
    """

    frame: pl.DataFrame
    read: int
    rejected: Mapping[str, int] = field(default_factory=Counter)

    @property
    def kept(self) -> int:
        """Rows of the file that made it into the facts."""
        return self.read - sum(self.rejected.values())


def text_of(data: bytes, *, name: str = "file") -> str:
    """UTF-8 text of plain or gzip-compressed bytes, without a byte-order mark.

    Raises
    ------
    InputError
        ``not_gzip``, ``not_utf8`` or ``empty_file``.
    """
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise InputError(Fault("not_gzip", name, {"detail": str(error)})) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(Fault("not_utf8", f"line {line}", {"byte": error.start})) from error
    if not text.strip():
        raise InputError(Fault("empty_file", name))
    return text


def records(
    text: str, *, required: Sequence[str], faults: list[Fault], delimiter: str = ","
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and fields of each row of a delimited text with a header.

    A row whose length differs from the header's is skipped and appended to ``faults`` as ``wrong_field_count``;
    the caller raises `InputError` with all faults when it has read to the end.

    Raises
    ------
    InputError
        ``missing_columns`` or ``not_csv``: nothing after it can be read.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(rows)]
        missing = [name for name in required if name not in header]
        if missing:
            raise InputError(Fault("missing_columns", "line 1", {"missing": ", ".join(missing)}))
        for row in rows:
            if len(row) == len(header):
                yield rows.line_num, dict(zip(header, row, strict=True))
            elif row:
                faults.append(
                    Fault("wrong_field_count", f"line {rows.line_num}", {"expected": len(header), "found": len(row)})
                )
    except csv.Error as error:
        raise InputError(Fault("not_csv", f"line {rows.line_num}", {"detail": str(error)}), *faults) from error


def number(text: str, *, line: int, column: str, faults: list[Fault]) -> float:
    """A finite number, or NaN with a ``not_a_number`` fault appended."""
    try:
        value = float(text) if "_" not in text else float("inf")  # Python's own digit separator is nobody's data
    except ValueError:
        value = float("inf")
    if not isfinite(value):
        faults.append(Fault("not_a_number", f"line {line}", {"column": column, "found": text}))
        return float("nan")
    return value
