"""Lists of funded projects: loaded as a whole, taken away as a whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from openhearth.apps.practices.finding import index
from openhearth.apps.practices.finding.filters import PROJECT
from openhearth.apps.practices.models import Project
from openhearth.apps.regions.models import Load
from openhearth.apps.regions.services import forget_loads, record_load
from openhearth.sources.loading import project_list_of

BATCH = 1000
SLUG, DIGEST = 100, 10
"""Letters of a code that come from the publisher's own id, and of the digest after them where they do not suffice."""

CUT = "…"

TEXTS = (
    "country", "region", "period", "fund", "theme", "language", "title", "description", "currency", "start", "end", "source",
)  # fmt: skip
"""Fields of a project that are texts, named as the columns of a list are."""

Progress = Callable[[str, int, int], None]


def load_projects(code: str, *, file_name: str, data: bytes, progress: Progress) -> Load:
    """Replace the projects of a list by those of a file. A damaged file raises with all faults and changes nothing.

    The entries of the index are marked as old: build it anew afterwards, or let the worker catch up.
    """
    source = project_list_of(code)
    progress("reading", 0, 0)
    parsed = source.parse(data)
    rows = parsed.frame.to_dicts()
    codes = project_codes(code, [row["id"] for row in rows])
    with transaction.atomic():
        _take_away(code)
        for first in range(0, len(rows), BATCH):
            batch = slice(first, first + BATCH)
            made = [_project(code, one, row) for one, row in zip(codes[batch], rows[batch], strict=True)]
            Project.objects.bulk_create(made)
            index.note_changes(f"{PROJECT}:{project.code}" for project in made)
            progress("projects", first + len(made), len(rows))
        return record_load(code, file_name, data, parsed.read, parsed.rejected)


def remove_projects(code: str) -> int:
    """Take the projects of a list away; how many there were. ``not_loaded`` where there is nothing to take away."""
    project_list_of(code)
    with transaction.atomic():
        forget_loads(code)
        return _take_away(code)


def project_codes(corpus: str, ids: Sequence[str]) -> list[str]:
    """A code for each id: readable, and the same in every file that has these ids.

    Examples
    --------
    >>> project_codes("esif", ["NL-1", "Ä 2"])
    ['esif-nl-1', 'esif-a-2']
    """
    slugs = [slugify(f"{corpus}-{one}") for one in ids]
    times = Counter(slugs)
    return [
        slug if times[slug] == 1 and len(slug) <= SLUG else f"{slug[:SLUG].rstrip('-')}-{_digest(one)}"
        for slug, one in zip(slugs, ids, strict=True)
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


def _take_away(corpus: str) -> int:
    gone = Project.objects.filter(corpus=corpus)
    index.note_changes(f"{PROJECT}:{code}" for code in gone.values_list("code", flat=True))
    return gone.delete()[0]


def _project(corpus: str, code: str, row: Mapping[str, Any]) -> Project:
    texts = {name: _fitting(name, row[name] or "") for name in TEXTS}
    return Project(code=code, corpus=corpus, amount=row["amount"], unread=list(row["unread"]), **texts)


def _fitting(name: str, text: str) -> str:
    """The text, cut to the room that the database has for it, and visibly so."""
    room = getattr(Project._meta.get_field(name), "max_length", None)  # noqa: SLF001 - Django's documented name
    return text if room is None or len(text) <= room else text[: room - 1] + CUT
