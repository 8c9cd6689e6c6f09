"""Finding among a million records with complete facet counts, beside SQLite FTS5 and PostgreSQL with counts in SQL.

Run ``python benchmarks/search.py CORPUS``; measured, never a test. The records are those of ``benchmarks/records.py``. Every
engine gets the same tokens (``openhearth.search.language``) and the same questions, and must give the same totals and counts.
Each works in a process of its own; of PostgreSQL the backend is measured, of a throw-away cluster. With 1,000,000 records
it takes about half an hour and 6 GB of disk.

Both peers are spared two things that ours does: they make no highlights, and of more than 20,000 records they show the
last ones instead of ranking all. Ours is asked with highlights and without.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from records import SEED, SHAPE, VALUES, read, recipe, write

from openhearth.core.values import Array
from openhearth.search import tantivy_engine
from openhearth.search.contract import Doc, Query, Text
from openhearth.search.language import MARK, keep_dictionaries, tokens
from openhearth.search.preparation import prepared
from openhearth.search.tantivy_engine import TantivyEngine
from openhearth.search.terms import Term, terms

MOST_RANKED = 20_000
ASKED = 40
"""Questions of a class; each is asked once, after three others of its class."""

WARM = 3
SHARES = {"rare": (0.00005, 0.0003), "medium": (0.0015, 0.005), "common": (0.08, 0.3)}
"""Share of records that a word of the class occurs in."""

CLASSES = {
    "rare": "rare word, 3 filters",
    "medium": "medium word, 3 filters",
    "two": "two words, 3 filters",
    "common": "very common word, 3 filters",
    "browse": "no word, 3 filters",
    "free": "very common word, no filter",
}
PROTOTYPE = {
    "rare": (3, 4),
    "medium": (9, 13),
    "two": (10, 18),
    "common": (36, 48),
    "browse": (40, 55),
    "free": (17, 29),
}
"""CPU milliseconds, p50 and p95, of the tantivy prototype in the research, which made no highlights."""

SPOKEN = ("da", "de", "el", "en", "fi", "fr", "hr", "nl", "ro", "sk", "sv")
"""Languages of the corpus: a search word may be an inflection in any of them."""

SINGLE = ("country", "nuts2", "theme", "fund", "year")
CODES = {facet: {value: code for code, value in enumerate(values)} for facet, values in VALUES.items()}


class Peer(Protocol):
    """What is compared."""

    def build(self, file: Path) -> int:
        """Index the records of a file; how many bytes it takes on disk."""

    def ask(self, query: Query) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        """The total and all counts, with the records of the first page fetched."""

    def clock(self) -> float:
        """Seconds of processor time that answering has taken."""

    def memory(self) -> int:
        """Most bytes held by the process that answers."""


class Ours:
    """tantivy behind the contract, with highlights."""

    name = "tantivy (ours)"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tantivy"
        self.engine = TantivyEngine(self.folder, SHAPE)

    def build(self, file: Path) -> int:
        self.engine.rebuild(read(file))
        return size_of(self.folder)

    def ask(self, query: Query) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        answer = self.engine.search(query)
        return answer.total, answer.counts

    def clock(self) -> float:
        return time.process_time()

    def memory(self) -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Plain(Ours):
    """The same engine without highlights, as the prototype and both peers."""

    name = "ours without highlights"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        tantivy_engine.highlights = lambda texts, wanted: ()  # noqa: ARG005

    def build(self, file: Path) -> int:
        """Nothing: it reads what ours has built."""
        return size_of(self.folder) if file.exists() else 0


class Fts5:
    """SQLite: one table of words, one of codes; hits with their passed filters in a temporary table, one GROUP BY a facet."""

    name = "SQLite FTS5 + SQL"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "fts5.sqlite3"
        self.database = sqlite3.connect(self.file, isolation_level=None)
        for pragma in ("cache_size = -200000", "mmap_size = 4000000000", "temp_store = memory", "synchronous = normal"):
            self.database.execute(f"pragma {pragma}")

    def build(self, file: Path) -> int:
        self.database.executescript(f"""
            pragma journal_mode = off;
            create table record(number integer primary key, id text not null, texts blob not null);
            create table facet(number integer primary key, country int, nuts2 int, theme int, fund int, year int);
            create table tag(number int, tag int, primary key(number, tag)) without rowid;
            create virtual table fts using fts5(text, content='', tokenize="ascii tokenchars '{MARK}'");
        """)
        self.database.execute("begin")
        for number, ready in enumerate(prepared(read(file)), 1):
            doc, codes = ready.doc, codes_of(ready.doc)
            put = self.database.execute
            put("insert into record values(?, ?, ?)", [number, doc.id, msgspec.json.encode(doc.texts)])
            put("insert into facet values(?, ?, ?, ?, ?, ?)", [number, *(codes[facet][0] for facet in SINGLE)])
            self.database.executemany("insert into tag values(?, ?)", ((number, tag) for tag in codes["tags"]))
            put("insert into fts(rowid, text) values(?, ?)", [number, ready.tokens])
        self.database.executescript("insert into fts(fts) values('optimize'); analyze;")
        return size_of(self.file)

    def ask(self, query: Query) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        match = " AND ".join(fts5_expression(term) for term in terms(query, SPOKEN))
        passed = [f"{passes(query, facet)} as ok_{facet}" for facet in SINGLE]
        source = "fts cross join facet on facet.number = fts.rowid where fts match ?" if match else "facet"
        ask = self.database.execute
        ask("drop table if exists temp.hit")
        ask(
            "create temp table hit(number integer primary key, country int, nuts2 int, theme int, fund int, year int,"
            " ok_country int, ok_nuts2 int, ok_theme int, ok_fund int, ok_year int)"
        )
        ask(
            f"insert into hit select * from (select facet.*, {', '.join(passed)} from {source}) "  # noqa: S608
            f"where {' + '.join(f'ok_{facet}' for facet in SINGLE)} >= 4",
            [match] if match else [],
        )
        every = " and ".join(f"ok_{facet}" for facet in query.chosen) or "1"
        counts = {}
        for facet in SINGLE:
            others = " and ".join(f"ok_{other}" for other in query.chosen if other != facet) or "1"
            counts[facet] = dict(ask(f"select {facet}, count(*) from hit where {others} group by 1"))  # noqa: S608
        counts["tags"] = dict(
            ask(f"select tag, count(*) from hit cross join tag using (number) where {every} group by 1")  # noqa: S608
        )
        (total,) = ask(f"select count(*) from hit where {every}").fetchone()  # noqa: S608
        page = f"select number from hit where {every} order by number desc limit {query.size}"  # noqa: S608
        if match and total <= MOST_RANKED:
            page = (
                f"select hit.number from fts cross join hit on hit.number = fts.rowid where fts match ? and {every} "  # noqa: S608
                f"order by rank limit {query.size}"
            )
        shown = ask(page, [match] if "?" in page else []).fetchall()
        for number in shown:
            ask("select id, texts from record where number = ?", number).fetchone()
        return total, named(counts)

    def clock(self) -> float:
        return time.process_time()

    def memory(self) -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Postgres:
    """PostgreSQL: a GIN index of words, the hits once in a materialised WITH, one GROUP BY a facet, in one statement."""

    name = "PostgreSQL + SQL"

    def __init__(self, folder: Path) -> None:
        import psycopg  # noqa: PLC0415 - only one of the processes needs it

        port = int((folder / "port").read_text())
        self.database = psycopg.connect(
            host="127.0.0.1", port=port, user="openhearth", dbname="postgres", autocommit=True
        )
        for setting in (
            "work_mem = '512MB'",
            "jit = off",
            "max_parallel_workers_per_gather = 0",
            "plan_cache_mode = 'auto'",
        ):
            self.database.execute(f"set {setting}")
        self.backend = self.database.info.backend_pid

    def build(self, file: Path) -> int:
        put = self.database.execute
        columns = ", ".join(f"{facet} smallint not null" for facet in SINGLE)
        put(
            f"create unlogged table record(number int not null, id text not null, {columns}, tags smallint[] not null,"
            " texts text not null, words tsvector not null)"
        )
        with self.database.cursor().copy("copy record from stdin") as out:
            for number, ready in enumerate(prepared(read(file)), 1):
                doc, codes = ready.doc, codes_of(ready.doc)
                tags = "{" + ",".join(map(str, codes["tags"])) + "}"
                texts = msgspec.json.encode(doc.texts).decode()
                out.write_row(
                    (number, doc.id, *(codes[facet][0] for facet in SINGLE), tags, texts, vector(ready.tokens))
                )
        put("set maintenance_work_mem = '1GB'")
        put("create unique index on record(number)")
        put("create index on record using gin(words) with (fastupdate = off)")
        put("vacuum analyze record")
        row = put("select pg_total_relation_size('record')").fetchone()
        return int(row[0]) if row else 0

    def ask(self, query: Query) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        match = " & ".join(postgres_expression(term) for term in terms(query, SPOKEN))
        passed = ", ".join(f"({passes(query, facet)})::int as ok_{facet}" for facet in query.chosen)
        fails = " + ".join(f"({passes(query, facet)})::int" for facet in query.chosen)
        conditions = [f"words @@ '{match}'::tsquery"] if match else []
        conditions += [f"{fails} >= {len(query.chosen) - 1}"] if fails else []
        every = " and ".join(f"ok_{facet} = 1" for facet in query.chosen) or "true"
        parts = []
        for facet in SINGLE:
            others = " and ".join(f"ok_{other} = 1" for other in query.chosen if other != facet) or "true"
            parts.append(f"select '{facet}', {facet}::int, count(*) from hit where {others} group by 2")  # noqa: S608
        parts.append(f"select 'tags', tag::int, count(*) from hit, unnest(tags) as tag where {every} group by 2")  # noqa: S608
        parts.append(f"select 'total', 0, count(*) from hit where {every}")  # noqa: S608
        rows = self.database.execute(
            f"with hit as materialized (select {', '.join(SINGLE)}, tags{', ' * bool(passed)}{passed} from record "  # noqa: S608
            f"where {' and '.join(conditions) or 'true'}) {' union all '.join(parts)}"
        ).fetchall()
        counts: dict[str, dict[int, int]] = {facet: {} for facet in VALUES}
        total = 0
        for facet, code, count in rows:
            if facet == "total":
                total = count
            else:
                counts[facet][code] = count
        where = [f"words @@ '{match}'::tsquery"] if match else []
        where += [passes(query, facet) for facet in query.chosen]
        order = f"ts_rank(words, '{match}'::tsquery) desc" if match and total <= MOST_RANKED else "number desc"
        self.database.execute(
            f"select id, texts from record where {' and '.join(where) or 'true'} order by {order} limit {query.size}"  # noqa: S608
        ).fetchall()
        return total, named(counts)

    def clock(self) -> float:
        return int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e9

    def memory(self) -> int:
        lines = Path(f"/proc/{self.backend}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


PEERS: Mapping[str, Callable[[Path], Peer]] = {"ours": Ours, "plain": Plain, "fts5": Fts5, "postgres": Postgres}


def codes_of(doc: Doc) -> dict[str, list[int]]:
    """The values of a record as numbers, as databases like them."""
    return {facet: sorted(CODES[facet][value] for value in values) for facet, values in doc.facets.items()}


def named(counts: Mapping[str, Mapping[int, int]]) -> dict[str, dict[str, int]]:
    """Counts by value instead of number."""
    return {facet: {VALUES[facet][code]: count for code, count in found.items()} for facet, found in counts.items()}


def passes(query: Query, facet: str) -> str:
    """A filter in SQL; its numbers are ours."""
    codes = [str(CODES[facet][value]) for value in query.chosen.get(facet, ())]
    return f"{facet} in ({', '.join(codes)})" if codes else "1"


def fts5_expression(term: Term) -> str:
    """A term in FTS5's language."""
    words = " OR ".join(f'"{word}"' for word in (" ".join(term.forms), *term.lemmas))
    return f"({words})"


def postgres_expression(term: Term) -> str:
    """A term as a tsquery; tokens are letters, digits and the mark."""
    return f"({' | '.join(f'$${word}$$' for word in (*term.forms, *term.lemmas))})".replace("$$", "''")


def vector(said: str) -> str:
    """Tokens as a tsvector, of which every word keeps its places."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(said.split(" "), 1):
        places.setdefault(word, []).append(min(place, 16_383))
    return " ".join(f"'{word}':{','.join(map(str, found[:250]))}" for word, found in places.items())


def questions(file: Path, records: int, vocabulary: Mapping[str, int]) -> dict[str, list[Query]]:
    """Words of each class, drawn from the vocabulary; two words from one record; filters drawn alike for all classes."""
    rng = np.random.default_rng(SEED)
    bands = {
        kind: sorted(word for word, count in vocabulary.items() if low <= count / records < high)
        for kind, (low, high) in SHARES.items()
    }
    said = [
        tuple({token.form for text in doc.texts.values() for token in tokens(text.words)})
        for doc in islice(read(file), 5000)
    ]
    found: dict[str, list[Query]] = {kind: [] for kind in CLASSES}
    for _ in range(ASKED + WARM):
        year = int(rng.integers(0, 12))
        filters = {
            "country": tuple(str(one) for one in rng.choice(VALUES["country"][:9], 2, replace=False)),
            "theme": tuple(str(one) for one in rng.choice(VALUES["theme"][:6], 2, replace=False)),
            "year": VALUES["year"][year : year + 9],
        }
        words = {kind: str(rng.choice(band)) for kind, band in bands.items()}
        two: list[str] = []
        while len(two) < 2:
            here = sorted(said[int(rng.integers(len(said)))])
            often = [word for word in here if 0.02 <= vocabulary.get(word, 0) / records < 0.3]
            seldom = [word for word in here if 0.0015 <= vocabulary.get(word, 0) / records < 0.01]
            two = [str(rng.choice(often)), str(rng.choice(seldom))] if often and seldom else []
        words |= {"two": " ".join(two), "browse": "", "free": words["common"]}
        for kind, line in words.items():
            found[kind].append(Query(line, {} if kind == "free" else filters, SHAPE.facets))
    return found


def build(name: str, folder: Path) -> dict[str, Any]:
    """Index all records with one engine."""
    start, before = time.perf_counter(), processor()
    peer = PEERS[name](folder)
    size = peer.build(folder / "records.jsonl")
    server = peer.clock() if isinstance(peer, Postgres) else 0.0
    held = [resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"wall": time.perf_counter() - start, "cpu": processor() - before + server, "size": size, "memory": held}


def ask(name: str, folder: Path) -> dict[str, Any]:
    """Ask one engine every question."""
    start = time.perf_counter()
    peer = PEERS[name](folder)
    asked = msgspec.json.decode((folder / "questions.json").read_bytes(), type=dict[str, list[Query]])
    peer.ask(asked["medium"][0])
    first = time.perf_counter() - start
    found: dict[str, Any] = {"first": first, "answers": {}, "cpu": {}, "wall": {}}
    for kind, queries in asked.items():
        for query in queries[:WARM]:
            peer.ask(query)
        cpu, wall, answers = [], [], []
        for query in queries[WARM:]:
            begun, spent = time.perf_counter(), peer.clock()
            answers.append(peer.ask(query))
            cpu.append((peer.clock() - spent) * 1000)
            wall.append((time.perf_counter() - begun) * 1000)
        found["answers"][kind], found["cpu"][kind], found["wall"][kind] = answers, cpu, wall
    return {**found, "memory": peer.memory()}


def processor() -> float:
    """Seconds of processor time of this process and its ended children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def size_of(path: Path) -> int:
    """Bytes of a file or of all files below a folder."""
    return sum(one.stat().st_size for one in ([path] if path.is_file() else path.rglob("*")) if one.is_file())


def update_seen(folder: Path) -> tuple[float, float]:
    """Milliseconds until another reader finds a changed record, at the median and at most."""
    writer, reader = TantivyEngine(folder / "tantivy", SHAPE), TantivyEngine(folder / "tantivy", SHAPE)
    taken = []
    for number, doc in enumerate(islice(read(folder / "records.jsonl"), 10)):
        word = f"seen{number}today"
        start = time.perf_counter()
        writer.index([Doc(doc.id, {"title": Text(word, "en")}, doc.facets, doc.numbers)])
        while not reader.search(Query(word)).total:
            time.sleep(0.001)
        taken.append((time.perf_counter() - start) * 1000)
    return float(np.median(taken)), max(taken)


@contextmanager
def cluster(folder: Path) -> Iterator[None]:
    """A throw-away PostgreSQL in a folder; without fsync, for it need not survive."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    place = folder / "postgres"
    place.mkdir()
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        folder.chmod(0o755)
        shutil.chown(place, "postgres")
    port = 20_000 + os.getpid() % 10_000
    (folder / "port").write_text(str(port))
    options = f"-p {port} -k {place} -h 127.0.0.1 -c fsync=off -c shared_buffers=2GB -c max_wal_size=8GB"

    def run(*command: str | Path) -> None:
        subprocess.run([*user, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(binaries / "initdb", "-D", place / "data", "-U", "openhearth", "--auth=trust")
    run(binaries / "pg_ctl", "-D", place / "data", "-o", options, "-l", place / "log", "-w", "start")
    try:
        yield
    finally:
        run(binaries / "pg_ctl", "-D", place / "data", "-m", "immediate", "stop")


def apart(folder: Path, *what: str) -> dict[str, Any]:
    """One step in a process of its own, unless the folder has its figures."""
    figures = folder / f"{'-'.join(what)}.json"
    if not figures.exists():
        command = [sys.executable, __file__, str(folder), "--step", *what]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        figures.write_bytes(done.stdout)
        print(f"{' '.join(what)}: done", file=sys.stderr, flush=True)
    found: dict[str, Any] = json.loads(figures.read_bytes())
    return found


def report(built: Mapping[str, Any], asked: Mapping[str, Any], records: int) -> None:
    """Print the tables."""
    names = {name: PEERS[name].name for name in asked}  # type: ignore[attr-defined]
    print(f"## {records:,} records, {os.cpu_count()} cores\n")
    print(
        "| | index time, s | CPU s | on disk, MB | most memory, MB: building, asking | first answer in a new process, s |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, one in built.items():
        held = " + ".join(f"{part / 1e6:,.0f}" for part in one["memory"])
        print(
            f"| {names[name]} | {one['wall']:.0f} | {one['cpu']:.0f} | {one['size'] / 1e6:,.0f} | {held}, "
            f"{asked[name]['memory'] / 1e6:,.0f} | {asked[name]['first']:.2f} |"
        )
    for unit in ("cpu", "wall"):
        print(f"\n{unit.upper() if unit == 'cpu' else 'Wall'} ms, p50 / p95; in brackets how many times ours.\n")
        print(f"| | hits | {' | '.join(names.values())}{' | prototype' if unit == 'cpu' else ''} |")
        print(f"| --- | ---: |{' ---: |' * (len(names) + (unit == 'cpu'))}")
        for kind, title in CLASSES.items():
            hits = np.mean([total for total, _ in asked["ours"]["answers"][kind]])
            ours = quantiles(asked["ours"][unit][kind])
            cells = [cell(quantiles(asked[name][unit][kind]), ours) for name in names]
            cells += [cell(np.array(PROTOTYPE[kind], dtype=np.float64), ours)] if unit == "cpu" else []
            print(f"| {title} | {hits:,.0f} | {' | '.join(cells)} |")


def quantiles(taken: Sequence[float]) -> Array:
    """The median and the 95th percentile."""
    return np.percentile(np.array(taken), (50, 95))


def cell(taken: Array, ours: Array) -> str:
    """Two times, and how many times ours they are."""
    times = "" if np.array_equal(taken, ours) else f" ({taken[0] / ours[0]:.1f}, {taken[1] / ours[1]:.1f})"
    return f"{taken[0]:.1f} / {taken[1]:.1f}{times}"


def main() -> None:
    """Measure everything, or one step of it in this process."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path, help="the multilingual file of projects; with --step the folder to work in")
    asked.add_argument("--records", type=int, default=1_000_000)
    asked.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    asked.add_argument(
        "--folder", type=Path, help="work here and leave everything; records, questions and figures found here are used"
    )
    asked.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.step:
        what, name = given.step
        keep_dictionaries(given.corpus / "dictionaries")
        print(json.dumps({"build": build, "ask": ask}[what](name, given.corpus)))
        return
    with tempfile.TemporaryDirectory(prefix="openhearth-benchmark-") as temporary:
        folder: Path = given.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        measure(folder, given.corpus, given.records, given.peers)


def measure(folder: Path, corpus: Path, records: int, names: Sequence[str]) -> None:
    """Build all, ask all, compare the answers, print the tables."""
    file = folder / "records.jsonl"
    if not file.exists():
        write(file, records, recipe(corpus))
    built, found = {}, {}
    for name in names:
        if name == "postgres" and not (folder / "ask-postgres.json").exists():
            with cluster(folder):
                built[name] = apart(folder, "build", name)
                found[name] = apart(folder, "ask", name)
        else:
            if name != "plain":
                built[name] = apart(folder, "build", name)
            if name == "ours" and not (folder / "questions.json").exists():
                vocabulary = TantivyEngine(folder / "tantivy", SHAPE).vocabulary()
                print(f"{len(vocabulary):,} different words.")
                asked = questions(file, records, vocabulary)
                (folder / "questions.json").write_bytes(msgspec.json.encode(asked))
            found[name] = apart(folder, "ask", name)
    for name in names:
        assert found[name]["answers"] == found["ours"]["answers"], name  # noqa: S101 - a benchmark of wrong answers is none
    report(built, found, records)
    usual, most = update_seen(folder)
    print(f"\nA changed record is found after {usual:.0f} ms at the median of ten, {most:.0f} ms at most.")


if __name__ == "__main__":
    main()
