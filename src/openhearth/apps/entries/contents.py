"""Parts as they are kept: what JSON can say, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan
from typing import Any, Generic, TypeVar

import msgspec

from openhearth.core.merging import Keyed

Part = TypeVar("Part", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Contents(Generic[Part]):
    """How the parts of a kind of book are written.

    Parameters
    ----------
    kinds
        What a part calls itself where it is kept, to its frozen dataclass.
    figures
        Fields that are numbers: JSON has no word for an unknown one and says null, which is read as NaN again.

    Examples
    --------
    >>> from openhearth.core.pathway.terms import KINDS, Indicator, Observation
    >>> contents = Contents(KINDS, ("value", "amount"))
    >>> part = Indicator("jobs", "Jobs", "persons", "more", "social", observations=(Observation(2024, nan),))
    >>> contents.content_of(part)["observations"][0]["value"] is None
    True
    >>> contents.part_of("indicator", contents.content_of(part)).observations[0].value
    nan
    """

    kinds: Mapping[str, type[Part]]
    figures: tuple[str, ...] = ()
    _kind_of: dict[type, str] = field(default_factory=dict, repr=False)

    def kind_of(self, part: Part) -> str:
        """What a part calls itself."""
        if not self._kind_of:
            self._kind_of.update({found: kind for kind, found in self.kinds.items()})
        return self._kind_of[type(part)]

    def content_of(self, part: Part) -> dict[str, Any]:
        """A part as it is kept."""
        content: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(part))
        return content

    def part_of(self, kind: str, content: Mapping[str, Any]) -> Part:
        """The opposite of `content_of`; fields that a newer version added have their defaults."""
        part: Part = msgspec.convert(self._with_unknown(content), self.kinds[kind])
        return part

    def _with_unknown(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                name: nan if inner is None and name in self.figures else self._with_unknown(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self._with_unknown(inner) for inner in value]
        return value
