"""Numbers, names and words of the field in templates."""

from __future__ import annotations

from django import template

from openhearth.apps.regions import wording

register = template.Library()

register.filter("label", wording.label)
register.filter("description", wording.description)
register.filter("place_name", wording.place_name)
register.filter("number", wording.number)
register.filter("percent", wording.percent)
register.filter("times", wording.times)
register.filter("unit", wording.unit)


@register.filter
def kind(code: str) -> str:
    return wording.word(wording.KINDS, code)


@register.filter
def lens(code: str) -> str:
    return wording.word(wording.LENSES, code)


@register.filter
def reach(code: str) -> str:
    return wording.word(wording.REACHES, code)


@register.filter
def better(code: str) -> str:
    return wording.word(wording.DIRECTIONS, code)


@register.filter
def status(code: str) -> str:
    return wording.word(wording.STATUSES, code)


@register.filter
def dimension(code: str) -> str:
    return wording.word(wording.DIMENSIONS, code)
