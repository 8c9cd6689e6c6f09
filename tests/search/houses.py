"""Small houses full of records, the same for every engine."""

from __future__ import annotations

import numpy as np

from openhearth.search.contract import Doc, Shape, Text

SHAPE = Shape(facets=("country", "theme", "outcome"), numbers=("year", "cost"))

WORDS = {
    "en": ("waste", "heat", "from", "steel", "mines", "and", "workers", "in", "the", "green", "valley"),
    "de": ("Abwärme", "aus", "Stahlwerken", "und", "Gruben", "für", "Arbeiter", "im", "grünen", "Tal"),
    "pl": ("ciepło", "odpadowe", "z", "huty", "i", "kopalni", "dla", "pracowników", "w", "dolinie"),
}
COUNTRIES = ("DE", "PL", "IT", "ES")
THEMES = ("green transition", "skills", "digital & data")
OUTCOMES = ("succeeded", "mixed")


def doc(number: int, rng: np.random.Generator) -> Doc:
    language = str(rng.choice(list(WORDS)))
    said = [str(rng.choice(WORDS[language])) for _ in range(int(rng.integers(2, 12)))]
    return Doc(
        f"record {number}",
        {"title": Text(" ".join(said[:3]), language), "body": Text(", ".join(said[3:]), language)},
        {
            "country": (str(rng.choice(COUNTRIES)),),
            "theme": tuple(str(theme) for theme in rng.permutation(THEMES)[: int(rng.integers(0, 4))]),
            "outcome": (str(rng.choice(OUTCOMES)),) if rng.random() < 0.7 else (),
        },
        {"year": float(rng.integers(2010, 2025)), "cost": float("nan") if rng.random() < 0.3 else float(number)},
    )


def docs(count: int, seed: int = 0) -> list[Doc]:
    rng = np.random.default_rng(seed)
    return [doc(number, rng) for number in range(count)]


def one(id_: str, words: str, language: str = "en", **facets: tuple[str, ...]) -> Doc:
    return Doc(id_, {"title": Text(words, language)}, facets)
