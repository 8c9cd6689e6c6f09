"""The shape of the packaged tables: columns, keys, and the one way their rows are written as bytes.

The same rows always give the same bytes: UTF-8, LF, comma, a header, rows sorted by key, numbers in their shortest
exact form, empty = unknown.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import text_of

_TEXT, _NUMBER, _WHOLE = pl.String, pl.Float64, pl.Int64

COLUMN_TYPES: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(
        ("longitude", "latitude", "share", "value", "persons", "tonnes", "constant_tonnes", "kilotonnes"), _NUMBER
    ),
    **dict.fromkeys(("year", "first_year", "last_year", "installations", "started", "ended", "plants"), _WHOLE),
}
"""Columns that are not text."""

_COLUMNS = {
    "territories": "code,kind,version,country,parent,name,longitude,latitude",
    "successions": "old_code,old_version,new_code,share",
    "figures": "territory,indicator,year,value,flag,status",
    "employment": "territory,nace,year,persons,flag,status",
    "emissions": "territory,activity,year,tonnes,installations,started,ended,constant_tonnes",
    "capacities": "territory,sector,route,status,year,kilotonnes,plants",
    "plants": "code,name,sector,place,territory,longitude,latitude,route,status,year,kilotonnes,placement",
    "installations": "code,name,place,territory,activity,first_year,last_year,year,tonnes",
    "input_output": "economy,row,year,unit,cells",
}

KEYS: dict[str, tuple[str, ...]] = {
    "territories": ("code",),
    "successions": ("old_code", "old_version", "new_code"),
    "figures": ("territory", "indicator", "year"),
    "employment": ("territory", "nace", "year"),
    "emissions": ("territory", "activity", "year"),
    "capacities": ("territory", "sector", "route", "status", "year"),
    "plants": ("code", "sector", "route", "status", "year"),
    "installations": ("code", "year"),
    "input_output": ("economy", "row"),
}
"""What makes a row distinct."""

SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    name: {column: COLUMN_TYPES.get(column, _TEXT) for column in f"{columns},source,licence".split(",")}
    for name, columns in _COLUMNS.items()
}


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table in the manifest."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the packaged tables are: each with its row count and SHA-256, and one digest for all."""

    tables: tuple[TableEntry, ...]
    digest: str

    def as_bytes(self) -> bytes:
        """The manifest as the JSON file ``MANIFEST.json``."""
        tables = {entry.name: {"rows": entry.rows, "sha256": entry.sha256} for entry in self.tables}
        return (json.dumps({"digest": self.digest, "tables": tables}, indent=2, sort_keys=True) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """The manifest in a ``MANIFEST.json``. Anything else raises ``not_a_manifest``."""
    try:
        document = json.loads(text_of(data, name="MANIFEST.json"))
        entries = tuple(
            TableEntry(str(name), int(entry["rows"]), str(entry["sha256"]))
            for name, entry in sorted(document["tables"].items())
        )
        return Manifest(entries, str(document["digest"]))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(Fault("not_a_manifest", "MANIFEST.json", {"detail": str(error)})) from error


def manifest_of(tables: Mapping[str, bytes]) -> Manifest:
    """The manifest of tables written by `csv_bytes`."""
    entries = tuple(
        TableEntry(name, max(data.count(b"\n") - 1, 0), hashlib.sha256(data).hexdigest())
        for name, data in sorted(tables.items())
    )
    digest = hashlib.sha256("".join(f"{entry.name} {entry.sha256}\n" for entry in entries).encode()).hexdigest()
    return Manifest(entries, digest)


def csv_bytes(name: str, frame: pl.DataFrame) -> bytes:
    """The rows of one table as the bytes of its file.

    Raises
    ------
    InputError
        ``missing_columns``, ``missing_key``, ``duplicate_key`` (with the first such keys) or ``line_break`` in a text.
    """
    schema, key = SCHEMAS[name], list(KEYS[name])
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        raise InputError(Fault("missing_columns", name, {"missing": ", ".join(missing)}))
    typed = frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items()).sort(key)
    texts = [column for column, dtype in schema.items() if dtype is _TEXT]
    faults = [Fault("missing_key", name, {"column": column}) for column in key if typed[column].null_count()]
    twice = typed.filter(pl.struct(key).is_duplicated()).select(key).unique(maintain_order=True).head(5)
    faults += [Fault("duplicate_key", name, {"key": row}) for row in twice.rows()]
    faults += [Fault("line_break", name, {"column": c}) for c in texts if typed[c].str.contains(r"[\r\n]").any()]
    if faults:
        raise InputError(*faults)
    buffer = io.BytesIO()
    typed.select(_written(column, dtype) for column, dtype in schema.items()).write_csv(buffer, line_terminator="\n")
    return buffer.getvalue()


def _written(column: str, dtype: type[pl.DataType]) -> pl.Expr:
    cell = pl.col(column)
    if dtype is _TEXT:
        return pl.when(cell != "").then(cell)
    if dtype is _NUMBER:
        whole = (cell == cell.floor()) & (cell.abs() < 1e15)
        text = pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(_TEXT)).otherwise(cell.cast(_TEXT))
        return pl.when(cell.is_finite()).then(text).alias(column)
    return cell


def read_csv(name: str, data: bytes) -> pl.DataFrame:
    """The frame behind the bytes of one table: unknown numbers are null, empty texts are empty.

    Raises
    ------
    InputError
        ``not_this_table`` if the columns or a cell are not those of the table.
    """
    schema = SCHEMAS[name]
    try:
        frame = pl.read_csv(io.BytesIO(data), schema=schema)
    except pl.exceptions.PolarsError as error:
        raise InputError(Fault("not_this_table", name, {"detail": str(error)[:200]})) from error
    if data[: data.find(b"\n")].decode("utf-8", "replace").rstrip("\r").split(",") != list(schema):
        raise InputError(Fault("not_this_table", name, {"expected": ",".join(schema)}))
    return frame.with_columns(pl.col(column).fill_null("") for column, dtype in schema.items() if dtype is _TEXT)
