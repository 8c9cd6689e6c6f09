"""The hand-written registers that ship with the house, and the digest of its tables. Light: no table is read."""

from __future__ import annotations

import json
from importlib.resources import files

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import records, text_of

_FACTS = files("openhearth") / "facts"


def register(name: str) -> list[dict[str, str]]:
    """The rows of a hand-written register such as ``indicators``, in the order written.

    Raises
    ------
    InputError
        ``unknown_register``; ``wrong_field_count`` for each damaged line.

    Examples
    --------
    >>> register("indicators")[0]["code"]
    'population'
    """
    path = _FACTS / f"{name}.csv"
    if not name.isidentifier() or not path.is_file():
        raise InputError(Fault("unknown_register", name))
    faults: list[Fault] = []
    rows = [row for _, row in records(text_of(path.read_bytes(), name=name), required=(), faults=faults)]
    if faults:
        raise InputError(*faults)
    return rows


def facts_digest() -> str:
    """One digest of all packaged tables, as their manifest states it."""
    stated = json.loads((_FACTS / "tables" / "MANIFEST.json").read_text("utf-8"))["digest"]
    return str(stated)
