"""The chain of a programme as a page, as a table and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from openhearth.apps.learning import words
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.pages.places import Places
from openhearth.apps.learning.selectors.learnings import Walkable
from openhearth.core.programme import terms
from openhearth.core.programme.chain import KINDS, Direction, Link, Record, walk

COLUMNS = ("source_kind", "source", "source_title", "target_kind", "target", "target_title", "by", "on")
HAZARDS = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet takes for a formula."""


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record with its page (empty: the reader may not open it), where one comes to it on a walk, and who linked it when."""

    kind: str
    title: str
    address: str
    walk: str
    is_ours: bool
    by: str = ""
    on: date | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What is needed to show records: what they are called, where their pages are, who the partners are."""

    walkable: Walkable
    places: Places
    names: dict[str, str]

    def record(self, record: Record, link: Link | None = None, depth: int = 0) -> RecordShown:
        return RecordShown(
            words.word(words.RECORDS, record.kind),
            self.walkable.title(record),
            self.places.of(record) if self.walkable.is_open(record) else "",
            f"{self.places.query or '?'}{'&' if self.places.query else ''}{urlencode({'from': str(record)})}",
            record.kind not in ("practice", "action", "indicator"),
            self.names.get(link.by, link.by) if link else "",
            day(link.on) if link else None,
            depth,
        )


def overview(programme: terms.Programme, found: Walkable, query: str) -> dict[str, Any]:
    """All records by kind, what led to nothing yet, and what nobody said the beginning of."""
    shown = _shown(programme, found, query)
    chain = found.chain
    return {
        "columns": [
            (words.word(words.RECORDS, kind), kind, [shown.record(one) for one in chain.records if one.kind == kind])
            for kind in KINDS
        ],
        "dead_ends": [shown.record(one) for one in chain.dead_ends],
        "without_beginning": [shown.record(one) for one in chain.without_beginning],
        "links": sum(map(len, chain.onward.values())),
    }


def walked(programme: terms.Programme, found: Walkable, start: Record, query: str) -> dict[str, Any]:
    """Everything that led to a record, and everything that it led to."""
    shown = _shown(programme, found, query)

    def steps(direction: Direction) -> list[RecordShown]:
        return [
            shown.record(one.record, one.link, one.depth) for one in walk(found.chain, start, direction) if one.link
        ]

    return {
        "start": shown.record(start),
        "onward": steps("onward"),
        "back": steps("back"),
        "is_first": start.kind == KINDS[0],
        "is_last": start.kind == KINDS[-1],
    }


def chain_csv(found: Walkable) -> bytes:
    """One row for each link; with a byte order mark, because spreadsheets ask for it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for link in _links(found):
        ends = (link.source, link.target)
        cells = [cell for end in ends for cell in (end.kind, end.key, found.title(end))]
        writer.writerow([_plain(cell) for cell in (*cells, link.by, link.on)])
    return text.getvalue().encode("utf-8-sig")


def chain_json(programme: terms.Programme, found: Walkable) -> bytes:
    """The whole chain: records, links, dead ends and what has no beginning."""
    whole = {
        "programme": {"code": programme.code, "title": programme.title, "note": programme.note},
        "records": [
            {"record": str(one), "kind": one.kind, "key": one.key, "title": found.title(one)}
            for one in found.chain.records
        ],
        "links": [
            {"source": str(one.source), "target": str(one.target), "by": one.by, "on": one.on} for one in _links(found)
        ],
        "dead_ends": [str(one) for one in found.chain.dead_ends],
        "without_beginning": [str(one) for one in found.chain.without_beginning],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def _links(found: Walkable) -> Iterable[Link]:
    return (link for record in found.chain.records for link in found.chain.onward[record])


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(HAZARDS) else cell


def _shown(programme: terms.Programme, found: Walkable, query: str) -> Shown:
    return Shown(found, Places(programme, query), {one.key: one.name for one in programme.partners})
