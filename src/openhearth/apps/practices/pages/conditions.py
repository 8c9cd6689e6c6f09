"""What a record says in words that a practice needs, as a checklist: the people of a place answer, in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from math import nan

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.core.context import WHOLE, Have, Kind, Need, stated_needs
from openhearth.core.practice_record import PracticeRecord

AMOUNTS: Mapping[str, float] = {"yes": WHOLE, "part": WHOLE / 2, "no": 0.0, "unknown": nan}
ANSWERS: Mapping[str, str | Promise] = {
    "yes": _("we have it"),
    "part": _("in part"),
    "no": _("we do not"),
    "unknown": _("do not know"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition with the answer of those who ask. ``key`` names it in the address and changes with its words."""

    key: str
    kind: Kind
    words: str
    answer: str = "unknown"
    essential: bool = False

    @property
    def is_precondition(self) -> bool:
        return self.kind == "precondition"


def conditions(record: PracticeRecord, parameters: Mapping[str, Sequence[str]]) -> tuple[Condition, ...]:
    """All conditions of a record with what the address says of them: ``has-KEY=yes|part|no|unknown``, ``must-KEY=1``."""
    found = []
    for need in stated_needs(record):
        # A number would hand the answer to another condition once the record changes.
        key = blake2s(f"{need.kind}:{need.code}".encode(), digest_size=4).hexdigest()
        answer = next(iter(parameters.get(f"has-{key}", ())), "")
        found.append(
            Condition(
                key,
                need.kind,
                need.code,
                answer if answer in ANSWERS else "unknown",
                bool(parameters.get(f"must-{key}")),
            )
        )
    return tuple(found)


def needs_of(record: PracticeRecord, asked: Sequence[Condition] = ()) -> tuple[Need, ...]:
    """The stated needs; essential are those that the people who ask call so."""
    return stated_needs(record, essential=[one.words for one in asked if one.essential])


def haves_of(asked: Sequence[Condition]) -> tuple[Have, ...]:
    """What the people of the place say they have; what they do not know stays unknown."""
    return tuple(Have(one.kind, one.words, AMOUNTS[one.answer]) for one in asked if one.answer != "unknown")
