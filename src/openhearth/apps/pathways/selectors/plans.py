"""Plans as they were at a step, and what became of their parts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import Person
from openhearth.apps.accounts.scopes import EVERYWHERE, REGION
from openhearth.apps.entries import selectors as entries
from openhearth.apps.pathways import rules
from openhearth.apps.pathways.contents import CONTENTS
from openhearth.apps.pathways.models import Entry, Plan
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import assembled

Version = entries.Version[terms.Part]

LEDGER = entries.Ledger(Entry, CONTENTS)
"""How plans are kept."""


def visible_plans(user: Person) -> QuerySet[Plan]:
    """What is public, and the drafts of the places where this person has a role."""
    seen = Q(released__isnull=False)
    if isinstance(user, User):
        for role, scope in user.held_roles:
            if role in rules.READERS and scope.kind == EVERYWHERE:
                return Plan.objects.all()
            if role in rules.READERS and scope.kind == REGION:
                seen |= Q(region__startswith=scope.code)
    return Plan.objects.filter(seen)


def plans_around(plans: QuerySet[Plan], region: str) -> QuerySet[Plan]:
    """Those of a region, and of the regions around and inside it."""
    around = [region[:length] for length in range(2, len(region) + 1)]
    return plans.filter(Q(region__in=around) | Q(region__startswith=region))


def plan_row(code: str) -> Plan | None:
    return Plan.objects.filter(code=code).first()


def plan_at(row: Plan, step: int) -> terms.Plan:
    """The plan as of a step: one query, however long its past."""
    parts = entries.parts_at(LEDGER, row, step)
    return assembled(parts, title=row.title, region=row.region, language=row.language)


def plan_by_code(code: str, *, step: int | None = None) -> terms.Plan | None:
    """The plan as it stands now, or as of a step; None where there is no such plan."""
    row = plan_row(code)
    return plan_at(row, row.step if step is None else step) if row else None


def part_at(row: Plan, kind: str, key: str, step: int) -> Version | None:
    """What a part said at a step, with who wrote it; None where it had not begun."""
    return entries.part_at(LEDGER, row, kind, key, step)


def versions_of(row: Plan, kind: str, key: str, *, until: int) -> list[Version]:
    """The past of a part, the newest first."""
    return entries.versions_of(LEDGER, row, kind, key, until=until)


def recent_entries(row: Plan, *, until: int, after: int = 0) -> QuerySet[Entry]:
    """What was written after a step, the newest first."""
    return entries.recent_entries(LEDGER, row, until=until, after=after)


def titles_of(parts: Iterable[terms.Part]) -> dict[str, str]:
    """What parts are called, by key."""
    return {part.key: title_of(part) for part in parts}


def title_of(part: terms.Part) -> str:
    """What a part is called: its title, organisation or text."""
    for name in ("title", "organisation", "text", "key"):
        found: str = getattr(part, name, "")
        if found:
            return found
    return part.key
