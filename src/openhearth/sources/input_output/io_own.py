"""A national table of one's own: CSV or the first sheet of an Excel workbook, in the simple form of docs/loading.md.

One line for each row of the table, with what it is (``economy``, ``row``, ``year``, ``unit``, ``source``, ``licence``), a
column for each product, named as its row is, and ``final`` for all final use. Rows are the products, ``output`` and
``imports``, then accounts by any name of their own. Empty is unknown, and unknown is allowed only in accounts.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from math import isfinite

import numpy as np
import openpyxl

from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import Account, Table
from openhearth.core.footprint.products import divisions_of, product_code
from openhearth.core.values import Array
from openhearth.sources.input_output.io_rows import FINAL, IMPORTS, NEEDED, OUTPUT, NationalTable
from openhearth.sources.input_output.io_tables import flows_kind
from openhearth.sources.reading import text_of

BYTES, UNPACKED_BYTES, LINES, COLUMNS = 20_000_000, 200_000_000, 1_000, 1_000
"""At most so many bytes of a file and of what a workbook unpacks to, and lines and columns of it."""

ABOUT = ("economy", "row", "year", "unit")
"""What every line says; ``source`` and ``licence`` may be missing."""

ECONOMY = re.compile(r"[A-Z]{2}-[12][0-9]{3}")
_ACCOUNT = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_ZIP = b"PK\x03\x04"

Line = tuple[int, dict[str, str]]


def parse(data: bytes) -> NationalTable:
    """The table in a file of one's own.

    Raises
    ------
    InputError
        ``too_large``, ``not_xlsx``, ``not_csv``, ``not_utf8``, ``empty_file``; ``missing_columns``; then, all together and
        each at its row and column: ``wrong_field_count``, ``duplicate_column``, ``unknown_column``, ``duplicate_row``,
        ``not_an_economy``, ``mixed_tables``, ``mixed_units``, ``not_a_year``, ``missing_field``, ``unknown_row``, ``missing_row``,
        ``missing_column``, ``no_products``, ``missing_cell``, ``not_a_number``; at last ``unbalanced`` and those of `Table`.
    """
    header, lines, faults = _lines(data)
    products = tuple(dict.fromkeys(line["row"] for _, line in lines if divisions_of(line["row"])))
    faults += _shape_faults(header, lines, products)
    for number, line in lines:
        faults += _about_faults(number, line)
    faults += _unlike(lines, products)
    values = {line["row"]: _values(number, line, products, faults) for number, line in lines}
    final = {line["row"]: _cell(number, line, FINAL, faults) for number, line in lines if line["row"] in products}
    if faults:
        raise InputError(*faults)
    used = np.array([final[product] for product in products])
    return _table({line["row"]: line for _, line in lines}, values, products, used)


def written(found: NationalTable) -> bytes:
    """The table as such a file, to copy and change; `parse` gives its figures back."""
    table = found.table
    final = table.demand.sum(axis=1)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*ABOUT, "source", "licence", *table.sectors, FINAL))
    about = (table.year, table.unit, table.source, found.licence)
    for position, sector in enumerate(table.sectors):
        writer.writerow((table.code, sector, *about, *_plain(table.flows[position]), *_plain(final[[position]])))
    for row, values in ((OUTPUT, table.output), (IMPORTS, table.imports)):
        writer.writerow((table.code, row, *about, *_plain(values), ""))
    for account in found.accounts:
        told = (account.year, account.unit, account.source, found.licence)
        writer.writerow((table.code, account.code, *told, *_plain(account.values), ""))
    return out.getvalue().encode()


def _plain(values: Array) -> list[str]:
    return ["" if np.isnan(value) else repr(float(value)).removesuffix(".0") for value in values]


def _lines(data: bytes) -> tuple[list[str], list[Line], list[Fault]]:
    """The header, the lines below by their number, and what is wrong with them."""
    if len(data) > BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": len(data), "allowed": BYTES}))
    rows = _excel(data) if data.startswith(_ZIP) else _delimited(data)
    header = [product_code(name) for name in rows[0]]
    while header and not header[-1]:
        header.pop()
    missing = [name for name in ABOUT if name not in header]
    if missing:
        raise InputError(Fault("missing_columns", "row 1", {"missing": ", ".join(missing)}))
    twice = sorted({name for name in header if header.count(name) > 1})
    faults = [Fault("duplicate_column", "row 1", {"found": name}) for name in twice]
    lines: list[Line] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if any(row[len(header) :]):
            faults.append(Fault("wrong_field_count", f"row {number}", {"expected": len(header), "found": len(row)}))
        padded = [*row, *("" for _ in header)]
        line = dict(zip(header, padded, strict=False))
        lines.append((number, {**line, "row": product_code(line["row"])}))
    return header, lines, faults


def _delimited(data: bytes) -> list[list[str]]:
    text = text_of(data)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error as error:
        raise InputError(Fault("not_csv", f"row {rows.line_num}", {"detail": str(error)})) from error


def _excel(data: bytes) -> list[list[str]]:
    try:
        _refuse_bomb(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # what a file says about its own size can be wrong
                found = sheet.iter_rows(max_row=LINES, max_col=COLUMNS, values_only=True)
                rows = [["" if cell is None else str(cell).strip() for cell in row] for row in found]
    except InputError:
        raise
    except Exception as error:  # openpyxl passes on whatever a damaged part provokes
        raise InputError(Fault("not_xlsx", "file", {"detail": f"{type(error).__name__}: {error}"})) from error
    if not any(map(any, rows)):
        raise InputError(Fault("empty_file", "file"))
    return rows


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > UNPACKED_BYTES:
        raise InputError(Fault("too_large", "file", {"bytes": unpacked, "allowed": UNPACKED_BYTES}))


def _shape_faults(header: Sequence[str], lines: Sequence[Line], products: Sequence[str]) -> list[Fault]:
    rows = [line["row"] for _, line in lines]
    known = {*ABOUT, "source", "licence", FINAL, *products}
    faults = [] if products else [Fault("no_products", "file")]
    faults += [Fault("missing_row", "file", {"row": row}) for row in (OUTPUT, IMPORTS) if row not in rows]
    faults += [Fault("missing_column", "row 1", {"column": name}) for name in (*products, FINAL) if name not in header]
    faults += [Fault("unknown_column", "row 1", {"found": name}) for name in header if name not in known]
    for position, (number, line) in enumerate(lines):
        row = line["row"]
        if row in rows[:position]:
            faults.append(Fault("duplicate_row", f"row {number}"))
        if row in (FINAL, "") or not (row in products or row in NEEDED or _ACCOUNT.fullmatch(row)):
            faults.append(Fault("unknown_row", f"row {number}", {"found": row}))
    return faults


def _about_faults(number: int, line: Mapping[str, str]) -> list[Fault]:
    place = f"row {number}"
    faults = [Fault("missing_field", place, {"field": name}) for name in ABOUT if not line[name]]
    if line["economy"] and not ECONOMY.fullmatch(line["economy"]):
        faults.append(Fault("not_an_economy", place, {"found": line["economy"]}))
    if line["year"] and not re.fullmatch(r"[12][0-9]{3}(\.0)?", line["year"]):
        faults.append(Fault("not_a_year", place, {"field": "year", "found": line["year"]}))
    return faults


def _unlike(lines: Sequence[Line], products: Sequence[str]) -> list[Fault]:
    """More than one table, or products in more than one unit or year."""
    economies = sorted({line["economy"] for _, line in lines if line["economy"]})
    faults = [Fault("mixed_tables", "file", {"tables": "; ".join(economies)})] if len(economies) > 1 else []
    whole = [line for _, line in lines if line["row"] in products or line["row"] in NEEDED]
    for name in ("unit", "year"):
        found = sorted({line[name] for line in whole if line[name]})
        if len(found) > 1:
            faults.append(Fault("mixed_units", f"column {name}", {"found": ", ".join(found)}))
    return faults


def _values(number: int, line: Mapping[str, str], products: Sequence[str], faults: list[Fault]) -> Array:
    account = line["row"] not in products and line["row"] not in NEEDED
    return np.array([_cell(number, line, name, faults, empty=account) for name in products])


def _cell(number: int, line: Mapping[str, str], column: str, faults: list[Fault], *, empty: bool = False) -> float:
    text = line.get(column, ":")
    place = f"row {number}, column {column}"
    if text in ("", ":"):
        if not empty and column in line:
            faults.append(Fault("missing_cell", f"row {number}", {"column": column}))
        return float("nan")
    value = float(text) if _NUMBER.fullmatch(text) else float("inf")
    if not isfinite(value):
        faults.append(Fault("not_a_number", place, {"column": column, "found": text}))
        return float("nan")
    return value


def _table(
    lines: Mapping[str, Mapping[str, str]], values: Mapping[str, Array], products: tuple[str, ...], final: Array
) -> NationalTable:
    first = lines[products[0]]
    code, source = first["economy"], first.get("source", "")
    flows = np.array([values[product] for product in products])
    kind = flows_kind(code, flows.sum(axis=1) + final, values[OUTPUT], values[IMPORTS])
    table = Table(
        code=code,
        country=code[:2],
        year=int(float(first["year"])),
        unit=first["unit"],
        kind=kind,
        sectors=products,
        uses=(FINAL,),
        flows=flows,
        demand=final[:, None],
        output=values[OUTPUT],
        imports=values[IMPORTS],
        source=source,
    )
    accounts = tuple(
        Account(row, line["unit"], int(float(line["year"])), values[row], line.get("source", "") or source)
        for row, line in lines.items()
        if row not in products and row not in NEEDED
    )
    return NationalTable(table, accounts, first.get("licence", ""), loaded=True)
