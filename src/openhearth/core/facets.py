"""Facets: several filters with several values each, the right count beside every value, and the address that says it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError

Words = NDArray[np.uint64]
"""64 items in each word, the lowest bit first."""

Positions = NDArray[np.int64]

_WORD = 64


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its name in the address, and its values in the order in which they are shown.

    Raises
    ------
    InputError
        ``duplicate_label`` for each value that occurs more than once.
    """

    code: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        _distinct(self.values, self.code)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen: *or* within a facet, *and* between facets. A facet without a chosen value asks nothing.

    Two selections of the same values are equal, in whatever order they were chosen.

    Parameters
    ----------
    facets
        All facets there are, in the order of the address.
    chosen
        Pairs of facet and value.

    Raises
    ------
    InputError
        ``duplicate_label`` (two facets of one name), ``unknown_facet`` or ``unknown_value``, all of them together.

    Examples
    --------
    >>> theme = Facet("theme", ("green", "digital"))
    >>> Selection((theme,), frozenset({("theme", "digital"), ("theme", "green")})).values("theme")
    ('green', 'digital')
    """

    facets: tuple[Facet, ...]
    chosen: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        _distinct([facet.code for facet in self.facets], "facets")
        faults = list(_unknown(self.facets, sorted(self.chosen)))
        if faults:
            raise InputError(*faults)

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet, in the facet's order; an unknown facet raises ``unknown_facet``."""
        for known in self.facets:
            if known.code == facet:
                return tuple(value for value in known.values if (facet, value) in self.chosen)
        raise InputError(Fault("unknown_facet", facet))


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Which item has which value, one bit each: ``columns[f][v]`` are the items with value ``v`` of facet ``f``.

    Each column has ``ceil(size / 64)`` words. The bits beyond ``size`` are 0.
    """

    facets: tuple[Facet, ...]
    size: int
    columns: tuple[Words, ...]

    def __post_init__(self) -> None:
        for column in self.columns:
            column.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says: the selection, the other parameters, and what in it nobody knows."""

    selection: Selection
    others: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page of many: ``number`` of ``pages``, and the positions of its items.

    ``first`` and ``last`` count from 1 ("items 21 to 40 of 133"); both are 0 where there is nothing.
    """

    number: int
    pages: int
    first: int
    last: int
    total: int
    positions: Positions


def items_of(rows: Sequence[Mapping[str, Collection[str]]], facets: Sequence[Facet]) -> Items:
    """The bit columns of items.

    Parameters
    ----------
    rows
        For each item: facet to the values it has. An absent facet and an empty one say the same: the item has no
        value there, so no choice in that facet finds it.
    facets
        The facets to filter by.

    Raises
    ------
    InputError
        ``unknown_facet``, ``unknown_value`` (once for each) or ``duplicate_label``.
    """
    faults = list(_unknown(facets, sorted({(name, value) for row in rows for name in row for value in row[name]})))
    if faults:
        raise InputError(*faults)
    columns = []
    for facet in facets:
        number = {value: position for position, value in enumerate(facet.values)}
        pairs = [(number[value], item) for item, row in enumerate(rows) for value in row.get(facet.code, ())]
        values, items = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        column = np.zeros((len(facet.values), -(-len(rows) // _WORD)), dtype=np.uint64)
        np.bitwise_or.at(column, (values, items // _WORD), np.uint64(1) << (items % _WORD).astype(np.uint64))
        columns.append(column)
    return Items(Selection(tuple(facets)).facets, len(rows), tuple(columns))


def counts(items: Items, selection: Selection) -> dict[str, dict[str, int]]:
    """How many items each value would leave if it were the only one chosen in its facet.

    ``count(f, v) = |{i : v in i.f} ∩ ⋂_{g ≠ f} {i : i.g ∩ chosen(g) ≠ ∅}|`` over the facets ``g`` with a choice. A facet
    leaves its own choice aside: a reader who chose *green* sees how many *digital* would bring, not how many are both.

    Parameters
    ----------
    items
        Bit columns, (values, words) for each facet.
    selection
        Of the same facets.

    Returns
    -------
    dict
        Facet to value to count, in the order of the facets; a value that leaves nothing has the count 0.

    Raises
    ------
    InputError
        ``facet_mismatch``.

    Notes
    -----
    Called disjunctive or multi-select faceting; D. Tunkelang 2009, Faceted Search,
    `doi:10.2200/S00190ED1V01Y200904ICR005 <https://doi.org/10.2200/S00190ED1V01Y200904ICR005>`_.

    Examples
    --------
    >>> theme, country = Facet("theme", ("green", "digital")), Facet("country", ("FI", "IT"))
    >>> items = items_of([{"theme": ["green"], "country": ["IT"]}, {"theme": ["digital"]}], [theme, country])
    >>> counts(items, Selection((theme, country), frozenset({("theme", "green")})))
    {'theme': {'green': 1, 'digital': 1}, 'country': {'FI': 0, 'IT': 1}}
    """
    passing = _passing(items, selection)
    counted = {}
    for facet, column in zip(items.facets, items.columns, strict=True):
        others = [words for code, words in passing.items() if code != facet.code]
        left = column & np.bitwise_and.reduce(others) if others else column
        totals = np.bitwise_count(left).sum(axis=1, dtype=np.int64)
        counted[facet.code] = dict(zip(facet.values, totals.tolist(), strict=True))
    return counted


def matches(items: Items, selection: Selection) -> Positions:
    """Positions of the items that have, in every facet with a choice, at least one chosen value; ascending.

    Raises
    ------
    InputError
        ``facet_mismatch``.

    Examples
    --------
    >>> theme = Facet("theme", ("green", "digital"))
    >>> items = items_of([{"theme": ["green"]}, {}, {"theme": ["digital"]}], [theme])
    >>> matches(items, Selection((theme,), frozenset({("theme", "digital")}))).tolist()
    [2]
    """
    passing = list(_passing(items, selection).values())
    if not passing:
        return np.arange(items.size, dtype=np.int64)
    octets = np.bitwise_and.reduce(passing).astype("<u8").view(np.uint8)
    return np.flatnonzero(np.unpackbits(octets, bitorder="little")).astype(np.int64)


def toggled(selection: Selection, facet: str, value: str) -> Selection:
    """The selection with a value put in where it was out, or taken out where it was in. Twice changes nothing.

    Raises
    ------
    InputError
        ``unknown_facet`` or ``unknown_value``.
    """
    return replace(selection, chosen=selection.chosen ^ {(facet, value)})


def query_string(selection: Selection, others: Mapping[str, str] | None = None) -> str:
    """The address of a selection, without its question mark: facets and values in their order, then the others by name.

    Parameters
    ----------
    selection
        What is chosen. Equal selections have equal addresses.
    others
        Other parameters, such as words, order and page; empty ones are left out.

    Raises
    ------
    InputError
        ``taken_name`` for another parameter with the name of a facet.

    Examples
    --------
    >>> theme = Facet("theme", ("green", "digital"))
    >>> chosen = frozenset({("theme", "digital"), ("theme", "green")})
    >>> query_string(Selection((theme,), chosen), {"q": "waste heat", "page": ""})
    'theme=green&theme=digital&q=waste+heat'
    """
    others = others or {}
    taken = [Fault("taken_name", facet.code) for facet in selection.facets if facet.code in others]
    if taken:
        raise InputError(*taken)
    pairs = [(facet.code, value) for facet in selection.facets for value in selection.values(facet.code)]
    return urlencode(pairs + [(name, text) for name, text in sorted(others.items()) if text])


def selection_of(query: str, facets: Sequence[Facet], *, others: Collection[str] = ()) -> Asked:
    """What an address asks. Unknown names and values are kept out and reported: an old link still opens.

    Parameters
    ----------
    query
        Query string with or without its question mark.
    facets
        The facets there are.
    others
        Names of other parameters that are understood; where one occurs twice, the last one counts.

    Returns
    -------
    Asked
        Faults ``unknown_facet`` and ``unknown_value``, each once, in the order of the address.

    Raises
    ------
    InputError
        ``duplicate_label``.

    Examples
    --------
    >>> asked = selection_of("?theme=green&theme=grey&page=2", [Facet("theme", ("green",))], others=["page"])
    >>> asked.selection.values("theme"), asked.others, [str(fault) for fault in asked.unknown]
    (('green',), {'page': '2'}, ["theme: unknown_value (found='grey')"])
    """
    pairs = list(dict.fromkeys(parse_qsl(query.removeprefix("?"), keep_blank_values=True)))
    understood = {name: text for name, text in pairs if name in others and text}
    asked = [pair for pair in pairs if pair[0] not in others]
    known = {(facet.code, value) for facet in facets for value in facet.values}
    return Asked(Selection(tuple(facets), frozenset(asked) & known), understood, tuple(_unknown(facets, asked)))


def ordered(positions: Positions, key: NDArray[Any], *, descending: bool = False) -> Positions:
    """Positions sorted by a key of the items.

    Parameters
    ----------
    positions
        (n,) positions of items.
    key
        (size,) numbers or texts of *all* items. NaN and the empty text are unknown and come last, both ways.
    descending
        The largest first.

    Returns
    -------
    Positions
        (n,); ties by position, both ways.

    Examples
    --------
    >>> ordered(np.array([0, 1, 2]), np.array([2016.0, np.nan, 2021.0]), descending=True).tolist()
    [2, 0, 1]
    """
    own = key[positions]
    unknown = np.isnan(own) if own.dtype.kind == "f" else own == "" if own.dtype.kind == "U" else np.zeros(len(own))
    rank = np.unique(own, return_inverse=True)[1].reshape(-1)
    return positions[np.lexsort((positions, -rank if descending else rank, unknown))]


def page_of(positions: Positions, number: int, size: int) -> Page:
    """One page of the hits. A number beyond the last page gives the last one, below 1 the first.

    Raises
    ------
    InputError
        ``bad_page_size``.

    Examples
    --------
    >>> page = page_of(np.arange(45), 3, 20)
    >>> page.first, page.last, page.pages
    (41, 45, 3)
    """
    if size < 1:
        raise InputError(Fault("bad_page_size", "page", {"found": size}))
    total = len(positions)
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    start = (number - 1) * size
    shown = positions[start : start + size]
    return Page(number, pages, start + 1 if total else 0, start + len(shown), total, shown)


def _passing(items: Items, selection: Selection) -> dict[str, Words]:
    """For each facet with a choice, the items that have at least one of its chosen values."""
    if items.facets != selection.facets:
        raise InputError(Fault("facet_mismatch", "selection", {"found": [facet.code for facet in selection.facets]}))
    passing = {}
    for facet, column in zip(items.facets, items.columns, strict=True):
        chosen = [number for number, value in enumerate(facet.values) if (facet.code, value) in selection.chosen]
        if chosen:
            passing[facet.code] = np.bitwise_or.reduce(column[chosen])
    return passing


def _unknown(facets: Sequence[Facet], pairs: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    known = {facet.code: frozenset(facet.values) for facet in facets}
    reported = set()
    for name, value in pairs:
        if name not in known and name not in reported:
            reported.add(name)
            yield Fault("unknown_facet", name)
        elif name in known and value not in known[name]:
            yield Fault("unknown_value", name, {"found": value})


def _distinct(labels: Sequence[str], place: str) -> None:
    if len(set(labels)) < len(labels):
        twice = [label for position, label in enumerate(labels) if label in labels[:position]]
        raise InputError(*(Fault("duplicate_label", place, {"label": label}) for label in dict.fromkeys(twice)))
