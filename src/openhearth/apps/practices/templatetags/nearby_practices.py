"""The practices section of a region's page: the page belongs to an app that knows nothing of practices."""

from __future__ import annotations

from django import template

from openhearth.apps.practices.pages.nearby import Nearby, nearby
from openhearth.apps.regions.selectors import COMPARED_KIND
from openhearth.core.values import Territory

register = template.Library()


@register.inclusion_tag("practices/nearby.html")
def practices_near(place: Territory) -> dict[str, list[Nearby] | str]:
    return {"practices": nearby(place), "to": place.code if place.kind == COMPARED_KIND else ""}
