"""Public holidays in the countries of partners, by the Mondays of their weeks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from openhearth.core.programme.terms import Partner
from openhearth.sources.programmes.public_holidays import working_days_off

WORKING_DAYS = 5
A_YEAR = 2027
"""Any: a country is known in all years or in none."""


def country_of(partner: Partner) -> str:
    """The country that is told, else that of the region."""
    return (partner.country or partner.region)[: len("DE")]


def weeks_off(partners: Iterable[Partner], weeks: Collection[str], language: str) -> dict[str, dict[str, list[str]]]:
    """Partner to those of the weeks in which its country has a public holiday, with the names of the holidays."""
    found: dict[str, dict[str, list[str]]] = {}
    for partner in partners:
        for week in sorted(weeks):
            names = _names(country_of(partner), date.fromisoformat(week), language)
            if names:
                found.setdefault(partner.key, {})[week] = names
    return found


def unknown_holidays(partners: Iterable[Partner]) -> list[str]:
    """What partners are called whose country, or whose country's holidays, nobody knows."""
    return [one.name for one in partners if working_days_off(country_of(one), A_YEAR) is None]


def _names(country: str, monday: date, language: str) -> list[str]:
    days = [monday + timedelta(number) for number in range(WORKING_DAYS)]
    said = [(working_days_off(country, day.year, language) or {}).get(day, "") for day in days]
    return list(dict.fromkeys(name for name in said if name))
