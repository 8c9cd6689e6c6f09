"""How just a plan is, by questions of our own under ten principles, each answered in three grades. See docs/methods/pathway.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openhearth.core.pathway.monitoring import Light
from openhearth.core.pathway.terms import Answer
from openhearth.core.pathway.territorial import listed

BEST = 2
RED, GREEN = 1 / 3, 2 / 3
"""Below the first share a principle is red, from the second on green."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers from the weakest (0) to the strongest (2), under its principle."""

    code: str
    principle: str
    principle_en: str
    principle_de: str
    question_en: str
    question_de: str
    answer_0_en: str
    answer_0_de: str
    answer_1_en: str
    answer_1_de: str
    answer_2_en: str
    answer_2_de: str


@dataclass(frozen=True, slots=True)
class PrincipleScore:
    """A principle: the share of the points its answered questions could have, how many are answered, which show nothing.

    ``score`` is NaN without an answer. ``light`` is grey while less than half is answered. ``unsupported``: answered above the
    weakest grade without evidence or a link.
    """

    principle: str
    score: float
    light: Light
    answered: int
    asked: int
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All principles; ``score`` is the mean of those that have one, NaN where none has."""

    principles: tuple[PrincipleScore, ...]
    score: float
    answered: int
    asked: int


def parse_questions(rows: Iterable[Mapping[str, str]]) -> tuple[Question, ...]:
    """The questions, in the order of the file. Raises `InputError` as `listed`."""
    return listed(rows, Question)


def scored(answers: Iterable[Answer], questions: Iterable[Question]) -> Scorecard:
    """The scorecard of a plan. What is not answered is left out and counted, never taken for a no.

    Examples
    --------
    >>> asked = [Question(code, "work", *["x"] * 10) for code in ("one", "two")]
    >>> found = scored([Answer("one", 1, "minutes of the works council")], asked)
    >>> found.score, found.answered, found.principles[0].light
    (0.5, 1, 'amber')
    """
    given = {answer.key: answer for answer in answers}
    by_principle: dict[str, list[Question]] = {}
    for question in questions:
        by_principle.setdefault(question.principle, []).append(question)
    principles = tuple(_principle(name, [given.get(one.code) for one in asked]) for name, asked in by_principle.items())
    known = [one.score for one in principles if not math.isnan(one.score)]
    return Scorecard(
        principles,
        math.fsum(known) / len(known) if known else math.nan,
        sum(one.answered for one in principles),
        sum(one.asked for one in principles),
    )


def _principle(name: str, answers: list[Answer | None]) -> PrincipleScore:
    given = [one for one in answers if one is not None]
    score = sum(one.grade for one in given) / (BEST * len(given)) if given else math.nan
    light: Light = "amber"
    if len(given) * 2 < len(answers) or not given:
        light = "grey"
    elif score < RED:
        light = "red"
    elif score >= GREEN:
        light = "green"
    unsupported = tuple(one.key for one in given if one.grade and not (one.evidence or one.link))
    return PrincipleScore(name, score, light, len(given), len(answers), unsupported)
