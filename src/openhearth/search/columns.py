"""The facets of every record in columns beside an index, so that a question with few hits is counted without asking the index again.

Three files that only grow: ``values`` (facet and value, one line of JSON each; the number of the line is the code), ``codes`` (the
codes of one record after the other) and ``rows`` (where the codes of a row end). A record is a row; a changed record gets a new row.
What a stopped writer left behind belongs to no record, and is in nobody's way.
"""

from __future__ import annotations

import json
import mmap
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
Numbers = NDArray[np.int64]
Number = TypeVar("Number", np.uint32, np.uint64)

AT_ONCE = 1_500
"""Rows counted at once: what is computed of them stays in the processor's own memory."""

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
        (rows): where the codes of a row end; there the next one begins.
    """

    names: tuple[tuple[str, str], ...]
    codes: Codes
    rows: Rows
    _of_facet: dict[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def opened(cls, folder: Path) -> Columns:
        """Those of a folder; rows that are written afterwards are not in it."""
        rows = _mapped(folder / "rows", np.uint64)
        return cls(tuple(_names(folder / "values")), _mapped(folder / "codes", np.uint32), rows)

    def answer(
        self, asked: Sequence[int], chosen: Mapping[str, Iterable[str]], counted: Iterable[str]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """How many of these rows pass all filters, and how many would with each value of the counted facets.

        A facet ignores its own filter and obeys all others.
        """
        total = 0
        free = np.zeros(len(self.names), dtype=np.int64)
        without = {facet: free.copy() for facet in counted if facet in chosen}
        wanted = {facet: self._wanted(facet, values) for facet, values in chosen.items()}
        rows = np.asarray(asked, dtype=np.int64)
        for first in range(0, len(rows), AT_ONCE):
            codes, owner, size = self._read(rows[first : first + AT_ONCE])
            failed = {}
            for facet, those in wanted.items():
                failed[facet] = np.ones(size, dtype=np.int8)
                failed[facet][owner[those[codes]]] = 0
            failures = sum(failed.values(), np.zeros(size, dtype=np.int8))
            counting = (failures <= 1)[owner]  # a record that fails two filters is counted nowhere
            codes, owner = codes[counting], owner[counting]
            passes = failures[owner] == 0
            total += int((failures == 0).sum())
            free += np.bincount(codes[passes], minlength=len(free))
            for facet in without:
                without[facet] += np.bincount(codes[passes | (failed[facet][owner] > 0)], minlength=len(free))
        return total, {facet: self._named(facet, without.get(facet, free)) for facet in counted}

    def _read(self, rows: Numbers) -> tuple[Codes, Numbers, int]:
        """All codes of some rows, the row of each by its position, and how many rows these are."""
        end = self.rows[rows].astype(np.int64)
        lengths = end - np.where(rows > 0, self.rows[rows - 1], 0).astype(np.int64)
        owner = np.repeat(np.arange(len(rows)), lengths)
        return self.codes[np.arange(len(owner)) + np.repeat(end - np.cumsum(lengths), lengths)], owner, len(rows)

    def _wanted(self, facet: str, values: Iterable[str]) -> Mask:
        of_facet = self._codes_of(facet)
        wanted = np.zeros(len(self.names), dtype=bool)
        wanted[[of_facet[value] for value in values if value in of_facet]] = True
        return wanted

    def _named(self, facet: str, found: Numbers) -> dict[str, int]:
        of_facet = self._codes_of(facet)
        numbers = found[list(of_facet.values())].tolist()
        return {value: count for value, count in zip(of_facet, numbers, strict=True) if count}

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
        ends = _mapped(folder / "rows", np.uint64)
        self._count, self._start = len(ends), int(ends[-1]) if len(ends) else 0
        self._values = (folder / "values").open("ab")
        self._codes = (folder / "codes").open("ab")
        self._rows = (folder / "rows").open("ab")
        for file, size in ((self._codes, self._start * 4), (self._rows, self._count * 8)):
            file.truncate(size)
            file.seek(0, os.SEEK_END)
        self._held: list[int] = []
        self._ends: list[int] = []

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
        self._codes.write(np.array(self._held, dtype=np.uint32).tobytes())
        self._rows.write((np.array(self._ends, dtype=np.uint64) + np.uint64(self._start)).tobytes())
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


def _names(file: Path, *, mend: bool = False) -> list[tuple[str, str]]:
    """Facet and value of each whole line; a half one at the end is cut off, if wanted."""
    said = file.read_bytes() if file.exists() else b""
    whole = said[: said.rfind(b"\n") + 1]
    if mend and len(whole) < len(said):
        os.truncate(file, len(whole))
    return [(facet, value) for facet, value in map(json.loads, whole.splitlines())]


def _mapped(file: Path, kind: type[Number]) -> NDArray[Number]:
    """The numbers of a file, mapped at once so that no question waits for its pages; half a number at its end is left out."""
    count = file.stat().st_size // np.dtype(kind).itemsize if file.exists() else 0
    if not count:
        return np.empty(0, dtype=kind)
    with file.open("rb") as opened:
        pages = mmap.mmap(opened.fileno(), 0, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE, prot=mmap.PROT_READ)
    return np.frombuffer(pages, dtype=kind, count=count)
