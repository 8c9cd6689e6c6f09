"""What the house knows by name: indicators, activities, ecosystems and types of regions.

Each ``parse_`` function takes the rows of a register as mappings of column name to text, in file order below one
header line, and either returns frozen values or raises one `InputError` with every fault and its line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, cast, get_args

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array

Direction = Literal["more", "less", "none"]
"""Which way is better. ``none``: the indicator describes, it does not judge."""

Lens = Literal["social", "ecological", "economic"]
Reach = Literal["local", "global"]

Row = Mapping[str, str]
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured about places: its unit, its source and which way is better."""

    code: str
    label_en: str
    label_de: str
    unit: str
    decimals: int
    direction: Direction
    lens: Lens
    reach: Reach
    source: str
    licence: str
    description_en: str
    description_de: str


@dataclass(frozen=True, slots=True)
class Register:
    """The indicators the house knows, in the order of the file."""

    indicators: tuple[Indicator, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all indicators."""
        return tuple(indicator.code for indicator in self.indicators)

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; `InputError` ``unknown_indicator`` if there is none."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise InputError(Fault("unknown_indicator", "register", {"code": code}))

    def seen_through(self, lens: Lens) -> tuple[Indicator, ...]:
        """The indicators of one lens."""
        return tuple(indicator for indicator in self.indicators if indicator.lens == lens)


@dataclass(frozen=True, slots=True)
class Division:
    """An activity of NACE Rev. 2. A row whose ``section`` is its own code is a total of others."""

    code: str
    label_en: str
    label_de: str
    section: str

    @property
    def is_total(self) -> bool:
        """Whether this is a section or another published total, not a division."""
        return self.code == self.section


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """One of the industrial ecosystems."""

    code: str
    label_en: str
    label_de: str


@dataclass(frozen=True, slots=True)
class RegionType:
    """A type of region. ``signature``: the ecosystems its name speaks of; empty for regions without a focus."""

    code: str
    label_en: str
    label_de: str
    published_size: int
    signature: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ecosystems:
    """Which part of each division's employment belongs to which ecosystem.

    Parameters
    ----------
    divisions, ecosystems
        Distinct labels of the rows and columns of ``weights``.
    weights
        (len(divisions), len(ecosystems)), each in [0, 1]. The row of a division sums to at most 1: the ecosystems do
        not divide the whole economy (finance, public administration and schools are in none), so what is left of a
        division is *outside*. Forcing it into an ecosystem would invent employment there.
    version
        Name of this edition of the table.
    """

    divisions: tuple[str, ...]
    ecosystems: tuple[str, ...]
    weights: Array
    version: str

    def __post_init__(self) -> None:
        self.weights.flags.writeable = False

    def weights_of(self, divisions: Sequence[str]) -> Array:
        """Weights of the named divisions, in their order; a division the table does not name is wholly outside."""
        index = {code: position for position, code in enumerate(self.divisions)}
        chosen = np.zeros((len(divisions), len(self.ecosystems)))
        for position, code in enumerate(divisions):
            if code in index:
                chosen[position] = self.weights[index[code]]
        return chosen


def parse_register(rows: Iterable[Row]) -> Register:
    """The indicator register.

    Raises
    ------
    InputError
        ``missing_columns``, ``missing_value``, ``unknown_choice``, ``not_a_count``, ``duplicate_code``: all of them.

    Examples
    --------
    >>> row = dict.fromkeys(Indicator.__dataclass_fields__, "x")
    >>> row |= {"code": "co2", "decimals": "1", "direction": "less", "lens": "ecological", "reach": "global"}
    >>> parse_register([row]).indicator("co2").direction
    'less'
    >>> parse_register([row | {"direction": "up", "unit": ""}])
    Traceback (most recent call last):
        ...
    openhearth.core.errors.InputError: line 2: missing_value (column='unit'); line 2: unknown_choice (column='direction', found='up', choices='more, less, none')
    """
    faults: list[Fault] = []

    def indicator(row: Row, line: int) -> Indicator:
        for column, choices in (("direction", Direction), ("lens", Lens), ("reach", Reach)):
            _check_choice(row, column, get_args(choices), line, faults)
        return Indicator(
            code=row["code"],
            label_en=row["label_en"],
            label_de=row["label_de"],
            unit=row["unit"],
            decimals=_count(row, "decimals", line, faults),
            direction=cast("Direction", row["direction"]),
            lens=cast("Lens", row["lens"]),
            reach=cast("Reach", row["reach"]),
            source=row["source"],
            licence=row["licence"],
            description_en=row["description_en"],
            description_de=row["description_de"],
        )

    required = tuple(Indicator.__dataclass_fields__)
    return Register(tuple(_entries(rows, required, indicator, faults)))


def parse_divisions(rows: Iterable[Row]) -> tuple[Division, ...]:
    """The activities of NACE Rev. 2 with their sections.

    Raises
    ------
    InputError
        As `parse_register`, and ``unknown_section`` where a division names a section that has no row.
    """
    faults: list[Fault] = []
    divisions = _entries(
        rows,
        tuple(Division.__dataclass_fields__),
        lambda row, _: Division(row["code"], row["label_en"], row["label_de"], row["section"]),
        faults,
    )
    totals = {division.code for division in divisions if division.is_total}
    _raise_any(
        Fault("unknown_section", division.code, {"section": division.section})
        for division in divisions
        if division.section not in totals
    )
    return divisions


def parse_ecosystem_labels(rows: Iterable[Row]) -> tuple[Ecosystem, ...]:
    """The ecosystems by code and name. Raises as `parse_register`."""
    required = tuple(Ecosystem.__dataclass_fields__)
    return _entries(rows, required, lambda row, _: Ecosystem(row["code"], row["label_en"], row["label_de"]), [])


def parse_region_types(rows: Iterable[Row], ecosystems: Collection[str]) -> tuple[RegionType, ...]:
    """The types of regions.

    Raises
    ------
    InputError
        As `parse_register`, and ``unknown_ecosystem`` for a signature that names no known ecosystem.
    """
    faults: list[Fault] = []

    def region_type(row: Row, line: int) -> RegionType:
        signature = tuple(code for code in row["signature"].split(";") if code)
        faults.extend(_unknown_ecosystem(code, line) for code in signature if code not in ecosystems)
        size = _count(row, "published_size", line, faults)
        return RegionType(row["code"], row["label_en"], row["label_de"], size, signature)

    return _entries(rows, tuple(RegionType.__dataclass_fields__), region_type, faults, optional=("signature",))


def parse_ecosystems(rows: Iterable[Row], ecosystems: Sequence[str]) -> Ecosystems:
    """The table of weights between divisions and ecosystems.

    Raises
    ------
    InputError
        ``missing_columns``, ``missing_value``, ``unknown_ecosystem``, ``weight_out_of_range``, ``duplicate_pair``,
        ``weights_exceed_one``, ``mixed_versions``, ``empty_register``.

    Examples
    --------
    >>> row = {"nace": "C30", "ecosystem": "mobility", "weight": "0.5", "version": "1", "note": "ships"}
    >>> parse_ecosystems([row], ["aerospace", "mobility"]).weights
    array([[0. , 0.5]])
    """
    faults: list[Fault] = []
    pairs: dict[tuple[str, str], float] = {}
    versions: dict[str, None] = {}
    for line, row in _complete(rows, ("nace", "ecosystem", "weight", "version"), (), faults):
        pair = (row["nace"], row["ecosystem"])
        if pair[1] not in ecosystems:
            faults.append(_unknown_ecosystem(pair[1], line))
        if pair in pairs:
            faults.append(Fault("duplicate_pair", f"line {line}", {"nace": pair[0], "ecosystem": pair[1]}))
        pairs[pair] = _weight(row, line, faults)
        versions[row["version"]] = None
    divisions = tuple(dict.fromkeys(division for division, _ in pairs))
    sums = {code: sum(weight for (division, _), weight in pairs.items() if division == code) for code in divisions}
    faults += [Fault("weights_exceed_one", code, {"sum": total}) for code, total in sums.items() if total > 1 + 1e-9]
    if len(versions) > 1:
        faults.append(Fault("mixed_versions", "ecosystems", {"versions": ", ".join(versions)}))
    if not pairs:
        faults.append(Fault("empty_register", "ecosystems"))
    _raise_any(faults)
    weights = np.array([[pairs.get((division, code), 0.0) for code in ecosystems] for division in divisions])
    return Ecosystems(divisions, tuple(ecosystems), weights, next(iter(versions)))


def _entries(
    rows: Iterable[Row],
    required: tuple[str, ...],
    build: Callable[[Row, int], Entry],
    faults: list[Fault],
    *,
    optional: tuple[str, ...] = (),
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    lines: dict[str, int] = {}
    for line, row in _complete(rows, required, optional, faults):
        entries.append(build(row, line))
        first = lines.setdefault(row["code"], line)
        if first != line:
            faults.append(Fault("duplicate_code", f"line {line}", {"code": row["code"], "first": first}))
    _raise_any(faults)
    return tuple(entries)


def _complete(
    rows: Iterable[Row], required: tuple[str, ...], optional: tuple[str, ...], faults: list[Fault]
) -> Iterator[tuple[int, Row]]:
    """Line number and row; a row without its columns cannot be read, an empty cell is a fault but is read on."""
    for line, row in enumerate(rows, start=2):
        missing = [column for column in required if column not in row]
        if missing:
            faults.append(Fault("missing_columns", f"line {line}", {"missing": ", ".join(missing)}))
            continue
        faults += [
            Fault("missing_value", f"line {line}", {"column": column})
            for column in required
            if column not in optional and not row[column].strip()
        ]
        yield line, row


def _check_choice(row: Row, column: str, choices: tuple[str, ...], line: int, faults: list[Fault]) -> None:
    if row[column] and row[column] not in choices:
        params = {"column": column, "found": row[column], "choices": ", ".join(choices)}
        faults.append(Fault("unknown_choice", f"line {line}", params))


def _count(row: Row, column: str, line: int, faults: list[Fault]) -> int:
    if row[column].isascii() and row[column].isdigit():
        return int(row[column])
    if row[column]:
        faults.append(Fault("not_a_count", f"line {line}", {"column": column, "found": row[column]}))
    return 0


def _weight(row: Row, line: int, faults: list[Fault]) -> float:
    try:
        weight = float(row["weight"])
    except ValueError:
        weight = float("nan")
    if not 0 <= weight <= 1:
        faults.append(Fault("weight_out_of_range", f"line {line}", {"found": row["weight"]}))
        return 0.0
    return weight


def _unknown_ecosystem(code: str, line: int) -> Fault:
    return Fault("unknown_ecosystem", f"line {line}", {"code": code})


def _raise_any(faults: Iterable[Fault]) -> None:
    found = tuple(faults)
    if found:
        raise InputError(*found)
