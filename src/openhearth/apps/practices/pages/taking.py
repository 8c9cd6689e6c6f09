"""A whole selection to take away: practices as CSV, Excel or JSON, projects as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import Question
from openhearth.apps.practices.finding.filters import PRACTICE, PROJECT
from openhearth.apps.practices.models import Project
from openhearth.apps.practices.selectors import licence_of, published
from openhearth.apps.regions.selectors import source_register
from openhearth.core.practice_record import PracticeRecord
from openhearth.sources.practices import practice_json, practice_table

MOST = 10_000
"""Rows of one download."""
COLUMNS = (
    *("code", "corpus", "country", "region", "period", "fund", "theme", "language", "title", "description"),
    *("amount", "currency", "start", "end", "source"),
)
"""Of a project, as it is kept."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of practices: its media type, and how it is written."""

    name: str
    media_type: str
    write: Callable[[Sequence[PracticeRecord]], bytes]


FORMATS: Mapping[str, Format] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", practice_table.to_csv),
    "xlsx": Format(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", practice_table.to_xlsx
    ),
    "json": Format("JSON", "application/json", practice_json.to_json),
}


def kind_of(question: Question) -> str:
    """What a download of this question holds: one kind of record has one kind of row."""
    return PROJECT if question.kinds == (PROJECT,) else PRACTICE


def practices(question: Question) -> tuple[PracticeRecord, ...]:
    """The practices of a selection, all pages, in its order."""
    return tuple(hit.practice.record for hit in _all(question, PRACTICE).hits if hit.practice)


def projects(question: Question) -> list[tuple[object, ...]]:
    """The projects of a selection, all pages, in its order, each with its licence."""
    licences = {row["code"]: row["licence"] for row in source_register()}
    found = (hit.project for hit in _all(question, PROJECT).hits if hit.project)
    return [(*(getattr(one, name) for name in COLUMNS), _licence(one, licences)) for one in found]


def licences() -> tuple[str, ...]:
    """Under which licences the practices of this house may be used."""
    first_of_each = {one.practice.source: one.practice for one in published()}
    return tuple(sorted({licence for one in first_of_each.values() if (licence := licence_of(one))}))


def _all(question: Question, kind: str) -> finding.Findings:
    return finding.found(replace(question, page=1, chosen={**question.chosen, "kind": (kind,)}), size=MOST)


def _licence(project: Project, licences: Mapping[str, str]) -> str:
    return licences.get(project.source) or licences.get(project.corpus, "")
