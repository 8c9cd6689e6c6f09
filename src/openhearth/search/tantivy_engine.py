"""The usual engine: tantivy, an index in a folder beside the database, for up to some million records.

A folder holds *generations*. The file ``current`` names the one that readers use; a rebuild writes the next one and then
replaces that file, which is atomic. Updates go to the current generation in one commit, which is atomic too.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from math import inf
from pathlib import Path
from threading import Lock

import msgspec
import tantivy
from tantivy import Occur

from openhearth.core.errors import Fault, InputError
from openhearth.search import columns
from openhearth.search.contract import Answer, Doc, Hit, Query, Shape, Text, sort_value
from openhearth.search.language import LANGUAGES, keep_dictionaries
from openhearth.search.preparation import Ready, prepared
from openhearth.search.terms import Term, highlights, terms

MEMORY = 64_000_000
"""Bytes that one writing thread fills before it writes a segment. With more, fewer segments would be merged in the end, and
every question would have more of them to ask."""

SHORTEST_RANGE = 3
"""Years and other numbers that follow each other are asked for as a range: one look at each record instead of a list for
each value, which halves the time of most questions with filters."""

MOST_VALUES = 65_000
"""Values of one facet that tantivy counts."""

FEW = 8_000
"""Records with the words of a question, about, up to which they are counted from columns: beyond, it is quicker to ask the
index once more for each filter."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A generation as one reader sees it until something changes."""

    stamp: tuple[str, int, int]
    index: tantivy.Index
    searcher: tantivy.Searcher
    languages: frozenset[str]
    columns: columns.Columns
    values: dict[str, list[str]] = field(default_factory=dict)
    """Values of facets, sorted, as far as they were asked for."""

    def held(self, facet: str) -> list[str]:
        """All values of a facet, sorted, perhaps with some that no record has any more."""
        if facet not in self.values:
            self.values[facet] = sorted(value for value, _ in self.searcher.terms_with_prefix(f"facet_{facet}", ""))
        return self.values[facet]


class _Generations:
    """The folder: which generation is current, and how the next one takes its place."""

    def __init__(self, folder: Path, schema: tantivy.Schema) -> None:
        self.folder = folder
        self._schema = schema
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "current").exists():
            with self.writing():
                if not (folder / "current").exists():
                    self.publish(self.following())

    @property
    def current(self) -> str:
        """The one that readers use."""
        return (self.folder / "current").read_text("ascii")

    def columns(self, name: str) -> Path:
        """Where the columns of one generation lie."""
        return self.folder / name / "columns"

    def opened(self, name: str) -> tantivy.Index:
        """One generation, to read or to write."""
        try:
            index = tantivy.Index(self._schema, path=str(self.folder / name))
        except ValueError as error:
            raise InputError(Fault("index_of_other_shape", str(self.folder), {"detail": str(error)})) from error
        index.config_reader("manual")
        index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index

    def following(self) -> str:
        """A new, empty one. The current one stays until the next rebuild: a reader may just be opening it."""
        current = int(self.current) if (self.folder / "current").exists() else 0
        for path in self.folder.iterdir():
            if path.name.isdigit() and int(path.name) != current:
                shutil.rmtree(path)
        (self.folder / str(current + 1)).mkdir()
        self.opened(str(current + 1))
        return str(current + 1)

    def publish(self, name: str) -> None:
        """Make one the current one, at once and for good."""
        beside = self.folder / "current.new"
        with beside.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / "current")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, over all processes; the lock of a killed process is free."""
        with (self.folder / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class TantivyEngine:
    """An index in a folder, which is made if it is missing.

    Parameters
    ----------
    folder
        For this index alone. Throwing it away loses nothing that a rebuild does not bring back.
    shape
        What the records have. After a change of shape, searching raises ``index_of_other_shape`` until a rebuild.
    threads
        For a rebuild.
    few
        See `FEW`.
    """

    def __init__(self, folder: Path, shape: Shape, *, threads: int = 2, few: int = FEW) -> None:
        self.shape = shape
        self._few = few
        self._schema = _schema(shape)
        self._generations = _Generations(folder, self._schema)
        keep_dictionaries(folder / "dictionaries")
        self._threads = threads
        self._opening = Lock()
        self._open: _Open | None = None

    def index(self, docs: Iterable[Doc]) -> None:
        """Add or replace records in one commit."""
        with self._generations.writing():
            name = self._generations.current
            writer = self._generations.opened(name).writer(MEMORY, 1)
            self._write(name, writer, docs, fresh=False)

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records in one commit."""
        with self._generations.writing():
            writer = self._generations.opened(self._generations.current).writer(MEMORY, 1)
            for id_ in ids:
                writer.delete_documents_by_term("id", id_)
            writer.commit()
            writer.wait_merging_threads()

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Write the next generation, then point to it."""
        with self._generations.writing():
            name = self._generations.following()
            writer = self._generations.opened(name).writer(MEMORY * self._threads, self._threads)
            self._write(name, writer, docs, fresh=True)
            self._generations.publish(name)

    def close(self) -> None:
        """Forget the open generation; the next search opens it again."""
        self._open = None

    def vocabulary(self) -> Mapping[str, int]:
        """Folded words with the number of records they occur in."""
        return {word: count for word, count in self._now().searcher.terms_with_prefix("text", "") if word.isalnum()}

    def search(self, query: Query) -> Answer:
        """Answer from the last commit."""
        self.shape.check_query(query)
        now = self._now()
        wanted = terms(query, now.languages)
        said = [(Occur.Must, self._term(now.searcher, term)) for term in wanted] or [
            (Occur.Must, tantivy.Query.all_query())
        ]
        most = self._most(now.searcher, wanted)
        few = most <= self._few
        filters = {facet: self._filter(now, facet, values, few=few) for facet, values in query.chosen.items()}
        everything = tantivy.Query.boolean_query([*said, *filters.values()])
        if few:
            found = now.searcher.search(tantivy.Query.boolean_query(said), max(int(most), 1), order_by_field="row")
            total, counts = now.columns.answer([row for row, _ in found.hits], query.chosen, query.counted)
            hits = self._page(now.searcher, everything, query, wanted)[1] if total else ()
            return Answer(total, hits, counts)
        total, hits = self._page(now.searcher, everything, query, wanted)
        free = [facet for facet in query.counted if facet not in filters]
        counts = _counted(now.searcher, everything, free)
        for facet in query.counted:
            if facet in filters:
                others = [other for name, other in filters.items() if name != facet]
                counts |= _counted(now.searcher, tantivy.Query.boolean_query([*said, *others]), [facet])
        return Answer(total, hits, {facet: counts[facet] for facet in query.counted})

    def _most(self, searcher: tantivy.Searcher, wanted: tuple[Term, ...]) -> float:
        """No more records than this have the words of a question."""

        def having(term: Term) -> float:
            if term.open:
                return inf
            forms = min(searcher.doc_freq("text", form) for form in term.forms)
            return forms + sum(searcher.doc_freq("lemmas", token) for token in term.lemmas)

        return min(map(having, wanted), default=inf)

    def _page(
        self, searcher: tantivy.Searcher, asked: tantivy.Query, query: Query, wanted: tuple[Term, ...]
    ) -> tuple[int, tuple[Hit, ...]]:
        held = searcher.num_docs
        start = query.first if query.first < held else 0  # tantivy makes room for all that stand before a page
        size = min(query.size, held) if start == query.first else 0
        found = _ordered(searcher, asked, query, start, max(size, 1))
        return int(found.count), _hits(searcher, found.hits[:size], query, wanted)  # type: ignore[attr-defined]

    def _term(self, searcher: tantivy.Searcher, term: Term) -> tantivy.Query:
        if len(term.forms) > 1:
            return tantivy.Query.phrase_query(self._schema, "text", list(term.forms))
        if term.open:
            form = tantivy.Query.regex_query(self._schema, "text", f"{term.forms[0]}.*")
        else:
            form = tantivy.Query.term_query(self._schema, "text", term.forms[0])
        held = (token for token in term.lemmas if searcher.doc_freq("lemmas", token))  # every count would look for all
        lemmas = [tantivy.Query.term_query(self._schema, "lemmas", token) for token in held]
        return tantivy.Query.boolean_query([(Occur.Should, one) for one in (form, *lemmas)]) if lemmas else form

    def _filter(self, now: _Open, facet: str, values: tuple[str, ...], *, few: bool) -> tuple[Occur, tantivy.Query]:
        single, ranges = set(values), []
        if not few and len(values) >= SHORTEST_RANGE and all(value.isascii() and value.isdecimal() for value in values):
            for run in _runs(now.held(facet), single):
                single -= set(run)
                ranges.append(now.index.parse_query(f"facet_{facet}:[{run[0]} TO {run[-1]}]", ["text"]))
        terms = (tantivy.Query.term_query(self._schema, f"facet_{facet}", value) for value in sorted(single))
        either = tantivy.Query.boolean_query([(Occur.Should, one) for one in (*ranges, *terms)])
        return Occur.Must, tantivy.Query.const_score_query(either, 0.0)

    def _write(self, name: str, writer: tantivy.IndexWriter, docs: Iterable[Doc], *, fresh: bool) -> None:
        seen: set[str] = set()
        try:
            folder = self._generations.columns(name)
            with closing(prepared(map(self.shape.checked, docs))) as ready, columns.Writer(folder) as beside:
                for one in ready:
                    if not fresh or one.doc.id in seen:
                        writer.delete_documents_by_term("id", one.doc.id)
                    seen.add(one.doc.id)
                    writer.add_document(self._document(one, beside.add(one.doc.facets)))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def _document(self, ready: Ready, row: int) -> tantivy.Document:
        doc, forms, lemmas = ready
        kept = tantivy.Document()
        kept.add_text("id", doc.id)
        kept.add_unsigned("row", row)
        kept.add_text("text", forms)
        kept.add_text("lemmas", lemmas)
        for language in {text.language for text in doc.texts.values()}:
            kept.add_text("language", language)
        kept.add_bytes("texts", msgspec.json.encode(doc.texts))
        for facet, values in doc.facets.items():
            for value in dict.fromkeys(values):
                kept.add_text(f"facet_{facet}", value)
        for number in self.shape.numbers:
            kept.add_float(f"rising_{number}", sort_value(doc, number))
            kept.add_float(f"falling_{number}", -sort_value(doc, f"-{number}"))
        return kept

    def _now(self) -> _Open:
        """The current generation, opened again only if a commit or a rebuild came between."""
        name = self._generations.current
        state = (self._generations.folder / name / "meta.json").stat()
        stamp = (name, state.st_mtime_ns, state.st_ino)
        if (now := self._open) and now.stamp == stamp:
            return now
        with self._opening:
            index = self._open.index if self._open and self._open.stamp[0] == name else self._generations.opened(name)
            index.reload()
            searcher = index.searcher()
            spoken = (language for language in LANGUAGES if searcher.doc_freq("language", language))
            beside = columns.Columns.opened(self._generations.columns(name))
            self._open = now = _Open(stamp, index, searcher, frozenset(spoken), beside)
            return now


def _schema(shape: Shape) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", fast=True)
    builder.add_text_field("text", tokenizer_name="spaces")
    builder.add_text_field("lemmas", tokenizer_name="spaces", index_option="freq")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("texts", stored=True)
    for facet in shape.facets:
        builder.add_text_field(f"facet_{facet}", fast=True, tokenizer_name="raw", index_option="basic")
    for number in shape.numbers:
        builder.add_float_field(f"rising_{number}", fast=True)
        builder.add_float_field(f"falling_{number}", fast=True)
    return builder.build()


def _hits(
    searcher: tantivy.Searcher,
    found: Sequence[tuple[float, tantivy.DocAddress]],
    query: Query,
    wanted: tuple[Term, ...],
) -> tuple[Hit, ...]:
    """What a page shows of records that were found."""
    hits = []
    for score, address in found:
        kept = searcher.doc(address)
        texts = msgspec.json.decode(kept.get_first("texts") or b"{}", type=dict[str, Text])
        hits.append(Hit(str(kept.get_first("id")), 0.0 if query.sort else score, highlights(texts, wanted)))
    return tuple(hits)


def _ordered(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: Query, start: int, size: int
) -> tantivy.SearchResult:
    """The records of a question in the order it asks for."""
    if not query.sort:
        return searcher.search(asked, size, offset=start)
    falling = query.sort.startswith("-")
    field = f"{'falling' if falling else 'rising'}_{query.sort.removeprefix('-')}"
    order = tantivy.Order.Desc if falling else tantivy.Order.Asc
    return searcher.search(asked, size, offset=start, order_by_field=field, order=order)


def _runs(held: list[str], chosen: set[str]) -> list[list[str]]:
    """Chosen values that follow each other among those that are held, where a range is quicker than one by one."""
    grouped = (list(run) for among, run in groupby(held, chosen.__contains__) if among)
    return [run for run in grouped if len(run) >= SHORTEST_RANGE]


def _counted(searcher: tantivy.Searcher, asked: tantivy.Query, facets: list[str]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    wanted = {facet: {"terms": {"field": f"facet_{facet}", "size": MOST_VALUES}} for facet in facets}
    found = searcher.aggregate(asked, wanted)
    return {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in found[facet]["buckets"] if bucket["doc_count"]}
        for facet in facets
    }
