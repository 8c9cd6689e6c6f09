"""Does the encoder of ``[semantic]`` know a language, and which duplicates are found with and without it?

Run ``OPENBLAS_NUM_THREADS=1 python benchmarks/meaning.py [ESIF]``. Questions and records are those of ``parallel_titles.yaml``,
beside the packaged practices. ESIF is ``esif_projects_multilingual.jsonl.gz``: real projects that are nobody's duplicate.
Measured, never a test.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import yaml

from openhearth.core.duplicates import ALIKE, Entry, entry, likely_duplicates
from openhearth.core.practice import Practice
from openhearth.search.contract import Doc, Query, Shape, Text
from openhearth.search.language import LANGUAGES
from openhearth.search.meaning import DIMENSIONS, TRUSTED, Floats, MeaningIndex, trusted, vectors
from openhearth.search.memory import MemoryEngine
from openhearth.sources.practices.practices_yaml import packaged_practices

SEED, STRANGERS, ENOUGH = 20261122, 3000, 0.8
"""A language is trusted when recall@5 is at least `ENOUGH` from and into English, for sentences and for questions."""

SETS = yaml.safe_load((Path(__file__).parent / "parallel_titles.yaml").read_text("utf-8"))
PRACTICES = packaged_practices()
ASKED = tuple(language for language in SETS if "asked" in SETS[language])


def main() -> None:
    """Print every table."""
    told = {language: vectors(list(SETS[language]["told"].values())) for language in LANGUAGES}
    asked = {language: vectors(list(SETS[language]["asked"].values())) for language in ASKED}
    passed = languages(told, asked)
    print(f"passed: {' '.join(passed)}; TRUSTED is {'the same' if set(passed) == TRUSTED else 'DIFFERENT'}\n")
    pairs(passed, told, asked)
    thresholds(passed, told, asked)
    real_records(passed)
    duplicates(strangers(sys.argv[1]) if len(sys.argv) > 1 else [])
    speed()


def recall(questions: Floats, records: Floats, count: int) -> float:
    """How often the record of the same row is among the nearest."""
    similar = questions @ records.T
    before = (similar > np.diag(similar)[:, None]).sum(axis=1)
    return float((before < count).mean())


def languages(told: Mapping[str, Floats], asked: Mapping[str, Floats]) -> list[str]:
    """From English into each language and back, beside the words alone and chance; which languages pass."""
    count = len(told["en"])
    print(f"## Languages, {count} records each; chance at 5: {5 / count:.2f}\n")
    print("| language | similarity | en→ @1 | @5 | →en @1 | @5 | asked en→ @5 | asked →en @5 | words en→ @5 | →en @5 |")
    print(f"| --- |{' ---: |' * 9}")
    passed = ["en"]
    for language in LANGUAGES:
        if language == "en":
            continue
        there, back = (told["en"], told[language]), (told[language], told["en"])
        found = [recall(*way, k) for way in (there, back) for k in (1, 5)]
        short = [float("nan")] * 2
        if language in asked:
            short = [recall(asked["en"], told[language], 5), recall(asked[language], told["en"], 5)]
        words = [by_words("en", language), by_words(language, "en")]
        same = float(np.median((told["en"] * told[language]).sum(axis=1)))
        row = " | ".join(f"{number:.2f}" for number in (same, *found, *short, *words)).replace("nan", "")
        print(f"| {language} | {row} |", flush=True)
        if min(found[1], found[3], *short) >= ENOUGH:
            passed.append(language)
    print()
    return sorted(passed)


def by_words(asking: str, answering: str) -> float:
    """Recall@5 of the words themselves: any of them, rare ones counting more."""
    engine = MemoryEngine(Shape())
    told = SETS[answering]["told"]
    engine.rebuild([Doc(code, {"told": Text(words, answering)}) for code, words in told.items()])
    right = 0
    for code, words in SETS[asking]["told"].items():
        scores = dict.fromkeys(told, 0.0)
        for word in set(words.split()):
            for hit in engine.search(Query(word, size=len(told))).hits if any(map(str.isalnum, word)) else ():
                scores[hit.id] += hit.score
        right += scores[code] > 0 and sum(score > scores[code] for score in scores.values()) < 5
    return right / len(told)


def pairs(passed: Sequence[str], told: Mapping[str, Floats], asked: Mapping[str, Floats]) -> None:
    """Every pair of languages that passed, without English between."""
    ways = [(one, two) for one in passed for two in passed if one != two]
    sentences = {way: recall(told[way[0]], told[way[1]], 5) for way in ways}
    short = {way: recall(asked[way[0]], told[way[1]], 5) for way in ways}
    for name, found in (("sentences", sentences), ("questions", short)):
        worst = min(found, key=lambda way: found[way])
        print(
            f"{len(ways)} pairs, {name}: mean recall@5 {np.mean(list(found.values())):.2f}, worst {found[worst]:.2f} {worst}"
        )
    print()


def thresholds(passed: Sequence[str], told: Mapping[str, Floats], asked: Mapping[str, Floats]) -> None:
    """What a similarity keeps of the right records, and how many unrelated questions it lets through."""
    records = np.concatenate([told[language] for language in passed])
    nearest = np.concatenate([(vectors(SETS[language]["unrelated"]) @ records.T).max(axis=1) for language in passed])
    ways = [(one, two) for one in passed for two in passed if one != two]
    short = np.concatenate([(asked[one] * told[two]).sum(axis=1) for one, two in ways])
    long = np.concatenate([(told[one] * told[two]).sum(axis=1) for one, two in ways])
    shown = np.concatenate([asked[one] @ told[two].T for one, two in ways])
    print(f"## Thresholds: {len(nearest)} unrelated questions, {len(records)} records\n")
    print("| at least | unrelated with a hit | right record kept, questions | sentences | records shown of 40 |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for least in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        kept = [np.mean(numbers >= least) for numbers in (nearest, short, long)]
        print(f"| {least:.2f} | {' | '.join(f'{k:.2f}' for k in kept)} | {(shown >= least).sum(axis=1).mean():.1f} |")
    print()


def real_records(passed: Sequence[str]) -> None:
    """Questions in each language to the packaged practices as they are: English, title and summary."""
    codes = [practice.code for practice in PRACTICES]
    print("## Questions to the 24 packaged practices\n")
    print("| asked in | @1 | @5 | shown at all | shown | unrelated with a hit |\n| --- |" + " ---: |" * 5)
    with indexed(PRACTICES) as index:
        for language in passed:
            asked = [SETS[language]["asked"][code] for code in codes]
            ranked = [[id_ for id_, _ in index.nearest(words, language, count=24, at_least=-1)] for words in asked]
            places = np.array([found.index(code) for found, code in zip(ranked, codes, strict=True)])
            shown = [[id_ for id_, _ in index.nearest(words, language, count=24)] for words in asked]
            kept = np.mean([code in found for found, code in zip(shown, codes, strict=True)])
            unrelated = np.mean([bool(index.nearest(words, language)) for words in SETS[language]["unrelated"]])
            numbers = (
                np.mean(places < 1),
                np.mean(places < 5),
                kept,
                np.mean([len(found) for found in shown]),
                unrelated,
            )
            print(f"| {language} | {' | '.join(f'{number:.2f}' for number in numbers)} |")
    print()


@contextmanager
def indexed(practices: Sequence[Practice]) -> Iterator[MeaningIndex]:
    """An index of practices for a while."""
    with tempfile.TemporaryDirectory() as folder:
        index = MeaningIndex(Path(folder))
        index.rebuild((practice.code, Text(whole(practice), practice.language)) for practice in practices)
        yield index


def whole(practice: Practice) -> str:
    """Title and summary, as a record is indexed."""
    return f"{practice.title}. {practice.summary}"


def strangers(path: str) -> list[Practice]:
    """Real projects with a description, drawn at random."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["description"]]
    drawn = np.random.default_rng(SEED).permutation(len(rows))[:STRANGERS]
    picked = [rows[row] for row in drawn]
    return [
        Practice(row["id"], row["title"], row["description"], row["lang"], "", "", country=row["country"])
        for row in picked
    ]


def duplicates(others: Sequence[Practice]) -> None:
    """The packaged practices entered again in every language, against all of them and real strangers."""
    for practices in ([*PRACTICES], [*PRACTICES, *others]) if others else ([*PRACTICES],):
        print(f"## Duplicates among 24 practices and {len(practices) - 24} real projects\n")
        print(
            "| entered in | without: recall | precision | wrong for each | with: recall | precision | wrong for each |"
        )
        print(f"| --- |{' ---: |' * 6}")
        known = [entry(practice) for practice in practices]
        every: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
        with indexed(practices) as index:
            for language in LANGUAGES:
                ways = (False, True) if trusted(language) else (False,)
                found = {semantic: entered_again(language, known, index if semantic else None) for semantic in ways}
                for semantic in ways:
                    every[semantic] += found[semantic]
                cells = [summary(found[semantic]) for semantic in ways] + ["| | "] * (2 - len(ways))
                print(f"| {language} | {' | '.join(cells)} |", flush=True)
        print(f"| all | {summary(every[False])} | {summary(every[True])} |\n")


def entered_again(language: str, known: Sequence[Entry], index: MeaningIndex | None) -> list[tuple[int, int]]:
    """For each packaged practice, whether it is found, and how many others are shown."""
    found = []
    for practice in PRACTICES:
        title, told = (SETS[language][part][practice.code] for part in ("title", "told"))
        again = Practice("", title, told, language, "", "", country=practice.country)
        likeness = dict(index.nearest(whole(again), language, count=50, at_least=ALIKE)) if index else None
        shown = {one.code for one in likely_duplicates(entry(again), known, likeness)}
        found.append((int(practice.code in shown), len(shown - {practice.code})))
    return found


def summary(found: Sequence[tuple[int, int]]) -> str:
    """Recall, precision, and wrong ones for each entry."""
    right, wrong = np.sum(found, axis=0)
    return f"{right / len(found):.2f} | {right / max(right + wrong, 1):.2f} | {wrong / len(found):.2f}"


def speed() -> None:
    """Processor time of the encoder and of an index of three sizes."""
    print("## Speed, processor time\n")
    texts = [whole(practice) for practice in PRACTICES] * 20
    start = time.process_time()
    vectors(texts)
    spent = time.process_time() - start
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"- {len(texts) / spent:.0f} texts of {words:.0f} words a second")
    start = time.process_time()
    for question in SETS["en"]["asked"].values():
        vectors([question])
    print(f"- a question: {(time.process_time() - start) / len(SETS['en']['asked']) * 1000:.1f} ms")
    rng = np.random.default_rng(SEED)
    for size in (1000, 10_000, 100_000):
        rows = rng.integers(-60, 60, (size, DIMENSIONS), dtype=np.int8)
        with tempfile.TemporaryDirectory() as folder:
            timed_index(MeaningIndex(Path(folder)), rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"- most memory of this process: {peak:.0f} MB")


def timed_index(index: MeaningIndex, rows: np.ndarray) -> None:
    """Write, change and ask an index of rows that need no encoding."""
    ids = [str(number) for number in range(len(rows))]
    start = time.perf_counter()
    index._write(index._opened(), None, ids, ["en"] * len(ids), rows)  # noqa: SLF001
    written = time.perf_counter() - start
    start = time.perf_counter()
    index.index([("new", Text("Waste heat of a steelworks", "en"))])
    changed = time.perf_counter() - start
    start = time.perf_counter()
    index.nearest("first after a change", "en")
    first = time.perf_counter() - start
    spent = []
    for question in SETS["en"]["asked"].values():
        start = time.process_time()
        index.nearest(question, "en")
        spent.append((time.process_time() - start) * 1000)
    low, high = np.percentile(spent, (50, 95))
    print(
        f"- {len(rows):,} sentences: a search {low:.1f} ms (p95 {high:.1f}), the first after a change {first * 1000:.0f} ms; wall time "
        f"of writing {written:.2f} s, of one more record {changed:.2f} s"
    )


if __name__ == "__main__":
    main()
