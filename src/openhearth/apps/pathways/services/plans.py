"""Beginning a plan, letting the public read it, and taking one over whole."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Moved, Write, write_entries
from openhearth.apps.pathways.contents import CONTENTS
from openhearth.apps.pathways.models import Entry, Plan
from openhearth.apps.pathways.selectors.plans import LEDGER, plan_at, plan_row
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territory
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import Change, difference, parts_of
from openhearth.core.pathway.validation import plan_faults
from openhearth.sources.plans.plan_yaml import packaged_codes

RESERVED = frozenset({"new", "template", "doughnut", "footprint"})
"""First words of the other addresses of plans."""

LONGEST = 50
NAMELESS = "plan"


def start_plan(title: str, region: str, language: str, by: User | None, *, code: str = "") -> Plan:
    """An empty plan of a region; a draft until it is released.

    Raises
    ------
    InputError
        ``missing_text``, ``not_a_code`` (no region of this house), ``reserved_address``.
    """
    faults = [] if title.strip() else [Fault("missing_text", "title", {"field": "title"})]
    if code in RESERVED:
        faults.append(Fault("reserved_address", "code", {"found": code}))
    try:
        place = territory(region)
    except UnknownTerritory:
        faults.append(Fault("not_a_code", "region", {"found": region}))
    if faults:
        raise InputError(*faults)
    with transaction.atomic():
        address = code or free_code(title)
        return Plan.objects.create(
            code=address, region=place.code, title=title.strip()[:200], language=language, created_by=by
        )


def free_code(title: str) -> str:
    """The address that a title asks for, with a number behind it where that one is taken."""
    wanted = re.sub("-+", "-", slugify(title).replace("_", "-")[:LONGEST]).strip("-") or NAMELESS
    taken = set(Plan.objects.filter(code__startswith=wanted).values_list("code", flat=True)) | RESERVED
    return next(code for code in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def release_plan(row: Plan, *, step: int) -> None:
    """Let everybody read the plan as of a step. An earlier step than the last takes what came later back from the public.

    Raises
    ------
    InputError
        ``unknown_version``: the plan has not come so far.
    """
    if not 1 <= step <= row.step:
        raise InputError(Fault("unknown_version", row.code, {"found": step}))
    with transaction.atomic():
        row.released, row.released_at = step, timezone.now()
        row.save(update_fields=["released", "released_at"])


def withdraw_plan(row: Plan) -> None:
    """Nobody but the people of the region reads it any more."""
    with transaction.atomic():
        row.released = row.released_at = None
        row.save(update_fields=["released", "released_at"])


def import_plan(
    code: str, plan: terms.Plan, by: User | None, *, seen: int | None = None, note: str = ""
) -> tuple[Change, ...]:
    """Make the plan say what another says: parts are added, changed and taken out, all or nothing.

    The title and the language follow; the region stays, because the roles of the people who write depend on it.

    Parameters
    ----------
    seen
        The step that was looked at when this was decided; None: whatever the plan is at.

    Raises
    ------
    InputError
        ``unknown_plan``, the faults of the plan, ``other_region``, or ``newer_version``.
    """
    row = plan_row(code)
    if row is None:
        raise InputError(Fault("unknown_plan", code, {"found": code}))
    if seen is not None and row.step != seen:
        raise InputError(Fault("newer_version", code, {"seen": seen, "newest": row.step}))
    faults = list(plan_faults(plan, **packaged_codes()))
    if plan.region != row.region:
        faults.append(Fault("other_region", "plan/plan/region", {"found": plan.region, "expected": row.region}))
    if faults:
        raise InputError(*faults)
    old = plan_at(row, row.step)
    changes = difference(old, plan)
    parts = {(kind, part.key): part for kind, part in parts_of(plan)}
    places = (change for change in changes if change.kind != "plan")
    seen_at = _steps(row)
    writes = [
        Write(
            change.kind,
            change.key,
            None if change.fate == "removed" else CONTENTS.content_of(parts[change.kind, change.key]),
            seen_at.get((change.kind, change.key), 0),
        )
        for change in places
    ]
    try:
        with transaction.atomic():
            if writes:
                write_entries(LEDGER, row, writes, by, note)
            if (row.title, row.language) != (plan.title, plan.language):
                row.title, row.language = plan.title[:200], plan.language
                row.save(update_fields=["title", "language"])
    except Moved as moved:
        raise InputError(Fault("newer_version", code, {"seen": seen or 0, "newest": row.step})) from moved
    return changes


def _steps(row: Plan) -> dict[tuple[str, str], int]:
    """At which step the newest entry of each part stands, taken out ones included."""
    rows = Entry.objects.filter(book=row, superseded=None).values_list("kind", "key", "step")
    return {(kind, key): step for kind, key, step in rows}
