"""Names, numbers and units in the reader's language."""

from __future__ import annotations

from math import isnan
from typing import Protocol

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, gettext_noop, pgettext

from openhearth.apps.regions.selectors import country_names
from openhearth.core.register import Indicator
from openhearth.core.values import Territory

UNITS = (
    gettext_noop("persons"),
    gettext_noop("persons/km²"),
    gettext_noop("PPS/person"),
    gettext_noop("years"),
    gettext_noop("per million"),
    gettext_noop("t CO2e"),
    gettext_noop("t CO2e/person"),
)
KINDS = {
    "country": gettext_noop("country"),
    "nuts1": gettext_noop("NUTS 1 region"),
    "nuts2": gettext_noop("NUTS 2 region"),
    "nuts3": gettext_noop("NUTS 3 region"),
    "state": gettext_noop("state or province"),
    "municipality": gettext_noop("municipality"),
}
LENSES = {
    "social": gettext_noop("Social"),
    "ecological": gettext_noop("Ecological"),
    "economic": gettext_noop("Economic"),
}
REACHES = {"local": gettext_noop("here"), "global": gettext_noop("the whole world")}
DIRECTIONS = {
    "more": gettext_noop("more"),
    "less": gettext_noop("less"),
    "none": gettext_noop("neither: it only describes"),
}
STATUSES = {
    "reported": gettext_noop("as published"),
    "converted": gettext_noop("converted from an older region by population"),
    "derived": gettext_noop("computed by OpenHearth"),
    "forecast": gettext_noop("forecast of the publisher"),
    "unknown": gettext_noop("confidential or not published"),
}
DIMENSIONS = {
    "economy": gettext_noop("Economy"),
    "size": gettext_noop("Size and density"),
    "people": gettext_noop("People and skills"),
    "income": gettext_noop("Income"),
    "openness": gettext_noop("Openness"),
    "emissions": gettext_noop("Emissions a head"),
    "emission_profile": gettext_noop("Emitting activities"),
}
PLANT_STATUSES = {
    "operating": gettext_noop("operating"),
    "operating_pre_retirement": gettext_noop("operating, retirement announced"),
    "construction": gettext_noop("under construction"),
    "announced": gettext_noop("announced"),
    "mothballed": gettext_noop("mothballed"),
    "mothballed_pre_retirement": gettext_noop("mothballed, retirement announced"),
    "retired": gettext_noop("retired"),
    "cancelled": gettext_noop("cancelled"),
    "unknown": gettext_noop("unknown"),
}
ROUTES = {
    "crude_steel": gettext_noop("Crude steel in all"),
    "BF": gettext_noop("Blast furnace (iron)"),
    "BOF": gettext_noop("Basic oxygen furnace"),
    "EAF": gettext_noop("Electric arc furnace"),
    "OHF": gettext_noop("Open hearth furnace"),
    "DRI": gettext_noop("Direct reduction (iron)"),
    "iron": gettext_noop("Iron in all"),
    "other_steel": gettext_noop("Steel, other route"),
    "other_iron": gettext_noop("Iron, other route"),
    "cement_integrated": gettext_noop("Cement, integrated works"),
    "cement_grinding": gettext_noop("Cement, grinding only"),
    "cement_unknown": gettext_noop("Cement, kind of works unknown"),
    "clinker_dry": gettext_noop("Clinker, dry process"),
    "clinker_semidry": gettext_noop("Clinker, semi-dry process"),
    "clinker_wet": gettext_noop("Clinker, wet process"),
    "clinker_unknown": gettext_noop("Clinker, process unknown"),
}
SECTORS = {"steel": gettext_noop("Steel"), "cement": gettext_noop("Cement")}


NONE = "\N{EN DASH}"
"""Stands in a cell that has nothing to say."""


class Labelled(Protocol):
    """An entry of a register with a name in each language."""

    @property
    def label_en(self) -> str: ...
    @property
    def label_de(self) -> str: ...


def label(entry: Labelled) -> str:
    """The entry's name in the active language, English where there is none."""
    return (entry.label_de if german() else "") or entry.label_en


def description(entry: Indicator) -> str:
    """What an indicator means, in the active language."""
    return entry.description_de if german() else entry.description_en


def place_name(place: Territory) -> str:
    """The name of a place; regions are called what they call themselves, countries what the reader calls them."""
    if place.kind == "country" and german():
        return country_names().get(place.code, place.name)
    return place.name


def german() -> bool:
    return (get_language() or "").startswith("de")


def word(words: dict[str, str], code: str) -> str:
    """The translated word for a code; the code itself where there is none."""
    return gettext(words[code]) if code in words else code


def unit(code: str) -> str:
    return gettext(code) if code in UNITS else code


def number(value: float | None, decimals: int = 0) -> str:
    """A number in the reader's format; unknown is said, never zero."""
    if value is None or isnan(value):
        return pgettext("a figure", "not known")
    return number_format(round(value, decimals), decimals, force_grouping=True, use_l10n=True)


def percent(share: float, decimals: int = 1) -> str:
    """A share of 1 as a percentage."""
    return number(100 * share, decimals) + ("" if isnan(share) else " %")


def times(quotient: float) -> str:
    return number(quotient, 1) + ("" if isnan(quotient) else " ×")  # noqa: RUF001 - the sign of multiplication is meant


def megatonnes(tonnes: float) -> str:
    return number(tonnes / 1e6, 2)


def joined(parts: list[str]) -> str:
    """A list in running text: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
