"""Does the transfer score rank the places that practitioners chose above others? Beside chance, structure and text alone.

Run ``python benchmarks/transfer.py``. Held out: regions that chose each other to learn from, in five programmes. Nothing
of the score was fitted to them. Measured, never a test. It builds a house of its own in ``OPENHEARTH_HOME``, or in a
temporary folder.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan

import django
import numpy as np

os.environ.setdefault("OPENHEARTH_HOME", tempfile.mkdtemp(prefix="openhearth-benchmark-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "openhearth.site.settings"
os.environ.pop("OPENHEARTH_DATABASE_URL", None)
django.setup()

from openhearth.apps.regions import selectors  # noqa: E402
from openhearth.core import comparison, peers  # noqa: E402
from openhearth.core.context import Contexts, Means, contexts, means, nested, regions  # noqa: E402
from openhearth.core.practice import Practice  # noqa: E402
from openhearth.core.transfer import WEIGHTS, Dimension, suited, transfer  # noqa: E402
from openhearth.core.values import Array, Panel  # noqa: E402
from openhearth.site.setup import set_up  # noqa: E402
from openhearth.sources.practices.practices_yaml import packaged_practices  # noqa: E402

SEED, DRAWS, CHANCES = 20261122, 2000, 300
STRONG = 1.25
"""Ecosystems with at least this location quotient are named in the text about a region."""

INDUSTRIES = {"steel": "Iron and steel", "cement": "Cement and lime", "chemicals": "Chemicals"}
"""Carbon-intensive groups of practices, and the emissions that show such an industry in a region."""

ACTIVITIES = 10
"""So many of the strongest activities are named in the text about a region."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Regions that chose each other, and the ecosystem they met about."""

    name: str
    ecosystem: str
    members: tuple[str, ...]
    practices: tuple[str, ...] = ()


PROGRAMMES = (
    Programme(
        "Industry Transition Platform",
        "energy_intensive",
        ("DEA", "ITC4", "UKM", "UKL", "FRE", "PL22", "ITH5"),
        ("greentech-ruhr", "irecovery-brescia"),
    ),
    Programme(
        "JETSKIR",
        "energy_intensive",
        ("DEA1", "ES12", "PT18", "FI19", "LT02"),
        ("aviles-green", "tampere-doughnut", "sines-hydrogen", "kaunas-startups"),
    ),
    Programme(
        "Gijón, circular industries",
        "energy_intensive",
        ("ES12", "FRL0", "ES21", "ES30", "NL42", "PT16"),
        ("asturias-circular-valley",),
    ),
    Programme("TEX4IM", "textile", ("ITI1", "RO21", "ES52", "PT11", "CZ05", "ITC1", "SE23", "FRE1"), ("tex4im",)),
    Programme("Hi-Tech-TEX", "textile", ("PT11", "ES51", "ES52", "ITI1", "CZ05", "TR32"), ("la-ruta",)),
)
"""European members only, as NUTS 2021. TEX4IM and Hi-Tech-TEX by the seats of the clusters that took part."""

Scorer = Callable[[Practice, str], float]
"""How well a practice suits a place; NaN is unknown and ranks last."""


@dataclass(frozen=True, slots=True)
class Query:
    """One practice, the places that chose to learn with its place, and the places to rank them among."""

    programme: str
    practice: Practice
    chosen: tuple[str, ...]
    others: tuple[str, ...]


def main() -> None:
    """Measure everything and print two tables."""
    set_up(progress=lambda *_: None)
    known = gathered()
    whole = known_means(known)
    texts = Texts(known, packaged_practices())
    scorers: dict[str, Scorer] = {
        "text": texts.similarity,
        "structure": scorer(known, whole, {"structure": 1.0}),
        "ecosystems": scorer(known, whole, {"ecosystems": 1.0}),
        "skills": scorer(known, whole, {"skills": 1.0}),
        "structure, ecosystems": scorer(known, whole, {"structure": 3.0, "ecosystems": 2.0}),
        "transfer, unscored last": lambda practice, place: transfer(practice, whole[place], known).score,
        "transfer": scorer(known, whole, WEIGHTS),
    }
    print(f"{len(known.between.codes)} regions, seed {SEED}, {DRAWS} bootstrap draws.\n")
    by_region = region_queries(known)
    report(
        "Pairs of regions, by a practice that names only its place and the programme's ecosystem", by_region, scorers
    )
    report("The same, among the members of the other programmes alone", among_members(by_region), scorers)
    practices = practice_queries(known)
    report("Packaged practices of those places", practices, scorers)
    scored = [transfer(query.practice, whole[place], known).score for query in practices for place in query.others]
    print(
        f"With the minimum of known weight, {np.isfinite(scored).mean():.0%} of these practices and places get a score."
    )
    start = time.perf_counter()
    best = suited(practices[0].practice, list(whole.values()), known)
    print(f"One practice to {len(best)} places: {time.perf_counter() - start:.3f} s.")


def gathered() -> Contexts:
    """The packaged regions with their economies, skills and emissions."""
    landscape, economy = selectors.landscape(), selectors.atlas().economy
    panel, dimensions = comparison.features(
        landscape, comparison.activities(landscape.employment, selectors.divisions())
    )
    skills = landscape.figures.select(columns=("tertiary_education", "adult_learning"))
    emitted = landscape.emissions.select(columns=tuple(INDUSTRIES.values()))
    return contexts(
        peers.distances(panel, dimensions),
        {
            "ecosystem": economy.ecosystems.quotients,
            "skill": skills,
            "precondition": Panel(emitted.rows, tuple(INDUSTRIES), emitted.values.copy()),
        },
    )


def known_means(known: Contexts) -> dict[str, Means]:
    """What each region has, and each member that consists of several."""
    members = {member for programme in PROGRAMMES for member in programme.members}
    return {code: means(code, code[:2], known) for code in sorted({*known.between.codes, *members})}


def scorer(known: Contexts, whole: Mapping[str, Means], weights: Mapping[Dimension, float]) -> Scorer:
    """The score, also where little is known: every place must be ranked."""
    return lambda practice, place: transfer(practice, whole[place], known, weights=weights, minimum_known=0).score


def region_queries(known: Contexts) -> list[Query]:
    """Every member of a programme asks: who are the others?"""
    return [
        query(
            programme,
            Practice(member, member, "", "en", "", "", nuts=member, industrial_ecosystem=(programme.ecosystem,)),
            known,
        )
        for programme in PROGRAMMES
        for member in programme.members
    ]


def among_members(queries: Sequence[Query]) -> list[Query]:
    """Random regions are easy to tell from industrial ones; regions of other programmes are not."""
    found = []
    for one in queries:
        own = next(programme.members for programme in PROGRAMMES if programme.name == one.programme)
        members = sorted({member for programme in PROGRAMMES for member in programme.members})
        others = tuple(code for code in members if not any(nested(code, member) for member in own))
        found.append(replace(one, others=others))
    return found


def practice_queries(known: Contexts) -> list[Query]:
    """Every packaged practice from a member's place asks: for whom?"""
    found = {practice.code: practice for practice in packaged_practices()}
    return [query(programme, found[code], known) for programme in PROGRAMMES for code in programme.practices]


def query(programme: Programme, practice: Practice, known: Contexts) -> Query:
    """Members are ranked among regions that no member contains, lies in or is."""
    chosen = tuple(code for code in programme.members if not nested(code, practice.nuts))
    others = tuple(
        code for code in known.between.codes if not any(nested(code, member) for member in programme.members)
    )
    return Query(programme.name, practice, chosen, others)


class Texts:
    """TF-IDF cosine between the text of a practice and a text about a place.

    A place's text: its name, the names of its strong ecosystems and activities, and the packaged practices from there,
    but for those of the programmes: some of them name the programme itself, and so give away who chose whom.
    """

    def __init__(self, known: Contexts, practices: Sequence[Practice]) -> None:
        held_out = {code for programme in PROGRAMMES for code in programme.practices}
        self.known, self.practices = known, [one for one in practices if one.code not in held_out]
        self.labels = {one.code: one.label_en for one in selectors.ecosystem_labels()}
        self.names = {one.code: one.label_en for one in selectors.divisions()}
        economy = selectors.atlas().economy
        self.about = {
            place.code: self._about(place.code, place.name, economy) for place in selectors.landscape().territories
        }
        counted = Counter(word for text in self.about.values() for word in set(words(text)))
        self.rarity = {word: np.log((1 + len(self.about)) / (1 + times)) + 1 for word, times in counted.items()}
        self.unseen = np.log(1 + len(self.about)) + 1

    def _about(self, code: str, name: str, economy: comparison.Economy) -> str:
        named = [name]
        if code in economy.ecosystems.quotients.rows:
            row = economy.ecosystems.quotients.row(code)
            named += [
                self.labels[one]
                for one, value in zip(economy.ecosystems.quotients.columns, row, strict=True)
                if value >= STRONG
            ]
        if code in economy.quotients.rows:
            row = np.where(economy.shares.row(code) >= 0.005, economy.quotients.row(code), nan)
            best = [int(one) for one in np.argsort(-np.nan_to_num(row))[:ACTIVITIES] if row[one] > 1]
            named += [self.names.get(economy.quotients.columns[one], "") for one in best]
        return " ".join(named)

    def similarity(self, practice: Practice, place: str) -> float:
        """Cosine; for a practice without a text of its own, the text about its place is asked with."""
        asked = self._text(practice.nuts) if not practice.summary else ""
        ecosystems = " ".join(self.labels[code] for code in practice.industrial_ecosystem)
        return self._cosine(f"{practice.title} {practice.summary} {ecosystems} {asked}", self._text(place))

    def _text(self, place: str) -> str:
        told = [f"{one.title} {one.summary}" for one in self.practices if nested(one.nuts, place)]
        return " ".join([*(self.about[code] for code in regions(place, self.known)), *told])

    def _cosine(self, one: str, other: str) -> float:
        first, second = self._weighted(one), self._weighted(other)
        length = np.sqrt(sum(v * v for v in first.values()) * sum(v * v for v in second.values()))
        return float(sum(value * second.get(word, 0.0) for word, value in first.items()) / length) if length else 0.0

    def _weighted(self, text: str) -> dict[str, float]:
        counted = Counter(words(text))
        return {word: (1 + np.log(times)) * self.rarity.get(word, self.unseen) for word, times in counted.items()}


def words(text: str) -> list[str]:
    """Words of at least three letters, in lower case."""
    return re.findall(r"[^\W\d_]{3,}", text.casefold())


def area(found: Query, score: Scorer) -> tuple[float, float]:
    """Area under the ROC curve, and the mean rank of the chosen, each among all the others."""
    background = ranked([score(found.practice, place) for place in found.others])
    chosen = ranked([score(found.practice, place) for place in found.chosen])
    above = (chosen[:, None] < background).sum(axis=1) + (chosen[:, None] == background).sum(axis=1) / 2
    return float(np.mean(1 - above / len(background))), float(np.mean(1 + above))


def by_chance(queries: Sequence[Query], rng: np.random.Generator) -> tuple[float, float, float]:
    """Where 95 % of random rankings lie, and their mean rank."""
    areas = [[area(one, lambda *_: float(rng.random()))[0] for one in queries] for _ in range(CHANCES)]
    low, high = np.percentile(np.mean(areas, axis=1), (2.5, 97.5))
    return float(low), float(high), float(np.mean([1 + len(one.others) / 2 for one in queries]))


def ranked(scores: Sequence[float]) -> Array:
    """Unknown is below everything; rounding is no difference."""
    return np.round(np.array([-1.0 if isnan(score) else score for score in scores]), 12)


def drawn(queries: Sequence[Query], rng: np.random.Generator) -> list[int]:
    """Programmes with replacement, then queries within each: those of one programme are not independent."""
    within: dict[str, list[int]] = {}
    for position, one in enumerate(queries):
        within.setdefault(one.programme, []).append(position)
    names = rng.choice(list(within), size=len(within))
    return [int(position) for name in names for position in rng.choice(within[name], size=len(within[name]))]


def report(title: str, queries: Sequence[Query], scorers: Mapping[str, Scorer]) -> None:
    """Print one table: each scorer, its area and mean rank over the queries, and by programme."""
    found = {name: np.array([area(one, score) for one in queries]) for name, score in scorers.items()}
    rng = np.random.default_rng(SEED)
    draws = [drawn(queries, rng) for _ in range(DRAWS)]
    pairs = len({frozenset((one.practice.nuts, place)) for one in queries for place in one.chosen})
    programmes = list(dict.fromkeys(one.programme for one in queries))
    print(f"## {title}\n\n{len(queries)} queries, {sum(len(one.chosen) for one in queries)} chosen places, ", end="")
    print(f"{pairs} different pairs, {len(programmes)} programmes.\n")
    print(f"| | AUC | 95 % | mean rank | transfer ahead by | {' | '.join(programmes)} |")
    print(f"| --- | ---: | --- | ---: | --- |{' ---: |' * len(programmes)}")
    low, high, rank = by_chance(queries, rng)
    print(f"| random | 0.50 | {low:.2f} to {high:.2f} | {rank:.0f} | | {' | '.join('0.50' for _ in programmes)} |")
    for name, values in found.items():
        low, high = np.percentile([values[draw, 0].mean() for draw in draws], (2.5, 97.5))
        ahead = found["transfer"][:, 0] - values[:, 0]
        near, far = np.percentile([ahead[draw].mean() for draw in draws], (2.5, 97.5))
        gap = "" if name == "transfer" else f"{ahead.mean():+.2f} ({near:+.2f} to {far:+.2f})"
        each = [values[[one.programme == programme for one in queries], 0].mean() for programme in programmes]
        print(
            f"| {name} | {values[:, 0].mean():.2f} | {low:.2f} to {high:.2f} | {values[:, 1].mean():.0f} | {gap} |"
            f"{''.join(f' {one:.2f} |' for one in each)}"
        )
    print()


if __name__ == "__main__":
    main()
