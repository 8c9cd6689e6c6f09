"""The two errors of the core. An expected no is a value with its reasons, not an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    Parameters
    ----------
    code
        Stable identifier, e.g. ``"not_a_number"``; the shell translates it.
    place
        Where: ``"line 12"``, ``"row DEA1"``, ``"indicators.csv:7"``.
    params
        What the message needs, e.g. ``{"found": "12:00 AM"}``.
    """

    code: str
    place: str = ""
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return " ".join(
            part
            for part in (f"{self.place}:" if self.place else "", self.code, f"({details})" if details else "")
            if part
        )


class InputError(ValueError):
    """The caller is wrong. Carries *all* faults found, not only the first."""

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("an InputError needs at least one fault")
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults))


class InfeasibleError(Exception):
    """The question has no answer. Carries a witness: the smallest thing that shows why."""

    def __init__(self, witness: object) -> None:
        self.witness = witness
        super().__init__(str(witness))
