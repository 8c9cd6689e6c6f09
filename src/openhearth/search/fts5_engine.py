"""The engine where tantivy cannot be installed: SQLite's FTS5 finds words, numpy counts facets.

One file, written in transactions with a write-ahead log: readers see the last finished one, also during a rebuild.
Facets and numbers are read into arrays when the file has changed, about one second for 100,000 records: this engine is
for houses that change now and then, not all the time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local

import msgspec
import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array
from openhearth.search.contract import Answer, Doc, Hit, Query, Shape, Text, sort_value
from openhearth.search.language import MARK, keep_dictionaries
from openhearth.search.preparation import prepared
from openhearth.search.terms import Term, highlights, terms

MOST_RANKED = 20_000
"""Of more records than these the last written come first: ranking them all would take FTS5 most of its time."""

Mask = NDArray[np.bool_]
"""One truth for each record number, from 0."""

_TABLES = f"""
create table record(number integer primary key autoincrement, id text not null unique, texts blob not null);
create table value(code integer primary key, facet text not null, value text not null, unique(facet, value));
create table has(record integer not null, code integer not null, primary key(record, code)) without rowid;
create table measure(record integer not null, name text not null, value real, primary key(record, name)) without rowid;
create table language(code text primary key) without rowid;
create virtual table fts using fts5(text, tokenize="ascii tokenchars '{MARK}'");
create virtual table vocabulary using fts5vocab(fts, row);
"""  # the tokenizer "ascii" keeps whatever is not ASCII, so it splits at spaces and nowhere else


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The facets and numbers of one state of the file."""

    change: int
    held: Mask
    values: Mapping[str, tuple[str, ...]]
    records: Mapping[str, NDArray[np.int64]]
    positions: Mapping[str, NDArray[np.int64]]
    """For each facet, pair by pair: which record has which of the facet's values."""
    numbers: Mapping[str, Array]
    languages: frozenset[str]

    def mask(self, facet: str, chosen: Sequence[str]) -> Mask:
        """The records with one of some values."""
        wanted = np.array([value in set(chosen) for value in self.values[facet]], dtype=np.bool_)
        mask = np.zeros_like(self.held)
        if wanted.any():
            mask[self.records[facet][wanted[self.positions[facet]]]] = True
        return mask

    def counts(self, facet: str, mask: Mask) -> dict[str, int]:
        """How many of some records have each value."""
        among = self.positions[facet][mask[self.records[facet]]]
        found = np.bincount(among, minlength=len(self.values[facet]))
        return {self.values[facet][position]: int(found[position]) for position in np.flatnonzero(found)}


class Fts5Engine:
    """An index in one SQLite file, which is made if it is missing.

    Parameters
    ----------
    file
        For this index alone; throwing it away loses nothing that a rebuild does not bring back.
    shape
        What the records have. After a change of shape, searching raises ``index_of_other_shape`` until a rebuild.
    """

    def __init__(self, file: Path, shape: Shape) -> None:
        self.shape = shape
        self._file = file
        self._mine = local()
        self._opened: list[sqlite3.Connection] = []
        self._reading = Lock()
        self._columns: _Columns | None = None
        self._form = msgspec.json.encode(shape).decode()
        file.parent.mkdir(parents=True, exist_ok=True)
        keep_dictionaries(file.parent / "dictionaries")
        with self._transaction("immediate") as database:
            if not database.execute("select 1 from sqlite_master where name = 'state'").fetchone():
                database.execute("create table state(change integer not null, shape text not null)")
                database.execute("insert into state values(0, ?)", [self._form])
                _execute_all(database, _TABLES)

    def index(self, docs: Iterable[Doc]) -> None:
        """Add or replace records in one transaction."""
        with self._transaction("immediate") as database:
            self._write(database, docs)

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records in one transaction."""
        with self._transaction("immediate") as database:
            for id_ in ids:
                _forget(database, id_)
            database.execute("update state set change = change + 1")

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Replace everything in one transaction."""
        with self._transaction("immediate") as database:
            for table in ("vocabulary", "fts", "record", "value", "has", "measure", "language"):
                database.execute(f"drop table {table}")
            _execute_all(database, _TABLES)
            database.execute("update state set shape = ?", [self._form])
            self._write(database, docs)

    def vocabulary(self) -> Mapping[str, int]:
        """Folded words with the number of records they occur in."""
        with self._transaction("deferred") as database:
            found = database.execute("select term, doc from vocabulary")
            return {word: count for word, count in found if word.isalnum()}

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._mine = local()

    def search(self, query: Query) -> Answer:
        """Answer from the last finished transaction."""
        self.shape.check_query(query)
        with self._transaction("deferred") as database:
            columns = self._current(database)
            wanted = terms(query, columns.languages)
            match = " AND ".join(_expression(term) for term in wanted)
            said = _matching(database, match, columns.held) if match else columns.held
            filters = {facet: columns.mask(facet, values) for facet, values in query.chosen.items()}
            found = _all_of(said, filters.values())
            counts = {}
            for facet in query.counted:
                others = [mask for name, mask in filters.items() if name != facet]
                counts[facet] = columns.counts(facet, _all_of(said, others) if facet in filters else found)
            total = int(found.sum())
            page = self._ordered(database, query, match, found, columns)[query.first : query.first + query.size]
            hits = tuple(_hit(database, number, score, wanted) for number, score in page)
            return Answer(total, hits, counts)

    def _ordered(
        self, database: sqlite3.Connection, query: Query, match: str, found: Mask, columns: _Columns
    ) -> list[tuple[int, float]]:
        """Record numbers with scores, at least up to the end of the page."""
        numbers = np.flatnonzero(found)
        last = min(query.first + query.size, len(numbers))
        if query.sort:
            falling = query.sort.startswith("-")
            values = columns.numbers[query.sort.removeprefix("-")][numbers]
            order = np.argsort(-values if falling else values, kind="stable")[:last]  # NaN comes last both ways
            return [(int(number), 0.0) for number in numbers[order]]
        if not match or len(numbers) > MOST_RANKED:
            return [(int(number), 0.0) for number in numbers[::-1][:last]]
        ranked: list[tuple[int, float]] = []
        for number, rank in database.execute(
            "select rowid, rank from fts where fts match ? order by rank, rowid", [match]
        ):
            if len(ranked) == last:
                break
            if found[number]:
                ranked.append((number, -rank))
        return ranked

    def _write(self, database: sqlite3.Connection, docs: Iterable[Doc]) -> None:
        codes = {(facet, value): code for code, facet, value in database.execute("select * from value")}
        for ready in prepared(map(self.shape.checked, docs)):
            doc = ready.doc
            _forget(database, doc.id)
            texts = msgspec.json.encode(doc.texts)
            number = database.execute("insert into record(id, texts) values(?, ?)", [doc.id, texts]).lastrowid
            database.execute("insert into fts(rowid, text) values(?, ?)", [number, ready.tokens])
            for facet, values in doc.facets.items():
                for value in dict.fromkeys(values):
                    if (facet, value) not in codes:
                        codes[facet, value] = len(codes) + 1
                        database.execute("insert into value values(?, ?, ?)", [codes[facet, value], facet, value])
                    database.execute("insert into has values(?, ?)", [number, codes[facet, value]])
            known = [(number, name, value) for name, value in doc.numbers.items() if np.isfinite(sort_value(doc, name))]
            database.executemany("insert into measure values(?, ?, ?)", known)
            spoken = {(text.language,) for text in doc.texts.values()}
            database.executemany("insert or ignore into language values(?)", spoken)
        database.execute("update state set change = change + 1")

    def _current(self, database: sqlite3.Connection) -> _Columns:
        change, form = database.execute("select change, shape from state").fetchone()
        if form != self._form:
            raise InputError(Fault("index_of_other_shape", str(self._file), {"detail": form}))
        with self._reading:
            if self._columns is None or self._columns.change != change:
                self._columns = _read_columns(database, self.shape, change)
            return self._columns

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[sqlite3.Connection]:
        database: sqlite3.Connection | None = getattr(self._mine, "database", None)
        if database is None:
            database = sqlite3.connect(self._file, timeout=60, isolation_level=None, check_same_thread=False)
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
            self._mine.database = database
            self._opened.append(database)
        database.execute(f"begin {kind}")
        try:
            yield database
        except BaseException:
            database.execute("rollback")
            raise
        database.execute("commit")


def _execute_all(database: sqlite3.Connection, statements: str) -> None:
    for statement in statements.strip().split(";\n"):
        database.execute(statement)


def _forget(database: sqlite3.Connection, id_: str) -> None:
    if found := database.execute("select number from record where id = ?", [id_]).fetchone():
        for condition in ("fts where rowid", "has where record", "measure where record", "record where number"):
            database.execute(f"delete from {condition} = ?", found)  # noqa: S608  fixed words, the number is bound


def _expression(term: Term) -> str:
    """A term in FTS5's language; tokens are letters, digits and the mark, so quotes are all it takes."""
    words = [f'"{" ".join(term.forms)}"' + "*" * term.open, *(f'"{token}"' for token in term.lemmas)]
    return f"({' OR '.join(words)})"


def _matching(database: sqlite3.Connection, match: str, held: Mask) -> Mask:
    mask = np.zeros_like(held)
    found = database.execute("select rowid from fts where fts match ?", [match])
    mask[np.fromiter((number for (number,) in found), dtype=np.int64)] = True
    return mask


def _all_of(mask: Mask, others: Iterable[Mask]) -> Mask:
    for other in others:
        mask = mask & other
    return mask


def _hit(database: sqlite3.Connection, number: int, score: float, wanted: tuple[Term, ...]) -> Hit:
    id_, texts = database.execute("select id, texts from record where number = ?", [number]).fetchone()
    return Hit(id_, score, highlights(msgspec.json.decode(texts, type=dict[str, Text]), wanted))


def _read_columns(database: sqlite3.Connection, shape: Shape, change: int) -> _Columns:
    ids = np.fromiter((number for (number,) in database.execute("select number from record")), dtype=np.int64)
    held = np.zeros(int(ids.max(initial=0)) + 1, dtype=np.bool_)
    held[ids] = True
    values: dict[str, list[str]] = {facet: [] for facet in shape.facets}
    place: dict[int, tuple[str, int]] = {}
    for code, facet, value in database.execute("select code, facet, value from value"):
        place[code] = (facet, len(values[facet]))
        values[facet].append(value)
    flat = (number for pair in database.execute("select record, code from has") for number in pair)
    pairs = np.fromiter(flat, dtype=np.int64).reshape(-1, 2)
    position = np.array([0, *(place.get(code, ("", 0))[1] for code in range(1, max(place, default=0) + 1))])
    records, positions = {}, {}
    for facet in shape.facets:
        own = np.array([False, *(place[code][0] == facet for code in range(1, max(place, default=0) + 1))])
        mine = pairs[own[pairs[:, 1]]]
        records[facet], positions[facet] = mine[:, 0], position[mine[:, 1]]
    numbers = {name: np.full(len(held), np.nan) for name in shape.numbers}
    for record, name, value in database.execute("select record, name, value from measure"):
        numbers[name][record] = value
    languages = frozenset(code for (code,) in database.execute("select code from language"))
    kept = {facet: tuple(found) for facet, found in values.items()}
    return _Columns(change, held, kept, records, positions, numbers, languages)
