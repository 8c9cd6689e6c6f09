"""National symmetric input-output tables in the codes of Eurostat, wide or long, and the accounts beside them.

Wide: a row for each product, primary input or account, named in the first column; a column for each product or use.
Long: a line for each cell, with ``induse`` (the column) and ``values`` or ``value``. Products are in CPA (``CPA_C24``; the prefix may be
missing beside emissions), uses and inputs in ESA codes (``P3_S14``, ``P1``). Empty cells are unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint.products import divisions_of, outermost
from openhearth.core.footprint.table import Account, Flows, Table
from openhearth.core.values import Array
from openhearth.sources.reading import number, records, text_of

TOLERANCE = 0.02
"""A table whose uses differ from its supply by more than this part of all supply was read wrongly or is not one."""

_USES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("P3_S14", "P3_S15", "P3_S13"), ("P3_S14", "P3_S13"), ("P3",)),
    (("P51G", "P5M"), ("P51G", "P52", "P53"), ("P51G", "P52"), ("P5", "P52"), ("P5",)),
    (("P6",), ("P6_B0", "P6_D0")),
)
"""Final uses that do not overlap: of each line the first choice of which the table has all columns."""

_IMPORTS = ("P7", "IMP")
_OUTPUT = "P1"

Cells = Mapping[tuple[str, str], float]


def parse(data: bytes, *, code: str, country: str, year: int, unit: str, source: str) -> Table:
    """A table, with the products that are part of no other product in it.

    Whether the flows count imported products is read off the balance: uses add up to output, or to output and imports.

    Raises
    ------
    InputError
        ``missing_columns``, ``wrong_field_count``, ``not_a_number``, ``duplicate_cell``, ``mixed_tables`` (several places, years or
        units in a long file), ``no_products``, ``missing_row`` (output or imports), ``missing_uses``, ``missing_cell``, ``unbalanced``, and those
        of `Table`.
    """
    cells = _cells(data)
    rows, columns = dict.fromkeys(row for row, _ in cells), dict.fromkeys(column for _, column in cells)
    products = outermost(column for column in columns if column in rows and divisions_of(column))
    imports = next((row for row in _IMPORTS if row in rows), "")
    uses, faults = _uses(columns)
    if not products:
        faults.append(Fault("no_products", code))
    faults += [Fault("missing_row", code, {"row": row}) for row in (_OUTPUT,) if row not in rows]
    if not imports:
        faults.append(Fault("missing_row", code, {"row": " / ".join(_IMPORTS)}))
    if faults:
        raise InputError(*faults)
    flows = _block(cells, products, products, faults)
    demand = _block(cells, products, uses, faults)
    output = _block(cells, (_OUTPUT,), products, faults)[0]
    # A product that is neither made nor bought abroad may have no entry among the imports.
    foreign = np.array([cells.get((imports, product), np.nan) for product in products])
    foreign = np.where(np.isnan(foreign) & (output == 0), 0.0, foreign)
    faults += [
        Fault("missing_cell", imports, {"column": product})
        for product, value in zip(products, foreign, strict=True)
        if np.isnan(value)
    ]
    if faults:
        raise InputError(*faults)
    kind = flows_kind(code, flows.sum(axis=1) + demand.sum(axis=1), output, foreign)
    return Table(code, country, year, unit, kind, products, uses, flows, demand, output, foreign, source)


def flows_kind(code: str, used: Array, output: Array, imports: Array) -> Flows:
    """Whether the cells of a table count imported products, from its balance by product.

    Raises
    ------
    InputError
        ``unbalanced`` if uses add up neither to output nor to output and imports.

    Examples
    --------
    >>> flows_kind("XX-2020", np.array([12.0]), np.array([10.0]), np.array([2.0]))
    'total'
    """
    whole = np.abs(used - output - imports).sum() < np.abs(used - output).sum()
    supply = output + imports if whole else output
    off = float(np.abs(used - supply).sum())
    if not off <= TOLERANCE * float(np.abs(supply).sum()):
        raise InputError(Fault("unbalanced", code, {"difference": off, "supply": float(supply.sum())}))
    return "total" if whole else "domestic"


def parse_account(data: bytes, table: Table, *, row: str, code: str, unit: str, year: int, source: str) -> Account:
    """One row of such a file as an account of a table: employment, emissions, value added.

    A product of the table without a cell of its own is unknown: a figure of a wider group is not divided (put the products
    together with `openhearth.core.footprint.merged`). So is a zero where all parts of a group are zero and the group is not.

    Raises
    ------
    InputError
        As `parse` for the cells, and ``missing_row``.
    """
    cells = {(name, column.removeprefix("CPA_")): value for (name, column), value in _cells(data).items()}
    if not any(name == row for name, _ in cells):
        raise InputError(Fault("missing_row", code, {"row": row}))
    own = {column: value for (name, column), value in cells.items() if name == row}
    spans = {column: span for column in own if (span := divisions_of(column))}
    undivided: frozenset[str] = frozenset().union(
        *(span for group, span in spans.items() if own[group] and _all_zero(group, spans, own))
    )
    values = np.array([_value(sector.removeprefix("CPA_"), own, undivided) for sector in table.sectors])
    return Account(code, unit, year, values, source)


def _all_zero(group: str, spans: Mapping[str, frozenset[str]], own: Mapping[str, float]) -> bool:
    parts = [own[column] for column, span in spans.items() if span < spans[group]]
    return bool(parts) and not any(parts)


def _value(product: str, own: Mapping[str, float], undivided: frozenset[str]) -> float:
    value = own.get(product, float("nan"))
    return float("nan") if value == 0 and divisions_of(product) <= undivided else value


def _uses(columns: Mapping[str, None]) -> tuple[tuple[str, ...], list[Fault]]:
    found: list[str] = []
    faults: list[Fault] = []
    for choices in _USES:
        chosen = next((choice for choice in choices if all(use in columns for use in choice)), ())
        found += chosen
        if not chosen:
            faults.append(Fault("missing_uses", "columns", {"choices": "; ".join(", ".join(one) for one in choices)}))
    return tuple(found), faults


def _block(cells: Cells, rows: tuple[str, ...], columns: tuple[str, ...], faults: list[Fault]) -> Array:
    block = np.array([[cells.get((row, column), np.nan) for column in columns] for row in rows])
    faults += [
        Fault("missing_cell", rows[row], {"column": columns[column]})
        for row, column in zip(*np.nonzero(np.isnan(block)), strict=True)
    ]
    return block.reshape(len(rows), len(columns))


def _cells(data: bytes) -> Cells:
    """Known cells by row and column, from either layout."""
    text = text_of(data)
    header = [name.strip().strip('"') for name in text.splitlines()[0].split(",")]
    faults: list[Fault] = []
    cells: dict[tuple[str, str], float] = {}
    doubled = sorted({name for name in header if header.count(name) > 1})
    faults += [Fault("duplicate_cell", "line 1", {"column": name}) for name in doubled]
    read = _long if "induse" in header else _wide
    read(text, header, cells, faults)
    if faults:
        raise InputError(*faults)
    return cells


def _wide(text: str, header: list[str], cells: dict[tuple[str, str], float], faults: list[Fault]) -> None:
    first = header[0]
    seen: set[str] = set()
    for line, record in records(text, required=(first,), faults=faults):
        row = record.pop(first).strip()
        if row in seen:
            faults.append(Fault("duplicate_cell", f"line {line}", {"row": row}))
        seen.add(row)
        for column, value in record.items():
            if value.strip() not in ("", ":"):
                cells[row, column] = number(value, line=line, column=column, faults=faults)


def _long(text: str, header: list[str], cells: dict[tuple[str, str], float], faults: list[Fault]) -> None:
    first, value = header[0], "values" if "values" in header else "value"
    apart = [name for name in ("geo", "time", "unit") if name in header]
    tables: dict[tuple[str, ...], None] = {}
    for line, record in records(text, required=(first, "induse", value), faults=faults):
        tables[tuple(record[name] for name in apart)] = None
        cell = (record[first].strip(), record["induse"].strip())
        if cell in cells:
            faults.append(Fault("duplicate_cell", f"line {line}", {"row": cell[0], "column": cell[1]}))
        if record[value].strip() not in ("", ":"):
            cells[cell] = number(record[value], line=line, column=value, faults=faults)
    if len(tables) > 1:
        faults.append(Fault("mixed_tables", "file", {"tables": "; ".join(" ".join(one) for one in tables)}))
