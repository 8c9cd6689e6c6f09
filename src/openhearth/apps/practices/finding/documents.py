"""Practices and projects as the search sees them: texts in their languages, values of filters, numbers to sort by."""

from __future__ import annotations

from datetime import date
from math import nan

from openhearth.apps.practices.finding.filters import FILTERS, NUMBERS, PRACTICE, PROJECT
from openhearth.apps.practices.models import Practice, Project
from openhearth.core.practice_record import PracticeRecord
from openhearth.search.contract import Doc, Shape, Text
from openhearth.search.language import fold

SHAPE = Shape(tuple(one.code for one in FILTERS), NUMBERS)
LETTERS = 9
"""Of a title that count for its place in the alphabet: more do not fit into a number."""


def document_of(practice: Practice) -> str:
    """The id of a practice in the index."""
    return f"{PRACTICE}:{practice.code}"


def doc_of_practice(practice: Practice) -> Doc:
    assert practice.public is not None  # noqa: S101 - only public ones are indexed
    record = practice.public.record
    return Doc(
        id=document_of(practice),
        texts=_texts(record),
        facets={one.code: values for one in FILTERS if (values := one.values(record))},
        numbers={
            "title": alphabetical(record.practice.title),
            "published": float(practice.published.date().toordinal()) if practice.published else nan,
            "reviewed": _ordinal(practice.reviewed_on),
            "started": float(record.practice.started) if record.practice.started else nan,
            "cost": nan if record.cost is None or record.currency != "EUR" else record.cost,
        },
    )


def doc_of_project(project: Project) -> Doc:
    language = "" if project.language == "und" else project.language
    texts = {"title": Text(project.title, language)}
    if project.description:
        texts["summary"] = Text(project.description, language)
    if project.theme:
        texts["theme"] = Text(project.theme, language)
    year = project.start[:4]
    return Doc(
        id=f"{PROJECT}:{project.code}",
        texts=texts,
        facets={one.code: values for one in FILTERS if (values := one.of_project(project))},
        numbers={
            "title": alphabetical(project.title),
            "published": nan,
            "reviewed": nan,
            "started": float(year) if year.isdigit() else nan,
            "cost": nan if project.amount is None or project.currency != "EUR" else project.amount,
        },
    )


def alphabetical(title: str) -> float:
    """The place of a title in an index of titles, as a number: its first letters and digits read in base 37."""
    place = 0
    for letter in fold("".join(title.split()))[:LETTERS].ljust(LETTERS):
        digit = 0 if letter == " " else int(letter, 36) + 1 if letter.isascii() and letter.isalnum() else 36
        place = place * 37 + digit
    return float(place)


def _texts(record: PracticeRecord) -> dict[str, Text]:
    practice, language = record.practice, record.practice.language
    said = {
        "title": (practice.title, language),
        "original_title": (practice.original_title, practice.original_language),
        "summary": (practice.summary, language),
        "actors": ("; ".join((*practice.actors, record.owner)), ""),
        "results": ("; ".join(one.statement for one in record.results), language),
        "why_it_worked": (record.why_it_worked, language),
        "difficulties": (record.difficulties, language),
        "preconditions": ("; ".join(record.preconditions), language),
        "resources": ("; ".join(record.resources), language),
        "potential_for_transfer": (record.potential_for_transfer, language),
    }
    return {field: Text(words, spoken or language) for field, (words, spoken) in said.items() if words.strip("; ")}


def _ordinal(day: date | None) -> float:
    return float(day.toordinal()) if day else nan
