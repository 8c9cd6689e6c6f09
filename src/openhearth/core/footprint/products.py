"""Which activities a product of an input-output table stands for, and how they meet employment by activity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from openhearth.core.errors import Fault, InputError

SECTIONS: Mapping[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
"""First and last division of each section of NACE Rev. 2 and CPA 2.1."""

_SECTIONS = re.compile(r"(?P<first>[A-U])(?:[-_](?P<last>[A-U]))?")
_DIVISIONS = re.compile(r"(?P<section>[A-U])(?P<first>[0-9]{2})(?P<part>[AB]?)(?:[-_]T?[A-U]?(?P<last>[0-9]{2}))?")


def divisions_of(code: str) -> frozenset[str]:
    """The divisions a code stands for: ``CPA_C10-12``, ``C31_32``, ``B-E``, ``O``, ``L68A``. Empty if it is no such code.

    Real estate is the one division in two parts: ``68A`` imputed rents and ``68B`` the rest.

    Examples
    --------
    >>> sorted(divisions_of("CPA_C10-12")), sorted(divisions_of("L")), sorted(divisions_of("TOTAL"))
    (['10', '11', '12'], ['68A', '68B'], [])
    """
    bare = code.removeprefix("CPA_")
    if sections := _SECTIONS.fullmatch(bare):
        first, last = SECTIONS[sections["first"]][0], SECTIONS[sections["last"] or sections["first"]][1]
        return _numbered(first, last)
    if divisions := _DIVISIONS.fullmatch(bare):
        if divisions["part"]:
            return frozenset((divisions["first"] + divisions["part"],))
        return _numbered(int(divisions["first"]), int(divisions["last"] or divisions["first"]))
    return frozenset()


def product_code(code: str) -> str:
    """The code as tables have it: with the prefix of CPA if it is a product, and otherwise as it is.

    Examples
    --------
    >>> product_code("C24"), product_code("CPA_C24"), product_code("jobs")
    ('CPA_C24', 'CPA_C24', 'jobs')
    """
    return f"CPA_{code}" if divisions_of(code) and not code.startswith("CPA_") else code


def _numbered(first: int, last: int) -> frozenset[str]:
    known = {number for start, end in SECTIONS.values() for number in range(start, end + 1)}
    return frozenset(
        chain.from_iterable(
            ("68A", "68B") if number == 68 else (f"{number:02d}",)
            for number in range(first, last + 1)
            if number in known
        )
    )


def outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that are part of no other, in their order: a table with details beside its 64 products keeps the 64.

    Examples
    --------
    >>> outermost(("CPA_C10", "CPA_C10-12", "CPA_C11", "CPA_B"))
    ('CPA_C10-12', 'CPA_B')
    """
    spans = {code: divisions_of(code) for code in codes}
    return tuple(code for code, span in spans.items() if not any(span < other for other in spans.values()))


def matched(
    sectors: Sequence[str], activities: Iterable[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The activities each sector is made of, and those around it, smallest first; as `structure` wants them.

    A sector is made of the finest activities inside it that do not overlap.

    Raises
    ------
    InputError
        ``unknown_product`` for each sector that is no code of CPA.

    Examples
    --------
    >>> parts, groups = matched(("CPA_C10-12", "CPA_O"), ("C", "C10", "C11", "C12", "O-Q"))
    >>> parts
    {'CPA_C10-12': ('C10', 'C11', 'C12'), 'CPA_O': ()}
    >>> groups
    {'CPA_C10-12': ('C',), 'CPA_O': ('O-Q',)}
    """
    spans = {code: span for code in activities if (span := divisions_of(code))}
    wanted = {sector: divisions_of(sector) for sector in sectors}
    faults = [Fault("unknown_product", sector) for sector, span in wanted.items() if not span]
    if faults:
        raise InputError(*faults)
    ranked = sorted(spans, key=lambda code: (len(spans[code]), code))
    parts = {
        sector: _disjoint({code: spans[code] for code in ranked if spans[code] <= whole})
        for sector, whole in wanted.items()
    }
    around = {sector: tuple(code for code in ranked if whole < spans[code]) for sector, whole in wanted.items()}
    return parts, around


def _disjoint(spans: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    chosen: list[str] = []
    covered: frozenset[str] = frozenset()
    for code, span in spans.items():
        if not span & covered:
            chosen.append(code)
            covered |= span
    return tuple(chosen)
