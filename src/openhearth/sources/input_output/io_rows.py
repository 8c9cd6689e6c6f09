"""National tables in rows: how they ship, and how the house keeps those that a user loads.

A row for each product of the table in the code of CPA, then ``final``, ``output``, ``imports``, and one for each account;
``cells`` are its values, one for each product in the order of the product rows, with spaces between them and ``:`` for
what is unknown. ``final`` is all final use of a product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import Account, Table
from openhearth.core.footprint.products import divisions_of
from openhearth.core.values import Array
from openhearth.sources.facts_tables import SCHEMAS
from openhearth.sources.input_output.io_tables import flows_kind

FINAL, OUTPUT, IMPORTS = "final", "output", "imports"
NEEDED = (FINAL, OUTPUT, IMPORTS)
_UNKNOWN = ":"


@dataclass(frozen=True, slots=True, eq=False)
class NationalTable:
    """A table with what its sectors use and cause.

    Parameters
    ----------
    licence
        Of the table.
    loaded
        By somebody of this house, in place of what ships or beside it.
    """

    table: Table
    accounts: tuple[Account, ...]
    licence: str
    loaded: bool = False


def frame_of(found: NationalTable) -> pl.DataFrame:
    """The table in rows, in the columns of the packaged ``input_output``."""
    table = found.table
    order = sorted(
        range(len(table.sectors)), key=table.sectors.__getitem__
    )  # rows are kept in the order of their codes
    about = (table.source, found.licence)
    lines = [(table.sectors[position], table.flows[position]) for position in order]
    lines += [(FINAL, table.demand.sum(axis=1)), (OUTPUT, table.output), (IMPORTS, table.imports)]
    rows = [(table.code, row, table.year, table.unit, _written(values[order]), *about) for row, values in lines]
    rows += [
        (table.code, one.code, one.year, one.unit, _written(one.values[order]), one.source, found.licence)
        for one in found.accounts
    ]
    return pl.DataFrame(rows, schema=SCHEMAS["input_output"], orient="row")


def table_of(frame: pl.DataFrame, *, loaded: bool = False) -> NationalTable:
    """The one table that these rows are.

    Raises
    ------
    InputError
        ``no_products``, ``missing_row``, ``wrong_field_count``, ``not_a_number``, ``unbalanced`` and those of `Table`.
    """
    rows = {row["row"]: row for row in frame.iter_rows(named=True)}
    products = tuple(row for row in rows if divisions_of(row))
    code = str(frame["economy"][0])
    faults = [Fault("missing_row", code, {"row": row}) for row in NEEDED if row not in rows]
    if not products:
        faults.append(Fault("no_products", code))
    values = {row: _read(cells["cells"], row, len(products), faults) for row, cells in rows.items()}
    if faults:
        raise InputError(*faults)
    flows = np.array([values[product] for product in products])
    used = flows.sum(axis=1) + values[FINAL]
    kind = flows_kind(code, used, values[OUTPUT], values[IMPORTS])
    first = rows[products[0]]
    table = Table(
        code,
        code.partition("-")[0],
        first["year"],
        first["unit"],
        kind,
        products,
        (FINAL,),
        flows,
        values[FINAL][:, None],
        values[OUTPUT],
        values[IMPORTS],
        first["source"],
    )
    accounts = tuple(
        Account(row, about["unit"], about["year"], values[row], about["source"])
        for row, about in rows.items()
        if row not in products and row not in NEEDED
    )
    return NationalTable(table, accounts, first["licence"], loaded)


def _written(values: Array) -> str:
    return " ".join(_UNKNOWN if np.isnan(value) else repr(float(value)).removesuffix(".0") for value in values)


def _read(cells: str, row: str, expected: int, faults: list[Fault]) -> Array:
    texts: Sequence[str] = cells.split()
    if len(texts) != expected:
        faults.append(Fault("wrong_field_count", row, {"expected": expected, "found": len(texts)}))
        return np.full(expected, np.nan)
    try:
        return np.array([np.nan if text == _UNKNOWN else float(text) for text in texts])
    except ValueError as error:
        faults.append(Fault("not_a_number", row, {"column": "cells", "found": str(error)}))
        return np.full(expected, np.nan)
