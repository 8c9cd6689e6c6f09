"""Who may do what with studies. A study lies where its region is: roles held there, or above, count."""

from __future__ import annotations

from openhearth.apps.accounts.models import RoleKind
from openhearth.apps.accounts.rules import Person, can_run_job, holds, holds_somewhere
from openhearth.apps.portfolios.models import Study

EVERY_ROLE = frozenset(RoleKind)
EDITORS = frozenset({RoleKind.TEAM, RoleKind.LEAD, RoleKind.ANALYST, RoleKind.ADMINISTRATOR})


def can_make_study(user: Person, place: str | None = None) -> bool:
    """About a place for those who work on its plan; opens the door wherever they do."""
    return holds_somewhere(user, EDITORS) if place is None else holds(user, EDITORS, place)


def can_see_study(user: Person, study: Study) -> bool:
    """What is public, everybody; a draft, those with a role for its region."""
    return study.public or holds(user, EVERY_ROLE, study.region)


def can_edit_study(user: Person, study: Study) -> bool:
    return holds(user, EDITORS, study.region)


def can_search(user: Person, study: Study) -> bool:
    """Start a search, stop it, and go on with it."""
    return can_see_study(user, study) and can_run_job(user, study.region)


def can_search_somewhere(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    """Opens the door of a view that asks about its own study itself."""
    return can_run_job(user)
