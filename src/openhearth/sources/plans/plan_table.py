"""A transition plan as an Excel workbook: a sheet for each kind of part, and one that explains the columns.

What a part has several of stands in sheets of its own (steps, costs, targets, observations), tied by key; several texts of one
field stand in one cell with ``;`` between them. Money is in euros and cents, days are written 2026-03-31.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from dataclasses import replace as replaced
from decimal import Decimal
from math import isfinite, isnan, nan
from typing import Any, Literal, get_args, get_origin, get_type_hints

from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.assembly import PLACES
from openhearth.core.pathway.terms import KINDS, Observation, Part, Plan, PlannedCost, Step, Target, Vision
from openhearth.core.pathway.validation import plan_faults
from openhearth.sources.plans.plan_sheets import workbook
from openhearth.sources.plans.plan_yaml import packaged_codes
from openhearth.sources.workbook import Cell, Sheet, divided, joined, number_text, sheets, text_faults

Form = Literal["text", "texts", "whole", "number", "euros", "yes_no"]

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_EUROS = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it holds, how it is written, and what an empty cell means (`MISSING`: it must not be empty)."""

    name: str
    field: str
    form: Form
    empty: Any = MISSING


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: what its rows are, and for rows that belong to a part the kind of that part and its field."""

    name: str
    kind: type
    columns: tuple[Column, ...]
    parent: str = ""
    field: str = ""


def plan_to_xlsx(plan: Plan, *, language: str = "en") -> bytes:
    """The plan as a workbook; `plan_from_xlsx` gives it back unchanged if it has no faults.

    Raises
    ------
    InputError
        ``too_long`` and ``control_character`` for each cell that Excel cannot hold.
    """
    rows = {layout.name: [_written(layout, owner, one) for owner, one in _owned(plan, layout)] for layout in LAYOUTS}
    faults = [
        fault
        for name, written in rows.items()
        for number, cells in enumerate(written, 2)
        for column, value in zip(_LAYOUT[name].columns, cells, strict=True)
        if isinstance(value, str)
        for fault in text_faults(value, f"{name}, row {number}, {column.name}")
    ]
    if faults:
        raise InputError(*faults)
    heads = {layout.name: tuple(column.name for column in layout.columns) for layout in LAYOUTS}
    out = io.BytesIO()
    workbook(heads, rows, packaged_codes(), language).save(out)
    return out.getvalue()


def template(*, language: str = "en") -> bytes:
    """A workbook without a plan, to be filled in."""
    return plan_to_xlsx(Plan("", ""), language=language)


def plan_from_xlsx(data: bytes) -> Plan:
    """The plan of a workbook.

    All sheets and columns must be there, because an import takes out what is not: a sheet without rows says that there is nothing.
    Other sheets are passed over.

    Raises
    ------
    InputError
        ``too_large``, ``not_xlsx``, ``too_many_columns``, ``too_many_rows``; ``missing_sheet``, ``missing_columns``,
        ``unknown_column``, ``duplicate_column``; or, all together and each at its cell such as ``actions!C7``: ``formula``,
        ``cell_error``, ``missing_field``, ``not_a_number``, ``not_a_whole_number``, ``not_cents``, ``unknown_choice``, and the
        codes of `plan_faults`.
    """
    found = sheets(data, _LAYOUT)
    faults = [*_sheet_faults(found)]
    if faults:
        raise InputError(*faults)
    addresses: dict[str, tuple[Sheet, int]] = {"plan/plan": (found["plan"], 2), "vision/vision": (found["vision"], 2)}
    plan = _plan(found, addresses, faults)
    unread = {fault.place for fault in faults}
    told = set()  # rows of a key that stands twice belong to both
    for fault in plan_faults(plan, **packaged_codes()):
        place = _cell_of(fault.place, addresses)
        if place not in unread and (fault.code, place) not in told:
            told.add((fault.code, place))
            faults.append(Fault(fault.code, place, fault.params))
    if faults:
        raise InputError(*faults)
    return plan


def _form(name: str, hint: Any) -> Form | None:
    """How a field of this type is written; None for what stands in a sheet or columns of its own."""
    types = get_args(hint) if type(None) in get_args(hint) else (hint,)
    first = types[0]
    if name == "cents":
        return "euros"
    if hint == tuple[str, ...]:
        return "texts"
    if first is str or get_origin(first) is Literal:
        return "text"
    forms: dict[Any, Form] = {bool: "yes_no", int: "whole", float: "number"}
    return forms.get(first)


def _columns(kind: type, prefix: str = "") -> Iterator[Column]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        form = _form(field.name, hints[field.name])
        if hints[field.name] == Observation | None:
            yield from _columns(Observation, f"{field.name}_")
        elif form:
            empty = nan if kind is Observation and field.name == "value" else field.default
            empty = "" if form == "text" and empty is MISSING else empty
            yield Column(prefix + ("euros" if form == "euros" else field.name), field.name, form, empty)


_ABOUT = Layout("plan", Plan, tuple(Column(name, name, "text", "") for name in ("title", "region", "language")))
_ROWS = (("action", "steps", Step), ("action", "costs", PlannedCost), ("indicator", "targets", Target))


def _layouts() -> Iterator[Layout]:
    yield _ABOUT
    for kind, part in KINDS.items():
        columns = tuple(column for column in _columns(part) if (kind, column.name) != ("vision", "key"))
        yield Layout(PLACES[kind], part, columns, kind)
    for parent, field, row in (*_ROWS, ("indicator", "observations", Observation)):
        yield Layout(field, row, (Column(parent, "", "text", ""), *_columns(row)), parent, field)


LAYOUTS = tuple(_layouts())
"""The sheets, in the order of the workbook."""

_LAYOUT = {layout.name: layout for layout in LAYOUTS}


def _owned(plan: Plan, layout: Layout) -> Iterator[tuple[str, Any]]:
    """What the rows of a sheet hold, each with the key of the part it belongs to."""
    if layout is _ABOUT:
        yield "", plan
    elif layout.kind is Vision:
        yield "", plan.vision
    elif layout.field:
        for part in getattr(plan, PLACES[layout.parent]):
            for row in getattr(part, layout.field):
                yield part.key, row
    else:
        for part in getattr(plan, layout.name):
            yield part.key, part


def _written(layout: Layout, owner: str, holder: Any) -> list[str | float | None]:
    cells: list[str | float | None] = []
    for column in layout.columns:
        if column.name.startswith("baseline_"):
            value = getattr(holder.baseline, column.field) if holder.baseline else None
        else:
            value = getattr(holder, column.field) if column.field else owner
        cells.append(_cell_value(value, column.form))
    return cells


def _cell_value(value: Any, form: Form) -> str | float | None:
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if form == "texts":
        return joined(value)
    if form == "yes_no":
        return "yes" if value else "no"
    if form == "euros":
        euros = Decimal(value) / 100
        return float(euros) if Decimal(number_text(float(euros))) == euros else f"{euros:f}"
    return value if isinstance(value, str | int | float) else str(value)


def _sheet_faults(found: Mapping[str, Sheet]) -> Iterator[Fault]:
    for layout in LAYOUTS:
        sheet = found.get(layout.name)
        if sheet is None:
            yield Fault("missing_sheet", layout.name, {"sheet": layout.name})
            continue
        names = [column.name for column in layout.columns]
        place = f"{layout.name}!1"
        missing = ", ".join(name for name in names if name not in sheet.columns)
        if missing:
            yield Fault("missing_columns", place, {"missing": missing})
        yield from (Fault("unknown_column", place, {"found": name}) for name in sheet.columns if name not in names)
        twice = dict.fromkeys(name for at, name in enumerate(sheet.columns) if name in sheet.columns[:at])
        yield from (Fault("duplicate_column", place, {"found": name}) for name in twice)


def _plan(found: Mapping[str, Sheet], addresses: dict[str, tuple[Sheet, int]], faults: list[Fault]) -> Plan:
    rows: Rows = {}
    parts: dict[str, tuple[Any, ...]] = {}
    about: dict[str, str] = {}
    for layout in reversed(LAYOUTS):  # rows of a part before the part
        sheet = found[layout.name]
        single = layout is _ABOUT or layout.kind is Vision
        if single and len(sheet.rows) > 1:
            faults.append(Fault("too_many_rows", sheet.address(sheet.rows[1][0]), {"allowed": 1}))
        read = []
        for number, cells in sheet.rows[:1] if single else sheet.rows:
            values = _values(layout, sheet, number, cells, faults)
            if layout.field:
                owner = values.pop("")
                several = rows.setdefault(f"{layout.parent}/{owner}", {}).setdefault(layout.field, [])
                several.append(layout.kind(**values))
                addresses[f"{layout.parent}/{owner}/{layout.field}/{len(several)}"] = sheet, number
            elif layout is _ABOUT:
                about = values
                addresses["plan/plan"] = sheet, number
            else:
                key = values.setdefault("key", "vision")
                addresses[f"{layout.parent}/{key}"] = sheet, number
                read.append(layout.kind(**values))
        parts[layout.name] = tuple(read)
    faults += _orphans(rows, addresses)
    vision = parts["vision"][0] if parts["vision"] else Vision()
    plan = Plan(about.get("title", ""), about.get("region", ""), about.get("language") or "en", vision)
    whole: dict[str, Any] = {
        name: tuple(_with_rows(kind, part, rows) for part in parts[name]) for kind, name in _LISTS.items()
    }
    return replaced(plan, **whole)


_LISTS = {kind: place for kind, place in PLACES.items() if kind != "vision"}


Rows = dict[str, dict[str, list[Any]]]
"""Kind and key of a part to its fields that have rows."""


def _with_rows(kind: str, part: Part, rows: Rows) -> Part:
    own: dict[str, Any] = {field: tuple(several) for field, several in rows.get(f"{kind}/{part.key}", {}).items()}
    return replaced(part, **own) if own else part


def _orphans(rows: Rows, addresses: Mapping[str, tuple[Sheet, int]]) -> Iterator[Fault]:
    """Rows that belong to a part which is not there."""
    for owner, by_field in rows.items():
        kind, _, key = owner.partition("/")
        for field, several in by_field.items() if owner not in addresses else ():
            for position in range(1, len(several) + 1):
                sheet, number = addresses[f"{owner}/{field}/{position}"]
                yield Fault("unknown_key", sheet.address(number, kind), {"kind": kind, "found": key})


def _values(layout: Layout, sheet: Sheet, number: int, cells: tuple[Cell, ...], faults: list[Fault]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    for column in layout.columns:
        at = sheet.columns.index(column.name)
        cell = cells[at] if at < len(cells) else ""
        place = sheet.address(number, column.name)
        value = _value(cell, column)
        if column.name == "baseline_year" and cell == "":
            baseline["year"] = None
            continue
        if isinstance(value, Fault):
            faults.append(Fault(value.code, place, value.params))
            value = _stand_in(column)
        (baseline if column.name.startswith("baseline_") else values)[column.field] = value
    if baseline:
        values["baseline"] = None if baseline["year"] is None else Observation(**baseline)
        told = [one for name, one in baseline.items() if name != "year" and one and one == one]  # noqa: PLR0124 - NaN
        if baseline["year"] is None and told:
            faults.append(Fault("missing_field", sheet.address(number, "baseline_year"), {"field": "baseline_year"}))
    return values


def _value(cell: Cell, column: Column) -> Any:
    """The value of a cell, or a fault without its place."""
    if isinstance(cell, Fault):
        return cell
    if not cell:
        return Fault("missing_field", "", {"field": column.name}) if column.empty is MISSING else column.empty
    return _READ[column.form](cell)


def _yes_no(cell: str) -> bool | Fault:
    known = {"yes": True, "no": False}
    return known.get(cell.lower(), Fault("unknown_choice", "", {"found": cell, "known": "yes, no"}))


def _whole(cell: str) -> int | Fault:
    return int(cell) if _WHOLE.fullmatch(cell) else Fault("not_a_whole_number", "", {"found": cell})


def _cents(cell: str) -> int | Fault:
    return int(Decimal(cell) * 100) if _EUROS.fullmatch(cell) else Fault("not_cents", "", {"found": cell})


def _number(cell: str) -> float | Fault:
    value = float(cell) if _NUMBER.fullmatch(cell) else nan
    return value if isfinite(value) else Fault("not_a_number", "", {"found": cell})


_READ: Mapping[Form, Callable[[str], Any]] = {
    "text": str,
    "texts": divided,
    "yes_no": _yes_no,
    "whole": _whole,
    "euros": _cents,
    "number": _number,
}


def _stand_in(column: Column) -> Any:
    """A value that hides no other fault and adds none, for a cell that could not be read."""
    if column.empty is not MISSING:
        return column.empty
    return {"whole": 1000, "euros": 0}.get(column.form, 0.0)


def _cell_of(place: str, addresses: Mapping[str, tuple[Sheet, int]]) -> str:
    """The cell of a place of `plan_faults`; the longest known beginning is the row, what follows names the column."""
    parts = place.split("/")
    for length in range(len(parts) - 1, 0, -1):
        found = addresses.get("/".join(parts[:length]))
        if found:
            sheet, number = found
            column = "euros" if parts[length] == "cents" else parts[length]
            joint = "_".join(parts[length : length + 2])
            return sheet.address(number, joint if joint in sheet.columns else column)
    return place
