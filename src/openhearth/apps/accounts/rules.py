"""Who may do what, where. The answer is no unless a rule says yes.

A rule is a plain function of a person and a place, the code of a region or programme; None is the whole house.
Every view carries its rule (`requires`); the middleware asks it before the view runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase

from openhearth.apps.accounts.models import RoleAtPlace, RoleKind, User
from openhearth.apps.accounts.scopes import Scope

Person = User | AnonymousUser
Rule = Callable[[Person, str | None], bool]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

WORKING = frozenset(RoleKind) - {RoleKind.MEMBER}
INVITES: dict[str, frozenset[RoleKind]] = {
    RoleKind.ADMINISTRATOR: frozenset(RoleKind),
    RoleKind.LEAD: frozenset({RoleKind.LEAD, RoleKind.TEAM, RoleKind.EXPERT, RoleKind.MEMBER, RoleKind.ANALYST}),
    RoleKind.TEAM: frozenset({RoleKind.TEAM, RoleKind.EXPERT, RoleKind.MEMBER, RoleKind.ANALYST}),
}


def requires(rule: Rule) -> Callable[[View], View]:
    """Mark a view with the rule that says who may enter."""

    def mark(view: View) -> View:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(*args, **kwargs)

        marked.rule = rule  # type: ignore[attr-defined]
        return cast("View", marked)

    return mark


def holds(user: Person, roles: Collection[str], place: str | None = None) -> bool:
    """Whether one of the roles, held by this person, counts at the place."""
    return user.is_authenticated and any(role in roles and scope.covers(place) for role, scope in user.held_roles)


def holds_somewhere(user: Person, roles: Collection[str]) -> bool:
    """Whether the person holds one of the roles, wherever it counts."""
    return user.is_authenticated and any(role in roles for role, _ in user.held_roles)


def can_read_public(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    return True


def can_read_own_account(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    return user.is_authenticated


def can_administer(user: Person, place: str | None = None) -> bool:
    return holds(user, {RoleKind.ADMINISTRATOR}, place)


def can_administer_somewhere(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    """Opens the door of a view that asks about its own object itself."""
    return holds_somewhere(user, {RoleKind.ADMINISTRATOR})


def can_see_people(user: Person, place: str | None = None) -> bool:
    return can_administer(user, place)


def can_run_job(user: Person, place: str | None = None) -> bool:
    """Long work about a place is for those who work there; about no place, for all who work anywhere."""
    return holds_somewhere(user, WORKING) if place is None else holds(user, WORKING, place)


def can_invite(user: Person, role: str, scope: Scope) -> bool:
    """People invite those they work with, and only into places their own role covers."""
    return user.is_authenticated and any(
        role in INVITES.get(held, ()) and held_scope.contains(scope) for held, held_scope in user.held_roles
    )


def can_invite_somebody(user: Person, place: str | None = None) -> bool:
    """Opens the form; whom and where is checked when it is sent."""
    return holds_somewhere(user, INVITES) if place is None else holds(user, INVITES, place)


def can_withdraw_role(user: Person, role: RoleAtPlace) -> bool:
    """A role held or offered; also says who may grant it again."""
    return user.is_authenticated and any(
        held == RoleKind.ADMINISTRATOR and scope.contains(role.scope) for held, scope in user.held_roles
    )
