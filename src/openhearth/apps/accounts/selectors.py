from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.crypto import constant_time_compare

from openhearth.apps.accounts.models import Invitation, Role, User, normal_email
from openhearth.apps.accounts.scopes import PARTNER, PROGRAMME, REGION, Scope
from openhearth.apps.accounts.tokens import token_hash


def account(email: str) -> User | None:
    return User.objects.filter(email=normal_email(email)).first()


def people(scope: Scope) -> QuerySet[User]:
    """Everybody, or those with a role inside the scope, with those of their roles that lie inside, by e-mail address."""
    roles = Role.objects.filter(_within(scope)).order_by("role", "scope_kind", "scope_code")
    everybody = User.objects.order_by("email").prefetch_related(Prefetch("roles", queryset=roles, to_attr="roles_here"))
    return (
        everybody if scope == Scope() else everybody.filter(pk__in=Role.objects.filter(_within(scope)).values("user"))
    )


def open_invitations(scope: Scope, now: datetime) -> QuerySet[Invitation]:
    """Those inside the scope that can still be accepted, the first to expire first."""
    waiting = Invitation.objects.filter(_within(scope), accepted=None, withdrawn=None, expires__gt=now)
    return waiting.select_related("invited_by").order_by("expires", "email")


def _within(scope: Scope) -> Q:
    if scope == Scope():
        return Q()
    if scope.kind == REGION:
        return Q(scope_kind=scope.kind, scope_code__startswith=scope.code)
    here = Q(scope_kind=scope.kind, scope_code=scope.code)
    if scope.kind == PROGRAMME:
        return here | Q(scope_kind=PARTNER, scope_code__startswith=f"{scope.code}.")
    return here


def invitation_of_link(pk: UUID, token: str) -> Invitation | None:
    """The invitation a link belongs to, open or not; None if the link was never given out."""
    invitation = Invitation.objects.select_related("invited_by").filter(pk=pk).first()
    known = invitation.token_hash if invitation else token_hash("")
    return invitation if constant_time_compare(known, token_hash(token)) and invitation else None
