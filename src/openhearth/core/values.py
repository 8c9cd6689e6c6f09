"""Frozen values that several topics share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError

Array = NDArray[np.float64]

Kind = Literal["country", "nuts1", "nuts2", "nuts3", "state", "municipality"]
"""What a territory is. ``state`` is an ISO 3166-2 subdivision outside NUTS; places below NUTS 3 are ``municipality``."""

Status = Literal["reported", "converted", "derived", "forecast", "unknown"]
"""How a figure came about.

``reported``: as published. ``converted``: moved from an older territory version by population weight.
``derived``: computed by OpenHearth from published figures. ``forecast``: the publisher's own forecast.
``unknown``: confidential or lost at the publisher; the value is NaN.
"""


@dataclass(frozen=True, slots=True)
class Territory:
    """A place with a code in a version of a classification.

    ``longitude`` and ``latitude`` (degrees, WGS 84) are of a label point; NaN where none is known.
    """

    code: str
    kind: Kind
    version: str
    country: str
    parent: str
    name: str
    longitude: float
    latitude: float

    @property
    def level(self) -> int | None:
        """NUTS level 0 to 3; None outside NUTS."""
        return {"country": 0, "nuts1": 1, "nuts2": 2, "nuts3": 3}.get(self.kind)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number about one place in one year, with what is needed to trust it."""

    territory: str
    indicator: str
    year: int
    value: float
    flag: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A labelled matrix: one row for each territory, one column for each thing measured.

    Parameters
    ----------
    rows, columns
        Distinct labels.
    values
        (len(rows), len(columns)) float. NaN is unknown and stays unknown.

    Raises
    ------
    InputError
        ``shape_mismatch`` or ``duplicate_label``.

    Examples
    --------
    >>> panel = Panel(("DEA1", "FI19"), ("C24",), np.array([[52730.0], [5000.0]]))
    >>> panel.row("FI19")
    array([5000.])
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array

    def __post_init__(self) -> None:
        faults = []
        if self.values.shape != (len(self.rows), len(self.columns)):
            faults.append(
                Fault(
                    "shape_mismatch",
                    "panel",
                    {"labels": (len(self.rows), len(self.columns)), "values": self.values.shape},
                )
            )
        faults += [Fault("duplicate_label", axis, {"label": label}) for axis, label in self._duplicates()]
        if faults:
            raise InputError(*faults)
        self.values.flags.writeable = False

    def __setstate__(self, state: list[object]) -> None:
        """Back from a cache, as unchangeable as before."""
        for name, value in zip(("rows", "columns", "values"), state, strict=True):
            object.__setattr__(self, name, value)
        self.values.flags.writeable = False

    def _duplicates(self) -> Iterable[tuple[str, str]]:
        for axis, labels in (("rows", self.rows), ("columns", self.columns)):
            if len(set(labels)) < len(labels):
                yield axis, next(label for label in labels if labels.count(label) > 1)

    def row(self, label: str) -> Array:
        """The values of one territory, in the order of ``columns``."""
        found: Array = self.values[_position(self.rows, label, "rows")]
        return found

    def column(self, label: str) -> Array:
        """The values of one thing measured, in the order of ``rows``."""
        return self.values[:, _position(self.columns, label, "columns")]

    def at(self, row: str, column: str) -> float:
        """One cell."""
        return float(self.values[_position(self.rows, row, "rows"), _position(self.columns, column, "columns")])

    def select(self, *, rows: Sequence[str] | None = None, columns: Sequence[str] | None = None) -> Panel:
        """The named rows and columns, in the order named. Unknown labels raise ``unknown_label``."""
        chosen_rows = self.rows if rows is None else tuple(rows)
        chosen_columns = self.columns if columns is None else tuple(columns)
        picked = np.ix_(_positions(self.rows, chosen_rows, "rows"), _positions(self.columns, chosen_columns, "columns"))
        return Panel(chosen_rows, chosen_columns, self.values[picked])


def _position(labels: tuple[str, ...], label: str, axis: str) -> int:
    return _positions(labels, (label,), axis)[0]


def _positions(labels: tuple[str, ...], wanted: Sequence[str], axis: str) -> list[int]:
    index = {label: position for position, label in enumerate(labels)}
    unknown = [Fault("unknown_label", axis, {"label": label}) for label in wanted if label not in index]
    if unknown:
        raise InputError(*unknown)
    return [index[label] for label in wanted]
