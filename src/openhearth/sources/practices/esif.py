"""Projects of the European structural funds as the corpus of national lists has them: JSON, one project a line.

The lists write amounts and dates as their countries do. A form that can mean two things (``322.255``, ``02/05/16``) is
read by what the other records of the same list prove; where they prove nothing it is unknown. Nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from openhearth.core.errors import Fault, InputError
from openhearth.core.practice import LANGUAGES
from openhearth.sources.reading import Parsed, text_of

if TYPE_CHECKING:
    import polars as pl

TEXTS = ("id", "country", "lang", "period", "fund", "region", "theme", "title", "description", "amount", "start", "end")
"""Keys of a record beside ``source``, all of them texts."""

NEVER_NULL = ("id", "country", "lang", "title", "source")
"""The other keys may be null: unknown."""

PROJECT_COLUMNS = (
    "id",
    "country",
    "language",
    "period",
    "fund",
    "region",
    "theme",
    "title",
    "description",
    "amount",
    "currency",
    "start",
    "end",
    "source",
    "unread",
)
"""Columns of projects, whatever file they come from. All are texts but ``amount`` and ``unread``; null is unknown.

``region`` and ``theme`` are as published. ``currency`` is known only where the amount says it. ``start`` and ``end`` are
ISO 8601, as exact as published: ``2015``, ``2015-08`` or ``2015-08-01``. ``unread`` names the columns that were published
and could not be read for certain.
"""

YEARS = range(1990, 2051)
"""Years in which a project of the structural funds may begin or end; another year is a typing error."""

_LINE_END = "_x000D_"
_CURRENCY = {"€": "EUR", "kn": "HRK"}
_LONGEST_AMOUNT = 40
_AMOUNT = re.compile(r"(?P<before>€)?\s*(?P<number>-?\d[\d.,\s]*?)\s*(?P<after>€|kn)?")
_GROUPED = re.compile(r"-?\d{1,3}(?P<mark>[.,\s])\d{3}((?P=mark)\d{3})*")
_DATE = re.compile(r"(?P<first>\d{1,2})(?P<mark>[./])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})")
_ISO = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")
_NAMED = re.compile(r"((?P<day>\d{1,2})(?:\.\s*|-|\s))?(?P<month>[^\W\d_]{3})[-\s](?P<year>\d{4}|\d{2})")
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mrz apr mai jun jul aug sep okt nov dez",
    )
    for number, name in enumerate(names.split(), 1)
}


@dataclass(frozen=True, slots=True)
class Habits:
    """How one list writes: what its unmistakable records prove.

    ``groups`` are the marks that part thousands, ``decimals`` those before a fraction; ``day_first`` is whether a date
    such as ``31/12/2016`` occurs and none such as ``12/31/2016``.
    """

    groups: frozenset[str]
    decimals: frozenset[str]
    day_first: bool


_NO_HABITS = Habits(frozenset(), frozenset(), day_first=False)


def parse(data: bytes) -> Parsed:
    """Projects from JSON lines, plain or gzip-compressed, in the columns `PROJECT_COLUMNS` and the order of the file.

    Left out: ``no_title``, ``unknown_language``, ``repeated`` (an id that occurred before).

    Raises
    ------
    InputError
        ``not_json``, ``not_a_mapping``, ``missing_field`` or ``not_text``, each with its line, all of them together;
        ``not_gzip``, ``not_utf8`` or ``empty_file``.
    """
    faults: list[Fault] = []
    records = list(_records(text_of(data), faults))
    if faults:
        raise InputError(*faults)
    lists: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for record in records:
        lists[record["source"]].append(record)
    habits = {source: habits_of(found) for source, found in lists.items()}
    rejected: Counter[str] = Counter()
    kept: dict[str, tuple[object, ...]] = {}
    for record in records:
        reason = _reason(record, kept)
        if reason:
            rejected[reason] += 1
        else:
            kept[record["id"]] = _row(record, habits[record["source"]])
    return Parsed(project_frame(kept.values()), len(records), rejected)


def project_frame(rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    """A frame of projects from rows in the order of `PROJECT_COLUMNS`."""
    import polars as pl  # noqa: PLC0415 - see reading.py

    schema: dict[str, Any] = dict.fromkeys(PROJECT_COLUMNS, pl.String)
    return pl.DataFrame(list(rows), schema | {"amount": pl.Float64, "unread": pl.List(pl.String)}, orient="row")


def habits_of(records: Sequence[Mapping[str, str]]) -> Habits:
    """What the unmistakable amounts and dates of one list prove.

    A mark that occurs twice in a number, or before three digits and another mark, parts thousands; a mark before
    anything but three digits comes before a fraction.
    """
    groups, decimals, days, months = set(), set(), False, False
    for record in records:
        number = _digits(record["amount"])
        marks = re.findall(r"[.,]", number) if amount_of(number, _NO_HABITS) is not None else []
        if len(marks) > 1:
            groups.add(marks[0])
        if marks and marks.count(marks[-1]) == 1:
            decimals.add(marks[-1])
        for match in filter(None, map(_DATE.fullmatch, (record["start"], record["end"]))):
            days |= int(match["first"]) > 12 and bool(_iso(match["year"], match["second"], match["first"]))
            months |= int(match["second"]) > 12 and bool(_iso(match["year"], match["first"], match["second"]))
    return Habits(frozenset(groups), frozenset(decimals), days and not months)


def amount_of(text: str, habits: Habits) -> float | None:
    """The number that a text says in a list with these habits; None where it says none, or could say two.

    Examples
    --------
    >>> amount_of("1.912,96", Habits(frozenset(), frozenset(), False))
    1912.96
    >>> amount_of("322.255", Habits(frozenset("."), frozenset(), False))
    322255.0
    >>> amount_of("322.255", Habits(frozenset(), frozenset(), False)) is None
    True
    """
    number = _digits(text)
    marks = sorted(set(re.findall(r"[.,]", number)), key=number.rindex)
    if not number or len(marks) > 2:
        return None
    grouped, decimal, fraction = number.rpartition(marks[-1]) if marks else (number, "", "")
    if marks and (number.count(decimal) > 1 or (len(marks) == 1 and _groups_thousands(number, decimal, habits))):
        grouped, fraction = number, ""
    elif len(marks) == 1 and _GROUPED.fullmatch(number) and decimal not in habits.decimals - habits.groups:
        return None
    if not (re.fullmatch(r"-?\d+", grouped) or _GROUPED.fullmatch(grouped)) or not re.fullmatch(r"\d*", fraction):
        return None
    return float(re.sub(r"[.,\s]", "", grouped) + "." + (fraction or "0"))


def date_of(text: str, habits: Habits) -> str | None:
    """The ISO 8601 date that a text says, as exact as it says it; None where it says none, or could say two.

    A date with dots begins with the day everywhere; one with slashes does where its list proves it, or where the other
    reading is no date. A year of two digits is of this century.

    Examples
    --------
    >>> day_first = Habits(frozenset(), frozenset(), day_first=True)
    >>> [date_of(text, day_first) for text in ("1.3.2015", "02/05/16", "01. Mrz 16", "Aug 15", "2013", "31-Nov-18")]
    ['2015-03-01', '2016-05-02', '2016-03-01', '2015-08', '2013', None]
    """
    if match := _ISO.fullmatch(text):
        return _iso(match["year"], match["month"], match["day"])
    if match := _NAMED.fullmatch(text):
        month = _MONTHS.get(match["month"].casefold())
        return _iso(match["year"], str(month), match["day"]) if month else None
    if match := _DATE.fullmatch(text):
        day_first = _iso(match["year"], match["second"], match["first"])
        if match["mark"] == "." or habits.day_first:
            return day_first
        month_first = _iso(match["year"], match["first"], match["second"])
        return day_first if not month_first or month_first == day_first else None
    return None


def _groups_thousands(number: str, mark: str, habits: Habits) -> bool:
    # ",": decimal proves that "." is not, and the other way round.
    proven = mark in habits.groups or bool(habits.decimals - {mark})
    return bool(_GROUPED.fullmatch(number)) and proven and mark not in habits.decimals


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        exact = date(full, int(month or 1), int(day or 1))
    except ValueError:
        return None
    return exact.isoformat()[: 10 if day else 7 if month else 4] if full in YEARS else None


def _digits(text: str) -> str:
    match = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST_AMOUNT else None
    return match["number"] if match and not (match["before"] and match["after"]) else ""


def _currency(text: str) -> str | None:
    match = _AMOUNT.fullmatch(text)
    return _CURRENCY.get(match["before"] or match["after"] or "") if match else None


def _records(text: str, faults: list[Fault]) -> Iterator[Mapping[str, str]]:
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            record = json.loads(written)
        except (ValueError, RecursionError) as error:
            faults.append(Fault("not_json", f"line {line}", {"detail": str(error)}))
            continue
        if not isinstance(record, dict):
            faults.append(Fault("not_a_mapping", f"line {line}"))
            continue
        found = list(_record_faults(record, f"line {line}"))
        faults += found
        if not found:
            yield {name: (record[name] or "").strip() for name in (*TEXTS, "source")}


def _record_faults(record: Mapping[str, object], place: str) -> Iterator[Fault]:
    for name in (*TEXTS, "source"):
        if name not in record:
            yield Fault("missing_field", place, {"field": name})
        elif not isinstance(record[name], str) and (record[name] is not None or name in NEVER_NULL):
            yield Fault("not_text", place, {"field": name, "found": record[name]})


def _reason(record: Mapping[str, str], kept: Mapping[str, object]) -> str:
    if not record["title"]:
        return "no_title"
    if record["lang"] not in LANGUAGES:
        return "unknown_language"
    return "repeated" if record["id"] in kept else ""


def _row(record: Mapping[str, str], habits: Habits) -> tuple[object, ...]:
    readings: dict[str, Callable[[str, Habits], object]] = {"amount": amount_of, "start": date_of, "end": date_of}
    values = {name: reading(record[name], habits) for name, reading in readings.items()}
    unread = [name for name, value in values.items() if value is None and record[name]]
    derived = {
        "language": record["lang"],
        "currency": _currency(record["amount"]) if values["amount"] is not None else None,
        "unread": unread,
        **values,
    }
    return tuple(derived[name] if name in derived else _text(record[name]) for name in PROJECT_COLUMNS)


def _text(published: str | None) -> str | None:
    """As published, but for the marks that Excel leaves where a line ended."""
    return published.replace(_LINE_END, "").strip() or None if published else None
