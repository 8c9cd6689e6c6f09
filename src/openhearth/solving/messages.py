"""What a process and its workers tell each other: a length, and so many bytes of MessagePack."""

from __future__ import annotations

from struct import Struct
from typing import IO

import msgspec

_LENGTH = Struct("<Q")


class Told(msgspec.Struct, tag="program", frozen=True):
    """A program: maximise ``gains`` (one list an aim), ``uses`` (one list a row) within ``capacities``, one column a stage."""

    starts: list[int]
    gains: list[list[int]]
    uses: list[list[int]]
    capacities: list[int]


class Posed(msgspec.Struct, tag="question", frozen=True):
    """A question about the program told last: `openhearth.core.portfolio.search_region.Question`."""

    aim: int
    least: list[int]
    hint: list[int] | None


class Answered(msgspec.Struct, frozen=True):
    """The picks, or None where there is nothing; ``refused`` is the word of a solver that gave no answer."""

    picks: list[int] | None
    refused: str = ""


def send(door: IO[bytes], message: Told | Posed | Answered) -> None:
    """Write a message and do not keep it waiting."""
    body = msgspec.msgpack.encode(message)
    door.write(_LENGTH.pack(len(body)))
    door.write(body)
    door.flush()


def received(door: IO[bytes]) -> bytes:
    """The next message; EOFError where there is none."""
    (length,) = _LENGTH.unpack(_read(door, _LENGTH.size))
    return _read(door, length)


def _read(door: IO[bytes], count: int) -> bytes:
    body = door.read(count)
    if len(body) < count:
        raise EOFError
    return body
