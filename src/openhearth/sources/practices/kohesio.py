"""Projects of cohesion policy from Kohesio's CSV of a country, in the columns of `openhearth.sources.practices.esif`.

Kohesio publishes no list of its columns that we could read. The 33 names below are those of the files ``latest_XX.csv``
as a public loader declares them (github.com/clementlefevre/Kohesio); later files add columns, such as ``CountryCode``.
Columns are therefore found by name, in any order; those that are not used may be absent. Beneficiaries are not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from openhearth.core.errors import Fault, InputError
from openhearth.sources.practices.esif import PROJECT_COLUMNS, Habits, date_of, project_frame
from openhearth.sources.practices.practices_yaml import packaged_vocabularies
from openhearth.sources.reading import Parsed, records, text_of

COLUMNS = (
    "Operation_Unique_Identifier",
    "Operation_Local_Identifier",
    "Operation_Name_English",
    "Operation_Name_Programme_Language",
    "Country",
    "Postal_Code",
    "Operation_Start_Date",
    "Operation_End_Date",
    "Cofinancing_Rate",
    "Total_Eligible_Expenditure_amount",
    "Total_Eligible_Expenditure_Currency",
    "Project_EU_Budget",
    "Beneficiary_Unique_Identifier",
    "Location_Indicator_latitude_longitude",
    "Category_Of_Intervention",
    "Category_Label",
    "Thematic_Objective_ID",
    "Thematic_Objective_Label",
    "Policy_Objective_ID",
    "Policy_Objective_Label",
    "Fund_Code",
    "Fund_Name",
    "Programme_Code",
    "Programme_Name",
    "Region",
    "NUTS3_Code",
    "Programming_Period",
    "Operation_Summary_English",
    "Operation_Summary_Programme_Language",
    "ManagingAuthority",
    "Image_URL",
    "InfoRegio_ID",
    "InfoRegio_URL",
)

REQUIRED = (
    "Operation_Unique_Identifier",
    "Operation_Name_English",
    "Operation_Name_Programme_Language",
    "Country",
    "Operation_Start_Date",
    "Operation_End_Date",
    "Total_Eligible_Expenditure_amount",
    "Total_Eligible_Expenditure_Currency",
    "Fund_Code",
    "Programming_Period",
    "Operation_Summary_English",
    "Operation_Summary_Programme_Language",
)

UNDETERMINED = "und"
"""BCP 47 for a text in the language of the programme, which the file does not name."""

_DAY_FIRST = Habits(frozenset(), frozenset("."), day_first=True)
_ENTITY = re.compile(r"(?:https?://linkedopendata\.eu/entity/)?(?P<code>Q[0-9]{1,15})")
_AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?(E[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY_NAMES = {"czech republic": "CZ", "slovak republic": "SK", "gr": "EL", "gb": "UK"}
"""Names beside those of the vocabulary, and the ISO codes that differ from those of the NUTS."""


def parse(data: bytes) -> Parsed:
    """Projects from a CSV of Kohesio, in the columns `PROJECT_COLUMNS` and the order of the file.

    Title and summary are the English ones, unless one of them exists only in the language of the programme: then both
    are of that language, `UNDETERMINED`. ``amount`` is the total
    eligible expenditure; ``region`` the NUTS 3 code, or the name of the region where there is none; ``theme`` the label of
    the category of intervention. Left out: ``no_title``, ``unknown_country``, ``repeated`` (a project has a row for each
    beneficiary; the first is kept).

    Raises
    ------
    InputError
        ``missing_columns`` or ``not_csv``; ``wrong_field_count`` and ``not_an_entity``, each with its line, all together.
    """
    faults: list[Fault] = []
    countries = _country_codes()
    kept: dict[str, tuple[object, ...]] = {}
    rejected: Counter[str] = Counter()
    read = 0
    for line, row in records(text_of(data), required=REQUIRED, faults=faults):
        read += 1
        row = {name: text.strip() for name, text in row.items()}  # noqa: PLW2901 - the same row without its margins
        entity = _ENTITY.fullmatch(row["Operation_Unique_Identifier"])
        country = countries.get((row.get("CountryCode") or row["Country"]).casefold(), "")
        if not entity:
            faults.append(Fault("not_an_entity", f"line {line}", {"found": row["Operation_Unique_Identifier"]}))
        elif not (row["Operation_Name_English"] or row["Operation_Name_Programme_Language"]):
            rejected["no_title"] += 1
        elif not country:
            rejected["unknown_country"] += 1
        elif entity["code"] in kept:
            rejected["repeated"] += 1
        else:
            kept[entity["code"]] = _project(entity["code"], country, row)
    if faults:
        raise InputError(*faults)
    return Parsed(project_frame(kept.values()), read, rejected)


def _project(code: str, country: str, row: Mapping[str, str]) -> tuple[object, ...]:
    language, title, description = _texts(row)
    published = {
        "amount": row["Total_Eligible_Expenditure_amount"],
        "start": row["Operation_Start_Date"],
        "end": row["Operation_End_Date"],
    }
    readings = {
        "amount": float(published["amount"]) if _AMOUNT.fullmatch(published["amount"]) else None,
        "start": _date(published["start"]),
        "end": _date(published["end"]),
    }
    currency = row["Total_Eligible_Expenditure_Currency"]
    project = {
        "id": code,
        "country": country,
        "language": language,
        "period": row["Programming_Period"] or None,
        "fund": row["Fund_Code"] or None,
        "region": row.get("NUTS3_Code") or row.get("Region") or None,
        "theme": row.get("Category_Label") or None,
        "title": title,
        "description": description or None,
        "currency": currency if readings["amount"] is not None and _CURRENCY.fullmatch(currency) else None,
        "source": "kohesio",
        "unread": [name for name, value in readings.items() if value is None and published[name]],
        **readings,
    }
    return tuple(project[name] for name in PROJECT_COLUMNS)


def _texts(row: Mapping[str, str]) -> tuple[str, str, str]:
    title, summary = row["Operation_Name_English"], row["Operation_Summary_English"]
    if title and (summary or not row["Operation_Summary_Programme_Language"]):
        return "en", title, summary
    own = row["Operation_Name_Programme_Language"]
    return UNDETERMINED, own or title, row["Operation_Summary_Programme_Language"]


def _date(text: str) -> str | None:
    # DuckDB and spreadsheets write the time as well.
    return date_of(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"), _DAY_FIRST)


@cache
def _country_codes() -> dict[str, str]:
    return dict(_names()) | _COUNTRY_NAMES


def _names() -> Iterator[tuple[str, str]]:
    for term in packaged_vocabularies()["country"].terms:
        yield term.code.casefold(), term.code
        yield term.en.casefold(), term.code
