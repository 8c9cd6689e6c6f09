"""The tables that ship with the house, and their manifest."""

from __future__ import annotations

from importlib.resources import files

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.facts_tables import SCHEMAS, Manifest, read_csv, read_manifest

_FACTS = files("openhearth") / "facts"


def table(name: str) -> pl.DataFrame:
    """A packaged table, typed. Unknown numbers are null (`numpy` sees NaN), empty texts are empty.

    Raises
    ------
    InputError
        ``unknown_table``.

    Examples
    --------
    >>> table("territories").columns[:3]
    ['code', 'kind', 'version']
    """
    if name not in SCHEMAS:
        raise InputError(Fault("unknown_table", name, {"tables": ", ".join(SCHEMAS)}))
    return read_csv(name, (_FACTS / "tables" / f"{name}.csv").read_bytes())


def manifest() -> Manifest:
    """What the packaged tables are."""
    return read_manifest((_FACTS / "tables" / "MANIFEST.json").read_bytes())
