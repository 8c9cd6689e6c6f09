"""How the workbook of a plan looks: widths, frozen heads, lists of allowed values, and a sheet that explains every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from openhearth.core.pathway.assembly import PLACES
from openhearth.core.pathway.terms import KINDS
from openhearth.core.pathway.validation import TERMS
from openhearth.sources.registers import register
from openhearth.sources.workbook import ROWS, fill

EXPLAINED, LISTS = "explained", "lists"
HEADS = {"en": ("sheet", "column", "what it says", "allowed"), "de": ("Blatt", "Spalte", "was sie sagt", "erlaubt")}
YES_NO = ("yes", "no")

_LONG = frozenset(
    {"text", "story", "what", "because", "hypothesis", "result", "learned", "evidence", "note", "assumptions"}
    | {"falsified_by", "status_because"}
)
_KEYS = {
    ("milestones", "pathway"): "pathways",
    ("actions", "superseded_by"): "actions",
    ("effects", "indicator"): "indicators",
    ("steps", "action"): "actions",
    ("costs", "action"): "actions",
    ("targets", "indicator"): "indicators",
    ("observations", "indicator"): "indicators",
}
"""Columns that hold one key of a part that stands in another sheet."""

_CODES = {
    ("indicators", "register"): "register_codes",
    ("indicators", "dimension"): "dimensions",
    ("sections", "key"): "sections",
    ("answers", "key"): "questions",
}
"""Columns that hold a code of the house."""

_MEANINGS = {
    "register_codes": ("indicators", "label"),
    "dimensions": ("doughnut_dimensions", "label"),
    "sections": ("annex_sections", "label"),
    "questions": ("scorecard", "question"),
}
"""The register of each list, and the column that says what a code means."""


def workbook(
    heads: Mapping[str, Sequence[str]],
    rows: Mapping[str, Sequence[Sequence[str | float | None]]],
    codes: Mapping[str, Any],
    language: str,
) -> openpyxl.Workbook:
    """The workbook with these sheets; ``codes`` are the lists of the house, ``language`` that of the explanations."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    language = "de" if language.startswith("de") else "en"
    _explain(book, heads, codes, language)
    for name, columns in heads.items():
        sheet = book.create_sheet(name)
        _head(sheet, columns)
        for number, cells in enumerate(rows[name], 2):
            for at, value in enumerate(cells, 1):
                cell = sheet.cell(number, at)
                fill(cell, value)
                cell.alignment = _TOP
        for at, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(at)].width = 48 if column in _LONG else 20
            _offer(sheet, at, name, column, codes)
    _lists(book.create_sheet(LISTS), codes, language)
    return book


_TOP = Alignment(vertical="top", wrap_text=True)


def allowed(sheet: str, column: str) -> tuple[str, ...]:
    """The values that a column may have, where there are only some.

    Examples
    --------
    >>> allowed("actions", "kind")
    ('build_up', 'phase_out')
    """
    if column in ("present", "preferred", "secured"):
        return YES_NO
    if column == "language":
        return ("en", "de")
    kinds = {place: KINDS[kind] for kind, place in PLACES.items()}
    terms = TERMS[kinds[sheet]].get(column, ()) if sheet in kinds else ()
    return tuple(str(term) for term in terms if term is not None)


def _head(sheet: Any, columns: Sequence[str]) -> None:
    for at, name in enumerate(columns, 1):
        cell = sheet.cell(1, at, name)
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _explain(
    book: openpyxl.Workbook, heads: Mapping[str, Sequence[str]], codes: Mapping[str, Any], language: str
) -> None:
    said = {(row["sheet"], row["column"]): row[language] for row in register("plan_columns")}
    sheet = book.create_sheet(EXPLAINED)
    _head(sheet, HEADS[language])
    rows = [("", "", said["", ""], ""), *_explained(heads, said, codes)]
    for number, cells in enumerate(rows, 2):
        for at, text in enumerate(cells, 1):
            cell = sheet.cell(number, at)
            fill(cell, text)
            cell.alignment = _TOP
    for letter, width in zip("ABCD", (16, 20, 72, 48), strict=True):
        sheet.column_dimensions[letter].width = width


def _explained(
    heads: Mapping[str, Sequence[str]], said: Mapping[tuple[str, str], str], codes: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    for name, columns in heads.items():
        yield name, "", said[name, ""], ""
        for column in columns:
            listed = _CODES.get((name, column))
            choices = allowed(name, column) or (codes[listed] if listed else ())
            yield name, column, said[name, column], ", ".join(choices)


def _offer(sheet: Any, at: int, name: str, column: str, codes: Mapping[str, Any]) -> None:
    """A list to choose from, in each cell below the head."""
    choices, keys, listed = allowed(name, column), _KEYS.get((name, column)), _CODES.get((name, column))
    if choices:
        formula = f'"{",".join(choices)}"'
    elif keys:
        formula = f"={quote_sheetname(keys)}!$A$2:$A${ROWS + 1}"
    elif listed:
        letter = get_column_letter(2 * list(codes).index(listed) + 1)
        formula = f"={quote_sheetname(LISTS)}!${letter}$2:${letter}${len(codes[listed]) + 1}"
    else:
        return
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    letter = get_column_letter(at)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _lists(sheet: Any, codes: Mapping[str, Any], language: str) -> None:
    """Every code of the house with what it means beside it."""
    _head(sheet, [name for listed in codes for name in (listed, "")])
    for at, (listed, several) in enumerate(codes.items()):
        name, column = _MEANINGS[listed]
        meanings = {row["code"]: row[f"{column}_{language}"] for row in register(name)}
        for letter, width in ((get_column_letter(2 * at + 1), 28), (get_column_letter(2 * at + 2), 48)):
            sheet.column_dimensions[letter].width = width
        for number, code in enumerate(several, 2):
            fill(sheet.cell(number, 2 * at + 1), code)
            fill(sheet.cell(number, 2 * at + 2), meanings[code])
