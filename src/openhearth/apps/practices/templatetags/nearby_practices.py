"""The practices section of a region's page: the page belongs to an app that knows nothing of practices."""

from __future__ import annotations

from django import template

from openhearth.apps.practices.nearby import Nearby, nearby
from openhearth.core.values import Territory

register = template.Library()


@register.inclusion_tag("practices/nearby.html")
def practices_near(place: Territory) -> dict[str, list[Nearby]]:
    return {"practices": nearby(place)}
