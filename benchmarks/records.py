"""A million records that are made up but not unreal: passages of the real corpus, facets by a recipe, fixed by a seed.

Run ``python benchmarks/records.py CORPUS OUT --records 1000000``; ``benchmarks/search.py`` does it by itself. The corpus is
the multilingual file of structural funds projects that ``openhearth.sources.practices.esif`` reads. Words of a record stand in the
order of the corpus, passage by passage. Some are replaced by the head of one word and the tail of another of the same
language, so that new words keep coming as they do in texts (Heaps' law), in the languages with long compounds and elsewhere.
The first records of a long file are those of a short one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from openhearth.core.values import Array
from openhearth.search.contract import Doc, Shape, Text
from openhearth.sources.practices import esif

SEED = 20261122
CHUNK = 1000
TITLE, BODY, PASSAGE = (5, 11), (15, 46), (5, 16)
"""Words, from and below."""

NEW_WORDS = 0.03
"""Share of words that are replaced by made-up ones."""

COUNTRIES = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
    "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
NUTS2 = tuple(f"{COUNTRIES[number % 27]}{number // 27 + 10}" for number in range(244))
"""As many regions as the Union has at NUTS 2; made-up codes that begin with the country's, nine or ten each."""

SHAPE = Shape(("country", "nuts2", "theme", "fund", "year", "tags"), ("budget",))
VALUES: Mapping[str, tuple[str, ...]] = {
    "country": COUNTRIES,
    "nuts2": NUTS2,
    "theme": tuple(f"theme {number:02}" for number in range(14)),
    "fund": tuple(f"fund {number}" for number in range(8)),
    "year": tuple(str(2007 + number) for number in range(20)),
    "tags": tuple(f"tag {number:02}" for number in range(60)),
}
SKEW = {"nuts2": 0.7, "theme": 0.8, "fund": 1.0, "year": 0.3, "tags": 0.6}
"""The value of rank r is drawn in proportion to r to the minus this."""

Words = Mapping[str, Sequence[str]]
"""Language to all words of its texts, as written and in their order."""


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """What records are made of."""

    words: Words
    languages: tuple[str, ...]
    shares: Array
    seed: int = SEED


def recipe(corpus: Path, seed: int = SEED) -> Recipe:
    """Passages of the corpus, its languages in its own shares."""
    frame = esif.parse(corpus.read_bytes()).frame.select("language", "title", "description")
    words: dict[str, list[str]] = {}
    for language, title, description in frame.iter_rows():
        words.setdefault(language, []).extend(f"{title} {description or ''}".split())
    counted = frame["language"].value_counts(sort=True)
    shares = counted["count"].to_numpy() / len(frame)
    return Recipe(words, tuple(counted["language"]), shares, seed)


def records(count: int, made_of: Recipe) -> Iterator[Doc]:
    """So many records, always the same."""
    for first in range(0, count, CHUNK):
        rng = np.random.default_rng([made_of.seed, first])
        drawn = {facet: _ranks(len(VALUES[facet]), skew, CHUNK, rng) for facet, skew in SKEW.items() if facet != "tags"}
        tagged = _ranks(60, SKEW["tags"], (CHUNK, 4), rng)
        tags = rng.integers(1, 5, CHUNK)
        languages = rng.choice(len(made_of.languages), CHUNK, p=made_of.shares)
        budgets = np.exp(rng.normal(12, 1.8, CHUNK)).round(2)
        titles, bodies = rng.integers(*TITLE, CHUNK), rng.integers(*BODY, CHUNK)
        for row in range(min(CHUNK, count - first)):
            language = made_of.languages[languages[row]]
            words = made_of.words[language]
            title = _text(words, int(titles[row]), rng)
            body = _text(words, int(bodies[row]), rng)
            facets = {facet: (VALUES[facet][ranks[row]],) for facet, ranks in drawn.items()}
            facets["country"] = (COUNTRIES[drawn["nuts2"][row] % 27],)
            facets["tags"] = tuple(VALUES["tags"][rank] for rank in dict.fromkeys(tagged[row, : tags[row]].tolist()))
            texts = {"title": Text(title, language), "body": Text(body, language)}
            yield Doc(f"record-{first + row}", texts, facets, {"budget": float(budgets[row])})


def write(file: Path, count: int, made_of: Recipe) -> None:
    """Records as lines of JSON."""
    with file.open("wb") as out:
        out.writelines(msgspec.json.encode(doc) + b"\n" for doc in records(count, made_of))


def read(file: Path) -> Iterator[Doc]:
    """Records from lines of JSON, one by one."""
    decoder = msgspec.json.Decoder(Doc)
    with file.open("rb") as lines:
        yield from map(decoder.decode, lines)


def _text(words: Sequence[str], length: int, rng: np.random.Generator) -> str:
    text: list[str] = []
    while len(text) < length:
        start, width = rng.integers(len(words)), rng.integers(*PASSAGE)
        text += words[start : start + min(width, length - len(text))]
    for place in rng.integers(length, size=rng.binomial(length, NEW_WORDS)):
        head, tail = (words[at] for at in rng.integers(len(words), size=2))
        text[place] = head[: (len(head) + 1) // 2] + tail[len(tail) // 2 :]
    return " ".join(text)


def _ranks(
    values: int, skew: float, size: int | tuple[int, int], rng: np.random.Generator
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    weights = 1 / np.arange(1, values + 1) ** skew
    return rng.choice(values, size, p=weights / weights.sum())


def main() -> None:
    """Write a file of records."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("out", type=Path)
    asked.add_argument("--records", type=int, default=1_000_000)
    given = asked.parse_args()
    write(given.out, given.records, recipe(given.corpus))


if __name__ == "__main__":
    main()
