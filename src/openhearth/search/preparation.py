"""Records made ready for an index: their languages detected, their words made comparable; many of them in several processes.

A worker is this module run by Python, fed through its standard input: it needs nothing of the program that started it, and
ends when that program does, however it ends. Where workers cannot be started or break, their part is done here.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import chain, islice
from pathlib import Path
from struct import Struct
from subprocess import PIPE, Popen
from threading import local
from typing import IO, NamedTuple, Self

import msgspec

from openhearth.search.contract import Doc, Text
from openhearth.search.language import dictionaries_folder, forms_and_lemmas, keep_dictionaries, with_languages

CHUNK = 500
FEW = 4 * CHUNK
"""Up to so many records are done here: a worker takes half a second to start."""

MOST_WORKERS = 8
AHEAD = 2
"""Chunks under way for each worker; no more records than these are held at a time."""

_Texts = dict[str, Text]
_LENGTH = Struct("<Q")


class Ready(NamedTuple):
    """A record with the language of every text, and its tokens as `forms_and_lemmas` gives them."""

    doc: Doc
    forms: str
    lemmas: str

    @property
    def tokens(self) -> str:
        """All of them in one text."""
        return f"{self.forms} {self.lemmas}"

    @classmethod
    def of(cls, given: Doc) -> Ready:
        """Do the work here and now."""
        doc = with_languages(given)
        return cls(doc, *forms_and_lemmas(doc))


def prepared(docs: Iterable[Doc], workers: int | None = None) -> Generator[Ready, None, None]:
    """Every record with its tokens, in order. ``workers``: as many as there are processors, if not said; 0: none."""
    chunks = _chunks(docs)
    few = list(chain.from_iterable(islice(chunks, FEW // CHUNK)))
    count = min(_processors(), MOST_WORKERS) if workers is None else workers
    if count == 0 or len(few) < FEW:
        yield from map(Ready.of, chain(few, chain.from_iterable(chunks)))
        return
    with _Workers(count) as pool:
        yield from pool.prepared(chain(_chunks(few), chunks))


def _processors() -> int:
    """Those that this process may use, where the system says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    rest = iter(docs)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


class _Workers:
    """Threads, each with a process of its own that does the work."""

    def __init__(self, count: int) -> None:
        self._mine = local()
        self._leaving = ExitStack()
        self._threads = ThreadPoolExecutor(count, "preparing", self._start)
        self._under_way = count * AHEAD

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._leaving.close()

    def prepared(self, chunks: Iterable[list[Doc]]) -> Iterator[Ready]:
        """Chunk after chunk, a few of them at a time."""
        waiting: deque[Future[list[Ready]]] = deque()
        for chunk in chunks:
            waiting.append(self._threads.submit(self._done, chunk))
            if len(waiting) > self._under_way:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def _start(self) -> None:
        folder = dictionaries_folder()
        command = [sys.executable, "-m", __name__, *([str(folder)] if folder else [])]
        try:  # a group of its own: an interrupt at the terminal is for us, who then close its input
            self._mine.worker = Popen(command, stdin=PIPE, stdout=PIPE, process_group=0)  # noqa: S603 - ours
        except OSError:
            self._mine.worker = None
        else:
            self._leaving.callback(_end, self._mine.worker)

    def _done(self, chunk: list[Doc]) -> list[Ready]:
        worker: Popen[bytes] | None = self._mine.worker
        if worker and worker.stdin and worker.stdout:
            try:
                _send(worker.stdin, msgspec.msgpack.encode([doc.texts for doc in chunk]))
                answer = msgspec.msgpack.decode(_received(worker.stdout), type=list[tuple[_Texts, str, str]])
            except (OSError, EOFError):
                self._mine.worker = None
            else:
                return [
                    Ready(Doc(doc.id, texts, doc.facets, doc.numbers), forms, lemmas)
                    for doc, (texts, forms, lemmas) in zip(chunk, answer, strict=True)
                ]
        return [Ready.of(doc) for doc in chunk]


def _end(worker: Popen[bytes]) -> None:
    with suppress(BrokenPipeError), worker:  # closing sends what a worker that was killed never read
        worker.kill()


def _send(door: IO[bytes], message: bytes) -> None:
    door.write(_LENGTH.pack(len(message)))
    door.write(message)
    door.flush()


def _received(door: IO[bytes]) -> bytes:
    """The next message; EOFError if the other side has ended."""
    if len(head := door.read(_LENGTH.size)) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if len(message := door.read(length)) < length:
        raise EOFError
    return message


def _work(given: IO[bytes], answers: IO[bytes]) -> None:
    """Answer chunk after chunk until the input ends."""
    decoder = msgspec.msgpack.Decoder(list[_Texts])
    while True:
        try:
            chunk = decoder.decode(_received(given))
        except EOFError:
            return
        ready = (Ready.of(Doc("", texts)) for texts in chunk)
        _send(answers, msgspec.msgpack.encode([(doc.texts, forms, lemmas) for doc, forms, lemmas in ready]))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        keep_dictionaries(Path(sys.argv[1]))
    _work(sys.stdin.buffer, sys.stdout.buffer)
