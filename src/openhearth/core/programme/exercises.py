"""Questions of a course that have one answer, which follows from figures; and whether an answer is right.

Where a figure is not known there is no question: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

HIGHER, SAME, LOWER = "higher", "same", "lower"
APART = 3
"""Regions beside the nearest one among which it is to be found."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its one right answer. ``choices`` empty: a whole number is asked for."""

    right: str
    choices: tuple[str, ...] = ()

    def is_right(self, answer: str) -> bool:
        """Whether this is the answer; blanks around it and zeros before a number do not matter.

        Examples
        --------
        >>> Question("3").is_right(" 03 "), Question("higher", ("higher", "lower")).is_right("lower")
        (True, False)
        """
        told = answer.strip()
        if self.choices:
            return told == self.right
        return told.isascii() and told.isdigit() and int(told[:9]) == int(self.right)


def higher_or_lower(own: float, other: float, decimals: int) -> Question | None:
    """Whether a figure is higher or lower than another, as both are written with so many decimals; None where one is not known.

    Examples
    --------
    >>> higher_or_lower(3.84, 3.79, 1).right, higher_or_lower(3.84, 3.79, 2).right
    ('same', 'higher')
    >>> higher_or_lower(float("nan"), 1.0, 1) is None
    True
    """
    if isnan(own) or isnan(other):
        return None
    one, two = round(own, decimals), round(other, decimals)
    right = HIGHER if one > two else LOWER if one < two else SAME
    return Question(right, (HIGHER, SAME, LOWER))


def most_alike(ranked: Sequence[str]) -> Question | None:
    """Which of some regions is the nearest: of a ranking, the first among others evenly spread behind it, in the order of their codes.

    Examples
    --------
    >>> most_alike(("FR10", "ES30", "PL22", "AT13", "SE11", "IT33", "DE30"))
    Question(right='FR10', choices=('DE30', 'FR10', 'PL22', 'SE11'))
    >>> most_alike(("FR10",)) is None
    True
    """
    behind = ranked[1:]
    if not behind:
        return None
    step = max(1, len(behind) // APART)
    others = tuple(dict.fromkeys((*behind[step - 1 :: step][: APART - 1], behind[-1])))
    return Question(ranked[0], tuple(sorted((ranked[0], *others))))


def how_many(count: int) -> Question:
    """How many there are."""
    return Question(str(count))
