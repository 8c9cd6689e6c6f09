"""The course as a page: its steps with the region's real figures, and what a workshop changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from openhearth.apps.learning.pages.exercises import Checked, checked, exercise_of, practice_for
from openhearth.apps.learning.selectors.course import RegionFigure, figures_of, profile_of
from openhearth.apps.practices.pages.own_region import meant
from openhearth.apps.regions.wording import german, number
from openhearth.core.profile import Profile
from openhearth.core.programme.exchange_terms import FEWEST, Gain
from openhearth.core.values import Territory
from openhearth.sources.programmes.course_yaml import CourseStep, packaged


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step in the language of the reader, with its page about the region and the region's figures."""

    code: str
    title: str
    text: str
    exercise: str
    ability: str
    minutes: int
    address: str
    figures: tuple[RegionFigure, ...]
    checked: Checked | None


@dataclass(frozen=True, slots=True)
class GainShown:
    """What changed in one step; a mean of few answers is not shown."""

    ability: str
    answers_before: int
    mean_before: str
    answers_after: int
    mean_after: str
    change: str


def course_title() -> str:
    course = packaged()
    return course.title_de if german() else course.title_en


def region_meant(region: str) -> Territory | None:
    """The region whose figures the course uses: the NUTS 2 region in which a place lies, since only such regions are compared."""
    return meant(region).place if region else None


def steps_shown(region: str, *, this_year: int, step: str = "", answer: str = "") -> list[StepShown]:
    """The steps for a region, with the answer given to one of them.

    Without a region, or for one that this house does not know, the pages are the general ones and nothing is asked.
    """
    place = region_meant(region)
    profile = profile_of(place.code if place else region, this_year=this_year)
    known = profile.territory.code if profile else ""
    is_german = german()
    return [
        StepShown(
            one.code,
            one.title_de if is_german else one.title_en,
            one.text_de if is_german else one.text_en,
            one.exercise_de if is_german else one.exercise_en,
            one.ability_de if is_german else one.ability_en,
            one.minutes,
            address_of(one.page, known, profile),
            tuple(figures_of(profile, one.figures)),
            checked(exercise_of(one.check, profile) if profile else None, answer if one.code == step else ""),
        )
        for one in packaged().steps
    ]


def address_of(page: str, region: str, profile: Profile | None = None) -> str:
    """The page of the platform on which a step is done, opened for a region."""
    if not region and page in ("region", "peers", "doughnut"):
        return reverse("regions:list")
    return {
        "region": lambda: reverse("regions:region", args=[region]),
        "peers": lambda: reverse("regions:region", args=[region]) + "#peers",
        "doughnut": lambda: reverse("pathways:doughnut", args=[region]),
        "footprint": lambda: reverse("pathways:footprint") + (f"?region={region}" if region else ""),
        "practices": lambda: reverse("practices:list"),
        "transfer": lambda: _transfer(profile),
        "plans": lambda: reverse("pathways:list") + (f"?region={region}" if region else ""),
        "portfolios": lambda: reverse("portfolios:list") + (f"?region={region}" if region else ""),
    }[page]()


def _transfer(profile: Profile | None) -> str:
    """Where a practice from elsewhere is held against the region; the list of practices where there is none to begin with."""
    record = practice_for(profile.territory) if profile else None
    if profile is None or record is None:
        return reverse("practices:list")
    return reverse("practices:detail", args=[record.practice.code]) + f"?to={profile.territory.code}#transfer"


def abilities() -> list[tuple[str, str]]:
    """Code of each step to what one can do after it: the questions of the self-assessment."""
    return [(one.code, _ability(one)) for one in packaged().steps]


def gains_shown(gains: Iterable[Gain]) -> list[GainShown]:
    """The answers before and after, in words."""
    said = dict(abilities())
    return [
        GainShown(
            said.get(one.step, one.step),
            one.answers_before,
            _mean(one.mean_before),
            one.answers_after,
            _mean(one.mean_after),
            _mean(one.change, signed=True),
        )
        for one in gains
    ]


def fewest() -> int:
    return FEWEST


def _ability(step: CourseStep) -> str:
    return step.ability_de if german() else step.ability_en


def _mean(value: float, *, signed: bool = False) -> str:
    """One decimal; the sign of a change is always said. Empty where it is not known."""
    if value != value:  # noqa: PLR0124 - NaN
        return ""
    sign = "+" if signed and value > 0 else ""
    return sign + number(value, 1)
