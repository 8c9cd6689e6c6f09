"""The facets of every record in columns beside an index, so that a question with few hits is counted without asking the index again.

Three files that only grow: ``values`` (facet and value, one line of JSON each; the number of the line is the code), ``codes`` (the
codes of one record after the other) and ``rows`` (where the codes of a row begin and end). A record is a row; a changed record gets a
new row. What a stopped writer left behind belongs to no record, and is in nobody's way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Rows = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Number = TypeVar("Number", np.uint32, np.uint64)

BETWEEN = 100_000
"""Rows held in memory before they are written."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the files say at one moment.

    Parameters
    ----------
    names
        Facet and value of each code.
    codes
        The codes of all rows, one after the other.
    rows
        (rows, 2): where the codes of a row begin and end.
    """

    names: tuple[tuple[str, str], ...]
    codes: Codes
    rows: Rows
    _of_facet: dict[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def opened(cls, folder: Path) -> Columns:
        """Those of a folder; rows that are written afterwards are not in it."""
        rows = _mapped(folder / "rows", np.uint64, 2).reshape(-1, 2)
        return cls(tuple(_names(folder / "values")), _mapped(folder / "codes", np.uint32, 1), rows)

    def answer(
        self, asked: Sequence[int], chosen: Mapping[str, Iterable[str]], counted: Iterable[str]
    ) -> tuple[Mask, dict[str, dict[str, int]]]:
        """Which of these rows pass all filters, and how many would with each value of the counted facets.

        A facet ignores its own filter and obeys all others.
        """
        begin, end = self.rows[np.asarray(asked, dtype=np.int64)].T.astype(np.int64)
        lengths = end - begin
        owner = np.repeat(np.arange(len(asked)), lengths)
        codes = self.codes[np.arange(len(owner)) + np.repeat(end - np.cumsum(lengths), lengths)]
        passed = {facet: self._passed(codes, owner, len(asked), facet, values) for facet, values in chosen.items()}
        every = _all(passed.values(), len(asked))
        free = np.bincount(codes[every[owner]], minlength=len(self.names))
        counts = {}
        for facet in counted:
            found = free
            if facet in passed:
                others = _all((mask for other, mask in passed.items() if other != facet), len(asked))
                found = np.bincount(codes[others[owner]], minlength=len(self.names))
            of_facet = self._codes_of(facet)
            numbers = found[list(of_facet.values())].tolist()
            counts[facet] = {value: count for value, count in zip(of_facet, numbers, strict=True) if count}
        return every, counts

    def _passed(self, codes: Codes, owner: NDArray[np.int64], size: int, facet: str, values: Iterable[str]) -> Mask:
        of_facet = self._codes_of(facet)
        wanted = np.zeros(len(self.names), dtype=bool)
        wanted[[of_facet[value] for value in values if value in of_facet]] = True
        mask = np.zeros(size, dtype=bool)
        mask[owner[wanted[codes]]] = True
        return mask

    def _codes_of(self, facet: str) -> Mapping[str, int]:
        if facet not in self._of_facet:
            self._of_facet[facet] = {value: code for code, (name, value) in enumerate(self.names) if name == facet}
        return self._of_facet[facet]


class Writer:
    """Adds rows; one writer at a time. What was added can be read after `flush`, or at the end of the ``with``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        names = _names(folder / "values", mend=True)
        self._known = {name: code for code, name in enumerate(names)}
        self._values = (folder / "values").open("ab")
        self._codes = (folder / "codes").open("ab")
        self._rows = (folder / "rows").open("ab")
        for file, width in ((self._codes, 4), (self._rows, 16)):
            file.truncate(file.tell() // width * width)
            file.seek(0, os.SEEK_END)
        self._count = self._rows.tell() // 16
        self._held: list[int] = []
        self._ends: list[int] = []
        self._start = self._codes.tell() // 4

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()
        for file in (self._values, self._codes, self._rows):
            file.close()

    def add(self, facets: Mapping[str, Iterable[str]]) -> int:
        """Add a row; its number."""
        for facet, values in facets.items():
            for value in dict.fromkeys(values):
                self._held.append(self._code(facet, value))
        self._ends.append(len(self._held))
        self._count += 1
        if len(self._ends) >= BETWEEN:
            self.flush()
        return self._count - 1

    def flush(self) -> None:
        """Everything on disk, what a row needs before the row."""
        ends = np.array([0, *self._ends], dtype=np.uint64) + np.uint64(self._start)
        self._codes.write(np.array(self._held, dtype=np.uint32).tobytes())
        self._rows.write(np.column_stack((ends[:-1], ends[1:])).tobytes())
        for file in (self._values, self._codes, self._rows):
            file.flush()
            os.fsync(file.fileno())
        self._start += len(self._held)
        self._held, self._ends = [], []

    def _code(self, facet: str, value: str) -> int:
        if (facet, value) not in self._known:
            self._known[facet, value] = len(self._known)
            self._values.write(json.dumps([facet, value]).encode() + b"\n")
        return self._known[facet, value]


def _all(masks: Iterable[Mask], size: int) -> Mask:
    every = np.ones(size, dtype=bool)
    for mask in masks:
        every &= mask
    return every


def _names(file: Path, *, mend: bool = False) -> list[tuple[str, str]]:
    """Facet and value of each whole line; a half one at the end is cut off, if wanted."""
    said = file.read_bytes() if file.exists() else b""
    whole = said[: said.rfind(b"\n") + 1]
    if mend and len(whole) < len(said):
        os.truncate(file, len(whole))
    return [(facet, value) for facet, value in map(json.loads, whole.splitlines())]


def _mapped(file: Path, kind: type[Number], width: int) -> NDArray[Number]:
    """The numbers of a file without reading it; a half row at its end is left out."""
    bytes_of_row = np.dtype(kind).itemsize * width
    count = file.stat().st_size // bytes_of_row * width if file.exists() else 0
    return np.memmap(file, dtype=kind, mode="r", shape=(count,)) if count else np.empty(0, dtype=kind)
