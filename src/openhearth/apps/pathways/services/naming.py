"""What a plan is called, and in which language it is written."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Moved, Write, write_entries
from openhearth.apps.pathways.contents import CONTENTS
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import LEDGER, part_at
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.terms import Vision

LONGEST_NAMED = 70
"""Characters of a title that a note has room for, beside the other one and a reason."""


def rename_plan(row: Plan, title: str, language: str, by: User | None, *, note: str = "") -> bool:
    """Change title and language; whether there was anything to change.

    The history of a plan is that of its parts, and no part holds its title: what changed is noted at the vision, the one part
    that stands for the whole. Title and language hold for all states of the plan, so the public reads them at once.

    Raises
    ------
    InputError
        ``missing_text``, or ``moved_meanwhile``: somebody wrote the vision at this moment.
    """
    wanted = title.strip()[:200]
    if not wanted:
        raise InputError(Fault("missing_text", "title", {"field": "title"}))
    if (row.title, row.language) == (wanted, language):
        return False
    vision = part_at(row, "vision", "vision", row.step)
    said = vision.part if vision and vision.part else Vision()
    write = Write("vision", "vision", CONTENTS.content_of(said), vision.step if vision else 0)
    told = _told(row, wanted, language)
    try:
        with transaction.atomic():
            write_entries(LEDGER, row, [write], by, f"{told} {note}".strip())
            row.title, row.language = wanted, language
            row.save(update_fields=["title", "language"])
    except Moved as moved:
        raise InputError(Fault("moved_meanwhile", row.code)) from moved
    return True


def _told(row: Plan, title: str, language: str) -> str:
    changes = []
    if row.title != title:
        named = {"before": row.title[:LONGEST_NAMED], "after": title[:LONGEST_NAMED]}
        changes.append(_("The title of the plan was “%(before)s” and is now “%(after)s”.") % named)
    if row.language != language:
        spoken = {"before": row.language, "after": language}
        changes.append(_("The language of the plan was “%(before)s” and is now “%(after)s”.") % spoken)
    return " ".join(changes)
