"""The engine beyond one machine: Manticore or Sphinx, spoken to over SphinxQL.

Records are spread over nodes by a hash of their id; the first node asks all of them through a distributed index.
Sphinx cannot swap an index, so every record carries the number of its *generation*, and one row of the first node says
which one counts: writing that row is what makes a rebuild visible at once.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from threading import Lock, local
from typing import Any, TypeVar

import msgspec
import pymysql

from openhearth.search.contract import Answer, Doc, Hit, Query, Shape, Text, sort_value
from openhearth.search.language import LANGUAGES, MARK, stream, tokens, with_languages
from openhearth.search.terms import Term, highlights, terms

Thing = TypeVar("Thing")

BATCH = 200
"""Records in one statement."""

MOST_VALUES = 10_000
"""Values of one facet that are counted; Sphinx makes room for as many at every count."""

LETTERS = "0..9, a..z, U+7E, U+AA..U+D7FF, U+F900..U+FFFD"
"""What is part of a token: it splits at spaces only, since tokens come with no other sign."""


@dataclass(frozen=True, slots=True)
class Node:
    """Where a searchd listens: for SphinxQL, and for its fellow nodes."""

    host: str
    port: int
    agent_port: int


def definitions(shape: Shape, nodes: Sequence[Node], node: int, folder: str) -> str:
    """The index sections of one node's configuration file; the first node has three more than the others."""
    attributes = ["rt_attr_uint = generation", "rt_attr_string = record", "rt_attr_string = texts"]
    attributes += [f"rt_attr_multi_64 = facet_{facet}" for facet in shape.facets]
    attributes += [f"rt_attr_bigint = {way}_{number}" for number in shape.numbers for way in ("rising", "falling")]
    own = [("openhearth", ["charset_table = " + LETTERS, "min_prefix_len = 2", "rt_field = text", *attributes])]
    if node == 0:
        own += [
            ("openhearth_values", ["rt_field = text", "rt_attr_string = value"]),
            ("openhearth_state", ["rt_field = text", "rt_attr_uint = generation", "rt_attr_string = languages"]),
        ]
    sections = [
        f"index {name}\n{{\n  type = rt\n  path = {folder}/{name}\n  " + "\n  ".join(lines) + "\n}\n"
        for name, lines in own
    ]
    if node == 0:
        agents = "\n".join(f"  agent = {one.host}:{one.agent_port}:openhearth" for one in nodes[1:])
        sections.append(f"index openhearth_everywhere\n{{\n  type = distributed\n  local = openhearth\n{agents}\n}}\n")
    return "\n".join(sections)


class SphinxqlEngine:
    """Records on nodes that run already, with the indexes of `definitions`.

    Parameters
    ----------
    nodes
        The first one answers.
    shape
        As in the configuration of the nodes.
    """

    def __init__(self, nodes: Sequence[Node], shape: Shape) -> None:
        self.shape = shape
        self._nodes = tuple(nodes)
        self._mine = local()
        self._opened: list[pymysql.Connection[Any]] = []
        self._opening = Lock()

    def index(self, docs: Iterable[Doc]) -> None:
        """Add or replace records. All are read before the first is sent; each node commits its own."""
        read = list(self._read(docs))
        with self._connected() as links:
            generation, languages = _state(links[0])
            self._send(links, read, generation)
            _publish(links[0], generation, languages | _spoken(read))

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records."""
        with self._connected() as links:
            generation, _ = _state(links[0])
            for id_ in ids:
                number = _number(generation, id_)
                _ask(links[number % len(links)], "DELETE FROM openhearth WHERE id = %s", number)

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Send the next generation, point to it, forget the one before."""
        with self._connected() as links:
            generation, _ = _state(links[0])
            _forget_others(links, generation)  # left by a rebuild that was cut off
            languages: frozenset[str] = frozenset()
            read = self._read(docs)
            while batch := list(islice(read, BATCH)):
                languages |= _spoken(batch)
                self._send(links, batch, generation + 1)
            _publish(links[0], generation + 1, languages)
            _forget_others(links, generation + 1)

    def vocabulary(self) -> Mapping[str, int]:
        """Folded words with the number of records they occur in. It reads every text: keep the answer."""
        count: Counter[str] = Counter()
        with self._connected() as links:
            generation, _ = _state(links[0])
            last = 0
            page = "SELECT id, texts FROM openhearth_everywhere WHERE generation = %s AND id > %s ORDER BY id ASC LIMIT 1000"
            while rows := _ask(links[0], page, generation, last):
                last = rows[-1][0]
                for _, texts in rows:
                    said = msgspec.json.decode(texts, type=dict[str, Text]).values()
                    count.update({token.form for text in said for token in tokens(text.words)})
        return dict(count)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._opening:
            for link in self._opened:
                if link.open:
                    link.close()
            self._opened.clear()
            self._mine = local()

    def search(self, query: Query) -> Answer:
        """Answer from the current generation, again if it changed in the meantime."""
        self.shape.check_query(query)
        with self._connected() as links:
            while True:
                state = _state(links[0])
                answer = self._answer(links[0], query, *state)
                if _state(links[0])[0] == state[0]:
                    return answer

    def _answer(
        self, link: pymysql.Connection[Any], query: Query, generation: int, languages: frozenset[str]
    ) -> Answer:
        wanted = terms(query, languages)
        conditions = [f"generation = {generation}"]
        if wanted:
            conditions.insert(0, f"MATCH({link.escape(' '.join(_expression(term) for term in wanted))})")
        filters = {facet: _filter(facet, values) for facet, values in query.chosen.items()}
        everything = " AND ".join((*conditions, *filters.values()))
        rows = _ask(link, f"SELECT COUNT(*) FROM openhearth_everywhere WHERE {everything}")  # noqa: S608
        total = int(rows[0][0]) if rows else 0
        counts = {}
        for facet in query.counted:
            others = (one for name, one in filters.items() if name != facet)
            counts[facet] = _counted(link, facet, " AND ".join((*conditions, *others)))
        return Answer(total, _page(link, query, everything, total, wanted), counts)

    def _read(self, docs: Iterable[Doc]) -> Iterator[Doc]:
        for doc in docs:
            self.shape.check(doc)
            yield with_languages(doc)

    def _send(self, links: Sequence[pymysql.Connection[Any]], docs: Sequence[Doc], generation: int) -> None:
        names = {_code(facet, value): value for doc in docs for facet, values in doc.facets.items() for value in values}
        for known in _parts(sorted(names.items())):
            _replace(
                links[0],
                "openhearth_values(id, value)",
                (f"({code}, {links[0].escape(value)})" for code, value in known),
            )
        last = {doc.id: doc for doc in docs}
        columns = ["id", "text", "generation", "record", "texts", *(f"facet_{facet}" for facet in self.shape.facets)]
        columns += [f"{way}_{number}" for number in self.shape.numbers for way in ("rising", "falling")]
        for position, link in enumerate(links):
            mine = [doc for id_, doc in last.items() if _number(generation, id_) % len(links) == position]
            for part in _parts(mine):
                rows = (self._row(link, doc, generation) for doc in part)
                _replace(link, f"openhearth({', '.join(columns)})", rows)

    def _row(self, link: pymysql.Connection[Any], doc: Doc, generation: int) -> str:
        texts = msgspec.json.encode(doc.texts).decode()
        cells = [str(_number(generation, doc.id)), link.escape(stream(doc)), str(generation)]
        cells += [link.escape(doc.id), link.escape(texts)]
        for facet in self.shape.facets:
            cells.append(
                f"({', '.join(str(_code(facet, value)) for value in dict.fromkeys(doc.facets.get(facet, ())))})"
            )
        for number in self.shape.numbers:
            cells += [str(_ordered(sort_value(doc, number))), str(_ordered(sort_value(doc, f"-{number}")))]
        return f"({', '.join(cells)})"

    @contextmanager
    def _connected(self) -> Iterator[Sequence[pymysql.Connection[Any]]]:
        """One connection to each node for each thread; opened again where it broke."""
        links: list[pymysql.Connection[Any]] | None = getattr(self._mine, "links", None)
        if links is None:
            links = [
                pymysql.connect(
                    host=node.host,
                    port=node.port,
                    charset="utf8mb4",
                    autocommit=True,
                    connect_timeout=5,
                    read_timeout=60,
                )
                for node in self._nodes
            ]
            with self._opening:
                self._mine.links = links
                self._opened += links
        try:
            yield links
        except (pymysql.OperationalError, pymysql.InterfaceError):
            self._mine.links = None
            raise


def _ask(link: pymysql.Connection[Any], statement: str, *values: object) -> Sequence[Any]:
    with link.cursor() as cursor:
        cursor.execute(statement, values or None)
        found: Sequence[Any] = cursor.fetchall()
        return found


def _replace(link: pymysql.Connection[Any], columns: str, rows: Iterable[str]) -> None:
    """Write rows; whoever made them has escaped their strings."""
    _ask(link, f"REPLACE INTO {columns} VALUES {', '.join(rows)}")  # noqa: S608


def _state(link: pymysql.Connection[Any]) -> tuple[int, frozenset[str]]:
    rows = _ask(link, "SELECT generation, languages FROM openhearth_state WHERE id = 1")
    return (int(rows[0][0]), frozenset(rows[0][1].split())) if rows else (1, frozenset())


def _publish(link: pymysql.Connection[Any], generation: int, languages: frozenset[str]) -> None:
    spoken = " ".join(sorted(languages))
    _ask(link, "REPLACE INTO openhearth_state(id, generation, languages) VALUES (1, %s, %s)", generation, spoken)


def _forget_others(links: Sequence[pymysql.Connection[Any]], generation: int) -> None:
    for link in links:
        _ask(link, "DELETE FROM openhearth WHERE generation < %s", generation)
        _ask(link, "DELETE FROM openhearth WHERE generation > %s", generation)


def _page(
    link: pymysql.Connection[Any], query: Query, conditions: str, total: int, wanted: Sequence[Term]
) -> tuple[Hit, ...]:
    size = min(query.size, total - query.first)
    if size <= 0:
        return ()
    order = "WEIGHT() DESC, id ASC"
    if query.sort:
        way = "falling" if query.sort.startswith("-") else "rising"
        order = f"{way}_{query.sort.removeprefix('-')} ASC, id ASC"
    rows = _ask(
        link,
        f"SELECT record, WEIGHT(), texts FROM openhearth_everywhere WHERE {conditions} ORDER BY {order} "  # noqa: S608
        f"LIMIT {query.first}, {size} OPTION ranker = bm25, max_matches = {query.first + size}",
    )
    return tuple(
        Hit(
            id_,
            0.0 if query.sort else float(weight),
            highlights(msgspec.json.decode(texts, type=dict[str, Text]), wanted),
        )
        for id_, weight, texts in rows
    )


def _counted(link: pymysql.Connection[Any], facet: str, conditions: str) -> dict[str, int]:
    rows = _ask(
        link,
        f"SELECT GROUPBY(), COUNT(*) FROM openhearth_everywhere WHERE {conditions} GROUP BY facet_{facet} "  # noqa: S608
        f"LIMIT {MOST_VALUES} OPTION max_matches = {MOST_VALUES}",
    )
    found = {int(code): int(count) for code, count in rows}
    names: dict[int, str] = {}
    for part in _parts(sorted(found)):
        known = ", ".join(map(str, part))
        statement = f"SELECT id, value FROM openhearth_values WHERE id IN ({known}) LIMIT {BATCH}"  # noqa: S608
        names |= {int(code): value for code, value in _ask(link, statement)}
    return {names[code]: count for code, count in found.items()}


def _expression(term: Term) -> str:
    """A term in Sphinx's language; of its operators only the mark occurs in tokens."""
    forms = f'"{" ".join(term.forms)}"' if len(term.forms) > 1 else term.forms[0] + "*" * term.open
    return f"({' | '.join((forms, *(token.replace(MARK, chr(92) + MARK) for token in term.lemmas)))})"


def _filter(facet: str, values: Iterable[str]) -> str:
    return f"facet_{facet} IN ({', '.join(str(_code(facet, value)) for value in values)})"


def _spoken(docs: Iterable[Doc]) -> frozenset[str]:
    return frozenset(text.language for doc in docs for text in doc.texts.values()) & frozenset(LANGUAGES)


def _digest(*parts: str) -> int:
    """62 bits of a hash: Sphinx reads numbers of 63."""
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest()) >> 2


def _number(generation: int, id_: str) -> int:
    return _digest(str(generation), id_) or 1


def _code(facet: str, value: str) -> int:
    return _digest(facet, value) or 1


def _ordered(value: float) -> int:
    """A whole number that sorts as the float does: Sphinx has floats of 32 bits only."""
    (bits,) = struct.unpack(">q", struct.pack(">d", value))
    return int(bits) if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def _parts(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for first in range(0, len(things), BATCH):
        yield things[first : first + BATCH]
