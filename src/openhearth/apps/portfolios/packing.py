"""How what a search has found lies in the database: the core's values as compressed JSON."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import TypeVar

import msgspec

from openhearth.core.portfolio.frontier import Checkpoint, Frontier

QUICK = 1
"""Level of compression: points are written again and again while a search runs."""

KEPT = 8
"""Frontiers that a process remembers."""

T = TypeVar("T")

_remembered: OrderedDict[str, Frontier] = OrderedDict()
_lock = Lock()


def packed(value: object) -> bytes:
    """A frozen value of tuples, numbers and texts."""
    return zlib.compress(msgspec.json.encode(value), QUICK)


def unpacked(data: bytes, kind: type[T]) -> T:
    return msgspec.json.decode(zlib.decompress(data), type=kind)


def packed_digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def frontier_in(data: Callable[[], bytes], digest: str) -> Frontier:
    """Read and unpacked once in a process for each content."""
    with _lock:
        if digest in _remembered:
            _remembered.move_to_end(digest)
            return _remembered[digest]
    found = unpacked(data(), Frontier)
    with _lock:
        _remembered[digest] = found
        while len(_remembered) > KEPT:
            _remembered.popitem(last=False)
    return found


def checkpoint_in(data: bytes) -> Checkpoint:
    return unpacked(data, Checkpoint)
