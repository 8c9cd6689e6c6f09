"""The guided course that ships, as YAML: steps in English and German, each with a page of the platform and an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from openhearth.core.errors import Fault, InputError
from openhearth.sources.yaml_text import loaded

BYTES = 200_000
CHECKS = frozenset({"middle", "peer", "limits", "toolkit", "needs"})

Page = Literal["region", "peers", "doughnut", "footprint", "practices", "transfer", "plans", "portfolios"]


@dataclass(frozen=True, slots=True)
class CourseStep:
    """A step: a page to read, an exercise, and what one should be able to do afterwards.

    ``check``: a question whose answer follows from the region's figures: one of `CHECKS`, and what it is about. Empty: there is none.
    """

    code: str
    page: Page
    minutes: int
    figures: tuple[str, ...]
    title_en: str
    title_de: str
    text_en: str
    text_de: str
    exercise_en: str
    exercise_de: str
    ability_en: str
    ability_de: str
    check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A course, run as a workshop of so many minutes."""

    title_en: str
    title_de: str
    minutes: int
    steps: tuple[CourseStep, ...]


def parse(data: bytes) -> Course:
    """A course.

    Raises
    ------
    InputError
        The codes of `yaml_text.loaded`; ``wrong_part`` where a field is missing or of another kind; ``duplicate_key``.

    Examples
    --------
    >>> packaged().steps[0].code
    'figures'
    """
    try:
        course = msgspec.convert(loaded(data, most=BYTES), Course)
    except msgspec.ValidationError as error:
        raise InputError(Fault("wrong_part", "course", {"detail": str(error)[:300]})) from error
    odd = [one for one in course.steps if one.check and one.check[0] not in CHECKS]
    if odd:
        raise InputError(
            *(Fault("wrong_part", f"steps/{one.code}/check", {"detail": one.check[0][:300]}) for one in odd)
        )
    codes = [one.code for one in course.steps]
    twice = [code for code in dict.fromkeys(codes) if codes.count(code) > 1]
    if twice:
        raise InputError(*(Fault("duplicate_key", f"steps/{code}", {"key": code}) for code in twice))
    return course


@cache
def packaged() -> Course:
    """The course that ships."""
    return parse((files("openhearth") / "facts" / "course.yaml").read_bytes())
