"""Who may do what with plans. A plan lies where its region is: roles held there, or above, count."""

from __future__ import annotations

from openhearth.apps.accounts.models import RoleKind
from openhearth.apps.accounts.rules import Person, holds, holds_somewhere
from openhearth.apps.pathways.models import Plan

EDITORS = frozenset({RoleKind.TEAM, RoleKind.LEAD, RoleKind.ADMINISTRATOR})
OBSERVERS = EDITORS | {RoleKind.MEMBER}
READERS = frozenset(RoleKind)


def can_edit_plans_somewhere(user: Person, place: str | None = None) -> bool:
    """Opens the doors behind which plans are written; which plan is asked there."""
    return holds_somewhere(user, EDITORS) if place is None else holds(user, EDITORS, place)


def can_see_draft(user: Person, plan: Plan) -> bool:
    """Everybody with a role in the region, whatever it is."""
    return holds(user, READERS, plan.region)


def can_see_plan(user: Person, plan: Plan) -> bool:
    return plan.is_public or can_see_draft(user, plan)


def can_edit_plan(user: Person, plan: Plan) -> bool:
    return holds(user, EDITORS, plan.region)


def can_release_plan(user: Person, plan: Plan) -> bool:
    """Whoever writes it says when the public may read on."""
    return can_edit_plan(user, plan)


def can_start_plan(user: Person, region: str) -> bool:
    return holds(user, EDITORS, region)


def can_observe_somewhere(user: Person, place: str | None = None) -> bool:
    """Opens the door behind which observations are added; to which plan is asked there."""
    return holds_somewhere(user, OBSERVERS) if place is None else holds(user, OBSERVERS, place)


def can_observe(user: Person, plan: Plan) -> bool:
    """Members of a local group know figures too: they add them to the draft, and change nothing else."""
    return holds(user, OBSERVERS, plan.region)
