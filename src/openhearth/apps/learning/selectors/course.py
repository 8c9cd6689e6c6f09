"""The course and how its workshops went; and what is known of the region it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.programmes import all_parts_at
from openhearth.apps.regions import selectors as regions
from openhearth.apps.regions import wording
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.core.profile import Profile
from openhearth.core.programme.exchange_terms import Gain, SelfAssessment, gains
from openhearth.sources.programmes.course_yaml import packaged


@dataclass(frozen=True, slots=True)
class RegionFigure:
    """A figure of a region as it is said."""

    label: str
    value: str
    unit: str
    year: int
    source: str


def profile_of(code: str, *, this_year: int) -> Profile | None:
    """What is known of a region; None where it has no code, or one that this house does not know."""
    if not code:
        return None
    try:
        return regions.region_profile(code, this_year=this_year)
    except UnknownTerritory:
        return None


def figures_of(profile: Profile | None, codes: Iterable[str] | None = None) -> list[RegionFigure]:
    """The newest figures of a region, of some indicators or all, in their order."""
    if profile is None:
        return []
    known = {one.indicator: one.latest for one in profile.indicators}
    entries = {one.code: one for one in regions.register().indicators}
    found = []
    for code in known if codes is None else codes:
        if code in known and code in entries:
            entry, latest = entries[code], known[code]
            value, unit = wording.number(latest.value, entry.decimals), wording.unit(entry.unit)
            found.append(RegionFigure(wording.label(entry), value, unit, latest.year, latest.source))
    return found


def assessments(row: Programme, workshop: str) -> list[SelfAssessment]:
    """All answers of a workshop. Nobody reads them one by one."""
    parts = all_parts_at(row, row.step, kinds=("assessment",))
    return [part for _, part in parts if part.workshop == workshop]


def gains_of(row: Programme, workshop: str) -> tuple[Gain, ...]:
    """What changed between the answers before and after, by step of the course."""
    return gains(assessments(row, workshop), [one.code for one in packaged().steps])
