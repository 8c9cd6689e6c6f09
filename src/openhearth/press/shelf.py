"""Printed things kept in a folder under the digest of what made them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOM = 40
"""Files in one of the 256 compartments of a shelf. A brief a day for every region would otherwise fill the disk."""


def kept(folder: Path, ending: str, made_of: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
    """The bytes on the shelf, made first if they are not there.

    Parameters
    ----------
    made_of
        Everything the result depends on: versions and content. It is hashed into the name of the file.
    make
        Called when the file is absent. Two processes may both make it; the file appears whole or not at all.
    """
    name = hashlib.sha256("\0".join(made_of).encode()).hexdigest()
    path = folder / name[:2] / f"{name}.{ending}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _clear(path.parent)
    return made


def _clear(compartment: Path) -> None:
    """Let go of the oldest printings; whoever still wants one prints it again."""
    files = []
    for path in compartment.glob("*.*"):  # a draft has no ending
        with suppress(FileNotFoundError):  # another process cleared it first
            files.append((path.stat().st_mtime_ns, path))
    for _age, path in sorted(files)[:-ROOM]:
        path.unlink(missing_ok=True)
