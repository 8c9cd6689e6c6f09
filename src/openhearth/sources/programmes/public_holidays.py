"""Public holidays of a country, as the library ``holidays`` knows them: those of the whole country, on working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

ALIASES = {"EL": "GR", "UK": "GB"}
"""Codes of Eurostat that are other ones in ISO 3166."""

KNOWN = frozenset(holidays.list_supported_countries())
SATURDAY = 5


@lru_cache(maxsize=512)
def working_days_off(country: str, year: int, language: str = "en") -> Mapping[date, str] | None:
    """Days from Monday to Friday on which all of a country rests, with their names; None: nobody knows of this country.

    The name is in the language of the reader where the library has it, else in English, else in that of the country.

    Examples
    --------
    >>> working_days_off("IT", 2027)[date(2027, 6, 2)]
    'Republic Day'
    >>> working_days_off("EL", 2027)[date(2027, 5, 3)], working_days_off("ZZ", 2027)
    ('Easter Monday', None)
    """
    code = ALIASES.get(country.upper(), country.upper())
    if code not in KNOWN:
        return None
    spoken = holidays.country_holidays(code, years=year).supported_languages
    chosen = next((one for wanted in (language, "en") for one in sorted(spoken) if one.startswith(wanted)), None)
    found = holidays.country_holidays(code, years=year, language=chosen)
    return MappingProxyType({day: name for day, name in sorted(found.items()) if day.weekday() < SATURDAY})
