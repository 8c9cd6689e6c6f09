"""Portfolio problems as an Excel workbook, there and back: one sheet for each kind of thing, one line for each of them.

Columns carry the names of the fields in `openhearth.core.portfolio.terms`. An empty cell means the default of its field. A cost or an
effect names the action and option it belongs to, or the synergy. Several actions stand in one cell with ``; `` between them,
a backslash before a semicolon or a backslash takes its meaning away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from importlib.resources import files
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective, Option, Problem, Synergy
from openhearth.core.portfolio.problem_json import KINDS, problem_from_json
from openhearth.sources.portfolios.problem_sheets import FAULTS, Line, Sheet, Value, sheets_of, written
from openhearth.sources.registers import register
from openhearth.sources.workbook import divided, joined

ABOUT, NOTES = "explanation", "notes"
"""Sheets that may be there and are not read."""

OWNER = ("action", "option", "synergy")
"""Who a cost or an effect belongs to."""

LANGUAGES = ("en", "de")

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")

Owner = tuple[str, str]
"""Action and option, or nothing and a synergy."""


def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.name not in ("options", "costs", "effects"))


SHEETS: Mapping[str, tuple[str, ...]] = {
    "problem": ("title",),
    "aims": _names(Objective),
    "measures": _names(Measure),
    "actions": _names(Action),
    "options": ("action", *_names(Option)),
    "costs": (*OWNER, *_names(Cost)),
    "effects": (*OWNER, *_names(Effect)),
    "constraints": ("kind", *dict.fromkeys(name for kind in KINDS.values() for name in _names(kind))),
    "synergies": ("synergy", *_names(Synergy)),
}
"""The columns of each sheet."""

REQUIRED = ("aims", "actions", "options")


def problem_from_xlsx(data: bytes) -> Problem:
    """Read a problem.

    Raises
    ------
    InputError
        Where nothing can be read: ``too_large``, ``not_xlsx``, ``too_many_rows``, ``too_many_columns``. Else all faults of the form,
        each with its sheet and cell: those of `openhearth.sources.portfolios.problem_sheets.sheets_of`, ``missing_sheet``, ``missing_field``,
        ``not_a_number``, ``not_a_whole_number``, ``unknown_choice``, ``unknown_kind``, ``not_of_this_kind``, ``unknown_owner``,
        ``duplicate_code``. Or, where the form is right, all faults of the problem, with the sheet and line where there is one.

    Examples
    --------
    >>> [one.code for one in problem_from_xlsx(template()).objectives]
    ['work', 'climate', 'worst-off', 'money']
    """
    faults: list[Fault] = []
    sheets = sheets_of(data, SHEETS, (ABOUT, NOTES), faults)
    missing = [Fault("missing_sheet", name, {"found": name}) for name in REQUIRED if name not in sheets]
    if missing:  # whatever refers to it would be a fault, too
        raise InputError(*faults, *missing)
    lines: dict[str, Sheet] = {name: sheets.get(name, ()) for name in SHEETS}
    made = _parts(lines, faults)
    if faults:
        raise InputError(*faults[:FAULTS])
    try:
        return Problem(**made)
    except InputError as error:
        places = dict(_places(lines))
        raise InputError(*(_placed(fault, places) for fault in error.faults)) from error


def problem_to_xlsx(problem: Problem) -> bytes:
    """Write a problem; `problem_from_xlsx` gives it back unchanged, but for white space around texts.

    Raises
    ------
    InputError
        ``too_long`` and ``control_character`` for cells that Excel cannot hold.
    """
    return written({name: [SHEETS[name], *rows] for name, rows in _rows(problem).items()})


def template(language: str = "en") -> bytes:
    """A workbook to begin with: a worked example, and a sheet that explains every column.

    Raises
    ------
    InputError
        ``unknown_language``.
    """
    if language not in LANGUAGES:
        raise InputError(Fault("unknown_language", "template", {"found": language, "known": LANGUAGES}))
    text = (files("openhearth") / "facts" / f"problem_example_{language}.json").read_text("utf-8")
    heads = {"en": ["sheet", "column", "meaning"], "de": ["Blatt", "Spalte", "Bedeutung"]}
    meanings = [[row["sheet"], row["column"], row[f"meaning_{language}"]] for row in register("problem_columns")]
    sheets: dict[str, list[Sequence[Value]]] = {ABOUT: [heads[language], *meanings]}
    sheets |= {name: [SHEETS[name], *rows] for name, rows in _rows(problem_from_json(text)).items()}
    return written(sheets)


def _parts(lines: Mapping[str, Sheet], faults: list[Fault]) -> dict[str, Any]:
    """What a `Problem` is made of; pieces with a fault are left out."""
    _repeated(lines, faults)
    costs, effects = _owned(lines, "costs", Cost, faults), _owned(lines, "effects", Effect, faults)
    options: dict[str, list[Option]] = defaultdict(list)
    for line in lines["options"]:
        told = _told(line, Option, faults)
        owner = (_required(line, "action", faults), _text(line, "code"))
        if told is not None:
            options[owner[0]].append(Option(**told, costs=costs[owner], effects=effects[owner]))
    actions = [
        Action(**told, options=tuple(options[told["code"]]))
        for line in lines["actions"]
        if (told := _told(line, Action, faults)) is not None
    ]
    synergies = []
    for line in lines["synergies"]:
        told, owner = _told(line, Synergy, faults), ("", _required(line, "synergy", faults))
        if told is not None:
            synergies.append(Synergy(**told, costs=costs[owner], effects=effects[owner]))
    return {
        "objectives": _values(lines["aims"], Objective, faults),
        "measures": _values(lines["measures"], Measure, faults),
        "actions": tuple(actions),
        "constraints": tuple(one for line in lines["constraints"] if (one := _constraint(line, faults)) is not None),
        "synergies": tuple(synergies),
        "title": "".join(_text(line, "title") for line in lines["problem"][:1]),
    }


def _values(sheet: Sheet, kind: type, faults: list[Fault]) -> tuple[Any, ...]:
    return tuple(kind(**told) for line in sheet if (told := _told(line, kind, faults)) is not None)


def _repeated(lines: Mapping[str, Sheet], faults: list[Fault]) -> None:
    """Codes that stand twice where something else refers to them, and options of an action that is not there."""
    actions = {_text(line, "code") for line in lines["actions"]}
    for sheet, columns in (("actions", ("code",)), ("options", ("action", "code")), ("synergies", ("synergy",))):
        seen = set()
        for line in lines[sheet]:
            key = tuple(_text(line, column) for column in columns)
            if key in seen:
                faults.append(Fault("duplicate_code", line.place, {"code": " ".join(key)}))
            seen.add(key)
            if sheet == "options" and key[0] and key[0] not in actions:
                faults.append(Fault("unknown_owner", _place(line, "action"), {"found": key[0]}))


def _owned(
    lines: Mapping[str, Sheet], sheet: str, kind: type, faults: list[Fault]
) -> defaultdict[Owner, tuple[Any, ...]]:
    """Costs or effects by whom they belong to."""
    known = {(_text(line, "action"), _text(line, "code")) for line in lines["options"]}
    known |= {("", _text(line, "synergy")) for line in lines["synergies"]}
    found: defaultdict[Owner, tuple[Any, ...]] = defaultdict(tuple)
    for line in lines[sheet]:
        told, owner = _told(line, kind, faults), _owner(line)
        if owner not in known or (owner[0] == "" and "action" in line.cells):
            faults.append(Fault("unknown_owner", line.place, {"found": " ".join(owner).strip()}))
        elif told is not None:
            found[owner] += (kind(**told),)
    return found


def _owner(line: Line) -> Owner:
    synergy = _text(line, "synergy")
    return ("", synergy) if synergy else (_text(line, "action"), _text(line, "option"))


def _constraint(line: Line, faults: list[Fault]) -> Any:
    name = _text(line, "kind")
    if name not in KINDS:
        faults.append(Fault("unknown_kind", _place(line, "kind"), {"found": name, "known": tuple(KINDS)}))
        return None
    allowed = ("kind", *_names(KINDS[name]))
    strange = [column for column in line.cells if column not in allowed]
    faults += [Fault("not_of_this_kind", _place(line, column), {"found": column, "kind": name}) for column in strange]
    told = _told(line, KINDS[name], faults)
    return None if told is None else KINDS[name](**told)


def _told(line: Line, kind: type, faults: list[Fault]) -> dict[str, Any] | None:
    """The fields of a value that stand in a line; None, and faults, where one cannot be read or is missing."""
    before, told = len(faults), {}
    for one in fields(kind):
        if one.name in line.cells:
            told[one.name] = _read(*line.cells[one.name], _hints(kind)[one.name], faults)
        elif one.default is MISSING and one.name in _names(kind):
            faults.append(Fault("missing_field", line.place, {"field": one.name}))
    return told if len(faults) == before else None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(place: str, value: Value, hint: Any, faults: list[Fault]) -> Any:
    if value is None:  # a formula or an error, which has been told
        return None
    if hint is str:
        return _typed(value)
    if get_origin(hint) is tuple:
        return tuple(part for part in divided(_typed(value)) if part)
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            faults.append(Fault("unknown_choice", place, {"found": value, "known": get_args(hint)}))
        return value
    whole = hint is int or NoneType in get_args(hint)
    text = _typed(value)
    if isinstance(value, bool) or not (_WHOLE if whole else _NUMBER).fullmatch(text):
        faults.append(Fault("not_a_whole_number" if whole else "not_a_number", place, {"found": value}))
        return None
    return int(text) if whole else value if isinstance(value, int | float) else float(text)


def _required(line: Line, column: str, faults: list[Fault]) -> str:
    if column not in line.cells:
        faults.append(Fault("missing_field", line.place, {"field": column}))
    return _text(line, column)


def _text(line: Line, column: str) -> str:
    value = line.cells.get(column, ("", None))[1]
    return "" if value is None else _typed(value)


def _typed(value: Value) -> str:
    """As it would be typed: a number without the ``.0`` that the file may give it."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _place(line: Line, column: str) -> str:
    return line.cells[column][0] if column in line.cells else line.place


def _places(lines: Mapping[str, Sheet]) -> Iterator[tuple[object, str]]:
    """Where in the workbook stands what a fault of a problem is about: by its place, amounts also by measure and figure."""
    for sheet, word in (("measures", "measure"), ("aims", "objective"), ("actions", "action")):
        yield from ((f"{word} {_text(line, 'code')}", line.place) for line in lines[sheet])
    owners = {}
    for line in lines["options"]:
        name = f"action {_text(line, 'action')} option {_text(line, 'code')}"
        owners[_text(line, "action"), _text(line, "code")] = name
        yield name, line.place
    for line in lines["synergies"]:
        name = f"synergy {_text(line, 'first')} {_text(line, 'second')}"
        owners["", _text(line, "synergy")] = name
        yield name, line.place
    yield from ((f"constraint {number}", line.place) for number, line in enumerate(lines["constraints"], 1))
    for sheet in ("costs", "effects"):
        for line in lines[sheet]:
            measure = _text(line, "measure") if sheet == "effects" else "cost"
            yield (owners.get(_owner(line)), measure, _text(line, "amount")), _place(line, "amount")


def _placed(fault: Fault, places: Mapping[object, str]) -> Fault:
    found = fault.params.get("found")
    text = _typed(found) if isinstance(found, int | float) else ""
    exact = places.get((fault.place, fault.params.get("measure"), text), places.get(fault.place, ""))
    return Fault(fault.code, f"{exact} ({fault.place})" if exact else fault.place, fault.params)


def _rows(problem: Problem) -> dict[str, list[list[Value]]]:
    owned: list[tuple[list[Value], Option | Synergy]] = [
        ([action.code, option.code, None], option) for action in problem.actions for option in action.options
    ]
    synergies = [(f"s{number}", one) for number, one in enumerate(problem.synergies, 1)]
    owned += [([None, None, code], one) for code, one in synergies]
    kinds = {kind: name for name, kind in KINDS.items()}
    return {
        "problem": [[problem.title]] if problem.title else [],
        "aims": [_row(one, "aims") for one in problem.objectives],
        "measures": [_row(one, "measures") for one in problem.measures],
        "actions": [_row(one, "actions") for one in problem.actions],
        "options": [
            [action.code, *_row(option, "options")[1:]] for action in problem.actions for option in action.options
        ],
        "costs": [[*owner, *_row(one, "costs")[3:]] for owner, part in owned for one in part.costs],
        "effects": [[*owner, *_row(one, "effects")[3:]] for owner, part in owned for one in part.effects],
        "constraints": [[kinds[type(one)], *_row(one, "constraints")[1:]] for one in problem.constraints],
        "synergies": [[code, *_row(one, "synergies")[1:]] for code, one in synergies],
    }


def _row(value: Any, sheet: str) -> list[Value]:
    """The fields of a value under the columns of its sheet; nothing where a field has its default."""
    defaults = {one.name: one.default for one in fields(value)}
    found: list[Value] = []
    for name in SHEETS[sheet]:
        told = getattr(value, name) if name in defaults else None
        usual = name not in defaults or (defaults[name] is not MISSING and told == defaults[name])
        found.append(None if usual else joined(told) if isinstance(told, tuple) else told)
    return found
