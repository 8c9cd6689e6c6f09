"""All that is wrong with a programme before it can be trusted: texts, days and figures, and keys that lead nowhere."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol

from openhearth.core.errors import Fault
from openhearth.core.programme.terms import Programme

CENTS = 10**15
"""Amounts of money stay below this, so that every spreadsheet holds them exactly."""

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# No table and no XML can carry these; tab and line feed are the only control characters of a text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_DAYS = frozenset(
    {"due", "closed_on", "given_on", "written_on", "by_when", "day", "handed_in_on", "feedback_on", "delivered_on"}
)
_TIMES = frozenset({"start", "end"})
"""Days, and for a meeting times with their offset from UTC."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "partners": ("name",),
    "meetings": ("title",),
    "homework": ("task",),
    "recommendations": ("text",),
    "learnings": ("saw",),
    "instruments": ("title",),
    "changes": ("text",),
    "outputs": ("title",),
}
_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "meetings": {"semester": "semesters", "host": "partners"},
    "homework": {"meeting": "meetings", "partners": "partners"},
    "submissions": {"homework": "homework", "partner": "partners"},
    "recommendations": {"meeting": "meetings", "to": "partners"},
    "learnings": {
        "partner": "partners",
        "meeting": "meetings",
        "instrument": "instruments",
        "recommendations": "recommendations",
    },
    "instruments": {"partner": "partners"},
    "changes": {"instrument": "instruments", "learnings": "learnings"},
    "outputs": {"partner": "partners", "semester": "semesters"},
    "reports": {"partner": "partners", "semester": "semesters"},
}
"""Kind to its fields that name parts of another kind. Empty text and the number 0 name nothing."""

_MUST_NAME = {
    "meetings": ("semester",),
    "homework": ("meeting",),
    "submissions": ("homework", "partner"),
    "recommendations": ("to",),
    "learnings": ("partner",),
    "instruments": ("partner",),
    "changes": ("instrument",),
    "reports": ("partner", "semester"),
}

KINDS = ("partners", "semesters", *_REFERENCES)
"""The fields of a programme that hold its parts."""


class Part(Protocol):
    """Anything of a programme that has a key."""

    @property
    def key(self) -> str:
        """Its own among the parts of its kind."""


def programme_faults(programme: Programme) -> tuple[Fault, ...]:
    """All that is wrong with a programme; empty when all is well.

    Whether practices, and the actions and indicators of plans exist, is not known here.

    Returns
    -------
    tuple of Fault
        Placed at ``kind/key/field``, in the order of the programme: ``missing_text``, ``untrimmed_text``, ``control_character``,
        ``bad_key``, ``duplicate_key``, ``duplicate_term`` (a part of a session, a role), ``bad_date``, ``days_reversed``, ``not_finite``,
        ``bad_cost``, ``unknown_term`` (the language), ``unknown_key``, ``unfinished_learning`` (a change names one),
        ``semesters_overlap``.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Meeting, Semester
    >>> wrong = Programme("p", "P", semesters=(Semester(1),), meetings=(Meeting("1", 1, "Kick-off", host="sines"),))
    >>> [str(fault) for fault in programme_faults(wrong)]
    ["meetings/1/host: unknown_key (kind='partners', found='sines')"]
    """
    faults = [
        Fault("missing_text", f"programme/{name}", {"field": name})
        for name in ("code", "title")
        if not getattr(programme, name).strip()
    ]
    if not _LANGUAGE.fullmatch(programme.language):
        faults.append(Fault("unknown_term", "programme/language", {"found": programme.language}))
    if programme.code and not _KEY.fullmatch(programme.code):
        faults.append(Fault("bad_key", "programme/code", {"found": programme.code}))
    for about, value in _leaves(programme, skip=KINDS):
        faults += [Fault(code, f"programme/{about}", params) for code, params in _text_problems(value)]
    keys = {kind: Counter(part.key for part in parts_of(programme, kind)) for kind in KINDS}
    for kind in KINDS:
        for key, count in keys[kind].items():
            faults += [Fault("duplicate_key", f"{kind}/{key}/key", {"key": key})] if count > 1 else []
            faults += [] if _KEY.fullmatch(key) else [Fault("bad_key", f"{kind}/{key}/key", {"found": key})]
        for part in parts_of(programme, kind):
            faults += (
                Fault(code, f"{kind}/{part.key}/{about}", params)
                for code, about, params in (*_problems(kind, part), *_lost(kind, part, keys))
            )
    faults += _twice(programme)
    faults += _too_early(programme)
    return (*faults, *_overlaps(programme))


def parts_of(programme: Programme, kind: str) -> tuple[Part, ...]:
    """The parts of a kind, by the name of the field that holds them."""
    found: tuple[Part, ...] = getattr(programme, kind)
    return found


def _problems(kind: str, part: Part) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for name in _NEEDED.get(kind, ()):
        if not getattr(part, name).strip():
            yield "missing_text", name, {"field": name}
    for about, value in _leaves(part):
        name = about.partition("/")[0]
        yield from ((code, about, params) for code, params in _text_problems(value))
        is_day = name in _DAYS or name in _TIMES or (name == "follow_ups" and about.endswith("/1"))
        if is_day and value and not _is_day(str(value), or_time=kind == "meetings" and name in _TIMES):
            yield "bad_date", about, {"found": value}
        if isinstance(value, float) and not math.isfinite(value):
            yield "not_finite", about, {}
        if name in ("cents", "planned", "spent") and isinstance(value, int) and not 0 <= value < CENTS:
            yield "bad_cost", about, {"found": value}
    start, end = getattr(part, "start", ""), getattr(part, "end", "")
    if start and end and end[: len("2027-03-01")] < start[: len("2027-03-01")]:
        yield "days_reversed", "end", {"start": start, "end": end}


def _text_problems(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(value, str):
        if value != value.strip():
            yield "untrimmed_text", {"found": value}
        if _CONTROL.search(value):
            yield "control_character", {"found": ascii(value)}


def _lost(
    kind: str, part: Part, keys: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Names of parts that do not exist."""
    for name, other in _REFERENCES.get(kind, {}).items():
        named = getattr(part, name)
        for key in named if isinstance(named, tuple) else (named,):
            told = bool(key) or name in _MUST_NAME.get(kind, ())
            if told and str(key) not in keys[other]:
                yield "unknown_key", name, {"kind": other, "found": str(key)}


def _twice(programme: Programme) -> Iterator[Fault]:
    """Names in a mapping that stand there more than once."""
    listed: dict[str, Iterable[str]] = {
        "programme/elements": (name for name, _ in programme.elements),
        "programme/figures": (name for name, _ in programme.figures),
        "programme/duties": (role for role, _ in programme.duties),
    }
    listed |= {f"meetings/{one.key}/agenda": (agenda.part for agenda in one.agenda) for one in programme.meetings}
    for place, names in listed.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield Fault("duplicate_term", place, {"found": name})


def _too_early(programme: Programme) -> Iterator[Fault]:
    """A change names what was learned only once the other partners read it."""
    unfinished = {one.key for one in programme.learnings if one.unfinished}
    for one in programme.changes:
        named = (key for key in one.learnings if key in unfinished)
        yield from (Fault("unfinished_learning", f"changes/{one.key}/learnings", {"found": key}) for key in named)


def _overlaps(programme: Programme) -> Iterator[Fault]:
    dated = sorted((one.start, one.end, one.key) for one in programme.semesters if one.start and one.end)
    for (_, end, first), (start, _, second) in pairwise(dated):
        if start <= end:
            yield Fault("semesters_overlap", f"semesters/{second}/start", {"first": first, "second": second})


def _leaves(part: object, under: str = "", skip: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    """Every single value with its place within the part: ``title``, ``partners/1``, ``agenda/2/topics/1``."""
    if is_dataclass(part):
        for field in fields(part):
            if field.name not in skip:
                yield from _leaves(getattr(part, field.name), f"{under}/{field.name}" if under else field.name)
    elif isinstance(part, tuple):
        for position, item in enumerate(part, 1):
            yield from _leaves(item, f"{under}/{position}")
    else:
        yield under, part


def _is_day(text: str, *, or_time: bool) -> bool:
    try:
        if _DAY.fullmatch(text):
            return bool(date.fromisoformat(text))
        return or_time and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
