"""The list of plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openhearth.apps.accounts.rules import Person
from openhearth.apps.pathways import rules
from openhearth.apps.pathways.models import Plan
from openhearth.apps.regions.selectors import territories
from openhearth.apps.regions.wording import place_name


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan in the list. ``is_draft``: the reader sees more than the public."""

    code: str
    title: str
    language: str
    region: str
    place: str
    is_public: bool
    is_draft: bool
    released_at: datetime | None


def listed_plans(rows: Iterable[Plan], user: Person) -> list[ListedPlan]:
    """The rows of the list, with the names of their regions read once."""
    found = list(rows)
    wanted = {row.region for row in found}
    names = {one.code: place_name(one) for one in territories() if one.code in wanted} if wanted else {}
    return [
        ListedPlan(
            row.code,
            row.title,
            row.language,
            row.region,
            names.get(row.region, row.region),
            row.is_public,
            row.has_draft and rules.can_see_draft(user, row),
            row.released_at,
        )
        for row in found
    ]
