"""The full record of a practice: what it cost, what it needs, what came of it, and whether that is still known to hold."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from openhearth.core.errors import Fault
from openhearth.core.practice import KeyFigure, Practice, Vocabulary, practice_faults

OUTCOMES = ("succeeded", "mixed", "failed", "abandoned")
"""What became of a practice. A failed one is worth as much to a reader as one that succeeded."""

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
# No table and no XML can carry these; tab and line feed are the only control characters of a text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FIELD_OF = {
    "duplicate_code": "code",
    "bad_url": "url",
    "bad_nuts": "nuts",
    "country_mismatch": "nuts",
    "years_reversed": "ended",
    "not_finite": "facts",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a practice: a statement, its figure where there is one, and what shows it.

    ``evidence`` is an address or a citation. ``value`` is None and a text is empty where the source does not tell.
    """

    statement: str
    value: float | None = None
    unit: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """A practice with all that a reader needs to judge it. Empty and None say that the source does not tell.

    ``cost`` is the whole cost in ``currency`` (ISO 4217), ``funding`` names who paid. ``lens`` and ``reach`` are terms of the
    vocabularies of these names. ``last_reviewed`` is an ISO 8601 day.
    """

    practice: Practice
    owner: str = ""
    cost: float | None = None
    currency: str = ""
    funding: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    preconditions: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    outcome: str = ""
    difficulties: str = ""
    why_it_worked: str = ""
    potential_for_transfer: str = ""
    lens: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    last_reviewed: str = ""
    reviewed_by: str = ""


FIELDS: Mapping[str, str] = {
    field.name: str(field.type)
    for kind in (Practice, PracticeRecord)
    for field in fields(kind)
    if field.name != "practice"
}
"""Every field of a record side by side, those of its practice first, with the type of its value."""

REQUIRED = ("code", "title", "summary", "language", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """One record as read: where it stands, its values by field, and what could not be read."""

    place: str
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do: the records it would keep with the rows they stand in, and every fault with its row and column."""

    records: tuple[PracticeRecord, ...]
    read: int
    faults: tuple[Fault, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        """How many records have no fault."""
        return len(self.records)


def flat(record: PracticeRecord) -> dict[str, Any]:
    """The values of a record by field, in the order of `FIELDS`.

    Examples
    --------
    >>> heat = PracticeRecord(Practice("heat", "Heat", "Heat for homes.", "en", "openhearth", ""), outcome="mixed")
    >>> flat(heat)["title"], flat(heat)["outcome"]
    ('Heat', 'mixed')
    """
    return {name: getattr(record.practice if name in _OF_PRACTICE else record, name) for name in FIELDS}


def record_of(values: Mapping[str, Any]) -> PracticeRecord:
    """The record of values by field; an absent field is empty. The opposite of `flat`.

    Examples
    --------
    >>> record_of({"code": "heat", "title": "Heat", "cost": 5.0}).cost
    5.0
    """
    practice = {name: values.get(name, "") for name in (*REQUIRED, "provenance")}
    practice |= {name: value for name, value in values.items() if name in _OF_PRACTICE}
    return PracticeRecord(
        Practice(**practice), **{name: value for name, value in values.items() if name not in _OF_PRACTICE}
    )


def record_faults(records: Sequence[PracticeRecord], vocabularies: Mapping[str, Vocabulary]) -> tuple[Fault, ...]:
    """All that is wrong with a collection of records; empty when all is well.

    Codes: those of `practice_faults`, and ``bad_code`` (for an address), ``bad_year``, ``bad_cost`` (negative or not
    finite), ``bad_currency`` (not three capitals, or a cost without one), ``bad_date``, ``review_incomplete`` (a day without a
    reviewer or the other way round), ``untrimmed_text``, ``control_character``. The place is the code of the record.

    Examples
    --------
    >>> heat = PracticeRecord(Practice("heat", "Heat", "Heat for homes.", "en", "openhearth", ""), cost=5.0)
    >>> [str(fault) for fault in record_faults([heat], {})]
    ["heat: bad_currency (field='currency', found='')"]
    """
    faults = list(practice_faults([record.practice for record in records], vocabularies))
    for record in records:
        faults += [
            Fault(code, record.practice.code, {"field": name, "found": found})
            for code, name, found in (
                *_text_faults(record),
                *_term_faults(record, vocabularies),
                *_number_faults(record),
                *_review_faults(record),
            )
        ]
    return tuple(faults)


def field_of(fault: Fault) -> str:
    """The field of a record that a fault of `record_faults` is about.

    Examples
    --------
    >>> field_of(Fault("bad_url", "heat", {"found": "javascript:alert(1)"}))
    'url'
    """
    if fault.code == "unknown_vocabulary":
        return str(fault.params["found"])
    return str(fault.params.get("field") or fault.params.get("vocabulary") or _FIELD_OF.get(fault.code, ""))


def dry_run(rows: Sequence[Row], vocabularies: Mapping[str, Vocabulary]) -> DryRun:
    """What an import of these rows would keep.

    A row with a fault is not kept. A code that occurs in several rows is a fault of all but the first.

    Returns
    -------
    DryRun
        Faults in the order of the rows, each placed at ``"<row>, <column>"``.
    """
    records, places, faults = [], [], []
    first_with: dict[str, str] = {}
    for row in rows:
        found = list(row.faults)
        if not found:
            record = record_of(row.values)
            found = [
                Fault(fault.code, f"{row.place}, {field_of(fault)}", fault.params)
                for fault in record_faults([record], vocabularies)
            ]
            code = record.practice.code
            if code and code in first_with:
                found.append(Fault("duplicate_code", f"{row.place}, code", {"found": code, "first": first_with[code]}))
            first_with.setdefault(code, row.place)
            records += [] if found else [record]
            places += [] if found else [row.place]
        faults += found
    return DryRun(tuple(records), len(rows), tuple(faults), tuple(places))


_OF_PRACTICE = frozenset(field.name for field in fields(Practice))
Problem = tuple[str, str, object]
"""Code, field, and what was found."""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, KeyFigure):
        yield from (value.label, value.unit)
    elif isinstance(value, Result):
        yield from (value.statement, value.unit, value.evidence)


def _text_faults(record: PracticeRecord) -> Iterator[Problem]:
    for name, value in flat(record).items():
        for text in _texts(value):
            if text != text.strip():
                yield "untrimmed_text", name, text
            if _CONTROL.search(text):
                yield "control_character", name, ascii(text)
        if isinstance(value, tuple) and not all(next(_texts(part)) for part in value):
            yield "missing_text", name, ""
    if record.practice.code and not _CODE.fullmatch(record.practice.code):
        yield "bad_code", "code", record.practice.code


def _term_faults(record: PracticeRecord, vocabularies: Mapping[str, Vocabulary]) -> Iterator[Problem]:
    allowed = {name: vocabularies[name].codes if name in vocabularies else () for name in ("lens", "reach")}
    for name, codes in (("lens", record.lens), ("reach", record.reach)):
        for position, code in enumerate(codes):
            if code not in allowed[name]:
                yield "unknown_term", name, code
            if code in codes[:position]:
                yield "duplicate_term", name, code
    if record.outcome and record.outcome not in OUTCOMES:
        yield "unknown_term", "outcome", record.outcome


def _number_faults(record: PracticeRecord) -> Iterator[Problem]:
    for name in ("started", "ended"):
        year = getattr(record.practice, name)
        if year is not None and not 1000 <= year <= 9999:
            yield "bad_year", name, year
    if record.cost is not None and not 0 <= record.cost < math.inf:
        yield "bad_cost", "cost", record.cost
    if not _CURRENCY.fullmatch(record.currency) and (record.currency or record.cost is not None):
        yield "bad_currency", "currency", record.currency
    for result in record.results:
        if result.value is not None and not math.isfinite(result.value):
            yield "not_finite", "results", result.statement


def _review_faults(record: PracticeRecord) -> Iterator[Problem]:
    if record.last_reviewed and not _is_day(record.last_reviewed):
        yield "bad_date", "last_reviewed", record.last_reviewed
    if bool(record.last_reviewed) != bool(record.reviewed_by):
        yield "review_incomplete", "reviewed_by" if record.last_reviewed else "last_reviewed", ""


def _is_day(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match or not 1 <= int(match["month"]) <= 12 or int(match["year"]) < 1:
        return False
    return 1 <= int(match["day"]) <= monthrange(int(match["year"]), int(match["month"]))[1]
