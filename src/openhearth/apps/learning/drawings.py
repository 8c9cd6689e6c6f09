"""What is drawn of a partner's region in its study, and where a page finds each drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.learning.selectors.course import profile_of
from openhearth.apps.regions import charts, selectors
from openhearth.apps.regions.pages import region as page
from openhearth.core.chart import figure
from openhearth.core.document import Cite, Figure, Inline, inlines
from openhearth.core.profile import Profile

EMISSIONS = "eutl-2024"
OF_THE_REGION = ("standings", "emissions", "activities")
OF_THE_WIDER_REGION = ("specialisation",)
"""Employment by activity is published for NUTS 2 regions, not for the smaller ones inside."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as a document prints it, and its address on a page."""

    figure: Figure
    address: str


def wider_of(profile: Profile, *, this_year: int) -> Profile:
    """The NUTS 2 region in which a place lies; a place that lies in none stands for itself."""
    around = [one.code for one in profile.lineage if one.kind == selectors.COMPARED_KIND]
    found = profile_of(around[0], this_year=this_year) if around else None
    return found or profile


def drawn(profile: Profile, names: tuple[str, ...]) -> tuple[Drawing, ...]:
    """The charts of a region with these names, as far as there is something to draw."""
    landscape = selectors.landscape(page.compared_kind(profile))
    found = [(name, charts.chart(name, profile, landscape)) for name in names]
    return tuple(
        Drawing(figure(spec, note=inlines(_("Source:"), *_cited(profile, name))), page.chart_url(profile, name))
        for name, spec in found
        if spec
    )


def addresses_of(region: str, *, this_year: int) -> dict[str, str]:
    """Where a page finds the charts of the study of a region, by their specifications."""
    profile = profile_of(region, this_year=this_year)
    if profile is None:
        return {}
    wider = wider_of(profile, this_year=this_year)
    several = (*drawn(profile, OF_THE_REGION), *drawn(wider, OF_THE_WIDER_REGION))
    return {one.figure.spec: one.address for one in several}


def _cited(profile: Profile, name: str) -> Iterator[Inline]:
    behind = {
        "emissions": {EMISSIONS},
        "activities": {EMISSIONS},
        "specialisation": set(profile.economy.sources) if profile.economy else set(),
        "standings": {one.latest.source for one in profile.indicators if one.indicator in charts.KEY_INDICATORS},
    }[name]
    known = [row["code"] for row in page.sources_of(profile)]
    yield from (Cite(code) for code in known if code in behind)
